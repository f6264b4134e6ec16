"""What a strand owes its contracting authority: the contract's terms, and the periods of the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.formats import format_date, format_period
from core.models import Addressed, History, Versioned
from core.periods import PartialDate, Period
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.enums import actors_in, one_of
from partnerships.fields import CodeField, name_field
from partnerships.models import Organisation, Strand
from partnerships.querysets import InStrandQuerySet
from reports.enums import PeriodKind, PeriodState, ReportLanguages, ReportStatus, Section

if TYPE_CHECKING:
    from reports.models import ProgressReport

_OF_REPORT = {
    ReportStatus.ISSUED: PeriodState.SENT,
    ReportStatus.RETURNED: PeriodState.RETURNED,
    ReportStatus.ACCEPTED: PeriodState.ACCEPTED,
}
OWED = frozenset({PeriodState.DUE, PeriodState.LATE, PeriodState.NOT_REPORTED, PeriodState.RETURNED})
# What the tag `status_label` draws of each state.
_MARKS = {
    PeriodState.COMING: "planned",
    PeriodState.DUE: "soon",
    PeriodState.LATE: "overdue",
    PeriodState.NOT_REPORTED: "not-reported",
    PeriodState.SENT: "done",
    PeriodState.RETURNED: "overdue",
    PeriodState.ACCEPTED: "done",
    PeriodState.SKIPPED: "cancelled",
}
# Nothing of a period is owed any more once its report is out, unless it was returned.
LOCKED = frozenset({ReportStatus.ISSUED, ReportStatus.ACCEPTED})
# What nobody reported within a year of its day is asked for no more, and is no longer called late: a strand of earlier
# years, recorded from its sources, owes nobody anything. Its report can still be compiled from the records.
ASKED_FOR = dt.timedelta(days=365)
DAYS = ("starts_on", "ends_on", "due_on")
NAMES = ("name_en", "name_ko")
# What the reports that went out say of the period stays as it is.
FIXED_ONCE_ISSUED = frozenset({"kind", *DAYS})
LONGEST_NUMBER = 80
# A report is due so long after the last day of its period.
UNTIL_DUE = dt.timedelta(weeks=4)


def usual_sections() -> list[str]:
    """Every section, in its usual order."""
    return list(Section.values)


class ReportingTerms(Versioned):
    """Under which contract a strand reports, and the template of its reports: sections in order.

    `implementer` is the organisation that the contract is with, one of the strand's implementers.
    """

    strand = models.OneToOneField(
        Strand, on_delete=models.PROTECT, related_name="reporting_terms", verbose_name=_("strand")
    )
    contract_number = models.CharField(_("contract number"), max_length=LONGEST_NUMBER, blank=True)
    implementer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("implementer")
    )
    sections = models.JSONField(_("sections of a report"), default=usual_sections, blank=True)

    history = History()

    STRAND_PATH: str = "strand"

    class Meta:
        verbose_name = _("reporting requirements")
        verbose_name_plural = _("reporting requirements")

    def __str__(self) -> str:
        return self.contract_number or str(self.strand)

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in the strand."""
        return actors_in(grants, self.strand_id)


class PeriodQuerySet(InStrandQuerySet):
    """Reporting periods."""

    def in_order(self) -> Self:
        """As they come due."""
        return self.order_by("due_on", "pk")

    def active(self) -> Self:
        """Those that were not skipped."""
        return self.filter(skipped_at=None)


