"""Status schemes: how a figure becomes a class of the scheme's own, and the class a status.

Each scheme's map from its own classes to the common statuses is printed with every verdict it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.eurostat import EUROSTAT
from qualicity.assessment.schemes.levels import EVERY_YEAR, LEVEL, RANGE, RUNNING_MEAN, YES_NO
from qualicity.assessment.schemes.open_sdg import OPEN_SDG
from qualicity.assessment.schemes.reduction import REDUCTION
from qualicity.assessment.schemes.schedule import SCHEDULE
from qualicity.assessment.schemes.scheme import Scheme, SchemeCase
from qualicity.assessment.schemes.sdsn import SDSN_TREND
from qualicity.errors import Text
from qualicity.plan import Plan, Target
from qualicity.plan.targets import plain

SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        *(SCHEDULE, LEVEL, EVERY_YEAR, RANGE, YES_NO, RUNNING_MEAN),
        *(REDUCTION, OPEN_SDG, EUROSTAT, SDSN_TREND),
    )
}
_INSTEAD = {
    **dict.fromkeys(("hold_at_least", "hold_at_most"), "level-every-year"),
    **dict.fromkeys(("increase", "decrease"), "open-sdg"),
    **dict.fromkeys(("yes", "status"), "yes-no"),
    "range": "range",
}
"""What judges a promise for which the named scheme is not made; `level` judges all others."""


def chosen(plan: Plan, target: Target) -> tuple[str, Text | None]:
    """The scheme that judges a target, and what to say where it is not the one that is named.

    It is the target's own; else 时序进度 where the plan gives values for earlier periods; else the plan's default;
    and where that one is not made for the target's operator, the one that is.
    """
    named = target.scheme or ("china-schedule" if target.steps else plan.default_scheme)
    unfit = SCHEMES[named].unfit(target)
    if unfit is None:
        return named, None
    instead = _INSTEAD.get(plain(target.operator), "level")
    title = SCHEMES[named].title
    return instead, Text(
        f"{title.en}, which is named for it, is not made for such a promise: {unfit.en}.",
        f"指定的“{title.get('zh')}”不适用于此类承诺：{unfit.get('zh')}。",
    )


def by_scheme(names: Sequence[str], cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    """The verdict on each case by the scheme of that name, each scheme called once."""
    found: list[SchemeVerdict | None] = [None] * len(cases)
    for name in dict.fromkeys(names):
        places = [n for n, wanted in enumerate(names) if wanted == name]
        for n, verdict in zip(places, SCHEMES[name].verdicts([cases[n] for n in places]), strict=True):
            found[n] = verdict
    return [verdict for verdict in found if verdict is not None]


def side_by_side(names: Sequence[str], cases: Sequence[SchemeCase]) -> list[tuple[SchemeVerdict, ...]]:
    """What every scheme that has a say says of each case; `names` are the chosen ones, marked and first."""
    found: list[list[SchemeVerdict]] = [[] for _ in cases]
    for scheme in SCHEMES.values():
        places = [n for n, case in enumerate(cases) if names[n] == scheme.name or scheme.shown(case.target)]
        verdicts = scheme.verdicts([cases[n] for n in places]) if places else []
        for n, verdict in zip(places, verdicts, strict=True):
            found[n].append(replace(verdict, chosen=names[n] == scheme.name))
    return [tuple(sorted(each, key=lambda v: not v.chosen)) for each in found]


__all__ = ["SCHEMES", "Scheme", "SchemeCase", "by_scheme", "chosen", "side_by_side"]
