from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_shares_and_private_links"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="coursesession",
            index=models.Index(fields=["ends_at"], name="session_by_end"),
        ),
    ]
