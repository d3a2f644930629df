"""Titles of goals, targets and indicators as a repository and its translations have them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.translations import Translator

_TAG = re.compile(r"<[^<>]{1,200}>")
_SPACE = re.compile(r"\s+")
_KEY = re.compile(r"[a-z_]+\.[\w.-]+").fullmatch
NOTE = 600
_TOLD = ("national_indicator_description", "STAT_CONC_DEF", "indicator_definition", "computation_definitions")


class Titles:
    """What things are called in English (or the first language that the repository is written in) and in Chinese."""

    def __init__(self, harvest: Harvest) -> None:
        languages = harvest.languages or ("en",)
        self.language = "en" if "en" in languages or not harvest.languages else languages[0]
        self._say = Translator(harvest.words, self.language)
        self._own = self.language
        chinese = next((w for w in harvest.words if w.lower().startswith("zh")), None)
        self._zh = Translator(harvest.words, chinese) if chinese else None

    def both(self, key: str, *groups: str) -> dict[str, str] | None:
        """A word or a translation's key in both languages; None where a key has no translation."""
        english = plain_text(self._say(key, *groups))
        if not english or (english == key and _KEY(key) and not groups):
            return None
        chinese = plain_text(self._zh(key, *groups)) if self._zh else ""
        return {"en": english} | ({"zh": chinese} if chinese and chinese != english else {})

    def meta(self, indicator: Indicator, key: str) -> Any:
        """A field of an indicator's metadata in the language of the titles, not yet translated."""
        meta = indicator.meta or {}
        own = meta.get(self._own)
        return own[key] if isinstance(own, Mapping) and key in own else meta.get(key)

    def indicator(self, indicator: Indicator) -> dict[str, str]:
        """What an indicator is called; its number where nothing says."""
        for key in ("indicator_name", "graph_title", "title"):
            said = self.meta(indicator, key)
            if isinstance(said, str) and (found := self.both(said)):
                return found
        return self.both(f"global_indicators.{indicator.id}-title") or {"en": indicator.dotted}

    def target(self, indicator: Indicator) -> dict[str, str] | None:
        """The target that an indicator is of, in its words."""
        said = self.meta(indicator, "target_name")
        found = self.both(said) if isinstance(said, str) else None
        return found or self.both(f"global_targets.{indicator.target.replace('.', '-')}-title")

    def goal(self, goal: str) -> tuple[dict[str, str], dict[str, str] | None]:
        """A goal's short title with its number, and its words."""
        short, words = self.both(f"global_goals.{goal}-short"), self.both(f"global_goals.{goal}-title")
        said = short or words or {"en": f"Goal {goal}"}
        return ({k: f"{goal} {v}" for k, v in said.items()} if goal.isdigit() else {"en": goal}), words

    def note(self, indicator: Indicator) -> dict[str, str] | None:
        """What the metadata says that the indicator is, cut where it is long."""
        for key in _TOLD:
            said = self.meta(indicator, key)
            if isinstance(said, str) and (found := self.both(said)):
                return {
                    k: v if len(v) <= NOTE else v[:NOTE].rsplit(" ", 1)[0] + " …" for k, v in found.items()
                }
        return None


def plain_text(text: object) -> str:
    """Words without HTML, in one line."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", str(text)))).strip() if text is not None else ""


def first_text(titles: Titles, indicator: Indicator, keys: Sequence[str]) -> str:
    """The first of some fields that says something."""
    for key in keys:
        said = titles.meta(indicator, key)
        if isinstance(said, str) and (found := titles.both(said)):
            return found["en"]
    return ""
