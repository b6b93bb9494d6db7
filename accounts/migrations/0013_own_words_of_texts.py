"""Lets a college write the text message of some kinds in its own words."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_discreet_where")]

    operations = [
        migrations.AddField(
            model_name="messagewording",
            name="short",
            field=models.CharField(blank=True, max_length=160),
        ),
    ]
