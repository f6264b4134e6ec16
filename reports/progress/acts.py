"""What is done to reports: staff begin, arrange, write, freeze, issue, discard and correct, the authority decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.act_forms import ActForm
from core.acts import ActPage, refusal_by
from core.blocks import Heading
from core.formats import join_names
from core.page_blocks import block_rows
from core.texts import reader_language
from partnerships.confirmations.selectors import lost_sentences
from partnerships.models import Pairing
from reports.enums import Section
from reports.models import ProgressReport
from reports.periods.pages import InPeriod
from reports.periods.selectors import check_owed
from reports.progress.changes import to_issue
from reports.progress.forms import (
    ReportAddForm,
    ReportIssueForm,
    ReportReasonForm,
    ReportReviseForm,
    ReportSectionsForm,
    ReportTextsForm,
)
from reports.progress.gaps import gaps_of, grouped
from reports.progress.issuing import accept_report, issue_report, return_report, revise_report
from reports.progress.joint_reports import freeze_report, joint_of
from reports.progress.locks import check_draft
from reports.progress.pages import OnReport
from reports.progress.rendering.sections import PARTS
from reports.progress.rendering.words import Words
from reports.progress.selectors import SnapshotFault
from reports.progress.services import discard_report, draft_report, set_sections, write_sections
from reports.rules import may_decide_report, may_draft_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.models import ReportingPeriod, SectionText
    from reports.progress.compiling.plain import Plain
    from reports.progress.gaps import Gap


class ReportAdd(ActPage, InPeriod):
    """Begins a report: of the whole strand, or of one pairing."""

    template_name = "reports/progress/report_add.html"
    rule: ClassVar[Any] = may_draft_report
    form_class = ReportAddForm
    title = gettext_lazy("Draft a report")
    submit_label = gettext_lazy("Begin the draft")
    question = gettext_lazy(
        "The draft takes its sections from the strand's template, and its figures from the records."
    )
    begun: ProgressReport | None = None

    def get_record(self) -> ReportingPeriod:
        """The period."""
        return self.period

    @cached_property
    def offered(self) -> dict[str, Any]:
        """The strand and the pairings that have no report on the period yet; two queries."""
        taken = set(ProgressReport.objects.filter(period=self.period.pk).values_list("pairing", flat=True))
        rows = Pairing.objects.filter(strand=self.period.strand_id).with_names().order_by("code")
        return {"strand_free": None not in taken, "pairings": [row for row in rows if row.pk not in taken]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """What has a report already is not offered."""
        return self.offered

    def get_initial(self) -> dict[str, Any]:
        """The pairing that the address names."""
        return {"pairing": self.request.GET.get("pairing", "")}

    def get_refusal(self) -> str:
        """A skipped period asks for nothing, and one report of each suffices."""
        if refused := refusal_by(check_owed, self.period):
            return refused
        if not any(self.offered.values()):
            return _("The strand and each of its pairings have a report on this period already.")
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the period."""
        return super().get_context_data(**{"crumbs": self.period_crumbs((str(self.title), ""))} | kwargs)

    def act(self, form: Any) -> str:
        """Begin it."""
        code = form.cleaned_data["pairing"]
        pairing = Pairing.objects.with_names().get(strand=self.period.strand_id, code=code) if code else None
        self.begun = draft_report(by=self.request.user, grants=self.grants, period=self.period, pairing=pairing)
        return _("The draft is begun. Write its sections next.")

    def get_done_url(self) -> str:
        """The draft, the period until there is one."""
        return str((self.begun or self.period).get_absolute_url())


class ReportSections(OnReport):
    """Chooses the sections of a draft and their order."""

    template_name = "reports/progress/report_sections.html"
    form_class = ReportSectionsForm
    title = gettext_lazy("Choose the sections")
    submit_label = gettext_lazy("Save the order")
    undone_by = "reports:report-sections"

    def get_consequences(self) -> list[str]:
        """Other sections of a frozen report are other data."""
        return asked_again(self.report)

    def act(self, form: Any) -> str:
        """Save it."""
        set_sections(**self.given(form), sections=form.sections)
        return _("Saved.")


