"""What people do to reports: staff write, issue and correct them, the contracting authority accepts or returns them."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.access import Grants
from core.actions import Action
from core.blocks import Heading, block_rows
from core.errors import AlreadyDone, DomainError, StaleRecord, check_reason
from core.formats import join_names
from core.texts import LANGUAGES, reader_language
from partnerships.confirmations.selectors import lost_sentences
from partnerships.enums import AUTHORITY, STAFF
from partnerships.models import Pairing
from partnerships.translations.selectors import check_length
from reports.enums import ISSUED_REPORT, ReportAct, ReportStatus, Section
from reports.exports.services import check_pace
from reports.models import JointReport, ProgressReport, ReportingPeriod, ReportStep, SectionText
from reports.periods.selectors import check_owed, lock_period
from reports.progress import forms
from reports.progress.compiling.scope import Plain
from reports.progress.gaps import Gap, check_gaps, gaps_of, grouped
from reports.progress.models import LONGEST_REASON, LONGEST_TEXT
from reports.progress.rendering.documents import RENDERER, record_blocks
from reports.progress.rendering.phrases import Phrases
from reports.progress.selectors import SnapshotFault, canonical, joint_of, sha256_of, template_sections, to_issue
from reports.progress.services import freeze, report_accepted, report_issued, report_returned, reword
from reports.tasks import make_issued_files


class OnReport(Action):
    """An action on a report; of staff, unless it names others."""

    on = ProgressReport
    allowed = frozenset({STAFF})
    template = "reports/progress/report_act.html"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The period: of two people who write, draft or issue at once one is second."""
        periods = ReportingPeriod.objects.select_for_update(no_key=True).filter(pk__in=rows.values("period"))
        periods.order_by("pk").first()

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        # By the report's scope too, which is no field.
        rows: Any = cls.rows(grants)
        if locked:
            cls.lock_before(rows.at(words))
            rows = cls.rows(grants, locked=True)
        return rows.at(words).first()

    def log_parameters(self) -> dict[str, Any]:
        return {"revision": self.row.revision}

    def add_step(self, step: ReportAct, at: Any) -> None:
        by = self.by
        ReportStep(report=self.row, act=step, at=at, by=by, by_label=by.kept_name, reason=self.reason).save()

    def get_context(self) -> dict[str, Any]:
        return {"report": self.row, "period": self.row.period, "section": "reports"}


class AddReport(OnReport):
    """Begin the report on a period, of the strand or of a pairing, with the sections of the strand's template.

    Its row is the report to come.
    """

    key = "report-add"
    template = "reports/progress/report_add.html"
    form = forms.ReportAddForm
    title = gettext_lazy("Draft a report")
    submit_label = gettext_lazy("Begin the draft")
    question = gettext_lazy(
        "The draft takes its sections from the strand's template, and its figures from the records."
    )
    logged = gettext_lazy("Began revision %(revision)s of a progress report")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        rows = ReportingPeriod.objects.visible_to(grants).select_related("strand")
        period = rows.filter(strand__code=words["strand"], code=words["period"]).first()
        if period is None:
            return None
        row = ProgressReport(strand=period.strand, period=period)
        return cls.locked(row) if locked else row

    @classmethod
    def locked(cls, row: ProgressReport) -> ProgressReport:
        period = lock_period(row.period_id)
        return ProgressReport(strand=period.strand, period=period)

    def perform(self, *, pairing: Pairing | None = None) -> str:
        """Raises AlreadyDone where there is a draft, DomainError where one was issued."""
        row = self.row
        if pairing is not None and pairing.strand_id != row.strand_id:
            raise DomainError(_("This pairing belongs to another strand."), field="pairing")
        newest = ProgressReport.objects.filter(period=row.period, pairing=pairing).order_by("-revision").first()
        if newest is not None:
            if newest.is_issued:
                fault = _("The report on this period is issued: correct it by a new revision.")
                raise DomainError(fault, field="pairing")
            raise AlreadyDone(_("There is a draft already."))
        row.pairing, row.sections = pairing, template_sections(row.strand_id)
        row.save(by=self.by)
        return _("The draft is started. Write its sections next.")

    def check_possible(self) -> None:
        check_owed(self.row.period)

    @property
    def refusal(self) -> str:
        """A skipped period asks for nothing, and one report of each suffices."""
        if refused := super().refusal:
            return refused
        taken = _("The strand and each of its pairings have a report on this period already.")
        return "" if any(self.offered.values()) else taken

    @cached_property
    def offered(self) -> dict[str, Any]:
        """Whether the strand, and which pairings, have no report on the period yet; two queries."""
        taken = set(ProgressReport.objects.filter(period=self.row.period).values_list("pairing", flat=True))
        rows = Pairing.objects.filter(strand=self.row.strand_id).with_names().order_by("code")
        return {"strand_free": None not in taken, "pairings": [row for row in rows if row.pk not in taken]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """What has a report already is not offered."""
        return self.offered

    def get_initial(self) -> dict[str, Any]:
        """The pairing that the address names."""
        return {"pairing": self.asked.get("pairing", "")}

    def get_done_url(self) -> str:
        """The draft, the period until there is one."""
        return str((self.row if self.row.pk else self.row.period).get_absolute_url())

    def get_back_url(self) -> str:
        return str(self.row.period.get_absolute_url())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.period.get_crumbs(), (str(self.title), "")]


