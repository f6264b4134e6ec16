"""What pages and saves cost at most, in queries: every page that is read, and every act that can be taken back.

The acts are carried out in `test_undo.py`, which counts what each of them asks.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from worldcities.tests.addresses import addresses

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

# Whoever goes above says here why: the cost is chosen, not found.
# Session, person, grants, the lock, savepoints, history and log are all among them.
PAGE, SAVE = 20, 15
PAGES = {
    # Every kind of record that has texts, closing days whose names are written once too, and one for all such texts.
    "partnerships:translation-list": 25,
    # One with everything: its parts, agenda, places, documents, head counts, notes, minutes, journeys, who is across,
    # the organisations that act in the strand.
    "events:event": 24,
    # Every table that the sheet may meet is read, to show what becomes of each row.
    "reports:import": 36,
    "reports:import-mend": 36,
    "reports:import-store": 36,
    # The report is compiled as the records are now, and compared with what it says.
    "reports:report-changes": 108,
}
SAVES = {
    # Both sides are asked to confirm the new edition: it is frozen, with two confirmations and the mails about them.
    "partnerships:text-edit": 44,
    # The other side gets a mail about it; of an answer whoever is answered, too.
    "partnerships:comment-add": 22,
    "partnerships:comment-answer": 26,
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
    # The partner is saved, and its participation, whose page shows it; its city is read, and whether it is paired by
    # the form and by the one that takes it back.
    "partnerships:partner-correct": 19,
    # Every table that the sheet may meet is read, and what is new is saved with histories and lists.
    "reports:import-store": 47,
    # What the records say is frozen with it, read from some fifteen kinds of them.
    "reports:update-submit": 32,
    "reports:results-release": 27,
    "reports:publicity-edit": 16,
    # Roles, deputies, links and letters end with it, and the person gets a mail.
    "partnerships:access-end": 36,
    # Who stands in gets a mail.
    "partnerships:deputy-add": 18,
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
    # A project with its code, its first level and its partners, and what it comes from.
    "partnerships:project-add": 17,
    "partnerships:contact-project": 18,
    "partnerships:match-start": 22,
    "events:interest-project": 21,
}


@pytest.mark.parametrize("role", ["coordinator", "staff", "observer"])
def test_what_pages_cost(client, seeded, role):
    own, _foreign, people = seeded
    client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
    above = {}
    for one in addresses():
        if one.is_admin or not set(one.words) <= own.words.keys():
            continue
        path, most = one.path(own.words), PAGES.get(one.name, PAGE)
        answer, cost = _asked(client, path)
        if answer.status_code != 200 or answer.streaming or "html" not in answer.headers["Content-Type"]:
            continue
        if cost > most:
            # What a process or a session asks once is no cost of the page.
            _answer, cost = _asked(client, path)
        if cost > most:
            above[one.name] = cost
    assert above == {}


def _asked(client, path):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    return answer, len(asked)
