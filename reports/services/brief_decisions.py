"""What a pairing's sides have to decide: words under texts, interests, places, updates; of the reader's side alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import format_date
from events.services.waiting_interests import waiting_interests
from events.services.waiting_places import waiting_places
from partnerships.rules import side_of
from partnerships.services.waiting import partner_name, waiting_confirmations
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ReportingPeriod
from reports.rendering.briefs import BriefPart, Entry
from reports.services.brief_parts import Told, marked, said
from reports.services.period_states import standings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerships.models import Participation

_BOTH = ("eu", "counterpart")


def decisions(told: Told) -> BriefPart:
    """What waits for the side that the reader coordinates; who coordinates none reads what waits for both."""
    entries = [*_words(told), *_interests(told), *_places(told), *_updates(told)] if told.pairing.is_open else []
    return BriefPart(
        name="decisions",
        title=pgettext("brief of a pairing", "Decisions wanted"),
        nothing=_("Nothing waits for a decision."),
        url=reverse("partnerships:text-list", args=told.address),
        entries=entries,
    )


def _sides(told: Told) -> tuple[str, ...]:
    own = side_of(told.grants, told.pairing)
    return (own,) if own else _BOTH


def _parts(told: Told) -> list[Participation]:
    """The participations of those sides."""
    pairing = told.pairing
    return [pairing.eu if side == "eu" else pairing.counterpart for side in _sides(told)]


def _words(told: Told) -> Iterable[Entry]:
    for row in waiting_confirmations([told.pairing]):
        if row.side in _sides(told):
            yield Entry(
                marked(*row.title),
                row.url,
                note=_("%(partner)s to confirm by %(day)s")
                % {"partner": partner_name(told.pairing, row.side), "day": format_date(row.due)},
            )


def _interests(told: Told) -> Iterable[Entry]:
    for row in waiting_interests([told.pairing], told.today):
        count = len(row.interests)
        text = ngettext(
            "%(count)s interest from the visit: a project, or not pursued",
            "%(count)s interests from the visit: projects, or not pursued",
            count,
        )
        yield Entry(said(row.event, "title"), row.url, note=text % {"count": count})


def _places(told: Told) -> Iterable[Entry]:
    for row in waiting_places([part.pk for part in _parts(told)], told.today):
        if not row.wants(told.today):
            continue
        left = row.places.left or 0
        text = ngettext(
            "%(partner)s: %(count)s place to fill by %(day)s",
            "%(partner)s: %(count)s places to fill by %(day)s",
            left,
        ) % {
            "count": left,
            "partner": row.participation.partner.name,
            "day": format_date(row.event.nominate_until),
        }
        yield Entry(said(row.event, "title"), reverse("events:delegation", args=row.address), note=text)


def _updates(told: Told) -> Iterable[Entry]:
    """Updates that are owed for periods that are over, while no report on the whole strand is out."""
    periods = list(ReportingPeriod.objects.filter(strand=told.pairing.strand).standing().in_order())
    stand = standings(periods, told.today)
    owed = [period for period in periods if stand[period.pk].is_owed]
    parts = _parts(told)
    sent = CityUpdate.objects.filter(period__in=owed, participation__in=parts, status__in=HANDED_IN)
    done = set(sent.values_list("period", "participation"))
    for period in owed:
        for part in parts:
            if (period.pk, part.pk) in done:
                continue
            address = [told.pairing.strand.code, period.code, part.partner.code]
            yield Entry(
                str(period),
                reverse("reports:update", args=address),
                note=_("%(partner)s: update due %(day)s")
                % {"partner": part.partner.name, "day": format_date(period.due_on)},
            )
