"""How to cite: a page with its day or release, and a release as a whole, as a sentence and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.context import InPlan
from qualicity.portal.words import day
from qualicity.release.freeze import Frozen

_SPECIAL = re.compile(r"([\\{}%&#$_~^])")


@dataclass(frozen=True, slots=True)
class Citation:
    """A release as a reference; `url` is its lasting address, empty in a file that knows none."""

    sentence: str
    bibtex: str
    url: str


def cite(here: InPlan, title: str, datasets: Iterable[Dataset] = ()) -> str:
    """The page as a reference that still leads to the same figures later, with the licences of its datasets."""
    licences = dict.fromkeys(s.licence for d in datasets for s in d.sources if s.licence)
    said = _(" Licence of the data: %(licences)s.") % {"licences": "; ".join(licences)} if licences else ""
    plans, query = catalogue.current(), here.request.GET.copy()
    named = ""
    if plans.release:
        named = _("Release %(name)s.") % {"name": plans.release.lock.name} + " "
    if plans.anew(here.as_of.day):  # a release's own address says its day
        query["as_of"] = here.as_of.day.isoformat()
    pinned = here.request.path + (f"?{query.urlencode()}" if query else "")
    cited = _("Qualicity: “%(title)s”. %(plan)s. %(release)sAs known on %(date)s.%(licence)s %(address)s") % {
        "title": title,
        "plan": here.say(here.plan.title),
        "release": named,
        "date": day(here.as_of.day, here.lang),
        "licence": said,
        "address": "" if here.static else here.request.build_absolute_uri(pinned),
    }
    return cited.rstrip()


def release_citation(here: InPlan, found: Frozen) -> Citation:
    """A release of the plan as a reference."""
    lock = found.lock
    url = "" if here.static else here.request.build_absolute_uri(f"/r/{lock.name}/{here.lang}/{lock.plan}/")
    by, title = str(lock.head["by"]) or "Qualicity", here.say(here.plan.title)
    sentence = _(
        "%(by)s (%(year)s). %(title)s: release %(name)s, as known on %(date)s [Data set]. Qualicity. %(url)s"
    ) % {
        "by": by,
        "year": lock.made.year,
        "title": title,
        "name": lock.name,
        "date": day(lock.as_of, here.lang),
        "url": url,
    }
    fields = {
        "author": f"{{{_escaped(by)}}}",
        "title": f"{{{_escaped(f'{title}: release {lock.name}')}}}",
        "year": str(lock.made.year),
        "publisher": "Qualicity",
        "note": f"As known on {lock.as_of}. SHA-256 {lock.checksum}",
        "url": url,
    }
    lines = [f"  {key:<9} = {{{value}}}," for key, value in fields.items() if value]
    bibtex = "\n".join([f"@misc{{{lock.plan}-{lock.name},", *lines, "}"])
    return Citation(sentence.rstrip(), bibtex, url)


def _escaped(text: str) -> str:
    """Text for a BibTeX field: what means something to TeX is taken literally."""
    return _SPECIAL.sub(lambda m: {"\\": r"\textbackslash{}"}.get(m[1], rf"\{m[1]}"), text)
