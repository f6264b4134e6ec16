"""What of a second step is another than allauth has it: a passkey always signs in by itself."""

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.urls import reverse_lazy


class AddPasskey(AddWebAuthnView):
    """Makes a passkey that the browser finds by itself, and that asks for a finger, a face or a PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"js_data": {"creation_options": begin_registration(self.request.user, passwordless=True)}}


class RemovePasskey(RemoveWebAuthnView):
    """Removes one, and goes back to the page that lists them."""

    pk_url_kwarg = "passkey"
    success_url = reverse_lazy("mfa_index")
