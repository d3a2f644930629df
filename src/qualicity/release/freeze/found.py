"""What stands in a file that should be a lock: its JSON, or what is wrong with it and where, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError

_ADVICE = Text(
    "take the whole file from a copy, or freeze anew under another name: qualicity release",
    "请从备份中取回完整文件，或另起名称重新冻结：qualicity release",
)
_LISTS = ("rulings", "assessments")
_DATES: Mapping[str, Callable[[str], date]] = {
    "as_of": date.fromisoformat,
    "made": datetime.fromisoformat,
    "embargo": datetime.fromisoformat,
}


def json_of(path: Path) -> dict[str, Any]:
    """The JSON object in a lock file.

    Errors: `UsageError` where there is no file, or no object in it.
    """
    if path.is_dir():
        raise UsageError(
            Text(
                f"{path} is a folder: name the lock file in it (NAME.lock.json)",
                f"{path} 是文件夹：请指明其中的锁定文件（NAME.lock.json）",
            )
        )
    if not path.is_file():
        raise UsageError(Text(f"{path}: there is no such lock file", f"{path}：锁定文件不存在"))
    try:
        text = path.read_text("utf-8")
        said = json.loads(text)
    except UnicodeDecodeError:
        told = Text("it is not text in UTF-8: another kind of file", "不是 UTF-8 文本，应为其他类型的文件")
        raise no_lock(path, told) from None
    except json.JSONDecodeError as error:
        raise no_lock(path, _broken(text, error)) from None
    except RecursionError:
        raise no_lock(path, Text("its brackets are nested too deep", "括号嵌套过深")) from None
    if not isinstance(said, dict):
        told = Text("its JSON is no object of names and values", "其 JSON 不是由名称和值组成的对象")
        raise no_lock(path, told)
    return said


def check(path: Path, said: Mapping[str, Any], head: Iterable[str], parts: Iterable[str]) -> None:
    """Whether the file has every name of a lock, and under each what belongs there.

    Errors: `UsageError` that names the first which is missing or not what it should be.
    """
    parts = tuple(parts)
    for name in (*head, *parts, "checksums", "checksum"):
        if name not in said:
            raise no_lock(path, Text(f"“{name}” is missing", f"缺少“{name}”"))
    for name in (*(n for n in said if n in parts and not _fits(n, said[n])), *_odd(said)):
        raise no_lock(
            path, Text(f"“{name}” is not what a lock has there", f"“{name}”的内容不符合锁定文件格式")
        )


def no_lock(path: Path, told: Text) -> UsageError:
    """The error that a file is no lock, why, and what to do."""
    return UsageError(
        Text(
            f"{path} is no lock file of a release: {told.en}; {_ADVICE.en}",
            f"{path} 不是发布的锁定文件：{told.get('zh')}；{_ADVICE.get('zh')}",
        )
    )


def _broken(text: str, error: json.JSONDecodeError) -> Text:
    if not text.strip():
        return Text("it is empty", "文件为空")
    line, column, last = error.lineno, error.colno, text.count("\n", 0, len(text.rstrip())) + 1
    if line == last and not text.rstrip().endswith("}"):
        return Text(f"it breaks off in line {line}", f"在第{line}行中断")
    return Text(f"line {line}, column {column} is no JSON", f"第{line}行第{column}列不是有效的 JSON")


def _fits(part: str, value: Any) -> bool:
    """Whether a part is of its own shape."""
    if part in _LISTS:
        return isinstance(value, list) and all(isinstance(v, dict) for v in value)
    if not isinstance(value, dict):
        return False
    if part == "observations":
        columns, rows = value.get("columns"), value.get("rows")
        return (
            isinstance(columns, list)
            and isinstance(rows, list)
            and all(isinstance(row, list) and len(row) == len(columns) for row in rows)
        )
    if part == "datasets":
        return all(isinstance(d, dict) and _is_table(d) for d in value.values())
    return part != "methods" or all(
        isinstance(m, dict) and {"name", "version"} <= m.keys() for m in value.values()
    )


def _is_table(said: Mapping[str, Any]) -> bool:
    return isinstance(said.get("version"), int) and all(
        isinstance(said.get(k), dict) for k in ("log", "files")
    )


def _odd(said: Mapping[str, Any]) -> Iterable[str]:
    """Names of the head whose values cannot be read."""
    for name, read in _DATES.items():
        try:
            if name != "embargo" or said[name]:
                read(said[name])
        except (TypeError, ValueError):
            yield name
    if not isinstance(said["checksums"], dict):
        yield "checksums"
