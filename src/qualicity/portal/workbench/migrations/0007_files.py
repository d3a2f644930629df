"""Files that go with a submission; several submissions of one dataset on their way, each about another action."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

_OPEN = models.Q(("state__in", ("draft", "submitted", "returned", "approved")))


class Migration(migrations.Migration):
    """After the tables are there."""

    dependencies: ClassVar[list[Any]] = [("workbench", "0006_letters")]
    operations: ClassVar[list[Any]] = [
        migrations.RemoveConstraint(model_name="submission", name="one_open_submission_of_a_duty"),
        migrations.AddField(
            model_name="submission",
            name="part",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=_OPEN,
                fields=("plan", "dataset", "organisation", "period", "part"),
                name="one_open_submission_of_a_duty",
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveBigIntegerField()),
                ("state", models.CharField(default="kept", max_length=10)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="workbench.submission",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("submission", "about", "sha256"), name="one_file_once"
            ),
        ),
    ]
