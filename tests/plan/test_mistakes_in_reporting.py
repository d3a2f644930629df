"""One mistake in what a dataset says of its reporting: one error, with its place, its code and a suggestion."""

from pathlib import Path

import pytest
from mistakes import Mistake, expect_one_error, replaced
from rooms_fixtures import Commands, cases, copy_plan

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
INSPECTIONS, WATER = "datasets/inspections.yaml", "datasets/water_sections.yaml"

MISTAKES = (
    Mistake(
        "an organisation that is not there",
        replaced(INSPECTIONS, "organisation: north-district", "organisation: noth-district", "noth-district"),
        "unknown-organisation",
        ("did you mean 'north-district'?",),
    ),
    Mistake(
        "a field that is not there",
        replaced(INSPECTIONS, "where: {area: SC-N}", "where: {aria: SC-N}", "SC-N"),
        "unknown-field",
        ("did you mean 'area'?",),
    ),
    Mistake(
        "a step of the review that is nobody",
        replaced(INSPECTIONS, "[organisation, market-bureau]", "[organisation, market-buro]", "market-buro"),
        "unknown-step",
        ("did you mean 'market-bureau'?",),
    ),
    Mistake(
        "nobody reports it",
        replaced(
            WATER,
            "owner: water-bureau\nfrequency: M\ndue: {after: P10D}\nreporting:\n  review",
            "frequency: M\ndue: {after: P10D}\nreporting:\n  review",
            "review",
        ),
        "reporting-nobody",
        ("owner",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("mistake", cases(MISTAKES, lambda m: m.name))
def test_one_mistake_about_reporting_is_one_error(mistake: Mistake, tmp_path: Path, cli: Commands) -> None:
    expect_one_error(mistake, copy_plan(SAMPLE, tmp_path / "sample-city"), cli)
