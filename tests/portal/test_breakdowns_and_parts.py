"""A figure's cells and parts on its page: what each is to the whole, and why there is no value where there is none."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from site_map import FOSHAN, HEAVY, PAGES, WITHHELD
from small_plan import CITY, SmallPlan

from qualicity.portal import catalogue
from qualicity.portal.cells import adds_up
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

LED_2014 = {"PM2.5": "44", "O₃ 8 h": "1", "PM10": "1", "NO₂": "0"}


def words(text: str) -> str:
    """What a reader sees of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def section(text: str, ident: str) -> str:
    found = re.search(rf'<section aria-labelledby="{ident}">.*?</section>', text, flags=re.DOTALL)
    assert found, ident
    return found.group()


def rows_of(text: str) -> list[list[str]]:
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL)
    ]


def test_a_breakdown_stands_in_descending_order_with_shares_of_the_total(client: Client) -> None:
    table = rows_of(section(client.get(f"/en/{HEAVY}/").content.decode(), "breakdown-1"))
    assert table[0] == ["PM2.5", "44", "95.7 %", "174"]
    assert {row[0]: row[1] for row in table}.items() >= LED_2014.items()
    assert [float(row[1]) for row in table] == sorted((float(row[1]) for row in table), reverse=True)
    assert sum(float(row[1]) for row in table) == 46
    assert ["none, or not stated", "0", "0 %", "31"] in table
    assert ["NO₂ + PM2.5", "0", "0 %", "2"] in table
    chinese = section(client.get(f"/zh/{HEAVY}/").content.decode(), "breakdown-1")
    assert ["O₃ 8小时", "1", "2.2%", "80"] in rows_of(chinese)
    assert "首要污染物" in chinese


def test_a_cell_opens_its_own_figure_and_its_own_rows(client: Client) -> None:
    page = client.get(f"/en/{HEAVY}/").content.decode()
    (address,) = re.findall(r'href="([^"]*cell=primary%3Dpm25)"', page)
    cell = client.get(address).content.decode()
    assert "44 days" in words(cell)
    assert "Primary pollutant: PM2.5 · all together: 46 days" in words(cell)
    assert "50 of 174 rows" in words(cell)
    assert 'id="breakdown-1"' not in cell
    assert "It is asked of the total, not of a cell" in cell
    record = client.get(address.replace("/?", ".json?")).json()
    assert record["observation"]["by"] == {"primary": "pm25"}
    shown = record["datasets"][0]["rows"]
    assert {row["primary"] for row in shown} == {"pm25"}
    # the rows stay those of the cell on the way down, and as a file
    assert re.search(r'href="[^"]*cell=primary%3Dpm25&amp;date=2014-01-02#station_air_days"', cell)
    (csv_url,) = re.findall(r'href="([^"]*/rows/city_air_days\.csv[^"]*)"', cell)
    body = b"".join(client.get(html.unescape(csv_url)).streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(body)))) == 174


def test_an_unknown_cell_is_told(client: Client) -> None:
    assert client.get(f"/en/{HEAVY}/", {"cell": "primary=pm1"}).status_code == 404


def test_the_twins_of_a_page_carry_the_cells(client: Client) -> None:
    record = client.get(f"/en/{HEAVY}.json").json()
    assert record["observation"]["by"] is None
    assert {"primary": "pm25"} in [c["by"] for c in record["cells"]]
    listed = list(csv.DictReader(io.StringIO(client.get(f"/en/{HEAVY}.csv").content.decode("utf-8-sig"))))
    assert {row["by.primary"]: row["value"] for row in listed}["pm25"] == "44.0"


def test_a_whole_stands_beside_parts_that_are_never_added_up(client: Client) -> None:
    parts = section(client.get(f"/en/{PAGES['figure, parts never added up']}/").content.decode(), "parts")
    assert "Never added up: a whole is not made from these." in words(parts)
    assert [row[:2] for row in rows_of(parts)] == [
        ["Chancheng", "9"], ["Nanhai", "7"], ["Shunde", "9"], ["Sanshui", "4"], ["Gaoming", "4"],
        ["Foshan the whole: this figure", "4"],
    ]  # fmt: skip


def test_parts_that_add_up_say_to_what(client: Client) -> None:
    address = PAGES["figure, parts that add up"]
    parts = section(client.get(f"/en/{address}/").content.decode(), "parts")
    assert (
        "Added up they come to 8,630.01 hundred million yuan, 126.29 hundred million yuan less than this figure."
        in words(parts)
    )
    chinese = section(client.get(f"/zh/{address}/").content.decode(), "parts")
    assert "相加为 8,630.01 亿元，比该数值少 126.29 亿元。" in words(chinese)
    assert "禅城" in chinese
    assert len(client.get(f"/en/{address}.json").json()["parts"]) == 5


