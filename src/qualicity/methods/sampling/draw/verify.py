"""A receipt against what it says of itself, against the register, and against the commitment: line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import QualicityError, Text
from qualicity.methods.sampling.draw.beacon import chain_named, chains, named_round, randomness_of
from qualicity.methods.sampling.draw.canonical import Register, some
from qualicity.methods.sampling.draw.derive import derive
from qualicity.methods.sampling.draw.files import listed_sha256, read_register
from qualicity.methods.sampling.draw.receipt import FIXED, document_sha256, members_of, too_late
from qualicity.methods.sampling.draw.streams import ALGORITHM, canonical_randomness, doubts

_NO_RECEIPT = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)
"""What reading a part raises that is not what a receipt holds there."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a verification: whether it `holds` (None: it could not be looked at), in words."""

    name: str
    holds: bool | None
    text: Text


def verify(
    receipt: Mapping[str, Any],
    register: Path | None = None,
    inspectors: Path | None = None,
    commitment: Mapping[str, Any] | None = None,
) -> tuple[Check, ...]:
    """All that can be checked of a receipt; of a register, an inspectors' register, a commitment that are not given, not.

    Never raises for a receipt that was tampered with: that is a check that does not hold.
    """
    parts: tuple[Callable[[], Iterator[Check]], ...] = (
        lambda: _algorithm(receipt),
        lambda: _table(receipt, "register", "members", register),
        lambda: _lists(receipt),
        lambda: _randomness(receipt),
        lambda: _result(receipt),
        lambda: _table(receipt, "inspectors", "inspector_members", inspectors),
        lambda: _commitment(receipt, commitment),
    )
    names = ("algorithm", "register", "lists", "randomness", "result", "inspectors", "commitment")
    found: list[Check] = []
    for name, part in zip(names, parts, strict=True):
        try:
            found += part()
        except QualicityError as error:
            found.append(Check(name, False, Text(f"{name}: {error.text.en}", error.text.zh)))
        except _NO_RECEIPT as error:
            said = f"{type(error).__name__} {error}"
            found.append(
                Check(
                    name,
                    False,
                    Text(
                        f"{name}: this part is not as a receipt's: {said}",
                        f"{name}：此部分不符合回执格式：{said}",
                    ),
                )
            )
    return tuple(found)


def _check(name: str, holds: bool | None, en: str, zh: str) -> Check:
    return Check(name, holds, Text(en, zh))


def _algorithm(receipt: Mapping[str, Any]) -> Iterator[Check]:
    said = receipt["algorithm"]
    yield _check(
        "algorithm",
        said == ALGORITHM,
        f"algorithm {said}" + ("" if said == ALGORITHM else f": this program knows {ALGORITHM}"),
        f"算法 {said}" + ("" if said == ALGORITHM else f"：本程序只认 {ALGORITHM}"),
    )


def _table(receipt: Mapping[str, Any], name: str, members: str, path: Path | None) -> Iterator[Check]:
    """A register against its hash and, by name, row against row."""
    said = receipt["declared"][name]
    if said is None:
        return
    title, zh = {"register": ("register", "名录"), "inspectors": ("inspectors' register", "检查人员名录")}[
        name
    ]
    if path is None:
        yield _check(
            name,
            None if len(receipt[members]) == said["rows"] else False,
            f"{title} {said['file']} is not at hand: its SHA-256 {said['sha256']} was not looked at",
            f"{zh} {said['file']} 不在手边：未核对其 SHA-256 {said['sha256']}",
        )
        return
    register = read_register(path, said["id"], ordered=said["order"] == "file")
    strata = (receipt["declared"]["strata"] or {}).get("column", "") if name == "register" else ""
    there = members_of(register, strata)
    there = there if name == "register" else [[who, mark] for who, _, mark in there]
    stated = (said["sha256"], said["columns"], said["rows"])
    holds = (
        stated == (register.sha256, list(register.columns), len(register.rows)) and there == receipt[members]
    )
    differ = Text("", "") if holds else _difference(register, said, there, receipt[members])
    yield _check(
        name,
        holds,
        f"{title} {path.name}: {len(register.rows)} rows, SHA-256 {register.sha256}{differ.en}",
        f"{zh} {path.name}：{len(register.rows)} 行，SHA-256 {register.sha256}{differ.zh}",
    )


