"""How many may come to an event, and the delegations: one partner's people, with the places they take."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext

from core.access import Grants
from core.models import Versioned
from core.texts import OneLanguageTexts, other_text
from events.events.models import Event, LiesIn
from events.events.querysets import OfEventQuerySet
from partnerships.enums import ADMINISTRATOR, OWN, STAFF, Side, one_of
from partnerships.models import Participation

MOST_FIGURES = 12  # drawn people of one partner; beyond it the number alone is read


class DelegationQuerySet(models.QuerySet[Any]):
    """Delegations."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """The own partner's, those to an event that one hosts, all of the strands of staff and authority."""
        return self.filter(shown_to(grants))

    def with_names(self) -> Self:
        """With event, partner and hosts."""
        return self.select_related("event__strand", "participation__partner").prefetch_related("event__hosting")


def shown_to(grants: Grants, path: str = "") -> Q:
    """The condition that one sees who comes in the delegation at `path`."""
    if grants.is_administrator:
        return Q()
    return (
        Q(**{f"{path}event__strand__in": grants.staff | grants.authority})
        | Q(**{f"{path}participation__in": grants.participations})
        | Q(**{f"{path}event__in": _hosted(grants).values("event")})
    )


def _hosted(grants: Grants) -> models.QuerySet[Any]:
    return Event.hosts.through._default_manager.filter(participation__in=grants.participations)


class QuotaQuerySet(OfEventQuerySet):
    """Quotas."""

    def visible_to(self, grants: Grants) -> Self:
        """Whoever sees who comes, be it to a part of a mission, reads why it is this number.

        How many come reads everybody who reads the strand.
        """
        seen = shown_to(grants)
        if not grants.is_administrator:
            for mission in ("event__part_of", "event__part_of__part_of"):  # a mission may be a part itself
                seen |= Q(event__in=_hosted(grants).values(mission))
        return self.filter(seen)


