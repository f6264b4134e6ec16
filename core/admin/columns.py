"""How the administration shows a record that only has to be read: which columns, and how each of them is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from core.admin_forms import SILENT_FIELDS
from core.formats import format_date, format_number
from core.periods import PeriodFields, dates_of
from core.templatetags.portal import text, wcperiod, written
from core.texts import TwoLanguageText

# How the fields of one language end, and those of free text.
OF_ONE_LANGUAGE = ("_en", "_ko", "_label", "reason", "subject")
SHORT_WORDS = frozenset({"contact", "funder", "name", "who"})
# What a record is called; a field that names a side; the most columns of a list.
TITLES, SIDES, MOST = ("title", "what", "name"), {"eu", "counterpart"}, 8


@cache
def column_of(model: type[models.Model], name: str) -> Any:
    """The column of a field, a period or a text in two languages; the name itself where Django shows it well."""
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    kind, read = getattr(model, name, None), attrgetter(name)
    if isinstance(kind, PeriodFields):
        return _column(name, lambda row: wcperiod(read(row)), label=kind.label, order=f"{name}_start")
    if isinstance(kind, TwoLanguageText):
        return _column(name, lambda row: text(row, name), label=model._meta.verbose_name, order=f"{name}_en")
    label = getattr(field, "verbose_name", name)
    if isinstance(field, models.DecimalField):
        return _column(name, lambda row: "" if read(row) is None else format_number(read(row)), label=label)
    if isinstance(field, models.DateField) and hasattr(model, f"{name}_date"):
        return _column(name, lambda row: format_date(getattr(row, f"{name}_date")), label=label)
    if field is not None and dict(field.flatchoices).keys() >= SIDES:
        return _column(name, _side(model, name), label=label)
    if name.endswith(OF_ONE_LANGUAGE) or isinstance(field, models.TextField) or (field and name in SHORT_WORDS):
        return _column(name, lambda row: written(read(row)), label=label)
    return name


def _column(name: str, show: Callable[[Any], Any], *, label: Any, order: str = "") -> Callable[[Any], Any]:
    def shown(row: Any) -> Any:
        return show(row)

    # The list and its stylesheet know a column by its name.
    shown.__name__ = name
    return admin.display(shown, description=label, ordering=order or name)


def _side(model: type[models.Model], name: str) -> Callable[[Any], str]:
    strand_of = attrgetter(_way_to_strand(model).replace("__", "."))

    def shown(row: Any) -> str:
        side = getattr(row, name)
        return str(strand_of(row).side_name(side) if side in SIDES else getattr(row, f"get_{name}_display")())

    return shown


def _ways(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """What a row must have up to its strand, by how it leads there, the nearest first: `pairing`, `pairing__strand`."""
    found: dict[str, type[models.Model]] = {}
    ahead: dict[str, Any] = {"": model}
    for _step in range(4):
        ahead = {
            f"{way}{field.name}__": field.related_model
            for way, place in ahead.items()
            for field in place._meta.concrete_fields
            if field.is_relation and not field.null and place._meta.model_name != "strand"
        }
        found |= {way.removesuffix("__"): place for way, place in ahead.items()}
    return found


def _way_to_strand(model: type[models.Model]) -> str:
    return next((way for way, place in _ways(model).items() if place._meta.model_name == "strand"), "")


def _fields_of(known: admin.ModelAdmin[Any]) -> dict[str, Any]:
    """What is read of a row, each by its name, a date or period where its first column stands.

    Not what the portal keeps for itself; of who acted only the name that was kept. What is no text, number or choice
    has a column of its own or none.
    """
    model: Any = known.model
    fields = {field.name: field for field in model._meta.concrete_fields}
    dates = {column: dates.name for column, dates in dates_of(model).items()}
    left_out = {"id", "entry", *SILENT_FIELDS, *known.left_out}  # type: ignore[attr-defined]
    for one in model._meta.private_fields:
        left_out |= {one.ct_field, one.fk_field} if isinstance(one, GenericForeignKey) else set()
    found: dict[str, Any] = {}
    for name, field in fields.items():
        is_plain = not isinstance(field, models.JSONField | models.FileField) or hasattr(known, f"{name}_shown")
        kept = {f"{name}_label", f"{name.removesuffix('_by')}_label"} & fields.keys()
        if name not in left_out and is_plain and not kept:
            found.setdefault(dates.get(name, name), field)
    return found


def columns_of(known: admin.ModelAdmin[Any]) -> dict[str, Any]:
    """The options for list and page of what is only read, where its class does not say them.

    The list has what a row is called and lies in, its kinds and states, its days, who acted and why, and its code.
    """
    model, fields = known.model, _fields_of(known)
    ways, to_strand = _ways(model), _way_to_strand(model)
    chosen = [name for name, field in fields.items() if field.choices]
    order = (
        [name for name in TITLES if name in fields or isinstance(getattr(model, name, None), TwoLanguageText)],
        [name for name in fields if name in ways or name == "pairing"],
        chosen,
        [name for name, field in fields.items() if isinstance(field, models.DateField) and name != "created_at"],
        [name for name in fields if name.endswith("_label") or name in ("reason", "code")],
        [name for name, field in fields.items() if isinstance(field, models.IntegerField | models.DecimalField)],
    )
    shown = [name for names in order for name in names if name != "strand" or "pairing" not in fields]
    listed = known.list_display if known.list_display != ("__str__",) else list(dict.fromkeys(shown))[:MOST]
    # The names of related records read what these must have.
    related = {name: fields[name].related_model for name in listed if name in fields and fields[name].is_relation}
    named = [f"{name}__{way}" for name, other in related.items() for way in _ways(other)]
    own = [name for name, field in fields.items() if isinstance(field, models.CharField) and name not in chosen]
    coded = [name for name in ("code",) if name in fields]
    folded = [f"{way}__search_text" for way, place in (ways | related).items() if hasattr(place, "search_text")]
    return {
        "list_display": listed,
        "list_filter": [*chosen, *([to_strand] if to_strand else [])],
        "search_fields": [*(["search_text", *coded] if hasattr(model, "search_text") else own), *folded],
        "related": tuple(dict.fromkeys([*ways, *related, *named])),
        "fields": list(fields),
    }
