"""The days of a year as a dataset with a calendar holds them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qualicity.errors import Text
from qualicity.evidence.sql import literal, name
from qualicity.indicators import Observation
from qualicity.plan import Calendar, Dataset, Definition
from qualicity.portal.charts import Picture, calendar_chart
from qualicity.portal.charts.calendar import Day, Year
from qualicity.portal.context import InPlan
from qualicity.portal.names import COMMON_NAMES, schema_titles
from qualicity.portal.taking import Taking, taking
from qualicity.portal.values import to_point_at
from qualicity.portal.words import number


@dataclass(frozen=True, slots=True)
class Drawn:
    """A year's calendar for a page: with its own address, its other years, and what may be taken along."""

    year: Year
    chart: Picture
    table: SafeString
    values: SafeString
    url: str
    years: tuple[tuple[int, str], ...]
    take: Taking


def calendar_of(here: InPlan, dataset: Dataset | None) -> Calendar | None:
    """How a dataset is drawn as a calendar; None where it is not, its rows are not public, or nothing was made of it."""
    if dataset is None or dataset.calendar is None or dataset.confidentiality != "public":
        return None
    return dataset.calendar if dataset.id in here.view.figures.work.tables else None


def areas_of(here: InPlan, dataset: Dataset, calendar: Calendar) -> dict[str | None, tuple[int, ...]]:
    """The areas that have days, each with its years; the only key is None where the rows have no area."""
    return here.opened.keep(("areas of days", dataset.id), lambda: _areas(here, dataset, calendar))


def _areas(here: InPlan, dataset: Dataset, calendar: Calendar) -> dict[str | None, tuple[int, ...]]:
    area = name(dataset.concepts.REF_AREA) if dataset.concepts.REF_AREA else "null"
    query = (
        f"select distinct {area}, year({name(calendar.date)}) from {name(dataset.id)} "
        f"where {name(calendar.date)} is not null order by 1, 2"
    )
    found: dict[str | None, tuple[int, ...]] = {}
    with here.view.figures.work.connection() as db:
        for code, year in db.execute(query).fetchall():
            found[code] = (*found.get(code, ()), int(year))
    return found


def year_of(here: InPlan, dataset: Dataset, calendar: Calendar, area: str | None, year: int) -> Year:
    """The days of a year, as known on the date."""
    return here.opened.keep(
        ("days", dataset.id, area, year), lambda: _year(here, dataset, calendar, area, year)
    )


def _year(here: InPlan, dataset: Dataset, calendar: Calendar, area: str | None, year: int) -> Year:
    columns = ", ".join(name(c) if c else "null" for c in (calendar.date, calendar.value, calendar.class_))
    place = dataset.concepts.REF_AREA
    of = f" and {name(place)} = {literal(area)}" if place and area is not None else ""
    query = (
        f"select {columns} from {name(dataset.id)} where year({name(calendar.date)}) = {year}{of} order by 1"
    )
    with here.view.figures.work.connection() as db:
        rows = db.execute(query).fetchall()
    days = tuple(
        Day(day, None if value is None else float(value), calendar.class_of(value, named))
        for day, value, named in rows
    )
    titled = schema_titles(here.plan).get(calendar.value) or COMMON_NAMES.get(calendar.value)
    where = here.areas.get(area) if area else None
    subject = dataset.title
    if where:
        zh = f"{subject.zh}，{where.zh}" if subject.zh and where.zh else None
        subject = Text(f"{subject.en}, {where.en}", zh)
    return Year(year, days, calendar, titled or Text(calendar.value), subject)


def drawn(here: InPlan, dataset: Dataset, area: str | None, year: int, every: tuple[int, ...]) -> Drawn:
    """The calendar of a year that has days."""
    calendar = dataset.calendar
    if calendar is None:
        raise ValueError(dataset.id)
    found = year_of(here, dataset, calendar, area, year)
    key = (dataset.id, area, year, here.lang)
    chart = here.opened.keep(("calendar", *key), lambda: calendar_chart(found, here.lang))

    rows = here.opened.keep(("table of days", *key), lambda: _table(here, chart))

    values = here.opened.keep(("values of days", *key), lambda: to_point_at(here, chart.marks, "days"))

    def asked(n: int) -> dict[str, str]:
        return {"year": str(n), **({"area": area} if area and area != here.plan.place.code else {})}

    def of_release(other: InPlan) -> Picture | None:
        there = other.plan.dataset(dataset.id)
        known = calendar_of(other, there)
        if there is None or known is None or year not in areas_of(other, there, known).get(area, ()):
            return None
        then = year_of(other, there, known, area, year)
        return other.opened.keep(("calendar", *key), lambda: calendar_chart(then, other.lang))

    return Drawn(
        year=found,
        chart=chart,
        table=rows,
        values=values,
        url=here.to.days(dataset.id, asked(year)),
        years=tuple((n, here.to.days(dataset.id, asked(n))) for n in every),
        take=taking(here, "days", (dataset.id,), chart, of_release, asked(year)),
    )


def _table(here: InPlan, chart: Picture) -> SafeString:
    """A row for each day: hundreds of them, which a template would write slowly."""
    row = '<tr><th scope="row">{}</th><td class="r">{}</td><td>{}</td></tr>'
    none = _("no value")
    return format_html_join(
        "\n",
        row,
        (
            (
                d["date"],
                none if d["value"] is None else number(d["value"]),
                f"{d['class']} {here.say(Text(d['class_en'], d['class_zh']))}" if d["class"] else "–",
            )
            for d in chart.rows
        ),
    )


def behind_figure(here: InPlan, o: Observation, definition: Definition) -> Drawn | None:
    """The calendar of the year that a figure is of or lies in; None where its rows have none."""
    dataset = here.plan.dataset(definition.from_)
    calendar = calendar_of(here, dataset)
    if dataset is None or calendar is None or o.period is None or o.breakdown:
        return None
    area = o.area if dataset.concepts.REF_AREA else None
    years = areas_of(here, dataset, calendar).get(area, ())
    year = o.period.start.year
    return drawn(here, dataset, area, year, years) if year in years and o.period.last.year == year else None


def behind_indicator(here: InPlan, definitions: tuple[Definition, ...]) -> Drawn | None:
    """The calendar of the last whole year that an indicator's figures at the plan's own place rest on."""
    for dataset in map(here.plan.dataset, dict.fromkeys(d.from_ for d in definitions)):
        calendar = calendar_of(here, dataset)
        if dataset is None or calendar is None:
            continue
        area = here.plan.place.code if dataset.concepts.REF_AREA else None
        years = areas_of(here, dataset, calendar).get(area, ())
        if years:
            return drawn(here, dataset, area, _fullest(here, dataset, calendar, area, years), years)
    return None


def _fullest(
    here: InPlan, dataset: Dataset, calendar: Calendar, area: str | None, years: tuple[int, ...]
) -> int:
    """The last year of which most days are known, or else the last."""
    for year in reversed(years):
        found = year_of(here, dataset, calendar, area, year)
        if 2 * found.without < found.length:
            return year
    return years[-1]
