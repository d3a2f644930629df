"""Which pages of a site may stay as they are: those of indicators that no changed row of evidence can reach."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from qualicity.evidence import EvidenceStore, connect, reading
from qualicity.evidence.sql import literal, name
from qualicity.evidence.store import DatasetStore
from qualicity.indicators.reads import referred
from qualicity.plan import Dataset, Plan
from qualicity.portal.publish.manifest import File, Led, Manifest
from qualicity.portal.publish.places import ENTRIES

Indicator = tuple[str, str]
"""A plan's id and an indicator's."""

_OF_PLAN = re.compile(r"(?:/r/[^/]+)?/\*/([^/]+)/(targets|indicators|figures)/([^/?]+)(.*)")
_OF_NONE = re.compile(rf"(?:/r/[^/]+)?/\*/(?:methods(?:/.*)?|about|policy|search)|/{re.escape(ENTRIES)}")


def told_apart(plan: Plan, dataset: Dataset) -> bool:
    """Whether each row of a dataset is a published figure of the one indicator that it names, and nothing else.

    Then a row reaches only pages of that indicator and of those that are computed from it.
    """
    read = [d for i in plan.indicators for d in i.definitions if d.from_ == dataset.id]
    referring = [k for d in plan.datasets if d.table_schema for k in d.table_schema.foreignKeys]
    others = [d.model_dump_json() for d in plan.datasets if d.derived]
    others += [x.model_dump_json() for x in (plan.tasks, *plan.programmes, *plan.all_actions())]
    return (
        bool(dataset.path and dataset.concepts.INDICATOR and not dataset.calendar)
        and all(d.value is None for d in read)
        and not any(k.reference.resource == dataset.id for k in referring)
        and not any(f'"{dataset.id}"' in said for said in others)
    )


def contents(plan: Plan, store: EvidenceStore) -> dict[str, str]:
    """Of each indicator a hash of all stored rows that can reach its pages, among those that are told apart."""
    rows: dict[str, list[str]] = {i.id: [] for i in plan.indicators}
    for dataset in plan.datasets:
        if told_apart(plan, dataset):
            for indicator, hashed in _hashes(store.dataset(dataset.id), dataset.concepts.INDICATOR or ""):
                rows.setdefault(indicator, []).append(f"{dataset.id} {hashed}")
    for indicator, hashed in _logged(store.workspace.log(plan.id)):
        rows.setdefault(indicator, []).append(hashed)
    found: dict[str, str] = {}
    for together in _groups(plan):
        said = "".join(f"{i}:{rows[i]}" for i in sorted(together))
        found |= dict.fromkeys(together, hashlib.sha256(said.encode()).hexdigest())
    return found


def _hashes(store: DatasetStore, indicator: str) -> Iterator[tuple[str, str]]:
    """Every stored row counts, of any vintage, with where it stood and the submission that brought it."""
    if store.version is None:
        return
    commits = {c.submission: repr(c) for c in store.commits}
    query = (
        f"select {name(indicator)}, md5(string_agg(md5(to_json(s)), '' order by md5(to_json(s)))), "
        f"list(distinct _submission order by _submission) from {store.stored()} s group by 1"
    )
    with connect() as db:
        for named, hashed, brought in db.execute(query).fetchall():
            yield str(named), hashed + "".join(commits.get(x, "") for x in brought)


def _logged(folder: Path) -> Iterator[tuple[str, str]]:
    """Of each indicator the logged changes of its figures: by files, which never change."""
    if not any(folder.glob("*.parquet")):
        return
    files = literal(str(folder / "*.parquet"))
    query = f"select indicator, list(distinct filename order by filename) from read_parquet({files}, filename=true)"
    with reading() as db:
        for indicator, named in db.execute(f"{query} group by 1").fetchall():
            yield str(indicator), " ".join(Path(x).name for x in named)


def _groups(plan: Plan) -> list[set[str]]:
    """Indicators whose pages may show one another's figures: made of one another, or served by one action."""
    linked = [{i.id, *(key[0] for d in i.definitions for key in referred(plan, d))} for i in plan.indicators]
    for action in plan.all_actions():
        served = {*action.targets, *(c.target for c in action.contributes)}
        linked.append({t.indicator for t in plan.targets if t.indicator and t.id in served})
    group = {i.id: {i.id} for i in plan.indicators}
    for each in linked:
        whole = set[str]().union(*(group[i] for i in each if i in group))
        group |= dict.fromkeys(whole, whole)
    return list({id(g): g for g in group.values()}.values())


def about(name: str, targets: Mapping[Indicator, str | None]) -> Indicator | None:
    """The indicator that a thing (`places.thing`) is about; both parts empty where no evidence is shown at all.

    None for what shows figures of many. `targets` are the indicators of the plans' targets.
    """
    if _OF_NONE.fullmatch(name):
        return "", ""
    match = _OF_PLAN.fullmatch(name)
    if match is None:
        return None
    plan, kind, named, rest = unquote(match[1]), match[2], unquote(match[3]), match[4]
    if kind != "figures" and rest:
        return None  # areas compared
    if kind != "targets":
        return plan, named
    return (plan, targets[plan, named] or "") if (plan, named) in targets else None


def targets_of(plans: Iterable[Plan]) -> dict[Indicator, str | None]:
    """The indicator of each target, by plan and target."""
    return {(p.id, t.id): t.indicator for p in plans for t in p.targets}


@dataclass(slots=True)
class Kept:
    """The things of a site that may stay: their files, the addresses that they lead to; and by address which it is of."""

    files: dict[str, dict[str, File]] = field(default_factory=dict)
    leads: dict[str, Led] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def leave(self, name: str) -> dict[str, File]:
        """Let a thing stay no longer; returns its files."""
        files = self.files.pop(name)
        self.leads.pop(name)
        for entry in files.values():
            del self.addresses[entry[3]]
        return files


def kept(before: Manifest, same: Mapping[str, str], plans: Iterable[Plan], touched: Set[str]) -> Kept:
    """What may stay of a site: `same` are the contents of today, `touched` the files that are not as they were written."""
    targets, found = targets_of(plans), Kept()
    gone = {before.files[file][4] for file in touched}
    stay = {named for named in before.leads.keys() - gone if _stays(about(named, targets), before, same)}
    for file, entry in before.files.items():
        if entry[4] in stay:
            found.files.setdefault(entry[4], {})[file] = entry
            found.addresses[entry[3]] = entry[4]
    found.leads = {named: before.leads[named] for named in found.files}
    return found


def _stays(indicator: Indicator | None, before: Manifest, now: Mapping[str, str]) -> bool:
    if indicator is None or not indicator[1]:
        return indicator is not None
    key = "/".join(indicator)
    return key in now and before.contents.get(key) == now[key]
