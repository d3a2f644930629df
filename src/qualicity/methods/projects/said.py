"""What earned schedule means in a sentence, and its drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.errors import Lang, Text
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_NAMED = 3
"""So many projects are told one by one; of more those that are furthest behind."""
PROMISE = Text(
    "A forecast from the pace so far is no promise: it supposes that the rest goes as what is done went.",
    "按已有进度推算不是承诺：推算假定剩余部分与已完成部分进度相同。",
)
_ASSUMED = Text(
    "The budget and the planned duration are those of the plan’s last PV: if the plan goes on, say --set bac= and "
    "--set planned_duration=.",
    "总预算和计划工期取自最后一个 PV：如计划尚未列完，请给出 --set bac= 和 --set planned_duration=。",
)


def tells(made: Mapping[str, Any]) -> tuple[Text, ...]:
    """Of each project's last reported month: what is earned, how far behind it is, when it would end."""
    last = _last_rows(made)
    if not last:
        none = Text("No month has an earned value that can be placed.", "没有可评价的月份（缺少 EV）。")
        return (none,)
    told: list[Text] = []
    shown = [row for row in last if not np.isnan(made["SVt"][row])] or last
    if len(last) > _NAMED:
        late = sum(made["SVt"][row] < 0 for row in shown)
        told.append(
            Text(
                f"{late} of {len(last)} projects are behind their plan; the furthest:",
                f"{len(last)} 个项目中 {late} 个落后于计划；落后最多者：",
            )
        )
        shown = sorted(shown, key=lambda row: made["SVt"][row])[:_NAMED]
    told += [sentence(made, row) for row in shown]
    if any(may_end(made, row) for row in shown):
        told.append(PROMISE)
    if any("bac_from_plan" in (made["note"][row] or "") and _cut_off(made, row) for row in shown):
        told.append(_ASSUMED)
    return tuple(told)


def sentence(made: Mapping[str, Any], row: int) -> Text:
    """One row in words: earned, months behind or ahead, the forecast end."""
    name, month = made["project"][row] if "project" in made else None, _named(str(made["month"][row]))
    about, about_zh = (f"{name}: by ", f"{name}：截至") if name else ("By ", "截至")
    ev, bac = made["EV"][row], made["BAC_used"][row]
    if ev == 0:
        return Text(f"{about}{month.en}, nothing was earned yet.", f"{about_zh}{month.get('zh')}尚未挣得。")
    of, of_zh = "", ""
    if not np.isnan(bac):
        share = f"{100 * ev / bac:.1f} %"
        of, of_zh = f" of {_plain(bac)} ({share})", f"，总预算 {_plain(bac)}（{share}）"
    how = _distance(made, row)
    en, zh = f"{about}{month.en}, {_plain(ev)}{of} was earned{how.en}", f"{_plain(ev)}{of_zh}{how.get('zh')}"
    if may_end(made, row):
        end, after = _named(made["ends"][row]), f"{made['IEACt'][row]:.1f}"
        en += (
            f"; at this pace it ends in {end.en}, after {after} months instead of {made['PD_used'][row]:.6g}"
        )
        zh += f"；照此进度将于{end.get('zh')}完成，历时 {after} 个月，计划为 {made['PD_used'][row]:.6g} 个月"
    return Text(f"{en}.", f"{about_zh}{month.get('zh')}已挣得 {zh}。")


def may_end(made: Mapping[str, Any], row: int) -> bool:
    """Whether an end is forecast: something is earned, and something is left."""
    return bool(made["ends"][row]) and 0 < made["EV"][row] < made["BAC_used"][row] * (1 - 1e-12)


def _distance(made: Mapping[str, Any], row: int) -> Text:
    """How far a row is from its plan, in words that follow what is earned."""
    ev, bac, behind = made["EV"][row], made["BAC_used"][row], made["SVt"][row]
    if np.isnan(behind) and ev > bac:
        return Text(": that is more than all of the plan", "：多于全部计划")
    if np.isnan(behind):
        return Text("; how many months behind cannot be said", "；无法判断落后几个月")
    whole = Text(": all is earned", "：已全部完成") if ev >= bac * (1 - 1e-12) else Text("", "")
    if abs(behind) < 0.005:
        return Text(f", as planned{whole.en}", f"，与计划同步{whole.get('zh')}")
    word, word_zh = ("behind", "落后于") if behind < 0 else ("ahead of", "领先于")
    return Text(
        f", {abs(behind):.2f} months {word} the plan{whole.en}",
        f"，{word_zh}计划 {abs(behind):.2f} 个月{whole.get('zh')}",
    )


