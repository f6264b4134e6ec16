"""What staff do to a strand's calendar of reports: set its terms, add, edit, skip and take up its periods.

The forms of a period and of the terms are here too.
"""

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.act_forms import EditForm, ReasonForm
from core.actions import Action
from core.date_fields import DateField
from core.errors import AlreadyDone, DomainError
from core.periods import YEARS, PartialDate
from core.texts import in_reading_order
from partnerships.actions import OFFICE, Edits
from partnerships.fields import RESERVED
from partnerships.models import Strand
from partnerships.translations.selectors import check_length, fill, real_changes
from reports.actions import NewInStrand, check_fields
from reports.enums import Section
from reports.models import ReportingPeriod, ReportingTerms
from reports.periods import selectors
from reports.periods.models import DAYS, FIXED_ONCE_ISSUED, LONGEST_NUMBER, NAMES, UNTIL_DUE
from reports.progress.services import follow_template

FIELDS = frozenset({"kind", "languages", *NAMES, *DAYS})
CALENDAR = ("reports:calendar", pgettext_lazy("navigation", "Reports"))


class PeriodForm(EditForm):
    """A period, new or not; `fixed` says that a report on it was issued, so that its days stay."""

    why: dict[str, Any] = {
        "kind": gettext_lazy("It decides the title of the report."),
        "starts_on": gettext_lazy("The report counts what happened from this day on."),
        "ends_on": gettext_lazy("The report counts what happened until this day."),
        "due_on": gettext_lazy("Reminders go out before this day."),
        "languages": gettext_lazy("Staff see where a text is missing in one of them."),
    }

    class Meta:
        model = ReportingPeriod
        fields: list[str] = ["kind", "starts_on", "ends_on", "due_on", "languages", "name_en", "name_ko"]
        field_classes: dict[str, Any] = dict.fromkeys(("starts_on", "ends_on", "due_on"), DateField)
        labels: dict[str, Any] = {
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
        if len(record.strand.languages) == 1:
            del self.fields["languages"]
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
            selectors.check_days(cleaned.get("starts_on"), cleaned.get("ends_on"), cleaned.get("due_on"))

    @property
    def given(self) -> dict[str, Any]:
        if self.record.pk is not None:
            return super().given
        return {"values": {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}}


class PeriodSkipForm(ReasonForm):
    """Why nothing is due for a period."""

    why: dict[str, Any] = {"reason": gettext_lazy("Everybody in the strand reads it in the calendar.")}


MOST_SECTIONS = 99


class TermsForm(EditForm):
    """Contract, implementer, and the sections of a report: a number before each, none where it is left out."""

    class Meta:
        model = ReportingTerms
        fields: list[str] = ["contract_number", "implementer"]
        labels: dict[str, Any] = {
            "contract_number": gettext_lazy("Contract number"),
            "implementer": gettext_lazy("Implementer"),
        }

    def __init__(self, *args: Any, record: ReportingTerms, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        chosen: Any = self.fields["implementer"]
        chosen.queryset = selectors.implementers_of(strand)
        chosen.empty_label = pgettext("implementer of a contract", "Not named")
        chosen.help_text = _("The organisation the contract is with.")
        self.fields["contract_number"].help_text = _("As the contracting authority writes it; reports carry it.")
        self.before = list(record.sections)
        # Those chosen in their order, then those left out.
        self.names = {f"section_{value}": value for value in dict.fromkeys([*self.before, *Section.values])}
        for name, value in self.names.items():
            self.fields[name] = forms.IntegerField(
                label=_("Position of “%(section)s”") % {"section": Section(value).label},
                required=False,
                min_value=1,
                max_value=MOST_SECTIONS,
                widget=forms.NumberInput(attrs={"class": "form-control", "size": 3}),
            )
            self.initial[name] = self.before.index(value) + 1 if value in self.before else None

    def values_of(self, record: ReportingTerms) -> dict[str, Any]:
        """With the place of each section, none where it is left out."""
        places = {value: place for place, value in enumerate(record.sections, 1)}
        return super().values_of(record) | {name: places.get(value) for name, value in self.names.items()}

    @property
    def section_rows(self) -> list[tuple[str, BoundField]]:
        """For each section its name and the field of its number."""
        return [(str(Section(value).label), self[name]) for name, value in self.names.items()]

    @property
    def chosen_sections(self) -> list[str]:
        """By their numbers; what is moved takes the place of what has its number, which makes way."""
        numbered = [
            (number, (number > (self.initial[name] or number)) - (name in self.changed_data) / 2, at, value)
            for at, (name, value) in enumerate(self.names.items())
            if (number := self.cleaned_data.get(name))
        ]
        return [value for *_order, value in sorted(numbered)]

    def check(self, cleaned: dict[str, Any]) -> None:
        """One section at least."""
        del cleaned
        selectors.check_sections(self.chosen_sections)

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


class EditTerms(NewInStrand):
    """Set contract, implementer, and which sections a report has in which order.

    Who sets them for the first time waits for another who does.
    """

    key = "terms-edit"
    on = ReportingTerms
    allowed = OFFICE
    listed_at, listed_as = CALENDAR
    form = TermsForm
    template = "reports/progress/terms_edit.html"
    title = gettext_lazy("Contract and template of reports")
    button = gettext_lazy("Save")
    logged = gettext_lazy("Changed the reporting requirements: %(fields)s")
    undo = "terms-edit"

    @classmethod
    def row_in(cls, strand: Strand) -> ReportingTerms:
        return selectors.terms_of(strand)

    @classmethod
    def locked(cls, row: ReportingTerms) -> Any:
        """Raises DomainError where another has set the first ones meanwhile."""
        current = super().locked(row)
        if current.pk is not None and row.pk is None:
            raise DomainError(_("Someone else has set the terms meanwhile. Nothing was saved; open the page again."))
        return current

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are `contract_number`, `implementer` (or None) and `sections` in order.

        Raises AlreadyDone, DomainError with the field at fault.
        """
        row, changed = self.row, real_changes(self.row, changes)
        fill(row, changed, fields=frozenset({"contract_number", "implementer", "sections"}))
        check_length("contract_number", row.contract_number, LONGEST_NUMBER)
        possible = selectors.implementers_of(row.strand)
        if row.implementer is not None and not possible.filter(pk=row.implementer.pk).exists():
            raise DomainError(_("Choose one of the strand's implementers."), field="implementer")
        selectors.check_sections(row.sections)
        row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        if "sections" in changed:
            follow_template(by=self.by, strand=row.strand)
        return _("Saved. Drafts follow it too, and keep the sections that have text.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "strand": self.row.strand}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """The first ones replace nothing."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None


class AddPeriod(NewInStrand):
    """Add a period, as it most likely follows the last one, with a code of its own.

    Periods may overlap, as the final one often covers all.
    """

    key = "period-add"
    on = ReportingPeriod
    allowed = OFFICE
    listed_at, listed_as = CALENDAR
    form = PeriodForm
    title = gettext_lazy("Add a reporting period")
    button = pgettext_lazy("verb", "Add")
    question = gettext_lazy("The day after its last day, every city is asked for its update.")
    logged = gettext_lazy("Added the reporting period %(new)s, due on %(until)s")
    undo = "period-skip"

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are `kind`, `starts_on`, `ends_on`, perhaps `due_on`, `languages`, `name_en`, `name_ko`, `code`.

        Without a due day the report is due four weeks after the last day; without a code it gets one from its kind and
        number. Raises DomainError with the field at fault.
        """
        row = self.row
        given = {name: value for name, value in values.items() if name in FIELDS and value is not None}
        if ends_on := given.get("ends_on"):
            given.setdefault("due_on", min(ends_on, dt.date(YEARS.stop - 2, 1, 1)) + UNTIL_DUE)
        fill(row, given, fields=FIELDS)
        check_fields(row, FIELDS)
        selectors.check_days(row.starts_on, row.ends_on, row.due_on)
        _check_new(row)
        codes = set(ReportingPeriod.objects.filter(strand=row.strand_id).values_list("code", flat=True))
        row.code = values.get("code") or selectors.period_code(row.kind, codes)
        if row.code in codes | RESERVED:
            raise DomainError(_("This code is taken."), field="code")
        row.save(by=self.by)
        self.log(new=row.days.iso(), until=PartialDate(row.due_on).iso())
        return _("Added.")

    def get_initial(self) -> dict[str, Any]:
        """What follows the last period."""
        following = selectors.propose_period(self.row.strand)
        return {name: getattr(following, name) for name in ("kind", *DAYS)}

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())


class OnPeriod(Action):
    """An action on one period."""

    on = ReportingPeriod
    allowed: frozenset[str] = OFFICE

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports"}


class EditPeriod(Edits, OnPeriod):
    """Change kind, days, due day, languages and names; once a report on it was issued, languages and names alone."""

    key = "period-edit"
    form = PeriodForm
    title = gettext_lazy("Edit the reporting period")
    button = gettext_lazy("Edit")
    weight = "word"
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "period-edit"

    def write(self, changed: dict[str, Any]) -> None:
        row = self.row
        fixed = [name for name in changed if name in FIXED_ONCE_ISSUED]
        if fixed and self.is_fixed:
            raise DomainError(
                _("A report on this period was issued: its kind and its days stay as they are."), field=fixed[0]
            )
        fill(row, changed, fields=FIELDS)
        check_fields(row, FIELDS)
        selectors.check_days(row.starts_on, row.ends_on, row.due_on)
        if fixed:
            _check_new(row)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether a report on it was issued."""
        return selectors.has_issued_report(self.row)

    def get_consequences(self) -> list[str]:
        """Why its days are not asked."""
        fixed = _("A report on this period was issued: its kind and its days stay as they are.")
        return [fixed] if self.is_fixed else []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "fixed": self.is_fixed}


def _check_new(row: ReportingPeriod) -> None:
    """A strand has no period twice."""
    same = {name: getattr(row, name) for name in ("strand", "kind", "starts_on", "ends_on")}
    if ReportingPeriod.objects.filter(**same).exclude(pk=row.pk).exists():
        raise DomainError(_("The calendar has a period of this kind with these days already."), field="starts_on")


class SkipPeriod(OnPeriod):
    """Nothing is owed for it any more."""

    key = "period-skip"
    reason_of = OFFICE
    form = PeriodSkipForm
    title = gettext_lazy("Skip the reporting period")
    button = gettext_lazy("Skip it")
    weight = "word"
    question = gettext_lazy("No report or update is due for it any more, and nobody is reminded. It can be reopened.")
    logged = gettext_lazy("Skipped the reporting period")
    undo = "period-take-up"

    def check_possible(self) -> None:
        if self.row.is_skipped:
            raise AlreadyDone(_("This period was skipped already."))
        if selectors.has_issued_report(self.row):
            raise DomainError(_("A report on this period was issued: it can no longer be skipped."))

    def perform(self) -> str:
        self.row.skipped_at, self.row.skipped_reason = clock.now(), self.reason
        self.row.save(by=self.by)
        return _("Skipped. It can be taken up again.")


class TakeUpPeriod(OnPeriod):
    """A skipped one is owed again."""

    key = "period-take-up"
    title = gettext_lazy("Reopen the reporting period")
    button = pgettext_lazy("reporting period", "Reopen")
    question = gettext_lazy("Its report and the updates of the cities have to be submitted again.")
    logged = gettext_lazy("Took the skipped reporting period up again")
    undo = "period-skip"

    def check_possible(self) -> None:
        if not self.row.is_skipped:
            raise AlreadyDone(_("This period is not skipped."))

    def perform(self) -> str:
        self.row.skipped_at, self.row.skipped_reason = None, ""
        self.row.save(by=self.by)
        return _("Reopened.")


STEPS = (TakeUpPeriod, EditPeriod, SkipPeriod)
