"""Plans above: which of their clauses are taken over, by which target, with what difference."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from rooms_fixtures import FOSHAN, TODAY, Commands, change, plan_at
from small_plan import SmallPlan, text

from qualicity.assessment import Cascade, cascade
from qualicity.plan import check_plan, open_plan, read_plan

PARENT = {
    "id": "province",
    "title": text("Province"),
    "authority": text("Provincial government"),
    "adopted": "2015-06-01",
    "clauses": [
        {"id": "cover", "text": text("Cover"), "operator": "at_least", "value": "38.5", "unit": "%", "due": "2019"},
        {"id": "count", "text": text("A count"), "value": 60, "unit": "count", "due": "2020"},
        {"id": "words", "text": text("Words only")},
    ],
}  # fmt: skip


def written(small: SmallPlan, **more: Any) -> Path:
    """The small plan with these keys more in its plan.yaml."""
    if not small.indicators:
        small.indicator("cover", {"id": "published", "from": "figures", "title": text("Tree cover")})
    folder = small.write()
    file = folder / "plan.yaml"
    declared = yaml.safe_load(file.read_text("utf-8")) | more
    file.write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def of(folder: Path, day: date = TODAY) -> Cascade:
    return cascade(read_plan(folder), day)


def differences(found: Cascade, clause: str) -> dict[str, Decimal | None]:
    taken = next(c for p in found.above for c in p.clauses if c.clause.id == clause).taken
    return {d.aspect: d.apart for d in taken[0].differences}


# -- taken over or not ----------------------------------------------------------------------------------------


def test_a_clause_is_taken_over_with_its_differences_computed(small: SmallPlan) -> None:
    small.target(
        operator="more_than", value=40, due="2020", implements=[{"plan": "province", "clause": "cover"}]
    )
    found = of(written(small, implements=[PARENT]))
    assert differences(found, "cover") == {"number": Decimal("1.5"), "operator": None, "date": None}
    taken = found.above[0].clauses[0].taken[0]
    assert [d.words.en for d in taken.differences] == [
        "number: 40 here, 38.5 there (1.5 more)",
        "operator: more than here, at least there",
        "date: 2020 here, 2019 there",
    ]
    assert taken.differences[0].words.zh == "数值：此处40，彼处38.5（高1.5）"
    assert taken.unsaid == ("basis",), "only the target says what it counts: not compared"
    assert found.without == ()


def test_a_clause_taken_over_as_it_is_has_no_difference(small: SmallPlan) -> None:
    small.target(operator="at_least", value="38.5", due="2019", implements=[{"plan": "province", "clause": "cover"}])  # fmt: skip
    assert differences(of(written(small, implements=[PARENT])), "cover") == {}


def test_numbers_in_different_units_are_not_subtracted(small: SmallPlan) -> None:
    small.target(implements=[{"plan": "province", "clause": "count"}])
    assert differences(of(written(small, implements=[PARENT])), "count") == {"unit": None}


def test_a_basis_differs_where_both_state_one_and_not_where_the_plan_leaves_it_open(small: SmallPlan) -> None:
    clause = PARENT["clauses"][0] | {"basis": text("Shrubs too")}  # type: ignore[index]
    parent = PARENT | {"clauses": [clause]}
    link = [{"plan": "province", "clause": "cover"}]
    small.target(operator="at_least", value="38.5", due="2019", implements=link)
    assert set(differences(of(written(small, implements=[parent])), "cover")) == {"basis"}
    small.targets[0]["basis_stated"] = False
    assert set(differences(of(written(small, implements=[parent])), "cover")) == set()


def test_what_is_not_taken_over_is_counted_and_targets_with_nothing_above_are_named(small: SmallPlan) -> None:
    small.target("one", implements=[{"plan": "province", "clause": "cover"}])
    small.target("two")
    found = of(written(small, implements=[PARENT | {"whole": True}]))
    above = found.above[0]
    assert [bool(c.taken) for c in above.clauses] == [True, False, False]
    assert above.words.en == "Of its 3 known clauses one is taken over by a target here. It has no others."
    assert [t.id for t in found.without] == ["two"]
    assert [t.target.id for _, _, t in found.over("one")] == ["one"]
    assert found.over("two") == ()


def test_nothing_known_only_later_influences_it(small: SmallPlan) -> None:
    restated = [{"known": "2018-01-01", "value": 45, "reason": text("more")}]
    small.target(restated=restated, implements=[{"plan": "province", "clause": "cover"}])
    folder = written(small, implements=[PARENT])
    assert differences(of(folder, date(2017, 1, 1)), "cover")["number"] == Decimal("1.5")
    assert differences(of(folder, date(2018, 1, 1)), "cover")["number"] == Decimal("6.5")
    assert of(folder, date(2015, 5, 31)).above == ()


def test_a_plan_folder_beside_this_one_may_be_the_plan_above(small: SmallPlan) -> None:
    above = SmallPlan(small.folder.parent / "province")
    above.indicator("cover", {"id": "published", "from": "figures", "title": text("Tree cover")})
    above.target("tree-cover", value=45, operator="at_least", due="2020")
    above.target("people", operator="judged", indicator=None, definition=None, value=None)
    above.write()
    small.target(value=40, implements=[{"plan": "province", "clause": "tree-cover"}])
    parent = {k: v for k, v in PARENT.items() if k != "clauses"} | {"folder": "province", "whole": True}
    found = of(written(small, implements=[parent]))
    assert [c.clause.id for c in found.above[0].clauses] == ["tree-cover", "people"]
    assert differences(found, "tree-cover") == {"number": Decimal(-5)}


# -- mistakes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "parent", "code", "said"),
    [
        ({"plan": "provnce", "clause": "cover"}, {}, "unknown-plan-above", "did you mean 'province'?"),
        ({"plan": "province", "clause": "covr"}, {}, "unknown-clause-of-the-plan-above", "did you mean 'cover'?"),
        (None, {"folder": "smal"}, "unknown-plan-folder", "smal"),
        (None, {"clauses": [{"id": "x", "text": text("x"), "operator": "at_least"}]}, "promise-value", "needs a 'value'"),
        (None, {"clauses": [{"id": "x", "text": text("x"), "value": 1, "unit": "%%"}]}, "unknown-unit", "%%"),
        (None, {"clauses": [{"id": "x", "text": text("x")}] * 2}, "duplicate-id", "already used"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_plans_above_is_told_once_at_its_place(
    small: SmallPlan, link: dict[str, str] | None, parent: dict[str, Any], code: str, said: str
) -> None:
    small.target(implements=[link] if link else [])
    folder = open_plan(written(small, implements=[PARENT | parent]))
    errors = [p for p in check_plan(folder) if p.severity == "error"]
    assert [p.code for p in errors] == [code]
    assert said in errors[0].message.en
    assert errors[0].message.zh
    assert errors[0].place.line > 1


def test_a_clause_that_the_text_does_not_have_is_told_of_a_related_plan(foshan: Path, cli: Commands) -> None:
    spot = change(foshan / "plan.yaml", 'clauses: ["5.2", "6.3"]', 'clauses: ["5.2", "6.33"]', at='"6.33"')
    error = cli.errors(foshan)[0]
    assert (error["code"], error["line"], error["column"]) == ("unknown-clause", spot.line, spot.column)


# -- Foshan ---------------------------------------------------------------------------------------------------


def test_none_of_the_three_known_clauses_of_the_province_is_taken_over_by_foshan() -> None:
    found = cascade(plan_at(FOSHAN), TODAY)
    above = found.above[0]
    assert [(c.clause.id, c.clause.value, c.clause.operator) for c in above.clauses] == [
        ("world-brand-500", 5, "more_than"),
        ("china-500", 60, None),
        ("china-quality-award", 10, None),
    ]
    assert all(c.clause.source and c.clause.source.url for c in above.clauses)
    assert not above.taken_over
    assert not above.parent.whole
    assert len(found.without) == 15


def test_what_foshan_names_beside_stands_in_the_clauses_that_it_gives() -> None:
    plan = plan_at(FOSHAN)
    texts = {c.id: c.text.en for c in plan.clauses}
    for related in cascade(plan, TODAY).beside:
        assert related.source is not None
        assert related.source.quote is not None
        assert any(related.source.quote in texts[c].replace("\n", " ") for c in related.clauses), related.id


@pytest.mark.parametrize(("lang", "said"), [("en", "none is taken over"), ("zh", "没有一项由本方案目标承接")])
def test_the_command_says_it_without_any_evidence_loaded(cli: Commands, lang: str, said: str) -> None:
    told = cli.run("cascade", FOSHAN, "--lang", lang, "--as-of", TODAY)
    assert told.exit_code == 0
    assert said in told.stdout
