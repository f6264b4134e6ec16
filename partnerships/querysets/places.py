"""Strands and what lies in them, and the records that strands share."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from core.access import Grants
from partnerships.querysets.scopes import within


class ThemeQuerySet(models.QuerySet[Any]):
    """Themes."""

    def visible_to(self, grants: Grants) -> Self:
        """The themes of the strands one reads."""
        return self.filter(within(grants, "strand"))


class PartnerQuerySet(models.QuerySet[Any]):
    """Partners."""

    def visible_to(self, grants: Grants) -> Self:
        """Partners that take part in a strand one reads; an administrator sees all."""
        if grants.is_administrator:
            return self.all()
        return self.filter(
            pk__in=self.model._meta.get_field("participations")
            .related_model._default_manager.filter(strand__in=grants.strands)
            .values("partner")
        )


class ParticipationQuerySet(models.QuerySet[Any]):
    """Participations."""

    def visible_to(self, grants: Grants) -> Self:
        """The participants of the strands one reads."""
        return self.filter(within(grants, "strand"))

    def with_names(self) -> Self:
        """With the strand and the partner."""
        return self.select_related("strand", "partner")

    def for_page(self) -> Self:
        """With the partner and its cities, in a constant number of queries."""
        return self.with_names().prefetch_related("partner__places__city")


class InStrandQuerySet(models.QuerySet[Any]):
    """Records that lie in a strand: stages and the items of its plan."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "strand"))