def test_a_figure_without_a_value_says_why_where_the_value_would_stand(client: Client) -> None:
    text = client.get(f"/en/{WITHHELD}/").content.decode()
    (verdict,) = re.findall(r'<p class="verdict">.*?</p>', text)
    assert words(verdict).startswith("Withheld: 306 valid of 365 days. A year's count needs its days")
    assert "No cell of it has a value either." in text
    (verdict,) = re.findall(r'<p class="verdict">.*?</p>', client.get(f"/zh/{WITHHELD}/").content.decode())
    assert words(verdict).startswith("不予给出：有效 306 个。")


def test_a_cell_without_a_value_does_not_count_its_own_days_against_what_the_total_needs(
    client: Client,
) -> None:
    text = client.get(f"/en/{WITHHELD}/", {"cell": "primary=pm25", "rows": "1"}).content.decode()
    (verdict,) = re.findall(r'<p class="verdict">.*?</p>', text)
    assert "Withheld: A year's count needs its days" in words(verdict)
    assert "159 valid" not in words(verdict)


def test_many_figures_without_a_value_are_folded_into_a_line(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/indicators/o3-8h-p90/").content.decode()
    assert "76 figures without a value: No row is there to count from" in words(text)
    assert "91 figures on 3 definitions, each of them apart. 76 more have no value, and say why." in words(
        text
    )
    tables = " ".join(re.findall(r"<table.*?</table>", text, flags=re.DOTALL))
    assert "No row is there" not in tables
    assert "no value" not in tables
    # two withheld years are worth their place in the table
    few = client.get("/en/beijing-air-2017/indicators/pm25-mean/").content.decode()
    assert "without a value" not in words(few)
    assert "306 valid of 365 days" in few


def test_rows_that_were_not_counted_are_told_with_the_versions_that_were_read(client: Client) -> None:
    text = words(client.get(f"/en/{HEAVY}/").content.decode())
    assert "Not counted rows without a valid value: 7" in text
    assert "Read at these versions: air_hourly 0" in text


def test_a_citation_holds_the_value_and_the_licence(client: Client) -> None:
    text = words(client.get(f"/en/{HEAVY}/").content.decode())
    assert "“Days of heavy pollution, Beijing, 2014: 46 days”" in text
    assert "Licence of the data: CC BY 4.0." in text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(*)", True),
        ("count(*) filter (where aqi > 200)", True),
        ("(sum(output))", True),
        ("count(distinct enterprise)", False),
        ("avg(pm25)", False),
        ("100.0 * count(*) filter (where aqi <= 100) / count(aqi)", False),
        ("100.0 * [a] / [b]", False),
        (None, False),
    ],
)
def test_shares_are_shown_of_what_adds_up_only(expression: str | None, expected: bool) -> None:
    assert adds_up(expression) is expected


# -- a plan made up, for what the real ones do not have ---------------------------------------------------

RETURNS: dict[str, Any] = {
    "title": {"en": "Returns", "zh": "报表"},
    "path": "evidence/returns.csv",
    "schema": {
        "fields": [
            {"name": "id", "type": "string"},
            {"name": "day", "type": "date"},
            {"name": "output", "type": "number"},
            {"name": "size", "type": "string", "title": {"en": "Size", "zh": "规模"}},
            {"name": "advanced", "type": "boolean", "title": {"en": "Advanced", "zh": "先进"}},
        ],
        "primaryKey": ["id"],
    },
    "known": {"field": "day"},
    "concepts": {"TIME_PERIOD": "day"},
}


def a_return(n: int, output: float, size: str = "small", advanced: str = "true") -> dict[str, Any]:
    return {"id": n, "day": f"2016-03-{n:02d}", "output": output, "size": size, "advanced": advanced}


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.datasets["returns"] = dict(RETURNS)
    made.rows["returns"] = [a_return(1, 10, "large"), a_return(2, 20), a_return(3, 30, advanced="false")]
    made.indicator(
        "output",
        {"id": "d", "from": "returns", "value": "sum(output)", "filter": "output > 10", "by": ["size"]},
    )
    return made


def serve(plan: SmallPlan) -> None:
    plan.load()
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace)))


def figure(client: Client, indicator: str = "output", form: str = "/", **asked: str) -> Any:
    return client.get(f"/en/small/figures/{indicator}/d/{CITY}/2016{form}", asked)


