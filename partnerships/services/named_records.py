"""The records that acts are told of by their present name and address, also those of apps further right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from core.parts import parts
from partnerships.models import (
    Agreement,
    Comment,
    Contact,
    FollowUp,
    Measurement,
    Milestone,
    Project,
    Target,
    text_models,
)

if TYPE_CHECKING:
    from core.access import Grants
    from core.models import AuditEntry
    from partnerships.models import Pairing


@dataclass(frozen=True, slots=True)
class Named:
    """One kind of record that acts are told of: `str()` is its name, `get_absolute_url()` where it is read.

    Its default manager has `visible_to(grants)`; `related` is what name and address read of other tables. It lies
    in a pairing (`pairing`), or in the strand: then `within` leaves those rows of which a pairing's history tells what
    was done in the strand, where they are not all. `called` gives name and address where those two do not tell them.
    """

    model: Any
    related: tuple[str, ...] = ()
    called: Callable[[Any], tuple[str, str]] | None = None
    within: Callable[[Any, Pairing], Any] | None = None

    @property
    def label(self) -> str:
        """The kind as the log writes it."""
        return str(self.model._meta.label_lower)

    @property
    def in_pairing(self) -> bool:
        """Whether it lies in one pairing."""
        return any(field.name == "pairing" for field in self.model._meta.fields)


def _comment(comment: Comment) -> tuple[str, str]:
    """Who wrote it when stands beside the act: the name says what it is alone."""
    return str(capfirst(str(comment._meta.verbose_name))), comment.get_absolute_url()


def _figure(figure: Measurement | Target) -> tuple[str, str]:
    """A value and a target have no page of their own: they are read among the indicators of their place."""
    if figure.pairing is None:
        return str(figure), reverse("partnerships:indicator-list", args=[figure.strand.code])
    return str(figure), reverse("partnerships:pairing-indicators", args=[figure.strand.code, figure.pairing.code])


_OWN = (
    *(Named(model) for model in (Milestone, FollowUp, Project, Agreement, Contact)),
    Named(Comment, called=_comment),
    *(Named(model, ("indicator", "strand"), called=_figure) for model in (Measurement, Target)),
)


def outside_programme(grants: Grants) -> Q:
    """The acts in strands where the reader is neither programme staff nor contracting authority, nor administrator."""
    return Q(pk__in=[]) if grants.is_administrator else ~Q(strand_id__in=grants.staff | grants.authority)


def of_sides(path: str) -> Callable[[Any, Pairing], Any]:
    """Rows of a pairing's two sides alone, where `path` leads to the participation that they are of."""
    return lambda rows, pairing: rows.filter(**{f"{path}__in": [pairing.eu_id, pairing.counterpart_id]})


def named_records() -> Iterator[Named]:
    """Every kind: our own, texts that other apps let both sides confirm, and what they name."""
    others = parts().named
    known = {named.label for named in (*_OWN, *others)}
    yield from _OWN
    for model in text_models():
        named = Named(model)
        if model.named_by_code() and named.label not in known:
            yield named
    yield from others


def hidden_acts(grants: Grants, pairing: Pairing | None = None) -> Q:
    """The acts of other apps that are not the reader's to know, in the whole portal or in one pairing: those on
    records that the reader may not see, and what is told to fewer.
    """
    found = Q(pk__in=[])
    for named in named_records():
        if named not in _OWN:
            rows = named.model._default_manager.visible_to(grants).order_by()
            if pairing is not None and named.in_pairing:
                rows = rows.filter(Q(pairing=pairing) | Q(pairing=None))
            seen = Q(object_id__in=rows.values("pk"))
            if pairing is not None and named.within is not None:
                # An act that was done in the pairing stays its own, also where the record has left it since.
                seen &= Q(pairing_id=pairing.pk) | Q(object_id__in=named.within(rows, pairing).values("pk"))
            found |= Q(object_type=named.label) & ~seen
    for condition in parts().hidden_acts:
        found |= condition(grants)
    return found


def find_named(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], Any]:
    """The records that some acts are about, by kind and number; a query for each kind that they are about."""
    keys: dict[str, set[int]] = {}
    for entry in entries:
        if entry.object_id:
            keys.setdefault(entry.object_type, set()).add(entry.object_id)
    found: dict[tuple[str, int], Any] = {}
    for named in named_records():
        if wanted := keys.get(named.label):
            rows = named.model._default_manager.all()
            rows = rows.select_related(*named.related) if named.related else rows
            found |= {(named.label, key): row for key, row in rows.in_bulk(wanted).items()}
    return found


def told(record: Any, pairing: Pairing) -> tuple[str, str]:
    """A record's name and address, in the pairing in which it is told of."""
    if getattr(record, "pairing_id", None) == pairing.pk:  # what is of the whole strand stays so
        record.pairing = pairing
    named = next((one for one in named_records() if one.model is type(record)), None)
    if named is not None and named.called is not None:
        return named.called(record)
    return str(record), record.get_absolute_url()
