"""Keeps when to ask whether a text arrived, and when it did."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_own_words_of_texts")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="arrived_at",
            field=models.DateTimeField(
                blank=True, help_text="When we heard that the text was on the telephone.", null=True
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="ask_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When to ask the text service whether the text arrived.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(ask_at__isnull=False),
                fields=["ask_at"],
                name="message_text_to_ask_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(ask_at__isnull=True)
                | models.Q(channel="TEXT", finished_at__isnull=False, status="SENT"),
                name="message_asked_about_is_a_text_taken",
            ),
        ),
    ]
