"""Lets the links in messages that were sent to a helper stop with the help."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_several_at_a_time")]

    operations = [
        migrations.AddField(
            model_name="student",
            name="link_series",
            field=models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                help_text="Of the links in messages that work; "
                "it rises when earlier ones have to stop.",
            ),
        ),
    ]
