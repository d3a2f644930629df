"""How many are drawn from each stratum: as a table says, by size, or equally."""

from __future__ import annotations

from collections.abc import Mapping

from qualicity.errors import Text, UsageError, did_you_mean

SHARES = ("proportional", "equal")


def shared_out(n: int, pools: Mapping[str, int], share: str) -> dict[str, int]:
    """n in all, shared out among strata of these sizes; the parts add up to n and none exceeds its stratum.

    `proportional`: n·N_h/N rounded down, what is left to the largest remainders; `equal`: one each in turn while there
    is any left. Ties go by name. Errors: `UsageError` where there are fewer than n.
    """
    total = sum(pools.values())
    if n > total:
        raise _too_many(n, total, "")
    names = sorted(pools)
    if share == "equal":
        return _in_turn(n, {name: pools[name] for name in names})
    parts = {name: n * pools[name] // total if total else 0 for name in names}
    nearest = sorted(names, key=lambda name: -(n * pools[name] % total if total else 0))
    for name in nearest[: n - sum(parts.values())]:
        parts[name] += 1
    return parts


def _in_turn(n: int, pools: Mapping[str, int]) -> dict[str, int]:
    parts = dict.fromkeys(pools, 0)
    while n:
        room = [name for name in pools if parts[name] < pools[name]]
        each = max(1, min(n // len(room), *(pools[name] - parts[name] for name in room)))
        for name in room[:n]:
            parts[name] += each
            n -= each
    return parts


def as_said(sizes: Mapping[str, int], pools: Mapping[str, int]) -> dict[str, int]:
    """The sizes that a table says, nought where it says none.

    Errors: `UsageError` for a stratum that is not there, or one that has fewer.
    """
    for name, n in sizes.items():
        if name not in pools:
            near = did_you_mean(name, pools)
            raise UsageError(
                Text(
                    f"sizes: the register has no stratum '{name}'{near.en}",
                    f"各层数量：名录中没有层“{name}”{near.zh}",
                )
            )
        if n > pools[name]:
            raise _too_many(n, pools[name], name)
    return {name: sizes.get(name, 0) for name in sorted(pools)}


def _too_many(n: int, there: int, stratum: str) -> UsageError:
    of, of_zh = (f" of '{stratum}'", f"层“{stratum}”中") if stratum else ("", "")
    return UsageError(
        Text(
            f"{n} shall be drawn{of}, but {there} can be (those excluded do not count)",
            f"{of_zh}要求抽取 {n} 个，但可抽取的只有 {there} 个（已排除的不计）",
        )
    )
