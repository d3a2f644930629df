"""One address of every kind of page, for tests that must see them all.

Of the plan with 96 targets a page of each kind that looks otherwise there, not every target's.
"""

FOSHAN = "foshan-2020"
BEIJING = "beijing-air-2017"
CANADA = "canada-goals"
PARK = f"{FOSHAN}/figures/park-green-per-capita/published/440600/2020"
PM25 = f"{BEIJING}/figures/pm25-mean/gb3095-2012-uci/110000/2016"
HEAVY = f"{BEIJING}/figures/heavy-pollution-day-count/hj633-2012-uci/110000/2014"
WITHHELD = f"{BEIJING}/figures/heavy-pollution-day-count/hj633-2012-uci/110000/2013"

PAGES = {
    "scorecard": FOSHAN,
    "scorecard of the smaller plan": BEIJING,
    "target, achieved": f"{FOSHAN}/targets/park-green-per-capita",
    "target, by ruling": f"{FOSHAN}/targets/forest-cover",
    "target, half a year": f"{FOSHAN}/targets/good-air-days",
    "target, no measure": f"{FOSHAN}/targets/core-technologies",
    "target, a stage": f"{FOSHAN}/targets/national-quality-demonstration-city",
    "target beside computed figures": f"{BEIJING}/targets/pm25-mean",
    "indicators": f"{FOSHAN}/indicators",
    "indicator, revised": f"{FOSHAN}/indicators/gdp",
    "indicator, many definitions": f"{FOSHAN}/indicators/good-air-days",
    "indicator, reconciled": f"{BEIJING}/indicators/pm25-mean",
    "indicator, many empty months": f"{FOSHAN}/indicators/o3-8h-p90",
    "indicator without a figure": f"{FOSHAN}/indicators/high-tech-product-output-share",
    "areas of an indicator": f"{FOSHAN}/indicators/good-air-days/areas",
    "areas, districts": f"{FOSHAN}/indicators/gdp/areas",
    "missions": f"{FOSHAN}/missions",
    "missions, none": f"{BEIJING}/missions",
    "mission": f"{FOSHAN}/missions/quality-upgrading-projects",
    "actions": f"{FOSHAN}/actions",
    "programmes": f"{FOSHAN}/programmes",
    "programmes, none": f"{BEIJING}/programmes",
    "programme that is not reported": f"{FOSHAN}/programmes/service-projects",
    "organisations": f"{FOSHAN}/organisations",
    "organisation": f"{FOSHAN}/organisations/foshan-government",
    "cascade": f"{FOSHAN}/cascade",
    "cascade, none": f"{BEIJING}/cascade",
    "text": f"{FOSHAN}/text",
    "text known in Chinese": f"{BEIJING}/text",
    "figure, published": PARK,
    "figure, computed": PM25,
    "figure of nine months": f"{FOSHAN}/figures/gdp/published/440600/2023-01-01--P9M",
    "figure, with a breakdown": HEAVY,
    "figure without a value": WITHHELD,
    "figure, parts that add up": f"{FOSHAN}/figures/gdp/published/440600/2016",
    "figure, parts never added up": f"{FOSHAN}/figures/bad-air-day-count/published-ambient/440600/2019-Q1",
    "datasets": f"{BEIJING}/datasets",
    "definitions": f"{BEIJING}/definitions",
    "definitions, many": f"{FOSHAN}/definitions",
    "dataset, entered": f"{FOSHAN}/datasets/published_figures",
    "dataset, derived": f"{BEIJING}/datasets/city_air_days",
    "dataset, what changed": f"{FOSHAN}/datasets/published_figures/changes",
    "calendar of days": f"{BEIJING}/datasets/city_air_days/calendar",
    "track record": f"{BEIJING}/track-record",
    "verdicts, what changed": f"{FOSHAN}/changes",
    "releases": f"{FOSHAN}/releases",
    "doubts": f"{FOSHAN}/doubts",
    "corrections": f"{FOSHAN}/corrections",
    "in words": f"{BEIJING}/pages",
    "in words, a page": f"{BEIJING}/pages/two-promises",
    "sources": f"{FOSHAN}/sources",
    "open data": f"{FOSHAN}/open-data",
    "scorecard of many targets": CANADA,
    "target, a direction": f"{CANADA}/targets/1-3-1-employment-injury",
    "target, one figure": f"{CANADA}/targets/10-c-1",
    "target, the publisher's remark": f"{CANADA}/targets/5-5-2",
    "indicators, many": f"{CANADA}/indicators",
    "indicator without a unit": f"{CANADA}/indicators/1-5-2",
    "figure without a quotation": f"{CANADA}/figures/5-5-2/published/CA/2025",
    "search": "search",
    "about": "about",
    "policy": "policy",
    "methods": "methods",
    "api": "api",
    "method": "methods/air.city_days",
    "text of whole sentences": f"{CANADA}/text",
    "dataset, known by assumption": f"{CANADA}/datasets/series",
}
"""Kind of page → its address without language, slash or suffix. The list of plans is at the language itself."""

TEXTS = {"about", "policy", "api"}
"""Texts without a table of their own."""

MANY_ROWS = {PM25, HEAVY, WITHHELD}
"""Figures that rest on thousands of rows: a browser need not look at all that their pages show of them."""

NARROWED = f"{PM25}/?date=2016-12-20&station=Tiantan"

LONG = frozenset({CANADA, f"{CANADA}/indicators", f"{CANADA}/text"})
"""Pages of a hundred rows of a template that a shorter page of another plan shows as well."""
