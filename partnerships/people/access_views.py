"""Ending the access of one of the strand's people at once, and giving it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm, reason_field
from core.acts import ActPage, refusal_by
from partnerships.people.access_ends import (
    check_access_ends,
    check_access_returns,
    end_access_of,
    give_access_to,
    people_of,
)
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.people import may_end_access

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Strand


class EndAccessForm(ActForm):
    """Why it ends."""

    reason = reason_field(required=True, help_text=gettext_lazy("Administrators read it in the list of acts."))


class OfPerson(ActPage, InStrand):
    """An act on the access of one of the strand's people."""

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def get_record(self) -> User:
        """Among those who have or had a role in the strand, whom everybody who reads it sees; else 404."""
        return self.get_or_404(people_of(self.strand), pk=self.kwargs["person"])

    def require(self, row: Any) -> None:
        """Ask the rule, which is of the strand and the person."""
        if not may_end_access(self.grants, self.strand, row):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        """An account has no versions."""
        return {}

    def get_done_url(self) -> str:
        """The people of the strand."""
        return reverse("partnerships:people", args=[self.strand.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        here = crumbs(self.strand, (_("People"), self.get_done_url()), (str(self.title), ""))
        return super().get_context_data(crumbs=here, **kwargs)

    @property
    def given_to(self) -> dict[str, Any]:
        """What both services take."""
        return self.acting | {"strand": self.strand, "person": self.record}


class AccessEnd(OfPerson):
    """Ends all that lets a person in, at once."""

    form_class = EndAccessForm
    title = gettext_lazy("End access now")
    submit_label = gettext_lazy("End access now")
    danger = True
    undone_by = "partnerships:access-give"

    def get_refusal(self) -> str:
        """Whoever has none, or works in a strand of others."""
        return refusal_by(check_access_ends, self.grants, self.record)

    def get_question(self) -> str:
        """Whose."""
        return _("The access of %(person)s to the whole portal ends at once.") % {"person": self.record}

    def get_consequences(self) -> list[str]:
        """What ends and what stays."""
        return [
            _("The person is signed out everywhere, and cannot sign in any more."),
            _("Personal links stop working for good: calendar addresses, invitations, and other links from e-mails."),
            _("Nothing more is sent to the person: neither e-mails that are waiting nor files that are being made."),
            _("All roles end, also as a deputy. Open follow-ups stay with the side."),
            _("The name stays in the history and on everything the person did. You can give access again."),
        ]

    def act(self, form: Any) -> str:
        """End it."""
        end_access_of(**self.given_to, reason=form.cleaned_data["reason"])
        return _("%(person)s has no access any more.") % {"person": self.record}


class AccessGive(OfPerson):
    """Lets a person in again whose access was ended."""

    form_class = ActForm
    title = gettext_lazy("Give access again")
    submit_label = gettext_lazy("Give access again")

    def get_refusal(self) -> str:
        """Whoever has access, or whose roles in a strand of others would return."""
        return refusal_by(check_access_returns, self.grants, self.record)

    def get_question(self) -> str:
        """To whom."""
        return _("%(person)s can sign in again, with the roles that ended together with the access.") % {
            "person": self.record
        }

    def get_consequences(self) -> list[str]:
        """What does not come back."""
        return [
            _("Calendar addresses, invitations and other links from before stay ended; the person can make new ones."),
            _("If somebody else may know the password, the person should choose a new one with “Reset password”."),
        ]

    def act(self, form: Any) -> str:
        """Give it."""
        give_access_to(**self.given_to)
        return _("%(person)s has access again.") % {"person": self.record}
