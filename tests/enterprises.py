"""A small made-up plan with enterprises, industries, areas and population: one place for what joins."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from small_plan import CITY, SmallPlan

from qualicity.indicators import Observation

PROVINCE, DISTRICTS = "440000", ("440604", "440605")


def _dataset(fields: Mapping[str, str], key: list[str], **said: Any) -> dict[str, Any]:
    keys = [
        {"fields": k, "reference": {"resource": r, "fields": f}}
        for k, (r, f) in dict(said.pop("keys", {})).items()
    ]
    return {
        "title": {"en": "Made up"},
        "schema": {
            "fields": [{"name": n, "type": t} for n, t in fields.items()],
            "primaryKey": key,
            "foreignKeys": keys,
        },
    } | said


DATASETS = {
    "areas": _dataset(
        {"code": "string", "parent": "string"},
        ["code"],
        path="evidence/areas.csv",
        known="always",
        concepts={"REF_AREA": "code", "PARENT": "parent"},
    ),
    "industries": _dataset(
        {"code": "string", "advanced": "boolean"}, ["code"], path="evidence/industries.csv", known="always"
    ),
    "enterprises": _dataset(
        {"id": "string", "industry": "string", "area": "string"},
        ["id"],
        path="evidence/enterprises.csv",
        known="always",
        keys={"industry": ("industries", "code"), "area": ("areas", "code")},
    ),
    "returns": _dataset(
        {"enterprise": "string", "area": "string", "day": "date", "output": "number", "size": "string"},
        ["enterprise", "day"],
        path="evidence/returns.csv",
        known={"field": "day"},
        keys={"enterprise": ("enterprises", "id"), "area": ("areas", "code")},
        concepts={"REF_AREA": "area", "TIME_PERIOD": "day"},
    ),
}
ENTERPRISES = {"a": ("C39", DISTRICTS[0]), "b": ("C39", DISTRICTS[1]), "c": ("C13", DISTRICTS[1])}


def small(folder: Path, returns: Iterable[tuple[str, str, float | None, str]]) -> SmallPlan:
    """A plan with the four datasets; a return is enterprise, day, output, size."""
    plan = SmallPlan(folder)
    plan.datasets |= DATASETS
    plan.rows["areas"] = [
        {"code": PROVINCE, "parent": None},
        {"code": CITY, "parent": PROVINCE},
        *({"code": d, "parent": CITY} for d in DISTRICTS),
    ]
    plan.rows["industries"] = [{"code": "C39", "advanced": "true"}, {"code": "C13", "advanced": "false"}]
    plan.rows["enterprises"] = [
        {"id": k, "industry": industry, "area": area} for k, (industry, area) in ENTERPRISES.items()
    ]
    plan.rows["returns"] = [
        {"enterprise": e, "area": ENTERPRISES[e][1], "day": day, "output": output, "size": size}
        for e, day, output, size in returns
    ]
    return plan


def made(plan: SmallPlan, value: str, name: str = "made", across: str | None = None, **said: Any) -> None:
    """Declare an indicator over the returns."""
    on = {"across_areas": across} if across else {}
    plan.indicator(name, {"id": "d", "from": "returns", "value": value} | said, unit="%", **on)


def found(
    plan: SmallPlan, name: str = "made", as_of: str = "2026-12-31"
) -> dict[tuple[str, ...], Observation]:
    """Load and compute: (area, period) or (area, period, cell) → observation."""
    plan.load()
    listed = plan.view(as_of).figures.of(name, breakdown=None, current=True)
    return {(str(o.area), str(o.period_text), *([o.breakdown] if o.breakdown else [])): o for o in listed}


def values(
    plan: SmallPlan, name: str = "made", as_of: str = "2026-12-31"
) -> dict[tuple[str, ...], float | None]:
    """The same with values only."""
    return {k: o.value for k, o in found(plan, name, as_of).items()}
