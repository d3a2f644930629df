"""The rules of the house: which room imports which, style, types, size, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "qualicity"
ROOMS = {"plan", "evidence", "methods", "indicators", "assessment", "release", "portal", "cli"}
BESIDE = {"__init__.py", "__main__.py", "errors.py", "program.py", "workspace.py", "py.typed"}

FILE_LINES = 400
FUNCTION_LINES = 50
REASON = "over the limit because"

REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org", re.ASCII)
# Not after a host's name: an address on the web may well hold such a folder.
MACHINE_PATHS = re.compile(r"(?<![\w.\-/])/(?:work|root|Users)/", re.ASCII)


def project_files() -> list[Path]:
    """Every file that is or would be tracked; without git, all but environments, state and caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        aside = {".git", ".venv", "var", "__pycache__"}
        files = [
            path
            for path in ROOT.rglob("*")
            if not any(_aside(p, aside) for p in path.relative_to(ROOT).parts)
        ]
    return sorted(path for path in files if path.is_file())


def _aside(part: str, aside: set[str]) -> bool:
    return part in aside or part.endswith(("_cache", ".egg-info"))


def source_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def run(*command: str) -> None:
    """Run one of the environment's own tools at the project's root; its output is the failure's message."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_rooms_import_only_from_rooms_before_them() -> None:
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_style() -> None:
    run(sys.executable, "-m", "ruff", "check", ".")


def test_form() -> None:
    run(sys.executable, "-m", "ruff", "format", "--check", "--output-format", "concise", ".")


def test_types() -> None:
    run(sys.executable, "-m", "mypy")


def test_only_rooms_stand_at_the_top() -> None:
    there = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert there - ROOMS - BESIDE == set(), "a new place needs a room: see docs/architecture.md"
    assert ROOMS - there == set()


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def too_long(source: str) -> Iterator[str]:
    """What in a Python source is over the limits and gives no reason in its docstring."""
    tree = ast.parse(source)
    lines = source.count("\n")
    if lines > FILE_LINES and REASON not in (ast.get_docstring(tree) or ""):
        yield f"{lines} lines (at most {FILE_LINES})"
    for function in _functions(tree):
        length = _length_without_docstring(function)
        if length > FUNCTION_LINES and REASON not in (ast.get_docstring(function) or ""):
            yield f"line {function.lineno}: {function.name} has {length} lines (at most {FUNCTION_LINES})"


def test_files_and_functions_are_short_or_say_why() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in source_files()
        for what in too_long(path.read_text("utf-8"))
    ]
    assert not found, f'split it, or let its docstring say "{REASON} …":\n' + "\n".join(found)


def test_the_limits_bite() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    assert list(too_long(f"def f():\n{body}")) == [
        f"line 1: f has {FUNCTION_LINES + 1} lines (at most {FUNCTION_LINES})"
    ]
    assert not list(too_long(f'def f():\n    """It is {REASON} it is a table."""\n{body}'))
    assert list(too_long("x = 1\n" * (FILE_LINES + 1))) == [f"{FILE_LINES + 1} lines (at most {FILE_LINES})"]


def _places(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return found


def test_no_two_test_files_have_one_name() -> None:
    """Python knows a test file by its name alone: of two, one would not run."""
    named = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(n for n in set(named) if named.count(n) > 1) == []


def test_no_file_names_a_package_registry() -> None:
    tests = ROOT / "tests"
    assert not _places(REGISTRIES, [path for path in project_files() if tests not in path.parents])


def test_locks_name_no_address_at_all() -> None:
    locks = sorted((ROOT / "requirements").iterdir())
    assert {path.name for path in locks} == {"run.lock", "test.lock", "uv.txt"}
    assert not _places(re.compile("://"), locks)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not _places(MACHINE_PATHS, project_files())


def test_the_test_lock_holds_all_of_the_run_lock() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text("utf-8")
        return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[a-z0-9]", line)}

    assert pins("run.lock") <= pins("test.lock")
