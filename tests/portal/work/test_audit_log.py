"""Whoever changes the log is found out: the database refuses, and `qualicity audit verify` names the place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from review_cases import everybody, led_to
from rooms_fixtures import Commands

if TYPE_CHECKING:
    from conftest import City

TABLES = ("workbench_entry", "workbench_content", "workbench_comment")


def sql(text: str, *said: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, said or None)


def force() -> None:
    """Take the triggers away, as only who owns the database can."""
    from django.db import connection

    if connection.vendor == "postgresql":
        sql("drop trigger workbench_entry_added_only on workbench_entry")
        return
    for verb in ("update", "delete"):
        sql(f"drop trigger workbench_entry_no_{verb}")


def audit(city: City, *command: str) -> tuple[int, str]:
    """The command's exit status and what it printed."""
    ran = Commands(city.workspace.root).run("audit", *command)
    return ran.exit_code, ran.stdout


@pytest.fixture
def written(either_city: City) -> City:
    """A log of nine entries."""
    for n in range(3):
        led_to(either_city.plan, "submitted 2", f"case-{n}", everybody("author"))
    return either_city


def test_the_database_itself_refuses_to_change_what_is_only_added_to(written: City) -> None:
    from django.db import DatabaseError, connection, transaction

    led_to(written.plan, "returned", "case-9", everybody("author"))
    tries = [t for table in TABLES for t in (f"delete from {table}", _touching(table))]
    if connection.vendor == "postgresql":
        tries += [f"truncate {table} cascade" for table in TABLES]
    for text in tries:
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            sql(text)


def _touching(table: str) -> str:
    column = {"workbench_entry": "verb", "workbench_content": "size", "workbench_comment": "text"}[table]
    return f"update {table} set {column} = {column}"


def test_a_whole_log_is_said_to_be_whole_with_its_last_hash(written: City) -> None:
    from qualicity.portal.workbench.models import Entry

    last = Entry.objects.get(place=9).hash
    assert audit(written, "verify") == (0, f"9 entries, whole. Last hash: {last}\n")
    assert audit(written, "verify", "--head", last)[0] == 0


CHANGES = {
    "changed": ("update workbench_entry set by = 'x' where place = 4", "4: the entry was changed"),
    "changed in what it says": (
        "update workbench_entry set said = '{}' where place = 4", "4: the entry was changed",
    ),
    "deleted": ("delete from workbench_entry where place = 4", "4: entries 4 are missing"),
    "deleted, several": (
        "delete from workbench_entry where place in (4, 5, 6)", "4: entries 4–6 are missing",
    ),
    "deleted, the first": ("delete from workbench_entry where place = 1", "1: entries 1 are missing"),
    "deleted, and the gap closed": (
        "delete from workbench_entry where place = 4; "
        "update workbench_entry set place = place - 1 where place > 4",
        "4: the entry was changed",
    ),
    "inserted": (
        "update workbench_entry set place = place + 100 where place > 4; "
        "insert into workbench_entry (place, at, by, verb, thing, plan, organisation, said, before, hash) "
        "select 5, at, by, verb, thing, plan, organisation, said, hash, 'made up' from workbench_entry where place = 4; "
        "update workbench_entry set place = place - 99 where place > 100",
        "5: the entry was changed",
    ),
    "reordered": (
        "update workbench_entry set place = 100 where place = 4; "
        "update workbench_entry set place = 4 where place = 5; "
        "update workbench_entry set place = 5 where place = 100",
        "4: the entry was changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
def test_whatever_is_changed_by_force_is_named(written: City, how: str) -> None:
    changes, named = CHANGES[how]
    force()
    for change in changes.split("; "):
        sql(change)
    status, said = audit(written, "verify")
    assert status == 1
    assert said.splitlines()[0] == named


def test_a_log_that_was_cut_off_or_written_anew_is_found_by_a_hash_noted_before(written: City) -> None:
    from qualicity.portal.workbench import audit as log
    from qualicity.portal.workbench.models import Entry

    noted = Entry.objects.get(place=9).hash
    force()
    sql("delete from workbench_entry where place > 7")
    assert audit(written, "verify")[0] == 0
    status, said = audit(written, "verify", "--head", noted)
    assert status == 1
    assert noted in said
    sql("update workbench_entry set by = 'x' where place = 1")  # and every hash after it made anew
    before = log.FIRST
    for row in list(log.entries()):
        row["before"] = before
        before = log.digest(row)
        sql(
            "update workbench_entry set before = %s, hash = %s where place = %s",
            row["before"], before, row["place"],
        )  # fmt: skip
    assert audit(written, "verify")[0] == 0
    assert audit(written, "verify", "--head", noted)[0] == 1


def test_the_export_alone_proves_the_log(written: City) -> None:
    from qualicity.portal.workbench.audit import FIRST, digest

    status, said = audit(written, "export")
    assert status == 0
    before = FIRST
    entries = [json.loads(line) for line in said.splitlines()]
    assert [e["place"] for e in entries] == list(range(1, 10))
    for entry in entries:
        assert entry["before"] == before
        before = digest(entry)
        assert entry["hash"] == before
    assert audit(written, "export", "--plan", "another") == (0, "")
