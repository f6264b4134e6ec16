"""The acts on one delegate: on the nomination, on letters of invitation, on the personal link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.act_forms import ActForm
from core.acts import refusal_by
from core.sent_files import PDF, send_kept
from core.texts import writer_language
from events.agendas.languages import language_names
from events.calendars.pages import ShowsOnce
from events.delegates.forms import LetterForm, LinkForm
from events.delegates.invitation_letters import issue_letter, letters_of, refusal_of
from events.delegates.links import check_linkable, check_open_link, make_link, revoke_links
from events.delegations import nomination_steps as steps
from events.delegations.acts import OfDelegation, nominated_message
from events.delegations.forms import DelegateReasonForm, PersonForm, ReplaceForm
from events.delegations.nominations import check_goes_on
from events.delegations.views import InDelegation
from events.enums import BENCH_DELEGATE
from events.events.pages import delegate_address
from events.events.selectors import check_works
from events.models import Delegate, InvitationLetter
from events.rules import delegation_actors, may_decide_delegate, may_edit_delegate, may_issue_letter
from events.transitions import act_instead, available, check_transition, nomination_refusal
from events.workflow import DELEGATE

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

# The acts that a refusal may send to, in the words of their buttons.
_INSTEAD: dict[str, Any] = {
    "accept": gettext_lazy("Accept the nomination"),
    "bring-back": gettext_lazy("Bring the nomination back"),
    "move-up": gettext_lazy("Give a free place"),
    "withdraw": gettext_lazy("Withdraw the nomination"),
}


class OnDelegate(OfDelegation):
    """An act on one nomination; `name` is the transition's."""

    template_name = "events/delegates/delegate_act.html"
    refused_page = "events/delegates/delegate_refused.html"
    rule: ClassVar[Any] = may_edit_delegate
    given_as = "delegate"
    name: ClassVar[str]

    def get_record(self) -> Delegate:
        """The delegate of the address."""
        return self.find_delegate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the person, whom the page names; where the act is refused, with the one that comes first."""
        instead = self._instead() if "refusal" in kwargs else None
        return super().get_context_data(record=self.record, instead=instead, **kwargs)

    def _instead(self) -> tuple[str, str] | None:
        """The act that the refusal names, for those who may carry it out now: its address and title."""
        status = self.record.status
        actors = delegation_actors(self.grants, self.delegation)
        name = "" if status in DELEGATE[self.name].sources else act_instead(status, self.name)
        possible = {transition.name for transition in available(DELEGATE, status, actors)}
        if name not in possible or refusal_by(check_goes_on, self.event):
            return None
        return delegate_address(self.record, f"delegate-{name}"), str(_INSTEAD[name])

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        actors = delegation_actors(self.grants, self.delegation)
        words = nomination_refusal(self.record.status, self.name)
        asked = {"table": DELEGATE, "name": self.name, "state": self.record.status, "words": words}
        found = refusal_by(check_transition, **asked, actors=actors, reason="-")
        return found or refusal_by(check_goes_on, self.event)


class DelegateEdit(OnDelegate):
    """Changes what is written of a person."""

    name = "edit"
    form_class = PersonForm
    title = gettext_lazy("Edit the delegate")
    submit_label = gettext_lazy("Save")
    undone_by = "events:delegate-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """For the partner."""
        return super().get_form_kwargs() | {"participation": self.participation}

    def act(self, form: Any) -> str:
        """Save it."""
        steps.edit_delegate(**self.given(form), changes=form.values)
        return _("Saved.")


class DelegateMoveUp(OnDelegate):
    """Gives a free place to somebody who waits or stands ready."""

    name = "move-up"
    form_class = ActForm
    title = gettext_lazy("Give a free place")
    submit_label = gettext_lazy("Give the place")
    question = gettext_lazy("The person takes a free place and is nominated.")
    service = steps.move_up
    done = gettext_lazy("The place is taken.")

    def get_refusal(self) -> str:
        """Whether a place is free at all."""
        found = super().get_refusal()
        return found if found or self.places.is_free else _("No place is free. Withdraw or replace somebody first.")


class DelegateAccept(OnDelegate):
    """Staff accept a nomination."""

    rule = may_decide_delegate
    name = "accept"
    form_class = ActForm
    title = gettext_lazy("Accept the nomination")
    submit_label = gettext_lazy("Accept")
    service = steps.accept_delegate
    done = gettext_lazy("Accepted.")


class DelegateConfirm(OnDelegate):
    """Staff confirm the place."""

    rule = may_decide_delegate
    name = "confirm"
    form_class = ActForm
    title = gettext_lazy("Confirm the place")
    submit_label = gettext_lazy("Confirm the place")
    service = steps.confirm_delegate
    done = gettext_lazy("The place is confirmed.")


class DelegateDecline(OnDelegate):
    """Staff decline a nomination, and say why."""

    rule = may_decide_delegate
    name = "decline"
    form_class = DelegateReasonForm
    title = gettext_lazy("Decline the nomination")
    submit_label = gettext_lazy("Decline")
    danger = True
    question = gettext_lazy("The place is free for somebody else; the partner is told. It can be brought back.")
    undone_by = "events:delegate-bring-back"
    service = steps.decline_delegate
    done = gettext_lazy("Declined. You can bring the nomination back.")


class DelegateWithdraw(OnDelegate):
    """The person will not come."""

    name = "withdraw"
    form_class = DelegateReasonForm
    title = gettext_lazy("Withdraw the nomination")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    question = gettext_lazy("The place is free for somebody else. The nomination can be brought back.")
    undone_by = "events:delegate-bring-back"
    service = steps.withdraw_delegate
    done = gettext_lazy("Withdrawn. You can bring the nomination back.")


class DelegateBringBack(OnDelegate):
    """Takes back a withdrawal or a decline."""

    name = "bring-back"
    form_class = ActForm
    title = gettext_lazy("Bring the nomination back")
    submit_label = gettext_lazy("Bring back")
    question = gettext_lazy("The person takes a place again, or joins the waiting list where none is free.")
    undone_by = "events:delegate-withdraw"

    def act(self, form: Any) -> str:
        """Bring it back."""
        return nominated_message([steps.bring_back(**self.given(form))])


class DelegateReplace(OnDelegate):
    """Gives the place of one to another."""

    name = "replace"
    form_class = ReplaceForm
    title = gettext_lazy("Replace the delegate")
    submit_label = gettext_lazy("Replace")
    question = gettext_lazy("Who comes instead takes the place in the same role. Both keep their history.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who wait or stand ready, in their order."""
        rows = Delegate.objects.filter(delegation=self.delegation, status__in=BENCH_DELEGATE).exclude(pk=self.record.pk)
        return super().get_form_kwargs() | {
            "participation": self.participation,
            "bench": list(rows.order_by("-status", "nominated_at", "number")),
        }

    def act(self, form: Any) -> str:
        """Replace the one by the other."""
        steps.replace_delegate(**self.given(form), reason=form.cleaned_data["reason"], **form.choice)
        return _("Replaced.")


