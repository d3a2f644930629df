"""What `checks:` of a dataset or an indicator may say: what must hold between rows, or between columns of a row.

A check names fields of its dataset; in an indicator's file it names SDMX concepts instead (`REF_AREA`,
`TIME_PERIOD`, …) and looks at the published figures of that indicator. `qualicity.evidence.checks`
looks; `qualicity.plan.fitting` fills what is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from qualicity.errors import Text
from qualicity.plan.basics import Code, Frozen, Id

Values = Code | tuple[Code, ...]
"""One value of a field, or several."""
Where = dict[Id, Values]
Path_ = tuple[str | int, ...]


class _Check(Frozen):
    """`where` and `unless` choose rows by values of their fields; `why` is told with every problem."""

    severity: Literal["error", "warning"] = "warning"
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    why: Text | None = None

    def names(self) -> Iterator[tuple[Path_, str]]:
        """Every field that the check names, with its path inside the check."""
        for key in ("time", "value", "field", "denominator"):
            if getattr(self, key, None) is not None:
                yield (key,), getattr(self, key)
        for key in ("by", "fields"):
            yield from (((key, n), name) for n, name in enumerate(getattr(self, key, None) or ()))
        for key in ("where", "unless"):
            yield from (((key, name), name) for name in getattr(self, key))

    def renamed(self, to: Mapping[str, str]) -> Self:
        """The check with other names for its fields; names that `to` lacks stay."""
        said: dict[str, Any] = {}
        for key in ("time", "value", "field", "denominator"):
            if (name := getattr(self, key, None)) is not None:
                said[key] = to.get(name, name)
        for key in ("by", "fields"):
            if (listed := getattr(self, key, None)) is not None:
                said[key] = tuple(to.get(name, name) for name in listed)
        for key in ("where", "unless"):
            said[key] = {to.get(name, name): values for name, values in getattr(self, key).items()}
        return self.model_copy(update=said)


class _Series(_Check):
    """Rows in the order of their `time`; those that agree in the fields `by` are one series."""

    by: tuple[Id, ...] | None = None
    time: Id | None = None
    value: Id | None = None


class _Group(_Series):
    """Figures that belong together: columns of one row, or rows told apart by what stands in `field`."""

    field: Id | None = None

    def members(self) -> Iterator[tuple[Path_, str]]:
        """The columns, or the values of `field`, that the check sets against each other."""
        raise NotImplementedError

    def names(self) -> Iterator[tuple[Path_, str]]:
        """As of every check, and the members where they are columns."""
        yield from super().names()
        if self.field is None:
            yield from self.members()


class Gaps(_Series):
    """A series misses periods between its first and its last."""

    kind: Literal["gaps"]


class Jump(_Series):
    """A value is too far from the one before it, judged by the series' own earlier changes.

    Without `at_most`: a change is told when it is more than `deviations` robust standard deviations
    (1.4826 times the median absolute deviation) from the median of the changes before it.
    It needs `earlier` values before it (default 8; with `at_most` 1).
    """

    kind: Literal["jump"]
    earlier: Annotated[int, Field(ge=1)] | None = None
    deviations: Annotated[Decimal, Field(gt=0)] = Decimal(6)
    at_most: AtMost | None = None


class AtMost(Frozen):
    """The largest change: in `percent` of the value before, or as a `ratio` of the larger to the smaller."""

    percent: Annotated[Decimal, Field(gt=0)] | None = None
    ratio: Annotated[Decimal, Field(gt=1)] | None = None

    @model_validator(mode="after")
    def _one(self) -> AtMost:
        if (self.percent is None) == (self.ratio is None):
            raise ValueError("write {percent: …} or {ratio: …}")
        return self


class KOfN(_Check):
    """A rate in percent is k out of n: n is the days of its period, or what stands in `denominator`.

    `decimals` is the precision at which the series is printed; without it, and where a value has more,
    each value counts with the decimals that it has.
    """

    kind: Literal["k_of_n"]
    value: Id | None = None
    time: Id | None = None
    denominator: Id | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None


class Parts(_Group):
    """A whole is the sum of its parts, within `tolerance`; a sum that lacks a part is not judged."""

    kind: Literal["parts"]
    whole: Code
    sum_of: Annotated[tuple[Code, ...], Field(min_length=2)]
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)

    def members(self) -> Iterator[tuple[Path_, str]]:
        """The whole and its parts."""
        yield ("whole",), self.whole
        yield from ((("sum_of", n), part) for n, part in enumerate(self.sum_of))


class Growth(_Group):
    """A growth rate in percent is what its two levels give, within `tolerance` percentage points."""

    kind: Literal["growth"]
    rate: Code
    level: Code
    over: Literal["year", "period"] = "year"
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal("0.1")

    def members(self) -> Iterator[tuple[Path_, str]]:
        """The rate and the level."""
        yield ("rate",), self.rate
        yield ("level",), self.level


class Duplicates(_Check):
    """Two rows agree in all of `fields`, though they are about different things."""

    kind: Literal["duplicates"]
    fields: Annotated[tuple[Id, ...], Field(min_length=1)]


class Limit(_Check):
    """One column of a row is at most another: `passed` is no more than `inspected`, `opened` no later than `closed`.

    Each row is looked at alone, and only where it has both values.
    """

    kind: Literal["limit"]
    value: Id
    at_most: Id

    @model_validator(mode="after")
    def _two(self) -> Limit:
        if self.value == self.at_most:
            raise ValueError(f"'{self.value}' is always at most itself: 'at_most' names another field")
        return self

    def names(self) -> Iterator[tuple[Path_, str]]:
        """As of every check, and the column that limits."""
        yield from super().names()
        yield ("at_most",), self.at_most


Check = Annotated[Gaps | Parts | KOfN | Growth | Jump | Duplicates, Field(discriminator="kind")]
"""A check between rows, of a dataset or of an indicator's published figures."""
CheckOfDataset = Annotated[
    Gaps | Parts | KOfN | Growth | Jump | Duplicates | Limit, Field(discriminator="kind")
]
"""A check of a dataset: between rows, or of each row alone."""


class Due(Frozen):
    """When the rows of a period are due: so many days or months (ISO 8601) after the period's end."""

    after: Annotated[str, Field(pattern=r"^P\d{1,4}[DM]$")]
