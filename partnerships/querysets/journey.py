"""Milestones, texts, confirmations and follow-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from core.access import Grants
from partnerships.enums import FollowUpState, MilestoneStatus
from partnerships.querysets.scopes import own_pairing, within


class MilestoneQuerySet(models.QuerySet[Any]):
    """Milestones."""

    def visible_to(self, grants: Grants) -> Self:
        """The milestones of the pairings one sees."""
        return self.filter(within(grants, "pairing__strand"))

    def on_day(self, day: dt.date) -> Self:
        """Each with `ended`, the first day on which it can have, and its status on a day (`status_then`).

        What was done later was open still. Both ends of a period are stored by their first day: of a month known
        without its day that is the 1st.
        """
        later = models.When(
            status=MilestoneStatus.DONE, ended__gt=day, then=models.Value(MilestoneStatus.PLANNED.value)
        )
        rows = self.annotate(ended=Coalesce("actual_end", "actual_start"))
        return rows.annotate(status_then=models.Case(later, default="status"))

    def open_on(self, day: dt.date) -> Self:
        """Those that were open on a day; what was done later was open still."""
        later = Q(actual_end__gt=day) | Q(actual_end=None, actual_start__gt=day)
        return self.filter(Q(status=MilestoneStatus.PLANNED) | Q(status=MilestoneStatus.DONE) & later)

    def overdue(self, today: dt.date) -> Self:
        """Open after their last day. Not reported, done and cancelled ones are never late."""
        return self.open_on(today).filter(forecast_last_day__lt=today)

    def in_order(self) -> Self:
        """As the journey goes: by stage, then by the plan as it stands."""
        return self.select_related("stage").order_by("stage__position", "forecast_start", "forecast_last_day", "pk")


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
