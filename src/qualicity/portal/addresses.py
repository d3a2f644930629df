"""Every address of the portal, made in one place: language and date of knowledge are kept in all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from qualicity.indicators import Figures, Observation

NONE = "_"
"""Stands in an address where a figure has no area or period."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""A part of an address that is written as it is."""


def segment(text: str | None) -> str:
    """A code as one part of an address. ISO 8601 writes `--` where a solidus can't stand."""
    return NONE if text is None else text.replace("/", "--")


def unsegment(text: str) -> str | None:
    """What `segment` wrote."""
    return None if text == NONE else text.replace("--", "/")


def default_figure(same: tuple[Observation, ...]) -> Observation | None:
    """Of figures of one definition, area and period the one that their address shows by itself.

    That is a current one with a value, and of several authorities' the one known last.
    """
    return max(
        same, key=lambda o: (o.current, o.value is not None, str(o.vintage), o.authority or ""), default=None
    )


@lru_cache(maxsize=8192)
def _place(prefix: str, lang: str | None, name: str, *parts: str) -> str:
    """An address without its query; `prefix` and `lang`, which Django adds by itself, are what tells it from others."""
    if all(_PLAIN.fullmatch(part) for part in parts):
        return _form(prefix, lang, name, len(parts)).format(*parts)
    return reverse(name, args=parts)


