"""Noting until when a person has read what others did."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from core import clock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def mark_tasks_seen(*, by: User, until: dt.datetime) -> None:
    """Note that the person has read what happened until a moment; never one to come, and never back again."""
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    moment = min(until, clock.now())
    if person.tasks_seen_at is None or person.tasks_seen_at < moment:
        person.tasks_seen_at = moment
        person.save(update_fields=["tasks_seen_at"])
