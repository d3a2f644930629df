"""The peers of the benchmark of sampling.survey_mean: python mean.py pandas|samplics SAMPLE.csv OUT.csv.

Both write estimate, standard error and the ends of the 95 % interval.
"""

import sys
from pathlib import Path

import pandas as pd


def by_pandas(sample: pd.DataFrame) -> list[float]:
    """The formula for strata and clusters, written for these columns."""
    from scipy.stats import t

    mean = (sample["weight"] * sample["value"]).sum() / sample["weight"].sum()
    sample["part"] = sample["weight"] * (sample["value"] - mean) / sample["weight"].sum()
    units = sample.groupby(["strata", "psu"])["part"].sum()
    strata = units.groupby("strata").agg(["var", "size"])
    error = (strata["var"] * strata["size"]).sum() ** 0.5
    half = t.ppf(0.975, len(units) - len(strata)) * error
    return [mean, error, mean - half, mean + half]


def by_samplics(sample: pd.DataFrame) -> list[float]:
    """TaylorEstimator."""
    from samplics import PopParam
    from samplics.estimation import TaylorEstimator

    found = TaylorEstimator(PopParam.mean)
    found.estimate(sample["value"], samp_weight=sample["weight"], stratum=sample["strata"], psu=sample["psu"])
    return [found.point_est, found.stderror, found.lower_ci, found.upper_ci]


if __name__ == "__main__":
    kind, source, out = sys.argv[1:]
    numbers = {"pandas": by_pandas, "samplics": by_samplics}[kind](pd.read_csv(source))
    told = ",".join(repr(float(n)) for n in numbers)
    Path(out).write_text(f"estimate,se,ci_low,ci_high\n{told}\n", "utf-8")
