"""The forms in which an edition goes out; a new one is a module with `write` and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.release.exports.edition import Edition


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its `id` (also the module that writes it), its title, for whom it is, its files' media type."""

    id: str
    title: Text
    use: Text
    media: str

    def write(self, edition: Edition, folder: Path) -> list[Path]:
        """Write the edition's files in this form into a folder that exists.

        Returns: the files, the one to begin with first.
        """
        written: list[Path] = self._module().write(edition, folder)
        return written

    def names(self, edition: Edition) -> tuple[str, ...]:
        """The names of the files that `write` writes, in its order, before any is written."""
        named: tuple[str, ...] = self._module().names(edition)
        return named

    def _module(self) -> Any:
        return import_module(f"qualicity.release.exports.{self.id}")


FORMS = (
    Form(
        "xlsx",
        Text("Excel workbook", "Excel 工作簿"),
        Text(
            "To read and calculate by hand: a sheet for each table, explained on the first",
            "便于阅读与手工计算：每表一个工作表，首页有说明",
        ),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Form(
        "csvw",
        Text("CSV with metadata", "CSV 与元数据"),
        Text("Plain tables, described by CSV on the Web (W3C)", "普通表格，附 W3C CSV on the Web 说明"),
        "text/csv",
    ),
    Form(
        "datapackage",
        Text("Data Package", "数据包"),
        Text(
            "Plain tables with schema and checksums (Frictionless)",
            "普通表格，附结构与校验和（Frictionless）",
        ),
        "text/csv",
    ),
    Form(
        "parquet",
        Text("Parquet tables", "Parquet 数据表"),
        Text(
            "For analysis with typed columns: DuckDB, pandas, R, Spark",
            "用于分析，列有类型：DuckDB、pandas、R、Spark",
        ),
        "application/vnd.apache.parquet",
    ),
    Form(
        "sdmx",
        Text("SDMX structures and data", "SDMX 结构与数据"),
        Text(
            "For statistical offices: SDMX-ML 3.0 and SDMX-CSV 2.0, with quality metadata (ESMS)",
            "供统计机构使用：SDMX-ML 3.0 与 SDMX-CSV 2.0，附质量元数据（ESMS）",
        ),
        "application/xml",
    ),
)


def form(form_id: str) -> Form:
    """The form of that id.

    Errors: `UsageError` with the forms that there are.
    """
    found = next((f for f in FORMS if f.id == form_id), None)
    if found is None:
        ids = [f.id for f in FORMS]
        near = did_you_mean(form_id, ids)
        raise UsageError(
            Text(
                f"there is no form '{form_id}'{near.en}; there are: {', '.join(ids)}",
                f"没有导出格式“{form_id}”{near.zh}；可选：{'、'.join(ids)}",
            )
        )
    return found
