"""A target's page tells its parts: steps, the areas' shares, restatements, and what people ruled on what evidence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from small_plan import SmallPlan
from test_breakdowns_and_parts import words

from qualicity.portal import catalogue
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


def planned(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator(measure="count", unit="count")
    plan.target(
        operator="count_at_least",
        value=100,
        steps=[{"period": "2018", "value": 80}],
        shares=[{"area": "440604", "value": 70}, {"area": "440605", "value": 30}],
        restated=[
            {"known": "2019-05-01", "value": 90, "reason": {"en": "Cut by the council.", "zh": "调低。"}}
        ],
    )
    plan.target("standing", indicator=None, definition=None, operator="judged", value=None)
    plan.rulings = [
        {
            "id": "stands", "target": "standing", "status": "achieved", "grade": {"en": "Excellent", "zh": "优"},
            "evidence": [{"title": "Minutes of the jury", "url": "https://example.org/minutes"}],
            "by": {"en": "The jury", "zh": "评审组"}, "date": "2021-03-01", "reason": {"en": "Three of three voted so."},
        }
    ]  # fmt: skip
    plan.figure("2018", 85, unit="count")
    plan.figure("2020", 95, unit="count")
    plan.figure("2020", 65, unit="count", area="440604")
    plan.load()
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace), lambda: date(2022, 1, 1)))


def test_steps_shares_and_restatements_stand_on_the_page_each_with_its_verdict(
    client: Client, tmp_path: Path
) -> None:
    planned(tmp_path)
    text = words(client.get("/en/small/targets/promise/").content.decode())
    for said in ("1 May 2019: 90", "Cut by the council.", "Steps on the way", "What each area answers for"):
        assert said in text
    record = json.loads(client.get("/en/small/targets/promise.json").content)
    assert [(s["period"], s["target_value"], s["status"]) for s in record["steps"]] == [
        ("2018", 80, "achieved")
    ]
    assert [(s["area"], s["value"], s["status"]) for s in record["shares"]] == [
        ("440604", 65, "missed"),
        ("440605", None, "cannot_judge"),
    ]
    assert record["restated"][0]["value"] == "90"


def test_before_a_restatement_was_known_the_page_knows_nothing_of_it(client: Client, tmp_path: Path) -> None:
    planned(tmp_path)
    assert (
        "Cut by the council."
        not in client.get("/en/small/targets/promise/", {"as_of": "2019-04-30"}).content.decode()
    )


def test_what_people_ruled_shows_their_grade_and_their_evidence(client: Client, tmp_path: Path) -> None:
    planned(tmp_path)
    text = client.get("/en/small/targets/standing/").content.decode()
    assert "Judged by people" in text
    assert "Excellent" in text
    assert 'href="https://example.org/minutes"' in text
    record = json.loads(client.get("/en/small/targets/standing.json").content)
    assert record["ruling"]["grade"] == {"en": "Excellent", "zh": "优"}
    assert record["ruling"]["evidence"][0]["title"] == "Minutes of the jury"
