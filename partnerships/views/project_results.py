"""The acts on a project's figures: add, edit, remove."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.models import AuditEntry, of_actions
from partnerships.audit_actions.projects import RESULT_REMOVED
from partnerships.forms.project_results import ResultForm
from partnerships.models import ProjectResult
from partnerships.rules import may_edit_project
from partnerships.services.project_results import add_result, edit_result, remove_result
from partnerships.views.project_acts import OnProject


class ResultAdd(OnProject):
    """Adds a figure; `?again=<entry>` proposes one that was removed."""

    form_class = ResultForm
    title = gettext_lazy("Add a result")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:result-remove"
    undone_at: ClassVar[dict[str, str]] = {"result": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"pairing": self.project.pairing, "grants": self.grants}

    def get_initial(self) -> dict[str, Any]:
        """What the history keeps of a figure that was removed from this project."""
        number = self.request.GET.get("again", "")
        if not (number.isdecimal() and len(number) <= 12):
            return {}
        rows = AuditEntry.objects.filter(of_actions(RESULT_REMOVED), object_type=self.project._meta.label_lower)
        entry = rows.filter(pk=int(number), object_id=self.project.pk).first()
        if entry is None:
            return {}
        kept = entry.parameters
        figures = {name: _decimal(kept.get(name, "")) for name in ("expected", "achieved")}
        texts = {name: kept.get(name, "") for name in ("funder", "evidence", "evidence_url")}
        return {
            "counted": f"{kept.get('kind')}:{kept.get('unit')}",
            "as_of": parse_date(kept.get("as_of", "") or ""),
            "document": kept.get("document"),
            **figures,
            **texts,
        }

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_result(by=self.request.user, grants=self.grants, project=self.project, values=form.values)
        return _("Added to the results.")


class OnResult(OnProject):
    """An act on one figure of the project, by the project's rule."""

    rule: ClassVar[Any] = None

    def get_record(self) -> ProjectResult:  # type: ignore[override]
        """The figure among those of the project (404), which must be the reader's to change (403)."""
        if not may_edit_project(self.grants, self.project):
            raise PermissionDenied
        rows = ProjectResult.objects.filter(project=self.project)
        row: ProjectResult = self.get_or_404(rows, pk=self.kwargs["result"])
        row.project = self.project
        return row

    def get_question(self) -> str:
        """Which one."""
        return str(self.record.get_kind_display())

    def of_result(self, form: Any) -> dict[str, Any]:
        """What the services get."""
        return {
            "by": self.request.user,
            "grants": self.grants,
            "result": self.record,
            "version": form.cleaned_data["seen_version"],
        }


class ResultEdit(OnResult):
    """Changes a figure."""

    form_class = ResultForm
    title = gettext_lazy("Edit a result")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:result-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the documents that the reader may choose."""
        return {"record": self.record, "pairing": self.project.pairing, "grants": self.grants}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_result(**self.of_result(form), changes=form.values)
        return _("Saved.")


class ResultRemove(OnResult):
    """Takes a figure away."""

    form_class = ActForm
    title = gettext_lazy("Remove a result")
    submit_label = gettext_lazy("Remove it")
    danger = True

    def get_consequences(self) -> list[str]:
        """That it can come back."""
        return [_("The history keeps what it said; you can put it back from the project.")]

    def act(self, form: Any) -> str:
        """Remove it."""
        remove_result(**self.of_result(form))
        return _("Removed. You can put it back.")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
