"""What can go wrong, and how it is said: in both languages, with its place and what to do.

`Text` is the one way in which the rooms say anything to a person. A `Problem` is found in a
person's file and listed with others; an exception ends what was asked for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")
_CHINESE = re.compile("[\u3400-\u9fff]")
SHOWN = 100
"""So many problems are printed for a person, the rest is counted; `problems` and JSON hold all of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or title in English and, where it is known, in Chinese.

    `zh` is None where no Chinese wording is known: nothing is invented, the English stands in. What a person wrote in
    Chinese only stands in both.
    """

    en: str
    zh: str | None = None

    def get(self, lang: Lang) -> str:
        """The wording in `lang`, or the English one where there is no Chinese."""
        return self.zh if lang == "zh" and self.zh else self.en

    def lacks(self, lang: Lang) -> bool:
        """Whether `get(lang)` falls back to another language."""
        return not self.zh if lang == "zh" else self.en == self.zh and bool(_CHINESE.search(self.en))

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file with line and column, both counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a plan folder or a data file that a person must mend (error) or know (warning)."""

    severity: Literal["error", "warning"]
    place: Place
    code: str
    message: Text

    def line(self, lang: Lang = "en") -> str:
        """`file:line:column: message`, as compilers print it."""
        return f"{self.place}: {self.message.get(lang)}"


class QualicityError(Exception):
    """Base of all errors that Qualicity raises on purpose; `text` says what, where and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def __reduce__(self) -> tuple[Callable[..., QualicityError], tuple[Any, ...], dict[str, Any]]:
        """Errors come from other processes, too, whatever their `__init__` takes."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class UsageError(QualicityError):
    """Asked for in a wrong way: an unknown path, name or option (exit 2)."""


class PlanError(QualicityError):
    """A plan folder or its evidence has errors; `problems` lists all of them (exit 1)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity == "error"]
        n, more = len(errors), len(errors) - SHOWN
        super().__init__(
            Text(
                f"{n} error{'s' if n != 1 else ''} in the plan folder:\n"
                + "\n".join(p.line("en") for p in errors[:SHOWN])
                + (f"\nand {more} more" if more > 0 else ""),
                f"方案文件夹中有 {n} 处错误：\n"
                + "\n".join(p.line("zh") for p in errors[:SHOWN])
                + (f"\n另有 {more} 处" if more > 0 else ""),
            )
        )


class NotLoadedError(QualicityError):
    """The workspace holds no evidence of this plan yet (exit 1)."""


class ExpressionError(QualicityError):
    """A definition's expression is not one that may run; the text says which part."""


def did_you_mean(word: str, known: Iterable[str]) -> Text:
    """` (did you mean 'x'?)` for the nearest of `known`, or nothing when none is near."""
    near = difflib.get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.6)
    return Text(f" (did you mean '{near[0]}'?)", f"（是否指“{near[0]}”？）") if near else Text("", "")
