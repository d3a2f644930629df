"""Earned value and earned schedule: how far a project is in money and in months, and when it would end at its pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.projects.months import elapsed, read_months

np = lazy_module("numpy")

Array = Any
"""A NumPy array with one element for each row."""
_ALIKE = 1e-12
"""A value that differs from the plan's by no more than this share of the plan is the plan's: such is the noise of sums."""
_VALUES = ("PV", "EV", "AC")
MEASURES = ("SV", "CV", "SPI", "CPI", "ES", "SVt", "SPIt", "EAC", "ETC", "VAC", "TCPI", "IEACt")


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned value over time, projects one after the other: points in order, and what each project's plan comes to.

    `falls` says whether a project's PV falls somewhere, which no cumulative plan does; `bac` and `duration` are NaN
    where they are not known; `from_plan` are those that were taken from the plan's last PV.
    """

    project: Array
    at: Array
    pv: Array
    falls: Array
    scale: Array
    bac: Array
    duration: Array
    bac_from_plan: Array
    duration_from_plan: Array
    last: Array


def earned_schedule(
    columns: Mapping[str, Array], bac: float = 0.0, planned_duration: float = 0.0, start: str = ""
) -> dict[str, Array]:
    """Months with cumulative PV, EV and AC → variances, indices and forecasts, one row for each row.

    Takes: month, PV, EV, AC [, project, BAC, PD]. `bac` and `planned_duration` (months) stand in where no row gives
    BAC or PD; 0 is not given, and then they are taken from the plan's last PV.
    Gives: `MEASURES`, AT (months since the start), BAC_used, PD_used, ends (the month of the forecast end), `reason`
    (why a figure is missing) and `note` (what was assumed), both codes with `;` between them.
    Errors: `UsageError` where a project has two budgets or durations, and for a `start` that is no month.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _run(columns, bac, planned_duration, start)


def _run(columns: Mapping[str, Array], bac: float, planned_duration: float, start: str) -> dict[str, Array]:
    project, names = _projects(columns)
    month, dated = read_months(columns["month"])
    at, before = elapsed(month, dated, project, start)
    usable = (project >= 0) & ~np.isnan(at) & (at >= 0)
    twice = _contradicted(project, at, columns, usable)
    pv, ev, ac = (np.where(twice | ~usable, np.nan, columns[n]) for n in _VALUES)
    given = {
        "BAC": _constant(columns, "BAC", project, names, bac),
        "PD": _constant(columns, "PD", project, names, planned_duration),
    }
    plan = _plan(project, at, pv, ev, given["BAC"], given["PD"])
    es, bridged = _earned(plan, project, ev)
    whole, length = (np.append(a, np.nan)[project] for a in (plan.bac, plan.duration))
    at_then, complete = _until_complete(project, at, ev, whole)
    made = _measures(at_then, pv, ev, ac, es, whole, length)
    some = {n: ~np.isnan(v) for n, v in (*made.items(), ("PV", pv), ("EV", ev), ("AC", ac), ("AT", at))}
    falls = np.append(plan.falls, False)[project]
    reason = _told(
        (project < 0, "no_project"),
        (~some["AT"], "no_month"),
        (at < 0, "before_start"),
        (twice, "twice"),
        *(
            (r & usable & ~twice, code)
            for r, code in _doubts(made, some, pv, ev, ac, at_then, falls, plan, project)
        ),
    )
    note = _told(
        (np.append(plan.bac_from_plan, False)[project] & some["EAC"], "bac_from_plan"),
        (np.append(plan.duration_from_plan, False)[project] & some["IEACt"], "duration_from_plan"),
        (bridged, "interpolated"),
        (_falls(project, at, ev), "ev_falls"),
        (_falls(project, at, ac), "ac_falls"),
        (complete, "complete"),
    )
    ends = _ends(made["IEACt"], np.append(before, np.nan)[project], dated)
    more = {"AT": np.where(usable, at, np.nan), "BAC_used": whole, "PD_used": length, "ends": ends}
    return {**made, **more, "reason": reason, "note": note}


def _measures(
    at: Array, pv: Array, ev: Array, ac: Array, es: Array, bac: Array, duration: Array
) -> dict[str, Array]:
    """The measures by name; NaN where something is not known or would be divided by zero."""
    sv, cv, svt = ev - pv, ev - ac, es - at
    cpi, spit = _ratio(ev, ac), _ratio(es, at)
    eac = _ratio(bac, cpi)
    left = np.where(bac - ac > 0, bac - ac, np.nan)
    found = (
        *(sv, cv, _ratio(ev, pv), cpi, es, svt, spit),
        *(eac, eac - ac, bac - eac, (bac - ev) / left, _ratio(duration, spit)),
    )
    return {n: np.where(np.isfinite(v), v, np.nan) for n, v in zip(MEASURES, found, strict=True)}


def _ratio(above: Array, below: Array) -> Array:
    return above / np.where(below > 0, below, np.nan)


def _doubts(
    made: Mapping[str, Array],
    some: Mapping[str, Array],
    pv: Array,
    ev: Array,
    ac: Array,
    at: Array,
    falls: Array,
    plan: Plan,
    project: Array,
) -> tuple[tuple[Array, str], ...]:
    """Why a figure of a row that can be placed is missing."""
    reported = some["EV"] | some["AC"]
    whole, length = (~np.isnan(np.append(a, np.nan)[project]) for a in (plan.bac, plan.duration))
    end = np.append(plan.last, np.nan)[project]
    placed = some["EV"] & ~some["ES"] & ~falls
    return (
        (~reported, "not_reported"),
        (reported & ~some["PV"], "no_pv"),
        (~some["EV"] & some["AC"], "no_ev"),
        (some["EV"] & ~some["AC"], "no_ac"),
        (some["EV"] & (pv == 0), "pv_zero"),
        (some["EV"] & (ac == 0), "ac_zero"),
        (reported & (ev == 0), "ev_zero"),
        (reported & (at == 0), "at_zero"),
        (reported & falls, "pv_falls"),
        (placed & (ev > end), "ev_above_plan"),
        (placed & ~(ev > end), "no_plan"),
        (some["CPI"] & ~whole, "no_bac"),
        (some["SPIt"] & ~length, "no_duration"),
        (some["SPIt"] & (made["ES"] == 0), "es_zero"),
        (reported & whole & some["AC"] & ~some["TCPI"] & some["EV"], "budget_spent"),
    )


# -- the plan -----------------------------------------------------------------------------------------------


def _plan(project: Array, at: Array, pv: Array, ev: Array, bac: Array, duration: Array) -> Plan:
    """The planned points of all projects with their origin, and with their end where it is given and lies beyond.

    Of a project that has earned more than its last PV this is not the whole plan, and its budget is not known.
    """
    n = len(bac)
    there, earned = ~np.isnan(pv), ~np.isnan(ev)
    most = np.full(n, -np.inf)
    np.maximum.at(most, project[earned], ev[earned])
    group, time, value = project[there], at[there], pv[there]
    last_at, last_pv, first_at = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.inf)
    order = np.lexsort((time, group))
    group, time, value = group[order], time[order], value[order]
    last_at[group], last_pv[group] = time, value  # of several the last stays
    np.minimum.at(first_at, group, time)
    falls = np.zeros(n, dtype=bool)
    falls[group[1:][(np.diff(group) == 0) & (np.diff(value) < 0)]] = True
    scale = np.where(np.isnan(last_pv), 0.0, np.nan_to_num(np.fmax(last_pv, bac)))
    reached = np.full(n, np.inf)
    top = value >= last_pv[group] - _ALIKE * scale[group]
    np.minimum.at(reached, group[top], time[top])
    reached = np.where(np.isinf(reached), np.nan, reached)
    whole = ~falls & (last_pv > 0) & (most <= last_pv + _ALIKE * scale)
    bac_from_plan = np.isnan(bac) & whole & (np.isnan(duration) | (duration <= last_at))
    used_bac = np.where(bac_from_plan, last_pv, np.where(bac < last_pv * (1 - _ALIKE), np.nan, bac))
    full = used_bac <= last_pv * (1 + _ALIKE)
    duration_from_plan = np.isnan(duration) & full & ~falls
    used = np.where(duration_from_plan, reached, np.where(duration < reached * full, np.nan, duration))
    beyond = (used_bac > last_pv) & (used > last_at) & ~falls
    origin = np.isfinite(first_at) & (first_at > 0)
    group = np.concatenate([group, np.flatnonzero(origin), np.flatnonzero(beyond)])
    time = np.concatenate([time, np.zeros(origin.sum()), used[beyond]])
    value = np.concatenate([value, np.zeros(origin.sum()), used_bac[beyond]])
    order = np.lexsort((time, group))
    return Plan(
        *(group[order], time[order], value[order], falls, scale, used_bac, used),
        *(bac_from_plan, duration_from_plan, np.where(beyond, used_bac, last_pv)),
    )


def _earned(plan: Plan, project: Array, ev: Array) -> tuple[Array, Array]:
    """ES of every row, and whether it lies between two months of the plan that are not neighbours.

    The plan's points and the rows are put into one order by value: the last point before a row is the last month
    whose PV the row's EV has reached. Where all is earned, that is the first month that plans all of it.
    """
    es, bridged = np.full(len(ev), np.nan), np.zeros(len(ev), dtype=bool)
    asked = np.flatnonzero((project >= 0) & ~np.isnan(ev))
    asked = asked[~plan.falls[project[asked]]]
    if not len(asked) or not len(plan.pv):
        return es, bridged
    near = _ALIKE * plan.scale[project[asked]]
    group = np.concatenate([plan.project, project[asked]])
    value = np.concatenate([plan.pv, ev[asked] + near])
    query = np.arange(len(group)) >= len(plan.pv)
    order = np.lexsort((query, value, group))
    reached = np.empty(len(group), dtype=int)
    reached[order] = np.cumsum(~query[order]) - 1
    at = reached[query]
    own = (at >= 0) & (plan.project[at] == project[asked])
    after = np.minimum(at + 1, len(plan.pv) - 1)
    inside = own & (after > at) & (plan.project[after] == plan.project[at])
    wide = np.where(inside, plan.pv[after] - plan.pv[at], 1.0)
    share = np.clip((ev[asked] - plan.pv[at]) / wide, 0.0, 1.0)
    between = plan.at[at] + share * (plan.at[after] - plan.at[at])
    whole = own & ~inside & (ev[asked] <= plan.pv[at] + near)
    ended = np.full(len(plan.bac), np.inf)
    top = plan.pv >= plan.last[plan.project] - _ALIKE * plan.scale[plan.project]
    np.minimum.at(ended, plan.project[top], plan.at[top])
    planned = plan.bac[project[asked]] <= plan.last[project[asked]] + near
    es[asked] = np.select(
        [inside, whole & planned, whole], [between, ended[project[asked]], plan.at[at]], np.nan
    )
    bridged[asked] = inside & (plan.at[after] - plan.at[at] > 1) & (share > 0)
    return es, bridged


# -- rows ---------------------------------------------------------------------------------------------------


def _projects(columns: Mapping[str, Array]) -> tuple[Array, list[str]]:
    """A number for each row's project, −1 where none is named, and the projects' names; without the column one."""
    given = columns.get("project")
    if given is None:
        return np.zeros(len(columns["month"]), dtype=int), [""]
    places: dict[str, int] = {}
    code = [-1 if name is None else places.setdefault(str(name), len(places)) for name in given]
    return np.array(code, dtype=int), list(places)


def _constant(
    columns: Mapping[str, Array], column: str, project: Array, names: list[str], default: float
) -> Array:
    """The one value that a project's rows give for a column, else the default; NaN where that is 0."""
    found = np.full(len(names), np.nan)
    given = columns.get(column)
    if given is not None:
        known = np.flatnonzero((project >= 0) & ~np.isnan(given))
        found[project[known]] = given[known]
        differs = known[given[known] != found[project[known]]]
        if len(differs):
            of, one, other = names[project[differs[0]]], given[differs[0]], found[project[differs[0]]]
            en = f"project '{of}' has two values in column {column}: {one:.12g} and {other:.12g}"
            zh = f"项目“{of}”的 {column} 列有两个不同的值：{one:.12g} 和 {other:.12g}"
            raise UsageError(
                Text(
                    f"{en}; a plan that was changed is a project of its own",
                    f"{zh}；计划调整后请作为另一个项目",
                )
            )
    found = np.where(found > 0, found, np.nan)
    return np.where(np.isnan(found) & (default > 0), default, found)


