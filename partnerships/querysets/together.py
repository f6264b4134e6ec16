"""Interests, projects, contacts, agreements, documents, notes, comments and indicators."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from core import clock
from core.access import Grants
from partnerships.enums import Audience, ProjectLevel
from partnerships.querysets.journey import InPairingQuerySet
from partnerships.querysets.scopes import dated_by, own_pairing, own_side, within


class ProjectQuerySet(InPairingQuerySet):
    """Cooperation projects."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads, in a pairing or not."""
        return self.filter(within(grants, "strand"))

    def in_pairings(self) -> Self:
        """Those of a pairing, which alone have sides."""
        return self.filter(pairing__isnull=False)

    def pursued(self) -> Self:
        """All but those that the two sides decided not to pursue; of those `on_day`, that had not by then."""
        level = "level_then" if "level_then" in self.query.annotations else "level"
        return self.exclude(**{level: ProjectLevel.NOT_PURSUED})

    def on_day(self, day: dt.date) -> Self:
        """Those that there were on a day, each with the level on which it stood then (`level_then`).

        A project is there from its first report or its first level here on, a level from its move on. Of what has
        no date nobody can say that it came later.
        """
        if day >= clock.today():
            return self.annotate(level_then=F("level"))
        moves = self.model._meta.get_field("level_changes").related_model._default_manager.filter(
            project=OuterRef("pk")
        )
        before, after = moves.filter(on__lte=day).order_by("-on", "-pk"), moves.filter(on__gt=day).order_by("on", "pk")
        since = Coalesce(NullIf("old", Value("")), "new")
        rows = self.annotate(
            level_then=Coalesce(
                Subquery(before.values("new")[:1]), Subquery(after.annotate(since=since).values("since")[:1]), "level"
            )
        )
        undated = Q(first_reported=None) & ~Exists(after.filter(old=""))
        return rows.filter(Exists(before) | dated_by("first_reported", day) | undated)

    def undated(self) -> Self:
        """Those on the way of which the records do not say since when they stand on their level.

        What was identified stood there when it was first reported.
        """
        reported = Q(level=ProjectLevel.IDENTIFIED, first_reported__isnull=False)
        return self.pursued().filter(level_since=None).exclude(reported)

    def long_on_level(self, today: dt.date, days: int) -> Self:
        """Those on the way that have not moved for more than so many days; where the day is not known, nobody says so.

        One that runs has arrived, and one that is not pursued goes nowhere.
        """
        on_the_way = self.exclude(level__in=[ProjectLevel.RUNNING, ProjectLevel.NOT_PURSUED])
        return on_the_way.filter(level_since__lt=today - dt.timedelta(days=days))

    def with_names(self) -> Self:
        """With what their pages and lists name."""
        return self.select_related(
            "strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner", "topic__strand"
        )

    def touching(self, participation: int) -> Self:
        """Those in which a participation takes part: as a side of the pairing, or as a further partner."""
        return self.filter(
            Q(pairing__eu=participation)
            | Q(pairing__counterpart=participation)
            | Q(
                pk__in=self.model.further.through._default_manager.filter(participation=participation).values("project")
            )
        )


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
