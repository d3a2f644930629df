"""Named public randomness: rounds of drand with their times, or any other source by its name.

Of a round of drand it is checked that its randomness is the SHA-256 of its signature. The signature itself (BLS over
the curve BLS12-381) is not: that needs a pairing library, of which Qualicity holds none, or a look at a public relay.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError

_TABLE = Path(__file__).parent / "tables" / "drand.json"


@lru_cache(maxsize=1)
def chains() -> Mapping[str, Mapping[str, Any]]:
    """The chains of drand that are known: hash, period in seconds, genesis in Unix seconds."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(_TABLE.read_text("utf-8"))["chains"]
    return found


def chain_named(said: str) -> str:
    """A chain's name, given that or its hash. Errors: `UsageError` for one that is not known."""
    for name, chain in chains().items():
        if said in (name, chain["hash"]):
            return name
    known = ", ".join(chains())
    raise UsageError(
        Text(f"chain '{said}' of drand is not one of {known}", f"drand 链“{said}”不在可选值内：{known}")
    )


def moment(text: str) -> datetime:
    """A time with its zone, in UTC. Errors: `UsageError` for a text that is none."""
    try:
        found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(
            Text(
                f"'{text}' is no time with its zone: write 2026-04-20T08:00:00+08:00 or 2026-04-20T00:00:00Z",
                f"“{text}”不是带时区的时间：请写作 2026-04-20T08:00:00+08:00 或 2026-04-20T00:00:00Z",
            )
        )
    return found.astimezone(UTC)


def stamp(at: datetime) -> str:
    """A time as receipts write it: UTC, in seconds, `2026-04-20T00:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def round_time(chain: str, number: int) -> datetime:
    """When a round comes out: genesis + (round - 1) · period."""
    found = chains()[chain]
    return datetime.fromtimestamp(found["genesis_time"] + (number - 1) * found["period"], UTC)


def round_at(chain: str, at: datetime) -> int:
    """The last round at a time: floor((t - genesis) / period) + 1."""
    found = chains()[chain]
    return int((at.timestamp() - found["genesis_time"]) // found["period"]) + 1


def named_round(said: str, number: int | None) -> dict[str, Any]:
    """A round of drand as commitments and receipts hold it. Errors: `UsageError` for a round that cannot be."""
    chain = chain_named(said)
    try:
        if number is None or number < 1:
            raise ValueError
        time = stamp(round_time(chain, number))
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            Text(
                "a round of drand is a whole number from 1: --round 27946612",
                "drand 轮次为不小于 1 的整数：--round 27946612",
            )
        ) from None
    return {"drand": chain, "chain_hash": chains()[chain]["hash"], "round": number, "time": time}


def randomness_of(chain: str, signature: str) -> str:
    """The randomness of a round: SHA-256 of its signature. Errors: `UsageError` for what is no signature of the chain."""
    said, digits = signature.strip().lower(), chains()[chain]["signature_digits"]
    if not re.fullmatch(rf"[0-9a-f]{{{digits}}}", said):
        raise UsageError(
            Text(
                f"a signature of drand's chain {chain} has {digits} hexadecimal digits; this one has {len(said)}",
                f"drand 链 {chain} 的签名为 {digits} 位十六进制；所给为 {len(said)} 位",
            )
        )
    return hashlib.sha256(bytes.fromhex(said)).hexdigest()
