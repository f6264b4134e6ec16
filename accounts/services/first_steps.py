"""Whether a person wants to be shown what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from core import clock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def keep_first_steps(*, by: User, shown: bool) -> None:
    """Show the first steps on my tasks, or put them away; the moment of putting away stays the first one."""
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    if shown == (person.first_steps_put_away_at is None):
        return
    person.first_steps_put_away_at = None if shown else clock.now()
    person.save(update_fields=["first_steps_put_away_at"])
