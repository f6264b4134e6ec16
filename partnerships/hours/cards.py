"""What other pages show of hours: a partner's office, the partners' clocks face to face."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.formats import format_time, format_times, join_names, short_date
from partnerships.hours.common_hours import DAYS, common_day
from partnerships.hours.fair_hours import DAY
from partnerships.hours.pictures import draw_day, now_at
from partnerships.hours.selectors import read_offices, regions_of
from partnerships.models import Pairing, Participation
from partnerships.people.cards import card_of
from partnerships.people.selectors import coordinators_of
from partnerships.rules import may_see_dealings

# People of a side that stand under its clock; of more the first stands for the others, who are folded. On the own side
# that is the reader, who looks for the other side.
MOST = 2


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


def _clock(zone: ZoneInfo | None, now: dt.datetime) -> dict[str, str]:
    local = now.astimezone(zone) if zone else None
    return {
        "time": format_time(local) if local else "",
        "day": short_date(local.date(), weekday=True) if local else "",
        "zone": _zone(local) if local else "",
    }


def _zone(local: dt.datetime) -> str:
    """The zone in words: summer time is said, the distance from UTC is exact."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    if local.dst():
        return _("summer time (%(offset)s)") % {"offset": offset}
    return offset


def read_faces(pairing: Pairing, grants: Grants) -> dict[str, Any]:
    """What stands of both sides between the title and the journey, but for the time; two queries.

    Plain values: from them `faces_context` makes what is shown at a moment, without a query.
    """
    sides: Any = (pairing.eu, pairing.counterpart)
    today = clock.today()
    offices = read_offices([pairing], today, today + DAYS * DAY)[pairing.pk]
    people = coordinators_of((pairing.eu_id, pairing.counterpart_id), today)
    reached = may_see_dealings(grants, pairing)
    found = []
    for row, office in zip(sides, offices, strict=True):
        partner = row.partner
        team = sorted(people[row.pk], key=lambda found: found[0].pk != grants.user_id)
        is_own = bool(team) and team[0][0].pk == grants.user_id
        named = [card_of(one, pairing.strand, reached=reached) | {"deputy": is_deputy} for one, is_deputy in team]
        if is_own:
            named[0] |= {"url": "", "email": "", "telephone": ""}
        shown = len(named) if len(named) <= MOST and not is_own else 1
        found.append(
            {
                "side": row.side,
                "country": pairing.strand.side_letters(row.side),
                "side_name": str(pairing.strand.side_name(row.side)),
                "partner": partner.name,
                "name": partner.placed_name,
                "native": partner.native,
                "office": office,
                "people": named[:shown],
                "others": named[shown:],
            }
        )
    return {"sides": found, "hours_url": pairing.address_of("partnerships:hours") if pairing.is_open else ""}


def faces_context(facts: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """The clocks of both sides at a moment and their common hours, for `pairing.html#faces`; no query."""
    first, second = facts["sides"]
    faces = [face | _clock(face["office"] and face["office"].zone, now) for face in (first, second)]
    if not facts["hours_url"]:
        return {"faces": faces}
    names, offices = (first["partner"], second["partner"]), (first["office"], second["office"])
    day, line = common_day(offices, names, now)
    shown: dict[str, Any] = {"line": line, "url": facts["hours_url"]}
    if day:
        spans = [f"{name} {format_times(one.opens, one.closes)}" for name, one in zip(names, offices, strict=True)]
        shown["picture"] = draw_day(offices, names, day) | {"now": now_at(now, offices[0], day)}
        shown["summary"] = join_names(spans)
    return {"faces": faces, "hours": shown}
