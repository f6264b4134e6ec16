"""Pairings, their milestones, texts, confirmations and follow-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from core.access import Grants
from partnerships.enums import OPEN_PAIRING, WAITING_CONFIRMATION, ConfirmationState, FollowUpState, MilestoneStatus
from partnerships.querysets.scopes import frozen_text, own_pairing, within


class PairingQuerySet(models.QuerySet[Any]):
    """Pairings."""

    def visible_to(self, grants: Grants) -> Self:
        """The pairings of the strands one reads: a coordinator sees all of the own strand."""
        return self.filter(within(grants, "strand"))

    def coordinated_by(self, grants: Grants) -> Self:
        """The pairings in which the reader is one of the two coordinators' sides."""
        mine = grants.participations
        return self.filter(Q(eu__in=mine) | Q(counterpart__in=mine))

    def with_dealings_for(self, grants: Grants) -> Self:
        """Those of which the reader sees what passes between the sides, such as their follow-ups."""
        return self.filter(own_pairing(grants))

    def own_first(self, grants: Grants) -> Self:
        """The pairings that the reader coordinates before the others; each by strand, newest first, then by code."""
        mine = grants.participations
        own = models.When(Q(eu__in=mine) | Q(counterpart__in=mine), then=models.Value(0))
        foreign = models.Case(own, default=models.Value(1), output_field=models.IntegerField())
        return self.order_by(foreign, "-strand__starts_on", "strand__code", "code")

    def open(self) -> Self:
        """Planned or active."""
        return self.filter(status__in=OPEN_PAIRING)

    def with_side(self, participation: Any) -> Self:
        """Those of which a participation is one of the two sides."""
        return self.filter(Q(eu=participation) | Q(counterpart=participation))

    def with_names(self) -> Self:
        """With what their names are made of."""
        return self.select_related("strand", "eu__partner", "counterpart__partner")

    def for_page(self) -> Self:
        """With both partners and their cities, in a constant number of queries."""
        return (
            self.with_names()
            .select_related("predecessor__strand")
            .prefetch_related("eu__partner__places__city", "counterpart__partner__places__city")
        )


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


class TextEditionQuerySet(InPairingQuerySet):
    """Frozen editions of texts."""

    def visible_to(self, grants: Grants) -> Self:
        """As their pairing; of minutes and the like, those that one may read."""
        return self.filter(frozen_text(grants))

    def of(self, record: models.Model) -> Self:
        """Those of one record, newest first."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).order_by("-edition")

    def as_it_stands(self, record: Any) -> Self:
        """That of a text's present edition; none where nobody was asked to confirm it so."""
        return self.of(record).filter(edition=record.edition)


class ConfirmationQuerySet(models.QuerySet[Any]):
    """Each side's word under an edition."""

    def visible_to(self, grants: Grants) -> Self:
        """As their texts."""
        return self.filter(frozen_text(grants, "text__"))

    def live(self) -> Self:
        """Not withdrawn. Whether its edition is still the record's own is the record's to say."""
        return self.exclude(state=ConfirmationState.WITHDRAWN)

    def waiting(self) -> Self:
        """Asked for, or in internal approval."""
        return self.filter(state__in=WAITING_CONFIRMATION)


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