@lru_cache(maxsize=512)
def _form(prefix: str, lang: str | None, name: str, parts: int) -> str:
    """The addresses of a name with so many parts, for `format`: to find each of thousands by itself takes longer."""
    del prefix, lang
    found = reverse(name, args=[f"~{n}~" for n in range(parts)]).replace("{", "{{").replace("}", "}}")
    for n in range(parts):
        found = found.replace(f"~{n}~", f"{{{n}}}")
    return found


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses as seen from one page: `query` goes with every one of them."""

    plan: str
    query: Mapping[str, str]

    def _to(self, name: str, *parts: str, fragment: str = "", more: Mapping[str, str] | None = None) -> str:
        asked = urlencode({**self.query, **more}) if more else urlencode(self.query) if self.query else ""
        place = _place(get_script_prefix(), get_language(), name, *parts)
        return place + (f"?{asked}" if asked else "") + (f"#{fragment}" if fragment else "")

    def plans(self) -> str:
        """All plans."""
        return self._to("plans")

    def search(self, **asked: str) -> str:
        """What answers a query: `q`, and within it one `plan` or `kind`."""
        return self._to("search", more={k: v for k, v in asked.items() if v})

    def methods(self) -> str:
        """All methods. They are those of this software: a release's pages lead to the live ones."""
        return self._live("methods")

    def method(self, method: str) -> str:
        """A method."""
        return self._live("method", method)

    def about(self) -> str:
        """What this portal is."""
        return self._live("about")

    def api(self) -> str:
        """How programs read this portal."""
        return self._live("api")

    def policy(self) -> str:
        """How figures are revised and mistakes corrected."""
        return self._live("policy")

    def scorecard(self, plan: str = "") -> str:
        """A plan's scorecard."""
        return self._to("scorecard", plan or self.plan)

    def target(self, target: str, fragment: str = "") -> str:
        """A target."""
        return self._to("target", self.plan, target, fragment=fragment)

    def indicators(self) -> str:
        """All indicators."""
        return self._to("indicators", self.plan)

    def indicator(self, indicator: str, fragment: str = "") -> str:
        """An indicator."""
        return self._to("indicator", self.plan, indicator, fragment=fragment)

    def missions(self) -> str:
        """All missions."""
        return self._to("missions", self.plan)

    def mission(self, mission: str) -> str:
        """A mission."""
        return self._to("mission", self.plan, mission)

    def actions(self, action: str = "") -> str:
        """All actions, or one among them."""
        return self._to("actions", self.plan, fragment=f"action-{action}" if action else "")

    def proof(self, file: str) -> str:
        """A file that was sent as proof."""
        return self._to("proof", self.plan, file)

    def programmes(self) -> str:
        """All programmes."""
        return self._to("programmes", self.plan)

    def programme(self, programme: str) -> str:
        """A programme."""
        return self._to("programme", self.plan, programme)

    def organisations(self) -> str:
        """All organisations."""
        return self._to("organisations", self.plan)

    def organisation(self, organisation: str) -> str:
        """An organisation."""
        return self._to("organisation", self.plan, organisation)

    def text(self, clause: str = "") -> str:
        """The plan's text, or one clause of it."""
        return self._to("text", self.plan, fragment=f"clause-{clause}" if clause else "")

    def cascade(self) -> str:
        """The plans above and beside, and possible conflicts."""
        return self._to("cascade", self.plan)

    def definitions(self) -> str:
        """The catalogue of all definitions."""
        return self._to("definitions", self.plan)

    def feed(self) -> str:
        """What is new of the plan, for programs that follow it."""
        return self._to("feed", self.plan)

    def open_data(self, form: str = "", file: str = "") -> str:
        """All forms in which the plan's figures can be taken; one form as a ZIP; one of its files.

        Those of a release are of its own date.
        """
        to = self if get_script_prefix() == "/" else self.bare()
        if file:
            return to._to("open-data-file", self.plan, form, file)
        return to._to("open-data-zip", self.plan, form) if form else to._to("open-data", self.plan)

    def report(self, audience: str, form: str, release: str = "") -> str:
        """The report for an audience as `pdf` or `docx`: of what the page shows, or of a release."""
        if release:
            return f"/r/{release}" + self._live("report", self.plan, f"{audience}.{form}")
        return self._to("report", self.plan, f"{audience}.{form}")

    def datasets(self) -> str:
        """All datasets."""
        return self._to("datasets", self.plan)

    def dataset(self, dataset: str, fragment: str = "") -> str:
        """A dataset."""
        return self._to("dataset", self.plan, dataset, fragment=fragment)

    def changes(self, dataset: str, first: int, last: int) -> str:
        """What changed in a dataset between two versions."""
        return self._to("changes", self.plan, dataset, more={"from": str(first), "to": str(last)})

    def verdict_changes(self) -> str:
        """Why verdicts changed between two dates."""
        return self._to("verdict-changes", self.plan)

    def rows_of_dataset(self, dataset: str) -> str:
        """All rows of a dataset, as CSV."""
        return self._to("dataset-rows", self.plan, dataset)

    def track_record(self) -> str:
        """How forecasts did."""
        return self._to("track-record", self.plan)

    def releases(self) -> str:
        """Releases of the plan."""
        return self._to("releases", self.plan)

    def doubts(self, state: str = "") -> str:
        """Questions and objections of readers, with their answers. They are of the live pages, never a release's."""
        return self._live("doubts", self.plan) + self._asked({"state": state} if state else {})

    def doubt(self, number: int) -> str:
        """One of them."""
        return self._live("doubt", self.plan, str(number)) + self._asked()

    def corrections(self) -> str:
        """Correction notices."""
        return self._live("corrections", self.plan) + self._asked()

    def doubt_form(self, about: Mapping[str, str]) -> str:
        """The form for a doubt about something."""
        return self._live("doubt-form", self.plan) + f"?{urlencode({**self.query, **about})}"

    def releases_ics(self) -> str:
        """The release calendar as iCalendar."""
        return self._to("releases-ics", self.plan)

    def pages(self) -> str:
        """The plan's narrative pages."""
        return self._to("pages", self.plan)

    def page(self, page: str) -> str:
        """A narrative page."""
        return self._to("page", self.plan, page)

    def sources(self) -> str:
        """Sources and licences."""
        return self._to("sources", self.plan)

    def chart(self, kind: str, *parts: str, form: str = "svg", more: Mapping[str, str] | None = None) -> str:
        """The chart of a `target`, an `indicator` and so on as a file: `svg`, `png`, or its data as `csv`."""
        return self._to(f"{kind}-chart.{form}", self.plan, *parts, more=more)

    def days(self, dataset: str, asked: Mapping[str, str]) -> str:
        """The calendar of a dataset's days."""
        return self._to("days", self.plan, dataset, more=asked)

    def compared(self, indicator: str, asked: Mapping[str, str] | None = None, fragment: str = "") -> str:
        """The areas of an indicator, compared."""
        return self._to("areas", self.plan, indicator, more=asked, fragment=fragment)

    def bare(self) -> Addresses:
        """The same without the date of knowledge."""
        return Addresses(self.plan, {})

    def figure(
        self, o: Observation, figures: Figures, where: Mapping[str, str] | None = None, fragment: str = ""
    ) -> str:
        """How a figure came about; `where` narrows the rows."""
        more = {**_which(o, figures), **(where or {})}
        return self._to("figure", *self._key(o), fragment=fragment, more=more)

    def figure_at(
        self, indicator: str, definition: str, area: str, period: str, which: Mapping[str, str]
    ) -> str:
        """The same of a figure that is known by its address only."""
        return self._to("figure", self.plan, indicator, definition, area, period, more=which)

    def rows_of_figure(self, o: Observation, figures: Figures, dataset: str, where: Mapping[str, str]) -> str:
        """All rows of one dataset on the way of a figure, as CSV."""
        return self._to("figure-rows", *self._key(o), dataset, more={**_which(o, figures), **where})

    def _live(self, name: str, *parts: str) -> str:
        prefix = get_script_prefix()  # of a release
        return _place(prefix, get_language(), name, *parts).removeprefix(prefix.rstrip("/"))

    def _asked(self, more: Mapping[str, str] | None = None) -> str:
        asked = urlencode({**self.query, **(more or {})})
        return f"?{asked}" if asked else ""

    def _key(self, o: Observation) -> tuple[str, ...]:
        return (self.plan, o.indicator, o.definition, segment(o.area), segment(o.period_text))


def _which(o: Observation, figures: Figures) -> dict[str, str]:
    """What tells a figure from others of the same definition, area and period."""
    cell = {"cell": o.breakdown} if o.breakdown else {}
    same = figures.of(o.indicator, o.definition, o.area, o.period_text, breakdown=o.breakdown)
    shown = same[0] if len(same) == 1 else default_figure(same)
    if shown is None or shown is o or shown == o:
        return cell
    return {**cell, "by": o.authority or "", "known": o.vintage.isoformat() if o.vintage else ""}