def _contradicted(project: Array, at: Array, columns: Mapping[str, Array], usable: Array) -> Array:
    """Rows that share project and month with another that says otherwise."""
    rows = np.flatnonzero(usable)
    rows = rows[np.lexsort((at[rows], project[rows]))]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (np.diff(project[rows]) != 0) | (np.diff(at[rows]) != 0)
    group = np.cumsum(new) - 1
    wrong = np.zeros(len(rows), dtype=bool)
    for name in _VALUES:
        value = columns[name][rows]
        first = value[np.flatnonzero(new)][group] if len(rows) else value
        wrong |= ~((value == first) | (np.isnan(value) & np.isnan(first)))
    found = np.zeros(len(at), dtype=bool)
    found[rows] = np.bincount(group, wrong, minlength=1)[group] > 0 if len(rows) else False
    return found


def _in_order(project: Array, at: Array, value: Array) -> Array:
    rows = np.flatnonzero((project >= 0) & ~np.isnan(at) & ~np.isnan(value))
    return rows[np.lexsort((at[rows], project[rows]))]


def _falls(project: Array, at: Array, value: Array) -> Array:
    """Rows whose cumulative value is below that of the month before."""
    rows = _in_order(project, at, value)
    found = np.zeros(len(at), dtype=bool)
    found[rows[1:][(np.diff(project[rows]) == 0) & (np.diff(value[rows]) < 0)]] = True
    return found


