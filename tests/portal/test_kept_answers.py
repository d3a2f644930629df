"""An answer is given again only while it is still right: whatever a page is made from, its change makes a new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms_fixtures import Commands
from site_map import BEIJING, FOSHAN
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, kept, pages, released
from qualicity.portal.kept import ANSWERS, Answers, Kept
from qualicity.portal.publish.render import ask
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

TARGET = "/en/small/targets/promise/"


@dataclass
class Asked:
    """A reader of a small plan, the day it is, and how many pages were made."""

    client: Client
    plan: SmallPlan
    today: list[date] = field(default_factory=lambda: [date(2026, 12, 30)])
    made: list[str] = field(default_factory=list)

    def text(self, address: str, **headers: str) -> str:
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200, address
        return str(answer.content.decode())

    def release(self, name: str, *more: str) -> None:
        made = Commands(self.plan.workspace).run("release", self.plan.folder, "--name", name, *more)
        assert made.exit_code == 0, made.output


@pytest.fixture
def asked(tmp_path: Path, portal: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    from django.test import Client

    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.target()
    plan.figure("2017", 38)
    plan.figure("2020", 41)
    plan.load()
    found = Asked(Client(), plan)
    configure([plan.folder], Workspace(plan.workspace), lambda: found.today[0])
    written = pages.respond

    def counted(*args: object) -> object:
        found.made.append(str(args[0].path))  # type: ignore[attr-defined]
        return written(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pages, "respond", counted)
    yield found
    catalogue.put(portal)


def test_files_are_looked_at_once_in_a_while_where_the_server_says_so(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [1000.0]
    monkeypatch.setattr(ANSWERS, "look_every", 1.0)
    monkeypatch.setattr(kept, "monotonic", lambda: at[0])
    before = asked.text(TARGET)
    asked.plan.figure("2021", 44)
    asked.plan.load()
    at[0] += 0.9
    assert asked.text(TARGET) == before
    at[0] += 0.1
    after = asked.text(TARGET)
    assert after != before
    assert "44" in after
    asked.today[0] = date(2026, 12, 31)  # the day counts at once
    assert asked.text(TARGET) != after


def test_the_same_question_makes_no_second_page(asked: Asked) -> None:
    first = asked.client.get(TARGET)
    again = asked.client.get(TARGET)
    assert asked.made == [TARGET]
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert asked.client.head(TARGET).status_code == 200
    unchanged = asked.client.get(TARGET, headers={"if-none-match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert asked.made == [TARGET]


def test_after_a_load_the_page_is_the_new_one(asked: Asked) -> None:
    before = asked.client.get(TARGET)
    assert "41" in before.content.decode()
    asked.plan.figures[-1] |= {"value": 12, "released": "2021-03-01"}
    asked.plan.load()
    after = asked.client.get(TARGET, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "Missed" in after.content.decode()


def _edit(plan: SmallPlan) -> None:
    file = plan.folder / "plan.yaml"
    file.write_text(file.read_text("utf-8").replace("id: small", "id: small\nnote: {en: Edited}", 1), "utf-8")


def _map(plan: SmallPlan) -> None:
    (plan.folder / "maps").mkdir()
    (plan.folder / "maps" / "areas.geojson").write_text('{"type": "FeatureCollection", "features": []}')


def _said(plan: SmallPlan) -> None:
    said = Workspace(plan.workspace).said("small")
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_text("")


def _logged(plan: SmallPlan) -> None:
    log = Workspace(plan.workspace).log("small")
    log.mkdir(parents=True, exist_ok=True)
    (log / ".lock").touch()


def _loaded(plan: SmallPlan) -> None:
    plan.figure("2021", 40)
    plan.load()


@pytest.mark.parametrize("change", [_edit, _map, _said, _logged, _loaded])
@pytest.mark.parametrize("address", [TARGET, "/en/small/", "/en/", "/zh/search/?q=cover"])
def test_whatever_pages_are_made_from_makes_them_new(
    asked: Asked, change: Callable[[SmallPlan], None], address: str
) -> None:
    asked.text(address)
    change(asked.plan)
    asked.text(address)
    assert len(asked.made) == 2


def test_an_edited_plan_is_shown_at_once(asked: Asked) -> None:
    assert "Edited" not in asked.text("/en/small/")
    _edit(asked.plan)
    assert "Edited" in asked.text("/en/small/")


def test_an_edited_plan_above_is_shown_at_once(asked: Asked) -> None:
    above = SmallPlan(asked.plan.folder.parent / "province")
    above.indicator("cover")
    above.target("tree-cover", title={"en": "Green hills"})
    file = above.write() / "plan.yaml"
    parent = "{id: province, title: {en: P}, authority: {en: A}, adopted: 2015-06-01, folder: province, whole: true}"
    ours = asked.plan.folder / "plan.yaml"
    ours.write_text(f"{ours.read_text('utf-8')}\nimplements: [{parent}]\n", "utf-8")
    assert "Green hills" in asked.text("/en/small/cascade/")
    file.write_text(file.read_text("utf-8").replace("Green hills", "Blue hills"), "utf-8")
    assert "Blue hills" in asked.text("/en/small/cascade/")


def test_midnight_makes_a_new_day(asked: Asked) -> None:
    assert "30 December 2026" in asked.text("/en/small/")
    asked.today[0] = date(2026, 12, 31)
    assert "31 December 2026" in asked.text("/en/small/")


def test_a_new_release_is_named_at_once(asked: Asked) -> None:
    assert "Last release" not in asked.text("/en/small/")
    asked.release("first", "--as-of", "2022-01-01")
    asked.today[0] = date(2999, 1, 1)
    assert "Last release first" in asked.text("/en/small/")
    asked.release("second", "--as-of", "2022-01-01")
    assert "Last release second" in asked.text("/en/small/")


def test_the_end_of_an_embargo_shows_and_nothing_before(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.release("later", "--embargo", "2998-01-01T09:00", "--as-of", "2022-01-01")
    asked.today[0] = date(2999, 1, 1)
    assert "Last release" not in asked.text("/en/small/")
    assert asked.client.get(f"/r/later{TARGET}").status_code == 404
    monkeypatch.setattr(released, "now", lambda: datetime(2998, 1, 1, 9))
    assert "Last release later" in asked.text("/en/small/")
    assert "You are reading release" in asked.text(f"/r/later{TARGET}")
    monkeypatch.setattr(released, "now", lambda: datetime(2998, 1, 1, 8, 59))
    assert "Last release" not in asked.text("/en/small/")
    assert asked.client.get(f"/r/later{TARGET}").status_code == 404


def test_a_releases_page_is_kept_apart_and_for_longer(asked: Asked) -> None:
    asked.release("first", "--as-of", "2022-01-01")
    frozen = asked.client.get(f"/r/first{TARGET}")
    live = asked.client.get(TARGET)
    assert "You are reading release" in frozen.content.decode()
    assert "You are reading release" not in live.content.decode()
    assert frozen["Cache-Control"] == "public, max-age=86400"
    assert live["Cache-Control"] == "public, max-age=0, must-revalidate"
    asked.made.clear()
    assert asked.client.get(f"/r/first{TARGET}").content == frozen.content
    assert asked.made == []


def test_language_query_host_and_compression_have_answers_of_their_own(asked: Asked) -> None:
    english = asked.text("/en/small/")
    chinese = asked.text("/zh/small/")
    assert 'lang="en"' in english
    assert 'lang="zh-Hans"' in chinese
    assert "?as_of=2018-12-31" in asked.text("/en/small/?as_of=2018")
    assert "http://localhost/" in asked.text(TARGET, host="localhost")
    assert "http://localhost/" not in asked.text(TARGET)
    packed = asked.client.get("/en/small/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert not asked.client.get("/en/small/").has_header("Content-Encoding")
    assert json.loads(asked.text("/en/small.json"))["plan"] == "small"


def test_a_negotiated_address_is_asked_anew(asked: Asked) -> None:
    for lang in ("en", "zh", "en"):
        assert asked.client.get("/", headers={"accept-language": lang})["Location"] == f"/{lang}/"


def test_what_is_no_page_is_not_kept(asked: Asked) -> None:
    held = len(ANSWERS.kept)
    assert asked.client.get("/en/small/targets/none/").status_code == 404
    assert asked.client.post(TARGET).status_code == 405
    assert len(ANSWERS.kept) == held


def test_a_page_of_the_minute_says_so_and_is_made_each_time(asked: Asked) -> None:
    answer = asked.client.get("/en/small/releases/")
    assert answer["Cache-Control"] == "no-cache"
    asked.text("/en/small/releases/")
    assert len(asked.made) == 2


def test_a_file_of_a_static_site_is_no_readers_page(asked: Asked) -> None:

    asked.text(TARGET)
    file = ask(TARGET)
    assert len(asked.made) == 2
    assert b"http://" not in file.body.partition(b"<main")[0]


def test_old_answers_go_when_there_is_no_room() -> None:
    answers = Answers(most=10)
    for n in range(4):
        answers.put((n,), Kept({}, b"1234"))
    answers.put((3,), Kept({}, b"12345"))
    assert [k for (k,) in answers.kept] == [2, 3]
    assert answers.size == 9
    assert answers.get((0,)) is None
    answers.forget()
    assert answers.size == 0


def test_real_pages_come_again_byte_for_byte(client: Client) -> None:
    for address in (f"/en/{FOSHAN}/", f"/zh/{BEIJING}/targets/pm25-mean/", f"/en/{FOSHAN}.csv"):
        first = client.get(address, headers={"accept-encoding": "gzip"})
        assert client.get(address, headers={"accept-encoding": "gzip"}).content == first.content
