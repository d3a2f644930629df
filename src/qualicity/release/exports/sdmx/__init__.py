"""SDMX 3.0: structures, figures as SDMX-CSV and SDMX-ML, and quality metadata, read by any SDMX tool.

Source: SDMX 3.0, sections 2 (information model) and 3 (SDMX-ML); SDMX-CSV 2.0.
"""

from __future__ import annotations

from pathlib import Path

from qualicity.release.exports.edition import Edition
from qualicity.release.exports.sdmx.cube import cube_of
from qualicity.release.exports.sdmx.data import write_csv, write_xml
from qualicity.release.exports.sdmx.metadata import write_metadata
from qualicity.release.exports.sdmx.structure import write_structure

__all__ = ["write"]


def names(edition: Edition) -> tuple[str, ...]:
    """What `write` writes, in its order."""
    del edition
    return ("structure.xml", "data.csv", "data.xml", "metadata-en.xml", "metadata-zh.xml")


def write(edition: Edition, folder: Path) -> list[Path]:
    """Write `structure.xml`, the same figures as `data.csv` and `data.xml`, and `metadata-en.xml`, `metadata-zh.xml`.

    Returns: the files, the structures first.
    """
    cube = cube_of(edition)
    return [
        write_structure(edition, cube, folder / "structure.xml"),
        write_csv(edition, cube, folder / "data.csv"),
        write_xml(edition, cube, folder / "data.xml"),
        *(write_metadata(edition, lang, folder / f"metadata-{lang}.xml") for lang in ("en", "zh")),
    ]
