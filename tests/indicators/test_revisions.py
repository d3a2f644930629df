"""Revisions of one authority and conflicts between several are told apart, and measured."""

import csv
import gzip
import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, Commands
from small_plan import SmallPlan

from qualicity.indicators import revisions
from qualicity.methods.revisions import revision_statistics


def test_foshans_gdp_of_2016_is_a_revision_by_its_government_and_a_conflict_with_the_press(
    cli_loaded: Commands,
) -> None:
    (gdp,) = cli_loaded.json("revisions", FOSHAN, "gdp")["indicators"]
    (y2016,) = (r for r in gdp["revised"] if r["period"] == "2016")
    assert y2016["authority"] == "Foshan Municipal Government"
    assert [(v["vintage"], v["value"]) for v in y2016["vintages"]] == [
        ("2017-01-10", 8600.0),
        ("2022-01-07", 8756.3),
    ]
    assert y2016["revision"] == 156.3
    assert y2016["percent"] == pytest.approx(100 * 156.3 / 8600)
    (conflict,) = (c for c in gdp["conflicts"] if c["period"] == "2016")
    assert {(f["authority"], f["value"]) for f in conflict["figures"]} == {
        ("Foshan Municipal Government", 8756.3),
        ("press", 8630.0),
    }


def test_a_revision_is_not_known_before_it_was_published(cli_loaded: Commands) -> None:
    (gdp,) = cli_loaded.json("revisions", FOSHAN, "gdp", "--as-of", date(2020, 1, 1).isoformat())[
        "indicators"
    ]
    assert "2016" not in {r["period"] for r in gdp["revised"]}


def test_without_an_indicator_only_those_with_something_to_tell_are_listed(cli_loaded: Commands) -> None:
    told = cli_loaded.json("revisions", FOSHAN)["indicators"]
    assert "gdp" in {r["indicator"] for r in told}
    assert all(r["revised"] or r["conflicts"] for r in told)


def test_an_unknown_indicator_is_refused_with_a_suggestion(cli_loaded: Commands) -> None:
    answer = cli_loaded.run("revisions", FOSHAN, "gpd")
    assert (answer.exit_code, "did you mean 'gdp'" in answer.output) == (2, True)


def test_statistics_of_too_few_revisions_are_missing_and_never_zero() -> None:
    assert revision_statistics([]).mean is None
    one = revision_statistics([2.0])
    assert (one.mean, one.sd, one.t) == (2.0, None, None)
    assert revision_statistics([2.0, 2.0]).t is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0.01, 100))
def test_the_t_statistic_does_not_depend_on_the_unit(values: list[float], factor: float) -> None:
    one, other = revision_statistics(values), revision_statistics([v * factor for v in values])
    if one.t is not None and other.t is not None and one.sd and one.sd > 1e-6:
        assert math.isclose(one.t, other.t, rel_tol=1e-6, abs_tol=1e-9)
    assert one.mean_absolute is not None
    assert abs(one.mean or 0) <= one.mean_absolute * (1 + 1e-12) + 1e-12


def test_foshans_conflicts_are_shown_beside_its_revisions(cli_loaded: Commands) -> None:
    told = cli_loaded.run("revisions", FOSHAN, "gdp").stdout
    lines = told.splitlines()
    (y2015,) = (line for line in lines if line.startswith("2015\t"))
    assert "8,003.92 2016-12-31\t8,107.6 2021-02-04\t+103.68\t+1.3" in y2015
    (y2016,) = (line for line in lines if "8,756.3" in line and "→" not in line and line.startswith("2016\t"))
    assert "≈ 8,600 2017-01-10\t8,756.3 2022-01-07\t+156.3\t+1.82" in y2016
    assert "2016\t8,630\tpress\t2017-09-30" in lines
    assert "2021\t≥ 11,600\tFoshan Municipal Government\t2022-01-07" in lines
    assert "\t12,156.54\tFoshan Statistics Bureau\t2022-01-25" in lines
    assert "2 published figures were revised. Revisions in %: mean +1.556" in told
    assert "已公布数据修订 2 项" in cli_loaded.run("revisions", FOSHAN, "gdp", "--lang", "zh").stdout


def test_the_summary_has_a_line_for_each_indicator_with_something_to_tell(cli_loaded: Commands) -> None:
    lines = cli_loaded.run("revisions", FOSHAN).stdout.splitlines()
    (gdp,) = (line.split("\t") for line in lines if line.startswith("gdp\t"))
    assert gdp[:4] == ["gdp", "2", "%", "+1.556"]
    assert gdp[7:] == ["≈ 8,600 → 8,756.3 (2016)", "3"]
    assert any(line.startswith("good-air-days\t") for line in lines), "a conflict alone is told too"


def test_an_indicator_in_percent_is_revised_in_points(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator()
    plan.figure("2016", 40, released="2017-02-01")
    plan.figure("2016", 42, released="2018-02-01")
    plan.load()
    found = revisions(plan.view().figures, "cover")
    assert (found.unit, found.statistics.mean, found.revised[0].percent) == ("points", 2.0, 5.0)


def test_statistics_of_the_gdp_vintages_are_those_that_numpy_gives(
    tmp_path: Path, reference_data: Path
) -> None:
    """Switzerland's quarters from 2004 to 2008 in every quarterly publication until 2010, against plain numpy."""
    np = pytest.importorskip("numpy")
    plan, triangle = SmallPlan(tmp_path / "small"), dict[str, list[tuple[str, float]]]()
    plan.indicator("gdp", unit="CNY 100m", measure="flow")
    with gzip.open(reference_data / "revisions" / "gdp_vintages_long.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["id"] != "CHE" or not "2004" <= row["time"] < "2009" or row["pub_date"] > "2010":
                continue
            month = int(row["time"][5:7])
            period = f"{row['time'][:4]}-Q{(month + 2) // 3}"
            triangle.setdefault(period, []).append((row["pub_date"], float(row["value"])))
            plan.figure(period, row["value"], indicator="gdp", unit="CNY 100m", released=row["pub_date"])
    plan.load()
    found = revisions(plan.view().figures, "gdp")
    several = {p: [v for _, v in sorted(vs)] for p, vs in triangle.items() if len(vs) > 1}
    assert len(several) > 15
    assert {r.key[2]: len(r.vintages) for r in found.revised} == {p: len(vs) for p, vs in several.items()}
    shares = np.array([100 * (vs[-1] - vs[0]) / abs(vs[0]) for vs in several.values()])
    told = found.statistics
    assert told.n == len(shares)
    assert told.mean == pytest.approx(np.mean(shares))
    assert told.mean_absolute == pytest.approx(np.mean(np.abs(shares)))
    assert told.sd == pytest.approx(np.sqrt(np.sum((shares - shares.mean()) ** 2) / (len(shares) - 1)))
    assert told.t == pytest.approx(shares.mean() / (shares.std(ddof=1) / np.sqrt(len(shares))))
