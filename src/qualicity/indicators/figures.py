"""Computed observations, asked for by indicator, definition, area and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from pydantic_core import from_json, to_json

from qualicity.evidence import reading
from qualicity.evidence.sql import literal
from qualicity.indicators.computation import Computation
from qualicity.indicators.model import Observation, Quotation, Reconciliation
from qualicity.indicators.novalue import why_not
from qualicity.indicators.parts import write_text
from qualicity.plan.model import Plan

_READ = (
    "indicator, definition, area, period, breakdown, origin, authority, vintage, current, value, grade, "
    "qualifier, status, reason, denominator, rows, confidence, note, source_title, source_url, quote, "
    "released, precision, dataset, line, release_known"
)

_Asked = tuple[str | None, str | None, str | None]
_AT_ONCE = 20_000
"""So many observations are read in one go; of more, those of the indicators that are asked for."""
_FEW = 3
"""Of so many indicators nothing but their own is read: often no more are asked for."""


class Figures:
    """All observations of a plan as known on a date."""

    def __init__(self, work: Computation) -> None:
        self.work = work
        self._first: dict[tuple[str, bool], tuple[Observation, ...]] = {}
        self._by_period: dict[tuple[str, bool], Mapping[_Asked, Sequence[Observation]]] = {}

    @property
    def plan(self) -> Plan:
        """The plan whose figures these are."""
        return self.work.plan

    @cached_property
    def _counts(self) -> dict[str, int]:
        """How many observations each indicator has."""
        with reading() as db:
            query = f"select indicator, count(*) from {self._table} group by 1 order by 1"
            return dict(db.execute(query).fetchall())

    @cached_property
    def _totals(self) -> dict[str, tuple[Observation, ...]]:
        """What is no cell of a breakdown, read at once: most pages ask for nothing else, of every indicator."""
        return self._rows("breakdown = ''")

    @cached_property
    def _few_totals(self) -> bool:
        with reading() as db:
            query = f"select count(*) from {self._table} where breakdown = ''"
            return bool(db.execute(query).fetchall()[0][0] <= _AT_ONCE)

    @cached_property
    def _read(self) -> dict[str, tuple[Observation, ...]]:
        """What has been read: everything at once where that is little, else one indicator after another."""
        return {} if self.count() > _AT_ONCE else self._rows("true")

    def hashes(self) -> Mapping[str, str]:
        """A hash of all observations of each indicator, vintages included."""
        return self._hashes

    @cached_property
    def _hashes(self) -> dict[str, str]:
        beside = self.work.path.with_suffix(".hashes")  # of a file that never changes
        with suppress(OSError, ValueError):
            return dict(from_json(beside.read_bytes()))
        row = f"md5(to_json([{', '.join(f'{c}::varchar' for c in _READ.split(', '))}]))"
        query = f"select indicator, md5(string_agg({row}, '' order by file_row_number)) from "
        query += f"read_parquet({literal(str(self.work.path))}, file_row_number=true) group by 1"
        with reading() as db:
            found = dict(db.execute(query).fetchall())
        with suppress(OSError):
            write_text(to_json(found).decode(), beside)
        return found

    @property
    def _table(self) -> str:
        return f"read_parquet({literal(str(self.work.path))})"

    def _rows(self, condition: str) -> dict[str, tuple[Observation, ...]]:
        found: dict[str, list[Observation]] = {}
        with reading() as db:
            for row in db.execute(f"select {_READ} from {self._table} where {condition}").fetchall():
                found.setdefault(row[0], []).append(_observation(self.plan, row))
        return {k: tuple(v) for k, v in found.items()}

    def _of(self, indicator: str, breakdown: str | None = None) -> tuple[Observation, ...]:
        """An indicator's observations, those of other cells perhaps among them."""
        asked = (indicator, breakdown == "")
        if asked not in self._first and len(self._first) < _FEW and indicator in self._counts:
            totals = " and breakdown = ''" if breakdown == "" else ""
            read = self._rows(f"indicator = {literal(indicator)}{totals}")
            self._first[asked] = read.get(indicator, ())
        if asked in self._first:
            return self._first[asked]
        if breakdown == "" and indicator not in self._read and self._few_totals:
            return self._totals.get(indicator, ())
        if indicator not in self._read and indicator in self._counts:
            self._read.update(self._rows(f"indicator = {literal(indicator)}"))
        return self._read.get(indicator, ())

    def of(
        self,
        indicator: str,
        definition: str | None = None,
        area: str | None = None,
        period: str | None = None,
        *,
        breakdown: str | None = "",
        current: bool = False,
    ) -> tuple[Observation, ...]:
        """The observations of an indicator, in order of definition, area and period, then vintage.

        None asks for all; without `breakdown` the totals are meant. `current` leaves out what the same
        authority has revised since.
        """
        one = None not in (definition, period, breakdown)
        listed = (
            self._same(indicator, breakdown).get((definition, period, breakdown), ())
            if one
            else self._of(indicator, breakdown)
        )
        if definition is not None:
            listed = [o for o in listed if o.definition == definition]
        if area is not None:
            listed = [o for o in listed if o.area == area]
        if period is not None:
            listed = [o for o in listed if o.period_text == period]
        if breakdown is not None:
            listed = [o for o in listed if o.breakdown == breakdown]
        if current:
            listed = [o for o in listed if o.current]
        return tuple(listed)

    def _same(self, indicator: str, breakdown: str | None) -> Mapping[_Asked, Sequence[Observation]]:
        """An indicator's observations by definition, period and cell, which pages ask for row after row."""
        key = (indicator, breakdown == "")
        if key not in self._by_period:
            found = defaultdict[_Asked, list[Observation]](list)
            for o in self._of(indicator, breakdown):
                found[o.definition, o.period_text, o.breakdown].append(o)
            self._by_period[key] = found
        return self._by_period[key]

    def count(self) -> int:
        """How many observations there are, vintages included."""
        return sum(self._counts.values())

    def targets_of(self, indicator: str) -> tuple[str, ...]:
        """The targets that are judged by an indicator, in the plan's order."""
        return tuple(self._judged.get(indicator, ()))

    @cached_property
    def _judged(self) -> Mapping[str | None, Sequence[str]]:
        found = defaultdict[str | None, list[str]](list)
        for target in self.plan.targets:
            found[target.indicator].append(target.id)
        return found

    def indicators(self) -> tuple[str, ...]:
        """The indicators that have at least one observation."""
        return tuple(self._counts)

    def reconciliations(self, indicator: str, definition: str | None = None) -> tuple[Reconciliation, ...]:
        """Computed figures beside the published ones that their definition names, by area and period."""
        return tuple(self._reconcile(indicator, definition))

    def _reconcile(self, indicator: str, definition: str | None) -> Iterator[Reconciliation]:
        declared = self.plan.indicator(indicator)
        for computed in declared.definitions if declared else ():
            if computed.reconcile_with is None or definition not in (
                None,
                computed.id,
                computed.reconcile_with,
            ):
                continue
            for ours in self.of(indicator, computed.id, current=True):
                for theirs in self.of(
                    indicator, computed.reconcile_with, ours.area, ours.period_text, current=True
                ):
                    if ours.value is not None and theirs.value is not None:
                        yield Reconciliation(ours, theirs)


def _observation(plan: Plan, row: tuple[Any, ...]) -> Observation:
    (
        indicator, definition, area, period, breakdown, origin, authority, vintage, current, value, grade,
        qualifier, status, reason, denominator, rows, confidence, note, title, url, quote,
        released, precision, dataset, line, release_known,
    ) = row  # fmt: skip
    why = None
    if reason is not None:
        declared = plan.indicator(indicator)
        named = dict(zip(_READ.split(", "), row, strict=True))
        why = why_not(reason, named, declared.definition(definition) if declared else None)
    return Observation(
        indicator=indicator,
        definition=definition,
        area=area,
        period_text=period,
        authority=authority,
        vintage=vintage.date() if vintage else None,
        current=current,
        value=value,
        grade=grade,
        qualifier=qualifier,
        status=status,
        reason=why,
        denominator=denominator,
        rows=rows,
        confidence=confidence,
        note=note,
        source=Quotation(title, url, quote, released, precision) if authority is not None else None,
        dataset=dataset,
        line=line,
        release_known=release_known,
        breakdown=breakdown,
        origin=origin,
    )
