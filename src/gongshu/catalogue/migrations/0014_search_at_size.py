"""The full text index in a form that a million entries are searched in; what is published already is indexed anew."""

from itertools import islice

from django.db import migrations, models

from gongshu.catalogue.searching import full_text, index

_AT_ONCE = 1000  # entries whose texts are in memory


def build(apps, schema_editor):
    schema_editor.execute(full_text.DROP)
    schema_editor.execute(full_text.CREATE[schema_editor.connection.vendor])
    indexed = apps.get_model("catalogue", "IndexedEntry").objects.select_related("entry__current", "entry__provider")
    rows = indexed.prefetch_related("entry__current__items").order_by("pk").iterator(_AT_ONCE)
    while part := list(islice(rows, _AT_ONCE)):
        full_text.put([_text(row) for row in part])


def _text(row):
    version, provider = row.entry.current, row.entry.provider
    items = " ".join(f"{item.name} {item.code}" for item in version.items.all())
    return index.text(row, version.abstract, " ".join(version.keywords), items, f"{provider.zh} {provider.short}")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0013_lists_and_codes"), ("people", "0001_initial")]
    operations = [
        migrations.AddIndex("indexedentry", models.Index(fields=["number"], name="indexed_by_number")),
        migrations.AddIndex("indexedentry", models.Index(fields=["title", "entry"], name="indexed_by_title")),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
