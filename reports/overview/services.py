"""The one-page brief of a pairing for a mayor: what was achieved, what is difficult, what comes, what to decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from core import clock
from core.docx import render_docx
from core.errors import NotAllowed
from core.models import one_act, write_audit
from core.pdf.coverage import drawable
from core.pdf.rendering import render_pdf
from core.pictures.timeline import Sheet
from core.sent_files import DOCX, PDF
from events.models import Event
from partnerships.pairings.selectors import Journey, read_journeys
from partnerships.programmes.timelines import NARROW, timeline_of
from reports.audit_actions import BRIEF_SENT
from reports.overview.rendering import SIZES, Brief, SideOfBrief, brief_blocks, one_page_data
from reports.overview.selectors import BriefScope, achieved, coming, decisions, difficult, shown
from reports.progress.rendering.drawings import way_svg
from reports.rules import may_see_brief

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

FORMATS = {"pdf": PDF, "docx": DOCX}
TEMPLATE = "reports/brief.typ"
ON_A_BRIEF = Sheet(width=680, lanes=3, longest=440, least=175, is_named=True)
# How many pages a file of typst has: the root of its tree of pages says so in the open.
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


def read_brief(*, grants: Grants, pairing: Pairing, language: str, now: dt.datetime) -> Brief:
    """The brief in `en` or `ko`, whatever the reader's own language, in a constant number of queries.

    Decisions are those of the side that the reader coordinates, else of both. Raises NotAllowed.
    """
    if not may_see_brief(grants, pairing):
        raise NotAllowed
    with translation.override(language):
        (journey,) = read_journeys([pairing], clock.day_of(now))
        events = Event.objects.visible_to(grants).of_pairing(pairing).select_related("strand", "part_of").in_order()
        told = BriefScope(grants, journey, list(events))
        return Brief(
            language=language,
            name=pairing.name,
            strand=str(pairing.strand),
            url=pairing.get_absolute_url(),
            sides=sides_of(pairing),
            themes=[shown(row.theme, "name") for row in pairing.chosen_themes.select_related("theme")],
            stage=journey.standing,
            progress=journey.progress.sentence,
            journey=journey.picture_label,
            picture=_journey_picture(journey, ON_A_BRIEF),
            narrow_picture=_journey_picture(journey, NARROW),
            as_of=now.astimezone(clock.STRAND_ZONE),
            parts=[achieved(told), difficult(told), coming(told), decisions(told)],
        )


def sides_of(pairing: Pairing) -> tuple[SideOfBrief, SideOfBrief]:
    """Both sides, EU first, in the language at hand."""
    eu, counterpart = (
        SideOfBrief(side, pairing.strand.side_letters(side), shown(part.partner, "name"))
        for side, part in (("eu", pairing.eu), ("counterpart", pairing.counterpart))
    )
    return eu, counterpart


def _journey_picture(journey: Journey, sheet: Sheet) -> str:
    """The way as a vector picture in the language at hand; empty where no date is known."""
    drawn = timeline_of([journey], sheet)
    return way_svg(drawn) if drawn else ""


@one_act()
def brief_file(*, by: User, grants: Grants, pairing: Pairing, language: str, file_format: str) -> bytes:
    """The brief as `pdf`, which is one page, or `docx`; that it was taken along is logged. Raises NotAllowed."""
    brief = read_brief(grants=grants, pairing=pairing, language=language, now=clock.now())
    content = brief_docx(brief) if file_format == "docx" else brief_pdf(brief)
    write_audit(
        action=BRIEF_SENT,
        by=by,
        record=pairing,
        language=language,
        format=file_format.upper(),
    )
    return content


def brief_pdf(brief: Brief) -> bytes:
    """The brief on exactly one page: the most important entries of each part, and how many more there are."""
    with translation.override(brief.language):
        for most in SIZES:
            data = one_page_data(brief, base_url=settings.BASE_URL, most=most)
            content = render_pdf(
                TEMPLATE,
                data | {"picture": drawable(brief.picture).encode()},
                language=brief.language,
                title=brief.title,
                made_at=brief.as_of,
                head=brief.strand,
            )
            if _page_count(content) == 1:
                return content
    message = "nothing fits on one page"
    raise ValueError(message)


def _page_count(content: bytes) -> int:
    """The pages of a PDF that our renderer made; raises ValueError for another."""
    found = _PAGES.search(content)
    if found is None:
        message = "a PDF that does not say how many pages it has"
        raise ValueError(message)
    return int(found[1])


def brief_docx(brief: Brief) -> bytes:
    """The same for a word processor."""
    with translation.override(brief.language):
        blocks = brief_blocks(brief, base_url=settings.BASE_URL)
        title = brief.title
    return render_docx(blocks, language=brief.language, title=title, made_at=brief.as_of, head=brief.strand)


def brief_name(pairing: Pairing, language: str, file_format: str) -> str:
    """A name that tells of which pairing and day it is."""
    return f"brief_{pairing.strand.code}_{pairing.code}_{language}_{clock.today().isoformat()}.{file_format}"
