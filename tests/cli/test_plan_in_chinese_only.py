"""A plan that somebody wrote in Chinese only goes all the way: checked, loaded, released, verified, published."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rooms_fixtures import Commands
from small_plan import CITY, SmallPlan


def in_chinese_only(data: Any) -> Any:
    """The same without any English text."""
    if isinstance(data, dict):
        texts = data.keys() == {"en", "zh"}
        return {k: in_chinese_only(v) for k, v in data.items() if not (texts and k == "en")}
    return [in_chinese_only(x) for x in data] if isinstance(data, list) else data


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    """A small plan without English, its areas too; the city has an odd code."""
    small = SmallPlan(tmp_path / "xiao")
    small.indicator(unit="t", measure="flow")
    small.target(title={"en": "Cover", "zh": "覆盖"}, value=2 * 10**8)
    for year, value in (("2015", 10**8), ("2019", 3 * 10**8), ("2020", 325_563_272)):
        small.figure(year, value, unit="t")
    small.figure("2020", 10**8, area="440600 西", unit="t")
    small.datasets["areas"] = {
        "title": {"en": "Areas", "zh": "地区"},
        "path": "evidence/areas.csv",
        "schema": {"fields": [{"name": "code"}, {"name": "name_zh"}], "primaryKey": ["code"]},
        "known": "always",
        "concepts": {"REF_AREA": "code"},
    }
    small.rows["areas"] = [{"code": CITY, "name_zh": "示例市"}, {"code": "440600 西", "name_zh": "西区"}]
    folder = small.write()
    for file in folder.rglob("*.yaml"):
        told = in_chinese_only(yaml.safe_load(file.read_text("utf-8")))
        if file.stem == "figures":
            told["schema"]["foreignKeys"] = [
                {"fields": "area", "reference": {"resource": "areas", "fields": "code"}}
            ]
        file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")
    (folder / "text/en.md").rename(folder / "text/zh.md")
    (folder / "text/zh.md").write_text("## 目标 {#part}\n\n[1] 到2020年覆盖不低于两亿吨。\n", "utf-8")
    return folder


def test_it_is_checked_and_every_text_counts_as_lacking_the_other_language(
    chinese: Path, cli: Commands
) -> None:
    told = cli.json("check", chinese)
    assert told["translations"]["translated"] == 0
    assert told["translations"]["texts"] > 5


def test_it_is_released_verified_and_published_with_its_texts_marked(
    chinese: Path, cli: Commands, tmp_path: Path
) -> None:
    for command in ("load", "compute"):
        assert cli.run(command, chinese).exit_code == 0
    lock = cli.run("release", chinese, "--name", "ding-gao").stdout.splitlines()[-1]
    assert cli.run("verify", lock).exit_code == 0
    assert cli.run("publish", chinese, tmp_path / "site").exit_code == 0
    english = (tmp_path / "site/en/xiao/targets/promise/index.html").read_text("utf-8")
    assert '<h1><span lang="zh-Hans">覆盖</span> <span class="fallback">in Chinese</span></h1>' in english
    assert english.count('class="other-name"') == 0  # the name is not there twice
    assert "in English" not in english
    areas = (tmp_path / "site/zh/xiao/indicators/cover/areas/index.html").read_text("utf-8")
    assert "西区" in areas
    assert not re.findall(r">440600 西<", areas)


def test_a_plan_without_any_text_is_told_so(chinese: Path, cli: Commands) -> None:
    (chinese / "text/zh.md").unlink()
    assert [e["code"] for e in cli.errors(chinese)][:1] == ["missing-file"]
