"""One place of a YAML text changed: every other character of it stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import yaml

from qualicity.errors import Text, UsageError
from qualicity.plan.edits import written
from qualicity.plan.edits.nodes import BLANKS, Node, nodes
from qualicity.plan.edits.written import Value
from qualicity.plan.yamlfile import Path_, yaml_in


class NotEditableError(UsageError):
    """A place that no form can change: it is written in a way that somebody has to change by hand."""

    def __init__(self, path: Path_) -> None:
        where = ".".join(str(p) for p in path)
        super().__init__(
            Text(
                f"{where} is written in a way that cannot be changed here: change it in the plan's folder.",
                f"{where} 的写法无法在此处修改：请直接修改方案文件夹。",
            )
        )


def put(text: str, path: Path_, value: Value, order: Sequence[str] = ()) -> str:
    """The text with another value at a path; a key or item that is not there yet is added, as the last step of the path.

    `order` are the keys of that mapping in their order: a new one stands behind those before it.
    Errors: `NotEditableError` where that would change anything else.
    """
    wanted = _with(text, path, written.data(value))
    return _proved(_put, text, path, wanted, value, order)


def take(text: str, path: Path_) -> str:
    """The text without a key or item; a list or mapping that is empty then goes too.

    Errors: `NotEditableError` where that would change anything else.
    """
    parent = _data(text, path[:-1])
    if path[:-1] and isinstance(parent, (list, dict)) and len(parent) == 1:
        return take(text, path[:-1])
    wanted = _data(text, ())
    inside = wanted
    for step in path[:-1]:
        inside = inside[step]
    del inside[path[-1]]
    return _proved(_take, text, path, wanted)


def _proved(act: Any, text: str, path: Path_, wanted: Any, *said: Any) -> str:
    """What an act makes of the text, if it reads as wanted."""
    try:
        lines = text.replace("\r\n", "\n")
        found: str = act(lines, path, *said)
    except (yaml.YAMLError, ValueError, LookupError, TypeError):
        raise NotEditableError(path) from None
    read = yaml_in(found, "")
    if read.problems or read.data != wanted:
        raise NotEditableError(path)
    return found.replace("\n", "\r\n") if lines != text else found


def _data(text: str, path: Path_) -> Any:
    file = yaml_in(text, "")
    return deepcopy(file.get(*path) if path else file.data)


def _with(text: str, path: Path_, value: Any) -> Any:
    found = _data(text, ())
    inside = found
    for step in path[:-1]:
        if isinstance(inside, dict) and inside.get(step) is None:
            inside[step] = {}  # what is not there yet is made
        inside = inside[step]
    if isinstance(inside, list) and path[-1] == len(inside):
        inside.append(value)
    else:
        inside[path[-1]] = value
    return found


def _put(text: str, path: Path_, value: Value, order: Sequence[str]) -> str:
    root = nodes(text)
    node, parent = root.at(path), root.at(path[:-1])
    if node is not None and parent is not None:
        return _instead(text, node, parent, value)
    if parent is None or (parent.kind == "scalar" and parent.start == parent.end):
        return _put(text, path[:-1], {str(path[-1]): value}, ())
    if parent.kind == "list":
        return _appended(text, parent, value)
    if parent.kind != "mapping":
        raise ValueError(path)
    return _entered(text, parent, str(path[-1]), value, order)


def _instead(text: str, node: Node, parent: Node, value: Value) -> str:
    start = node.start
    if text[start : start + 1] == "&":  # the name for others stays
        start += len(text[start : node.end].split(maxsplit=1)[0]) + 1
    line, rest = text.rfind("\n", 0, start) + 1, text[node.end :].partition("\n")[0]
    if parent.flow or parent.kind == "list" or rest.strip(BLANKS):  # a comment behind it stays behind it
        token = written.inline(value, flow=parent.flow, like=node.style)
    else:
        token = written.under(value, parent.column + 2, start - line, node)
    gap = " " if text[start - 1 : start] == ":" else ""
    return text[:start] + gap + token + text[max(node.end, start) :]


def _entered(text: str, parent: Node, key: str, value: Value, order: Sequence[str]) -> str:
    """With a new key behind those that come before it."""
    before = set(order[: order.index(key)]) if key in order else None
    behind = [e for e in parent.entries if before is None or e[1] in before] or list(parent.entries)
    if parent.flow:
        token = f"{key}: {written.inline(value)}"
        at = max(behind[-1][0].end, behind[-1][2].end) if behind else parent.start + 1
        return text[:at] + (", " if behind else "") + token + text[at:]
    lead = " " * parent.column
    return _line_behind(
        text, behind[-1][2].end, f"{lead}{key}: {_block(value, parent.column, len(lead + key) + 2)}"
    )


def _block(value: Value, column: int, behind: int) -> str:
    """A value behind a new key of a block: a list of mappings with a dash each."""
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and any(not isinstance(v, str) for v in value)
    ):
        lead = " " * (column + 2)
        return "".join(f"\n{lead}- {written.item(v, column + 2)}" for v in value)
    return written.under(value, column + 2, behind)


def _appended(text: str, parent: Node, value: Value) -> str:
    last = parent.items[-1] if parent.items else None
    if parent.flow:
        at = last.end if last else parent.start + 1
        return text[:at] + (", " if last else "") + written.inline(value) + text[at:]
    if last is None:
        raise ValueError(parent)
    return _line_behind(text, last.end, f"{' ' * parent.column}- {written.item(value, parent.column, last)}")


def _line_behind(text: str, at: int, line: str) -> str:
    """With a new line behind the one that holds the character at `at`."""
    end = text.find("\n", at)
    return f"{text}\n{line}\n" if end < 0 else f"{text[:end]}\n{line}{text[end:]}"


def _take(text: str, path: Path_) -> str:
    parent = nodes(text).at(path[:-1])
    if parent is None:
        raise ValueError(path)
    if isinstance(path[-1], int):
        spans, n = [(i.start, i.end) for i in parent.items], path[-1]
    else:
        spans = [(key.start, max(key.end + 1, value.end)) for key, _, value in parent.entries]
        n = [name for _, name, _ in parent.entries].index(path[-1])
    start, end = spans[n]
    if parent.flow:
        if n:
            return text[: spans[n - 1][1]] + text[end:]
        return text[:start] + text[spans[1][0] if len(spans) > 1 else end :]
    if parent.kind == "list":
        start = text.rindex("-", 0, start)
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(BLANKS):  # the first key behind a dash: the next one takes its place
        return text[:start] + text[spans[n + 1][0] :]
    after = text.find("\n", end)
    return text[:line] + (text[after + 1 :] if after >= 0 else "")
