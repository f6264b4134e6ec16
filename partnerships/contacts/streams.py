"""What passed between two sides and what they said about it, in one stream: contacts and comments, newest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from core.formats import format_date, format_signer, format_time
from core.parts import parts
from partnerships.models import Comment, Contact, FollowUp, Pairing, Project
from partnerships.rules.journey import may_edit_pairing, may_see_dealings
from partnerships.rules.together import may_withdraw_comment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants

CONTACT, COMMENT = "contact", "comment"
BOTH = "both"


@dataclass(frozen=True, slots=True)
class PlaceTime:
    """A moment at one partner's place: the time there, and the day where it is another than the entry's own."""

    side: str
    letters: str
    name: str
    time: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact or comment as pages tell it.

    `sides` is the badge it carries: `eu`, `counterpart`, `both` where the sides met, empty where the office
    wrote; `names` are the partners it stands for. `on` is its day, `times` the moment at both places where
    one is known. A withdrawn one is told without its text. One of another app has a `title`, a `word` for its kind
    and a `text`, which stand for themselves.
    """

    kind: str
    record: Any
    sides: str
    names: list[str]
    author: str
    on: dt.date
    times: list[PlaceTime]
    withdrawn: bool
    url: str = ""
    withdraw_url: str = ""
    project: Project | None = None
    follow_ups: list[FollowUp] = field(default_factory=list)
    title: str = ""
    word: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """The newest entries, how many there are in all, and where the reader adds to them (else empty).

    `readable` is false for whoever does not see what passes between the sides: then there is nothing to show.
    """

    entries: list[Entry]
    total: int
    comment_url: str = ""
    contact_url: str = ""
    readable: bool = True
    country: str = ""

    @property
    def more(self) -> bool:
        """Whether there are older ones than these."""
        return self.total > len(self.entries)


def stream(grants: Grants, pairing: Pairing, *, project: Project | None = None, limit: int | None = None) -> Stream:
    """Contacts and comments of a pairing, or of one of its projects; eight queries at most, one more a kind.

    With `limit` the newest of them. Whoever does not see the sides' dealings gets an empty one.
    """
    if not may_see_dealings(grants, pairing):
        return Stream([], 0, readable=False)
    contacts, comments = Contact.objects.filter(pairing=pairing), Comment.objects.filter(pairing=pairing)
    if project is not None:
        contacts, comments = contacts.filter(project=project), comments.of(project)
    rows = stream_rows(contacts, comments, *(() if project else other_rows(grants, pairing)))
    shown = list(rows if limit is None else rows[:limit])
    total = rows.count() if limit is not None and len(shown) == limit else len(shown)
    comment_url, contact_url = ways(grants, pairing, project=project)
    return Stream(
        entries=read_entries(grants, pairing, shown),
        total=total,
        comment_url=comment_url,
        contact_url=contact_url,
        country=pairing.strand.side_letters("counterpart"),
    )


def ways(grants: Grants, pairing: Pairing, *, project: Project | None = None) -> tuple[str, str]:
    """Where the reader adds a comment and a contact, on the pairing or on a project; empty where not allowed."""
    if not (pairing.is_open and may_edit_pairing(grants, pairing)):
        return "", ""
    place = [pairing.strand.code, pairing.code]
    kind, record = ("pairing", pairing.pk) if project is None else ("project", project.pk)
    contact_url = reverse("partnerships:contact-add", args=place)
    if project is not None:
        contact_url = f"{contact_url}?{urlencode({'project': project.code})}"
    return reverse("partnerships:comment-add", args=[*place, kind, record]), contact_url


def other_rows(grants: Grants, pairing: Pairing) -> list[QuerySet[Any]]:
    """The rows of the kinds that other apps add, for `stream_rows`."""
    return [
        rows(grants, pairing).order_by().prefetch_related(None).annotate(stream_kind=Value(name))
        for name, rows, _read in parts().stream_entries
    ]


