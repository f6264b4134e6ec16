"""The acts on a partner's office hours and closing days."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partnerships.forms.hours import ClosingDayForm, HoursForm
from partnerships.models import ClosingDay
from partnerships.rules import may_edit_closing_day, may_edit_participation
from partnerships.services.offices import add_closing_day, edit_hours, remove_closing_day
from partnerships.views.offices import span_of
from partnerships.views.partners import PartnerAct


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

    def get_undo_words(self, form: Any) -> dict[str, Any]:
        """They are added anew to the partner."""
        return {name: word for name, word in super().get_undo_words(form).items() if name != "closing_day"}

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
