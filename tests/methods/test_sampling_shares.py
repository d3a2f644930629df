"""Shares from samples, of answers as tables have them; they and their intervals lie between 0 and 1."""

import math
from pathlib import Path

import numpy as np
import pytest
from estimate_tables import SHARE, calc, one, rate, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from qualicity.errors import UsageError
from qualicity.methods.sampling.estimates import survey_proportion


@pytest.mark.parametrize(
    ("answers", "of", "share"),
    [
        ("yes,no,YES,n", "", 0.5),
        ("1,0,0,0", "", 0.25),
        ("是,否,是,是", "", 0.75),
        ("合格,不合格,合格,合格", "", 0.75),
        ("pass,fail,pass,pass", "no", 0.25),
        ("true,false,NA,true", "", 2 / 3),
        ("minor,none,major,none", "none", 0.5),
        ("minor,none,major,none", "minor", 0.25),
        ("3.0,4,3,4", "3", 0.5),
        ("a,b,c,d", "e", 0.0),
    ],
)
def test_answers_as_tables_have_them(answers: str, of: str, share: float) -> None:
    found = one(survey_proportion({"value": texts(answers.split(","))}, of))
    assert found["estimate"] == pytest.approx(share)
    assert 0 <= found["ci_low"] <= found["estimate"] <= found["ci_high"] <= 1


def test_answers_that_are_no_yes_or_no_need_to_be_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--set of=minor") as refused:
        calc(tmp_path, SHARE, "value\nminor\nmajor\n\n")
    assert refused.value.text.zh


def test_where_all_pass_the_interval_is_the_exact_one() -> None:
    found = one(survey_proportion({"value": texts(["合格"] * 20)}))
    exact = rate(20, 20)
    assert [found["estimate"], found["se"]] == [1, 0]
    assert [found["ci_low"], found["ci_high"]] == pytest.approx([exact["cp_lo"], 1])
    assert "Clopper" in found["interval"]
    clustered = one(survey_proportion({"value": texts(["合格"] * 20), "psu": texts(np.repeat([*"abcd"], 5))}))
    assert clustered["ci_low"] < found["ci_low"]


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.1, 50), st.sampled_from("abc")), min_size=1, max_size=40)
)
@settings(max_examples=60)
def test_a_share_lies_in_its_interval_and_that_between_0_and_1(rows: list[tuple[bool, float, str]]) -> None:
    answers, weights, strata = zip(*rows, strict=True)
    columns = {
        "value": texts([int(a) for a in answers]),
        "weight": np.array(weights),
        "strata": texts(strata),
    }
    found = one(survey_proportion(columns, lonely_psu="adjust"))
    if found["reason"] is not None:
        assert math.isnan(found["estimate"])
        return
    assert 0 <= found["ci_low"] <= found["estimate"] <= found["ci_high"] <= 1
    others = one(survey_proportion(columns, "no", lonely_psu="adjust"))
    assert others["estimate"] == pytest.approx(1 - found["estimate"])
    assert others["ci_low"] == pytest.approx(1 - found["ci_high"], abs=1e-9)
