"""The API gives the rows that exports give, in pages, in states that stand still, and says plainly what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rooms_fixtures import Commands
from site_map import BEIJING, CANADA, FOSHAN
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, limits
from qualicity.release.exports import Edition, tables
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

V1 = "/api/v1"
GDP = f"{V1}/plans/{FOSHAN}/observations?indicator=gdp"
TABLES = ("observations", "indicators", "definitions", "areas", "targets", "verdicts", "rulings", "organisations",
          "datasets", "sources")  # fmt: skip


def asked(client: Client, address: str, **headers: str) -> Any:
    answer = client.get(address, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert answer.status_code == 200, answer.content[:500]
    return answer.json()


def problem(client: Client, address: str, status: int, lang: str = "en") -> dict[str, Any]:
    answer = client.get(address, headers={"accept-language": lang})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    assert answer["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["status"] == status
    return told


def walked(client: Client, address: str) -> list[dict[str, Any]]:
    """All rows, page after page."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = client.get(following)
        page = answer.json()
        assert answer.get("Link") == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        found += page["items"]
        following = page["next"]
    assert len(found) == page["total"]
    return found


@pytest.mark.parametrize("plan", [FOSHAN, BEIJING, CANADA])
def test_pages_hold_every_observation_once_and_in_the_order_of_the_export(
    client: Client, portal: catalogue.Catalogue, plan: str
) -> None:
    exported = tables(Edition(portal.open(plan, portal.now()).view))[0]
    rows = walked(client, f"{V1}/plans/{plan}/observations?limit=97")
    assert [r["OBSERVATION"] for r in rows] == exported.column("OBSERVATION")
    assert [r["OBS_VALUE"] for r in rows] == exported.column("OBS_VALUE")
    assert [r["VINTAGE"] for r in rows] == [str(v) if v else None for v in exported.column("VINTAGE")]


@pytest.mark.parametrize("table", TABLES)
def test_csv_is_the_exported_table(client: Client, portal: catalogue.Catalogue, table: str) -> None:
    edition = Edition(portal.open(FOSHAN, portal.now()).view, site="http://testserver")
    exported = next(t for t in tables(edition) if t.name == table)
    for answer in (
        client.get(f"{V1}/plans/{FOSHAN}/{table}.csv"),
        client.get(f"{V1}/plans/{FOSHAN}/{table}", headers={"accept": "text/csv"}),
    ):
        rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert rows[0] == [f.name for f in exported.fields]
        assert len(rows) == len(exported.rows) + 1
        assert [r[0] for r in rows[1:]] == [str(r[0]) for r in exported.rows]
    short = client.get(f"{V1}/plans/{FOSHAN}/{table}.csv?limit=1")
    assert ("Link" in short) == (len(exported.rows) > 1)


def test_an_answer_has_the_properties_that_version_1_promises(client: Client) -> None:
    page = asked(client, f"{GDP}&limit=1")
    assert list(page) == ["plan", "release", "as_of", "total", "next", "items"]
    assert list(page["items"][0]) == [
        "OBSERVATION", "INDICATOR", "DEFINITION", "REF_AREA", "TIME_PERIOD", "FREQ", "BREAKDOWN", "AUTHORITY", "VINTAGE",
        "CURRENT", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "GRADE", "QUALIFIER", "ORIGIN", "DENOMINATOR", "ROWS",
        "CONFIDENCE", "REASON", "NOTE", "SOURCE_TITLE", "SOURCE_URL", "QUOTE", "RELEASED", "DATASET", "LINE",
    ]  # fmt: skip
    indicator = asked(client, f"{V1}/plans/{FOSHAN}/indicators/gdp")
    assert (indicator["unit"], indicator["unit_title"]["zh"]) == ("CNY 100m", "亿元")
    assert indicator["title"] == {"en": "Gross domestic product", "zh": "地区生产总值"}
    assert [d["definition"] for d in indicator["definitions"]] == ["published"]
    target = asked(client, f"{V1}/plans/{FOSHAN}/targets/forest-cover")
    assert (target["verdict"]["status"], target["verdict"]["value"]) == ("achieved", 37.36)
    assert len(target["rulings"]) == 1
    assert client.get(target["links"]["page"]["zh"]).status_code == 200


