"""Interests, projects, contacts, agreements, documents, notes, comments and indicators."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from core.access import Grants
from partnerships.enums import Audience
from partnerships.querysets.scopes import own_pairing, own_side, within


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


class ContactQuerySet(models.QuerySet[Any]):
    """Contacts."""

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority, not for the other pairings' people."""
        return self.filter(own_pairing(grants, "pairing__"))

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class OfRecordQuerySet(models.QuerySet[Any]):
    """Rows that hang on any record of a pairing by its type and number."""

    def of(self, record: models.Model) -> Self:
        """Those of one record."""
        return self.filter(record_type=ContentType.objects.get_for_model(record), record_id=record.pk)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class CommentQuerySet(OfRecordQuerySet):
    """Comments."""

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority, not for the other pairings' people."""
        return self.filter(own_pairing(grants, "pairing__"))


class NoteQuerySet(OfRecordQuerySet):
    """Notes of one side."""

    def visible_to(self, grants: Grants) -> Self:
        """One's own side's, nobody else's."""
        return self.filter(own_side(grants, "pairing__"))


class DocumentQuerySet(OfRecordQuerySet):
    """Documents."""

    def visible_to(self, grants: Grants) -> Self:
        """Those whose audience the reader belongs to."""
        return self.filter(
            (Q(audience=Audience.STRAND) & within(grants, "pairing__strand"))
            | (Q(audience=Audience.PAIRING) & own_pairing(grants, "pairing__"))
            | (Q(audience=Audience.OWN_SIDE) & own_side(grants, "pairing__"))
        )

    def for_list(self) -> Self:
        """With what a row of a list names: its pairing, its record, its versions (the newest first)."""
        return self.select_related(
            "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        ).prefetch_related("record", "versions")

    def newest_first(self) -> Self:
        """The newest first, those that stand before those that are withdrawn."""
        withdrawn = models.Case(models.When(withdrawn_at=None, then=models.Value(0)), default=models.Value(1))
        return self.order_by(withdrawn, "-created_at", "-pk")


class DocumentVersionQuerySet(models.QuerySet[Any]):
    """The versions of documents."""

    def visible_to(self, grants: Grants) -> Self:
        """As their documents."""
        documents = self.model._meta.get_field("document").related_model._default_manager
        return self.filter(document__in=documents.visible_to(grants))


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
