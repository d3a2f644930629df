"""Check a release: nothing that it froze was touched, and every figure and verdict comes out again exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qualicity.assessment import PlanView, assess, with_rulings
from qualicity.errors import QualicityError, Text
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan, open_plan
from qualicity.program import program
from qualicity.release.freeze import contents, judged
from qualicity.release.freeze.compare import Comparison, Differing
from qualicity.release.freeze.lock import Lock
from qualicity.release.freeze.shelf import Frozen, folder_of
from qualicity.workspace import Workspace

Record = dict[str, Any]
_CELLS = ("value", "grade", "reason", "status", "denominator", "rows", "current")
"""Of an observation, what is told first where it differs."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was released: what `kind` of thing, which one, and how it differs."""

    kind: str
    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: how much was compared, what differs, and what is only worth knowing (other software, other words)."""

    lock: Lock
    observations: int
    assessments: int
    differences: tuple[Difference, ...]
    notes: tuple[Text, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all is as it was released."""
        return not self.differences


def verify(
    frozen: Frozen,
    workspace: Workspace,
    folder: Path | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Verified:
    """Hold a release against its checksums, its tables and files, and all its figures and verdicts computed anew.

    `folder` is the plan's folder today, which is compared too; without it the frozen copy alone is read.
    """
    lock = frozen.lock
    held = Comparison(exact=lock.program == program())
    found = [_in_lock(part) for part in lock.tampered()]
    plan = _plan(frozen, folder)
    if plan is None:
        told = Text("neither its copy nor a plan folder is there", "冻结的副本和方案文件夹均不存在")
        return Verified(lock, 0, 0, (*found, Difference("definition", lock.plan, told)))
    if frozen.folder.is_dir():
        found += _files(lock, frozen.folder, plan, Text("the frozen copy", "冻结副本"))
    if folder is not None:
        found += _files(lock, folder, open_plan(folder).plan or plan, Text(str(folder), str(folder)))
    found += _tables(lock, frozen.store(workspace, plan))
    found += _pages(frozen)
    notes: list[Text] = []
    try:
        with TemporaryDirectory(prefix="qualicity-") as scratch:
            store = frozen.store(workspace, plan, Path(scratch))
            plan = with_rulings(plan, store)
            figures = Figures(compute(plan, store, lock.as_of, progress))
            view = PlanView(plan, store, figures, assess(figures, lock.as_of))
            found += _observations(lock, contents.observations(figures.work.path))
            found += _assessments(lock, contents.assessments(view), held)
            found += _judged(frozen, view, held, {d.kind for d in found})
            notes += (*_methods(lock, contents.methods(view)), *_wording(held))
    except Exception as error:  # whatever damaged tables make the libraries say
        found.append(Difference("figure", "all", _not_computed(error, found)))
    listed = lock.parts
    return Verified(
        lock, len(listed["observations"]["rows"]), len(listed["assessments"]), tuple(found), tuple(notes)
    )


def _not_computed(error: Exception, found: Sequence[Difference]) -> Text:
    """Why nothing could be computed: the tables that are not whole, else what stopped it in its own words."""
    tables = list(dict.fromkeys(d.name for d in found if d.kind == "table"))
    if tables:
        return Text(
            f"cannot be computed anew before these tables are whole again: {', '.join(tables)}",
            f"以下数据表复原前无法重新计算：{'、'.join(tables)}",
        )
    said = (
        error.text if isinstance(error, QualicityError) else Text((str(error).splitlines() or [""])[0][:300])
    )
    return Text(f"cannot be computed anew: {said.en}", f"无法重新计算：{said.get('zh')}")


def _plan(frozen: Frozen, folder: Path | None) -> Plan | None:
    """The plan of the frozen copy, or where that is gone of the folder given."""
    for path in (frozen.folder, folder):
        if path is not None and (path / "plan.yaml").is_file() and (plan := open_plan(path).plan):
            return plan
    return None


def _in_lock(part: str) -> Difference:
    told = Text(
        f"the lock file's '{part}' was changed after the release", f"锁定文件的“{part}”在发布后被改动"
    )
    return Difference("lock", part, told)


def _files(lock: Lock, folder: Path, plan: Plan, where: Text) -> Iterator[Difference]:
    """Files of the plan that are gone, new or other."""
    said, now = lock.parts["definitions"], contents.definitions(folder, plan)
    for name in sorted({*said, *now}):
        if said.get(name) == now.get(name):
            continue
        how = (
            Text("is gone", "已不存在")
            if name not in now
            else Text("is new", "为新增")
            if name not in said
            else Text("was changed", "已被改动")
        )
        told = Text(f"{how.en} in {where.en}", f"在{where.get('zh')}中{how.get('zh')}")
        yield Difference("definition", name, told)


def _tables(lock: Lock, store: EvidenceStore) -> Iterator[Difference]:
    """Tables whose version is gone, or whose log or files are other ones."""
    for dataset, said in lock.parts["datasets"].items():
        table = store.dataset(dataset) if store.plan.dataset(dataset) else None
        if table is None or not (table.path / "_delta_log").is_dir():
            yield Difference("table", dataset, Text("the table is gone", "数据表已不存在"))
            continue
        for kind, name in (("log", "_delta_log/"), ("files", "")):
            yield from _hashes(dataset, said[kind], table.path / name)
        try:
            there = {p.name for p in table.files}
        except Exception:  # whatever a damaged log makes the library say
            told = Text("its log (_delta_log/) cannot be read", "其日志（_delta_log/）无法读取")
            yield Difference("table", dataset, told)
            continue
        for more in sorted(there ^ set(said["files"])):
            told = Text(
                f"{more}: not the same files at version {said['version']}",
                f"{more}：版本 {said['version']} 的文件不同",
            )
            yield Difference("table", dataset, told)


def _hashes(dataset: str, said: Mapping[str, str], folder: Path) -> Iterator[Difference]:
    for name, digest in said.items():
        file = folder / name
        if not file.is_file():
            yield Difference("table", dataset, Text(f"{name} is gone", f"{name} 已不存在"))
        elif contents.hash_of(file) != digest:
            yield Difference("table", dataset, Text(f"{name} was changed", f"{name} 已被改动"))


def _observations(lock: Lock, now: Record) -> Iterator[Difference]:
    """Figures that are not what the lock says, in whatever cell."""
    said = lock.parts["observations"]
    columns = said["columns"]
    at = [now["columns"].index(c) if c in now["columns"] else None for c in columns]
    known = [
        [None if n is None else row[n] for n in at] for row in now["rows"]
    ]  # what the release knows of each
    before, after = contents.named(said["rows"], columns), contents.named(known, columns)
    for key in before.keys() | after.keys() if before != after else ():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        name = " ".join(str(k).removesuffix("T00:00:00") for k in key if k not in (None, ""))
        if old is None or new is None:
            told = (
                Text("is computed now, and not in the release", "重新计算得到，但不在发布中")
                if old is None
                else Text("is in the release, and not computed now", "在发布中，但重新计算未得到")
            )
            yield Difference("figure", name, told)
            continue
        was, comes = dict(zip(columns, old, strict=True)), dict(zip(columns, new, strict=True))
        cell = next(c for c in (*_CELLS, *columns) if was.get(c) != comes.get(c))
        yield Difference(
            "figure",
            name,
            Text(
                f"{cell} is {was.get(cell)} in the release and {comes.get(cell)} computed anew",
                f"{cell} 在发布中为 {was.get(cell)}，重新计算为 {comes.get(cell)}",
            ),
        )


def _assessments(lock: Lock, now: list[Record], held: Comparison) -> Iterator[Difference]:
    """Verdicts that are not what the lock says."""
    said = {a["target"]: a for a in lock.parts["assessments"]}
    anew = {a["target"]: a for a in now}
    for target in dict.fromkeys([*said, *anew]):
        if target not in said:
            told = Text("is judged now, and not in the release", "重新计算得到，但不在发布中")
            yield Difference("verdict", target, told)
        elif other := held.first(said[target], anew.get(target, {})):
            yield Difference("verdict", target, _told(other))


def _told(d: Differing) -> Text:
    """What stands in a release, and what comes out in its place."""
    short, where = [str(side)[:80] for side in (d.was, d.comes)], ".".join(d.path)
    return Text(
        f"{where} is {short[0]} in the release and {short[1]} computed anew",
        f"{where} 在发布中为 {short[0]}，重新计算为 {short[1]}",
    )


def _wording(held: Comparison) -> Iterator[Text]:
    if n := len(held.worded):
        yield Text(
            f"{n} sentence(s) that explain verdicts are worded otherwise today: another state of the software made the "
            "release. Figures, verdicts and codes were compared, wordings were not",
            f"有 {n} 句说明的措辞与发布时不同：该发布由另一版本的软件生成。数值、结论与代码均已核对，措辞未作比较",
        )


def _pages(frozen: Frozen) -> Iterator[Difference]:
    """Files that pages are made from which are gone, or other ones."""
    folder = folder_of(frozen.file)
    for name, digest in frozen.lock.pages.items():
        if not (folder / name).is_file():
            yield Difference("page", name, Text("is gone", "已不存在"))
        elif contents.hash_of(folder / name) != digest:
            yield Difference("page", name, Text("was changed", "已被改动"))


_OF_TARGETS = ("scorecard", "outlooks", "steps", "shares")
"""What the lock's own verdicts tell already where they differ."""


def _judged(frozen: Frozen, view: PlanView, held: Comparison, told: set[str]) -> Iterator[Difference]:
    """Of all that pages show as judged, kind by kind, the first place that comes out otherwise."""
    if judged.FILE not in frozen.lock.pages:
        return
    try:
        said = judged.read(folder_of(frozen.file) / judged.FILE)
    except (OSError, ValueError, KeyError, IndexError):
        return  # its hash has told so
    now = judged.judged(view)
    for kind in judged.KINDS:
        if kind in _OF_TARGETS and "verdict" in told:
            continue
        was, comes = (
            {kind: contents.rounded(judged.computed(kind, side[kind]))} if kind in side else {}
            for side in (said, now)
        )
        if other := held.first(was, comes):
            yield Difference("verdict", kind, _told(other))


def _methods(lock: Lock, now: Mapping[str, Record]) -> Iterator[Text]:
    """Methods whose code is another today; where figures are equal all the same that is worth a note, no more."""
    for dataset, said in lock.parts["methods"].items():
        code = now.get(dataset, {}).get("version")
        if code != said["version"]:
            yield Text(
                f"{dataset}: the code of {said['name']} is another today than at the release",
                f"{dataset}：{said['name']} 的代码与发布时不同",
            )
