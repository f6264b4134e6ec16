"""The pages of the two exceptions: another code for a record, and the end of one with which nothing else was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.forms import CharField
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from core import audit, clock
from core.access import Grants
from core.act_forms import ActForm
from core.action_views import ActPage
from core.errors import AlreadyDone, DomainError, refusal_by
from core.folding import FoldedField
from core.formats import join_names
from core.log import place_of
from core.models import AuditEntry, AuditNames, SubmittedForm, Versioned, lock, one_act, write_audit

if TYPE_CHECKING:
    from accounts.models import User


class RecordPage(ActPage):
    """An act on any record of the administration."""

    known: Any = None  # the class that edits the record there

    @classmethod
    def of(cls, known: ModelAdmin[Any]) -> Any:
        """The view for the records of a class."""
        view: Any = type(cls.__name__, (cls,), {"known": known})
        return view.as_view()

    def get_record(self) -> Any:
        row = self.known.get_object(self.request, self.kwargs["object_id"])
        if row is None:
            raise Http404
        return row

    def require(self, row: Any) -> None:
        if not self.known.has_delete_permission(self.request, row):
            raise PermissionDenied

    def _url(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.known.opts.app_label}_{self.known.opts.model_name}_{page}", args=args)

    def get_done_url(self) -> str:
        return self._url("change", self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = capfirst(str(self.known.opts.verbose_name_plural))
        crumbs = [(_("Administration"), reverse("admin:index")), (kinds, self._url("changelist"))]
        crumbs += [(str(self.record), self._url("change", self.record.pk)), (str(self.title), "")]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class CodeForm(ActForm):
    """Another code."""

    code = CharField(label=gettext_lazy("Code"), max_length=80)

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial["code"] = record.code


class ChangeCode(RecordPage):
    """Give a record another code while nothing outside names it."""

    form_class = CodeForm
    title = submit_label = gettext_lazy("Change the code")

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        change_code(by=self.request.user, record=self.record, version=given["seen_version"], code=given["code"])
        return _("Saved.")

    def get_refusal(self) -> str:
        return refusal_by(check_code_free, self.record)

    def get_question(self) -> str:
        return _("Its addresses change along. The old ones lead nowhere.")


class DeleteRecord(RecordPage):
    """Delete a record with which nothing was done but adding it."""

    title = submit_label = gettext_lazy("Delete")
    danger = True

    def act(self, form: Any) -> str:
        name = str(self.record)
        delete_record(by=self.request.user, record=self.record, version=form.cleaned_data["seen_version"])
        return _("Deleted: %(record)s") % {"record": name}

    def get_refusal(self) -> str:
        return refusal_by(rows_with, self.record)

    def get_question(self) -> str:
        return _("“%(record)s” was added, and nothing else was done with it.") % {"record": self.record}

    def get_done_url(self) -> str:
        return self._url("changelist")

    def get_back_url(self) -> str:
        return self._url("change", self.record.pk)


MOST = 5  # things that a refusal names
# They tell of the past, or of one click: no link leads through them.
_PAST: tuple[type[models.Model], ...] = (AuditEntry, AuditNames, SubmittedForm)


def _current_models() -> Iterator[Any]:
    """Every model but histories, what tells of the past, and what is worked out anew."""
    for model in apps.get_models():
        if not (model in _PAST or hasattr(model, "history_object") or hasattr(model, "WORKED_OUT")):
            yield model


def _named(rows: Iterable[Any]) -> str:
    """Some records by kind and name; what is one side's or one person's own is not told."""
    names = dict.fromkeys(f"{row._meta.verbose_name} “{row}”" if _is_read(row) else "" for row in rows)
    told = [name for name in names if name][:MOST]
    return join_names([*told, *([] if len(told) == len(names) else [_("others")])])


def _is_read(row: Any) -> bool:
    """Whether an administrator may read a record."""
    rows = type(row)._default_manager
    if hasattr(rows, "visible_to"):
        return bool(rows.visible_to(Grants(is_administrator=True)).filter(pk=row.pk).exists())
    return admin.site.is_registered(type(row))


# Codes.


def lists_with(record: Any) -> list[tuple[Any, str]]:
    """The rows that name a record in a list of codes, each with the field that holds the list."""
    fields = getattr(record, "LISTED_IN", ())
    strand = place_of(record)[0]
    found: list[tuple[Any, str]] = []
    for model in _current_models() if fields else ():
        for name in {field.name for field in model._meta.concrete_fields} & set(fields):
            rows = model._base_manager.filter(**{f"{name}__contains": record.code}).order_by("pk")
            listing = (row for row in rows if record.code in getattr(row, name).split(";"))
            found += [(row, name) for row in listing if strand in (None, place_of(row)[0])]
    return found


def _names_code(field: models.Field[Any, Any], value: str, code: str) -> bool:
    """Whether a text has the code in an address, data as a value, or the name of a text as its end."""
    if field.name == "slug":
        return value.endswith(f"-{code}")
    quoted = rf'|"{code}"' if isinstance(field, models.JSONField) else ""
    return re.search(rf"/{code}(?![-\w]){quoted}", value) is not None


def _texts_with(record: Any) -> Iterator[Any]:
    """The rows of whichever kind that name the code of a record in what was written, sent or issued."""
    for model in _current_models():
        texts = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
            and not isinstance(field, FoldedField)
            and not field.choices
        ]
        if not texts:
            continue
        columns = {f"text_of_{field.name}": Cast(field.name, models.TextField()) for field in texts}
        found = models.Q()
        for column in columns:
            found |= models.Q(**{f"{column}__contains": record.code})
        rows = model._base_manager.alias(**columns).filter(found).annotate(**columns).order_by("pk")
        for row in rows.exclude(pk=record.pk) if model is type(record) else rows:
            if any(_names_code(field, getattr(row, f"text_of_{field.name}") or "", record.code) for field in texts):
                yield row


def _taken_since(record: Any) -> bool:
    """Whether a file that may have the record was downloaded since it was added."""
    added = record.history.order_by("version", "history_id").first() if hasattr(record, "history") else None
    strand = place_of(record)[0]
    looks = AuditEntry.objects.filter(kind=audit.Kind.LOOK)
    looks = looks.filter(at__gte=added.history_date) if added else looks
    looks = looks.filter(strand_id=strand) if strand else looks
    return any(facts.get("format") != "page" for facts in looks.order_by().values_list("parameters", flat=True))


def check_code_free(record: Any) -> None:
    """Refuse to change a code that a link, a file or an issued report names. Raises DomainError."""
    if getattr(record, "loaded_version", None):
        raise DomainError(_("The code stays: a pack has it, from which the record was loaded."))
    if _taken_since(record):
        raise DomainError(_("The code stays: files that may have it were downloaded since the record was added."))
    place = place_of(record)[1]
    wider = [row for row, _name in lists_with(record) if place and place_of(row)[1] != place]
    if found := [*wider, *_texts_with(record)]:
        raise DomainError(_("The code stays, because it is named by: %(names)s.") % {"names": _named(found)})


@one_act()
def change_code(*, by: User, record: Any, version: int, code: str) -> None:
    """Give a record another code, also in the lists that have it. Raises StaleRecord, AlreadyDone, DomainError."""
    row = lock(record, version=version)
    if code == row.code:
        raise AlreadyDone(_("Nothing was changed."))
    check_code_free(row)
    lists, before, row.code = lists_with(row), row.code, code
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - {"code"})
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as refused:
        raise DomainError(" ".join(refused.messages), field="code") from refused
    row.save(by=by)
    for other, name in lists:
        codes = [code if one == before else one for one in getattr(other, name).split(";")]
        setattr(other, name, ";".join(codes))
        other.save(by=by)
    write_audit(action="record-code-changed", by=by, record=row, before=before, after=code)


# Deleting.


def _was_changed(record: Any) -> bool:
    """Whether anything was done with a record but adding it."""
    kind = record._meta.label_lower
    acts = AuditEntry.objects.filter(object_type=kind, object_id=record.pk).exclude(kind=audit.Kind.LOOK)
    return record.version != 1 or acts.count() > 1


def _added_by(record: Any) -> Any:
    """The entry of the act that added a record."""
    first = record.history.order_by("version", "history_id").first() if hasattr(record, "history") else None
    return first.entry_id if first else None


def _goes_along(row: Any, added_by: Any) -> bool:
    """Whether an act has added a row, beside another one, and nothing else was done with it."""
    added = isinstance(row, Versioned) and added_by is not None and _added_by(row) == added_by
    return added and not _was_changed(row)


def _belonging(record: Any, *, added_by: Any) -> Iterator[Any]:
    """The rows that point to a record, but for the lists that go with it; what its own act added with its own."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model = relation.related_model
        if hasattr(model, "history_object") or model._meta.auto_created:
            continue
        is_list = relation.on_delete is models.CASCADE and not issubclass(model, Versioned)
        for row in () if is_list else model._base_manager.filter(**{relation.field.name: record}).order_by("pk"):
            yield row
            if _goes_along(row, added_by):
                yield from _belonging(row, added_by=added_by)


