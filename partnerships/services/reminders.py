"""The mails that a clock sends: of deadlines that are near or past, and the summary of every Monday."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.services.mail import queue_mail
from core import clock
from core.audit import Kind
from core.models import AuditEntry, Draft, SubmittedForm
from core.parts import Task, collect
from partnerships.models import Deputy, Membership, Pairing, StrandRole
from partnerships.services.dues import Due, read_dues
from partnerships.services.grants import read_grants
from partnerships.services.recipients import read_people

if TYPE_CHECKING:
    from accounts.models import User

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
