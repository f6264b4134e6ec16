"""The columns and filters of the lists of agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column, Filter, choice_filter
from core.folding import ByName
from partnerships.enums import AgreementKind, AgreementStatus
from partnerships.models import Participation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Agreement, Strand


def _parties_of(agreement: Agreement) -> list[str]:
    """The names of the parties in order: the two partners where no others are named; needs both prefetched."""
    named = [str(row.organisation) for row in agreement.signatories.all()]
    return named or [partner.name for _side, partner in agreement.pairing.partners]


def _partners(strand: Strand) -> list[tuple[str, str]]:
    rows = Participation.objects.filter(strand=strand).select_related("partner")
    return [(row.partner.code, row.partner.name) for row in rows.order_by("-side", ByName("partner__"), "pk")]


def _of_partner(rows: QuerySet[Agreement], code: str) -> QuerySet[Agreement]:
    return rows.filter(Q(pairing__eu__partner__code=code) | Q(pairing__counterpart__partner__code=code))


_TITLE = Column(
    "agreement",
    _("Agreement"),
    lambda row: row.title,
    order=(ByName(), "pk"),
    link=lambda row: row.get_absolute_url(),
)
_FACTS = [
    Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), order=("kind", "pk")),
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: row.status_label,
        order=("status", ByName(), "pk"),
    ),
    Column(
        "signed",
        pgettext_lazy("agreement", "Signed on"),
        lambda row: row.signed_on_date,
        order=(F("signed_on").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column(
        "lapsed",
        pgettext_lazy("agreement", "Lapsed on"),
        lambda row: row.lapsed_on,
        order=(F("lapsed_on").asc(nulls_last=True), ByName(), "pk"),
        in_files_alone=True,
    ),
    Column("parties", _("Parties"), lambda row: ", ".join(_parties_of(row))),
    Column("projects", _("Cooperation projects"), lambda row: ", ".join(one.title for one in row.projects.all())),
    Column("source", _("Sources"), lambda row: row.source, in_files_alone=True),
]
AGREEMENT_COLUMNS = [_TITLE, *_FACTS]
STRAND_AGREEMENT_COLUMNS = [
    _TITLE,
    Column("pairing", _("Pairing"), lambda row: row.pairing.name, order=("pairing__search_text", ByName(), "pk")),
    *_FACTS,
]

AGREEMENT_FILTERS = [
    choice_filter("kind", pgettext_lazy("table head", "Kind"), AgreementKind),
    choice_filter("status", pgettext_lazy("table head", "Status"), AgreementStatus),
]
STRAND_AGREEMENT_FILTERS = [*AGREEMENT_FILTERS, Filter("partner", _("Partner"), _partners, _of_partner)]
