"""Sentences that a page says about verdicts: the finding as a headline."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualicity.assessment import SCHEMES, STATUSES, Assessment, Scorecard, Summary, rollup_words
from qualicity.errors import Text
from qualicity.portal.context import InPlan


def together(s: Summary) -> Text:
    """A summary in one line; the targets that were not judged are named where their own verdicts stand."""
    parts = (rollup_words.counted, rollup_words.verdict, rollup_words.ranged, rollup_words.decided)
    said = [text for text in (part(s) for part in parts) if text.en]
    return Text(" ".join(t.en for t in said), "".join(t.get("zh") for t in said))


def verdict(here: InPlan, a: Assessment) -> str:
    """`Achieved: 18.19 m² per person in 2020, where more than 15 was promised.`"""
    status = here.say(STATUSES[a.status])
    if a.figure is None or a.rule in ("none", "ruling"):
        return _("%(status)s: %(reason)s") % {"status": status, "reason": _first_sentence(here, a)}
    said = {
        "status": status,
        "figure": here.words.quantity(a.figure),
        "period": here.words.period(a.figure),
        "promise": here.words.promise(a.target),
        "due": here.words.due(a.target),
    }
    if a.figure.period_text == a.target.due:
        return _("%(status)s: %(figure)s in %(period)s, where %(promise)s was promised.") % said
    return _("%(status)s: %(figure)s in %(period)s; %(promise)s was promised for %(due)s.") % said


def _first_sentence(here: InPlan, a: Assessment) -> str:
    """The first sentence of the reason, as the continuation of another."""
    reason = here.say(a.reason)
    if here.lang == "zh":
        return reason.split("。")[0] + "。"
    first = reason.split(". ")[0].rstrip(".") + "."
    return first[0].lower() + first[1:] if first[:2].istitle() or first.startswith("A ") else first


def how_judged(here: InPlan, a: Assessment) -> str:
    """Whether rule or people gave the verdict, and by what."""
    if a.rule == "ruling":
        return _("Judged by people")
    if a.target.operator == "judged":
        return _("Left to people’s judgement")
    if a.rule == "level":
        return _("Computed, by the level itself")
    if a.rule in SCHEMES and a.status != "cannot_judge":
        return _("Computed: %(scheme)s") % {"scheme": here.say(SCHEMES[a.rule].title)}
    return _("Computed: nothing to judge on")


def qualitative(card: Scorecard) -> str:
    """How many promises carry no number, and so are not in the headline."""
    n = len(card.assessments) - len(card.numeric())
    if n == 0:
        return ""
    return ngettext("One more promise names no number.", "%(n)s more promises name no number.", n) % {"n": n}
