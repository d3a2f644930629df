"""`qualicity draw`: draws that nobody can call rigged. Commit first, draw when the randomness is out, let anybody verify."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from qualicity.cli.context import Context, JsonOption, LangOption, run
from qualicity.cli.draw_request import (
    beacon_of,
    commitment_request,
    doubt_of_the_future,
    doubts_of_time,
    randomness_from,
    refuse_beacon,
    request_from,
    write_once,
)
from qualicity.errors import Text, UsageError
from qualicity.methods.sampling import draw as drawing
from qualicity.methods.sampling.draw import Check, Request

RegisterArgument = Annotated[
    Path, typer.Argument(metavar="REGISTER", help="Who can be drawn: CSV, XLSX or Parquet / 名录")
]
NOption = Annotated[int | None, typer.Option("--n", metavar="N", help="How many to select in all / 抽取总数")]
IdOption = Annotated[
    str | None, typer.Option("--id", metavar="COLUMN", help="The column that names a row (id) / 编号列")
]
StrataOption = Annotated[
    str | None, typer.Option("--strata", metavar="COLUMN", help="The column of strata / 分层列")
]
ShareOption = Annotated[
    str | None,
    typer.Option("--share", metavar="HOW", help="N among strata: proportional, equal / 各层分配方式"),
]
SizesOption = Annotated[
    Path | None, typer.Option("--sizes", metavar="FILE", help="How many of each: stratum, n / 各层数量表")
]
WaitingOption = Annotated[
    int | None,
    typer.Option(
        "--waiting", metavar="N", help="How many wait in each stratum (as many as selected) / 每层候补数"
    ),
]
ExcludeOption = Annotated[
    Path | None, typer.Option("--exclude", metavar="FILE", help="Who is left out: id, reason / 排除名单")
]
ModeOption = Annotated[
    str | None, typer.Option("--mode", metavar="MODE", help="sha256 or rfc3797 / 推导方式")
]
InspectorsOption = Annotated[
    Path | None, typer.Option("--inspectors", metavar="FILE", help="The inspectors' register / 检查人员名录")
]
InspectorIdOption = Annotated[
    str | None,
    typer.Option(
        "--inspector-id", metavar="COLUMN", help="The column that names an inspector (id) / 人员编号列"
    ),
]
EachOption = Annotated[
    int | None,
    typer.Option("--each", metavar="N", help="Inspectors for each object (2) / 每个对象的检查人数"),
]
ConflictsOption = Annotated[
    Path | None,
    typer.Option("--conflicts", metavar="FILE", help="Who is recused: inspector, object, reason / 回避名单"),
]
ChainOption = Annotated[
    str | None, typer.Option("--chain", metavar="NAME", help="drand's chain: quicknet, default / drand 链")
]
RoundOption = Annotated[
    int | None, typer.Option("--round", metavar="N", help="The round of drand / drand 轮次")
]
SourceOption = Annotated[
    str | None,
    typer.Option("--source", metavar="TEXT", help="Another public source, in words / 其他公开来源"),
]
SourceTimeOption = Annotated[
    str | None,
    typer.Option("--source-time", metavar="TIME", help="When its value comes out, with zone / 其公布时间"),
]
ByOption = Annotated[str | None, typer.Option("--by", metavar="WHO", help="Who draws (recorded) / 抽取人")]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When, with zone (recorded) / 时间（含时区）")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="OUT", help="Where to (default: beside) / 输出文件")
]


class _Group(TyperGroup):
    """`qualicity draw REGISTER` is `qualicity draw run REGISTER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = args[0] if args else "--help"
        if first not in (*self.commands, "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="draw",
    cls=_Group,
    help="Draw from a register so that anybody can check it: commit, run, verify. / 可核验的随机抽取。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("commit")
def commit(
    register: RegisterArgument,
    n: NOption = None,
    id_column: IdOption = None,
    strata: StrataOption = None,
    share: ShareOption = None,
    sizes: SizesOption = None,
    waiting: WaitingOption = None,
    exclude: ExcludeOption = None,
    mode: ModeOption = None,
    inspectors: InspectorsOption = None,
    inspector_id: InspectorIdOption = None,
    each: EachOption = None,
    conflicts: ConflictsOption = None,
    chain: ChainOption = None,
    number: RoundOption = None,
    source: SourceOption = None,
    source_time: SourceTimeOption = None,
    by: ByOption = None,
    at: AtOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fix all but the randomness, before it exists. / 在随机数产生之前作出承诺。"""
    with run(lang, None, as_json) as context:
        request = request_from(
            register, n, id_column, strata, share, sizes, waiting, exclude, mode, inspectors, inspector_id,
            each, conflicts,
        )  # fmt: skip
        beacon = beacon_of(chain, number, source, source_time)
        refuse_beacon(beacon, request.mode)
        drawing.make_receipt(
            request, {"value": "0"}
        )  # whatever the value will be, it must be possible to draw
        said = drawing.stamp(drawing.moment(at)) if at else None
        document = drawing.make_commitment(request, beacon, by=by, at=said)
        place = out or register.with_name(f"{register.stem}.commitment.json")
        write_once(place, drawing.written(document))
        doubts_of_time(context, said, beacon)
        _committed(context, document, place)


def _committed(context: Context, document: Mapping[str, Any], place: Path) -> None:
    if context.as_json:
        context.json(document)
        return
    sha256, time = drawing.document_sha256(document), document["declared"]["beacon"].get("time")
    en = f"{place}: publish it now, or its SHA-256: {sha256}"
    context.say(Text(en, f"{place}：请立即公布该文件或其 SHA-256：{sha256}"))
    if time:
        context.say(Text(f"The randomness comes out at {time}.", f"随机数将于 {time} 产生。"))


@app.command("run")
def run_draw(
    register: RegisterArgument,
    n: NOption = None,
    id_column: IdOption = None,
    strata: StrataOption = None,
    share: ShareOption = None,
    sizes: SizesOption = None,
    waiting: WaitingOption = None,
    exclude: ExcludeOption = None,
    mode: ModeOption = None,
    inspectors: InspectorsOption = None,
    inspector_id: InspectorIdOption = None,
    each: EachOption = None,
    conflicts: ConflictsOption = None,
    commitment: Annotated[
        Path | None,
        typer.Option("--commitment", metavar="FILE", help="What was fixed beforehand / 承诺书"),
    ] = None,
    randomness: Annotated[
        str | None, typer.Option("--randomness", metavar="VALUE", help="The public value / 公开随机数")
    ] = None,
    chain: ChainOption = None,
    number: RoundOption = None,
    signature: Annotated[
        str | None, typer.Option("--signature", metavar="HEX", help="The round's signature / 该轮签名")
    ] = None,
    source: SourceOption = None,
    source_time: SourceTimeOption = None,
    by: ByOption = None,
    at: AtOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Draw: the receipt, and the register with what came of each row. / 抽取并生成回执。"""
    with run(lang, None, as_json) as context:
        given = (n, id_column, strata, share, sizes, waiting, exclude, mode, inspector_id, each, conflicts)
        document = drawing.read_document(commitment, drawing.COMMITMENT) if commitment else None
        if document is None:
            request = request_from(register, *given[:8], inspectors, *given[8:])
        else:
            request = commitment_request(document, register, inspectors, given)
        fixed = document["declared"]["beacon"] if document else {}
        beacon = beacon_of(chain, number, source, source_time) or fixed
        value = randomness_from(randomness, signature, beacon, request.mode)
        said = drawing.stamp(drawing.moment(at)) if at else None
        receipt = drawing.make_receipt(request, value, by=by, at=said, commitment=document)
        if document:
            _refuse_other(receipt, document)
        _write(context, register, request, receipt, out)


def _refuse_other(receipt: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """Errors: `UsageError` for a draw that is not the one committed to, with all that differs."""
    wrong = [c.text for c in drawing.against_commitment(receipt["declared"], document) if not c.holds]
    if wrong:
        raise UsageError(
            Text(
                "this is not the draw that was committed to: " + "; ".join(t.en for t in wrong),
                "与承诺的抽取不符：" + "；".join(str(t.zh) for t in wrong),
            )
        )


def _write(
    context: Context, register: Path, request: Request, receipt: dict[str, Any], out: Path | None
) -> None:
    place = out or register.with_name(f"{register.stem}.receipt.json")
    table = place.with_name(f"{place.name.removesuffix('.json').removesuffix('.receipt')}.drawn.csv")
    if table in (place, register):
        raise UsageError(Text(f"{place}: name it .json", f"{place}：文件名请以 .json 结尾"))
    written = {place: drawing.written(receipt), table: _table(request, receipt)}
    for path, text in written.items():
        write_once(path, text, check=True)
    for path, text in written.items():
        write_once(path, text)
    said = receipt["declared"]["randomness"]
    for doubt in drawing.doubts(said["value"], request.mode):
        context.note(Text(f"warning: {doubt.en}", f"警告：{doubt.zh}"))
    if said.get("time") and receipt["at"] and not drawing.too_late(receipt["at"], said):
        en = f"warning: --at {receipt['at']} is before the randomness came out, at {said['time']}"
        context.note(Text(en, f"警告：--at {receipt['at']} 早于随机数产生时间 {said['time']}"))
    doubt_of_the_future(context, said)
    if context.as_json:
        context.json(receipt)
    else:
        _summary(context, receipt, place, table)


def _table(request: Request, receipt: Mapping[str, Any]) -> str:
    """The register's rows in their canonical order, each with what came of it, as CSV."""
    result = receipt["result"]
    told = {e["id"]: (status, e) for status in ("selected", "waiting") for e in result[status]}
    told |= {e["id"]: ("excluded", e) for e in result["excluded"]}
    extra = ["draw_status", "draw_order", "draw_ticket", "draw_reason"]
    extra += ["draw_inspectors"] if request.inspectors else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*request.register.columns, *extra])
    for who, row in zip(request.register.ids, request.register.rows, strict=True):
        status, entry = told.get(who, ("not drawn", {}))
        cells = [status, entry.get("order"), entry.get("ticket"), entry.get("reason")]
        pair = [";".join(entry.get("inspectors", ()))] if request.inspectors else []
        writer.writerow([*row, *cells, *pair])
    return text.getvalue()


_SHOWN = 20
"""So many of each are told on the screen; the receipt has all."""


def _summary(context: Context, receipt: Mapping[str, Any], place: Path, table: Path) -> None:
    said, result = receipt["declared"], receipt["result"]
    selected, waiting = result["selected"], result["waiting"]
    context.say(
        Text(
            f"{len(selected)} selected of {sum(s['pool'] for s in result['strata'])} that could be drawn "
            f"({said['register']['rows']} in the register, {len(result['excluded'])} excluded), {len(waiting)} waiting.",
            f"可抽取 {sum(s['pool'] for s in result['strata'])} 个（名录 {said['register']['rows']} 个，"
            f"排除 {len(result['excluded'])} 个），抽中 {len(selected)} 个，候补 {len(waiting)} 个。",
        )
    )
    for title, entries in ((Text("Selected", "抽中"), selected), (Text("Waiting", "候补"), waiting)):
        if not entries:
            continue
        context.say(title)
        _entries(context, entries)
    for who, en, zh in (
        (result["not_in_register"], "excluded, but not in the register", "已排除但不在名录中"),
        (result.get("short_of_inspectors", ()), "too few inspectors may go to", "可派检查人员不足"),
    ):
        if who:
            context.note(Text(f"warning: {en}: {', '.join(who)}", f"警告：{zh}：{'、'.join(who)}"))
    context.say(Text(f"Receipt: {place}  table: {table}", f"回执：{place}  结果表：{table}"))
    context.say(Text(f"To check it: qualicity draw verify {place}", f"核验：qualicity draw verify {place}"))


def _entries(context: Context, entries: Sequence[Mapping[str, Any]]) -> None:
    for entry in entries[:_SHOWN]:
        stratum = f"{entry['stratum']}  " if "stratum" in entry else ""
        pair = f"  ({', '.join(entry['inspectors'])})" if "inspectors" in entry else ""
        context.say(f"  {stratum}{entry['order']}  {entry['id']}{pair}")
    if (more := len(entries) - _SHOWN) > 0:
        context.say(Text(f"  and {more} more", f"  另有 {more} 个"))


@app.command("verify")
def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt / 回执")],
    register: Annotated[
        Path | None,
        typer.Argument(metavar="[REGISTER]", help="The register (default: beside the receipt) / 名录"),
    ] = None,
    inspectors: InspectorsOption = None,
    commitment: Annotated[
        Path | None,
        typer.Option(
            "--commitment", metavar="FILE", help="The commitment as it was published / 已公布的承诺书"
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Derive a draw anew from its receipt, and say line by line what holds. / 核验回执。"""
    with run(lang, None, as_json) as context:
        found = drawing.read_document(receipt, drawing.RECEIPT)
        published = drawing.read_document(commitment, drawing.COMMITMENT) if commitment else None
        there = [_beside(receipt, found, name) for name in ("register", "inspectors")]
        checks = drawing.verify(found, register or there[0], inspectors or there[1], published)
        holds = drawing.verdict(checks)
        if as_json:
            context.json({"receipt": str(receipt), "holds": holds, "checks": [_record(c) for c in checks]})
        else:
            _tell(context, checks, holds)
        if holds:
            doubt_of_the_future(context, found["declared"]["randomness"])
    if not holds:
        raise typer.Exit(1)


def _beside(receipt: Path, found: Mapping[str, Any], name: str) -> Path | None:
    declared = found.get("declared")
    said = declared.get(name) if isinstance(declared, dict) else None
    return drawing.beside(receipt, said.get("file")) if isinstance(said, dict) else None


def _record(check: Check) -> dict[str, Any]:
    return {"check": check.name, "holds": check.holds, "en": check.text.en, "zh": check.text.zh}


_MARKS = {True: Text("holds", "符合"), False: Text("DIFFERS", "不符"), None: Text("not checked", "未核验")}


def _tell(context: Context, checks: Sequence[Check], holds: bool) -> None:
    for check in checks:
        context.say(f"{_MARKS[check.holds].get(context.lang)}: {check.text.get(context.lang)}")
    if not holds:
        context.say(
            Text("This receipt does NOT hold: see the lines above.", "该回执不成立：见以上不符之处。")
        )
    elif "register" in (absent := {c.name for c in checks if c.holds is None}):
        en = "The receipt agrees with itself; whether with the register was not checked: name the register's file."
        context.say(Text(en, "回执自身一致；未与名录核对：请给出名录文件。"))
    elif "inspectors" in absent:
        en = "The draw follows from the receipt and the register; whether the inspectors do from their own was not checked: "
        zh = "抽取结果由回执和名录推出；检查人员未与其名录核对：请用 --inspectors 给出该文件。"
        context.say(Text(f"{en}name its file (--inspectors FILE).", zh))
    else:
        context.say(
            Text("The draw follows from the receipt and the register.", "抽取结果由回执和名录完全推出。")
        )
