"""`maturity.score`: answers to clauses → scores of sub-domains, domains, elements and levels → total and level.

Source: GB/T 39117-2020, chapter 7 (recalled): clauses 1, 0.8, 0.5, 0; weighted means up the tree; a level is met from 0.8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.maturity.answers import LEVELS, Answers, read_answers
from qualicity.methods.maturity.weights import Tree, read_weights, scores_of, shipped

np = lazy_module("numpy")
BELOW = "未达一级"
NOT_ASKED = "no clause asks for "
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Scores:
    """Scores by enterprise, level and part: `leaf` (E × 5 × K), `domain`, `element` and `whole` (E × 5)."""

    leaf: Any
    domain: Any
    element: Any
    whole: Any


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one kind of enterprise was asked, by enterprise, level and leaf: sums of scores, and how many there are."""

    total: Any
    answered: Any
    missing: Any
    exempt: Any

    def scores(self, filled: float | None) -> Any:
        """The mean of the clauses of each leaf; missing ones left out, or counted as `filled`."""
        number = self.answered + (0 if filled is None else self.missing)
        total = self.total + (0 if filled is None else filled * self.missing)
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def score(
    columns: Mapping[str, Any], weights: str = "", type: str = "", exempt: Sequence[str] = ()
) -> Columns:
    """Maturity of each enterprise.

    Takes: arrays of one length: domain, level (1 to 5), answer, and where there are any enterprise, year, type, subdomain
    and clause. Gives: for each enterprise and year a row `total` and rows for its elements, domains and sub-domains, each
    with the score at every level (level_1 …, NaN where nothing was asked or answered) and `score`, its levels added up;
    total, level and what they would be at least and at most, were the missing answers known, stand in every row.
    Errors: `UsageError` for weights that do not add up to 1, an unknown kind, domain or answer, a clause twice.
    """
    trees = read_weights(weights)
    found = read_answers(columns, trees, type, exempt, scores_of(weights))
    rows = [row for kind, answers in found.items() for row in _rows(answers, trees[kind], exempt)]
    places = {n: i for i, n in enumerate(dict.fromkeys(columns.get("enterprise", ())))}
    rows.sort(key=lambda row: (places.get(row["enterprise"], 0), row["year"] or 0))
    return {c: _column([row.get(c) for row in rows], text=c in _TEXTS) for c in _COLUMNS}


_TEXTS = ("enterprise", "part", "within", "name", "level", "level_low", "level_high", "reason")
_LEVEL_COLUMNS = tuple(f"level_{n + 1}" for n in range(LEVELS))
_COLUMNS = ("enterprise", "year", "part", "within", "name", "weight", "score", *_LEVEL_COLUMNS, "total", "level", "total_low",
            "level_low", "total_high", "level_high", "answered", "missing", "exempt", "reason")  # fmt: skip


def added_up(scores: Any) -> tuple[Any, Any]:
    """Scores of levels (… × 5) → their sum by the standard's rule, and how many levels are met.

    A level from 0.8 on counts as 1; the first below it counts as it is, and none after it. NaN without a first level.
    """
    rounded = np.round(scores, 9)
    met = rounded >= shipped()["met"]
    reached = np.cumprod(met, axis=-1).astype(bool)
    before = np.concatenate([np.ones_like(reached[..., :1]), reached[..., :-1]], axis=-1)
    counted = np.where(met, 1.0, np.nan_to_num(rounded)) * before
    total = np.round(counted.sum(axis=-1), 9)
    return np.where(np.isnan(scores[..., 0]), np.nan, total), reached.sum(axis=-1)


def _asked(found: Answers) -> _Asked:
    shape = (len(found.names), LEVELS, len(found.leaves))
    at = np.ravel_multi_index((found.of, found.level, found.leaf), shape)

    def summed(weight: Any) -> Any:
        return np.bincount(at, weight, minlength=int(np.prod(shape))).reshape(shape)

    known = np.isfinite(found.score)
    blank = ~known & ~found.exempt
    missing = summed(blank.astype(float)) + _absent(found, shape)
    exempt = summed(found.exempt.astype(float))
    spared = (exempt.sum(axis=1) > 0) & (summed((~found.exempt).astype(float)).sum(axis=1) == 0)
    missing[np.broadcast_to(spared[:, None, :], shape)] = 0
    return _Asked(summed(np.nan_to_num(found.score)), summed(known.astype(float)), missing, exempt)


def _absent(found: Answers, shape: tuple[int, ...]) -> Any:
    """How many clauses others of the kind were asked have no row of the enterprise, at levels where it has any."""
    own, asked, there = np.zeros(shape), np.zeros(shape[1:]), np.zeros(shape[:2], dtype=bool)
    there[found.of, found.level] = True
    rows = zip(found.of, found.level, found.leaf, found.clause, strict=True)
    named = [(e, n, k, c) for e, n, k, c in rows if c is not None]
    for _, n, k, _ in {(0, n, k, c) for _, n, k, c in named}:
        asked[n, k] += 1
    for e, n, k, _ in named:
        own[e, n, k] += 1
    return np.where(there[:, :, None], asked - own, 0)


