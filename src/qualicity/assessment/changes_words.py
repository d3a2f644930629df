"""Why a verdict changed, in a sentence: what each part did, and what became of the verdict."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qualicity.assessment.changes import Change, PartOfChange
from qualicity.assessment.margin import required
from qualicity.assessment.model import STATUSES, Assessment, Status
from qualicity.assessment.operators import number, rounded, wording
from qualicity.assessment.reasons import difference_unit, said, unit
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Period, Target, parse_period

PART_TITLES: dict[str, Text] = {
    "target": Text("Target", "目标"),
    "definition": Text("Definition and method", "口径与方法"),
    "revision": Text("Revision", "数据修订"),
    "performance": Text("Performance", "表现"),
    "time": Text("Time passing", "时间推移"),
}


def sentence(change: Change) -> Text:
    """What happened to the figure, what each part did, and so to the verdict."""
    if change.before is None:
        return _newly_known(change)
    told = [p for p in change.parts if part_words(change, p)]
    if not told and not change.changed:
        return _with_end(_unchanged(change), _no_amounts(change))
    alone = len(told) == 1
    clauses = [_figure(change), *(part_words(change, p, turned=not alone) for p in told)]
    if alone or len(change.moves()) != 1:
        clauses.append(_verdict(change))
    said_in_all = [c for c in clauses if c]
    en = "; ".join(c.en for c in said_in_all)
    zh = "；".join(c.get("zh") for c in said_in_all)
    return _with_end(Text(f"{en[0].upper()}{en[1:]}.", f"{zh}。"), _no_amounts(change))


def part_words(change: Change, p: PartOfChange, *, amount: bool = True, turned: bool = True) -> Text | None:
    """What one part did, with its `amount` and, where it `turned` the status, with that; None where it did nothing."""
    was = change.statuses()[change.parts.index(p)]
    words = _PARTS[p.part](change, p)
    if words is None and not p.amount and p.status == was:
        return None
    words = words or _SILENT[p.part]
    if amount and p.amount:
        by = _signed(change, p.amount)
        words = Text(f"{words.en} ({by.en})", f"{words.get('zh')}（{by.get('zh')}）")
    if turned and was is not None and p.status != was:
        en = f"{words.en}, which turned {_en(was)} into {_en(p.status)}"
        return Text(en, f"{words.get('zh')}，结论由“{_zh(was)}”变为“{_zh(p.status)}”")
    return words


def _newly_known(change: Change) -> Text:
    d, t = change.target.known, change.target
    a = change.after
    return Text(
        f"The target ({wording(t.as_known(d)).en}) became known on {_day(d).en}, after {_day(change.first).en}; "
        f"on {_day(change.last).en} it is "
        f"{_en(a.status)}{_decided(a.assessment).en}.",
        f"目标（{wording(t.as_known(d)).get('zh')}）于{_day(d).get('zh')}公布，晚于{_day(change.first).get('zh')}；截至{_day(change.last).get('zh')}为“{_zh(a.status)}”"
        f"{_decided(a.assessment).get('zh')}。",
    )


def _unchanged(change: Change) -> Text:
    f = change.after.assessment.figure
    s, about = change.after.status, _decided(change.after.assessment)
    at = said(f, _indicator(change)) if f else None
    tail = Text(f", with {at.en}", f"，{at.get('zh')}") if at else Text("", "")
    return Text(
        f"Nothing changed: {_en(s)}{about.en}{tail.en}.",
        f"没有变化：“{_zh(s)}”{about.get('zh')}{tail.get('zh')}。",
    )


def _figure(change: Change) -> Text:
    """What happened to the figure that the verdict rests on."""
    indicator = _indicator(change)
    old = change.before.assessment.figure if change.before else None
    new = change.after.assessment.figure
    if old is None and new is None:
        return Text("no figure is judged on either date", "两个日期均无可判定的数值")
    if old is None or new is None:
        f = said(old or new, indicator) if (old or new) else Text("", "")  # type: ignore[arg-type]
        first, last = _day(change.first), _day(change.last)
        missing, there = (first, last) if old is None else (last, first)
        return Text(
            f"on {missing.en} there is no figure to judge, on {there.en} there is {f.en}",
            f"截至{missing.get('zh')}无可判定的数值，截至{there.get('zh')}为：{f.get('zh')}",
        )
    if (old.value, old.grade, old.period_text) == (new.value, new.grade, new.period_text):
        x, u = _short(old), unit(indicator) if old.value is not None else Text("", "")
        period = new.period.title() if new.period else Text("–", "–")
        return Text(
            f"the figure did not change: {x} → {x}{u.en} ({period.en})",
            f"数值未变：{x} → {x}{u.get('zh')}（{period.get('zh')}）",
        )
    a, b = said(old, indicator), said(new, indicator)
    return Text(f"the figure went from {a.en} to {b.en}", f"数值：{a.get('zh')} → {b.get('zh')}")


def _verdict(change: Change) -> Text:
    old, new = change.before, change.after
    held = old is not None and old.assessment.rule == "ruling"
    by = _decided(new.assessment) if held else Text("", "")
    if old is None or old.status == new.status:
        return Text(f"so it stays {_en(new.status)}{by.en}", f"结论仍为“{_zh(new.status)}”{by.get('zh')}")
    return Text(
        f"so {_en(old.status)} became {_en(new.status)}{by.en}",
        f"结论由“{_zh(old.status)}”变为“{_zh(new.status)}”{by.get('zh')}",
    )


def _no_amounts(change: Change) -> Text:
    """Why no part has an amount, where none has one and something was measured on at least one date."""
    old, new = change.before, change.after
    if old is None or (old.margin is None) == (new.margin is None):
        return Text("", "")
    day = _day(change.first if old.margin is None else change.last)
    return Text(
        f" As of {day.en} no figure can be held against the promise, so how much each part did is not given.",
        f"截至{day.get('zh')}没有可与要求相比的数值，故不给出各部分的数量。",
    )


# -- what each part did -------------------------------------------------------------------------------------


def _target(change: Change, p: PartOfChange) -> Text | None:
    since = [r for r in change.target.restated if change.first < r.known <= change.last]
    if not since or change.before is None:
        return None
    old, new = change.before.assessment.target, p.after.target
    days = Text(", ".join(_day(r.known).en for r in since), "、".join(_day(r.known).get("zh") for r in since))
    a, b = _promise(old), _promise(new)
    if (a.en, a.zh) == (b.en, b.zh):
        return Text(f"the target was restated on {days.en}", f"目标于{days.get('zh')}重新表述")
    return Text(
        f"the target was restated on {days.en} ({a.en} → {b.en})",
        f"目标于{days.get('zh')}重新表述（{a.get('zh')} → {b.get('zh')}）",
    )


def _promise(target: Target) -> Text:
    w, due = wording(target), parse_period(target.due).title()
    return Text(f"{w.en} by {due.en}", f"{due.get('zh')}{w.get('zh')}")


def _definition(change: Change, p: PartOfChange) -> Text | None:
    told = []
    ruling, old = p.after.ruling, change.before.assessment.ruling if change.before else None
    if ruling and ruling.definition and (old is None or old.id != ruling.id):
        given = next((r for r in change.plan.rulings if r.id == ruling.id), ruling)
        indicator = _indicator(change)
        named = indicator.definition(ruling.definition) if indicator else None
        title = named.title if named and named.title else Text(ruling.definition, ruling.definition)
        told.append(
            Text(
                f"people chose the definition ({title.en}) on {_day(given.date).en}",
                f"由人于{_day(given.date).get('zh')}选定口径（{title.get('zh')}）",
            )
        )
    was = change.parts[change.parts.index(p) - 1].after.figure
    if change.remade and (p.amount or was != p.after.figure):
        told.append(Text("the figures’ definition or method was changed", "数值的口径或方法有改动"))
    return Text("; ".join(t.en for t in told), "；".join(t.get("zh") for t in told)) if told else None


def _revision(change: Change, p: PartOfChange) -> Text | None:
    was = change.parts[change.parts.index(p) - 1].after.figure
    now = p.after.figure
    if was is None or now is None or was.period_text != now.period_text or _short(was) == _short(now):
        return None
    period = was.period.title() if was.period else Text("", "")
    return Text(
        f"the figure for {period.en} was revised from {_short(was)} to {_short(now)}",
        f"{period.get('zh')}的数值由{_short(was)}修订为{_short(now)}",
    )


def _performance(change: Change, p: PartOfChange) -> Text | None:
    was = change.parts[change.parts.index(p) - 1].after.figure
    now = change.after.assessment.figure
    if now is None or now.period is None or (was is not None and was.period_text == now.period_text):
        return None
    if not p.amount:
        return Text("the new figure came in", "有新数值")
    if p.amount > 0:
        return Text("the new figure is better", "新数值更好")
    return Text("the new figure is worse", "新数值更差")


def _time(change: Change, p: PartOfChange) -> Text | None:
    a = p.after
    before = change.before.assessment.ruling if change.before else None
    if a.rule == "ruling" and a.ruling and (before is None or before.id != a.ruling.id):
        by, on = a.ruling.by, _day(a.ruling.date)
        return Text(f"people decided on {on.en} ({by.en})", f"由人于{on.get('zh')}裁定（{by.get('zh')}）")
    told = []
    if change.first < parse_period(a.target.due).end <= change.last:
        told.append(_due_passed(a))
    revised, performed = change.parts[2].after, change.parts[3].after
    old = _asked(change, performed, revised.figure.period if revised.figure else None)
    new = _asked(change, a, a.figure.period if a.figure else None)
    if p.amount and old is not None and new is not None and old[0] != new[0]:
        told.append(
            Text(
                f"what is required went from {old[0]} ({old[1].en}) to {new[0]} ({new[1].en})",
                f"要求由{old[0]}（{old[1].get('zh')}）变为{new[0]}（{new[1].get('zh')}）",
            )
        )
    return Text("; ".join(t.en for t in told), "；".join(t.get("zh") for t in told)) if told else None


def _due_passed(a: Assessment) -> Text:
    due = parse_period(a.target.due).title()
    missing = Text("", "")
    if a.status == "cannot_judge":
        by_people = a.target.operator == "judged" or a.target.indicator is None
        missing = Text(" without a ruling", "，未见裁定") if by_people else Text("", "")
        if not by_people and (a.figure is None or a.figure.period_text != a.target.due):
            missing = Text(" without a figure for it", "，未见该期数值")
    return Text(
        f"the due date, {due.en}, passed{missing.en}", f"期限（{due.get('zh')}）已过{missing.get('zh')}"
    )


_PARTS = {
    "target": _target,
    "definition": _definition,
    "revision": _revision,
    "performance": _performance,
    "time": _time,
}
_SILENT = {
    "target": Text("the target is put in other words", "目标表述有变"),
    "definition": Text("the definition is another", "口径有变"),
    "revision": Text("what is known of earlier periods has changed", "已有时期的数据有变化"),
    "performance": Text("new figures came in", "有新数值"),
    "time": Text("time passed", "时间推移"),
}


# -- words -----------------------------------------------------------------------------------------------


def _asked(change: Change, a: Assessment, at: Period | None) -> tuple[str, Text] | None:
    """The one bound that the promise asks for at a time, and that time; None where there are two or none."""
    if at is None:
        return None
    bounds = [x for x in required(change.plan, a, at) if x is not None]
    return (number(rounded(bounds[0], 2)), at.title()) if len(bounds) == 1 else None


def _decided(a: Assessment) -> Text:
    """That people gave the status, where they did."""
    if a.rule != "ruling" or a.ruling is None:
        return Text("", "")
    by, on = a.ruling.by, _day(a.ruling.date)
    return Text(f", decided by people on {on.en} ({by.en})", f"，由人于{on.get('zh')}裁定（{by.get('zh')}）")


def _day(day: date) -> Text:
    return parse_period(day.isoformat()).title()


def _signed(change: Change, amount: Decimal) -> Text:
    u = difference_unit(_indicator(change))
    x = f"{'+' if amount > 0 else '−'}{number(abs(_short_of(amount)))}"
    return Text(f"{x}{u.en}", f"{x}{u.get('zh')}")


def _short_of(amount: Decimal) -> Decimal:
    """To two decimals, unless nothing would be left of it."""
    short = rounded(amount, 2)
    return short if short != 0 else amount


def _short(o: Observation) -> str:
    return number(o.value) if o.value is not None else f"“{o.grade}”"


def _indicator(change: Change) -> Indicator | None:
    return change.plan.indicator(change.target.indicator)


def _with_end(text: Text, end: Text) -> Text:
    return Text(text.en + end.en, text.get("zh") + end.get("zh"))


def _en(status: Status) -> str:
    return f"“{STATUSES[status].en}”"


def _zh(status: Status) -> str:
    return STATUSES[status].get("zh")
