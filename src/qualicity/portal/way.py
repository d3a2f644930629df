"""The way of a number in five steps: evidence, dataset, definition, figure, verdict."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qualicity.assessment import STATUSES, SYMBOLS, Assessment
from qualicity.indicators import Observation
from qualicity.plan import Dataset, Definition, Indicator
from qualicity.plan.targets import plain
from qualicity.portal.context import InPlan
from qualicity.portal.words import number


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, a line about it, where it opens, and the id of the dataset that it is."""

    title: str
    line: str
    url: str = ""
    dataset: str = ""


def way_of(here: InPlan, o: Observation, verdict: Assessment | None = None) -> tuple[Step, ...]:
    """The steps from the evidence to a figure, and on to the verdict that rests on it."""
    indicator = here.plan.indicator(o.indicator)
    definition = indicator.definition(o.definition) if indicator else None
    dataset = here.plan.dataset(o.dataset)
    steps = [*_evidence(here, o, dataset), _definition(here, indicator, definition), _figure(here, o)]
    if verdict is not None:
        steps.append(_verdict(here, o, verdict))
    return tuple(steps)


def _evidence(here: InPlan, o: Observation, dataset: Dataset | None) -> list[Step]:
    if o.source is not None:
        said = pgettext("list", ", ").join(x for x in (o.source.title, here.words.released(o)) if x)
        title = _("1 quotation") if o.source.quote else _("1 published value")
        return [Step(title, said, _figure_url(here, o)), *_entered(here, o, dataset)]
    steps = []
    for made in reversed(_derivations(here, dataset)):
        by = _("made by the method %(name)s") % {"name": made.derived.method} if made.derived else made.id
        steps.append(Step(here.say(made.title), by, here.to.dataset(made.id), made.id))
    return steps


def _derivations(here: InPlan, dataset: Dataset | None) -> list[Dataset]:
    """The dataset, what it is made from, and so on to what was entered."""
    found: list[Dataset] = []
    while dataset is not None and dataset not in found:
        found.append(dataset)
        dataset = here.plan.dataset(dataset.derived.from_) if dataset.derived else None
    return found


def _entered(here: InPlan, o: Observation, dataset: Dataset | None) -> list[Step]:
    if dataset is None:
        return []
    version = here.view.store.dataset(dataset.id).version
    said = {"version": version, "line": o.line}
    if here.static:  # every version of the dataset would change every figure's page
        quoted = o.source.quote if o.source else None
        line = (_("line %(line)s, entered with its sentence") if quoted else _("line %(line)s")) % said
    elif o.source and o.source.quote:
        line = _("version %(version)s, line %(line)s, entered with its sentence") % said
    else:
        line = _("version %(version)s, line %(line)s") % said
    return [Step(here.say(dataset.title), line, here.to.dataset(dataset.id), dataset.id)]


def _definition(here: InPlan, indicator: Indicator | None, definition: Definition | None) -> Step:
    if indicator is None or definition is None:
        return Step(_("no definition"), "")
    named = here.say(definition.title) if definition.title else definition.id
    title = _("definition “%(name)s”") % {"name": named}
    if definition.value is None:
        line = _("no computing: a figure with its source")
    else:
        line = definition.value
    return Step(title, line, here.to.indicator(indicator.id, f"definition-{definition.id}"))


def _figure(here: InPlan, o: Observation) -> Step:
    words = here.words
    parts = [words.period(o), words.standing(o)]
    if o.source is not None:
        before = [x for x in _vintages(here, o) if str(x.vintage) < str(o.vintage)]
        n = len(before)
        parts.append(
            ngettext("revised once", "revised %(n)s times", n) % {"n": n} if n else _("first release")
        )
    elif o.denominator is not None:
        rows = number(o.denominator)
        parts.append(
            ngettext("from %(n)s valid row", "from %(n)s valid rows", int(o.denominator)) % {"n": rows}
        )
    return Step(words.quantity(o), pgettext("list", ", ").join(parts), _figure_url(here, o))


def _vintages(here: InPlan, o: Observation) -> list[Observation]:
    same = here.view.figures.of(o.indicator, o.definition, o.area, o.period_text, breakdown=o.breakdown)
    return [x for x in same if x.authority == o.authority]


def _verdict(here: InPlan, o: Observation, verdict: Assessment) -> Step:
    target, words = verdict.target, here.words
    title, url = here.say(STATUSES[verdict.status]), here.to.target(target.id)
    said = {"promise": words.promise(target), "period": words.due(target), "date": words.known_since(o)}
    symbol = SYMBOLS.get(plain(target.operator))
    if verdict.status in ("cannot_judge", "not_due"):
        line = _("%(promise)s was promised for %(period)s: this figure does not settle it") % said
    elif symbol and o.value is not None and verdict.status in ("achieved", "missed"):
        said["compared"] = _compared(verdict, o, symbol)
        line = _("%(compared)s for %(period)s, known since %(date)s") % said
    else:
        line = _("%(promise)s was promised for %(period)s, known since %(date)s") % said
    return Step(title, line, url)


def _compared(verdict: Assessment, o: Observation, symbol: str) -> str:
    """`18.19 > 15`; where the figure misses it, the sign is struck through."""
    if verdict.status == "missed":
        symbol = {">": "≯", "≥": "≱", "<": "≮", "≤": "≰", "=": "≠", "≈": "≉"}.get(symbol, symbol)
    return f"{number(o.value)} {symbol} {number(verdict.target.value)}"


def _figure_url(here: InPlan, o: Observation) -> str:
    return here.to.figure(o, here.view.figures)
