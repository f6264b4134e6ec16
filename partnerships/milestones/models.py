"""The milestone of a pairing and the moves of its date."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import AlreadyDone, DomainError
from core.folding import FoldedField
from core.formats import format_period
from core.models import Addressed, History, OfAct, PackRecord
from core.periods import YEARS, Period, PeriodFields, period_in_order
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.confirmations.models import Confirmed
from partnerships.enums import (
    OTHER,
    RESPONSIBLE,
    ConfirmationBy,
    ConfirmedText,
    MilestoneStatus,
    Responsible,
    Side,
    one_of,
)
from partnerships.fields import CodeField, SourceField, has_text, name_field
from partnerships.pairings.models import Pairing
from partnerships.plan.models import PlanItem, Stage
from partnerships.programmes.models import Strand
from partnerships.querysets import InPairingQuerySet, pairing_names


class MilestoneQuerySet(InPairingQuerySet):
    """Milestones."""

    NAMES = ("stage", "plan_item", *pairing_names())

    def on_day(self, day: dt.date) -> Self:
        """Each with `ended`, the first day on which it can have, and its status on a day (`status_then`).

        What was done later was open still. Both ends of a period are stored by their first day: of a month known
        without its day that is the 1st.
        """
        later = models.When(
            status=MilestoneStatus.DONE, ended__gt=day, then=models.Value(MilestoneStatus.PLANNED.value)
        )
        rows = self.annotate(ended=Coalesce("actual_end", "actual_start"))
        return rows.annotate(status_then=models.Case(later, default="status"))

    def open_on(self, day: Any) -> Self:
        """Those that were open on a day; what was done later was open still."""
        later = Q(actual_end__gt=day) | Q(actual_end=None, actual_start__gt=day)
        return self.filter(Q(status=MilestoneStatus.PLANNED) | Q(status=MilestoneStatus.DONE) & later)

    def overdue(self, today: dt.date) -> Self:
        """Open after their last day. Not reported, done and cancelled ones are never late."""
        return self.open_on(today).filter(forecast_last_day__lt=today)

    def in_order(self) -> Self:
        """As the journey goes: by stage, then by the plan as it stands."""
        return self.select_related("stage").order_by("stage__position", "forecast_start", "forecast_last_day", "pk")


class Milestone(Addressed, BilingualTexts, OneLanguageTexts, Confirmed, PackRecord):
    """A checkpoint on one pairing's way, with the first plan, the plan now and what happened.

    `from_sources` says that what it tells was loaded from published sources, not reported here.
    Where both sides must confirm (`confirmation`), they confirm the text that `confirmed_text` names,
    else the milestone's own title and outcome. `reported_side` is the side that reported it done
    (empty: staff for both), `objection` what the other side said against it, until it is reported anew.
    `apart_days` are its days and those of its events, as they were when a side kept both for `apart_reason`: once
    either moves, that is said no more.
    """

    LISTED_IN: tuple[str, ...] = ("milestone_codes",)  # fields that hold its codes, in order

    BILINGUAL: tuple[str, ...] = ("title", "outcome")
    WRITTEN_ONCE: tuple[str, ...] = ("reason", "objection", "apart_reason", "note")
    TAKES_DOCUMENTS: bool = True
    CONFIRMED_FIELDS: tuple[str, ...] = ("title_en", "title_ko", "outcome_en", "outcome_ko")
    SETTLED: dict[str, Any] = {MilestoneStatus.CANCELLED: _("The milestone is cancelled: there is nothing to confirm.")}
    TEXT_KIND: str = "milestone"
    HAS_OWN_PAGE: bool = True
    EDITED_WITH_RECORD: bool = True
    EDITED_ONCE_SETTLED: bool = True
    PART_LABELS: dict[str, Any] = {"title": _("Title"), "outcome": _("Outcome")}
    PAGE: str = "partnerships:milestone"
    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "milestone": "code"}
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "outcome_en", "outcome_ko", "note")
    NAMED_WITH: tuple[str, ...] = ()

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("pairing"))
    plan_item = models.ForeignKey(
        PlanItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="milestones",
        verbose_name=_("plan item"),
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("stage"))
    code = CodeField()
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    responsible = models.CharField(_("responsible"), max_length=11, choices=Responsible)
    baseline: Period = PeriodFields(_("baseline"))  # type: ignore[assignment]
    forecast: Period = PeriodFields(_("forecast"))  # type: ignore[assignment]
    actual: Period = PeriodFields(_("actual"))  # type: ignore[assignment]
    status = models.CharField(_("status"), max_length=9, choices=MilestoneStatus, default=MilestoneStatus.PLANNED)
    reason = models.TextField(_("reason why the actual date differs"), blank=True)
    reason_other = other_text(_("reason why the actual date differs"))
    confirmation = models.CharField(_("confirmed by"), max_length=4, choices=ConfirmationBy, blank=True)
    confirmed_text = models.CharField(_("confirmed text"), max_length=13, choices=ConfirmedText, blank=True)
    outcome_en = models.TextField(_("outcome in English"), blank=True)
    outcome_ko = models.TextField(_("outcome in Korean"), blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_side = models.CharField(_("reported by side"), max_length=11, choices=Side, blank=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True, editable=False)
    objection = models.TextField(_("objection"), blank=True, editable=False)
    objection_other = other_text(_("objection"))
    objection_side = models.CharField(_("objection of"), max_length=11, choices=Side, blank=True, editable=False)
    apart_days = models.TextField(_("days kept beside those of its events"), blank=True, editable=False)
    apart_reason = models.TextField(_("why its days differ from those of its event"), blank=True, editable=False)
    apart_reason_other = other_text(_("why its days differ from those of its event"))
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    note_other = other_text(_("note"))
    from_sources = models.BooleanField(_("recorded from sources"), default=False, editable=False)

    search_text = FoldedField(sources=("title_en", "title_ko"), db_index=True)
    order_ko = FoldedField(sources=("title_ko", "title_en"))

    title = TwoLanguageText()
    outcome = TwoLanguageText()
    objects = MilestoneQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["stage__position", "forecast_start", "forecast_last_day", "pk"]
        indexes = [
            models.Index(fields=["pairing", "forecast_start", "code"], name="milestone_order"),
            models.Index(fields=["status", "forecast_last_day"], name="milestone_open_until"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "code"], name="milestone_code"),
            has_text("milestone", "title"),
            one_of("milestone", "responsible", Responsible),
            one_of("milestone", "status", MilestoneStatus),
            one_of("milestone", "confirmation", ConfirmationBy),
            one_of("milestone", "confirmed_text", ConfirmedText),
            period_in_order("milestone", "baseline"),
            period_in_order("milestone", "forecast"),
            period_in_order("milestone", "actual"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_origin_label(self) -> str:
        """Where a follow-up comes from, in a sentence."""
        return gettext("It comes from the milestone “%(title)s”.") % {"title": self}

    @property
    def strand(self) -> Strand:
        return self.pairing.strand

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.pairing.get_crumbs(), (self.title, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As on its pairing; besides the side that answers for it, and either one where both do."""
        side, found = self.pairing.side_of(grants), self.pairing.actors(grants)
        if side and self.responsible == Responsible.BOTH:
            return found | {RESPONSIBLE, OTHER}
        return found | {RESPONSIBLE} if side and self.responsible == side else found

    def get_text_url(self) -> str:
        """The page of the text that both sides confirm where the milestone asks for it."""
        return self.pairing.address_of("partnerships:text", text=self.confirmed_text or self.text_slug)

    def get_text_edit_url(self) -> str:
        """Its own text is edited with the milestone."""
        return self.address_of("partnerships:milestone-edit")

    @classmethod
    def text_rows(cls, pairing: Pairing) -> models.QuerySet[Any]:
        """The milestones that ask for confirmation of their own text."""
        rows = cls.objects.filter(pairing=pairing, confirmation=ConfirmationBy.BOTH, confirmed_text="")
        return rows.in_order()

    @classmethod
    def asking(cls) -> Q:
        """Those that ask for their own text and take place."""
        return super().asking() & Q(confirmation=ConfirmationBy.BOTH, confirmed_text="")

    def unasked_label(self) -> str:
        """Staff may have changed since how it is confirmed."""
        if words := self.settled_label():
            return words
        if self.confirmation != ConfirmationBy.BOTH or self.confirmed_text:
            return gettext("The milestone no longer asks for a confirmation of its own text.")
        return ""

    def is_open_on(self, day: dt.date) -> bool:
        """Whether it was open on a day; what was done later was open still."""
        ended = self.actual.end or self.actual.start
        done_later = self.status == MilestoneStatus.DONE and ended is not None and ended.first_day > day
        return self.status == MilestoneStatus.PLANNED or done_later

    def is_overdue(self, today: dt.date) -> bool:
        """Open after its last day; nothing else is late."""
        last = self.forecast.last_day
        return last is not None and last < today and self.is_open_on(today)

    def days_over(self, today: dt.date) -> int:
        """Days since the last day of an overdue milestone, else 0."""
        last = self.forecast.last_day
        return (today - last).days if last and self.is_overdue(today) else 0

    @property
    def shown_period(self) -> Period:
        """What happened where it is known, else the plan as it stands."""
        return self.actual or self.forecast

    @property
    def moved(self) -> bool:
        """Whether what is shown differs from the first plan."""
        return bool(self.baseline) and _edges(self.shown_period) != _edges(self.baseline)

    @property
    def forecast_moved(self) -> bool:
        """Whether the plan as it stands has left the first one."""
        return bool(self.baseline) and _edges(self.forecast) != _edges(self.baseline)


