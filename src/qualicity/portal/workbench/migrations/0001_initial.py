"""The tables of the workbench."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[Any]] = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField()),
                ("packed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("plan", models.CharField(max_length=200)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("role", models.CharField(max_length=20)),
                ("lang", models.CharField(default="en", max_length=2)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("accepted", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("place", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=254)),
                ("verb", models.CharField(max_length=60)),
                ("thing", models.CharField(max_length=300)),
                ("plan", models.CharField(blank=True, max_length=200)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("said", models.JSONField(default=dict)),
                ("before", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thing"], name="workbench_e_thing_b95cfe_idx"),
                    models.Index(fields=["plan", "organisation"], name="workbench_e_plan_4d6612_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=300, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("said", models.JSONField(default=dict)),
                ("due", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("done", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["done", "due"], name="workbench_j_done_c7bb7f_idx")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("plan", models.CharField(max_length=200)),
                ("dataset", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=200)),
                ("period", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=254)),
                ("via", models.CharField(default="form", max_length=10)),
                ("name", models.CharField(default="form.csv", max_length=200)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                ("key", models.CharField(max_length=300, null=True, unique=True)),
                ("embargo", models.DateTimeField(null=True)),
                ("created", models.DateTimeField()),
                ("submitted", models.DateTimeField(null=True)),
                ("look_by", models.DateField(null=True)),
                ("effective", models.DateTimeField(null=True)),
                (
                    "content",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="workbench.content"
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="workbench.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("row", models.PositiveIntegerField(null=True)),
                ("field", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="workbench.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.CharField(max_length=200)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("role", models.CharField(max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "plan", "organisation", "role"), name="one_role_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["plan", "state"], name="workbench_s_plan_918ba4_idx"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["organisation"], name="workbench_s_organis_e1a035_idx"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "submitted", "returned", "approved"))),
                fields=("plan", "dataset", "organisation", "period"),
                name="one_open_submission_of_a_duty",
            ),
        ),
    ]
