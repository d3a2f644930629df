"""A workbook of Excel as a file: the library's own parts, its many texts written at once, and packed quickly."""

from __future__ import annotations

import os
import time
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from qualicity.release.exports.folder import LEVEL

_THEN = (1980, 1, 31, 0, 0, 0, 0, 0, -1)
"""The time of every part, so that the same tables make the same file; not earlier, as east of Greenwich it were 1979."""


class Book(Workbook):  # type: ignore[misc]
    """A workbook that is written to a path when it is closed."""

    def __init__(self, path: Path, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), options)  # the library's own packing, which is left empty
        self._path = path

    def _get_packager(self) -> Packager:
        return _Package(self._path)


class _Package(Packager):  # type: ignore[misc]
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def _create_package(self) -> list[tuple[str, str, bool]]:
        then = time.mktime(_THEN)
        with ZipFile(self._path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as out:
            for file, name, _ in super()._create_package():
                os.utime(file, (then, then))
                out.write(file, name)
                Path(file).unlink()
        return []

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _Strings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]
    def _write_sst_strings(self) -> None:
        for plain, texts in groupby(self.string_table.string_array, _plain):
            if plain:
                self.fh.write(f"<si><t>{'</t></si><si><t>'.join(texts)}</t></si>")
            else:
                for text in texts:
                    self._write_si(text)


def _plain(text: str) -> bool:
    """Whether a text stands in XML as it is, as most do: no sign is escaped, no space kept."""
    return (
        text.isprintable()
        and text.strip() == text
        and "<" not in text
        and ">" not in text
        and "&" not in text
        and "_x" not in text
    )
