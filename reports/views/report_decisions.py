"""The contracting authority's acts on an issued report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from reports.forms.reports import ReportReasonForm
from reports.rules import may_decide_report
from reports.services.decisions import accept_report, return_report
from reports.views.report_places import OnReport


class _Decision(OnReport):
    """What both have alike."""

    rule: ClassVar[Any] = may_decide_report
    of_draft: ClassVar[bool] = False

    def get_refusal(self) -> str:
        """Nothing is decided on a draft."""
        return "" if self.report.is_issued else _("This report is not issued yet.")


class ReportAccept(_Decision):
    """Accepts the report."""

    form_class = ActForm
    title = gettext_lazy("Accept the report")
    submit_label = gettext_lazy("Accept the report")

    def get_question(self) -> str:
        """What is accepted."""
        return _("The report is accepted as it was issued, with the checksum %(sha256)s.") % {
            "sha256": self.report.sha256
        }

    def act(self, form: Any) -> str:
        """Accept it."""
        accept_report(**self.given(form))
        return _("The report is accepted. The staff and the cities are told.")


class ReportReturn(_Decision):
    """Returns it."""

    form_class = ReportReasonForm
    title = gettext_lazy("Return the report")
    submit_label = gettext_lazy("Return the report")
    question = gettext_lazy("The staff correct it by a new revision; the city updates of the period are open again.")

    def act(self, form: Any) -> str:
        """Return it."""
        return_report(**self.given(form), reason=form.cleaned_data["reason"])
        return _("The report is returned. The staff and the cities are told.")
