"""Organisations: the stakeholders, which all strands share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.folding import FoldedField
from core.models import History
from partnerships.enums import Sector, one_of
from partnerships.models.city import City, SharedRecord
from partnerships.querysets import OrganisationQuerySet


class Organisation(SharedRecord):
    """A stakeholder: an office, a university, a firm, an association.

    One that was merged into another keeps its code, so that packs and old links still find what it became.
    """

    sector = models.CharField(_("sector"), max_length=14, choices=Sector)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("city"))
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    search_text = FoldedField(sources=("name_en", "name_ko", "code"), db_index=True)
    order_ko = FoldedField(sources=("name_ko", "name_en"), db_index=True)

    objects = OrganisationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["search_text", "id"]
        constraints = [
            one_of("organisation", "sector", Sector),
            models.CheckConstraint(
                name="organisation_not_into_itself", condition=~models.Q(merged_into=models.F("pk"))
            ),
        ]
