"""Public randomness → an order, by SHA-256 with rejection or by RFC 3797. Bytes as docs/draw.md gives them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Literal, NamedTuple

from qualicity.errors import Text, UsageError
from qualicity.methods.sampling.draw.canonical import line, sha256_of

ALGORITHM = "qualicity-draw/1"
"""The first word of every text that is hashed: another algorithm has another."""
Mode = Literal["sha256", "rfc3797"]
MODES: tuple[Mode, ...] = ("sha256", "rfc3797")
_BITS = 256
_RFC_MOST = 0xFFFF
"""RFC 3797 counts its rounds in 16 bits."""


class Ticket(NamedTuple):
    """Who came at this place of an order, by which hash; `number` is the place in the list that was drawn from."""

    id: str
    hash: str
    number: int


def uniform_below(n: int, numbers: Iterator[tuple[str, int]], bits: int = _BITS) -> tuple[str, int]:
    """The first of the `numbers` (hash, number below 2**bits) that is below the largest multiple of n; modulo n.

    So every value from 0 to n - 1 has exactly the same chance.
    """
    limit = (1 << bits) - (1 << bits) % n
    return next((said, number % n) for said, number in numbers if number < limit)


def hashes(*stream: str) -> Iterator[tuple[str, int]]:
    """SHA-256 of `["qualicity-draw/1",…stream,k]` for k = 1, 2, …, with the number that it is."""
    for k in count(1):
        said = sha256_of(line([ALGORITHM, *stream, k]))
        yield said, int(said, 16)


def shuffled(pool: Sequence[str], *stream: str) -> list[Ticket]:
    """The pool in the order in which it is drawn (Fisher and Yates), a function of the stream's texts alone."""
    left, numbers, drawn = list(enumerate(pool, 1)), hashes(*stream), []
    for k in range(len(left)):
        said, place = uniform_below(len(left) - k, numbers)
        left[k], left[k + place] = left[k + place], left[k]
        number, who = left[k]
        drawn.append(Ticket(who, said, number))
    return drawn


def rfc3797(pool: Sequence[str], key: str) -> list[Ticket]:
    """The whole pool in the order of RFC 3797: MD5 of round, key, round; the hash modulo who is left.

    Errors: `UsageError` for a pool larger than the 16 bits of a round can count.
    """
    if len(pool) > _RFC_MOST:
        raise UsageError(
            Text(
                f"RFC 3797 draws from {_RFC_MOST:,} at most, not {len(pool):,}: use mode sha256",
                f"RFC 3797 最多从 {_RFC_MOST:,} 个中抽取，而不是 {len(pool):,} 个：请用 sha256 模式",
            )
        )
    left, drawn = list(enumerate(pool, 1)), []
    for n in range(len(pool)):
        counted = n.to_bytes(2, "big")
        said = hashlib.md5(counted + key.encode("utf-8") + counted, usedforsecurity=False).hexdigest().upper()
        number, who = left.pop(int(said, 16) % len(left))
        drawn.append(Ticket(who, said, number))
    return drawn


def rfc3797_key(given: str) -> str:
    """RFC 3797's key: each source's numbers, sorted, with `.` behind each and `/` behind the source.

    Sources stand with `/` or `;` between, numbers with commas or spaces. What ends with `/` is a key and stays.
    Errors: `UsageError` for sources that hold anything but whole numbers.
    """
    if given.endswith("/"):
        return given
    sources = [re.split(r"[\s,，]+", s.strip(" ,，\t")) for s in re.split(r"[/;；]", given)]
    wrong = next((v for s in sources for v in s if not re.fullmatch(r"[0-9]+", v)), None)
    if wrong is not None:
        raise UsageError(
            Text(
                f"randomness: '{wrong}' is no whole number: write sources as 9319/2,5,12,8,10 or the finished key, "
                "which ends with /",
                f"随机数：“{wrong}”不是整数：请写作 9319/2,5,12,8,10，或给出以 / 结尾的完整密钥串",
            )
        )
    return "".join("".join(f"{v}." for v in sorted(map(int, s))) + "/" for s in sources)


def canonical_randomness(given: str, mode: Mode) -> str:
    """Randomness as it is hashed: hexadecimal digits in small letters and without 0x, any other text as it is.

    Errors: `UsageError` where there is none.
    """
    if not given:
        raise UsageError(
            Text(
                "randomness is missing: give a public value that nobody could know beforehand",
                "缺少随机数：请给出事先无人能知的公开数值",
            )
        )
    if mode == "rfc3797":
        return rfc3797_key(given)
    bare = given[2:] if given[:2] in ("0x", "0X") else given
    return bare.lower() if re.fullmatch(r"[0-9a-fA-F]+", bare) else given


def doubts(randomness: str, mode: Mode) -> list[Text]:
    """What a reader should know of a value that somebody may have chosen or tried out."""
    told = []
    if mode == "sha256" and not re.fullmatch(r"[0-9a-f]{32,}", randomness):
        en = (
            "the randomness is no public beacon's value (32 hexadecimal digits or more): who could choose it, or try "
            "a few, could choose the draw; say where it comes from, and commit before it exists"
        )
        zh = "随机数不是公共信标的数值（至少 32 位十六进制）：能选定或试出它的人就能左右抽取结果；请说明来源，并事先承诺"
        told.append(Text(en, zh))
    if re.fullmatch(r"(.{1,4}?)\1+", randomness):
        told.append(
            Text("the randomness repeats itself: it is hardly random", "随机数为重复字符：恐怕并不随机")
        )
    return told