def test_filters_narrow_and_join(client: Client) -> None:
    every = walked(client, f"{V1}/plans/{FOSHAN}/observations?limit=1000")
    some = walked(client, f"{GDP}&indicator=forest-cover&from=2015&to=2019&current=true")
    expected = [
        r
        for r in every
        if r["INDICATOR"] in ("gdp", "forest-cover")
        and r["CURRENT"]
        and r["TIME_PERIOD"]
        and "2015" <= r["TIME_PERIOD"][:4] <= "2019"
    ]
    assert some == expected
    assert {r["INDICATOR"] for r in some} == {"gdp", "forest-cover"}
    quarters = walked(client, f"{V1}/plans/{FOSHAN}/observations?freq=Q&area=440600")
    assert {(r["FREQ"], r["REF_AREA"]) for r in quarters} == {("Q", "440600")}
    assert (
        asked(client, f"{V1}/plans/{FOSHAN}/observations?indicator=high-tech-product-output-share")["total"]
        == 0
    )


def test_since_brings_a_revision_and_what_it_revised(client: Client) -> None:
    rows = [
        r
        for r in walked(client, f"{GDP}&limit=1000")
        if r["REF_AREA"] == "440600" and r["TIME_PERIOD"] == "2016"
    ]
    old, new = sorted(rows, key=lambda r: r["VINTAGE"])[0], next(r for r in rows if r["CURRENT"])
    assert old["VINTAGE"] < new["VINTAGE"]
    since = walked(client, f"{GDP}&since={new['VINTAGE']}")
    assert {old["OBSERVATION"], new["OBSERVATION"]} <= {r["OBSERVATION"] for r in since}
    assert "2011" not in {r["TIME_PERIOD"] for r in since if r["REF_AREA"] == "440600"}
    then = walked(client, f"{GDP}&as_of={old['VINTAGE']}")
    assert {r["OBSERVATION"]: r["CURRENT"] for r in then}[old["OBSERVATION"]] is True
    assert new["OBSERVATION"] not in {r["OBSERVATION"] for r in then}


def test_the_explanation_is_a_receipt(client: Client) -> None:
    every = walked(
        client, f"{V1}/plans/{BEIJING}/observations?indicator=pm25-mean&from=2016&to=2016&limit=1000"
    )
    computed = next(r for r in every if r["ORIGIN"] == "query" and r["BREAKDOWN"] == "_T")
    address = f"{V1}/plans/{BEIJING}/observations/{computed['OBSERVATION']}"
    one = asked(client, address)
    assert {k: v for k, v in one.items() if k != "links"} == computed
    assert client.get(one["links"]["page"]["en"]).status_code == 200
    receipt = asked(client, f"{address}/explanation?rows=2")
    assert receipt["observation"] == computed
    assert [s["dataset"] for s in receipt["datasets"]][-1] == "air_hourly"
    assert receipt["datasets"][-1]["total"] > 90_000
    assert [len(s["rows"]) for s in receipt["datasets"]] == [2] * len(receipt["datasets"])
    assert all(s["rows"] == [] for s in asked(client, f"{address}/explanation")["datasets"])
    assert receipt["versions"]["air_hourly"] >= 0


