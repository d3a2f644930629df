"""A program of North District that reports by token, in a city of its own."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rooms_fixtures import load_plan

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

CITY = Path(__file__).resolve().parents[3] / "examples" / "sample-city"
NOW = datetime(2026, 11, 23, 9)
ROOT = "/api/work/v1"
ROW = {"area": "SC-N", "month": "2026-10", "inspected": 61, "passed": 58, "remark": None}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="session")
def city_evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the city's evidence; tests take copies."""
    root = tmp_path_factory.mktemp("api-city")
    load_plan(CITY, root, now=datetime(2026, 1, 15))
    return root


@contextmanager
def served(root: Path) -> Iterator[catalogue.Catalogue]:
    """The city served from a workspace; afterwards what was served before."""
    before = list(catalogue._current)
    found = configure([CITY], Workspace(root), NOW.date())
    assert database.prepare()
    yield found
    if before:
        catalogue.put(before[0])
        database.use(before[0].workspace)


@pytest.fixture
def api_city(
    city_evidence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[catalogue.Catalogue]:
    """The city of the test's own, at a fixed moment."""
    shutil.copytree(city_evidence, tmp_path / "var")
    with served(tmp_path / "var") as found:
        from qualicity.portal.workbench import worker

        monkeypatch.setattr(worker, "clock", lambda: NOW)
        yield found


@dataclass
class Program:
    """What a program does: requests with its token."""

    client: Client
    token: str
    number: int

    def ask(self, method: str, path: str, **said: Any) -> Any:
        """One request; `json` or `data` with `form` is its body, `headers` go with it."""
        headers = {"Authorization": f"Bearer {self.token}"} | said.pop("headers", {})
        rows = said.pop("json", None)
        data = json.dumps(rows) if rows is not None else said.pop("data", "")
        form = said.pop("form", "application/json")
        return self.client.generic(method, f"{ROOT}{path}", data, content_type=form, headers=headers)

    def get(self, path: str, **said: Any) -> Any:
        return self.ask("GET", path, **said)

    def post(self, rows: list[Any], key: str = "k1", more: str = "", period: str = "2026-10") -> Any:
        """Rows of inspections."""
        path = f"/submissions?dataset=inspections&period={period}{more}"
        return self.ask("POST", path, json={"rows": rows}, headers={"Idempotency-Key": key})


def program(organisation: str, title: str = "Registry") -> Program:
    """A program with a new token."""
    from django.test import Client

    from qualicity.portal.workbench.actions.tokens import MakeToken
    from qualicity.portal.workbench.rights import Actor, Held

    plan = catalogue.live().plan("sample-city")
    admin = Actor("admin@city.example", (Held("administrator", plan.id),))
    made = MakeToken(plan, organisation, title).run(admin, NOW)
    return Program(Client(enforce_csrf_checks=True), made.secret, made.token.pk)


@pytest.fixture
def north(api_city: catalogue.Catalogue) -> Program:
    """North District's program."""
    return program("north-district")


def workbook(rows: list[dict[str, Any]]) -> bytes:
    """Rows of inspections as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(ROW))
    for row in rows:
        sheet.append([row.get(c) for c in ROW])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


__all__ = ["Program", "api_city", "city_evidence", "north", "program", "served", "workbook"]
