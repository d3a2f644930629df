"""A method's page, made from its registration: `python -m qualicity.methods.describe docs/methods` writes all."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Lang, Text
from qualicity.methods.calc import FLAGS, calculate_file, open_table
from qualicity.methods.registry import Column, Method, Parameter, load_methods

_EXAMPLES = "src/qualicity/methods/examples"
_SHOWN = 8
"""So many rows of an example stand on its page; the file has all."""


def page(method: Method, lang: Lang = "en", *, example: bool = True) -> str:
    """All that a method's registration says, as Markdown; its example with the result that it gives now."""
    other: Lang = "zh" if lang == "en" else "en"
    named = method.title.get(lang) + ("" if method.title.lacks(other) else f" · {method.title.get(other)}")
    return f"# `{method.name}`\n\n{named}\n\n{body(method, lang, example=example)}"


def body(method: Method, lang: Lang = "en", *, example: bool = True) -> str:
    """The same without its headline, for a page that has one of its own."""

    def say(en: str, zh: str) -> str:
        return en if lang == "en" else zh

    parts = [_facts(method, lang)]
    if method.formula:
        parts += [say("## How", "## 算法"), method.formula.get(lang).strip()]
    parts += [say("## In", "## 输入"), _columns(method.inputs, lang, inputs=True)]
    if method.parameters:
        parts += [say("## Parameters", "## 参数"), _parameters(method, lang)]
    parts += [say("## Out", "## 输出"), _made(method, lang), _columns(method.outputs, lang, inputs=False)]
    if example and method.example:
        parts += [say("## Example", "## 示例"), *_example(method, lang)]
    if method.limits:
        parts += [say("## Limits", "## 局限"), _list(t.get(lang) for t in method.limits)]
    if method.recalled:
        told = say(
            "Written from memory of the standard, not read from it:", "以下内容凭记忆写成，未与标准原文核对："
        )
        parts += [say("## Recalled", "## 待核对"), told, _list(t.get(lang) for t in method.recalled)]
    if method.references:
        parts += [say("## References", "## 参考文献"), _list(method.references)]
    return "\n\n".join(parts) + "\n"


def _facts(method: Method, lang: Lang) -> str:
    rows = [
        (Text("Standard", "标准"), method.standard),
        (Text("Clause", "条款"), method.clause.get(lang)),
        (Text("Edition", "版本"), method.edition),
        (Text("A row of the result", "结果的一行"), ", ".join(f"`{k}`" for k in method.key)),
        (Text("Looks back", "回看"), method.look_back.get(lang) if method.look_back else ""),
    ]
    return _list(
        f"{title.get(lang)}: {said}" if lang == "en" else f"{title.get(lang)}：{said}"
        for title, said in rows
        if said
    )


def _made(method: Method, lang: Lang) -> str:
    if method.key:
        key = ", ".join(f"`{k}`" for k in method.key)
        return Text(f"One row for each {key}.", f"每个 {key} 一行。").get(lang)
    return Text(
        "Every row with all its columns, in the file's order, and beside them:",
        "保留每一行及其全部列，顺序不变，并增加：",
    ).get(lang)


def _columns(columns: Sequence[Column], lang: Lang, *, inputs: bool) -> str:
    if not columns:
        return Text("Every column of the file.", "文件的每一列。").get(lang)
    titles = [Text("column", "列"), Text("type", "类型"), Text("unit", "单位"), Text("what", "含义")]
    if inputs:
        titles += [Text("must be there", "必需"), Text("can be", "可能范围")]
    rows = []
    for c in columns:
        row = [f"`{c.name}`", c.type, c.unit, c.title.get(lang) if c.title else ""]
        if inputs:
            row += [Text("yes", "是").get(lang) if c.required else "", _range(c)]
        rows.append(row)
    return _table([t.get(lang) for t in titles], rows)


def _range(of: Column | Parameter) -> str:
    least = "" if of.least is None else f"≥ {of.least:.10g}"
    most = "" if of.most is None else f"≤ {of.most:.10g}"
    return ", ".join(s for s in (least, most) if s)