def _difference(
    register: Register,
    said: Mapping[str, Any],
    there: Sequence[Sequence[str]],
    drawn: Sequence[Sequence[str]],
) -> Text:
    """In which rows or columns a register is another than the one that was drawn from."""
    now, then = ({row[0]: list(row) for row in rows} for rows in (there, drawn))
    kinds = (
        ("columns that differ", "不同的列", sorted(set(said["columns"]) ^ set(register.columns))),
        ("rows changed", "被改动的行", [who for who in then if who in now and now[who] != then[who]]),
        ("rows that were drawn from and are not there", "缺少的行", [who for who in then if who not in now]),
        ("rows that were not there", "多出的行", [who for who in now if who not in then]),
    )
    told = [(en, zh, some(names)) for en, zh, names in kinds if names]
    if not told:
        return Text(
            f", but the receipt says {said['rows']} rows, {said['sha256']} (the order of rows or the receipt differs)",
            f"，而回执为 {said['rows']} 行、{said['sha256']}（行的顺序或回执本身不同）",
        )
    return Text(
        ", but the receipt is of another: " + "; ".join(f"{en}: {n.en}" for en, _, n in told),
        "，而回执出自另一份名录：" + "；".join(f"{zh}：{n.zh}" for _, zh, n in told),
    )


def _lists(receipt: Mapping[str, Any]) -> Iterator[Check]:
    said = receipt["declared"]
    asked = (
        ("exclusions", "exclusions with their reasons", "排除及其理由", said["exclusions"]),
        ("conflicts", "conflicts of interest", "回避情形", (said["inspectors"] or {}).get("conflicts")),
    )
    for name, en, zh, listed in asked:
        if listed is None:
            continue
        found = listed_sha256(listed["list"])
        holds = found == listed["sha256"]
        differ = "" if holds else f" ≠ {listed['sha256']}"
        n = len(listed["list"])
        yield _check(
            name, holds, f"{n} {en}: SHA-256 {found}{differ}", f"{zh} {n} 条：SHA-256 {found}{differ}"
        )


def _randomness(receipt: Mapping[str, Any]) -> Iterator[Check]:
    said, mode = receipt["declared"]["randomness"], receipt["declared"]["mode"]
    value = said["value"]
    holds = canonical_randomness(value, mode) == value
    yield _check(
        "randomness", holds, f"randomness {value} in its canonical form", f"随机数 {value} 为规范形式"
    )
    if "drand" not in said:
        source = said.get("source")
        if source:
            en = f"that it is the value of '{source}' is for you to look up: no program can"
            yield _check("source", None, en, f"该数值是否出自“{source}”需自行核对")
        else:
            yield _check(
                "source", None, "the receipt names no source of the randomness", "回执未载明随机数的来源"
            )
        for doubt in doubts(value, mode):
            yield Check("doubt", None, doubt)
        return
    chain = chain_named(said["drand"])
    expected = named_round(chain, said["round"])
    holds = all(said[k] == v for k, v in expected.items())
    en = f"round {said['round']} of drand {chain} is that of {expected['time']}"
    differ = (
        ""
        if holds
        else f", which is not what the receipt says ({said.get('time')}, {said.get('chain_hash')})"
    )
    yield _check(
        "round", holds, en + differ, f"drand {chain} 第 {said['round']} 轮的时间为 {expected['time']}{differ}"
    )
    signature = said.get("signature")
    if signature is None:
        yield _check("signature", None, "the round's signature is not in the receipt", "回执中没有该轮签名")
    else:
        found = randomness_of(chain, signature)
        yield _check(
            "signature",
            found == value,
            f"SHA-256 of the signature is {found}" + ("" if found == value else f", not {value}"),
            f"签名的 SHA-256 为 {found}" + ("" if found == value else f"，而不是 {value}"),
        )
    told = f"/{chains()[chain]['hash']}/public/{said['round']}"
    yield _check(
        "beacon",
        None,
        f"that drand signed this (BLS) is not checked here: compare with a public relay, {told}",
        f"此处未验证 drand 的 BLS 签名：请与公共中继站的 {told} 核对",
    )


def _result(receipt: Mapping[str, Any]) -> Iterator[Check]:
    """Everything that follows, derived anew."""
    derived, said = derive(receipt), receipt["result"]
    for name, (en, zh) in _RESULTS.items():
        if name not in derived and name not in said:
            continue
        found, stated = derived.get(name), said.get(name)
        holds = found == stated
        count = len(found or ())
        differ = Text("", "") if holds else _first(found or [], stated)
        yield _check(
            name, holds, f"{en}: {count} derived anew{differ.en}", f"{zh}：重新推导 {count} 项{differ.zh}"
        )
    for name in set(said) - set(_RESULTS):
        yield _check(str(name), False, f"result: '{name}' follows from nothing", f"结果：“{name}”无从推导")


