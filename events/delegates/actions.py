"""What people do about one delegate's own details: make and revoke the personal link, issue a letter of invitation."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from core import clock
from core.access import hash_of, new_token
from core.blocks import typed
from core.errors import DomainError
from core.formats import format_date, join_names
from core.pdf.rendering import missing_characters, render_pdf
from core.stored_files import files_of_act, store_file
from core.texts import writer_language
from events.actions import OnDelegate
from events.agendas.selectors import language_names
from events.audit_actions import DELEGATE_LINK_REVOKED
from events.delegates.forms import LetterForm, LinkForm
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegates.services import count_open, ends_at, revoke_links, send_link
from events.delegations.services import OFFICE, check_goes_on, log_act_on_delegate
from events.enums import ACCEPTED_DELEGATE, ACTIVE_DELEGATE, EventStatus
from events.events.selectors import check_works
from events.models import Delegate, DelegateLink, Event, InvitationLetter
from events.trips.selectors import Visited
from partnerships.models import Strand
from partnerships.translations.selectors import check_length

TEMPLATE = "events/letter.typ"


class MakeLink(OnDelegate):
    """Make a link that opens the delegate's own page; earlier ones are dead from here on.

    It goes to the delegate's address, and the maker never sees it; without one its page shows it, once.
    """

    key = "delegate-link"
    form = LinkForm
    title = gettext_lazy("Make a personal link")
    submit_label = gettext_lazy("Make the link")
    logged = gettext_lazy("Made a personal link: %(how)s")
    log_labels = {"how": {"mailed": gettext_lazy("sent by mail"), "shown": gettext_lazy("shown to be handed over")}}

    def perform(self, *, language: str = "en") -> str:
        row = self.row
        revoke_links(row)
        token = new_token()
        link = DelegateLink(
            delegate=row,
            token_hash=hash_of(token),
            language=language,
            mailed=bool(row.email),
            expires_at=ends_at(self.event),
            by=self.by,
        )
        link.save()
        self.added = link
        self.log(how="mailed" if link.mailed else "shown")
        url = settings.BASE_URL + reverse("events:delegate-page", args=[token])
        if link.mailed:
            send_link(link=link, delegate=row, url=url, by=self.by)
            return _("The link is on its way.")
        link.url = url
        return _("The link is made.")

    def check_possible(self) -> None:
        """Refuse a link that nobody needs, or that would open nothing."""
        if self.row.status not in ACTIVE_DELEGATE:
            raise DomainError(_("This nomination is no longer valid, so it needs no link."))
        if self.event.status == EventStatus.CANCELLED:
            raise DomainError(_("The event is cancelled; nobody needs a link to it."))
        check_works(self.event)
        if ends_at(self.event) <= clock.now():
            raise DomainError(_("The event is over, and the delegates' details have been erased."))

    @property
    def question(self) -> str:
        """Where it goes."""
        if self.row.email:
            return _("The link is sent to %(address)s. You do not see it.") % {"address": self.row.email}
        return _(
            "The delegate has no e-mail address here, so the link is shown to you, once. With an address it goes "
            "there, and the delegate's own page shows its content everywhere."
        )

    def get_consequences(self) -> list[str]:
        if not self.row.links.filter(revoked_at=None).exists():
            return []
        return [_("The earlier link stops working. What was entered by it stays, but the new link does not show it.")]

    def get_initial(self) -> dict[str, Any]:
        """The language of the name in the own script, as a proposal."""
        return {"language": writer_language(self.row.name_native)}

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())


class RevokeLink(OnDelegate):
    """End the links, such as one that went to a wrong address; also of an event that is over or cancelled."""

    key = "delegate-link-revoke"
    title = gettext_lazy("Revoke the personal link")
    submit_label = gettext_lazy("Revoke")
    danger = True
    question = gettext_lazy("The link stops working. What was entered by it stays.")

    def perform(self) -> str:
        revoke_links(self.row)
        log_act_on_delegate(DELEGATE_LINK_REVOKED, self.row, self.by)
        return _("The link is revoked.")

    def check_possible(self) -> None:
        if not count_open(self.row, DelegateLink.objects.filter(delegate=self.row, revoked_at=None)):
            raise DomainError(_("There is no open link."))


class IssueLetter(OnDelegate):
    """Issue a letter in `en` or `ko`: the next number of the event, its file kept; earlier ones stay as they are."""

    key = "invitation-letter"
    allowed = OFFICE
    form = LetterForm
    template = "events/delegates/letter_issue.html"
    title = gettext_lazy("Issue an invitation letter")
    submit_label = gettext_lazy("Issue the letter")
    question = gettext_lazy(
        "The letter takes name, function and organisation as the delegation has them, and the event's title, "
        "dates, places and parts. It gets the next number of the event and is kept as it is."
    )
    logged = gettext_lazy("Issued the invitation letter %(number)s")

    def perform(self, *, language: str, texts: Mapping[str, str]) -> str:
        """`texts` are those of InvitationLetter.WRITTEN.

        Raises DomainError where one is missing or looks like an identity number, or a PDF cannot show a character.
        """
        row, event, now = self.row, self.event, clock.now()
        texts = {field: texts.get(field, "").strip() for field in InvitationLetter.WRITTEN}
        self._check_texts(texts)
        number = (InvitationLetter.objects.filter(event=event).aggregate(most=Max("number"))["most"] or 0) + 1
        written = self._written_number(language, now)
        content = letter_pdf(delegate=row, event=event, number=written, language=language, texts=texts, at=now)
        letter = InvitationLetter(
            delegate=row,
            event=event,
            number=number,
            strand_number=written,
            language=language,
            by=self.by,
            by_label=self.by.kept_name,
            at=now,
        )
        with files_of_act():
            letter.size, letter.sha256 = store_file(letter.file, ".pdf", BytesIO(content))
            letter.save()
        self.added = letter
        self.log(number=written)
        return _("Letter %(number)s is issued.") % {"number": written}

    def _written_number(self, language: str, now: dt.datetime) -> str:
        """The letter's place among those of its strand in this year; the strand is locked, so that no two have one."""
        Strand.objects.select_for_update().get(pk=self.event.strand_id)
        year = clock.day_of(now).year
        first = dt.datetime(year, 1, 1, tzinfo=clock.STRAND_ZONE)
        before = InvitationLetter.objects.filter(event__strand=self.event.strand_id, at__gte=first).count()
        with translation.override(language):
            return pgettext("letter", "%(year)s-%(number)s") % {"year": year, "number": before + 1}

    def _check_texts(self, texts: Mapping[str, str]) -> None:
        for field, most in InvitationLetter.WRITTEN.items():
            check_length(field, texts[field], most)
        if not texts["signatory"]:
            raise DomainError(_("Write who signs the letter."), field="signatory")
        check_no_identity_numbers(texts)
        # A letter shows each character of a name, or is not issued: a box in its place would make it worthless.
        row = self.row
        for field, text in {"": f"{row.full_name} {row.name_native} {row.function}", **texts}.items():
            if missing := missing_characters(text):
                refusal = _("The letter cannot show these characters: %(missing)s. Write them in another way.")
                raise DomainError(refusal % {"missing": " ".join(missing)}, field=field or None)

    def check_possible(self) -> None:
        check_goes_on(self.event)
        if self.row.status not in ACCEPTED_DELEGATE:
            raise DomainError(_("A letter is issued to whoever has an accepted place. Accept the nomination first."))

    def get_consequences(self) -> list[str]:
        """What the delegate has not checked."""
        needs = getattr(self.row, "needs", None)
        if needs is None or needs.spelling_checked_at is None:
            return [_("The delegate has not confirmed yet how the name is written.")]
        return []

    def get_initial(self) -> dict[str, Any]:
        """In the language of the name in the own script, as a proposal."""
        return {"language": writer_language(self.row.name_native)}

    def get_done_url(self) -> str:
        """The same page, which now lists the letter."""
        return self.url

    def get_context(self) -> dict[str, Any]:
        """With the letters issued so far, the newest first."""
        rows = InvitationLetter.objects.filter(delegate=self.row).select_related("by").order_by("-number")
        address = partial(self.row.address_of, "events:letter-file")
        letters = [(row, address(number=row.number), language_names([row.language])[0]) for row in rows]
        return super().get_context() | {"letters": letters}


