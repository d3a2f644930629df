"""Quality notes of an indicator: what its editors wrote and what its figures show, heading by heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qualicity import release
from qualicity.errors import Text
from qualicity.indicators.quality import Coherence, Covered, Delay, QualityFacts
from qualicity.plan import Indicator, parse_period
from qualicity.portal.context import InPlan
from qualicity.portal.words import number, percent

HEADINGS = ("relevance", "accuracy", "timeliness", "comparability", "coherence")
NAMED = 8
"""So many periods without a figure are named; of more only the number is told."""


@dataclass(frozen=True, slots=True)
class Note:
    """One heading: what the editors wrote, and sentences of what is known; both may be missing."""

    heading: str
    title: str
    written: Text | None
    sentences: tuple[str, ...]


def notes_of(here: InPlan, indicator: Indicator, facts: QualityFacts) -> tuple[Note, ...]:
    """The notes under the headings of SIMS, in their order."""
    told = {
        "relevance": (_("Relevance"), _relevance(here, facts)),
        "accuracy": (_("Accuracy"), _accuracy(here, facts)),
        "timeliness": (_("Timeliness"), _timeliness(here, facts)),
        "comparability": (_("Comparability"), _comparability(facts)),
        "coherence": (_("Coherence"), _coherence(here, indicator, facts.coherence)),
    }
    return tuple(
        Note(h, told[h][0], getattr(indicator.quality, h, None), tuple(told[h][1])) for h in HEADINGS
    )


def record(indicator: Indicator, facts: QualityFacts) -> dict[str, Any]:
    """The same as facts: numbers, not sentences."""
    written = indicator.quality
    return {
        "written": {h: release.both(getattr(written, h)) for h in HEADINGS if getattr(written, h, None)},
        "relevance": {"targets": facts.targets},
        "accuracy": {
            "figures": facts.figures,
            "without_value": facts.without_value,
            "standings": facts.standings,
            "confidence": facts.confidence,
            "published": facts.series,
            "published_again": facts.revised,
        },
        "timeliness": {
            "days_from_period_end_to_release": asdict(facts.delay),
            "coverage": [asdict(c) for c in facts.coverage],
        },
        "comparability": {
            "definitions_with_figures": facts.definitions,
            "on_several_definitions": facts.beside,
            "areas": facts.areas,
        },
        "coherence": asdict(facts.coherence),
    }


def _relevance(here: InPlan, facts: QualityFacts) -> Iterator[str]:
    titles = [here.say(t.title) for t in here.plan.targets if t.id in facts.targets]
    if not titles:
        yield _("No target of the plan is judged by it.")
        return
    said = ngettext(
        "One target of the plan is judged by it: %(titles)s.",
        "%(n)s targets of the plan are judged by it: %(titles)s.",
        len(titles),
    )
    quoted = [pgettext("quoted", "“%(x)s”") % {"x": t} for t in titles]
    yield said % {"n": len(titles), "titles": pgettext("list", ", ").join(quoted)}


def _accuracy(here: InPlan, facts: QualityFacts) -> Iterator[str]:
    if facts.figures:
        yield _("Of the figures that hold now (%(n)s): %(list)s.") % {
            "n": number(facts.figures),
            "list": _counts({_standings().get(k, k): n for k, n in facts.standings.items()}),
        }
    if facts.confidence:
        words = {
            "high": pgettext("confidence", "high"),
            "medium": pgettext("confidence", "medium"),
            "low": pgettext("confidence", "low"),
        }
        counts = {words.get(k, k): facts.confidence[k] for k in words if k in facts.confidence}
        yield _("Confidence in what was published: %(list)s.") % {"list": _counts(counts)}
    if facts.without_value:
        said = ngettext(
            "%(n)s figure has no value, and says why.",
            "%(n)s figures have no value, and say why.",
            facts.without_value,
        )
        yield said % {"n": number(facts.without_value)}
    yield from _revisions(facts)


def _standings() -> dict[str, str]:
    return {
        "final": pgettext("figure", "final"),
        "preliminary": pgettext("figure", "preliminary"),
        "estimate": pgettext("figure", "estimate"),
        "computed": pgettext("figure", "computed here"),
    }


def _counts(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda kv: -kv[1])
    return pgettext("list", ", ").join(f"{word} {number(n)}" for word, n in ordered)


def _revisions(facts: QualityFacts) -> Iterator[str]:
    if not facts.series:
        return
    if not facts.revised:
        yield _("No figure was published a second time (of %(n)s).") % {"n": number(facts.series)}
        return
    said = {"k": number(facts.revised), "n": number(facts.series)}
    size = facts.revisions.statistics.mean_absolute
    if size is None:
        yield _("%(k)s of %(n)s published figures were published again.") % said
        return
    if facts.revisions.unit == "points":
        moved = _("%(n)s percentage points") % {"n": number(round(size, 2))}
    else:
        moved = percent(size, 2)
    yield _("%(k)s of %(n)s published figures were published again, and moved by %(moved)s on average.") % (
        said | {"moved": moved}
    )


def _timeliness(here: InPlan, facts: QualityFacts) -> Iterator[str]:
    yield from _delay(facts.delay)
    for c in facts.coverage:
        yield _covered(here, c)


def _delay(delay: Delay) -> Iterator[str]:
    if delay.median is not None:
        said = {
            "n": number(delay.n),
            "median": number(delay.median),
            "shortest": number(delay.shortest),
            "longest": number(delay.longest),
        }
        if delay.n == 1:
            yield _("One figure is dated: it was released %(median)s days after its period ended.") % said
        else:
            yield (
                _(
                    "From the end of a period to the first release of its figure: %(median)s days at the median, from "
                    "%(shortest)s to %(longest)s (%(n)s figures)."
                )
                % said
            )
    if delay.early:
        said_early = ngettext(
            "%(n)s figure was released before its period ended.",
            "%(n)s figures were released before their period ended.",
            delay.early,
        )
        yield said_early % {"n": number(delay.early)}
    if delay.unknown:
        said_unknown = ngettext(
            "Of %(n)s figure no release date is known.",
            "Of %(n)s figures no release date is known.",
            delay.unknown,
        )
        yield said_unknown % {"n": number(delay.unknown)}


def _covered(here: InPlan, c: Covered) -> str:
    of = {
        "A": _("years"),
        "S": _("half-years"),
        "Q": _("quarters"),
        "M": _("months"),
    }
    said = {
        "definition": c.definition,
        "k": c.periods - len(c.missing),
        "n": c.periods,
        "periods": of[c.frequency],
    }
    text = _(
        "On “%(definition)s” %(k)s of the %(n)s %(periods)s of the plan’s time that have ended have a figure."
    )
    if not c.missing or len(c.missing) > NAMED:
        return text % said
    names = [parse_period(p).title().get(here.lang) for p in c.missing]
    none = _("None for: %(list)s.") % {"list": pgettext("list", ", ").join(names)}
    return pgettext("sentences", "%(one)s %(two)s") % {"one": text % said, "two": none}


def _comparability(facts: QualityFacts) -> Iterator[str]:
    n = len(facts.definitions)
    if n == 1:
        yield _("All figures stand on one definition.")
    elif n:
        listed = pgettext("list", ", ").join(facts.definitions)
        yield _("Figures stand on %(n)s definitions, whose series are never joined: %(list)s.") % {
            "n": n,
            "list": listed,
        }
    if facts.beside:
        said = ngettext(
            "For %(n)s area and period there are figures on several definitions: they may differ without any error.",
            "For %(n)s areas and periods there are figures on several definitions: they may differ without any error.",
            facts.beside,
        )
        yield said % {"n": number(facts.beside)}
    if facts.areas > 1:
        yield _("There are figures of %(n)s areas.") % {"n": number(facts.areas)}


def _coherence(here: InPlan, indicator: Indicator, c: Coherence) -> Iterator[str]:
    if c.by_several:
        yield _(
            "%(n)s figures were published by several authorities: of %(k)s they say different things."
        ) % {"n": number(c.by_several), "k": number(c.conflicts)}
    if c.apart is not None and c.most_apart is not None:
        points = indicator.unit == "%"

        def size(value: float) -> str:
            written = number(float(f"{value:.3g}"))
            if points:
                return _("%(n)s percentage points") % {"n": written}
            return here.words.with_unit(written, indicator)

        said = {"n": number(c.reconciled), "apart": size(c.apart), "most": size(c.most_apart)}
        yield (
            _("Computed beside published figures (%(n)s): %(apart)s apart on average, at most %(most)s.")
            % said
        )
