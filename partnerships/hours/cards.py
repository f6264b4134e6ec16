"""What other pages show of hours: a partner's office, the partners' clocks face to face, today's common hours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.formats import format_date, format_time
from core.texts import writer_language
from partnerships.hours.common_hours import common_line, read_common_hours, spans_at
from partnerships.hours.selectors import regions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Pairing, Participation


def office_hours(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Region and closing days still to come, for `hours/office_hours.html`; one query."""
    days = participation.closing_days.filter(ends_on__gte=clock.today()).order_by("starts_on", "pk")
    city = participation.partner.first_city
    regions = regions_of(str(city.country)) if city else {}
    return {
        "region": regions.get(participation.holiday_region, participation.holiday_region),
        "days": days,
        "works": bool(participation.actors(grants)),
    }


def faces(pairing: Pairing, now: dt.datetime) -> list[Any]:
    """Who takes part, EU left, the counterpart right, for `components/partner_face.html`.

    Each with its partner's clock (`time`, `day` and `zone`, empty without a city), and with the partner's name in its
    own language where that is another one (`native`, `native_lang`).
    """
    shown: list[Any] = [pairing.eu, pairing.counterpart]
    for row in shown:
        # Known already: its address must not read it again.
        row.strand = pairing.strand
        city = row.partner.first_city
        local = now.astimezone(city.zone) if city else None
        row.time = format_time(local) if local else ""
        row.day = format_date(local.date()) if local else ""
        row.zone = _zone(local) if local else ""
        row.native = row.partner.name_local if row.partner.name_local != row.partner.name else ""
        row.native_lang = writer_language(row.native) if row.native else ""
    return shown


def _zone(local: dt.datetime) -> str:
    """The zone in words: summer time is said, the distance from UTC is exact."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    if local.dst():
        return _("summer time (%(offset)s)") % {"offset": offset}
    return offset


def common_hours(pairing: Pairing) -> dict[str, str]:
    """Today's common hours in a sentence, and where an hour is found; nothing once it is over. One query."""
    if not pairing.is_open:
        return {}
    hours = read_common_hours([pairing], clock.now())[pairing.pk]
    return {"line": common_line(hours), "url": pairing.address_of("partnerships:hours")}


def common_hours_of(pairings: Sequence[Pairing], now: dt.datetime) -> list[dict[str, str]]:
    """What of today's common hours of each pairing is still to come; those without are left out. One query."""
    shown = []
    for pairing, hours in zip(pairings, read_common_hours(pairings, now, days=1).values(), strict=True):
        row = hours.days[0] if hours.days else None
        left = [window for window in row.windows if window.end > now] if row else []
        if row and left:
            parts = [
                _("%(time)s in %(partner)s") % {"time": spans_at(left, office, row.day), "partner": name}
                for office, name in zip(hours.offices, hours.names, strict=True)
            ]
            shown.append({"line": ", ".join(parts), "url": pairing.address_of("partnerships:hours")})
    return shown
