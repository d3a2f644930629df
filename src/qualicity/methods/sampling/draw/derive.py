"""The draw itself: what was declared → who is selected, who waits, who inspects. A pure function, with no file in sight."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.sampling.draw.pairs import paired
from qualicity.methods.sampling.draw.strata import SHARES, as_said, shared_out
from qualicity.methods.sampling.draw.streams import MODES, Mode, Ticket, rfc3797, shuffled

AS_MANY = -1
"""`waiting`: as many wait as are selected."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many to draw: `n` in all, shared out among the strata, or `sizes` by stratum.

    `waiting` is how many stand on each stratum's waiting list (-1: as many as are selected there).
    """

    n: int | None
    sizes: Mapping[str, int] | None = None
    share: str = "proportional"
    waiting: int = AS_MANY
    mode: Mode = "sha256"

    def __post_init__(self) -> None:
        counts = [*([] if self.n is None else [self.n]), *(self.sizes or {}).values()]
        if self.mode not in MODES or self.share not in SHARES:
            raise _refused(f"no such mode or share: {self.mode}, {self.share}", "未知的模式或分配方式")
        if any(type(c) is not int or c < 0 for c in counts) or type(self.waiting) is not int:
            raise _refused("sizes are whole numbers from 0", "数量应为不小于 0 的整数")
        if self.waiting < AS_MANY:
            raise _refused("waiting is a whole number from 0, or -1", "候补数量应为不小于 0 的整数，或 -1")
        if (self.n is None) == (self.sizes is None):
            raise _refused(
                "say either n, how many to draw in all, or sizes, how many from each stratum",
                "请给出总数 n，或各层数量 sizes，二者择一",
            )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stratum's order: the first `n` of its tickets are selected, the next `waiting` wait."""

    stratum: str
    n: int
    waiting: int
    tickets: tuple[Ticket, ...]


def draw(
    register: str,
    members: Sequence[tuple[str, str]],
    excluded: Collection[str],
    randomness: str,
    asked: Asked,
) -> tuple[Drawn, ...]:
    """Order the members (id, stratum) of the register with this SHA-256, but for the excluded, in each stratum.

    Errors: `UsageError` for more than there are, for strata in mode `rfc3797`.
    """
    pools: dict[str, list[str]] = {}
    for who, stratum in members:
        pool = pools.setdefault(stratum, [])
        if who not in excluded:
            pool.append(who)
    if asked.mode == "rfc3797" and set(pools) - {""}:
        raise _refused("RFC 3797 draws from one list: without strata", "RFC 3797 从单一名单抽取：不分层")
    counts = {name: len(pool) for name, pool in pools.items()} or {"": 0}
    if asked.sizes is None:
        sizes = shared_out(asked.n or 0, counts, asked.share)
    else:
        sizes = as_said(asked.sizes, counts)
    found = []
    for name, n in sorted(sizes.items()):
        pool = pools.get(name, [])
        if asked.mode == "rfc3797":
            tickets = rfc3797(pool, randomness)
        else:
            tickets = shuffled(pool, register, randomness, "objects", name)
        wait = n if asked.waiting == AS_MANY else asked.waiting
        found.append(Drawn(name, n, min(wait, len(pool) - n), tuple(tickets)))
    return tuple(found)


def derive(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """The `result` of a receipt, from its `declared`, `members` and `inspector_members` alone.

    Errors: `UsageError` for a declaration that no draw can have; `KeyError`, `TypeError`, `ValueError` for what is no
    receipt.
    """
    said = receipt["declared"]
    register, randomness = said["register"]["sha256"], said["randomness"]["value"]
    excluded = dict((said["exclusions"] or {"list": ()})["list"])
    strata = said["strata"] or {}
    members = [(who, stratum) for who, stratum, _ in receipt["members"]]
    asked = Asked(
        said["n"], strata.get("sizes"), strata.get("share") or SHARES[0], said["waiting"], said["mode"]
    )
    drawn = draw(register, members, excluded, randomness, asked)
    selected = [_entry(d.stratum, n, t, asked.mode) for d in drawn for n, t in enumerate(d.tickets[: d.n], 1)]
    waiting = [
        _entry(d.stratum, n, t, asked.mode)
        for d in drawn
        for n, t in enumerate(d.tickets[d.n : d.n + d.waiting], 1)
    ]
    there = {who for who, _ in members}
    result: dict[str, Any] = {
        "strata": [
            {"stratum": d.stratum, "pool": len(d.tickets), "n": d.n, "waiting": d.waiting} for d in drawn
        ],
        "selected": selected,
        "waiting": waiting,
        "excluded": [{"id": who, "reason": why} for who, why in excluded.items() if who in there],
        "not_in_register": [who for who in excluded if who not in there],
    }
    if said["inspectors"]:
        result["short_of_inspectors"] = _pair(receipt, [*selected, *waiting])
    return result


def _pair(receipt: Mapping[str, Any], entries: Sequence[dict[str, Any]]) -> list[str]:
    """Give each entry its inspectors. Returns: the ids of those for which there are too few."""
    said, asked = receipt["declared"], receipt["declared"]["inspectors"]
    recused = {(inspector, who) for inspector, who, _ in (asked["conflicts"] or {"list": ()})["list"]}
    stream = (said["register"]["sha256"], said["randomness"]["value"], "inspectors", asked["sha256"])
    inspectors = [who for who, _ in receipt["inspector_members"]]
    pairs = paired([e["id"] for e in entries], inspectors, recused, asked["each"], *stream)
    for entry, pair in zip(entries, pairs, strict=True):
        entry["inspectors"] = list(pair)
    return [e["id"] for e in entries if len(e["inspectors"]) < asked["each"]]


def _entry(stratum: str, order: int, ticket: Ticket, mode: Mode) -> dict[str, Any]:
    found: dict[str, Any] = {"order": order, "id": ticket.id}
    if stratum:
        found["stratum"] = stratum
    if mode == "rfc3797":
        found["number"] = ticket.number
    return found | {"ticket": ticket.hash}


def _refused(en: str, zh: str) -> UsageError:
    return UsageError(Text(en, zh))
