"""Where things stand on a chart: scales, ticks, and labels that stay clear of marks, lines and one another.

Vega-Lite places no labels of its own, so their offsets are found here and written into the spec.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicity.portal.charts.words import text_width

WIDTH, HEIGHT = 684, 268
LEFT, TOP, RIGHT, BOTTOM = 52, 34, 28, 32
LINE_HEIGHT = 1.25
BESIDE = 11
"""How far to the right another authority's figure stands, so that it does not hide the first."""
ENOUGH = 14.0
"""The cost from which a label is left out: any overlap with a mark or another label."""
_TICKS, _YEARS = 5, 9

Align = Literal["left", "center", "right"]
Box = tuple[float, float, float, float]
Segment = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The scales of a chart: years across, values upwards, pixels counted from the plot's upper left corner."""

    first: date
    last: date
    low: float
    high: float
    step: float

    def x(self, day: date) -> float:
        """Pixels from the left."""
        return WIDTH * (day - self.first).days / (self.last - self.first).days

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return HEIGHT * (self.high - value) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """The values that have a hairline."""
        start = math.ceil(self.low / self.step - 1e-9)
        end = math.floor(self.high / self.step + 1e-9)
        return [float(f"{n * self.step:.12g}") for n in range(start, end + 1)]

    def axis(self) -> list[Box]:
        """The room that the values' own labels take, left of the plot."""
        return [(float(-LEFT), self.y(v) - 8, -6.0, self.y(v) + 8) for v in self.ticks()]

    def years(self, through: int) -> list[int]:
        """The years that are labelled, `through` among them."""
        years = range(self.first.year, self.last.year)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if len(years) / s <= _YEARS)
        return [y for y in years if (y - through) % step == 0]


def frame(
    days: Sequence[date], values: Sequence[float], bounds: tuple[float | None, float | None], due: date | None
) -> Frame:
    """Scales that hold all days and values: whole years, and room above and below for labels.

    `bounds` are the least and greatest value possible; no tick stands beyond them. After `due` there is
    room for the target's label.
    """
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    if due is not None:
        more = 2 if last.year - first.year > 8 else 1
        last = max(last, date(due.year + 1 + more, 1, 1))
    while last.year - first.year < 4:
        first, last = date(first.year - 1, 1, 1), date(last.year + 1, 1, 1)
    least, most = min(values), max(values)
    room = 0.14 * (most - least) or 0.4 * abs(most) or 1.0
    low, high = least - room, most + room
    if least >= 0 > low or (bounds[0] is not None and low < bounds[0] <= least):
        low = bounds[0] if bounds[0] is not None and bounds[0] > 0 else 0.0
    counted = all(v == int(v) for v in values)
    return Frame(first, last, low, high, _step(low, high, bounds[1], counted))


def _step(low: float, high: float, most: float | None, counted: bool) -> float:
    """The distance of hairlines: 1, 2 or 5 times a power of ten, at most five of them; whole where all is."""
    top = min(high, most) if most is not None else high
    rough: float = 10.0 ** math.floor(math.log10((high - low) / _TICKS))
    rough = max(rough, 1.0) if counted else rough
    for factor in (1, 2, 5, 10, 20):
        step = rough * factor
        if math.floor(top / step + 1e-9) - math.ceil(low / step - 1e-9) + 1 <= _TICKS:
            return step
    return rough * 50


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a label may take: offset of its middle from a mark, and how it is aligned to it."""

    day: date
    value: float
    dx: float
    dy: float
    align: Align


@dataclass(frozen=True, slots=True)
class Wish:
    """A label that wants a place: its `spots` are tried in turn, the best first.

    Without `must` it is left out where it would stand on something else.
    """

    lines: tuple[str, ...]
    spots: tuple[Spot, ...]
    colour: str
    size: float = 12.0
    weight: int = 400
    must: bool = False
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its place: offset in pixels from a mark to the baseline of its first line."""

    wish: Wish
    day: date
    value: float
    dx: float
    dy: float
    align: Align
    box: Box


