"""What a comment sets off: it names people, and reaches them and the other side by mail, at once or once a day."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from accounts.enums import CommentMails, MailKind
from accounts.mails.services import drop_about, queue_mail
from accounts.models import Mail, User
from core import clock
from partnerships.contacts.selectors import named_in, readers_of
from partnerships.enums import Side
from partnerships.models import Comment, Mention, ProjectPartner
from partnerships.people.selectors import deputies_of, read_grants, read_people

# Nobody's telephone should ring for a summary in the night.
MORNING = dt.time(7)
# So far back a day's mail reaches, where no worker ran for a while.
FURTHEST = dt.timedelta(days=3)
MOST_SHOWN = 20


def comment_written(*, comment: Comment, by: User, own: Collection[int]) -> None:
    """Keep whom it names, and tell who is to read it: whoever is named, whose comment it answers, the other side.

    Of the partners all read it but the writer's `own`: staff write for none, so that both sides read it. Who takes
    comments once a day gets at once only what names the person.
    """
    place, head = comment.place, comment.answer_to
    readers = readers_of(place) if head or "@" in comment.text else {}
    named = named_in(comment.text, readers)
    for name, person in named.items():
        Mention.objects.create(comment=comment, person=person, name=name)
    asked = {person.pk for person in named.values()}
    answered = {head.author_id} & readers.keys() if head else set()
    keys = [row.pk for row in place.participations]
    team = read_people(keys, clock.today())
    writing = {one.pk: one for key in keys if key not in own for one in team.of_side(key)}
    told = dict(writing)
    if others := (asked | answered) - told.keys():
        told |= get_user_model().objects.in_bulk(others)
    for key, person in sorted(told.items()):
        if key == by.pk or not (person.mail_comments == CommentMails.NOW or key in asked):
            continue
        writes = key in writing or readers[key].writes
        page = (head or comment).address_of("partnerships:comment-answer") if writes else comment.get_absolute_url()
        queue_mail(
            to=person,
            kind=MailKind.COMMENT,
            key=f"{_key(comment)}{key}",
            template="comment",
            context={
                "comment": comment,
                "by": by,
                "why": "named" if key in asked else "answered" if key in answered else "",
                "writes": writes,
                "link": settings.BASE_URL + page,
            },
        )


def _key(comment: Comment) -> str:
    """How the keys of all mails about a comment begin."""
    return f"{MailKind.COMMENT.value}:{comment.pk}:"


def comment_withdrawn(comment: Comment) -> None:
    """Forget whom it named, and send nothing of it that still waits."""
    Mention.objects.filter(comment=comment).delete()
    drop_about(_key(comment))


# The mail of a day.


def send_days_comments() -> int:
    """Queue a mail for each person who takes comments once a day and has some, from the own morning on; their number.

    It has what was written up to that morning since the mail before, without what the person was told of at once.
    """
    now, sent = clock.now(), 0
    takers = get_user_model().objects.filter(is_active=True, mail_comments=CommentMails.DAILY)
    for person in takers.order_by("pk"):
        local = now.astimezone(person.zone)
        if local.time() >= MORNING:
            sent += _send_day(person, local.date())
    return sent


def _send_day(person: User, day: dt.date) -> bool:
    kind = f"{MailKind.COMMENTS_OF_DAY.value}:{person.pk}:"
    keys = Mail.objects.filter(key__startswith=kind).order_by("-key").values_list("key", flat=True)
    before = dt.date.fromisoformat(keys[0].removeprefix(kind)) if keys else dt.date.min
    until = dt.datetime.combine(day, MORNING, person.zone)
    since = dt.datetime.combine(max(before, day - FURTHEST), MORNING, person.zone)
    rows = _unread(person, since, until) if before < day else []
    if not rows:
        return False
    return queue_mail(
        to=person,
        kind=MailKind.COMMENTS_OF_DAY,
        key=f"{kind}{day}",
        template="comments_of_day",
        context={
            "comments": rows[:MOST_SHOWN],
            "number": len(rows),
            "more": max(len(rows) - MOST_SHOWN, 0),
            "stands_in_for": [row.membership.user for row in deputies_of(user=person.pk, today=day)],
        },
    )


def _unread(person: User, since: dt.datetime, until: dt.datetime) -> list[Comment]:
    """What was written meanwhile to the person's side, or in answer, and did not go out at once; the oldest first."""
    grants = read_grants(person)
    mine = grants.participations
    to_side = Q(pairing__eu__in=mine) & ~Q(side=Side.EU)
    to_side |= Q(pairing__counterpart__in=mine) & ~Q(side=Side.COUNTERPART)
    to_side |= Q(pairing=None, record_id__in=ProjectPartner.objects.filter(participation__in=mine).values("project"))
    rows = Comment.objects.visible_to(grants).with_names().select_related("answer_to").prefetch_related("record")
    rows = rows.filter(to_side | Q(answer_to__author=person), at__gt=since, at__lte=until, withdrawn_at=None)
    keys = {f"{_key(row)}{person.pk}": row for row in rows.exclude(author=person).order_by("at", "pk")}
    told = set(Mail.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    return [row for key, row in keys.items() if key not in told]
