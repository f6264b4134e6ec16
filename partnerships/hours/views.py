"""The common hours of a pairing: two weeks in both local times, the fairest hour, and a file for the calendar.

And how the portal reads a date, for the script beside the field.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext
from django.views.generic import TemplateView, View

from core import clock
from core.access import Access
from core.date_fields import DateField, PartialDateField, format_understood
from core.formats import format_date, format_moment, join_names, written_date
from core.periods import DAY as TO_THE_DAY, PartialDate
from core.sent_files import CALENDAR, send_file
from partnerships.hours import cards
from partnerships.hours.cards import CommonHours, HoursOfDay
from partnerships.hours.selectors import DAY, Slot, off_on, whose_turn
from partnerships.models import Pairing, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.rules import may_see_dealings

NOON = dt.time(12)


class HoursPage(InPairing, TemplateView):
    """Two weeks day by day, the hour to propose, and who sat outside office hours the last times."""

    template_name = "partnerships/hours/hours.html"

    @cached_property
    def hours(self) -> CommonHours:
        """The common hours of the two weeks to come."""
        return CommonHours(self.pairing, clock.now(), self.grants)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Table, proposal and meetings."""
        pairing, hours = self.pairing, self.hours
        sides = (pairing.eu, pairing.counterpart)
        for row in sides:
            row.strand = pairing.strand  # known already: its address must not read it again
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=[*pairing.get_crumbs(), (_("Common hours"), "")],
            tabs=tabs(pairing, "hours", self.grants),
            line=cards.common_day(hours.sides, hours.names, clock.now())[1],
            rows=[self._row(row) for row in hours.days],
            proposal=self._proposal(),
            knows_meetings=bool(hours.days) and may_see_dealings(self.grants, pairing),
            meetings=[(row, format_date(row.on), _times_and_labels(row, hours)) for row in hours.meetings],
            turns=_turn_sentences(hours),
            offices=[
                (row, office, bool(row.actors(self.grants))) for row, office in zip(sides, hours.sides, strict=True)
            ],
            **kwargs,
        )

    def _row(self, row: HoursOfDay) -> dict[str, Any]:
        """A day of the table: the hours to meet on both clocks, else why there are none."""
        notes = [*_closed_reasons(row, self.hours), *_clock_changes(row.day, self.hours)]
        slot = row.slot if row.slot and (row.slot.is_common or not row.windows) else None
        shown = {"day": format_date(row.day, weekday=True), "file_url": self._file_url(slot) if slot else ""}
        if row.windows:
            times = [cards.spans_at(row.windows, office, row.day) for office in self.hours.sides]
            cells = [(name, time, "") for name, time in zip(self.hours.names, times, strict=True)]
            return shown | {"cells": cells, "length": cards.length_label(row.length), "notes": notes}
        if slot:
            return shown | {"cells": self._cells(slot, row.day), "notes": notes}
        nothing = _("Over for today.") if row is self.hours.days[0] else _("No hour can be proposed.")
        return shown | {"notes": notes or [nothing]}

    def _cells(self, slot: Slot, day: dt.date) -> list[tuple[str, str, str]]:
        """A slot on both clocks, and how far it lies outside each office's hours."""
        return [
            (
                name,
                cards.span_at(slot.span, office, day),
                _("%(length)s outside office hours") % {"length": cards.length_label(outside)}
                if outside
                else _("in office hours"),
            )
            for name, office, outside in zip(self.hours.names, self.hours.sides, slot.outside, strict=True)
        ]

    def _proposal(self) -> dict[str, Any] | None:
        slot = self.hours.proposal
        if slot is None:
            return None
        day = self.hours.sides[0].day_of(slot.span.start)
        return {
            "slot": slot,
            "day": format_date(day, weekday=True),
            "cells": self._cells(slot, day),
            "file_url": self._file_url(slot),
        }

    def _file_url(self, slot: Slot) -> str:
        return f"{self.pairing.address_of('partnerships:hours-file')}?{urlencode({'start': _start(slot)})}"


class HourFile(HoursPage):
    """The hour that is proposed for a day of these two weeks, as a calendar file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; 404 for what is no such hour, or none any more: never another hour than the one that was read."""
        asked, slots = request.GET.get("start", ""), (row.slot for row in self.hours.days)
        slot = next((slot for slot in slots if slot and _start(slot) == asked), None)
        if slot is None:
            raise Http404
        content = cards.meeting_file(
            hours=self.hours, span=slot.span, address=settings.BASE_URL + self.pairing.get_absolute_url()
        )
        day = self.hours.sides[0].day_of(slot.span.start)
        return send_file(content, name=f"{self.pairing.code}-{day.isoformat()}.ics", media_type=CALENDAR)


