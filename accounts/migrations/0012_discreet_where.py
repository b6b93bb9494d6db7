"""Lets students choose where their discreet messages may name the college after all."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_told_apart")]

    operations = [
        migrations.AddField(
            model_name="student",
            name="names_us_in_calendar",
            field=models.BooleanField(default=False, verbose_name="calendar may name the course"),
        ),
        migrations.AddField(
            model_name="student",
            name="names_us_in_mail",
            field=models.BooleanField(default=False, verbose_name="sender and subject may name us"),
        ),
        migrations.AddField(
            model_name="student",
            name="names_us_in_texts",
            field=models.BooleanField(default=False, verbose_name="texts may name us"),
        ),
        migrations.AlterField(
            model_name="student",
            name="is_discreet",
            field=models.BooleanField(
                default=False,
                help_text="Mails, texts and calendar say “Appointment”; envelopes do not name us.",
                verbose_name="discreet messages",
            ),
        ),
    ]
