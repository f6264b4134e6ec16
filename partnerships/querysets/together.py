"""Interests, projects and indicators."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber

from core.access import Grants
from partnerships.querysets.scopes import within


class InterestQuerySet(models.QuerySet[Any]):
    """What partners look for and offer."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "participation__strand"))

    def stated(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_on=None)


class GoodPracticeQuerySet(models.QuerySet[Any]):
    """Good-practice sheets."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "interest__participation__strand"))


class IndicatorQuerySet(models.QuerySet[Any]):
    """The indicators of programmes."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the programmes of which one reads a strand."""
        if grants.is_administrator:
            return self.all()
        strands = self.model._meta.get_field("programme").related_model._meta.get_field("strands")
        rows = strands.related_model._default_manager.filter(pk__in=grants.strands)
        return self.filter(programme__in=rows.values("programme_record"))


class FigureQuerySet(models.QuerySet[Any]):
    """Targets and measurements: of a whole strand, or of one of its pairings."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "strand"))

    def standing(self) -> Self:
        """Not withdrawn (of measurements; targets are changed instead)."""
        return self.filter(withdrawn_at=None)

    def newest(self) -> Self:
        """Of measurements: the newest of each indicator in each pairing, and in the strand as a whole."""
        place = Window(RowNumber(), partition_by=["indicator", "pairing"], order_by=["-on", "-pk"])
        return self.annotate(place=place).filter(place=1)
