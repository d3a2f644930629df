"""What editors are told of a plan folder is what the program holds it to."""

import json
from pathlib import Path
from typing import get_args

from rooms_fixtures import PLANS

from qualicity.assessment import SCHEMES
from qualicity.assessment.rollup_rules import RULES
from qualicity.plan import Rule
from qualicity.plan.schema import schemas
from qualicity.plan.targets import Scheme

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"


def test_the_schemas_for_editors_are_those_of_the_models() -> None:
    """Renew them with: python -m qualicity.plan.schema docs/schema"""
    for name, schema in schemas().items():
        assert json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")) == schema, name


def test_every_yaml_file_of_the_real_plans_names_its_schema() -> None:
    for file in PLANS.rglob("*.yaml"):
        named = file.read_text("utf-8").split("\n", 1)[0].removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve().parent == SCHEMAS, file


def test_the_schemes_that_a_plan_may_name_are_those_that_can_judge() -> None:
    assert set(get_args(Scheme)) == set(SCHEMES)


def test_the_rules_of_summaries_that_a_plan_may_name_are_those_that_can_sum_up() -> None:
    assert set(get_args(Rule)) == set(RULES)
