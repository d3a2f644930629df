"""The draw as a method of rows: every row of the register stays, with what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.registry import Column
from qualicity.methods.sampling.draw.canonical import freeze, plain
from qualicity.methods.sampling.draw.derive import Asked, Drawn, draw
from qualicity.methods.sampling.draw.files import read_exclusions, read_sizes
from qualicity.methods.sampling.draw.receipt import members_of
from qualicity.methods.sampling.draw.streams import Mode, canonical_randomness

np = lazy_module("numpy")


def inputs(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    """Every column of the register, as text. Errors: `UsageError` for one without a name, an id that is not there."""
    freeze("register", columns, (), arguments["id"])
    return tuple(Column(c, type="text") for c in columns)


def run(
    columns: Mapping[str, Any],
    n: int = 0,
    randomness: str = "",
    id: str = "id",
    strata: str = "",
    share: str = "proportional",
    sizes: str = "",
    exclude: str = "",
    waiting: int = -1,
    mode: Mode = "sha256",
) -> dict[str, Any]:
    """What came of each row: arrays by output name, in the rows' order. Errors: `UsageError` as `freeze` and `draw`."""
    key, strata = plain(id), plain(strata)
    register = freeze(
        "register", list(columns), zip(*columns.values(), strict=True), key, ordered=mode == "rfc3797"
    )
    listed = read_exclusions(Path(exclude), key).rows if exclude else ()
    reasons = {row[0]: row[1] for row in listed}
    by_stratum = read_sizes(Path(sizes), strata) if sizes else None
    asked = asked_for(n, by_stratum, strata, share, waiting, mode)
    value = canonical_randomness(plain(randomness), asked.mode)
    members = [(who, stratum) for who, stratum, _ in members_of(register, strata)]
    told = outcomes(draw(register.sha256, members, set(reasons), value, asked))
    place = next(name for name in columns if plain(name) == key)
    rows = [_row(plain(who), told, reasons) for who in columns[place]]
    made = {name: [row[k] for row in rows] for k, name in enumerate(_OUTPUTS)}
    return {
        **{name: np.array(made[name], dtype=np.float64 if name in _NUMBERS else object) for name in _OUTPUTS},
        "register_sha256": np.array([register.sha256] * len(rows), dtype=object),
    }


_OUTPUTS = ("status", "selected", "waiting", "order", "ticket", "reason")
_NUMBERS = ("waiting", "order")


def asked_for(
    n: int | None, sizes: Mapping[str, int] | None, strata: str, share: str, waiting: int, mode: Mode
) -> Asked:
    """What is asked for; n = 0 is none said. Errors: `UsageError` as `Asked`, for sizes without strata."""
    if sizes is not None and not strata:
        raise UsageError(
            Text(
                "sizes are by stratum: say which column holds it (strata)",
                "各层数量须指明分层所用的列（strata）",
            )
        )
    return Asked(n or None, sizes, share, waiting, mode)


class Outcome(NamedTuple):
    """What came of one row: its status, its place in its stratum's order and on the waiting list, its ticket."""

    status: str
    order: int
    waiting: int | None
    ticket: str


def outcomes(drawn: Sequence[Drawn]) -> dict[str, Outcome]:
    """What came of each id that could be drawn."""
    found = {}
    for d in drawn:
        for order, ticket in enumerate(d.tickets, 1):
            place = order - d.n
            waits = 0 < place <= d.waiting
            status = "selected" if place <= 0 else "waiting" if waits else "not drawn"
            found[ticket.id] = Outcome(status, order, place if waits else None, ticket.hash)
    return found


def _row(who: str, told: Mapping[str, Outcome], reasons: Mapping[str, str]) -> tuple[Any, ...]:
    """The outputs of one row; a row without any value is no part of the register."""
    if not who:
        return (None, None, np.nan, np.nan, None, None)
    if who in reasons:
        return ("excluded", False, np.nan, np.nan, None, reasons[who])
    found = told[who]
    waiting = np.nan if found.waiting is None else found.waiting
    return (found.status, found.status == "selected", waiting, found.order, found.ticket, None)


def tells(made: Mapping[str, Any]) -> Sequence[Text]:
    """How many of each, of which register, and how to get a receipt."""
    status = list(made["status"])
    if not status:
        return (Text("the register has no rows", "名录为空"),)
    n, waiting, out, total = (*map(status.count, ("selected", "waiting", "excluded")), len(status))
    sha256 = next((s for s in made["register_sha256"] if s), "")
    return (
        Text(
            f"{n} of {total} selected, {waiting} waiting, {out} excluded; the register's SHA-256 is {sha256}",
            f"{total} 个中抽中 {n} 个，候补 {waiting} 个，排除 {out} 个；名录的 SHA-256 为 {sha256}",
        ),
        Text(
            "a receipt that anybody can verify is written by `qualicity draw`, which draws the same",
            "可供任何人核验的回执由 qualicity draw 生成，抽取结果相同",
        ),
    )
