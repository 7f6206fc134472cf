from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_letters")]
    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("stamp", models.CharField(max_length=64)),
            ],
        ),
    ]
