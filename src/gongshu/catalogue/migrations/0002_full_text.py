"""The full text index: a table that each database has in its own form."""

from django.db import migrations

from gongshu.catalogue.searching.full_text import CREATE, DROP


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
