import django.db.models.deletion
from django.db import migrations, models


def name_strands(apps, schema_editor):
    """Every document so far lies in the strand of its pairing, and so do its versions."""
    pairings = apps.get_model("partnerships", "Pairing")._default_manager.filter(pk=models.OuterRef("pairing_id"))
    for name in ("Document", "HistoricalDocument"):
        rows = apps.get_model("partnerships", name)._default_manager
        rows.update(strand_id=models.Subquery(pairings.values("strand_id")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # Else the table cannot be altered until the transaction ends.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0010_other_strands'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='strand',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partnerships.strand', verbose_name='strand'),
        ),
        migrations.AddField(
            model_name='historicaldocument',
            name='strand',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partnerships.strand', verbose_name='strand'),
        ),
        migrations.RunPython(name_strands, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='document',
            name='strand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partnerships.strand', verbose_name='strand'),
        ),
        migrations.AlterField(
            model_name='document',
            name='pairing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partnerships.pairing', verbose_name='pairing'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('pairing__isnull', True)), fields=('strand', 'code'), name='document_code_in_strand'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('pairing__isnull', False), ('audience', 'strand'), _connector='OR'), name='document_of_strand_for_all'),
        ),
    ]
