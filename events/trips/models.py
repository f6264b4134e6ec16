"""The papers of a journey: the plan before it and the report after it, with its photographs."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import PROTECT, SET_NULL, Q
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.folding import LONG, FoldedField
from core.models import History, Versioned
from core.periods import DAY
from core.texts import LANGUAGES, BilingualTexts, TwoLanguageText
from events.delegations.models import Delegation
from events.enums import EventStatus, TripPaperKind
from events.events.models import LiesIn
from partnerships.documents.models import document_storage
from partnerships.enums import one_of

MOST_LETTERS = 8000
MOST_PHOTOS = 12  # as many as a report holds and a file can still be mailed
LONGEST_CAPTION = 300
CAPTIONS = ("caption_en", "caption_ko")


class TripPaperQuerySet(models.QuerySet[Any]):
    """Plans and reports of journeys."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(delegation__participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """The own partner's, all of the strands of staff and authority."""
        if grants.is_administrator:
            return self.all()
        own = Q(delegation__participation__in=grants.participations)
        return self.filter(own | Q(delegation__event__strand__in=grants.staff | grants.authority))


class TripPaper(LiesIn, BilingualTexts, Versioned):
    """What a delegation writes of its journey beside what the records already say.

    The plan has its purpose; the report its outline, what it means for the own city (implications) and photographs.
    Itinerary, people, activities by topic come from the records. It is finished by whoever writes it; a finished one
    is taken up again by an edit. `TEXTS` are what people write in each kind; `plan`, set by who reads both papers, has
    the purpose of the journey.
    """

    plan: TripPaper
    LIES_IN: str = "delegation"

    BILINGUAL: tuple[str, ...] = ("purpose", "outline", "implications")
    TEXTS: dict[str, Any] = {TripPaperKind.PLAN: ("purpose",), TripPaperKind.REPORT: ("outline", "implications")}
    NAMED_WITH: tuple[str, ...] = ("delegation__event__strand", "delegation__participation__partner")
    PAGE: str = "events:trip-paper"
    ADDRESS: dict[str, str] = {
        "strand": "delegation__event__strand__code",
        "event": "delegation__event__code",
        "partner": "delegation__participation__partner__code",
        "paper": "kind",
    }

    delegation = models.ForeignKey(Delegation, on_delete=PROTECT, related_name="papers", verbose_name=_("delegation"))
    kind = models.CharField(_("paper"), max_length=6, choices=TripPaperKind)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    purpose_ko = models.TextField(_("purpose in Korean"), blank=True)
    outline_en = models.TextField(_("outline in English"), blank=True)
    outline_ko = models.TextField(_("outline in Korean"), blank=True)
    implications_en = models.TextField(_("implications in English"), blank=True)
    implications_ko = models.TextField(_("implications in Korean"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+", editable=False
    )
    finished_label = models.CharField(_("finished by"), max_length=200, blank=True, editable=False)
    search_text = FoldedField(
        sources=tuple(f"{name}_{language}" for name in BILINGUAL for language in LANGUAGES), max_length=LONG
    )

    purpose = TwoLanguageText()
    outline = TwoLanguageText()
    implications = TwoLanguageText()
    objects = TripPaperQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("trip paper")
        verbose_name_plural = _("trip papers")
        ordering = ["delegation", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "kind"], name="trip_paper_once"),
            one_of("trip_paper", "kind", TripPaperKind),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.delegation}"

    @property
    def text_fields(self) -> list[str]:
        """The columns of what people write in it."""
        return [f"{name}_{language}" for name in self.TEXTS[self.kind] for language in LANGUAGES]

    @property
    def due(self) -> dt.date | None:
        """So many days before the first day (TRIP_PLAN_DAYS), or after they were home (TRIP_REPORT_DAYS), once known.

        Of a report whose last day is known by month only it is the latest that it can be.
        """
        period = self.delegation.event.shown_period
        if self.kind == TripPaperKind.REPORT:
            home = self.delegation.returned_on or period.last_day
            return home + dt.timedelta(days=settings.TRIP_REPORT_DAYS) if home else None
        if period.start is None or period.start.precision != DAY:
            return None
        return period.start.day - dt.timedelta(days=settings.TRIP_PLAN_DAYS)

    @property
    def due_is_exact(self) -> bool:
        """Whether the day from which `due` is counted is known to the day."""
        period = self.delegation.event.shown_period
        edge = period.end or period.start
        counted = self.kind == TripPaperKind.PLAN or self.delegation.returned_on
        return bool(counted) or (edge is not None and edge.precision == DAY)

    @property
    def asked_until(self) -> dt.date | None:
        """`due` where it is asked for: never of a host or of what sources record alone, a plan until the first day."""
        event = self.delegation.event
        off = event.status in {EventStatus.CANCELLED, EventStatus.UNKNOWN} or event.from_sources
        if self.finished_at or off or self.delegation.is_host:
            return None
        first = event.shown_period.first_day
        begun = first is not None and clock.today() >= first
        return None if begun and self.kind == TripPaperKind.PLAN else self.due

    @property
    def state(self) -> str:
        """How far it is, as the look of its label: `done`, `overdue`, `running` or `not-reported`."""
        if self.finished_at:
            return "done"
        if self.asked_until and self.asked_until < clock.today():
            return "overdue"
        return "running" if self.purpose or self.outline or self.implications else "not-reported"

    @property
    def state_label(self) -> str:
        match self.state:
            case "done":
                return pgettext("paper of a journey", "Finished")
            case "overdue":
                days = (clock.today() - self.asked_until).days if self.asked_until else 0
                return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
            case "running":
                return pgettext("paper of a journey", "Started")
        if self.delegation.event.from_sources:
            return pgettext("paper of a journey", "From the records alone")
        return pgettext("paper of a journey", "Not written yet")

    @property
    def shown_photos(self) -> models.QuerySet[TripPhoto]:
        """The photographs of a report in their order, without those taken out."""
        if not self.pk:
            return TripPhoto.objects.none()
        return self.photos.filter(removed_at=None).order_by("position", "pk")

    def is_visible_to(self, grants: Grants) -> bool:
        """As the queryset says, also of one that nobody has begun."""
        return bool(self.delegation.actors(grants)) or self.delegation.event.strand_id in grants.authority

    def check_journey(self) -> None:
        """Refuse to begin a paper of a partner that hosts the event: it makes no journey. Raises DomainError.

        What was written before it became a host can still be mended and taken out.
        """
        if not self.pk and self.delegation.is_host:
            raise DomainError(gettext("Hosts do not travel, so they need no trip plan or trip report."))


