"""The table of the pages that are kept, where the database keeps them (`CACHES` of the settings)."""

from django.core.management import call_command
from django.db import migrations


def make_tables(apps, schema_editor):
    """Make the tables of the caches that lie in this database and are not there yet."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(make_tables, migrations.RunPython.noop)]