class ReportFreeze(OnReport):
    """Freezes what a pairing's report says, and asks both sides to confirm it."""

    form_class = ActForm
    title = gettext_lazy("Freeze and ask both sides")
    submit_label = gettext_lazy("Freeze and ask")
    question = gettext_lazy(
        "The records are read now and kept as they are: both sides confirm these figures and these words, and "
        "exactly they are issued. To take in newer records, freeze again; both sides are then asked again."
    )

    def get_record(self) -> ProgressReport:
        """Of a pairing alone, else 404."""
        rows = ProgressReport.objects.filter(pk=self.report.pk, pairing__isnull=False)
        self.get_or_404(rows)
        return self.report

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost."""
        return asked_again(self.report)

    def act(self, form: Any) -> str:
        """Freeze it."""
        joint = freeze_report(**self.given(form))
        return _("Frozen. Both sides are asked to confirm edition %(edition)s.") % {"edition": joint.edition}


class ReportIssue(OnReport):
    """Issues a draft, after a look at everything that is missing."""

    template_name = "reports/progress/report_issue.html"
    form_class = ReportIssueForm
    title = gettext_lazy("Issue the report")
    submit_label = gettext_lazy("Issue the report")
    question = gettext_lazy(
        "Figures and words are frozen with their checksum, the files are made and kept, and the contracting "
        "authority and the cities are told. What is issued is never changed: it is corrected by a new revision."
    )

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing now."""
        if self.report.is_issued:
            return []
        try:
            return gaps_of(self.report, to_issue(self.report, clock.now()))
        except SnapshotFault:
            return []

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what is missing."""
        return {**super().get_form_kwargs(), "gaps": self.gaps}

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        if refused := super().get_refusal():
            return refused
        try:
            to_issue(self.report, clock.now())
        except SnapshotFault as fault:
            return str(fault)
        return ""

    def get_consequences(self) -> list[str]:
        """What stands in the way."""
        return [f"{gap.about}: {gap.words}" for gap in self.gaps if gap.blocks]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the gaps, each where it is mended."""
        open_gaps = [gap for gap in self.gaps if not gap.blocks]
        blocking = [gap for gap in self.gaps if gap.blocks]
        return super().get_context_data(gaps=grouped(open_gaps), blocking=grouped(blocking), **kwargs)

    def act(self, form: Any) -> str:
        """Issue it."""
        data = form.cleaned_data
        issue_report(
            **self.given(form),
            seen_gaps=data.get("seen_gaps", ""),
            with_gaps=data.get("with_gaps", False),
            reason=data.get("reason", ""),
        )
        return _("The report is issued. The contracting authority and the cities are told.")


class ReportRevise(OnReport):
    """Begins the revision that corrects an issued report."""

    form_class = ReportReviseForm
    of_draft: ClassVar[bool] = False
    title = gettext_lazy("Correct the report")
    submit_label = gettext_lazy("Begin the revision")
    begun: ProgressReport | None = None

    def get_question(self) -> str:
        """What becomes of the issued one."""
        return _(
            "Revision %(revision)s stays as it was issued. The new one takes over its words, reads the records anew, "
            "names what it replaces, and lists what changed."
        ) % {"revision": self.report.revision}

    def get_refusal(self) -> str:
        """A draft is edited."""
        return "" if self.report.is_issued else _("This report is not issued yet: edit it.")

    def act(self, form: Any) -> str:
        """Begin it."""
        self.begun = revise_report(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Revision %(revision)s is begun.") % {"revision": self.begun.revision}

    def get_done_url(self) -> str:
        """The new revision."""
        return str((self.begun or self.report).get_absolute_url())


class ReportDiscard(OnReport):
    """Takes a draft away."""

    form_class = ActForm
    title = gettext_lazy("Discard the draft")
    submit_label = gettext_lazy("Discard the draft")
    question = gettext_lazy(
        "The draft is deleted with everything written in it. The log keeps a record that there was one."
    )
    danger = True

    def act(self, form: Any) -> str:
        """Discard it."""
        discard_report(**self.given(form))
        return _("The draft is discarded.")

    def get_done_url(self) -> str:
        """The period."""
        return str(self.period.get_absolute_url())

    def get_back_url(self) -> str:
        """The draft."""
        return str(self.report.get_absolute_url())


def asked_again(report: ProgressReport) -> list[str]:
    """Which confirmations a change of a frozen report costs."""
    joint = joint_of(report)
    if joint is None or refusal_by(check_draft, report):
        return []
    return lost_sentences(joint) or [_("Both sides were asked to confirm this report: they are asked again.")]


# Writing a draft: all sections on one page, both languages side by side, above what the records tell there.


class ReportWrite(OnReport):
    """One form over all sections, saved together."""

    template_name = "reports/progress/report_write.html"
    form_class = ReportTextsForm
    title = gettext_lazy("Write the report")
    submit_label = gettext_lazy("Save")
    saved: Sequence[SectionText] = ()

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost."""
        return asked_again(self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every section with its texts, and with what the records tell."""
        told = self._described()
        rows = [(part, told.get(part.section, [])) for part in kwargs["form"].parts]
        return super().get_context_data(rows=rows, language=reader_language(), **kwargs)

    def _described(self) -> dict[str, Any]:
        """What the records tell in each section, as the page draws it."""
        try:
            snapshot = to_issue(self.report, clock.now()) if not self.report.is_issued else None
        except SnapshotFault:
            snapshot = None
        return {} if snapshot is None else {name: _blocks(snapshot, name) for name in self.report.sections}

    def act(self, form: Any) -> str:
        """Save them."""
        self.saved = write_sections(**self.acting, report=self.report, written=form.written)
        return _("Saved: %(sections)s.") % {"sections": join_names(str(text) for text in self.saved)}

    def get_done_url(self) -> str:
        """The same page, at the last section that was written."""
        return self.of_report("report-write") + "".join(f"#section-{text.section}" for text in self.saved[-1:])

    def get_back_url(self) -> str:
        """The draft."""
        return str(self.report.get_absolute_url())


def _blocks(snapshot: Plain, section: str) -> list[dict[str, Any]]:
    data = snapshot["sections"].get(section)
    if data is None or Section(section) not in PARTS:
        return []
    words = Words(reader_language(), draft=True)
    with translation.override(words.language):
        told = list(PARTS[Section(section)].blocks(data, words))
    # The section's own heading stands on the page already: what is below it follows on.
    return block_rows([Heading(str(Section(section).label)), *told])[1:]


# The contracting authority's acts on an issued report.


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
