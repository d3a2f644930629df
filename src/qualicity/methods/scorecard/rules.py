"""The rules of a scorecard, from a table that an office keeps: items, grades, and how what is unclear is settled.

| kind | name | value | least | veto | year | source |
|---|---|---|---|---|---|---|
| item | 质量安全 | 40 | | | | |
| item | 系统性事件 | | | yes | | |
| grade | A | 90 | | | | |
| rule | rounding | none | | | | |

Kinds and headers may be Chinese (`_WORDS`). A row with a year holds for that year alone, one without for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Literal

from qualicity.errors import Text, UsageError, did_you_mean

Rounding = Literal["none", "half_up", "down"]
_HEADERS = ("kind", "name", "value", "least", "veto", "year", "source")
_WORDS = {
    **{"类别": "kind", "名称": "name", "取值": "value", "最低分": "least", "否决": "veto", "年度": "year", "依据": "source"},
    **{"项目": "item", "等级": "grade", "规则": "rule"},
    **{"舍入": "rounding", "缺项": "missing", "未报否决项": "unreported_veto", "否决等级": "veto_grade"},
}  # fmt: skip
_CHOICES = {
    "rounding": ("none", "half_up", "down"),
    "missing": ("range", "not_graded"),
    "unreported_veto": ("no", "missing"),
}
"""What a rule can say; the first of `unreported_veto` holds where nothing is said, the others must be said."""
_YES, _NO = ("yes", "y", "true", "1", "是"), ("no", "n", "false", "0", "否", "")
GRADES: tuple[tuple[str, int], ...] = (("A", 90), ("B", 80), ("C", 60), ("D", 0))
"""The published grades: the least score of each, the best first. A from 90, B 80–89, C 60–79, D to 59."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is assessed: the least and the most points that it can have; `veto`: whether it can decide by itself."""

    name: str
    least: Decimal
    most: Decimal
    veto: bool

    @property
    def has_points(self) -> bool:
        """Whether it has points at all: a pure veto has none."""
        return self.least < self.most


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one year: items, grades with their least score (the best first), and how to settle what is unclear."""

    items: tuple[Item, ...]
    grades: tuple[tuple[str, Decimal], ...]
    rounding: Rounding
    missing: Literal["range", "not_graded"]
    unreported_veto: Literal["no", "missing"]
    veto_grade: str

    def compared(self, score: Decimal) -> Decimal:
        """The score as it is held against the limits."""
        if self.rounding == "none":
            return score
        how = ROUND_HALF_UP if self.rounding == "half_up" else ROUND_FLOOR
        return score.quantize(Decimal(1), how)

    def grade(self, score: Decimal) -> str:
        """The grade of a score."""
        held = self.compared(score)
        return next((g for g, least in self.grades if held >= least), self.grades[-1][0])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, with the line on which it stands."""

    place: Text
    kind: str
    name: str
    value: str
    least: str
    veto: str
    year: str
    path: Path


def read_rules(path: Path) -> dict[str, Rules]:
    """The rules in a table, by year; under "" those that hold for every year.

    Errors: `UsageError` for a table that says too little or contradicts itself, with file, line and what to do.
    """
    rows = _read(path)
    years = list(dict.fromkeys(r.year for r in rows if r.year)) or [""]
    return {year: _rules(path, [r for r in rows if r.year in ("", year)]) for year in years}


def _read(path: Path) -> list[Row]:
    import duckdb

    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, path)
        headers = [_WORDS.get(h, h.lower()) for h in source.headers]
        for wanted in ("kind", "name", "value"):
            if wanted not in headers:
                near = did_you_mean(wanted, source.headers)
                there, known = ", ".join(source.headers), ", ".join(_HEADERS)
                en = f"column '{wanted}' is missing{near.en}; the file has {there}, rules have {known}"
                raise _wrong(path, Text(en, f"缺少列“{wanted}”{near.zh}；文件有 {there}，规则表应有 {known}"))
        cells = db.execute("select * from _source order by _row").fetchall()
    found = []
    for number, *values in cells:
        said = {h: _text(v) for h, v in zip(headers, values, strict=True)}
        if any(said.get(h) for h in _HEADERS):
            parts = {h: said.get(h, "") for h in ("value", "least", "veto", "year")}
            kind = _WORDS.get(said["kind"], said["kind"].lower())
            found.append(Row(source.place(number), kind, said["name"], path=path, **parts))
    return found


