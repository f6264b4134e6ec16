"""Writing a draft: all sections on one page, both languages side by side, above what the records tell there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.blocks import Heading
from core.formats import join_names
from core.page_blocks import block_rows
from core.texts import reader_language
from reports.enums import Section
from reports.forms.reports import ReportTextsForm
from reports.rendering.sections import PARTS
from reports.rendering.words import Words
from reports.services.report_changes import to_issue
from reports.services.reports import write_sections
from reports.services.snapshots import SnapshotFault
from reports.views.report_acts import asked_again
from reports.views.report_places import OnReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.models import SectionText
    from reports.services.compiling.plain import Plain


class ReportWrite(OnReport):
    """One form over all sections, saved together."""

    template_name = "reports/report_write.html"
    form_class = ReportTextsForm
    title = gettext_lazy("Write the report")
    submit_label = gettext_lazy("Save")
    saved: Sequence[SectionText] = ()

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost."""
        return asked_again(self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every section with its texts, and with what the records tell."""
        told = self._told()
        rows = [(part, told.get(part.section, [])) for part in kwargs["form"].parts]
        return super().get_context_data(rows=rows, language=reader_language(), **kwargs)

    def _told(self) -> dict[str, Any]:
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
