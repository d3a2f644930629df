"""Small plan folders made in code: one city, a few indicators, some figures, so that one rule shows by itself."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rooms_fixtures import LOADED_AT, TODAY, load_plan

from qualicity.assessment import Assessment, PlanView, view_plan
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

CITY = "440600"
COLUMNS = (
    "indicator", "definition", "area", "period", "value", "qualifier", "grade", "unit", "status", "authority",
    "released", "confidence",
)  # fmt: skip
CONCEPTS = {
    "INDICATOR": "indicator",
    "DEFINITION": "definition",
    "REF_AREA": "area",
    "TIME_PERIOD": "period",
    "OBS_VALUE": "value",
    "OBS_STATUS": "status",
    "UNIT_MEASURE": "unit",
    "AUTHORITY": "authority",
    "QUALIFIER": "qualifier",
    "GRADE": "grade",
    "CONFIDENCE": "confidence",
    "RELEASED": "released",
}
FIGURES = {
    "title": {"en": "Figures", "zh": "数据"},
    "path": "evidence/figures.csv",
    "schema": {
        "fields": [
            {"name": c, "type": {"period": "period", "value": "number", "released": "known"}.get(c, "string")}
            for c in COLUMNS
        ],
        "primaryKey": ["indicator", "definition", "area", "period", "authority"],
    },
    "known": {"field": "released"},
    "concepts": CONCEPTS,
}


ROWS = {
    "title": {"en": "Rows"},
    "path": "evidence/rows.csv",
    "schema": {
        "fields": [
            {"name": "n", "type": "integer"},
            {"name": "area"},
            {"name": "day", "type": "date"},
            {"name": "value", "type": "number"},
            {"name": "kind"},
        ],
        "primaryKey": ["n"],
    },
    "known": {"field": "day"},
    "concepts": {"REF_AREA": "area", "TIME_PERIOD": "day"},
}
"""A dataset of daily rows, for indicators that are computed."""


def text(words: str) -> dict[str, str]:
    """A title in both languages."""
    return {"en": words, "zh": "文"}


@dataclass
class SmallPlan:
    """What is written into the folder; `figures` are rows of published figures, gaps filled with usual values."""

    folder: Path
    targets: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    rulings: list[dict[str, Any]] = field(default_factory=list)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    period: tuple[str, str] = ("2016", "2020")
    also: dict[str, Any] = field(default_factory=dict)  # further keys of plan.yaml
    pages: dict[str, str] = field(default_factory=dict)  # by file name: `air.en.md`
    loads: int = 0

    def indicator(self, name: str = "cover", *definitions: str | dict[str, Any], **said: Any) -> None:
        """Declare an indicator; a definition's bare name means published figures."""
        listed = [
            {"id": d, "from": "figures"} if isinstance(d, str) else d for d in definitions or ("published",)
        ]
        usual = {"title": text(name), "unit": "%", "measure": "ratio", "better": "higher"}
        self.indicators[name] = usual | said | {"definitions": listed}

    def target(self, name: str = "promise", **said: Any) -> None:
        """Declare a target; by default: cover at least 40 for 2020, on the definition `published`."""
        usual = {
            "id": name,
            "title": text(name),
            "goal": "goal",
            "clauses": ["1"],
            "indicator": "cover",
            "definition": "published",
            "operator": "at_least",
            "value": 40,
            "due": "2020",
            "known": "2016-01-01",
        }
        self.targets.append({k: v for k, v in (usual | said).items() if v is not None})

    def figure(self, period: str, value: object, **said: Any) -> None:
        """Add a published figure; `released` is in February after its period unless said."""
        year = int(period[:4]) if period else 2020
        usual = {
            "indicator": "cover",
            "definition": "published",
            "area": CITY,
            "period": period,
            "value": value,
            "qualifier": "exact",
            "unit": "%",
            "status": "final",
            "authority": "City",
            "released": f"{year + 1}-02-01",
            "confidence": "high",
        }
        self.figures.append(usual | said)

    def write(self) -> Path:
        """Write the folder."""
        for name in ("text", "datasets", "indicators", "evidence"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "text" / "en.md").write_text("## Part {#part}\n\n[1] Words.\n", "utf-8")
        self._yaml(
            "plan",
            {
                "id": self.folder.name,
                "title": text("Small"),
                "place": {"code": CITY, "title": text("City")},
                "authority": "city",
                "period": dict(zip(("start", "end"), self.period, strict=True)),
                "adopted": "2016-01-01",
                "parts": [{"id": "part", "title": text("Part")}],
                "goals": [{"id": "goal", "title": text("Goal"), "clauses": ["1"]}],
                "organisations": [{"id": "city", "title": text("City")}],
                "targets": self.targets,
                **self.also,
            },
        )
        for name, words in self.pages.items():
            (self.folder / "pages").mkdir(exist_ok=True)
            (self.folder / "pages" / name).write_text(words, "utf-8")
        if self.rulings:
            self._yaml("rulings", {"rulings": self.rulings})
        for name, declared in ({"figures": FIGURES} | self.datasets).items():
            self._yaml(f"datasets/{name}", declared)
        for name, declared in self.indicators.items():
            self._yaml(f"indicators/{name}", declared)
        self._csv("figures", COLUMNS, self.figures or [_other_city()])
        if not self.figures:
            self._yaml(
                "indicators/elsewhere",
                {"title": text("x"), "unit": "%", "definitions": [{"id": "d", "from": "figures"}]},
            )
        for name, rows in self.rows.items():
            columns = [f["name"] for f in self.datasets[name]["schema"]["fields"]]
            self._csv(name, columns, rows)
        return self.folder

    def _yaml(self, name: str, data: object) -> None:
        written = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        (self.folder / f"{name}.yaml").write_text(written, "utf-8")

    def _csv(self, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        with (self.folder / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def load(self, now: datetime | None = None) -> Any:
        """Write the folder and load it into the workspace beside it; each time a minute later unless said."""
        self.loads += 1
        return load_plan(self.write(), self.workspace, now or LOADED_AT + timedelta(minutes=self.loads))

    def copied(self, to: Path) -> "SmallPlan":
        """The plan and its workspace as they are, in another folder: quicker than to load, compute and release it anew."""
        for part in (self.folder, self.workspace):
            shutil.copytree(part, to / part.name)
        return replace(deepcopy(self), folder=to / self.folder.name)

    @property
    def workspace(self) -> Path:
        """The workspace of this plan's own."""
        return self.folder.with_name(f"{self.folder.name}-var")

    def view(self, as_of: date | str = TODAY) -> PlanView:
        """The plan's figures and verdicts as known on a day; it must have been loaded."""
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        return view_plan(read_plan(self.folder), Workspace(self.workspace), day)

    def judged(self, as_of: date | str = TODAY, target: str = "promise") -> Assessment:
        """Load, and the verdict on a target as known on a day."""
        self.load()
        found = self.view(as_of).scorecard.of(target)
        assert found is not None
        return found


def _other_city() -> dict[str, Any]:
    """A row that says nothing of the plan's own city, for plans without figures."""
    return {
        "indicator": "elsewhere",
        "definition": "d",
        "area": "x",
        "period": "2000",
        "value": 1,
        "unit": "%",
        "authority": "x",
    }
