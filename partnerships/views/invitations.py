"""The page an invitation's link leads to; public, for whoever holds the link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from accounts.enums import NameOrder
from core.acts import REFUSED
from core.errors import DomainError
from partnerships.forms.invitations import AcceptInvitationForm
from partnerships.services.invitations import (
    DeadInvitation,
    accept_invitation,
    find_invitation,
    invited_account,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from partnerships.models import Invitation


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class InvitationPage(TemplateView):
    """Says who invites to what; a POST accepts, so that a mail scanner's visit uses nothing up."""

    template_name = "partnerships/invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A dead link says why: 404 for one that never was, 410 for one that was."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except DeadInvitation as dead:
            return self.response_class(
                request=request,
                template=["components/dead_link.html"],
                context=self.get_context_data(
                    title=_("Invitation"), reason=str(dead), url=reverse("account_login"), label=_("Go to sign in")
                ),
                status=410 if dead.known else 404,
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the invitation."""
        return self._page(find_invitation(self.kwargs["token"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept it: as the person signed in, or with names and a new password."""
        token = self.kwargs["token"]
        invitation = find_invitation(token)
        if request.user.is_authenticated:
            return self._accepted(invitation, None, user=request.user)
        if invited_account(invitation):
            return self._page(invitation)
        form = AcceptInvitationForm(request.POST, email=invitation.email)
        if not form.is_valid():
            return self._page(invitation, form)
        values = {name: value for name, value in form.cleaned_data.items() if name != "password_again"}
        return self._accepted(invitation, form, **values)

    def _accepted(self, invitation: Invitation, form: AcceptInvitationForm | None, **values: Any) -> HttpResponse:
        try:
            user = accept_invitation(token=self.kwargs["token"], **values)
        except DeadInvitation:
            raise
        except DomainError as refused:
            if form is None:
                messages.error(self.request, str(refused))
            else:
                form.add_error(refused.field, str(refused))
            return self._page(invitation, form)
        if not self.request.user.is_authenticated:
            get_adapter().login(self.request, user)
        messages.success(self.request, _("Welcome. You have joined %(strand)s.") % {"strand": invitation.strand})
        return redirect(invitation.strand)

    def _page(self, invitation: Invitation, form: AcceptInvitationForm | None = None) -> HttpResponse:
        user = self.request.user
        other_person = user.is_authenticated and user.email != invitation.email
        sign_in_first = not user.is_authenticated and invited_account(invitation) is not None
        if form is None and not user.is_authenticated and not sign_in_first:
            form = self._blank(invitation)
        context = self.get_context_data(
            invitation=invitation,
            strand=invitation.strand,
            partner=invitation.participation.partner if invitation.participation else None,
            form=form,
            other_person=other_person,
            sign_in_first=sign_in_first,
        )
        return self.render_to_response(context, status=REFUSED if self.request.method == "POST" else 200)

    def _blank(self, invitation: Invitation) -> AcceptInvitationForm:
        """The form with the names of the invitation, in the order its language puts them."""
        family_first = (invitation.language or get_language()) == "ko"
        return AcceptInvitationForm(
            email=invitation.email,
            initial={
                "given_name": invitation.given_name,
                "family_name": invitation.family_name,
                "name_order": NameOrder.FAMILY_FIRST if family_first else NameOrder.GIVEN_FIRST,
            },
        )
