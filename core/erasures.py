"""The end of a name, and a ledger of what was erased at a person's wish: a restored backup would bring it back.

What the portal keeps of a person beside the account, in the log and in records, gets another name. That goes past the
versioned save, because it changes versions that were saved. Of the log it changes no entry: names stand apart from them
(`AuditNames`). On PostgreSQL the owner of the tables alone may do so (docs/operate.md).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from core import clock
from core.models import AuditNames

if TYPE_CHECKING:
    from accounts.models import User


def note_erasure(kind: str, number: int) -> None:
    """Write down, once the transaction holds, that this record was emptied: when, its kind and its number alone."""
    transaction.on_commit(lambda: _add(f"{clock.now():%Y-%m-%dT%H:%M:%SZ} {kind} {number}\n"))


def _add(line: str) -> None:
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a", encoding="ascii") as ledger:
        ledger.write(line)
        ledger.flush()
        os.fsync(ledger.fileno())


def noted_erasures(ledger: Path, since: dt.datetime) -> Iterator[tuple[str, int]]:
    """Each since that moment as (kind, number), in the order of their acts; raises ValueError at a line that is none.

    What was told anew after an earlier erasure is not erased with it.
    """
    if ledger.exists():
        for line in ledger.read_text(encoding="ascii").splitlines():
            at, kind, number = line.split(" ")
            if dt.datetime.fromisoformat(at) >= since.replace(microsecond=0):
                yield kind, int(number)


_TEXTS = ("object_label", "reason")


def name_fields() -> Iterable[tuple[type[models.Model], str, str]]:
    """Each field that keeps the name of whoever acted, with the one that points to the account, histories too."""
    yield AuditNames, "entry__actor", "actor_label"
    people = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is people:
                kept = {f"{field.name}_label", f"{field.name.removesuffix('_by')}_label"} & names
                yield from ((model, field.name, name) for name in kept)


def rename(person: User, *, instead: str, addresses: Collection[str] = ()) -> int:
    """Put `instead` where names and addresses of a person stand beside the account; how many rows changed.

    In the log the name may stand in what a record was called, in a reason and among the persons of a sentence. Where
    another account has the same name, only those of entries about the person's own account and roles are changed, and
    those by their address.
    """
    names = {person.kept_name, person.name_native, *_logged_names(person)} - {""}
    changed = 0
    for model, by, name in name_fields():
        changed += model._base_manager.filter(**{by: person}).exclude(**{name: instead}).update(**{name: instead})
    same = Q(family_name=person.family_name, given_name=person.given_name)
    is_alone = not get_user_model().objects.filter(same).exclude(pk=person.pk).exists()
    everywhere = {person.email, *addresses} | (names if is_alone else set())
    entries = AuditNames.objects.alias(told=Cast("persons", models.TextField()))
    changed += _rename_entries(entries.filter(_holds(everywhere)), everywhere, instead)
    return changed + _rename_entries(entries.filter(_about(person)), names | everywhere, instead)


def _logged_names(person: User) -> set[str]:
    """What the person was called when acting."""
    return set(AuditNames.objects.filter(entry__actor=person).values_list("actor_label", flat=True).distinct())


def _about(person: User) -> Q:
    """Entries about the account itself, and about what points to it by `user`, such as a role."""
    found = Q(entry__object_type=person._meta.label_lower, entry__object_id=person.pk)
    for model in apps.get_models():
        if any(field.name == "user" and field.related_model is type(person) for field in model._meta.concrete_fields):
            rows = model._base_manager.filter(user=person).values("pk")
            if isinstance(model._meta.pk, models.BigAutoField):
                found |= Q(entry__object_type=model._meta.label_lower, entry__object_id__in=rows)
    return found


def _holds(names: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for name in names:
        found |= Q(object_label__contains=name) | Q(reason__contains=name)
        # As PostgreSQL and as SQLite write a text inside of JSON.
        found |= Q(told__contains=name) | Q(told__contains=json.dumps(name)[1:-1])
    return found


def _rename_entries(rows: models.QuerySet[AuditNames], names: Iterable[str], instead: str) -> int:
    # The longer first: one may be a part of another.
    longest_first = sorted(names, key=len, reverse=True)
    changed = 0
    for entry in rows.order_by("pk"):
        values: dict[str, Any] = {name: _without(getattr(entry, name), longest_first, instead) for name in _TEXTS}
        values["persons"] = _without(entry.persons, longest_first, instead)
        if any(value != getattr(entry, name) for name, value in values.items()):
            values["object_label"] = values["object_label"][:300]
            changed += AuditNames.objects.filter(pk=entry.pk).update(**values)
    return changed


def _without(value: Any, names: Iterable[str], instead: str) -> Any:
    if isinstance(value, str):
        for name in names:
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _found: instead, value)
        return value
    if isinstance(value, dict):
        return {key: _without(one, names, instead) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, names, instead) for one in value]
    return value
