"""What a follow-up can come from: which records, how each is found and told; other apps add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.utils.translation import gettext as _

from core.formats import format_date
from partnerships.models import Contact, Milestone, Project

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


@dataclass(frozen=True, slots=True)
class Origin:
    """A kind of record of a pairing that follow-ups come from; it has a `code` and a page.

    `words` says in a sentence where one comes from, `related` is what its name and page read of other tables.
    """

    model: Any
    words: Callable[[Any], str]
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What addresses call it: the name of its model."""
        return str(self.model._meta.model_name)


def _of_contact(contact: Contact) -> str:
    names = {"kind": contact.get_kind_display(), "day": format_date(contact.on)}
    return _("It comes from the contact of %(day)s (%(kind)s).") % names


_OWN = (
    Origin(Milestone, lambda row: _("It comes from the milestone “%(title)s”.") % {"title": row}),
    Origin(Project, lambda row: _("It comes from the project “%(title)s”.") % {"title": row}),
    Origin(Contact, _of_contact),
)
ORIGINS: dict[str, Origin] = {origin.name: origin for origin in _OWN}


def register_origin(origin: Origin) -> None:
    """Let follow-ups come from a kind of record of another app."""
    ORIGINS[origin.name] = origin


def find_origin(*, grants: Grants, pairing: Pairing, kind: str, code: str) -> Any:
    """The record of the pairing that the reader may see, knowing its pairing; None for all others."""
    origin = ORIGINS.get(kind)
    # PostgreSQL knows no text with a zero byte.
    if origin is None or "\x00" in code:
        return None
    rows = origin.model._default_manager.visible_to(grants)
    rows = rows.select_related(*origin.related) if origin.related else rows
    record = rows.filter(pairing=pairing, code=code).first()
    if record is not None:
        record.pairing = pairing
    return record


def origin_words(record: Any) -> str:
    """Where a follow-up comes from, in a sentence."""
    return ORIGINS[record._meta.model_name].words(record)


def prefetch_origins() -> GenericPrefetch[Any]:
    """What reads the origins of many follow-ups with all that their names and addresses need."""
    named = [origin for origin in ORIGINS.values() if origin.related]
    return GenericPrefetch("origin", [one.model._default_manager.select_related(*one.related) for one in named])
