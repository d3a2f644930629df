"""How numbers, units, dates and names are written on a page, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from math import isfinite
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from qualicity.assessment import SYMBOLS, wording
from qualicity.assessment import number as _number
from qualicity.errors import Lang, Text
from qualicity.indicators import Observation, Quotation
from qualicity.plan import UNITS, Indicator, Plan, Target, parse_period
from qualicity.plan.model import Organisation
from qualicity.plan.targets import plain

HTML_LANG = {"en": "en", "zh": "zh-Hans"}
_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_ENGLISH = re.compile(r"(?:[A-Za-z’']+[ ,]+){3,}[A-Za-z]+")


@lru_cache(maxsize=8192)
def language_of(text: str) -> Lang | None:
    """The language that a quotation, a title or a remark is in; None for what is no language's, like a number.

    English when it holds four English words in a row, or more Latin words than Chinese characters: either
    language may quote the other.
    """
    characters, latin = len(_CJK.findall(text)), len(_LATIN_WORD.findall(text))
    if not characters and not latin:
        return None
    return "en" if _ENGLISH.search(text) or latin > characters else "zh"


def is_remark(text: str) -> bool:
    """Whether a text is more than a name or an abbreviation."""
    return len(_LATIN_WORD.findall(text)) > 1


def number(value: Decimal | float | None) -> str:
    """A number as people write it: thousands set off, no trailing zeros, a real minus sign."""
    return _number(value)


def percent(value: float, digits: int) -> str:
    """A percentage as the language sets it."""
    return _("%(n)s\u00a0%%") % {"n": number(round(value, digits))}


def web(address: str | None) -> str:
    """An address that leads to the web, or nothing: what stands in a plan or its evidence may be any text."""
    return address if address and address.strip().lower().startswith(("http://", "https://")) else ""


def exact(value: float) -> Decimal:
    """A value as it is written: differences of such have no digits that nobody wrote."""
    return Decimal(str(value))


def signed(value: Decimal | float) -> str:
    """A difference, with its sign."""
    return f"{'+' if value > 0 else ''}{number(value)}"


def day(value: date, lang: Lang, short: bool = False) -> str:
    """`22 November 2026` or `22 Nov 2026`; `2026年11月22日`."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return _formatted(value, "j M Y" if short else "j F Y", get_language())


@lru_cache(maxsize=4096)
def _formatted(value: date, form: str, lang: str | None) -> str:
    """A date with the names of months in the language of the translations, which `lang` is."""
    del lang
    return date_format(value, form)


@cache
def _standings(lang: str | None) -> dict[str, str]:
    """How final figures are, in the language of the translations."""
    del lang
    return {
        "final": pgettext("figure", "final"),
        "preliminary": pgettext("figure", "preliminary"),
        "estimate": pgettext("figure", "estimate"),
        "computed": pgettext("figure", "computed here"),
    }


def moment(value: datetime, lang: Lang) -> str:
    """A day with its time, in UTC, in which stores keep time."""
    return f"{day(value.date(), lang, short=True)} {value:%H:%M} UTC"


def released(source: Quotation, lang: Lang, short: bool = True) -> str:
    """When a figure was released, as exactly as its source says it."""
    if not source.released or source.precision == "unknown":
        return _("date unknown")
    period = parse_period(source.released)
    if period.freq == "D":
        return day(period.start, lang, short)
    return period.title().get(lang)


