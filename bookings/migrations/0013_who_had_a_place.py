from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0012_dates_told_to_who_waits"),
    ]

    operations = [
        migrations.AddField(
            model_name="courseinterest",
            name="had_a_place",
            field=models.BooleanField(default=False, help_text="On dates that were cancelled."),
        ),
    ]
