"""One registry of methods: official standards as plain functions that know nothing of plans.

To add one, write a function over an Ibis table in the file of its standard, describe it with a
`Method`, and list it in that file's `METHODS`; `load_methods` finds it.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean

_MODULES = ("qualicity.methods.air",)


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output column of a method: its name, unit and type (`number`, `text`, `time`, `date`)."""

    name: str
    unit: str = ""
    type: str = "number"
    required: bool = False
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a method, with its default and what it does."""

    name: str
    default: Any
    title: Text
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """Which rows of the result a row of the input can change: those of its own group, on its days.

    `group` names columns that stand in the input and in the result's key; an input without one of them is one
    group. `time` is the input's time or date, `date` the date in the result's key. A row whose time is t can
    change the days from t + `first` to t + `last` hours and no others; more than needed does no harm.
    """

    group: tuple[str, ...]
    time: str
    date: str = "date"
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Method:
    """A registered method.

    `run(table, **parameters)` takes and gives an Ibis table. Where the input has `_known_from`, so has the
    result: the latest of the rows that a row was made from. `key` names the output's key columns.
    `behind(table, **parameters)` gives the input rows that count, with the key columns of the output row that
    they are behind: the way back from a result to its rows. `reaches` is the way forth, which rows an input
    row can change: the first whose `time` the input has; without any, every change makes the whole anew.
    """

    name: str
    title: Text
    standard: str
    clause: str
    inputs: tuple[Column, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[Column, ...]
    key: tuple[str, ...]
    run: Callable[..., Any]
    behind: Callable[..., Any]
    look_back: Text
    reaches: tuple[Reach, ...] = ()
    references: tuple[str, ...] = ()
    edition: str = ""

    def reach(self, columns: Collection[str]) -> Reach | None:
        """How far a row of an input with these columns reaches, or None where that is not declared."""
        return next((r for r in self.reaches if r.time in columns), None)

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with their defaults.

        Errors: `UsageError` for an unknown parameter, a value that is not among the choices, or a single
        value where a list is wanted.
        """
        known = {p.name: p for p in self.parameters}
        for name, value in given.items():
            if name not in known:
                near = did_you_mean(name, known)
                raise UsageError(
                    Text(
                        f"method {self.name} has no parameter '{name}'{near.en}",
                        f"方法 {self.name} 没有参数“{name}”{near.zh}",
                    )
                )
            if isinstance(known[name].default, tuple) and not isinstance(value, list | tuple):
                raise UsageError(
                    Text(
                        f"method {self.name}: {name} is a list; write [{value}]",
                        f"方法 {self.name}：{name} 应为列表，写作 [{value}]",
                    )
                )
            choices = known[name].choices
            if choices and value not in choices:
                listed = ", ".join(str(c) for c in choices)
                raise UsageError(
                    Text(
                        f"method {self.name}: {name} must be one of {listed}, not '{value}'",
                        f"方法 {self.name}：{name} 应为 {listed} 之一，而不是“{value}”",
                    )
                )
        return {name: given.get(name, p.default) for name, p in known.items()}

    def fingerprint(self) -> str:
        """A hash of the code and tables that the method is made of: a change of either changes it."""
        module = inspect.getmodule(self.run)
        folder = Path(__file__).parent
        parts = [inspect.getsource(module) if module else self.name]
        parts += [p.read_text("utf-8") for p in sorted((folder / "tables").glob("*.csv"))]
        return hashlib.sha256("\n".join([self.name, *parts]).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def load_methods() -> Mapping[str, Method]:
    """All registered methods by name."""
    found: dict[str, Method] = {}
    for module in _MODULES:
        for method in importlib.import_module(module).METHODS:
            found[method.name] = method
    return found


def method(name: str) -> Method:
    """The method of that name.

    Errors: `UsageError` with a suggestion when there is none.
    """
    known = load_methods()
    if name not in known:
        near = did_you_mean(name, known)
        raise UsageError(Text(f"unknown method '{name}'{near.en}", f"未知的方法“{name}”{near.zh}"))
    return known[name]
