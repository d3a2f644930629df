"""What rows and parameters say together: a cell counts, an empty cell or an absent column takes the parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
Array = Any
LARGE = 1e15
"""A count beyond which a float no longer tells neighbours apart."""
UNKNOWN, MISSING = -1, -2
"""Instead of a place in a list: a word that is not in it, no word at all."""


def numbers(columns: Mapping[str, Array], name: str, given: object, size: int) -> Array:
    """A column of numbers, NaN where neither its cell nor the parameter `given` says anything ("" or None).

    Errors: `UsageError` for a parameter that is no number.
    """
    default = np.nan
    if given not in ("", None):
        try:
            default = float(str(given))
        except ValueError:
            default = np.inf
        if not 0 <= default <= LARGE:
            raise UsageError(
                Text(
                    f"{name} must be a number from 0 to {LARGE:g}, not '{given}'",
                    f"{name} 应为 0 至 {LARGE:g} 的数值，而不是“{given}”",
                )
            )
    cells = columns.get(name)
    if cells is None:
        return np.full(size, default)
    return np.where(np.isnan(cells), default, cells)


def words(columns: Mapping[str, Array], name: str, given: str, known: Mapping[str, int], size: int) -> Array:
    """The places of a column's words among the `known` (plain) ones; the parameter where a cell is empty.

    Errors: `UsageError` for a parameter that is not known.
    """
    default = known.get(plain(str(given)), UNKNOWN) if given else MISSING
    if default == UNKNOWN:
        raise UsageError(Text(f"there is no {name} '{given}'", f"没有 {name} “{given}”"))
    cells = columns.get(name)
    if cells is None or not size:
        return np.full(size, default)
    said, where = np.unique(["" if cell is None else str(cell) for cell in cells], return_inverse=True)
    places = [default if plain(w) in _NONE else known.get(plain(w), UNKNOWN) for w in said.tolist()]
    return np.array(places)[where]


_NONE = ("", "na", "n/a", "nan", "null", "none", "-", "--", "—", "——", "*", "/")


def plain(word: str) -> str:
    """A word without what people write it with: case, blanks, full-width and Roman signs."""
    import unicodedata

    return unicodedata.normalize("NFKC", word).casefold().replace(" ", "").replace("_", "-")


def first_reason(size: int, *doubts: tuple[Array, str]) -> Array:
    """For each row the first reason whose condition holds, else None."""
    reason = np.full(size, None, dtype=object)
    for doubt, why in reversed(doubts):
        reason[np.broadcast_to(doubt, size)] = why
    return reason


def where_sound(reason: Array, **made: Array) -> dict[str, Array]:
    """Results with those of rows that have a reason taken out, and the reasons."""
    sound = np.equal(reason, None)
    taken = {
        name: np.where(sound, values, None if values.dtype == object else np.nan)
        for name, values in made.items()
    }
    return {**taken, "reason": reason}


def needed(name: str, how: str) -> UsageError:
    """That something was given neither as a column nor as a parameter."""
    return UsageError(
        Text(
            f"{name} is not given: add a column '{name}', or {how}",
            f"未给出 {name}：请增加列“{name}”，或 {how}",
        )
    )
