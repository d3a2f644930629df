"""Figures as frozen values: observations, and the way back from one to its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qualicity.errors import Text
from qualicity.evidence import Commit
from qualicity.plan import Period, parse_period


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where a published figure stands, in its own words."""

    title: str | None
    url: str | None
    quote: str | None
    released: str | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure: indicator, definition, area, period, authority and vintage, with its value.

    `value` is in the indicator's unit; None with `reason` saying why, or with a `grade` in its place.
    `authority` is None for a figure computed here. `vintage` is the day from which it could be known;
    `current` marks the last one of its authority. `rows` counts the evidence rows behind it and
    `denominator` what its value rests on (valid days, say). `breakdown` names the cell that it is of
    (`industry=C39`), empty for the total. `origin` is `published`, `query` (computed from rows),
    `formula` (from other indicators) or `roll-up` (from the areas that lie in its own).
    """

    indicator: str
    definition: str
    area: str | None
    period_text: str | None
    authority: str | None
    vintage: date | None
    current: bool
    value: float | None
    grade: str | None
    qualifier: str | None
    status: str
    reason: Text | None
    denominator: float | None
    rows: int
    confidence: str | None
    note: str | None
    source: Quotation | None
    dataset: str
    line: int | None
    release_known: bool = True
    breakdown: str = ""
    origin: str = "published"

    @property
    def period(self) -> Period | None:
        """The period, or None for a figure that nobody dated."""
        return parse_period(self.period_text) if self.period_text else None

    @property
    def computed(self) -> bool:
        """Whether the figure was computed here from rows, not published by somebody."""
        return self.authority is None


@dataclass(frozen=True, slots=True)
class RowTable:
    """Some rows of a dataset for people to look at: `total` rows exist, `rows` are the first of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Link:
    """One dataset on the way from a figure back to its evidence.

    `kind` is `entered` or `derived`. A derived one names its method and parameters and the fingerprint
    of its inputs; an entered one its version and the `submissions` that brought the rows, each with how
    many of them, and file, SHA-256 and author where there was but one.
    """

    dataset: str
    title: Text
    kind: str
    version: str
    table: RowTable
    used: int | None = None
    excluded: tuple[tuple[Text, int], ...] = ()
    method: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    file: str | None = None
    sha256: str | None = None
    committed: datetime | None = None
    by: str | None = None
    submissions: tuple[tuple[Commit, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A computed figure beside the published one of the same area and period; never made to agree."""

    computed: Observation
    published: Observation

    @property
    def difference(self) -> float | None:
        """Computed minus published, in the indicator's unit."""
        if self.computed.value is None or self.published.value is None:
            return None
        return float(f"{self.computed.value - self.published.value:.12g}")


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure came about: the observation, its expression and query, and the datasets behind it.

    `links` go backwards: first the dataset that the expression reads, last the evidence as entered.
    `others` are other vintages and authorities for the same definition, area and period; `upstream` the
    observations that it is made from (the sides of a formula, the parts of a whole); `parts` the figures
    of the areas that lie in its own, added up by `rule` or never. `versions` pins every dataset behind it.
    """

    observation: Observation
    others: tuple[Observation, ...]
    expression: str | None
    filter: str | None
    query: str
    links: tuple[Link, ...]
    reconciliations: tuple[Reconciliation, ...] = ()
    upstream: tuple[Observation, ...] = ()
    parts: tuple[Observation, ...] = ()
    rule: str | None = None
    versions: dict[str, int] = field(default_factory=dict)
