"""The appendix: definitions, revisions, how verdicts are made, sources, and the receipt of every figure."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.assessment import SCHEMES, number
from qualicity.assessment.reasons import unit
from qualicity.errors import Text
from qualicity.indicators import revisions
from qualicity.plan import BASIS, Indicator
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Receipts,
    Run,
    Table,
    Words,
    words,
)

_NOTES = (
    Text("At its date a target is kept or missed by its own year's figure alone, on the definition that it names.",
         "到期时，目标仅以到期年份本身、按其所述口径的数值判断已实现或未实现。"),
    Text("Before its date it is judged by a published scheme.", "到期之前，按公开的评价方法判断。"),
    Text("A target without such a figure cannot be judged. Nothing is estimated in its place.",
         "没有相应数值的目标无法判断，不以估计代替。"),
    Text("A probability rests on the target's own yearly figures alone; fewer than it needs give none.",
         "概率仅依据目标自身的年度数值；数值不足时不给出概率。"),
    Text("What changed is told with the definitions and methods of today on both dates.",
         "变化的说明在两个日期均采用现行口径与方法。"),
)  # fmt: skip
_SCHEMES = 1
"""The note behind which the schemes stand."""


def appendix(pen: Pen) -> Iterator[Block]:
    """The chapters at the end; the receipts come last, when every figure has been named."""
    if _asked(pen):
        yield from _definitions(pen)
        yield from _revisions(pen)
    yield from method_notes(pen)
    yield from _sources(pen)
    yield Heading(pen.say("Receipts of the figures", "数据凭据"))
    yield Receipts(pen.receipts())
    yield from seal(pen)


def seal(pen: Pen) -> Iterator[Block]:
    """How to check that all of this is as it was released, or that it was not released."""
    lock = pen.edition.release
    if lock is None:
        said = pen.say(
            "These are the figures as known on the day above. They were not released: the same day computed later may "
            "give others. A release is frozen under a name (qualicity release) and can be verified.",
            "以上为截至所注日期已知的数值，未经正式发布：日后就同一日期重新计算，结果可能不同。"
            "正式发布以名称冻结（qualicity release），可以核验。",
        )  # fmt: skip
        yield Paragraph(words(said), "small")
        return
    yield Paragraph(
        words(
            pen.say(
                f"Release {lock.name}, SHA-256 {lock.checksum}", f"发布 {lock.name}，SHA-256 {lock.checksum}"
            )
        ),
        "small",
    )
    said = pen.say(
        f"To check it: qualicity verify {lock.name}.lock.json",
        f"核验方法：qualicity verify {lock.name}.lock.json",
    )
    yield Paragraph(words(said), "small")


def _asked(pen: Pen) -> list[Indicator]:
    """The indicators that targets are about, each once."""
    found = (pen.indicator(a.target) for a in pen.view.scorecard.assessments)
    return list({i.id: i for i in found if i}.values())


def _definitions(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Definitions", "指标口径"))
    judged = {(a.target.indicator, a.definition) for a in pen.view.scorecard.assessments}
    rows: list[tuple[Words, ...]] = []
    for i in _asked(pen):
        for d in i.definitions:
            used = (i.id, d.id) in judged
            title = (
                pen.get(i.title)
                if d.title is None
                else f"{pen.get(i.title)}{pen.say(': ', '：')}{pen.get(d.title)}"
            )
            how = Run(d.value, "code") if d.value else pen.say("as published", "采用公布数值")
            basis = pen.listed([f"{_basis(pen, k)}{v}" for k, v in d.basis.items()]) or "–"
            mark = pen.say("yes", "是") if used else "–"
            rows.append((words(title), words(Run(d.id, "soft")), words(how), words(basis), words(mark)))
    head = (
        pen.say("Indicator and definition", "指标与口径"), pen.say("Name", "编号"), pen.say("How it is counted", "计算方式"),
        pen.say("Basis", "依据"), pen.say("Judged on", "用于判断"),
    )  # fmt: skip
    yield Table(head, tuple(rows), (2.8, 1.5, 1.8, 2.8, 0.8))


def _basis(pen: Pen, key: str) -> str:
    return f"{pen.get(BASIS.get(key)) or key}{pen.say(': ', '：')}"


def _revisions(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Revisions", "数据修订"))
    rows: list[tuple[Words, ...]] = []
    for i in _asked(pen):
        for r in revisions(pen.view.figures, i.id).revised:
            definition, area, period, cell = r.key
            u = pen.get(unit(i))
            arrow = " → ".join(f"{number(o.value)}{u} ({o.vintage or '–'})" for o in r.vintages)
            where = pen.listed([x for x in (definition, _area(pen, area), cell) if x])
            rows.append(
                (
                    words(pen.get(i.title)),
                    words(where),
                    words(pen.when(period)),
                    words(pen.authority(r.authority) or "–"),
                    words(arrow),
                )
            )
    if not rows:
        yield Paragraph(
            words(pen.say("No figure on these definitions was revised.", "上述口径的数值均未修订。"))
        )
        return
    head = (
        pen.say("Indicator", "指标"), pen.say("Definition", "口径"), pen.say("Period", "时期"),
        pen.say("Authority", "发布机构"), pen.say("Figures and when known", "数值及获知日期"),
    )  # fmt: skip
    yield Table(head, tuple(rows), (2.4, 1.6, 1, 1.6, 3))


def _area(pen: Pen, area: str | None) -> str:
    return "" if area in (None, pen.view.plan.place.code) else str(area)


def method_notes(pen: Pen) -> Iterator[Block]:
    """How verdicts, probabilities and forecasts are made."""
    yield Heading(pen.say("How the verdicts are made", "结论的得出方法"))
    used = dict.fromkeys(a.rule for a in pen.view.scorecard.assessments if a.rule in SCHEMES)
    schemes = pen.listed([pen.get(SCHEMES[s].title) for s in used])
    here = pen.say(f" Here: {schemes}.", f"此处所用：{schemes}。") if schemes else ""
    yield Bullets(tuple(words(pen.get(note), here if n == _SCHEMES else "") for n, note in enumerate(_NOTES)))


def _sources(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Sources", "资料来源"))
    plan = pen.view.plan
    named = [(s.title, s.url or "") for s in (*plan.sources, *(s for d in plan.datasets for s in d.sources))]
    named += [(o.source.title or "", o.source.url or "") for o in pen.named if o.source]
    said = dict.fromkeys(" ".join(filter(None, source)) for source in named)
    lines = tuple(words(source) for source in said if source)
    yield Bullets(lines) if lines else Paragraph(words(pen.say("None is named.", "未列明。")))
