"""What this portal is, and what happens when a number changes: a text in each language, kept as Markdown."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qualicity.errors import LANGS, Lang
from qualicity.portal.context import Here
from qualicity.portal.markdown import render
from qualicity.portal.pages import Page
from qualicity.portal.views.doubts import statistics

FOLDER = Path(__file__).parents[1] / "texts"


def about(here: Here) -> Page:
    """What this portal is and who speaks."""
    return _page(here, "about", _("About this portal"))


def policy(here: Here) -> Page:
    """How figures are revised and mistakes corrected."""
    counted = statistics(here)
    return _page(here, "policy", _("Revisions and corrections"), counted)


def _page(here: Here, name: str, title: str, counted: dict[str, Any] | None = None) -> Page:
    more = {"doubts": counted} if counted else {}
    return Page(
        template="about.html",
        title=title,
        record=lambda: {"page": name, "text": {lang: _text(name, lang) for lang in LANGS}} | more,
        section=name,
        context={"told": _told(name, here.lang), "release": None, **more},  # of the portal, and no release's
    )


def _text(name: str, lang: Lang) -> str:
    return (FOLDER / f"{name}.{lang}.md").read_text("utf-8")


@lru_cache(maxsize=16)
def _told(name: str, lang: Lang) -> SafeString:
    return render(_text(name, lang), lang)
