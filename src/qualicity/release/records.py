"""What is published, as plain records: the same shapes for the command line, the portal and files.

The keys of a scorecard row are a contract: `target, title, indicator, definition, basis_stated, area,
period, value, unit, operator, target_value, due, status, scheme, reason, vintage, source`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from operator import itemgetter
from types import NoneType
from typing import Any

from qualicity.assessment import Assessment, Outlook, PlanView, Scorecard
from qualicity.evidence import Commit
from qualicity.indicators import Explanation, Link, Observation, breakdown_of
from qualicity.release.parts import parts
from qualicity.release.summaries import summaries
from qualicity.release.text import both

Record = dict[str, Any]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def scorecard(view: PlanView, *, beside: bool = True) -> Record:
    """A scorecard as JSON: `{"plan", "as_of", "targets": […], "summaries": {…}}`.

    Each target has its parts and what stands `beside` its verdict (see `outlook`), unless that is not asked for.
    """
    card = view.scorecard
    return {
        "plan": card.plan.id,
        "as_of": card.as_of.isoformat(),
        "targets": [target(view, a) if beside else _target(card, a) for a in card.assessments],
        "summaries": summaries(view.summaries),
    }


def target(view: PlanView, a: Assessment) -> Record:
    """One target of a scorecard, as `scorecard` lists it."""
    return _target(view.scorecard, a) | outlook(view.outlooks[a.target.id]) | parts(view, a)


def _target(card: Scorecard, a: Assessment) -> Record:
    target, figure = a.target, a.figure
    indicator = card.plan.indicator(target.indicator)
    return {
        "target": target.id,
        "title": both(target.title),
        "indicator": target.indicator,
        "definition": a.definition,
        "basis_stated": a.basis_stated,
        "area": (target.area or card.plan.place.code) if indicator else None,
        "period": figure.period_text if figure else None,
        "value": figure.value if figure else None,
        "unit": indicator.unit if indicator else None,
        "operator": target.operator,
        "target_value": _number(target.value),
        "due": target.due,
        "status": a.status,
        "scheme": None if a.rule == "none" else a.rule,
        "reason": both(a.reason),
        "vintage": _iso(figure.vintage) if figure else None,
        "source": _source(figure) if figure else None,
    }


def outlook(o: Outlook) -> Record:
    """What stands beside a verdict as JSON: `schemes`, `fragility`, `probability`, `forecast` and `pace`."""
    return {
        "schemes": [
            {
                "scheme": v.scheme,
                "code": v.code,
                "native": both(v.native),
                "status": v.status,
                "value": v.value,
                "score": v.score,
                "chosen": v.chosen,
                "arithmetic": both(v.arithmetic),
            }
            for v in o.schemes
        ],
        "fragility": {
            "fragile": o.fragility.fragile,
            "reason": both(o.fragility.reason),
            "rechecks": [
                {"terms": r.terms, "status": r.status, "detail": both(r.detail)} for r in o.fragility.rechecks
            ],
        },
        "probability": o.chance.probability,
        "probability_reason": both(o.chance.reason),
        "forecast": {
            "points": o.chance.points,
            "last": o.chance.last,
            "years": [asdict(year) for year in o.chance.fan],
        },
        "pace": {
            "needed": _number(o.pace.needed),
            "best": _number(o.pace.best),
            "mean": _number(o.pace.mean),
            "met_in": o.pace.met_in,
            "reason": both(o.pace.reason),
        },
    }


def observation(o: Observation, unit: str | None = None) -> Record:
    """An observation as JSON."""
    return {
        "indicator": o.indicator,
        "definition": o.definition,
        "area": o.area,
        "period": o.period_text,
        "by": breakdown_of(o.breakdown) or None,
        "origin": o.origin,
        "authority": o.authority,
        "vintage": _iso(o.vintage),
        "vintage_known": o.release_known,
        "current": o.current,
        "value": o.value,
        "unit": unit,
        "grade": o.grade,
        "qualifier": o.qualifier,
        "status": o.status,
        "reason": both(o.reason),
        "denominator": o.denominator,
        "rows": o.rows,
        "confidence": o.confidence,
        "note": o.note,
        "source": _source(o),
    }


def explanation(e: Explanation, unit: str | None = None) -> Record:
    """The way of a figure back to its rows as JSON."""
    return {
        "observation": observation(e.observation, unit),
        "expression": e.expression,
        "filter": e.filter,
        "query": e.query,
        "others": [observation(o, unit) for o in e.others],
        "reconciliations": [
            {"computed": r.computed.value, "published": r.published.value, "difference": r.difference}
            for r in e.reconciliations
        ],
        "versions": e.versions,
        "datasets": [_link(link) for link in e.links],
        "upstream": [observation(o) for o in e.upstream],
        "across_areas": e.rule,
        "parts": [observation(o, unit) for o in e.parts],
    }


def _link(link: Link) -> Record:
    return {
        "dataset": link.dataset,
        "title": both(link.title),
        "kind": link.kind,
        "version": link.version,
        "method": link.method,
        "parameters": link.parameters or None,
        "file": link.file,
        "sha256": link.sha256,
        "committed": _iso(link.committed),
        "by": link.by,
        "total": link.table.total,
        "used": link.used,
        "submissions": [_submission(commit, n) for commit, n in link.submissions],
        "excluded": [{"why": both(why), "rows": n} for why, n in link.excluded],
        "rows": [
            {c: plain(v) for c, v in zip(link.table.columns, row, strict=True)} for row in link.table.rows
        ],
    }


def _submission(commit: Commit, rows: int) -> Record:
    return {
        "submission": commit.submission,
        "version": commit.version,
        "by": commit.by,
        "message": commit.message,
        "file": commit.file,
        "sha256": commit.sha256,
        "committed": _iso(commit.committed),
        "rows": rows,
    }


def _source(o: Observation) -> Record | None:
    if o.source is None:
        return {"title": "computed from evidence", "dataset": o.dataset} if o.computed else None
    s = o.source
    return {
        "title": s.title,
        "url": s.url,
        "quote": s.quote,
        "authority": o.authority,
        "released": s.released,
        "released_precision": s.precision,
    }


def plain(value: Any) -> Any:
    """A value as JSON can carry it: dates and times in ISO form."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Records as CSV; nested values are flattened with a dot, and no cell can start a formula."""
    every = [*rows]
    alike = _alike(every, "") if every else None
    columns = (
        _unlike(every) if alike is None else {c: values for _, c, values in sorted(alike, key=itemgetter(0))}
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True) if columns else [()] * len(every))
    return out.getvalue()


