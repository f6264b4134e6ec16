"""Events and their head counts as named sets of rows."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import pgettext_lazy

from events.enums import OPEN_EVENT, EventStatus
from partnerships.enums import Side
from partnerships.querysets import InStrandQuerySet, over_by


class OfEventQuerySet(InStrandQuerySet):
    """Rows of an event that whoever reads the strand reads."""

    STRAND = "event__strand"
    NAMES = ("event__strand",)

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(event__in=self.model._meta.get_field("event").related_model.objects.of_pairing(pairing))


# The first day of what happened, else of the plan as it stands, and the other way round; the last day likewise.
FIRST_DAY = Coalesce("actual_start", "forecast_start")
PLANNED_DAY = Coalesce("forecast_start", "actual_start")
LAST_DAY = Coalesce("actual_last_day", "forecast_last_day")
# That it is known on which days an event was held.
_END_KNOWN = Q(actual_end=None) | Q(actual_end_precision="day")
DAYS_KNOWN = Q(actual_start__isnull=False, actual_start_precision="day") & _END_KNOWN
NOT_REPORTED = "not-reported"
# Of an event on whose days other pairings have one of theirs.
PARALLEL = pgettext_lazy("events", "in parallel")
_OF_SIDES = (("of_all", ""), ("of_eu", Side.EU), ("of_counterpart", Side.COUNTERPART))


def named_lists(event: Any, path: str = "") -> list[Prefetch[Any]]:
    """The cities, hosts and pairings of events, or of what leads to one by `path`, each with its names; three queries.

    Those that it serves come last.
    """

    def rows(name: str, *named: str) -> Prefetch[Any]:
        model = event._meta.get_field(name).related_model
        return Prefetch(f"{path}{name}", model._default_manager.select_related(*named))

    return [
        rows("visiting", "city"),
        rows("hosting", "participation__partner"),
        rows("serving", "pairing__eu__partner", "pairing__counterpart__partner"),
    ]


def shared_lists(event: Any) -> list[Prefetch[Any]]:
    """As `named_lists`, of many events that serve the same few pairings: these are read once, by one query more."""
    serving = event._meta.get_field("serving").related_model
    pairings = serving._meta.get_field("pairing").related_model.objects
    named = Prefetch("pairing", pairings.select_related("eu__partner", "counterpart__partner"))
    *others, _joined = named_lists(event)
    return [*others, Prefetch("serving", serving._base_manager.order_by("position").prefetch_related(named))]


class EventQuerySet(InStrandQuerySet):
    """Events."""

    def with_names(self) -> Self:
        """With what pages, lists and rules read of them; three queries more, however many there are."""
        return self.select_related("strand", "part_of__strand").prefetch_related(*named_lists(self.model))

    def in_order(self) -> Self:
        """By the first day of what happened, else of the plan as it stands; those without any day come last."""
        return self.order_by(FIRST_DAY.asc(nulls_last=True), "pk")

    def in_plan_order(self) -> Self:
        """Parts of a mission as they are planned, so that one nobody reported does not stand before the others."""
        return self.order_by(PLANNED_DAY.asc(nulls_last=True), "pk")

    def by_mission(self) -> Self:
        """As `in_order`, with the parts of a mission right behind it, as they are planned."""
        mission = Coalesce("part_of__actual_start", "part_of__forecast_start")
        rows = self.annotate(
            mission_day=Case(When(part_of=None, then=FIRST_DAY), default=mission), mission_key=Coalesce("part_of", "pk")
        )
        part_day = Case(When(part_of=None, then=None), default=PLANNED_DAY)
        return rows.order_by(
            F("mission_day").asc(nulls_last=True),
            "mission_key",
            F("part_of").asc(nulls_first=True),
            part_day.asc(nulls_first=True),
            "pk",
        )

    def of_pairing(self, pairing: models.Model) -> Self:
        """Those that serve a pairing, alone or among all of its strand."""
        strand = pairing.strand_id  # type: ignore[attr-defined]
        served = self.model.pairings.through._default_manager.filter(pairing=pairing)
        return self.filter(Q(all_pairings=True, strand=strand) | Q(pk__in=served.values("event")))

    def serving_alone(self, pairing: models.Model) -> Self:
        """Those that serve a pairing and no other."""
        serving = self.model.pairings.through._default_manager.order_by()
        served, others = serving.filter(pairing=pairing).values("event"), serving.exclude(pairing=pairing)
        return self.filter(pk__in=served, all_pairings=False).exclude(pk__in=others.values("event"))

    acted_in = of_pairing

    def per_pairing(self, name: str = "in_pairing") -> Self:
        """Each once for every pairing that it serves, by name or with all of its strand; its key stands in `name`."""
        served = self.model.pairings.through._default_manager.filter(event=OuterRef("pk"), pairing=OuterRef(name))
        rows = self.annotate(**{name: F("strand__pairings")})
        return rows.filter(Q(all_pairings=True) | Exists(served), **{f"{name}__isnull": False})

    def held(self, by: dt.date | None = None) -> Self:
        """Those that were held (by a day) and in which people met: of a mission with parts, the parts."""
        parts = self.model._default_manager.filter(part_of=OuterRef("pk"))
        rows = self.filter(~Exists(parts), status=EventStatus.HELD)
        return rows if by is None else rows.filter(over_by(by))

    def with_head_count(self) -> Self:
        """With `head_count`, how many people at least sources count at each; empty where none counts any.

        The largest number that one gives for all, or the largest ones of the two sides together where they are more.
        Of a mission it is empty where they count at a part of it that was held: that one has them.
        """
        rows = self.model._meta.get_field("head_counts").related_model._default_manager.active()
        at_parts = rows.filter(event__part_of=OuterRef("pk"), event__status=EventStatus.HELD)
        largest = {name: Coalesce(Max("least", filter=Q(side=side)), 0) for name, side in _OF_SIDES}
        counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(**largest)
        number = counted.annotate(number=Greatest("of_all", F("of_eu") + F("of_counterpart"))).values("number")
        own = Subquery(number, output_field=IntegerField())
        return self.annotate(head_count=Case(When(Exists(at_parts), then=None), default=own))

    def days_known(self) -> Self:
        """Of which it is known on which days they were held."""
        return self.filter(DAYS_KNOWN)

    def coming(self, today: dt.date) -> Self:
        """Still to come or running, by the last day that they can mean; not those without any date."""
        return self.open().alias(over=LAST_DAY).filter(over__gte=today)

    def past(self, today: dt.date) -> Self:
        """Held, cancelled or not reported, and those whose days are over while nobody has said what became of them."""
        return self.alias(over=LAST_DAY).filter(~Q(status__in=OPEN_EVENT) | Q(over__lt=today))

    def to_report(self, today: Any) -> Self:
        """Their days are over, and nobody has said whether they were held."""
        return self.open().ended_by(today)

    def open(self) -> Self:
        """Still to come, or to be reported."""
        return self.filter(status__in=OPEN_EVENT)

    def ended_by(self, day: Any) -> Self:
        """Those whose last day, as far as it is known, lies before a day."""
        return self.alias(over=LAST_DAY).filter(over__lt=day)


class HeadCountQuerySet(OfEventQuerySet):
    """What sources count at events."""

    def with_names(self) -> Self:
        """With their events, as pages and rules read these."""
        events = self.model._meta.get_field("event").related_model._default_manager
        return self.prefetch_related(Prefetch("event", events.with_names()))

    def active(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)
