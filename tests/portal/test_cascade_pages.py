"""Summaries, plans above and beside, and possible conflicts, as a reader sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN

if TYPE_CHECKING:
    from django.test import Client


def words_of(client: Client, page: str, lang: str = "en") -> str:
    """The page's words, without marks."""
    text = client.get(f"/{lang}/{page}/").content.decode()
    body = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body).replace("&quot;", '"').replace("&#x27;", "'"))


def test_the_plan_above_is_named_with_its_known_clauses_and_none_is_taken_over(client: Client) -> None:
    words = words_of(client, f"{FOSHAN}/cascade")
    assert (
        "Of its 3 known clauses none is taken over by a target here. Its other clauses are not known."
        in words
    )
    assert "day of adoption not known" in words
    assert "Enterprises among China's 500 largest" in words
    found = client.get(f"/en/{FOSHAN}/cascade.json").json()
    assert [c["taken"] for c in found["above"][0]["clauses"]] == [[], [], []]
    assert len(found["without_clause_above"]) == 15


def test_a_page_of_a_plan_without_a_parent_says_so(client: Client) -> None:
    words = words_of(client, f"{BEIJING}/cascade")
    assert "This plan names no plan above it." in words
    assert "No promises that may contradict each other are known." in words


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Possible conflict: they differ in"), ("zh", "可能冲突：")]
)
def test_promises_of_other_plans_stand_beside_a_target_and_are_not_judged(
    client: Client, lang: str, said: str
) -> None:
    words = words_of(client, f"{FOSHAN}/targets/forest-cover", lang)
    assert said in words
    assert "21.49" in words
    judged = client.get(f"/en/{FOSHAN}/targets/forest-cover.json").json()
    assert judged["status"] == "achieved", "a possible conflict changes no verdict"
    assert judged["possible_conflicts"][0]["differ"] == ["number", "operator", "date", "place"]


def test_a_target_says_that_no_clause_above_is_known_or_that_there_is_no_plan_above(client: Client) -> None:
    above = words_of(client, f"{FOSHAN}/targets/good-air-days")
    assert "No clause of a plan above that says anything on it is known." in above
    assert "Possible conflicts" not in above
    assert "This plan names no plan above it." in words_of(client, f"{BEIJING}/targets/pm25-mean")


def test_what_others_promised_later_was_not_there_before(client: Client) -> None:
    then = client.get(f"/en/{FOSHAN}/cascade.json?as_of=2016-12-31").json()
    now = client.get(f"/en/{FOSHAN}/cascade.json").json()
    assert [len(c["sides"]) for c in then["conflicts"]] == [3, 3]
    assert len(now["conflicts"]) == 4


def test_the_scorecard_sums_up_each_goal_and_the_plan_and_says_first_how_many_were_judged(
    client: Client,
) -> None:
    words = words_of(client, FOSHAN)
    assert "Taken together: 2 of 15 judged; 13 cannot be judged. Cannot judge: fewer than 50 %" in words
    assert "Taken together: 2 of 3 judged; 1 cannot be judged. Achieved, by the worst of its targets" in words
    assert words.count("Taken together:") == 5
    assert "综合： 15项中已判定2项" in words_of(client, FOSHAN, "zh")


def test_a_mission_without_targets_has_nothing_to_sum_up(client: Client) -> None:
    page = f"{FOSHAN}/missions/brand-strategies"
    assert "No target belongs to it, so there is nothing to sum up." in words_of(client, page)
    found = client.get(f"/en/{page}.json").json()["summary"]
    assert (found["status"], found["value"], found["members"]) == ("cannot_judge", None, [])
