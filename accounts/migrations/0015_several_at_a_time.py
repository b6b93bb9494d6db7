"""Tells what several people are told at a time from what is for one person."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_texts_that_arrived")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="message_pace_is_known"),
        migrations.AlterField(
            model_name="message",
            name="pace",
            field=models.CharField(
                choices=[
                    ("NOW", "At once, also in quiet hours"),
                    ("SOON", "Soon, after quiet hours"),
                    ("MANY", "One of several, after single ones"),
                    ("BULK", "One of many, a few each minute"),
                ],
                default="SOON",
                max_length=4,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(pace__in=["NOW", "SOON", "MANY", "BULK"]),
                name="message_pace_is_known",
            ),
        ),
    ]
