"""Small plans with tasks: what is declared and reported, so that one rule of the second light shows by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from small_plan import SmallPlan, text

from qualicity.assessment import ProgrammeState, TaskBoard, assess_programmes, assess_tasks
from qualicity.evidence import EvidenceStore
from qualicity.plan import read_plan
from qualicity.workspace import Workspace


def dataset(name: str, fields: Mapping[str, str], key: Sequence[str], known: str) -> dict[str, Any]:
    """A dataset of these fields and types, known from the date in one of them."""
    return {
        "title": text(name),
        "path": f"evidence/{name}.csv",
        "schema": {"fields": [{"name": n, "type": t} for n, t in fields.items()], "primaryKey": list(key)},
        "known": {"field": known},
    }


REPORTS = dataset(
    "reports",
    {"action": "string", "milestone": "string", "reported": "date", "forecast": "date", "actual": "date", "progress": "number",
     "reason": "string", "evidence": "string"},
    ("action", "milestone"),
    "reported",
)  # fmt: skip
CONFIDENCE = dataset(
    "confidence",
    {"action": "string", "rating": "string", "by": "string", "date": "date", "reason": "string"},
    ("action", "by"),
    "date",
)
SUPERVISED = dataset(
    "supervised",
    {"item": "string", "action": "string", "milestone": "string", "opened": "date", "by": "string", "closed": "date",
     "closing_evidence": "string", "note": "string", "told": "date"},
    ("item",),
    "told",
)  # fmt: skip
MEMBERS = dataset(
    "members",
    {"member": "string", "stage": "string", "reached": "date", "told": "date"},
    ("member", "stage", "reached"),
    "told",
)
MONEY = dataset(
    "money",
    {"member": "string", "period": "period", "planned": "number", "spent": "number", "told": "date"},
    ("member", "period"),
    "told",
)


@dataclass
class TaskPlan(SmallPlan):
    """A small plan with actions and programmes; `said` is merged into plan.yaml. Datasets are added by the first row."""

    said: dict[str, Any] = field(default_factory=dict)

    def action(self, name: str = "act", **said: Any) -> None:
        """Declare an action under no mission."""
        self.said.setdefault("actions", []).append({"id": name, "title": text(name), "clauses": ["1"]} | said)

    def programme(self, *stages: str, **said: Any) -> None:
        """Declare the programme `way` with these stages and the dataset `members`."""
        usual = {"id": "way", "title": text("way"), "stages": [{"id": s, "title": text(s)} for s in stages]}
        self.said["programmes"] = [usual | {"dataset": "members"} | said]
        if said.get("dataset", "members") is not None:
            self.datasets.setdefault("members", MEMBERS)
            self.rows.setdefault("members", [])

    def settings(self, **said: Any) -> None:
        """Settings of `tasks:`."""
        self.said.setdefault("tasks", {}).update(said)

    def add(self, name: str, declared: dict[str, Any], **row: Any) -> None:
        """A row of a dataset, which is declared with its first."""
        self.datasets[name] = declared
        self.rows.setdefault(name, [])
        self.rows[name] = [*self.rows[name], row]

    def report(self, action: str, reported: str, milestone: str = "", **said: Any) -> None:
        """A report on an action or a milestone."""
        self.settings(reports="reports")
        self.add("reports", REPORTS, action=action, milestone=milestone, reported=reported, **said)

    def collects_reports(self) -> None:
        """Reports are collected, whether there are any or not: one stands there for another action, long ago."""
        self.action("elsewhere", due="2016-02")
        self.report("elsewhere", "2016-01-20", actual="2016-01-20")

    def supervise(self, item: str, action: str, opened: str, told: str, **said: Any) -> None:
        """An item under supervision, as told on a day."""
        self.settings(supervised="supervised")
        self.add("supervised", SUPERVISED, item=item, action=action, opened=opened, told=told, **said)

    def judge_delivery(self, action: str, rating: str, day: str, by: str = "Someone") -> None:
        """A person's judgement of delivery."""
        self.settings(confidence="confidence")
        self.add("confidence", CONFIDENCE, action=action, rating=rating, by=by, date=day)

    def move(self, member: str, stage: str, reached: str, told: str | None = None) -> None:
        """A member reached a stage."""
        self.add(
            "members",
            self.datasets["members"],
            member=member,
            stage=stage,
            reached=reached,
            told=told or reached,
        )

    def write(self) -> Path:
        """Write the folder."""
        if not self.targets:
            self.indicator()
            self.target()
        for rows in self.rows.values():
            if not rows:
                raise AssertionError("a dataset without a row has never been loaded")
        super().write()
        file = self.folder / "plan.yaml"
        whole = yaml.safe_load(file.read_text("utf-8")) | self.said
        file.write_text(
            yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8"
        )
        return self.folder

    @property
    def store(self) -> EvidenceStore:
        """The plan's store; it must have been loaded."""
        return EvidenceStore(Workspace(self.workspace), read_plan(self.folder))

    def board(self, as_of: str) -> TaskBoard:
        """Load where that has not been done, and where the plan's actions stand."""
        if not self.loads:
            self.load()
        return assess_tasks(self.store.plan, self.store, date.fromisoformat(as_of))

    def ways(self, as_of: str) -> ProgrammeState:
        """The same of the programme."""
        if not self.loads:
            self.load()
        return assess_programmes(self.store.plan, self.store, date.fromisoformat(as_of))[0]