class OnDraft(OnReport):
    """An action on a report that has not left the house."""

    states = frozenset({ReportStatus.DRAFT})

    @classmethod
    def locked(cls, row: ProgressReport) -> Any:
        """Raises AlreadyDone where a draft was issued meanwhile."""
        current = super().locked(row)
        if current.is_issued and not row.is_issued:
            label = {"person": current.issued_label}
            raise AlreadyDone(_("%(person)s has meanwhile issued this report. Nothing was done a second time.") % label)
        return current

    def check_possible(self) -> None:
        if self.row.is_issued:
            raise DomainError(_("This report is issued: it is corrected by a new revision."))


class ChangesFrozen(OnDraft):
    """One that asks both sides again, where they were asked to confirm the report."""

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost."""
        joint = None if self.row.is_issued else joint_of(self.row)
        if joint is None:
            return []
        return lost_sentences(joint) or [
            _("Both sides were asked to confirm this report, so it cannot be discarded. Rewrite it or issue it.")
        ]


class WriteReport(ChangesFrozen):
    """Write in all sections of a draft at once, all or none, above what the records show there."""

    key = "report-write"
    form = forms.ReportTextsForm
    template = "reports/progress/report_write.html"
    title = gettext_lazy("Write the report")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Wrote in revision %(revision)s of a progress report: %(section)s")
    log_labels: dict[str, Any] = {"section": dict(Section.choices)}
    saved: Sequence[SectionText] = ()

    def perform(self, *, written: Mapping[str, tuple[int, Mapping[str, str]]]) -> str:
        """`written` has by section the version of the text that was seen, 0 of none, and texts by language.

        Raises StaleRecord, AlreadyDone where nothing differs, DomainError with the field at fault.
        """
        row = self.row
        texts = row.texts_of(written)
        saved = []
        for section, (version, given) in written.items():
            if section not in row.sections:
                raise DomainError(_("This section is not in the report."), field=f"{section}_text")
            if _fill(texts[section], version, given):
                texts[section].save(by=self.by)
                saved.append(texts[section])
        if not saved:
            raise AlreadyDone(_("Nothing was changed."))
        self.saved = saved
        self.log(section=[text.section for text in saved])
        reword(by=self.by, report=row)
        return _("Saved: %(sections)s.") % {"sections": join_names(str(text) for text in saved)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "read_blocks": self.read_blocks}

    def read_blocks(self) -> dict[str, Any]:
        """What the records show in each section, as the page draws it."""
        if self.row.is_issued:
            return {}
        try:
            snapshot = to_issue(self.row, clock.now())
        except SnapshotFault:
            return {}
        words = Phrases(reader_language(), draft=True)
        sections = [Section(name) for name in self.row.sections]
        # The section's own heading is on the page already: what is below it follows on.
        return {
            section.value: block_rows([Heading(str(section.label)), *record_blocks(snapshot, section, words)])[1:]
            for section in sections
        }

    def get_done_url(self) -> str:
        """The same page, at the last section that was written."""
        return self.url + "".join(f"#section-{text.section}" for text in self.saved[-1:])

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"language": reader_language()}


def _fill(text: SectionText, version: int, given: Mapping[str, str]) -> bool:
    """Set what is another text than before, and give whether anything is. Raises StaleRecord, DomainError."""
    if text.seen_version != version:
        raise StaleRecord
    changed = False
    for language in LANGUAGES:
        name = f"text_{language}"
        new = text.trimmed(given.get(language, getattr(text, name)))
        check_length(f"{text.section}_{name}", new, LONGEST_TEXT)
        changed |= new != getattr(text, name)
        setattr(text, name, new)
    return changed


class FreezeReport(ChangesFrozen):
    """Freeze what a pairing's report shows, and ask both sides to confirm it. The service that freezes logs it."""

    key = "report-freeze"
    title = gettext_lazy("Freeze and ask both sides")
    submit_label = gettext_lazy("Freeze and ask")
    question = gettext_lazy(
        "The records are read now and kept as they are: both sides confirm these figures and this text, and "
        "exactly they are issued. To include newer records, freeze again; both sides are then asked again."
    )

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """Of a pairing alone."""
        row = super().find(grants, words, locked=locked)
        return row if row and row.pairing else None

    def perform(self) -> str:
        row = self.row
        if row.pairing is None:
            raise DomainError(_("Only a pairing's report is confirmed by its two sides."))
        joint = freeze(by=self.by, report=row, pairing=row.pairing)
        return _("Frozen. Both sides are asked to confirm edition %(edition)s.") % {"edition": joint.edition}


class DiscardReport(OnDraft):
    """Delete a draft with its texts, of which the log keeps a trace; one that both sides were asked about stays."""

    key = "report-discard"
    title = submit_label = gettext_lazy("Discard the draft")
    question = gettext_lazy(
        "The draft is deleted with everything written in it. The log keeps a record that there was one."
    )
    danger = True
    logged = gettext_lazy("Discarded the draft of revision %(revision)s of a progress report")

    def perform(self) -> str:
        """What remains is the period."""
        row = self.row
        if JointReport.objects.filter(report=row).exists():
            fault = _("Both sides were asked to confirm this report, so it stays. Rewrite it, or issue it.")
            raise DomainError(fault)
        self.added = row.period
        self.log(pairing_id=row.pairing_id, label=str(row))
        for text in SectionText.objects.filter(report=row):
            text.delete()
        row.delete()
        return _("The draft is discarded.")


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
        taken_over = {name: getattr(row, name) for name in ("strand", "period", "pairing", "sections")}
        draft = ProgressReport(**taken_over, revision=row.revision + 1, replaces=row, correction=self.reason)
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


STEPS = (WriteReport, FreezeReport, IssueReport, ReviseReport, DiscardReport, AcceptReport, ReturnReport)