def rows_with(record: Any) -> list[Any]:
    """The rows that were added together with a record, and go before it. Raises DomainError where it stays."""
    if _was_changed(record):
        raise DomainError(_("It stays: more was done with it than adding it."))
    added_by = _added_by(record)
    # What points to another of them comes before it.
    along = list(dict.fromkeys(reversed(list(_belonging(record, added_by=added_by)))))
    strange = [row for row in along if not _goes_along(row, added_by)]
    for one in (record, *along):
        strange += [row for row, _name in lists_with(one) if row not in along]
        for model in _current_models():
            for field in model._meta.private_fields:
                if isinstance(field, GenericForeignKey):
                    kind = {field.ct_field: ContentType.objects.get_for_model(one), field.fk_field: one.pk}
                    strange += model._base_manager.filter(**kind).order_by("pk")
    if strange:
        raise DomainError(_("It stays, because it is named by: %(names)s.") % {"names": _named(strange)})
    return along


@one_act()
def delete_record(*, by: User, record: Any, version: int) -> None:
    """Delete a record, and what its own act added with it. Raises StaleRecord, DomainError."""
    row = lock(record, version=version)
    along = rows_with(row)
    write_audit(action="record-deleted", by=by, record=row)
    for one in (*along, row):
        facts = vars(one)
        facts["_history_user"], facts["_history_date"] = by, clock.now()
        one.delete()
