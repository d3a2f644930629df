"""Make the targets, indicators and series of plans/canada-goals from the two published files.

`opensdg_series.csv` (case, year, value) and `opensdg_expected.csv` (of each case its direction, target, target year,
base year and natural limit, then what the measure makes of it) come from Statistics Canada's SDG data hub. Only the
first six columns of the second are read here: its verdicts are what the tests hold the plan against. The names,
Chinese titles and units stand in canada_goals/names.csv, the head of plan.yaml in plan.yaml itself.

    python scripts/make_canada_goals.py FOLDER          writes
    python scripts/make_canada_goals.py FOLDER --check  tells what differs, and ends with 1 where something does
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLAN = HERE.parent / "plans" / "canada-goals"
HEAD = "targets:\n"
"""What stands above this line in plan.yaml is written by hand."""
TRANSFORMED = {
    "2-c-1": (
        "The hub does not measure the indicator itself but a distance, in its column “Progress”.",
        "数据中枢不用指标本身，而用其“Progress”列中的偏离值衡量进展。",
    ),
    "5-5-1-parliament": (
        "The hub measures the share of seats that are not women's, in its column “Progress”, downwards to 50.",
        "数据中枢用其“Progress”列中非女性席位的比例衡量进展，降至50为止。",
    ),
    "5-5-2": (
        "The hub measures the share that is not women's, in its column “Progress”, downwards to 50.",
        "数据中枢用其“Progress”列中非女性的比例衡量进展，降至50为止。",
    ),
    "8-1-1": (
        "The hub measures a level, in its column “Progress”, not the yearly growth that the indicator is named for.",
        "数据中枢用其“Progress”列中的水平值衡量进展，而非指标名称所指的年增长率。",
    ),
}
"""Series that are not what the indicator's name says."""


def main(folder: Path, *, check: bool) -> int:
    """Write the files, or tell which differ; 1 where one does."""
    made = {PLAN / name: text for name, text in files(folder)}
    strays = set((PLAN / "indicators").glob("*.yaml")) - set(made)
    different = [p for p, text in made.items() if not p.exists() or p.read_text("utf-8") != text]
    if check:
        for path in sorted({*different, *strays}):
            print(f"differs: {path}")
        return 1 if different or strays else 0
    for path in strays:
        path.unlink()
    for path in different:
        path.parent.mkdir(exist_ok=True)
        path.write_text(made[path], "utf-8")
    print(f"{len(made)} files, {len(different)} written")
    return 0


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file that is made: its path in the plan's folder, and its text."""
    names = {row["series"]: row for row in _rows(HERE / "canada_goals" / "names.csv")}
    cases = [{**row, **names[row["case"]]} for row in _rows(folder / "opensdg_expected.csv")]
    yield "evidence/series.csv", _series(folder, names)
    for case in cases:
        yield f"indicators/{case['id']}.yaml", _indicator(case)
    head = (PLAN / "plan.yaml").read_text("utf-8").partition(HEAD)[0]
    yield "plan.yaml", head + HEAD + "\n".join(_target(case) for case in sorted(cases, key=_place))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _series(folder: Path, names: dict[str, dict[str, str]]) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("indicator", "series", "year", "value", "area", "authority"))
    for row in _rows(folder / "opensdg_series.csv"):
        case = row["case"]
        write((names[case]["id"], case, row["year"], row["value"], "CA", "Statistics Canada"))
    return out.getvalue()


def _place(case: dict[str, str]) -> tuple[int, str, str]:
    """Goals in their order, targets with a number before those with a letter."""
    goal, target, number = case["case"].split(" / ")[0].split("-")
    return int(goal), target.rjust(3) if target.isdigit() else target.rjust(4, "9"), number


def _title(case: dict[str, str]) -> str:
    """As the hub names the series; where that is a code alone, with the words of the UN's indicator."""
    code = case["case"].split(" / ")[0]
    words = f"{code} / {case['words']}" if case["words"] else case["case"]
    return f"title: {{en: {_quoted(words)}, zh: {_quoted(code + ' / ' + case['zh'])}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def _indicator(case: dict[str, str]) -> str:
    en, zh = TRANSFORMED.get(case["id"], ("", ""))
    unit = "" if case["unit"] != "not stated" else "; the unit is not stated with it"
    prices = "      prices: constant prices of 2023\n" if case["unit"] == "USD m" else ""
    note = f"    note:\n      en: {_quoted(en)}\n      zh: {_quoted(zh)}\n" if en else ""
    return f"""# yaml-language-server: $schema=../../../docs/schema/indicator.json
id: {case["id"]}
{_title(case)}
unit: {_quoted(case["unit"])}
better: {"higher" if case["direction"] == "up" else "lower"}
across_areas: never
definitions:
  - id: published
    basis:
      stated: {_quoted("the hub's series “" + case["case"] + "”" + unit)}
{prices}    from: series
    source: https://www144.statcan.gc.ca/sdg-odd/index-eng.htm
{note}"""


def _target(case: dict[str, str]) -> str:
    """One target: its goal and clause by the code, its number and limit as the hub sets them."""
    goal, target, _ = case["case"].split(" / ")[0].split("-")
    up, number = case["direction"] == "up", case["target"]
    operator = ("at_least" if up else "at_most") if number else ("increase" if up else "decrease")
    lines = [
        f"  - id: {case['id']}",
        f"    {_title(case)}",
        f"    goal: goal-{goal}",
        f'    clauses: ["{goal}.{target}"]',
        f"    indicator: {case['id']}",
        "    definition: published",
        f"    operator: {operator}",
        *([f"    value: {_number(number)}", f"    unit: {_quoted(case['unit'])}"] if number else []),
        *([f"    limit: {_number(case['limit'])}"] if case["limit"] else []),
        f'    due: "{_number(case["target_year"])}"',
        "    known: 2015-09-25",
        f'    base: {{period: "{_number(case["base_year_requested"])}"}}',
        "",
    ]
    return "\n".join(lines)


def _number(text: str) -> str:
    return f"{float(text):g}"


if __name__ == "__main__":
    words = [w for w in sys.argv[1:] if w != "--check"]
    sys.exit(main(Path(words[0]), check="--check" in sys.argv))
