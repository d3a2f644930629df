"""A release holds what it froze, and checking it finds whatever was touched since."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frozen_fixtures import command, differences, lock, made_once, plan, released, released_once
from rooms_fixtures import Commands, change
from small_plan import SmallPlan

from qualicity.release.freeze.lock import read_lock

__all__ = ["command", "lock", "made_once", "plan", "released_once"]


def test_what_was_released_holds(command: Commands, plan: SmallPlan) -> None:
    lock = released(command, plan)
    assert lock == plan.workspace / "releases" / "2020-final.lock.json"
    told = command.json("verify", lock)
    assert told["holds"]
    assert (told["observations"], told["assessments"], told["differences"]) == (3, 1, [])
    said = json.loads(lock.read_text("utf-8"))
    assert said["note"] == "Final figures"
    assert {d: v["version"] for d, v in said["datasets"].items()} == {"figures": 0, "rows": 0}
    assert [a["status"] for a in said["assessments"]] == ["achieved"]


def test_an_observation_is_a_line_so_that_two_releases_can_be_compared(
    command: Commands, plan: SmallPlan
) -> None:
    first = released(command, plan, "first").read_text("utf-8").splitlines()
    plan.figure("2019", 40.5)
    plan.load()
    second = released(command, plan, "second").read_text("utf-8").splitlines()
    new = [line for line in second if line not in first and line.startswith('  ["cover"')]
    assert len(new) == 1
    assert "40.5" in new[0]


def test_new_evidence_leaves_a_release_as_it_was(command: Commands, plan: SmallPlan, lock: Path) -> None:
    plan.figures[-1]["value"] = 12
    plan.load()
    assert command.json("verify", lock)["holds"]
    shown = command.json("show", plan.folder)
    assert shown["targets"][0]["value"] == 12


def test_a_name_that_is_taken_is_refused_and_nothing_is_changed(
    command: Commands, plan: SmallPlan, lock: Path
) -> None:
    before = lock.read_bytes()
    again = command.run("release", plan.folder, "--name", "2020-final")
    assert again.exit_code == 2
    assert "never changes" in again.stderr
    assert lock.read_bytes() == before


@pytest.mark.parametrize("name", ["", "Final", "../x", "a b", ".x", "a" * 61])
def test_what_is_no_name_is_refused(command: Commands, plan: SmallPlan, name: str) -> None:
    assert command.run("release", plan.folder, "--name", name).exit_code == 2
    assert (
        not list((plan.workspace / "releases").glob("*")) if (plan.workspace / "releases").exists() else True
    )


def _table(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    """Another number in the rows, the file as long as before."""
    [file] = (plan.workspace / "plans" / "small" / "evidence" / "rows").glob("*.parquet")
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)
    return "table", "rows"


def _log(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    file = plan.workspace / "plans" / "small" / "evidence" / "rows" / "_delta_log" / f"{0:020}.json"
    file.write_text(file.read_text("utf-8").replace("tester", "texter"), "utf-8")
    return "table", "rows"


def _table_gone(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    evidence = plan.workspace / "plans" / "small" / "evidence"
    (evidence / "rows").rename(evidence / "elsewhere")
    return "table", "rows"


def _definition(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    change(plan.folder / "indicators" / "mean.yaml", "avg(value)", "max(value)")
    return "definition", "indicators/mean.yaml"


def _copy(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    copy = lock.with_name("2020-final") / "plans" / "small"
    change(copy / "plan.yaml", "value: 40", "value: 42")
    return "definition", "plan.yaml"


def _figure(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    change(
        lock,
        '"final", null, null, 1, "high", null, null, null, null, "2021-02-01"',
        '"final", null, null, 1, "low", null, null, null, null, "2021-02-01"',
    )
    return "lock", "observations"


def _verdict(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    change(lock, '"status": "achieved", "scheme"', '"status": "missed", "scheme"')
    return "lock", "assessments"


def _note(plan: SmallPlan, lock: Path) -> tuple[str, str]:
    change(lock, '"note": "Final figures"', '"note": "Draft"')
    return "lock", "head"


@pytest.mark.parametrize(
    "tamper",
    [_table, _log, _table_gone, _definition, _copy, _figure, _verdict, _note],
    ids=lambda t: t.__name__[1:],
)
def test_what_was_touched_is_named(
    command: Commands, plan: SmallPlan, lock: Path, tamper: Callable[[SmallPlan, Path], tuple[str, str]]
) -> None:
    kind, name = tamper(plan, lock)
    assert (kind, name) in [d[:2] for d in differences(command, lock, "--plan", plan.folder)]


def test_a_figure_that_was_forged_with_its_checksums_is_found_by_computing(
    command: Commands, plan: SmallPlan, lock: Path
) -> None:
    said = read_lock(lock)
    parts: dict[str, Any] = json.loads(json.dumps(dict(said.parts)))
    row = next(r for r in parts["observations"]["rows"] if r[0] == "mean")
    row[parts["observations"]["columns"].index("value")] = 99.0
    lock.write_text(type(said).of(said.head, parts).text(), "utf-8")
    assert differences(command, lock) == [
        (
            "figure",
            "mean computed 440600 2016 2016-12-31",
            "value is 99.0 in the release and 9.5 computed anew",
        )
    ]


def test_the_plan_may_move_on_and_the_frozen_copy_still_holds(
    command: Commands, plan: SmallPlan, lock: Path
) -> None:
    _definition(plan, lock)
    assert command.json("verify", lock, "--frozen")["holds"]
    assert [d[:2] for d in differences(command, lock, "--plan", plan.folder)] == [
        ("definition", "indicators/mean.yaml")
    ]


def test_a_signature_is_of_its_key_and_its_file(command: Commands, plan: SmallPlan, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    for who in ("ours", "theirs"):
        key = Ed25519PrivateKey.generate()
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{who}.pem").write_bytes(secret)
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{who}.pub").write_bytes(public)
    lock = released(command, plan, "signed", "--sign", tmp_path / "ours.pem")
    assert command.json("verify", lock, "--key", tmp_path / "ours.pub")["holds"]
    assert differences(command, lock, "--key", tmp_path / "theirs.pub")[0][0] == "signature"
    bare = released(command, plan, "bare")
    assert "there is no signature" in differences(command, bare, "--key", tmp_path / "ours.pub")[0][2]
    wrong = command.run("release", plan.folder, "--name", "x", "--sign", tmp_path / "ours.pub")
    assert wrong.exit_code == 2
    assert not (plan.workspace / "releases" / "x.lock.json").exists()


def _half(text: str) -> bytes:
    return text[: len(text) // 2].encode()


def _without(key: str) -> Callable[[str], bytes]:
    return lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != key}).encode()


def _with(key: str, value: object) -> Callable[[str], bytes]:
    return lambda text: json.dumps({**json.loads(text), key: value}).encode()


@pytest.mark.parametrize(
    ("broken", "en", "zh"),
    [
        (lambda _: b"", "it is empty", "文件为空"),
        (_half, "it breaks off in line", "行中断"),
        (lambda text: text.replace(",", ";", 1).encode(), "line 2, column", "第2行第"),
        (lambda _: b"[1, 2]", "no object of names and values", "不是由名称和值组成的对象"),
        (lambda _: b"null", "no object of names and values", "不是由名称和值组成的对象"),
        (lambda _: b"[" * 200_000, "nested too deep", "嵌套过深"),
        (lambda _: b"\x89PNG\r\n\x1a\n\x00", "not text in UTF-8", "不是 UTF-8 文本"),
        (_without("lock"), "“lock” is missing", "缺少“lock”"),
        (_without("as_of"), "“as_of” is missing", "缺少“as_of”"),
        (_without("rulings"), "“rulings” is missing", "缺少“rulings”"),
        (_with("as_of", "2021-13-01"), "“as_of” is not what", "“as_of”的内容不符合"),
        (_with("made", None), "“made” is not what", "“made”的内容不符合"),
        (_with("checksums", []), "“checksums” is not what", "“checksums”的内容不符合"),
        (_with("assessments", {}), "“assessments” is not what", "“assessments”的内容不符合"),
        (_with("methods", {"days": {}}), "“methods” is not what", "“methods”的内容不符合"),
        (_with("datasets", {"rows": {"version": "x"}}), "“datasets” is not what", "“datasets”的内容不符合"),
        (
            _with("observations", {"columns": ["a"], "rows": [[1, 2]]}),
            "“observations” is not",
            "“observations”的内容",
        ),
        (_with("lock", 9), "of format 9", "格式为 9"),
        (_with("lock", []), "of format []", "格式为 []"),
    ],
)
def test_what_is_no_lock_file_is_said_with_why_and_what_to_do(
    command: Commands, plan: SmallPlan, lock: Path, broken: Callable[[str], bytes], en: str, zh: str
) -> None:
    lock.write_bytes(broken(lock.read_text("utf-8")))
    for lang, why, advice in (("en", en, ("from a copy", "newer")), ("zh", zh, ("备份", "新版"))):
        told = command.run("verify", lock, "--lang", lang)
        assert told.exit_code == 2
        assert str(lock) in told.stderr
        assert why in told.stderr
        assert any(a in told.stderr for a in advice)


def test_a_folder_or_nothing_is_no_lock_file(command: Commands, tmp_path: Path) -> None:
    assert command.run("verify", tmp_path / "none.lock.json").exit_code == 2
    told = command.run("verify", tmp_path)
    assert told.exit_code == 2
    assert "is a folder" in told.stderr


def _rows_gone(evidence: Path) -> None:
    for file in evidence.glob("rows/*.parquet"):
        file.unlink()


def _rows_cut(evidence: Path) -> None:
    for file in evidence.glob("rows/*.parquet"):
        file.write_bytes(file.read_bytes()[:-40])


def _rows_bent(evidence: Path) -> None:
    """What stands in the foot of the file is of no type that a reader knows."""
    for file in evidence.glob("rows/*.parquet"):
        data = bytearray(file.read_bytes())
        data[-60:-8] = b"\xff" * 52
        file.write_bytes(data)


def _log_broken(evidence: Path) -> None:
    (evidence / "rows" / "_delta_log" / f"{0:020}.json").write_text("broken", "utf-8")


@pytest.mark.parametrize(
    "damage", [_rows_gone, _rows_cut, _rows_bent, _log_broken], ids=lambda d: d.__name__[1:]
)
def test_of_a_damaged_table_is_said_which_where_and_what_to_do(
    command: Commands, plan: SmallPlan, lock: Path, damage: Callable[[Path], None]
) -> None:
    """Not what a library says of it: “don't know what type”, or a trace of its own calls."""
    damage(plan.workspace / "plans" / "small" / "evidence")
    for lang, said, advice in (
        ("en", "cannot be computed anew before these tables are whole again: rows", "put back"),
        ("zh", "数值 all：以下数据表复原前无法重新计算：rows", "备份"),
    ):
        told = command.run("verify", lock, "--lang", lang)
        assert told.exit_code == 1
        assert said in told.stdout
        assert advice in told.stderr
        assert str(plan.workspace) in told.stderr
        assert not {"Error", "error", "unknown", "type"} & set(re.findall("[A-Za-z]+", told.stdout))


def test_releases_are_listed_the_latest_first(command: Commands, plan: SmallPlan) -> None:
    assert "no releases yet" in command.run("releases").stdout
    for name in ("a", "b"):
        released(command, plan, name)
    listed = command.json("releases", plan.folder)
    assert {r["name"] for r in listed["releases"]} == {"a", "b"}
    assert command.json("releases", "other") == {"releases": [], "calendar": None}


def test_an_embargo_is_kept_with_the_release(command: Commands, plan: SmallPlan) -> None:
    lock = released(command, plan, "later", "--embargo", "2030-01-01T09:00")
    assert json.loads(lock.read_text("utf-8"))["embargo"] == "2030-01-01T09:00:00"
    assert command.run("release", plan.folder, "--name", "x", "--embargo", "soon").exit_code == 2
