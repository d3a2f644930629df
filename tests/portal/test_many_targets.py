"""A plan of 96 targets: goals told by their own words, directions drawn, what is assumed said to be so."""

import re
from typing import TYPE_CHECKING

import pytest
from site_map import CANADA, FOSHAN

if TYPE_CHECKING:
    from django.test import Client


def page(client: "Client", path: str, lang: str = "en") -> str:
    """The words of a page, without markup."""
    answer = client.get(f"/{lang}/{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_goal_of_many_targets_stands_under_its_own_words_only(client: "Client") -> None:
    said = page(client, f"{CANADA}/")
    assert "“Ensure healthy lives and promote well-being for all at all ages”" in said
    assert "end preventable deaths of newborns" not in said
    assert "“End hunger" in said


def test_a_goal_without_a_target_stands_there_and_says_so(client: "Client") -> None:
    said = page(client, f"{CANADA}/")
    assert "“Ensure access to affordable, reliable, sustainable and modern energy for all”" in said
    assert "None of the 96 series is of this goal." in said
    assert "96个序列中没有该目标的序列。" in page(client, f"{CANADA}/", "zh")


def test_a_shorter_goal_still_stands_under_the_words_of_its_targets(client: "Client") -> None:
    assert "accounting for over 40% of industrial growth value" in page(client, f"{FOSHAN}/")


def test_a_target_quotes_its_whole_sentence_and_not_its_neighbours(client: "Client") -> None:
    said = page(client, f"{CANADA}/targets/5-5-2/")
    assert "Ensure women&#x27;s full and effective participation" in said
    assert "Eliminate all forms of violence" not in said
    assert "Enhance the use of enabling technology" not in said


def test_a_piece_of_a_sentence_is_still_quoted_within_it(client: "Client") -> None:
    said = page(client, f"{FOSHAN}/targets/high-tech-product-output-share/")
    assert "by 2020, and the hi-tech production value accounting for over 46%" in said


def test_a_promised_direction_has_its_chart_without_a_mark(client: "Client") -> None:
    target = "1-3-1-employment-injury"
    said = page(client, f"{CANADA}/targets/{target}/")
    assert "From 85.07 in 2015 to 83.42 % in 2022" in said
    svg = client.get(f"/en/{CANADA}/targets/{target}.svg").content.decode()
    assert "85.07" in svg
    assert "target" not in re.sub(r"aria-\w+=\"[^\"]*\"", "", svg)


def test_a_fall_where_a_rise_was_promised_is_called_worse_not_a_negative_good(client: "Client") -> None:
    address = f"{CANADA}/targets/1-3-1-employment-injury/"
    assert "0.3 % a year worse" in page(client, address)
    assert "2022年为83.42：年均变差0.3%" in page(client, address, "zh")


def test_one_figure_alone_shows_no_direction(client: "Client") -> None:
    assert 'class="chart"' not in client.get(f"/en/{CANADA}/targets/9-3-2-line-of-credit/").content.decode()


def test_every_target_with_two_figures_has_a_line_in_the_scorecard(client: "Client") -> None:
    html = client.get(f"/en/{CANADA}/").content.decode()
    assert len(re.findall(r'class="t"', html)) == 96
    lines = len(re.findall(r"<polyline", html))
    assert lines == 96 - 19  # 19 series have one value since their base year, and no earlier one


@pytest.mark.parametrize(
    ("lang", "words", "absent"),
    [
        (
            "en",
            ("1 July 2026 (assumed)", "date unknown", "1 published value"),
            ("1 quotation", "its sentence"),
        ),
        ("zh", ("2026年7月1日（假定）", "日期不详", "1项公布值"), ("连同原句",)),
    ],
)
def test_an_assumed_day_is_said_to_be_one_and_nothing_is_called_a_quotation(
    lang: str, words: tuple[str, ...], absent: tuple[str, ...], client: "Client"
) -> None:
    said = page(client, f"{CANADA}/targets/5-5-2/", lang)
    assert [w for w in words if w not in said] == []
    assert [w for w in absent if w in said] == []


def test_the_dataset_says_what_is_assumed_of_its_release_dates(client: "Client") -> None:
    said = page(client, f"{CANADA}/datasets/series/")
    assert "known 6 months after the end of the period in “Year”. That is an assumption." in said
    assert "自“年份”所载时期结束后 6 个月起视为已知。这是一项假定。" in page(
        client, f"{CANADA}/datasets/series/", "zh"
    )
    assert "Statistics Canada Open Licence" in said
    assert "does not constitute an endorsement by Statistics Canada" in page(client, f"{CANADA}/sources/")
