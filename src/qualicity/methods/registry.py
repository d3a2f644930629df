"""One registry of methods: official standards as plain functions that know nothing of plans.

To add one, write a function in the folder of its standard, describe it with a `Method`, and list it in that
folder's `METHODS`; `load_methods` finds it. A package of somebody else's adds its own through an entry point
of the group `qualicity.methods` that names such a list.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal

from qualicity.errors import Lang, Text, UsageError, did_you_mean

_MODULES = (
    "qualicity.methods.air",
    "qualicity.methods.water",
    "qualicity.methods.progress",
    "qualicity.methods.forecast",
    "qualicity.methods.land",
    "qualicity.methods.composite",
    "qualicity.methods.sampling",
    "qualicity.methods.maturity",
    "qualicity.methods.impact",
    "qualicity.methods.trade",
    "qualicity.methods.projects",
    "qualicity.methods.scorecard",
)
_GROUP = "qualicity.methods"
ColumnType = Literal["number", "integer", "text", "boolean", "time", "date", "geometry"]


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output column of a method: its name, unit and type.

    A file without a `required` column is refused; any other may be missing, and any value may. Values below
    `least` or above `most` are impossible: their rows are flagged and the method never sees them. An output may be
    `of` one optional input: a file that lacks this gets no such column. Where an input `halves`, a cell below
    detection (`<0.01` or `0.01L`) counts as half of it. Infinity is impossible too, unless it may be `infinite`. A
    parameter may say which column an input is that is to be `named`; where neither says so, a column called as one of
    `also` is taken.
    """

    name: str
    unit: str = ""
    type: ColumnType = "number"
    required: bool = False
    title: Text | None = None
    least: float | None = None
    most: float | None = None
    of: str | None = None
    halves: bool = False
    infinite: bool = False
    named: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a method, with its default and what it does; a list may be `of` an input's values.

    A value is of the default's type, among the `choices` if there are any, and from `least` to `most`. Where it is
    a `file`, the value is its path (in a plan: within the plan's folder), and the method is given the path.
    """

    name: str
    default: Any
    title: Text
    choices: tuple[Any, ...] = ()
    of: str | None = None
    least: float | None = None
    most: float | None = None
    file: bool = False

    def refusal(self, value: Any) -> Text | None:
        """What is wrong with a value, in words that follow the parameter's name."""
        if isinstance(self.default, tuple):
            if not isinstance(value, list | tuple):
                return Text(f"is a list; write [{value}]", f"应为列表，写作 [{value}]")
            if self.default and not value:
                return Text("is an empty list; name one at least", "为空列表；至少给出一项")
            return None
        if self.choices and value not in self.choices:
            listed = ", ".join(str(c) for c in self.choices)
            quoted = isinstance(self.default, str) and not isinstance(value, str)
            how, zh = (" (a text: write it in quotes)", "（文本，须加引号）") if quoted else ("", "")
            return Text(
                f"must be one of {listed}{how}, not '{value}'", f"应为 {listed} 之一{zh}，而不是“{value}”"
            )
        return self._misfit(value)

    def _misfit(self, value: Any) -> Text | None:
        if isinstance(self.default, bool) or not isinstance(self.default, int | float):
            return None
        whole = isinstance(self.default, int)
        low, high = self.least, self.most
        number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        inside = number and (low is None or value >= low) and (high is None or value <= high)
        if inside and math.isfinite(value):
            return None
        kind, zh = ("whole number", "整数") if whole else ("number", "数值")
        if low is not None and high is not None:
            return Text(
                f"must be a {kind} from {low:g} to {high:g}, not '{value}'",
                f"应为 {low:g} 至 {high:g} 的{zh}，而不是“{value}”",
            )
        at, at_zh = (f" of at least {low:g}", f"不小于 {low:g} 的") if low is not None else ("", "")
        return Text(f"must be a {kind}{at}, not '{value}'", f"应为{at_zh}{zh}，而不是“{value}”")


@dataclass(frozen=True, slots=True)
class Example:
    """Rows that show a method at work: a CSV in `methods/examples/`, where they come from, the parameters.

    A parameter that is a file is the name of one beside it.
    """

    file: str
    source: Text
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file."""
        return Path(__file__).parent / "examples" / self.file

    def arguments(self, method: Method, folder: str | Path | None = None) -> dict[str, Any]:
        """The parameters with the files' paths, in the examples' folder or in another."""
        files = {p.name for p in method.parameters if p.file}
        place = self.path.parent if folder is None else folder
        return {k: f"{place}/{v}" if k in files else v for k, v in self.parameters.items()}


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

    A method over a table: `run(table, **parameters)` takes and gives an Ibis table, so it runs on any engine.
    A method over `arrays`: `run(columns, **parameters)` takes and gives NumPy arrays by column name. Numbers and
    whole numbers are float64 with NaN for missing, times and dates datetime64 with NaT, texts and booleans
    objects with None; a geometry is what `spatial.py` says, or a text with its WKT. An optional column that a
    file lacks is not there.

    Without `key` it is a method of rows: each row is kept with all its columns, in its place, and gets the
    `outputs` beside them. With one it makes new rows, one for each `key`, with the `outputs` and no more; `by`
    are the inputs that tell which rows belong together (a station, a case), of `single` ones (an hour of a station)
    there may be only one row. `rows_without` names the optional
    input without which such a method keeps the rows instead, each as a group of its own.

    Where the input of a table method has `_known_from`, so has the result: the latest of the rows that a row
    was made from. `behind(table, **parameters)` gives the input rows that count, with the key columns of the
    output row that they are behind: the way back from a result to its rows. `reaches` is the way forth, which
    rows an input row can change: the first whose `time` the input has; without any, every change makes the
    whole anew.

    `more(arguments, columns)` gives further inputs that the parameters and the table's own columns decide: the
    indicators that a file of weights names. `tells` says in sentences what a result means, `chart` draws it (a
    Vega-Lite specification); both are given the result's columns as arrays (of a method of rows its inputs are among them).

    `meant(file, arguments)` says which file `calc` shall read as the table, and with what arguments, where a person
    may well give another of the method's files as FILE.

    `formula` and `limits` are Markdown; `recalled` says what was written from memory of the standard and where
    it can be set otherwise.
    """

    name: str
    title: Text
    standard: str
    clause: Text
    inputs: tuple[Column, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[Column, ...]
    run: Callable[..., Any]
    key: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    rows_without: str | None = None
    arrays: bool = False
    behind: Callable[..., Any] | None = None
    more: Callable[[Mapping[str, Any], Sequence[str]], tuple[Column, ...]] | None = None
    tells: Callable[[Mapping[str, Any]], Sequence[Text]] | None = None
    chart: Callable[[Mapping[str, Any], Lang], Mapping[str, Any]] | None = None
    meant: Callable[[Path, Mapping[str, Any]], tuple[Path, Mapping[str, Any]]] | None = None
    look_back: Text | None = None
    reaches: tuple[Reach, ...] = ()
    references: tuple[str, ...] = ()
    edition: str = ""
    formula: Text | None = None
    limits: tuple[Text, ...] = ()
    recalled: tuple[Text, ...] = ()
    example: Example | None = None

    def keeps_rows(self, columns: Collection[str]) -> bool:
        """Whether an input with these columns keeps its rows, each with the results beside it."""
        return not self.key or (self.rows_without is not None and self.rows_without not in columns)

    def reach(self, columns: Collection[str]) -> Reach | None:
        """How far a row of an input with these columns reaches, or None where that is not declared."""
        return next((r for r in self.reaches if r.time in columns), None)

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with their defaults, without those that name columns.

        Errors: `UsageError` for an unknown parameter or a value that it cannot have.
        """
        known = {p.name: p for p in self.parameters}
        named = [c.name for c in self.inputs if c.named]
        for name, value in given.items():
            if name in named:
                continue
            if name not in known:
                near = did_you_mean(name, [*known, *named])
                raise UsageError(
                    Text(
                        f"method {self.name} has no parameter '{name}'{near.en}",
                        f"方法 {self.name} 没有参数“{name}”{near.zh}",
                    )
                )
            if told := known[name].refusal(value):
                raise UsageError(
                    Text(
                        f"method {self.name}: {name} {told.en}", f"方法 {self.name}：{name} {told.get('zh')}"
                    )
                )
        return {name: given.get(name, p.default) for name, p in known.items()}

    def named(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Which column of the table holds an input, where a parameter says so: input → column; empty: none does."""
        told = {c.name: given.get(c.name) for c in self.inputs if c.named}
        return {name: str(column) for name, column in told.items() if column is not None}

    def opened(self, arguments: Mapping[str, Any], columns: Sequence[str]) -> Method:
        """The method for a table with these columns: with all inputs that the `arguments` and the table decide.

        Errors: `UsageError` for a file of the arguments that says nothing of use.
        """
        more = self.more(arguments, columns) if self.more else ()
        return replace(self, inputs=(*self.inputs, *more)) if more else self

    def files(self, arguments: Mapping[str, Any]) -> dict[str, Path]:
        """The files that are among the arguments, by parameter."""
        return {p.name: Path(arguments[p.name]) for p in self.parameters if p.file and arguments[p.name]}

    def fingerprint(self) -> str:
        """A hash of the code and tables that the method is made of: a change of either changes it."""
        file = inspect.getsourcefile(self.run)
        if file is None:
            return hashlib.sha256(self.name.encode()).hexdigest()[:16]
        return hashlib.sha256(f"{self.name}\n{_code_beside(Path(file))}".encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def _code_beside(file: Path) -> str:
    """The code and tables of a standard: of ours its folder, of others' the file that the function stands in."""
    own = Path(__file__).parent
    folder = file.parent if file.is_relative_to(own) and file.parent != own else None
    parts = sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".csv", ".json")) if folder else [file]
    return "\n".join(p.read_text("utf-8") for p in parts)


@lru_cache(maxsize=1)
def load_methods() -> Mapping[str, Method]:
    """All registered methods by name, ours and those of entry points.

    Errors: `UsageError` for an entry point that cannot be loaded, that gives no methods, or whose method has a
    name that is taken.
    """
    found: dict[str, Method] = {}
    for module in _MODULES:
        _add(found, importlib.import_module(module).METHODS, module)
    for point in entry_points(group=_GROUP):
        try:
            methods = tuple(point.load())
            if not all(isinstance(m, Method) for m in methods):
                raise TypeError("it names no list of Method")
        except Exception as error:
            told = f"{point.name} = {point.value}: {error}"
            raise UsageError(
                Text(f"entry point of methods {told}", f"方法的入口点无法载入：{told}")
            ) from error
        _add(found, methods, point.value)
    return found


def _add(found: dict[str, Method], methods: Iterable[Method], where: str) -> None:
    for each in methods:
        if each.name in found:
            raise UsageError(
                Text(
                    f"{where} names a method '{each.name}', which there is already",
                    f"{where} 的方法“{each.name}”与已有方法重名",
                )
            )
        found[each.name] = each


def method(name: str) -> Method:
    """The method of that name.

    Errors: `UsageError` with a suggestion when there is none.
    """
    known = load_methods()
    if name not in known:
        near = did_you_mean(name, known)
        raise UsageError(Text(f"unknown method '{name}'{near.en}", f"未知的方法“{name}”{near.zh}"))
    return known[name]
