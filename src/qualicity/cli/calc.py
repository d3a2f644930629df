"""`qualicity methods` and `calc`: the official methods by themselves, without a plan."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from qualicity.cli.compute import progress_bar
from qualicity.cli.context import JsonOption, LangOption, run
from qualicity.cli.tables import print_table
from qualicity.errors import Lang, Text, UsageError
from qualicity.methods import Column, Method, load_methods, method
from qualicity.methods.steps import told_to


def methods(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A method's name / 方法名")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the official methods, or tell all about one. / 列出官方方法，或说明其一。"""
    with run(lang, None, as_json) as context:
        if name is None:
            known = load_methods().values()
            if as_json:
                context.json([_brief(m, context.lang) for m in known])
                return
            titles = Text("method|title|standard|edition", "方法|名称|标准|版本").get(context.lang).split("|")
            print_table(
                titles,
                [[m.name, m.title.get(context.lang), m.standard, m.edition] for m in known],
                wide=(1, 2),
            )
            return
        found = method(name)
        if as_json:
            context.json(_record(found, context.lang))
            return
        from qualicity.methods.describe import page

        context.say(page(found, context.lang))


def calc(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A method's name, see `qualicity methods` / 方法名")
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV (also .gz), Parquet, XLSX; boundaries / 数据文件")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT", help="Where to (default: CSV on the screen) / 输出文件"),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A parameter; lists with commas / 参数"),
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=INPUT", help="Which input a column holds / 列与输入的对应"),
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--chart", metavar="CHART", help="Where its drawing goes (.svg, .json), if it has one / 图表文件"
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Run a method on a file. / 对数据文件应用一种方法。"""
    with run(lang, None) as context:
        found = method(name)
        from qualicity.methods.calc import calculate_file

        with progress_bar(context) as show, told_to(lambda what, *of: show(what.get(context.lang), *of)):
            notes = calculate_file(
                name,
                file,
                out,
                arguments=_arguments(found, given or ()),
                renamed=_pairs(mapped or (), "--map", last=True),
                chart=chart,
                lang=context.lang,
            )
        for note in notes:
            context.note(note)
        sys.stdout.flush()


def _arguments(found: Method, given: Sequence[str]) -> dict[str, Any]:
    """`--set` as values of the parameters' types. Errors: `UsageError` for what is no value of its parameter."""
    known = {p.name: p for p in found.parameters}
    values: dict[str, Any] = {}
    for key, said in _pairs(given, "--set").items():
        default = known[key].default if key in known else ""
        try:
            values[key] = _value(said, default)
        except ValueError:
            wanted = _WANTED.get(type(default), Text("list of such values", "此类值的列表"))
            raise UsageError(
                Text(
                    f"--set {key}: '{said}' is no {wanted.en}",
                    f"--set {key}：“{said}”不是{wanted.zh}",
                )
            ) from None
    return values


_WANTED = {
    int: Text("whole number", "整数"),
    float: Text("number such as 0.75", "数值（如 0.75）"),
    bool: Text("yes or no (true/false, 1/0, yes/no)", "是或否（true/false、1/0、yes/no）"),
}


def _value(said: str, default: Any) -> Any:
    if isinstance(default, tuple):
        kind = type(default[0]) if default else str
        return tuple(kind(part.strip()) for part in said.split(",") if part.strip())
    if isinstance(default, bool):
        if said.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise ValueError(said)
        return said.lower() in ("true", "1", "yes")
    return said if default is None or isinstance(default, str) else type(default)(said)


def _pairs(given: Sequence[str], option: str, *, last: bool = False) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for said in given:
        left, equals, right = said.rpartition("=") if last else said.partition("=")
        if not (equals and left.strip()):
            raise UsageError(
                Text(
                    f"{option} takes two words with = between, not '{said}'",
                    f"{option} 应写作 A=B，而不是“{said}”",
                )
            )
        if left.strip() in pairs:
            raise UsageError(
                Text(
                    f"{option} {left.strip()} is given twice; keep one",
                    f"{option} {left.strip()} 给出了两次；请只保留一个",
                )
            )
        pairs[left.strip()] = right.strip()
    return pairs


def _brief(m: Method, lang: Lang) -> dict[str, Any]:
    return {
        "name": m.name,
        "title": m.title.get(lang),
        "titles": {"en": m.title.en, "zh": m.title.zh},
        "standard": m.standard,
        "clause": m.clause.get(lang),
        "edition": m.edition,
    }


def _record(m: Method, lang: Lang) -> dict[str, Any]:
    return _brief(m, lang) | {
        "formula": m.formula.get(lang) if m.formula else None,
        "inputs": [
            _column(c, lang) | {"required": c.required, "least": c.least, "most": c.most} for c in m.inputs
        ],
        "parameters": [
            {"name": p.name, "default": p.default, "choices": list(p.choices), "title": p.title.get(lang)}
            for p in m.parameters
        ],
        "outputs": [_column(c, lang) for c in m.outputs],
        "key": list(m.key),
        "look_back": m.look_back.get(lang) if m.look_back else None,
        "limits": [t.get(lang) for t in m.limits],
        "recalled": [t.get(lang) for t in m.recalled],
        "references": list(m.references),
        "example": str(m.example.path) if m.example else None,
    }


def _column(c: Column, lang: Lang) -> dict[str, Any]:
    return {"name": c.name, "type": c.type, "unit": c.unit, "title": c.title.get(lang) if c.title else None}
