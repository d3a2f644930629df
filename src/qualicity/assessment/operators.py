"""What a target's operator asks for, in exact decimals."""

from __future__ import annotations

from decimal import MAX_PREC, Decimal, localcontext

from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Base, Indicator, Target
from qualicity.plan.targets import DIRECTIONS, OF_BASE, plain

WORDS: dict[str, Text] = {
    "at_least": Text("at least", "不低于"),
    "more_than": Text("more than", "超过"),
    "at_most": Text("at most", "不高于"),
    "less_than": Text("less than", "低于"),
    "exactly": Text("exactly", "达到"),
    "about": Text("about", "左右"),
    "range": Text("between", "介于"),
    "keep_within": Text("kept within", "控制在…以内"),
    "hold_at_least": Text("held at or above", "稳定在…以上"),
    "hold_at_most": Text("held at or below", "稳定在…以下"),
    "count_at_least": Text("at least", "不少于"),
    "rank_at_most": Text("rank", "位次不低于第…位"),
    "grow_by": Text("growth by", "增长"),
    "reduce_by": Text("reduction by", "降低"),
    "increase": Text("an increase", "提高"),
    "decrease": Text("a decrease", "下降"),
    "yes": Text("yes", "是"),
    "status": Text("the stage", "阶段"),
    "judged": Text("judged by people", "由人评判"),
}
SYMBOLS = {
    "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "exactly": "=", "about": "≈",
    "keep_within": "≤", "hold_at_least": "≥", "hold_at_most": "≤", "count_at_least": "≥",
}  # fmt: skip
RISING = ("at_least", "more_than", "hold_at_least", "count_at_least", "grow_by", "increase")
FALLING = ("at_most", "less_than", "keep_within", "hold_at_most", "rank_at_most", "reduce_by", "decrease")
HOLDABLE = (
    "at_least", "at_most", "keep_within", "rank_at_most", "count_at_least", "hold_at_least", "hold_at_most",
)  # fmt: skip
"""Operators with one inclusive level, which a period may or may not keep."""
RELATIVE = (*OF_BASE, *DIRECTIONS)
_LONGEST = 9
_SHOWN_DIGITS = 6
_ANSWERS = {"yes": True, "是": True, "no": False, "否": False}


def wording(target: Target) -> Text:
    """`more than 15`, `超过15`; with `striven for` where the plan only strives."""
    said = _promised(target, plain(target.operator))
    strive = target.operator.startswith("strive_")
    return Text(f"{said.en} (striven for)", f"力争{said.get('zh')}") if strive else said


def _promised(target: Target, operator: str) -> Text:
    word = WORDS[operator]
    if operator == "status":
        stage = target.stage or ""
        return Text(f"the stage “{stage}”", f"“{stage}”阶段")
    if target.value is None:
        return word
    x = number(target.value)
    if operator == "range":
        return Text(f"between {x} and {number(target.upper)}", f"介于{x}与{number(target.upper)}之间")
    if operator == "about":
        return Text(f"about {x}", f"{x}左右")
    if operator == "rank_at_most":
        return Text(f"rank {x} or better", word.get("zh").replace("…", x))
    if operator in OF_BASE:
        since = f" against {target.base.period}" if target.base else ""
        of = f"比{target.base.period}年" if target.base and target.base.period.isdigit() else "累计"
        return Text(f"{word.en} {x} %{since}", f"{of}{word.get('zh')}{x}%")
    if "…" in word.get("zh"):
        return Text(f"{word.en} {x}", word.get("zh").replace("…", x))
    return Text(f"{word.en} {x}", f"{word.get('zh')}{x}")


def direction(target: Target, indicator: Indicator | None) -> int | None:
    """1 where the promise is for more, −1 where it is for less; else the indicator's own good direction, or None."""
    operator = plain(target.operator)
    if operator in RISING:
        return 1
    if operator in FALLING:
        return -1
    better = indicator.better if indicator else None
    return {"higher": 1, "lower": -1}.get(better or "")


def against(target: Target, base: Base | None) -> Target:
    """The promise with the starting point that it is measured against, where it is one against a start.

    `base` is what progress is counted from (`Assessment.base`); without one nothing can be said of such a promise.
    """
    return target.model_copy(update={"base": base}) if plain(target.operator) in RELATIVE else target


