"""YAML files whose every key and value knows its line and column."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from qualicity.errors import Place, Problem, Text

Path_ = tuple[str | int, ...]
_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")  # 007 is a code, not a number
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class YamlFile:
    """One YAML file: its plain data, and where each key and value stands.

    `data` is None when the file could not be read; `problems` says why.
    """

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)

    def place(self, path: Path_ = (), *, key: bool = False) -> Place:
        """Where the value (or key) at `path` stands, else the nearest thing around it."""
        marks = self.keys if key else self.values
        while path and path not in marks:
            path, marks = path[:-1], self.values
        return Place(self.file, *marks.get(path, (1, 1)))

    def get(self, *path: str | int) -> Any:
        """The value at `path`, or None where there is none."""
        found = self.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def problem(
        self, path: Path_, code: str, en: str, zh: str, *, key: bool = False, severity: Any = "error"
    ) -> Problem:
        """A problem at `path`."""
        return Problem(severity, self.place(path, key=key), code, Text(en, zh))


def read_text(path: Path, shown: str) -> tuple[str | None, Problem | None]:
    """The text of a UTF-8 file; or the problem, with the place of the first byte that is none."""
    raw, problem = read_bytes(path, shown)
    if raw is None:
        return None, problem
    problem = encoding_problem(raw, shown)
    return (None, problem) if problem else (raw.decode("utf-8-sig"), None)


def read_bytes(path: Path, shown: str) -> tuple[bytes | None, Problem | None]:
    """The bytes of a file of text; or the problem that it cannot be read or is empty."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return None, Problem(
            "error", Place(shown), "unreadable", Text(f"cannot be read: {reason}", f"无法读取：{reason}")
        )
    start = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    if not raw[start : start + 1].strip() and not raw[start:].strip():  # of a long file one byte is enough
        return None, Problem(
            "error",
            Place(shown),
            "empty-file",
            Text("this file is empty; fill it or remove it", "文件为空；请填写内容或删除该文件"),
        )
    return raw, None


def encoding_problem(raw: bytes, shown: str) -> Problem | None:
    """Where text is not in UTF-8: the place of the first byte that is none."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = encoding_place(raw, error.start, shown)
        return Problem("error", place, "encoding", encoding_message(raw, shown))
    return None


def encoding_place(raw: bytes, at: int, shown: str) -> Place:
    """Line and column of the byte `at`."""
    line_start = raw.rfind(b"\n", 0, at) + 1
    column = len(raw[line_start:at].decode("utf-8", "replace")) + 1
    return Place(shown, raw.count(b"\n", 0, at) + 1, column)


def encoding_message(raw: bytes, shown: str) -> Text:
    """What to say of a file that is not UTF-8, and how to convert it."""
    try:
        raw.decode("gb18030")
        looks = ("it looks like GBK/GB18030", "看来是 GBK/GB18030 编码")
    except UnicodeDecodeError:
        looks = ("its encoding is unknown", "编码未知")
    convert = f"iconv -f GB18030 -t UTF-8 {shown} > converted.csv"
    return Text(
        f"this file is not UTF-8 ({looks[0]}); save it as UTF-8, for example: {convert}",
        f"文件不是 UTF-8（{looks[1]}）；请另存为 UTF-8，例如：{convert}",
    )


def read_yaml(path: Path, shown: str) -> YamlFile:
    """Read one YAML file; syntax errors, duplicate keys and wrong encodings become problems.

    A text that is given in Chinese only stands in for the English one too.
    """
    text, problem = read_text(path, shown)
    if text is None:
        return YamlFile(shown, problems=[problem] if problem else [])
    found = yaml_in(text, shown)
    found.data = _in_both(found.data)
    return found


def _in_both(data: Any) -> Any:
    if isinstance(data, dict):
        if data.keys() == {"zh"} and isinstance(data["zh"], str):
            return {"en": data["zh"], **data}
        return {key: _in_both(value) for key, value in data.items()}
    return [_in_both(value) for value in data] if isinstance(data, list) else data


def yaml_in(text: str, shown: str) -> YamlFile:
    """The YAML in a text that stands in a file; syntax errors and duplicate keys become problems."""
    result = YamlFile(shown)
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
        said = " ".join(x for x in (error.problem, error.context) if x)
        lines = text.split("\n")
        if mark and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
            said = "a tab stands here; YAML is indented with spaces"
        result.problems.append(
            Problem(
                "error", place, "yaml-syntax", Text(f"not valid YAML: {said}", f"不是有效的 YAML：{said}")
            )
        )
        return result
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        place = (
            encoding_place(text.encode(), len(text[: found.start()].encode()), shown)
            if found
            else Place(shown)
        )
        en, zh = "a character stands here that YAML does not allow", "此处有 YAML 不允许的字符"
        result.problems.append(Problem("error", place, "yaml-syntax", Text(en, zh)))
        return result
    except yaml.YAMLError as error:
        result.problems.append(
            Problem(
                "error",
                Place(shown),
                "yaml-syntax",
                Text(f"not valid YAML: {_one_line(error)}", f"不是有效的 YAML：{_one_line(error)}"),
            )
        )
        return result
    result.data = _convert(node, (), result)
    return result


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _convert(node: Any, path: Path_, into: YamlFile) -> Any:
    if node is None:
        return None
    into.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in into.open:
        en, zh = "an alias (*name) stands inside what it names", "别名（*名称）位于其自身之内"
        into.problems.append(
            Problem("error", Place(into.file, *into.values[path]), "yaml-syntax", Text(en, zh))
        )
        return ""
    into.open.add(id(node))
    try:
        return _collection(node, path, into)
    finally:
        into.open.discard(id(node))


def _collection(node: Any, path: Path_, into: YamlFile) -> Any:
    if isinstance(node, yaml.MappingNode):
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in data:
                into.problems.append(
                    Problem(
                        "error",
                        Place(into.file, *mark),
                        "duplicate-key",
                        Text(
                            f"'{key}' stands twice in this block; keep one of them",
                            f"“{key}”在同一段中出现两次；请只保留一个",
                        ),
                    )
                )
                continue
            into.keys[(*path, key)] = mark
            data[key] = _convert(value_node, (*path, key), into)
        return data
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, i), into) for i, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    """Numbers, true/false and null as such; everything else (dates too) stays text."""
    kind, value = node.tag.rpartition(":")[2], node.value
    if kind == "null":
        return None
    if kind == "bool" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "int" and _WHOLE.fullmatch(value):
        return int(value)
    if kind == "float":
        try:
            return float(value)
        except ValueError:
            return value
    return value
