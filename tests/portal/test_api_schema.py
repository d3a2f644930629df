"""Whatever the API is asked, it answers as its OpenAPI document says, and never with an error of its own."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from site_map import BEIJING, CANADA, FOSHAN

if TYPE_CHECKING:
    from django.test import Client

# A date that does not exist fits the pattern and is refused: a schema cannot say everything.
CHECKED = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name != "positive_data_acceptance"]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(client.get("/api/v1/openapi.json").content)
    return answer


def answers(described: dict[str, Any], mode: GenerationMode, examples: int) -> set[int]:
    """Asks every resource so many questions; the statuses of the answers, all of them as described."""
    from django.core.handlers.wsgi import WSGIHandler

    schema = schemathesis.openapi.from_dict(described)
    schema.app = WSGIHandler()
    met: set[int] = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not any(
            p["in"] == "query" for p in described["paths"][operation.path]["get"]["parameters"]
        ):
            continue  # nothing in its address can be wrong

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            answer = case.call(headers=PLAIN)
            met.add(answer.status_code)
            case.validate_response(answer, checks=CHECKED, headers=PLAIN)

        ask()
    return met


def test_the_document_is_valid(described: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(described).validate()
    for path, item in described["paths"].items():
        assert item["get"]["x-zh"], path
        assert all(p["description"] and p["x-zh"] for p in item["get"]["parameters"]), path
    for name, schema in described["components"]["schemas"].items():
        assert all(p.get("x-zh") for p in schema["properties"].values()), name


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_any_question_is_answered_as_described(described: dict[str, Any], mode: GenerationMode) -> None:
    assert answers(described, mode, 12) <= {200, 400, 404, 422}


def test_questions_about_what_is_there_are_answered_as_described(
    client: Client, described: dict[str, Any]
) -> None:
    def ids(plan: str, table: str, column: str) -> list[str]:
        page = client.get(f"/api/v1/plans/{plan}/{table}?limit=12").json()
        return [str(item[column]) for item in page["items"]]

    there = {
        "plan": [FOSHAN, BEIJING, CANADA],
        "target": ids(FOSHAN, "targets", "target"),
        "indicator": ids(FOSHAN, "indicators", "indicator") + ids(BEIJING, "indicators", "indicator"),
        "observation": ids(FOSHAN, "observations", "OBSERVATION")
        + ids(BEIJING, "observations", "OBSERVATION"),
        "definition": ["published", "hj633-2012-uci"],
        "area": ["440600", "110000", "CA"],
        "from": ["2016", "2016-Q1", "2023-01-01/P9M", "0000"],
        "to": ["2016", "2020-12-31", "9999"],
        "status": ["A", "P", "E", "M"],
        "breakdown": ["_T"],
        "since": ["2020", "2020-02", "2026-02-30"],
        "as_of": ["2026", "2018-06-30", "2026-02-30"],
        "release": ["none"],
        "cursor": [""],
    }
    narrowed = copy.deepcopy(described)
    for item in narrowed["paths"].values():
        for parameter in item["get"]["parameters"]:
            schema = parameter["schema"]
            values = schema["items"] if schema.get("type") == "array" else schema
            if parameter["name"] in there:
                values.pop("pattern", None)
                values["enum"] = there[parameter["name"]]
    assert answers(narrowed, GenerationMode.POSITIVE, 12) <= {200, 400, 404, 422}
