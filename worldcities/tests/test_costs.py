"""What pages and saves cost at most, in queries: every page that is read, and every act that can be taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from worldcities.tests.addresses import addresses
from worldcities.tests.test_undo import carry_out, come_to
from worldcities.tests.test_undo import scene as scene  # noqa: PLC0414 - a fixture
from worldcities.tests.undo_table import TAKEN_BACK

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

# Whoever goes above says here why: the cost is chosen, not found.
PAGE, SAVE = 20, 15
PAGES = {
    # One with everything: its parts, agenda, places, documents, head counts, notes, minutes, journeys, who is across.
    "events:event": 23,
    # The report is compiled as the records are now, and compared with what it says.
    "reports:report-changes": 108,
}
SAVES = {
    # Both sides are asked to confirm the new edition: it is frozen, with two confirmations and the mails about them.
    "partnerships:text-edit": 44,
    # What is written down at the same time: parts, numbers and an agenda; a new event's lists.
    "events:event-copy": 33,
    "events:event-add": 23,
    "events:quota-edit": 26,
    # Other dates and states go with it: of parts, milestones and plans; those concerned get mails.
    "events:event-reschedule": 32,
    "events:event-cancel": 30,
    "events:event-held": 16,
    "partnerships:stage-reschedule": 22,
    "partnerships:plan-item-reschedule": 17,
    "partnerships:plan-item-edit": 16,
    # What the records say is frozen with it, read from some fifteen kinds of them.
    "reports:update-submit": 32,
    "reports:results-release": 27,
    "reports:publicity-edit": 16,
    # Roles, deputies, links and letters end with it.
    "partnerships:access-end": 32,
    # The event is locked first, and read with its lists; whoever is next on a list moves up.
    "events:agenda-item-add": 17,
    "events:agenda-item-ask": 16,
    "events:agenda-item-confirm": 16,
    "events:agenda-item-decline": 16,
    "events:agenda-item-edit": 18,
    "events:agenda-item-move": 23,
    "events:agenda-item-remove": 16,
    "events:agenda-item-restore": 24,
    "events:attendance": 19,
    "events:delegate-add": 22,
    "events:delegate-bring-back": 19,
    "events:delegate-decline": 24,
    "events:delegate-edit": 20,
    "events:delegate-withdraw": 18,
    "events:minutes-objection-add": 20,
    "events:trip-paper-edit": 20,
    "events:trip-paper-finish": 19,
    "events:trip-paper-reopen": 19,
    "events:trip-photo-add": 19,
    "events:trip-photo-edit": 22,
    "events:visit-note-add": 18,
    # Lists of a project and of what stands in it; a document with its number, version and file.
    "partnerships:record-restore": 22,
    "partnerships:project-organisations": 22,
    "partnerships:project-milestones": 17,
    "partnerships:project-level": 17,
    "partnerships:document-add": 18,
}


@pytest.mark.parametrize("role", ["coordinator", "staff", "observer"])
def test_what_pages_cost(client, scene, role):
    own, people = scene
    client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
    above = {}
    for one in addresses():
        if one.is_admin or not set(one.words) <= own.words.keys():
            continue
        path = one.path(own.words)
        answer = client.get(path)
        if answer.status_code != 200 or answer.streaming or "html" not in answer.headers["Content-Type"]:
            continue
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        if len(asked) > PAGES.get(one.name, PAGE):
            above[one.name] = len(asked)
    assert above == {}


@pytest.mark.parametrize("name", sorted(TAKEN_BACK))
def test_what_saves_cost(client, scene, name):
    words = come_to(client, name, *scene)
    asked = []

    def counted(*given, **more):
        with CaptureQueriesContext(connection) as queries:
            answer = post(*given, **more)
        asked.append(len(queries))
        return answer

    post, client.post = client.post, counted
    carry_out(client, name, words)
    # Session, person, grants, the lock, savepoints, history and log are all among them.
    assert asked[-1] <= SAVES.get(name, SAVE)