def cell(value: Any) -> str:
    """A value of a row of evidence: enough digits to read; downloads have all of them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        if not isfinite(value):
            return str(value)
        return number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


@dataclass(frozen=True, slots=True)
class Words:
    """The wording of one plan's things in one language."""

    plan: Plan
    lang: Lang
    areas: Mapping[str, Text]

    def unit(self, indicator: Indicator | None) -> str:
        """The unit as it is written behind a number; empty where there is none to write."""
        if indicator is None:
            return ""
        text = self.plan.units.get(indicator.unit) or UNITS.get(indicator.unit) or Text(indicator.unit)
        return "" if not text.en or text.en.startswith("(") else text.get(self.lang)

    def unit_title(self, code: str) -> str:
        """A unit by its code, for the head of a column; counts and indexes say what they are."""
        text = self.plan.units.get(code) or UNITS.get(code) or Text(code)
        return text.get(self.lang).strip("()（）") or _("number")

    def with_unit(self, value: str, indicator: Indicator | None) -> str:
        """A number and its unit, set as the language sets them."""
        unit = self.unit(indicator)
        if self.lang == "zh" and unit == "%":
            return f"{value}%"
        return f"{value} {unit}".strip()

    def value(self, o: Observation, written: str = "") -> str:
        """A figure without its unit, with the word that qualifies it; a grade in quotation marks.

        `written` is the number where it is not to be written in the usual way.
        """
        if o.value is None:
            return f"“{o.grade}”" if o.grade else _("no value")
        shown = written or number(o.value)
        if not o.qualifier:
            return shown
        qualified = {
            "approx": pgettext("qualifier", "about %(x)s"),
            "at_least": pgettext("qualifier", "at least %(x)s"),
            "more_than": pgettext("qualifier", "more than %(x)s"),
            "at_most": pgettext("qualifier", "at most %(x)s"),
            "less_than": pgettext("qualifier", "less than %(x)s"),
        }
        return qualified.get(o.qualifier, "%(x)s") % {"x": shown}

    def quantity(self, o: Observation) -> str:
        """A figure with its unit; in words where there is none."""
        if o.value is None:
            return self.value(o) if o.grade else _("No value")
        return self.with_unit(self.value(o), self.plan.indicator(o.indicator))

    def no_value(self, o: Observation) -> tuple[str, str]:
        """Why a figure has no value: the finding, and what else there is to say."""
        if o.value is not None or o.grade or o.reason is None:
            return "", ""
        end = "。" if self.lang == "zh" and o.reason.zh else ". "
        first, _end, rest = o.reason.get(self.lang).partition(end)
        return first.rstrip(".") + end.strip(), rest

    def period(self, o: Observation) -> str:
        """The period of a figure in words."""
        return o.period.title().get(self.lang) if o.period else _("period not stated")

    def due(self, target: Target) -> str:
        """The due period in words."""
        return parse_period(target.due).title().get(self.lang)

    def standing(self, o: Observation) -> str:
        """How final a figure is."""
        return _standings(get_language()).get(o.status, o.status)

    def released(self, o: Observation, short: bool = True) -> str:
        """When a figure was released, or from when it could be computed."""
        if o.source is not None:
            return released(o.source, self.lang, short)
        if not o.vintage or not o.release_known:
            return _("date unknown")
        return _("known since %(day)s") % {"day": day(o.vintage, self.lang, short)}

    def known_since(self, o: Observation) -> str:
        """The day from which a figure counts as known; said to be assumed where no release date is known."""
        if not o.vintage or not o.release_known:
            return _("date unknown")
        dataset = self.plan.dataset(o.dataset)
        assumed = dataset and not isinstance(dataset.known, str) and dataset.known.after and o.source
        said = day(o.vintage, self.lang)
        return _("%(day)s (assumed)") % {"day": said} if assumed else said

    def area(self, code: str | None) -> str:
        """The name of an area, or its code where no name is known."""
        if code is None:
            return _("area not stated")
        return self.areas[code].get(self.lang) if code in self.areas else code

    def authority(self, named: str | None) -> str:
        """The body that published a figure."""
        if named is None:
            return _("computed here")
        organisation = self.organisation(named)
        if organisation:
            return organisation.title.get(self.lang)
        generic = {"press": _("press, issuer not named"), "unknown": _("issuer not known")}
        return generic.get(named, named)

    def organisation(self, authority: str | None) -> Organisation | None:
        """The plan's organisation that a figure's authority names, or None."""
        return next((x for x in self.plan.organisations if x.title.en == authority), None)

    def promised(self, target: Target) -> str:
        """What a target asks for, briefly: `> 15`, `超过15`."""
        if self.lang == "zh":
            return wording(target).get("zh")
        symbol = SYMBOLS.get(plain(target.operator))
        if symbol is None or target.value is None:
            return wording(target).en
        return f"{symbol} {number(target.value)}"

    def promise(self, target: Target) -> str:
        """What a target asks for, in words: `more than 15`, `超过15`."""
        return wording(target).get(self.lang)

    def span(self) -> str:
        """Place and years of the plan: `Foshan 2016–2020`."""
        start, end = self.plan.period.start, self.plan.period.end
        return f"{self.plan.place.title.get(self.lang)} {start}–{end}"

    def measure(self, code: str | None) -> str:
        """What kind of quantity is counted."""
        known = {
            "stock": pgettext("measure", "stock"),
            "flow": pgettext("measure", "flow"),
            "ratio": pgettext("measure", "ratio"),
            "level": pgettext("measure", "level"),
            "count": pgettext("measure", "cumulative count"),
        }
        return known.get(code or "", "")