def around(day: date, value: float, *, gap: float = 9.0, up: bool = True) -> tuple[Spot, ...]:
    """Spots about a mark: above (or below) first, then the sides and corners."""
    y = -gap - 6 if up else gap + 6
    places: tuple[tuple[float, float, Align], ...] = (
        (0, y, "center"),
        (0, -y, "center"),
        (gap, 0, "left"),
        (-gap, 0, "right"),
        (gap - 5, y, "left"),
        (5 - gap, y, "right"),
        (gap - 5, -y, "left"),
        (5 - gap, -y, "right"),
    )
    return tuple(Spot(day, value, dx, dy, align) for dx, dy, align in places)


def place(
    wishes: Iterable[Wish], frame: Frame, marks: Sequence[Box], lines: Sequence[Segment]
) -> list[Label]:
    """Labels for the wishes in their order of importance, each at its best free spot."""
    taken: list[Box] = [*marks, *frame.axis()]
    hairlines = [frame.y(v) for v in frame.ticks()]
    placed: list[Label] = []
    for wish in wishes:
        best: tuple[float, Label] | None = None
        for n, label in enumerate(_tries(wish, frame)):
            order = min(0.6 * n, 4) + 0.05 * n
            if best and best[0] <= order:
                break  # no later spot can be better
            cost = order + _cost(label.box, taken, lines, hairlines)
            if best is None or cost < best[0]:
                best = (cost, label)
        if best and (wish.must or best[0] < ENOUGH):
            placed.append(best[1])
            taken.append(best[1].box)
    return placed


def _tries(wish: Wish, frame: Frame) -> Iterable[Label]:
    bold = 1.06 if wish.weight > 500 else 1
    width = max(text_width(line, wish.size) for line in wish.lines) * bold + 6
    height = len(wish.lines) * wish.size * LINE_HEIGHT
    lean = (height - wish.size * LINE_HEIGHT) / 2
    for spot in wish.spots:
        x, y = frame.x(spot.day), frame.y(spot.value)
        centre = y + spot.dy + (lean if spot.dy > 1 else -lean if spot.dy < -1 else 0)
        left = x + spot.dx - {"left": 3.0, "center": width / 2, "right": width - 3.0}[spot.align]
        box = (left, centre - height / 2, left + width, centre + height / 2)
        baseline = centre - lean + 0.36 * wish.size - y
        yield Label(wish, spot.day, spot.value, round(spot.dx, 1), round(baseline, 1), spot.align, box)


def _cost(box: Box, taken: Sequence[Box], lines: Sequence[Segment], hairlines: Sequence[float]) -> float:
    """How badly a box stands: on other boxes, across lines, outside the chart; a little for a hairline."""
    left, top, right, bottom = box
    cost = sum(
        12 + (min(right, o[2]) - max(left, o[0])) * (min(bottom, o[3]) - max(top, o[1]))
        for o in taken
        if left < o[2] and right > o[0] and top < o[3] and bottom > o[1]
    )
    cost += sum(7.0 for line in lines if _crosses(box, line))
    cost += sum(2.0 for y in hairlines if top + 2 < y < bottom - 2)
    beyond = (2 - LEFT - left, right - WIDTH - RIGHT + 2, 12 - TOP - top, bottom - HEIGHT)
    return cost + 20 * sum(max(0.0, b) for b in beyond)


def _crosses(box: Box, line: Segment) -> bool:
    """Whether a straight line runs through a box: what is left of it between the box's four sides."""
    x, y, dx, dy = line[0], line[1], line[2] - line[0], line[3] - line[1]
    enters, leaves = 0.0, 1.0
    for start, step, low, high in ((x, dx, box[0], box[2]), (y, dy, box[1], box[3])):
        if step == 0:
            if not low <= start <= high:
                return False
            continue
        near, far = sorted(((low - start) / step, (high - start) / step))
        enters, leaves = max(enters, near), min(leaves, far)
    return enters <= leaves
