"""A repository as a plan folder: goals, indicators, targets and observations, and the repository's own files beside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.gitdates import History
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.naturally import naturally
from qualicity.release.opensdg.observations import SPLIT, Observed, Series, slug
from qualicity.release.opensdg.promises import Promise
from qualicity.release.opensdg.words import Titles, first_text

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ADOPTED = "2015-09-25"
_FIELDS = {
    "indicator": ("string", "Indicator", "指标"),
    "definition": ("string", "Definition", "口径"),
    "cell": ("string", "Disaggregation", "分组"),
    "period": ("period", "Period", "时期"),
    "value": ("number", "Value", "数值"),
    "source_id": ("string", "Indicator in the repository", "仓库中的指标"),
    "file": ("string", "File", "文件"),
    "line": ("integer", "Line", "行号"),
    "year": ("string", "Year as written", "原文年份"),
    "value_text": ("string", "Value as written", "原文数值"),
    "area": ("string", "Area", "地区"),
    "authority": ("string", "Authority", "发布机构"),
    "released": ("known", "Last changed in the repository", "仓库中最近修改"),
}
_SPLIT_SAYS = "years such as 2021/22, counted as the year in which they begin"


@dataclass(frozen=True, slots=True)
class About:
    """What the repository is called here: the plan's id and title, its place, and who publishes."""

    id: str
    title: str
    place: str
    place_title: str
    owner: str
    licence: str


def about(
    config: Config, history: History, harvest: Harvest, title: str | None, place: str | None, plan: Path
) -> About:
    """Names for the plan: those given, else what the repository says, else what it is called."""
    found = re.search(r"[:/]([^/:]+)/([^/]+?)(?:\.git)?/?$", history.url)
    owner, name = (found[1], found[2]) if found and "://" in history.url else ("", config.repo.resolve().name)
    named = f"{owner}/{name}" if owner else name
    area = _coverage(harvest)
    code, _, told = (place or "").partition("=")
    licence = next((p for p in sorted(config.repo.glob("LICEN[CS]E*")) if p.is_file()), None)
    first = licence.read_text("utf-8", "replace").strip().partition("\n")[0][:200] if licence else ""
    return About(
        slug(plan.resolve().name) or "open-sdg",
        title or f"Sustainable Development Goals: {told or area or named}",
        code or slug(area or name).upper() or "PLACE",
        told or code or area or name,
        config.service or owner or name,
        first.strip(),
    )


def _coverage(harvest: Harvest) -> str:
    """The area that most of the indicators say they cover."""
    titles, fields = Titles(harvest), ("national_geographical_coverage",)
    told = [first_text(titles, i, fields) for i in harvest.indicators.values()]
    said = Counter(filter(None, told))
    area, count = next(iter(said.most_common(1)), ("", 0))
    return area if 2 * count > said.total() else ""


def dates_of(indicators: Iterable[Indicator], history: History) -> dict[str, str]:
    """For each indicator the day since which its figures are known: of its data's last change, else of the commit."""
    return {i.id: str((i.meta or {}).get("national_data_updated_date") or history.day) for i in indicators}


def plan_files(
    names: About, history: History, harvest: Harvest, observed: Observed, promised: Sequence[Promise]
) -> dict[str, str]:
    """The folder's YAML and text, by path."""
    titles = Titles(harvest)
    indicators = harvest.indicators.values()
    by_indicator: dict[str, list[Series]] = {}
    for series in observed.series.values():
        by_indicator.setdefault(series.indicator, []).append(series)
    for i in indicators:
        if i.id not in by_indicator:
            by_indicator[i.id] = [Series(i.id, "published", i.id, "", "", False)]
    files = {
        "plan.yaml": _plan(names, history, titles, harvest, by_indicator, promised),
        "text/en.md": _text(names, titles, harvest),
        "datasets/observations.yaml": _dataset(names, history, observed, aside=False),
        "datasets/areas.yaml": _areas(),
        "evidence/areas.csv": f'code,name_en\n{names.place},"{names.place_title}"\n',
    }
    if observed.aside.count:
        files["datasets/set-aside.yaml"] = _dataset(names, history, observed, aside=True)
    for inid, own in by_indicator.items():
        files[f"indicators/{inid}.yaml"] = _indicator(
            inid, own, titles, harvest.indicators[own[0].source], promised
        )
    return files


def dumped(said: Mapping[str, Any]) -> str:
    """YAML as a person reads it."""
    return str(yaml.dump(said, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=120))


def part_of(indicator: Indicator) -> str:
    """The id of the goal that an indicator stands under."""
    return "other" if indicator.standalone or not indicator.goal.isdigit() else f"goal-{indicator.goal}"


