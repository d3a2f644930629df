"""What is not public is nowhere: a word put into restricted rows is looked for in everything that anybody else can get."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import CITY, NOW, PLAN, actor, member, signed_in
from rooms_fixtures import change, copy_plan, load_plan

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

WORD, NUMBER = "kestrel-vault", "48271"
"""What only restricted rows hold: a word, and a value of a column that no figure is made from."""
LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
ADDRESS = re.compile(r'"((?:http://testserver)?/[^"\\\s{}]*)"')
ROWS = f"area,month,inspected,passed,remark,cost\nSC-N,2026-10,61,58,{WORD},{NUMBER}\n"


def secret_city(folder: Path) -> Path:
    """The city with two datasets that are not public, each holding the word."""
    plan = copy_plan(CITY, folder)
    inspections, reports = plan / "datasets" / "inspections.yaml", plan / "datasets" / "task_reports.yaml"
    change(inspections, "owner: market-bureau", "owner: market-bureau\nconfidentiality: restricted")
    change(
        inspections,
        "    - {name: remark,",
        "    - {name: cost, type: integer, title: {en: Cost, zh: 费用}}\n    - {name: remark,",
    )
    change(reports, "reporting:", "confidentiality: internal\nreporting:")
    rows = plan / "evidence" / "inspections.csv"
    head, *lines = rows.read_text("utf-8").splitlines()
    told = [f"{line}{WORD},{NUMBER}" if line.startswith("SC-N") else f"{line}," for line in lines]
    rows.write_text("\n".join([f"{head},cost", *told]) + "\n", "utf-8")
    change(plan / "evidence" / "task_reports.csv", "The builder changed,", f"{WORD},{WORD}.pdf")
    return plan


@pytest.fixture
def secret(strict_city: catalogue.Catalogue, tmp_path: Path) -> Iterator[dict[str, Client]]:
    """The city with secrets, and what North District has handed in, with people who may not see it."""
    from qualicity.evidence import Duty
    from qualicity.portal.workbench import queue, worker
    from qualicity.portal.workbench.actions.comments import Say
    from qualicity.portal.workbench.actions.submissions import Approve, Save, Sent, Submit

    folder, root = secret_city(tmp_path / "plan"), tmp_path / "secret"
    load_plan(folder, root, now=datetime(2026, 1, 15))
    plans = configure([folder], Workspace(root), date(2026, 11, 23))
    assert database.prepare()
    plan = plans.plan(PLAN)
    clerk = actor("writer@city.example", ("contributor", "north-district"))
    sent = Sent(ROWS.encode(), f"{WORD}.csv", 1)
    duty = Duty(None, None, "inspections", "north-district", "2026-10")
    made = Save(plan, duty, sent).run(clerk, NOW)
    made = Submit(plan, made.id, made.version, note=f"about {WORD}").run(clerk, NOW)
    Say(plan, made.id, f"see {WORD}", row=1, field="remark").run(clerk, NOW)
    for name, who in (("north", "north-district"), ("market", "market-bureau")):
        by = actor(f"{name}@city.example", ("reviewer", who))
        made = Approve(plan, made.id, made.version).run(by, NOW)
    assert queue.work(worker.KINDS, lambda: NOW) == 1
    made.refresh_from_db()
    assert made.state == "effective"
    second = Save(plan, Duty(None, None, "inspections", "north-district", "2026-11"), sent).run(clerk, NOW)
    Submit(plan, second.id, second.version, note=WORD).run(clerk, NOW)
    people = {
        "viewer": ("viewer", "west-district"),
        "contributor": ("contributor", "west-district"),
        "reviewer": ("reviewer", "water-bureau"),
        "administrator": ("administrator", ""),
    }
    yield {n: signed_in(member(f"{n}@other.example", role)) for n, role in people.items()}
    configure([CITY], strict_city.workspace, date(2026, 11, 23))
    shutil.rmtree(root)


def text_of(response: Any) -> str:
    """All that an answer says."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return unpacked(body) + str(dict(response.headers))


