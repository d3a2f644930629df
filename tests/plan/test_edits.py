"""An edit changes the YAML of its field and nothing else, and the plan read again differs in just that."""

from __future__ import annotations

import os
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qualicity.plan import open_plan, read_plan
from qualicity.plan.edits import (
    KINDS,
    WHOLE,
    Edit,
    Files,
    NotEditableError,
    NotWritableError,
    StaleError,
    applied,
    at_fields,
    diff,
    edit_of,
    place_of,
    touched,
    trial,
    value_of,
    write,
)
from qualicity.plan.edits.nodes import Node, nodes
from qualicity.plan.edits.splice import put, take
from qualicity.plan.named import items
from qualicity.plan.yamlfile import yaml_in

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(p.parent for top in ("plans", "examples") for p in (ROOT / top).glob("*/plan.yaml"))
CITY = ROOT / "examples" / "sample-city"
FOLDERS = {folder: Files.of(folder) for folder in PLANS}
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u0085\ufeff"),
    min_size=1,
    max_size=200,
).map(lambda s: " ".join(s.split())).filter(bool)  # fmt: skip
SAID = st.one_of(
    LINES,
    st.sampled_from(
        [
            "80",
            "2027",
            "yes",
            "null",
            "a: b # c",
            "[x",
            "质量：强市",
            "- x",
            "'",
            '"',
            "*a",
            "word " * 60 + "end",
        ]
    ),
)


def leaves(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Node]]:
    if node.kind == "mapping":
        return [found for _, name, v in node.entries for found in leaves(v, (*path, name))]
    if node.kind == "list":
        return [found for n, v in enumerate(node.items) for found in leaves(v, (*path, n))]
    return [(path, node)]


def things(files: Files) -> list[tuple[Any, str]]:
    """Every thing of a folder that has a form."""
    main = files.read("plan.yaml")
    found: list[tuple[Any, str]] = [("plan", "")]
    for kind in ("target", "mission", "goal", "organisation"):
        found += [(kind, str(i["id"])) for _, i in items(main, KINDS[kind].listed)]  # type: ignore[index]
    actions = [
        *items(main, "actions"),
        *(a for p, _ in items(main, "missions") for a in items(main, *p, "actions")),
    ]
    for _, action in actions:
        found.append(("action", str(action["id"])))
        found += [("milestone", f"{action['id']}/{m['id']}") for m in action.get("milestones", ())]
    for name in files.texts:
        if name.startswith("indicators/"):
            stem = Path(name).stem
            found.append(("indicator", stem))
            found += [("definition", f"{stem}/{d['id']}") for _, d in items(files.read(name), "definitions")]
    return found


EVERY = [(folder, kind, id_) for folder, files in FOLDERS.items() for kind, id_ in things(files)]

ANY = st.sampled_from(PLANS).flatmap(lambda folder: st.sampled_from([e for e in EVERY if e[0] == folder]))


def test_all_shipped_plans_are_tried() -> None:
    assert len(PLANS) == 5
    assert len(EVERY) > 300


@pytest.mark.parametrize("folder", PLANS, ids=lambda p: p.name)
def test_without_an_edit_every_byte_stays(folder: Path) -> None:
    after = applied(Files.of(folder), [])
    assert all((folder / name).read_bytes() == text.encode() for name, text in after.texts.items())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_edit_changes_its_field_and_no_other_byte(data: st.DataObject) -> None:
    folder, kind, id_ = data.draw(ANY)
    field = data.draw(st.sampled_from([f for f in KINDS[kind].fields if f.type != "organisations"]))
    said, files = data.draw(SAID), FOLDERS[folder]
    name, path = place_of(files, kind, id_)
    before, whole = files.texts[name], (*path, *field.path)
    after = applied(files, [Edit(kind, id_, field.name, said)]).texts
    assert {n: t for n, t in after.items() if n != name} == {
        n: t for n, t in files.texts.items() if n != name
    }
    old = nodes(before).at(whole)
    if old is not None:  # in its place, with all before and behind as it was
        assert after[name].startswith(before[: old.start])
        assert after[name].endswith(before[old.end :])
    else:  # added: what was there is there, in its order
        assert [x for x in diff(name, before, after[name]).groups if x]
        assert sum(diff(name, before, after[name]).counts) <= 12
    wanted, inside = deepcopy(files.read(name).data), None
    inside = wanted
    for step in whole[:-1]:
        inside = inside.setdefault(step, {}) if isinstance(inside, dict) else inside[step]
    read = yaml_in(after[name].removeprefix("\ufeff"), "")
    counts = field.type == "number" and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", said)
    inside[whole[-1]] = yaml_in(said, "").data if counts else said
    assert read.data == wanted
    assert value_of(Files(after), kind, id_, field) == said


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_a_field_taken_away_and_put_back_reads_as_before(data: st.DataObject) -> None:
    folder, kind, id_ = data.draw(ANY)
    files = FOLDERS[folder]
    there = [f for f in KINDS[kind].fields if f.type != "organisations" and value_of(files, kind, id_, f)]
    assume(there)
    field = data.draw(st.sampled_from(there))
    held = value_of(files, kind, id_, field)
    gone = applied(files, [Edit(kind, id_, field.name)])
    assert value_of(gone, kind, id_, field) == ""
    back = applied(gone, [Edit(kind, id_, field.name, held)])
    name, _ = place_of(files, kind, id_)
    if " ".join(str(files.read(name).get(*place_of(files, kind, id_)[1], *field.path)).split()) == held:
        assert back.read(name).data == files.read(name).data


