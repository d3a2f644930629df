"""Fonts for a PDF: what there is, and a clear word where Chinese letters would have none."""

from __future__ import annotations

from functools import lru_cache

from qualicity.errors import Text, UsageError

_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun", "STSong")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei")
_LATIN = "Libertinus Serif"
"""It comes with typst."""


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The families that typst finds on this machine."""
    import typst

    return frozenset(typst.Fonts().families())


def families(there: frozenset[str]) -> dict[str, list[str]]:
    """The fonts of a report's `body` and `head`: of those that are there, Latin letters first."""
    serif, sans = ([f for f in names if f in there][:1] for names in (_SERIF, _SANS))
    return {"body": [_LATIN, *(serif or sans)], "head": [_LATIN, *(sans or serif)]}


def chinese(there: frozenset[str]) -> bool:
    """Whether one of the fonts has Chinese letters."""
    return not there.isdisjoint((*_SERIF, *_SANS))


def refuse_missing(text: str, there: frozenset[str]) -> None:
    """Errors: `UsageError` where a text has Chinese letters and no Chinese font is there."""
    if not chinese(there) and any(_chinese(c) for c in text):
        raise UsageError(
            Text(
                "no font for Chinese letters is installed, and the report has some. Install one, on Debian and Ubuntu "
                "with `apt install fonts-noto-cjk`, or write a .docx, which needs none",
                "报告含有中文，但本机没有中文字体。请安装字体，如在 Debian、Ubuntu 上执行 "
                "`apt install fonts-noto-cjk`；或改为输出 .docx，无需字体",
            )
        )


def _chinese(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"
