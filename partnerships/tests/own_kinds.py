"""The kinds of records of this app: those of other apps are tried where the records are."""

from __future__ import annotations

from core.parts import parts
from partnerships.services.attached import is_attachable

OWN_KINDS = {kind.slug: kind for kind in parts().record_kinds if kind.model._meta.app_label == "partnerships"}
OWN_ATTACHABLE = {slug: kind.model for slug, kind in OWN_KINDS.items() if is_attachable(kind.model)}