def aim(target: Target) -> Decimal | None:
    """The value that the promise leads to, in the indicator's unit; None where it names none.

    A change against the base leads to base·(1 ± x/100): the size of the base changes by x percent.
    """
    operator, x = plain(target.operator), target.value
    if x is None or operator not in OF_BASE:
        return None if operator in DIRECTIONS or operator == "range" else x
    if target.base is None or target.base.value is None:
        return None
    change = abs(target.base.value) * x / 100
    return target.base.value + (change if operator == "grow_by" else -change)


def limits(target: Target, indicator: Indicator | None) -> tuple[Decimal | None, Decimal | None, bool]:
    """The least and the greatest value that meets the target, and whether they themselves do."""
    x = aim(target)
    match plain(target.operator):
        case "at_least" | "hold_at_least" | "count_at_least" | "grow_by":
            return x, None, True
        case "more_than":
            return x, None, False
        case "at_most" | "keep_within" | "hold_at_most" | "rank_at_most" | "reduce_by":
            return None, x, True
        case "less_than":
            return None, x, False
        case "exactly":
            return x, x, True
        case "range":
            return target.value, target.upper, True
        case "increase" | "decrease":
            bound = target.base.value if target.base else None
            return (bound, None, False) if target.operator == "increase" else (None, bound, False)
        case "about" if x is not None:
            slack = abs(x) * (target.tolerance or Decimal(0))
            better = indicator.better if indicator else None
            low = None if better == "lower" else x - slack
            return low, None if better == "higher" else x + slack, True
    return None, None, True


def met(target: Target, indicator: Indicator | None, figure: Observation) -> bool | None:
    """Whether a figure meets the target; None where it cannot be told.

    A promise against a start needs its base (`Assessment.promise`).
    A figure that is itself only a bound (at least, more than, at most, less than) settles the question
    where all that it can be meets the target, or none of it does.
    """
    operator = plain(target.operator)
    if operator == "status":
        return None if figure.grade is None else figure.grade == target.stage
    if operator == "yes":
        return _says_yes(figure)
    low, high, included = limits(target, indicator)
    if figure.value is None or (low is None and high is None):
        return None
    value, said = Decimal(str(figure.value)), figure.qualifier
    least = None if said in ("at_most", "less_than") else value
    most = None if said in ("at_least", "more_than") else value
    open_ended = said in ("more_than", "less_than")  # the bound itself is not among what it can be
    if _all_above(least, low, included or open_ended) and _all_above(
        _minus(most), _minus(high), included or open_ended
    ):
        return True
    apart = not included or open_ended
    below = most is not None and low is not None and (most < low or (most == low and apart))
    above = least is not None and high is not None and (least > high or (least == high and apart))
    return False if below or above else None


def _says_yes(figure: Observation) -> bool | None:
    """A figure's answer to a question of yes or no: a grade (yes, no, 是, 否) or 1 or 0."""
    if figure.grade is not None:
        return _ANSWERS.get(figure.grade.strip().casefold())
    return {1.0: True, 0.0: False}.get(figure.value) if figure.value is not None else None


def _all_above(value: Decimal | None, low: Decimal | None, included: bool) -> bool:
    if low is None:
        return True
    return value is not None and (value > low or (included and value == low))


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def distance(target: Target, indicator: Indicator | None, figure: Observation) -> Decimal | None:
    """How far the figure is from the nearest limit of the target, in its unit, without sign."""
    low, high, _ = limits(target, indicator)
    if figure.value is None:
        return None
    value = Decimal(str(figure.value))
    gaps = [abs(value - x) for x in (low, high) if x is not None]
    return min(gaps) if gaps else None


def rounded(value: Decimal, places: int) -> Decimal:
    """A value with so many places behind the point, however large it is: Decimal's own `round` refuses more than 28 digits."""
    with localcontext(prec=MAX_PREC):
        return round(value, places)


def readable(value: Decimal) -> Decimal:
    """A value with digits enough to read: of more than nine it keeps six, and every whole one; records have all."""
    if not value.is_finite() or len(value.as_tuple().digits) <= _LONGEST:
        return value
    return rounded(value, max(0, _SHOWN_DIGITS - 1 - value.adjusted()))


def number(value: Decimal | float | None) -> str:
    """A number as people read it: thousands set off, no trailing zeros, no exponent, no more digits than can be read, a
    real minus (U+2212).

    What machines read (records, exports, downloads) has the value itself.
    """
    if value is None:
        return ""
    exact = readable(value if isinstance(value, Decimal) else Decimal(str(value)))
    text = f"{exact + 0:,f}"  # + 0: no negative zero
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