def _until_complete(project: Array, at: Array, ev: Array, bac: Array) -> tuple[Array, Array]:
    """The time that a project has taken: it stops when all is earned. And which rows come after that."""
    done = ~np.isnan(at) & (ev >= bac * (1 - _ALIKE))
    first = np.full(int(project.max(initial=-1)) + 1, np.inf)
    np.minimum.at(first, project[done], at[done])
    end = np.append(first, np.inf)[project]
    return np.where(done, np.minimum(at, end), at), done & (at > end)


def _ends(forecast: Array, before: Array, dated: Array) -> Array:
    """The month in which the project would end: of the calendar where its months are."""
    found = np.full(len(forecast), None, dtype=object)
    for row in np.flatnonzero(~np.isnan(forecast)):
        month = int(np.ceil(forecast[row] - 1e-9) + before[row])
        year, number = divmod(month - 1, 12)
        if not dated[row]:
            found[row] = str(month)
        elif year <= 9999:
            found[row] = f"{year:04d}-{number + 1:02d}"
    return found


def _told(*doubts: tuple[Array, str]) -> Array:
    """The codes that hold of each row, `;` between; None where none does."""
    said: Array = np.full(len(doubts[0][0]), "", dtype=object)
    for holds, code in doubts:
        rows = np.flatnonzero(holds)
        said[rows] = [f"{s};{code}" if s else code for s in said[rows]]
    said[said == ""] = None
    return said
