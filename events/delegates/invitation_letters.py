"""Letters of invitation: set as PDF, numbered in their event, kept as they were issued."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.blocks import Text
from core.errors import DomainError, NotAllowed
from core.formats import format_date, join_names
from core.models import lock, one_act
from core.pdf.coverage import missing_characters
from core.pdf.rendering import render_pdf
from core.stored_files import stored
from core.texts import writer_language
from events.audit_actions import LETTER_ISSUED
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegations.nominations import log_act_on_delegate
from events.enums import ACCEPTED_DELEGATE, EventStatus
from events.events.act_steps import lock_event
from events.events.labels import when_label, where_label
from events.events.selectors import check_works
from events.models import Delegate, InvitationLetter
from events.rules import may_issue_letter
from events.trips.selectors import Visited, visited_by
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from accounts.models import User
    from core.access import Grants
    from events.models import Event

TEMPLATE = "events/letter.typ"
# What whoever issues a letter writes, with the most characters of each.
WRITTEN = {"signatory": 120, "signatory_function": 200, "costs": 600, "further": 1500}


@one_act()
def issue_letter(
    *, by: User, grants: Grants, delegate: Delegate, version: int, language: str, words: Mapping[str, str]
) -> InvitationLetter:
    """Issue a letter in `en` or `ko`: the next number of the event, its file kept. A second one gets a new number.

    `words` holds texts of WRITTEN. Called inside `files_of_act()`. Raises NotAllowed, StaleRecord; DomainError where
    the place is not accepted, the event is cancelled or only read, a text is missing or looks like an identity number,
    or a name has a character that a PDF cannot show.
    """
    # The event first, as everybody who nominates: of two letters at once the second gets the next number.
    event = lock_event(delegate.delegation.event)
    row = lock(delegate, version=version)
    if not may_issue_letter(grants, row):
        raise NotAllowed
    check_works(event)
    _check(row, event, words)
    number = (InvitationLetter.objects.filter(event=event).aggregate(most=Max("number"))["most"] or 0) + 1
    written = f"{event.code}/{number}"
    now = clock.now()
    content = letter_pdf(delegate=row, event=event, number=written, language=language, texts=_trimmed(words), at=now)
    letter = InvitationLetter(
        delegate=row,
        event=event,
        number=number,
        strand_number=written,
        language=language,
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
        by_label=by.kept_name,
        at=now,
    )
    # A name that cannot be guessed: the files of all letters lie in one folder.
    letter.file.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    stored(letter.file.storage, letter.file.name or "")
    letter.save()
    log_act_on_delegate(LETTER_ISSUED, row, by, number=written)
    return letter


def letters_of(delegate: Delegate) -> list[InvitationLetter]:
    """The letters that were issued to a delegate, the newest first."""
    return list(InvitationLetter.objects.filter(delegate=delegate).select_related("by").order_by("-number"))


def refusal_of(delegate: Delegate, event: Event) -> str:
    """Why no letter can be issued now, in words; nothing where one can."""
    if event.status == EventStatus.CANCELLED:
        return _("The event is cancelled.")
    if delegate.status not in ACCEPTED_DELEGATE:
        return _("A letter is issued to whoever has an accepted place. Accept the nomination first.")
    return ""


def _check(delegate: Delegate, event: Event, words: Mapping[str, str]) -> None:
    if refused := refusal_of(delegate, event):
        raise DomainError(refused)
    for field, most in WRITTEN.items():
        check_length(field, words.get(field, "").strip(), most)
    if not words.get("signatory", "").strip():
        raise DomainError(_("Write who signs the letter."), field="signatory")
    check_no_identity_numbers(words)
    _check_letters({"": f"{delegate.full_name} {delegate.name_native} {delegate.function}", **words})


def _check_letters(texts: Mapping[str, str]) -> None:
    """A letter shows each character of a name, or is not issued: a box in its place would make it worthless."""
    for field, text in texts.items():
        if missing := missing_characters(text):
            raise DomainError(
                _("The letter cannot show these characters: %(missing)s. Write them in another way.")
                % {"missing": " ".join(missing)},
                field=field or None,
            )


def _trimmed(words: Mapping[str, str]) -> dict[str, str]:
    return {field: words.get(field, "").strip() for field in WRITTEN}


def letter_pdf(
    *, delegate: Delegate, event: Event, number: str, language: str, texts: Mapping[str, str], at: dt.datetime
) -> bytes:
    """The letter as tagged PDF; `event` comes with its names. It holds no number of an identity document.

    `texts` are those of WRITTEN: who signs, as what, who bears the costs, what else the guest should know.
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
