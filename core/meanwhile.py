"""What another changed meanwhile: who and what, kept in a form where its user changed nothing, else shown beside it."""

from typing import Any

from django.forms import BooleanField, BoundField, FileField
from django.http import QueryDict
from django.utils.translation import gettext as _

from core.formats import join_names
from core.texts import label_of

SILENT_FIELDS = {"version", "loaded_version", "left_empty", "stale_texts", "search_text", "order_ko", "history_id"}


def changed_since(record: Any, version: int) -> str:
    """Who changed what after a version, as a sentence; empty where no history tells."""
    rows = list(
        record.history.filter(version__gte=version).select_related("history_user").order_by("version", "history_id")
    )
    if len(rows) < 2:
        return ""
    names = [name for name in rows[-1].diff_against(rows[0]).changed_fields if name not in SILENT_FIELDS]
    people = dict.fromkeys(str(row.history_user or _("the portal itself")) for row in rows[1:])
    return _("Changed meanwhile by %(people)s: %(fields)s.") % {
        "people": join_names(people),
        "fields": join_names(label_of(type(record), name) for name in names) or "–",
    }


def same(one: Any, other: Any) -> bool:
    """Whether two values read the same; a browser sends the ends of lines in its own way."""
    return one == other or str(one or "").split() == str(other or "").split()


def version_seen(record: Any, version: int | None) -> Any:
    """The record as it was at a version; None where no history tells."""
    row = record.history.filter(version=version).order_by("-history_id").first() if version else None
    return row and row.instance


def merge_field(form: Any, sent: QueryDict, name: str, before: Any, now: Any) -> None:
    """Keep in what was sent what another wrote where this user changed nothing; show it where both wrote."""
    if same(before, now):
        return
    field, typed = form.fields[name], form[name].data
    shown = field.prepare_value(now)
    if not field.has_changed(before, typed) or same(before, typed):
        sent.setlist(form.add_prefix(name), shown if isinstance(shown, list) else ["" if shown is None else shown])
    else:
        show_present(form, form[name], now)


def show_present(form: Any, bound: BoundField, *given: Any) -> None:
    """Say beside a field what stands there now (its initial value, unless another is given), where that differs."""
    shown = bound.field.prepare_value(given[0] if given else bound.initial)
    if isinstance(bound.field, FileField) or same(shown, bound.data):
        return
    is_tick = isinstance(bound.field, BooleanField)
    labels = {True: _("yes"), False: _("no")} if is_tick else dict(getattr(bound.field, "choices", ()))
    many = shown if isinstance(shown, list) else [shown]
    words = join_names(str(labels.get(one, one)) for one in many if one not in (None, ""))
    form.add_error(bound.name, _("It reads now: %(value)s") % {"value": words or "–"})
