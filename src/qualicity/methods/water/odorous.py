"""Black and odorous urban water bodies: each point's transparency, oxygen, redox potential and ammonia, then the body."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.water.limits import EPSILON, read_rows

ibis = lazy_module("ibis")  # a second to load, for methods that run

KNOWN_FROM = "_known_from"
"""A column that an input may have: when each row became known. A result's row is known with the last of its own."""
ITEMS = {row["item"]: row for row in read_rows("black_odorous_grading.csv")}
"""Of each item the limits of both grades, and whether a value is worse below or above them."""
NAMES = ("不黑臭", "轻度黑臭", "重度黑臭")
"""The names of grades 0, 1 and 2."""
SHALLOW, OF_DEPTH = 25, 0.4
"""In less water than this (cm) the transparency is held against this share of the depth."""


def black_odorous(
    points: Any, one_item: float = 0.6, two_items: float = 0.3, light_share: float = 0.0
) -> Any:
    """Samples at points → the grade of each water body.

    Takes: sd (transparency in cm), do (mg/L), orp (mV), nh3n (mg/L) [, body, point, depth in cm], one row for each
    sample; without a column `body` all are of one body, called "". Shares are taken of the samples in which the
    item has a value, those of light together with heavy ones. A body is heavily black and odorous where one item is
    heavy in at least `one_item` of the samples, or two items each in at least `two_items`; otherwise lightly, where
    some item is light or worse in more than none of the samples and at least `light_share`.
    Gives: body, points (those with a value), samples, grade (0–2), grade_name, light_* and heavy_*: shares by item.
    """
    measured = samples_behind(points)
    graded = measured.mutate(**{f"_{item}": _grade(measured, item) for item in ITEMS})
    bodies = graded.group_by("body").aggregate(**_counts(graded))
    shares = {
        f"{name}_{item}": bodies[f"_{name}_{item}"] / bodies[f"_count_{item}"].nullif(0)
        for item in ITEMS
        for name in ("light", "heavy")
    }
    bodies = bodies.mutate(**shares)
    heavy = [bodies[f"heavy_{item}"].fill_null(0.0) for item in ITEMS]
    light = [bodies[f"light_{item}"].fill_null(0.0) for item in ITEMS]
    often = sum((share >= two_items - EPSILON).cast("int64") for share in heavy)
    is_heavy = reduce(or_, [share >= one_item - EPSILON for share in heavy]) | (often >= 2)
    is_light = reduce(or_, [(share > 0) & (share >= light_share - EPSILON) for share in light])
    bodies = bodies.mutate(grade=ibis.cases((is_heavy, 2), (is_light, 1), else_=0))
    bodies = bodies.mutate(
        grade_name=ibis.cases(*((bodies.grade == n, name) for n, name in enumerate(NAMES)))
    )
    known = [c for c in bodies.columns if c == KNOWN_FROM]
    return bodies.select("body", "points", "samples", "grade", "grade_name", *shares, *known)


def samples_behind(
    points: Any, one_item: float = 0.6, two_items: float = 0.3, light_share: float = 0.0
) -> Any:
    """The samples that count for their water body, with its name: those in which an item has a value."""
    del one_item, two_items, light_share
    measured = points.filter(reduce(or_, [points[item].notnull() for item in ITEMS]))
    return measured if "body" in points.columns else measured.mutate(body=ibis.literal(""))


def _grade(points: Any, item: str) -> Any:
    """The grade of one item in each sample: 0, 1 or 2; null without a value."""
    value, row = points[item], ITEMS[item]
    light, heavy = float(row["light"]), float(row["heavy"])
    if row["worse"] == "above":
        return ibis.cases((value > heavy + EPSILON, 2), (value >= light - EPSILON, 1), (value.notnull(), 0))
    grade = ibis.cases((value < heavy - EPSILON, 2), (value <= light + EPSILON, 1), (value.notnull(), 0))
    if item != "sd" or "depth" not in points.columns:
        return grade
    shallow = points.depth < SHALLOW
    return ibis.cases(
        (shallow & (value < points.depth * OF_DEPTH - EPSILON), 2),
        (shallow & value.notnull(), 0),
        else_=grade,
    )


def _counts(graded: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"samples": graded.count()}
    found["points"] = graded.point.nunique() if "point" in graded.columns else graded.count()
    for item in ITEMS:
        grade = graded[f"_{item}"]
        found[f"_count_{item}"] = grade.count()
        found[f"_light_{item}"] = (grade >= 1).sum().fill_null(0)
        found[f"_heavy_{item}"] = (grade == 2).sum().fill_null(0)
    if KNOWN_FROM in graded.columns:
        found[KNOWN_FROM] = graded[KNOWN_FROM].max()
    return found
