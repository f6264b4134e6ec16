"""The event: a meeting or a visit, or a mission that holds others; where, who hosts, which pairings it serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import CASCADE, PROTECT, SET_NULL, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext

from core import clock
from core.access import Grants
from core.flat_rows import prepared
from core.folding import FoldedField
from core.formats import apart, format_period, format_range, join_names
from core.models import Addressed, History, JoinedManager, OfAct, PackRecord
from core.periods import Period, PeriodFields, period_in_order
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from events.enums import HOST, OPEN_EVENT, ORGANISER, EventKind, EventStatus
from events.events.querysets import NOT_REPORTED, PARALLEL, EventQuerySet, HeadCountQuerySet, OfEventQuerySet
from partnerships.enums import ADMINISTRATOR, STAFF, Side, one_of
from partnerships.fields import CodeField, SourceField, has_text, name_field, once_in_order
from partnerships.models import City, Organisation, Pairing, Participation, Strand

# The icon beside the state (the tag `status_label`).
_LOOKS = {EventStatus.HELD: "done", EventStatus.CANCELLED: "cancelled", EventStatus.UNKNOWN: NOT_REPORTED}


@prepared(strand=models.BigIntegerField())
def _participations(strand: int) -> models.QuerySet[Participation]:
    return Participation.objects.filter(strand=strand).select_related("partner").order_by("pk")


@prepared(strand=models.BigIntegerField())
def _pairings(strand: int) -> models.QuerySet[Pairing]:
    return Pairing.objects.filter(strand=strand).order_by("code")


class Event(Addressed, BilingualTexts, OneLanguageTexts, PackRecord):
    """A meeting or visit of a strand; a mission holds others (`part_of`), never itself.

    `all_pairings` serves every pairing of the strand, kept apart from serving none. `city_codes`, `host_codes`,
    `pairing_codes` and `organisation_codes` repeat the ordered lists as texts, which history and packs read;
    `milestone_codes` names the milestones that it completes in each pairing it serves, once it is held.
    `planned_days` is how long it is to last, in days, where the plan says so without naming them. Baseline, forecast
    and actual are as of a milestone. That it is running is computed.

    What it says of its days, state and places reads the rows of its lists (`with_names`). `off`, on which of its days a
    host does not work (`offs` by day), and `is_parallel` are set by `events.cards.marked`.
    """

    off: str = ""
    offs: dict[dt.date, str] | None = None
    is_parallel: bool = False

    BILINGUAL: tuple[str, ...] = ("title", "objectives")
    WRITTEN_ONCE: tuple[str, ...] = ("reason", "note")
    TAKES_DOCUMENTS: bool = True
    DOCUMENTS_BY: frozenset[str] = frozenset({ORGANISER, HOST, STAFF, ADMINISTRATOR})
    PAGE: str = "events:event"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "event": "code"}
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "objectives_en", "objectives_ko", "venue", "source", "note")
    NAMED_WITH: tuple[str, ...] = ("strand",)
    # What people write of it, in the order of its form; days and state have actions of their own.
    WRITTEN: tuple[str, ...] = (
        *("kind", "title_en", "title_ko", "objectives_en", "objectives_ko", "part_of", "all_pairings", "planned_days"),
        *("venue", "meeting_url", "source", "note"),
    )

    strand = models.ForeignKey(Strand, on_delete=PROTECT, related_name="events", verbose_name=_("strand"))
    code = CodeField()
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=PROTECT, related_name="parts", verbose_name=_("part of")
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

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or to be reported."""
        return self.status in OPEN_EVENT

    @property
    def shown_period(self) -> Period:
        """What happened where it is known, else the plan as it stands."""
        return self.actual or self.forecast

    def is_running(self, today: dt.date) -> bool:
        """Whether today lies in its known days, and nobody has cancelled it or reported its end."""
        first, last = self.shown_period.first_day, self.shown_period.last_day
        known = self.shown_period.days_known and first is not None and last is not None
        return self.is_open and known and first <= today <= last  # type: ignore[operator]

    def is_past(self, today: dt.date) -> bool:
        """Whether its last possible day is over."""
        last = self.shown_period.last_day
        return last is not None and last < today

    @property
    def moved(self) -> bool:
        """Whether what is shown differs from the first plan."""
        shown, first = self.shown_period, self.baseline
        return bool(first) and (shown.first_day, shown.last_day) != (first.first_day, first.last_day)

    def look_on(self, day: dt.date) -> str:
        """The look of its state: `done`, `cancelled`, `running`, `not-reported` or `planned`.

        An event whose days are over and of which nobody has said whether it was held is not reported; it is neither
        held nor late.
        """
        if not self.is_open:
            return _LOOKS[EventStatus(self.status)]
        if self.is_running(day):
            return "running"
        return NOT_REPORTED if self.is_past(day) else "planned"

    @property
    def look(self) -> str:
        return self.look_on(clock.today())

    @property
    def state_text(self) -> str:
        """Its state: what is stored, but for what the calendar knows better (running, not reported)."""
        if self.look == "running":
            return pgettext("event status", "Running")
        return str(EventStatus.UNKNOWN.label if self.look == NOT_REPORTED else self.get_status_display())

    @property
    def when(self) -> str:
        return self.when_on(self)

    def when_on(self, days: Any) -> str:
        """The days as far as they are known: what happened, else the plan, which says so; a month is never made a day.

        Without any date the planned duration alone, else that no date is known. `days` are its own periods, or those of
        one delegation's visit.
        """
        period = days.actual or days.forecast
        if not period:
            return self._duration or pgettext("event", "no date yet")
        when = format_period(period)
        if self._duration and not period.days_known:
            when = gettext("%(when)s, %(days)s") % {"when": when, "days": self._duration}
        if not days.actual and self.status == EventStatus.UNKNOWN:
            return pgettext("event", "planned %(period)s") % {"period": when}
        return when

    @property
    def _duration(self) -> str:
        """How long it is planned to last, where its days themselves are not known; else nothing."""
        days = self.planned_days
        if not days or (self.shown_period and self.shown_period.days_known):
            return ""
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}

    @property
    def days_unknown(self) -> str:
        """That the day is not recorded, where it was held and only its month is known; else nothing."""
        if self.status == EventStatus.HELD and not (self.actual and self.actual.days_known):
            return pgettext("event", "day not recorded")
        return ""

    @property
    def days_remark(self) -> str:
        """What else is known of its days."""
        return self.days_unknown or self._duration or (str(PARALLEL) if self.is_parallel else "")

    @property
    def place(self) -> str:
        visited, hosts = self.visiting.all(), self.hosting.all()
        return self.place_among([row.city for row in visited], [row.participation for row in hosts])

    def place_among(self, cities: Sequence[Any], hosts: Sequence[Any]) -> str:
        """The names of the cities in order, else of the hosts; online where it has an address alone."""
        if cities or hosts:
            return join_names([city.name for city in cities] or [host.partner.name for host in hosts])
        return pgettext("event", "online") if self.meeting_url else ""

    @property
    def zone(self) -> ZoneInfo:
        """The clock of its first city, by which its times are meant; Brussels where no city is known."""
        first = next(iter(self.visiting.all()), None)
        return first.city.zone if first else clock.STRAND_ZONE

    @property
    def host_sides(self) -> list[str]:
        """Which side receives; none where all partners meet, or no host is known."""
        hosting = () if self.all_pairings else {row.participation.side for row in self.hosting.all()}
        return [side for side in Side.values if side in hosting]

    @property
    def guest_sides(self) -> list[str]:
        """Which side comes."""
        hosting = self.host_sides
        return [side for side in Side.values if side not in hosting] if hosting and self.serving.all() else []

    @property
    def hosts_text(self) -> str:
        """The partners that host it, in order."""
        return join_names(row.participation.partner.name for row in self.hosting.all())

    @property
    def pairings_text(self) -> str:
        """The pairings it serves, in order, else that it serves all."""
        return gettext("all pairings") if self.all_pairings else apart(row.pairing.name for row in self.serving.all())

    @property
    def head_counts_text(self) -> str:
        """What sources count at it, as they say it."""
        return apart(str(row) for row in self.head_counts.all() if row.withdrawn_at is None)


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

    event = models.ForeignKey(Event, on_delete=CASCADE, related_name="visiting", verbose_name=_("event"))
    city = models.ForeignKey(City, on_delete=PROTECT, related_name="+", verbose_name=_("city"))

    class Meta(ListedRow.Meta):
        verbose_name = _("city of an event")
        verbose_name_plural = _("cities of an event")
        constraints = once_in_order("event_city", "event", "city")


