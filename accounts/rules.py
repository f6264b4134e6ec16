"""Whose access a reader may end, or give again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


def may_change_access(grants: Grants, person: User) -> bool:
    """Nobody's own, and an administrator's by administrators alone: so one of them always keeps it.

    Which people a reader keeps, the rules of the apps further right say.
    """
    return person.pk != grants.user_id and (grants.is_administrator or not person.is_superuser)
