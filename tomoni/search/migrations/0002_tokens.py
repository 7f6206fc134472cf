"""The place of the tokens, in the database's own kind; and keys that sort by their bytes on both."""

from django.db import migrations

from tomoni.search.backends import postgres, sqlite


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute(sqlite.CREATE)
    elif vendor == "postgresql":
        for statement in postgres.CREATE:
            schema_editor.execute(statement)
        schema_editor.execute('ALTER TABLE search_document ALTER COLUMN key TYPE varchar(200) COLLATE "C"')


def unmake(apps, schema_editor):
    schema_editor.execute(sqlite.DROP)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
