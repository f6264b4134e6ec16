"""How far the sections of a draft are written, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from core.texts import LANGUAGES
from reports.enums import Section
from reports.models import SectionText

if TYPE_CHECKING:
    from reports.models import ProgressReport


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section, and for each language whether staff's words there are written, wanted or older than the others."""

    section: Section
    words: list[tuple[str, str]]


def section_states(report: ProgressReport) -> list[SectionState]:
    """Those of a report in its order; one query."""
    rows = {row.section: row for row in SectionText.objects.filter(report=report.pk)}
    return [
        SectionState(Section(name), [(language, _word(rows.get(name), language)) for language in LANGUAGES])
        for name in report.sections
        if name in Section.values
    ]


def _word(row: SectionText | None, language: str) -> str:
    if row is None or not (row.text_en or row.text_ko):
        return pgettext("words of staff in a section", "none")
    if not getattr(row, f"text_{language}"):
        return pgettext("words of staff in a section", "wanted")
    if f"text_{language}" in row.stale_texts.split():
        return pgettext("words of staff in a section", "older than its pair")
    return pgettext("words of staff in a section", "written")
