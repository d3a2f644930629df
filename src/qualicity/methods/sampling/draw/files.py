"""The files of a draw: registers, sizes, exclusions, conflicts of interest; any table that `calc` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.sampling.draw.canonical import Register, freeze, line, plain, sha256_of

_ALIASES = {
    "id": ("id", "编号"),
    "stratum": ("stratum", "层"),
    "n": ("n", "数量", "抽取数量"),
    "reason": ("reason", "原因", "理由"),
    "inspector": ("inspector", "检查人员", "执法人员"),
    "object": ("object", "检查对象", "企业"),
}
"""How the columns of the small tables may be called."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A small table: the file's name, its rows in order, and the SHA-256 of these rows as lines of JSON."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def sha256(self) -> str:
        """The hash that commitments and receipts name."""
        return listed_sha256(self.rows)

    def record(self) -> dict[str, Any]:
        """As receipts hold it."""
        return {"file": self.name, "sha256": self.sha256, "list": [list(r) for r in self.rows]}


def listed_sha256(rows: Sequence[Sequence[str]]) -> str:
    """SHA-256 of rows as JSON, a line for each."""
    return sha256_of("".join(f"{line(list(r))}\n" for r in rows))


def read_table(path: Path) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    """A table's columns and its rows as texts, in the file's order. Errors: `UsageError` as `open_table`."""
    import duckdb

    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, path)
        cells = [
            f"_c{n}" if kind == "VARCHAR" else f"cast(_c{n} as varchar)"
            for n, kind in enumerate(source.types)
        ]
        return source.headers, db.execute(f"select {', '.join(cells)} from _source order by _row").fetchall()


def read_register(path: Path, id_column: str, *, ordered: bool = False) -> Register:
    """A register in its canonical form. Errors: `UsageError` as `freeze` and `open_table`."""
    columns, rows = read_table(path)
    return freeze(path.name, columns, rows, id_column, ordered=ordered)


def read_exclusions(path: Path, id_column: str) -> Listed:
    """Who shall not be drawn, and why: columns `id` (or the register's) and `reason`; sorted by id.

    Errors: `UsageError` for a row without an id or reason, an id with two reasons.
    """
    rows = _columns(path, {"id": (id_column, *_ALIASES["id"]), "reason": _ALIASES["reason"]})
    found = Listed(path.name, tuple(sorted(set(rows))))
    _refuse_blanks(path, rows)
    _refuse_twice(path, [who for who, _ in found.rows])
    return found


def read_conflicts(path: Path) -> Listed:
    """Which inspector is recused from which object, and why: columns `inspector`, `object`, `reason`; sorted.

    Errors: `UsageError` for a row that lacks one of the three, a pair with two reasons.
    """
    rows = _columns(path, {name: _ALIASES[name] for name in ("inspector", "object", "reason")})
    found = Listed(path.name, tuple(sorted(set(rows))))
    _refuse_blanks(path, rows)
    _refuse_twice(path, [f"{inspector} – {who}" for inspector, who, _ in found.rows])
    return found


def read_sizes(path: Path, strata: str) -> dict[str, int]:
    """How many to draw from each stratum: columns `stratum` (or the register's) and `n`; by name.

    Errors: `UsageError` for a row that lacks one, a size that is no whole number, a stratum that stands twice.
    """
    rows = _columns(path, {"stratum": (strata, *_ALIASES["stratum"]), "n": _ALIASES["n"]})
    _refuse_blanks(path, rows)
    _refuse_twice(path, [name for name, _ in rows])
    for name, n in rows:
        if not (n.isascii() and n.isdigit()):
            raise _wrong(
                path, f"'{name}': '{n}' is no whole number from 0", f"“{name}”：“{n}”不是不小于 0 的整数"
            )
    return {name: int(n) for name, n in sorted(rows)}


def _columns(path: Path, wanted: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The columns by any of their names; rows without any value are none."""
    columns, rows = read_table(path)
    headers = [plain(c) for c in columns]
    places = []
    for name, called in wanted.items():
        place = next((headers.index(c) for c in called if c in headers), None)
        if place is None:
            there = ", ".join(headers)
            told, zh = " or ".join(dict.fromkeys(called)), "或".join(dict.fromkeys(called))
            raise _wrong(
                path,
                f"no column for the {name} (called {told}); the file has: {there}",
                f"缺少列 {zh}；现有：{there}",
            )
        places.append(place)
    cleaned = (tuple(plain(row[p]) for p in places) for row in rows)
    return [row for row in cleaned if any(row)]


def _refuse_blanks(path: Path, rows: Sequence[Sequence[str]]) -> None:
    for n, row in enumerate(rows, 1):
        if not all(row):
            told = ", ".join(v for v in row if v)
            raise _wrong(
                path,
                f"row {n} ({told}) lacks a value: each row needs all of its columns, a reason too",
                f"第 {n} 行数据（{told}）不完整：每列均须填写，包括原因",
            )


def _refuse_twice(path: Path, names: Sequence[str]) -> None:
    counted = Counter(names)
    if name := next((name for name in names if counted[name] > 1), None):
        raise _wrong(
            path, f"'{name}' stands twice, and not alike; keep one", f"“{name}”重复且内容不同；请保留一行"
        )


def _wrong(path: Path, en: str, zh: str) -> UsageError:
    return UsageError(Text(f"{path}: {en}", f"{path}：{zh}"))
