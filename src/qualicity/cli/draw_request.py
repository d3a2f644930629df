"""The options of `qualicity draw` as what is asked for; with a commitment, what that says; what time says of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualicity.cli.context import Context, now
from qualicity.errors import Text, UsageError
from qualicity.methods.sampling import draw as drawing
from qualicity.methods.sampling.draw import Register, Request
from qualicity.methods.sampling.draw.canonical import plain
from qualicity.methods.sampling.draw.files import Listed
from qualicity.methods.sampling.draw.streams import MODES, Mode

LEAST_EACH = 2
"""An inspection needs two inspectors at least (双随机)."""


def request_from(
    register: Path,
    n: int | None,
    id_column: str | None,
    strata: str | None,
    share: str | None,
    sizes: Path | None,
    waiting: int | None,
    exclude: Path | None,
    mode: str | None,
    inspectors: Path | None,
    inspector_id: str | None,
    each: int | None,
    conflicts: Path | None,
) -> Request:
    """The registers and lists read, the rest as said. Errors: `UsageError` for what does not fit together."""
    kind = _mode(mode)
    key, column = plain(id_column or "id"), plain(strata)
    if inspectors is None and (inspector_id or each is not None or conflicts):
        raise _refused(
            "--inspector-id, --each and --conflicts need --inspectors FILE",
            "--inspector-id、--each、--conflicts 须与 --inspectors 同用",
        )
    if each is not None and each < LEAST_EACH:
        raise _refused(
            f"--each is at least {LEAST_EACH}: nobody inspects alone",
            f"--each 不少于 {LEAST_EACH}：不得单人检查",
        )
    if not column and (sizes or share):
        raise _refused("--sizes and --share need --strata COLUMN", "--sizes、--share 须与 --strata 同用")
    by_stratum = drawing.read_sizes(sizes, column) if sizes else None
    return Request(
        register=drawing.read_register(register, key, ordered=kind == "rfc3797"),
        n=n,
        strata=column,
        share=share or "proportional",
        sizes=by_stratum,
        waiting=-1 if waiting is None else waiting,
        mode=kind,
        exclusions=drawing.read_exclusions(exclude, key) if exclude else None,
        inspectors=drawing.read_register(inspectors, inspector_id or "id") if inspectors else None,
        each=LEAST_EACH if each is None else each,
        conflicts=drawing.read_conflicts(conflicts) if conflicts else None,
    )


def _mode(said: str | None) -> Mode:
    found = next((m for m in MODES if m == (said or MODES[0])), None)
    if found is None:
        told = ", ".join(MODES)
        raise _refused(f"--mode '{said}' is not one of {told}", f"--mode“{said}”不在可选值内：{told}")
    return found


def commitment_request(
    document: Mapping[str, Any], register: Path, inspectors: Path | None, given: Sequence[Any]
) -> Request:
    """What a commitment asks for, with the registers that it names by their hashes.

    Errors: `UsageError` for options that would say otherwise, a commitment that is not as `draw commit` writes it.
    """
    if any(v is not None for v in given):
        raise _refused(
            "what was committed to stands in the commitment: give no other options beside it but --inspectors and "
            "those of the randomness",
            "承诺的内容以承诺书为准：除 --inspectors 与随机数的选项外请勿另给",
        )
    try:
        said = document["declared"]
        strata, asked = said["strata"] or {}, said["inspectors"]
        people: Register | None = None
        if asked:
            place = inspectors or register.with_name(Path(asked["file"]).name)
            people = drawing.read_register(place, asked["id"])
        return Request(
            register=drawing.read_register(
                register, said["register"]["id"], ordered=said["register"]["order"] == "file"
            ),
            n=said["n"],
            strata=strata.get("column") or "",
            share=strata.get("share") or "proportional",
            sizes=strata.get("sizes"),
            waiting=said["waiting"],
            mode=_mode(said["mode"]),
            exclusions=_listed(said["exclusions"]),
            inspectors=people,
            each=asked["each"] if asked else LEAST_EACH,
            conflicts=_listed(asked["conflicts"]) if asked else None,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        told = f"{type(error).__name__} {error}"
        raise _refused(
            f"the commitment is not as `draw commit` writes it: {told}", f"承诺书格式有误：{told}"
        ) from error


def _listed(said: Mapping[str, Any] | None) -> Listed | None:
    return Listed(said["file"], tuple(tuple(r) for r in said["list"])) if said else None


def beacon_of(
    chain: str | None, number: int | None, source: str | None, source_time: str | None
) -> dict[str, Any]:
    """Where the randomness is from: a round of drand or a source in words; nothing where nothing is said.

    Errors: `UsageError` for half of one, or both.
    """
    if (chain or number is not None) and (source or source_time):
        raise _refused(
            "say either --chain and --round, or --source", "请在 --chain、--round 与 --source 中择一"
        )
    if chain or number is not None:
        return drawing.named_round(chain or "quicknet", number)
    if source_time and not source:
        raise _refused("--source-time needs --source TEXT", "--source-time 须与 --source 同用")
    found: dict[str, Any] = {"source": source} if source else {}
    return found | ({"time": drawing.stamp(drawing.moment(source_time))} if source_time else {})


def refuse_beacon(beacon: Mapping[str, Any], mode: Mode) -> None:
    """Errors: `UsageError` for a commitment that names no randomness, or one that its mode cannot take."""
    if not beacon:
        raise _refused(
            "say which public randomness will decide: --chain quicknet --round N, or --source TEXT --source-time TIME",
            "请指明由哪个公开随机数决定：--chain quicknet --round N，或 --source 文字 --source-time 时间",
        )
    if mode == "rfc3797" and "drand" in beacon:
        raise _refused(
            "RFC 3797 takes whole numbers, such as a lottery's, and no round of drand: use --source, or mode sha256",
            "RFC 3797 采用整数（如彩票号码），不能用 drand 轮次：请用 --source，或改用 sha256 模式",
        )


def randomness_from(
    given: str | None, signature: str | None, beacon: Mapping[str, Any], mode: Mode
) -> dict[str, Any]:
    """The randomness with whence it is; of drand's signature it is the SHA-256.

    Errors: `UsageError` where there is none, or where value and signature do not belong together.
    """
    if beacon:
        refuse_beacon(beacon, mode)
    if signature and "drand" not in beacon:
        raise _refused("--signature needs --chain and --round", "--signature 须与 --chain、--round 同用")
    said = plain(given)
    if signature:
        found = drawing.randomness_of(beacon["drand"], signature)
        if said and drawing.canonical_randomness(said, "sha256") != found:
            raise _refused(
                f"the signature's SHA-256 is {found}, which is not the randomness given",
                f"签名的 SHA-256 为 {found}，与所给随机数不符",
            )
        said = said or found
    value = {"value": drawing.canonical_randomness(said, mode), **beacon}
    return value | ({"signature": signature.strip().lower()} if signature else {})


def write_once(path: Path, text: str, *, check: bool = False) -> None:
    """Write a file, or only `check` that it can be; one that is there stays as it is.

    Errors: `UsageError` for a file that is there and says something else, a place where none can be.
    """
    try:
        there = path.read_text("utf-8") if path.exists() else None
        if there is not None and there != text:
            raise _refused(
                f"{path} is there and says something else: a draw is not overwritten; name another with --out",
                f"{path} 已存在且内容不同：抽取记录不得覆盖；请用 --out 另指定文件",
            )
        if there is None and not check:
            path.write_text(text, "utf-8", newline="\n")
        elif not path.parent.is_dir():
            raise FileNotFoundError(2, "there is no such folder")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise _refused(f"{path}: cannot be written: {said}", f"{path}：无法写入：{said}") from error


def _refused(en: str, zh: str) -> UsageError:
    return UsageError(Text(en, zh))


def doubts_of_time(context: Context, at: str | None, beacon: Mapping[str, Any]) -> None:
    """A commitment is worth something only before the randomness exists."""
    if drawing.too_late(at, beacon) or drawing.too_late(f"{now().isoformat()}Z", beacon):
        en = f"warning: the randomness came out at {beacon['time']}: a commitment after that shows nothing"
        context.note(Text(en, f"警告：随机数已于 {beacon['time']} 产生：此后的承诺不能证明任何事"))
    if at is None:
        en = "no --at: the commitment says no time; what counts is when it was published"
        context.note(Text(en, "未给出 --at：承诺书不载明时间，以公布时间为准"))


def doubt_of_the_future(context: Context, said: Mapping[str, Any]) -> None:
    """A value that has not come out yet can be nobody's but its maker's."""
    if said.get("time") and not drawing.too_late(f"{now().isoformat()}Z", said):
        en = (
            f"by this machine's clock the randomness comes out only at {said['time']}: nobody can know it yet"
        )
        zh = f"按本机时钟，随机数到 {said['time']} 才产生：此时无人能知其值"
        context.note(Text(f"warning: {en}", f"警告：{zh}"))
