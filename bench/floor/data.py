"""Makes the floor's tables and fills them: `python -m bench.floor.data` prints what to ask for."""

import datetime as dt
import json
import random

import django
from django.utils import timezone

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.floor.models import City, Event, Item, Milestone, Partner  # noqa: E402

ITEMS, EVENTS = 10_000, 1_000


def fill():
    chance, now, users = random.Random(1), timezone.now(), get_user_model().objects
    people = users.bulk_create(users.model(username=f"person-{n}", email=f"p{n}@floor.example") for n in range(200))
    cities = City.objects.bulk_create(City(name=f"City {n}", country="KR") for n in range(200))
    partners = Partner.objects.bulk_create(Partner(name=f"Partner {n}", city=chance.choice(cities)) for n in range(400))
    items = Item.objects.bulk_create(
        Item(
            title=f"A cooperation project with a title of some length, {n}",
            code=f"project-{n}",
            status=chance.choice(["open", "done", "late"]),
            level=chance.randrange(6),
            budget=chance.randrange(10_000_000) / 100,
            starts_on=now - dt.timedelta(days=chance.randrange(400)),
            ends_on=now + dt.timedelta(days=chance.randrange(400)),
            summary="Both cities compare what a lamp costs in a year. " * 4,
            partner=chance.choice(partners),
            person=chance.choice(people),
            updated_at=now - dt.timedelta(minutes=n),
        )
        for n in range(ITEMS)
    )
    Milestone.objects.bulk_create(
        Milestone(
            item=item, title=f"Milestone {n}", due_on=now + dt.timedelta(days=chance.randrange(-200, 200)), done=n < 2
        )
        for item in items
        for n in range(5)
    )
    Event.objects.bulk_create(
        Event(
            item=items[n],
            title=f"A meeting of the two sides, {n}",
            starts_at=now + dt.timedelta(hours=n - 500),
            place="Busan",
        )
        for n in range(EVENTS)
    )


def facts():
    user, session = get_user_model().objects.get(username="person-1"), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    pages = {"empty view": "/empty/", "list": "/items/", "dashboard": "/dashboard/", "record": "/items/77/"}
    files = {"calendar": "/events.ics", "CSV": "/items.csv", "XLSX": "/items.xlsx"}
    data = {"title": "Saved", "status": "open", "level": "1", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    save = {"path": "/items/9000/save/", "data": data, "vary": "title", "version": None}
    return {"session": session.session_key, "pages": pages | files, "save": save}


if __name__ == "__main__":
    call_command("migrate", "auth", verbosity=0)  # what a table without migrations points to
    call_command("migrate", run_syncdb=True, verbosity=0)
    if not Item.objects.exists():
        fill()
    print(json.dumps(facts()))
