"""Areas ranked by one definition's figures of one period, and the sentence that tells where the plan's own stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.assessment.reasons import unit
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator
from qualicity.portal.charts.picture import Mark
from qualicity.portal.charts.words import spoken


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area with its figure; `rank` is None where the figure has no value. Equal values share a rank."""

    code: str
    title: Text
    figure: Observation
    rank: int | None
    home: bool

    @property
    def value(self) -> float:
        """Its value; only asked of what has a rank."""
        return self.figure.value or 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Areas that lie in one and the same area (or of a plan that says nothing of that), the best or the highest first."""

    indicator: Indicator
    within: Text | None
    areas: tuple[Ranked, ...]

    @property
    def valued(self) -> tuple[Ranked, ...]:
        """The areas that have a rank."""
        return tuple(a for a in self.areas if a.rank is not None)

    @property
    def home(self) -> Ranked | None:
        """The plan's own area."""
        return next((a for a in self.areas if a.home), None)

    @property
    def period(self) -> Text:
        """The period of all its figures."""
        period = self.areas[0].figure.period
        return period.title() if period else Text("a period not known", "时期不明")


def ranking(
    indicator: Indicator, within: Text | None, found: dict[str, tuple[Text, Observation]], home: str
) -> Ranking:
    """Rank areas, given by code with name and figure: the best first, or the highest where none is better."""
    sign = 1 if indicator.better == "lower" else -1
    values = [o.value for _, o in found.values() if o.value is not None]
    listed = [
        Ranked(
            code,
            title,
            o,
            None if o.value is None else 1 + sum(sign * v < sign * o.value for v in values),
            code == home,
        )
        for code, (title, o) in found.items()
    ]
    return Ranking(indicator, within, tuple(sorted(listed, key=lambda a: (a.rank is None, a.rank, a.code))))


def finding(r: Ranking) -> Text:
    """`Foshan is 14th of 21 areas in December 2023, with 85 %`; or from the first to the last where it has no rank."""
    valued, home = r.valued, r.home
    if home is None or home.rank is None:
        first, last = valued[0], valued[-1]
        a, b = _quantity(r, first), _quantity(r, last)
        if first.rank == last.rank:
            return Text(
                f"All {len(valued)} areas have {a.en} in {r.period.en}",
                f"{r.period.get('zh')}{len(valued)}个地区均为{a.get('zh')}",
            )
        return Text(
            f"From {a.en} in {first.title.en} to {b.en} in {last.title.en}, {r.period.en}",
            f"{r.period.get('zh')}，从{first.title.get('zh')}的{a.get('zh')}到{last.title.get('zh')}的{b.get('zh')}",
        )
    said, n, shared = _quantity(r, home), len(valued), sum(a.rank == home.rank for a in valued) - 1
    order = Text("", "") if r.indicator.better else Text(", from the highest", "（由高到低）")
    with_others = Text("", "")
    if shared:
        others = "one other" if shared == 1 else f"{shared} others"
        with_others = Text(f", a place shared with {others}", f"（与另{shared}个地区并列）")
    return Text(
        f"{home.title.en} is {_ordinal(home.rank)} of {n} areas in {r.period.en}{order.en}, with {said.en}{with_others.en}",
        f"{r.period.get('zh')}，{home.title.get('zh')}为{said.get('zh')}，在{n}个地区中居第{home.rank}位"
        f"{order.get('zh')}{with_others.get('zh')}",
    )


def description(r: Ranking) -> Text:
    """The ranking in words: every area with its value."""
    listed = [(a, _quantity(r, a)) for a in r.valued]
    en = "; ".join(f"{a.rank} {a.title.en} {said.en}" for a, said in listed)
    zh = "；".join(f"第{a.rank}位{a.title.get('zh')}{said.get('zh')}" for a, said in listed)
    return Text(
        f"{r.indicator.title.en} by area, {r.period.en}: {en}.",
        f"{r.period.get('zh')}各地区{r.indicator.title.get('zh')}：{zh}。",
    )


def rows(r: Ranking) -> list[dict[str, Any]]:
    """One dictionary for each area, in order of rank."""
    return [
        {
            "rank": a.rank,
            "area": a.code,
            "area_en": a.title.en,
            "area_zh": a.title.zh,
            "home": a.home,
            "indicator": a.figure.indicator,
            "definition": a.figure.definition,
            "period": a.figure.period_text,
            "value": a.figure.value,
            "qualifier": a.figure.qualifier,
            "status": a.figure.status,
            "authority": a.figure.authority,
        }
        for a in r.areas
    ]


def mark(r: Ranking, area: Ranked, x: float, y: float) -> Mark:
    """An area as it is pointed at: its name and figure, its place and the period."""
    n = len(r.valued)
    place = () if area.rank is None else (Text(f"{_ordinal(area.rank)} of {n}", f"第{area.rank}位，共{n}个"),)
    return Mark(x, y, area.title, area.figure, (*place, r.period))


def _quantity(r: Ranking, area: Ranked) -> Text:
    said, u = spoken(area.figure), unit(r.indicator)
    return Text(said.en + u.en, said.get("zh") + u.get("zh"))


def _ordinal(n: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{n}{'th' if n % 100 in (11, 12, 13) else ends.get(n % 10, 'th')}"
