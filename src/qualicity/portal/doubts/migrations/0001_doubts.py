"""The tables of doubts."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[Any]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan", models.CharField(db_index=True, max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("target", models.CharField(blank=True, max_length=200)),
                ("indicator", models.CharField(blank=True, max_length=200)),
                ("definition", models.CharField(blank=True, max_length=200)),
                ("area", models.CharField(blank=True, max_length=200)),
                ("period", models.CharField(blank=True, max_length=200)),
                ("cell", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(blank=True, max_length=500)),
                ("known", models.CharField(blank=True, max_length=40)),
                ("release", models.CharField(blank=True, max_length=200)),
                ("as_of", models.DateField()),
                ("shown", models.JSONField()),
                ("text", models.TextField()),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("lang", models.CharField(max_length=2)),
                ("nonce", models.CharField(max_length=40, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Sender",
            fields=[
                (
                    "doubt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sender",
                        serialize=False,
                        to="doubts.doubt",
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("name_shown", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(blank=True, max_length=200)),
                ("said", models.JSONField(default=dict)),
                (
                    "doubt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="doubts.doubt"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("doubt", "place"), name="one_event_at_a_place")
                ],
            },
        ),
    ]
