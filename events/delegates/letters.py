"""Letters of invitation, set as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import pgettext

from core import clock
from core.blocks import Text
from core.formats import format_date, join_names
from core.pdf.rendering import render_pdf
from core.texts import writer_language
from events.events.labels import when_label, where_label
from events.trips.selectors import Visited, visited_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from events.models import Delegate, Event

TEMPLATE = "events/letter.typ"


def letter_pdf(
    *, delegate: Delegate, event: Event, number: str, language: str, texts: Mapping[str, str], at: dt.datetime
) -> bytes:
    """The letter as tagged PDF; `event` comes with its names. It holds no number of an identity document.

    `texts` are InvitationLetter.WRITTEN: who signs, as what, who bears the costs, what else the guest should know.
    """
    with translation.override(language):
        data = _data(delegate, event, number, language, texts, clock.day_of(at))
        title = pgettext("letter", "Invitation letter %(number)s") % {"number": number}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=at)


def _data(
    delegate: Delegate, event: Event, number: str, language: str, texts: Mapping[str, str], day: dt.date
) -> dict[str, Any]:
    """What templates/pdf/events/letter.typ reads."""
    native = delegate.name_native if delegate.name_native != delegate.full_name else ""
    greeted = delegate.name_native if language == "ko" and delegate.name_native else _name(delegate)

    def written(text: str) -> str | Text:
        own = writer_language(text)
        return Text(text, own) if text and own != language else text

    organisation = delegate.organisation_shown
    visited = visited_by(event, delegate.delegation.participation_id)
    return {
        "programme": written(str(event.strand.programme)),
        "strand": written(str(event.strand)),
        "number_label": pgettext("letter", "No."),
        "number": number,
        "date": format_date(day),
        "to": [written(line) for line in (_name(delegate), native, delegate.function, organisation) if line],
        "subject": written(pgettext("letter", "Invitation to “%(event)s”") % {"event": event.title}),
        "greeting": written(pgettext("letter", "Dear %(name)s,") % {"name": greeted}),
        "opening": written(_opening(delegate, event, visited)),
        "objectives": written(event.objectives),
        "parts_title": pgettext("letter", "The visit at a glance"),
        "parts_head": [pgettext("letter", "When"), pgettext("letter", "What"), pgettext("letter", "Where")],
        "parts": [[when_label(part), written(part.title), where_label(part)] for part in visited.standing],
        "costs": written(texts.get("costs", "")),
        "further": written(texts.get("further", "")),
        "closing": pgettext("letter", "We look forward to welcoming you."),
        "signature": pgettext("letter", "Signature"),
        "signatory": written(texts.get("signatory", "")),
        "signatory_function": written(texts.get("signatory_function", "")),
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
        "when": when_label(event, visited),
        "where": where_label(event, visited) or pgettext("letter", "to be announced"),
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
