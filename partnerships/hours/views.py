"""The common hours of a pairing: two weeks in both local times, the fairest hour, and a file for the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core import clock
from core.action_views import REFUSED
from core.formats import format_date, format_moment, join_names
from core.sent_files import CALENDAR, send_file
from partnerships.hours.common_hours import CommonHours, common_line, meeting_file, read_common_hours, span_at, spans_at
from partnerships.hours.fair_hours import DAY, whose_turn
from partnerships.hours.forms import MeetingForm
from partnerships.hours.pictures import hours_pictures
from partnerships.pairings.pages import InPairing, tabs
from partnerships.rules.journey import may_see_dealings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from partnerships.hours.common_hours import HoursOfDay
    from partnerships.hours.fair_hours import Slot

NOON = dt.time(12)


def _length_label(length: dt.timedelta) -> str:
    """A length in hours and minutes: 1 h, 1 h 30 min."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    words = [_("%(count)s h") % {"count": hours}] if hours else []
    if minutes or not hours:
        words.append(_("%(count)s min") % {"count": minutes})
    return " ".join(words)


class HoursPage(InPairing, TemplateView):
    """Two weeks day by day, the hour to propose, and who sat outside office hours the last times."""

    template_name = "partnerships/hours/hours.html"
    form: MeetingForm | None = None

    @cached_property
    def hours(self) -> CommonHours:
        """The common hours of the two weeks to come."""
        return read_common_hours([self.pairing], clock.now(), grants=self.grants)[self.pairing.pk]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Picture, table, proposal, meetings, and the form of a meeting."""
        pairing, hours = self.pairing, self.hours
        sides = (pairing.eu, pairing.counterpart)
        for row in sides:
            row.strand = pairing.strand  # known already: its address must not read it again
        form = self.form or (MeetingForm(hours=hours) if hours.days else None)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=[*pairing.get_crumbs(), (_("Common hours"), "")],
            tabs=tabs(pairing, "hours", self.grants),
            line=common_line(hours),
            rows=[self._row(row) for row in hours.days],
            proposal=self._proposal(),
            knows_meetings=bool(hours.days) and may_see_dealings(self.grants, pairing),
            meetings=[(row, format_date(row.on), _times_and_labels(row, hours)) for row in hours.meetings],
            turns=_turn_sentences(hours),
            offices=[
                (row, office, bool(row.actors(self.grants))) for row, office in zip(sides, hours.sides, strict=True)
            ],
            form=form,
            **hours_pictures(hours),
            **kwargs,
        )

    def _row(self, row: HoursOfDay) -> dict[str, Any]:
        """A day of the table: the hours to meet on both clocks, else why there are none."""
        notes = [*_closed_reasons(row, self.hours), *_clock_changes(row.day, self.hours)]
        slot = row.slot if row.slot and (row.slot.is_common or not row.windows) else None
        shown = {"day": format_date(row.day, weekday=True), "file_url": self._file_url(slot) if slot else ""}
        if row.windows:
            times = [spans_at(row.windows, office, row.day) for office in self.hours.offices]
            cells = [(name, time, "") for name, time in zip(self.hours.names, times, strict=True)]
            return shown | {"cells": cells, "length": _length_label(row.length), "notes": notes}
        if slot:
            return shown | {"cells": self._cells(slot, row.day), "notes": notes}
        nothing = _("Over for today.") if row is self.hours.days[0] else _("No hour can be asked for.")
        return shown | {"notes": notes or [nothing]}

    def _cells(self, slot: Slot, day: dt.date) -> list[tuple[str, str, str]]:
        """A slot on both clocks, and how far it lies outside each office's hours."""
        return [
            (
                name,
                span_at(slot.span, office, day),
                _("%(length)s outside office hours") % {"length": _length_label(outside)}
                if outside
                else _("in office hours"),
            )
            for name, office, outside in zip(self.hours.names, self.hours.offices, slot.outside, strict=True)
        ]

    def _proposal(self) -> dict[str, Any] | None:
        slot = self.hours.proposal
        if slot is None:
            return None
        day = self.hours.offices[0].day_of(slot.span.start)
        return {
            "slot": slot,
            "day": format_date(day, weekday=True),
            "cells": self._cells(slot, day),
            "file_url": self._file_url(slot),
        }

    def _file_url(self, slot: Slot) -> str:
        minutes = int(slot.span.length.total_seconds()) // 60
        query = {"start": f"{slot.span.start:%Y-%m-%dT%H:%MZ}", "minutes": minutes}
        return f"{self.pairing.address_of('partnerships:hours-file')}?{urlencode(query)}"


class MeetingFile(HoursPage):
    """A meeting as a calendar file; what is no meeting is told on the page, with 422."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, or the page with what is wrong."""
        if not self.hours.days:
            return self.render_to_response(self.get_context_data(), status=REFUSED)
        self.form = MeetingForm(request.GET, hours=self.hours)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=REFUSED)
        start = self.form.cleaned_data["start"]
        content = meeting_file(
            hours=self.hours,
            start=start,
            minutes=self.form.cleaned_data["minutes"],
            address=settings.BASE_URL + self.pairing.get_absolute_url(),
        )
        name = f"{self.pairing.code}-{start:%Y-%m-%d}.ics"
        return send_file(content, name=name, media_type=CALENDAR)


def _closed_reasons(row: HoursOfDay, hours: CommonHours) -> list[str]:
    """Why a side does not work on the day; what both share is said once."""
    if row.windows or not row.is_closed:
        return []
    first, second = row.why
    if first == second:
        return [first]
    sides = zip(hours.names, row.why, strict=True)
    return [_("%(partner)s: %(why)s") % {"partner": name, "why": why} for name, why in sides if why]


def _clock_changes(day: dt.date, hours: CommonHours) -> list[str]:
    """Whose clock was put forward or back since the noon of the day before."""
    found = []
    for name, office in zip(hours.names, hours.offices, strict=True):
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
            "Outside office hours in the last meeting: %(sides)s.",
            "Outside office hours in the last %(total)s meetings: %(sides)s.",
            total,
        )
        % {"total": total, "sides": join_names(counted)}
    ]
    if (turn := whose_turn(hours.counts)) is not None:
        found.append(_("If the next one lies outside, it is the turn of %(partner)s.") % {"partner": hours.names[turn]})
    return found
