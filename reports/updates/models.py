"""One city's part of a report: three answers above lines drafted from the records, and its way to acceptance."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.models import Addressed, History, Versioned
from core.texts import LANGUAGES, BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.enums import OWN, STAFF, one_of
from partnerships.models import Participation, Strand
from partnerships.querysets import InStrandQuerySet
from reports.enums import HANDED_IN, SENT_UPDATE, LineState, Question, UpdateAct, UpdateStatus
from reports.periods.models import ReportingPeriod

ANSWERS = tuple(f"{question}_{language}" for question in Question.values for language in LANGUAGES)
LONGEST_ANSWER = 10_000
LONGEST_LINE = 1000


class CityUpdateQuerySet(InStrandQuerySet):
    """City updates."""

    STRAND = "period__strand"
    NAMES = ("period__strand", "participation__partner", "participation__strand")

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """For the own partner, staff, authority; once sent for the other side of a pairing too."""
        if grants.is_administrator:
            return self
        mine = grants.participations
        other_side = Q(status__in=SENT_UPDATE) & (
            Q(participation__pairings_as_eu__counterpart__in=mine)
            | Q(participation__pairings_as_counterpart__eu__in=mine)
        )
        shown = self.model._default_manager.filter(
            Q(period__strand__in=grants.staff | grants.authority) | Q(participation__in=mine) | other_side
        )
        return self.filter(pk__in=shown.values("pk"))

    def followed_by(self, grants: Grants) -> Self:
        """Those whose way the reader follows, step by step: of the own partner, for staff, authority, administrator."""
        if grants.is_administrator:
            return self
        return self.filter(
            Q(period__strand__in=grants.staff | grants.authority) | Q(participation__in=grants.participations)
        )


class CityUpdate(Addressed, BilingualTexts, Versioned):
    """What a partner reports for a period, in one language at least.

    `lines` are those that were drafted from the records and touched, or frozen when it was submitted: objects with
    `key` (which record and what of it), `question`, `state` (kept, edited, dropped), `text_en`, `text_ko` and `url`.
    """

    LIES_IN: str = "period"

    PAGE: str = "reports:update"
    ADDRESS: dict[str, str] = {
        "strand": "period__strand__code",
        "period": "period__code",
        "partner": "participation__partner__code",
    }
    BILINGUAL: tuple[str, ...] = ("achieved", "difficult", "next")
    NAMED_WITH: tuple[str, ...] = ("period__strand", "participation__partner")

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="updates", verbose_name=_("reporting period")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="city_updates", verbose_name=_("partner")
    )
    status = models.CharField(
        _("status"), max_length=9, choices=UpdateStatus, default=UpdateStatus.DRAFT, editable=False
    )
    achieved_en = models.TextField(_("what was achieved, in English"), blank=True)
    achieved_ko = models.TextField(_("what was achieved, in Korean"), blank=True)
    difficult_en = models.TextField(_("what was difficult, in English"), blank=True)
    difficult_ko = models.TextField(_("what was difficult, in Korean"), blank=True)
    next_en = models.TextField(_("what comes next, in English"), blank=True)
    next_ko = models.TextField(_("what comes next, in Korean"), blank=True)
    lines = models.JSONField(
        _("lines from the records"), default=list, blank=True, encoder=DjangoJSONEncoder, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(pgettext_lazy("city update", "accepted"), null=True, blank=True, editable=False)

    achieved = TwoLanguageText()
    difficult = TwoLanguageText()
    next = TwoLanguageText()
    objects = CityUpdateQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("city update")
        verbose_name_plural = _("city updates")
        ordering = ["period", "participation"]
        constraints = [
            models.UniqueConstraint(fields=["period", "participation"], name="city_update_once"),
            one_of("city_update", "status", UpdateStatus),
        ]

    def __str__(self) -> str:
        return f"{self.participation.partner}: {self.period}"

    @property
    def strand(self) -> Strand:
        """The strand of the period."""
        return self.period.strand

    @property
    def is_handed_in(self) -> bool:
        """Whether it was submitted and not asked to be completed."""
        return self.status in HANDED_IN

    @property
    def is_owed(self) -> bool:
        """Whether it still waits for the partner."""
        return not (self.is_handed_in or self.period.is_skipped or self.period.is_locked)

    @property
    def is_late(self) -> bool:
        return self.is_owed and self.period.is_late_on(self.period.today)

    @property
    def days_label(self) -> str:
        """By how many days it is late; nothing where it is not."""
        days = -self.period.days_left
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if self.is_late else ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.period.get_crumbs(), (self.participation.partner.name, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it: as its partner, else as staff; nobody accepts the own city's."""
        if self.participation_id in grants.participations and self.participation.strand_id == self.period.strand_id:
            return frozenset({OWN})
        return frozenset({STAFF}) if self.period.strand_id in grants.staff else frozenset()

    def is_followed_by(self, grants: Grants) -> bool:
        """Whether the reader follows its way, as `followed_by` has it; of one that nobody began too."""
        inside = grants.is_administrator or self.period.strand_id in grants.staff | grants.authority
        return inside or self.participation_id in grants.participations

    @property
    def announced(self) -> list[dict[str, Any]]:
        """Its lines, as they are kept, that told what comes next."""
        kept = (LineState.KEPT, LineState.EDITED)
        return [row for row in self.lines if row["question"] == Question.NEXT and row["state"] in kept]

    def body(self) -> dict[str, Any]:
        """What it reports, as a submission keeps it: its answers by field, its lines."""
        answers = {name: getattr(self, name) for name in ANSWERS}
        return {"answers": answers, "lines": list(self.lines), "stale": self.stale_texts}


class UpdateStep(OneLanguageTexts):
    """One step of a city update, never changed: who did what when, why, and what the update said then (`body`)."""

    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("update",)

    update = models.ForeignKey(CityUpdate, on_delete=models.PROTECT, related_name="steps", verbose_name=_("update"))
    act = models.CharField(_("step"), max_length=10, choices=UpdateAct)
    at = models.DateTimeField(_("when"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))
    body = models.JSONField(_("what it said"), default=dict, encoder=DjangoJSONEncoder)

    # What its page shows of a submission: the how-manieth it is, and what changed since the one before.
    number: int = 0
    changes: list[dict[str, Any]] | None = None

    class Meta:
        verbose_name = _("step of a city update")
        verbose_name_plural = _("steps of city updates")
        ordering = ["at", "id"]
        constraints = [
            one_of("update_step", "act", UpdateAct),
            models.CheckConstraint(
                name="update_step_returned_why", condition=~Q(act=UpdateAct.RETURNED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update}, {self.get_act_display()}"