def _text(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


# -- one year -------------------------------------------------------------------------------------------------


def _rules(path: Path, rows: Sequence[Row]) -> Rules:
    for row in rows:
        if row.kind not in ("item", "grade", "rule") or not row.name:
            en = f"'{row.kind}' with name '{row.name}': a row is an item, a grade or a rule, and has a name"
            raise _at(row, en, f"“{row.kind}”“{row.name}”：每行应为 item、grade 或 rule，并有名称")
    _refuse_twice(rows)
    items = tuple(_item(r) for r in rows if r.kind == "item")
    if not any(i.has_points for i in items):
        raise _wrong(path, Text("no row is an item with points", "没有带分值的 item 行"))
    grades = _grades(path, [r for r in rows if r.kind == "grade"], items)
    said = _said([r for r in rows if r.kind == "rule"], [g for g, _ in grades])
    for rule in ("rounding", "missing"):
        if rule not in said:
            choices = ", ".join(_CHOICES[rule])
            en = f"add a row 'rule,{rule},…' with one of {choices}: grades hang on it"
            raise _wrong(path, Text(en, f"请增加一行“rule,{rule},…”，取值为 {choices} 之一：等级取决于此"))
    return Rules(
        items=items,
        grades=grades,
        rounding=said["rounding"],  # type: ignore[arg-type]
        missing=said["missing"],  # type: ignore[arg-type]
        unreported_veto=said.get("unreported_veto", "no"),  # type: ignore[arg-type]
        veto_grade=said.get("veto_grade", grades[-1][0]),
    )


def _refuse_twice(rows: Sequence[Row]) -> None:
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        before = seen.setdefault((row.kind, row.name), row)
        if before is not row:
            at = before.place
            en = f"{row.kind} '{row.name}' stands already on {at.en}; each stands once for a year"
            raise _at(row, en, f"{row.kind}“{row.name}”已在{at.get('zh')}列出；每年只能列一次")


def _item(row: Row) -> Item:
    veto = row.veto.lower()
    if veto not in (*_YES, *_NO):
        raise _at(row, f"veto '{row.veto}': write yes or nothing", f"否决“{row.veto}”：请写“是”或留空")
    most = _number(row, row.value) if row.value else None
    least = _number(row, row.least) if row.least else Decimal(0)
    if most is None:
        if veto not in _YES:
            en = f"item '{row.name}' has no points and is no veto: write its most points in value"
            raise _at(row, en, f"项目“{row.name}”既无分值也非否决项：请在 value 列写明满分")
        most = max(least, Decimal(0))
    if most < least:
        en = f"item '{row.name}': the most points, {most}, are below the least, {least}"
        raise _at(row, en, f"项目“{row.name}”的满分 {most} 低于最低分 {least}")
    return Item(row.name, least, most, veto in _YES)


def _grades(path: Path, rows: Sequence[Row], items: Sequence[Item]) -> tuple[tuple[str, Decimal], ...]:
    """The grades, the best first. The lowest begins at the least score that can be; the best can be reached."""
    if len(rows) < 2:
        en = "two grades at least are needed: rows 'grade,A,90', …, 'grade,D,0'"
        raise _wrong(path, Text(en, "至少需要两个等级：如“grade,A,90”、…、“grade,D,0”"))
    least, most = sum((i.least for i in items), Decimal(0)), sum((i.most for i in items), Decimal(0))
    found = sorted(((r, _number(r, r.value or "0")) for r in rows), key=lambda g: -g[1])
    for (_, above), (row, limit) in pairwise(found):
        if above == limit:
            raise _at(row, f"another grade begins at {limit} too", f"另有等级同样始于 {limit}")
    (best, top), (lowest, low) = found[0], found[-1]
    if top > most:
        en = f"grade '{best.name}' begins at {top}, but the items come to {most} at most"
        raise _at(best, en, f"等级“{best.name}”始于 {top}，而各项目满分合计仅 {most}")
    if low > max(least, Decimal(0)):
        en = f"scores below {low} would have no grade: let the lowest, '{lowest.name}', begin at 0"
        raise _at(lowest, en, f"低于 {low} 的得分没有等级：请让最低等级“{lowest.name}”始于 0")
    return tuple((r.name, limit) for r, limit in found)


def _said(rows: Sequence[Row], grades: Sequence[str]) -> dict[str, str]:
    found = {}
    for row in rows:
        name, value = _WORDS.get(row.name, row.name.lower()), row.value.lower()
        choices: Mapping[str, Sequence[str]] = _CHOICES | {"veto_grade": grades}
        if name not in choices:
            near = did_you_mean(name, list(choices))
            raise _at(row, f"unknown rule '{row.name}'{near.en}", f"未知的规则“{row.name}”{near.zh}")
        value = row.value if name == "veto_grade" else value
        if value not in choices[name]:
            listed = ", ".join(choices[name])
            en = f"rule '{name}' is one of {listed}, not '{row.value}'"
            raise _at(row, en, f"规则“{name}”应为 {listed} 之一，而不是“{row.value}”")
        found[name] = value
    return found


def _number(row: Row, said: str) -> Decimal:
    try:
        number = Decimal(said)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise _at(row, f"'{said}' is no number", f"“{said}”不是数值")
    return number


def _at(row: Row, en: str, zh: str) -> UsageError:
    return _wrong(row.path, Text(f"{row.place.en}: {en}", f"{row.place.get('zh')}：{zh}"))


def _wrong(path: Path, said: Text) -> UsageError:
    return UsageError(Text(f"{path}: {said.en}", f"{path}：{said.get('zh')}"))
