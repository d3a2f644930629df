"""One mistake in an indicator, a dataset or the text: one error, with its place, its code and a suggestion."""

from pathlib import Path

import pytest
from mistakes import Make, Mistake, added, expect_one_error, in_gbk, replaced, written
from rooms_fixtures import Commands, Spot, cases

GDP, FOREST, AIR = "indicators/gdp.yaml", "indicators/forest-cover.yaml", "indicators/good-air-days.yaml"
AREAS, PUBLISHED = "datasets/areas.yaml", "datasets/published_figures.yaml"


def circle(plan: Path) -> Spot:
    """Two indicators, each computed from the other."""
    for name, other in (("circle-a", "circle-b"), ("circle-b", "circle-a")):
        made_up(f"[{other}] + 1", name)(plan)
    return Spot(plan / "indicators" / "circle-a.yaml", 5, 12)


def made_up(value: str, name: str = "made-up") -> Make:
    """An indicator more, with a formula."""
    head = "title: {en: A, zh: 甲}\nunit: count\ndefinitions:\n  - id: made\n"
    return written(f"indicators/{name}.yaml", f'{head}    value: "{value}"\n'.encode(), 5, 12)


def aggregate(value: str) -> Make:
    """Another expression over the monthly bulletins."""
    return replaced(AIR, "value: max(value)", f'value: "{value}"', f'"{value}"')


MISTAKES = (
    Mistake(
        "misspelt id of an indicator's file",
        replaced(FOREST, "id: forest-cover\n", "id: forest-covr\n", "forest-covr"),
        "id-not-stem",
        ("forest-covr", "did you mean 'forest-cover'?"),
    ),
    Mistake(
        "duplicate definition",
        replaced(AIR, "  - id: stations-14th-plan\n", "  - id: stations-13th-plan\n", "stations-13th"),
        "duplicate-id",
        ("stations-13th-plan", "already used"),
    ),
    Mistake(
        "another known unit, where its figures tell",
        replaced(GDP, "unit: CNY 100m", "unit: CNY 10k", "CNY 10k"),
        "wrong-unit",
        ("CNY 10k", "did you mean 'CNY 100m'?"),
    ),
    Mistake(
        "another known unit, where its target tells too",
        replaced(FOREST, 'unit: "%"', "unit: points", "points"),
        "wrong-unit",
        ("points", "did you mean '%'?"),
    ),
    Mistake(
        "unknown unit",
        replaced(GDP, "unit: CNY 100m", "unit: CNY 100n", "CNY 100n"),
        "unknown-unit",
        ("did you mean 'CNY 100m'?",),
    ),
    Mistake(
        "unknown unit, where its target tells too",
        replaced(FOREST, 'unit: "%"', "unit: percent", "percent"),
        "unknown-unit",
        ("percent",),
    ),
    Mistake("a circle", circle, "cycle", ("circle-a → circle-b → circle-a",)),
    Mistake(
        "unknown key in an indicator",
        replaced(GDP, "better: higher\n", "beter: higher\n", "beter"),
        "unknown-key",
        ("did you mean 'better'?",),
    ),
    Mistake(
        "unknown key in a definition",
        replaced(GDP, "    confidence: high\n", "    confidance: high\n", "confidance"),
        "unknown-key",
        ("did you mean 'confidence'?",),
    ),
    Mistake(
        "unknown key in a title", replaced(GDP, ", zh: 地区", ", hz: 地区", "hz"), "unknown-key", ("hz",)
    ),
    Mistake(
        "unknown key in a dataset",
        replaced(AREAS, "frequency: irregular\n", "freqency: irregular\n", "freqency"),
        "unknown-key",
        ("did you mean 'frequency'?",),
    ),
    Mistake(
        "a key that stands twice",
        replaced(GDP, "measure: flow\n", "measure: flow\nmeasure: stock\n", "measure: stock"),
        "duplicate-key",
        ("measure",),
    ),
    Mistake(
        "a dataset without its title",
        replaced(AREAS, "title: {en: Areas, zh: 地区}\n", "", ""),
        "missing-key",
        ("title",),
    ),
    Mistake(
        "a key that is no field",
        replaced(AREAS, "primaryKey: [code]", "primaryKey: [cod]", "cod]"),
        "unknown-field",
        ("did you mean 'code'?",),
    ),
    Mistake("a tab", replaced(GDP, "definitions:\n", "definitions:\n\t", "\t"), "yaml-syntax", ("tab",)),
    Mistake(
        "a tab in a dataset",
        replaced(PUBLISHED, "concepts:\n", "concepts:\n\t", "\t"),
        "yaml-syntax",
        ("tab",),
    ),
    Mistake("an empty indicator", written(GDP, b" \n"), "empty-file", ("empty",)),
    Mistake("an empty dataset", written(AREAS, b""), "empty-file", ("empty",)),
    Mistake("an indicator in GBK", in_gbk(GDP), "encoding", ("not UTF-8", "GBK")),
    Mistake("a dataset in GBK", in_gbk(AREAS), "encoding", ("not UTF-8", "GBK")),
    Mistake("a text in GBK", in_gbk("text/en.md"), "encoding", ("not UTF-8", "GBK")),
    Mistake(
        "a YAML alias inside itself",
        replaced(GDP, "better: higher\n", "note: &self {en: *self}\n", "&self"),
        "yaml-syntax",
    ),
    Mistake("a function that is not allowed", aggregate("hash(value)"), "expression", ("hash",)),
    Mistake("a misspelt function", aggregate("medain(value)"), "expression", ("did you mean 'median'?",)),
    Mistake("a misspelt field", aggregate("max(valeu)"), "expression", ("did you mean 'value'?",)),
    Mistake(
        "a file that is read",
        aggregate("max(value) + (select count(*) from 'areas.csv')"),
        "expression",
        ("not allowed",),
    ),
    Mistake("a field outside of an aggregate", aggregate("value"), "expression", ("aggregate",)),
    Mistake("a sum of words", aggregate("sum(area)"), "expression", ("sum",)),
    Mistake(
        "a misspelt field in a filter",
        replaced(AIR, "filter: item =", "filter: itme =", "itme"),
        "expression",
        ("did you mean 'item'?",),
    ),
    Mistake("a misspelt reference", made_up("[gpd] + 1"), "unknown-indicator", ("did you mean 'gdp'?",)),
    Mistake(
        "a misspelt definition in a reference",
        made_up("[gdp:publishd] + 1"),
        "unknown-definition",
        ("did you mean 'published'?",),
    ),
    Mistake(
        "a clause that stands twice",
        added("text/en.md", "\n[3.1] Said again. {narrative}", "[3.1]"),
        "duplicate-id",
        ("3.1",),
    ),
    Mistake(
        "a Chinese clause that the English text has not",
        replaced("text/zh.md", "\n[2.2] ", "\n[2.22] ", "[2.22]"),
        "unknown-clause",
        ("2.22",),
    ),
)


@pytest.mark.parametrize("mistake", cases(MISTAKES, lambda m: m.name))
def test_one_mistake_in_a_file_is_one_error(mistake: Mistake, foshan: Path, cli: Commands) -> None:
    expect_one_error(mistake, foshan, cli)
