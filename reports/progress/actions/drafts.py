"""What staff do to drafts of reports: begin, write, arrange, freeze and discard one."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Grants
from core.actions import Action
from core.blocks import Heading, block_rows
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.formats import join_names
from core.texts import LANGUAGES, reader_language
from partnerships.confirmations.selectors import lost_sentences
from partnerships.models import Pairing
from partnerships.translations.selectors import check_length
from partnerships.workflow import STAFF
from reports.enums import ReportAct, ReportStatus, Section
from reports.models import JointReport, ProgressReport, ReportingPeriod, ReportStep, SectionText
from reports.periods.selectors import check_owed, lock_period
from reports.progress import forms
from reports.progress.models import LONGEST_TEXT
from reports.progress.rendering.documents import record_blocks
from reports.progress.rendering.phrases import Phrases
from reports.progress.selectors import SnapshotFault, joint_of, template_sections, to_issue
from reports.progress.services import freeze, freeze_again, reword


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


class ArrangeReport(ChangesFrozen):
    """Choose the sections of a draft and their order; what was written in one that is left out waits for its return."""

    key = "report-sections"
    form = forms.ReportSectionsForm
    template = "reports/progress/report_sections.html"
    title = gettext_lazy("Choose the sections")
    submit_label = gettext_lazy("Save the order")
    logged = gettext_lazy("Chose the sections of revision %(revision)s of a progress report")
    undo = "report-sections"

    def perform(self, *, sections: Sequence[str]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row, chosen = self.row, list(sections)
        if not chosen:
            raise DomainError(_("Choose one section at least."), field="sections")
        if set(chosen) - set(Section.values) or len(set(chosen)) != len(chosen):
            raise DomainError(_("Choose each section once, among those there are."), field="sections")
        if chosen == row.sections:
            raise AlreadyDone(_("Nothing was changed."))
        row.sections = chosen
        row.save(by=self.by)
        self.log()
        # Other sections of a frozen report are other data.
        freeze_again(by=self.by, report=row)
        return _("Saved.")


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
