"""What pages and saves cost at most, in queries: every page that is read, and every act that can be taken back.

The acts are carried out in `test_undo.py`, which counts what each of them asks.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from worldcities.tests.addresses import addresses

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

# Whoever goes above says here why: the cost is chosen, not found.
# Session, person, grants, the lock, savepoints, history, the log and the names that it keeps apart are all among them.
PAGE, SAVE = 20, 16
PAGES = {
    # Every kind of record that has texts, and one for all that is written once.
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
    "partnerships:text-edit": 45,
    # The other side gets a mail about it; of an answer whoever is answered, too.
    "partnerships:comment-add": 23,
    "partnerships:comment-answer": 27,
    # What is written down at the same time: parts, numbers and an agenda; a new event's lists.
    "events:event-copy": 34,
    "events:event-add": 24,
    "events:quota-edit": 27,
    # Other dates and states go with it: of parts, milestones and plans; those concerned get mails.
    "events:event-reschedule": 33,
    "events:event-cancel": 31,
    "events:event-held": 17,
    # Where each stood before its last move, so that a move back brings it there.
    "partnerships:stage-reschedule": 24,
    "partnerships:plan-item-reschedule": 19,
    # Where its note had a translation, what the new words had is looked for, in case they come back.
    "partnerships:plan-item-edit": 18,
    # The partner is saved, and its participation, whose page shows it; its city is read, and whether it is paired by
    # the form and by the one that takes it back.
    "partnerships:partner-correct": 20,
    # Every table that the sheet may meet is read, and what is new is saved with histories and lists.
    "reports:import-store": 48,
    # What the records say is frozen with it, read from some fifteen kinds of them.
    "reports:update-submit": 33,
    "reports:results-release": 28,
    "reports:publicity-edit": 17,
    # Roles, deputies, links and letters end with it, and the person gets a mail.
    "partnerships:access-end": 37,
    # Who stands in gets a mail.
    "partnerships:deputy-add": 19,
    # The event is locked first, and read with its lists; whoever is next on a list moves up.
    "events:agenda-item-add": 18,
    "events:agenda-item-ask": 17,
    "events:agenda-item-confirm": 17,
    "events:agenda-item-decline": 17,
    "events:agenda-item-edit": 19,
    "events:agenda-item-move": 24,
    "events:agenda-item-remove": 17,
    "events:agenda-item-restore": 25,
    "events:attendance": 20,
    "events:delegate-add": 23,
    "events:delegate-bring-back": 20,
    "events:delegate-decline": 25,
    "events:delegate-edit": 21,
    "events:delegate-withdraw": 19,
    "events:minutes-objection-add": 21,
    "events:trip-paper-edit": 21,
    "events:trip-paper-finish": 20,
    "events:trip-paper-reopen": 20,
    "events:trip-photo-add": 20,
    "events:trip-photo-edit": 23,
    "events:visit-note-add": 19,
    # Lists of a project and of what stands in it; a document with its number, version and file.
    "partnerships:record-restore": 23,
    "partnerships:project-organisations": 23,
    "partnerships:project-milestones": 18,
    "partnerships:project-level": 18,
    "partnerships:document-add": 19,
    # A project with its code, its first level and its partners, and what it comes from.
    "partnerships:project-add": 18,
    "partnerships:match-start": 23,
    "events:interest-project": 22,
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
