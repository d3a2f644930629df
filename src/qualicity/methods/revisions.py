"""Statistics of revisions: how much, and which way, figures move after they are first published.

Source: the summary indicators of the OECD and Eurostat guidelines on the analysis of revisions (mean,
mean absolute, standard deviation, t of the mean), as recalled; t is the plain one, for independent
revisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class RevisionStatistics:
    """Statistics of `n` revisions, in the unit of the revisions; None where n is too small for one.

    `t` = mean / (sd / √n): large either way means that first figures are biased.
    """

    n: int
    mean: float | None
    mean_absolute: float | None
    sd: float | None
    t: float | None


def revision_statistics(revisions: Sequence[float]) -> RevisionStatistics:
    """Statistics of revisions (later minus earlier figure).

    Returns: None for the mean with no revision, for the standard deviation (n − 1) and t with fewer than
    two, and for t when all revisions are equal.
    """
    values = np.asarray(revisions, dtype=float)
    n = len(values)
    if n == 0:
        return RevisionStatistics(0, None, None, None, None)
    mean, mean_absolute = float(values.mean()), float(np.abs(values).mean())
    if n == 1:
        return RevisionStatistics(n, mean, mean_absolute, None, None)
    sd = float(values.std(ddof=1))
    return RevisionStatistics(n, mean, mean_absolute, sd, mean / (sd / n**0.5) if sd > 0 else None)
