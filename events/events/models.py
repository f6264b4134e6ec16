"""The event: a meeting or a visit, or a mission that holds others; where, who hosts, which pairings it serves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import Grants
from core.flat_rows import prepared
from core.folding import FoldedField
from core.formats import format_period, format_range
from core.models import Addressed, History, JoinedManager, OfAct, PackRecord
from core.periods import Period, PeriodFields, period_in_order
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from events.enums import HOST, ORGANISER, EventKind, EventStatus
from events.events.querysets import EventFacts, EventQuerySet, HeadCountQuerySet, OfEventQuerySet
from partnerships.enums import Side, one_of
from partnerships.fields import CodeField, SourceField, has_text, name_field, once_in_order
from partnerships.models import City, Organisation, Pairing, Participation, Strand
from partnerships.workflow import ADMINISTRATOR, STAFF


@prepared(strand=models.BigIntegerField())
def _participations(strand: int) -> models.QuerySet[Participation]:
    return Participation.objects.filter(strand=strand).select_related("partner").order_by("pk")


@prepared(strand=models.BigIntegerField())
def _pairings(strand: int) -> models.QuerySet[Pairing]:
    return Pairing.objects.filter(strand=strand).order_by("code")


class Event(EventFacts, Addressed, BilingualTexts, OneLanguageTexts, PackRecord):
    """A meeting or visit of a strand; a mission holds others (`part_of`), never itself.

    `all_pairings` serves every pairing of the strand, kept apart from serving none. `city_codes`, `host_codes`,
    `pairing_codes` and `organisation_codes` repeat the ordered lists as texts, which history and packs read;
    `milestone_codes` names the milestones that it completes in each pairing it serves, once it is held.
    `planned_days` is how long it is to last, in days, where the plan says so without naming them. Baseline, forecast
    and actual are as of a milestone. That it is running is computed.
    """

    BILINGUAL: tuple[str, ...] = ("title", "objectives")
    WRITTEN_ONCE: tuple[str, ...] = ("reason", "note")
    TAKES_DOCUMENTS: bool = True
    DOCUMENTS_BY: frozenset[str] = frozenset({ORGANISER, HOST, STAFF, ADMINISTRATOR})
    PAGE: str = "events:event"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "event": "code"}
    RESTORABLE: tuple[str, ...] = (
        "title_en",
        "title_ko",
        "objectives_en",
        "objectives_ko",
        "venue",
        "source",
        "note",
    )
    NAMED_WITH: tuple[str, ...] = ("strand",)

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="events", verbose_name=_("strand"))
    code = CodeField()
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=17, choices=EventKind)
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    objectives_en = models.TextField(_("objectives in English"), blank=True)
    objectives_ko = models.TextField(_("objectives in Korean"), blank=True)
    cities: models.ManyToManyField[City, EventCity] = models.ManyToManyField(
        City, through="EventCity", related_name="events", verbose_name=_("cities")
    )
    city_codes = models.TextField(_("cities"), blank=True, editable=False)
    hosts: models.ManyToManyField[Participation, EventHost] = models.ManyToManyField(
        Participation, through="EventHost", related_name="hosted_events", verbose_name=_("hosts")
    )
    host_codes = models.TextField(_("hosts"), blank=True, editable=False)
    all_pairings = models.BooleanField(_("for every pairing of the strand"), default=False)
    pairings: models.ManyToManyField[Pairing, EventPairing] = models.ManyToManyField(
        Pairing, through="EventPairing", related_name="events", verbose_name=_("pairings")
    )
    pairing_codes = models.TextField(_("pairings"), blank=True, editable=False)
    organisations: models.ManyToManyField[Organisation, EventOrganisation] = models.ManyToManyField(
        Organisation, through="EventOrganisation", related_name="events", verbose_name=_("others that take part")
    )
    organisation_codes = models.TextField(_("others that take part"), blank=True, editable=False)
    milestone_codes = models.TextField(_("milestones it completes"), blank=True, editable=False)
    baseline: Period = PeriodFields(_("baseline"))  # type: ignore[assignment]
    forecast: Period = PeriodFields(_("forecast"))  # type: ignore[assignment]
    actual: Period = PeriodFields(_("actual"))  # type: ignore[assignment]
    planned_days = models.PositiveSmallIntegerField(_("planned duration in days"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=EventStatus, default=EventStatus.PLANNED, editable=False
    )
    reason = models.TextField(_("reason why the actual date differs, or why it is cancelled"), blank=True)
    reason_other = other_text(_("reason why the actual date differs, or why it is cancelled"))
    venue = models.CharField(_("venue"), max_length=300, blank=True)
    meeting_url = models.URLField(_("address of the online meeting"), max_length=500, blank=True)
    nominate_until = models.DateField(_("nominations until"), null=True, blank=True)
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    note_other = other_text(_("note"))
    from_sources = models.BooleanField(_("recorded from sources"), default=False, editable=False)
    search_text = FoldedField(sources=("title_en", "title_ko", "venue"), db_index=True)
    order_ko = FoldedField(sources=("title_ko", "title_en"))

    title = TwoLanguageText()
    objectives = TwoLanguageText()
    objects = EventQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["forecast_start", "pk"]
        indexes = [
            models.Index("strand", Coalesce("actual_start", "forecast_start"), "id", name="event_order"),
            models.Index(fields=["strand", "status", "nominate_until"], name="event_nominations"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="event_code"),
            has_text("event", "title"),
            one_of("event", "kind", EventKind),
            one_of("event", "status", EventStatus),
            period_in_order("event", "baseline"),
            period_in_order("event", "forecast"),
            period_in_order("event", "actual"),
            models.CheckConstraint(name="event_not_part_of_itself", condition=~Q(part_of=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        """From the strand over its events, and the mission that it is part of."""
        mission = [(self.part_of.title, self.address_of(self.PAGE, event=self.part_of.code))] if self.part_of else []
        return [*self.strand.get_crumbs(), self.list_crumb, *mission, (self.title, self.get_absolute_url())]

    @property
    def list_crumb(self) -> tuple[str, str]:
        return gettext("Events"), self.strand.address_of("events:event-list")

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it; reads the pairings that it serves (`serving`) and its hosts (`hosting`).

        Staff organise every event of their strands; both sides' coordinators one that serves their pairing alone.
        """
        is_staff, served = self.strand_id in grants.staff, [row.pairing for row in self.serving.all()]
        alone = not self.all_pairings and len(served) == 1 and bool(served[0].side_of(grants))
        found = {
            STAFF: is_staff,
            ADMINISTRATOR: grants.is_administrator,
            ORGANISER: is_staff or grants.is_administrator or alone,
            HOST: any(row.participation_id in grants.participations for row in self.hosting.all()),
        }
        return frozenset(actor for actor, is_one in found.items() if is_one)

    def is_guest(self, grants: Grants) -> bool:
        """Whether somebody else is the host: of a side that comes to where another partner receives it."""
        return bool(self.hosting.all()) and not self.actors(grants) & {STAFF, ADMINISTRATOR, HOST}

    @cached_property
    def strand_partners(self) -> dict[int, Participation]:
        """Who takes part in its strand, by key and with names; one query."""
        found = {row.pk: row for row in _participations(strand=self.strand_id)}
        for row in found.values():
            row.strand = self.strand
        return found

    @cached_property
    def strand_pairings(self) -> list[Pairing]:
        """The pairings of its strand by code, with names; one query, and that for the partners."""
        found = _pairings(strand=self.strand_id)
        for row in found:
            row.strand = self.strand
            row.eu, row.counterpart = self.strand_partners[row.eu_id], self.strand_partners[row.counterpart_id]
        return found

    @cached_property
    def pairing(self) -> Pairing | None:
        """The pairing that it serves alone, to which its documents belong; None where it serves several, or none."""
        served = [] if self.all_pairings else [row.pairing for row in self.serving.all()]
        if len(served) != 1:
            return None
        served[0].strand = self.strand
        return served[0]

    @property
    def pairing_id(self) -> int | None:
        """The key of the pairing that it serves alone, in whose history its acts stand."""
        if self.all_pairings or not self.pairing_codes or ";" in self.pairing_codes:
            return None
        return next((row.pairing_id for row in self.serving.all()), None)

    @property
    def is_mission(self) -> bool:
        return self.kind == EventKind.MISSION


