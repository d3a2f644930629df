"""A plan's figures as a Dataset of schema.org, for search engines that list datasets."""

from __future__ import annotations

from typing import Any

from qualicity.errors import Lang
from qualicity.plan import parse_period
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.forms import FORMS


def dataset(edition: Edition, lang: Lang) -> dict[str, Any]:
    """The description in one language, as JSON-LD."""
    view, lock = edition.view, edition.release
    plan, page = view.plan, edition.address(lang)
    first, last = parse_period(plan.period.start), parse_period(plan.period.end)
    count = view.figures.count()
    said = {
        "en": f"{plan.title.en}: {len(plan.targets)} targets, {len(plan.indicators)} indicators and {count} observations, "
        "each with its definition, vintage, status and source.",
        "zh": f"{plan.title.get('zh')}：{len(plan.targets)} 个目标、{len(plan.indicators)} 个指标、{count} 个数值，"
        "均附口径、版本、状态与出处。",
    }
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": plan.title.get(lang),
        "description": said[lang],
        "inLanguage": ["en", "zh-Hans"],
        "isAccessibleForFree": True,
        "version": lock.name if lock else view.scorecard.as_of.isoformat(),
        "dateModified": edition.changed.isoformat(),
        "temporalCoverage": f"{first.start.isoformat()}/{last.last.isoformat()}",
        "spatialCoverage": {
            "@type": "Place",
            "name": plan.place.title.get(lang),
            "identifier": plan.place.code,
        },
        "variableMeasured": [i.title.get(lang) for i in plan.indicators],
        "creator": {"@type": "Organization", "name": "Qualicity 质城", "url": f"{edition.site}/"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.title.get(lang),
                "encodingFormat": ["application/zip", form.media],  # what comes, and what lies in it
                "contentUrl": f"{edition.address(lang, 'open-data').rstrip('/')}/{form.id}.zip",
            }
            for form in FORMS
        ],
    }
    if lock:
        found["datePublished"] = edition.made.date().isoformat()
        found["isBasedOn"] = f"{edition.site}/{lang}/{plan.id}/"
    return found
