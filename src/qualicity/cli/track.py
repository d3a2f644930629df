"""`qualicity track-record`: what was said of the targets before, held against what came."""

from __future__ import annotations

from qualicity.assessment import STATUSES, Forecast, Kept, Scores, TrackRecord
from qualicity.assessment import track_record as find_record
from qualicity.assessment.outlook_words import percent
from qualicity.assessment.track_score import HOW, OUTCOME
from qualicity.cli.compute import progress_bar
from qualicity.cli.context import (
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    run,
)
from qualicity.cli.show import open_view
from qualicity.cli.tables import print_table
from qualicity.errors import Text
from qualicity.release import track


def track_record(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """What was said of the targets before, and what came of it. / 以往的结论和概率与实际结果。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        with progress_bar(context) as tell:
            record = find_record(view, tell)
        if as_json:
            context.json(track(record))
        else:
            _print(context, record)


def _print(context: Context, record: TrackRecord) -> None:
    lang = context.lang
    known = Text(f"as known on {record.as_of}", f"截至 {record.as_of} 已知")
    context.say(f"{record.plan.title.get(lang)} · {known.get(lang)}")
    if not record.forecasts:
        context.say(Text("No target was open at a past year's end.", "以往各年末没有未决的目标。"))
        return
    words = Text("On|Target|Due|Verdict|Probability|What came|How", "日期|目标|期限|结论|概率|结果|来源")
    print_table(words.get(lang).split("|"), [_row(context, f) for f in record.forecasts], wide=(1, 4))
    for line in _scored(record.scores):
        context.say(line)
    if record.years.brier is not None and record.years.climatology is not None:
        context.say(
            Text(
                f"That each year's figure keeps the target's limits already: Brier score {record.years.brier:.3f} of "
                f"{record.years.n} probabilities; of base rates {record.years.climatology:.3f}",
                f"各年数值是否已达到目标：{record.years.n}个概率的 Brier 评分为{record.years.brier:.3f}；"
                f"基准率为{record.years.climatology:.3f}",
            )
        )
    for kept in record.verdicts:
        if kept.n:
            context.say(_kept(kept))


def _kept(k: Kept) -> Text:
    said, left = STATUSES[k.status], k.n - k.kept - k.missed
    return Text(
        f"{said.en}: said {k.n}, met {k.kept}, not met {k.missed}, not known yet {left}",
        f"{said.get('zh')}：共{k.n}次，达到{k.kept}次，未达到{k.missed}次，尚不知道{left}次",
    )


def _row(context: Context, f: Forecast) -> list[str]:
    lang, chance = context.lang, f.chance
    said = "" if chance.probability is None else percent(chance.probability).get(lang)
    why = chance.reason.get(lang) if chance.reason else ""
    return [
        f.day.isoformat(),
        f.target.title.get(lang),
        f.target.due,
        STATUSES[f.status].get(lang),
        " · ".join(x for x in (said, why) if x),
        OUTCOME[f.met].get(lang),
        HOW[f.how].get(lang),
    ]


def _scored(s: Scores) -> list[Text]:
    """The scores in words, or why there are none."""
    found = []
    if s.brier is not None and s.climatology is not None:
        found.append(
            Text(
                f"Brier score {s.brier:.3f} of {s.n} probabilities; of base rates {s.climatology:.3f} (less is better)",
                f"{s.n}个概率的 Brier 评分为{s.brier:.3f}；基准率为{s.climatology:.3f}（越小越好）",
            )
        )
    if s.coverage_80 is not None and s.coverage_95 is not None:
        found.append(
            Text(
                f"Of {s.intervals} intervals, {s.coverage_80:.0%} held what came at 80 %, {s.coverage_95:.0%} at 95 %",
                f"{s.intervals}个区间中，80 % 区间包含实际值的占{s.coverage_80:.0%}，95 % 区间占{s.coverage_95:.0%}",
            )
        )
    if s.reason:
        found.append(s.reason)
    return found
