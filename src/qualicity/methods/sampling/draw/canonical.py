"""The canonical form of a register: the bytes whose SHA-256 a receipt names. docs/draw.md gives it for outsiders."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean

_AROUND = " \t\r\n\u00a0\u3000"
"""What may stand around a cell and does not count: spaces (also wide and no-break), tabs, line ends."""
_MARK = 16
"""So many hexadecimal digits mark a row: enough to name what differs; the whole register has the whole hash."""
_NAMED = 5
"""So many ids are named where more are wrong."""


def plain(cell: Any) -> str:
    """A cell as it counts: in Unicode's form NFC, without spaces around it; nothing is the empty text."""
    return "" if cell is None else unicodedata.normalize("NFC", str(cell)).strip(_AROUND)


def line(value: Any) -> str:
    """JSON without spaces, characters as they are: what `JSON.stringify` writes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 small hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def some(names: Iterable[str]) -> Text:
    """The first few names, and how many more there are."""
    listed = list(names)
    more = len(listed) - _NAMED
    en, zh = ", ".join(listed[:_NAMED]), "、".join(listed[:_NAMED])
    return Text(f"{en} and {more} more", f"{zh}等 {len(listed)} 个") if more > 0 else Text(en, zh)


@dataclass(frozen=True, slots=True)
class Register:
    """A frozen register: its columns in the order of their names, its rows in the order of their ids.

    Where it is `ordered` the rows stand in the file's order, which then is part of the register. `name` is how its
    file is called, `marks` are the rows' short hashes.
    """

    name: str
    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sha256: str
    marks: tuple[str, ...]
    ordered: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, row by row."""
        return self.values(self.id)

    def values(self, column: str) -> tuple[str, ...]:
        """A column, row by row. Errors: `UsageError` for one that the register does not have."""
        if column not in self.columns:
            raise _no_column(self.name, column, self.columns)
        place = self.columns.index(column)
        return tuple(row[place] for row in self.rows)


def freeze(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], id_column: str, *, ordered: bool = False
) -> Register:
    """The canonical form of a table; rows without any value are none.

    Errors: `UsageError` for columns that have no name or one that another has (capitals do not count), for an id
    that is missing or stands twice.
    """
    headers, wanted = [plain(c) for c in columns], plain(id_column)
    _refuse_headers(name, headers)
    if wanted not in headers:
        told = _no_column(name, wanted, headers).text
        raise UsageError(
            Text(f"{told.en}; say which of them names a row (id)", f"{told.zh}；请指明哪一列是编号（id）")
        )
    places = sorted(range(len(headers)), key=lambda n: headers[n])
    names = tuple(headers[n] for n in places)
    key = names.index(wanted)
    cleaned = (tuple(plain(row[n]) for n in places) for row in rows)
    kept = [row for row in cleaned if any(row)]
    _refuse_ids(name, wanted, [row[key] for row in kept])
    if not ordered:
        kept.sort(key=lambda row: row[key])
    head = line([wanted, names, "in order"] if ordered else [wanted, names])
    body = [line(row) for row in kept]
    sha256 = sha256_of("".join(f"{said}\n" for said in (head, *body)))
    marks = tuple(sha256_of(said)[:_MARK] for said in body)
    return Register(name, wanted, names, tuple(kept), sha256, marks, ordered)


def _refuse_headers(name: str, headers: Sequence[str]) -> None:
    if "" in headers:
        place = headers.index("") + 1
        raise UsageError(
            Text(
                f"{name}: column {place} has no name; name it or take it out",
                f"{name}：第 {place} 列没有列名；请命名或删除该列",
            )
        )
    folded = [h.casefold() for h in headers]
    twice = [h for h, f in zip(headers, folded, strict=True) if folded.count(f) > 1]
    if twice:
        told = ", ".join(twice)
        raise UsageError(
            Text(
                f"{name}: the columns {told} have one name but for capitals; rename one",
                f"{name}：列 {told} 名称相同或仅大小写不同；请改名",
            )
        )


def _refuse_ids(name: str, column: str, ids: Sequence[str]) -> None:
    if "" in ids:
        n, many = ids.index("") + 1, ids.count("")
        raise UsageError(
            Text(
                f"{name}: row {n} has no {column} ({many} such rows): every row of a register needs its id",
                f"{name}：第 {n} 行数据缺少 {column}（共 {many} 行）：名录每一行都须有编号",
            )
        )
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    twice = some(dict.fromkeys(i for i in ids if i in seen or seen.add(i)))  # type: ignore[func-returns-value]
    raise UsageError(
        Text(
            f"{name}: {column} stands twice for {twice.en}: whoever stands twice would be drawn with twice the "
            "chance; keep one row each",
            f"{name}：{column} 重复：{twice.zh}；重复者中签机会加倍，请各保留一行",
        )
    )


def _no_column(name: str, column: str, headers: Sequence[str]) -> UsageError:
    near, there = did_you_mean(column, headers), ", ".join(headers)
    return UsageError(
        Text(
            f"{name} has no column '{column}'{near.en}; it has: {there}",
            f"{name} 没有列“{column}”{near.zh}；现有：{there}",
        )
    )
