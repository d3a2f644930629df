"""Addresses are what Django makes of their names, and texts in both languages are counted once for a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from small_plan import SmallPlan

from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.workspace import Workspace


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize(
    "part", ["gdp", "2016-Q1", "a_b", "a.b", "a b", "湖", "{0}", "~0~", "100%", "a+b", "a:b"]
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_address_is_what_its_name_says_whatever_its_parts(part: str, lang: str) -> None:
    with override(lang):
        to = Addresses(part, {})
        assert to.target(part) == reverse("target", args=[part, part])
        assert to.figure_at("i", part, "440600", part, {}) == reverse(
            "figure", args=[part, "i", part, "440600", part]
        )
        assert to.indicators() == reverse("indicators", args=[part])


def test_a_folder_is_read_for_its_languages_once_and_when_it_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SmallPlan(tmp_path / "small")
    small.indicator("cover")
    small.target("promise", indicator="cover")
    small.load()
    read: list[Path] = []
    real = catalogue.open_plan
    monkeypatch.setattr(catalogue, "open_plan", lambda path: (read.append(path), real(path))[1])

    def lacking() -> int:
        plans = catalogue.Catalogue([small.folder], Workspace(small.workspace))
        return len(plans.translations(plans.ids[0]).lacking)

    before = lacking()
    assert lacking() == before
    assert len(read) == 1
    file = small.folder / "indicators" / "cover.yaml"
    file.write_text(file.read_text("utf-8") + "\nnote: {en: In English only.}\n", "utf-8")
    assert lacking() == before + 1
    shutil.rmtree(Workspace(Path(small.workspace)).cache("translations"))
    assert lacking() == before + 1
    assert len(read) == 3
