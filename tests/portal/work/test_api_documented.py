"""The example of docs/workbench/api.md runs as it stands; a large body is taken, or refused, in bounded time."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from api_fixtures import ROOT, ROW, XLSX, Program, api_city, city_evidence, north, workbook

__all__ = ["api_city", "city_evidence", "north"]
DOCS = (Path(__file__).resolve().parents[3] / "docs" / "workbench" / "api.md").read_text("utf-8")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def address(north: Program) -> Iterator[str]:
    """The portal on a port of this machine."""
    from django.core.handlers.wsgi import WSGIHandler

    server = make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_example_with_curl_runs(north: Program, address: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    (example,) = (b for b in re.findall(r"```sh\n(.*?)```", DOCS, re.S) if "curl" in b)
    script = "set -e\n" + example.replace("http://127.0.0.1:8000", address).replace("\ncurl", "\necho;curl")
    ran = subprocess.run(
        ["sh", "-c", script], env={"TOKEN": north.token, "PATH": "/usr/bin:/bin"}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    duties, schema, sent, listed = (json.loads(line) for line in ran.stdout.strip().splitlines() if line)
    assert "2026-10" in {d["period"] for d in duties["items"]}
    assert schema["primaryKey"] == ["area", "month"]
    assert sent["submission"]["state"] == "submitted"
    assert [s["id"] for s in listed["items"]] == [sent["submission"]["id"]]


def test_the_documented_refusal_is_the_real_one(north: Program) -> None:
    (shown,) = (json.loads(b) for b in re.findall(r"```json\n(.*?)```", DOCS, re.S))
    told = north.post([{**ROW, "area": "SC-E"}]).json()
    assert {k: told[k] for k in shown} == shown


def test_a_hundred_thousand_rows_are_checked_in_bounded_time(north: Program) -> None:
    rows = [{**ROW, "inspected": n} for n in range(100_000)]  # one thing, said again and again
    began = time.process_time()
    answer = north.post(rows)
    seconds = time.process_time() - began
    told = answer.json()
    assert answer.status_code == 422
    assert told["rows"] == 100_000
    assert told["problems_total"] >= len(told["problems"]) > 0
    assert len(told["problems"]) <= 10_000
    assert seconds < 60, seconds


def test_more_rows_than_are_taken_are_refused_unchecked(
    north: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench.api import body

    monkeypatch.setattr(body, "MOST_ROWS", 10)
    path = "/submissions?dataset=inspections&period=2026-10"
    lines = "area,month,inspected,passed\n" + "SC-N,2026-10,61,58\n" * 11
    as_csv = north.ask("POST", path, data=lines, form="text/csv", headers={"Idempotency-Key": "a"})
    assert (north.post([ROW] * 11).status_code, as_csv.status_code) == (413, 413)
    assert "11 rows" in as_csv.json()["detail"]
    book = north.ask("POST", path, data=workbook([ROW] * 11), form=XLSX, headers={"Idempotency-Key": "b"})
    assert book.status_code == 413


def test_a_small_workbook_that_is_a_huge_one_is_not_unpacked(north: Program) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for n in range(5):
            parts.writestr(f"xl/worksheets/sheet{n}.xml", bytes(50 * 2**20))
    path = "/submissions?dataset=inspections&period=2026-10"
    began = time.process_time()
    answer = north.ask("POST", path, data=out.getvalue(), form=XLSX, headers={"Idempotency-Key": "b"})
    assert answer.status_code == 413
    assert time.process_time() - began < 1


def test_the_form_leads_to_the_documentation_with_its_own_example(north: Program) -> None:
    """What stands there, sent as it stands, is understood."""
    from html import unescape

    from django.test import Client

    at = "plan=sample-city&dataset=inspections&organisation=north-district&period=2026-10"
    for lang, words in (("en", "Send “Inspections of goods by month"), ("zh", "商品抽查月报")):
        page = unescape(Client(headers={"Accept-Language": lang}).get(f"{ROOT}/docs?{at}").content.decode())
        assert words in page
        assert f'http://testserver{ROOT}/submissions?dataset=inspections&period=2026-10"' in page
        said = json.loads(re.findall(r"-d '(.*)'", page)[0])
        assert said["rows"][0] == {
            "area": "SC-N",
            "month": "2026-10",
            "inspected": 1,
            "passed": 0,
            "remark": None,
        }
        answer = north.ask("POST", "/submissions?dataset=inspections&period=2026-10&check=true", json=said)
        assert {p["code"] for p in answer.json()["problems"]} <= {"reason-missing"}
    for nowhere in (
        "",
        "?plan=x&dataset=inspections",
        "?plan=sample-city&dataset=areas",
        "?plan=sample-city&dataset=%00",
    ):
        assert 'id="example"' not in Client().get(f"{ROOT}/docs{nowhere}").content.decode()
