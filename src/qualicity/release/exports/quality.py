"""Reference metadata as rows of a table: what is known of the plan and of each indicator, under the concepts of ESMS.

Source: Euro SDMX Metadata Structure (ESMS 2.0) and the Single Integrated Metadata Structure (SIMS) that it is part of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qualicity.errors import Text
from qualicity.indicators.quality import QualityFacts
from qualicity.indicators.quality import quality as facts_of
from qualicity.plan import Definition, Indicator, parse_period
from qualicity.plan.model import Organisation
from qualicity.release.exports.columns import both, text
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.facts import (
    accuracy,
    coherence,
    comparability,
    completeness,
    revised,
    timeliness,
)
from qualicity.release.exports.shape import Field, Row

PLAN = "_T"
"""Stands for the plan as a whole where a row is about no indicator."""

CONCEPTS = {
    "CONTACT_ORGANISATION": Text("Contact organisation", "联系机构"),
    "DATA_DESCR": Text("Data description", "数据说明"),
    "STAT_CONC_DEF": Text("Statistical concepts and definitions", "统计概念与定义"),
    "REF_AREA": Text("Reference area", "覆盖地区"),
    "COVERAGE_TIME": Text("Time coverage", "覆盖时间"),
    "UNIT_MEASURE": Text("Unit of measure", "计量单位"),
    "REF_PERIOD": Text("Reference period", "参照时期"),
    "INST_MANDATE": Text("Institutional mandate", "制度依据"),
    "CONF_POLICY": Text("Confidentiality: policy", "保密政策"),
    "REL_CAL_POLICY": Text("Release calendar", "发布日历"),
    "SOURCE_TYPE": Text("Source data", "数据来源"),
    "RELEVANCE": Text("Relevance", "相关性"),
    "ACCURACY": Text("Accuracy", "准确性"),
    "COMPLETENESS": Text("Completeness", "完整性"),
    "TIMELINESS": Text("Timeliness", "及时性"),
    "COMPARABILITY": Text("Comparability", "可比性"),
    "COHERENCE": Text("Coherence", "一致性"),
    "REV_POLICY": Text("Revision policy", "修订政策"),
    "REV_PRACTICE": Text("Revision practice", "修订实践"),
    "META_LAST_UPDATE": Text("Metadata last update", "元数据更新日期"),
}
"""The concepts of ESMS of which something is known, in the order of its template."""

_REVISIONS = Text(
    "Nothing is overwritten: what an authority publishes again is a new vintage beside the old one, with the day from "
    "which it is known; what another authority publishes stands beside it as its own series.",
    "任何数值均不覆盖：同一机构再次公布者作为新版本与旧版本并存，并注明已知日期；其他机构公布者另成序列，并列呈现。",
)


QUALITY = (
    text("indicator", "Indicator; _T for the plan as a whole", "指标编号；_T 为整个方案", required=True),
    Field("concept", "string", Text("Concept of ESMS", "ESMS 概念"), True, CONCEPTS),
    text("value_en", "What is known", "说明（英文）", required=True),
    text("value_zh", "What is known, in Chinese", "说明"),
)
"""The columns of the table."""


def quality_of(edition: Edition, indicator: Indicator, unit: Text) -> list[Row]:
    """What is known of an indicator's quality, a row for each concept; `unit` is its unit in words."""
    return _rows(indicator.id, _indicator(edition, indicator, unit))


def quality_of_plan(edition: Edition) -> list[Row]:
    """What is known of the plan as a whole, a row for each concept."""
    return _rows(PLAN, _plan(edition))


def _rows(about: str, said: Mapping[str, Iterable[Text | None]]) -> list[Row]:
    joined = ((concept, join(words)) for concept, words in sorted(said.items()))
    return [(about, concept, *both(words)) for concept, words in joined if words]


def join(sentences: Iterable[Text | None]) -> Text | None:
    """Sentences as one text; Chinese where at least one of them is in Chinese."""
    said = [s for s in sentences if s and s.en]
    if not said:
        return None
    chinese = "".join(s.get("zh") + ("" if s.zh else " ") for s in said).rstrip()
    return Text(" ".join(s.en for s in said), chinese if any(s.zh for s in said) else None)


