"""PostgreSQL can empty a table at once, past what watches each row: that is refused as well."""

from typing import Any, ClassVar

from django.db import migrations

TABLES = ("workbench_entry", "workbench_content", "workbench_comment")


def _guard(apps: Any, editor: Any) -> None:
    del apps
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(
                f"create trigger {table}_never_emptied before truncate on {table} "
                "for each statement execute function workbench_added_only()"
            )


def _open(apps: Any, editor: Any) -> None:
    del apps
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(f"drop trigger if exists {table}_never_emptied on {table}")


class Migration(migrations.Migration):
    """After what watches each row."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0002_added_only")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(_guard, _open)]
