"""The forms of office hours, closing days, and of a meeting for the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.act_forms import ActForm, EditForm
from core.date_fields import DateField
from core.formats import format_zone
from partnerships.enums import Side
from partnerships.hours.models import LONGEST_NAME
from partnerships.hours.selectors import is_known, regions_of
from partnerships.models import Participation

if TYPE_CHECKING:
    from partnerships.hours.common_hours import CommonHours

SHORTEST, LONGEST = 15, 480
# A meeting lies so near: its clock changes are known, and nobody mistypes a century.
NEAR = dt.timedelta(days=2 * 366)


class TimeInput(forms.TimeInput):
    """A time as the browser picks it; written as 09:00 where it does not."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursForm(EditForm):
    """When a partner's office opens and closes, and whose holidays it keeps."""

    holiday_region = forms.ChoiceField(label=_("Region of its public holidays"), required=False)

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = ["opens_at", "closes_at", "holiday_region"]
        widgets: ClassVar[dict[str, Any]] = {"opens_at": TimeInput, "closes_at": TimeInput}
        labels: ClassVar[dict[str, Any]] = {
            "opens_at": _("The office opens at"),
            "closes_at": _("The office closes at"),
        }

    def __init__(self, *args: Any, record: Participation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        city = record.partner.first_city
        for name in ("opens_at", "closes_at"):
            if city is not None:
                self.fields[name].help_text = _("In %(zone)s.") % {"zone": format_zone(city.time_zone)}
        regions = regions_of(str(city.country)) if city else {}
        field = self.fields["holiday_region"]
        field.choices = [("", _("The whole country")), *regions.items()]  # type: ignore[attr-defined]
        if record.holiday_region and record.holiday_region not in regions:
            field.choices.append((record.holiday_region, record.holiday_region))  # type: ignore[attr-defined]
        field.help_text = _("A part of the country that has holidays of its own, such as Scotland or Catalonia.")
        if city is not None and not is_known(str(city.country)):
            field.help_text = _("The portal knows no public holidays of this country. Add them as closing days.")

    def clean(self) -> Any:
        """An office opens before it closes."""
        cleaned = super().clean()
        opens, closes = (self.cleaned_data.get(name) for name in ("opens_at", "closes_at"))
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The office closes before it opens."))
        return cleaned


class ClosingDayForm(ActForm):
    """Days on which the office is closed though no public holiday says so."""

    why: ClassVar[dict[str, Any]] = {
        "starts_on": _("Whoever plans something on this day is warned."),
    }

    starts_on = DateField(label=_("Closed on, or from"))
    ends_on = DateField(label=_("Until"), required=False, help_text=_("Empty where it is one day. The day counts."))
    name = forms.CharField(
        label=_("Why"), max_length=LONGEST_NAME, help_text=_("Both sides see it, for example “Town festival”.")
    )


class MeetingForm(forms.Form):
    """A meeting for the calendar: a day and a time on the clock of `clock`'s side, or a moment out of an address.

    That is `start`, with its distance from UTC, 2026-11-27T09:00Z, or on that clock.
    """

    start = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    on = DateField(label=_("Day"), required=False)
    at = forms.TimeField(label=_("Begins at"), required=False, widget=TimeInput)
    clock = forms.ChoiceField(label=_("On the clock of"), required=False)
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=SHORTEST, max_value=LONGEST, initial=60, required=False
    )

    def __init__(self, *args: Any, hours: CommonHours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours = hours
        self.fields["clock"].choices = list(zip(Side.values, hours.names, strict=True))  # type: ignore[attr-defined]

    def clean_minutes(self) -> int:
        """An hour, unless another length is given."""
        return self.cleaned_data["minutes"] or 60

    def clean(self) -> dict[str, Any]:
        """The start as a moment, which exists, and not too far away."""
        values = super().clean() or {}
        if not values.get("start"):
            for name in ("on", "at"):
                if name in values and values[name] is None:
                    self.add_error(name, self.fields[name].error_messages["required"])
        if self.errors:
            return values
        try:
            text = values["start"]
            given = dt.datetime.fromisoformat(text) if text else dt.datetime.combine(values["on"], values["at"])
            values["start"] = self._moment(given, values["clock"])
        except (ValueError, OverflowError):
            self.add_error("start", _("This is no time. Write it as 2026-11-27T10:00."))
        return values

    def _refuse(self, words: Any) -> None:
        self.add_error("start" if self.cleaned_data["start"] else "at", words)

    def _moment(self, given: dt.datetime, side: str) -> dt.datetime | None:
        if given.tzinfo is None:
            zone = dict(zip(Side.values, self.hours.offices, strict=True))[side or "eu"].zone
            moment = given.replace(tzinfo=zone).astimezone(dt.UTC)
            if moment.astimezone(zone).replace(tzinfo=None) != given:
                self._refuse(_("The clock is put forward at this time: it does not exist on this clock."))
                return None
        else:
            moment = given.astimezone(dt.UTC)
        if abs(moment - clock.now()) > NEAR:
            self._refuse(_("Choose a time within two years from today."))
            return None
        return moment
