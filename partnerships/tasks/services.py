"""The mails that a clock sends: of deadlines that are near or past, and the summary of every Monday."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import queue_mail, write_mail
from accounts.models import Mail, User
from accounts.sign_in.services import forget_ended
from core import clock
from core.access import Grants
from core.audit import KEPT_DAYS
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import join_names
from core.log import forget_visits
from core.models import Draft, SubmittedForm, one_act, write_audit
from core.parts import collect
from partnerships.audit_actions import SIDE_REMINDED
from partnerships.models import Confirmation, Deputy, Membership, Pairing, Strand, StrandRole
from partnerships.people.selectors import People, deputies_of, may_manage_people, read_grants, read_people
from partnerships.people.services import forget_unused
from partnerships.tasks.selectors import Owed, read_owed

MOST_LINKS = 7
# Nobody's telephone should ring for a summary in the night.
MORNING = 7
KEPT_FORMS = dt.timedelta(days=7)
KEPT_DRAFTS = dt.timedelta(days=30)
KEPT_VISITS = dt.timedelta(days=KEPT_DAYS)


def remind_of_deadlines() -> int:
    """Queue a mail for each thing that is near its day, and one once it is late; returns how many.

    Today is the portal's (`core.clock`). A thing that was moved is a new one: it is told of again. Apps further right
    queue those of their own deadlines (`deadline-mails`).
    """
    today = clock.today()
    owed = read_owed(list(Pairing.objects.open().with_names().order_by("pk")), today)
    people = read_people([row.participation_id for row in owed], today)
    own = sum(
        _remind(person, row, today)
        for row in owed
        if row.is_late(today) or row.is_near(today)
        for person in row.owed_by(people)
    )
    return own + sum(collect("deadline_mails", today=today))


def _remind(person: User, due: Owed, today: dt.date) -> bool:
    late = due.is_late(today)
    kind = MailKind.DEADLINE_PAST if late else MailKind.DEADLINE_NEAR
    return queue_mail(
        to=person,
        kind=kind,
        key=f"{kind}:{due.code}:{due.day}:{person.pk}",
        template="deadline",
        context={"due": due, "late": late, "days": abs(due.days_left(today)), "link": settings.BASE_URL + due.url},
    )


def send_digests() -> int:
    """Queue the Monday summary for everybody for whom it is Monday morning or later in the day; returns how many.

    At most one for each person and ISO week, and none where nothing waits.
    """
    now, readers = clock.now(), {}
    for person in _readers():
        local = now.astimezone(person.zone)
        if local.isoweekday() == 1 and local.hour >= MORNING:
            year, week, _day = local.isocalendar()
            readers[f"{MailKind.DIGEST.value}:{year}-W{week:02}:{person.pk}"] = person
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


def _digest(person: User, key: str) -> bool:
    # What providers say is in the language that is active while they say it.
    with translation.override(person.mail_language), timezone.override(person.zone):
        every = collect("tasks", grants=read_grants(person), today=clock.today())
    # In the order of the page of tasks: by day, and what has none last.
    tasks = [task for task in every if task.mine]
    tasks.sort(key=lambda task: (task.due or dt.date.max, task.about, task.verb, task.thing))
    if not tasks:
        return False
    absent = [row.membership.user for row in deputies_of(user=person.pk, today=clock.today())]
    # In the language of the mail that is being written.
    person.stands_in_for = lazy(lambda: join_names(map(str, absent)), str)() if absent else None
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


def forget_old_rows() -> None:
    """Drop ended sessions, forms that nobody sends twice any more, drafts, who signed in or was refused what, and the
    addresses of invitations that nobody used.
    """
    forget_ended()
    SubmittedForm.objects.filter(at__lt=clock.now() - KEPT_FORMS).delete()
    Draft.objects.filter(at__lt=clock.now() - KEPT_DRAFTS).delete()
    forget_visits(clock.now() - KEPT_VISITS)
    forget_unused()


# Staff remind the sides of what they owe: seen before it is sent, once a day for each person and thing.

# So many things fit into one mail, and their codes into its key.
MOST_THINGS = 12


def read_reminded(*, strand: Strand, by: User) -> list[Any]:
    """What the sides of a strand owe, most urgent first, in a constant number of queries.

    Each with the `readers` who would be reminded of it, and those who were `told` today already.
    """
    today = clock.today()
    found, people = _read(strand, today)
    rows: list[Any] = list(found)
    told = _described(today, {person.pk for row in rows for person in row.owed_by(people)})
    for row in rows:
        row.readers = [person for person in row.owed_by(people) if person.pk != by.pk]
        row.told = [person for person in row.readers if row.code in told[person.pk]]
        row.days, row.late = abs(row.days_left(today)), row.is_late(today)
    return rows


def preview_reminders(*, strand: Strand, by: User, choices: Collection[str]) -> list[dict[str, Any]]:
    """The mails that `send_reminders` would queue for the chosen things (`Owed.choice`), with nothing sent.

    Each as it is `written` in the language of its `person`; somebody who has switched such mails off comes with
    `refused`.
    """
    today = clock.today()
    kind = MailKind.REMINDER
    return [
        {
            "person": person,
            "written": write_mail(
                to=person, kind=kind, template="reminder", context=_context(strand, owed, by, today), own_links=False
            ),
            "refused": not person.wants_mail(kind),
        }
        for person, owed in _chosen(strand, by, choices, today)
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
    if not any(row.choice in choices for row in _read(strand, today)[0]):
        raise DomainError(_("Choose at least one of the things waiting."), field="things")
    reached: dict[Owed, list[User]] = defaultdict(list)
    sent = 0
    for person, owed in _chosen(strand, by, choices, today):
        for some in batched(owed, MOST_THINGS):
            key = f"{_prefix(today)}{person.pk}:{','.join(row.code for row in some)}"
            context = _context(strand, some, by, today)
            if queue_mail(to=person, kind=MailKind.REMINDER, key=key, template="reminder", context=context):
                sent += 1
                for row in some:
                    reached[row].append(person)
    if not sent:
        raise AlreadyDone(_("Nothing was sent: these people were reminded today, or take no such mails."))
    for row, people in reached.items():
        write_audit(
            action=SIDE_REMINDED,
            by=by,
            record=row.record.text.record if isinstance(row.record, Confirmation) else row.record,
            strand_id=strand.pk,
            pairing_id=row.pairing.pk,
            person=", ".join(person.kept_name for person in people),
        )
    return sent


def _prefix(today: dt.date) -> str:
    return f"{MailKind.REMINDER.value}:{today}:"


def _context(strand: Strand, owed: Sequence[Owed], by: User, today: dt.date) -> dict[str, Any]:
    return {
        "strand": strand,
        "by": by.kept_name,
        "number": len(owed),
        "rows": [(row, abs(row.days_left(today)), row.is_late(today)) for row in owed],
    }


def _read(strand: Strand, today: dt.date) -> tuple[list[Owed], People]:
    pairings = list(Pairing.objects.open().filter(strand=strand).with_names().order_by("code"))
    owed = read_owed(pairings, today)
    return owed, read_people([row.participation_id for row in owed], today)


def _described(today: dt.date, people: Iterable[int]) -> dict[int, set[str]]:
    """By person, the codes of the things that a mail of this day has reminded of."""
    told: dict[int, set[str]] = defaultdict(set)
    rows = Mail.objects.filter(key__startswith=_prefix(today), recipient__in=set(people))
    for person_id, key in rows.values_list("recipient_id", "key"):
        told[person_id].update(key.rpartition(":")[2].split(","))
    return told


def _chosen(strand: Strand, by: User, choices: Collection[str], today: dt.date) -> list[tuple[User, list[Owed]]]:
    """By person, what of the chosen things that person has not been reminded of today."""
    found: dict[int, tuple[User, list[Owed]]] = {}
    for row in read_reminded(strand=strand, by=by):
        for person in row.readers if row.choice in choices else ():
            if person not in row.told:
                found.setdefault(person.pk, (person, []))[1].append(row)
    return sorted(found.values(), key=lambda pair: (pair[0].search_text, pair[0].pk))