class ListedRow(models.Model):
    """A row of an ordered list: at its `position` it has what `ITEM` names."""

    ITEM: str

    position = models.PositiveSmallIntegerField(_("position"))

    objects = JoinedManager()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}. {getattr(self, self.ITEM)}"


class EventCity(ListedRow):
    """A city that an event takes place in, in order; it need not take part in the strand."""

    STRAND_PATH: str = "event__strand"
    ITEM = "city"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="visiting", verbose_name=_("event"))
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))

    class Meta(ListedRow.Meta):
        verbose_name = _("city of an event")
        verbose_name_plural = _("cities of an event")
        constraints = once_in_order("event_city", "event", "city")


class EventHost(ListedRow):
    """A partner that hosts an event, in order."""

    ITEM = "participation"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="hosting", verbose_name=_("event"))
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("host"))

    class Meta(ListedRow.Meta):
        verbose_name = _("host of an event")
        verbose_name_plural = _("hosts of an event")
        constraints = once_in_order("event_host", "event", "participation")


class EventPairing(ListedRow):
    """A pairing that an event serves, in order."""

    ITEM = "pairing"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="serving", verbose_name=_("event"))
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+", verbose_name=_("pairing"))

    class Meta(ListedRow.Meta):
        verbose_name = _("pairing of an event")
        verbose_name_plural = _("pairings of an event")
        constraints = once_in_order("event_pairing", "event", "pairing")


