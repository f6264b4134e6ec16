"""Letters of invitation: issued, and handed out as they were issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.acts import refusal_by
from core.sent_files import PDF, send_kept
from core.texts import writer_language
from events.forms.invitation_letters import LetterForm
from events.languages import language_names
from events.models import InvitationLetter
from events.rules import may_issue_letter
from events.services.event_places import check_works
from events.services.invitation_letters import issue_letter, letters_of, refusal_of
from events.views.delegate_acts import OnDelegate
from events.views.delegations import InDelegation

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest


class LetterIssue(OnDelegate):
    """Issues a letter; earlier ones stay as they are, with their numbers."""

    template_name = "events/letter_issue.html"
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
