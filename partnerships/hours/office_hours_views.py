"""What a partner's page tells of its office hours and closing days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.formats import format_period
from core.periods import PartialDate, Period
from partnerships.hours.forms import ClosingDayForm, HoursForm
from partnerships.hours.holidays import regions_of
from partnerships.hours.services import add_closing_day, edit_hours, remove_closing_day
from partnerships.models import ClosingDay
from partnerships.places.pages import PartnerAct
from partnerships.rules.together import may_edit_closing_day, may_edit_participation

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Participation


def office_hours(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Hours, region and closing days still to come, for `components/office_hours.html`; one query."""
    days = ClosingDay.objects.filter(participation=participation, ends_on__gte=clock.today()).order_by(
        "starts_on", "pk"
    )
    city = participation.partner.first_city
    regions = regions_of(str(city.country)) if city else {}
    may_edit = may_edit_participation(grants, participation)
    words = [participation.strand.code, participation.partner.code]
    return {
        "participation": participation,
        "region": regions.get(participation.holiday_region, participation.holiday_region),
        "days": [(row, span_of(row), _remove_url(row, words) if may_edit else "") for row in days],
        "edit_url": reverse("partnerships:hours-edit", args=words) if may_edit else "",
        "add_url": reverse("partnerships:closing-day-add", args=words) if may_edit else "",
    }


def span_of(row: ClosingDay) -> str:
    """The days of a closing day in words."""
    last = PartialDate(row.ends_on) if row.ends_on != row.starts_on else None
    return format_period(Period(PartialDate(row.starts_on), last))


def _remove_url(row: ClosingDay, words: list[str]) -> str:
    return reverse("partnerships:closing-day-remove", args=[*words, row.pk])


# The acts on a partner's office hours and closing days.


class _Act(PartnerAct):
    """An act on a partner's office."""

    rule: ClassVar[Any] = may_edit_participation

    def get_record(self) -> Any:
        """The participation itself."""
        return self.participation

    def get_done_url(self) -> str:
        """The partner's office hours."""
        return f"{self.participation.get_absolute_url()}#office-hours"

    def get_question(self) -> str:
        """Whose office."""
        return str(self.participation.partner.name)


class HoursEdit(_Act):
    """Changes when the office opens and closes, and whose holidays it keeps."""

    form_class = HoursForm
    title = gettext_lazy("Edit the office hours")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:hours-edit"

    def act(self, form: Any) -> str:
        """Save them."""
        edit_hours(
            by=self.request.user,
            grants=self.grants,
            participation=self.record,
            version=form.cleaned_data["seen_version"],
            changes=form.changes,
        )
        return _("Saved.")


class ClosingDayAdd(_Act):
    """Says that the office is closed."""

    form_class = ClosingDayForm
    title = gettext_lazy("Add closing days")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:closing-day-remove"
    undone_at: ClassVar[dict[str, str]] = {"closing_day": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}

    def act(self, form: Any) -> str:
        """Add them."""
        given = form.cleaned_data
        self.added = add_closing_day(
            by=self.request.user,
            grants=self.grants,
            participation=self.participation,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            name=given["name"],
        )
        return _("Added to the closing days.")


class ClosingDayRemove(_Act):
    """Takes closing days away."""

    rule: ClassVar[Any] = may_edit_closing_day
    title = gettext_lazy("Remove closing days")
    submit_label = pgettext_lazy("closing day", "Remove")
    danger = True
    undone_by = "partnerships:closing-day-add"

    def get_record(self) -> ClosingDay:
        """Those of the partner, else 404."""
        row = self.get_or_404(ClosingDay.objects.all(), participation=self.participation, pk=self.kwargs["closing_day"])
        row.participation = self.participation
        return row

    def get_question(self) -> str:
        """Which ones."""
        return f"{self.participation.partner.name}: {span_of(self.record)}, “{self.record.name}”"

    def get_undo_kwargs(self, form: Any) -> dict[str, Any]:
        """They are added anew to the partner."""
        return {name: word for name, word in super().get_undo_kwargs(form).items() if name != "closing_day"}

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """As they were."""
        del form
        return {name: getattr(self.record, name) for name in ("starts_on", "ends_on", "name")}

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("The office counts as open on these days. The history of the partner's pairings keeps them.")]

    def act(self, form: Any) -> str:
        """Remove them."""
        remove_closing_day(
            by=self.request.user,
            grants=self.grants,
            closing_day=self.record,
            version=form.cleaned_data["seen_version"],
        )
        return _("Removed. If that was a mistake, add the days again.")
