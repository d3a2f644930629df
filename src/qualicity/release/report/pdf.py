"""A report as PDF by typst: PDF/UA-1 and PDF/A-2a, the same bytes whenever the report is the same.

The template gets the report as JSON: whatever stands in a title is text there, never markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.release.report.fonts import families, installed, refuse_missing
from qualicity.release.report.shape import Report

STANDARDS = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).with_name("report.typ")
_ROOT = _TEMPLATE.parent


def pdf(report: Report) -> bytes:
    """The report as PDF.

    Errors: `UsageError` where it has letters for which there is no font.
    """
    import typst

    inputs = _inputs(report)
    refuse_missing(inputs["report"], installed())
    try:
        made = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=_made(report)
        )
    except typst.TypstError as error:  # letters of a script for which there is no font: nothing else can fail
        raise UsageError(
            Text(
                f"the report cannot be typeset: {error.message}. Write a .docx, or install a font that has the letter",
                f"报告无法排版：{error.message}。请改为输出 .docx，或安装含有该字符的字体",
            )
        ) from error
    return bytes(made)


def pictures(report: Report, ppi: float = 72) -> list[bytes]:
    """The report's pages as PNG, to be looked at."""
    made = _compiler().compile(format="png", ppi=ppi, sys_inputs=_inputs(report))
    return list(made) if isinstance(made, list) else [made]


def pages(report: Report) -> tuple[int, int]:
    """The page on which what stands before the first page break ends, and the last page."""
    import typst

    said = typst.query(_TEMPLATE, "<pages>", field="value", one=True, root=_ROOT, sys_inputs=_inputs(report))
    before, last = json.loads(said)
    return int(before), int(last)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    return typst.Compiler(_TEMPLATE, root=_ROOT)


def _inputs(report: Report) -> dict[str, str]:
    text = json.dumps(asdict(report), ensure_ascii=False, default=str)
    return {"report": text, "fonts": json.dumps(families(installed()))}


def _made(report: Report) -> datetime:
    return datetime.combine(report.day, datetime.min.time(), UTC)
