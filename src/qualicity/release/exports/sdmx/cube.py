"""The observations as a cube: every figure by its dimensions, codes as identifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text
from qualicity.release.exports.codes import CONFIDENCE, FREQ, OBS_STATUS, ORIGIN
from qualicity.release.exports.columns import units
from qualicity.release.exports.content import tables
from qualicity.release.exports.csvw import cell
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.sdmx.names import identifier
from qualicity.release.exports.shape import Field, Table

DIMENSIONS = (
    "FREQ",
    "REF_AREA",
    "INDICATOR",
    "DEFINITION",
    "BREAKDOWN",
    "AUTHORITY",
    "VINTAGE",
    "STATEMENT",
    "TIME_PERIOD",
)
"""What tells one figure from another. VINTAGE and AUTHORITY are among them: a revised or contested figure stays."""
MEASURE = "OBS_VALUE"
STATEMENT = Field(
    "STATEMENT",
    "integer",
    Text(
        "1; 2 and on where an authority says several things on one day",
        "为 1；同一机构同日有多种说法时依次为 2、3……",
    ),
    True,
)
_SPECIAL = {
    "_T": Text("Total", "合计"),
    "_U": Text("Not known", "不详"),
    "_Z": Text("Not applicable: computed here", "不适用：由本系统计算"),
}
_UNDATED = Text(
    "Period not stated: TIME_PERIOD is the day on which the figure became known",
    "未载明时期：TIME_PERIOD 为该数值已知之日",
)
_ABSENT = {"FREQ": "_U", "REF_AREA": "_U", "AUTHORITY": "_Z", "VINTAGE": "_U"}
"""A dimension must have a value: the one that stands where a figure has none."""


@dataclass(frozen=True)
class Cube:
    """Figures by their components: of each its text for every figure, None where it is missing.

    `codes` are the words of each coded component by code (not yet an identifier).
    """

    fields: Mapping[str, Field]
    codes: Mapping[str, Mapping[str, Text]]
    said: Mapping[str, Sequence[str | None]]

    @property
    def columns(self) -> tuple[str, ...]:
        """All components in the order in which they are written."""
        return (*DIMENSIONS, MEASURE, *self.attributes)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The components that are neither dimension nor measure."""
        return tuple(f for f in self.fields if f not in DIMENSIONS and f != MEASURE)


def cube_of(edition: Edition) -> Cube:
    """The cube of an edition's observations, in their order."""
    named = {t.name: t for t in tables(edition)}
    observations = named["observations"]
    fields = {f.name: f for f in observations.fields} | {"STATEMENT": STATEMENT}
    words, columns = _words(edition, named), _columns(edition, observations)
    codes = {c: _used(words[c], {v for v in columns[c] if v is not None}) for c in words}
    columns |= {c: _each(columns[c], identifier) for c in codes}
    return Cube(fields, codes, columns)


def _columns(edition: Edition, observations: Table) -> dict[str, Sequence[str | None]]:
    """The components as text, None where a value is missing and may be."""
    found = dict[str, Sequence[str | None]]()
    for f in observations.fields:
        values = observations.column(f.name)
        if f.kind in ("boolean", "date"):
            values = _each(values, cell)
        elif f.kind in ("number", "integer"):
            values = [None if v is None else cell(v) for v in values]
        found[f.name] = values
    day = edition.view.scorecard.as_of.isoformat()
    dated = zip(found["TIME_PERIOD"], found["VINTAGE"], strict=True)
    found["TIME_PERIOD"] = [period or vintage or day for period, vintage in dated]
    found |= {c: [v or absent for v in found[c]] for c, absent in _ABSENT.items()}
    met: Counter[tuple[str | None, ...]] = Counter()
    statements = found["STATEMENT"] = list[str]()
    for key in zip(*(found[d] for d in DIMENSIONS if d != "STATEMENT"), strict=True):
        met[key] += 1
        statements.append(str(met[key]))
    return found


def _each(values: Sequence[Any], said: Callable[[Any], str]) -> list[str | None]:
    """What is said of each value, asked once of those that are equal; None where there is none."""
    known = {v: None if v is None else said(v) for v in set(values)}
    return [known[v] for v in values]


def _words(edition: Edition, named: Mapping[str, Table]) -> dict[str, Mapping[str, Text]]:
    """The words of each coded component, as far as they are known before the figures are looked at."""
    plan = edition.view.plan
    titles = {t: _titles(named[t]) for t in ("indicators", "areas", "datasets")}
    return {
        "FREQ": FREQ | {"_U": _UNDATED},
        "REF_AREA": titles["areas"],
        "INDICATOR": titles["indicators"],
        "DEFINITION": _definitions(edition),
        "BREAKDOWN": {"_T": _SPECIAL["_T"]},
        "AUTHORITY": _authorities(edition, named["observations"]),
        "UNIT_MEASURE": units(plan),
        "OBS_STATUS": OBS_STATUS,
        "ORIGIN": ORIGIN,
        "CONFIDENCE": CONFIDENCE,
        "DATASET": titles["datasets"],
    }


def _titles(table: Table) -> dict[str, Text]:
    return {r[table.key[0]]: Text(r["title_en"], r["title_zh"]) for r in table.records()}


def _authorities(edition: Edition, observations: Table) -> dict[str, Text]:
    """The authorities that figures name and the plan knows: a figure names one by its English title."""
    used = set(observations.column("AUTHORITY"))
    return {o.title.en: o.title for o in edition.view.plan.organisations if o.title.en in used}


def _definitions(edition: Edition) -> dict[str, Text]:
    """A definition's own title where all indicators that have one of its id call it so, else the id."""
    said: dict[str, set[Text]] = {}
    for indicator in edition.view.plan.indicators:
        for d in indicator.definitions:
            said.setdefault(d.id, set()).add(d.title or indicator.title)
    return {k: next(iter(v)) if len(v) == 1 else Text(k) for k, v in sorted(said.items())}


def _used(words: Mapping[str, Text], used: Set[str]) -> dict[str, Text]:
    """The words with those of codes that nobody declared: a code of an authority is its name."""
    return dict(words) | {c: _SPECIAL.get(c, Text(c)) for c in sorted(used - words.keys())}
