"""Periods, updates, reports and what else is reported, as named sets of rows; the same truth as the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.access import Grants
from partnerships.querysets.scopes import own_pairing, within
from reports.enums import SENT_UPDATE


class PeriodQuerySet(models.QuerySet[Any]):
    """Reporting periods."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "strand"))

    def in_order(self) -> Self:
        """As they come due."""
        return self.order_by("due_on", "pk")

    def standing(self) -> Self:
        """Those that were not skipped."""
        return self.filter(skipped_at=None)

    def begun(self, today: dt.date) -> Self:
        """Those whose first day has come."""
        return self.filter(starts_on__lte=today)


class CityUpdateQuerySet(models.QuerySet[Any]):
    """City updates."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """For the own partner, staff, authority; once sent for the other side of a pairing too."""
        if grants.is_administrator:
            return self
        mine = grants.participations
        other_side = Q(status__in=SENT_UPDATE) & (
            Q(participation__pairings_as_eu__counterpart__in=mine)
            | Q(participation__pairings_as_counterpart__eu__in=mine)
        )
        shown = self.model._default_manager.filter(
            Q(period__strand__in=grants.staff | grants.authority) | Q(participation__in=mine) | other_side
        )
        return self.filter(pk__in=shown.values("pk"))

    def followed_by(self, grants: Grants) -> Self:
        """Those whose way the reader follows, step by step: of the own partner, for staff, authority, administrator."""
        if grants.is_administrator:
            return self
        return self.filter(
            Q(period__strand__in=grants.staff | grants.authority) | Q(participation__in=grants.participations)
        )

    def with_names(self) -> Self:
        """With what pages and rules read of them."""
        return self.select_related("period__strand", "participation__partner", "participation__strand")


class PublicityItemQuerySet(models.QuerySet[Any]):
    """Publicity items."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads: publicity is public."""
        return self.filter(within(grants, "strand"))

    def with_names(self) -> Self:
        """With what pages and rules read of them."""
        return self.select_related("strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def in_order(self) -> Self:
        """The newest first."""
        return self.order_by("-published_on", "-pk")


class JointReportQuerySet(models.QuerySet[Any]):
    """Joint reports, and public results."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft of their pairing: both sides, staff, authority, administrator."""
        return self.filter(own_pairing(grants, "pairing__"))