def _parameters(method: Method, lang: Lang) -> str:
    titles = [
        Text("parameter", "参数"),
        Text("default", "默认"),
        Text("can be", "可选值"),
        Text("what", "含义"),
    ]
    rows = [
        [
            f"`{p.name}`",
            _default(p.default),
            ", ".join(f"`{c}`" for c in p.choices) or _range(p),
            p.title.get(lang),
        ]
        for p in method.parameters
    ]
    return _table([t.get(lang) for t in titles], rows)


def _default(value: Any) -> str:
    if value is None or value in ((), ""):
        return ""
    return f"`{','.join(map(str, value))}`" if isinstance(value, tuple) else f"`{value}`"


def _example(method: Method, lang: Lang) -> list[str]:
    shown = method.example
    if shown is None:
        return []
    given, made = _given(shown.path), run_example(method)
    ours = [c for c in method.outputs if any(row[c.name] for row in made)]
    names = list(dict.fromkeys([*method.by, *(_handles(method, given)), *(c.name for c in ours)]))
    names += [FLAGS] if any(row[FLAGS] for row in made) else []
    sets = "".join(
        f" --set {k}={','.join(v) if isinstance(v, list | tuple) else v}"
        for k, v in shown.arguments(method, _EXAMPLES).items()
    )
    return [
        shown.source.get(lang),
        f"```sh\nqualicity calc {method.name} {_EXAMPLES}/{shown.file}{sets}\n```",
        _rows(list(given[0]), given, lang),
        Text("gives", "得到").get(lang),
        _rows(names, made, lang),
    ]


def _handles(method: Method, rows: Sequence[dict[str, str]]) -> list[str]:
    """Columns of a file that tell its rows apart for a reader: those that are no inputs, for methods of rows."""
    inputs = {c.name for c in method.inputs}
    return [] if method.key else [h for h in rows[0] if h not in inputs][:2]


def run_example(method: Method) -> Sequence[dict[str, str]]:
    """The rows that a method's example gives, as texts; computed once in a process."""
    return _run_once(method.name) if method.example else ()


@lru_cache(maxsize=128)
def _run_once(name: str) -> Sequence[dict[str, str]]:
    method = load_methods()[name]
    if method.example is None:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        calculate_file(method.name, method.example.path, out, arguments=method.example.arguments(method))
        return _read(out.read_text("utf-8"))


def _given(path: Path) -> list[dict[str, str]]:
    """An example's rows as texts; of boundaries what they are called, not their shapes."""
    if path.suffix == ".csv":
        return _read(path.read_text("utf-8"))
    import duckdb

    with duckdb.connect() as db:
        source = open_table(db, path)
        shown = ", ".join(f"coalesce(cast(_c{n} as varchar), '')" for n in source.carried)
        rows = db.execute(f"select {shown} from _source order by _row").fetchall()
    return [dict(zip((source.headers[n] for n in source.carried), row, strict=True)) for row in rows]


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _rows(names: Sequence[str], rows: Sequence[dict[str, str]], lang: Lang) -> str:
    table = _table(names, [[_short(row.get(n, "")) for n in names] for row in rows[:_SHOWN]])
    more = len(rows) - _SHOWN
    return table + (Text(f"\n\nand {more} more rows", f"\n\n另有 {more} 行").get(lang) if more > 0 else "")


def _short(cell: str) -> str:
    """Numbers to six significant digits: a page is for reading, the file has all."""
    try:
        return f"{float(cell):.6g}" if "." in cell else cell
    except ValueError:
        return cell


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in row) + " |" for row in lines
    )


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _index(methods: Sequence[Method]) -> str:
    rows = [[f"[`{m.name}`]({m.name}.md)", m.title.en, str(m.title.zh), m.standard] for m in methods]
    made = "Made from the registrations by `python -m qualicity.methods.describe docs/methods`"
    told = f"{made}; how to use them: [methods](../methods.md)."
    return f"# The methods\n\n{told}\n\n" + _table(("method", "what", "名称", "standard"), rows) + "\n"


def write_pages(folder: Path) -> None:
    """Write a page for each registered method of ours into `folder`, and remove those of methods that are gone."""
    ours = [m for m in load_methods().values() if m.run.__module__.startswith("qualicity.")]
    pages = {f"{m.name}.md": page(m) for m in ours} | {"README.md": _index(ours)}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
