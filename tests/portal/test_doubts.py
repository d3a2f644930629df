"""A reader's doubt: asked on a page, waiting in public, answered in public, corrected where it is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

FIGURE = "indicator=cover&definition=published&area=440600&period=2020"
PAGE = "small/figures/cover/published/440600/2020"
SENT = {
    "kind": "wrong",
    "text": "=HYPERLINK The yearbook says 39.\nWhich is it?",
    "email": "reader@secret.example",
    "name": "Li Lei",
    "name_shown": "on",
    "evidence": "https://example.org/yearbook?a=1&b=2",
}
UPHELD = (
    "--by", "Plan office", "--upheld", "--text-en", "You are right.", "--text-zh", "您说得对。",
    "--wrong-en", "41 counted a lake", "--wrong-zh", "41 误计入湖面", "--right-en", "39", "--right-zh", "39",
    "--since", "2021-02",
)  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    return made


@pytest.fixture
def office(plan: SmallPlan) -> Commands:
    return Commands(plan.workspace)


@pytest.fixture
def client(plan: SmallPlan, portal: catalogue.Catalogue) -> Iterator[Client]:
    from django.test import Client

    configure([plan.folder], Workspace(plan.workspace), date(2027, 1, 31))
    assert database.prepare()
    yield Client()
    catalogue.put(portal)
    database.use(portal.workspace)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode())


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, lang: str = "en", about: str = FIGURE, **other: Any) -> Any:
    """Open the form and send it as a browser does."""
    address = f"/{lang}/small/doubt/?{about}"
    said = {"token": token(text(client, address)), **SENT, **other}
    return post(client, address, said)


def post(client: Client, address: str, said: dict[str, Any]) -> Any:
    from urllib.parse import urlencode

    return client.post(address, urlencode(said), content_type="application/x-www-form-urlencoded")


def asked(client: Client, **other: Any) -> str:
    """Send a doubt; the address of its receipt."""
    answer = send(client, **other)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


# -- asking ---------------------------------------------------------------------------------------------------


def test_every_page_of_a_figure_leads_to_a_form_that_says_which_figure(client: Client) -> None:
    for page in ("small/targets/promise", "small/indicators/cover", PAGE):
        found = re.search(r'href="(/en/small/doubt/[^"]+)"', text(client, f"/en/{page}/"))
        assert found, page
        form = text(client, found[1])
        assert "41" in form
        assert "known since" in form
        assert f'href="/en/{page}/' in form


def test_what_was_sent_waits_in_public_without_its_words(client: Client) -> None:
    receipt = asked(client)
    mine = text(client, receipt)
    assert "has the number <strong>1</strong>" in mine
    assert "The yearbook says 39." in mine
    public = text(client, receipt.partition("?")[0])
    assert "yearbook" not in public
    assert "Not answered yet" in public
    for page in (f"{PAGE}/", "small/indicators/cover/", "small/targets/promise/"):
        waiting = text(client, f"/en/{page}")
        assert ("1 open question" in waiting) == ("targets" not in page), page
    told = client.get("/en/small/doubts.json").json()
    assert (told["open"], told["doubts"][0]["text"], told["doubts"][0]["name"]) == (1, None, None)
    assert told["doubts"][0]["shown"]["value"] == {"en": "41 %", "zh": "41%"}


def test_a_wrong_key_shows_no_more_than_everybody_sees(client: Client) -> None:
    receipt = asked(client)
    page = text(client, receipt[:-1] + ("0" if receipt[-1] != "0" else "1"))
    assert "not that of this doubt" in page
    assert "yearbook" not in page


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Choose one.", "Say what you doubt", "no link", "no e-mail address", "What you typed is kept"],
        ),
        (
            "zh",
            ["请选择一项", "请写明您对什么有疑问", "链接格式不正确", "邮箱格式不正确", "所填内容均已保留"],
        ),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    client: Client, lang: str, words: list[str]
) -> None:
    answer = send(
        client, lang, kind="", text="", email="nobody <at>", evidence="javascript:alert(1)", name="李雷"
    )
    page = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert all(w in page for w in words)
    for kept in ('value="nobody <at>"', 'value="javascript:alert(1)"', 'value="李雷"', "checked"):
        assert kept in page
    assert client.get("/en/small/doubts.json").json()["doubts"] == []


def test_the_same_sent_twice_is_one(client: Client) -> None:
    address = f"/en/small/doubt/?{FIGURE}"
    said = {"token": token(text(client, address)), **SENT}
    first, again = (post(client, address, said)["Location"] for _ in range(2))
    assert first == again == asked(client)
    assert len(client.get("/en/small/doubts.json").json()["doubts"]) == 1


def test_a_form_counts_once_and_keeps_what_was_typed(client: Client) -> None:
    address = f"/en/small/doubt/?{FIGURE}"
    said = {"token": token(text(client, address)), **SENT}
    post(client, address, said)
    other = post(client, address, said | {"text": "Something quite different."})
    page = other.content.decode()
    assert (other.status_code, "Something quite different." in page) == (409, True)
    assert (
        post(client, address, said | {"text": "Something quite different.", "token": token(page)}).status_code
        == 303
    )


def test_a_form_of_another_figure_of_yesterday_or_of_nobody_is_shown_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.doubts import form

    address = f"/en/small/doubt/?{FIGURE}"
    other = token(text(client, "/en/small/doubt/?target=promise"))
    mine = token(text(client, address))
    for bad in ("", "x:y:z", "\x00", mine[:-1], other):
        answer = post(client, address, SENT | {"token": bad})
        assert answer.status_code == 400, bad
        assert "The yearbook says 39." in answer.content.decode()
    monkeypatch.setattr(form, "VALID", -1)
    assert "open for more than a day" in post(client, address, SENT | {"token": mine}).content.decode()


def test_programs_that_fill_in_every_field_are_told_apart(client: Client) -> None:
    assert send(client, homepage="https://spam.example").status_code == 400


def test_a_long_or_foreign_body_is_refused_with_a_page(client: Client) -> None:
    address = f"/zh/small/doubt/?{FIGURE}"
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"text=" + b"x" * 200_000, form),
        (b"&".join(b"a%d=1" % n for n in range(500)), form),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"text=%ff", f"{form}; charset=utf-16"),
    ):
        answer = client.generic("POST", address, body, content_type=kind)
        assert answer.status_code == 400
        assert "无法读取所提交的内容" in answer.content.decode()
    assert (
        client.generic("POST", address, b"text=%ff%00%ed%a0%80&email=%c3", content_type=form).status_code
        == 400
    )


def test_what_is_kept_of_a_doubt_about_a_thing_that_is_not_there(client: Client) -> None:
    for about in (
        "",
        "target=none",
        "indicator=cover&definition=x&area=1&period=2020",
        FIGURE + "&release=none",
    ):
        assert client.get(f"/en/small/doubt/?{about}").status_code == 404
        assert post(client, f"/en/small/doubt/?{about}", SENT).status_code == 404
    assert client.get(f"/en/none/doubt/?{FIGURE}").status_code == 404
    for number in ("0", "99", "x", "9" * 40, "１"):
        assert client.get(f"/en/small/doubts/{number}/").status_code == 404


def test_no_form_and_no_receipt_is_kept_by_a_cache_and_none_sets_a_cookie(client: Client) -> None:
    answer = send(client)
    form, receipt = client.get(f"/en/small/doubt/?{FIGURE}"), client.get(answer["Location"])
    assert receipt["Cache-Control"] == "no-store"
    for each in (answer, form):
        assert each["Cache-Control"] == "private, no-cache", "only one's own browser shows it again"
    for each in (answer, receipt, form):
        assert "Set-Cookie" not in each
        assert "form-action 'self'" in each["Content-Security-Policy"]
    assert "no-store" not in client.get("/en/small/doubts/")["Cache-Control"]


def test_a_portal_that_can_only_be_read_serves_pages_and_says_so(
    plan: SmallPlan, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    from django.db import connections

    connections.close_all()
    kept = Workspace(plan.workspace).database()
    for file in kept.parent.glob(f"{kept.name}*"):
        file.unlink()
    kept.mkdir()
    assert not database.prepare()
    assert "Doubt this figure?" in text(client, "/en/small/targets/promise/")
    assert "Nobody has doubted" in text(client, "/en/small/doubts/")
    assert "can’t be taken here" in text(client, f"/en/small/doubt/?{FIGURE}")
    assert capfd.readouterr().err == ""


def test_while_the_database_fails_no_page_says_that_there_are_no_doubts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.doubts import board

    asked(client)
    monkeypatch.setattr(board, "_COUNTED", "select no_such_column from doubts_event")
    assert text(client, "/en/small/targets/promise/")
    for page in ("doubts", "doubts/1", "corrections"):
        assert "can’t be read at this moment" in text(client, f"/en/small/{page}/", 503)
    assert "doubts" not in client.get("/en/policy.json").json()
    answer = send(client, text="Another one, written meanwhile.")
    assert answer.status_code == 503
    assert "Another one, written meanwhile." in answer.content.decode()


# -- answering ------------------------------------------------------------------------------------------------


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
        twin = client.get(f"/en/small/{name}.csv").content.decode()
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


# -- releases, files, and the address of the sender --------------------------------------------------------------


def test_a_doubt_about_a_release_is_asked_on_the_live_portal_and_names_it(
    client: Client, office: Commands
) -> None:
    assert office.run("release", office.workspace.parent / "small", "--name", "final").exit_code in (0, 2)
    frozen = text(client, f"/r/final/en/{PAGE}/")
    (link,) = set(re.findall(r'href="(/en/small/doubt/[^"]+)"', frozen))
    assert "release=final" in link
    assert "Release final" in text(client, link)
    assert "31 January 2027" not in text(client, link).partition("<main")[2].partition("<form")[0]
    receipt = asked(client, about=link.partition("?")[2])
    assert "/r/final/en/small/figures/" in text(client, receipt)
    office.run("doubts", "answer", 1, *UPHELD)
    assert "41 counted a lake" not in text(client, f"/r/final/en/{PAGE}/"), "a release never changes"
    assert text(client, f"/r/final/en/{PAGE}/") == frozen
    assert "/r/final/en/small/" in text(client, "/en/small/corrections/")
    assert client.get("/r/final/en/small/doubts/").status_code == 404


def test_a_site_of_files_has_the_answers_and_leads_to_the_live_form(
    plan: SmallPlan, client: Client, office: Commands, no_methods: None, tmp_path: Path
) -> None:
    asked(client)
    office.run("doubts", "answer", 1, *UPHELD)
    out = tmp_path / "site"
    command = ("publish", plan.folder, out, "--as-of", "2027-01-31")
    assert office.run(*command).exit_code == 0
    page = (out / "en/small/indicators/cover/index.html").read_text("utf-8")
    assert "41 counted a lake" in page
    assert "Doubt this figure?" not in page
    assert not (out / "en/small/doubt").exists()
    assert "You are right." in (out / "zh/small/doubts/1/index.html").read_text("utf-8") or "您说得对" in (
        out / "zh/small/doubts/1/index.html"
    ).read_text("utf-8")
    assert office.run(*command, "--live", "https://live.example/").exit_code == 0
    page = (out / "en/small/indicators/cover/index.html").read_text("utf-8")
    assert 'href="https://live.example/en/small/doubt/?indicator=cover"' in page
    assert office.json(*command, "--live", "https://live.example")["written"] == 0
    office.run("doubts", "amend", 1, "--by", "Plan office", "--explained", "--text-en", "Looked at again.")
    assert office.json(*command, "--live", "https://live.example")["written"] > 0
    assert b"secret.example" not in b"".join(f.read_bytes() for f in out.rglob("*") if f.is_file())


def test_the_senders_address_is_nowhere_but_in_one_command(
    client: Client, office: Commands, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    receipt = asked(client)
    send(client, text="x", email="reader@secret.example, wrong")
    office.run("doubts", "answer", 1, *UPHELD)
    places = [receipt, f"/en/{PAGE}/", "/en/policy/", "/en/policy.json"]
    places += [
        f"/en/small/{p}{x}"
        for p in ("doubts", "doubts/1", "corrections", "releases")
        for x in ("/", ".json", ".csv")
    ]
    places += ["/en/small/indicators/cover/", "/en/search/?q=secret", f"{receipt.replace('/?', '.json?')}"]
    for place in places:
        answer = client.get(place)
        assert answer.status_code in (200, 404), place
        assert b"secret.example" not in answer.content, place
    for words in (
        ("doubts", "small"),
        ("doubts", "small", "--json"),
        ("doubts", "show", 1),
        ("doubts", "show", 1, "--json"),
    ):
        assert "secret.example" not in office.run(*words).output
    assert "reader@secret.example" in office.run("doubts", "show", 1, "--contact").output
    assert "secret.example" not in capfd.readouterr().err + caplog.text
