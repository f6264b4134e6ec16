"""How sign-in differs from allauth's own: accounts come by invitation only, mails go through the portal's queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed for everybody."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refused: a page does not wait for a mail server. The one mail of signing in is `services/password_resets`."""
        message = f"{template_prefix}: queue this mail instead"
        raise NotImplementedError(message)
