"""What visit notes add to the pages further left: tasks, a signal, search, the history of a note."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from core.folding import matching
from core.parts import MOST_RESULTS, RISK, WATCH, OneClick, SearchGroup, SearchResult, Signal, Task
from events.models import VisitNote
from events.rules import may_edit_visit_note
from events.visits.selectors import DECIDE_DAYS, WaitingInterests, waiting_interests
from events.visits.services import edit_visit_note
from partnerships.history.services import Kind
from partnerships.models import Pairing
from partnerships.tasks.selectors import partner_name, picked
from partnerships.translations.services import TextPage

if TYPE_CHECKING:
    from core.access import Grants

MOST_LETTERS = 120  # of a note in a task or a result
INTEREST_LATE = "interest-late"

KIND = Kind("visit-note", VisitNote, "note", edit_visit_note, may_edit_visit_note)
TEXT_PAGE = TextPage(
    VisitNote,
    lambda strand, note, _field: reverse(
        "events:visit-note-edit", args=[strand, note.event.code, note.pairing.code, note.code]
    ),
    current=Q(withdrawn_at=None),
)
KIND_OF_ACT = (
    "visit-notes",
    gettext_lazy("Visit notes"),
    Q(actions__contains=" visit-note-") | Q(actions__contains=" noted-interest-"),
)


def of_interests(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """What was noted at an event that is over waits for both sides: a project, or not pursued; one task an event."""
    if not grants.participations:
        return
    pairings = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
    for waiting in waiting_interests(pairings, today):
        yield _task(waiting)


def _task(waiting: WaitingInterests) -> Task:
    pairing, event = waiting.pairing, waiting.event
    why = _("Noted at “%(event)s”. Each interest becomes a project, or is not pursued.") % {"event": event.title}
    if len(waiting.interests) > 1:
        count = len(waiting.interests)
        title, language = ngettext("%(count)s interest", "%(count)s interests", count) % {"count": count}, ""
        act = None
    else:
        (interest,) = waiting.interests
        title, language = picked(interest.note, "what")
        title = Truncator(title).chars(MOST_LETTERS)
        why = f"{_('%(partner)s is interested in it.') % {'partner': partner_name(pairing, interest.side)}} {why}"
        place = [pairing.strand.code, event.code, pairing.code, interest.pk]
        act = OneClick(reverse("events:interest-project", args=place), _("Make a project"), interest.version)
    return Task(
        verb=pgettext("task", "Decide"),
        thing=title,
        language=language,
        url=waiting.url,
        why=why,
        due=waiting.due,
        button=pgettext("task", "Decide"),
        act=act,
        pairing_id=pairing.pk,
        about=pairing.name,
    )


def late_interests(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Interests that nobody has decided in time, one signal a pairing; a risk once they waited twice as long."""
    late: dict[int, list[WaitingInterests]] = defaultdict(list)
    for waiting in waiting_interests(pairings, today):
        if waiting.due is not None and waiting.due < today:
            late[waiting.pairing.pk].append(waiting)
    for key, rows in late.items():
        count = sum(len(row.interests) for row in rows)
        sentence = ngettext(
            "%(count)s interest from a visit undecided", "%(count)s interests from visits undecided", count
        ) % {"count": count}
        days = max((today - row.due).days for row in rows if row.due)
        yield Signal(INTEREST_LATE, RISK if days >= DECIDE_DAYS else WATCH, key, sentence, rows[0].url)


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Visit notes by their words, for those who see what passes between the sides."""
    rows = VisitNote.objects.visible_to(grants).standing().filter(matching(query))
    rows = rows.select_related(
        "event__strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    results = []
    for row in rows.order_by("-pk")[: MOST_RESULTS + 1]:
        text, language = picked(row, "what")
        note = f"{row.pairing.name}, {row.event.title}, {row.event.strand}"
        results.append(SearchResult(Truncator(text).chars(MOST_LETTERS), language, row.get_absolute_url(), note=note))
    yield SearchGroup.of(_("Visit notes"), results)
