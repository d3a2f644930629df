"""Changes of the plan's own folder."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """After what was sent is kept."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0009_leftovers")]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.CharField(max_length=200)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("version", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=254)),
                ("edits", models.JSONField(default=list)),
                ("base", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("created", models.DateTimeField()),
                ("proposed", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=254)),
                ("decided", models.DateTimeField(null=True)),
                ("applied", models.DateTimeField(null=True)),
                ("commit", models.CharField(blank=True, max_length=64)),
                ("told", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "state"], name="plan_changes_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["plan", "by"], condition=Q(state="draft"), name="one_draft_of_a_person"
                    )
                ],
            },
        )
    ]