def _edges(period: Period) -> tuple[dt.date | None, dt.date | None]:
    return period.first_day, period.last_day


def check_period(period: Period, *, field: str) -> None:
    """Refuse a period without a start, or one that ends before it starts. Raises DomainError on `field` or its end."""
    if period.start is None:
        raise DomainError(gettext("Give the day, the month or the year on which it starts."), field=field)
    if not period.in_order():
        raise DomainError(gettext("The end is before the start."), field=f"{field}_end")
    if any(edge.day.year not in YEARS for edge in (period.start, period.end) if edge):
        years = {"first": YEARS.start, "last": YEARS.stop - 1}
        raise DomainError(gettext("Write a date between the years %(first)s and %(last)s.") % years, field=field)


def check_move(*, old: Period, new: Period, hint: str = "") -> None:
    """Refuse to move what is open to where it already is, or into the past; `hint` says what to do instead.

    Raises AlreadyDone for the same dates, DomainError on `forecast` for all else.
    """
    check_period(new, field="forecast")
    if new == old:
        raise AlreadyDone(gettext("It is already planned for %(period)s.") % {"period": format_period(old)})
    last = new.last_day
    if last is not None and last < clock.today():
        refusal = gettext("%(period)s is past: what is open cannot be moved to the past.") % {
            "period": format_period(new)
        }
        raise DomainError(f"{refusal} {hint}".strip(), field="forecast")


