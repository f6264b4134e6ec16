"""The places that GeoNames knows, from the file beside the places: about a second."""

import lzma
from decimal import Decimal
from pathlib import Path

from django.db import migrations, models

from core.folding import fold

FILE = Path(__file__).parents[1] / "places" / "known_places.tsv.xz"


def read_places(apps, schema_editor):
    known = apps.get_model("partnerships", "KnownPlace")
    rows = []
    for line in lzma.decompress(FILE.read_bytes()).decode().split("\n"):
        number, name_en, name_ko, country, latitude, longitude, time_zone, population, others = line.split("\t")
        rows.append(
            known(
                geonames_id=int(number),
                name_en=name_en,
                name_ko=name_ko,
                country=country,
                latitude=Decimal(latitude),
                longitude=Decimal(longitude),
                time_zone=time_zone,
                population=int(population),
                names=f"|{fold(name_en)}|{others}|",
            )
        )
    known.objects.using(schema_editor.connection.alias).bulk_create(rows, batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0008_logos_and_search_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownPlace",
            fields=[
                (
                    "geonames_id",
                    models.PositiveBigIntegerField(
                        primary_key=True, serialize=False, verbose_name="GeoNames number"
                    ),
                ),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("name_ko", models.CharField(blank=True, max_length=200, verbose_name="name in Korean")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, verbose_name="latitude")),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, verbose_name="longitude")),
                ("time_zone", models.CharField(max_length=60, verbose_name="time zone")),
                ("population", models.PositiveIntegerField(verbose_name="population")),
                ("names", models.TextField(verbose_name="names")),
            ],
            options={
                "verbose_name": "known place",
                "verbose_name_plural": "known places",
            },
        ),
        migrations.RunPython(read_places, migrations.RunPython.noop),
    ]
