"""Roles, deputies and invitations."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.access import Grants


class DeputyQuerySet(models.QuerySet[Any]):
    """Deputies."""

    def on(self, day: dt.date) -> Self:
        """Who stands in on a day, for a coordinator whose work has not ended."""
        return (
            self.not_over(day)
            .filter(starts_on__lte=day, membership__started_on__lte=day, membership__ended_at=None)
            .filter(Q(membership__ended_on=None) | Q(membership__ended_on__gte=day))
        )

    def not_over(self, day: dt.date) -> Self:
        """Standing in now or later, unless it was ended at once."""
        return self.filter(ends_on__gte=day, ended_at=None)

    not_ended = not_over


class RoleQuerySet(models.QuerySet[Any]):
    """Roles and memberships."""

    def with_deputies(self, today: dt.date) -> Self:
        """Memberships with who stands in for them now or later, as `deputies_of`."""
        deputies = self.model._meta.get_field("deputies").related_model._default_manager
        rows = deputies.not_over(today).select_related("user").order_by("starts_on", "pk")
        return self.prefetch_related(models.Prefetch("deputies", queryset=rows, to_attr="deputies_of"))

    def not_ended(self, today: dt.date) -> Self:
        """Still held on a day: the last day counts, unless the role was ended at once."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today), ended_at=None)


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations."""

    def visible_to(self, grants: Grants) -> Self:
        """Staff see those of their strands, an administrator all, nobody else any."""
        if grants.is_administrator:
            return self.all()
        return self.filter(strand__in=grants.staff)

    def waiting(self) -> Self:
        """Neither accepted nor withdrawn; expired ones wait for a resend."""
        return self.filter(accepted_at=None, withdrawn_at=None)
