"""Means and proportions from a sample, with the interval that its design allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.estimates.answers import read_answers
from qualicity.methods.sampling.estimates.binomial import FEW, SMALL, clopper_pearson
from qualicity.methods.sampling.estimates.design import Design, coded, read_design
from qualicity.methods.sampling.estimates.linearised import Means, domain_means

np = lazy_module("numpy")
special = lazy_module("scipy.special")

FEW_DEGREES = 8
"""With fewer degrees of freedom a standard error is itself little known."""
ALL = "all"
"""The one domain where none are asked for."""
MEAN, LOGIT = "t", "logit t"
ENDS = "Clopper-Pearson, n adjusted for weights and df"
Rows = dict[str, Any]


def survey_mean(columns: Mapping[str, Any], confidence: float = 0.95, lonely_psu: str = "fail") -> Rows:
    """The mean of `value` in each domain of `by` (or in all), its standard error, t interval and design.

    Columns value and, where there are any, weight, strata, psu, fpc (see `read_design`) and by. Gives one row for
    each domain; where there is no interval there is no estimate either, but a reason.

    Errors: `UsageError` for a design that contradicts itself.
    """
    value = np.asarray(columns["value"], dtype=float)
    design, domain, names = _read(columns)
    means = domain_means(design, value, domain, len(names), lonely_psu)
    error = np.sqrt(means.variance)
    low, high = means.mean - _t(means, confidence) * error, means.mean + _t(means, confidence) * error
    interval = np.full(len(names), MEAN, dtype=object)
    made = {"estimate": means.mean, "se": error, "ci_low": low, "ci_high": high}
    return _as_rows(made, design, means, domain, names, confidence, interval)


def survey_proportion(
    columns: Mapping[str, Any], of: str = "", confidence: float = 0.95, lonely_psu: str = "fail"
) -> Rows:
    """The share of rows with the answer `of` (or yes, where answers are yes and no); otherwise as `survey_mean`.

    The interval is a t interval on the logit scale; where all answers are the same, which has no logit, Clopper and
    Pearson's, of the number of rows less what unequal weights and few units take from it.

    Errors: `UsageError` for a design that contradicts itself, or answers that are not yes and no without `of`.
    """
    value, answer = read_answers(columns["value"], of)
    design, domain, names = _read(columns)
    means = domain_means(design, value, domain, len(names), lonely_psu)
    # what all rows say is exactly 0 or 1, whatever the weights add up to
    share = np.clip(means.mean, 0, 1)
    share = np.where(np.abs(share - np.round(share)) < 1e-12, np.round(share), share)
    error, t = np.sqrt(means.variance), _t(means, confidence)
    same = ((share == 0) | (share == 1)) & ~means.census
    error = np.where((share == 0) | (share == 1), 0.0, error)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, half = np.log(share / (1 - share)), t * error / (share * (1 - share))
        low, high = special.expit(middle - half), special.expit(middle + half)
        plain = special.stdtrit(np.fmax(means.rows - 1.0, 1), 0.5 + confidence / 2)
        effective = means.effective * (plain / t) ** 2
        ends = clopper_pearson(share * effective, effective, confidence)
    low, high = (
        np.where(same, end, np.where(error == 0, share, side))
        for end, side in zip(ends, (low, high), strict=True)
    )
    low, high = (np.where(np.isfinite(error), side, np.nan) for side in (low, high))
    interval = np.where(same, ENDS, LOGIT).astype(object)
    made = {"estimate": share, "se": error, "ci_low": low, "ci_high": high}
    rows = _as_rows(made, design, means, domain, names, confidence, interval, shares=True)
    return {"domain": rows.pop("domain"), "of": np.full(len(names), answer, dtype=object), **rows}


def _read(columns: Mapping[str, Any]) -> tuple[Design, Any, list[str]]:
    """The design, each row's domain, the domains' names."""
    rows = len(columns["value"])
    domain, names = coded(columns["by"]) if "by" in columns else (np.zeros(rows, dtype=np.int64), [ALL])
    return read_design(columns, rows), domain, names


def _t(means: Means, confidence: float) -> Any:
    """The t quantile of each domain's degrees of freedom; 0 where all of the population is known."""
    degrees = (means.units - means.strata).astype(float)
    found = special.stdtrit(np.where(degrees > 0, degrees, np.nan), 0.5 + confidence / 2)
    return np.where(means.census, 0.0, found)


