"""Whether what is to be drawn can be: the columns of a calendar, the areas of a file of boundaries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Problem, Text
from qualicity.plan.named import unknown
from qualicity.plan.pictures import Boundaries, Calendar
from qualicity.plan.read import PlanFolder
from qualicity.plan.tables import Dataset
from qualicity.plan.yamlfile import YamlFile

_SHAPES = ("Polygon", "MultiPolygon")


def check_pictures(folder: PlanFolder) -> Iterator[Problem]:
    """Problems of the calendars of entered datasets, and of the plan's files of boundaries."""
    if folder.plan is None:
        return
    for dataset in folder.plan.datasets:
        schema = dataset.table_schema
        if dataset.calendar and schema:
            types = {f.name: f.type for f in schema.fields}
            yield from check_calendar(folder.datasets[dataset.id], dataset, types, schema.primaryKey)
    for n, boundaries in enumerate(folder.plan.boundaries):
        yield from _boundaries(folder, n, boundaries)


def check_calendar(
    file: YamlFile, dataset: Dataset, types: Mapping[str, str], identity: Collection[str]
) -> Iterator[Problem]:
    """Problems of a dataset's calendar; `types` are those of its columns, `identity` tells its rows apart."""
    calendar = dataset.calendar
    if calendar is None:
        return
    for key, column in _columns(calendar).items():
        if column not in types:
            yield unknown(file, ("calendar", key), Text("field", "字段"), column, types)
    if types.get(calendar.date, "date") != "date":
        en = f"'{calendar.date}' is of type '{types[calendar.date]}'; a calendar needs a field of type date"
        zh = f"“{calendar.date}”的类型为“{types[calendar.date]}”；日历需要类型为 date 的字段"
        yield file.problem(("calendar", "date"), "wrong-type", en, zh)
    if types.get(calendar.value, "number") not in ("number", "integer"):
        en = f"'{calendar.value}' is of type '{types[calendar.value]}'; a calendar needs a number"
        zh = f"“{calendar.value}”的类型为“{types[calendar.value]}”；日历需要数字"
        yield file.problem(("calendar", "value"), "wrong-type", en, zh)
    area = dataset.concepts.REF_AREA
    several = [k for k in identity if k not in (calendar.date, area)]
    if several and types.get(calendar.date) == "date" and area in (None, *types):  # else told already
        en = f"a calendar has one row a day and area, but rows are told apart by '{several[0]}' too"
        zh = f"日历要求每地每日一行，但此处各行还以“{several[0]}”区分"
        yield file.problem(("calendar",), "not-one-a-day", en, zh)


def _columns(calendar: Calendar) -> dict[str, str]:
    named = {"date": calendar.date, "value": calendar.value, "class": calendar.class_}
    return {k: v for k, v in named.items() if v}


def _boundaries(folder: PlanFolder, n: int, boundaries: Boundaries) -> Iterator[Problem]:
    main, at = folder.main, ("boundaries", n, "path")
    root, path = folder.path.resolve(), Path(boundaries.path)
    if path.is_absolute() or not (root / path).resolve().is_relative_to(root):
        en = f"'{path}' lies outside of the plan folder, or is no relative path"
        yield main.problem(at, "path-outside", en, f"“{path}”不在方案文件夹之内，或不是相对路径")
        return
    if not (root / path).is_file():
        yield main.problem(at, "no-file", f"there is no file '{path}'", f"没有文件“{path}”")
        return
    try:
        features = _features(json.loads((root / path).read_text("utf-8")))
    except (ValueError, RecursionError) as error:
        en = f"'{path}' is not a GeoJSON file of areas (RFC 7946): {error}"
        yield main.problem(
            at, "bad-boundaries", en, f"“{path}”不是区域边界的 GeoJSON 文件（RFC 7946）：{error}"
        )
        return
    codes = [feature["properties"].get(boundaries.code) for feature in features]
    for code in dict.fromkeys(c for c in codes if c is None or codes.count(c) > 1):
        en = f"the property '{boundaries.code}' is {'missing' if code is None else f'{code} more than once'}"
        zh = f"属性“{boundaries.code}”{'缺失' if code is None else f'多次为 {code}'}"
        yield main.problem(("boundaries", n, "code"), "bad-code", f"{path}: {en}", f"{path}：{zh}")


def _features(data: Any) -> list[dict[str, Any]]:
    """The features of a file of areas in degrees. Errors: `ValueError` saying what it is instead."""
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection" or not data.get("features"):
        raise ValueError("no FeatureCollection with features")
    features: list[Any] = data["features"]
    for feature in features:
        shape = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(shape, dict) or shape.get("type") not in _SHAPES:
            raise ValueError("a feature that is no Polygon or MultiPolygon")
        if not isinstance(feature.get("properties"), dict):
            raise ValueError("a feature without properties")
        east, north = _first(shape.get("coordinates"))
        if not (abs(east) <= 180 and abs(north) <= 90):
            raise ValueError(f"{east}, {north} is no longitude and latitude")
    return features


def _first(coordinates: Any) -> tuple[float, float]:
    while isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    match coordinates:
        case [int() | float() as east, int() | float() as north, *_]:
            return east, north
    raise ValueError("coordinates that are no numbers")
