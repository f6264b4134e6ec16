"""Strands and what lies in them, and the records that strands share."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from core.access import Grants
from partnerships.querysets.scopes import within
from partnerships.querysets.uses import used_in


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


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations."""

    def visible_to(self, grants: Grants) -> Self:
        """Organisations in the directory of a strand one reads; an administrator sees all."""
        if grants.is_administrator:
            return self.all()
        through = self.model._meta.get_field("strands").through
        return self.filter(pk__in=through._default_manager.filter(strand__in=grants.strands).values("organisation"))

    def standing(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def used_in(self, strand: models.Model) -> Self:
        """Those that a project, an agreement, an event or an agenda of the strand names, or that run it."""
        return self.filter(used_in(self.model, strand))

    def in_projects(self, projects: models.QuerySet[Any]) -> Self:
        """Those that take part in one of these projects (a queryset of projects), each once.

        Projects that are not pursued count for nothing; `on_day` ones by the level of their day.
        """
        parts = self.model._meta.get_field("parts").related_model._default_manager
        pursued = projects.pursued().order_by().values("pk")  # type: ignore[attr-defined]
        return self.filter(pk__in=parts.filter(project__in=pursued).values("organisation"))


class ParticipationQuerySet(models.QuerySet[Any]):
    """Participations."""

    def visible_to(self, grants: Grants) -> Self:
        """The participants of the strands one reads."""
        return self.filter(within(grants, "strand"))

    def for_page(self) -> Self:
        """With the partner and its cities, in a constant number of queries."""
        return self.select_related("strand", "partner").prefetch_related("partner__places__city")


class InStrandQuerySet(models.QuerySet[Any]):
    """Records that lie in a strand: stages and the items of its plan."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "strand"))
