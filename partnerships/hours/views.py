"""The common hours of a pairing: two weeks in both local times, the fairest hour, and a file for the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core import clock
from core.acts import REFUSED
from core.formats import format_date, format_moment, format_time, join_names
from core.sent_files import CALENDAR, send_file
from core.texts import writer_language
from partnerships.hours.common_hours import CommonHours, common_line, meeting_file, read_common_hours, span_at, spans_at
from partnerships.hours.fair_hours import DAY
from partnerships.hours.forms import MeetingForm
from partnerships.hours.pictures import hours_pictures
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import crumbs
from partnerships.rules.journey import may_see_dealings
from partnerships.rules.together import may_edit_participation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from partnerships.hours.common_hours import HoursOfDay, Meeting, Meetings
    from partnerships.hours.fair_hours import Office, Slot
    from partnerships.models import Pairing, Partner

# The partners face to face, each with its local time now.


@dataclass(frozen=True)
class Face:
    """One partner of a pairing at one moment."""

    side: str
    letters: str
    side_name: str
    partner: Partner
    native: str
    native_lang: str
    url: str
    time: str
    day: str
    zone: str


def faces(pairing: Pairing, now: dt.datetime) -> list[Face]:
    """EU left, the counterpart right."""
    strand = pairing.strand
    shown = []
    for participation in (pairing.eu, pairing.counterpart):
        # Known already: its address must not read it again.
        participation.strand = strand
        partner = participation.partner
        city = partner.first_city
        local = now.astimezone(city.zone) if city else None
        native = partner.name_local if partner.name_local != partner.name else ""
        shown.append(
            Face(
                side=participation.side,
                letters=strand.side_letters(participation.side),
                side_name=strand.side_name(participation.side),
                partner=partner,
                native=native,
                native_lang=writer_language(native) if native else "",
                url=participation.get_absolute_url(),
                time=format_time(local) if local else "",
                day=format_date(local.date()) if local else "",
                zone=_zone(local) if local else "",
            )
        )
    return shown


def common_hours(pairing: Pairing) -> dict[str, str]:
    """Today's common hours in a sentence, for `components/common_hours.html`; none once it is over. One query."""
    if not pairing.is_open:
        return {}
    hours = read_common_hours([pairing], clock.now())[pairing.pk]
    return {"line": common_line(hours), "url": hours_url(pairing)}


def common_hours_of(pairings: Sequence[Pairing], now: dt.datetime) -> list[dict[str, str]]:
    """What of today's common hours of each pairing is still to come; those without are left out. One query."""
    shown = []
    for pairing, hours in zip(pairings, read_common_hours(pairings, now, days=1).values(), strict=True):
        row = hours.days[0] if hours.days else None
        left = [window for window in row.windows if window.end > now] if row else []
        if row and left:
            times = (spans_at(left, office, row.day) for office in hours.offices)
            told = [
                _("%(time)s in %(partner)s") % {"time": time, "partner": side.participation.partner.name}
                for time, side in zip(times, hours.sides, strict=True)
            ]
            shown.append({"line": ", ".join(told), "url": hours_url(pairing)})
    return shown


def hours_url(pairing: Pairing) -> str:
    """The page of the pairing's common hours."""
    return reverse("partnerships:hours", args=[pairing.strand.code, pairing.code])


def _zone(local: dt.datetime) -> str:
    """The zone in words: summer time is said, the distance from UTC is exact."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    if local.dst():
        return _("summer time (%(offset)s)") % {"offset": offset}
    return offset


NOON = dt.time(12)


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's time in a row: the time on its clock, and what is to be said of it."""

    name: str
    time: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A day as the table tells it. `state` is common, edge (an hour outside proposed), or none."""

    day: str
    state: str
    cells: tuple[Cell, ...]
    length: str
    notes: tuple[str, ...]
    file_url: str = ""


def _length_label(length: dt.timedelta) -> str:
    """A length in hours and minutes: 1 h, 1 h 30 min."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    words = [_("%(count)s h") % {"count": hours}] if hours else []
    if minutes or not hours:
        words.append(_("%(count)s min") % {"count": minutes})
    return " ".join(words)


