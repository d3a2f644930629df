"""Maturity: the worked case by hand, what is missing or taken out, weights of one's own, and what cannot be."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.errors import UsageError
from qualicity.indicators import find
from qualicity.methods.maturity import added_up, score
from qualicity.methods.maturity.registered import tells
from qualicity.methods.maturity.weights import read_weights

EXAMPLE = Path("src/qualicity/methods/examples/maturity_synthetic_answers.csv")
WORDS = ["不满足", "部分满足", "大部分满足", "全部满足"]
SMALL = {
    "weights": {
        "人员": [0.4, {"战略": 0.5, "技能": 0.5}],
        "制造": [0.6, {"生产": [1.0, {"采购": 0.3, "作业": 0.7}]}],
    }
}
Row = tuple[Any, ...]


@pytest.fixture
def small(tmp_path: Path) -> str:
    return weights(tmp_path, SMALL)


def weights(tmp_path: Path, said: Any) -> str:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return str(path)


def answers(*rows: Row, names: str = "enterprise domain subdomain level clause answer") -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for n, name in enumerate(names.split()):
        columns[name] = (
            np.array([float(r[n]) for r in rows]) if name == "level" else objects([r[n] for r in rows])
        )
    return columns


def objects(values: list[Any]) -> Any:
    made = np.full(len(values), None, dtype=object)
    made[:] = values
    return made


def part(made: dict[str, Any], name: str = "", enterprise: str | None = "甲") -> dict[str, Any]:
    """The row of a part of an enterprise, of the total without a name."""
    (row,) = [
        n for n in range(len(made["part"])) if (made["name"][n], made["enterprise"][n]) == (name, enterprise)
    ]
    return {c: v[row] for c, v in made.items()}


CASE = (
    ("甲", "战略", None, 1, "a", "全部满足"),
    ("甲", "战略", None, 1, "b", "大部分满足"),
    ("甲", "技能", None, 1, "c", "全部满足"),
    ("甲", "生产", "采购", 1, "d", "部分满足"),
    ("甲", "生产", "作业", 1, "e", "全部满足"),
    ("甲", "战略", None, 2, "f", "部分满足"),
    ("甲", "技能", None, 2, "g", "不满足"),
    ("甲", "生产", "采购", 2, "h", "全部满足"),
    ("甲", "生产", "作业", 2, "i", "大部分满足"),
)


def test_the_worked_case_by_hand(small: str) -> None:
    """Level 1: 0.4·(0.9 + 1)/2 + 0.6·(0.3·0.5 + 0.7·1) = 0.89, met; level 2: 0.4·0.25 + 0.6·(0.3 + 0.56) = 0.616."""
    made = score(answers(*CASE), weights=small)
    whole = part(made)
    assert whole["level_1"] == pytest.approx(0.89)
    assert whole["level_2"] == pytest.approx(0.616)
    assert np.isnan(whole["level_3"])
    assert (whole["total"], whole["level"], whole["reason"]) == (pytest.approx(1.616), "一级", None)
    assert part(made, "战略")["level_1"] == pytest.approx(0.9)
    assert part(made, "生产")["level_1"] == pytest.approx(0.85)
    assert part(made, "人员")["level_2"] == pytest.approx(0.25)
    assert part(made, "采购")["within"] == "生产"
    assert part(made, "生产")["score"] == pytest.approx(2.0)
    assert {*made["total"]} == {whole["total"]}


@pytest.mark.parametrize(
    ("levels", "total", "met"),
    [
        ([0.95, 0.86, 0.62], 2.62, 2),
        ([0.9, 0.85, 0.8, 0.41], 3.41, 3),
        ([0.7], 0.7, 0),
        ([0.7, 1, 1], 0.7, 0),
        ([0.1 + 0.7, 0.3], 1.3, 1),
        ([1, 1, 1, 1, 1], 5, 5),
        ([], np.nan, 0),
    ],
)
def test_levels_add_up_until_the_first_that_is_not_met(levels: list[float], total: float, met: int) -> None:
    made, reached = added_up(np.array(levels + [np.nan] * (5 - len(levels))))
    assert float(made) == pytest.approx(total, nan_ok=True)
    assert reached == met


@pytest.mark.reference
def test_the_shipped_table_is_that_of_the_reference_and_its_worked_cases_hold(reference_data: Path) -> None:
    file = reference_data / "maturity" / "gbt39117_scoring.json"
    assert read_weights(str(file)) == read_weights("")
    for case in json.loads(file.read_text("utf-8"))["worked"]:
        scores = case["level_scores"]
        total, met = added_up(np.array(scores + [np.nan] * (5 - len(scores))))
        assert float(total) == pytest.approx(case["S"])
        assert ["未达一级", "一级", "二级", "三级", "四级", "五级"][met] == case["level"]


def test_a_missing_answer_is_left_out_counted_and_bounded(small: str) -> None:
    rows = list(CASE)
    rows[4] = (*CASE[4][:5], None)
    made = score(answers(*rows), weights=small)
    whole = part(made)
    assert whole["level_1"] == pytest.approx(0.4 * 0.95 + 0.6 * 0.5)  # 采购 carries the weight of 作业
    assert (whole["missing"], whole["reason"]) == (1, "clauses without an answer, left out: 1")
    assert whole["total_low"] == pytest.approx(0.4 * 0.95 + 0.6 * 0.15)
    assert whole["total_high"] == pytest.approx(1.616)
    assert (whole["level_low"], whole["level_high"]) == ("未达一级", "一级")
    assert (part(made, "作业")["reason"], part(made, "采购")["reason"]) == (None, None)
    said = " ".join(t.en for t in tells(made))
    assert "1 of 1 could have another level" in said


def test_a_clause_that_only_others_were_asked_is_missing_but_not_at_levels_not_gone_for(small: str) -> None:
    other = [("乙", *r[1:]) for r in CASE if r[3] == 1 and r[4] != "e"]
    made = score(answers(*CASE, *other), weights=small)
    assert part(made, enterprise="乙")["missing"] == 1
    assert part(made, enterprise="甲")["missing"] == 0
    assert part(made, "作业", "乙")["reason"] == "no clause is answered"


def test_what_is_taken_out_leaves_its_weight_to_the_others(small: str) -> None:
    rows = [(*r[:5], "不适用") if r[1] == "技能" else r for r in CASE]
    made = score(answers(*rows), weights=small)
    assert part(made)["level_1"] == pytest.approx(0.4 * 0.9 + 0.6 * 0.85)
    assert (part(made)["missing"], part(made)["exempt"]) == (0, 2)
    assert part(made, "技能")["reason"] == "exempt"
    same = score(answers(*CASE), weights=small, exempt=("技能",))
    assert part(same)["total"] == part(made)["total"]


def test_a_domain_that_nobody_was_asked_is_named(small: str) -> None:
    made = score(answers(*(r for r in CASE if r[1] != "技能")), weights=small)
    assert part(made)["reason"] == "no clause asks for 技能: the others carry the weight"
    assert "Beware: no clause asks for 技能" in tells(made)[1].en
    assert part(score(answers(*CASE[5:]), weights=small))["reason"] == "level 1 has no answers"
    assert part(score(answers(*CASE[5:]), weights=small))["level"] is None


def test_answers_above_a_level_without_any_do_not_count_and_that_is_said(small: str) -> None:
    above = [("甲", "战略", None, 3, "z", "全部满足")]
    made = part(score(answers(*CASE[:5], *above), weights=small))
    assert made["total"] == part(score(answers(*CASE[:5]), weights=small))["total"]
    assert made["reason"] == "level 2 has no answers: levels above it do not count"


GRID = [
    (d, s, n)
    for d, s in (("战略", None), ("技能", None), ("生产", "采购"), ("生产", "作业"))
    for n in (1, 2, 3)
]


@settings(max_examples=40, deadline=None)
@given(
    said=st.lists(st.sampled_from([*WORDS, None, "不适用"]), min_size=24, max_size=24),
    which=st.integers(0, 23),
)
def test_a_better_answer_never_lowers_a_score_and_all_stay_within_bounds(
    tmp_path_factory: pytest.TempPathFactory, said: list[str | None], which: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "weights.json"
    file.write_text(json.dumps(SMALL), "utf-8")

    def made(listed: list[str | None]) -> dict[str, Any]:
        rows = [
            ("甲", d, s, n, f"{k}", listed[2 * i + k]) for i, (d, s, n) in enumerate(GRID) for k in (0, 1)
        ]
        return score(answers(*rows), weights=str(file))

    one = made(said)
    total, low, high = (one[c][0] for c in ("total", "total_low", "total_high"))
    if np.isfinite(total):
        assert 0 <= low <= total + 1e-9
        assert total <= high + 1e-9 <= 5 + 1e-9
    if said[which] in WORDS[:3]:
        better = [*said]
        better[which] = WORDS[WORDS.index(str(said[which])) + 1]
        other = made(better)
        for column in ("total", "total_low", "total_high", "score", "level_1", "level_2", "level_3"):
            both = np.isfinite(one[column])
            assert (other[column][both] >= one[column][both] - 1e-9).all()


def test_both_types_have_their_weights(tmp_path: Path) -> None:
    said = (("设计", 1, "部分满足"), ("生产", 1, "全部满足"))
    rows = [(e, kind, *s) for e, kind in (("甲", "流程型"), ("乙", "discrete")) for s in said]
    made = score(answers(*rows, names="enterprise type domain level answer"))
    assert part(made)["level_1"] == pytest.approx((0.04 * 0.5 + 0.63) / 0.67)
    assert part(made, enterprise="乙")["level_1"] == pytest.approx((0.13 * 0.5 + 0.48) / 0.61)
    with pytest.raises(UsageError, match="type=process or type=discrete"):
        score(answers(*CASE[:1]))


def refusal(**given: Any) -> str:
    with pytest.raises(UsageError) as told:
        score(**given)
    assert told.value.text.zh
    return told.value.text.en


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("甲", "战略 ", None, 1, "z", "满足全部"), "row 10, column answer: '满足全部' is no answer"),
        (
            ("甲", "战术", None, 1, "z", "全部满足"),
            "row 10: domain '战术' has no weight (did you mean '战略'?)",
        ),
        (
            ("甲", "生产", "采购部", 1, "z", "全部满足"),
            "subdomain '采购部' has no weight (did you mean '采购'?)",
        ),
        (("甲", "生产", None, 1, "z", "全部满足"), "subdomain '' has no weight"),
        (
            ("甲", "战略", None, 1, "a", "全部满足"),
            "clause 'a' of '甲' (战略, level 1) stands in rows 1 and 10",
        ),
        (("甲", "战略", None, 1, "z", "0.9"), "'0.9' is no answer"),
    ],
)
def test_mistakes_of_the_questionnaire_are_told_by_row(small: str, row: Row, said: str) -> None:
    assert said in refusal(columns=answers(*CASE, row), weights=small)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ({"weights": {"人员": [0.5, {"战略": 1}]}}, "the weights add up to 0.5, not to 1: 人员 0.5"),
        ({"weights": {"人员": [1, {"战略": 0.5, "技能": 0.4}]}}, "the weights of 人员 add up to 0.9"),
        ({"weights": {"人员": [1, {"战略": 1.5, "技能": -0.5}]}}, "'技能' of 人员 is no number of 0 or more"),
        ({"weights": {"人员": 1}}, "no weights: JSON has"),
        ([], "no weights: JSON has"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(tmp_path: Path, file: Any, said: str) -> None:
    assert said in refusal(columns=answers(*CASE), weights=weights(tmp_path, file))


def test_weights_may_be_a_table(tmp_path: Path, small: str) -> None:
    table = tmp_path / "weights.csv"
    lines = [
        "element,domain,subdomain,weight",
        "人员,,,40%",
        "制造,,,0.6",
        "人员,战略,,0.5",
        "人员,技能,,0.5",
        "制造,生产,,1",
    ]
    lines += ["制造,生产,采购,0.3", "制造,生产,作业,0.7"]
    table.write_text("\n".join(lines), "gbk")
    assert read_weights(str(table)) == read_weights(small)
    table.write_text("\n".join([*lines[:2], "制造,,,x"]), "utf-8")
    assert "line 3: 'x' is no weight" in refusal(columns=answers(*CASE), weights=str(table))
    table.write_text("\n".join([*lines[:3], "人事,战略,,1"]), "utf-8")
    assert "'战略' is part of '人事', which has no row" in refusal(columns=answers(*CASE), weights=str(table))


def test_a_file_with_words_in_english_and_no_enterprises(cli: Commands, tmp_path: Path, small: str) -> None:
    english = {"全部满足": "Fully met", "大部分满足": "0.8", "部分满足": "partly met", "不满足": "0"}
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    body = "\n".join(",".join((r[1], r[2] or "", str(r[3]), english[r[5]])) for r in CASE)
    file.write_text(f"domain,subdomain,level,answer\n{body}\n", "utf-8")
    ran = cli.run("calc", "maturity.score", file, "-o", out, "--set", f"weights={small}")
    assert ran.exit_code == 0, ran.output
    assert "1.62, 一级" in ran.stderr
    with out.open(encoding="utf-8") as opened:
        first = next(csv.DictReader(opened))
    assert (first["part"], first["level"], float(first["total"])) == ("total", "一级", pytest.approx(1.616))


def test_the_example_says_what_its_page_says(cli: Commands, tmp_path: Path) -> None:
    ran = cli.run("calc", "maturity.score", EXAMPLE, "-o", tmp_path / "o.csv", "--set", "type=离散型")
    assert "虚构企业甲: 1.76, 一级." in ran.stderr
    assert "虚构企业乙: 0.67, 未达一级; without an answer: 1 clauses, with these 0.64 to 0.67." in ran.stderr


@pytest.mark.parametrize("body", ["", "战略,,,1\n", "战略,9,全部满足\n,1,全部满足\n"])
def test_files_without_any_answer_give_no_score_and_no_failure(
    cli: Commands, tmp_path: Path, small: str, body: str
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("domain,level,answer\n" + body.replace(",,,", ",1,").replace(",1\n", ",\n"), "utf-8")
    ran = cli.run("calc", "maturity.score", file, "--set", f"weights={small}")
    assert ran.exit_code == 0, ran.output


def test_a_plan_may_count_the_enterprises_of_a_level(tmp_path: Path, cli: Commands) -> None:
    plan = SmallPlan(tmp_path / "small")
    names = ("enterprise", "domain", "subdomain", "level", "clause", "answer", "year")
    fields = [{"name": n, "type": "integer" if n in ("level", "year") else "string"} for n in names]
    plan.datasets["answers"] = {
        "title": {"en": "Answers"},
        "path": "evidence/answers.csv",
        "schema": {"fields": fields, "primaryKey": ["enterprise", "year", "clause"]},
        "known": "always",
        "concepts": {"TIME_PERIOD": "year"},
    }
    better = [(*r[:5], "全部满足", 2020) for r in CASE]
    plan.rows["answers"] = [dict(zip(names, r, strict=True)) for r in [*((*r, 2019) for r in CASE), *better]]
    plan.datasets["maturity"] = {
        "title": {"en": "Maturity"},
        "derived": {"method": "maturity.score", "from": "answers", "with": {"weights": "weights.json"}},
        "concepts": {"TIME_PERIOD": "year"},
    }
    count = "count(*) filter (where part = 'total' and level = '二级')"
    plan.indicator("cover", {"id": "second", "from": "maturity", "value": count, "freq": ["A"]})
    plan.folder.mkdir()
    weights(plan.folder, SMALL)
    plan.load()
    assert cli.json("check", plan.folder)["problems"] == []
    found = find(plan.view().figures, "cover")
    assert {o.period_text: o.value for o in found} == {"2019": 0, "2020": 1}
