"""Points by item → score and grade of each organisation, by rules that stand in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.scorecard.rules import Item, Rules, read_rules

np = lazy_module("numpy")

WHO = ("area", "organisation", "year")
"""What tells whose card a row is of; a file has some of these columns or none."""
_NUMBERS = ("score", "compared", "score_low", "score_high")
_OUT = ("score", "compared", "grade", "score_low", "score_high", "grade_low", "grade_high",
        "vetoes", "missing", "not_counted", "rounding", "reason")  # fmt: skip


class Said(NamedTuple):
    """A row of a card, as `grade` takes it."""

    item: str
    points: Any
    share: Any
    veto: Any


@dataclass(slots=True)
class Answer:
    """What the rows of a card say of one item."""

    points: set[Decimal] = field(default_factory=set)
    veto: set[bool] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Graded:
    """A card: the score with the range in which it can lie, the grade, and why."""

    low: Decimal
    high: Decimal
    grade: str | None
    vetoes: tuple[str, ...]
    missing: tuple[str, ...]
    not_counted: tuple[str, ...]
    reason: str

    @property
    def score(self) -> Decimal | None:
        """The score, None where points are missing."""
        return None if self.missing else self.low


def grade(columns: Mapping[str, Any], rules: str = "", year: str = "") -> dict[str, Any]:
    """Rows of items with points → one row for each card, in the order in which the cards first appear.

    Takes: item, points or share (of the item's most) [, veto, area, organisation, year]. `rules` is the file of the
    rules, `year` says which of its years where the rows do not. Sums are exact decimals.
    Errors: `UsageError` for a file of rules that is wrong, rows without points and share, or a year that is not told.
    """
    known = known_rules(rules)
    refuse_pointless(columns)
    empty = [None] * len(columns["item"])
    area, organisation, years = (columns.get(name, empty) for name in WHO)
    said = zip(*(columns.get(n, empty) for n in ("item", "points", "share", "veto")), strict=True)
    cards: dict[tuple[Any, ...], list[Said]] = {}
    for who, row in zip(zip(area, organisation, map(_year, years), strict=True), said, strict=True):
        cards.setdefault(who, []).append(Said(str(row[0] or "").strip(), *row[1:]))
    made = []
    for who, rows in cards.items():
        of_year = _rules_of(known, who[2] or year, Path(rules))
        shown = _shown(of_year, _graded(of_year, rows)) if of_year else {"reason": "no_rules_for_year"}
        made.append(dict(zip(WHO, who, strict=True)) | shown)
    return {
        name: np.array([row.get(name) for row in made], dtype=float if name in _NUMBERS else object)
        for name in (*WHO, *_OUT)
    }


def known_rules(rules: str) -> dict[str, Rules]:
    """The rules by year. Errors: `UsageError` where no file is named, or for one that is wrong."""
    if not rules:
        en = "scorecard.grade needs the file of its rules: --set rules=FILE (see `qualicity methods scorecard.grade`)"
        raise UsageError(
            Text(en, "scorecard.grade 需要规则文件：--set rules=文件（见 qualicity methods scorecard.grade）")
        )
    return read_rules(Path(rules))


def refuse_pointless(columns: Iterable[str]) -> None:
    """Errors: `UsageError` for columns without points and without share."""
    if not {"points", "share"} & set(columns):
        en = "column 'points' is missing (or 'share', of the most points of an item)"
        raise UsageError(Text(en, "缺少列“points”（得分）或“share”（占满分的比例）"))


def _rules_of(known: Mapping[str, Rules], year: str, path: Path) -> Rules | None:
    """The rules of a year; None where the file has none. Errors: `UsageError` where no year is told and there are many."""
    if "" in known:
        return known[""]
    if not year and len(known) > 1:
        listed = ", ".join(known)
        en = f"{path} has rules of {listed}: give the rows a column 'year', or say --set year="
        raise UsageError(
            Text(en, f"{path} 含 {listed} 年度的规则：请在数据中给出 year 列，或写明 --set year=")
        )
    return known.get(_year(year) or "") if year else next(iter(known.values()))


def _year(said: Any) -> str | None:
    text = None if said is None else str(said).strip()
    return text.removesuffix(".0") if text else None


# -- one card -------------------------------------------------------------------------------------------------


def _graded(rules: Rules, rows: Sequence[Said]) -> Graded:
    answers, not_counted = _answers(rules, rows)
    low = high = Decimal(0)
    missing, vetoes, unclear = [], [], []
    for item in rules.items:
        answer = answers.get(item.name, Answer())
        if item.has_points:
            points = _points(item, answer, not_counted)
            if points is None:
                missing.append(item.name)
            low += item.least if points is None else points
            high += item.most if points is None else points
        if item.veto and True in answer.veto:
            vetoes.append(item.name)
        elif item.veto and _veto_unclear(item, answer, rules):
            unclear.append(item.name)
    unclear += _undeclared(rules, answers)
    grade, reason = _grade(rules, low, high, missing, vetoes, unclear)
    return Graded(low, high, grade, tuple(vetoes), tuple(missing), tuple(not_counted), reason)


def _answers(rules: Rules, rows: Sequence[Said]) -> tuple[dict[str, Answer], list[str]]:
    """What the rows say of each item; and what of them is not counted: items that the rules do not have."""
    known = {i.name: i for i in rules.items}
    answers: dict[str, Answer] = {}
    unknown: dict[str, None] = {}
    for name, points, share, veto in rows:  # sums are decimals: exact, and cards are few
        answer = answers.setdefault(name, Answer())
        if veto is not None:
            answer.veto.add(bool(veto))
        if name not in known:
            unknown[f"{name or '?'}:unknown"] = None
            continue
        if _there(points):
            answer.points.add(_exact(points))
        if _there(share):
            answer.points.add(round(known[name].most * _exact(share), 9))
    return answers, list(unknown)


def _points(item: Item, answer: Answer, not_counted: list[str]) -> Decimal | None:
    """The points of an item, None where there are none, where two rows contradict each other or they cannot be."""
    if len(answer.points) > 1:
        not_counted.append(f"{item.name}:twice")
        return None
    points = next(iter(answer.points), None)
    if points is not None and not item.least <= points <= item.most:
        sign, limit = (">", item.most) if points > item.most else ("<", item.least)
        not_counted.append(f"{item.name}:{points.normalize():f}{sign}{limit.normalize():f}")
        return None
    return points


def _veto_unclear(item: Item, answer: Answer, rules: Rules) -> bool:
    """Whether it cannot be told if a veto item happened: points in place of yes or no, or nothing where that is missing."""
    if answer.veto:
        return False
    return (bool(answer.points) and not item.has_points) or rules.unreported_veto == "missing"


def _undeclared(rules: Rules, answers: Mapping[str, Answer]) -> list[str]:
    """Items that rows call a veto and the rules do not."""
    declared = {i.name for i in rules.items if i.veto}
    return [name or "?" for name, a in answers.items() if True in a.veto and name not in declared]


def _grade(
    rules: Rules, low: Decimal, high: Decimal, missing: list[str], vetoes: list[str], unclear: list[str]
) -> tuple[str | None, str]:
    """The grade and the reason: a veto decides, then what is unclear, then the score or its range."""
    if vetoes:
        return rules.veto_grade, f"veto:{','.join(vetoes)}"
    if unclear:
        return None, f"veto_unclear:{','.join(unclear)}"
    if not missing:
        return rules.grade(low), "score"
    worst, best = rules.grade(low), rules.grade(high)
    if rules.missing == "not_graded":
        return None, f"missing:{len(missing)}"
    return (worst, "range") if worst == best else (None, f"range:{worst}-{best}")


def _shown(rules: Rules, g: Graded) -> dict[str, Any]:
    score = g.score
    return {
        "score": score,
        "compared": None if score is None else rules.compared(score),
        "grade": g.grade,
        "score_low": g.low,
        "score_high": g.high,
        "grade_low": rules.grade(g.low) if not g.vetoes else g.grade,
        "grade_high": rules.grade(g.high) if not g.vetoes else g.grade,
        "vetoes": ";".join(g.vetoes) or None,
        "missing": ";".join(g.missing) or None,
        "not_counted": ";".join(g.not_counted) or None,
        "rounding": rules.rounding,
        "reason": g.reason,
    }


def _there(value: Any) -> bool:
    return value is not None and not np.isnan(value)


def _exact(value: Any) -> Decimal:
    """The decimal that a number was written as."""
    return Decimal(repr(float(value)))