class EventHost(ListedRow):
    """A partner that hosts an event, in order."""

    ITEM = "participation"

    event = models.ForeignKey(Event, on_delete=CASCADE, related_name="hosting", verbose_name=_("event"))
    participation = models.ForeignKey(Participation, on_delete=PROTECT, related_name="+", verbose_name=_("host"))

    class Meta(ListedRow.Meta):
        verbose_name = _("host of an event")
        verbose_name_plural = _("hosts of an event")
        constraints = once_in_order("event_host", "event", "participation")


class EventPairing(ListedRow):
    """A pairing that an event serves, in order."""

    ITEM = "pairing"

    event = models.ForeignKey(Event, on_delete=CASCADE, related_name="serving", verbose_name=_("event"))
    pairing = models.ForeignKey(Pairing, on_delete=PROTECT, related_name="+", verbose_name=_("pairing"))

    class Meta(ListedRow.Meta):
        verbose_name = _("pairing of an event")
        verbose_name_plural = _("pairings of an event")
        constraints = once_in_order("event_pairing", "event", "pairing")


class EventOrganisation(ListedRow):
    """An organisation beside the partners that takes part in an event, in order."""

    REPEATED_IN: tuple[str, str] = ("event", "organisation_codes")
    STRAND_PATH: str = "event__strand"
    ITEM = "organisation"

    event = models.ForeignKey(Event, on_delete=CASCADE, related_name="joining", verbose_name=_("event"))
    organisation = models.ForeignKey(Organisation, on_delete=PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta(ListedRow.Meta):
        verbose_name = _("organisation at an event")
        verbose_name_plural = _("organisations at an event")
        constraints = once_in_order("event_organisation", "event", "organisation")


class EventDateChange(OneLanguageTexts, OfAct):
    """A move of an event's forecast: from, to, why, by whom. Reports count these; none is ever changed."""

    CHANGED: tuple[str, ...] = ("event",)
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("event",)

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="date_changes", verbose_name=_("event"))
    old: Period = PeriodFields(_("before"))  # type: ignore[assignment]
    new: Period = PeriodFields(_("after"))  # type: ignore[assignment]
    reason = models.TextField(_("reason"))
    reason_other = other_text(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")
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


class LiesIn(Addressed):
    """A record that lies in another one (`LIES_IN`), on whose page it is read unless it has its own."""

    LIES_IN: str

    @property
    def strand(self) -> Any:
        return getattr(self, self.LIES_IN).strand

    def get_absolute_url(self) -> str:
        return super().get_absolute_url() if hasattr(self, "PAGE") else getattr(self, self.LIES_IN).get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        crumbs: list[tuple[str, str]] = getattr(self, self.LIES_IN).get_crumbs()
        return crumbs

    def actors(self, grants: Grants) -> frozenset[str]:
        actors: frozenset[str] = getattr(self, self.LIES_IN).actors(grants)
        return actors


class HeadCount(LiesIn, PackRecord):
    """How many people a source counts at an event, as it says it: "city representatives: 30–40".

    `least` and `most` are the numbers in it (equal where it names one); `side` is empty where both sides are meant.
    `number` tells those of an event apart and stays, also where one is withdrawn.
    """

    LIES_IN: str = "event"
    ADDRESS: dict[str, str] = {"strand": "event__strand__code", "event": "event__code", "head_count": "pk"}
    NAMED_WITH: tuple[str, ...] = ("event__strand",)
    WRITTEN: tuple[str, ...] = ("whom_en", "whom_ko", "least", "most", "side", "source")

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="head_counts", verbose_name=_("event"))
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
        return pgettext("head count", "%(whom)s: %(number)s") % {"number": self.number_text, "whom": self.whom}

    def get_log_name(self) -> tuple[str, str]:
        return self.event.title, self.event.get_absolute_url()

    @property
    def number_text(self) -> str:
        """The number, or from the least to the most: 30–40."""
        return pgettext("head count", "%(number)s") % {"number": format_range(str(self.least), str(self.most))}
