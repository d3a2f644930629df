"""YAML as a repository writes it: `.yml` files by YAML 1.1, the heads of Markdown files by YAML 1.2.

What is also needed where there is no YAML, such as words and options, reads this module only where it reads YAML.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

from qualicity.errors import Place, Problem, Text

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_STR, _SEQ, _MAP = (_TAG + kind for kind in ("str", "seq", "map"))
_SPECIAL = {_TAG + "merge", _TAG + "value"}


class BrokenFileError(Exception):
    """A file that is not what it should be; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem


class Loader(_Safe):  # type: ignore[misc]
    """YAML 1.1. Texts, lists and mappings, nearly all that there is, take the shortest way out of libyaml."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """The tag of a node that names none."""
        if kind is not yaml.ScalarNode:
            return _SEQ if kind is yaml.SequenceNode else _MAP
        if implicit[0]:
            for tag, pattern in self.yaml_implicit_resolvers.get(value[:1], ()):
                if pattern.match(value):
                    return tag
        return _STR

    def construct_document(self, node: Any) -> Any:
        """What a document says. Errors: `yaml.YAMLError` with its place."""
        try:
            return self._made(node)
        except (TypeError, RecursionError):  # a key that is none, a list within itself
            return super().construct_document(node)

    def _made(self, node: Any) -> Any:
        if node.tag == _STR and isinstance(node, yaml.ScalarNode):
            return node.value
        if node.tag == _MAP and isinstance(node, yaml.MappingNode):
            if not any(key.tag in _SPECIAL for key, _ in node.value):
                return {self._made(key): self._made(value) for key, value in node.value}
        elif node.tag == _SEQ and isinstance(node, yaml.SequenceNode):
            return list(map(self._made, node.value))
        return self.construct_object(node, deep=True)


class Loader12(Loader):
    """YAML 1.2: `no` and `off` are words, `012` is twelve."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {}


_RESOLVED = (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    (
        "float",
        r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+0123456789.",
    ),
    ("int", r"^(?:[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$", "-+0123456789"),
    ("merge", r"^<<$", "<"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    (
        "timestamp",
        r"^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?"
        r"(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$",
        "0123456789",
    ),
)
for _kind, _pattern, _first in _RESOLVED:
    Loader12.add_implicit_resolver(_TAG + _kind, re.compile(_pattern), list(_first))


def _whole(loader: Any, node: Any) -> int:
    text = str(loader.construct_scalar(node)).replace("_", "")
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(digits[:2], 10)
    return sign * int(digits[2:] if base != 10 else digits, base)


Loader12.add_constructor(_TAG + "int", _whole)


def load(text: str, shown: str, *, line: int = 0, loader: Any = Loader) -> Any:
    """What YAML text says; `line` counts the lines before it.

    Errors: `BrokenFileError` with file, line and column.
    """
    try:
        return yaml.load(text, Loader=loader)  # a safe loader, in C
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        place = Place(shown, line + mark.line + 1, mark.column + 1) if mark else Place(shown, line + 1)
        told = Text(
            f"not readable as YAML: {what}; often a quotation mark or a colon in an unquoted text",
            f"无法按 YAML 读取：{what}；常因引号或未加引号的文字中有冒号",
        )
        raise BrokenFileError(Problem("error", place, "yaml", told)) from None
    except ValueError as error:  # a day that does not exist
        told = Text(f"not readable as YAML: {error}", f"无法按 YAML 读取：{error}")
        raise BrokenFileError(Problem("error", Place(shown, line + 1), "yaml", told)) from None


def load_file(path: Path, shown: str) -> Any:
    """What a YAML file says. Errors: `BrokenFileError`."""
    return load(read_text(path, shown), shown)


def load_markdown(path: Path, shown: str) -> dict[str, Any]:
    """The head of a Markdown file, with its body as `page_content`. Errors: `BrokenFileError`."""
    lines = read_text(path, shown).splitlines(keepends=True)
    marks = [n for n, line in enumerate(lines) if line.startswith("---")]
    if len(marks) < 2:
        told = Text(
            "no metadata: the head of this file should stand between two lines of ---",
            "没有元数据：文件开头应有两行 --- 之间的内容",
        )
        raise BrokenFileError(Problem("error", Place(shown), "front-matter", told))
    first, last = marks[:2]
    meta = load("".join(lines[first + 1 : last]), shown, line=first + 1, loader=Loader12)
    body = "".join(lines[last + 1 :])
    return {**_mapping(meta, shown), "page_content": body}


def load_mapping(path: Path, shown: str) -> dict[str, Any]:
    """A YAML file that holds keys and values. Errors: `BrokenFileError`."""
    return _mapping(load_file(path, shown), shown)


def _mapping(meta: Any, shown: str) -> dict[str, Any]:
    if meta is None:
        return {}
    if isinstance(meta, dict):
        return meta
    told = Text("this file should hold keys with values (key: value)", "该文件应为键值形式（key: value）")
    raise BrokenFileError(Problem("error", Place(shown), "not-a-mapping", told))


def read_text(path: Path, shown: str) -> str:
    """A file's text in UTF-8. Errors: `BrokenFileError`."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        told = Text(
            f"not in UTF-8 (byte {error.start}); save it as UTF-8",
            f"不是 UTF-8（第 {error.start} 字节）；请另存为 UTF-8",
        )
        raise BrokenFileError(Problem("error", Place(shown), "encoding", told)) from None
    except OSError as error:
        told = Text(f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}")
        raise BrokenFileError(Problem("error", Place(shown), "unreadable", told)) from None
