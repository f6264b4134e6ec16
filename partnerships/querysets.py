"""Named sets of rows: which a reader may see, which wait; the same truth as rules.py."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.access import Grants
from partnerships.enums import (
    OPEN_PAIRING,
    WAITING_CONFIRMATION,
    ConfirmationState,
    FollowUpState,
    MilestoneStatus,
)


def _within(grants: Grants, path: str) -> Q:
    """The condition that the strand at `path` is one the reader reads."""
    return Q() if grants.is_administrator else Q(**{f"{path}__in": grants.strands})


def _own_pairing(grants: Grants, path: str = "") -> Q:
    """What passes between the sides: for both of them, staff and authority, not for the other pairings' people.

    `path` leads to the pairing, and ends with `__`; none from a pairing itself.
    """
    if grants.is_administrator:
        return Q()
    mine = grants.participations
    return (
        Q(**{f"{path}strand__in": grants.staff | grants.authority})
        | Q(**{f"{path}eu__in": mine})
        | Q(**{f"{path}counterpart__in": mine})
    )


class StrandQuerySet(models.QuerySet[Any]):
    """Strands."""

    def visible_to(self, grants: Grants) -> Self:
        """Every role reads its strands; an administrator reads all."""
        return self.filter(_within(grants, "pk"))


class ThemeQuerySet(models.QuerySet[Any]):
    """Themes."""

    def visible_to(self, grants: Grants) -> Self:
        """The themes of the strands one reads."""
        return self.filter(_within(grants, "strand"))


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


class ParticipationQuerySet(models.QuerySet[Any]):
    """Participations."""

    def visible_to(self, grants: Grants) -> Self:
        """The participants of the strands one reads."""
        return self.filter(_within(grants, "strand"))

    def for_page(self) -> Self:
        """With the partner and its cities, in a constant number of queries."""
        return self.select_related("strand", "partner").prefetch_related("partner__places__city")


class PairingQuerySet(models.QuerySet[Any]):
    """Pairings."""

    def visible_to(self, grants: Grants) -> Self:
        """The pairings of the strands one reads: a coordinator sees all of the own strand."""
        return self.filter(_within(grants, "strand"))

    def coordinated_by(self, grants: Grants) -> Self:
        """The pairings in which the reader is one of the two coordinators' sides."""
        mine = grants.participations
        return self.filter(Q(eu__in=mine) | Q(counterpart__in=mine))

    def with_dealings_for(self, grants: Grants) -> Self:
        """Those of which the reader sees what passes between the sides, such as their follow-ups."""
        return self.filter(_own_pairing(grants))

    def own_first(self, grants: Grants) -> Self:
        """The pairings that the reader coordinates before the others; each by strand, newest first, then by code."""
        mine = grants.participations
        own = models.When(Q(eu__in=mine) | Q(counterpart__in=mine), then=models.Value(0))
        foreign = models.Case(own, default=models.Value(1), output_field=models.IntegerField())
        return self.order_by(foreign, "-strand__starts_on", "strand__code", "code")

    def open(self) -> Self:
        """Planned or active."""
        return self.filter(status__in=OPEN_PAIRING)

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
        return self.filter(_within(grants, "pairing__strand"))

    def overdue(self, today: dt.date) -> Self:
        """Open after their last day. Not reported, done and cancelled ones are never late."""
        return self.filter(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today)

    def in_order(self) -> Self:
        """As the journey goes: by stage, then by the plan as it stands."""
        return self.select_related("stage").order_by("stage__position", "forecast_start", "forecast_last_day", "pk")


class InStrandQuerySet(models.QuerySet[Any]):
    """Records that lie in a strand: stages and the items of its plan."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(_within(grants, "strand"))


class InPairingQuerySet(models.QuerySet[Any]):
    """Records that lie in a pairing and that whoever reads the strand reads."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the pairings one sees."""
        return self.filter(_within(grants, "pairing__strand"))


class TextEditionQuerySet(InPairingQuerySet):
    """Frozen editions of texts."""

    def of(self, record: models.Model) -> Self:
        """Those of one record, newest first."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).order_by("-edition")


class ConfirmationQuerySet(models.QuerySet[Any]):
    """Each side's word under an edition."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the pairings one sees."""
        return self.filter(_within(grants, "text__pairing__strand"))

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
        return self.filter(_own_pairing(grants, "pairing__"))

    def open(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(state=FollowUpState.OPEN)

    def late(self, today: dt.date) -> Self:
        """Open after their day."""
        return self.open().filter(due_on__lt=today)


class DeputyQuerySet(models.QuerySet[Any]):
    """Deputies."""

    def on(self, day: dt.date) -> Self:
        """Who stands in on a day, for a coordinator whose work has not ended."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, membership__started_on__lte=day).filter(
            Q(membership__ended_on=None) | Q(membership__ended_on__gte=day)
        )

    def not_over(self, day: dt.date) -> Self:
        """Standing in now or later."""
        return self.filter(ends_on__gte=day)


class RoleQuerySet(models.QuerySet[Any]):
    """Roles and memberships."""

    def with_deputies(self, today: dt.date) -> Self:
        """Memberships with who stands in for them now or later, as `standing_in`."""
        deputies = self.model._meta.get_field("deputies").related_model._default_manager
        rows = deputies.filter(ends_on__gte=today).select_related("user").order_by("starts_on", "pk")
        return self.prefetch_related(models.Prefetch("deputies", queryset=rows, to_attr="standing_in"))

    def not_ended(self, today: dt.date) -> Self:
        """Still held on a day: the last day counts."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today))


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
