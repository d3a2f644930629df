"""A doubt is answered in public, in pages and the API alike, and corrected everywhere where it is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from doubts_fixtures import UPHELD, asked, client, office, plan, text
from rooms_fixtures import Commands

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["client", "office", "plan"]


def test_an_answer_makes_it_public_and_one_that_is_upheld_is_corrected_everywhere(
    client: Client, office: Commands
) -> None:
    before = text(client, "/en/small/indicators/cover/")
    receipt = asked(client)
    (listed,) = office.json("doubts", "small", "--state", "open")["doubts"]
    assert listed["text"].startswith("=HYPERLINK")
    assert office.run("doubts", "answer", 1, *UPHELD).exit_code == 0
    page = text(client, receipt.partition("?")[0])
    assert all(
        w in page
        for w in ("The yearbook says 39.", "Li Lei", "You are right.", "41 counted a lake", "Plan office")
    )
    assert 'href="https://example.org/yearbook?a=1&b=2"' in page
    for place in ("indicators/cover/", "figures/cover/published/440600/2020/", "corrections/", "releases/"):
        assert "41 counted a lake" in text(client, f"/en/small/{place}"), place
        assert "41 误计入湖面" in text(client, f"/zh/small/{place}"), place
    assert "Correction notice" not in before
    (notice,) = client.get("/en/small/corrections.json").json()["corrections"]
    assert (notice["wrong_since"], notice["right"]["zh"], notice["stands"]) == ("2021-02", "39", True)
    rows = client.get("/en/small/doubts.csv").content.decode()
    assert "'=HYPERLINK" in rows
    assert "41 counted a lake" in client.get("/en/small/corrections.csv").content.decode()
    assert client.get("/en/policy.json").json()["doubts"]["median_days_to_answer"] == 1
    the_api_says_what_the_pages_say(client)


def the_api_says_what_the_pages_say(client: Client) -> None:
    for name in ("doubts", "corrections"):
        (page,) = client.get(f"/en/small/{name}.json").json()[name]
        answer = client.get(f"/api/v1/plans/small/{name}").json()
        (item,) = answer["items"]
        assert (answer["total"], answer["next"], item.keys()) == (1, None, page.keys())
        assert item["url"] == f"http://testserver{page['url']}"
        for column, value in page.items():
            if column in ("asked", "answered", "published"):
                assert item[column][:19] == value[:19], column
                assert item[column].endswith("Z"), column
            elif column not in ("url", "about", "shown"):
                assert item[column] == value, column
        assert {k: v for k, v in item["about"].items() if v} == page["about"]
        rows = client.get(f"/api/v1/plans/small/{name}.csv").content.decode()
        twin = client.get(f"/en/small/{name}.csv").content.decode("utf-8-sig")
        assert rows.splitlines()[0].startswith(twin.splitlines()[0].split(",")[0])
        assert rows.count("\n") == twin.count("\n")


def test_the_api_says_no_words_before_the_answer_and_nothing_of_a_release(
    client: Client, office: Commands
) -> None:
    for n in range(3):
        asked(client, text=f"=HYPERLINK {n}")
    api = "/api/v1/plans/small"
    items = client.get(f"{api}/doubts?state=open").json()["items"]
    assert [(i["number"], i["text"], i["name"]) for i in items] == [(n, None, None) for n in (3, 2, 1)]
    assert "=HYPERLINK" not in client.get(f"{api}/doubts.csv").content.decode()
    first = client.get(f"{api}/doubts?limit=2")
    assert first.json()["next"] in first["Link"]
    assert [i["number"] for i in client.get(first.json()["next"]).json()["items"]] == [1]
    office.run("doubts", "answer", 1, *UPHELD)
    assert client.get(f"{api}/doubts?state=open").json()["total"] == 2
    assert client.get(f"{api}/doubts", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(f"{api}/doubts?as_of=2024-01-01").json()["items"] == []
    assert client.get(f"{api}/doubts?release=final").status_code == 400
    assert client.get(f"{api}/doubts?state=closed").status_code == 422
    office.run("release", "small", "--name", "final")
    assert client.get(f"/r/final{api}/doubts").status_code == 404


def test_while_the_database_fails_the_api_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.doubts import board

    monkeypatch.setattr(board, "_COUNTED", "select no_such_column from doubts_event")
    answer = client.get("/api/v1/plans/small/doubts")
    assert (answer.status_code, answer.json()["title"]) == (503, "It can’t be shown now")


def test_an_amended_answer_shows_the_former_one(client: Client, office: Commands) -> None:
    receipt = asked(client).partition("?")[0]
    office.run("doubts", "answer", 1, *UPHELD)
    said = ("--by", "Plan office", "--not-upheld", "--text-en", "It stands after all.")
    assert office.run("doubts", "amend", 1, *said).exit_code == 0
    page = text(client, receipt)
    assert page.index("It stands after all.") < page.index("A former answer") < page.index("You are right.")
    assert "Replaced by a later answer" in page
    assert "41 counted a lake" not in text(client, "/en/small/indicators/cover/")
    assert client.get("/en/small/corrections.json").json()["corrections"][0]["stands"] is False


def test_one_that_is_declined_says_why_and_never_what(client: Client, office: Commands) -> None:
    receipt = asked(client)
    assert (
        office.run("doubts", "decline", 1, "--reason", "personal-data", "--by", "Plan office").exit_code == 0
    )
    public = text(client, receipt.partition("?")[0])
    assert "personal data of somebody" in public
    assert "yearbook" not in public
    assert "yearbook" not in client.get("/en/small/doubts.csv").content.decode()
    assert "personal data of somebody" in text(client, receipt)


def test_who_asked_is_forgotten_and_the_answer_stays(client: Client, office: Commands) -> None:
    receipt = asked(client).partition("?")[0]
    office.run("doubts", "answer", 1, *UPHELD)
    assert office.run("doubts", "forget", 1).exit_code == 2  # who says so?
    assert office.run("doubts", "forget", 1, "--by", "Plan office").exit_code == 0
    assert office.json("doubts", "show", 1, "--contact")["sender"] == {"name": "", "email": ""}
    assert "You are right." in text(client, receipt)
    assert office.run("doubts", "forget", 1, "--by", "Plan office").exit_code == 2  # it is done


def test_an_answer_may_be_written_as_a_file(client: Client, office: Commands, tmp_path: Path) -> None:
    asked(client)
    file = tmp_path / "answer.yaml"
    file.write_text(
        "by: 规划办\noutcome: upheld\ntext: {zh: 属实。}\ncorrection:\n  wrong: {zh: 误计湖面}\n  right: {zh: 应为39}\n"
        "  since: 2021-02-15\n  releases: [final]\n",
        "utf-8",
    )
    assert office.json("doubts", "answer", 1, "--file", file)["correction"]["releases"] == ["final"]
    assert '<span lang="zh-Hans">误计湖面</span>' in text(client, "/en/small/corrections/")


WRONG = {
    "no outcome": ("--by", "x", "--text-en", "x"),
    "two outcomes": ("--by", "x", "--text-en", "x", "--upheld", "--explained"),
    "no words": ("--by", "x", "--explained"),
    "nobody": ("--text-en", "x", "--explained"),
    "upheld without a correction": ("--by", "x", "--text-en", "x", "--upheld"),
    "a correction of what stands": ("--by", "x", "--text-en", "x", "--explained", "--wrong-en", "a", "--right-en", "b",
                                   "--since", "2020"),
    "a correction without a date": ("--by", "x", "--text-en", "x", "--upheld", "--wrong-en", "a", "--right-en", "b"),
    "wrong since tomorrow": ("--by", "x", "--text-en", "x", "--upheld", "--wrong-en", "a", "--right-en", "b",
                             "--since", "2999"),
    "no such file": ("--file", "none.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
def test_an_answer_that_lacks_something_is_refused_whole(
    client: Client, office: Commands, said: tuple[str, ...]
) -> None:
    asked(client)
    told = office.run("doubts", "answer", 1, *said)
    assert told.exit_code == 2
    assert told.stderr.strip()
    assert office.json("doubts", "small")["doubts"][0]["answers"] == []


def test_a_page_of_an_earlier_day_knows_nothing_of_it(client: Client, office: Commands) -> None:
    asked(client)
    office.run("doubts", "answer", 1, *UPHELD)
    assert "41 counted a lake" not in text(client, "/en/small/indicators/cover/?as_of=2024-01-01")
    assert client.get("/en/small/doubts.json?as_of=2024-01-01").json()["doubts"] == []
