"""`qualicity draw`: commitment, receipt, verification; whoever changes anything is found out, by name."""

import copy
import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import Commands, cases

from qualicity.methods.sampling import draw as drawing

ROOT = Path(__file__).resolve().parents[2]
BEACON = json.loads((ROOT / "tests/data/sampling/drand_examples.json").read_text("utf-8"))["beacons"][1]
BEFORE = "2023-09-01T08:00:00+08:00"
"""Before the round came out."""


def write_registers(folder: Path) -> Path:
    """40 enterprises in three districts, 7 inspectors, exclusions, conflicts."""
    register = folder / "enterprises.csv"
    districts = ("禅城", "南海", "顺德")
    with register.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"E{n:03}", f"企业{n}", districts[n * n % 7 % 3]) for n in range(40)]
        csv.writer(file).writerows([("code", "name", "district"), *rows])
    people = "".join(f"I{n},检查员{n}\n" for n in range(7))
    (folder / "inspectors.csv").write_text(f"id,name\n{people}", "utf-8")
    (folder / "closed.csv").write_text("code,reason\nE003,停业\nE999,已迁出\n", "utf-8")
    (folder / "conflicts.csv").write_text("inspector,object,reason\nI1,E005,亲属\nI2,E005,持股\n", "utf-8")
    return register


