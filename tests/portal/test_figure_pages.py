"""How we got this number: from the figure to its rows, and the rows as files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN, NARROWED, PARK, PM25

from qualicity import release
from qualicity.portal import catalogue
from qualicity.portal.downloads import pieces

if TYPE_CHECKING:
    from django.test import Client


def test_a_computed_figure_opens_down_to_its_hours(client: Client) -> None:
    text = client.get(f"/en/{PM25}/").content.decode()
    assert "73.05" in text
    for dataset, total in (("city_air_days", "366"), ("station_air_days", "4,026"), ("air_hourly", "96,624")):
        assert f'id="{dataset}"' in text
        assert f"50 of {total} rows" in text
    assert "date=2016-01-02#station_air_days" in text
    assert "avg(pm25)" in text
    assert "+0.05" in text

    narrowed = client.get(f"/en/{NARROWED}").content.decode()
    assert "24 rows" in narrowed
    assert "2016-12-20 05:00" in narrowed
    assert "376.045" in narrowed


@pytest.mark.parametrize(
    ("lang", "said", "other"),
    [("en", "numbers recalled, not read", "凭记忆"), ("zh", "条款号凭记忆，未与标准原文核对", "recalled")],
)
def test_what_was_recalled_of_a_standard_is_said_in_the_readers_language(
    client: Client, lang: str, said: str, other: str
) -> None:
    page = client.get(f"/{lang}/{PM25}/").content.decode()
    assert said in page
    assert other not in page


def test_a_computed_figure_was_never_released_it_is_known_since_a_day(client: Client) -> None:
    said = {
        lang: client.get(f"/{lang}/{BEIJING}/targets/pm25-mean/").content.decode() for lang in ("en", "zh")
    }
    assert "<span>known since 1 Jan 2017</span>" in said["en"]
    assert "<span>3 Jan 2018</span>" in said["en"], "a published figure has its day of release"
    assert "<span>自2017年1月1日起可知</span>" in said["zh"]


def test_clauses_of_a_chinese_sentence_are_quoted_without_a_space_between(client: Client) -> None:
    text = re.sub(r"<[^>]+>", "", client.get(f"/zh/{BEIJING}/").content.decode())
    assert "下降25%以上，控制在60微克/立方米左右" in text


def test_a_published_figure_opens_its_quotation_and_its_row(client: Client) -> None:
    text = client.get(f"/zh/{PARK}/").content.decode()
    for said in (
        "人均公园绿地面积18.19平方米",
        "2020年10月14日",
        "published_figures.csv",
        "佛山 创建生态宜居美丽家园",
    ):
        assert said in text
    stored = client.get(f"/zh/{PARK}.json").json()
    assert stored["observation"]["value"] == 18.19
    assert stored["datasets"][0]["sha256"] in text


def test_more_rows_can_be_asked_for_and_never_more_than_the_limit(client: Client) -> None:
    for asked, shown in (("7", 7), ("200", 200), ("501", 366), ("0", 1), ("-3", 50), ("many", 50), ("²", 50)):
        record = client.get(f"/en/{PM25}.json", {"rows": asked}).json()
        assert len(record["datasets"][0]["rows"]) == shown, asked


@pytest.mark.parametrize(
    ("query", "dataset", "rows"),
    [
        ({}, "city_air_days", 366),
        ({"date": "2016-12-20"}, "station_air_days", 11),
        ({"date": "2016-12-20", "station": "Tiantan"}, "air_hourly", 24),
    ],
)
def test_rows_behind_a_figure_are_a_file(
    client: Client, query: dict[str, str], dataset: str, rows: int
) -> None:
    answer = client.get(f"/en/{PM25}/rows/{dataset}.csv", query)
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(body)))) == rows
    assert f"{dataset}.csv" in answer["Content-Disposition"]


def test_a_row_cannot_be_asked_for_with_sql(client: Client) -> None:
    answer = client.get(f"/en/{PM25}.json", {"date": "2016-12-20' or true --", 'pm25" or 1=1': "1"})
    assert answer.status_code == 200
    assert answer.json()["datasets"][0]["total"] == 0


def test_an_earlier_vintage_and_another_authority_have_their_own_address(client: Client) -> None:
    base = f"/en/{FOSHAN}/figures/gdp/published/440600/2016.json"
    assert client.get(base).json()["observation"]["value"] == 8756.3
    first = client.get(base, {"by": "Foshan Municipal Government", "known": "2017-01-10"}).json()
    assert (first["observation"]["value"], first["observation"]["current"]) == (8600.0, False)
    then = client.get(
        base, {"as_of": "2019-12-31", "by": "Foshan Municipal Government", "known": "2017-01-10"}
    )
    assert then.json()["observation"]["current"] is True
    page = client.get(f"/en/{FOSHAN}/indicators/gdp/").content.decode()
    assert "by=Foshan+Municipal+Government&amp;known=2017-01-10" in page
    assert "How figures were revised" in page


def test_a_whole_dataset_is_a_file_with_the_day_that_each_row_became_known(client: Client) -> None:
    answer = client.get(f"/en/{FOSHAN}/datasets/published_figures.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 194
    assert {"indicator", "value", "quote_zh", "known_from", "file", "line"} <= set(rows[0])
    then = client.get(f"/en/{FOSHAN}/datasets/published_figures.csv", {"as_of": "2018-06-30"})
    early = list(csv.DictReader(io.StringIO(b"".join(then.streaming_content).decode("utf-8-sig"))))
    assert 0 < len(early) < len(rows)
    assert max(row["known_from"] for row in early) < "2018-07-01"


def test_evidence_says_which_indicators_rest_on_it(client: Client) -> None:
    for dataset in ("air_hourly", "station_air_days", "city_air_days"):
        page = client.get(f"/en/{BEIJING}/datasets/{dataset}/").content.decode()
        assert f'href="/en/{BEIJING}/indicators/pm25-mean/"' in page, dataset


def test_files_are_written_as_the_record_writes_them() -> None:
    columns = ("a", "b", "c")
    rows = [
        ("=1+1", 2.5, date(2016, 1, 2)),
        ("-x, y", None, datetime(2016, 1, 2, 3)),
        ('@"q"', -4, "ok"),
    ]
    expected = release.to_csv(dict(zip(columns, row, strict=True)) for row in rows)
    assert "".join(pieces(columns, [rows])) == expected


def test_rows_that_are_not_public_stay_inside(
    client: Client, portal: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = portal.open(BEIJING, portal.now())
    hourly = opened.view.plan.dataset("air_hourly")
    assert hourly is not None
    monkeypatch.setitem(hourly.__dict__, "confidentiality", "internal")

    text = client.get(f"/en/{PM25}/").content.decode()
    assert "The rows of this dataset are not public" in text
    assert "2016-01-01 01:00" not in text
    assert "rows/air_hourly.csv" not in text
    record = client.get(f"/en/{PM25}.json").json()
    assert record["rows_not_public"] == ["air_hourly"]
    assert record["datasets"][-1]["rows"] == []
    for address in (f"/en/{PM25}/rows/air_hourly.csv", f"/en/{BEIJING}/datasets/air_hourly.csv"):
        assert client.get(address).status_code == 403
    page = client.get(f"/en/{BEIJING}/datasets/air_hourly/").content.decode()
    assert "not public" in page
    assert "Aotizhongxin" not in page
    assert client.get(f"/en/{BEIJING}/datasets/air_hourly.json").json()["first_rows"] == []
    # nor can they be counted by asking for one of their values
    assert "Narrowed" not in client.get(f"/en/{PM25}/", {"wd": "NE"}).content.decode()
