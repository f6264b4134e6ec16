"""What people do to a partner's office: set its hours, add and remove closing days."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.access import Grants
from core.act_forms import ActForm, EditForm
from core.actions import Action
from core.date_fields import DateField
from core.errors import DomainError
from core.formats import format_zone
from core.periods import YEARS
from partnerships.actions import JOINT, Edits
from partnerships.hours.models import LONGEST_NAME, ClosingDay
from partnerships.hours.selectors import is_known, regions_of
from partnerships.models import Participation
from partnerships.translations.selectors import check_length, fill

EDITABLE = frozenset({"opens_at", "closes_at", "holiday_region"})
MOST_DAYS = 60


# A time as the browser picks it; written as 09:00 where it does not.
TIME_INPUT = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class HoursForm(EditForm):
    """When a partner's office opens and closes, and whose holidays it keeps."""

    holiday_region = forms.ChoiceField(label=gettext_lazy("Region of its public holidays"), required=False)

    class Meta:
        model = Participation
        fields: list[str] = ["opens_at", "closes_at", "holiday_region"]
        widgets: dict[str, Any] = {"opens_at": TIME_INPUT, "closes_at": TIME_INPUT}
        labels: dict[str, Any] = {
            "opens_at": gettext_lazy("The office opens at"),
            "closes_at": gettext_lazy("The office closes at"),
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
        field.help_text = _("A region with its own holidays, such as Scotland or Catalonia.")
        if city is not None and not is_known(str(city.country)):
            field.help_text = _("The portal knows no public holidays of this country. Add them as closing days.")

    def clean(self) -> Any:
        """An office opens before it closes: said here before the database's own word."""
        cleaned = super().clean()
        opens, closes = (self.cleaned_data.get(name) for name in ("opens_at", "closes_at"))
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The office closes before it opens."))
        return cleaned


class ClosingDayForm(ActForm):
    """Days on which the office is closed though no public holiday says so."""

    starts_on = DateField(label=gettext_lazy("Closed on, or from"))
    ends_on = DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Empty where it is one day. The day counts."),
    )
    name = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Shown to both sides, for example “Town festival”."),
    )


class OnOffice(Action):
    """An action on a partner's office: for its own coordinators and the office of the programme."""

    on: Any = Participation
    allowed = JOINT

    @property
    def question(self) -> str:
        """Whose office."""
        return str(self.row.partner.name)

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        """The partner's office hours."""
        return f"{self.row.get_absolute_url()}#office-hours"

    def get_context(self) -> dict[str, Any]:
        return {"section": "partners"}


class EditHours(Edits, OnOffice):
    """Change when the office opens and closes, and whose holidays it keeps."""

    key = "hours-edit"
    form = HoursForm
    title = gettext_lazy("Edit the office hours")
    logged = gettext_lazy("Changed the office hours: %(fields)s")
    undo = "hours-edit"

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> QuerySet[Any]:
        """With the cities, which give the clock and the regions."""
        return super().rows(grants, locked=locked).prefetch_related("partner__places__city")

    def write(self, changed: dict[str, Any]) -> None:
        row = self.row
        fill(row, changed, fields=EDITABLE)
        if row.opens_at >= row.closes_at:
            raise DomainError(_("The office closes before it opens."), field="closes_at")
        city = row.partner.first_city
        known = regions_of(str(city.country)) if city else {}
        if "holiday_region" in changed and row.holiday_region and row.holiday_region not in known:
            raise DomainError(_("This country has no such region."), field="holiday_region")


class AddClosingDay(OnOffice):
    """Say that the office is closed from one day to another, both included, and why."""

    key = "closing-day-add"
    form = ClosingDayForm
    title = gettext_lazy("Add closing days")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added to the closing days: %(new)s")
    undo = "closing-day-remove"

    def perform(self, *, starts_on: dt.date, ends_on: dt.date | None, name: str) -> str:
        """Raises DomainError with the field at fault.

        More days than MOST_DAYS are no closing day but a mistyped year.
        """
        row = ClosingDay(participation=self.row, name=name.strip(), starts_on=starts_on, ends_on=ends_on or starts_on)
        if not row.name:
            raise DomainError(_("Enter why the office is closed."), field="name")
        check_length("name", row.name, LONGEST_NAME)
        if row.starts_on.year not in YEARS:
            words = _("Write a date between the years %(first)s and %(last)s.")
            raise DomainError(words % {"first": YEARS.start, "last": YEARS.stop - 1}, field="starts_on")
        if row.ends_on < row.starts_on:
            raise DomainError(_("The end is before the start."), field="ends_on")
        if (row.ends_on - row.starts_on).days >= MOST_DAYS:
            words = _("These are too many days: at most %(most)s at once.")
            raise DomainError(words % {"most": MOST_DAYS}, field="ends_on")
        if self.row.closing_days.filter(starts_on__lte=row.starts_on, ends_on__gte=row.ends_on).exists():
            raise DomainError(_("The office is closed on these days already."), field="starts_on")
        row.save(by=self.by)
        self.added = row
        self.log(new=row.period.iso(), whose=row.participation_id)
        return _("Added to the closing days.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}


class RemoveClosingDay(OnOffice):
    """Take closing days away: the office is open. The log keeps them."""

    key = "closing-day-remove"
    on = ClosingDay
    title = gettext_lazy("Remove closing days")
    button = pgettext_lazy("closing day", "Remove")
    danger = True
    logged = gettext_lazy("Removed from the closing days: %(old)s")
    undo = "closing-day-add"

    def perform(self) -> str:
        row = self.row
        self.log(old=row.period.iso(), whose=row.participation_id)
        row.delete()
        # What is left of it: the office to which its days can be added again.
        self.added = row.participation
        return _("Removed. If that was a mistake, add the days again.")

    @property
    def question(self) -> str:
        """Which ones."""
        return f"{self.row.participation.partner.name}: {self.row.days}, “{self.row.in_reading_language('name')}”"

    def get_consequences(self) -> list[str]:
        return [_("The office is open on these days again. The history of the partner's pairings keeps them.")]

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """As they were."""
        del form
        return {name: getattr(self.row, name) for name in ("starts_on", "ends_on", "name")}

    def get_back_url(self) -> str:
        return str(self.row.get_absolute_url())
