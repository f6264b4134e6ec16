"""A small pack with a mission, its parts and an agenda, which a test may change before it is written to a folder."""

import copy
from typing import Any

from partnerships.tests.small_pack import small_pack

EVENTS = [
    {
        "code": "visit",
        "strand": "eu-korea",
        "part_of": "mission",
        "kind": "study-visit",
        "title_en": "Tampere in Busan",
        "cities": "busan;copenhagen",
        "hosts": "busan",
        "pairings": "busan-tampere",
        "milestones": "visit",
        "planned_start": "2017-03-15",
        "planned_end": "2017-03-17",
        "status": "announced",
        "venue": "City Hall",
    },
    {
        "code": "mission",
        "strand": "eu-korea",
        "kind": "mission",
        "title_en": "First mission",
        "title_ko": "제1차 방문",
        "cities": "busan",
        "pairings": "*",
        "planned_start": "2017-03",
        "status": "planned",
    },
    {"code": "related", "strand": "eu-korea", "kind": "related", "title_ko": "관련 행사", "status": "unknown"},
]
AGENDA = [
    {
        "event": "visit",
        "position": "2",
        "date": "2017-03-15",
        "start": "09:30",
        "end": "11:00",
        "kind": "session",
        "title_en": "Welcome",
        "city": "busan",
        "place": "Room 1",
        "theme": "ict",
        "organisations": "ramboll;citynet",
        "source": "https://a.example/",
    },
    {"event": "visit", "position": "1", "date": "2017-03", "kind": "transfer", "title_ko": "이동"},
    {"event": "related", "position": "1", "kind": "free", "title_en": "Free time"},
]


def small_events():
    """The tables of a small strand with events and agendas, free to be changed."""
    tables = small_pack() | {"events": copy.deepcopy(EVENTS), "agenda": copy.deepcopy(AGENDA)}
    tables["cities"].append(
        {"code": "copenhagen", "name_en": "Copenhagen", "country": "DK", "time_zone": "Europe/Copenhagen"}
    )
    return tables


def change(record: Any, **values: Any) -> Any:
    """What people did to a record meanwhile."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save(by=None)
    return record
