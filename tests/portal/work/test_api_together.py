"""The same request at the same moment is one submission, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from api_fixtures import ROW, Program, api_city, city_evidence, program

from qualicity.portal import catalogue, database

__all__ = ["api_city", "city_evidence"]


@pytest.fixture(params=["sqlite", "postgresql"])
def either(
    request: pytest.FixtureRequest, api_city: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """North District's program, on a database of either kind."""
    if request.param == "postgresql":
        monkeypatch.setenv(database.VARIABLE, request.getfixturevalue("postgresql"))
        database.use(api_city.workspace)
        assert database.prepare()
    yield program("north-district")
    if request.param == "postgresql":
        from django.core.management import call_command

        call_command("migrate", "workbench", "zero", interactive=False, verbosity=0)
        monkeypatch.delenv(database.VARIABLE)
        database.use(api_city.workspace)


def at_once(north: Program, bodies: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Requests (key, row) that come at the same moment, each in a thread of its own."""
    from django.db import connections
    from django.test import Client

    ready = Barrier(len(bodies))

    def send(said: tuple[str, dict[str, Any]]) -> Any:
        try:
            ready.wait(timeout=60)
            return Program(Client(), north.token, north.number).post([said[1]], key=said[0])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_the_same_request_twice_at_once_is_sent_once(either: Program) -> None:
    first, second = at_once(either, [("k", ROW), ("k", ROW)])
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert sorted(a.headers.get("Idempotency-Replayed", "") for a in (first, second)) == ["", "true"]
    assert len(either.get("/submissions").json()["items"]) == 1
    from qualicity.portal.workbench import audit

    assert audit.verify()[1] == []
    verbs = [e["verb"] for e in audit.entries() if e["thing"].startswith("submission")]
    assert verbs == ["submission.save", "submission.submit"]


def test_one_key_for_two_contents_at_once_takes_one(either: Program) -> None:
    answers = at_once(either, [("k", ROW), ("k", {**ROW, "passed": 60})])
    assert sorted(a.status_code for a in answers) == [201, 422]


def test_two_requests_for_one_duty_at_once_take_one(either: Program) -> None:
    answers = at_once(either, [("k1", ROW), ("k2", {**ROW, "passed": 60})])
    assert sorted(a.status_code for a in answers) == [201, 409]
    late = next(a for a in answers if a.status_code == 409)
    assert late.headers["Location"]
    assert len(either.get("/submissions").json()["items"]) == 1