def stream_rows(contacts: QuerySet[Contact], comments: QuerySet[Comment], *others: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The keys of all, newest first, as one query that can be sliced and counted: (day, moment, kind, key).

    A contact stands on the day it took place, a comment on the day it was written, on the reader's own clock.
    """
    told = (
        contacts.order_by()
        .prefetch_related(None)
        .annotate(stream_day=F("on"), stream_moment=Coalesce("starts_at", "created_at"), stream_kind=Value(CONTACT))
    )
    said = comments.order_by().annotate(
        stream_day=TruncDate("at", tzinfo=timezone.get_current_timezone()),
        stream_moment=F("at"),
        stream_kind=Value(COMMENT),
    )
    names = ("stream_day", "stream_moment", "stream_kind", "pk")
    rest = [said.values_list(*names), *(rows.values_list(*names) for rows in others)]
    every = told.values_list(*names).union(*rest, all=True)
    return every.order_by("-stream_day", "-stream_moment", "stream_kind", "-pk")


def read_entries(grants: Grants, pairing: Pairing, rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """The entries behind some rows of `stream_rows`, in their order; five queries at most, one more a kind."""
    keys = [(row[2], row[3]) for row in rows]
    contacts = Contact.objects.select_related("author").in_bulk([key for kind, key in keys if kind == CONTACT])
    comments = Comment.objects.select_related("author").in_bulk([key for kind, key in keys if kind == COMMENT])
    others = {}
    for name, _rows, read in parts().stream_entries:
        wanted = [key for kind, key in keys if kind == name]
        others[name] = read(grants, pairing, wanted) if wanted else {}
    projects = _projects(pairing, contacts.values(), comments.values())
    promised = _follow_ups(pairing, contacts)
    found = []
    for kind, key in keys:
        if kind in others:
            found.append(others[kind][key])
            continue
        record: Any = contacts[key] if kind == CONTACT else comments[key]
        record.pairing = pairing
        if kind == CONTACT:
            found.append(_contact(record, projects.get(record.project_id), promised[key]))
        else:
            found.append(_comment(grants, record, projects))
    return found


def place_times(pairing: Pairing, moment: dt.datetime | None, day: dt.date) -> list[PlaceTime]:
    """A moment at both partners' places, EU first; nothing without a moment. `day` is the one that stands beside it."""
    found = []
    for participation in (pairing.eu, pairing.counterpart) if moment else ():
        city = participation.partner.first_city
        if city and moment:
            local = moment.astimezone(city.zone)
            letters = pairing.strand.side_letters(participation.side)
            other_day = format_date(local.date()) if local.date() != day else ""
            name = str(participation.partner.name)
            found.append(PlaceTime(participation.side, letters, name, format_time(local), other_day))
    return found


def _contact(row: Contact, project: Project | None, follow_ups: list[FollowUp]) -> Entry:
    return Entry(
        kind=CONTACT,
        record=row,
        sides=row.side or BOTH,
        names=_names(row.pairing, row.side or BOTH),
        author=format_signer(row.author, row.author_label),
        on=row.on,
        times=place_times(row.pairing, row.starts_at, row.on),
        withdrawn=row.withdrawn_at is not None,
        url=row.get_absolute_url(),
        project=project,
        follow_ups=follow_ups,
    )


def _comment(grants: Grants, row: Comment, projects: dict[int, Project]) -> Entry:
    pairing, day = row.pairing, timezone.localtime(row.at).date()
    mine = row.withdrawn_at is None and pairing.is_open and may_withdraw_comment(grants, row)
    address = reverse("partnerships:comment-withdraw", args=[pairing.strand.code, pairing.code, row.pk]) if mine else ""
    on_project = row.record_type_id == ContentType.objects.get_for_model(Project).pk
    return Entry(
        kind=COMMENT,
        record=row,
        sides=row.side,
        names=_names(pairing, row.side),
        author=format_signer(row.author, row.author_label),
        on=day,
        times=place_times(pairing, row.at, day),
        withdrawn=row.withdrawn_at is not None,
        withdraw_url=address,
        project=projects.get(row.record_id) if on_project else None,
    )


def _names(pairing: Pairing, sides: str) -> list[str]:
    """The partners that a badge stands for, the counterpart first as in the pairing's name."""
    named = [(side, str(partner.name)) for side, partner in reversed(pairing.partners)]
    return [name for side, name in named if sides in (side, BOTH)]


def _projects(pairing: Pairing, contacts: Iterable[Contact], comments: Iterable[Comment]) -> dict[int, Project]:
    """The projects that some entries are about, in one query."""
    kind = ContentType.objects.get_for_model(Project).pk
    keys = {row.project_id for row in contacts if row.project_id}
    keys |= {row.record_id for row in comments if row.record_type_id == kind}
    found = Project.objects.in_bulk(keys)
    for row in found.values():
        row.pairing, row.strand = pairing, pairing.strand
    return found


def _follow_ups(pairing: Pairing, contacts: Collection[int]) -> dict[int, list[FollowUp]]:
    """What followed from some contacts, by contact, the earliest day first."""
    found: dict[int, list[FollowUp]] = defaultdict(list)
    if contacts:
        kind = ContentType.objects.get_for_model(Contact)
        for row in FollowUp.objects.filter(origin_type=kind, origin_id__in=contacts).order_by("due_on", "pk"):
            row.pairing = pairing
            found[row.origin_id or 0].append(row)
    return found
