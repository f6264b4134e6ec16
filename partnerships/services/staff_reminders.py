"""Staff remind the sides of what they owe: seen before it is sent, once a day for each person and thing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.services.mail import Written, queue_mail, write_mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import SIDE_REMINDED
from partnerships.models import Pairing, Strand
from partnerships.rules import may_manage_people
from partnerships.services.dues import Due, read_dues
from partnerships.services.recipients import People, read_people

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

# So many things fit into one mail, and their codes into its key.
MOST_THINGS = 12


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing a side owes, and who would be reminded of it; `told` are those reminded of it today already."""

    due: Due
    readers: list[User]
    told: list[User]
    days: int
    late: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person would get: the mail in that person's language."""

    person: User
    written: Written
    refused: bool = False


def read_owed(*, strand: Strand, by: User) -> list[Owed]:
    """What the sides of a strand owe, most urgent first, in a constant number of queries."""
    today = clock.today()
    dues, people = _read(strand, today)
    told = _told(today, {person.pk for due in dues for person in due.owed_by(people)})
    return [
        Owed(
            due=due,
            readers=(readers := _readers(due, people, by)),
            told=[person for person in readers if due.code in told[person.pk]],
            days=abs(due.days_left(today)),
            late=due.is_late(today),
        )
        for due in dues
    ]


def preview_reminders(*, strand: Strand, by: User, choices: Collection[str]) -> list[Letter]:
    """The mails that `send_reminders` would queue for the chosen things (`Due.choice`), with nothing sent.

    Somebody who has switched such mails off comes with `refused`.
    """
    today = clock.today()
    found = _chosen(strand, by, choices, today)
    return [
        Letter(
            person=person,
            written=write_mail(
                to=person,
                kind=MailKind.REMINDER,
                template="reminder",
                context=_context(strand, dues, by, today),
                own_links=False,
            ),
            refused=not person.wants_mail(MailKind.REMINDER),
        )
        for person, dues in found
    ]


@one_act()
def send_reminders(*, by: User, grants: Grants, strand: Strand, choices: Collection[str]) -> int:
    """Queue one mail for each person who owes something of what was chosen; returns how many.

    Nobody is reminded of the same thing twice on one day, whoever reminds. Raises NotAllowed,
    DomainError where nothing of it waits any more, AlreadyDone where all of it was sent today.
    """
    if not may_manage_people(grants, strand):
        raise NotAllowed
    # One at a time, so that two of the staff do not remind of the same.
    Strand.objects.select_for_update().get(pk=strand.pk)
    today = clock.today()
    wanted = set(choices)
    if not any(due.choice in wanted for due in _read(strand, today)[0]):
        raise DomainError(_("Choose at least one thing that waits."), field="things")
    found = _chosen(strand, by, choices, today)
    reached: dict[str, list[User]] = defaultdict(list)
    things: dict[str, Due] = {}
    sent = 0
    for person, dues in found:
        for some in batched(dues, MOST_THINGS):
            if not _queue(person, list(some), strand=strand, by=by, today=today):
                continue
            sent += 1
            for due in some:
                reached[due.choice].append(person)
                things[due.choice] = due
    if not sent:
        raise AlreadyDone(_("Nothing was sent: these people were reminded today, or take no such mails."))
    for choice, due in things.items():
        names = ", ".join(person.kept_name for person in reached[choice])
        write_audit(
            action=SIDE_REMINDED,
            by=by,
            record=due.audited,
            strand_id=strand.pk,
            pairing_id=due.pairing.pk,
            person=names,
        )
    return sent


def _queue(person: User, dues: list[Due], *, strand: Strand, by: User, today: dt.date) -> bool:
    codes = ",".join(due.code for due in dues)
    return queue_mail(
        to=person,
        kind=MailKind.REMINDER,
        key=f"{_prefix(today)}{person.pk}:{codes}",
        template="reminder",
        context=_context(strand, dues, by, today),
    )


def _prefix(today: dt.date) -> str:
    return f"{MailKind.REMINDER.value}:{today}:"


def _context(strand: Strand, dues: Sequence[Due], by: User, today: dt.date) -> dict[str, Any]:
    return {
        "strand": strand,
        "by": by.kept_name,
        "number": len(dues),
        "rows": [(due, abs(due.days_left(today)), due.is_late(today)) for due in dues],
    }


def _read(strand: Strand, today: dt.date) -> tuple[list[Due], People]:
    pairings = list(Pairing.objects.open().filter(strand=strand).with_names().order_by("code"))
    dues = read_dues(pairings, today)
    return dues, read_people([due.participation_id for due in dues], today)


def _readers(due: Due, people: People, by: User) -> list[User]:
    return [person for person in due.owed_by(people) if person.pk != by.pk]


def _told(today: dt.date, people: Iterable[int]) -> dict[int, set[str]]:
    """By person, the codes of the things that a mail of this day has reminded of."""
    told: dict[int, set[str]] = defaultdict(set)
    rows = Mail.objects.filter(key__startswith=_prefix(today), recipient__in=set(people))
    for person_id, key in rows.values_list("recipient_id", "key"):
        told[person_id].update(key.rpartition(":")[2].split(","))
    return told


def _chosen(strand: Strand, by: User, choices: Collection[str], today: dt.date) -> list[tuple[User, list[Due]]]:
    """By person, what of the chosen things that person has not been reminded of today."""
    wanted = set(choices)
    dues, people = _read(strand, today)
    dues = [due for due in dues if due.choice in wanted]
    told = _told(today, {person.pk for due in dues for person in due.owed_by(people)})
    found: dict[int, tuple[User, list[Due]]] = {}
    for due in dues:
        for person in _readers(due, people, by):
            if due.code not in told[person.pk]:
                found.setdefault(person.pk, (person, []))[1].append(due)
    return sorted(found.values(), key=lambda pair: (pair[0].search_text, pair[0].pk))