class TripPhoto(LiesIn, Versioned):
    """A photograph of a trip report with its caption; a removed one loses its file."""

    LIES_IN: str = "paper"
    ADDRESS: dict[str, str] = {word: f"paper__{path}" for word, path in TripPaper.ADDRESS.items()} | {"photo": "pk"}

    paper = models.ForeignKey(TripPaper, on_delete=PROTECT, related_name="photos", verbose_name=_("report"))
    position = models.PositiveIntegerField(_("position"))
    file = models.FileField(_("file"), storage=document_storage, upload_to="trips", max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    media_type = models.CharField(_("type"), max_length=100)
    caption_en = models.CharField(_("caption in English"), max_length=LONGEST_CAPTION, blank=True)
    caption_ko = models.CharField(_("caption in Korean"), max_length=LONGEST_CAPTION, blank=True)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True, editable=False)

    caption = TwoLanguageText()

    class Meta:
        verbose_name = _("photograph of a journey")
        verbose_name_plural = _("photographs of journeys")
        ordering = ["paper", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="trip_photo_captioned",
                condition=~Q(caption_en="") | ~Q(caption_ko="") | Q(removed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.caption

    def get_absolute_url(self) -> str:
        """Where the report has its photographs."""
        return f"{self.paper.get_absolute_url()}#photographs"
