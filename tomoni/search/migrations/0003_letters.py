"""Tokens with the letter of their column (SQLite) and wider steps (PostgreSQL): the place of tokens is made anew.

What is in the search stays there, marked as made by another tokeniser: `tomoni reindex`, or the room's next look, puts
its tokens back.
"""

from django.db import migrations

from tomoni.search.backends import postgres, sqlite


def renew(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    created = {"sqlite": (sqlite.CREATE,), "postgresql": postgres.CREATE}.get(vendor, ())
    for statement in (sqlite.DROP, *created) if created else ():
        schema_editor.execute(statement)
    apps.get_model("search", "Document").objects.using(schema_editor.connection.alias).update(tokens="")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_tokens")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
