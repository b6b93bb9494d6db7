import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="collegesettings",
            name="bank_holidays_of",
            field=models.CharField(
                choices=[
                    ("ENG", "England"),
                    ("WLS", "Wales"),
                    ("SCT", "Scotland"),
                    ("NIR", "Northern Ireland"),
                ],
                default="ENG",
                help_text="No offer ends on these days.",
                max_length=3,
            ),
        ),
        migrations.AddField(
            model_name="collegesettings",
            name="offer_hours",
            field=models.PositiveSmallIntegerField(
                default=48,
                help_text="How long a place that has become free is held for the next person on a waiting list. It gets shorter as the start comes near.",
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(240),
                ],
                verbose_name="hours to answer an offer",
            ),
        ),
    ]
