"""The observations as a cube: every figure by its dimensions, codes as identifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from qualicity.errors import Text
from qualicity.release.exports.codes import CONFIDENCE, FREQ, OBS_STATUS, ORIGIN
from qualicity.release.exports.columns import units
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.sdmx.names import identifier
from qualicity.release.exports.shape import Field, Table
from qualicity.release.exports.texts import distinct, each, strings, text, texts

DIMENSIONS = (
    "FREQ",
    "REF_AREA",
    "INDICATOR",
    "DEFINITION",
    "BREAKDOWN",
    "AUTHORITY",
    "VINTAGE",
    "STATEMENT",
    "TIME_PERIOD",
)
"""What tells one figure from another. VINTAGE and AUTHORITY are among them: a revised or contested figure stays."""
MEASURE = "OBS_VALUE"
STATEMENT = Field(
    "STATEMENT",
    "integer",
    Text(
        "1; 2 and on where an authority says several things on one day",
        "为 1；同一机构同日有多种说法时依次为 2、3……",
    ),
    True,
)
_SPECIAL = {
    "_T": Text("Total", "合计"),
    "_U": Text("Not known", "不详"),
    "_Z": Text("Not applicable: computed here", "不适用：由本系统计算"),
}
_UNDATED = Text(
    "Period not stated: TIME_PERIOD is the day on which the figure became known",
    "未载明时期：TIME_PERIOD 为该数值已知之日",
)
_ABSENT = {"FREQ": "_U", "REF_AREA": "_U", "AUTHORITY": "_Z", "VINTAGE": "_U"}
"""A dimension must have a value: the one that stands where a figure has none."""


@dataclass(frozen=True)
class Cube:
    """Figures by their components: of each its text for every figure, null where it is missing.

    `codes` are the words of each coded component by code (not yet an identifier).
    """

    fields: Mapping[str, Field]
    codes: Mapping[str, Mapping[str, Text]]
    said: Mapping[str, pa.StringArray]

    @property
    def columns(self) -> tuple[str, ...]:
        """All components in the order in which they are written."""
        return (*DIMENSIONS, MEASURE, *self.attributes)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The components that are neither dimension nor measure."""
        return tuple(f for f in self.fields if f not in DIMENSIONS and f != MEASURE)


def cube_of(edition: Edition) -> Cube:
    """The cube of an edition's observations, in their order."""
    named = {t.name: t for t in tables(edition)}
    observations = named["observations"]
    fields = {f.name: f for f in observations.fields} | {"STATEMENT": STATEMENT}
    words, columns = _words(edition, named), _columns(edition, observations)
    codes = {c: _used(words[c], {*distinct(columns[c])}) for c in words}
    columns |= {c: each(columns[c], identifier) for c in codes}
    columns["STATEMENT"] = _statements(columns)
    return Cube(fields, codes, columns)


def _columns(edition: Edition, observations: Table) -> dict[str, pa.StringArray]:
    """The components but STATEMENT as text, null where a value is missing and may be."""
    found = dict(texts(observations))
    day = text(edition.view.scorecard.as_of.isoformat())
    found["TIME_PERIOD"] = pc.coalesce(found["TIME_PERIOD"], found["VINTAGE"], day)
    return found | {c: found[c].fill_null(text(absent)) for c, absent in _ABSENT.items()}


def _statements(columns: Mapping[str, pa.StringArray]) -> pa.StringArray:
    """How many figures so far have all other dimensions in common: none of them has a space in it but the last."""
    keys = (columns[d] for d in DIMENSIONS if d != "STATEMENT")
    met: Counter[str] = Counter()
    said = []
    for key in pc.binary_join_element_wise(*keys, text(" ")).to_pylist():
        met[key] += 1
        said.append(str(met[key]))
    return strings(said)


def _words(edition: Edition, named: Mapping[str, Table]) -> dict[str, Mapping[str, Text]]:
    """The words of each coded component, as far as they are known before the figures are looked at."""
    plan = edition.view.plan
    titles = {t: _titles(named[t]) for t in ("indicators", "areas", "datasets")}
    return {
        "FREQ": FREQ | {"_U": _UNDATED},
        "REF_AREA": titles["areas"],
        "INDICATOR": titles["indicators"],
        "DEFINITION": _definitions(edition),
        "BREAKDOWN": {"_T": _SPECIAL["_T"]},
        "AUTHORITY": _authorities(edition, named["observations"]),
        "UNIT_MEASURE": units(plan),
        "OBS_STATUS": OBS_STATUS,
        "ORIGIN": ORIGIN,
        "CONFIDENCE": CONFIDENCE,
        "DATASET": titles["datasets"],
    }


def _titles(table: Table) -> dict[str, Text]:
    return {r[table.key[0]]: Text(r["title_en"], r["title_zh"]) for r in table.records()}


def _authorities(edition: Edition, observations: Table) -> dict[str, Text]:
    """The authorities that figures name and the plan knows: a figure names one by its English title."""
    used = {*distinct(texts(observations)["AUTHORITY"])}
    return {o.title.en: o.title for o in edition.view.plan.organisations if o.title.en in used}


def _definitions(edition: Edition) -> dict[str, Text]:
    """A definition's own title where all indicators that have one of its id call it so, else the id."""
    said: dict[str, set[Text]] = {}
    for indicator in edition.view.plan.indicators:
        for d in indicator.definitions:
            said.setdefault(d.id, set()).add(d.title or indicator.title)
    return {k: next(iter(v)) if len(v) == 1 else Text(k) for k, v in sorted(said.items())}


def _used(words: Mapping[str, Text], used: Set[str]) -> dict[str, Text]:
    """The words with those of codes that nobody declared: a code of an authority is its name."""
    return dict(words) | {c: _SPECIAL.get(c, Text(c)) for c in sorted(used - words.keys())}
