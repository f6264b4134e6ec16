"""The page on which a person keeps the own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts.forms import AccountForm
from accounts.middleware import LANGUAGE_KEY

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User


class Account(UpdateView):
    """Name, language, time zone of the person who is signed in; nobody else's."""

    model = get_user_model()
    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: Any = None) -> User:
        """Always the reader."""
        return get_user_model()._default_manager.get(email=self.request.user.get_username())

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; the account's language wins over an earlier switch of this session."""
        response = super().form_valid(form)
        self.request.session.pop(LANGUAGE_KEY, None)
        with translation.override(form.instance.language or translation.get_language()):
            messages.success(self.request, _("Saved."))
        return response
