"""What must hold of a plan's narrative pages: the names that they bind exist, and their Markdown can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

from qualicity.errors import Problem, Text, UsageError, did_you_mean
from qualicity.plan.binding import Binding, StatusCode
from qualicity.plan.named import items
from qualicity.plan.period import parse_period
from qualicity.plan.read import PlanFolder


def check_pages(folder: PlanFolder) -> Iterator[Problem]:
    """Unknown names in bindings, and warnings of Markdown that is not shown as it is meant."""
    if folder.pages:
        from qualicity.plan.markdown import refused  # not for every command that reads a plan
    for page in folder.pages:
        for binding in page.bindings:
            yield from _figure(folder, binding) if binding.kind == "figure" else _status(folder, binding)
        for wording in (w for w in (page.en, page.zh) if w):
            for line, text in refused(wording.text):
                place = replace(wording.place, line=wording.place.line + line)
                yield Problem("warning", place, "page-markdown", text)


def _figure(folder: PlanFolder, b: Binding) -> Iterator[Problem]:
    indicator, definition = Text("indicator", "指标"), Text("definition", "口径")
    if b.name not in folder.indicators:
        yield _unknown(b, indicator, b.name, folder.indicators)
    else:
        file = folder.indicators[b.name]
        known = [str(d["id"]) for _, d in items(file, "definitions") if "id" in d]
        if b.definition is not None and known and b.definition not in known:
            yield _unknown(b, definition, b.definition, known)
        if b.definition is None and len(known) > 1:
            yield _at(
                b,
                b.name,
                "binding-definition",
                f"'{b.name}' is counted on {len(known)} definitions; say which: definition={' or definition='.join(known)}",
                f"“{b.name}”有 {len(known)} 种口径，请注明：definition={' 或 definition='.join(known)}",
            )
    try:
        parse_period(b.period)
    except UsageError as error:
        yield _at(b, b.period, "bad-period", error.text.en, error.text.get("zh"))
    organisations = {str(o.get("id")) for _, o in items(folder.main, "organisations")}
    if b.by is not None and " " not in b.by and b.by not in organisations and not _is_named(folder, b.by):
        yield _unknown(b, Text("organisation", "机构"), b.by, organisations)


def _is_named(folder: PlanFolder, words: str) -> bool:
    """Whether an authority's words are an organisation's title, or stand for nobody known."""
    titles = {str(folder.main.get(*at, "title", "en")) for at, _ in items(folder.main, "organisations")}
    return words in titles or words in ("press", "unknown")


def _status(folder: PlanFolder, b: Binding) -> Iterator[Problem]:
    targets = {str(t.get("id")) for _, t in items(folder.main, "targets")}
    if b.name not in targets:
        yield _unknown(b, Text("target", "指标目标"), b.name, targets)
    if b.claim and b.claim.said not in get_args(StatusCode):
        yield _unknown(b, Text("status", "结论"), str(b.claim.said), get_args(StatusCode))


def _unknown(b: Binding, what: Text, name: str, known: Iterable[str]) -> Problem:
    near = did_you_mean(name, known)
    en, zh = f"unknown {what.en} '{name}'{near.en}", f"未知的{what.get('zh')}“{name}”{near.zh}"
    return _at(b, name, f"unknown-{what.en}", en, zh)


def _at(b: Binding, part: str, code: str, en: str, zh: str) -> Problem:
    """A problem at a word of a binding."""
    place = replace(b.place, column=b.place.column + max(0, b.source.find(part)))
    return Problem("error", place, code, Text(en, zh))
