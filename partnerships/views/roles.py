"""Ending a person's role in a strand: asked once on the page of people, answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from core.errors import DomainError
from partnerships.models import StrandRole
from partnerships.services.people import end_strand_role
from partnerships.views.people import OfPeople

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class StrandRoleEnd(OfPeople, View):
    """Ends a person's role in the whole strand; answers POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it, among the strand's own roles (else 404), and go back with one message."""
        rows = StrandRole.objects.filter(strand=self.strand).select_related("user", "strand")
        role = self.get_or_404(rows, pk=self.kwargs["role"])
        at_once = "at_once" in request.POST
        try:
            end_strand_role(by=self.request.user, grants=self.grants, role=role, at_once=at_once)
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            told = _("The role of %(person)s has ended.") if at_once else _("The role of %(person)s ends with today.")
            messages.success(request, told % {"person": role.user})
        return redirect(self.people_url)
