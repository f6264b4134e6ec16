"""What staff do to a strand's calendar of reports: set its terms, add, edit, skip and take up its periods."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.periods import YEARS, PartialDate
from partnerships.actions import OFFICE
from partnerships.translations.selectors import check_length, fill, what_differs
from reports.actions import NewInStrand
from reports.enums import PeriodKind, ReportLanguages
from reports.models import ReportingPeriod, ReportingTerms
from reports.periods.forms import PeriodForm, PeriodSkipForm, TermsForm
from reports.periods.models import DAYS, FIXED_ONCE_ISSUED, LONGEST_NUMBER, NAMES, UNTIL_DUE
from reports.periods.selectors import (
    RESERVED,
    check_days,
    check_sections,
    has_issued_report,
    implementers_of,
    period_code,
    propose_period,
    terms_of,
)

if TYPE_CHECKING:
    from partnerships.models import Strand

FIELDS = frozenset({"kind", "languages", *NAMES, *DAYS})
LONGEST_NAME = 200
CALENDAR = ("reports:calendar", pgettext_lazy("navigation", "Reports"))


def _changed(row: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """What differs. Raises AlreadyDone where nothing does."""
    if changed := what_differs(row, changes):
        return changed
    raise AlreadyDone(_("Nothing was changed."))


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
    logged = gettext_lazy("Changed the terms of reporting: %(fields)s")
    undo = "terms-edit"

    @classmethod
    def row_in(cls, strand: Strand) -> ReportingTerms:
        return terms_of(strand)

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
        row, changed = self.row, _changed(self.row, changes)
        fill(row, changed, fields=frozenset({"contract_number", "implementer", "sections"}))
        check_length("contract_number", row.contract_number, LONGEST_NUMBER)
        if row.implementer is not None and not implementers_of(row.strand).filter(pk=row.implementer.pk).exists():
            raise DomainError(_("Choose one of the strand's implementers."), field="implementer")
        check_sections(row.sections)
        row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved. Reports that are drafted from now on follow it.")

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
        _check(row)
        _check_new(row)
        codes = set(ReportingPeriod.objects.filter(strand=row.strand_id).values_list("code", flat=True))
        row.code = values.get("code") or period_code(row.kind, codes)
        if row.code in codes | RESERVED:
            raise DomainError(_("This code is taken."), field="code")
        row.save(by=self.by)
        self.log(new=row.days.iso(), until=PartialDate(row.due_on).iso())
        return _("Added.")

    def get_initial(self) -> dict[str, Any]:
        """What follows the last period."""
        following = propose_period(self.row.strand)
        return {name: getattr(following, name) for name in ("kind", *DAYS)}

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())


class OnPeriod(Action):
    """An action on one period."""

    on = ReportingPeriod
    allowed: ClassVar[frozenset[str]] = OFFICE

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports"}


class EditPeriod(OnPeriod):
    """Change kind, days, due day, languages and names; once a report on it was issued, languages and names alone."""

    key = "period-edit"
    form = PeriodForm
    title = gettext_lazy("Edit the reporting period")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    weight = "word"
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "period-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row, changed = self.row, _changed(self.row, changes)
        fixed = [name for name in changed if name in FIXED_ONCE_ISSUED]
        if fixed and self.is_fixed:
            raise DomainError(
                _("A report on this period was issued: its kind and its days stay as they are."), field=fixed[0]
            )
        fill(row, changed, fields=FIELDS)
        _check(row)
        if fixed:
            _check_new(row)
        row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    @cached_property
    def is_fixed(self) -> bool:
        """Whether a report on it was issued."""
        return has_issued_report(self.row)

    def get_consequences(self) -> list[str]:
        """Why its days are not asked."""
        if self.is_fixed:
            return [_("A report on this period was issued: its kind and its days stay as they are.")]
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "fixed": self.is_fixed}


def _check(row: ReportingPeriod) -> None:
    if row.kind not in PeriodKind.values:
        raise DomainError(_("Choose the kind of report."), field="kind")
    if row.languages not in ReportLanguages.values:
        raise DomainError(_("Choose the languages of the report."), field="languages")
    for name in NAMES:
        check_length(name, getattr(row, name), LONGEST_NAME)
    for name in DAYS:
        day = getattr(row, name)
        if day is None:
            raise DomainError(_("Give the day."), field=name)
        if day.year not in YEARS:
            years = {"first": YEARS.start, "last": YEARS.stop - 1}
            raise DomainError(_("Write a date between the years %(first)s and %(last)s.") % years, field=name)
    check_days(row.starts_on, row.ends_on, row.due_on)


def _check_new(row: ReportingPeriod) -> None:
    """A strand has no period twice."""
    same = ReportingPeriod.objects.filter(
        strand=row.strand_id, kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on
    )
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("The calendar has a period of this kind with these days already."), field="starts_on")


class SkipPeriod(OnPeriod):
    """Nothing is owed for it any more."""

    key = "period-skip"
    reason_of = OFFICE
    form = PeriodSkipForm
    title = gettext_lazy("Skip the reporting period")
    button = gettext_lazy("Skip it")
    weight = "word"
    question = gettext_lazy("Nothing is owed for it any more, and nobody is reminded. It can be taken up again.")
    logged = gettext_lazy("Skipped the reporting period")
    undo = "period-take-up"

    def check_possible(self) -> None:
        if self.row.is_skipped:
            raise AlreadyDone(_("This period was skipped already."))
        if has_issued_report(self.row):
            raise DomainError(_("A report on this period was issued: it can no longer be skipped."))

    def perform(self) -> str:
        self.row.skipped_at, self.row.skipped_reason = clock.now(), self.reason
        self.row.save(by=self.by)
        return _("Skipped. It can be taken up again.")


class TakeUpPeriod(OnPeriod):
    """A skipped one is owed again."""

    key = "period-take-up"
    title = gettext_lazy("Take the reporting period up again")
    button = pgettext_lazy("reporting period", "Take it up again")
    question = gettext_lazy("Its report and the updates of the cities are owed again.")
    logged = gettext_lazy("Took the skipped reporting period up again")
    undo = "period-skip"

    def check_possible(self) -> None:
        if not self.row.is_skipped:
            raise AlreadyDone(_("This period is not skipped."))

    def perform(self) -> str:
        self.row.skipped_at, self.row.skipped_reason = None, ""
        self.row.save(by=self.by)
        return _("Taken up again.")


STEPS = (TakeUpPeriod, EditPeriod, SkipPeriod)
