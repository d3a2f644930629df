"""Which field of its dataset each column of a file holds: by name, title or SDMX concept, or as a person says."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import duckdb

from qualicity.errors import Place, Problem, Text, UsageError, did_you_mean
from qualicity.evidence.parquet import as_text, is_own
from qualicity.evidence.rows import Mapped, RowsOfFile
from qualicity.evidence.sql import name
from qualicity.plan.tables import Dataset, TableSchema

REASON = "_reason"
"""A column of this name is no field: it says why a row differs from what another dataset holds."""
_REASONS = {"reason", "理由"}
"""What people may call it too, where no field is called so."""
_SDMX_ONLY = {"STRUCTURE", "STRUCTURE_ID", "ACTION", "DATAFLOW", "STRUCTURE_NAME"}
"""Columns of SDMX-CSV 1.0 and 2.0 that say what the message is, not what a row holds."""


def map_columns(
    headers: Iterable[str],
    dataset: Dataset,
    schema: TableSchema,
    given: Mapping[str, str] | None,
    lenient: bool,
) -> tuple[Mapped, ...]:
    """The mapping of a file's columns, in their order, and then of the fields that no column holds.

    Not `lenient`: by names alone, to the letter. Errors: `UsageError` where `given` names what is not there.
    """
    listed, wanted, said = list(headers), [f.name for f in schema.fields], dict(given or {})
    _check_given(said, listed, wanted)
    words = _words(dataset, schema) if lenient else {n: Mapped(None, n, "name") for n in wanted}
    mapped: list[Mapped] = []
    for header in listed:
        found = words.get(_plain(header) if lenient else header)
        if header in said:
            mapped.append(Mapped(header, said[header], "given"))
        elif lenient and (header == REASON or (not found and header.strip().casefold() in _REASONS)):
            mapped.append(Mapped(header, None, "reason"))
        elif found:
            mapped.append(Mapped(header, found.field, found.by))
        elif lenient and header in _SDMX_ONLY:
            mapped.append(Mapped(header, None, "concept"))
        else:
            mapped.append(Mapped(header, None, "none"))
    missing = [w for w in wanted if w not in {m.field for m in mapped}]
    for n, m in enumerate(mapped):
        if m.by == "none" and (near := _nearest(m.column or "", missing, words, lenient)):
            mapped[n] = Mapped(m.column, near, "near")
            missing.remove(near)
    return (*mapped, *(Mapped(None, field, "none") for field in missing))


def name_columns(
    db: duckdb.DuckDBPyConnection, result: RowsOfFile, named: list[str], kinds: Mapping[str, str]
) -> None:
    """Make the result's table: its columns under their fields' names, the first of each; `kinds` by field."""
    first = {c: n for n, c in reversed(list(enumerate(named))) if c in kinds}
    types = dict(enumerate(result.types))
    result.typed = frozenset(c for c, n in first.items() if is_own(kinds[c], types.get(n, "")))
    values = {
        c: f"c{n}" if c in result.typed or not types else as_text(f"c{n}", types[n]) for c, n in first.items()
    }
    selected = "".join(f", {value} as {name(c)}" for c, value in values.items())
    db.execute(
        f"create or replace temp view {result.table} as select rowid + 1 as _record{selected} from {result.raw}"
    )
    result.columns = tuple(named)


def tell_columns(result: RowsOfFile, named: list[str]) -> None:
    """Note what is missing, unknown or there twice; `named` are the columns under their fields' names."""
    folded = [c.casefold() for c in named]
    header = result.line(0) if not result.types else 1
    for n, m in enumerate(result.mapping[: len(named)]):
        at = result.positions.offset(0, n)
        if folded[n] in folded[:n]:
            en, zh = f"column '{named[n]}' stands twice in the header", f"表头中列“{named[n]}”出现两次"
            result.fault("duplicate-column", en, zh, header, at)
        elif m.by in ("near", "none"):
            near = did_you_mean(m.field, [m.field]) if m.field else Text("", "")
            en = f"column '{m.column}' is not in the dataset's schema{near.en}"
            place = Place(result.shown, header, at)
            text = Text(en, f"列“{m.column}”不在数据集结构中{near.get('zh')}")
            result.problems.append(Problem("error", place, "unknown-column", text))
    if len(folded) != len(set(folded)):
        return  # the one that is missing may be the one that is there twice
    for m in result.mapping[len(named) :]:
        en = f"column '{m.field}' is missing; the file has: {', '.join(result.headers)}"
        result.fault("missing-column", en, f"缺少列“{m.field}”；文件中的列：{', '.join(result.headers)}")


def _check_given(given: Mapping[str, str], headers: list[str], wanted: list[str]) -> None:
    for column, field in given.items():
        if column not in headers:
            near, there = did_you_mean(column, headers), ", ".join(headers)
            raise UsageError(
                Text(
                    f"the file has no column '{column}'{near.en}; it has: {there}",
                    f"文件中没有列“{column}”{near.get('zh')}；现有列：{there}",
                )
            )
        if field not in wanted:
            near, there = did_you_mean(field, wanted), ", ".join(wanted)
            raise UsageError(
                Text(
                    f"the dataset has no field '{field}'{near.en}; it has: {there}",
                    f"数据集没有字段“{field}”{near.get('zh')}；现有字段：{there}",
                )
            )


def _nearest(header: str, missing: list[str], words: Mapping[str, Mapped], lenient: bool) -> str | None:
    """The missing field one of whose words is nearest to a header."""
    mine = {word: m.field for word, m in words.items() if m.field in missing}
    near = difflib.get_close_matches(_plain(header) if lenient else header, mine, n=1, cutoff=0.6)
    return mine[near[0]] if near else None


def _words(dataset: Dataset, schema: TableSchema) -> dict[str, Mapped]:
    """Every word by which a header may call a field: its name before its SDMX concept before its titles."""
    found: dict[str, Mapped] = {}
    for field in schema.fields:
        found.setdefault(_plain(field.name), Mapped(None, field.name, "name"))
    for concept, field_name in dataset.concepts.model_dump(exclude_none=True).items():
        found.setdefault(_plain(concept), Mapped(None, field_name, "concept"))
    for field in schema.fields:
        for word in (field.title.en, field.title.zh) if field.title else ():
            if word:
                found.setdefault(_plain(word), Mapped(None, field.name, "title"))
    return found


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).replace("_", "").replace("（", "(").replace("）", ")")