class EventOrganisation(ListedRow):
    """An organisation beside the partners that takes part in an event, in order."""

    REPEATED_IN: tuple[str, str] = ("event", "organisation_codes")
    STRAND_PATH: str = "event__strand"
    ITEM = "organisation"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="joining", verbose_name=_("event"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta(ListedRow.Meta):
        verbose_name = _("organisation at an event")
        verbose_name_plural = _("organisations at an event")
        constraints = once_in_order("event_organisation", "event", "organisation")


class EventDateChange(OneLanguageTexts, OfAct):
    """A move of an event's forecast: from, to, why, by whom. Reports count these; none is ever changed."""

    CHANGED: tuple[str, ...] = ("event",)
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("event",)

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="date_changes", verbose_name=_("event"))
    old: Period = PeriodFields(_("before"))  # type: ignore[assignment]
    new: Period = PeriodFields(_("after"))  # type: ignore[assignment]
    reason = models.TextField(_("reason"))
    reason_other = other_text(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("date change of an event")
        verbose_name_plural = _("date changes of events")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["event", "-at"], name="event_change_newest")]
        constraints = [models.CheckConstraint(name="event_change_reason_given", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.event}: {format_period(self.old)} → {format_period(self.new)}"


# How many people a source counts at an event.

MOST_PEOPLE = 100_000
LONGEST_WORDS = 200  # letters of who is counted


class HeadCount(Addressed, PackRecord):
    """How many people a source counts at an event, as it says it: "city representatives: 30–40".

    `least` and `most` are the numbers in it (equal where it names one); `side` is empty where both sides are meant.
    `number` tells those of an event apart and stays, also where one is withdrawn.
    """

    LIES_IN: str = "event"
    ADDRESS: dict[str, str] = {"strand": "event__strand__code", "event": "event__code", "head_count": "pk"}
    NAMED_WITH: tuple[str, ...] = ("event__strand",)

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="head_counts", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    whom_en = models.CharField(_("who is counted, in English"), max_length=200, blank=True)
    whom_ko = models.CharField(_("who is counted, in Korean"), max_length=200, blank=True)
    least = models.PositiveIntegerField(_("at least"))
    most = models.PositiveIntegerField(_("at most"))
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True)
    source = SourceField()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    whom = TwoLanguageText()
    objects = HeadCountQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        ordering = ["event_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="head_count_number"),
            has_text("head_count", "whom"),
            models.CheckConstraint(name="head_count_in_order", condition=Q(least__lte=models.F("most"))),
            models.CheckConstraint(name="head_count_side_allowed", condition=Q(side__in=["", *Side.values])),
        ]

    def __str__(self) -> str:
        facts = {"number": self.number_text, "whom": self.whom}
        return pgettext("head count", "%(whom)s: %(number)s") % facts

    def get_log_name(self) -> tuple[str, str]:
        return self.event.title, self.event.get_absolute_url()

    def get_absolute_url(self) -> str:
        """The event's page, which lists it."""
        return self.event.get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.event.get_crumbs()

    def actors(self, grants: Grants) -> frozenset[str]:
        return self.event.actors(grants)

    @property
    def strand(self) -> Strand:
        return self.event.strand

    @property
    def number_text(self) -> str:
        """The number, or from the least to the most: 30–40."""
        return pgettext("head count", "%(number)s") % {"number": format_range(str(self.least), str(self.most))}
