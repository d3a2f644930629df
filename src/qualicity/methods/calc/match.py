"""Which column of a file is which input of a method: by exact name, or as somebody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.calc.source import Source
from qualicity.methods.registry import Column, Method


def match_columns(
    source: Source, method: Method, renamed: Mapping[str, str], named: Mapping[str, str]
) -> dict[Column, int]:
    """The place of each input in the file, by exact name; `renamed` maps columns to inputs, `named` inputs to columns
    (to an empty text: the file has none, whatever its columns are called).

    Errors: `UsageError` for what does not fit.
    """
    names = [c.name for c in method.inputs]
    for column, wanted in renamed.items():
        if column not in source.headers:
            raise _unknown(
                f"the file has no column '{column}'", f"文件中没有列“{column}”", column, source.headers
            )
        if wanted not in names:
            raise _unknown(
                f"{method.name} has no input '{wanted}'", f"{method.name} 没有输入“{wanted}”", wanted, names
            )
    for wanted, column in named.items():
        if column and column not in source.headers:
            en = f"{wanted}={column}: the file has no column '{column}'"
            raise _unknown(en, f"{wanted}={column}：文件中没有列“{column}”", column, source.headers)
    headers = [renamed.get(h, h) for h in source.headers]
    named = {**_also_known(method, headers), **named}
    for wanted in renamed.values():
        _refuse_two(
            source, wanted, [h for h, name in zip(source.headers, headers, strict=True) if name == wanted]
        )
    found = {c: headers.index(c.name) for c in method.inputs if c.name in headers and c.name not in named}
    found |= {c: source.headers.index(named[c.name]) for c in method.inputs if named.get(c.name)}
    missing = [c for c in method.inputs if c.required and c not in found]
    if missing:
        raise _missing(source, method, missing)
    return found


def _also_known(method: Method, headers: Sequence[str]) -> dict[str, str]:
    """Inputs that the file has under one of the other names that they are known by: input → column."""
    found = {}
    for column in method.inputs:
        other = next((h for h in column.also if h in headers), None)
        if other and column.name not in headers:
            found[column.name] = other
    return found


def _refuse_two(source: Source, wanted: str, columns: Sequence[str]) -> None:
    if len(columns) > 1:
        told = ", ".join(f"'{c}'" for c in columns)
        raise UsageError(
            Text(
                f"{source.path}: {told} would all be the input '{wanted}': map one, and rename what else is called so",
                f"{source.path}：{told} 都对应输入“{wanted}”：请只指定一列，其余的同名列请改名",
            )
        )


def near_misses(source: Source, method: Method, matched: Mapping[Column, int]) -> list[Text]:
    """Optional inputs that the file seems to have under another name, in a column that is no input already."""
    free = [h for place, h in enumerate(source.headers) if place not in matched.values()]
    notes = []
    for column in method.inputs:
        near = [] if column in matched else [h for h in free if _plain(h) == _plain(column.name)]
        if near and column.name not in near:  # one of just that name was said not to be meant
            en = f"column '{column.name}' is not there; if '{near[0]}' is meant, add --map '{near[0]}={column.name}'"
            zh = f"没有列“{column.name}”；如指“{near[0]}”，请加上 --map '{near[0]}={column.name}'"
            notes.append(Text(en, zh))
    return notes


def _missing(source: Source, method: Method, missing: Sequence[Column]) -> UsageError:
    told, says, maps = [], [], []
    for column in missing:
        near = _near(column.name, source.headers)
        unit = f" ({column.unit})" if column.unit else ""
        hint, zh = (f"; is it '{near}'?", f"；是否为“{near}”？") if near else ("", "")
        told.append(f"column '{column.name}'{unit} is missing{hint}")
        says.append(f"缺少列“{column.name}”{unit}{zh}")
        maps += [f"--map '{near}={column.name}'"] if near else []
    there = ", ".join(source.headers)
    how, how_zh = (
        (f"\nif so, add: {' '.join(maps)}", f"\n如是，请加上：{' '.join(maps)}") if maps else ("", "")
    )
    if left := [c.name for c in missing if c.named and not _near(c.name, source.headers)]:
        sets = " ".join(f"--set {name}=COLUMN" for name in left)
        how += f"\nsay which column it is: {sets}"
        how_zh += f"\n请指明是哪一列：{sets}"
    return UsageError(
        Text(
            f"{source.path}: {'; '.join(told)}\n{method.name} matches columns by exact name; the file has: {there}{how}",
            f"{source.path}：{'；'.join(says)}\n{method.name} 按列名精确匹配；文件中的列：{there}{how_zh}",
        )
    )


def _near(name: str, headers: Sequence[str]) -> str | None:
    """The file's column that somebody may have meant: `PM2.5` for pm25, `O3_1h` for o3."""
    same = [h for h in headers if _plain(h) == _plain(name)]
    if len(name) == 1:  # half of all names are near to one letter
        return next(iter(same), None)
    begins = [h for h in headers if _plain(h).startswith(_plain(name))]
    near = did_you_mean(name, headers)
    return next(iter([*same, *begins]), None) or next((h for h in headers if f"'{h}'" in near.en), None)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _unknown(en: str, zh: str, given: str, known: Sequence[str]) -> UsageError:
    near = did_you_mean(given, known)
    return UsageError(
        Text(f"{en}{near.en}; it has: {', '.join(known)}", f"{zh}{near.zh}；现有：{'、'.join(known)}")
    )