def unpacked(body: bytes) -> str:
    """The words of a file, also of one that is packed."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(unpacked(packed.read(n)) for n in packed.namelist())
    if body[:4] == b"PAR1":
        import pyarrow.parquet as pq

        return json.dumps(pq.read_table(io.BytesIO(body)).to_pylist(), default=str)
    return body.decode("utf-8", "replace")


def crawl(client: Client, first: list[str], inside: str = "") -> dict[str, str]:
    """Every address that can be reached from these, with what it says."""
    found: dict[str, str] = {}
    waiting = deque(first)
    while waiting:
        url = waiting.popleft()
        if url in found or not url.startswith(inside or "/") or url.startswith(("/static/", "//")):
            continue
        if not inside and (
            re.match(r"/(en|zh)/(work|account)/", url) or (url.startswith("/zh/") and "." in url)
        ):
            continue  # what a program reads is the same in both languages
        response = client.get(url)
        assert response.status_code < 500, url
        found[url] = text_of(response)
        kind = response.headers.get("Content-Type", "")
        links = (
            LINK.findall(found[url])
            if "html" in kind
            else ADDRESS.findall(found[url])
            if "json" in kind
            else []
        )
        for said in links:
            link = said.replace("&amp;", "&").removeprefix("http://testserver")
            waiting.append(url.split("?")[0] + link if link.startswith("?") else link)
        if response.headers.get("Location"):
            waiting.append(response.headers["Location"])
    return found


PUBLIC = [
    "/en/", "/zh/", "/en.json", "/zh.json", "/catalog.ttl", "/catalog.jsonld", "/sitemap.xml", "/api/v1/",
    f"/en/{PLAN}/", f"/zh/{PLAN}/", f"/en/{PLAN}/feed.atom", f"/en/{PLAN}/datasets/inspections.csv",
    f"/en/{PLAN}/datasets/task_reports.csv", f"/en/{PLAN}/datasets/inspections/changes/",
    f"/en/{PLAN}/datasets/inspections/changes.json", f"/en/{PLAN}/datasets/inspections.json",
    f"/en/{PLAN}/actions.json", f"/en/{PLAN}/?as_of=2026-11-30", f"/en/search/?q={WORD[:4]}", f"/en/search.json?q={WORD[:4]}",
    f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-10/?rows=50",
    f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-10.json?rows=50",
    f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-10/rows/inspections.csv",
    f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-10/?cost={NUMBER[:3]}",
]  # fmt: skip


def leaks(found: dict[str, str]) -> list[str]:
    told = re.compile(rf"{WORD}|(?<!\d){NUMBER[:2]}[,  ]?{NUMBER[2:]}(?!\d)", re.IGNORECASE)
    return [
        f"{url}: {m[0]} in …{text[max(0, m.start() - 90) : m.end() + 30]}…"
        for url, text in found.items()
        if (m := told.search(text))
    ]


def test_no_public_page_twin_export_feed_or_answer_of_the_api_tells(
    secret: dict[str, Client], capfd: pytest.CaptureFixture[str]
) -> None:
    from django.test import Client

    del secret
    found = crawl(Client(), PUBLIC)
    assert len(found) > 300
    assert not leaks(found)
    said = capfd.readouterr()
    assert WORD not in said.out + said.err


def test_no_page_of_the_workbench_tells_other_people(secret: dict[str, Client]) -> None:
    from qualicity.portal.workbench.models import Submission

    pages = ("", f"{PLAN}/", f"{PLAN}/log/", f"{PLAN}/people/", f"{PLAN}/reviews/", f"{PLAN}/jobs/")
    first = [f"/en/work/{p}" for p in pages] + [f"/zh/work/{p}" for p in pages]
    for s in Submission.objects.all():
        first += [f"/en/work/{PLAN}/submissions/{s.pk}/{p}" for p in ("", "file/", "effect/")]
    first += [f"/en/work/{PLAN}/report/inspections/{o}/2026-10/" for o in ("north-district", "west-district")]
    for name, client in secret.items():
        assert not leaks(crawl(client, first, inside="/en/work/")), name


def test_a_figure_of_too_few_rows_is_nowhere(strict_city: catalogue.Catalogue, tmp_path: Path) -> None:
    """Each district hands in one row a month: its rate is told by no page, chart, record, export or answer of the API."""
    from django.test import Client

    plan, root = copy_plan(CITY, tmp_path / "plan"), tmp_path / "few"
    closed = "owner: market-bureau\nconfidentiality: restricted\nmin_cell: 3"
    change(plan / "datasets" / "inspections.yaml", "owner: market-bureau", closed)
    change(
        plan / "datasets" / "laboratory_batches.yaml",
        "frequency: M",
        "frequency: M\nconfidentiality: internal",
    )
    change(plan / "evidence" / "inspections.csv", "SC-N,2026-02,51,46,", "SC-N,2026-02,7919,6007,")
    load_plan(plan, root, now=datetime(2026, 3, 15))
    configure([plan], Workspace(root), date(2026, 11, 23))
    assert database.prepare()
    found = crawl(Client(), [*PUBLIC[:13], f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-02/"])
    told = re.compile(r"(?<![\d.])(7,?919|6,?007|75\.9)(?![\d.])")
    assert [
        f"{url}: {text[max(0, m.start() - 90) : m.end() + 30]}"
        for url, text in found.items()
        if (m := told.search(text))
    ] == []
    page = found[f"/en/{PLAN}/figures/pass-rate/monthly-report/SC-N/2026-02/"]
    assert "rests on too few rows that are not public" in page
    configure([CITY], strict_city.workspace, date(2026, 11, 23))
    shutil.rmtree(root)
