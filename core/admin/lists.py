"""The ground of every list of the administration: its cost, its search, and the language of its texts."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any
from zoneinfo import available_timezones

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import IntegrityError, models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import Select
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _, pgettext

from core.date_fields import DateField, DateInput
from core.errors import DomainError
from core.folding import matching
from core.formats import format_date, format_number
from core.meanwhile import SILENT_FIELDS
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
        kept_names = {f"{name}_label", f"{name.removesuffix('_by')}_label"}
        if name not in left_out and is_plain and not kept_names & fields.keys():
            found.setdefault(dates.get(name, name), field)
    return found


def _searched(model: type[models.Model]) -> list[str]:
    """The folded words of a record, and its code where that is none of them."""
    fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
    if "search_text" not in fields:
        return []
    return ["search_text", *(["code"] if "code" in fields.keys() - set(fields["search_text"].sources) else [])]


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
    words = [name for name, field in fields.items() if isinstance(field, models.CharField) or name == "reason"]
    own = _searched(model) or [name for name in words if name not in chosen]
    others = [f"{way}__{name}" for way, place in (ways | related).items() for name in _searched(place)]
    return {
        "list_display": listed,
        "list_filter": [*chosen, *([to_strand] if to_strand else [])],
        "search_fields": [*own, *others],
        "related": tuple(dict.fromkeys([*ways, *related, *named])),
        "fields": list(fields),
    }


class FieldFilter(admin.SimpleListFilter):
    """Rows by the value of the field `parameter_name`; a subclass gives the choices."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, or those with the value chosen."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class RelatedFilter(admin.RelatedFieldListFilter):
    """Rows by a related record; those without one stand under a word: a dash alone is no link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = pgettext("filter", "None")  # type: ignore[assignment]


admin.FieldListFilter.register(lambda field: bool(field.remote_field), RelatedFilter, take_priority=True)


class _OfNumbers:
    """Asks for no record by what is no number: that is an error beside the field, which Django shows with it."""

    def optgroups(self, name: str, value: list[Any], attr: Any = None) -> Any:
        """The records that are chosen."""
        numbers = [one for one in value if str(one).isascii() and str(one).isdigit() and len(str(one)) < 19]
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]


class ChooseRecord(_OfNumbers, AutocompleteSelect):  # type: ignore[misc]
    """One record, found while one types."""


class ChooseRecords(_OfNumbers, AutocompleteSelectMultiple):  # type: ignore[misc]
    """Several records, found while one types."""


class ChoosesRecords:
    """Fields of records that are found while one types."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """By the chooser."""
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = ChooseRecord(db_field, self.admin_site)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class PortalAdmin(ChoosesRecords, admin.ModelAdmin):
    """A list that costs the same for one row and for many, with a search that knows no accents.

    `related` names what a row's own columns and name read of other tables, `listed` the lists of a row
    that they read. Nothing is deleted here: records are ended, withdrawn or discontinued.
    """

    of_portal = True
    has_history = True
    list_per_page = 50
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.DateField: {"form_class": DateField, "widget": DateInput},
    }
    related: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    # The words of the addresses of its pages, with the look-ups of their values; those of its model, where it has them.
    words: dict[str, str] = {}

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Its page of the portal; of what has none, that of the first record that it names and that has one."""
        if obj is None or callable(self.view_on_site):
            return super().get_view_on_site_url(obj)
        ahead = (getattr(obj, field.name) for field in self.opts.concrete_fields if field.is_relation)
        shown: Any = next((one for one in (obj, *ahead) if hasattr(one, "get_absolute_url")), None)
        return str(shown.get_absolute_url()) if shown else None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A time zone is chosen, by the name of its place."""
        if db_field.name == "time_zone":
            zones = [(name, name) for name in sorted(available_timezones()) if "/" in name]
            kwargs["widget"] = Select(choices=[*BLANK_CHOICE_DASH, *zones])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows with what their columns read; choosing one by autocomplete reads the same."""
        rows = super().get_queryset(request).prefetch_related(*self.listed)
        return rows.select_related(*self.related) if self.related else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record by its key, also where the field to find it by has an empty name."""
        return super().get_object(request, object_id, from_field or None)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns; a text says in which language it is, a number or date is written as on the portal's pages."""
        return [self._column(name) for name in super().get_list_display(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """The columns that open the record, by the same names."""
        return [self._column(name) for name in super().get_list_display_links(request, list_display) or ()]

    def _column(self, name: Any) -> Any:
        if isinstance(name, str) and hasattr(self, f"{name}_shown"):
            return f"{name}_shown"
        is_own = not isinstance(name, str) or hasattr(self, name)
        return name if is_own else column_of(self.model, name)  # type: ignore[arg-type]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Every word in one of the fields; folded ones are asked without accents."""
        fields = self.get_search_fields(request)
        for word in search_term.split()[:20] if fields else []:
            found = models.Q()
            for field in fields:
                folded = field.endswith("search_text")
                found |= matching(word, field=field) if folded else models.Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """With the way to the history, where there is one."""
        return super().render_change_form(request, context | {"has_history": self.has_history}, *args, **options)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Save all or nothing; where a save is refused, show the form again with the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            refusal = DomainError(_("Another record already has these values. Nothing was saved."))
        except DomainError as error:
            refusal = error
        request.refusal = refusal  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: foreign keys and histories point here."""
        return False


class ReadOnlyAdmin(PortalAdmin):
    """What services write and nobody edits; its history stands on the portal's pages.

    A model is registered with this class as it is: its columns follow from its fields, without those `left_out`.
    A column `<name>_shown` of the class goes before that of the field `name`.
    """

    has_history = False
    left_out: tuple[str, ...] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        for name, value in columns_of(self).items():
            if getattr(type(self), name) is getattr(ReadOnlyAdmin, name):
                setattr(self, name, value)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; a text says in which language it is, a number or date is written as on the portal's pages."""
        return [self._column(name) for name in super().get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only services add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False