def _goals(harvest: Harvest) -> dict[str, list[Indicator]]:
    """The goals that are found, each with its indicators; what is of no goal stands last."""
    found: dict[str, list[Indicator]] = {}
    for inid in naturally(harvest.indicators):
        found.setdefault(part_of(harvest.indicators[inid]), []).append(harvest.indicators[inid])
    return {
        k: found[k] for k in sorted(found, key=lambda k: (k == "other", int(k[5:]) if k != "other" else 0))
    }


def _clauses(members: Sequence[Indicator]) -> list[str]:
    return naturally(dict.fromkeys(clause_of(i) for i in members))


def clause_of(indicator: Indicator) -> str:
    """The clause of the plan's text that an indicator measures: its target's number, or its own id."""
    return indicator.target if part_of(indicator) != "other" else f"x.{indicator.id}"


def _plan(
    names: About,
    history: History,
    titles: Titles,
    harvest: Harvest,
    by_indicator: Mapping[str, Sequence[Series]],
    promised: Sequence[Promise],
) -> str:
    goals = _goals(harvest)
    units = {
        s.unit: {"en": s.unit} for listed in by_indicator.values() for s in listed if s.unit and s.unit != "%"
    }
    address = history.url if "://" in history.url else ""  # else a folder of this machine
    source = {"title": f"Open SDG data repository {address or names.title}"}
    source |= {"url": address} if address else {}
    source |= {"licence": names.licence} if names.licence else {}
    said: dict[str, Any] = {
        "id": names.id,
        "title": {"en": names.title},
        "place": {"code": names.place, "title": {"en": names.place_title}},
        "authority": "publisher",
        "period": {"start": "2016", "end": str(max([2030, *(p.target_year for p in promised)]))},
        "adopted": _ADOPTED,
        "encoded": history.day or _ADOPTED,
        "languages": ["en"],
        "default_scheme": "open-sdg",
        "note": {
            "en": "Taken over from an Open SDG data repository"
            + (f" at commit {history.commit}" if history.commit else "")
            + ": its words, figures and progress settings, unchanged. The folder opensdg/ keeps its own files and a report "
            "of what could not be taken over. No licence or endorsement is implied beyond what the repository states."
        },
        "sources": [source],
        "units": units,
        "parts": [
            {"id": k, "title": titles.goal(k[5:])[0] if k != "other" else {"en": "Other indicators"}}
            for k in goals
        ],
        "goals": [],
        "organisations": [{"id": "publisher", "title": {"en": names.owner}}],
        "targets": [_target(p, titles, history) for p in promised],
    }
    for goal, members in goals.items():
        number = goal[5:] if goal != "other" else ""
        title = titles.goal(number)[0] if number else {"en": "Other indicators"}
        own = [number] if number and titles.goal(number)[1] else []
        said["goals"].append({"id": goal, "title": title, "clauses": own + _clauses(members)})
    if not units:
        del said["units"]
    return dumped(said)


def _target(p: Promise, titles: Titles, history: History) -> dict[str, Any]:
    title = titles.indicator(p.source)
    if p.series.series:
        title = {"en": f"{p.series.series} ({p.source.dotted})"}
    number = p.target is not None
    operator = ("at_least" if p.up else "at_most") if number else ("increase" if p.up else "decrease")
    known = str((p.source.meta or {}).get("national_metadata_updated_date") or history.day or _ADOPTED)
    said: dict[str, Any] = {
        "id": p.id,
        "title": title,
        "goal": part_of(p.source),
        "clauses": [clause_of(p.source)],
        "indicator": p.series.indicator,
        "definition": p.series.definition,
        "operator": operator,
        "due": str(p.target_year),
        "known": known,
        "base": {"period": str(p.base_year)},
    }
    if p.target is not None:
        said["value"] = _short(p.target)
        said["unit"] = p.series.unit or "not stated"
    if p.limit is not None:
        said["limit"] = _short(p.limit)
    if p.published:
        said["note"] = {"en": f"Published status: {p.published.replace('_', ' ')}."}
    return said