_RESULTS = {
    "strata": ("sizes", "各层数量"),
    "selected": ("selected", "抽中"),
    "waiting": ("waiting list", "候补"),
    "excluded": ("excluded", "排除"),
    "not_in_register": ("exclusions that the register does not hold", "名录之外的排除"),
    "short_of_inspectors": ("objects with too few inspectors", "检查人员不足的对象"),
}


def _first(derived: Sequence[Any], stated: Any) -> Text:
    """The first item that differs."""
    items = stated if isinstance(stated, list) else []
    for n in range(max(len(derived), len(items))):
        found, said = (rows[n] if n < len(rows) else None for rows in (derived, items))
        if found != said:
            return Text(
                f"; item {n + 1} is {_brief(found)}, the receipt says {_brief(said)}",
                f"；第 {n + 1} 项应为 {_brief(found)}，回执为 {_brief(said)}",
            )
    return Text(f"; the receipt says {_brief(stated)}", f"；回执为 {_brief(stated)}")


def _brief(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return ", ".join(str(v) for k, v in item.items() if k != "ticket") + (
        f" ({str(item['ticket'])[:12]}…)" if "ticket" in item else ""
    )


def _commitment(receipt: Mapping[str, Any], published: Mapping[str, Any] | None) -> Iterator[Check]:
    held = receipt.get("commitment")
    if held is None:
        holds = None if published is None else False
        en = "no commitment: nothing shows that all this was fixed before the randomness existed"
        yield _check("commitment", holds, en, "没有承诺书：无从证明上述各项在随机数产生之前已经确定")
        return
    document = held["document"]
    found = document_sha256(document)
    yield _check(
        "commitment", found == held["sha256"], f"commitment: SHA-256 {found}", f"承诺书：SHA-256 {found}"
    )
    yield from against_commitment(receipt["declared"], document)
    yield _time_of(document)
    if published is not None:
        same = document_sha256(published) == found
        en = f"the published commitment is {'the one' if same else 'not the one'} in the receipt"
        yield _check("published", same, en, f"公布的承诺书与回执中的{'一致' if same else '不一致'}")


def _time_of(document: Mapping[str, Any]) -> Check:
    at, time = document["at"], document["declared"]["beacon"].get("time")
    if at is None or time is None:
        en = "the commitment does not say when it was made and when the value was due: see when it was published"
        return _check("time", None, en, "承诺书未载明作出时间或随机数产生时间：请看其公布时间")
    late = too_late(at, document["declared"]["beacon"])
    en = f"by its own words committed at {at}, {'not ' if late else ''}before the randomness, {time}"
    return _check("time", not late, en, f"自称承诺于 {at}，{'不' if late else ''}早于随机数产生（{time}）")


def against_commitment(declared: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Check]:
    """Each thing that was fixed beforehand, against what was drawn by."""
    fixed, drawn = document["declared"], declared["randomness"]
    for name in FIXED:
        holds = _without_file(fixed[name]) == _without_file(declared[name])
        zh = _FIXED_ZH[name]
        yield _check(
            f"committed {name}",
            holds,
            f"{name} {'as committed' if holds else 'differs from the commitment'}",
            f"{zh}{'与承诺一致' if holds else '与承诺不同'}",
        )
    beacon = fixed["beacon"]
    wrong = [k for k, v in beacon.items() if drawn.get(k) != v]
    told = ", ".join(wrong)
    yield _check(
        "committed randomness",
        not wrong,
        "the randomness is of the source that was named" + (f", but not its {told}" if wrong else ""),
        "随机数出自承诺的来源" + (f"，但 {told} 不同" if wrong else ""),
    )


_FIXED_ZH = {
    "register": "名录", "mode": "模式", "n": "抽取数量", "strata": "分层", "waiting": "候补数量", "exclusions": "排除",
    "inspectors": "检查人员",
}  # fmt: skip


def _without_file(value: Any) -> Any:
    """A file may be called otherwise: what it holds counts."""
    if not isinstance(value, Mapping):
        return value
    return {k: _without_file(v) for k, v in value.items() if k != "file"}


def beside(receipt: Path, name: Any) -> Path | None:
    """The file of that name in the receipt's folder, if it is there; a name that leads elsewhere is none."""
    if not isinstance(name, str) or not name or Path(name).name != name:
        return None
    path = receipt.parent / name
    return path if path.is_file() else None


def verdict(checks: Sequence[Check]) -> bool:
    """Whether nothing that could be looked at differs."""
    return all(c.holds is not False for c in checks)