@pytest.mark.parametrize("folder", PLANS, ids=lambda p: p.name)
def test_every_scalar_of_every_file_can_be_written_over_in_place(folder: Path) -> None:
    for file in sorted(folder.rglob("*.yaml")):
        text = file.read_text("utf-8")
        found = leaves(nodes(text))
        for path, node in found[:: max(1, len(found) // 3)]:
            for said in ("short", 'A: tricky, {value} # of "it"', "质量 强市：新"):
                new = put(text, path, said)
                assert new.startswith(text[: node.start]), (file, path)
                assert new.endswith(text[node.end :]), (file, path)
            assert yaml_in(take(text, path), "").problems == [], (file, path)


def test_the_plan_read_again_differs_in_exactly_that_field(tmp_path: Path) -> None:
    files = applied(Files.of(CITY), [Edit("target", "good-water", "value", "85", "80")])
    with trial(CITY, files, tmp_path) as copy:
        before, after = read_plan(CITY).model_dump(), read_plan(copy).model_dump()
    for target in before["targets"]:
        if target["id"] == "good-water":
            assert target["value"] == 80
            target["value"] = after["targets"][0]["value"]
    assert after["targets"][0]["value"] == 85
    assert before == after
    assert read_plan(CITY).targets[0].value == 80


TEXT = """\
# a plan
missions:
  - id: m  # the first
    title: {en: "One, two", zh: 一}   # kept
    lead: &who bureau

    # about its actions
    actions:
    - id: a
      title:
        en: >-
          Folded words over
          two lines
        zh: '单引号'
      lead: *who
      supporting: [x, y]
      milestones:
        - {id: s1, title: {en: S}, due: "2026"}  # first
        # between
        - id: s2
          title: {en: T}
          due: 2026-12
"""


def edited(*edits: Edit, text: str = TEXT) -> list[str]:
    """The lines that go and come."""
    after = applied(Files({"plan.yaml": text}), edits).texts["plan.yaml"]
    signs = {"gone": "-", "new": "+"}
    found = diff("", text, after)
    return [f"{signs[x.sign]}{x.text}" for g in found.groups for x in g if x.sign != "same"]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            Edit("mission", "m", "title.en", "Three: four"),
            [
                '-    title: {en: "One, two", zh: 一}   # kept',
                '+    title: {en: "Three: four", zh: 一}   # kept',
            ],
        ),
        (
            Edit("action", "a", "title.en", "Short"),
            ["-        en: >-", "-          Folded words over", "-          two lines", "+        en: Short"],
        ),
        (Edit("action", "a", "title.zh", "新名"), ["-        zh: '单引号'", "+        zh: '新名'"]),
        (Edit("action", "a", "lead", "other"), ["-      lead: *who", "+      lead: other"]),
        (
            Edit("milestone", "a/s1", "due", "2027"),
            [
                '-        - {id: s1, title: {en: S}, due: "2026"}  # first',
                '+        - {id: s1, title: {en: S}, due: "2027"}  # first',
            ],
        ),
        (Edit("milestone", "a/s2", "due", "2027"), ["-          due: 2026-12", '+          due: "2027"']),
        (Edit("milestone", "a/s2", "title.zh", "二"), ["-          title: {en: T}", "+          title: {en: T, zh: 二}"]),
        (Edit("milestone", "a/s3", "title.en", "New"), ["+        - id: s3", "+          title: {en: New}"]),
        (
            Edit("milestone", "a/s1", WHOLE),
            ['-        - {id: s1, title: {en: S}, due: "2026"}  # first'],
        ),
        (Edit("milestone", "a/s2", WHOLE), ["-        - id: s2", "-          title: {en: T}", "-          due: 2026-12"]),
        (Edit("action", "a", "start", "2026-01"), ["+      start: 2026-01"]),
        (
            Edit("action", "a", "supporting", ("y", "z")),
            ["-      supporting: [x, y]", "+      supporting: [y, z]"],
        ),
        (Edit("action", "a", "supporting", ()), ["-      supporting: [x, y]"]),
        (Edit("action", "a", "note.en", "Why"), ["+      note: {en: Why}"]),
        (
            Edit("mission", "m", "title.zh"),
            ['-    title: {en: "One, two", zh: 一}   # kept', '+    title: {en: "One, two"}   # kept'],
        ),
    ],
    ids=lambda x: f"{x.kind} {x.field or 'whole'} {x.value}" if isinstance(x, Edit) else "",
)  # fmt: skip
def test_what_an_edit_writes(edit: Edit, lines: list[str]) -> None:
    assert edited(edit) == lines
    crlf = edited(edit, text=TEXT.replace("\n", "\r\n"))
    assert crlf == lines