class ReportingPeriod(Addressed, BilingualTexts, OneLanguageTexts, Versioned):
    """The days that a report covers (`starts_on` to `ends_on`, both included), and the day on which it is due.

    All are days of the strand's calendar in Brussels. `name` is its own name where the kind says too little. A
    skipped one asks for nothing; why stands in `skipped_reason`.
    """

    PAGE: str = "reports:period"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "period": "code"}
    BILINGUAL: tuple[str, ...] = ("name",)
    WRITTEN_ONCE: tuple[str, ...] = ("skipped_reason",)
    NAMED_WITH: tuple[str, ...] = ("strand",)

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="reporting_periods", verbose_name=_("strand")
    )
    code = CodeField(max_length=40)
    kind = models.CharField(_("kind"), max_length=9, choices=PeriodKind)
    name_en = name_field(_("name in English"))
    name_ko = name_field(_("name in Korean"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    due_on = models.DateField(_("due"))
    languages = models.CharField(_("languages"), max_length=5, choices=ReportLanguages, default=ReportLanguages.BOTH)
    skipped_at = models.DateTimeField(_("skipped"), null=True, blank=True, editable=False)
    skipped_reason = models.TextField(_("reason"), blank=True, editable=False)
    skipped_reason_other = other_text(_("reason"))

    name = TwoLanguageText()
    objects = PeriodQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["strand", "due_on"], name="reporting_period_order")]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="reporting_period_code"),
            one_of("reporting_period", "kind", PeriodKind),
            one_of("reporting_period", "languages", ReportLanguages),
            models.CheckConstraint(
                name="reporting_period_in_order", condition=Q(starts_on__lte=F("ends_on")) & Q(ends_on__lte=F("due_on"))
            ),
            models.CheckConstraint(
                name="reporting_period_skipped_why", condition=Q(skipped_at=None) | ~Q(skipped_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def is_skipped(self) -> bool:
        """Whether nothing is owed for it."""
        return self.skipped_at is not None

    @property
    def language_list(self) -> list[str]:
        """The languages in which the report is due, of those that the strand is written in."""
        written = self.strand.languages
        return [one for one in self.languages.split(";") if one in written] or list(written)

    @property
    def languages_label(self) -> str:
        """The same in words."""
        return str(ReportLanguages(";".join(self.language_list)).label)

    def last_day_given(self, today: dt.date) -> dt.date:
        """The last day that can be told of: its own, or today while it runs."""
        return min(self.ends_on, today)

    def covers(self, day: dt.date | None, today: dt.date) -> bool:
        """Whether a day lies in what can be told of it."""
        return day is not None and self.starts_on <= day <= self.last_day_given(today)

    @cached_property
    def today(self) -> dt.date:
        """The day on which it is looked at."""
        return clock.today()

    @cached_property
    def report(self) -> ProgressReport | None:
        """The newest issued report of the whole strand on it, without its snapshot; one query."""
        rows = self.reports.issued().filter(pairing=None).defer("snapshot")
        found: ProgressReport | None = rows.order_by("-revision").first()
        return found

    @cached_property
    def newest_status(self) -> str | None:
        """Of that report; also of one that only the database has looked at."""
        return self.report.status if self.report else None

    @property
    def is_locked(self) -> bool:
        """Whether its report is out, so that no update changes until it is returned."""
        return self.newest_status in LOCKED

    @property
    def state(self) -> PeriodState:
        if self.is_skipped:
            return PeriodState.SKIPPED
        if self.newest_status:
            return _OF_REPORT[ReportStatus(self.newest_status)]
        if self.is_late_on(self.today):
            return PeriodState.LATE
        if self.today > self.due_on:
            return PeriodState.NOT_REPORTED
        return PeriodState.DUE if self.today > self.ends_on else PeriodState.COMING

    @property
    def mark(self) -> str:
        """The state as the components' icon and colour."""
        return _MARKS[self.state]

    @property
    def is_owed(self) -> bool:
        """Whether a report can still be given: what nobody reported can, though nobody is asked for it any more."""
        return self.state in OWED

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked for it any more: its report is out, it was skipped, or nobody ever reported it."""
        return self.is_locked or self.state in {PeriodState.SKIPPED, PeriodState.NOT_REPORTED}

    @property
    def days_left(self) -> int:
        """Days until the report is due, below zero once the day is over."""
        return (self.due_on - self.today).days

    @property
    def days_label(self) -> str:
        """How many days are left or over, while a report is coming, due or late; else nothing."""
        days = self.days_left
        if self.state not in {PeriodState.COMING, PeriodState.DUE, PeriodState.LATE}:
            return ""
        if days == 0:
            return gettext("today")
        if days > 0:
            return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}

    @property
    def sentence(self) -> str:
        """The state in one sentence, with its day."""
        days, number = self.days_left, self.report.revision if self.report else 0
        facts = {"day": format_date(self.due_on, weekday=True), "days": abs(days), "number": number}
        match self.state:
            case PeriodState.SKIPPED:
                words = gettext("This period was skipped: nothing is due.")
            case PeriodState.ACCEPTED:
                words = gettext("The contracting authority has accepted the report, revision %(number)s.")
            case PeriodState.SENT:
                words = gettext(
                    "The report was issued, revision %(number)s. The contracting authority has not answered."
                )
            case PeriodState.RETURNED:
                words = gettext("The contracting authority has returned the report, revision %(number)s.")
            case PeriodState.LATE:
                words = ngettext(
                    "The report was due on %(day)s: it is %(days)s day late.",
                    "The report was due on %(day)s: it is %(days)s days late.",
                    -days,
                )
            case PeriodState.NOT_REPORTED:
                words = gettext("No report is recorded. It was due on %(day)s.")
            case _ if not days:
                words = gettext("The report is due today.")
            case _:
                words = ngettext(
                    "The report is due on %(day)s: %(days)s day is left.",
                    "The report is due on %(day)s: %(days)s days are left.",
                    days,
                )
        return words % facts

    def is_late_on(self, day: dt.date) -> bool:
        """Whether what is still open of it is late on a day, and asked for."""
        return self.due_on < day <= self.due_on + ASKED_FOR

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = pgettext("navigation", "Reports"), reverse("reports:calendar", args=[self.strand.code])
        return [*self.strand.get_crumbs(), listed, (self.title, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in the strand."""
        return actors_in(grants, self.strand_id)

    @property
    def days(self) -> Period:
        """The days that it covers, to be shown."""
        return Period(PartialDate(self.starts_on), PartialDate(self.ends_on))

    @property
    def title(self) -> str:
        """What it is called, with its days where its name could be that of another."""
        return self.name or f"{self.get_kind_display()}, {format_period(self.days)}"

    def check_open(self) -> None:
        """Refuse to change an update of a period that asks for none, has not begun, or is out. Raises DomainError."""
        if self.is_skipped:
            raise DomainError(gettext("This period was skipped: no update is due."))
        if self.starts_on > clock.today():
            begins = gettext("The period begins on %(day)s; its update can be written from then on.")
            raise DomainError(begins % {"day": format_date(self.starts_on)})
        if self.is_locked:
            locked = gettext(
                "The report on this period was issued. Its updates change only if the contracting authority returns it."
            )
            raise DomainError(locked)
