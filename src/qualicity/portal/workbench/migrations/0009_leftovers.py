"""What forms sent while their authors were signed out; what submissions would change."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Both are kept for some days at most."""

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
        migrations.CreateModel(
            name="WorkedOut",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("plan", models.CharField(db_index=True, max_length=200)),
                ("state", models.CharField(max_length=64)),
                ("packed", models.BinaryField()),
                ("signed", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
