"""The hand that writes a report: one language, one edition, and a receipt for every figure that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from qualicity.assessment import STATUSES, Assessment, PlanView, Status, wording
from qualicity.assessment.outlook_words import percent
from qualicity.assessment.reasons import said, unit
from qualicity.errors import Lang, Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Period, Target, parse_period, period_of
from qualicity.release.exports import Edition
from qualicity.release.report.shape import Run, Words, words

GLYPHS: dict[Status, str] = {
    "achieved": "●",
    "on_course": "▲",
    "at_risk": "◆",
    "off_course": "▼",
    "missed": "×",
    "not_due": "–",
    "cannot_judge": "○",
}
"""A status is a shape and a word, and a colour besides."""


_ISSUERS = {
    "press": Text("press, issuer not named", "媒体，未注明发布机构"),
    "unknown": Text("issuer not known", "发布机构不明"),
}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes in `lang` about `edition`; `named` are the figures that were given a receipt, in their order."""

    edition: Edition
    lang: Lang
    named: list[Observation] = field(default_factory=list)

    @property
    def view(self) -> PlanView:
        """The plan's figures and verdicts."""
        return self.edition.view

    @property
    def day(self) -> date:
        """The day as known on which everything is said."""
        return self.view.scorecard.as_of

    def say(self, en: str, zh: str) -> str:
        """The one of two wordings that is in the report's language."""
        return zh if self.lang == "zh" else en

    def get(self, text: Text | None) -> str:
        """A text in the report's language; nothing for None."""
        return text.get(self.lang) if text else ""

    def on(self, day: date) -> str:
        """A day in words."""
        return self.get(period_of(day, "D").title())

    def when(self, period: str | Period | None) -> str:
        """A period in words."""
        found = parse_period(period) if isinstance(period, str) else period
        return self.get(found.title()) if found else "–"

    def indicator(self, target: Target) -> Indicator | None:
        """The indicator that a target is about."""
        return self.view.plan.indicator(target.indicator)

    def promise(self, a: Assessment) -> str:
        """`more than 36.12 % by 2020`."""
        indicator = self.indicator(a.target)
        promised, by = self.get(wording(a.target)), self.when(a.target.due)
        of = "" if a.target.value is None or "%" in promised else self.get(unit(indicator))
        if a.target.operator == "judged":
            return self.say(f"{promised}, {by}", f"{by}{promised}")
        behind = next((x for x in (" (striven for)", "左右") if promised.endswith(x)), "")
        asked = f"{promised.removesuffix(behind)}{of}{behind}"
        return self.say(f"{asked} by {by}", f"{by}{asked}")

    def figure(self, o: Observation | None) -> Words:
        """A figure with its period and the mark of its receipt; a dash where there is none."""
        if o is None:
            return words("–")
        return words(self.get(said(o, self.view.plan.indicator(o.indicator))), self.mark(o))

    def mark(self, o: Observation) -> Run:
        """The mark of a figure's receipt; the same figure has one."""
        if o not in self.named:
            self.named.append(o)
        return Run(str(self.named.index(o) + 1), "mark")

    def status(self, status: Status | None) -> Words:
        """A status as shape, word and colour."""
        if status is None:
            return words(self.say("not known yet", "尚未公布"))
        return (Run(f"{GLYPHS[status]} {self.get(STATUSES[status])}", status),)

    def chance(self, a: Assessment) -> str:
        """The probability that a target is met at its date; a dash where nobody can say."""
        p = self.view.outlooks[a.target.id].chance.probability
        return "–" if p is None else self.get(percent(p))

    def organisation(self, org: str | None) -> str:
        """The name of an organisation."""
        found = next((o for o in self.view.plan.organisations if o.id == org), None)
        return self.get(found.title) if found else org or ""

    def authority(self, named: str | None) -> str:
        """The body that published a figure: where it is one of the plan's organisations, in the report's language."""
        found = next((o for o in self.view.plan.organisations if o.title.en == named), None)
        return self.get(found.title if found else _ISSUERS.get(named or "")) or named or ""

    def listed(self, items: list[str]) -> str:
        """An enumeration."""
        return self.say("; ", "；").join(items)

    def receipts(self) -> tuple[str, ...]:
        """A line for each mark: figure, definition, vintage, authority and source, and the state that it is of."""
        return tuple(self._receipt(o) for o in self.named)

    def _receipt(self, o: Observation) -> str:
        indicator = self.view.plan.indicator(o.indicator)
        title = self.get(indicator.title) if indicator else o.indicator
        source = (o.source.title or o.source.url) if o.source else None
        known = o.vintage.isoformat() if o.vintage else self.say("date not known", "日期不详")
        computed = self.say(
            f"computed from {o.rows} rows of {o.dataset}", f"由{o.dataset}的{o.rows}行数据计算"
        )
        who = self.say(": ", "：").join(filter(None, (self.authority(o.authority), source))) or computed
        figure = self.get(said(o, indicator))
        of = self.say(f"{title}, definition {o.definition}", f"{title}，口径 {o.definition}")
        return " · ".join((of, figure, self.say(f"known {known}", f"获知于{known}"), who, self.seal))

    @property
    def seal(self) -> str:
        """The state in short: the release with the beginning of its checksum, or that it is none."""
        lock = self.edition.release
        if lock is None:
            return self.say(f"no release, {self.day}", f"非发布 {self.day}")
        return f"{lock.name} {lock.checksum[:8]}"

    @property
    def state(self) -> str:
        """The state in full, as it stands on every page."""
        lock = self.edition.release
        if lock is None:
            return self.say(f"Not a release: as known on {self.day}", f"非正式发布：截至{self.day}已知的状态")
        return self.say(
            f"Release {lock.name}, as known on {self.day}", f"发布 {lock.name}，截至{self.day}已知"
        )
