"""Columns as a Parquet file, written without a library: to start one takes longer than to import a small repository.

One row group; of each column one page of data, below the words that it is coded by. Format:
https://parquet.apache.org/docs/file-format/ (metadata in Thrift's compact protocol).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from struct import pack
from typing import Any

from qualicity.release.opensdg.coded import Coded

_MAGIC = b"PAR1"
_INT64, _DOUBLE, _BYTES = 2, 5, 6
_OPTIONAL, _UTF8, _GZIP, _FAST = 1, 0, 2, 1
_PLAIN, _RLE, _BY_DICTIONARY = 0, 3, 8
_DATA, _DICTIONARY = 0, 2
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_SHORT = 15


def write_parquet(path: Path, words: Mapping[str, Coded[str]], numbers: Mapping[str, array[Any]]) -> None:
    """Columns of one length: numbers (`q` or `d`) first, then words. Every row holds all."""
    rows = len(next(iter((*numbers.values(), *(w.codes for w in words.values())))))
    body = bytearray(_MAGIC)
    schema, chunks = [_root(len(numbers) + len(words))], []
    columns: dict[str, Any] = {**numbers, **words}
    for name, column in columns.items():
        kind = _BYTES if isinstance(column, Coded) else _DOUBLE if column.typecode == "d" else _INT64
        chunks.append(_chunk(name, kind, column, rows, body))
        schema.append(_element(name, kind))
    group = {1: (_LIST, (_STRUCT, chunks)), 2: (_I64, len(body)), 3: (_I64, rows)}
    about = {1: (_I32, 1), 2: (_LIST, (_STRUCT, schema)), 3: (_I64, rows), 4: (_LIST, (_STRUCT, [group]))}
    footer = _struct(about | {6: (_BINARY, b"qualicity")})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body + footer + pack("<i", len(footer)) + _MAGIC)


def _root(columns: int) -> dict[int, Any]:
    return {4: (_BINARY, b"schema"), 5: (_I32, columns)}


def _element(name: str, kind: int) -> dict[int, Any]:
    said = {1: (_I32, kind), 3: (_I32, _OPTIONAL), 4: (_BINARY, name.encode())}
    return said | {6: (_I32, _UTF8), 10: (_STRUCT, {1: (_STRUCT, {})})} if kind == _BYTES else said


def _chunk(name: str, kind: int, column: Any, rows: int, body: bytearray) -> dict[int, Any]:
    """Write a column's pages behind `body`. Returns: what the footer says of them."""
    first, size = len(body), 0
    pages = _coded(column, rows) if kind == _BYTES else _plain(column, rows)
    places: dict[int, int] = {}
    for page, header, content in pages:
        packed = zlib.compress(content, _FAST, wbits=31)
        said = {1: (_I32, page), 2: (_I32, len(content)), 3: (_I32, len(packed)), 7 if page else 5: header}
        head = _struct(dict(sorted(said.items())))
        places[page] = len(body)
        size += len(head) + len(content)
        body += head
        body += packed
    encodings = [_PLAIN, _RLE, _BY_DICTIONARY] if kind == _BYTES else [_PLAIN, _RLE]
    meta = {
        1: (_I32, kind),
        2: (_LIST, (_I32, encodings)),
        3: (_LIST, (_BINARY, [name.encode()])),
        4: (_I32, _GZIP),
        5: (_I64, rows),
        6: (_I64, size),
        7: (_I64, len(body) - first),
        9: (_I64, places[_DATA]),
    }
    if _DICTIONARY in places:
        meta[11] = (_I64, places[_DICTIONARY])
    return {2: (_I64, first), 3: (_STRUCT, meta)}


def _plain(column: array[Any], rows: int) -> Iterator[tuple[int, Any, bytes]]:
    yield _DATA, _data_header(rows, _PLAIN), _nothing_lacks(rows) + column.tobytes()


def _coded(column: Coded[str], rows: int) -> Iterator[tuple[int, Any, bytes]]:
    """The page of words, and that of their numbers, each in so many whole bytes as the largest needs."""
    held = [w.encode() for w in column.words]
    words = b"".join([part for w in held for part in (pack("<i", len(w)), w)])
    yield _DICTIONARY, (_STRUCT, {1: (_I32, len(held)), 2: (_I32, _PLAIN)}), words
    width = max((max(len(held) - 1, 1).bit_length() + 7) // 8, 1)
    groups = (rows + 7) // 8
    packed = bytearray(width * groups * 8)
    if isinstance(column.codes, bytes):
        packed[:rows] = column.codes
    else:
        whole = column.codes.tobytes()
        for n in range(width):
            packed[n : width * rows : width] = whole[n::4]
    numbers = bytes((8 * width,)) + _varint(groups << 1 | 1) + packed
    yield _DATA, _data_header(rows, _BY_DICTIONARY), _nothing_lacks(rows) + numbers


def _data_header(rows: int, encoding: int) -> Any:
    return _STRUCT, {1: (_I32, rows), 2: (_I32, encoding), 3: (_I32, _RLE), 4: (_I32, _RLE)}


def _nothing_lacks(rows: int) -> bytes:
    """That there is something in every row."""
    run = _varint(rows << 1) + b"\1"
    return pack("<i", len(run)) + run


def _varint(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    told.append(value)
    return bytes(told)


def _struct(fields: Mapping[int, tuple[int, Any]]) -> bytes:
    """Fields in Thrift's compact protocol, by number in ascending order; numbers are not negative."""
    told, last = bytearray(), 0
    for number, (kind, value) in fields.items():
        told.append(number - last << 4 | kind)
        told += _value(kind, value)
        last = number
    return bytes(told + b"\0")


def _value(kind: int, value: Any) -> bytes:
    if kind == _STRUCT:
        return _struct(value)
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == _LIST:
        return _list(*value)
    return _varint(value << 1)


def _list(kind: int, values: Sequence[Any]) -> bytes:
    many = len(values) >= _SHORT
    head = bytes((0xF0 | kind,)) + _varint(len(values)) if many else bytes((len(values) << 4 | kind,))
    return head + b"".join(_value(kind, v) for v in values)
