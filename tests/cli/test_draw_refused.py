"""What a draw warns about, and what it refuses with its reason."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from draw_fixtures import BEACON, BEFORE, LISTS, OPTIONS, ROUND, drawn, receipt, register
from rooms_fixtures import Commands

__all__ = ["drawn", "receipt", "register"]


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
