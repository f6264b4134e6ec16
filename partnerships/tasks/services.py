"""The mails that a clock sends: of deadlines that are near or past, and the summary of every Monday."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import Written, queue_mail, write_mail
from accounts.models import Mail
from core import clock
from core.audit import Kind
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry, Draft, SubmittedForm, one_act, write_audit
from core.parts import Task, collect
from partnerships.audit_actions import SIDE_REMINDED
from partnerships.models import Deputy, Membership, Pairing, Strand, StrandRole
from partnerships.people.selectors import People, may_manage_people, read_grants, read_people
from partnerships.tasks.dues import Due, read_dues

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

MOST_LINKS = 7
# Nobody's telephone should ring for a summary in the night.
MORNING = 7
KEPT_FORMS = dt.timedelta(days=7)
KEPT_DRAFTS = dt.timedelta(days=30)
KEPT_VISITS = dt.timedelta(days=365)  # as the privacy statement says


def remind_of_deadlines() -> int:
    """Queue a mail for each thing that is near its day, and one once it is late; returns how many.

    Today is the portal's (`core.clock`). A thing that was moved is a new one: it is told of again. Apps further right
    queue those of their own deadlines (`deadline-mails`).
    """
    today = clock.today()
    dues = read_dues(list(Pairing.objects.open().with_names().order_by("pk")), today)
    people = read_people([due.participation_id for due in dues], today)
    own = sum(
        _remind(person, due, today)
        for due in dues
        if due.is_late(today) or due.is_near(today)
        for person in due.owed_by(people)
    )
    return own + sum(collect("deadline_mails", today=today))


def _remind(person: User, due: Due, today: dt.date) -> bool:
    late = due.is_late(today)
    kind = MailKind.DEADLINE_PAST if late else MailKind.DEADLINE_NEAR
    return queue_mail(
        to=person,
        kind=kind,
        key=f"{kind}:{due.code}:{due.day}:{person.pk}",
        template="deadline",
        context={
            "due": due,
            "late": late,
            "days": abs(due.days_left(today)),
            "link": settings.BASE_URL + due.url,
        },
    )


def send_digests() -> int:
    """Queue the Monday summary for everybody for whom it is Monday morning or later in the day; returns how many.

    At most one for each person and ISO week, and none where nothing waits.
    """
    now = clock.now()
    readers = {_digest_key(person, now): person for person in _readers() if _is_monday(person, now)}
    told = set(Mail.objects.filter(key__in=list(readers)).values_list("key", flat=True))
    return sum(_digest(person, key) for key, person in readers.items() if key not in told)


def _readers() -> list[User]:
    """Whoever coordinates, stands in, or is staff on this day, and takes the summary."""
    today = clock.today()
    own = {"user": OuterRef("pk")}
    works = (
        Q(Exists(Membership.objects.not_ended(today).filter(started_on__lte=today, **own)))
        | Q(Exists(StrandRole.objects.not_ended(today).filter(**own)))
        | Q(Exists(Deputy.objects.on(today).filter(**own)))
    )
    people = get_user_model().objects.filter(works, is_active=True, mail_digest=True)
    return list(people.order_by("pk"))


def _local(person: User, now: dt.datetime) -> dt.datetime:
    return now.astimezone(person.zone)


def _is_monday(person: User, now: dt.datetime) -> bool:
    local = _local(person, now)
    return local.isoweekday() == 1 and local.hour >= MORNING


def _digest_key(person: User, now: dt.datetime) -> str:
    year, week, _day = _local(person, now).isocalendar()
    return f"{MailKind.DIGEST.value}:{year}-W{week:02}:{person.pk}"


def _digest(person: User, key: str) -> bool:
    # What providers say is in the language that is active while they say it.
    with translation.override(person.mail_language), timezone.override(person.zone):
        tasks = _waiting_tasks(person)
    if not tasks:
        return False
    return queue_mail(
        to=person,
        kind=MailKind.DIGEST,
        key=key,
        template="digest",
        context={
            "tasks": tasks[:MOST_LINKS],
            "number": len(tasks),
            "more": max(len(tasks) - MOST_LINKS, 0),
            "link": settings.BASE_URL + reverse("my-tasks"),
        },
    )


def _waiting_tasks(person: User) -> list[Task]:
    """What waits for the person, in the order of the page of tasks: by day, and what has none last."""
    tasks = collect("tasks", grants=read_grants(person), today=clock.today())
    mine = (task for task in tasks if task.mine)
    return sorted(mine, key=lambda task: (task.due or dt.date.max, task.about, task.verb, task.thing))


def forget_old_rows() -> None:
    """Drop forms of which nobody clicks the button twice any more, drafts, and who signed in or was refused what."""
    SubmittedForm.objects.filter(at__lt=clock.now() - KEPT_FORMS).delete()
    Draft.objects.filter(at__lt=clock.now() - KEPT_DRAFTS).delete()
    AuditEntry.objects.filter(kind__in=(Kind.SIGN_IN, Kind.REFUSAL), at__lt=clock.now() - KEPT_VISITS).delete()


# Staff remind the sides of what they owe: seen before it is sent, once a day for each person and thing.

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
    told = _described(today, {person.pk for due in dues for person in due.owed_by(people)})
    return [
        Owed(
            due=due,
            readers=(readers := _readers_of_reminders(due, people, by)),
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


def _readers_of_reminders(due: Due, people: People, by: User) -> list[User]:
    return [person for person in due.owed_by(people) if person.pk != by.pk]


def _described(today: dt.date, people: Iterable[int]) -> dict[int, set[str]]:
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
    told = _described(today, {person.pk for due in dues for person in due.owed_by(people)})
    found: dict[int, tuple[User, list[Due]]] = {}
    for due in dues:
        for person in _readers_of_reminders(due, people, by):
            if due.code not in told[person.pk]:
                found.setdefault(person.pk, (person, []))[1].append(due)
    return sorted(found.values(), key=lambda pair: (pair[0].search_text, pair[0].pk))