def test_windows_line_ends_and_the_mark_at_the_start_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    after = applied(Files({"plan.yaml": text}), [Edit("action", "a", "start", "2026-01")]).texts["plan.yaml"]
    assert after.startswith("\ufeff# a plan\r\n")
    assert after.count("\r\n") == after.count("\n") == text.count("\n") + 1


def test_what_stands_for_others_too_is_not_changed_here() -> None:
    with pytest.raises(NotEditableError, match=r"missions\.0\.lead"):
        edited(Edit("mission", "m", "lead", "other"))


def test_an_id_is_never_edited_and_a_thing_that_is_not_there_is_told() -> None:
    with pytest.raises(Exception, match="nothing that can be changed"):
        edit_of({"kind": "target", "id": "x", "field": "id", "value": "y"})
    with pytest.raises(Exception, match="no 'nowhere'"):
        edited(Edit("mission", "nowhere", "title.en", "x"))
    with pytest.raises(Exception, match="is no id"):
        edited(Edit("milestone", "a/new one", "title.en", "x"))


def test_edits_are_kept_as_json() -> None:
    for edit in (
        Edit("action", "a", "supporting", ("y",), ("x",)),
        Edit("plan", "", "title.en", "T", "t"),
        Edit("milestone", "a/s", WHOLE),
    ):
        assert edit_of(edit.record()) == edit


def test_an_error_is_told_at_the_edit_that_made_it(tmp_path: Path) -> None:
    wrong = Edit("target", "good-water", "lead", "nobody")
    other = Edit("target", "good-water", "value", "many")
    right = Edit("target", "pass-rate", "value", "96")
    files = applied(Files.of(CITY), [wrong, other, right])
    from qualicity.plan import check_plan
    from qualicity.plan.edits import inside

    with trial(CITY, files, tmp_path) as copy:
        problems = inside(check_plan(open_plan(copy)), copy)
    found = at_fields(files, [wrong, other, right], problems)
    assert [p.code for p in found[wrong]] == ["unknown-organisation"]
    assert [p.code for p in found[other]] == ["not-a-number"]
    assert right not in found
    assert {p.place.file for p in problems} == {"plan.yaml"}


def test_a_trial_leaves_the_real_folder_as_it_is(tmp_path: Path) -> None:
    real = tmp_path / "city"
    real.mkdir()
    for name in ("plan.yaml", "note.md"):
        (real / name).write_text("id: x\n", "utf-8")
    with trial(real, Files({"plan.yaml": "id: y\n"}), tmp_path) as copy:
        assert (copy / "plan.yaml").read_text("utf-8") == "id: y\n"
        assert (copy / "note.md").stat().st_ino == (real / "note.md").stat().st_ino
    assert (real / "plan.yaml").read_text("utf-8") == "id: x\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["city"]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("id: old\n", "utf-8")
    return tmp_path


def base(folder: Path) -> dict[str, str]:
    from qualicity.plan.edits.edit import sha256

    return {p.name: sha256(p.read_bytes()) for p in folder.glob("*.yaml")}


def test_files_are_written_whole_and_what_others_wrote_is_not_written_over(two: Path) -> None:
    had, new = base(two), {"a.yaml": "id: new\n", "b.yaml": "id: new\n"}
    (two / "b.yaml").chmod(0o640)
    (two / "a.yaml").write_text(new["a.yaml"], "utf-8")  # a try that was stopped in between
    write(two, had, new)
    assert {p.read_text("utf-8") for p in two.iterdir()} == {"id: new\n"}
    assert (two / "b.yaml").stat().st_mode & 0o777 == 0o640
    (two / "b.yaml").write_text("id: theirs\n", "utf-8")
    with pytest.raises(StaleError, match=r"b\.yaml"):
        write(two, had, {**new, "a.yaml": "id: mine\n"})
    assert (two / "a.yaml").read_text("utf-8") == "id: new\n"


def test_where_one_file_cannot_be_written_none_is(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, had = Path.replace, base(two)

    def full(self: Path, target: Path) -> Path:
        if target.name == "b.yaml":
            raise OSError(28, os.strerror(28))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NotWritableError, match="nothing was changed"):
        write(two, had, {"a.yaml": "id: new\n", "b.yaml": "id: new\n"})
    assert base(two) == had
    assert sorted(p.name for p in two.iterdir()) == ["a.yaml", "b.yaml"]


def test_edits_name_the_files_that_they_touch() -> None:
    files = Files.of(CITY)
    edits = [
        Edit("definition", "pass-rate/monthly-report", "decimals", "2"),
        Edit("plan", "", "title.en", "x"),
    ]
    assert touched(edits, files) == ("indicators/pass-rate.yaml", "plan.yaml")
