"""What passed between two sides and what they said about it, in one stream: contacts and comments, newest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Grants
from core.formats import format_date, format_time
from core.parts import parts
from core.texts import writer_language
from partnerships.contacts.actions import AddComment, AddContact, AnswerComment, WithdrawComment, reads_comments
from partnerships.contacts.models import COMMENT, CONTACT
from partnerships.contacts.selectors import proposed, read_threads, renamed
from partnerships.enums import ContactKind
from partnerships.models import Comment, Contact, FollowUp, Pairing, Project
from partnerships.places.selectors import read_places
from partnerships.rules import may_see_dealings


def stream(
    grants: Grants, pairing: Pairing, *, project: Project | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Contacts and comments of a pairing, or of one of its projects; twelve queries at most, one more a kind.

    With `limit` the newest of them. It is not `readable` for whoever does not see the sides' dealings.
    """
    if not may_see_dealings(grants, pairing):
        return {"readable": False}
    contacts, comments = Contact.objects.filter(pairing=pairing), Comment.objects.filter(pairing=pairing)
    if project is not None:
        contacts, comments = contacts.filter(project=project), comments.of(project)
    comments = comments.filter(answer_to=None)
    rows = stream_rows(contacts, comments, *(() if project else other_rows(grants, pairing)))
    shown = list(rows if limit is None else rows[:limit])
    total = rows.count() if limit is not None and len(shown) == limit else len(shown)
    return stream_of(grants, pairing, shown, total, project=project)


def stream_of(
    grants: Grants, pairing: Pairing, rows: Iterable[Sequence[Any]], total: int, *, project: Project | None = None
) -> dict[str, Any]:
    """The entries behind some rows of `stream_rows`, in their order; nine queries at most, one more a kind.

    With how many there are in all, whether there are older ones, where the reader adds to them (else empty), and whom
    one can name there.
    """
    contact = AddContact.button_on(pairing, grants)
    query = f"?{urlencode({'project': project.code})}" if project else ""
    entries = _entries(grants, pairing, [(row[2], row[3]) for row in rows], project)
    found = _answerable(grants, Comment(pairing=pairing, strand=pairing.strand, record=project or pairing), entries)
    return found | {
        "total": total,
        "more": total > len(entries),
        "contact_url": f"{contact.url}{query}" if contact else "",
    }


def comments_of(grants: Grants, project: Project) -> dict[str, Any]:
    """The comments on a project outside of pairings, as `stream_of` has them; six queries at most."""
    if not reads_comments(grants, project):
        return {"readable": False}
    entries = list(Comment.objects.of(project).filter(answer_to=None).select_related("author"))
    for row in entries:
        row.record, row.strand, row.stream_kind = project, project.strand, COMMENT
    found = _answerable(grants, Comment(strand=project.strand, record=project), entries)
    return {"of_cities": True, "heading": _("Comments"), **found}


def _answerable(grants: Grants, added: Comment, entries: Sequence[Any]) -> dict[str, Any]:
    """Entries, of which comments have their answers; where the reader adds one (else empty), and whom one can name."""
    comment = AddComment.button_on(added, grants)
    comments = [entry for entry in entries if entry.stream_kind == COMMENT]
    readers = read_threads(added.place, comments, always=comment is not None)
    for row in comments:
        row.answer = AnswerComment.button_on(row, grants)
        for one in (row, *row.replies):
            one.withdraw = WithdrawComment.button_on(one, grants)
    return {
        "readable": True,
        "entries": entries,
        "comment_url": comment.url if comment else "",
        "people": proposed(readers, grants) if comment else (),
        "country": added.strand.side_letters("counterpart"),
    }


def newest(grants: Grants, pairing: Pairing, *, limit: int) -> dict[str, Any] | None:
    """The newest contacts and comments in a line each, and where all stand; one query, one more where one is named.

    None for whoever does not see the sides' dealings.
    """
    if not may_see_dealings(grants, pairing):
        return None
    url, kinds = pairing.address_of("partnerships:contact-list"), dict(ContactKind.choices)
    columns = ("code", "kind", "side", "what_en", "what_ko")
    names = ("stream_day", "stream_moment", "stream_kind", "pk", *columns)
    contacts, comments = _streamed(pairing.contacts.active(), pairing.comments.filter(withdrawn_at=None))
    nothing = {name: Value("") for name in ("code", "kind", "what_ko")}
    every = contacts.values_list(*names).union(
        comments.annotate(what_en=F("text"), **nothing).values_list(*names), all=True
    )
    found, rows = [], list(every.order_by("-stream_day", "-stream_moment")[:limit])
    said = renamed({row[3]: row[7] for row in rows if row[2] == COMMENT})
    for day, _moment, kind, pk, code, of_kind, side, *what in rows:
        if kind == COMMENT:
            what[0] = said[pk]
        text, language = Contact.what.pick(Contact(what_en=what[0], what_ko=what[1]))
        own = pairing.address_of("partnerships:contact", contact=code) if code else f"{url}#{kind}-{pk}"
        found.append(
            {
                "day": day,
                "side": side if kind == COMMENT else side or "both",
                "label": kinds[of_kind] if of_kind else _("Comment"),
                "text": text,
                "language": writer_language(text) if kind == COMMENT else language,
                "url": own,
            }
        )
    return {"rows": found, "url": url}


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
    contact_rows, comment_rows = _streamed(contacts, comments)
    names = ("stream_day", "stream_moment", "stream_kind", "pk")
    rest = [comment_rows.values_list(*names), *(rows.values_list(*names) for rows in others)]
    every = contact_rows.values_list(*names).union(*rest, all=True)
    return every.order_by("-stream_day", "-stream_moment", "stream_kind", "-pk")


