from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_publication_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="back_filled",
            field=models.BooleanField(default=False),
        ),
    ]
