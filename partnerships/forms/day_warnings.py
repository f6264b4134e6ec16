"""Date fields that warn of days on which a side does not work: beside the field, and in words after saving."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.act_forms import EditForm
from core.formats import format_date
from core.periods import DAY, PartialDate
from partnerships.services.offices import days_off_of

if TYPE_CHECKING:
    from core.act_forms import Act
    from partnerships.models import Pairing

# The days that the page itself knows: a closing a year ahead, and what happened some weeks ago.
BEHIND, AHEAD = dt.timedelta(days=62), dt.timedelta(days=400)


def warn_of_days(form: Act, pairing: Pairing, *names: str) -> None:
    """Let the date fields of a form warn of either side's holidays and closing days; nothing is ever refused.

    Called at the end of the form's `__init__`. Each field carries its days for `static/js/day-warnings.js`, and the
    act's page says after saving which day, which side and why. At most two queries.
    """
    known = json.dumps(_days_known(pairing), ensure_ascii=False, separators=(",", ":"))
    for name in names:
        if name in form.fields:
            form.fields[name].widget.attrs["data-days-off"] = known
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


def _days_known(pairing: Pairing) -> dict[str, str]:
    today = clock.today()
    found: dict[str, list[str]] = {}
    for participation, off in days_off_of(pairing, today - BEHIND, today + AHEAD):
        for day, why in off.items():
            found.setdefault(day.isoformat(), []).append(_short(participation.partner.name, why))
    return {day: " ".join(lines) for day, lines in sorted(found.items())}


def _short(partner: str, why: str) -> str:
    return _("%(partner)s does not work on this day: %(holiday)s.") % {"partner": partner, "holiday": why}


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