def _as_rows(
    made: Mapping[str, Any],
    design: Design,
    means: Means,
    domain: Any,
    names: list[str],
    confidence: float,
    interval: Any,
    *,
    shares: bool = False,
) -> Rows:
    count = len(names)
    reason = _reasons(made, design, means)
    judged = np.equal(reason, None)
    there = np.bincount(domain[domain >= 0], minlength=count)
    rows = {name: np.where(judged, values, np.nan) for name, values in made.items()}
    note = [
        "; ".join(_notes(design, means, made, place, missing, shares=shares)) or None
        for place, missing in enumerate(there - means.rows)
    ]
    with np.errstate(invalid="ignore"):
        effect = np.where(judged & np.isfinite(means.effect), means.effect, np.nan)
    return {
        "domain": np.array(names, dtype=object),
        **rows,
        "df": np.where(means.rows > 0, means.units - means.strata, np.nan).astype(float),
        "n": means.rows.astype(float),
        "n_missing": (there - means.rows).astype(float),
        "n_psus": means.units.astype(float),
        "n_strata": means.strata.astype(float),
        "deff": effect,
        "confidence": np.where(judged, confidence, np.nan),
        "interval": np.where(judged, interval, None),
        "design": np.full(count, design.said, dtype=object),
        "note": np.array([*note, None], dtype=object)[:-1],
        "reason": reason,
    }


def _reasons(made: Mapping[str, Any], design: Design, means: Means) -> Any:
    """Why a domain has no estimate: one without an interval is none."""
    finite = np.isfinite(np.array(list(made.values()))).all(axis=0)
    reason = np.where(finite, None, "the numbers are too large").astype(object)
    reason[~means.census & (means.units - means.strata <= 0)] = (
        "no interval: no degrees of freedom, for no stratum has two units"
    )
    for place in np.flatnonzero(means.lonely >= 0):
        stratum = design.names[means.lonely[place]]
        reason[place] = (
            "no interval: one unit only"
            if len(design.names) == 1
            else f"no interval: stratum '{stratum}' has one unit only; lonely_psu says what to do with it"
        )
    weightless = len(design.weight) > 0 and not (design.weight > 0).any()
    reason[means.rows == 0] = (
        "no row has a weight above 0, a stratum and a psu" if weightless else "no row has a value"
    )
    if design.unknown:
        reason[:] = design.unknown
    return reason


def _notes(
    design: Design, means: Means, made: Mapping[str, Any], place: int, missing: int, *, shares: bool
) -> list[str]:
    """What a reader must know of one domain's estimate."""
    n, degrees = means.rows[place], means.units[place] - means.strata[place]
    left_out = "row(s) left out: value, weight, stratum or psu missing, or a weight of 0"
    notes = [f"{missing} {left_out}"] if missing else []
    if n == 0:
        return notes
    small = [f"n below {SMALL}"] if n < SMALL else []
    if shares and n * min(made["estimate"][place], 1 - made["estimate"][place]) < FEW:
        small.append(f"fewer than {FEW} of one kind")
    notes += [f"small sample: {', '.join(small)}"] if small else []
    if degrees < FEW_DEGREES and not means.census[place]:
        notes.append(f"few units: {degrees} degree{'' if degrees == 1 else 's'} of freedom")
    if means.census[place]:
        notes.append("all of the population was drawn: no error of sampling")
    elif made["se"][place] == 0 and made["ci_low"][place] == made["ci_high"][place]:
        notes.append("no unit differs from others of its stratum: the interval has no width")
    return [*notes, *design.notes]