def _plan(edition: Edition) -> dict[str, Iterable[Text | None]]:
    plan, as_of = edition.view.plan, edition.view.scorecard.as_of
    authority = plan.organisation(plan.authority)
    closed = [d for d in plan.datasets if d.confidentiality != "public"]
    announced = [r for r in plan.releases if r.known <= as_of]
    adopted = plan.adopted.isoformat()
    return {
        "CONTACT_ORGANISATION": [_contact(authority)] if authority else [],
        "DATA_DESCR": [_sentence(plan.title), plan.note],
        "REF_AREA": [plan.place.title],
        "COVERAGE_TIME": [Text(f"{plan.period.start} to {plan.period.end}", f"{plan.period.start} 至 {plan.period.end}")],
        "INST_MANDATE": [
            _sentence(plan.official_title) if plan.official_title else None,
            Text(f"Adopted on {adopted}.", f"{adopted} 通过。"),
        ],
        "CONF_POLICY": [
            Text(
                f"Rows of evidence are given out of public datasets only; {len(closed)} of {len(plan.datasets)} are not public.",
                f"仅提供公开数据集的证据行；{len(plan.datasets)} 个数据集中有 {len(closed)} 个不公开。",
            )
        ],
        "REL_CAL_POLICY": [
            _sentence(Text(f"{r.title.en}, due {r.due}", f"{r.title.get('zh')}，{r.due} 到期")) for r in announced
        ],
        "REV_POLICY": [_REVISIONS],
        "META_LAST_UPDATE": [Text(as_of.isoformat(), as_of.isoformat())],
    }  # fmt: skip


def _indicator(edition: Edition, indicator: Indicator, unit: Text) -> dict[str, Iterable[Text | None]]:
    written = indicator.quality
    facts = facts_of(edition.view.figures, indicator)

    def noted(heading: str) -> Text | None:
        return getattr(written, heading, None)

    return {
        "DATA_DESCR": [_sentence(indicator.title), indicator.note],
        "STAT_CONC_DEF": _definitions(indicator),
        "UNIT_MEASURE": [unit],
        "REF_PERIOD": _periods(edition, indicator),
        "SOURCE_TYPE": _sources(edition, indicator),
        "RELEVANCE": [noted("relevance"), *_relevance(edition, facts)],
        "ACCURACY": [noted("accuracy"), *accuracy(facts)],
        "COMPLETENESS": completeness(facts),
        "TIMELINESS": [noted("timeliness"), *timeliness(facts)],
        "COMPARABILITY": [noted("comparability"), *comparability(facts)],
        "COHERENCE": [noted("coherence"), *coherence(facts, unit)],
        "REV_PRACTICE": revised(facts),
    }


def _contact(authority: Organisation) -> Text:
    title, url = authority.title, authority.url
    return Text(f"{title.en} ({url})", f"{title.get('zh')}（{url}）") if url else title


def _sentence(words: Text) -> Text:
    return Text(words.en.rstrip(".") + ".", words.zh.rstrip("。") + "。" if words.zh else None)


def definition(indicator: Indicator, of: Definition) -> Text:
    """What a definition of an indicator is: its title, basis and note."""
    title = of.title or indicator.title
    basis = "; ".join(f"{k}: {v}" for k, v in of.basis.items())
    en, zh = (f" ({basis})", f"（{basis}）") if basis else ("", "")
    named = Text(title.en + en, title.zh + zh if title.zh else None)
    return join([_sentence(named), _sentence(of.note) if of.note else None]) or named


def _definitions(indicator: Indicator) -> Iterator[Text]:
    for d in indicator.definitions:
        said = definition(indicator, d)
        yield Text(f"{d.id}: {said.en}", f"{d.id}：{said.zh}" if said.zh else None)


def _periods(edition: Edition, indicator: Indicator) -> Iterator[Text]:
    found = {o.period_text for o in edition.view.figures.of(indicator.id) if o.period_text}
    if found:
        ordered = sorted(found, key=lambda p: (parse_period(p).start, parse_period(p).end))
        first, last = ordered[0], ordered[-1]
        yield Text(f"{first} to {last}", f"{first} 至 {last}") if first != last else Text(first, first)


def _sources(edition: Edition, indicator: Indicator) -> Iterator[Text]:
    plan = edition.view.plan
    figures = edition.view.figures.of(indicator.id)
    named = {o.title.en: o.title for o in plan.organisations}
    who = [named.get(a, Text(a)) for a in sorted({o.authority for o in figures if o.authority})]
    if who:
        yield Text(
            f"Published by: {'; '.join(a.en for a in who)}.",
            f"公布机构：{'；'.join(a.get('zh') for a in who)}。",
        )
    counted = [plan.dataset(d) for d in sorted({o.dataset for o in figures if o.computed and o.dataset})]
    titles = [d.title for d in counted if d]
    if titles:
        yield Text(
            f"Computed here from: {'; '.join(t.en for t in titles)}.",
            f"由以下数据集计算：{'；'.join(t.get('zh') for t in titles)}。",
        )


def _relevance(edition: Edition, facts: QualityFacts) -> Iterator[Text]:
    titles = [t.title for i in facts.targets if (t := edition.view.plan.target(i))]
    if not titles:
        yield Text("No target of the plan is judged by it.", "方案中没有依该指标评判的目标。")
        return
    en, zh = ", ".join(f"“{t.en}”" for t in titles), "、".join(f"“{t.get('zh')}”" for t in titles)
    many = "One target" if len(titles) == 1 else f"{len(titles)} targets"
    verb = "is" if len(titles) == 1 else "are"
    yield Text(
        f"{many} of the plan {verb} judged by it: {en}.",
        f"方案中有 {len(titles)} 项目标依其评判：{zh}。",
    )
