"""What columns and codes are called that no schema of a plan names: the store's own, and those that methods make."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.plan import Dataset, Plan

_POLLUTANTS = {
    "so2": Text("SO₂", "SO₂"),
    "no2": Text("NO₂", "NO₂"),
    "co": Text("CO", "CO"),
    "o3": Text("O₃", "O₃"),
    "o3_8h": Text("O₃ 8 h", "O₃ 8小时"),
    "pm10": Text("PM10", "PM10"),
    "pm25": Text("PM2.5", "PM2.5"),
}
_PRIMARY = "primary"
_NOTHING = Text("none, or not stated", "无或未注明")
_YES_NO = {"true": Text("yes", "是"), "false": Text("no", "否")}

COMMON_NAMES = {
    "file": Text("File", "文件"),
    "line": Text("Line", "行号"),
    "date": Text("Date", "日期"),
    "city": Text("City", "城市"),
    "stations": Text("Stations", "站点数"),
    "aqi": Text("AQI", "AQI"),
    "level": Text("Level", "级别"),
    _PRIMARY: Text("Primary pollutant", "首要污染物"),
    "o3_8h": Text("Ozone, 8 h", "臭氧8小时"),
    **{f"iaqi_{k}": Text(f"Sub-index, {v.en}", f"{v.get('zh')}分指数") for k, v in _POLLUTANTS.items()},
    **{
        f"hours_{k}": Text(f"Valid hours, {v.en}", f"{v.get('zh')}有效小时数") for k, v in _POLLUTANTS.items()
    },
}
"""Names of columns: the store's own, and those that methods make."""


def schema_titles(plan: Plan) -> dict[str, Text]:
    """What the plan's schemas call a column of that name; methods name their columns alike."""
    return {
        f.name: f.title
        for d in plan.datasets
        if d.table_schema
        for f in d.table_schema.fields
        if f.title is not None
    }


def title_of_path(plan: Plan, dataset: Dataset | None, path: str) -> Text:
    """What a field is called that a dotted path leads to: that of the last dataset on it."""
    *steps, last = path.split(".")
    for step in steps:
        dataset = _referred(plan, dataset, step)
    own = dataset.table_schema.fields if dataset and dataset.table_schema else ()
    title = next((f.title for f in own if f.name == last), None)
    return title or schema_titles(plan).get(last) or COMMON_NAMES.get(last) or Text(path)


def title_of_value(field: str, value: str) -> Text:
    """What a value of a field is called in a breakdown; what has no other name is called by itself."""
    if not value:
        return _NOTHING
    if value in _YES_NO:
        return _YES_NO[value]
    parts = value.split(";")
    if field == _PRIMARY and all(p in _POLLUTANTS for p in parts):
        known = [_POLLUTANTS[p] for p in parts]
        return Text(" + ".join(k.en for k in known), " + ".join(k.get("zh") for k in known))
    return Text(value, value)


def _referred(plan: Plan, dataset: Dataset | None, field: str) -> Dataset | None:
    """The dataset that a foreign key of one leads to."""
    keys = dataset.table_schema.foreignKeys if dataset and dataset.table_schema else ()
    return next((plan.dataset(k.reference.resource) for k in keys if k.fields == field), None)


def is_code(dataset: Dataset | None, field: str) -> bool:
    """Whether a field holds codes of another dataset, which may have names for them."""
    keys = dataset.table_schema.foreignKeys if dataset and dataset.table_schema else ()
    return any(k.fields == field for k in keys)
