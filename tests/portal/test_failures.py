"""What a reader is told when something is not there, not known yet, or broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms_fixtures import BEIJING as BEIJING_FOLDER
from rooms_fixtures import copy_plan, load_plan
from site_map import BEIJING, FOSHAN, PM25

from qualicity.errors import PlanError, UsageError
from qualicity.portal import catalogue
from qualicity.portal.asof import read_as_of
from qualicity.portal.settings import secret_key
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

TODAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        (f"{FOSHAN}/targets/forest-covr", "forest-cover"),
        (f"{FOSHAN}/indicators/pm25", "pm25-mean"),
        (f"{FOSHAN}/missions/brand-strategy", "brand-strategies"),
        (f"{FOSHAN}/organisations/foshan-goverment", "foshan-government"),
        (f"{FOSHAN}/datasets/published_figure", "published_figures"),
        ("foshan-2021", "foshan-2020"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unknown_name_suggests_the_nearest(client: Client, asked: str, near: str, lang: str) -> None:
    answer = client.get(f"/{lang}/{asked}/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert f"/{near}/" in text
    assert f"“{asked.rsplit('/', maxsplit=1)[-1]}”" in text
    assert "There is no" in text
    assert "此处没有" in text
    assert client.get(f"/{lang}/{asked}.json").json()["error"]["zh"]


def test_addresses_that_are_none_are_told_in_both_languages(client: Client) -> None:
    for address, lang in (
        ("/en/foshan-2020/nowhere/", "en"),
        ("/zh/foshan-2020/nowhere/", "zh-Hans"),
        ("/no/where/at/all", "en"),
    ):
        answer = client.get(address, follow=True)
        text = answer.content.decode()
        assert answer.status_code == 404
        assert f'<html lang="{lang}"' in text
        assert "Nothing is published at this address" in text
        assert "此网址下没有内容" in text


@pytest.mark.parametrize(
    "asked", ["2016-13", "2017-02-30", "tomorrow", "2030", "2027-01-01", "1600", "2016/05", "'"]
)
def test_a_date_that_is_none_is_told_kindly(client: Client, asked: str) -> None:
    for address in ("/en/", f"/zh/{FOSHAN}/", f"/en/{PM25}/", f"/en/{FOSHAN}/indicators/gdp/"):
        answer = client.get(address, {"as_of": asked})
        assert answer.status_code == 400
        assert address in answer.content.decode()
    assert client.get(f"/en/{FOSHAN}.json", {"as_of": asked}).status_code == 400


def test_dates_may_be_as_short_as_one_likes() -> None:
    assert read_as_of("2018", TODAY).day == date(2018, 12, 31)
    assert read_as_of("2018-02", TODAY).day == date(2018, 2, 28)
    assert read_as_of("2026", date(2026, 5, 3)).day == date(2026, 5, 3)
    assert (read_as_of("", TODAY).day, read_as_of(None, TODAY).asked) == (TODAY, False)
    for wrong in ("2027", "0001", "2016-Q1"):
        with pytest.raises(UsageError):
            read_as_of(wrong, TODAY)


def test_before_its_day_a_promise_is_not_known(client: Client) -> None:
    card = client.get(f"/en/{FOSHAN}/", {"as_of": "2015"}).content.decode()
    assert "had made no promise yet" in card
    answer = client.get(f"/zh/{FOSHAN}/targets/forest-cover/", {"as_of": "2015"})
    assert answer.status_code == 404
    assert "2016年9月18日" in answer.content.decode()
    assert f'<a href="/zh/{FOSHAN}/targets/forest-cover/">' in answer.content.decode(), (
        "the way to today’s page"
    )
    assert (
        client.get(f"/en/{FOSHAN}/figures/gdp/published/440600/2024/", {"as_of": "2015"}).status_code == 404
    )


def test_an_error_of_ours_says_so_in_both_languages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("what nobody shall read")

    monkeypatch.setattr("qualicity.portal.views.plans._block", broken)
    client.raise_request_exception = False
    for lang in ("en", "zh"):
        answer = client.get(f"/{lang}/{FOSHAN}/")
        text = answer.content.decode()
        assert answer.status_code == 500
        assert "Something went wrong" in text or "could not be made" in text
        assert "本站在生成此页时出错" in text
        assert "what nobody shall read" not in text


def test_a_plan_whose_evidence_is_not_loaded_names_the_command(client: Client, tmp_path: Path) -> None:
    catalogue.put(catalogue.Catalogue([BEIJING_FOLDER], Workspace(tmp_path), lambda: TODAY))
    first = client.get("/en/")
    assert first.status_code == 200
    assert "qualicity load" in first.content.decode()
    answer = client.get(f"/zh/{BEIJING}/indicators/")
    assert answer.status_code == 503
    assert f"plans/{BEIJING}" in answer.content.decode()
    assert str(tmp_path) not in answer.content.decode()
    assert client.get("/en.json").json()["plans"][0]["loaded"] is False


def test_what_changes_on_disk_is_seen_at_once(client: Client, tmp_path: Path) -> None:
    folder = copy_plan(BEIJING_FOLDER, tmp_path / BEIJING)
    catalogue.put(catalogue.Catalogue([folder], Workspace(tmp_path / "var"), lambda: TODAY))
    assert client.get(f"/en/{BEIJING}/").status_code == 503
    load_plan(folder, tmp_path / "var")
    assert "One of the two numeric promises was kept" in client.get(f"/en/{BEIJING}/").content.decode()

    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("value: 60", "value: 40"), "utf-8")
    assert "was missed" in client.get(f"/en/{BEIJING}/").content.decode()

    plan.write_text(plan.read_text("utf-8").replace("operator: strive_about", "operator: nearly"), "utf-8")
    answer = client.get(f"/en/{BEIJING}/")
    assert answer.status_code == 503
    assert "qualicity check" in answer.content.decode()


def test_plans_are_checked_when_they_are_taken_up(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two plans"):
        catalogue.Catalogue([BEIJING_FOLDER, BEIJING_FOLDER], Workspace(tmp_path))
    folder = copy_plan(BEIJING_FOLDER, tmp_path / BEIJING)
    (folder / "plan.yaml").write_text("id: x\n", "utf-8")
    with pytest.raises(PlanError):
        catalogue.Catalogue([folder], Workspace(tmp_path))


def test_the_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "var" / "portal-secret"
    key = secret_key(file)
    assert len(key) > 50
    assert secret_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
