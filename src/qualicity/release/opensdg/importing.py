"""`qualicity import-opensdg`: a repository into a new plan folder, with a report of what could not be taken over."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import PlanError, Problem, Text, UsageError
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.observations import Observed, with_units
from qualicity.release.opensdg.planfolder import about, dates_of, plan_files
from qualicity.release.opensdg.processes import Workers, without_collector
from qualicity.release.opensdg.promises import Promise, compared, promises, published_alone
from qualicity.release.opensdg.repository import much, observe_repository
from qualicity.release.opensdg.stored import FOLDER, keep_files, write_evidence, write_record, write_texts
from qualicity.release.opensdg.words import Titles, first_text
from qualicity.release.opensdg.yamltext import BrokenFileError, load_mapping

COMPONENTS = "indicator_calculation_components.yml"
"""A file in which a repository may publish the status of each series."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken over: how many indicators, rows and targets, the progress statuses compared, and the notes."""

    plan: Path
    indicators: int
    observations: int
    aside: int
    targets: int
    progress: tuple[dict[str, Any], ...]
    alone: dict[str, str]
    notes: tuple[Problem, ...]
    counts: dict[str, int]


@without_collector()
def import_repository(
    repo: Path,
    plan: Path,
    *,
    config: Path | None = None,
    words: Path | None = None,
    title: str | None = None,
    place: str | None = None,
) -> Imported:
    """Read a repository and write it as a new plan folder.

    Errors: `UsageError` where there is no repository or the folder is not empty; `PlanError` with everything in its
    files that must be mended first: nothing is written then.
    """
    if plan.exists() and (not plan.is_dir() or any(plan.iterdir())):
        raise UsageError(
            Text(
                f"{plan} is there already and not empty: name a new folder",
                f"{plan} 已存在且非空：请指定新文件夹",
            )
        )
    notes = Notes()
    said, history, harvest, rows = observe_repository(repo, notes, config=config, words=words)
    if not harvest.indicators and not notes.errors:
        raise UsageError(
            Text(
                f"{repo} has no indicators: neither data/indicator_1-2-1.csv nor meta/1-2-1.md or the like was found",
                f"{repo} 中没有指标：未找到 data/indicator_1-2-1.csv 或 meta/1-2-1.md 之类的文件",
            )
        )
    _not_run(said, notes)
    if notes.errors:
        raise PlanError(notes.problems)
    titles = Titles(harvest)
    stated = {i.id: first_text(titles, i, ("computation_units",)) for i in harvest.indicators.values()}
    with_units(rows.series.values(), stated)
    promised = promises(harvest.indicators, rows, _components(said, notes), notes)
    names = about(said, history, harvest, title, place, plan)
    dates = dates_of(harvest.indicators.values(), history)
    writing = (
        lambda: write_evidence(plan, rows, names.place, names.owner, dates),
        lambda: _write(plan, plan_files(names, history, harvest, rows, [p for p in promised if p.is_target])),
        lambda: keep_files(plan, said, harvest),
        lambda: write_texts(plan, harvest),
    )
    with Workers() as workers:
        done = workers.share(
            lambda n: writing[n](), range(len(writing)), much=much(harvest.indicators.values())
        )
        made = _told(
            plan, len(harvest.indicators), rows, promised, published_alone(harvest.indicators), notes
        )
        evidence, *_ = done
    write_record(plan, history, harvest, evidence)
    return made


def _write(plan: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (plan / path).parent.mkdir(parents=True, exist_ok=True)
        (plan / path).write_bytes(text.encode())


def _not_run(config: Config, notes: Notes) -> None:
    """What of a repository is passed over, and told: its code, and outputs that are not written."""
    from qualicity.errors import Place

    for script in sorted({*config.repo.glob("scripts/*.py"), *config.repo.glob("*.py")}):
        text = script.read_text("utf-8", "replace")
        if "def alter_" in text or "indicator_callback" in text:
            told = Text(
                "the repository alters its data by this code, which is not run",
                "仓库用此代码改动数据，此处不运行",
            )
            notes.add("code", Place(config.shown(script)), told)
    for key in config.unread:
        place = Place(config.file.name if config.file else "config_data.yml")
        notes.add("output", place, Text(f"'{key}' is not written here", f"此处不写出“{key}”"))


def _components(config: Config, notes: Notes) -> dict[str, Any]:
    path = config.repo / COMPONENTS
    if not path.is_file():
        return {}
    try:
        return {str(k): v for k, v in load_mapping(path, COMPONENTS).items()}
    except BrokenFileError as broken:
        notes.add("progress", broken.problem.place, broken.problem.message)
        return {}


def _told(
    plan: Path,
    indicators: int,
    observed: Observed,
    promised: Sequence[Promise],
    alone: dict[str, str],
    notes: Notes,
) -> Imported:
    """Write the report into the folder."""
    progress = compared(promised, observed)
    counts = notes.counts()
    made = Imported(
        plan,
        indicators,
        observed.taken.count,
        observed.aside.count,
        sum(p.is_target for p in promised),
        tuple(progress),
        alone,
        tuple(notes.problems),
        counts,
    )
    folder = plan / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    report = {
        "indicators": made.indicators,
        "observations": made.observations,
        "rows_set_aside": made.aside,
        "targets": made.targets,
        "notes": counts,
        "progress": progress,
        "published_without_settings": alone,
    }
    (folder / "report.json").write_bytes((json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "line", "code", "message", "message_zh"))
    writer.writerows(
        (p.place.file, p.place.line, p.code, p.message.en, p.message.get("zh")) for p in notes.problems
    )
    (folder / "report.csv").write_bytes(text.getvalue().encode())
    return made
