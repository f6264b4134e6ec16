"""A report leaves the house: staff issue and correct it, the contracting authority accepts or returns it."""

from functools import cached_property, partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import AlreadyDone, DomainError, check_reason
from partnerships.translations.selectors import check_length
from partnerships.workflow import AUTHORITY, STAFF
from reports.enums import ISSUED_REPORT, ReportAct, ReportStatus
from reports.exports.services import check_pace
from reports.models import JointReport, ProgressReport, SectionText
from reports.periods.selectors import check_owed
from reports.progress import forms
from reports.progress.actions.drafts import OnDraft, OnReport
from reports.progress.compiling.scope import Plain
from reports.progress.gaps import Gap, check_gaps, gaps_of, grouped
from reports.progress.models import LONGEST_REASON
from reports.progress.rendering.documents import RENDERER
from reports.progress.selectors import canonical, joint_of, sha256_of, to_issue
from reports.progress.services import report_accepted, report_issued, report_returned
from reports.tasks import make_issued_files

_ISSUED, _ACCEPTED, _RETURNED = ReportStatus.ISSUED, ReportStatus.ACCEPTED, ReportStatus.RETURNED


class IssueReport(OnDraft):
    """Issue a draft, after a look at all that is missing: its data are frozen with their hash, everybody concerned
    is notified, and a worker makes the files.
    """

    key = "report-issue"
    news = gettext_lazy("%(city)s issued %(what)s.")
    target = _ISSUED
    form = forms.ReportIssueForm
    template = "reports/progress/report_issue.html"
    title = submit_label = gettext_lazy("Issue the report")
    question = gettext_lazy(
        "Figures and text are frozen with their checksum, the files are made and kept, and the contracting "
        "authority and the cities are informed. An issued report is never changed: a new revision corrects it."
    )
    logged = gettext_lazy("Issued revision %(revision)s of a progress report: %(sha256)s; gaps: %(gaps)s")

    def perform(self, *, seen_gaps: str = "", with_gaps: bool = False) -> str:
        """`with_gaps` accepts what is missing, with a reason; `seen_gaps` is the `digest` of the list that was read.

        Raises TooOften, DomainError where something is in the way.
        """
        row = self.row
        check_owed(row.period)
        check_pace(self.by)
        self._lock_joint()
        gaps = gaps_of(row, self.snapshot)
        check_gaps(gaps, seen=seen_gaps, accepted=with_gaps)
        if gaps:
            check_reason(self.reason)
        if not row.snapshot:
            row.snapshot = canonical(self.snapshot)
            row.sha256 = sha256_of(row.snapshot)
            row.frozen_at = self.now
        row.renderer, row.status = RENDERER, _ISSUED
        row.issued_at, row.issued_by, row.issued_label = self.now, self.by, self.by.kept_name
        row.save(by=self.by)
        transaction.on_commit(partial(make_issued_files.enqueue, row.pk), robust=True)
        self.add_step(ReportAct.ISSUED, self.now)
        self.log(sha256=row.sha256, gaps=len(gaps))
        report_issued(report=row, by=self.by)
        return _("The report is issued. The contracting authority and the cities are informed.")

    def _lock_joint(self) -> None:
        """No side withdraws its confirmation while the report is issued: that begins with the same row."""
        if self.row.pairing_id is not None:
            list(JointReport.objects.select_for_update(no_key=True).filter(report=self.row).order_by("pk"))
            joint = joint_of(self.row)
            if joint is not None and joint.data != self.row.sha256:
                fault = _("What both sides were asked to confirm differs from what is kept: freeze the report again.")
                raise DomainError(fault)

    @cached_property
    def now(self) -> Any:
        """The moment of issuing."""
        return clock.now()

    @cached_property
    def snapshot(self) -> Plain:
        """What is issued. Raises SnapshotFault."""
        return to_issue(self.row, self.now)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing now; nothing of what cannot be issued."""
        return [] if self.refusal else gaps_of(self.row, self.snapshot)

    def check_possible(self) -> None:
        """Also refuse kept data that are not what they were; the records as they are need not be read for that."""
        super().check_possible()
        if self.row.snapshot:
            self.snapshot  # noqa: B018 -- read once, here

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what is missing."""
        return {"record": self.row, "gaps": self.gaps}

    def get_consequences(self) -> list[str]:
        """What is in the way."""
        return [str(gap) for gap in self.gaps if gap.blocks]

    def get_context(self) -> dict[str, Any]:
        """With the gaps, each where it is mended."""
        open_gaps, blocking = ([gap for gap in self.gaps if gap.blocks is blocks] for blocks in (False, True))
        return super().get_context() | {"gaps": grouped(open_gaps), "blocking": grouped(blocking)}