def _start(slot: Slot) -> str:
    """When a slot begins, as an address names it."""
    return f"{slot.span.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def _closed_reasons(row: HoursOfDay, hours: CommonHours) -> list[str]:
    """Why a side does not work on the day; what both share is said once."""
    if row.windows or not any(row.why):
        return []
    first, second = row.why
    if first == second:
        return [first]
    sides = zip(hours.names, row.why, strict=True)
    return [_("%(partner)s: %(why)s") % {"partner": name, "why": why} for name, why in sides if why]


def _clock_changes(day: dt.date, hours: CommonHours) -> list[str]:
    """Whose clock was put forward or back since the noon of the day before."""
    found = []
    for name, office in zip(hours.names, hours.sides, strict=True):
        before, after = (
            dt.datetime.combine(some, NOON, office.zone).utcoffset() or dt.timedelta() for some in (day - DAY, day)
        )
        if before < after:
            found.append(_("The clock is put forward in %(partner)s.") % {"partner": name})
        elif before > after:
            found.append(_("The clock is put back in %(partner)s.") % {"partner": name})
    return found


def _times_and_labels(meeting: Any, hours: CommonHours) -> list[tuple[str, str, str]]:
    """When each side sat there by its own clock, and whether outside its hours, and on which day off."""
    return [
        (
            name,
            format_moment(local),
            _("outside office hours: %(why)s") % {"why": why} if why else _("outside office hours") if outside else "",
        )
        for name, local, why, outside in zip(hours.names, meeting.local, meeting.closed, meeting.outside, strict=True)
    ]


def _turn_sentences(hours: CommonHours) -> list[str]:
    """Who sat outside office hours how often, and whose turn it is."""
    if not hours.meetings:
        return []
    counted = [
        ngettext("%(partner)s %(count)s time", "%(partner)s %(count)s times", count) % {"partner": name, "count": count}
        for name, count in zip(hours.names, hours.counts, strict=True)
    ]
    total = len(hours.meetings)
    found = [
        ngettext(
            "Outside office hours at the last meeting: %(sides)s.",
            "Outside office hours at the last %(total)s meetings: %(sides)s.",
            total,
        )
        % {"total": total, "sides": join_names(counted)}
    ]
    if (turn := whose_turn(hours.counts)) is not None:
        found.append(
            _("If the next meeting is outside office hours, it is the turn of %(partner)s.")
            % {"partner": hours.names[turn]}
        )
    return found


class ReadDate(Access, View):
    """What the portal understood of a date, and who is off on that day.

    Reads `text` as the field of its `kind` does; `page` is where it stands, of which place days off are told.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Always an answer: a text that is no date is told by its fault."""
        answer = JsonResponse(self._read(request))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _read(self, request: HttpRequest) -> dict[str, Any]:
        field = DateField(required=False) if request.GET.get("kind") == "day" else PartialDateField()
        try:
            found = field.clean(request.GET.get("text", ""))
        except ValidationError as refused:
            readings = (refused.params or {}).get("readings", ())
            return {"fault": refused.messages[0], "readings": [written_date(one) for one in readings]}
        return self._understood(found) if found else {}

    def _understood(self, found: PartialDate | dt.date) -> dict[str, Any]:
        known = {"words": format_understood(found), "written": written_date(found)}
        day = found if isinstance(found, dt.date) else found.day if found.precision == TO_THE_DAY else None
        if day is None:
            return known
        place = self._place()
        return known | {"day": day.isoformat(), "off": off_on(place, day) if place else []}

    def _place(self) -> Pairing | Strand | None:
        """The pairing or strand of the page, where the reader sees it."""
        try:
            words = resolve(self.request.GET.get("page", "")).kwargs
            if "pairing" in words:
                pairings = Pairing.objects.visible_to(self.grants).for_page()
                return self.get_or_404(pairings, strand__code=words["strand"], code=words["pairing"])
            return self.get_or_404(Strand.objects.visible_to(self.grants), code=words["strand"])
        except (Http404, KeyError):
            return None