# The letter itself.


def letter_pdf(
    *, delegate: Delegate, event: Event, number: str, language: str, texts: Mapping[str, str], at: dt.datetime
) -> bytes:
    """The letter as tagged PDF; `event` comes with its names. It holds no number of an identity document.

    `texts` are InvitationLetter.WRITTEN: who signs, as what, who bears the costs, what else the guest should know.
    """
    native = delegate.name_native if delegate.name_native != delegate.full_name else ""
    name = greeted = f"{delegate.title} {delegate.full_name}".strip()
    names = [name, native]
    if language == "ko" and delegate.name_native:
        names = [delegate.name_native, name if native else ""]
        post = delegate.function if writer_language(delegate.function) == "ko" else delegate.title
        greeted = f"{delegate.name_native} {post}".strip()
    visited = Visited(event, delegate.delegation.participation_id)

    with translation.override(language):
        to_come = pgettext("letter", "to be announced")
        to = (*names, delegate.function, delegate.organisation_shown)
        data = {
            "programme": typed(str(event.strand.programme)),
            "strand": typed(str(event.strand)),
            "number_label": pgettext("letter", "No."),
            "number": number,
            "date": format_date(clock.day_of(at)),
            "to": [typed(line) for line in to if line],
            "subject": typed(pgettext("letter", "Invitation to “%(event)s”") % {"event": event.title}),
            "greeting": typed(pgettext("letter", "Dear %(name)s,") % {"name": greeted}),
            "opening": typed(_opening(delegate, event, visited)),
            "facts": [
                typed(pgettext("letter", "Dates: %(when)s") % {"when": visited.when}),
                typed(pgettext("letter", "Place: %(where)s") % {"where": visited.place or to_come}),
            ],
            "objectives": typed(event.objectives),
            "parts_title": pgettext("letter", "The visit at a glance"),
            "parts_head": [pgettext("letter", "When"), pgettext("letter", "What"), pgettext("letter", "Where")],
            "parts": [[part.when, typed(part.title), part.place] for part in visited.active],
            "costs": typed(texts.get("costs", "")),
            "further": typed(texts.get("further", "")),
            "closing": pgettext("letter", "We look forward to welcoming you."),
            "signature": pgettext("letter", "Signature"),
            "signatory": typed(texts.get("signatory", "")),
            "signatory_function": typed(texts.get("signatory_function", "")),
        }
        title = pgettext("letter", "Invitation letter %(number)s") % {"number": number}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=at)


def _opening(delegate: Delegate, event: Event, visited: Visited) -> str:
    """Who invites whom to what."""
    facts = {
        "hosts": join_names(host.partner.name for host in visited.hosts),
        "programme": event.strand.programme,
        "partner": delegate.delegation.participation.partner.placed_name,
        "event": event.title,
    }
    text = pgettext(
        "letter",
        "On behalf of %(programme)s we have the honour to invite you, as a member of the delegation of "
        "%(partner)s, to “%(event)s”.",
    )
    if facts["hosts"]:
        text = pgettext(
            "letter",
            "On behalf of %(programme)s and of its hosts (%(hosts)s) we have the honour to invite you, as a member "
            "of the delegation of %(partner)s, to “%(event)s”.",
        )
    return text % facts
