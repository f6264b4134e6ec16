"""The follow-up: what was promised, by whom, until when, and what became of it."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.folding import FoldedField
from core.models import Addressed, History, Versioned
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.enums import FollowUpState, Side, one_of
from partnerships.fields import CodeField, has_text
from partnerships.pairings.models import Pairing
from partnerships.querysets import InPairingQuerySet, own_pairing


class FollowUpQuerySet(InPairingQuerySet):
    """Follow-ups."""

    def visible_to(self, grants: Grants) -> Self:
        return self.filter(own_pairing(grants, "pairing__"))

    def open(self) -> Self:
        return self.filter(state=FollowUpState.OPEN)

    def open_on(self, day: Any) -> Self:
        """Those that were not closed by a day."""
        return self.filter(Q(state=FollowUpState.OPEN) | Q(closed_on__gt=day))

    def late(self, today: dt.date) -> Self:
        """Open after their day."""
        return self.open_on(today).filter(due_on__lt=today)


class FollowUp(Addressed, BilingualTexts, OneLanguageTexts, Versioned):
    """One promise of one side of a pairing. `origin` is the record it came from, where there is one.

    `code` is its kind and number, such as `follow-up-7`, unique within its pairing. Late means open
    after `due_on`, nothing else.
    """

    BILINGUAL: tuple[str, ...] = ("what",)
    WRITTEN_ONCE: tuple[str, ...] = ("result",)
    TAKES_DOCUMENTS: bool = True
    OF_DEALINGS: bool = True
    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "follow_up": "code"}
    RESTORABLE: tuple[str, ...] = ("what_en", "what_ko", "result")
    NAMED_WITH: tuple[str, ...] = ()

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("pairing"))
    code = CodeField()
    what_en = models.CharField(_("what, in English"), max_length=500, blank=True)
    what_ko = models.CharField(_("what, in Korean"), max_length=500, blank=True)
    side = models.CharField(_("side"), max_length=11, choices=Side)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    due_on = models.DateField(pgettext_lazy("follow-up", "until"))
    state = models.CharField(_("state"), max_length=7, choices=FollowUpState, default=FollowUpState.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    result = models.TextField(_("what became of it"), blank=True)
    result_other = other_text(_("what became of it"))
    origin_type = models.ForeignKey(
        ContentType, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    origin_id = models.BigIntegerField(null=True, blank=True, editable=False)
    origin = GenericForeignKey("origin_type", "origin_id")
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    search_text = FoldedField(sources=("what_en", "what_ko"), db_index=True)

    what = TwoLanguageText()
    objects = FollowUpQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["pairing", "state", "due_on", "id"], name="follow_up_order")]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "code"], name="follow_up_code"),
            has_text("follow_up", "what"),
            one_of("follow_up", "side", Side),
            one_of("follow_up", "state", FollowUpState),
            models.CheckConstraint(
                name="follow_up_closed_on",
                condition=Q(state=FollowUpState.OPEN, closed_on=None)
                | (~Q(state=FollowUpState.OPEN) & Q(closed_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.pairing.address_of('partnerships:follow-up-list')}#{self.code}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Follow-ups"), self.pairing.address_of("partnerships:follow-up-list"))
        return [*self.pairing.get_crumbs(), listed, (self.what, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        return self.pairing.actors(grants)

    def is_late(self, today: dt.date) -> bool:
        """Open after its day."""
        open_then = self.state == FollowUpState.OPEN or (self.closed_on is not None and self.closed_on > today)
        return open_then and self.due_on < today

    @property
    def state_label(self) -> str:
        """Its state in words; a late one says by how many days."""
        if days := self.days_over(clock.today()):
            return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        return str(self.get_state_display())

    def days_over(self, today: dt.date) -> int:
        """Days since its day where it is late, else 0."""
        return (today - self.due_on).days if self.is_late(today) else 0
