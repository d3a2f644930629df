"""Hold what a release says against what comes out now, the values apart from the sentences that explain them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Differing:
    """A place where two records differ: the `path` of keys and indices to it, both sides, and how.

    `worded`: both are sentences for readers, or one is where the other says nothing. `new`: the release knows no such key.
    """

    path: tuple[str, ...]
    was: Any
    comes: Any
    worded: bool = False
    new: bool = False


def differing(was: Any, comes: Any, path: tuple[str, ...] = ()) -> Iterator[Differing]:
    """Every place where plain data of a release (`was`) and of today (`comes`) differ, in the order of the release."""
    if was == comes:
        return
    if _is_text(was) and _is_text(comes):
        lang = next(k for k in was if was[k] != comes[k])
        yield Differing((*path, lang), was[lang], comes[lang], worded=True)
    elif _is_text(was) or _is_text(comes):
        yield Differing(path, was, comes, worded=was is None or comes is None)
    elif isinstance(was, dict) and isinstance(comes, dict):
        for key in dict.fromkeys([*was, *comes]):
            if key not in was:
                yield Differing((*path, key), None, comes[key], new=True)
            else:
                yield from differing(was[key], comes.get(key), (*path, key))
    elif isinstance(was, list) and isinstance(comes, list) and len(was) == len(comes):
        for n, (a, b) in enumerate(zip(was, comes, strict=True)):
            yield from differing(a, b, (*path, str(n)))
    else:
        yield Differing(path, was, comes)


def _is_text(value: Any) -> bool:
    """Whether this is a `Text` as a record has it."""
    return isinstance(value, dict) and value.keys() == {"en", "zh"}


@dataclass(slots=True)
class Comparison:
    """Records of a release held against those of today.

    `exact`: the program that runs made the release, so that every word must come out again. Another program may word its
    sentences otherwise and may tell more: then neither counts, and `worded` holds the release's sentences that are others
    today.
    """

    exact: bool
    worded: set[str] = field(default_factory=set)

    def first(self, was: Any, comes: Any) -> Differing | None:
        """The first difference that counts, a status before all others."""
        found = list(differing(was, comes))
        if not self.exact:
            self.worded |= {json.dumps(d.was, sort_keys=True) for d in found if d.worded}
            found = [d for d in found if not d.worded and not d.new]
        return next((d for d in found if d.path[-1:] == ("status",)), found[0] if found else None)
