"""Which address's calendar shows an entry: so far the one it was last told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_invited(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take what is shown to stand in the calendar that was told."""
    entries = apps.get_model("bookings", "CalendarEntry").objects.using(
        schema_editor.connection.alias
    )
    rows = []
    for entry in entries.filter(shown_until__isnull=False).iterator():
        entry.invited = next(filter(None, (one.get("guest") for one in entry.told)), "")
        rows.append(entry)
    entries.bulk_update(rows, ("invited",), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0013_who_had_a_place")]

    operations = [
        migrations.AddField(
            model_name="calendarentry",
            name="invited",
            field=models.CharField(
                blank=True,
                help_text="A mark of the address whose calendar shows it; empty where none does.",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="calendarentry",
            name="is_behind",
            field=models.BooleanField(
                default=False,
                help_text="That calendar has not heard the last: no mail could reach it.",
            ),
        ),
        migrations.RunPython(mark_invited, migrations.RunPython.noop, elidable=True),
    ]