_AS_THEY_ARE = frozenset({float, int, bool, NoneType})


def _alike(rows: Sequence[Mapping[str, Any] | None], prefix: str) -> list[tuple[int, str, list[Any]]] | None:
    """The columns of rows that have the same names, each with the number of the first row that has it.

    Most rows are such, and of these a column at a time is done in a third of the time. None where they are not, or a
    value is of another kind than text, number, null or object.
    """
    first, one = next((n, row) for n, row in enumerate(rows) if row is not None)
    names = [*one]
    if any(row is not None and [*row] != names for row in rows) or any("." in name for name in names):
        return None
    found: list[tuple[int, str, list[Any]]] = []
    for name in names:
        values = [None if row is None else row[name] for row in rows]
        kinds = {*map(type, values)}
        if kinds <= _AS_THEY_ARE:
            found.append((first, prefix + name, values))
        elif kinds <= {str, NoneType}:
            found.append((first, prefix + name, [v and _safe(v) for v in values]))
        else:
            inner = _alike(values, f"{prefix}{name}.") if kinds <= {dict, NoneType} else None
            if inner is None or all(c.rpartition(".")[0] != prefix + name for _, c, _ in inner):
                return None
            found += inner
    return found


def _unlike(rows: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Any]]:
    """The columns of rows that have not the same names: in the order in which they come first."""
    named: dict[str, None] = {}
    flat: list[Record] = []
    for row in rows:
        cells: Record = {}
        _flatten(row, "", cells)
        if cells.keys() - named.keys():
            named |= dict.fromkeys(cells)
        flat.append(cells)
    nested = {c.rsplit(".", 1)[0] for c in named if "." in c}
    columns = [c for c in named if c not in nested]  # a null that is an object in other rows
    return {c: [cells.get(c) for cells in flat] for c in columns}


def _flatten(row: Mapping[str, Any], prefix: str, cells: Record) -> None:
    for key, value in row.items():
        kind = type(value)
        if kind in _AS_THEY_ARE:  # most are, and it takes longer to ask what else it may be
            cells[prefix + key] = value
        elif isinstance(value, str):
            cells[prefix + key] = _safe(value)
        elif kind is dict or isinstance(value, Mapping):
            _flatten(value, f"{prefix}{key}.", cells)
        elif not isinstance(value, list | tuple):
            cells[prefix + key] = plain(value)


def _safe(text: str) -> str:
    """Spreadsheets run cells that begin like formulas: such text is shown with a leading apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
