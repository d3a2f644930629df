"""What columns of uploaded files hold (only ever added to), and the answers of checks done in the background."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

TABLE = "workbench_columns"


def _guard(apps: Any, editor: Any) -> None:
    del apps
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"create trigger {TABLE}_added_only before update or delete on {TABLE} "
            "for each row execute function workbench_added_only()"
        )
        editor.execute(
            f"create trigger {TABLE}_never_emptied before truncate on {TABLE} "
            "for each statement execute function workbench_added_only()"
        )
    elif editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(
                f"create trigger {TABLE}_no_{verb} before {verb} on {TABLE} "
                "begin select raise(abort, 'rows of this table are only ever added'); end"
            )


class Migration(migrations.Migration):
    """After the tables that it refers to are there."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0007_files")]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Checked",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.CharField(db_index=True, max_length=64)),
                ("dataset", models.CharField(max_length=200)),
                ("said", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Columns",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dataset", models.CharField(max_length=200)),
                ("said", models.JSONField(default=dict)),
                (
                    "content",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="workbench.content"),
                ),
            ],
        ),
        migrations.RunPython(_guard, migrations.RunPython.noop),  # the triggers go with their table
    ]