class Quota(OneLanguageTexts, Versioned):
    """How many delegates each partner of a side may send to an event; one partner's own number has its reason.

    Where an event has no number for a side, the partner's own delegation size counts (`Participation.delegates`).
    A mission's numbers hold for its parts that have none.
    """

    MOST: int = 200  # places of one partner
    LIES_IN: str = "event"
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("event",)

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="quotas", verbose_name=_("event"))
    side = models.CharField(_("side"), max_length=11, choices=Side)
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=PROTECT, related_name="+", verbose_name=_("partner")
    )
    places = models.PositiveSmallIntegerField(_("places"))
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["event", "side", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "side"], condition=Q(participation=None), name="quota_of_side_once"
            ),
            models.UniqueConstraint(
                fields=["event", "participation"],
                condition=Q(participation__isnull=False),
                name="quota_of_partner_once",
            ),
            one_of("quota", "side", Side),
            models.CheckConstraint(name="quota_of_partner_reason", condition=Q(participation=None) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        whose = self.participation.partner if self.participation else self.event.strand.side_name(self.side)
        return ngettext(
            "%(event)s, %(whose)s: %(places)s place", "%(event)s, %(whose)s: %(places)s places", self.places
        ) % {"event": self.event, "whose": whose, "places": self.places}


class Delegation(LiesIn, Versioned):
    """One partner's people at one event. `returned_on` is the day they were home again, if not the last day.

    Who counts the places (`places_of`) sets `quota` (None: nobody has set one, and there is no limit), `set_by`, the
    row that says so, with the reason of the partner's own number, and how many are `taken`, wait or stand ready.
    `is_recorded` is False where the event is over and nobody was ever named for it: who came is not recorded then,
    which is not nobody. `unsaid` counts those of whom nobody has said whether they came; `is_readable` is that the
    reader sees who comes.
    """

    quota: int | None = None
    set_by: Quota | None = None
    taken = waiting = ready = unsaid = 0
    is_recorded = True
    is_readable = False

    MOST_AT_ONCE: int = 50  # people who are nominated in one act
    PAGE: str = "events:delegation"
    ADDRESS = {"strand": "event__strand__code", "event": "event__code", "partner": "participation__partner__code"}
    LIES_IN: str = "event"
    NAMED_WITH: tuple[str, ...] = ("event__strand", "participation__partner")

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="delegations", verbose_name=_("event"))
    participation = models.ForeignKey(
        Participation, on_delete=PROTECT, related_name="delegations", verbose_name=_("partner")
    )
    returned_on = models.DateField(_("back home on"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["event", "participation"]
        constraints = [models.UniqueConstraint(fields=["event", "participation"], name="delegation_once")]

    def __str__(self) -> str:
        return f"{self.participation.partner}, {self.event}"

    @property
    def is_host(self) -> bool:
        """Whether the partner receives the others at the event, so that it makes no journey."""
        return any(row.participation_id == self.participation_id for row in self.event.hosting.all())

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it."""
        found = {
            OWN: self.participation_id in grants.participations,
            STAFF: self.event.strand_id in grants.staff,
            ADMINISTRATOR: grants.is_administrator,
        }
        return frozenset(actor for actor, is_one in found.items() if is_one)

    @property
    def left(self) -> int | None:
        """Places that are still free; None where there is no limit."""
        return None if self.quota is None else max(0, self.quota - self.taken)

    @property
    def is_free(self) -> bool:
        """Whether one more person gets a place."""
        return self.left != 0

    @property
    def can_move_up(self) -> int:
        """How many of those who wait could have a place now."""
        return self.waiting if self.left is None else min(self.waiting, self.left)

    @property
    def has_free(self) -> bool:
        """Whether places are still to be filled."""
        return self.is_recorded and self.event.is_open and bool(self.left)

    def wants(self, today: dt.date) -> bool:
        """Whether places are empty and nominations go on, for an event that has a last day of its own."""
        until = self.event.nominate_until
        return self.event.is_open and until is not None and today <= until and bool(self.left)

    @property
    def count(self) -> str:
        """How many of how many; how many could come, where it is not recorded who came."""
        if self.is_recorded:
            return self.count_of_places
        return "" if self.quota is None else pgettext("places", "up to %(quota)s") % {"quota": self.quota}

    @property
    def count_of_places(self) -> str:
        """Such as "3 of 4"; the number alone where there is no limit."""
        if self.quota is None:
            return str(self.taken)
        return pgettext("places", "%(taken)s of %(quota)s") % {"taken": self.taken, "quota": self.quota}

    @property
    def figures(self) -> list[str]:
        """One figure for each place, `taken` or `free`; none where they would be too many to be counted."""
        most = max(self.quota or 0, self.taken) if self.is_recorded else 0
        return ["taken"] * self.taken + ["free"] * (most - self.taken) if most <= MOST_FIGURES else []

    @property
    def label(self) -> str:
        """What is still to do; once the event is over, a place that stayed empty is nobody's to fill."""
        if not self.is_recorded:
            return pgettext("delegation", "not recorded")
        return self.label_of_places(is_over=not self.event.is_open)

    def label_of_places(self, *, is_over: bool = False) -> str:
        """Such as "1 place left", "all named", "no limit set"; and whether the partner hosts."""
        texts = []
        if self.left:
            left = ngettext("%(count)s place left", "%(count)s places left", self.left)
            texts += [] if is_over else [left % {"count": self.left}]
        elif self.quota is None:
            texts.append(pgettext("delegation", "no limit set"))
        elif not self.quota:
            texts.append(pgettext("delegation", "no places"))
        elif not self.is_host:
            texts.append(pgettext("delegation", "all named"))
        return " · ".join([*texts, pgettext("delegation", "host")] if self.is_host else texts)

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Delegations"), self.event.address_of("events:delegation-list"))
        return [*self.event.get_crumbs(), listed, (self.participation.partner.name, self.get_absolute_url())]

    def is_shown_to(self, grants: Grants) -> bool:
        """Whether the reader sees who comes, as `visible_to` says of saved ones; reads the event's `hosting`.

        How many come everybody reads who reads the strand.
        """
        if grants.is_administrator or self.event.strand_id in grants.staff | grants.authority:
            return True
        hosts = {row.participation_id for row in self.event.hosting.all()}
        return bool(({self.participation_id} | hosts) & grants.participations)
