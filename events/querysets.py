"""Agendas, delegations, notes and papers as named sets of rows; the same truth as the rules."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.access import Grants
from events.enums import ACTIVE_DELEGATE, PLACED_DELEGATE, InterestOutcome
from partnerships.querysets.scopes import own_pairing, within


class OfEventQuerySet(models.QuerySet[Any]):
    """Rows of an event that whoever reads the strand reads."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(event__in=self.model._meta.get_field("event").related_model.objects.of_pairing(pairing))

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "event__strand"))


class AgendaItemQuerySet(OfEventQuerySet):
    """Items of agendas."""

    def standing(self) -> Self:
        """Not taken out of the agenda."""
        return self.filter(removed_at=None)

    def readable_by(self, grants: Grants) -> Self:
        """Those of agendas of which the reader sees the draft, as `may_see_draft_agenda` says."""
        if grants.is_administrator:
            return self.all()
        events = self.model._meta.get_field("event").related_model
        mine = grants.participations
        hosted = events.hosts.through._default_manager.filter(participation__in=mine)
        served = events.pairings.through._default_manager.filter(
            Q(pairing__eu__in=mine) | Q(pairing__counterpart__in=mine)
        )
        return self.filter(
            Q(event__strand__in=grants.staff | grants.authority)
            | Q(event__in=hosted.order_by().values("event"))
            | Q(event__in=served.order_by().values("event"), event__all_pairings=False)
            | Q(event__all_pairings=True, event__strand__in=grants.coordinates)
        )

    def in_order(self) -> Self:
        """By their position."""
        return self.order_by("event", "position")


class DelegationQuerySet(models.QuerySet[Any]):
    """Delegations."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """The own partner's, those to an event that one hosts, all of the strands of staff and authority."""
        if grants.is_administrator:
            return self.all()
        events = self.model._meta.get_field("event").related_model
        return self.filter(_of_delegation(grants, events))

    def with_names(self) -> Self:
        """With event, partner and hosts."""
        return self.select_related("event__strand", "participation__partner").prefetch_related("event__hosting")


def _of_delegation(grants: Grants, events: Any, path: str = "") -> Q:
    """The condition that one sees who comes in the delegation at `path`."""
    mine = grants.participations
    hosted = events.hosts.through._default_manager.filter(participation__in=mine)
    return (
        Q(**{f"{path}event__strand__in": grants.staff | grants.authority})
        | Q(**{f"{path}participation__in": mine})
        | Q(**{f"{path}event__in": hosted.values("event")})
    )


class DelegateQuerySet(models.QuerySet[Any]):
    """Delegates."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(delegation__participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """As their delegations."""
        if grants.is_administrator:
            return self.all()
        delegations = self.model._meta.get_field("delegation").related_model
        events = delegations._meta.get_field("event").related_model
        return self.filter(_of_delegation(grants, events, "delegation__"))

    def placed(self) -> Self:
        """Those who take a place of the quota."""
        return self.filter(status__in=PLACED_DELEGATE)

    def active(self) -> Self:
        """Those whose nomination stands: placed, waiting or ready."""
        return self.filter(status__in=ACTIVE_DELEGATE)


class TripPaperQuerySet(models.QuerySet[Any]):
    """Plans and reports of journeys."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(delegation__participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """The own partner's, all of the strands of staff and authority."""
        if grants.is_administrator:
            return self.all()
        return self.filter(
            Q(delegation__event__strand__in=grants.staff | grants.authority)
            | Q(delegation__participation__in=grants.participations)
        )


class VisitNoteQuerySet(models.QuerySet[Any]):
    """Visit notes."""

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority, not for the other pairings' people."""
        return self.filter(own_pairing(grants, "pairing__"))

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class NotedInterestQuerySet(models.QuerySet[Any]):
    """Interests of a side in what was noted."""

    def visible_to(self, grants: Grants) -> Self:
        """As their notes."""
        return self.filter(own_pairing(grants, "note__pairing__"))

    def open(self) -> Self:
        """Of standing notes, those that nobody has decided."""
        return self.filter(outcome=InterestOutcome.OPEN, note__withdrawn_at=None)


class MinutesQuerySet(models.QuerySet[Any]):
    """Minutes."""

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority: minutes are never for the whole strand."""
        return self.filter(own_pairing(grants, "pairing__"))


class CalendarFeedQuerySet(models.QuerySet[Any]):
    """Subscribed calendars."""

    def visible_to(self, grants: Grants) -> Self:
        """The person's own."""
        return self.filter(user=grants.user_id)

    def standing(self) -> Self:
        """Not revoked, and made since their person's access was renewed last."""
        renewed = "user__access_renewed_at"
        return self.filter(Q(**{renewed: None}) | Q(created_at__gt=F(renewed)), revoked_at=None)

    def outlived(self) -> Self:
        """Not revoked: they ended with their person's access or password."""
        return self.filter(revoked_at=None, created_at__lte=F("user__access_renewed_at"))


class ConsentQuerySet(models.QuerySet[Any]):
    """What delegates agreed to; the newest word of each purpose counts."""

    def newest(self) -> Self:
        """The newest of each delegate and purpose."""
        later = self.model._default_manager.filter(
            delegate=OuterRef("delegate"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))