# Letters of invitation: issued, and handed out as they were issued.


class LetterIssue(OnDelegate):
    """Issues a letter; earlier ones stay as they are, with their numbers."""

    template_name = "events/delegates/letter_issue.html"
    rule: ClassVar[Any] = may_issue_letter
    name = "edit"
    form_class = LetterForm
    title = gettext_lazy("Issue an invitation letter")
    submit_label = gettext_lazy("Issue the letter")
    question = gettext_lazy(
        "The letter takes name, function and organisation as the delegation has them, and the event's title, "
        "dates, places and parts. It gets the next number of the event and is kept as it is."
    )

    def get_refusal(self) -> str:
        """Why none can be issued now, where none can."""
        return refusal_by(check_works, self.event) or refusal_of(self.record, self.event)

    def get_consequences(self) -> list[str]:
        """What the delegate has not checked."""
        needs = getattr(self.record, "needs", None)
        if needs is None or needs.spelling_checked_at is None:
            return [_("The delegate has not confirmed yet how the name is written.")]
        return []

    def get_initial(self) -> dict[str, Any]:
        """In the language of the name in the own script, as a proposal."""
        return {"language": writer_language(self.record.name_native)}

    def act(self, form: Any) -> str:
        """Issue it."""
        letter = issue_letter(**self.given(form), language=form.cleaned_data["language"], words=form.words)
        return _("Letter %(number)s is issued.") % {"number": letter.number}

    def get_done_url(self) -> str:
        """The same page, which now lists the letter."""
        return self.delegation_address("invitation-letter", self.record.number)

    def get_back_url(self) -> str:
        """The delegation."""
        return self.delegation_address("delegation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the letters issued so far."""
        letters = [
            (
                letter,
                self.delegation_address("letter-file", self.record.number, letter.number),
                language_names([letter.language])[0],
            )
            for letter in letters_of(self.record)
        ]
        return super().get_context_data(letters=letters, **kwargs)


class LetterFile(InDelegation, View):
    """Hands out a letter as it was issued, to those who see the delegation, and to no cache."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        """The bytes as they were stored."""
        rows = InvitationLetter.objects.filter(delegate=self.find_delegate())
        letter = self.get_or_404(rows, number=self.kwargs["number"])
        name = f"{letter.strand_number.replace('/', '-')}.pdf"
        return send_kept(letter.file, name=name, media_type=PDF)


# The acts on a delegate's personal link: made and mailed, or shown once; revoked.


class DelegateLinkMake(ShowsOnce, OnDelegate):
    """Makes a link; what goes out by mail the maker never sees, the other kind is shown once."""

    name = "edit"
    form_class = LinkForm
    title = gettext_lazy("Make a personal link")
    submit_label = gettext_lazy("Make the link")

    def get_refusal(self) -> str:
        """Why nobody needs one now, where nobody does."""
        return refusal_by(check_linkable, self.record, self.event)

    def get_question(self) -> str:
        """Where it goes."""
        if self.record.email:
            return _("The link is sent to %(address)s. You do not see it.") % {"address": self.record.email}
        return _(
            "The delegate has no e-mail address here, so the link is shown to you, once. With an address it goes "
            "there, and the delegate's own page shows its content everywhere."
        )

    def get_consequences(self) -> list[str]:
        """Earlier links end, and a new one does not show what was told by them."""
        if not self.record.links.filter(revoked_at=None).exists():
            return []
        return [_("The earlier link ends. What was told by it stays, but the new link does not show it.")]

    def get_initial(self) -> dict[str, Any]:
        """The language of the name in the own script, as a proposal."""
        return {"language": writer_language(self.record.name_native)}

    def act(self, form: Any) -> str:
        """Make it."""
        made = make_link(**self.given(form), language=form.cleaned_data["language"])
        self.made = made.url
        return _("The link is made.") if made.url else _("The link is on its way.")

    def get_shown(self) -> dict[str, Any]:
        """The link as a message."""
        words = _("Your personal page for “%(event)s”: %(url)s") % {"event": self.event.title, "url": self.made}
        return {"title": _("The personal link"), "message": words}


class DelegateLinkRevoke(OnDelegate):
    """Ends the link, such as one that went to a wrong address."""

    name = "edit"
    form_class = ActForm
    title = gettext_lazy("Revoke the personal link")
    submit_label = gettext_lazy("Revoke")
    danger = True
    question = gettext_lazy("The link opens nothing from then on. What was told by it stays.")
    service = revoke_links
    done = gettext_lazy("The link is revoked.")

    def get_refusal(self) -> str:
        """That none is open; one that is ends also after the event was cancelled."""
        return refusal_by(check_open_link, self.record)
