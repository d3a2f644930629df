"""`qualicity draw`: from a commitment to a receipt and a table, the same bytes each time; verified by the command."""

import csv
import json
import shutil
from pathlib import Path

from draw_fixtures import BEACON, ROOT, ROUND, drawn, receipt, register
from rooms_fixtures import Commands

__all__ = ["drawn", "receipt", "register"]


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