class ReviseReport(OnReport):
    """Begin the revision that corrects an issued report, with its sections and texts; the reason names the fault."""

    key = "report-revise"
    states = frozenset(ISSUED_REPORT)
    reason_of = frozenset({STAFF})
    form = forms.ReportReviseForm
    title = gettext_lazy("Correct the report")
    submit_label = gettext_lazy("Begin the revision")
    logged = gettext_lazy("Began revision %(revision)s, which corrects revision %(before)s of a progress report")

    def perform(self) -> str:
        """Raises AlreadyDone where one is begun, DomainError where a newer one was issued."""
        row = self.row
        check_length("reason", self.reason, LONGEST_REASON)
        newest = ProgressReport.objects.filter(period=row.period, pairing=row.pairing).order_by("-revision")[0]
        label = {"revision": newest.revision}
        if newest.pk != row.pk and newest.is_issued:
            raise DomainError(_("Revision %(revision)s replaces this one: correct that.") % label)
        if newest.pk != row.pk:
            raise AlreadyDone(_("Revision %(revision)s is being written already.") % label)
        draft = ProgressReport(
            strand=row.strand,
            period=row.period,
            pairing=row.pairing,
            revision=row.revision + 1,
            replaces=row,
            correction=self.reason,
            sections=row.sections,
        )
        draft.save(by=self.by)
        for text in SectionText.objects.filter(report=row).order_by("pk"):
            taken = SectionText(report=draft, section=text.section, text_en=text.text_en, text_ko=text.text_ko)
            taken.save(by=self.by)
            if text.stale_texts:
                taken.stale_texts = text.stale_texts
                taken.save(by=self.by)
        self.added = draft
        self.log(revision=draft.revision, before=row.revision)
        return _("Revision %(revision)s is started.") % {"revision": draft.revision}

    def check_possible(self) -> None:
        if not self.row.is_issued:
            raise DomainError(_("This report is not issued yet: edit it."))

    @property
    def question(self) -> str:
        """What becomes of the issued one."""
        return _(
            "Revision %(revision)s stays as it was issued. The new one takes over its text, reads the records "
            "again, names what it replaces, and lists what changed."
        ) % {"revision": self.row.revision}


class _Decision(OnReport):
    """What the contracting authority does to an issued report."""

    allowed = frozenset({AUTHORITY})
    states = frozenset({_ISSUED})

    def check_possible(self) -> None:
        if not self.row.is_issued:
            raise DomainError(_("This report is not issued yet."))
        super().check_possible()

    def decide(self, step: ReportAct) -> None:
        """Save it and its step, unless a newer revision was issued. Raises DomainError."""
        row = self.row
        newer = ProgressReport.objects.issued().filter(replaces=row).order_by("-revision").first()
        if newer is not None:
            label = {"revision": newer.revision}
            raise DomainError(_("Revision %(revision)s replaces this one: decide on that.") % label)
        row.status = ReportStatus(self.target)
        row.save(by=self.by)
        self.add_step(step, clock.now())


class AcceptReport(_Decision):
    """Accept the report as it was issued."""

    key = "report-accept"
    news = gettext_lazy("%(city)s accepted %(what)s.")
    target = _ACCEPTED
    title = submit_label = gettext_lazy("Accept the report")
    logged = gettext_lazy("Accepted revision %(revision)s of a progress report")

    def perform(self) -> str:
        self.decide(ReportAct.ACCEPTED)
        report_accepted(report=self.row, by=self.by)
        return _("The report is accepted. The staff and the cities are informed.")

    @property
    def question(self) -> str:
        """What is accepted."""
        label = {"sha256": self.row.sha256}
        return _("The report is accepted as it was issued, with the checksum %(sha256)s.") % label


class ReturnReport(_Decision):
    """Send it back: the updates of the period are open again, and staff correct it by a new revision."""

    key = "report-return"
    news = gettext_lazy("%(city)s returned %(what)s: please correct it.")
    target = _RETURNED
    reason_of = frozenset({AUTHORITY})
    form = forms.ReportReasonForm
    title = submit_label = gettext_lazy("Return the report")
    question = gettext_lazy("The staff correct it by a new revision; the city updates of the period are open again.")
    logged = gettext_lazy("Returned revision %(revision)s of a progress report")

    def perform(self) -> str:
        check_length("reason", self.reason, LONGEST_REASON)
        self.decide(ReportAct.RETURNED)
        report_returned(report=self.row, by=self.by, reason=self.reason)
        return _("The report is returned. The staff and the cities are informed.")
