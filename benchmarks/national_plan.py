"""A small plan over the hours of a whole country's stations: one entered dataset, one derived, one indicator."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

PLAN = "national-air"
POLLUTANTS = ("so2", "no2", "pm10", "pm25", "co", "o3")


def write_plan(folder: Path, hours: Path) -> None:
    """Write the plan folder; its hours are those of the yardstick, each with the city of its station."""
    for name in ("text", "datasets", "indicators", "evidence"):
        (folder / name).mkdir(parents=True)
    (folder / "text" / "en.md").write_text("## Air {#air}\n\n[1] Good air on most days.\n", "utf-8")
    said = {
        "plan": {
            "id": PLAN,
            "title": _title("National air"),
            "place": {"code": "CN", "title": _title("The country")},
            "authority": "country",
            "period": {"start": "2021", "end": "2023"},
            "adopted": "2021-01-01",
            "parts": [{"id": "air", "title": _title("Air")}],
            "goals": [{"id": "air", "title": _title("Air"), "clauses": ["1"]}],
            "organisations": [{"id": "country", "title": _title("The country")}],
            "targets": [],
        },
        "datasets/air_hourly": _hours(),
        "datasets/city_air_days": {
            "title": _title("City days"),
            "derived": {
                "method": "air.city_days",
                "from": "air_hourly",
                "with": {"label": "start", "station_share": 0},  # as the yardstick: however few stations
            },
            "concepts": {"REF_AREA": "city", "TIME_PERIOD": "date"},
            "frequency": "D",
        },
        "indicators/good-air-days": {
            "title": _title("Share of days with good air"),
            "unit": "%",
            "measure": "ratio",
            "better": "higher",
            "definitions": [
                {
                    "id": "hj633-2012",
                    "from": "city_air_days",
                    "value": "100.0 * count(*) filter (where aqi <= 100) / count(aqi)",
                    "denominator": "count(aqi)",
                }
            ],
        },
    }
    for name, data in said.items():
        (folder / f"{name}.yaml").write_text(
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8"
        )
    with duckdb.connect() as db:
        db.execute(
            f"copy (select printf('S%04d', o.station_id) as station, printf('C%03d', s.city_id) as city, o.ts as time, "
            f"{', '.join(POLLUTANTS)} from read_parquet('{hours}/*/*.parquet') o "
            f"join read_parquet('{hours.parent}/stations.parquet') s using (station_id) "
            f"order by year(o.ts), o.station_id, o.ts) "
            f"to '{folder}/evidence/air_hourly.parquet' (format parquet, compression zstd)"
        )


def _hours() -> dict[str, object]:
    fields: list[dict[str, object]] = [
        {"name": "station", "type": "string", "constraints": {"required": True}},
        {"name": "city", "type": "string", "constraints": {"required": True}},
        {"name": "time", "type": "datetime", "constraints": {"required": True}},
    ]
    for p in POLLUTANTS:
        unit = "mg/m3" if p == "co" else "ug/m3"
        fields.append({"name": p, "type": "number", "unit": unit, "constraints": {"minimum": 0}})
    return {
        "title": _title("Hours of the stations"),
        "path": "evidence/air_hourly.parquet",
        "schema": {"fields": fields, "primaryKey": ["station", "time"]},
        "known": {"after": "PT1H", "of": "time"},
        "frequency": "H",
    }


def _title(words: str) -> dict[str, str]:
    return {"en": words, "zh": "测试"}
