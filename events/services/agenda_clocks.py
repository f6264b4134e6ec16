"""By which two clocks an event is read: that of its place, and that of the side that comes from afar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core import clock
from core.formats import format_date, format_number
from events.services.agenda_times import Clock, hours_between, last_change, nearest
from partnerships.models import Participation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access import Grants
    from events.models import Event
    from events.services.agenda_lines import AgendaLine


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of the place, that of the other side (None where nobody comes from afar), and the days they are for.

    `is_mixed` says that some items are by another clock than the first city's: each is by its own.
    """

    local: Clock
    other: Clock | None
    first: dt.date
    last: dt.date
    is_mixed: bool = False

    @property
    def local_name(self) -> str:
        """What stands above the times of the place."""
        return pgettext("clock", "Local time") if self.is_mixed else self.local.name

    @property
    def sentence(self) -> str:
        """How far apart the two are, in words: Barcelona is 8 hours behind Busan since 29 October 2017."""
        if self.other is None:
            return ""
        names = {"place": self.local.name, "other": self.other.name}
        hours = hours_between(self.other.zone, self.local.zone, self.first)
        if hours != hours_between(self.other.zone, self.local.zone, self.last):
            return _("The clocks change on these days: %(place)s and %(other)s are not always as far apart.") % names
        if not hours:
            return _("%(place)s and %(other)s have the same time.") % names
        since = last_change(self.other.zone, self.local.zone, self.first)
        words = {**names, "hours": format_number(abs(hours) if hours % 1 else int(abs(hours)))}
        return _apart(words, ahead=hours > 0, number=round(abs(hours)), since=since)


def clocks_of(grants: Grants, event: Event, lines: Iterable[AgendaLine] = ()) -> Clocks:
    """The clocks of an event that was read with its names; three queries.

    The place lies on the side whose clock is nearest. Of the other side's partners it is the reader's own, else the
    first that the event serves.
    """
    period = event.shown_period
    first = period.first_day or clock.today()
    partners = _clocks_of_partners(grants, event)
    side = found.side if (found := nearest(event.zone, partners, first)) else ""
    other = next((one for one in partners if one.side != side), None)
    local = Clock(_place_of(event), event.zone, side)
    is_mixed = any(hours_between(local.zone, line.clock, first) for line in lines if line.start)
    return Clocks(local, other, first, period.last_day or first, is_mixed)


def _place_of(event: Event) -> Any:
    """The first city, whose clock it is; without one the strand's."""
    first = next(iter(event.visiting.all()), None)
    return first.city if first else pgettext_lazy("clock", "Brussels")


def _clocks_of_partners(grants: Grants, event: Event) -> list[Clock]:
    """The clocks of the partners it serves, those of the reader first, then in the order of the pairings."""
    served = [row.pairing for row in event.serving.all()]
    keys = [key for pairing in served for key in (pairing.eu_id, pairing.counterpart_id)]
    rows = Participation.objects.filter(strand=event.strand_id).order_by("pk")
    if keys and not event.all_pairings:
        rows = rows.filter(pk__in=keys)
    found = list(rows.select_related("partner").prefetch_related("partner__places__city"))
    found.sort(key=lambda row: (row.pk not in grants.participations, keys.index(row.pk) if row.pk in keys else 0))
    return [Clock(row.partner, city.zone, row.side) for row in found if (city := row.partner.first_city)]


def _apart(words: dict[str, str], *, ahead: bool, number: int, since: dt.date | None) -> str:
    if ahead:
        text = ngettext(
            "%(place)s is %(hours)s hour ahead of %(other)s", "%(place)s is %(hours)s hours ahead of %(other)s", number
        )
    else:
        text = ngettext(
            "%(place)s is %(hours)s hour behind %(other)s", "%(place)s is %(hours)s hours behind %(other)s", number
        )
    if since is None:
        return _("%(sentence)s.") % {"sentence": text % words}
    return _("%(sentence)s from %(day)s.") % {"sentence": text % words, "day": format_date(since)}
