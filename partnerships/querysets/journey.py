"""What lies in a pairing, and follow-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.access import Grants
from partnerships.enums import FollowUpState
from partnerships.querysets.scopes import own_pairing, within


class InPairingQuerySet(models.QuerySet[Any]):
    """Records that lie in a pairing and that whoever reads the strand reads."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the pairings one sees."""
        return self.filter(within(grants, "pairing__strand"))


class FollowUpQuerySet(models.QuerySet[Any]):
    """Follow-ups."""

    def visible_to(self, grants: Grants) -> Self:
        """As what else passes between the sides."""
        return self.filter(own_pairing(grants, "pairing__"))

    def open(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(state=FollowUpState.OPEN)

    def open_on(self, day: dt.date) -> Self:
        """Those that were not closed by a day."""
        return self.filter(Q(state=FollowUpState.OPEN) | Q(closed_on__gt=day))

    def late(self, today: dt.date) -> Self:
        """Open after their day."""
        return self.open_on(today).filter(due_on__lt=today)
