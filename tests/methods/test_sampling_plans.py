"""Plans by AQL and switching: the whole table, the worked cases, and what rows and parameters may say."""

import csv
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from calc_fixtures import calc, given, made, refused
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from qualicity.methods import load_methods
from qualicity.methods.sampling.acceptance import single_plan, switching
from qualicity.methods.sampling.acceptance.tables import CODES, INSPECTIONS, LEVELS, NORMAL, tables

METHODS = load_methods()
PLAN, SWITCHING = METHODS["sampling.single_plan"], METHODS["sampling.switching"]
CASES = Path(__file__).resolve().parents[1] / "data" / "sampling" / "iso2859_1_switching_cases.json"
A_LOT_OF = dict(
    zip(CODES, (2, 9, 16, 26, 51, 91, 151, 281, 501, 1201, 3201, 10001, 35001, 150001, 500001), strict=False)
)
"""The smallest lot of each code letter at level II, from A (2) on; R needs level III."""


def records(table: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def plan(tmp_path: Path, text: str, **arguments: Any) -> list[dict[str, str]]:
    return records(made(tmp_path, PLAN, text, arguments=arguments))


# -- single plans -------------------------------------------------------------------------------------------


def test_the_plans_are_those_of_the_whole_reference_table(tmp_path: Path, reference_data: Path) -> None:
    with (reference_data / "sampling" / "iso2859_1_single_plans_arrow_resolved.csv").open() as file:
        wanted = list(csv.DictReader(file))
    lots = {code: (lot, "II") for code, lot in A_LOT_OF.items()} | {"Q": (500001, "II"), "R": (500001, "III")}
    lines = ["lot_size,level,aql,inspection"]
    for row in wanted:
        lot, level = lots[row["code"]]
        lines.append(f"{lot},{level},{row['aql']},{row['inspection']}")
    found = plan(tmp_path, "\n".join(lines) + "\n")
    assert len(found) == len(CODES) * 26 * 3
    for row, of in zip(wanted, found, strict=True):
        full = int(row["n"]) >= int(of["lot_size"])
        assert [of[c] for c in ("code", "table_n", "ac", "re")] == [row[c] for c in ("code", "n", "ac", "re")]
        assert of["full_inspection"] == str(full).lower()
        assert of["n"] == (of["lot_size"] if full else row["n"])


def test_code_letters_are_those_of_the_reference_at_both_ends_of_each_range(reference_data: Path) -> None:
    with (reference_data / "sampling" / "iso2859_1_code_letters.csv").open() as file:
        rows = list(csv.DictReader(file))
    for end in ("lot_min", "lot_max"):
        lot = np.array([float(row[end] or 1e12) for row in rows])
        found = single_plan(
            {"lot_size": lot, "level": np.array([r["level"] for r in rows], dtype=object)}, aql="1"
        )
        assert list(found["code"]) == [row["code"] for row in rows]


def test_well_known_plans(tmp_path: Path) -> None:
    text = "lot_size,level,aql,inspection\n1000,II,1.0,normal\n1000,II,1.0,tightened\n3200,III,0.65,normal\n20,S-1,4.0,normal\n"
    found = [[row[c] for c in ("code", "n", "ac", "re")] for row in plan(tmp_path, text)]
    assert found == [
        ["J", "80", "2", "3"],
        ["J", "80", "1", "2"],
        ["L", "200", "3", "4"],
        ["A", "3", "0", "1"],
    ]


def test_a_lot_that_the_plan_exceeds_is_inspected_whole(tmp_path: Path) -> None:
    found = plan(tmp_path, "lot_size\n125\n124\n126\n", aql="0.10")
    assert [(r["code"], r["n"], r["full_inspection"]) for r in found] == [
        ("F", "125", "true"),
        ("F", "124", "true"),
        ("F", "125", "false"),
    ]


def test_cells_count_before_parameters_and_words_may_be_written_as_people_do(tmp_path: Path) -> None:
    text = "lot_size,aql,level,inspection,note\n1000,0.65,Ⅱ,正常,a\n1000,,,,b\n1000,1,s2,加严检验,c\n1000,0.650,III,TIGHTENED,d\n"
    found = plan(tmp_path, text, aql="1.0", level="I")
    assert [(r["code"], r["n"], r["ac"], r["note"]) for r in found] == [
        ("J", "80", "1", "a"),
        ("G", "50", "1", "b"),
        ("C", "20", "0", "c"),
        ("K", "125", "1", "d"),
    ]


@pytest.mark.parametrize("aql", ["0.010", "0.01", ".01", "1e-2"])
def test_an_aql_is_a_number_however_written(tmp_path: Path, aql: str) -> None:
    assert plan(tmp_path, f"lot_size,aql\n600000,{aql}\n")[0]["n"] == "1250"
    assert plan(tmp_path, "lot_size\n600000\n", aql=aql)[0]["n"] == "1250"


def test_what_has_no_plan_says_why_and_is_not_rounded_to_one(tmp_path: Path) -> None:
    text = (
        "lot_size,aql,level,inspection\n1,1,II,normal\n0,1,II,normal\n-5,1,II,normal\n,1,II,normal\n90,,II,normal\n"
        "90,3,II,normal\n90,0,II,normal\n90,1,IV,normal\n90,1,II,strict\n90,1,中,normal\n"
    )
    found = plan(tmp_path, text)
    assert [(r["reason"], r["flags"]) for r in found] == [
        ("lot_size is below 2: the table begins at 2", ""),
        ("lot_size is below 2: the table begins at 2", ""),
        ("lot_size is missing", "lot_size<0"),
        ("lot_size is missing", ""),
        ("aql is missing", ""),
        ("aql is not one of the table's", ""),
        ("aql is not one of the table's", ""),
        ("no such level", ""),
        ("no such inspection", ""),
        ("no such level", ""),
    ]
    assert {r[c] for r in found for c in ("code", "n", "ac", "re", "full_inspection")} == {""}


def test_without_any_aql_it_is_asked_for(tmp_path: Path) -> None:
    assert "--set aql=1.0" in refused(tmp_path, "lot_size\n1000\n", PLAN)
    assert "not '1%'" in refused(tmp_path, "lot_size\n1000\n", PLAN, arguments={"aql": "1%"})
    assert "'1.0%' is no number" in refused(tmp_path, "lot_size,aql\n1000,1.0%\n", PLAN)


def test_a_table_without_rows_gives_none(tmp_path: Path) -> None:
    assert len(made(tmp_path, PLAN, "lot_size,aql\n")) == 1
    assert len(made(tmp_path, SWITCHING, "d\n", arguments={"code": "J", "aql": "1"})) == 1


@settings(max_examples=60, deadline=None)
@drawn(st.integers(2, 2_000_000), st.sampled_from(LEVELS), st.sampled_from(range(26)))
def test_tightened_never_asks_less_than_normal_and_nothing_more_than_the_lot(
    lot: int, level: str, place: int
) -> None:
    aql = str(tables().aqls[place])
    n, ac = (
        [single_plan({"lot_size": np.array([float(lot)])}, level, aql, how)[column][0] for how in INSPECTIONS]
        for column in ("n", "ac")
    )
    assert max(n) <= lot
    assert n[1] > n[0] or ac[1] <= ac[0]
    assert n[2] <= n[0]


# -- switching ----------------------------------------------------------------------------------------------


def switched(d: list[Any], **arguments: Any) -> list[dict[str, Any]]:
    columns = arguments.pop("columns", {})
    arguments = {"code": "J", "aql": "1.0"} | arguments
    found = switching({"d": np.array(d, dtype=float), **columns}, **arguments)
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


@pytest.mark.parametrize("case", json.loads(CASES.read_text("utf-8")))
def test_the_worked_cases_come_out_lot_by_lot(case: str, tmp_path: Path) -> None:
    of = json.loads(CASES.read_text("utf-8"))[case]
    text = "lot,d\n" + "".join(f"{n},{d}\n" for n, d in enumerate(of["d"], 1))
    results = []
    for given_as in ({"code": "J", "aql": "1.0"}, {"lot_size": "1000", "aql": "1.0"}, {"n": "80", "ac": "2"}):
        out = tmp_path / "out.csv"
        calc(SWITCHING, given(tmp_path, text), out, given_as)
        with out.open() as file:
            results.append(list(csv.DictReader(file)))
    assert results[0] == results[1] == results[2]
    for lot, wanted in zip(results[0], of["expected"], strict=True):
        for name in ("state", "n", "ac", "accepted", "switching_score", "next_state"):
            said = wanted.get(name, "")
            assert lot[name] == (str(said).lower() if isinstance(said, bool) else str(said)), (name, lot)
        assert (lot["reduced_eligible"] == "true") == wanted.get("reduced_eligible", False)


def test_the_shipped_cases_are_those_of_the_reference(reference_data: Path) -> None:
    reference = reference_data / "sampling" / "iso2859_1_switching_cases.json"
    assert json.loads(CASES.read_text("utf-8")) == json.loads(reference.read_text("utf-8"))


def test_reduced_inspection_begins_with_the_authority_and_ends_with_a_refused_or_a_doubtful_lot() -> None:
    lots = switched([0] * 12 + [4], approved=True)
    assert [lot["state"] for lot in lots] == ["normal"] * 10 + ["reduced"] * 3
    assert (lots[9]["switching_score"], lots[9]["reduced_eligible"], lots[9]["next_state"]) == (
        30,
        True,
        "reduced",
    )
    assert (lots[12]["n"], lots[12]["ac"], lots[12]["re"], lots[12]["next_state"]) == (32, 1, 3, "normal")
    assert lots[12]["accepted"] is False
    doubtful = switched([2, 0], start="reduced")
    assert (doubtful[0]["accepted"], doubtful[1]["state"], doubtful[1]["switching_score"]) == (
        True,
        "normal",
        3,
    )
    assert [lot["state"] for lot in switched([0, 0], start="reduced", steady=False)] == ["reduced", "normal"]
    assert not switched([0] * 11, approved=True, steady=False)[10]["reduced_eligible"]


def test_a_small_acceptance_number_scores_two_for_each_accepted_lot() -> None:
    assert [lot["switching_score"] for lot in switched([0, 1, 1, 2, 0], aql="0.65")] == [2, 4, 6, 0, 2]
    assert [lot["switching_score"] for lot in switched([0, 0, 1], aql="0.15")] == [2, 4, 0]


def test_the_plan_one_step_tighter_has_the_acceptance_number_before_it() -> None:
    ladder = sorted({int(ac) for ac in tables().ac[NORMAL].ravel()})
    of = tables()
    used = of.letter_of(of.n[NORMAL])
    for code in range(len(CODES)):
        for aql in range(1, len(of.aqls)):
            if (ac := of.ac[NORMAL, code, aql]) >= 2:
                assert of.ac[NORMAL, used[code, aql], aql - 1] == ladder[ladder.index(ac) - 1]


def test_each_series_has_its_own_course_and_lots_submitted_again_do_not_count(tmp_path: Path) -> None:
    text = "supplier,d,again\na,3,\nb,0,\na,9,yes\nb,3,\na,3,no\nb,,\na,0,\n"
    arguments = {"series": "supplier", "code": "J", "aql": "1"}
    found = records(made(tmp_path, SWITCHING, text, arguments=arguments, renamed={"again": "resubmitted"}))
    assert [r["state"] for r in found] == ["normal"] * 6 + ["tightened"]
    assert [r["accepted"] for r in found] == ["false", "true", "false", "false", "false", "", "true"]
    assert found[2]["reason"] == "resubmitted: does not count for the switching"
    assert (found[5]["reason"], found[5]["next_state"]) == ("d is missing", "normal")


def test_acceptance_resumes_with_tightened_inspection_only_when_somebody_says_so() -> None:
    d = [3, 3, *[2] * 5, 0, 0, 0]
    again = np.array([None] * 8 + [True, None], dtype=object)
    lots = switched(d, columns={"resumed": again})
    assert [lot["state"] for lot in lots[6:]] == ["tightened", "discontinued", "tightened", "tightened"]
    assert lots[7]["accepted"] is None
    assert lots[7]["reason"] == "acceptance is discontinued until resumed"
    told = SWITCHING.tells(switching({"d": np.array(d[:8], dtype=float)}, code="J", aql="1"))  # type: ignore[misc]
    assert "discontinued" in told[-1].en


def test_lots_of_different_sizes_have_plans_of_their_own(tmp_path: Path) -> None:
    text = "d,lot_size,n,ac\n0,1000,80,2\n0,100,80,2\n0,10,80,2\n0,,80,2\n0,1,,\n"
    found = records(made(tmp_path, SWITCHING, text, arguments={"aql": "1.0"}))
    assert [(r["n"], r["ac"], r["input_n"], r["reason"]) for r in found] == [
        ("80", "2", "80", ""),
        ("13", "0", "80", ""),
        ("10", "0", "80", ""),
        ("", "", "80", "lot_size is missing"),
        ("", "", "", "lot_size is below 2: the table begins at 2"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "no plan can be found: give lot_size"),
        ({"aql": "1.0"}, "give lot_size"),
        ({"aql": "1.0", "code": "I"}, "there is no code 'I'"),
        ({"n": "81", "ac": "2"}, "no plan of normal inspection with n=81 and ac=2"),
        ({"n": "80", "ac": "2", "start": "lax"}, "must be one of normal"),
    ],
)
def test_what_is_needed_for_a_plan_is_asked_for(tmp_path: Path, arguments: dict[str, str], said: str) -> None:
    assert said in refused(tmp_path, "d\n0\n", SWITCHING, arguments=arguments)


@settings(max_examples=60, deadline=None)
@drawn(
    st.lists(st.integers(0, 5), max_size=60), st.booleans(), st.sampled_from(["0.15", "0.65", "1.0", "4.0"])
)
def test_states_follow_each_other_as_told(d: list[int], approved: bool, aql: str) -> None:
    lots = switched(d, aql=aql, approved=approved)
    for one, other in pairwise(lots):
        assert (one["next_state"] or "discontinued") == other["state"]
        steps = {one["state"], other["state"]}
        assert len(steps) == 1 or "normal" in steps or steps == {"tightened", "discontinued"}
    refused_lots = sum(lot["state"] == "tightened" and lot["accepted"] is False for lot in lots)
    assert refused_lots >= 5 or "discontinued" not in {lot["state"] for lot in lots}
