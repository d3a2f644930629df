"""The files that can be uploaded: their kinds and limits, told before and after; what is none of them is refused plainly."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from qualicity.errors import Text, UsageError

LARGEST = 50 * 2**20
"""Bytes of a file."""
MOST_ROWS = 100_000
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}
"""The kinds that are taken, by how a file's name ends."""
LONGEST_NAME = 120

AT_ONCE = 256 * 2**10
"""A file with so many bytes is checked while its sender waits; a larger one in the background."""
_MOST_UNPACKED = 800 * 2**20
_MOST_WORDS = 150 * 2**20
"""Bytes of a workbook's shared words, which are held in memory."""
_MOST_PARTS = 2_000
_OTHERS = {
    ".xls": Text("an old Excel file (.xls)", "旧版 Excel 文件（.xls）"),
    ".xlsm": Text("a workbook with macros (.xlsm)", "含宏的工作簿（.xlsm）"),
    ".xltm": Text("a template with macros (.xltm)", "含宏的模板（.xltm）"),
    ".xlsb": Text("a binary workbook (.xlsb)", "二进制工作簿（.xlsb）"),
    ".ods": Text("an OpenDocument sheet (.ods)", "OpenDocument 表格（.ods）"),
    ".et": Text("a WPS sheet (.et)", "WPS 表格（.et）"),
    ".numbers": Text("a Numbers sheet", "Numbers 表格"),
    ".pdf": Text("a PDF", "PDF 文件"),
    ".zip": Text("an archive", "压缩包"),
}


class RefusedError(UsageError):
    """A file that is not taken; `status` is HTTP's."""

    def __init__(self, en: str, zh: str, status: int = 400) -> None:
        super().__init__(Text(en, zh))
        self.status = status


def too_large() -> RefusedError:
    """The refusal of a file with too many bytes."""
    n, rows = LARGEST // 2**20, f"{MOST_ROWS:,}"
    return RefusedError(
        f"The file is larger than {n} MB. Nothing was kept. Send its rows in several files (at most {rows} rows "
        "each), or as Parquet, which is much smaller.",
        f"文件超过 {n} MB，未保存任何内容。请分成多个文件（每个不超过 {rows} 行），或改用体积更小的 Parquet 格式。",
        413,
    )


def too_many(rows: int) -> Text:
    """What is said of a file with too many rows."""
    return Text(
        f"The file has {rows:,} rows; at most {MOST_ROWS:,} are taken at once. Send them in several files.",
        f"文件有 {rows:,} 行，每次最多接收 {MOST_ROWS:,} 行。请分成多个文件报送。",
    )


def clean(name: str) -> str:
    """A file's name without folders and what is not printed, its ending in small letters."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()).strip()
    path = PurePath(plain or "file")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix.lower()}"


def true_name(data: bytes, name: str) -> str:
    """A name with the ending that these bytes have: a draft that came as a workbook may go on as a form."""
    kept = PurePath(name).suffix
    if data.startswith(b"PK"):
        suffix = ".xlsx"
    elif data.startswith(b"PAR1"):
        suffix = ".parquet"
    else:
        suffix = kept if kept not in (".xlsx", ".parquet") else ".csv"
    return f"{PurePath(name).stem}{suffix}"


@contextmanager
def file_of(data: bytes, name: str) -> Iterator[Path]:
    """What was sent, as a file with the ending that it should have."""
    with TemporaryDirectory(prefix="qualicity-") as folder:
        file = Path(folder) / true_name(data, PurePath(name).name or "rows.csv")
        file.write_bytes(data)
        yield file


def look(data: bytes, name: str) -> None:
    """Look at a file's outside, before anything reads it.

    Errors: `RefusedError` for what is too large, of another kind than it says, has macros, or would not unpack.
    """
    suffix = PurePath(name).suffix
    if len(data) > LARGEST:
        raise too_large()
    if not data:
        raise RefusedError("The file is empty.", "文件为空。")
    if suffix in _OTHERS or suffix not in TYPES:
        said = _OTHERS.get(
            suffix, Text(f"a file of another kind ({suffix or name})", f"其他类型的文件（{suffix or name}）")
        )
        macros = " Macros are never taken." if suffix in (".xlsm", ".xltm") else ""
        raise RefusedError(
            f"This is {said.en}.{macros} Save it as an Excel workbook (.xlsx) or CSV, then upload that.",
            f"这是{said.get('zh')}。{'不接收任何宏。' if macros else ''}请另存为 Excel 工作簿（.xlsx）或 CSV 后再上传。",
            415,
        )
    if suffix == ".xlsx":
        _look_into(data)
    elif suffix == ".parquet":
        if len(data) < 12 or not (data.startswith(b"PAR1") and data.endswith(b"PAR1")):
            raise RefusedError(
                "This is no Parquet file, or not all of it arrived.",
                "这不是 Parquet 文件，或文件不完整。",
                415,
            )
    elif b"\0" in data[:4096]:
        raise RefusedError(
            f"The name says {suffix}, but this is no file of text. In Excel: Save as → CSV UTF-8.",
            f"文件名为 {suffix}，但内容不是文本。请在 Excel 中“另存为 → CSV UTF-8”。",
            415,
        )


def unpacked(data: bytes, name: str) -> int:
    """Bytes that a file's rows take before anything is packed; no more than is said in it."""
    if PurePath(name).suffix != ".xlsx":
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return sum(p.file_size for p in parts.infolist() if p.filename.startswith("xl/worksheets/"))
    except zipfile.BadZipFile:
        return len(data)


def large(data: bytes, name: str) -> bool:
    """Whether it is checked in the background."""
    return len(data) > AT_ONCE or unpacked(data, name) > AT_ONCE


def _look_into(data: bytes) -> None:
    """Errors: `RefusedError` for what calls itself a workbook."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedError(
            "This is an old Excel file, or one with a password. Save it as .xlsx without a password.",
            "这是旧版或加密的 Excel 文件。请另存为不加密的 .xlsx。",
            415,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            listed = parts.infolist()
            names = [p.filename for p in listed]
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise zipfile.BadZipFile
            if any(re.search(r"vbaProject|\.bin$", n) and "printerSettings" not in n for n in names):
                raise RefusedError(
                    "This workbook has macros or embedded programs: they are never taken. Save it as .xlsx without them.",
                    "该工作簿含有宏或嵌入程序，一律不接收。请另存为不含宏的 .xlsx。",
                    415,
                )
            words = sum(p.file_size for p in listed if "sharedStrings" in p.filename)
            if (
                len(listed) > _MOST_PARTS
                or sum(p.file_size for p in listed) > _MOST_UNPACKED
                or words > _MOST_WORDS
            ):
                raise RefusedError(
                    "Unpacked, this workbook would be far larger than any with rows for here. Delete empty rows, pictures and "
                    "other sheets, or send CSV.",
                    "该工作簿解压后过大。请删除空行、图片和其他工作表，或改用 CSV。",
                    413,
                )
            for part in listed:
                if part.filename.endswith((".xml", ".rels")):
                    with parts.open(part) as file:
                        if b"<!" in file.read(512).replace(b"<!--", b""):
                            raise zipfile.BadZipFile
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise RefusedError(
            "This is no Excel workbook, though its name says so, or not all of it arrived.",
            "文件名为 .xlsx，但不是有效的 Excel 工作簿，或文件不完整。",
            415,
        ) from None
