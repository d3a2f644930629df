"""What people were told by e-mail, and organisations' calendars under secret addresses."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [
        ("workbench", "0005_api"),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("revoked", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked", None)),
                        fields=("plan", "organisation"),
                        name="one_feed_of_an_organisation",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.CharField(max_length=200)),
                ("to", models.EmailField(max_length=254)),
                ("kind", models.CharField(max_length=10)),
                ("dataset", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=200)),
                ("period", models.CharField(blank=True, max_length=40)),
                ("which", models.CharField(max_length=40)),
                ("due", models.DateField()),
                ("asked", models.DateTimeField()),
                ("sent", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "to", "kind", "dataset", "organisation", "period", "which"),
                        name="told_once",
                    )
                ],
            },
        ),
    ]
