"""What tests save by themselves, to arrange what they try: each such save is an act, and has its entry."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit, log
from core.models import AuditEntry, AuditNames, one_act, write_audit

_ADDED, _CHANGED = "arranged-added", "arranged-changed"
audit.register(_ADDED, _("Added"))
audit.register(_CHANGED, _("Changed"))
refuse_outside = log._outside


def outside(row: Any) -> log.Act:
    """In place of the refusal: where a test or a factory saved a record, an act that has its entry, of no place."""
    frame: Any = sys._getframe(1)
    while not _saves(name := frame.f_globals["__name__"]):
        frame = frame.f_back
    if ".tests." not in name and name.partition(".")[0] not in _OF_TESTS:
        return refuse_outside(row)
    model, key = row.acted_on()
    user = getattr(row, "history_user", None)
    action = _ADDED if getattr(row, "history_type", "") == "+" else _CHANGED
    entry = AuditEntry(
        action=action,
        actions=f" {action} ",
        at=getattr(row, "history_date", None) or row.at,
        actor=user,
        object_type=model._meta.label_lower,
        object_id=key,
    )
    entry._do_insert(AuditEntry.objects, DEFAULT_DB_ALIAS, _FIELDS, AuditEntry._meta.db_returning_fields, raw=False)
    if user:
        AuditNames(entry_id=entry.key, actor_label=user.kept_name).save(force_insert=True)
    act = log.Act()
    act.keys[model, key] = entry.key
    return act


_FIELDS = [field for field in AuditEntry._meta.concrete_fields if not field.primary_key]
_OF_TESTS = {"e2e", "bench", "conftest"}
_OURS = {"core", "accounts", "partnerships", "events", "reports", "worldcities", *_OF_TESTS}


def _saves(name: str) -> bool:
    """Whether a module is one that saves records: neither a library, nor the models and the log themselves."""
    return name.partition(".")[0] in _OURS and ".models" not in name and name not in {"core.log", "core.texts"}


@contextmanager
def arranging() -> Iterator[None]:
    """An act for the shared steps of services that a test calls by themselves."""
    with one_act():
        yield
        write_audit(action=_CHANGED, by=None)


def logged() -> QuerySet[AuditEntry]:
    """The entries, without those of what tests arranged."""
    return AuditEntry.objects.exclude(action__in=[_ADDED, _CHANGED])
