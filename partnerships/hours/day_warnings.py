"""Of which days one is warned because a side does not work on them: beside the field, and in words after saving."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django_countries import countries

from core.act_forms import EditForm
from core.formats import format_date
from core.periods import DAY, PartialDate
from partnerships.hours.holidays import days_off_of, holidays_in
from partnerships.models import Strand

if TYPE_CHECKING:
    from core.act_forms import Act
    from partnerships.models import Pairing


def warn_of_days(form: Act, pairing: Pairing, *names: str) -> None:
    """Let the act's page say after saving which day is off for which side, and why; nothing is ever refused.

    Called at the end of the form's `__init__`. Beside the field the same is said at once (`off_on`).
    """
    form.after_words.append(partial(day_warnings, form, pairing, *names))


def day_warnings(form: Any, pairing: Pairing, *names: str) -> list[str]:
    """What is to be said of the days that a valid form brings: day, side, holiday. At most two queries.

    A form that edits a record tells of the days that it changed only.
    """
    if isinstance(form, EditForm):
        names = tuple(name for name in names if name in form.changed_data)
    days = sorted({day for name in names if (day := _day(form.cleaned_data.get(name)))})
    if not days:
        return []
    offs = days_off_of(pairing, days[0], days[-1])
    return [
        _sentence(day, participation.partner.name, off[day])
        for day in days
        for participation, off in offs
        if day in off
    ]


def off_on(place: Pairing | Strand, day: dt.date) -> list[str]:
    """What is said of a day beside a field: which side of a pairing is off; of a strand, where it is a holiday."""
    if isinstance(place, Strand):
        told = [(countries.name(code), name) for code, name in holidays_in(place, day)]
        return [_("Public holiday in %(country)s: %(holiday)s.") % {"country": at, "holiday": why} for at, why in told]
    return [
        _("%(partner)s does not work on this day: %(holiday)s.")
        % {"partner": participation.partner.name, "holiday": off[day]}
        for participation, off in days_off_of(place, day, day)
        if day in off
    ]


def _sentence(day: dt.date, partner: str, why: str) -> str:
    return _("On %(day)s %(partner)s does not work: %(holiday)s.") % {
        "day": format_date(day),
        "partner": partner,
        "holiday": why,
    }


def _day(value: Any) -> dt.date | None:
    """The day of a field's value; a month or a year is no day."""
    if isinstance(value, PartialDate):
        return value.day if value.precision == DAY else None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
