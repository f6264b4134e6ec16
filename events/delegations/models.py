"""Who comes: places, delegations, delegates and what became of each nomination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.enums import NameOrder
from core import clock
from core.folding import FoldedField, fold
from core.formats import format_name
from core.models import Addressed, Versioned
from events.enums import (
    ACCEPTED_DELEGATE,
    ACTIVE_DELEGATE,
    BENCH_DELEGATE,
    PLACED_DELEGATE,
    DelegateRole,
    DelegateStatus,
    Gender,
)
from events.events.models import Event
from events.events.querysets import OfEventQuerySet
from partnerships.enums import Sector, Side, one_of
from partnerships.models import Organisation, Participation
from partnerships.workflow import ADMINISTRATOR, OWN, STAFF

if TYPE_CHECKING:
    from core.access import Grants

if TYPE_CHECKING:
    from core.access import Grants
    from events.delegations.selectors import Places


class DelegationQuerySet(models.QuerySet[Any]):
    """Delegations."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """The own partner's, those to an event that one hosts, all of the strands of staff and authority."""
        if grants.is_administrator:
            return self.all()
        return self.filter(_shown_to(grants))

    def with_names(self) -> Self:
        """With event, partner and hosts."""
        return self.select_related("event__strand", "participation__partner").prefetch_related("event__hosting")


def _shown_to(grants: Grants, path: str = "") -> Q:
    """The condition that one sees who comes in the delegation at `path`."""
    mine = grants.participations
    hosted = Event.hosts.through._default_manager.filter(participation__in=mine)
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
        return self.filter(_shown_to(grants, "delegation__"))

    def with_names(self) -> Self:
        """With delegation, partner, and the event as its pages read it."""
        event = Prefetch("delegation__event", Event.objects.with_names())
        return self.select_related("organisation", "delegation__participation__partner").prefetch_related(event)

    def placed(self) -> Self:
        """Those who take a place of the quota."""
        return self.filter(status__in=PLACED_DELEGATE)

    def active(self) -> Self:
        """Those whose nomination stands: placed, waiting or ready."""
        return self.filter(status__in=ACTIVE_DELEGATE)


class Quota(Versioned):
    """How many delegates each partner of a side may send to an event; one partner's own number has its reason.

    Where an event has no number for a side, the partner's own delegation size counts (`Participation.delegates`).
    A mission's numbers hold for its parts that have none.
    """

    MOST: ClassVar[int] = 200  # places of one partner
    LIES_IN: ClassVar[str] = "event"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("event"))
    side = models.CharField(_("side"), max_length=11, choices=Side)
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    places = models.PositiveSmallIntegerField(_("places"))
    reason = models.TextField(_("reason"), blank=True)

    objects = OfEventQuerySet.as_manager()

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


def crumbs_to_delegations(event: Event) -> list[tuple[str, str]]:
    """From the strand over the mission that an event is part of to its delegations."""
    strand, above = event.strand, [event]
    if event.part_of:
        event.part_of.strand = strand
        above.insert(0, event.part_of)
    place = {"strand": strand.code}
    return [
        *strand.get_crumbs(),
        (gettext("Events"), reverse("events:event-list", kwargs=place)),
        *((one.title, one.get_absolute_url()) for one in above),
        (gettext("Delegations"), reverse("events:delegation-list", kwargs=place | {"event": event.code})),
    ]


class Delegation(Addressed, Versioned):
    """One partner's people at one event. `returned_on` is the day they were home again, if not the last day.

    `places` are those of the partner, set by who finds it.
    """

    MOST_AT_ONCE: ClassVar[int] = 50  # people who are nominated in one act
    PAGE: ClassVar[str] = "events:delegation"
    ADDRESS: ClassVar[dict[str, str]] = {
        "strand": "event__strand__code",
        "event": "event__code",
        "partner": "participation__partner__code",
    }
    LIES_IN: ClassVar[str] = "event"
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("event__strand", "participation__partner")

    places: Places

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("event"))
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("partner")
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
    def strand(self) -> Any:
        return self.event.strand

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*crumbs_to_delegations(self.event), (self.participation.partner.name, self.get_absolute_url())]

    def is_shown_to(self, grants: Grants) -> bool:
        """Whether the reader sees who comes, as `visible_to` says of saved ones; reads the event's `hosting`.

        How many come everybody reads who reads the strand.
        """
        if grants.is_administrator or self.event.strand_id in grants.staff | grants.authority:
            return True
        hosts = {row.participation_id for row in self.event.hosting.all()}
        return bool(({self.participation_id} | hosts) & grants.participations)


