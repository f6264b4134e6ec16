"""The tabs of a pairing's pages, each with what waits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.models import FollowUp
from partnerships.rules import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The parts of a pairing that the reader may see; the number of open follow-ups costs one query."""
    sees = may_see_dealings(grants, pairing)
    shown: list[tuple[str, str, str, int | None]] = [
        ("journey", _("Journey"), "pairing", None),
        ("projects", _("Projects"), "pairing-projects", None),
        *([("contacts", _("Contacts"), "contact-list", None)] if sees else []),
        ("agreements", _("Agreements"), "agreement-list", None),
        ("documents", _("Documents"), "document-list", None),
        ("texts", _("Confirmations"), "text-list", None),
    ]
    if sees:
        open_ones = FollowUp.objects.open().filter(pairing=pairing).count()
        shown.append(("follow-ups", _("Follow-ups"), "follow-up-list", open_ones))
    shown.append(("indicators", _("Indicators"), "pairing-indicators", None))
    shown.append(("history", _("History"), "pairing-history", None))
    return [
        {
            "label": label,
            "url": reverse(f"partnerships:{page}", args=[pairing.strand.code, pairing.code]),
            "current": name == current,
            "count": count,
        }
        for name, label, page, count in shown
    ]