def _short(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _text(names: About, titles: Titles, harvest: Harvest) -> str:
    """The goals and targets in the repository's words, each a clause."""
    lines = [
        f"# {names.title}",
        "",
        "The goals and targets that the repository has indicators of, in its own words.",
        "",
    ]
    for goal, members in _goals(harvest).items():
        number = goal[5:] if goal != "other" else ""
        title, words = titles.goal(number) if number else ({"en": "Other indicators"}, None)
        lines += [f"## {title['en']} {{#{goal}}}", ""]
        if words:
            lines += [f"[{number}] {_line(words['en'])}", ""]
        for clause in _clauses(members):
            first = next(i for i in members if clause_of(i) == clause)
            said = titles.target(first) if number else titles.indicator(first)
            lines += [f"[{clause}] {_line((said or {'en': f'Target {clause}'})['en'])}", ""]
    return "\n".join(lines)


def _line(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def _indicator(
    inid: str, series: Sequence[Series], titles: Titles, source: Indicator, promised: Sequence[Promise]
) -> str:
    unit = series[0].unit
    title = titles.indicator(source)
    if inid != source.id:
        title = {k: f"{v} ({unit or 'no unit stated'})" for k, v in title.items()}
    directions = {p.up for p in promised if p.series.indicator == inid}
    said: dict[str, Any] = {"id": inid, "title": {k: f"{source.dotted} {v}" for k, v in title.items()}}
    said["unit"] = unit or "not stated"
    if len(directions) == 1:
        said["better"] = "higher" if directions.pop() else "lower"
    said["across_areas"] = "never"
    said["definitions"] = [_definition(s, titles, source) for s in series]
    if note := titles.note(source):
        said["note"] = note
    return dumped(said)


def _definition(s: Series, titles: Titles, source: Indicator) -> dict[str, Any]:
    said: dict[str, Any] = {"id": s.definition}
    if s.series or s.split:
        told = (
            titles.both(s.series, "Series", "data") or {"en": s.series} if s.series else {"en": "published"}
        )
        said["title"] = {k: f"{v} ({SPLIT.replace('-', ' ')})" if s.split else v for k, v in told.items()}
    basis = {"indicator": f"{source.dotted} of the repository"}
    for key, fields in {
        "source": ("source_organisation_1", "DATA_SOURCE", "actual_indicator_available"),
        "geographical coverage": ("national_geographical_coverage",),
        "unit in the metadata": ("computation_units", "UNIT_MEASURE"),
    }.items():
        if found := first_text(titles, source, fields):
            basis[key] = found[:300]
    if s.split:
        basis["years"] = _SPLIT_SAYS
    status = (source.meta or {}).get("progress_status")
    if status and isinstance(status, str):
        basis["published progress status"] = status.replace("_", " ")
    said["basis"] = basis
    said["from"] = "observations"
    url = (source.meta or {}).get("source_url_1")
    if isinstance(url, str) and url.startswith("http"):
        said["source"] = url
    return said


def _dataset(names: About, history: History, observed: Observed, *, aside: bool) -> str:
    listed = [
        {
            "name": name,
            "type": "string" if aside and name == "period" else kind,
            "title": {"en": en, "zh": zh},
        }
        for name, (kind, en, zh) in _FIELDS.items()
        if name != "value" or not aside
    ]
    listed += [
        {"name": field, "type": "string", "title": {"en": name}} for name, field in observed.columns.items()
    ]
    said: dict[str, Any] = {"title": {"en": "Published figures", "zh": "公布数据"}}
    said["description"] = {
        "en": "Every row of the repository's data files that is a figure, as written there."
    }
    said["path"] = "evidence/observations.parquet"
    key = ["indicator", "definition", "cell", "period", "area", "authority"]
    if aside:
        listed.append(
            {"name": "why", "type": "string", "title": {"en": "Why it is no figure", "zh": "不作数值的原因"}}
        )
        said["title"] = {"en": "Rows set aside", "zh": "另存的行"}
        said["description"] = {
            "en": "Rows of the repository's data files that are no figure, kept as written, with the reason."
        }
        said["path"] = "evidence/set-aside.parquet"
        key = ["file", "line"]
    said["schema"] = {"fields": listed, "primaryKey": key}
    if not aside:
        said["schema"]["foreignKeys"] = [
            {"fields": "area", "reference": {"resource": "areas", "fields": "code"}}
        ]
    said["known"] = {"field": "released"} if history.day else "commit"
    if not aside:
        said["concepts"] = {
            "INDICATOR": "indicator", "DEFINITION": "definition", "BREAKDOWN": "cell", "REF_AREA": "area",
            "TIME_PERIOD": "period", "OBS_VALUE": "value", "AUTHORITY": "authority",
        }  # fmt: skip
        if history.day:
            said["concepts"]["RELEASED"] = "released"
    said |= {"owner": "publisher", "frequency": "irregular", "confidentiality": "public"}
    source: dict[str, Any] = {"title": f"Open SDG data repository {history.url or names.title}"}
    source |= {"licence": names.licence} if names.licence else {}
    said["sources"] = [source]
    return dumped(said)


def _areas() -> str:
    fields = [
        {"name": n, "type": "string", "title": {"en": t}, "constraints": {"required": True}}
        for n, t in (("code", "Code"), ("name_en", "Name"))
    ]
    return dumped(
        {
            "title": {"en": "Areas", "zh": "地区"},
            "path": "evidence/areas.csv",
            "schema": {"fields": fields, "primaryKey": ["code"]},
            "known": "always",
            "concepts": {"REF_AREA": "code"},
            "frequency": "irregular",
            "confidentiality": "public",
        }
    )