class Delegate(Addressed, Versioned):
    """A person nominated for a delegation. Names stand as they were given: none is romanised or corrected here.

    Keeps no history of its values, because they are a person's own; what became of the nomination are its steps.
    `number` counts within the delegation. `replaces` is the delegate whose place this one took. `attended` is known
    after the event. `gender` is given by the delegate alone, to be counted. `photographs_label` is set by the list
    for photographers.
    """

    ADDRESS: ClassVar[dict[str, str]] = {
        **{name: f"delegation__{path}" for name, path in Delegation.ADDRESS.items()},
        "delegate": "number",
    }
    # What whoever nominates writes of a person. Gender, needs and consents are the delegate's own to say.
    NAMES: ClassVar[tuple[str, ...]] = ("family_name", "given_name", "name_native")
    TEXTS: ClassVar[tuple[str, ...]] = (*NAMES, "title", "function", "organisation_name", "languages", "email")
    PERSON: ClassVar[tuple[str, ...]] = (
        *("family_name", "given_name", "name_order", "name_native", "title", "function"),
        *("organisation_name", "sector", "languages", "email", "role"),
    )
    # What the delegate may correct.
    CORRECTABLE: ClassVar[tuple[str, ...]] = (
        *("given_name", "family_name", "name_order", "name_native", "title", "function"),
    )
    GROUPS: ClassVar[tuple[str, ...]] = ("placed", "waiting", "ready", "gone")
    LIES_IN: ClassVar[str] = "delegation"
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("delegation__event__strand", "delegation__participation__partner")

    photographs_label: str

    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, related_name="delegates", verbose_name=_("delegation")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    name_order = models.CharField(_("name order"), max_length=12, choices=NameOrder, default=NameOrder.GIVEN_FIRST)
    name_native = models.CharField(_("name in own script"), max_length=120, blank=True)
    title = models.CharField(pgettext_lazy("title of a person", "title"), max_length=80, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=13, choices=Sector, blank=True)
    languages = models.CharField(_("languages"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    gender = models.CharField(_("gender"), max_length=5, choices=Gender, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=DelegateRole, default=DelegateRole.MEMBER)
    status = models.CharField(
        _("state of the nomination"),
        max_length=9,
        choices=DelegateStatus,
        default=DelegateStatus.NOMINATED,
        editable=False,
    )
    nominated_at = models.DateTimeField(_("nominated"), default=clock.now, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", editable=False
    )
    attended = models.BooleanField(_("attended"), null=True, blank=True, editable=False)
    search_text = FoldedField(sources=("family_name", "given_name", "name_native"), db_index=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["delegation", "number"]
        indexes = [
            models.Index(fields=["delegation", "status", "nominated_at", "id"], name="delegate_places"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "number"], name="delegate_number"),
            one_of("delegate", "role", DelegateRole),
            one_of("delegate", "status", DelegateStatus),
            models.CheckConstraint(name="delegate_gender_allowed", condition=Q(gender__in=Gender.values)),
            models.CheckConstraint(name="delegate_sector_allowed", condition=Q(sector__in=["", *Sector.values])),
            models.CheckConstraint(
                name="delegate_named",
                condition=~Q(family_name="") | ~Q(given_name="") | ~Q(name_native=""),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def strand(self) -> Any:
        return self.delegation.strand

    def get_absolute_url(self) -> str:
        """The delegation's page."""
        return self.delegation.get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.delegation.get_crumbs()

    def get_log_name(self) -> tuple[str, str]:
        return self.label, self.get_absolute_url()

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on the delegation."""
        return self.delegation.actors(grants)

    @classmethod
    def longest(cls, name: str) -> int:
        """Characters that a text of a person may have."""
        field: Any = cls._meta.get_field(name)
        return int(field.max_length)

    @property
    def label(self) -> str:
        """The delegate without the name: "Delegate 3, Busan"."""
        facts = {"number": self.number, "partner": self.delegation.participation.partner.name}
        return gettext("Delegate %(number)s, %(partner)s") % facts

    @property
    def full_name(self) -> str:
        """The name in Latin letters in the person's own order, else in its own script."""
        family_first = self.name_order == NameOrder.FAMILY_FIRST
        return format_name(self.given_name, self.family_name, family_first=family_first) or self.name_native

    @property
    def values_again(self) -> dict[str, Any]:
        """What is taken over where the person is nominated again; a head or substitute of then comes as a member."""
        return {name: getattr(self, name) for name in self.PERSON} | {"role": DelegateRole.MEMBER.value}

    @property
    def folded_names(self) -> tuple[str, ...]:
        """By which a person is told from another."""
        return tuple(fold(getattr(self, name)) for name in self.NAMES)

    @property
    def group(self) -> str:
        """Which of GROUPS it is in."""
        if self.status in PLACED_DELEGATE:
            return "placed"
        return self.status if self.status in BENCH_DELEGATE else "gone"

    @property
    def look(self) -> str:
        """The icon of its state: `done`, `planned` or `cancelled`."""
        if self.status in ACCEPTED_DELEGATE:
            return "done"
        return "planned" if self.status in ACTIVE_DELEGATE else "cancelled"

    @property
    def organisation_shown(self) -> str:
        """The organisation's name: of the record, else as it was typed."""
        return str(self.organisation.name) if self.organisation else self.organisation_name


class DelegateStep(models.Model):
    """What happened to a nomination: from, to, why, by whom; never changed."""

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="steps", verbose_name=_("delegate"))
    old = models.CharField(_("before"), max_length=9, choices=DelegateStatus, blank=True)
    new = models.CharField(_("after"), max_length=9, choices=DelegateStatus)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("step of a nomination")
        verbose_name_plural = _("steps of nominations")
        ordering = ["-at", "-id"]
        constraints = [one_of("delegate_step", "new", DelegateStatus)]

    def __str__(self) -> str:
        return f"{self.get_old_display()} → {self.get_new_display()}"
