"""What may be taken along of a chart: SVG, PNG, the data as CSV, and code that shows it on another page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils.html import format_html
from django.utils.translation import gettext as _

from qualicity import release
from qualicity.errors import QualicityError, Text
from qualicity.plan import Dataset, Plan
from qualicity.portal import catalogue, failures
from qualicity.portal.asof import AsOf
from qualicity.portal.charts import Picture
from qualicity.portal.charts.file import standing_alone, width_of
from qualicity.portal.charts.svg import raster
from qualicity.portal.context import InPlan
from qualicity.portal.downloads import CSV_TYPE, UTF8_MARK
from qualicity.portal.released import public_releases, released
from qualicity.portal.words import day
from qualicity.release.freeze import Frozen

_PIXELS = 2
_KINDS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png", "csv": CSV_TYPE}


@dataclass(frozen=True, slots=True)
class Taking:
    """The addresses of a chart's files, and of each lasting form of it what it is and the code that shows it."""

    svg: str
    png: str
    csv: str
    codes: tuple[tuple[str, str], ...]


def taking(
    here: InPlan,
    kind: str,
    parts: tuple[str, ...],
    chart: Picture,
    drawn: Callable[[InPlan], Picture | None],
    more: Mapping[str, str] | None = None,
) -> Taking:
    """What a page offers of its chart; `drawn` gives the same chart of a release, where there is one."""
    more = more or {}
    files = {form: here.to.chart(kind, *parts, form=form, more=more) for form in _KINDS}
    width = width_of(chart.file or chart.svg)
    codes = []
    # a file does not know its own address, which such code must name
    for said, found, url in () if here.static else _lasting(here, kind, parts, chart, more, drawn):
        source = here.request.build_absolute_uri(url)
        code = format_html('<img src="{}" alt="{}" width="{}">', source, found.title.get(here.lang), width)
        codes.append((said, code))
    return Taking(files["svg"], files["png"], files["csv"], tuple(codes))


def _lasting(
    here: InPlan,
    kind: str,
    parts: tuple[str, ...],
    chart: Picture,
    more: Mapping[str, str],
    drawn: Callable[[InPlan], Picture | None],
) -> list[tuple[str, Picture, str]]:
    """What keeps showing the same, in words, as a picture and by its address: of a release, of what was known on the day."""
    frozen, found = catalogue.current().release, []
    if frozen:
        return [(_frozen(frozen), chart, here.to.chart(kind, *parts, more=more))]
    then, there = _in_release(here, drawn)
    if then and there:
        url = _under(f"/r/{then.lock.name}/", lambda: here.to.bare().chart(kind, *parts, more=more))
        found.append((_frozen(then), there, url))
    day_ = here.as_of.day
    pinned = here.to.bare().chart(kind, *parts, more={**more, "as_of": day_.isoformat()})
    known = _("As known on %(as_of_words)s") % {"as_of_words": day(day_, here.lang)}
    return [*found, (known, chart, pinned)]


def _frozen(release: Frozen) -> str:
    return _("As frozen in the release %(name)s: it never changes") % {"name": release.lock.name}


def _in_release(
    here: InPlan, drawn: Callable[[InPlan], Picture | None]
) -> tuple[Frozen | None, Picture | None]:
    """The latest release of the plan and the chart as it is there, where it is."""
    listed = public_releases(catalogue.current().workspace, here.plan.id)
    plans = released(listed[0].lock.name) if listed else None
    if plans is None or plans.release is None:
        return None, None
    then = plans.release.lock.as_of
    try:
        opened = plans.open(here.plan.id, then)
        with catalogue.serving(plans):
            return plans.release, drawn(
                InPlan(here.request, here.lang, AsOf(then, False, then), here.to.bare(), opened)
            )
    except QualicityError:
        return None, None


def _under(prefix: str, address: Callable[[], str]) -> str:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return address()
    finally:
        set_script_prefix(before)


def behind(plan: Plan, *datasets: str | None) -> tuple[Dataset, ...]:
    """The datasets of these ids, each followed by those that it is made from."""
    found: list[Dataset] = []
    for first in datasets:
        dataset = plan.dataset(first)
        while dataset is not None and dataset not in found:
            found.append(dataset)
            dataset = plan.dataset(dataset.derived.from_) if dataset.derived else None
    return tuple(found)


# -- the files themselves ----------------------------------------------------------------------------------


def answer(here: InPlan, chart: Picture | None, form: str, data: tuple[Dataset, ...] = ()) -> HttpResponse:
    """A chart as a file that any page may show.

    Errors: `NotYetError` where there is nothing to draw.
    """
    if chart is None:
        raise failures.NotYetError(Text("There is no figure to draw.", "没有可绘制的数值。"))
    content: str | bytes
    if form == "csv":
        content = UTF8_MARK + release.to_csv(chart.rows)
    else:
        content = file_of(here, chart, data)
        if form == "png":
            content = raster(content, _PIXELS, here.view.store.workspace.cache("charts"))
    response = HttpResponse(content, content_type=_KINDS[form])
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def file_of(here: InPlan, chart: Picture, data: tuple[Dataset, ...] = ()) -> str:
    """A chart's SVG as a file, with its title, and below it the plan, the day or the release, the data's licences."""
    frozen = catalogue.current().release
    known = _("As known on %(as_of_words)s.") % {"as_of_words": day(here.as_of.day, here.lang)}
    named = _("Release %(name)s") % {"name": frozen.lock.name} + " · " if frozen else ""
    source = f"Qualicity 质城 · {here.say(here.plan.title)} · {named}{known}"
    licences = dict.fromkeys(s.licence for d in data for s in d.sources if s.licence)
    if licences:
        source += _(" Licence of the data: %(licences)s.") % {"licences": "; ".join(licences)}
    lang = here.lang
    return standing_alone(chart.file or chart.svg, chart.title.get(lang), chart.key.get(lang), source, lang)