class Hours(InPairing, TemplateView):
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
        form = self.form or (MeetingForm(hours=hours) if hours.days else None)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (_("Common hours"), "")),
            tabs=tabs(pairing, "hours", self.grants),
            faces=faces(pairing, hours.now),
            line=common_line(hours),
            rows=[self._row(row) for row in hours.days],
            proposal=self._proposal(),
            meetings=hours.meetings if hours.days and may_see_dealings(self.grants, pairing) else None,
            meeting_rows=self._meeting_rows(),
            meeting_words=_turn_sentences(hours),
            offices=[self._office(number) for number in (0, 1)],
            form=form,
            **hours_pictures(hours),
            **kwargs,
        )

    def _row(self, row: HoursOfDay) -> Row:
        notes = [*_closed_reasons(row, self.hours), *_clock_changes(row.day, self.hours)]
        if row.windows:
            cells = tuple(
                self._cell(number, spans_at(row.windows, office, row.day)) for number, office in self._numbered
            )
            url = self._file_url(row.slot) if row.slot and row.slot.is_common else ""
            return Row(
                format_date(row.day, weekday=True), "common", cells, _length_label(row.length), tuple(notes), url
            )
        if row.slot is None:
            nothing = _("Over for today.") if row is self.hours.days[0] else _("No hour can be asked for.")
            return Row(format_date(row.day, weekday=True), "none", (), "", tuple(notes or [nothing]))
        return Row(
            format_date(row.day, weekday=True),
            "edge",
            self._cells(row.slot, row.day),
            "",
            tuple(notes),
            self._file_url(row.slot),
        )

    @property
    def _numbered(self) -> Sequence[tuple[int, Office]]:
        return tuple(enumerate(self.hours.offices))

    def _cell(self, number: int, time: str, note: str = "") -> Cell:
        return Cell(self.hours.sides[number].participation.partner.name, time, note)

    def _cells(self, slot: Slot, day: dt.date) -> tuple[Cell, ...]:
        """A slot on both clocks, and how far it lies outside each office's hours."""
        return tuple(
            self._cell(
                number,
                span_at(slot.span, office, day),
                _("%(length)s outside office hours") % {"length": _length_label(slot.outside[number])}
                if slot.outside[number]
                else _("in office hours"),
            )
            for number, office in self._numbered
        )

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

    def _meeting_rows(self) -> list[dict[str, Any]]:
        """The last meetings on both clocks."""
        return [
            {
                "kind": meeting.contact.get_kind_display(),
                "day": format_date(meeting.contact.on),
                "cells": [
                    self._cell(number, format_moment(local), _outside_label(meeting, number))
                    for number, local in enumerate(meeting.local)
                ],
            }
            for meeting in self.hours.meetings.rows
        ]

    def _file_url(self, slot: Slot) -> str:
        address = reverse("partnerships:hours-file", args=[self.pairing.strand.code, self.pairing.code])
        minutes = int(slot.span.length.total_seconds()) // 60
        return f"{address}?{urlencode({'start': f'{slot.span.start:%Y-%m-%dT%H:%MZ}', 'minutes': minutes})}"

    def _office(self, number: int) -> dict[str, Any]:
        """One side's office as the page tells it."""
        side = self.hours.sides[number]
        row = side.participation
        row.strand = self.pairing.strand
        words = [row.strand.code, row.partner.code]
        may_edit = may_edit_participation(self.grants, row)
        return {
            "participation": row,
            "city": side.city,
            "letters": row.strand.side_letters(row.side),
            "edit_url": reverse("partnerships:hours-edit", args=words) if may_edit else "",
            "add_url": reverse("partnerships:closing-day-add", args=words) if may_edit else "",
            "count": self.hours.meetings.counts[number],
        }


class MeetingFile(Hours):
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
    names = (side.participation.partner.name for side in hours.sides)
    told = zip(names, row.why, strict=True)
    return [_("%(partner)s: %(why)s") % {"partner": name, "why": why} for name, why in told if why]


def _clock_changes(day: dt.date, hours: CommonHours) -> list[str]:
    """Whose clock was put forward or back since the noon of the day before."""
    told = []
    for side, office in zip(hours.sides, hours.offices, strict=True):
        before, after = (
            dt.datetime.combine(some, NOON, office.zone).utcoffset() or dt.timedelta() for some in (day - DAY, day)
        )
        words = {"partner": side.participation.partner.name}
        if before < after:
            told.append(_("The clock is put forward in %(partner)s.") % words)
        elif before > after:
            told.append(_("The clock is put back in %(partner)s.") % words)
    return told


def _outside_label(meeting: Meeting, number: int) -> str:
    """Whether a side sat outside its hours, and on which day off."""
    if why := meeting.closed[number]:
        return _("outside office hours: %(why)s") % {"why": why}
    return _("outside office hours") if meeting.outside[number] else ""


def _turn_sentences(hours: CommonHours) -> list[str]:
    """Who sat outside office hours how often, and whose turn it is."""
    meetings: Meetings = hours.meetings
    if not meetings.rows:
        return []
    names = [side.participation.partner.name for side in hours.sides]
    counted = [
        ngettext("%(partner)s %(count)s time", "%(partner)s %(count)s times", count) % {"partner": name, "count": count}
        for name, count in zip(names, meetings.counts, strict=True)
    ]
    total = len(meetings.rows)
    told = [
        ngettext(
            "Outside office hours in the last meeting: %(sides)s.",
            "Outside office hours in the last %(total)s meetings: %(sides)s.",
            total,
        )
        % {"total": total, "sides": join_names(counted)}
    ]
    if meetings.turn is not None:
        told.append(
            _("If the next one lies outside, it is the turn of %(partner)s.") % {"partner": names[meetings.turn]}
        )
    return told
