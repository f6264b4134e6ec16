"""What the records behind a figure are called, by the kind that the snapshot gives them, such as `good-practice`."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "agreement": _("agreement"),
    "city-update": _("city update"),
    "closing": _("closing"),
    "delegation": _("delegation"),
    "event": _("event"),
    "good-practice": _("good practice"),
    "measurement": _("measurement"),
    "milestone": _("milestone"),
    "organisation": _("organisation"),
    "pairing": _("pairing"),
    "project": _("cooperation project"),
    "publicity": _("publicity item"),
    "result": _("result of a project"),
}


def record_label(kind: str) -> str:
    """The kind in words; one that no later version knows any more is shown as it is."""
    return capfirst(str(_LABELS.get(kind, kind)))
