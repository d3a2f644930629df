"""What every registered method must have; pages that cannot drift; methods of other packages."""

import subprocess
import sys
from pathlib import Path

import pytest
from rooms_fixtures import Commands, cases

from qualicity.errors import UsageError
from qualicity.methods import Method, load_methods, registry
from qualicity.methods.calc import FLAGS
from qualicity.methods.describe import page, run_example, write_pages

METHODS = load_methods()
ROOT = Path(__file__).resolve().parents[2]
OURS = cases(METHODS)
every = pytest.mark.parametrize("name", OURS)


@every
def test_a_method_says_all_that_its_page_needs(name: str) -> None:
    method = METHODS[name]
    assert method.standard
    assert method.clause.zh
    assert method.references
    assert method.limits
    for text in (method.title, method.formula, *method.limits, *method.recalled):
        assert text is not None
        assert text.zh, text.en
    for column in (*method.inputs, *method.outputs):
        assert column.title is None or column.title.zh
    for titled in (*method.inputs, *method.outputs, *method.parameters):
        assert titled.title is None or "`" not in f"{titled.title.en}{titled.title.zh}", (
            "a title is no Markdown"
        )
    assert {*method.by} <= {c.name for c in method.inputs}
    assert {*method.key} <= {c.name for c in method.outputs}


@every
def test_a_methods_example_runs_and_gives_its_outputs(name: str) -> None:
    method = METHODS[name]
    made = run_example(method)
    outputs = [c.name for c in method.outputs]
    assert made
    assert {*outputs, FLAGS} <= set(made[0])
    assert any(row[outputs[-1]] or row[outputs[0]] for row in made)


def test_the_pages_are_those_that_the_registrations_make(tmp_path: Path) -> None:
    """Mend with: python -m qualicity.methods.describe docs/methods"""
    write_pages(tmp_path)
    written = {p.name: p.read_text("utf-8") for p in tmp_path.iterdir()}
    kept = {p.name: p.read_text("utf-8") for p in (ROOT / "docs" / "methods").iterdir()}
    assert kept == written


@every
def test_the_command_tells_all_about_a_method(name: str, cli: Commands) -> None:
    for lang in ("en", "zh"):
        told = cli.run("methods", name, "--lang", lang)
        assert told.exit_code == 0
        for column in (*METHODS[name].inputs, *METHODS[name].outputs):
            assert f"`{column.name}`" in told.stdout
        for parameter in METHODS[name].parameters:
            assert f"`{parameter.name}`" in told.stdout
        assert METHODS[name].standard in told.stdout
    record = cli.json("methods", name)
    assert [c["name"] for c in record["outputs"]] == [c.name for c in METHODS[name].outputs]


def test_the_command_lists_all_methods(cli: Commands) -> None:
    assert [m["name"] for m in cli.json("methods")] == list(METHODS)
    assert all(name in cli.run("methods").stdout for name in METHODS)


def test_looking_methods_up_loads_no_heavy_library() -> None:
    heavy = ("numpy", "ibis", "scipy", "sklearn", "pandas", "pyarrow", "duckdb")
    look = f"print([m for m in {heavy!r} if m in sys.modules])"
    code = f"import sys; from qualicity.methods import load_methods; load_methods(); {look}"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


# -- methods of other packages ----------------------------------------------------------------------------

NOISE = """
from dataclasses import replace
from qualicity.errors import Text
from qualicity.methods import Column, Method

METHODS = [
    Method(
        name="noise.day_evening", title=Text("Noise", "噪声"), standard="GB 3096-2008", clause=Text("5", "5"),
        inputs=(Column("leq", "dB", required=True),), parameters=(),
        outputs=(Column("loud", type="boolean"),),
        run=lambda rows: rows.mutate(loud=rows.leq > 70),
    )
]
TWICE = [replace(METHODS[0], name="air.city_days")]
WRONG = ["no method"]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package `noise` without entry points yet."""
    (tmp_path / "noise.py").write_text(NOISE)
    info = tmp_path / "noise-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: noise\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry.load_methods.cache_clear()
    monkeypatch.setattr(registry, "load_methods", registry.load_methods.__wrapped__)
    return info / "entry_points.txt"


def found_with(package: Path, value: str) -> dict[str, Method]:
    package.write_text(f"[qualicity.methods]\nnoise = {value}\n")
    return dict(registry.load_methods())


def test_another_package_adds_its_methods_by_an_entry_point(package: Path) -> None:
    found = found_with(package, "noise:METHODS")
    assert found["noise.day_evening"].standard == "GB 3096-2008"
    assert len(found["noise.day_evening"].fingerprint()) == 16
    assert "`leq`" in page(found["noise.day_evening"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("noise:TWICE", "'air.city_days', which there is already"),
        ("noise:WRONG", "it names no list of Method"),
        ("noise:NONE", "noise = noise:NONE"),
        ("no_such_module:METHODS", "No module named 'no_such_module'"),
    ],
)
def test_an_entry_point_that_gives_no_methods_is_told(package: Path, value: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        found_with(package, value)
    assert said in told.value.text.en


def test_what_stands_over_a_column_of_results_is_a_name_and_no_sentence() -> None:
    """The portal writes it over the values: an explanation belongs to the method's page."""
    titles = {
        c.title.en for m in load_methods().values() if m.name.startswith("air.") for c in m.outputs if c.title
    }
    assert not [t for t in titles if ";" in t]
