"""Where each key and value of a YAML text begins and ends, counted in characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from qualicity.plan.yamlfile import LOADER, Path_

BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a YAML text: `text[start:end]`, without what stands behind it on its line.

    `column` is counted from 0; `style` of a scalar is `""` for a plain one, else its sign; `flow` is True in brackets.
    """

    kind: Literal["scalar", "mapping", "list", "alias"]
    start: int
    end: int
    column: int
    style: str = ""
    flow: bool = False
    entries: tuple[tuple[Node, str, Node], ...] = ()
    items: tuple[Node, ...] = ()

    def child(self, step: str | int) -> Node | None:
        """The value under a key, or the item at a place."""
        if isinstance(step, int):
            return self.items[step] if 0 <= step < len(self.items) else None
        return next((value for _, name, value in self.entries if name == step), None)

    def at(self, path: Path_) -> Node | None:
        """The node at a path from here."""
        found: Node | None = self
        for step in path:
            found = found.child(step) if found else None
        return found


def nodes(text: str) -> Node:
    """The only document of a YAML text.

    Errors: `yaml.YAMLError`; `ValueError` for a text that holds nothing.
    """
    events: Iterator[Any] = (e for e in yaml.parse(text, Loader=LOADER) if not isinstance(e, _AROUND))
    first = next(events, None)
    if first is None:
        raise ValueError("no document")
    return _node(first, events, text)


_AROUND = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)

_ENDS: Any = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start, column, behind = event.start_mark.index, event.start_mark.column, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", start, behind, column)
    if isinstance(event, yaml.ScalarEvent):
        end = start + len(text[start:behind].rstrip(BLANKS))
        return Node("scalar", start, end, column, event.style or "")
    entries: list[tuple[Node, str, Node]] = []
    items: list[Node] = []
    closing: Any = event
    while not isinstance(closing := next(events), _ENDS):
        found = _node(closing, events, text)
        if isinstance(event, yaml.MappingStartEvent):
            entries.append((found, str(getattr(closing, "value", "")), _node(next(events), events, text)))
        else:
            items.append(found)
    flow = bool(event.flow_style)
    last = entries[-1][2] if entries else items[-1] if items else None
    end = closing.end_mark.index if flow or last is None else last.end
    kind: Literal["mapping", "list"] = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
    return Node(kind, start, end, column, "", flow, tuple(entries), tuple(items))
