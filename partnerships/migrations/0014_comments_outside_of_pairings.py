import django.db.models.deletion
from django.db import migrations, models


def name_strands(apps, schema_editor):
    """Every comment so far lies in the strand of its pairing."""
    pairings = apps.get_model("partnerships", "Pairing")._default_manager.filter(pk=models.OuterRef("pairing_id"))
    rows = apps.get_model("partnerships", "Comment")._default_manager
    rows.update(strand_id=models.Subquery(pairings.values("strand_id")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # Else the table cannot be altered until the transaction ends.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0013_texts_in_both_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='strand',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='partnerships.strand', verbose_name='strand'),
        ),
        migrations.RunPython(name_strands, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='comment',
            name='strand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='partnerships.strand', verbose_name='strand'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='pairing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='partnerships.pairing', verbose_name='pairing'),
        ),
    ]
