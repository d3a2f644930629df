"""Narrative pages of a plan, `pages/<name>.en.md` and `<name>.zh.md`: prose whose figures are bound to the data.

    ---
    title: The air by 2017
    ---
    The mean of 2016 was {{ figure pm25-mean 2016 definition=published-unstated is 73 }}.

What stands between `{{` and `}}` is a binding. It prints a figure or a target's verdict, and may claim something of it.
Whether a claim holds is for whoever knows the figures (`qualicity.assessment.claims`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import LANGS, Lang, Place, Problem, Text, did_you_mean
from qualicity.plan.basics import ID_FORM
from qualicity.plan.binding import BRACES, Binding, BindingError, parse_binding
from qualicity.plan.yamlfile import YamlFile, read_text, yaml_in

_HEAD = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FILE = re.compile(rf"(?P<name>{ID_FORM})\.(?P<lang>{'|'.join(LANGS)})\.md")


@dataclass(frozen=True, slots=True)
class Wording:
    """A page in one language: its title, its Markdown and where that begins, and what is bound in it, in order."""

    title: str
    text: str
    place: Place
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A narrative page in the languages in which it was written, at least one."""

    id: str
    en: Wording | None = None
    zh: Wording | None = None

    def wording(self, lang: Lang) -> tuple[Wording, Lang]:
        """The page in a language, or in the other where it was not written in it; and the language that it is in."""
        other: Lang = "zh" if lang == "en" else "en"
        own, instead = (self.en, self.zh) if lang == "en" else (self.zh, self.en)
        if own is None and instead is not None:
            return instead, other
        return own or Wording(self.id, "", Place(self.id), ()), lang

    @property
    def title(self) -> Text:
        """Its title."""
        en = self.en.title if self.en else None
        zh = self.zh.title if self.zh else None
        return Text(en or zh or self.id, zh)

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """What is bound in all languages."""
        return tuple(b for w in (self.en, self.zh) if w for b in w.bindings)


def read_pages(folder: Path, shown: str) -> tuple[tuple[ProsePage, ...], list[Problem]]:
    """The pages of a plan folder in order of their names, and what is wrong with how they are written."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Wording]] = {}
    for file in sorted((folder / "pages").glob("*")):
        name = f"{shown}/pages/{file.name}"
        named = _FILE.fullmatch(file.name)
        if file.name.startswith(".") or not file.is_file():
            continue
        if named is None:
            told = Text(
                "a page is named <name>.en.md or <name>.zh.md, its name of letters, digits, '.', '_' and '-'",
                "页面文件名应为 <名称>.en.md 或 <名称>.zh.md，名称由字母、数字、“.”、“_”和“-”组成",
            )
            problems.append(Problem("error", Place(name), "page-name", told))
            continue
        wording = _wording(file, name, problems)
        if wording:
            found.setdefault(named["name"], {})[named["lang"]] = wording
    return tuple(ProsePage(name, w.get("en"), w.get("zh")) for name, w in found.items()), problems


def _wording(file: Path, shown: str, problems: list[Problem]) -> Wording | None:
    text, problem = read_text(file, shown)
    if text is None:
        problems += [problem] if problem else []
        return None
    text = text.replace("\r\n", "\n")
    head = _HEAD.match(text)
    title = _title(yaml_in("\n" + head["yaml"], shown) if head else YamlFile(shown), problems)
    start = head.end() if head else 0
    bindings = _bindings(text, start, shown, problems)
    place = Place(shown, text.count("\n", 0, start) + 1)
    return Wording(title, text[start:], place, tuple(bindings))


def _title(head: YamlFile, problems: list[Problem]) -> str:
    """The title that the lines between `---` name; they may name nothing else."""
    problems += head.problems
    said = head.data if isinstance(head.data, dict) else {}
    for key in said:
        if key != "title":
            near = did_you_mean(str(key), ["title"])
            en, zh = f"unknown key '{key}'{near.en}", f"未知的键“{key}”{near.zh}"
            problems.append(head.problem((key,), "unknown-key", en, zh, key=True))
    title = said.get("title")
    title = str(title) if isinstance(title, int | float) else title  # a year is a title too
    if not head.problems and not (isinstance(title, str) and title.strip()):
        en = "a page begins with its title between two lines of '---', such as 'title: The air by 2017'"
        problems.append(
            head.problem(
                ("title",), "page-title", en, "页面应以两行“---”之间的标题开头，例如“title: 到2017年的空气”"
            )
        )
    if isinstance(title, str) and "{{" in title:
        en, zh = "a title is plain words: put the figure into the text", "标题只用文字：请将数值写入正文"
        problems.append(head.problem(("title",), "page-title", en, zh))
    return str(title or "?").strip()


def _bindings(text: str, start: int, shown: str, problems: list[Problem]) -> list[Binding]:
    found: list[Binding] = []
    at = text.find("{{", start)
    while at >= 0:
        line = text.count("\n", 0, at) + 1
        column = at - text.rfind("\n", 0, at)
        braces = BRACES.match(text, at)
        if braces is None:
            told = Text("'{{' is not closed by '}}' on its line", "“{{”在本行没有以“}}”结束")
            problems.append(Problem("error", Place(shown, line, column), "binding-open", told))
        else:
            try:
                found.append(parse_binding(braces[0], Place(shown, line, column)))
            except BindingError as error:
                place = Place(shown, line, column + error.at)
                problems.append(Problem("error", place, error.code, error.text))
        at = text.find("{{", braces.end() if braces else at + 2)
    return found
