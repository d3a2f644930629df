"""What takes longest in a report, its drawings, is made once for all that show the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
import vl_convert
from reported import Reported, foshan_reported
from rooms_fixtures import loaded

from qualicity.methods.calc import chart
from qualicity.release.report import docx as word

__all__ = ["foshan_reported", "loaded"]


def test_the_other_language_and_the_other_form_draw_nothing_anew(
    foshan_reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for name in ("vegalite_to_svg", "svg_to_png"):
        real = getattr(vl_convert, name)
        monkeypatch.setattr(
            vl_convert, name, lambda *a, _real=real, _name=name, **k: made.append(_name) or _real(*a, **k)
        )
    anew = replace(foshan_reported, made={})  # other tests have asked for the same report
    chart._svg.cache_clear()
    word._raster.cache_clear()
    first = word.docx(anew.report("council", "en"))
    counted = list(made)
    assert counted.count("vegalite_to_svg") == counted.count("svg_to_png") >= 3
    word.docx(anew.report("council", "zh"))
    assert made == counted
    assert word.docx(anew.report("council", "en")) == first
