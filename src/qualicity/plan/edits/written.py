"""Values as YAML: each in the plainest way that reads back as the very same value."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from qualicity.plan.edits.nodes import Node
from qualicity.plan.yamlfile import yaml_in

WIDTH = 118
"""A line is not made longer than this where it can be folded."""


class Number(str):
    """Digits that are written as they are: they read back as a number."""


Value: TypeAlias = "str | Mapping[str, Value] | Sequence[Value]"


def data(value: Value) -> Any:
    """What a value is once it is read."""
    if isinstance(value, Number):
        return yaml_in(str(value), "").data
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {k: data(v) for k, v in value.items()}
    return [data(v) for v in value]


def inline(value: Value, *, flow: bool = True, like: str = "") -> str:
    """A value on one line; `flow`: inside of brackets; `like`: the style of the scalar whose place it takes."""
    if isinstance(value, str):
        return _scalar(value, flow, like)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {inline(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(inline(v) for v in value) + "]"


def under(value: Value, indent: int, behind: int, old: Node | None = None) -> str:
    """A value behind its key in a block; what is too long for a line is folded, `indent` spaces in.

    `behind` is how many characters stand before it; `old` is what stood in its place.
    """
    like = old.style if old else ""
    line = inline(value, flow=False, like=like)
    if isinstance(value, str) and _folds(value) and (like == ">" or behind + len(line) > WIDTH):
        spaces = " " * indent
        lines = textwrap.wrap(value, WIDTH - 8 - indent, break_long_words=False, break_on_hyphens=False)
        return ">-\n" + "\n".join(spaces + part for part in lines)
    return line


def item(value: Value, column: int, like: Node | None = None) -> str:
    """A value as an item of a block's list, behind its dash: on one line where its neighbours are and it fits."""
    line = inline(value, flow=False)
    fits = column + 2 + len(line) <= WIDTH and (like is None or like.flow or like.kind == "scalar")
    if fits or not isinstance(value, Mapping):
        return line
    spaces = " " * (column + 2)
    said = (f"{k}: {under(v, column + 4, column + 4 + len(k))}" for k, v in value.items())
    return f"\n{spaces}".join(said)


def _scalar(text: str, flow: bool, like: str) -> str:
    if isinstance(text, Number):
        return str(text)
    quoted = {"'": "'" + text.replace("'", "''") + "'", '"': json.dumps(text, ensure_ascii=False)}
    styles = [like] if like in quoted else []
    for style in (*styles, "", '"', "'"):
        token = quoted.get(style, text)
        if _reads_back(token, text, flow):
            return token
    return json.dumps(text)


def _reads_back(token: str, text: str, flow: bool) -> bool:
    """Whether a token means the text, whatever stands around it."""
    if not token or "\n" in token or "\r" in token:
        return False
    around = f"k: {{a: {token}, z: 1}}\n" if flow else f"k:\n  a: {token}\n  z: 1\n"
    found = yaml_in(around, "")
    return not found.problems and found.data == {"k": {"a": text, "z": 1}}


def _folds(text: str) -> bool:
    """Whether the text is the same once it is folded: words with one space between."""
    return " " in text and " ".join(text.split()) == text and text.isprintable()
