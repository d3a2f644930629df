"""A submission keeps why its cells differ from what is held elsewhere."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workbench", "0003_review")]
    operations: ClassVar = [
        migrations.AddField("submission", "because", models.JSONField(blank=True, default=dict)),
    ]
