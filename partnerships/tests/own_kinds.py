"""The kinds of records of this app: those of other apps are tried where the records are."""

from __future__ import annotations

from typing import Any

from partnerships.services.attached import ATTACHABLE
from partnerships.services.record_kinds import KINDS


def _own(kinds: dict[str, Any]) -> dict[str, Any]:
    return {slug: kind for slug, kind in kinds.items() if kind.model._meta.app_label == "partnerships"}


OWN_KINDS = _own(KINDS)
OWN_ATTACHABLE = _own(ATTACHABLE)
