"""What cannot be estimated from a sample says why, in both languages, and gives no figure."""

import math
from pathlib import Path

import numpy as np
import pytest
from estimate_tables import MEAN, SHARE, calc, one, texts

from qualicity.errors import UsageError
from qualicity.methods.calc import calculate_file
from qualicity.methods.sampling.estimates import survey_mean

LONELY = {
    "value": np.array([1.0, 3, 5, 9, 20]),
    "strata": texts("aabbc"),
    "weight": np.array([2.0, 2, 3, 3, 4]),
}


def test_a_stratum_with_one_unit_gives_a_reason_unless_one_says_what_to_do() -> None:
    failed = one(survey_mean(LONELY))
    assert math.isnan(failed["estimate"])
    assert "stratum 'c' has one unit only" in failed["reason"]
    weight, value = LONELY["weight"], LONELY["value"]
    mean = (weight * value).sum() / weight.sum()
    z = weight * (value - mean) / weight.sum()
    known = (z[0] - z[1]) ** 2 + (z[2] - z[3]) ** 2
    by_hand = {"certainty": known, "remove": known, "average": known * 1.5, "adjust": known + z[4] ** 2}
    for option, variance in by_hand.items():
        found = one(survey_mean(LONELY, lonely_psu=option))
        assert found["se"] == pytest.approx(math.sqrt(variance)), option
        assert found["df"] == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("value\n", "no row has a value"),
        ("value\n5\n", "one unit only"),
        ("id,value\n1,\n2,NA\n", "no row has a value"),
        ("value,weight\n5,0\n6,\n", "no row has a weight above 0"),
        ("value,strata\n1,\n2,NA\n", "no row has a weight above 0, a stratum and a psu"),
        ("value,strata,fpc\n1,a,9\n2,a,9\n1,b,\n2,b,\n", "stratum 'b' has no fpc"),
        ("value\n1e308\n-1e308\n1e308\n", "too large"),
    ],
)
def test_poor_samples_give_a_reason_and_no_estimate(tmp_path: Path, text: str, reason: str) -> None:
    (row,), said = calc(tmp_path, MEAN, text)
    assert reason in row["reason"]
    assert reason in said
    assert not any(row[n] for n in ("estimate", "se", "ci_low", "ci_high", "deff"))


def test_what_only_rounding_makes_differ_has_no_error_and_says_so(tmp_path: Path) -> None:
    rows = "".join(f"{kind},{weight},{kind}\n" for kind, weight in (("E", 0.1), ("M", 0.7)) for _ in range(7))
    (row,), _ = calc(tmp_path, SHARE, f"value,weight,strata\n{rows}", of="E")
    assert float(row["se"]) == 0
    assert "the interval has no width" in row["note"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("value,fpc\n1,9\n2,8\n", "two values in fpc"),
        ("value,fpc\n1,1.5\n2,1.5\n3,1.5\n", "has 1.5 units, but 3 were drawn"),
        ("value,strata,fpc\n1,a,9\n2,a,9\n1,b,0.5\n2,b,0.5\n", "all of one kind"),
        ("value\n1\nmany\n", "'many' is no number"),
    ],
)
def test_designs_that_contradict_themselves_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        calc(tmp_path, MEAN, text)
    assert said in refused.value.text.en
    assert refused.value.text.zh


def test_rows_without_a_value_are_counted_and_their_units_stay_drawn(tmp_path: Path) -> None:
    (row,), _ = calc(tmp_path, MEAN, "编号,value\n1,2\n2,\n3,4\n4,NA\n5,9\n")
    assert (row["n"], row["n_missing"], row["df"]) == ("3", "2", "2")
    assert float(row["estimate"]) == 5
    # R: svymean(~value, subset(svydesign(~1, data), !is.na(value))): 5 units drawn, 3 in the domain
    assert float(row["se"]) == pytest.approx(math.sqrt(5 / 4 * (9 + 1 + 16) / 9))
    assert "2 row(s) left out" in row["note"]


def test_domains_stand_for_themselves_but_on_the_whole_design(tmp_path: Path) -> None:
    text = "分数,区,类\n1,a,甲\n2,a,甲\n3,a,乙\n4,b,甲\n6,b,\n8,b,丙\n7,b,丙\n"
    rows, said = calc(tmp_path, MEAN, text, value="分数", strata="区", by="类")
    assert [r["domain"] for r in rows] == ["甲", "乙", "丙"]
    assert rows[0]["n_psus"] == "3"
    assert float(rows[0]["estimate"]) == pytest.approx(7 / 3)
    assert "no degrees of freedom" in rows[1]["reason"]
    assert float(rows[2]["estimate"]) == 7.5
    assert "1 of 3 without an estimate" in said


@pytest.mark.parametrize(
    "text",
    [
        "value\n1\n",
        "value\n1\n2\n",
        "value\n1e308\n-1e308\n",
        "value,strata\n1,a\n3,a\n1,b\n",
        "value,strata,psu\n1,a,x\n2,a,y\n,b,x\n3,b,x\n3,b,y\n",
        "value,weight\n5,1\n5,2\n",
        "value,weight\n5,0\n5,0\n",
        "value,fpc\n5,2\n6,2\n",
        "value,strata,fpc\n1,a,\n2,a,\n",
        "value,psu,fpc\n1,x,9\n2,y,9\n",
        "id,value,strata\n1,,a\n",
    ],
)
def test_what_is_said_is_said_in_chinese_too(tmp_path: Path, text: str) -> None:
    (tmp_path / "in.csv").write_text(text, "utf-8")
    notes = calculate_file(MEAN, tmp_path / "in.csv", tmp_path / "out.csv")
    said = [str(n.zh) for n in notes if n.en.startswith(("design", "note", "1 of 1"))]
    assert len(said) >= 2
    words = ("sample", "weights", "population", "small", "unit", "interval", "row", "stratum")
    assert not [s for s in said if any(w in s for w in words)], said