OPTIONS = ("--id", "code", "--n", "9", "--strata", "district", "--waiting", "2")
LISTS = ("--exclude", "closed.csv", "--inspectors", "inspectors.csv", "--conflicts", "conflicts.csv")
ROUND = ("--chain", "quicknet", "--round", BEACON["round"])


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_registers(tmp_path)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, a commitment, and a receipt with all that there can be."""
    folder = tmp_path_factory.mktemp("drawn")
    with chdir(folder):
        commit_and_draw(write_registers(folder), Commands(folder / "var"))
    return folder


@pytest.fixture
def receipt(drawn: Path, register: Path) -> Path:
    """A copy of it, to be tampered with."""
    shutil.copytree(drawn, register.parent, dirs_exist_ok=True)
    return register.with_name("enterprises.receipt.json")


def commit_and_draw(register: Path, cli: Commands) -> None:
    told = cli.run("draw", "commit", register, *OPTIONS, *LISTS, *ROUND, "--by", "局", "--at", BEFORE)
    assert told.exit_code == 0, told.output
    drawn = ("draw", register, "--commitment", "enterprises.commitment.json", "--by", "局")
    told = cli.run(*drawn, "--signature", BEACON["signature"])
    assert told.exit_code == 0, told.output


def test_committed_drawn_and_verified(receipt: Path, cli: Commands) -> None:
    said = json.loads(receipt.read_text("utf-8"))
    assert said["declared"]["randomness"]["value"] == BEACON["randomness"]
    assert len(said["result"]["selected"]) == 9
    assert said["result"]["excluded"] == [{"id": "E003", "reason": "停业"}]
    assert said["result"]["not_in_register"] == ["E999"]
    assert all(len(set(e["inspectors"])) == 2 for e in said["result"]["selected"] + said["result"]["waiting"])
    assert (said["by"], said["at"]) == ("局", None)
    found = cli.json("draw", "verify", receipt, "--commitment", "enterprises.commitment.json")
    assert found["holds"] is True
    assert [c["check"] for c in found["checks"] if c["holds"] is None] == ["beacon"]
    assert {"register", "signature", "selected", "inspectors", "committed n", "time", "published"} <= {
        c["check"] for c in found["checks"]
    }


def test_both_languages(receipt: Path, cli: Commands) -> None:
    for lang, said in (("en", "follows from the receipt"), ("zh", "抽取结果由回执和名录完全推出")):
        told = cli.run("draw", "verify", receipt, "--lang", lang)
        assert said in told.stdout
    words = ("draw", "enterprises.csv", "--id", "code", "--n", 2, "--randomness", BEACON["randomness"])
    told = cli.run(*words, "--out", "r.json", "--lang", "zh")
    assert "抽中 2 个，候补 2 个" in told.stdout
    assert "Selected" not in told.output


def test_an_outsider_with_receipt_and_register_alone_is_told_what_of_it_was_checked(
    receipt: Path, register: Path, tmp_path: Path, cli: Commands
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for file in (receipt, register):
        shutil.copy(file, alone)
    told = cli.run("draw", "verify", alone / receipt.name)
    assert told.exit_code == 0, told.output
    assert "The draw follows from the receipt and the register; whether the inspectors" in told.stdout
    (alone / register.name).unlink()
    assert (
        "whether with the register was not checked" in cli.run("draw", "verify", alone / receipt.name).stdout
    )


def test_the_same_draw_gives_the_same_bytes_from_a_register_in_any_order(
    receipt: Path, register: Path, cli: Commands
) -> None:
    header, *rows = register.read_text("utf-8").splitlines()
    written = receipt.read_bytes()
    receipt.unlink()
    register.write_bytes("\r\n".join([header, *reversed(rows)]).encode("gbk"))
    words = ("--commitment", "enterprises.commitment.json", "--by", "局", "--signature", BEACON["signature"])
    assert cli.run("draw", "run", register, *words).exit_code == 0
    assert receipt.read_bytes() == written
    assert cli.run("draw", "run", register, *words).exit_code == 0, "the same again changes nothing"


def test_the_table_holds_the_register_and_what_came_of_each_row(receipt: Path) -> None:
    with receipt.with_name("enterprises.drawn.csv").open(encoding="utf-8", newline="") as file:
        rows = {r["code"]: r for r in csv.DictReader(file)}
    said = json.loads(receipt.read_text("utf-8"))["result"]
    assert len(rows) == 40
    assert (rows["E003"]["draw_status"], rows["E003"]["draw_reason"]) == ("excluded", "停业")
    for status in ("selected", "waiting"):
        assert {w for w, r in rows.items() if r["draw_status"] == status} == {e["id"] for e in said[status]}
    first = said["selected"][0]
    assert rows[first["id"]]["draw_inspectors"] == ";".join(first["inspectors"])
    assert rows[first["id"]]["draw_ticket"] == first["ticket"]


# -- an outsider with a receipt ----------------------------------------------------------------------------


def verifier() -> list[str]:
    """The two programs of docs/draw.md."""
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "draw.md").read_text("utf-8"), re.DOTALL)


def by_the_docs(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    (folder / "verify.py").write_text("".join(verifier()), "utf-8")
    told = [sys.executable, "-I", str(folder / "verify.py"), *map(str, words)]
    return subprocess.run(told, capture_output=True, text=True, check=False, cwd=folder)


def test_the_verifier_of_the_docs_has_30_lines_and_agrees(receipt: Path, register: Path) -> None:
    assert len([line for line in verifier()[0].splitlines() if line]) == 30
    told = by_the_docs(register.parent, receipt, register, "inspectors.csv")
    assert (told.returncode, told.stdout) == (0, "holds\n"), told.stderr


@pytest.mark.parametrize("part", ["register", "order", "inspectors", "seed"])
def test_the_verifier_of_the_docs_finds_what_was_changed(part: str, receipt: Path, register: Path) -> None:
    said = json.loads(receipt.read_text("utf-8"))
    if part == "register":
        register.write_text(register.read_text("utf-8").replace("企业7,", "企业07,"), "utf-8")
    elif part == "order":
        said["result"]["selected"][0]["id"] = said["result"]["waiting"][0]["id"]
    elif part == "inspectors":
        said["result"]["selected"][0]["inspectors"].reverse()
    else:
        said["declared"]["randomness"]["value"] = "0" * 64
    receipt.write_text(json.dumps(said), "utf-8")
    told = by_the_docs(register.parent, receipt, register, "inspectors.csv")
    assert told.returncode == 1
    assert "AssertionError" in told.stderr


def test_the_receipt_alone_is_derived_anew_and_it_is_said_that_the_register_was_not_seen(
    receipt: Path, tmp_path: Path, cli: Commands
) -> None:
    alone = tmp_path / "elsewhere" / "r.json"
    alone.parent.mkdir()
    alone.write_bytes(receipt.read_bytes())
    told = cli.run("draw", "verify", alone)
    assert told.exit_code == 0
    assert "not checked: register enterprises.csv is not at hand" in told.stdout
    assert "name the register's file" in told.stdout
    told = cli.run("draw", "verify", alone, tmp_path / "enterprises.csv", "--inspectors", "inspectors.csv")
    assert "The draw follows" in told.stdout


# -- whoever changes something -----------------------------------------------------------------------------


def swap(said: dict[str, Any]) -> None:
    one, two = said["result"]["selected"][:2]
    one["id"], two["id"] = two["id"], one["id"]


def replace_selected(said: dict[str, Any]) -> None:
    said["result"]["selected"][0]["id"] = "E000"


def swap_members(said: dict[str, Any]) -> None:
    said["members"][0], said["members"][1] = said["members"][1], said["members"][0]


def no_exclusion(said: dict[str, Any]) -> None:
    said["declared"]["exclusions"]["list"].pop(0)


def other_reason(said: dict[str, Any]) -> None:
    said["declared"]["exclusions"]["list"][0][1] = "其他"


def other_conflict(said: dict[str, Any]) -> None:
    said["declared"]["inspectors"]["conflicts"]["list"][0][0] = "I6"


def redrawn(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """A forger who knows the program: whatever is changed, the result is derived anew to fit."""

    def forged(said: dict[str, Any]) -> None:
        change(said)
        said["result"] = drawing.derive(said)

    return forged


def set_in(*keys: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def changed(said: dict[str, Any]) -> None:
        for key in keys[:-1]:
            said = said[key]
        said[keys[-1]] = to

    return changed


DECLARED = "declared"
DOCUMENT = ("commitment", "document", DECLARED)
TAMPERED: dict[str, tuple[Callable[[dict[str, Any]], None], set[str]]] = {
    "the first two change places": (swap, {"selected"}),
    "a friend is selected": (replace_selected, {"selected"}),
    "somebody left the waiting list": (lambda s: s["result"]["waiting"].pop(), {"waiting"}),
    "other inspectors": (lambda s: s["result"]["selected"][0]["inspectors"].reverse(), {"selected"}),
    "n": (set_in(DECLARED, "n", to=10), {"strata", "selected", "waiting", "committed n"}),
    "n, and drawn anew": (redrawn(set_in(DECLARED, "n", to=10)), {"committed n"}),
    "waiting, drawn anew": (redrawn(set_in(DECLARED, "waiting", to=0)), {"committed waiting"}),
    "sizes of a stratum": (set_in("result", "strata", 0, "n", to=9), {"strata"}),
    "seed": (set_in(DECLARED, "randomness", "value", to="0" * 64), {"signature", "selected", "waiting"}),
    "seed, and drawn anew": (
        redrawn(set_in(DECLARED, "randomness", "value", to="0" * 64)),
        {"signature"},
    ),
    "round": (set_in(DECLARED, "randomness", "round", to=7), {"round", "committed randomness"}),
    "signature": (set_in(DECLARED, "randomness", "signature", to="00" * 48), {"signature"}),
    "signature is none": (set_in(DECLARED, "randomness", "signature", to="x"), {"randomness"}),
    "exclusion": (redrawn(no_exclusion), {"exclusions", "committed exclusions"}),
    "reason": (other_reason, {"exclusions", "excluded", "committed exclusions"}),
    "conflict": (redrawn(other_conflict), {"conflicts", "committed inspectors"}),
    "one inspector each": (redrawn(set_in(DECLARED, "inspectors", "each", to=1)), {"committed inspectors"}),
    "another register's hash": (
        redrawn(set_in(DECLARED, "register", "sha256", to="0" * 64)),
        {"register", "committed register"},
    ),
    "members change places": (redrawn(swap_members), {"register"}),
    "a member less": (redrawn(lambda s: s["members"].pop()), {"register"}),
    "an inspector less": (redrawn(lambda s: s["inspector_members"].pop()), {"inspectors"}),
    "commitment": (set_in(*DOCUMENT, "n", to=10), {"commitment", "committed n"}),
    "commitment's time": (
        set_in("commitment", "document", "at", to="2026-01-01T00:00:00Z"),
        {"commitment", "time"},
    ),
    "algorithm": (set_in("algorithm", to="mine/1"), {"algorithm"}),
    "a result more": (set_in("result", "reserved", to=[]), {"reserved"}),
    "no members": (lambda s: s.pop("members"), {"register", "result"}),
    "n is a word": (set_in(DECLARED, "n", to="nine"), {"result", "committed n"}),
    "nothing declared": (set_in(DECLARED, to=None), {"register", "lists", "randomness", "result"}),
    "more than there are": (set_in(DECLARED, "n", to=10**12), {"result", "committed n"}),
}


@pytest.mark.parametrize("name", cases(TAMPERED))
def test_a_receipt_that_was_tampered_with_does_not_hold(name: str, receipt: Path, cli: Commands) -> None:
    change, wrong = TAMPERED[name]
    said = json.loads(receipt.read_text("utf-8"))
    before = copy.deepcopy(said)
    change(said)
    assert said != before
    receipt.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    found = cli.json("draw", "verify", receipt, exit_code=1)
    assert found["holds"] is False
    differs = {c["check"] for c in found["checks"] if c["holds"] is False}
    assert wrong <= differs
    assert all(c["zh"] for c in found["checks"])


REGISTERS = {
    "a cell": (lambda t: t.replace("企业7,", "企业七,"), "rows changed: E007"),
    "a row less": (lambda t: re.sub("E011.*\n", "", t.replace("\r", "")), "are not there: E011"),
    "a row more": (lambda t: t + "E100,新,禅城\n", "were not there: E100"),
    "another district": (lambda t: t.replace("E008,企业8,南海", "E008,企业8,禅城"), "rows changed: E008"),
    "another column": (lambda t: t.replace("name", "title"), "columns that differ: name, title"),
    "twice": (lambda t: t + "E000,企业0,禅城\n", "stands twice for E000"),
    "no district": (lambda t: re.sub("E011.*\n", "E011,x,\n", t), "E011 has no district"),
}


@pytest.mark.parametrize("name", cases(REGISTERS))
def test_a_register_that_was_changed_is_told_by_row(
    name: str, receipt: Path, register: Path, cli: Commands
) -> None:
    change, said = REGISTERS[name]
    text = register.read_text("utf-8")
    changed = change(text)
    assert changed != text
    register.write_text(changed, "utf-8")
    told = cli.run("draw", "verify", receipt)
    assert told.exit_code == 1
    assert said in told.stdout
    assert "does NOT hold" in told.stdout
    assert "不成立" in cli.run("draw", "verify", receipt, "--lang", "zh").stdout


def test_another_commitment_than_the_published_one_is_told(
    receipt: Path, register: Path, cli: Commands
) -> None:
    words = ("draw", "commit", register, *OPTIONS, *ROUND, "--at", BEFORE, "--out", "other.json")
    assert cli.run(*words).exit_code == 0
    found = cli.json("draw", "verify", receipt, "--commitment", "other.json", exit_code=1)
    assert [c["check"] for c in found["checks"] if c["holds"] is False] == ["published"]


def test_a_receipt_leads_to_no_file_outside_its_folder(receipt: Path, tmp_path: Path, cli: Commands) -> None:
    said = json.loads(receipt.read_text("utf-8"))
    inside = tmp_path / "inside"
    inside.mkdir()
    for name in ("../enterprises.csv", str(tmp_path / "enterprises.csv"), 7, ""):
        said["declared"]["register"]["file"] = name
        (inside / "r.json").write_text(json.dumps(said), "utf-8")
        found = cli.json("draw", "verify", inside / "r.json")
        assert next(c["holds"] for c in found["checks"] if c["check"] == "register") is None


# -- what is refused, what is warned about -----------------------------------------------------------------


def test_a_draw_by_a_round_that_is_still_to_come_is_warned_about_when_drawn_and_when_verified(
    register: Path, cli: Commands
) -> None:
    future = ("--chain", "quicknet", "--round", 2_000_000_000, "--signature", BEACON["signature"])
    told = cli.run("draw", register, "--id", "code", "--n", 3, *future, "--out", "r.json")
    assert "the randomness comes out only at 2213" in told.stderr
    told = cli.run("draw", "verify", "r.json", register)
    assert "nobody can know it yet" in told.stderr
    told = cli.run("draw", register, "--id", "code", "--n", 3, "--randomness", "ab", "--out", "s.json")
    assert "nobody can know it yet" not in told.stderr


def test_a_commitment_after_the_randomness_is_warned_about(register: Path, cli: Commands) -> None:
    words = ("draw", "commit", register, *OPTIONS)
    told = cli.run(*words, *ROUND, "--out", "1.json")
    assert "a commitment after that shows nothing" in told.stderr, "this machine's clock is past that round"
    assert "no --at" in told.stderr
    future = ("--round", 2**33, "--out", "2.json")
    assert "shows nothing" not in cli.run(*words, *future, "--at", "2026-01-01T00:00:00Z").stderr
    told = cli.run(*words, *future[:2], "--at", "3000-01-01T00:00:00Z", "--out", "3.json")
    assert "a commitment after that shows nothing" in told.stderr


def test_a_late_commitment_makes_a_receipt_that_does_not_hold(register: Path, cli: Commands) -> None:
    late = ("--at", "2026-01-01T00:00:00Z")
    assert cli.run("draw", "commit", register, *OPTIONS, *ROUND, *late).exit_code == 0
    words = ("--commitment", "enterprises.commitment.json", "--randomness", BEACON["randomness"])
    assert cli.run("draw", register, *words).exit_code == 0
    found = cli.json("draw", "verify", "enterprises.receipt.json", exit_code=1)
    assert [c["check"] for c in found["checks"] if c["holds"] is False] == ["time"]


def test_another_source_than_drand_is_named_and_left_to_the_reader(register: Path, cli: Commands) -> None:
    source = ("--source", "中国福利彩票双色球 2026045", "--source-time", "2026-04-21T21:15:00+08:00")
    assert cli.run("draw", "commit", register, *OPTIONS, *source, "--at", BEFORE).exit_code == 0
    words = ("--commitment", "enterprises.commitment.json", "--randomness", "03 07 11 19 25 33 + 08")
    told = cli.run("draw", register, *words)
    assert told.exit_code == 0
    assert "no public beacon's value" in told.stderr
    found = cli.json("draw", "verify", "enterprises.receipt.json")
    held = {c["check"]: c["holds"] for c in found["checks"]}
    assert held["source"] is None
    assert held["doubt"] is None
    assert held["committed randomness"] is True


def test_rfc_3797_with_a_receipt(tmp_path: Path, cli: Commands) -> None:
    rfc = json.loads((ROOT / "tests/data/sampling/rfc3797_example.json").read_text("utf-8"))
    file = tmp_path / "pool.csv"
    file.write_text("name\n" + "\n".join(rfc["candidates"]) + "\n", "utf-8")
    words = ("--id", "name", "--n", 10, "--mode", "rfc3797", "--randomness", rfc["seed"])
    said = cli.json("draw", file, *words)
    drawn = said["result"]["selected"] + said["result"]["waiting"]
    for entry, expected in zip(drawn, rfc["rounds"], strict=False):
        assert (entry["ticket"], entry["number"]) == (expected["md5_hex"], expected["selected"])
    assert [e["id"] for e in drawn[:10]] == rfc["first10"]
    assert cli.json("draw", "verify", tmp_path / "pool.receipt.json")["holds"]
    told = cli.run("draw", "commit", file, *words[:6], *ROUND)
    assert (told.exit_code, "takes whole numbers" in told.stderr) == (2, True)
    header, *names = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([header, *sorted(names)]) + "\n", "utf-8")
    told = cli.run("draw", "verify", tmp_path / "pool.receipt.json")
    assert "the order of rows" in told.stdout, "in this mode the order of the list counts"


def test_an_object_to_which_too_few_may_go_is_named(register: Path, cli: Commands) -> None:
    conflicts = "".join(f"I{i},E{n:03},亲属\n" for i in range(6) for n in range(40))
    Path("conflicts.csv").write_text(f"inspector,object,reason\n{conflicts}", "utf-8")
    told = cli.run("draw", register, "--id", "code", "--n", 1, "--randomness", "ab" * 32, *LISTS)
    assert told.exit_code == 0
    assert "too few inspectors may go to" in told.stderr
    assert cli.json("draw", "verify", "enterprises.receipt.json")["holds"]


def wrongly() -> Iterator[tuple[tuple[object, ...], str]]:
    n, randomness = ("--id", "code", "--n", "3"), ("--randomness", "ab" * 32)
    yield ("--id", "code", *randomness), "say either n"
    yield n, "randomness is missing"
    yield (*n, *randomness, "--mode", "md5"), "not one of sha256, rfc3797"
    yield (*n, *randomness, "--share", "equal"), "need --strata"
    yield (*n, *randomness, "--share", "fair", "--strata", "district"), "no such mode or share"
    yield (*n, *randomness, "--sizes", "closed.csv"), "need --strata"
    yield (*n, *randomness, "--each", "2"), "need --inspectors"
    yield (*n, *randomness, "--inspectors", "inspectors.csv", "--each", "1"), "nobody inspects alone"
    yield (*n, *randomness, "--at", "yesterday"), "no time with its zone"
    yield (*n, *randomness, "--at", "2026-04-20T00:00:00"), "no time with its zone"
    yield (*n, *randomness, "--chain", "nocknet", "--round", "1"), "not one of default, quicknet"
    yield (*n, *randomness, "--chain", "quicknet"), "a round of drand"
    yield (*n, *randomness, "--chain", "quicknet", "--round", "1", "--source", "x"), "either --chain"
    yield (*n, "--signature", BEACON["signature"]), "needs --chain"
    yield (*n, *randomness, *map(str, ROUND), "--signature", BEACON["signature"]), "not the randomness given"
    yield (*n, *randomness, "--out", "no/such/r.json"), "no such folder"
    yield (*n, *randomness, "--commitment", "closed.csv"), "is no JSON"


@pytest.mark.parametrize(("words", "said"), list(wrongly()))
def test_what_does_not_fit_is_refused_with_its_reason(
    words: tuple[object, ...], said: str, register: Path, cli: Commands
) -> None:
    told = cli.run("draw", register, *words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert not Path("enterprises.receipt.json").exists()
    assert not Path("enterprises.drawn.csv").exists()
    zh = cli.run("draw", register, *words, "--lang", "zh").stderr
    assert re.search("[一-鿿]", zh)


def test_a_commitment_to_what_cannot_be_drawn_is_refused(register: Path, cli: Commands) -> None:
    for words, said in (
        (("--n", 41, *ROUND), "41 shall be drawn"),
        (("--n", 3), "say which public randomness"),
        (("--n", 3, "--source-time", BEFORE), "needs --source"),
    ):
        told = cli.run("draw", "commit", register, "--id", "code", *words)
        assert (told.exit_code, said in told.stderr) == (2, True)
        assert not Path("enterprises.commitment.json").exists()


def test_what_was_committed_to_cannot_be_said_otherwise(receipt: Path, register: Path, cli: Commands) -> None:
    words = ("draw", register, "--commitment", "enterprises.commitment.json", "--out", "again.json")
    signed = ("--signature", BEACON["signature"])
    told = cli.run(*words, *signed, "--n", 10)
    assert (told.exit_code, "stands in the commitment" in told.stderr) == (2, True)
    told = cli.run(*words, "--randomness", "ab" * 32, "--source", "a friend")
    assert (told.exit_code, "not the draw that was committed to" in told.stderr) == (2, True)
    register.write_text(register.read_text("utf-8").replace("企业7,", "企业七,"), "utf-8")
    told = cli.run(*words, *signed)
    assert (told.exit_code, "register differs" in told.stderr) == (2, True)


def test_a_receipt_is_never_overwritten_by_another(receipt: Path, register: Path, cli: Commands) -> None:
    before = receipt.read_bytes()
    told = cli.run("draw", register, "--id", "code", "--n", 3, "--randomness", "ab" * 32)
    assert (told.exit_code, "a draw is not overwritten" in told.stderr) == (2, True)
    assert receipt.read_bytes() == before


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"format": "x"}', "[" * 100_000, "\ud800"])
def test_what_is_no_receipt_is_refused(text: str, tmp_path: Path, cli: Commands) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    told = cli.run("draw", "verify", file)
    assert told.exit_code == 2
    file.write_text('{"format": "qualicity-draw-receipt/1"}', "utf-8")
    told = cli.run("draw", "verify", file)
    assert told.exit_code == 1
    assert "Traceback" not in told.output
