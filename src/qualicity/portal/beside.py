"""What a target's page shows beside the verdict: how sure it is, what it would take, other ways to judge it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qualicity.assessment import (
    SCHEMES,
    Assessment,
    Outlook,
    SchemeVerdict,
    Status,
    disagreement,
    outlook_words,
)
from qualicity.errors import Text
from qualicity.methods.forecast.histories import LEAST_POINTS
from qualicity.plan import parse_period
from qualicity.portal.context import InPlan

_JUDGED: tuple[Status, ...] = ("achieved", "missed")


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One way to judge the target, with its title."""

    title: Text
    status: Status | None
    native: Text
    arithmetic: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """`fragile` and `chance` are a word or two for the row of facts, `lines` questions with their answers in full.

    `over`: the date has passed, so that the row asks since when the figure is known, not how likely it is. `map` says
    which status each class of the chosen scheme stands for. `none` says why no scheme comes to a verdict; `schemes` are
    empty then.
    """

    over: bool
    fragile: str
    chance: str
    lines: tuple[tuple[str, str], ...]
    schemes: tuple[SchemeRow, ...]
    disagree: Text | None
    map: Text | None
    none: Text | None


def beside(here: InPlan, a: Assessment) -> Beside:
    """The outlook of a target for its page."""
    outlook = here.view.outlooks[a.target.id]
    over = parse_period(a.target.due).end <= here.as_of.day
    none = _none(outlook.schemes)
    return Beside(
        over=over,
        fragile=_fragile(outlook, decided=over and a.status in _JUDGED),
        chance=_chance(here, outlook),
        lines=tuple(_lines(here, a, outlook)),
        schemes=() if none else tuple(map(_row, outlook.schemes)),
        disagree=disagreement(outlook.schemes),
        map=next((SCHEMES[v.scheme].map for v in outlook.schemes if v.chosen), None),
        none=none,
    )


def _lines(here: InPlan, a: Assessment, outlook: Outlook) -> Iterator[tuple[str, str]]:
    """The row of facts in full: the answer to each question, or why there is none."""
    said = [outlook_words.recheck(r) for r in outlook.fragility.rechecks]
    said = said or [outlook_words.fragility(outlook.fragility)]
    yield _("Would another year change it?"), _sentence(here, *said)
    yield _("Chance of meeting it"), _sentence(here, outlook_words.chance(outlook.chance, a.target))
    indicator = here.plan.indicator(a.target.indicator)
    yield _("What it would take"), _sentence(here, outlook_words.pace(outlook.pace, indicator))


def _sentence(here: InPlan, *texts: Text) -> str:
    """Texts as one sentence: a capital first, a full stop last."""
    zh = here.lang == "zh"
    said = ("；" if zh else "; ").join(here.say(t).rstrip("。.") for t in texts)
    return f"{said[:1].upper()}{said[1:]}{'。' if zh else '.'}"


def _chance(here: InPlan, outlook: Outlook) -> str:
    found = outlook.chance
    if found.probability is not None:
        return here.say(outlook_words.percent(found.probability))
    return _("insufficient data") if found.points < LEAST_POINTS else _("not known")


def _fragile(outlook: Outlook, *, decided: bool) -> str:
    match outlook.fragility.fragile:
        case True:
            return _("Yes, fragile")
        case False:
            return _("No, robust")
        case _:
            return _("No, decided") if decided else _("cannot be told")


def _none(schemes: tuple[SchemeVerdict, ...]) -> Text | None:
    """Why no scheme comes to a verdict, said once; None where one does, or where none has a say."""
    if not schemes or any(v.status for v in schemes):
        return None
    why = list(dict.fromkeys(v.arithmetic for v in schemes))
    en, zh = "; ".join(t.en for t in why), "；".join(t.get("zh") for t in why)
    return Text(
        f"By none of {len(schemes)} schemes is there a verdict: {en}.",
        f"{len(schemes)}种方法均无结论：{zh}。",
    )


def _row(verdict: SchemeVerdict) -> SchemeRow:
    return SchemeRow(
        SCHEMES[verdict.scheme].title, verdict.status, verdict.native, verdict.arithmetic, verdict.chosen
    )
