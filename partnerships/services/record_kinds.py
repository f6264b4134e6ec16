"""The kinds of records that have a history page: how each is found, which of its texts go back, and who may do it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from core.parts import parts
from core.texts import LANGUAGES
from partnerships.models import Closing, Confirmed
from partnerships.rules import actors_of, may_read_draft, side_of
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from django.db import models

    from core.access import Grants
    from partnerships.models import Strand

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


def _nothing_kept(_grants: Grants, _record: Any) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `slug` stands in addresses.

    `edit` is the service that writes them: it takes the record as `argument` (first, where that is empty), and a
    reason where `takes_reason` says so. `may_edit` is the rule of that service.
    `related` is what its pages name; its first leads to the strand, unless `within` does.
    `kept` names what of its versions a reader is not told, `above` the places (name, address) between the strand and
    the record, where that is not its pairing. Who may see it is what its manager's `visible_to` says; `told_to` names
    another method of the manager where fewer read its history than read the record.
    """

    slug: str
    model: Any
    argument: str
    edit: Callable[..., Any]
    may_edit: Callable[[Grants, Any], bool]
    related: tuple[str, ...] = _PAIRING
    takes_reason: bool = False
    within: str = ""
    kept: Callable[[Grants, Any], Collection[str]] = _nothing_kept
    above: Callable[[Any], list[tuple[str, str]]] | None = None
    told_to: str = "visible_to"

    @property
    def texts(self) -> tuple[str, ...]:
        """What an older version can give back: what its model calls `RESTORABLE`, else its texts in both languages."""
        bilingual = (f"{name}_{language}" for name in getattr(self.model, "BILINGUAL", ()) for language in LANGUAGES)
        return getattr(self.model, "RESTORABLE", None) or tuple(bilingual)

    def rows(self, grants: Grants, strand: Strand) -> models.QuerySet[Any]:
        """The records of the kind in a strand whose history the reader may read, with what their pages name."""
        path = self.within or self.related[0]
        visible = getattr(self.model.objects, self.told_to)
        rows: models.QuerySet[Any] = visible(grants).filter(**{path: strand})
        return rows.select_related(*self.related)


def kind_named(slug: str) -> Kind | None:
    """The kind that an address names; None for an unknown one."""
    return next((kind for kind in parts().record_kinds if kind.slug == slug), None)


@cache
def _by_model() -> dict[Any, Kind]:
    return {kind.model: kind for kind in parts().record_kinds}


def kind_of_model(model: Any) -> Kind | None:
    """The kind of a model's records; None for one without a history page."""
    return _by_model().get(model)


def kind_of(record: Any) -> Kind | None:
    """The kind of a record; None for one without a history page."""
    return kind_of_model(type(record))


def texts_for(kind: Kind, grants: Grants, record: Any) -> tuple[str, ...]:
    """The texts of a record that the reader may write: of a closing, a coordinator those of the own side alone.

    What the reader is not told of its versions does not come back either.
    """
    if kind.model is not Closing:
        kept = kind.kept(grants, record)
        return tuple(name for name in kind.texts if name not in kept)
    if actors_of(grants, record.pairing) & {STAFF, ADMINISTRATOR}:
        return kind.texts
    return tuple(name for name in kind.texts if name.startswith(f"{side_of(grants, record.pairing)}_"))


def kept_from(grants: Grants, record: Any) -> frozenset[str]:
    """What of a record's versions the reader is not told: the words of a plan and of a closing on their way.

    Everybody reads them where they are frozen, in the editions that both sides were asked to confirm. Besides, what
    the kind itself keeps.
    """
    if isinstance(record, Confirmed) and not may_read_draft(grants, record):
        return frozenset(record.CONFIRMED_FIELDS)
    kind = kind_of(record)
    return frozenset(kind.kept(grants, record)) if kind else frozenset()


def may_edit_record(grants: Grants, record: Any) -> bool:
    """The rule of the service that edits a record of this kind."""
    kind = kind_of(record)
    return kind is not None and kind.may_edit(grants, record)
