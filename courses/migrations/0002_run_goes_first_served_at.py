from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="courserun",
            name="goes_first_served_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When those who go first were put on its list, before anybody could book.",
                null=True,
            ),
        ),
    ]
