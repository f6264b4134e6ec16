"""What the bench asks the portal for: `python -m bench.facts SIZE` fills an empty database, and prints it as JSON.

Addresses of pages, sessions made in the database, and the form of one save. A size is a number of pairings; 0 is the
demonstration, with the real strand and the invented one that runs.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.data import CODE, fill  # noqa: E402
from core.access import hash_of, new_token  # noqa: E402
from events.models import CalendarFeed, Event  # noqa: E402
from partnerships.models import Membership, Milestone, Pairing, Project, Strand, StrandRole  # noqa: E402
from worldcities.demo.preparing import CODE as DEMO, prepare  # noqa: E402

PEOPLE = 50


def sign_in(user):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return session.session_key


def reader(user, pairing):
    """A person with a session, and the pages that the person opens."""
    strand, token = pairing.strand, new_token()
    CalendarFeed.objects.create(user=user, kind="person", token_hash=hash_of(token))
    # What is seldom the first or the last of its kind.
    project, milestone = (
        list(kind.objects.filter(pairing=pairing).order_by("pk"))[-2:][0] for kind in (Project, Milestone)
    )
    event = Event.objects.filter(strand=strand).of_pairing(pairing).order_by("pk").last()
    organisations = strand.address_of("partnerships:organisation-list")
    pages = {
        "my tasks": reverse("my-tasks"),
        "strand": strand.get_absolute_url(),
        "programme": reverse("partnerships:programme"),
        "pairing": pairing.get_absolute_url(),
        "project list": strand.address_of("partnerships:project-list"),
        "milestone list": pairing.address_of("partnerships:milestone-list"),
        "event list": strand.address_of("events:event-list"),
        "contact list": pairing.address_of("partnerships:contact-list"),
        "project": project.get_absolute_url(),
        "milestone": milestone.get_absolute_url(),
        "event": event.get_absolute_url(),
        "search": f"{reverse('search')}?q=data",
        "calendar": reverse("events:feed", args=[token]),
        "CSV": f"{organisations}?format=csv",
        "XLSX": f"{organisations}?format=xlsx",
    }
    upload = reverse("partnerships:document-add", args=[strand.code, pairing.code, "pairing", pairing.pk])
    return {"email": user.email, "session": sign_in(user), "pages": pages, "save": save_of(pairing), "upload": upload}


def save_of(pairing):
    """The form that edits a follow-up, as the page has it; `vary` is the field that is written anew each time."""
    row = pairing.follow_ups.open().order_by("-due_on").first()
    data = {"what_en": row.what_en, "what_ko": row.what_ko, "side": row.side, "owner": row.owner_id or ""}
    path = row.address_of("partnerships:follow-up-edit")
    return {"path": path, "data": data | {"due_on": row.due_on.isoformat()}, "vary": "what_en", "version": row.version}


def coordinator(participation):
    return Membership.objects.filter(participation=participation, ended_on=None).order_by("pk")[0].user


def facts(code):
    """A coordinator, one of the other side who saves, staff; and up to fifty people, each of another pairing."""
    strand = Strand.objects.get(code=code)
    pairings = list(Pairing.objects.filter(strand=strand).with_names().order_by("pk")[: PEOPLE + 1])
    first, *others = [one for one in pairings if one.follow_ups.open().exists() and one.projects.count() > 1]
    staff = StrandRole.objects.filter(strand=strand, role="staff").order_by("pk")[0].user
    return {
        "coordinator": reader(coordinator(first.counterpart), first),
        "saver": reader(coordinator(first.eu), first),
        "staff": reader(staff, first),
        "people": [reader(coordinator(one.eu), one) for one in others],
    }


if __name__ == "__main__":
    size = int(sys.argv[1])
    if not Strand.objects.exists():
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            fill(size) if size else prepare()
        if connection.vendor == "postgresql":
            # What autovacuum would have done by the next morning.
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
    json.dump(facts(CODE if size else DEMO), sys.stdout)
