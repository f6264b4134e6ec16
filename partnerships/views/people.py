"""The people of a strand: who works on it, who is invited, and inviting more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.rules import may_change_access
from core import clock
from core.acts import REFUSED
from core.errors import DomainError
from core.folding import ByName
from partnerships.enums import StrandRoleName
from partnerships.forms.invitations import InvitePersonForm, InviteSeveralForm, row_fault
from partnerships.models import Invitation, Membership, Participation, Strand, StrandRole
from partnerships.rules import may_manage_people
from partnerships.services.access_ends import without_access
from partnerships.services.invitations import (
    InvitationsRefused,
    invite,
    read_mail_states,
    resend_invitation,
    withdraw_invitation,
)
from partnerships.views.strands import InStrand

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from partnerships.services.invitations import InvitationRow


class OfPeople(InStrand):
    """A page about a strand's people: for those who keep them, whatever it does."""

    rule: ClassVar[Any] = may_manage_people

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse with 403 whoever may read the strand but not keep its people, whatever the method."""
        self.require(self.strand)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """Where the page lies."""
        return [(str(self.strand), self.strand.get_absolute_url()), *more]

    @property
    def people_url(self) -> str:
        """The page that the acts go back to."""
        return reverse("partnerships:people", args=[self.strand.code])


class People(OfPeople, TemplateView):
    """Coordinators by partner, the strand's other roles, and the invitations that wait."""

    template_name = "partnerships/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, in a constant number of queries."""
        strand, today = self.strand, clock.today()
        coordinators = Membership.objects.not_ended(today).select_related("user").with_deputies(today)
        coordinators = coordinators.order_by("user__search_text", "pk")
        participations = (
            Participation.objects.filter(strand=strand)
            .for_page()
            .order_by("-side", ByName("partner__"))
            .prefetch_related(Prefetch("memberships", queryset=coordinators, to_attr="coordinators"))
        )
        roles = list(
            StrandRole.objects.not_ended(today)
            .filter(strand=strand)
            .select_related("user")
            .order_by("user__search_text", "pk")
        )
        invitations = list(
            Invitation.objects.visible_to(self.grants)
            .filter(strand=strand)
            .waiting()
            .select_related("participation__partner", "invited_by")
        )
        read_mail_states(invitations)
        partners = list(participations)
        gone = list(without_access(strand))
        people = [row.user for part in partners for row in part.coordinators] + [row.user for row in roles]
        return super().get_context_data(
            strand=strand,
            participations=partners,
            roles=[role for name in StrandRoleName for role in roles if role.role == name],
            invitations=invitations,
            without_access=gone,
            closable={one.pk for one in [*people, *gone] if may_change_access(self.grants, one)},
            crumbs=self.crumbs((_("People"), "")),
            **kwargs,
        )


class PersonInvite(OfPeople, TemplateView):
    """Invites one person, or several from pasted rows; a refused form keeps its input."""

    template_name = "partnerships/person_invite.html"

    @cached_property
    def participations(self) -> list[Participation]:
        """Whom a coordinator can work for."""
        rows = Participation.objects.filter(strand=self.strand).select_related("partner")
        return list(rows.order_by("-side", ByName("partner__")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms, of which a refused one comes with its input."""
        kwargs.setdefault("one", InvitePersonForm(participations=self.participations))
        kwargs.setdefault("several", InviteSeveralForm(participations=self.participations))
        return super().get_context_data(
            strand=self.strand,
            participations=self.participations,
            people_url=self.people_url,
            crumbs=self.crumbs((_("People"), self.people_url), (_("Invite"), "")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send every invitation of the form, or none."""
        if "rows" in request.POST:
            several = InviteSeveralForm(request.POST, participations=self.participations)
            if several.is_valid() and self._invite(several, several.people, several.numbers, "rows"):
                return redirect(self.people_url)
            return self.render_to_response(self.get_context_data(several=several, form=several), status=REFUSED)
        one = InvitePersonForm(request.POST, participations=self.participations)
        if one.is_valid() and self._invite(one, [one.row], [], None):
            return redirect(self.people_url)
        return self.render_to_response(self.get_context_data(one=one, form=one), status=REFUSED)

    def _invite(self, form: forms.Form, people: list[InvitationRow], numbers: list[int], field: str | None) -> bool:
        try:
            sent = invite(by=self.request.user, grants=self.grants, strand=self.strand, rows=people)
        except InvitationsRefused as refused:
            for index, fault in refused.faults:
                form.add_error(field, row_fault(numbers[index], fault) if numbers else fault)
            return False
        text = ngettext("Sent %(count)s invitation.", "Sent %(count)s invitations.", len(sent))
        messages.success(self.request, text % {"count": len(sent)})
        return True


class InvitationAct(OfPeople, View):
    """An act on one open invitation of the strand; answers POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and go back, with one message."""
        invitation = self.get_or_404(
            Invitation.objects.visible_to(self.grants), strand=self.strand, pk=self.kwargs["invitation"]
        )
        try:
            messages.success(request, self.act(invitation))
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect(self.people_url)

    def act(self, invitation: Invitation) -> str:
        """The act itself; returns what to tell."""
        raise NotImplementedError


class InvitationResend(InvitationAct):
    """Sends a new link; the old one is dead."""

    def act(self, invitation: Invitation) -> str:
        """Send it."""
        resend_invitation(by=self.request.user, grants=self.grants, invitation=invitation)
        return _("Sent the invitation to %(email)s again. The earlier link no longer works.") % {
            "email": invitation.email
        }


class InvitationWithdraw(InvitationAct):
    """Takes an invitation back."""

    def act(self, invitation: Invitation) -> str:
        """Withdraw it."""
        withdraw_invitation(by=self.request.user, grants=self.grants, invitation=invitation)
        return _("Withdrew the invitation to %(email)s. Its link no longer works.") % {"email": invitation.email}
