"""What a target says must fit its operator, its indicator and its own dates: steps, shares, restatements, units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qualicity.errors import Problem, Text
from qualicity.plan.model import Plan
from qualicity.plan.named import Path_, items, unknown
from qualicity.plan.period import parse_period
from qualicity.plan.read import PlanFolder
from qualicity.plan.targets import DIRECTIONS, OF_BASE, WORDLESS, Target, plain
from qualicity.plan.units import UNITS

_Need = tuple[str, str, str]


def check_targets(folder: PlanFolder) -> Iterator[Problem]:
    """Every target of the plan."""
    yield from _units(folder)
    if folder.plan is None:
        return
    paths = {str(item.get("id")): path for path, item in items(folder.main, "targets")}
    for target in folder.plan.targets:
        path = paths.get(target.id, ("targets",))
        for key, en, zh in _needs(target):
            if folder.main.get(*path, key) is None:  # one that is there but wrong has been told
                yield folder.main.problem(path, f"target-{key}", en, zh)
        yield from _unneeded(folder, path, target)
        yield from _undefined(folder, folder.plan, path, target)
        yield from _due(folder, folder.plan, path, target)
        yield from _steps(folder, path, target)
        yield from _shares(folder, path, target)
        yield from _restated(folder, path, target)


def _units(folder: PlanFolder) -> Iterator[Problem]:
    """A target is in its indicator's unit; a change against the base is in percent of it."""
    main, own = folder.main, folder.main.get("units")
    known = {*UNITS, *(own if isinstance(own, dict) else {})}
    for path, item in items(main, "targets"):
        file, used = folder.indicators.get(str(item.get("indicator"))), item.get("unit")
        said = file.get("unit") if file else None
        if file is None or said is None or used is None or str(said) not in known:
            continue  # an unknown unit has been told
        if plain(str(item.get("operator"))) in OF_BASE:
            if str(used) != "%":
                en = f"'{item['operator']}' is a change in % of the base; the unit '{used}' does not fit"
                zh = f"“{item['operator']}”为比基期变化的百分比（%），单位“{used}”不符"
                yield main.problem((*path, "unit"), "wrong-unit", en, zh)
        elif str(used) != str(said):
            place = file.place(("unit",))
            en = f"the unit '{used}' of this target is not its indicator's, which is '{said}' ({place})"
            zh = f"该目标的单位“{used}”与指标单位“{said}”不一致（{place}）"
            yield main.problem((*path, "unit"), "wrong-unit", en, zh)


def _needs(target: Target) -> Iterator[_Need]:
    operator = plain(target.operator)
    if operator == "judged":
        return
    if target.indicator is None:
        en = f"a target with operator '{target.operator}' needs an 'indicator'"
        yield "indicator", en, "该目标需要“indicator”"
    if operator == "status" and not target.stage:
        yield "stage", "a target with operator 'status' needs a 'stage'", "该目标需要“stage”"
    if operator not in WORDLESS and target.value is None:
        yield "value", f"a target with operator '{target.operator}' needs a 'value'", "该目标需要“value”"
    if operator == "range" and target.upper is None:
        yield "upper", "a target with operator 'range' needs an 'upper' value", "区间目标需要上限“upper”"
    if operator == "about" and target.tolerance is None:
        en, zh = (
            "'about' needs a stated 'tolerance', such as 0.05",
            "“左右”需要说明容差“tolerance”，例如 0.05",
        )
        yield "tolerance", en, zh
    if operator in OF_BASE and target.base is None:
        en = f"'{target.operator}' is a change against a 'base': say its period, and its value where known"
        yield "base", en, f"“{target.operator}”是与基期相比的变化：请注明“base”的时期，已知时并注明数值"


def _undefined(folder: PlanFolder, plan: Plan, path: Path_, target: Target) -> Iterator[Problem]:
    """A target that says that the plan states its basis, but not which definition that is, can never be judged."""
    indicator = plan.indicator(target.indicator)
    if not (indicator and target.basis_stated) or target.definition or plain(target.operator) == "judged":
        return
    if plan.rulings_dataset or any(r.target == target.id and r.definition for r in plan.rulings):
        return
    known = ", ".join(f"'{d.id}'" for d in indicator.definitions)
    en = f"no 'definition' is named, so it cannot be judged; its indicator has {known}; or say 'basis_stated: false'"
    zh = f"未指明“definition”，因而无法判断；该指标的口径：{known}；或注明“basis_stated: false”"
    yield folder.main.problem(path, "target-definition", en, zh, severity="warning")


def _unneeded(folder: PlanFolder, path: Path_, target: Target) -> Iterator[Problem]:
    main = folder.main
    if target.operator in (*DIRECTIONS, "yes", "strive_yes") and target.value is not None:
        en = f"a target with operator '{target.operator}' names no number; leave out 'value' or choose another operator"
        zh = f"运算符“{target.operator}”不含数值：请删去“value”或改用其他运算符"
        yield main.problem((*path, "value"), "target-value", en, zh)
    upside_down = _upside_down(target)
    if upside_down:
        yield main.problem((*path, "upper"), "target-upper", upside_down.en, upside_down.get("zh"))


def _upside_down(target: Target) -> Text | None:
    """What is said of a range that ends below where it begins."""
    low, high = target.value, target.upper
    if target.operator != "range" or low is None or high is None or high >= low:
        return None
    return Text(
        f"the 'upper' value {high} of this range is below its 'value' {low}",
        f"该区间的上限“upper”{high} 低于下限“value”{low}",
    )


