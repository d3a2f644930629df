"""Tokens of programs, and what they were answered under their keys."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [("workbench", "0004_forms")]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("plan", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=80)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("used", models.DateTimeField(null=True)),
                ("revoked", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plan", "organisation"], name="workbench_a_plan_97ca24_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Answered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "token",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="workbench.apitoken"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token", "key"), name="one_answer_for_a_key")
                ],
            },
        ),
    ]
