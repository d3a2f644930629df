"""What forms sent while their authors were signed out."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Kept for some days."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0008_excel")]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Unsaved",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("by", models.CharField(db_index=True, max_length=254)),
                ("path", models.CharField(max_length=500)),
                ("packed", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