def _due(folder: PlanFolder, plan: Plan, path: Path_, target: Target) -> Iterator[Problem]:
    base = target.base.period if target.base else None
    if base and parse_period(base).end > parse_period(target.due).start:
        en = f"the base {base} does not lie before the target's due period {target.due}"
        zh = f"基期 {base} 不早于目标期限 {target.due}"
        yield folder.main.problem((*path, "base", "period"), "base-period", en, zh)
    if parse_period(target.due).last > parse_period(plan.period.end).last:
        en = f"this target is due {target.due}, after the plan ends ({plan.period.end})"
        zh = f"该目标的期限 {target.due} 晚于方案结束（{plan.period.end}）"
        yield folder.main.problem((*path, "due"), "due-after-plan", en, zh, severity="warning")


def _steps(folder: PlanFolder, path: Path_, target: Target) -> Iterator[Problem]:
    """Steps are for periods of their own, after the base and before the due one."""
    main, seen = folder.main, set[str]()
    if target.steps and plain(target.operator) in (*WORDLESS, "range"):
        en = f"'steps' are values on the way to one; operator '{target.operator}' names none"
        yield main.problem((*path, "steps"), "step-value", en, f"运算符“{target.operator}”没有可分解的数值")
    for n, step in enumerate(target.steps):
        at = (*path, "steps", n, "period")
        period = parse_period(step.period)
        if period.end > parse_period(target.due).start:
            en = f"the step for {step.period} does not lie before the target's due period {target.due}"
            yield main.problem(at, "step-period", en, f"{step.period} 的分解值不早于目标期限 {target.due}")
        if target.base and period.start < parse_period(target.base.period).end:
            en = f"the step for {step.period} does not lie after the base {target.base.period}"
            yield main.problem(
                at, "step-period", en, f"{step.period} 的分解值不晚于基期 {target.base.period}"
            )
        if step.period in seen:
            en, zh = f"there are two steps for {step.period}", f"{step.period} 有两个分解值"
            yield main.problem(at, "duplicate-step", en, zh)
        seen.add(step.period)


def _shares(folder: PlanFolder, path: Path_, target: Target) -> Iterator[Problem]:
    """The areas' values make the whole, by sum or mean; each area stands once."""
    main, seen = folder.main, set[str]()
    organisations = {str(item["id"]) for _, item in items(main, "organisations") if "id" in item}
    for n, share in enumerate(target.shares):
        if share.lead is not None and share.lead not in organisations:
            what = Text("organisation", "机构")
            yield unknown(main, (*path, "shares", n, "lead"), what, share.lead, organisations)
        if share.area in seen:
            en, zh = f"area '{share.area}' has two shares", f"地区“{share.area}”有两个分解目标"
            yield main.problem((*path, "shares", n, "area"), "duplicate-share", en, zh)
        seen.add(share.area)
    if not target.shares or target.shares_make == "neither" or target.value is None:
        return
    made = sum((s.value for s in target.shares), Decimal(0))
    how, how_zh = "sum", "合计"
    if target.shares_make == "mean":
        made, how, how_zh = made / len(target.shares), "mean", "均值"
    if round(made, 9) != round(target.value, 9):
        shown, whole = _number(made), _number(target.value)
        en = f"the {how} of the areas' shares is {shown}, the target's own value {whole}"
        zh = f"各地区分解目标的{how_zh}为 {shown}，而目标本身为 {whole}"
        yield main.problem((*path, "shares"), "shares-make", en, zh, severity="warning")


def _restated(folder: PlanFolder, path: Path_, target: Target) -> Iterator[Problem]:
    """What is said otherwise is said later, changes something, and leaves a whole promise."""
    main, days = folder.main, set[object]()
    for n, said in enumerate(target.restated):
        at = (*path, "restated", n)
        if said.known <= target.known:
            en = f"this is known since {said.known}, not after the target itself ({target.known})"
            zh = f"此次调整的已知日期 {said.known} 不晚于目标本身（{target.known}）"
            yield main.problem((*at, "known"), "restated-known", en, zh)
        if said.known in days:
            told = f"two restatements are known since {said.known}"
            yield main.problem((*at, "known"), "restated-known", told, f"{said.known} 有两次调整")
        days.add(said.known)
        now, before = target.as_known(said.known), _before(target, n)
        if now.model_copy(update={"restated": ()}) == before.model_copy(update={"restated": ()}):
            told = "this restatement changes nothing of the target"
            yield main.problem(at, "restated-nothing", told, "此次调整未改变目标的任何内容")
        for key, en, zh in _needs(now):
            yield main.problem(at, f"target-{key}", f"as restated, {en}", f"调整后，{zh}")
        empty = _upside_down(now)
        if empty:
            yield main.problem(at, "target-upper", f"as restated, {empty.en}", f"调整后，{empty.get('zh')}")


def _before(target: Target, n: int) -> Target:
    """The target in the words that held before one of its restatements."""
    said = target.restated[n]
    others = tuple(r for m, r in enumerate(target.restated) if m != n and r.known <= said.known)
    return target.model_copy(update={"restated": others}).as_known(said.known)


def _number(value: Decimal) -> str:
    text = f"{round(value, 9):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