def test_rows_of_datasets_that_are_not_public_stay_inside(
    client: Client, portal: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    hourly = portal.open(BEIJING, portal.now()).view.plan.dataset("air_hourly")
    assert hourly is not None
    monkeypatch.setitem(hourly.__dict__, "confidentiality", "internal")
    every = walked(
        client, f"{V1}/plans/{BEIJING}/observations?indicator=pm25-mean&from=2015&to=2015&limit=1000"
    )
    figure = next(r["OBSERVATION"] for r in every if r["ORIGIN"] == "query")
    answer = client.get(f"{V1}/plans/{BEIJING}/observations/{figure}/explanation?rows=200")
    step = answer.json()["datasets"][-1]
    assert (step["dataset"], step["public"], step["rows"], step["total"]) == ("air_hourly", False, [], 0)
    assert '"wd"' not in answer.content.decode()  # the wind: only hours have it


def test_what_the_reader_has_already_is_not_sent_again(client: Client) -> None:
    for address in (GDP, f"{V1}/plans", f"{V1}/openapi.json", f"{V1}/plans/{FOSHAN}/areas.csv"):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache"
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(GDP)["ETag"] != client.get(f"{GDP}&limit=5")["ETag"]
    assert (
        client.get(f"{V1}/plans/{FOSHAN}/areas")["ETag"]
        != client.get(f"{V1}/plans/{FOSHAN}/areas.csv")["ETag"]
    )
    assert client.get(f"{V1}/plans/{FOSHAN}/targets/none", headers={"if-none-match": "*"}).status_code == 404
    assert client.get(GDP, headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"


def test_other_sites_may_ask(client: Client) -> None:
    answer = client.get(f"{GDP}&limit=1")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "ETag, Link, Retry-After"
    before = client.options(GDP, headers={"access-control-request-method": "GET"})
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    head = client.head(GDP)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", client.get(GDP)["ETag"])
    assert int(head["Content-Length"]) == len(client.get(GDP).content)


@pytest.mark.parametrize(
    ("address", "status", "kind", "said"),
    [
        ("/plans/foshan-202", 404, "not-found", "foshan-2020"),
        ("/plans/foshan-2020/targets/forest-covr", 404, "not-found", "'forest-cover'"),
        ("/plans/foshan-2020/observations/x", 404, "not-found", "“x”"),
        ("/plans/foshan-2020/targets/forest-cover.csv", 404, "not-found", ".json"),
        ("/nothing", 404, "not-found", "openapi.json"),
        ("/plans/foshan-2020/observations?indcator=gdp", 400, "unknown-parameter", "'indicator'"),
        ("/plans?limit=1", 400, "unknown-parameter", "“limit”"),
        ("/plans/foshan-2020/targets?limit=1&limit=2", 400, "repeated-parameter", "“limit”"),
        ("/plans/foshan-2020/targets?cursor=zz", 400, "bad-cursor", "“next”"),
        ("/plans/foshan-2020/targets?cursor=WyJub25lIl0", 400, "bad-cursor", "begin again"),
        ("/plans/foshan-2020/observations?indicator=gpd", 422, "unusable-value", "'gdp'"),
        ("/plans/foshan-2020/observations?limit=1001", 422, "unusable-value", "1000 or less"),
        ("/plans/foshan-2020/observations?limit=" + "9" * 5000, 422, "unusable-value", "limit"),
        ("/plans/foshan-2020/observations?current=perhaps", 422, "unusable-value", "true or false"),
        ("/plans/foshan-2020/observations?freq=Y", 422, "unusable-value", "A, S, Q"),
        ("/plans/foshan-2020/observations?from=2016-13", 422, "unusable-value", "2016-13"),
        ("/plans/foshan-2020/observations?since=2017-02-30", 422, "unusable-value", "2017-02-30"),
        ("/plans/foshan-2020/observations?as_of=2030", 422, "unusable-value", "lies ahead"),
        ("/plans/foshan-2020/observations?as_of=", 422, "unusable-value", "empty"),
        ("/plans/foshan-2020/observations?as_of=%00", 422, "unusable-value", "not a date"),
        ("/plans/foshan-2020/observations?release=../../x", 422, "unusable-value", "release"),
        ("/plans/a%0Ab%00/targets", 404, "not-found", "plan"),
    ],
)
def test_what_is_wrong_is_told_with_a_hint(
    client: Client, address: str, status: int, kind: str, said: str
) -> None:
    told = problem(client, V1 + address, status)
    assert told["type"] == f"/api/v1/docs#problem-{kind}"
    assert said in told["detail"]
    if status != 404:
        assert told["errors"][0]["pointer"].startswith("#/query/")
    chinese = problem(client, V1 + address, status, "zh-CN")
    assert any("\u4e00" <= c <= "\u9fff" for c in chinese["title"])
    assert any("\u4e00" <= c <= "\u9fff" for c in chinese["detail"])


def test_methods_and_forms_that_there_are_not(client: Client) -> None:
    answer = client.post(f"{V1}/plans")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer["Content-Type"] == "application/problem+json"
    for address, accept in ((GDP, "text/html"), (f"{V1}/plans", "text/csv")):
        refused = client.get(address, headers={"accept": accept})
        assert (refused.status_code, refused["Content-Type"]) == (406, "application/problem+json")
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert client.get(GDP, headers={"accept": browser})["Content-Type"] == "application/json; charset=utf-8"


def test_an_error_of_ours_is_a_problem_without_a_traceback(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("inner secret")

    monkeypatch.setattr("qualicity.portal.api.resources.sheet", fails)
    told = problem(client, GDP, 500)
    assert "secret" not in str(told)
    assert "inner secret" in caplog.text


def test_a_request_that_cannot_be_read_is_a_problem_too(client: Client) -> None:
    told = problem(client, f"{V1}/plans/{FOSHAN}/observations?" + "&".join(["indicator=gdp"] * 1001), 400)
    assert told["type"].endswith("unreadable")
    assert client.get("/en/?" + "&".join(["q=1"] * 1001))["Content-Type"].startswith("text/html")


def test_who_asks_too_much_is_told_when_to_come_again(client: Client) -> None:
    limits.put(limits.Limits(clock=lambda: 0.0))
    try:
        told = [client.post(f"{V1}/plans", headers={"accept-language": "zh"}) for _ in range(6)]
    finally:
        limits.put(None)
    assert [a.status_code for a in told] == [405] * 5 + [429]
    assert told[-1]["Content-Type"] == "application/problem+json"
    assert told[-1]["Retry-After"] == "600"
    assert told[-1]["Access-Control-Allow-Origin"] == "*"
    assert told[-1].json()["detail"] == "请在 600 秒后再试。"


def test_a_slash_too_many_and_the_documentation(client: Client) -> None:
    for address, to in (
        (f"{V1}/plans/{FOSHAN}/?as_of=2018", f"{V1}/plans/{FOSHAN}?as_of=2018"),
        (f"{V1}/docs", "/en/api/"),
    ):
        answer = client.get(address)
        assert (answer.status_code // 100, answer["Location"]) == (3, to)
    page = client.get("/zh/api/").content.decode()
    for kind in ("unknown-parameter", "not-found"):
        assert f'id="problem-{kind}"' in page
    assert client.get("/en/api/").content.decode().count("curl &quot;") == 0
    described = asked(client, f"{V1}/openapi.json")
    assert described["openapi"].startswith("3.1")
    assert all(f"<code>{path}</code>" in page for path in described["paths"])


def test_every_example_of_the_documentation_can_be_tried(client: Client) -> None:
    import re
    from html import unescape

    page = client.get("/en/api/").content.decode()
    addresses = re.findall(r'curl "http://testserver([^"]+)"', page)
    assert len(addresses) > 20
    for address in addresses:
        expected = 404 if "RELEASE" in address else 200  # no plan here has been released
        assert client.get(unescape(address)).status_code == expected, address


@pytest.fixture
def released(tmp_path: Path, portal: catalogue.Catalogue) -> Iterator[Client]:
    """A plan of which a figure was revised after its release; another release is under embargo."""
    from django.test import Client

    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    for name, more in (("final", ()), ("hidden", ("--embargo", "2999-01-01"))):
        ran = Commands(made.workspace).run("release", made.folder, "--name", name, *more)
        assert ran.exit_code == 0
    made.figures[-1] |= {"value": 12, "released": "2021-03-01"}
    made.load()
    configure([made.folder], Workspace(made.workspace), date(2026, 12, 31))
    yield Client()
    catalogue.put(portal)


def test_a_release_says_what_it_froze_and_may_be_kept(released: Client) -> None:
    small = f"{V1}/plans/small"
    (listed,) = asked(released, f"{small}/releases")["items"]
    assert (listed["release"], listed["made"][-1]) == ("final", "Z")
    assert released.get(listed["lock"]).status_code == 200
    assert asked(released, listed["links"]["data"]) == listed
    assert asked(released, f"{small}/targets/promise")["verdict"]["status"] == "missed"
    for address in (f"{small}/targets/promise?release=final", f"/r/final{small}/targets/promise"):
        answer = released.get(address)
        assert answer.json()["verdict"]["status"] == "achieved"
        assert "max-age=2592000" in answer["Cache-Control"]
        page = answer.json()["links"]["page"]["en"]
        assert page == "http://testserver/r/final/en/small/targets/promise/"
        assert released.get(answer.json()["links"]["data"]).json() == answer.json()
    frozen = walked(released, f"{small}/observations?release=final&limit=1")
    live = {r["OBSERVATION"]: r for r in walked(released, f"{small}/observations?limit=1")}
    assert [r["OBS_VALUE"] for r in frozen] == [38, 41]
    assert frozen[0] == live[frozen[0]["OBSERVATION"]]
    for row in frozen:
        receipt = asked(released, f"{small}/observations/{row['OBSERVATION']}/explanation?release=final")
        assert receipt["release"] == "final"


def test_a_release_that_may_not_be_seen_is_not_there(released: Client) -> None:
    small = f"{V1}/plans/small"
    assert "hidden" not in problem(released, f"{small}?release=hiddn", 422)["detail"].replace("hiddn", "")
    problem(released, f"{small}?release=hidden", 422)
    problem(released, f"{small}/releases/hidden", 404)
    assert "final" in problem(released, f"{small}?release=finl", 422)["detail"]
    problem(released, f"{small}?release=final&as_of=2020", 422)
    problem(released, f"/r/final{small}?as_of=2020", 422)
    problem(released, f"{V1}/plans/other?release=final", 404)