def _up(leaf: Any, found: Answers, tree: Tree) -> _Scores:
    """Weighted means up the tree; the weight of what has no score goes to the others."""
    domains, elements = list(tree.domains), list(tree.elements)
    own = np.array([tree.subdomains.get(d, {}).get(s, 1.0) for d, s in found.leaves])
    of_leaf = np.array([[d == each for each in domains] for d, _ in found.leaves], dtype=float)
    domain = _mean(leaf, own, of_leaf)
    weight = np.array([tree.domains[d][1] for d in domains])
    of_domain = np.array([[tree.domains[d][0] == e for e in elements] for d in domains], dtype=float)
    element = _mean(domain, weight, of_domain)
    whole = _mean(element, np.array([tree.elements[e] for e in elements]), np.ones((len(elements), 1)))
    return _Scores(leaf, domain, element, whole[..., 0])


def _mean(scores: Any, weight: Any, member: Any) -> Any:
    known = np.isfinite(scores) * weight
    total, number = (np.nan_to_num(scores) * known) @ member, known @ member
    return np.where(number > 0, total / np.where(number > 0, number, 1), np.nan)


def _rows(found: Answers, tree: Tree, exempt: Sequence[str]) -> list[Columns]:
    asked = _asked(found)
    scores = _up(asked.scores(None), found, tree)
    total, reached = added_up(scores.whole)
    (low, low_reached), (high, high_reached) = (
        added_up(_up(asked.scores(f), found, tree).whole) for f in (0.0, 1.0)
    )
    rows = []
    for e, name in enumerate(found.names):
        whole = {
            "enterprise": name[0],
            "year": name[1],
            "total": total[e],
            "level": _level(total[e], reached[e]),
            "total_low": low[e],
            "level_low": _level(low[e], low_reached[e]),
            "total_high": high[e],
            "level_high": _level(high[e], high_reached[e]),
        }
        reason = _reason(e, found, tree, asked, scores, exempt)
        rows += [whole | part for part in _parts(e, found, tree, asked, scores, reason)]
    return rows


def _parts(
    e: int, found: Answers, tree: Tree, asked: _Asked, scores: _Scores, reason: str | None
) -> list[Columns]:
    """The rows of one enterprise: total, elements, domains, sub-domains."""
    every = np.ones(len(found.leaves), dtype=bool)
    of_domain = {d: np.array([leaf[0] == d for leaf in found.leaves]) for d in tree.domains}
    total, _ = added_up(scores.whole[e])
    rows = [
        _part("total", "", "", 1.0, total, scores.whole[e]) | _counts(asked, e, every) | {"reason": reason}
    ]
    assessed = np.isfinite(scores.whole[e])

    def add(part: str, within: str, name: str, weight: float | None, levels: Any, leaves: Any) -> None:
        counts = _counts(asked, e, leaves)
        open_ = (asked.answered + asked.missing)[e][:, leaves].sum(axis=1) > 0
        made, _ = added_up(np.where(assessed & ~open_, 1.0, levels))
        why = None if np.isfinite(levels).any() else _why(counts)
        made = made if why is None else np.nan
        rows.append(_part(part, within, name, weight, made, levels) | counts | {"reason": why})

    for n, (element, weight) in enumerate(tree.elements.items()):
        leaves = np.any([of_domain[d] for d, (of, _) in tree.domains.items() if of == element], axis=0)
        add("element", "", element, weight, scores.element[e, :, n], leaves)
    for n, (domain, (element, weight)) in enumerate(tree.domains.items()):
        add("domain", element, domain, weight, scores.domain[e, :, n], of_domain[domain])
    for n, (domain, subdomain) in enumerate(found.leaves):
        if subdomain:
            own = tree.subdomains.get(domain, {}).get(subdomain)
            add("subdomain", domain, subdomain, own, scores.leaf[e, :, n], np.arange(len(found.leaves)) == n)
    return rows


def _part(part: str, within: str, name: str, weight: float | None, made: Any, levels: Any) -> Columns:
    row = {"part": part, "within": within, "name": name, "weight": weight, "score": made}
    return row | dict(zip(_LEVEL_COLUMNS, np.round(levels, 9), strict=True))


def _counts(asked: _Asked, e: int, leaves: Any) -> Columns:
    return {c: getattr(asked, c)[e][:, leaves].sum() for c in ("answered", "missing", "exempt")}


def _why(counts: Columns) -> str:
    if counts["missing"]:
        return "no clause is answered"
    return "exempt" if counts["exempt"] else f"{NOT_ASKED}it"


def _level(total: float, reached: int) -> str | None:
    if np.isnan(total):
        return None
    return str(shipped()["levels"][int(reached) - 1]) if reached else BELOW


def _reason(
    e: int, found: Answers, tree: Tree, asked: _Asked, scores: _Scores, exempt: Sequence[str]
) -> str | None:
    """What the total of an enterprise lacks, or why it has none."""
    told = []
    if np.isnan(scores.whole[e, 0]):
        told.append("level 1 has no answers")
    there = np.isfinite(scores.whole[e])
    gap = int(np.argmin(there))
    if gap and there[gap:].any():
        told.append(f"level {gap + 1} has no answers: levels above it do not count")
    missing = int(asked.missing[e].sum())
    if missing:
        told.append(f"clauses without an answer, left out: {missing}")
    here = {d for d, _ in found.leaves}
    never = [d for d in tree.domains if d not in here and d not in exempt]
    if never:
        told.append(f"{NOT_ASKED}{', '.join(never)}: the others carry the weight")
    return "; ".join(told) or None


def _column(values: Sequence[Any], *, text: bool) -> Any:
    made = np.full(len(values), None, dtype=object)
    made[:] = values
    return made if text else np.array([np.nan if v is None else v for v in values], dtype=float)