class DateChange(OneLanguageTexts, OfAct):
    """A move of a forecast: from, to, why, by whom. Reports count these; none is ever changed."""

    CHANGED: tuple[str, ...] = ("milestone", "plan_item", "stage")
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("milestone", "plan_item", "stage")

    milestone = models.ForeignKey(
        Milestone,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="date_changes",
        verbose_name=_("milestone"),
    )
    plan_item = models.ForeignKey(
        PlanItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="date_changes",
        verbose_name=_("plan item"),
    )
    stage = models.ForeignKey(
        Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="date_changes", verbose_name=_("stage")
    )
    old: Period = PeriodFields(_("before"))  # type: ignore[assignment]
    new: Period = PeriodFields(_("after"))  # type: ignore[assignment]
    reason = models.TextField(_("reason"))
    reason_other = other_text(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("date change")
        verbose_name_plural = _("date changes")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["milestone", "-at"], name="date_change_milestone")]
        constraints = [
            models.CheckConstraint(
                name="date_change_of_one",
                condition=Q(milestone__isnull=False, plan_item=None, stage=None)
                | Q(milestone=None, plan_item__isnull=False, stage=None)
                | Q(milestone=None, plan_item=None, stage__isnull=False),
            ),
            models.CheckConstraint(name="date_change_reason_given", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        moved = self.milestone or self.plan_item or self.stage
        return f"{moved}: {format_period(self.old)} → {format_period(self.new)}"

    @classmethod
    def keep(
        cls,
        *,
        by: User | None,
        record: Milestone | PlanItem | Stage,
        old: Period,
        new: Period,
        reason: str,
        reason_other: str = "",
    ) -> None:
        """Keep a move of a record's forecast, in the act of the move."""
        change = cls(reason=reason.strip(), reason_other=reason_other, by=by, by_label=by.kept_name if by else "")
        setattr(change, {Milestone: "milestone", PlanItem: "plan_item", Stage: "stage"}[type(record)], record)
        change.old, change.new = old, new
        change.save()
