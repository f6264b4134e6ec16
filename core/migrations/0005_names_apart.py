import django.db.models.deletion
from django.db import migrations, models

PERSONS = ("person", "successor", "deputy")


def move_names(apps, schema_editor):
    """Put what entries say in names beside them."""
    entries, names = apps.get_model("core", "AuditEntry"), apps.get_model("core", "AuditNames")
    made = []
    for entry in entries.objects.order_by("pk").iterator(chunk_size=2000):
        persons = {name: entry.parameters.pop(name) for name in PERSONS if name in entry.parameters}
        if persons:
            entries.objects.filter(pk=entry.pk).update(parameters=entry.parameters)
        texts = {name: getattr(entry, name) for name in ("actor_label", "object_label", "reason")}
        made.append(names(entry_id=entry.key, persons=persons, **texts))
        if len(made) == 2000:
            names.objects.bulk_create(made)
            made = []
    names.objects.bulk_create(made)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end would keep columns from going


class Migration(migrations.Migration):
    dependencies = [("core", "0004_log_of_visits")]

    operations = [
        migrations.CreateModel(
            name="AuditNames",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="names",
                        serialize=False,
                        to="core.auditentry",
                        to_field="key",
                    ),
                ),
                ("actor_label", models.CharField(blank=True, max_length=200, verbose_name="who")),
                ("object_label", models.CharField(blank=True, max_length=300, verbose_name="record")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("persons", models.JSONField(default=dict)),
            ],
        ),
        migrations.RunPython(move_names, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="auditentry", name="actor_label"),
        migrations.RemoveField(model_name="auditentry", name="object_label"),
        migrations.RemoveField(model_name="auditentry", name="reason"),
    ]