def _streamed(contacts: QuerySet[Any], comments: QuerySet[Any]) -> tuple[QuerySet[Any], QuerySet[Any]]:
    contact_rows = (
        contacts.order_by()
        .prefetch_related(None)
        .annotate(stream_day=F("on"), stream_moment=Coalesce("starts_at", "created_at"), stream_kind=Value(CONTACT))
    )
    comment_rows = comments.order_by().annotate(
        stream_day=TruncDate("at", tzinfo=timezone.get_current_timezone()),
        stream_moment=F("at"),
        stream_kind=Value(COMMENT),
    )
    return contact_rows, comment_rows


def _entries(
    grants: Grants, pairing: Pairing, keys: Sequence[tuple[str, int]], project: Project | None = None
) -> list[Any]:
    """The records with these kinds and keys, each with what the stream shows beside it."""
    contacts = Contact.objects.select_related("author").in_bulk([key for kind, key in keys if kind == CONTACT])
    comments = Comment.objects.select_related("author").in_bulk([key for kind, key in keys if kind == COMMENT])
    found: dict[str, Any] = {CONTACT: contacts, COMMENT: comments}
    for name, _rows, read in parts().stream_entries:
        wanted = [key for kind, key in keys if kind == name]
        found[name] = read(grants, pairing, wanted) if wanted else {}
    if keys:
        # For the clocks of both places.
        read_places([partner for _side, partner in pairing.partners])
    projects = {project.pk: project} if project else _projects(pairing, contacts, comments)
    promised = _follow_ups(pairing, contacts)
    for row in contacts.values():
        row.pairing, row.project = pairing, projects.get(row.project_id or 0)
        row.follow_ups = promised[row.pk]
        row.times = place_times(pairing, row.starts_at, row.on)
    for row in comments.values():
        row.pairing, row.strand = pairing, pairing.strand
        row.project = projects.get(row.record_id) if row.is_on_project else None
        row.times = place_times(pairing, row.at, row.on)
    entries = [(kind, found[kind][key]) for kind, key in keys]
    for kind, entry in entries:
        entry.stream_kind = kind
    return [entry for _kind, entry in entries]


def place_times(pairing: Pairing, moment: dt.datetime | None, day: dt.date) -> list[dict[str, str]]:
    """A moment at both partners' places, EU first; nothing without a moment.

    `day` is the one that stands beside it: a place tells its own only where it is another.
    """
    found = []
    for participation in (pairing.eu, pairing.counterpart) if moment else ():
        city = participation.partner.first_city
        if city and moment:
            local = moment.astimezone(city.zone)
            found.append(
                {
                    "side": participation.side,
                    "letters": pairing.strand.side_letters(participation.side),
                    "name": str(participation.partner.name),
                    "time": format_time(local),
                    "day": format_date(local.date()) if local.date() != day else "",
                }
            )
    return found


def _projects(pairing: Pairing, contacts: dict[int, Contact], comments: dict[int, Comment]) -> dict[int, Project]:
    """The projects that some entries are about, in one query."""
    keys = {row.project_id for row in contacts.values() if row.project_id}
    found = Project.objects.in_bulk(keys | {row.record_id for row in comments.values() if row.is_on_project})
    for row in found.values():
        row.pairing, row.strand = pairing, pairing.strand
    return found


def _follow_ups(pairing: Pairing, contacts: dict[int, Contact]) -> dict[int, list[FollowUp]]:
    """What followed from some contacts, by contact, the earliest day first."""
    found: dict[int, list[FollowUp]] = defaultdict(list)
    if contacts:
        kind = ContentType.objects.get_for_model(Contact)
        for row in FollowUp.objects.filter(origin_type=kind, origin_id__in=contacts).order_by("due_on", "pk"):
            row.pairing = pairing
            found[row.origin_id or 0].append(row)
    return found
