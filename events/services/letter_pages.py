"""What a letter of invitation says, in English or Korean, and its page as PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import pgettext

from core import clock
from core.blocks import Text
from core.formats import format_date, join_names
from core.pdf.rendering import render_pdf
from core.texts import writer_language
from events.columns.event_words import when_words, where_words
from events.services.trips import Visited, visited_by

if TYPE_CHECKING:
    from events.models import Delegate, Event

TEMPLATE = "events/letter.typ"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What whoever issues the letter wrote: who signs, as what, who bears the costs, what else is to be said."""

    signatory: str
    signatory_function: str = ""
    costs: str = ""
    further: str = ""


def letter_pdf(
    *, delegate: Delegate, event: Event, number: str, language: str, words: LetterWords, at: dt.datetime
) -> bytes:
    """The letter as tagged PDF; `event` comes with its names. It holds no number of an identity document."""
    with translation.override(language):
        data = _data(delegate, event, number, language, words, clock.day_of(at))
        title = pgettext("letter", "Invitation letter %(number)s") % {"number": number}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=at)


def _data(
    delegate: Delegate, event: Event, number: str, language: str, words: LetterWords, day: dt.date
) -> dict[str, Any]:
    """What templates/pdf/events/letter.typ reads."""
    native = delegate.name_native if delegate.name_native != delegate.full_name else ""
    greeted = delegate.name_native if language == "ko" and delegate.name_native else _name(delegate)

    def said(text: str) -> str | Text:
        own = writer_language(text)
        return Text(text, own) if text and own != language else text

    organisation = delegate.organisation_shown
    visited = visited_by(event, delegate.delegation.participation_id)
    return {
        "programme": said(str(event.strand.programme)),
        "strand": said(str(event.strand)),
        "number_label": pgettext("letter", "No."),
        "number": number,
        "date": format_date(day),
        "to": [said(line) for line in (_name(delegate), native, delegate.function, organisation) if line],
        "subject": said(pgettext("letter", "Invitation to “%(event)s”") % {"event": event.title}),
        "greeting": said(pgettext("letter", "Dear %(name)s,") % {"name": greeted}),
        "opening": said(_opening(delegate, event, visited)),
        "objectives": said(event.objectives),
        "parts_title": pgettext("letter", "The visit at a glance"),
        "parts_head": [pgettext("letter", "When"), pgettext("letter", "What"), pgettext("letter", "Where")],
        "parts": [[when_words(part), said(part.title), where_words(part)] for part in visited.standing],
        "costs": said(words.costs),
        "further": said(words.further),
        "closing": pgettext("letter", "We look forward to welcoming you."),
        "signature": pgettext("letter", "Signature"),
        "signatory": said(words.signatory),
        "signatory_function": said(words.signatory_function),
    }


def _name(delegate: Delegate) -> str:
    """The name as the delegate writes it, behind the title where there is one."""
    return f"{delegate.title} {delegate.full_name}".strip()


def _opening(delegate: Delegate, event: Event, visited: Visited) -> str:
    """Who invites whom to what, when and where."""
    facts = {
        "hosts": join_names(host.partner.name for host in visited.hosts),
        "programme": event.strand.programme,
        "partner": delegate.delegation.participation.partner.placed_name,
        "event": event.title,
        "when": when_words(event, visited),
        "where": where_words(event, visited) or pgettext("letter", "to be announced"),
    }
    if facts["hosts"]:
        return (
            pgettext(
                "letter",
                "On behalf of %(programme)s and of its hosts (%(hosts)s) we have the honour to invite you, as a member "
                "of the delegation of %(partner)s, to “%(event)s”. Dates: %(when)s. Place: %(where)s.",
            )
            % facts
        )
    return (
        pgettext(
            "letter",
            "On behalf of %(programme)s we have the honour to invite you, as a member of the delegation of "
            "%(partner)s, to “%(event)s”. Dates: %(when)s. Place: %(where)s.",
        )
        % facts
    )
