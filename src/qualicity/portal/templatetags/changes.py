"""What the pages about changes of the plan write over and over."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from qualicity.errors import Lang, Text
from qualicity.portal.workbench.asking import Asked
from qualicity.portal.workbench.states import CHANGE_STATES, ChangeState

register = template.Library()

_LOOKS: dict[ChangeState, str] = {
    "proposed": "waiting",
    "applied": "done",
    "failed": "late",
    "withdrawn": "open",
}
"""By state the look of the word, where it is not the state's own."""
_LANGUAGES: dict[str, Text] = {"en": Text("English", "英文"), "zh": Text("Chinese", "中文")}


def _lang(context: template.Context) -> Lang:
    lang: Lang = context["lang"]
    return lang


@register.simple_tag(takes_context=True)
def change_state(context: template.Context, code: ChangeState) -> SafeString:
    """The state of a change of the plan."""
    look = _LOOKS.get(code, code)
    return format_html('<span class="task task-{}">{}</span>', look, CHANGE_STATES[code].get(_lang(context)))


@register.simple_tag(takes_context=True)
def lang_name(context: template.Context, code: str) -> str:
    """A language by its name."""
    return _LANGUAGES[code].get(_lang(context))


@register.filter
def in_lang(texts: Mapping[str, str], lang: Lang) -> str:
    """A text that is kept in both languages."""
    return texts.get(lang) or texts.get("en", "")


@register.simple_tag
def field_state(asked: Asked) -> SafeString:
    """What a field is told to who hears it: that it is wrong, and where it is said why."""
    if not asked.problems:
        return SafeString("")
    return format_html(' aria-invalid="true" aria-describedby="{}"', asked.told)
