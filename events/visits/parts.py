"""What visit notes and minutes add to the pages further left: tasks, a signal, histories."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy

from core.access import Grants
from core.actions import Action
from core.models import of_actions
from core.parts import RISK, WATCH, Found, OneClick, Task
from core.texts import reader_language
from events.enums import InterestOutcome
from events.events.selectors import task_about
from events.models import Minutes, NotedInterest, VisitNote
from events.visits import actions
from events.visits.minutes_actions import EditMinutes
from events.visits.models import DECIDE_DAYS
from events.visits.selectors import open_objections, waiting_interests
from partnerships.actions import acts_across
from partnerships.history.services import RecordKind
from partnerships.models import Pairing
from partnerships.querysets import pairing_names
from partnerships.tasks.selectors import Waiting, other_side, partner_name, picked
from partnerships.translations.services import TextPage, of_text

MOST_LETTERS = 120  # of a note in a task
MOST_OF_OBJECTION = 200  # letters of one in a task
INTEREST_LATE = "interest-late"


_NAMED = ("event__strand", *pairing_names())
KINDS = (
    RecordKind(Minutes.TEXT_KIND, Minutes, EditMinutes.do, related=_NAMED, takes_reason=True),
    RecordKind("visit-note", VisitNote, actions.EditVisitNote.do, related=_NAMED),
)
TEXT_PAGES = (of_text(Minutes), TextPage(VisitNote, "events:visit-note-edit", current=Q(withdrawn_at=None)))
KINDS_OF_ACT = (
    ("minutes", pgettext_lazy("of a meeting", "Minutes"), Q(actions__contains=" minutes-")),
    (
        "visit-notes",
        gettext_lazy("Visit notes"),
        Q(actions__contains=" visit-note-")
        | of_actions(actions.TakeUpInterest.key, actions.DropInterest.key, actions.ReopenInterest.key),
    ),
)


FEW = 3  # interests of one event that are tasks of their own, each decided by a click; of more the list has the clicks


def of_interests(*, waiting: Waiting) -> Iterable[Task]:
    """What was noted at an event that is over waits for both sides: a project, or not pursued."""
    for interests in waiting_interests(waiting.pairings.values(), waiting):
        if len(interests) <= FEW:
            yield from (_decision(interest, waiting.grants) for interest in interests)
            continue
        title = ngettext("%(count)s interest", "%(count)s interests", len(interests)) % {"count": len(interests)}
        yield _to_decide(interests[0], title, reader_language(), interests[0].get_open_url(), "", None)


def _decision(interest: NotedInterest, grants: Grants) -> Task:
    """One interest: a click makes a project of it; that of the other side asks first."""
    title, language = picked(interest.note, "what")
    url = interest.address_of(f"events:{actions.TakeUpInterest.key}")
    across = acts_across(grants, interest.pairing, interest.side)
    act = OneClick(url, str(actions.TakeUpInterest.button), interest.version, across)
    whose = _("%(partner)s is interested in it.") % {"partner": interest.partner.name}
    return _to_decide(interest, Truncator(title).chars(MOST_LETTERS), language, url, f"{whose} ", act)


def _to_decide(interest: NotedInterest, title: str, language: str, url: str, whose: str, act: OneClick | None) -> Task:
    why = _("Noted at “%(event)s”. Each interest becomes a project, or is not pursued.")
    return Task(
        verb=pgettext("task", "Decide"),
        thing=title,
        language=language,
        url=url,
        why=whose + why % {"event": interest.event.title},
        due=interest.decide_until,
        button=pgettext("task", "Decide"),
        act=act,
        pairing_id=interest.pairing.pk,
        about=interest.pairing.name,
    )


def of_objections(*, waiting: Waiting) -> Iterable[Task]:
    """An objection to the minutes waits for the other side's answer: an edit, or a word to each other."""
    for row in open_objections(waiting.pairings.values(), waiting):
        pairing, answering = row.minutes.pairing, other_side(row.side)
        mine = pairing.side_of(waiting.grants) == answering
        yield task_about(
            row.minutes.event,
            about=pairing.name,
            verb=pgettext("task", "Answer"),
            url=row.minutes.get_absolute_url(),
            why=_("%(partner)s objects to the minutes: “%(objection)s”")
            % {"partner": row.partner.name, "objection": Truncator(row.text).chars(MOST_OF_OBJECTION)},
            due=None,
            button=_("Read objection"),
            pairing_id=pairing.pk,
            mine=mine,
            waits_for="" if mine else partner_name(pairing, answering),
            owed_to=(partner_name(pairing, row.side),) if mine else (),
        )


def late_interests(*, waiting: Waiting) -> Iterable[Found]:
    """Interests that nobody has decided in time, one signal a pairing; a risk once they waited twice as long."""
    late: dict[int, list[NotedInterest]] = defaultdict(list)
    for interests in waiting_interests(waiting.pairings.values(), waiting):
        if interests[0].decide_until and interests[0].decide_until < waiting.today:
            late[interests[0].pairing.pk] += interests
    for key, rows in late.items():
        longest = (waiting.today - rows[0].decide_until).days if rows[0].decide_until else 0
        level = RISK if longest >= DECIDE_DAYS else WATCH
        yield Found(key, INTEREST_LATE, level, {"count": len(rows), "event": rows[0].event.code})


def _interests_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext(
        "%(count)s interest from a visit undecided", "%(count)s interests from visits undecided", facts["count"]
    )
    place = [pairing.strand.code, facts["event"], pairing.code]
    return sentence % facts, reverse("events:visit-notes", args=place, query={"outcome": InterestOutcome.OPEN})


WORDS = ((INTEREST_LATE, _interests_sentence),)


# Notes as lists show them.


def one_click(action: type[Action], row: Any, grants: Grants) -> OneClick | None:
    """The action on a row as one click, where the reader may, and it is possible now; on the other side's it asks."""
    button = action.button_on(row, grants)
    asks = acts_across(grants, row.pairing, row.side)
    return OneClick(button.url, button.label, getattr(row, "version", 1), asks) if button else None


def with_clicks(notes: Iterable[Any], grants: Grants) -> list[Any]:
    """Notes that were read with their interests, each with what the reader can do about it; no query.

    A note gets `edit`, `withdraw` and `restore`, an interest `make`, `drop` and `reopen`, and how far its project came.
    """
    rows = list(notes)
    for note in rows:
        note.edit = actions.EditVisitNote.button_on(note, grants)
        note.withdraw = actions.WithdrawVisitNote.button_on(note, grants)
        note.restore = one_click(actions.RestoreVisitNote, note, grants)
        for interest in note.interests.all():
            interest.make = one_click(actions.TakeUpInterest, interest, grants)
            interest.drop = one_click(actions.DropInterest, interest, grants)
            interest.reopen = one_click(actions.ReopenInterest, interest, grants)
            if interest.project is not None:
                interest.project.strand = note.event.strand
                if interest.project.pairing_id:
                    interest.project.pairing = note.pairing
                interest.reached = interest.project.reached
    return rows
