"""The plan's own words: `text/en.md` and `text/zh.md`, or one of them → clauses.

A clause is a block that begins with its id in brackets and runs to the next empty line:

    ## Major targets {#targets}

    [2.1] The Plan has proposed that … {narrative}
    > An editors' note on the clause.

`{narrative}` marks a clause that commits to nothing. Headings give the part. What stands before the
first heading says where the text is from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from qualicity.errors import Place, Problem, Text, did_you_mean
from qualicity.plan.model import Clause
from qualicity.plan.yamlfile import read_text

_HEADING = re.compile(r"##+\s.*?(?:\{#(?P<id>[\w.-]+)\})?\s*$")
_CLAUSE = re.compile(r"\[(?P<id>[A-Za-z0-9][\w.-]*)\]\s+(?P<text>.*)", re.DOTALL)
_NARRATIVE = re.compile(r"\s*\{narrative\}\s*$")


_STRAY = Text(
    "these words belong to no clause; begin the block with an id in brackets, as in [2.1]",
    "这些文字不属于任何条款；请以方括号编号开头，例如 [2.1]",
)


_SINGLE = str.maketrans("“”", "‘’")


def inner_quotes(said: str) -> str:
    """Words that will stand in “ ”: quotation marks within them become ‘ ’, in English as in Chinese (GB/T 15834)."""
    return said.translate(_SINGLE)


@dataclass(slots=True)
class _Block:
    id: str
    line: int
    part: str | None
    words: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _NARRATIVE.sub("", " ".join(self.words)).strip()

    @property
    def narrative(self) -> bool:
        return bool(_NARRATIVE.search(" ".join(self.words)))


def _blocks(text: str) -> tuple[list[_Block], list[int]]:
    """The clauses, and the lines of words under a heading that belong to none."""
    blocks: list[_Block] = []
    stray: list[int] = []
    part: str | None = None
    current: _Block | None = None
    preface, between = True, True
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if heading := _HEADING.match(stripped):
            part, current, preface, between = heading["id"], None, False, True
        elif start := _CLAUSE.match(stripped):
            current = _Block(start["id"], number, part, [start["text"]])
            blocks.append(current)
        elif stripped.startswith(">") and current:
            current.note.append(stripped.lstrip("> "))
        elif not stripped:
            current, between = None, True
        elif current:
            current.words.append(stripped)
        elif not preface and between and not stripped.startswith(("#", ">", "<!--")):
            stray.append(number)
            between = False
    return blocks, stray


def read_clauses(folder: Path, shown: str) -> tuple[tuple[Clause, ...], dict[str, Place], list[Problem]]:
    """The clauses of `text/en.md` in order, joined with the Chinese ones of `text/zh.md` by id; without an English
    text the Chinese one stands in for it.

    Returns: the clauses, the place of each id, and the problems found.
    """
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    found: dict[str, dict[str, _Block]] = {}
    for lang in ("en", "zh"):
        path, name = folder / "text" / f"{lang}.md", f"{shown}/text/{lang}.md"
        found[lang] = {}
        if path.exists():
            text, problem = read_text(path, name)
            problems += [problem] if problem else []
            if text is None:
                break  # without the English there is nothing to join the Chinese with
            known = found["en"] if lang == "zh" and found["en"] else None
            blocks, stray = _blocks(text or "")
            problems += _take(blocks, name, known, found[lang], places)
            problems += [
                Problem("warning", Place(name, line), "words-outside-clause", _STRAY) for line in stray
            ]
        elif lang == "en" and not (folder / "text" / "zh.md").exists():
            missing = Text("the plan's text is missing", "缺少方案原文")
            problems.append(Problem("error", Place(name), "missing-file", missing))
    leading = found["en"] if (folder / "text" / "en.md").exists() else found["zh"]
    clauses = tuple(_join(block, found["zh"].get(block.id)) for block in leading.values())
    return clauses, places, problems


def _take(
    blocks: list[_Block],
    name: str,
    known: dict[str, _Block] | None,
    into: dict[str, _Block],
    places: dict[str, Place],
) -> list[Problem]:
    """Sort blocks by id; a repeated id, or one that the English text has not, is a problem."""
    problems: list[Problem] = []
    for block in blocks:
        place = Place(name, block.line, 1)
        if block.id in into:
            line = into[block.id].line
            text = Text(
                f"clause id '{block.id}' is already used on line {line}",
                f"条款编号“{block.id}”已在第 {line} 行使用",
            )
            problems.append(Problem("error", place, "duplicate-id", text))
        elif known is not None and block.id not in known:
            near = did_you_mean(block.id, known)
            text = Text(
                f"clause '{block.id}' does not stand in text/en.md{near.en}",
                f"text/en.md 中没有条款“{block.id}”{near.zh}",
            )
            problems.append(Problem("error", place, "unknown-clause", text))
        else:
            into[block.id] = block
            places.setdefault(block.id, place)
    return problems


def _join(english: _Block, chinese: _Block | None) -> Clause:
    note = " ".join(english.note)
    return Clause(
        id=english.id,
        part=english.part,
        text=Text(english.text, chinese.text if chinese and chinese.text else None),
        narrative=english.narrative,
        note=Text(note, " ".join(chinese.note) if chinese and chinese.note else None) if note else None,
    )
