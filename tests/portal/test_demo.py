"""`qualicity demo` as a person runs it: a process that loads, prints, and serves pages that answer."""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualicity.cli.serve import find_plans, free_port

ROOT = Path(__file__).resolve().parents[2]
FIGURE = "/en/beijing-air-2017/figures/pm25-mean/gb3095-2012-uci/110000"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal that `demo` serves from an empty workspace."""
    port = free_port(8500)
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "printed").open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "qualicity", "demo", "--port", str(port)],
            cwd=ROOT, env=os.environ | {"QUALICITY_WORKSPACE": str(folder / "var")}, stdout=printed, stderr=printed,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(240):
                if process.poll() is not None or _answers(f"{address}/en/"):
                    break
                time.sleep(0.25)
            assert process.poll() is None, (folder / "printed").read_text()
            yield address
        finally:
            process.terminate()
            process.wait(20)
    said = (folder / "printed").read_text()
    assert "Traceback" not in said, said
    assert "2016" in said
    assert f"127.0.0.1:{port}" in said


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def test_the_demos_pages_answer_in_both_languages(portal: str) -> None:
    for page in ("/en/foshan-2020/", "/zh/foshan-2020/targets/forest-cover/", "/en/beijing-air-2017.json"):
        assert _answers(portal + page), page


def test_computed_figures_that_are_first_asked_for_together_all_answer(portal: str) -> None:
    found: dict[str, bool] = {}

    def ask(year: str) -> None:
        found[year] = _answers(f"{portal}{FIGURE}/{year}/")

    readers = [threading.Thread(target=ask, args=(year,)) for year in ("2014", "2015", "2016")]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == {"2014": True, "2015": True, "2016": True}


def test_the_plan_with_missions_comes_before_a_longer_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert [p.name for p in find_plans()] == ["foshan-2020", "canada-goals", "beijing-air-2017"]
