"""The forms of a strand's calendar: a period, and the terms of reporting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.act_forms import EditForm, ReasonForm
from core.date_fields import DateField
from core.texts import in_reading_order
from reports.models import ReportingPeriod, ReportingTerms
from reports.periods.models import FIXED_ONCE_ISSUED
from reports.periods.selectors import check_days, check_sections, implementers_of
from reports.progress.forms import ChoosesSections

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from partnerships.models import Strand


class PeriodForm(EditForm):
    """A period, new or not; `fixed` says that a report on it was issued, so that its days stay."""

    why: ClassVar[dict[str, Any]] = {
        "kind": gettext_lazy("It decides the title and the sections of the report."),
        "starts_on": gettext_lazy("The report counts what happened from this day on."),
        "ends_on": gettext_lazy("The report counts what happened until this day."),
        "due_on": gettext_lazy("Reminders go out before this day."),
        "languages": gettext_lazy("Staff are told where a text is missing in one of them."),
    }

    class Meta:
        model = ReportingPeriod
        fields: ClassVar[list[str]] = ["kind", "starts_on", "ends_on", "due_on", "languages", "name_en", "name_ko"]
        field_classes: ClassVar[dict[str, Any]] = dict.fromkeys(("starts_on", "ends_on", "due_on"), DateField)
        labels: ClassVar[dict[str, Any]] = {
            "kind": pgettext_lazy("reporting period", "Kind of report"),
            "starts_on": gettext_lazy("First day"),
            "ends_on": gettext_lazy("Last day"),
            "due_on": gettext_lazy("Report due on"),
            "languages": gettext_lazy("Languages of the report"),
            "name_en": gettext_lazy("Own name, in English"),
            "name_ko": gettext_lazy("Own name, in Korean"),
        }

    def __init__(self, *args: Any, record: ReportingPeriod, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in FIXED_ONCE_ISSUED if fixed else ():
            del self.fields[name]
        for name in ("kind", "languages"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = [choice for choice in field.choices if choice[0]]
        if not record.pk:
            self.fields["due_on"].required = False
            self.fields["due_on"].help_text = _("Left empty, it is due four weeks after the last day.")
        names = in_reading_order("name")
        self.fields[names[0]].help_text = _("Only where the kind of report does not say enough. Usually left empty.")
        self.order_fields([*self.Meta.fields[:5], *names])

    def check(self, cleaned: dict[str, Any]) -> None:
        """Days in order, in the service's words."""
        if "starts_on" in self.fields:
            check_days(cleaned.get("starts_on"), cleaned.get("ends_on"), cleaned.get("due_on"))

    @property
    def given(self) -> dict[str, Any]:
        if self.record.pk is not None:
            return super().given
        return {"values": {name: self.cleaned_data[name] for name in self.Meta.fields}}


class PeriodSkipForm(ReasonForm):
    """Why nothing is due for a period."""

    why: ClassVar[dict[str, Any]] = {"reason": gettext_lazy("Everybody in the strand reads it in the calendar.")}


class TermsForm(ChoosesSections, EditForm):
    """Contract, implementer, and the sections of a report with their places."""

    class Meta:
        model = ReportingTerms
        fields: ClassVar[list[str]] = ["contract_number", "implementer"]
        labels: ClassVar[dict[str, Any]] = {
            "contract_number": gettext_lazy("Contract number"),
            "implementer": gettext_lazy("Implementer"),
        }

    def __init__(self, *args: Any, record: ReportingTerms, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        chosen: Any = self.fields["implementer"]
        chosen.queryset = implementers_of(strand)
        chosen.empty_label = pgettext("implementer of a contract", "Not named")
        chosen.help_text = _("The organisation the contract is with.")
        self.fields["contract_number"].help_text = _("As the contracting authority writes it; reports carry it.")
        self.before = list(record.sections)
        self.offer_sections(self.before)

    def check(self, cleaned: dict[str, Any]) -> None:
        """One section at least."""
        del cleaned
        check_sections(self.chosen_sections)

    @property
    def head_fields(self) -> list[BoundField]:
        """The fields above the table of sections."""
        return [self[name] for name in self.Meta.fields]

    @property
    def changes(self) -> dict[str, Any]:
        """What the user changed, with `sections` in their order."""
        found = super().changes
        chosen = self.chosen_sections
        return found if chosen == self.before else found | {"sections": chosen}
