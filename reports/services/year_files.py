"""The year of a pairing as a file: one page across as PDF, or Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from core import clock
from core.docx import render_docx
from core.models import one_act, write_audit
from core.pdf.coverage import drawable
from core.pdf.rendering import render_pdf
from reports.audit_actions.briefs import YEAR_SENT
from reports.rendering.one_page import on_one_page
from reports.rendering.years import SIZES, year_blocks, year_data
from reports.services.year_records import read_records, usual_year
from reports.services.years import read_year

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing
    from reports.rendering.years import PairingYear

TEMPLATE = "reports/year.typ"


@one_act()
def year_file(
    *, by: User, grants: Grants, pairing: Pairing, year: int | None, language: str, file_format: str
) -> tuple[bytes, int]:
    """The year as `pdf`, which is one page, or `docx`, and which year it is; that it was taken along is logged.

    Raises NotAllowed, and DomainError for a year in which nothing lies.
    """
    now = clock.now()
    records = read_records(grants=grants, pairing=pairing, today=clock.day_of(now))
    chosen = year if year is not None else usual_year(records, clock.day_of(now))
    told = read_year(records=records, year=chosen, language=language, now=now)
    content = year_docx(told) if file_format == "docx" else year_pdf(told)
    write_audit(
        action=YEAR_SENT,
        by=by,
        record=pairing,
        year=chosen,
        language=language,
        format=file_format.upper(),
    )
    return content, chosen


def year_pdf(year: PairingYear) -> bytes:
    """The year on exactly one page across."""

    def make(place: int) -> bytes:
        data = year_data(year, base_url=settings.BASE_URL, size=SIZES[place])
        return render_pdf(
            TEMPLATE,
            data | {"picture": drawable(year.picture).encode()},
            language=year.language,
            title=year.title,
            made_at=year.as_of,
            head=year.strand,
        )

    with translation.override(year.language):
        return on_one_page(make, range(len(SIZES)))


def year_docx(year: PairingYear) -> bytes:
    """The same for a word processor."""
    with translation.override(year.language):
        blocks, title = year_blocks(year, base_url=settings.BASE_URL), year.title
    return render_docx(blocks, language=year.language, title=title, made_at=year.as_of, head=year.strand)


def year_name(pairing: Pairing, year: int, language: str, file_format: str) -> str:
    """A name that tells of which pairing and year it is."""
    return f"year-{year}_{pairing.strand.code}_{pairing.code}_{language}_{clock.today().isoformat()}.{file_format}"
