"""The columns of the list of matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core.columns import Column

if TYPE_CHECKING:
    from partnerships.matching.matches import MatchRow


def _pairing(row: MatchRow) -> str:
    return row.pairing.name if row.pairing else pgettext("match", "Suggestion")


MATCH_COLUMNS = [
    Column("kind", pgettext_lazy("table head", "Match"), lambda row: str(row.kind.label)),
    Column("pairing", _("Pairing"), _pairing),
    Column("asking", pgettext_lazy("partner", "Wants to learn"), lambda row: row.need.participation.partner.name),
    Column("need", _("Topic of the need"), lambda row: row.need.topic.name),
    Column("offering", pgettext_lazy("partner", "Asked"), lambda row: row.offering.partner.name),
    Column("offers", _("Topics offered"), lambda row: "; ".join(offer.topic.name for offer in row.offers)),
    Column("reason", _("Why they match"), lambda row: row.why),
    Column("weight", pgettext_lazy("need", "Weight"), lambda row: row.need.weight),
    Column(
        "others",
        _("Also offered by"),
        lambda row: "; ".join(one.participation.partner.name for one in row.others),
    ),
    Column("projects", _("Projects on the topic"), lambda row: "; ".join(project.title for project in row.projects)),
]
