"""What visit notes and minutes add to the pages further left: tasks, a signal, search, histories."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from core.folding import matching
from core.models import of_actions
from core.parts import MOST_RESULTS, RISK, WATCH, OneClick, SearchGroup, SearchResult, Signal, Task
from events.models import Minutes, VisitNote
from events.visits.actions.minutes import EditMinutes
from events.visits.actions.notes import DropInterest, EditVisitNote, ReopenInterest, TakeUpInterest
from events.visits.selectors import DECIDE_DAYS, WaitingInterests, open_objections, waiting_interests
from partnerships.history.services import RecordKind
from partnerships.models import Pairing
from partnerships.tasks.selectors import other_side, partner_name, picked
from partnerships.translations.services import TextPage, of_text

if TYPE_CHECKING:
    from core.access import Grants

MOST_LETTERS = 120  # of a note in a task or a result
MOST_OF_OBJECTION = 200  # letters of one in a task
INTEREST_LATE = "interest-late"


_NAMED = ("event__strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
KINDS = (
    RecordKind(Minutes.TEXT_KIND, Minutes, EditMinutes.do, related=_NAMED, takes_reason=True),
    RecordKind("visit-note", VisitNote, EditVisitNote.do),
)
TEXT_PAGES = (
    of_text(Minutes),
    TextPage(
        VisitNote,
        lambda _strand, note, _field: note.address_of("events:visit-note-edit"),
        current=Q(withdrawn_at=None),
    ),
)
KINDS_OF_ACT = (
    ("minutes", pgettext_lazy("of a meeting", "Minutes"), Q(actions__contains=" minutes-")),
    (
        "visit-notes",
        gettext_lazy("Visit notes"),
        Q(actions__contains=" visit-note-") | of_actions(TakeUpInterest.key, DropInterest.key, ReopenInterest.key),
    ),
)


def of_interests(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """What was noted at an event that is over waits for both sides: a project, or not pursued; one task an event."""
    for waiting in waiting_interests(_coordinated(grants), today):
        yield _task(waiting)


def _coordinated(grants: Grants) -> list[Pairing]:
    rows = Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk")
    return list(rows) if grants.participations else []


def _task(waiting: WaitingInterests) -> Task:
    pairing, interest, count = waiting.pairing, waiting.interests[0], len(waiting.interests)
    why = _("Noted at “%(event)s”. Each interest becomes a project, or is not pursued.") % {
        "event": waiting.event.title
    }
    title, language = ngettext("%(count)s interest", "%(count)s interests", count) % {"count": count}, ""
    act = None
    if count == 1:
        title, language = picked(interest.note, "what")
        title = Truncator(title).chars(MOST_LETTERS)
        why = f"{_('%(partner)s is interested in it.') % {'partner': interest.partner.name}} {why}"
        url = interest.address_of(f"events:{TakeUpInterest.key}")
        act = OneClick(url, str(TakeUpInterest.button), interest.version)
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


def of_objections(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """An objection to the minutes waits for the other side's answer: an edit, or a word to each other."""
    del today
    for row in open_objections(_coordinated(grants)):
        pairing, answering = row.minutes.pairing, other_side(row.side)
        mine = pairing.side_of(grants) == answering
        title, language = picked(row.minutes.event, "title")
        yield Task(
            verb=pgettext("task", "Answer"),
            thing=title,
            language=language,
            url=row.minutes.get_absolute_url(),
            why=_("%(partner)s objects to the minutes: “%(objection)s”")
            % {"partner": row.partner.name, "objection": Truncator(row.text).chars(MOST_OF_OBJECTION)},
            due=None,
            button=_("Read objection"),
            pairing_id=pairing.pk,
            mine=mine,
            waits_for="" if mine else partner_name(pairing, answering),
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
    rows = VisitNote.objects.visible_to(grants).active().filter(matching(query)).with_names()
    results = []
    for row in rows.order_by("-pk")[: MOST_RESULTS + 1]:
        text, language = picked(row, "what")
        note = f"{row.pairing.name}, {row.event.title}, {row.event.strand}"
        results.append(SearchResult(Truncator(text).chars(MOST_LETTERS), language, row.get_absolute_url(), note=note))
    yield SearchGroup.of(_("Visit notes"), results)
