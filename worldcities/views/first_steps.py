"""Puts the first steps away, and shows them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.services.first_steps import keep_first_steps

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class KeepFirstSteps(View):
    """Answers POST alone: `shown=on` shows them again, anything else puts them away. Both lead to my tasks."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it and go to the page on which they stand."""
        shown = request.POST.get("shown") == "on"
        keep_first_steps(by=request.user, shown=shown)  # type: ignore[arg-type]
        if not shown:
            messages.success(request, _("Put away. “My account” shows the first steps again."))
        return redirect("my-tasks")
