"""Narrative pages: what they bind is read with its place, and what is wrong with it is told there."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import BEIJING, Commands

from qualicity.assessment import STATUSES
from qualicity.errors import Place
from qualicity.plan import open_plan, read_plan
from qualicity.plan.binding import BindingError, StatusCode, parse_binding
from qualicity.plan.markdown import parser

HEAD = "---\ntitle: A page\n---\n"


def page(plan: Path, text: str, name: str = "x.en.md") -> Path:
    file = plan / "pages" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_binding_says_what_it_prints_and_what_it_claims() -> None:
    here = Place("x", 1, 1)
    b = parse_binding(
        '{{ figure gdp 2016 definition=published by="A B" decimals=1 unit=no is 8600.5 }}', here
    )
    assert (b.kind, b.name, b.period, b.definition, b.by, b.decimals, b.unit) == (
        "figure", "gdp", "2016", "published", "A B", 1, False
    )  # fmt: skip
    assert b.claim is not None
    assert (b.claim.relation, b.claim.said) == ("is", Decimal("8600.5"))
    assert (
        parse_binding("{{figure a 2016<90}}", here).claim
        == parse_binding("{{ figure a 2016 < 90 }}", here).claim
    )
    at_least = parse_binding("{{ expect figure a 2016-Q1 ≥ -2 }}", here)
    assert at_least.claim is not None
    assert (at_least.shown, at_least.claim.relation, at_least.claim.said) == (False, ">=", Decimal(-2))


def test_a_status_that_a_page_may_claim_is_one_that_a_verdict_can_have() -> None:
    from typing import get_args

    assert set(get_args(StatusCode)) == set(STATUSES)


@pytest.mark.parametrize(
    ("source", "at", "word"),
    [
        ("{{ }}", "}}", "write"),
        ("{{ figur a 2016 }}", "figur", "did you mean 'figure'"),
        ("{{ figure }}", "}}", "needs an indicator"),
        ("{{ figure a }}", "}}", "needs a period"),
        ("{{ figure a is 3 }}", "is", "needs a period"),
        ("{{ figure a 2016 definiton=b }}", "definiton", "did you mean 'definition'"),
        ("{{ figure a 2016 area=1 area=2 }}", "area=2", "twice"),
        ("{{ figure a 2016 decimals=two }}", "decimals", "two"),
        ("{{ figure a 2016 unit=yes }}", "unit", "unit=no"),
        ("{{ figure a 2016 = 3 }}", "=", "not understood"),
        ("{{ figure a 2016 3 }}", "3 }", "not understood"),
        ("{{ figure a 2016 is }}", "}}", "what is claimed"),
        ("{{ figure a 2016 is 8,600 }}", "8,600", "not a number"),
        ("{{ figure a 2016 < good }}", "good", "not a number"),
        ("{{ figure a 2016 is 3 days }}", "days", "too much"),
        ('{{ figure a 2016 is 3" }}', '"', "too much"),
        ("{{ expect figure a 2016 }}", "}}", "needs a claim"),
        ("{{ status t < 3 }}", "<", "with 'is'"),
        ("{{ status t area=3 }}", "area", "takes no"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_word(source: str, at: str, word: str) -> None:
    with pytest.raises(BindingError) as error:
        parse_binding(source, Place("x", 1, 1))
    assert error.value.at == source.index(at)
    assert word in error.value.text.en
    assert error.value.text.zh


@pytest.mark.parametrize(
    ("words", "column", "code", "said"),
    [
        ("A {{ figure pm25-men 2016 }}", 13, "unknown-indicator", "did you mean 'pm25-mean'"),
        ("{{ figure pm25-mean 2016 }}", 11, "binding-definition", "definition=published-unstated"),
        ("{{ figure good-air-days 2016-13 }}", 25, "bad-period", "not a period"),
        ("{{ figure good-air-days 2016 definition=uci }}", 41, "unknown-definition", "uci"),
        ("{{ figure good-air-days 2016 by=beijing-goverment }}", 33, "unknown-organisation", "beijing-government"),
        ("{{ status pm25-meen }}", 11, "unknown-target", "did you mean 'pm25-mean'"),
        ("{{ status pm25-mean is achievd }}", 24, "unknown-status", "did you mean 'achieved'"),
        ("It is {{ figure good-air-days 2016", 7, "binding-open", "not closed"),
        ("中文 {{ figures good-air-days 2016 }}", 7, "binding-kind", "figure"),
    ],
)  # fmt: skip
def test_check_names_file_line_and_column(
    beijing: Path, cli: Commands, words: str, column: int, code: str, said: str
) -> None:
    file = page(beijing, f"{HEAD}\nFirst line.\n{words}\n")
    [error] = cli.errors(beijing)
    assert (error["file"], error["line"], error["column"], error["code"]) == (str(file), 6, column, code)
    assert said in error["message"]


@pytest.mark.parametrize(
    ("text", "name", "line", "code"),
    [
        ("No title.\n", "x.en.md", 1, "page-title"),
        ("---\ntitel: A page\n---\n", "x.en.md", 2, "unknown-key"),
        ("---\ntitle: [\n---\n", "x.en.md", 3, "yaml-syntax"),
        ("---\ntitle: '{{ figure a 2016 }}'\n---\n", "x.zh.md", 2, "page-title"),
        (HEAD, "x.md", 1, "page-name"),
        (HEAD, "x.fr.md", 1, "page-name"),
        ("", "x.en.md", 1, "empty-file"),
    ],
)
def test_how_a_page_begins_and_is_named_is_checked(
    beijing: Path, cli: Commands, text: str, name: str, line: int, code: str
) -> None:
    file = page(beijing, text, name)
    told = {(e["file"], e["line"], e["code"]) for e in cli.errors(beijing)}
    assert (str(file), line, code) in told


def test_what_of_the_markdown_is_not_shown_is_a_warning(beijing: Path, cli: Commands) -> None:
    file = page(
        beijing, f"{HEAD}Fine.\n\n<b>x</b>\n\n[a](javascript:x) ![b](c.png)\n\n[ok](https://example.org)\n"
    )
    told = cli.json("check", beijing)["problems"]
    assert [(p["severity"], p["file"], p["line"], p["code"]) for p in told] == [
        ("warning", str(file), 6, "page-markdown"),
        ("warning", str(file), 8, "page-markdown"),
        ("warning", str(file), 8, "page-markdown"),
    ]


@given(st.text(st.sampled_from(' {}"=<>≤isfigurestatusexpect 2016.-a\u4e2d'), max_size=60))
def test_whatever_stands_between_braces_is_read_or_told(inside: str) -> None:
    source = f"{{{{{inside}}}}}"
    told_at = 0
    try:
        parse_binding(source, Place("x"))
    except BindingError as error:
        told_at = error.at
    assert 0 <= told_at <= len(source)


@given(st.text(st.sampled_from("<>[]()!`|-*_#:/\\\n{}\"' abjsonclickhtdv&;=")))
def test_no_markdown_makes_html_of_its_own(text: str) -> None:
    tokens = parser().parse(text)
    every = [t for block in tokens for t in (block, *(block.children or ()))]
    assert not {t.type for t in every} & {"html_block", "html_inline", "image"}
    for token in every:
        assert set(token.attrs) <= {"href", "title", "start", "style"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org", True),
        ("../../targets/pm25-mean/", True),
        ("#part", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("mailto:a@example.org", False),
    ],
)
def test_links_lead_to_the_web_or_within_the_site(url: str, shown: bool) -> None:
    assert ("<a href=" in parser().render(f"[x]({url})")) is shown


def test_a_page_that_is_written_in_one_language_is_shown_in_it() -> None:
    plan = read_plan(BEIJING)
    [both] = plan.pages
    assert (both.title.en, both.title.zh) == ("What became of the two promises", "两项承诺的结果")
    assert both.wording("zh")[1] == "zh"


def test_a_plan_reads_its_pages_in_whatever_line_ends(beijing: Path) -> None:
    file = page(beijing, "", "x.zh.md")
    file.write_bytes(
        f"{HEAD}甲 {{{{ figure good-air-days 2016 }}}}\n".replace("\n", "\r\n").encode("utf-8-sig")
    )
    plan = open_plan(beijing).plan
    assert plan is not None
    found = plan.page("x")
    assert found is not None
    wording, lang = found.wording("en")
    assert (lang, wording.title) == ("zh", "A page")
    assert [(b.place.line, b.place.column) for b in wording.bindings] == [(4, 3)]


def test_both_languages_of_the_real_page_bind_the_same_figures() -> None:
    [real] = read_plan(BEIJING).pages
    assert real.en is not None
    assert real.zh is not None
    bound = [{(b.source, b.claim) for b in w.bindings} for w in (real.en, real.zh)]
    assert bound[0] == bound[1]
    assert len(bound[0]) > 20


@pytest.mark.parametrize(
    ("release", "code", "severity"),
    [
        ("{name: a, title: {en: A}, due: 2017-13-01, known: 2016-01-01}", "bad-value", "error"),
        ("{name: a, title: {en: A}, due: 2017-03-01T09:00+08:00, known: 2016-01-01}", "bad-value", "error"),
        ("{name: A b, title: {en: A}, due: 2017-03-01, known: 2016-01-01}", "bad-value", "error"),
        ("{name: a, title: {en: A}, due: 2017-03-01, known: 2017-03-01}", "not-ahead", "warning"),
        ("{name: a, title: {en: A}, known: 2017-03-01}", "missing-key", "error"),
    ],
)
def test_an_announced_release_is_checked(
    beijing: Path, cli: Commands, release: str, code: str, severity: str
) -> None:
    with (beijing / "plan.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nreleases:\n  - {release}\n")
    told = cli.json("check", beijing, exit_code=1 if severity == "error" else 0)["problems"]
    assert [(p["code"], p["severity"]) for p in told] == [(code, severity)]


def test_a_release_is_announced_once(beijing: Path, cli: Commands) -> None:
    one = "{name: a, title: {en: A}, due: 2017-03-01, known: 2016-01-01}"
    with (beijing / "plan.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nreleases:\n  - {one}\n  - {one}\n")
    [error] = cli.errors(beijing)
    assert error["code"] == "duplicate-id"
