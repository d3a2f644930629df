"""The page on verdicts: it names every operator and scheme, prints their maps, and its example runs."""

import re
from pathlib import Path
from typing import get_args

import pytest
from rooms_fixtures import cases

from qualicity.assessment import SCHEMES
from qualicity.plan.targets import Operator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "assessment.md").read_text("utf-8")


@pytest.mark.parametrize("operator", cases(get_args(Operator)))
def test_every_operator_is_documented(operator: str) -> None:
    assert f"`{operator}`" in PAGE or f"`{operator.removeprefix('strive_')}`" in PAGE


@pytest.mark.parametrize("name", cases(SCHEMES))
def test_every_scheme_is_documented_with_its_map(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert SCHEMES[name].map.en in PAGE.replace("\n", " ")


def test_the_example_says_what_the_page_says(
    loaded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = re.search(r"```python\n(.*?)```\n+```\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    code, printed = found.groups()
    monkeypatch.chdir(ROOT)
    exec(code.replace('Path("var")', f'Path("{loaded}")'), {})  # the page's own words
    assert capsys.readouterr().out == printed
