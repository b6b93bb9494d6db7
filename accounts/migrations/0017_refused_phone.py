"""Keeps which phone number texts do not reach, as is kept of email addresses."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_link_series")]

    operations = [
        migrations.AddField(
            model_name="student",
            name="refused_phone",
            field=models.CharField(
                blank=True,
                editable=False,
                max_length=30,
                verbose_name="phone number that texts do not reach",
            ),
        ),
    ]
