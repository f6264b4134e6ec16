"""A small pack that a test may change before it is written to a folder, and where the real one lies."""

import copy
import csv

from django.conf import settings

REAL = settings.BASE_DIR / "data" / "eu-korea-2017"

TABLES = {
    "cities": [
        {"code": "busan", "name_en": "Busan", "country": "KR", "time_zone": "Asia/Seoul", "population": "3285147"},
        {"code": "barcelona", "name_en": "Barcelona", "country": "ES", "time_zone": "Europe/Madrid"},
        {"code": "tampere", "name_en": "Tampere", "country": "FI", "time_zone": "Europe/Helsinki"},
    ],
    "partners": [
        {"code": "busan", "name_en": "Busan", "kind": "city", "cities": "busan"},
        {"code": "barcelona", "name_en": "Barcelona", "kind": "city", "cities": "barcelona"},
        {"code": "tampere", "name_en": "Tampere", "kind": "alliance", "cities": "tampere;barcelona"},
    ],
    "organisations": [
        {"code": "citynet", "name_en": "CityNet", "sector": "civil-society", "city": "busan"},
        {"code": "ramboll", "name_en": "Ramboll", "sector": "business"},
    ],
    "themes": [
        {"code": "ict", "name_en": "ICT", "parent": "smart-city"},
        {"code": "smart-city", "name_en": "Smart City", "name_ko": "스마트시티"},
    ],
    "strands": [
        {
            "code": "eu-korea",
            "programme_en": "World Cities",
            "phase": "2017-2018",
            "name_en": "EU - Korea",
            "countries": "KR",
            "starts_on": "2017-01",
            "implementers": "ramboll;citynet",
        }
    ],
    "participants": [
        {"strand": "eu-korea", "partner": "busan", "side": "counterpart", "delegates": "4"},
        {"strand": "eu-korea", "partner": "barcelona", "side": "eu"},
        {"strand": "eu-korea", "partner": "tampere", "side": "eu"},
    ],
    "pairings": [
        {
            "code": "busan-barcelona",
            "strand": "eu-korea",
            "eu_partner": "barcelona",
            "counterpart": "busan",
            "themes": "smart-city;ict",
            "status": "active",
        },
        {
            "code": "busan-tampere",
            "strand": "eu-korea",
            "eu_partner": "tampere",
            "counterpart": "busan",
            "status": "active",
        },
    ],
    "stages": [
        {
            "code": "launch",
            "strand": "eu-korea",
            "position": "1",
            "name_en": "Launch",
            "planned_start": "2017-03",
            "planned_end": "2017-03",
        },
        {
            "code": "closing",
            "strand": "eu-korea",
            "position": "2",
            "name_en": "Closing",
            "planned_start": "2018-03",
            "planned_end": "2018-04-20",
        },
    ],
    "milestones": [
        {
            "code": "kick-off",
            "pairing": "*",
            "stage": "launch",
            "title_en": "Kick-off",
            "responsible": "both",
            "planned_start": "2017-03",
            "actual_start": "2017-03-14",
            "status": "done",
        },
        {
            "code": "visit",
            "pairing": "*",
            "stage": "launch",
            "title_en": "Visit",
            "responsible": "eu",
            "status": "planned",
        },
        {
            "code": "visit",
            "pairing": "busan-tampere",
            "stage": "launch",
            "title_ko": "방문",
            "responsible": "eu",
            "planned_end": "2017",
            "status": "unknown",
            "reason": "Put off",
        },
        {
            "code": "mou",
            "pairing": "busan-barcelona",
            "stage": "closing",
            "title_en": "MoU",
            "responsible": "both",
            "status": "planned",
            "confirmation": "both",
        },
    ],
}


def small_pack():
    """The tables of a small strand, free to be changed."""
    return copy.deepcopy(TABLES)


def write_pack(folder, tables):
    """Write tables as CSV files; a column stands where any of the table's rows has it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read_pack(folder):
    """Read the tables of a folder again: filled cells only."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]
    return tables


def by_key(tables):
    """The rows of each table in an order that does not depend on how they were written."""
    return {name: sorted(rows, key=lambda row: sorted(row.items())) for name, rows in tables.items()}
