"""The tables of an edition: observations with the words around them, each table made in one function.

Texts in both languages are two columns, `title_en` and `title_zh`; Chinese that is not known is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from qualicity.assessment import STATUSES
from qualicity.errors import Text
from qualicity.release.areas import area_names
from qualicity.release.exports.columns import both, notes, number, text, titles, units
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.indicatorwise import parts
from qualicity.release.exports.lines import Lines, lines_of
from qualicity.release.exports.observed import observation_fields
from qualicity.release.exports.quality import PLAN, QUALITY, quality_of_plan
from qualicity.release.exports.shape import TABLES, Field, Reference, Table
from qualicity.release.freeze.contents import rounded


@lru_cache(maxsize=4)
def tables(edition: Edition) -> tuple[Table, ...]:
    """All tables of an edition, the observations first. `Table.references` hold between them."""
    return (
        observations(edition),
        indicators(edition),
        definitions(edition),
        areas(edition),
        targets(edition),
        verdicts(edition),
        rulings(edition),
        organisations(edition),
        datasets(edition),
        sources(edition),
        quality(edition),
    )


def observations(edition: Edition) -> Table:
    """Every observation, all vintages and cells, a row each."""
    fields, found = observation_fields(units(edition.view.plan)), parts(edition).values()
    return Table(
        "observations",
        TABLES["observations"],
        fields,
        ("OBSERVATION",),
        Lines(fields, "".join([p.observations for p in found]), sum(p.figures for p in found)),
        (
            Reference(("INDICATOR",), "indicators", ("indicator",)),
            Reference(("INDICATOR", "DEFINITION"), "definitions", ("indicator", "definition")),
        ),
    )


_INDICATORS = (
    text("indicator", "Indicator", "指标编号", required=True),
    *titles(),
    text("unit", "Unit", "单位", required=True),
    text("unit_en", "Unit in words", "单位（英文）"),
    text("unit_zh", "Unit in Chinese words", "单位（中文）"),
    text("measure", "Kind of measure (stock, flow, ratio …)", "指标性质"),
    text("better", "Which direction is better", "向好方向"),
    text("across_areas", "How areas are put together", "跨地区汇总方式"),
    *notes(),
)


def indicators(edition: Edition) -> Table:
    """The indicators."""
    plan = edition.view.plan
    words = units(plan)
    rows = (
        (i.id, *both(i.title), i.unit, *both(words.get(i.unit)), i.measure, i.better, i.across_areas, *both(i.note))
        for i in plan.indicators
    )  # fmt: skip
    return Table("indicators", TABLES["indicators"], _INDICATORS, ("indicator",), tuple(rows))


_DEFINITIONS = (
    text("indicator", "Indicator", "指标编号", required=True),
    text("definition", "Definition", "口径编号", required=True),
    *titles(),
    text("dataset", "Dataset that it counts from", "所用数据集"),
    text("value", "Expression of its value", "取值算式"),
    text("filter", "Which rows count", "筛选条件"),
    text("denominator", "What it rests on", "计算基数"),
    text("valid_from", "Valid from", "生效时期"),
    text("valid_to", "Valid to", "失效时期"),
    text("freq", "Frequencies", "频率"),
    Field("decimals", "integer", Text("Decimals", "小数位数")),
    text("basis", "Basis", "依据"),
    text("source", "Source", "出处"),
    *notes(),
)


def definitions(edition: Edition) -> Table:
    """How each indicator is counted: a row for each of its definitions."""
    rows = (
        (i.id, d.id, *both(d.title or i.title), d.from_, d.value, d.filter, d.denominator, d.valid_from, d.valid_to,
         " ".join(d.freq), d.decimals, "; ".join(f"{k}: {v}" for k, v in d.basis.items()) or None, d.source, *both(d.note))
        for i in edition.view.plan.indicators for d in i.definitions
    )  # fmt: skip
    references = (Reference(("indicator",), "indicators", ("indicator",)),)
    return Table(
        "definitions",
        TABLES["definitions"],
        _DEFINITIONS,
        ("indicator", "definition"),
        tuple(rows),
        references,
    )


_AREAS = (text("area", "Area", "地区代码", required=True), *titles())


def areas(edition: Edition) -> Table:
    """Names of the areas that observations are of."""
    view = edition.view
    names = area_names(view.plan, view.store)
    used = {area for part in parts(edition).values() for area in part.areas}
    rows = ((code, *both(names.get(code, Text(code)))) for code in sorted(used | names.keys()))
    return Table("areas", TABLES["areas"], _AREAS, ("area",), tuple(rows))


_TARGETS = (
    text("target", "Target", "目标编号", required=True),
    *titles(),
    text("goal", "Goal", "总目标", required=True),
    text("clauses", "Clauses of the plan's text", "条款"),
    text("indicator", "Indicator", "指标编号"),
    text("definition", "Definition", "口径编号"),
    text("area", "Area", "地区代码"),
    text("operator", "What is promised of the value", "目标方式", required=True),
    Field("value", "number", Text("Value promised", "目标值")),
    Field("upper", "number", Text("Upper end of a range", "区间上限")),
    text("unit", "Unit", "单位"),
    text("due", "Due", "期限", required=True),
    text("nature", "Binding or anticipatory", "约束性或预期性"),
    text("lead", "Lead organisation", "牵头单位"),
    *notes(),
)


def targets(edition: Edition) -> Table:
    """What the plan promises, as it was known on the date."""
    view = edition.view
    units_of = {i.id: i.unit for i in view.plan.indicators}
    rows = (
        (t.id, *both(t.title), t.goal, " ".join(t.clauses) or None, t.indicator, t.definition, t.area or view.plan.place.code,
         t.operator, number(t.value), number(t.upper), t.unit or units_of.get(t.indicator or ""),
         t.due, t.nature, t.lead, *both(t.note))
        for t in (a.target for a in view.scorecard.assessments)
    )  # fmt: skip
    references = (Reference(("lead",), "organisations", ("organisation",)),)
    return Table("targets", TABLES["targets"], _TARGETS, ("target",), tuple(rows), references)


_VERDICTS = (
    text("target", "Target", "目标编号", required=True),
    Field("status", "string", Text("Status", "状态"), True, {str(k): v for k, v in STATUSES.items()}),
    text("scheme", "How it was judged", "评价方法"),
    text("definition", "Definition of the figure", "口径编号"),
    text("area", "Area of the figure", "地区代码"),
    text("period", "Period of the figure", "时期"),
    Field("value", "number", Text("The figure that was judged", "所评价的数值")),
    Field("probability", "number", Text("Probability that the target is met, 0 to 1", "实现概率（0 至 1）")),
    text("reason_en", "Why", "理由（英文）"),
    text("reason_zh", "Why, in Chinese", "理由"),
    Field("address", "uri", Text("Page of the target", "目标网页")),
)


def verdicts(edition: Edition) -> Table:
    """The verdict on each target: status, the figure that was judged, why, and how likely it is to be met."""
    view = edition.view
    rows = (
        (a.target.id, a.status, None if a.rule == "none" else a.rule, a.definition, a.figure.area if a.figure else None,
         a.figure.period_text if a.figure else None, a.figure.value if a.figure else None,
         rounded(view.outlooks[a.target.id].chance.probability), *both(a.reason), edition.address("en", "targets", a.target.id))
        for a in view.scorecard.assessments
    )  # fmt: skip
    references = (Reference(("target",), "targets", ("target",)),)
    return Table("verdicts", TABLES["verdicts"], _VERDICTS, ("target",), tuple(rows), references)


_RULINGS = (
    text("ruling", "Ruling", "裁定编号", required=True),
    text("target", "Target", "目标编号", required=True),
    text("definition", "Definition that counts", "口径编号"),
    text("status", "Status", "状态"),
    text("by_en", "Whose", "作出者（英文）"),
    text("by_zh", "Whose, in Chinese", "作出者"),
    Field("official", "boolean", Text("Made by an authority", "是否官方"), True),
    Field("date", "date", Text("Date", "日期"), True),
    text("reason_en", "Why", "理由（英文）"),
    text("reason_zh", "Why, in Chinese", "理由"),
)


def rulings(edition: Edition) -> Table:
    """Recorded decisions of people that verdicts rest on, as far as they were made by the date."""
    view = edition.view
    rows = (
        (r.id, r.target, r.definition, r.status, *both(r.by), r.official, r.date, *both(r.reason))
        for r in view.plan.rulings
        if r.date <= view.scorecard.as_of
    )
    return Table("rulings", TABLES["rulings"], _RULINGS, ("ruling",), tuple(rows))


_ORGANISATIONS = (
    text("organisation", "Organisation", "单位编号", required=True),
    *titles(),
    Field("url", "uri", Text("Address", "网址")),
)


def organisations(edition: Edition) -> Table:
    """Who answers."""
    rows = ((o.id, *both(o.title), o.url) for o in edition.view.plan.organisations)
    return Table("organisations", TABLES["organisations"], _ORGANISATIONS, ("organisation",), tuple(rows))


_DATASETS = (
    text("dataset", "Dataset", "数据集编号", required=True),
    *titles(),
    Field("kind", "string", Text("Entered, or derived by a method", "填报或派生"), True,
          {"entered": Text("Entered", "填报"), "derived": Text("Derived by a method", "由方法派生")}),
    text("method", "Method", "方法"),
    text("owner", "Who answers for it", "责任单位"),
    text("frequency", "Frequency", "频率"),
    text("confidentiality", "Confidentiality", "密级", required=True),
    Field("version", "integer", Text("Version of its table", "数据表版本")),
    text("licence", "Licence", "许可"),
    *notes(),
)  # fmt: skip


def datasets(edition: Edition) -> Table:
    """The tables of evidence; their rows are not part of an export."""
    view = edition.view
    versions = {t.dataset.id: t.version for t in view.store.entered()}
    rows = (
        (d.id, *both(d.title), "derived" if d.derived else "entered", d.derived.method if d.derived else None,
         d.owner, d.frequency, d.confidentiality, versions.get(d.id),
         "; ".join(s.licence for s in d.sources if s.licence) or None, *both(d.note))
        for d in view.plan.datasets
    )  # fmt: skip
    return Table("datasets", TABLES["datasets"], _DATASETS, ("dataset",), tuple(rows))


_SOURCES = (
    Field("number", "integer", Text("Number", "序号"), True),
    text("title", "Title", "名称", required=True),
    Field("url", "uri", Text("Address", "网址")),
    text("licence", "Licence", "许可"),
    text("released", "Released", "发布日期"),
)


def sources(edition: Edition) -> Table:
    """Every source that the plan, its datasets or its figures name, once."""
    view = edition.view
    named = [*view.plan.sources, *(s for d in view.plan.datasets for s in d.sources)]
    found: dict[tuple[str, str], tuple[Any, ...]] = {
        (s.title, s.url or ""): (s.title, s.url, s.licence, s.released.isoformat() if s.released else None)
        for s in named
    }
    for part in parts(edition).values():
        for title, url, released in part.sources:
            found.setdefault((title, url or ""), (title, url, None, released))
    rows = ((n, *found[key]) for n, key in enumerate(sorted(found), 1))
    return Table("sources", TABLES["sources"], _SOURCES, ("number",), tuple(rows))


def quality(edition: Edition) -> Table:
    """What is known of quality: a row for each concept of the plan and of each indicator."""
    of_plan = quality_of_plan(edition)
    said = {i: (part.quality, part.concepts) for i, part in parts(edition).items()}
    said[PLAN] = (lines_of(QUALITY, of_plan), len(of_plan))
    found = [said[about] for about in sorted(said)]
    rows = Lines(QUALITY, "".join([text for text, _ in found]), sum(n for _, n in found))
    return Table("quality", TABLES["quality"], QUALITY, ("indicator", "concept"), rows)


COLUMNS: Mapping[str, tuple[Field, ...]] = {
    "observations": observation_fields({}),
    "indicators": _INDICATORS,
    "definitions": _DEFINITIONS,
    "areas": _AREAS,
    "targets": _TARGETS,
    "verdicts": _VERDICTS,
    "rulings": _RULINGS,
    "organisations": _ORGANISATIONS,
    "datasets": _DATASETS,
    "sources": _SOURCES,
}
"""The columns of each table, whatever the plan; a plan adds the words of its units."""
