"""The pages of the two exceptions: another code for a record, and the end of one with which nothing else was done."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.forms import CharField
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from core.action_views import ActPage
from core.admin.services import change_code, check_code_free, delete_record, rows_with
from core.errors import refusal_by


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
