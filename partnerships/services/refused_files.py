"""What is said of a file that is not taken, beside its field: the sentences that several of its checks share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError


def refusal(message: str) -> DomainError:
    """What is wrong with a file, beside its field."""
    return DomainError(message, field="file")


def damaged() -> DomainError:
    """A file that its own program could not read either."""
    return refusal(_("The file is damaged or incomplete. Open it, save it anew, and send that one."))


def protected() -> DomainError:
    """A file that opens with a password only: nobody can look into it."""
    return refusal(_("The file is protected with a password. Send one that can be opened without."))