def _plain(value: float) -> str:
    """A sum as people write it: up to two decimals, thousands set off."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.6g}"


def _last_rows(made: Mapping[str, Any]) -> list[int]:
    """Of each project the last row with an earned value, in the order in which the projects appear."""
    last: dict[object, int] = {}
    for row in np.flatnonzero(~np.isnan(made["EV"]) & ~np.isnan(made["AT"])):
        name = made["project"][row] if "project" in made else ""
        if name not in last or made["AT"][row] >= made["AT"][last[name]]:
            last[name] = int(row)
    return [
        row for name, row in last.items() if name is not None and "twice" not in (made["reason"][row] or "")
    ]


def _cut_off(made: Mapping[str, Any], row: int) -> bool:
    """Whether the plan ends in the row's own month: it may go on where the file does not."""
    return bool(made["PD_used"][row] <= made["AT"][row])


def _named(month: str) -> Text:
    """A month's number or its name of the calendar."""
    month = month.removesuffix(" 00:00:00")
    number = month.removesuffix(".0")
    return (
        Text(f"month {number}", f"第{number}个月")
        if number.isdigit() and len(number) < 5
        else Text(month, month)
    )


# -- the drawing --------------------------------------------------------------------------------------------

_INK, _ACCENT, _PALE = "#1f1d1a", "#B5382A", "#8a857c"


def chart(made: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """PV, EV and AC over the months; from where EV stands a line back to the month for which it was planned.

    Of several projects the one that is furthest behind is drawn.
    """
    last = _last_rows(made)
    rows, status = np.array([], dtype=int), None
    if last:
        status = min(last, key=lambda row: (np.isnan(made["SVt"][row]), made["SVt"][row]))
        rows = np.flatnonzero(~np.isnan(made["AT"]))
        if "project" in made:
            rows = rows[made["project"][rows] == made["project"][status]]
        rows = rows[np.argsort(made["AT"][rows], kind="stable")]
    title = sentence(made, status) if status is not None else Text("Nothing is earned yet.", "尚无挣值。")
    names = {
        "PV": Text("planned (PV)", "计划值 PV"),
        "EV": Text("earned (EV)", "挣值 EV"),
        "AC": Text("spent (AC)", "实际成本 AC"),
    }
    data = [
        {"at": float(made["AT"][r]), "value": float(made[n][r]), "curve": names[n].get(lang)}
        for n in names
        for r in rows
        if not np.isnan(made[n][r])
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {
            "text": _wrapped(title.get(lang), lang),
        },
        **{"width": 560, "height": 300, "background": "white"},
        "layer": [_curves(data, [t.get(lang) for t in names.values()], lang), *_gap(made, status, lang)],
        "config": {"axis": {"grid": False}},
    }


def _curves(data: Sequence[Mapping[str, Any]], names: Sequence[str], lang: Lang) -> dict[str, Any]:
    scale = {"domain": names, "range": [_PALE, _ACCENT, _INK]}
    x = Text("months since the start", "开工后月数").get(lang)
    y = Text("cumulative value", "累计值").get(lang)
    return {
        "data": {"values": list(data)},
        "mark": {"type": "line", "point": {"size": 18}},
        "encoding": {
            "x": {"field": "at", "type": "quantitative", "title": x, "scale": {"zero": True}},
            "y": {"field": "value", "type": "quantitative", "title": y},
            "color": {
                "field": "curve",
                "type": "nominal",
                "scale": scale,
                "legend": {"title": None, "orient": "top-left"},
            },
            "strokeDash": {
                "field": "curve",
                "type": "nominal",
                "scale": {"domain": names, "range": [[1, 0], [1, 0], [4, 3]]},
                "legend": None,
            },
        },
    }


def _gap(made: Mapping[str, Any], row: int | None, lang: Lang) -> list[dict[str, Any]]:
    """The line from now back to ES, with its length."""
    if row is None or np.isnan(made["ES"][row]):
        return []
    at, es, ev = (float(made[n][row]) for n in ("AT", "ES", "EV"))
    words = Text(f"ES {es:.2f}: {abs(at - es):.2f} months", f"ES {es:.2f}：{abs(at - es):.2f} 个月").get(lang)
    data = {"values": [{"at": at, "es": es, "ev": ev, "words": words}]}
    rule = {"type": "rule", "color": _ACCENT, "strokeDash": [2, 2]}
    x, y = {"field": "es", "type": "quantitative"}, {"field": "ev", "type": "quantitative"}
    text = {"type": "text", "align": "right", "dx": -6, "dy": -6, "color": _ACCENT}
    return [
        {"data": data, "mark": rule, "encoding": {"x": x, "x2": {"field": "at"}, "y": y}},
        {"data": data, "mark": rule, "encoding": {"x": x, "y": y, "y2": {"datum": 0}}},
        {"data": data, "mark": text, "encoding": {"x": x, "y": y, "text": {"field": "words"}}},
    ]


def _wrapped(text: str, lang: Lang) -> list[str]:
    """A title in lines that fit over the drawing."""
    if lang == "zh":
        return [text[i : i + 44] for i in range(0, len(text), 44)]
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 84:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