def test_a_filter_says_how_many_rows_it_left_out(client: Client, plan: SmallPlan) -> None:
    serve(plan)
    assert "Not counted rows left out by the filter: 1" in words(figure(client).content.decode())


def test_several_submissions_are_each_named_with_their_rows(client: Client, plan: SmallPlan) -> None:
    serve(plan)
    plan.rows["returns"] = [*plan.rows["returns"], a_return(4, 40)]
    serve(plan)
    text = words(figure(client).content.decode())
    assert "Its rows were brought by 2 submissions" in text
    assert text.count("returns.csv") >= 2
    brought = figure(client, form=".json").json()["datasets"][0]["submissions"]
    assert [(s["version"], s["rows"]) for s in brought] == [(0, 2), (1, 1)]


def test_crossed_fields_and_yes_and_no_stand_in_words(client: Client, plan: SmallPlan) -> None:
    plan.indicators["output"]["definitions"][0] |= {"filter": None, "by": [["size", "advanced"]]}
    plan.indicators["output"]["definitions"][0].pop("filter")
    serve(plan)
    table = rows_of(section(figure(client).content.decode(), "breakdown-1"))
    assert sorted(row[:4] for row in table) == sorted(
        [["small", "no", "30", "50 %"], ["small", "yes", "20", "33.3 %"], ["large", "yes", "10", "16.7 %"]]
    )


def test_a_long_breakdown_folds_its_smaller_cells(client: Client, plan: SmallPlan) -> None:
    plan.rows["returns"] = [a_return(n, 10 + n, f"s{n}") for n in range(1, 16)]
    serve(plan)
    text = figure(client).content.decode()
    assert len(rows_of(section(text, "breakdown-1"))) == 12
    assert "3 smaller ones" in words(text)


def test_a_breakdown_of_rows_that_are_not_public_is_withheld_whole(client: Client, plan: SmallPlan) -> None:
    plan.datasets["returns"] |= {"confidentiality": "internal"}
    serve(plan)
    text = figure(client).content.decode()
    assert "No cell of it has a value: Withheld: the breakdown has a cell of too few rows" in words(text)
    cell = figure(client, cell="size=large").content.decode()
    assert "Withheld: the breakdown has a cell of too few rows" in words(cell)
    for page in (text, cell):
        assert "The rows of this dataset are not public." in page
        assert "Not counted" not in page
    record = figure(client, form=".json", cell="size=large").json()
    assert (
        record["datasets"][0] | {"rows": [], "submissions": [], "excluded": [], "total": 0}
        == record["datasets"][0]
    )
    assert all(c["value"] is None and c["rows"] is None for c in record["cells"])


def test_a_formula_leads_to_the_figures_that_it_is_made_from(client: Client, plan: SmallPlan) -> None:
    plan.indicator("double", {"id": "d", "value": "2 * [output]"})
    serve(plan)
    text = figure(client, "double").content.decode()
    inputs = section(text, "inputs")
    assert "100" in words(text[: text.index("</p>", text.index('class="verdict"'))])
    assert "output" in words(inputs)
    assert f'href="/en/small/figures/output/d/{CITY}/2016/"' in inputs


def test_a_figure_made_of_its_parts_says_so_and_leaves_the_rows_to_them(
    client: Client, plan: SmallPlan
) -> None:
    plan.datasets["areas"] = {
        "title": {"en": "Areas", "zh": "地区"},
        "path": "evidence/areas.csv",
        "schema": {
            "fields": [{"name": "code", "type": "string"}, {"name": "parent", "type": "string"}],
            "primaryKey": ["code"],
        },
        "known": "always",
        "concepts": {"REF_AREA": "code", "PARENT": "parent"},
    }
    plan.rows["areas"] = [
        {"code": CITY, "parent": None},
        {"code": "440604", "parent": CITY},
        {"code": "440605", "parent": CITY},
    ]
    plan.indicator("made", "d", across_areas="sum", unit="CNY")
    for area, value in (("440604", 0.1), ("440605", 0.2)):
        plan.figure("2016", value, indicator="made", definition="d", area=area, unit="CNY")
    serve(plan)
    text = figure(client, "made").content.decode()
    parts = section(text, "parts")
    assert "This figure is made of these: it is their sum." in words(parts)
    assert [row[1] for row in rows_of(parts)] == ["0.1", "0.2", "0.3"]
    assert "The rows behind it" not in text
    assert "/figures/made/d/440604/2016/" in parts
