"""Everything that points to an organisation, found by walking the models, and how each link moves to another one.

Apps further right are covered without knowing this module: a plain foreign key, a list that a record holds, a
reference by kind and number. The row of an ordered list says itself (`REPEATED_IN`) which record holds the list, and
which text on it repeats the codes in order (empty where none does). What the walk does not know how to move raises
UnknownLink, and a test walks all models.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.models import Versioned
from partnerships.models import Organisation
from partnerships.services.ordered import codes_of

if TYPE_CHECKING:
    from accounts.models import User


# What a list's row says of the organisation: its part in a project, a strand's own sources and note.
WORDS = ("part", "source", "note")


class UnknownLink(Exception):
    """A relation to organisations that merging cannot move: a programming error, found by a test."""


@dataclass(frozen=True)
class Link:
    """One row that points to the organisation to be merged.

    `owner` is the record that people know: the project, not the row of its list. `twin` says that the owner has the
    kept one already, so that this row is dropped.
    """

    kind: str
    row: Any
    owner: Any
    field: str
    twin: Any = None

    @property
    def key(self) -> str:
        """By which the same link is known again."""
        return f"{self.row._meta.label_lower}-{self.row.pk}-{self.field}{'-twice' if self.twin else ''}"


def relations() -> Iterator[tuple[Any, str]]:
    """Every model with a foreign key to organisations, and the key's name; not the histories, which tell of the past.

    A list without a table of its own has one all the same, with such a key. Raises UnknownLink.
    """
    for found in Organisation._meta.get_fields(include_hidden=True):
        relation: Any = found
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue  # its own fields; a list's keys come by themselves
        model: Any = relation.related_model
        if hasattr(model, "history_object"):
            continue
        through_list = repeated_in(model)[0] or model._meta.auto_created
        movable = issubclass(model, Versioned) and not _stands_alone(model, relation.field.name)
        if relation.one_to_one or not (through_list or movable):
            message = f"merging does not know how to move {model._meta.label}.{relation.field.name}"
            raise UnknownLink(message)
        yield model, relation.field.name


def repeated_in(model: Any) -> tuple[str, str]:
    """For the row of a list: its key to the record that holds it, and the text that repeats the codes, if one does."""
    found: tuple[str, str] = getattr(model, "REPEATED_IN", ("", ""))
    return found


def _stands_alone(model: Any, name: str) -> bool:
    """Whether no two rows may name the same organisation alike: moved, two of them would have to become one."""
    unique = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return any(name in fields for fields in unique)


def pointers() -> Iterator[tuple[Any, GenericForeignKey]]:
    """Every model that points to any record by kind and number, and the pointer."""
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield model, field


def links_to(organisation: Organisation, *, kept: Organisation) -> list[Link]:
    """All that points to `organisation`, kind by kind; what would then stand twice with `kept` says so."""
    found: list[Link] = []
    for model, name in relations():
        rows = model._base_manager.filter(**{name: organisation}).order_by("pk")
        if owner := _owner(model):
            twins = _twins(model, name, owner, kept)
            found += [
                Link(_kind(getattr(row, owner)), row, getattr(row, owner), name, twins.get(getattr(row, f"{owner}_id")))
                for row in rows.select_related(owner)
            ]
        else:
            found += [Link(_kind(row), row, row, name) for row in rows]
    kind = ContentType.objects.get_for_model(Organisation)
    for model, pointer in pointers():
        rows = model._base_manager.filter(**{pointer.ct_field: kind, pointer.fk_field: organisation.pk})
        found += [Link(_kind(row), row, row, pointer.name) for row in rows.order_by("pk")]
    return found


def move(link: Link, *, kept: Organisation, by: User) -> None:
    """Let the link point to the kept one, or drop it where that stands there already.

    A list's row keeps its place; a word about the merged one there goes to the kept one that had none.
    """
    model: Any = type(link.row)
    # Read afresh: a record may point twice, and its first move made it newer.
    row = model._base_manager.get(pk=link.row.pk)
    signed = {"by": by} if issubclass(model, Versioned) else {}
    if link.twin is not None:
        lacking = [name for name in WORDS if getattr(row, name, "") and not getattr(link.twin, name)]
        for name in lacking:
            setattr(link.twin, name, getattr(row, name))
        if lacking:
            link.twin.save(**signed)
        row.delete()
    else:
        setattr(row, link.field, kept)
        row.save(**signed)
    if repeated_in(model)[1]:
        _write_codes(link, by)


def _write_codes(link: Link, by: User) -> None:
    """Repeat the list on its record, as a new version of it."""
    model: Any = type(link.row)
    owner_name, codes = model.REPEATED_IN
    owner: Any = type(link.owner)._base_manager.get(pk=link.owner.pk)
    rows = model._base_manager.filter(**{owner_name: owner}).select_related(link.field).order_by("position")
    setattr(owner, codes, codes_of(getattr(row, link.field) for row in rows))
    owner.save(by=by)


def _owner(model: Any) -> str:
    """The key of a list's row to the record that holds the list; empty for what is no list."""
    if owner := repeated_in(model)[0]:
        return owner
    if not model._meta.auto_created:
        return ""
    keys = [field.name for field in model._meta.fields if field.is_relation and field.related_model is not Organisation]
    return str(keys[0])


def _twins(model: Any, name: str, owner: str, kept: Organisation) -> dict[int, Any]:
    """The rows of the kept one by their owner."""
    return {getattr(row, f"{owner}_id"): row for row in model._base_manager.filter(**{name: kept})}


def _kind(record: Any) -> str:
    return str(record._meta.verbose_name_plural)
