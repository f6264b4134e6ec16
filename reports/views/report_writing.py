"""Writing a draft section by section, both languages side by side, above what the records tell there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.blocks import Heading
from core.page_blocks import block_rows
from core.texts import reader_language
from reports.enums import Section
from reports.forms.reports import SectionTextForm
from reports.rendering.sections import PARTS
from reports.rendering.words import Words
from reports.services.corrected import to_issue
from reports.services.reports import write_section
from reports.services.snapshots import SnapshotFault
from reports.views.report_acts import asked_again
from reports.views.report_places import OnReport

if TYPE_CHECKING:
    from reports.services.compiling.plain import Plain


class ReportWrite(OnReport):
    """One form for each section; saving one leaves the others as they are."""

    template_name = "reports/report_write.html"
    form_class = SectionTextForm
    title = gettext_lazy("Write the report")
    submit_label = gettext_lazy("Save this section")

    @cached_property
    def section(self) -> str:
        """The section that is saved, or the first."""
        sent = str(self.request.POST.get("section", ""))
        if sent and sent not in self.report.sections:
            raise Http404
        return sent or self.report.sections[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The section's own words."""
        return {"record": self.report, "section": self.section}

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost."""
        return asked_again(self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every section with its form, and with what the records tell."""
        sent = kwargs.get("form")
        told = self._told()
        rows = []
        for name in self.report.sections:
            mine = sent if sent is not None and name == self.section else None
            form = mine or SectionTextForm(record=self.report, section=name)
            rows.append((Section(name), form, told.get(name, [])))
        language = reader_language()
        return super().get_context_data(rows=rows, language=language, **kwargs)

    def _told(self) -> dict[str, Any]:
        """What the records tell in each section, as the page draws it."""
        try:
            snapshot = to_issue(self.report, clock.now()) if not self.report.is_issued else None
        except SnapshotFault:
            snapshot = None
        return {} if snapshot is None else {name: _blocks(snapshot, name) for name in self.report.sections}

    def act(self, form: Any) -> str:
        """Save it."""
        data = form.cleaned_data
        write_section(
            by=self.request.user,
            grants=self.grants,
            report=self.report,
            section=self.section,
            version=data["seen"],
            texts={"en": data["text_en"], "ko": data["text_ko"]},
        )
        return _("“%(section)s” is saved.") % {"section": Section(self.section).label}

    def get_done_url(self) -> str:
        """The same page, at the section."""
        return f"{self.of_report('report-write')}#section-{self.section}"

    def get_back_url(self) -> str:
        """The draft."""
        return str(self.report.get_absolute_url())


def _blocks(snapshot: Plain, section: str) -> list[dict[str, Any]]:
    data = snapshot["sections"].get(section)
    if data is None or Section(section) not in PARTS:
        return []
    words = Words(reader_language(), draft=True)
    with translation.override(words.language):
        told = list(PARTS[Section(section)].tell(data, words))
    # The section's own heading stands on the page already: what is below it follows on.
    return block_rows([Heading(str(Section(section).label)), *told])[1:]
