"""The database itself refuses to change or to take away what is only ever added to: the log, what was sent, comments."""

from typing import Any, ClassVar

from django.db import migrations

TABLES = ("workbench_entry", "workbench_content", "workbench_comment")


def _guard(apps: Any, editor: Any) -> None:
    del apps
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(
            "create or replace function workbench_added_only() returns trigger language plpgsql as "
            "$$ begin raise exception 'rows of this table are only ever added'; end $$"
        )
    for table in TABLES:
        if vendor == "postgresql":
            editor.execute(
                f"create trigger {table}_added_only before update or delete on {table} "
                "for each row execute function workbench_added_only()"
            )
        elif vendor == "sqlite":
            for verb in ("update", "delete"):
                editor.execute(
                    f"create trigger {table}_no_{verb} before {verb} on {table} "
                    "begin select raise(abort, 'rows of this table are only ever added'); end"
                )


def _open(apps: Any, editor: Any) -> None:
    del apps
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"drop trigger if exists {table}_added_only on {table}")
        else:
            for verb in ("update", "delete"):
                editor.execute(f"drop trigger if exists {table}_no_{verb}")


class Migration(migrations.Migration):
    """After the tables are there."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0001_initial")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(_guard, _open)]
