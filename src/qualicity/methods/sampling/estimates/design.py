"""How a sample was drawn: strata, primary sampling units, weights and sizes of the population, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
pa = lazy_module("pyarrow")
clean = lazy_module("qualicity.methods.calc.clean")

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Design:
    """The rows of a sample (R), its primary sampling units (P) and strata (H).

    `weight` of each row: how many of the population it stands for, 0 for a row that cannot count (no weight, no
    stratum or no unit). `stratum` and `unit` are numbers of each row, −1 where missing; `stratum_of` each unit's
    stratum; `units` how many each stratum has; `beyond` the share of each stratum's units that were not drawn (1
    without a size). `names` are the strata's. `said` is the design in words, `notes` what else to know, and
    `unknown` why no estimate can rest on it.
    """

    weight: Any
    stratum: Any
    unit: Any
    stratum_of: Any
    units: Any
    beyond: Any
    names: Any
    said: str
    notes: tuple[str, ...]
    unknown: str | None = None


def read_design(columns: Mapping[str, Any], rows: int) -> Design:
    """A design from the columns weight, strata, psu and fpc, each of which may be absent.

    Without `psu` every row is a unit. Units are told apart within their stratum. `fpc` is the number of units in the
    population of the stratum, or the share of them that was drawn (all at most 1). Without `weight` a row stands for
    as many units as `fpc` says, without either all rows count alike.

    Errors: `UsageError` where fpc differs within a stratum, mixes sizes and shares, or is less than what was drawn.
    """
    zeros = np.zeros(rows, dtype=np.int64)
    stratum, names = coded(columns["strata"]) if "strata" in columns else (zeros, [])
    names = names or ["all"]
    unit, notes = np.arange(rows), []
    stratum_of = stratum
    if "psu" in columns:
        unit, stratum_of, across = _units(stratum, coded(columns["psu"])[0], len(names))
        notes += ["a psu name in several strata is a unit of its own in each"] if across else []
    unit = np.where(stratum < 0, -1, unit)
    units = np.bincount(stratum_of[stratum_of >= 0], minlength=len(names))
    sizes, unknown = _sizes(columns.get("fpc"), stratum, units, names)
    placed = (stratum >= 0) & (unit >= 0)
    if "weight" in columns:
        weight = np.asarray(columns["weight"], dtype=float)
    else:
        weight = np.ones(rows) if "fpc" not in columns else (sizes / np.fmax(units, 1))[stratum]
    weight = np.where(placed & np.isfinite(weight) & (weight > 0), weight, 0.0)
    with np.errstate(invalid="ignore"):
        beyond = np.where(np.isfinite(sizes), 1 - units / sizes, 1.0)
    said = _in_words(columns)
    return Design(weight, stratum, unit, stratum_of, units, beyond, names, said, tuple(notes), unknown)


def coded(texts: Any) -> tuple[Any, list[str]]:
    """Texts → their numbers in order of appearance, −1 for a missing one, and the names."""
    encoded = pa.array(texts, from_pandas=True).cast(pa.string()).dictionary_encode()
    said = [str(n).strip() for n in encoded.dictionary.to_pylist()]
    names = list(dict.fromkeys(n for n in said if n.lower() not in clean.MISSING))
    place = {name: number for number, name in enumerate(names)}
    number = np.array([*(place.get(n, -1) for n in said), -1], dtype=np.int64)
    return number[encoded.indices.fill_null(len(said)).to_numpy(zero_copy_only=False)], names


def numbered(keys: Any) -> tuple[Any, Any]:
    """Whole numbers from 0 → those there are, in order, and the place of each among them; as `numpy.unique`.

    Without sorting where the numbers are few: a tenth of the time on a million rows.
    """
    if len(keys) == 0 or int(keys.max()) > 4 * len(keys) + 1000:
        found, where = np.unique(keys, return_inverse=True)
        return found, where
    there = np.bincount(keys) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def _units(stratum: Any, psu: Any, strata: int) -> tuple[Any, Any, bool]:
    """Each row's unit, each unit's stratum, and whether a name stands in several strata."""
    placed = (stratum >= 0) & (psu >= 0)
    found, where = numbered(psu[placed] * strata + stratum[placed])
    unit = np.full(len(stratum), -1)
    unit[placed] = where
    across = len(found) > len(np.unique(found // strata))
    return unit, found % strata, across


def _sizes(fpc: Any, stratum: Any, units: Any, names: list[str]) -> tuple[Any, str | None]:
    """How many units the population of each stratum has, infinite without `fpc`; and why that is not known."""
    sizes = np.full(len(names), np.inf)
    if fpc is None:
        return sizes, None
    given = np.asarray(fpc, dtype=float)
    known = np.flatnonzero(np.isfinite(given) & (stratum >= 0))
    told = np.full(len(names), np.nan)
    told[stratum[known]] = given[known]
    _refuse_two(given, told, stratum, known, names)
    silent = np.flatnonzero(np.isnan(told) & (units > 0))
    if len(silent):
        return sizes, f"stratum '{names[silent[0]]}' has no fpc"
    drawn = told[units > 0]
    if (drawn > 1).any() and (drawn < 1).any():
        raise UsageError(
            Text(
                "fpc holds sizes of the population (above 1) and sampled shares (below 1): write all of one kind",
                "fpc 列既有总体规模（大于1）又有抽样比（小于1）：请统一为一种",
            )
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.where(told > 1, told, units / told) if (drawn > 1).any() else units / told
    few = np.flatnonzero(sizes < units * (1 - ROUNDING))
    if len(few):
        name, size, there = names[few[0]], f"{sizes[few[0]]:g}", int(units[few[0]])
        raise UsageError(
            Text(
                f"stratum '{name}': fpc says that the population has {size} units, but {there} were drawn; fpc is the "
                "number of units (rows, or what psu names) in the stratum's population",
                f"层“{name}”：fpc 表示总体只有 {size} 个单元，却抽取了 {there} 个；fpc 应为"
                f"该层总体的单元数（行，或 psu 所列单元）",
            )
        )
    return np.where(np.isnan(sizes), np.inf, np.fmax(sizes, units)), None


def _refuse_two(given: Any, told: Any, stratum: Any, known: Any, names: list[str]) -> None:
    differs = known[np.abs(given[known] - told[stratum[known]]) > ROUNDING * np.abs(given[known])]
    if len(differs):
        of = stratum[differs[0]]
        one, other = f"{given[differs[0]]:g}", f"{told[of]:g}"
        raise UsageError(
            Text(
                f"stratum '{names[of]}' has two values in fpc, {one} and {other}: a stratum has one population; if "
                "they are of several strata, say which column holds these (--set strata=…)",
                f"层“{names[of]}”的 fpc 有两个值：{one} 和 {other}；一层只有一个总体；若属于不同的层，请指明层所在的列"
                "（--set strata=…）",
            )
        )


def _in_words(columns: Mapping[str, Any]) -> str:
    drawn = "clusters (psu)" if "psu" in columns else "rows"
    if "strata" in columns:
        drawn = f"stratified sample of {drawn}"
    elif "psu" in columns or "weight" in columns:
        drawn = f"sample of {drawn}"
    else:
        drawn = "simple random sample"
    if "weight" in columns:
        weights = "weights given"
    else:
        weights = "weights from fpc" if "fpc" in columns else "all weights equal"
    finite = "finite population" if "fpc" in columns else "no finite population correction"
    return f"{drawn}, {weights}, {finite}"
