"""The pictures of a strand as sheets to hang on a wall: its timeline or its map, on A4 or A3, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.errors import DomainError, NotAllowed
from core.formats import format_period
from core.models import one_act, write_audit
from core.pdf.rendering import render_pdf
from core.periods import Period
from core.pictures.map import LEAST_HIGH, WIDE
from core.pictures.timeline import Sheet as TimelineSheet
from partnerships.models import Pairing, Participation
from partnerships.rules import may_view_strand
from partnerships.services.journeys import read_journeys
from partnerships.services.strand_map import strand_map
from partnerships.services.strand_timeline import timeline_of
from reports.audit_actions.sheets import PICTURES, SHEET_SENT
from reports.rendering.drawings.map import map_svg
from reports.rendering.drawings.timeline import KEY_HEIGHT, name_room, timeline_svg
from reports.rendering.sheet_pages import PAPERS, Paper, Sheet, SheetTable, sheet_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from core.access import Grants
    from core.pictures.timeline import StrandTimeline
    from partnerships.models import Strand
    from partnerships.services.journeys import Journey

TEMPLATE = "reports/sheet.typ"
LANES = 7  # lines of words above a row, where few rows leave the room
LONGEST, LEAST, MOST_AIR = 560, 220, 60
TABLE_HEAD, TABLE_ROW = 70, 30  # what the table below a map takes, in units of the map


@one_act()
def sheet_file(*, by: User, grants: Grants, strand: Strand, picture: str, paper: str, language: str) -> bytes:
    """The sheet of a picture of PICTURES on a paper of PAPERS as PDF; that it was taken along is logged.

    Raises NotAllowed, and DomainError where nothing can be drawn yet.
    """
    sheet = read_sheet(
        grants=grants, strand=strand, picture=picture, paper=PAPERS[paper], language=language, now=clock.now()
    )
    content = sheet_pdf(sheet)
    write_audit(
        action=SHEET_SENT,
        by=by,
        record=strand,
        picture=picture,
        paper=paper.upper(),
        language=language,
    )
    return content


def read_sheet(*, grants: Grants, strand: Strand, picture: str, paper: Paper, language: str, now: dt.datetime) -> Sheet:
    """What the sheet says in `en` or `ko`, whatever the reader's own language, in a constant number of queries.

    `picture` is one of PICTURES. Raises NotAllowed.
    """
    if not may_view_strand(grants, strand):
        raise NotAllowed
    with translation.override(language):
        pairings = list(Pairing.objects.visible_to(grants).filter(strand=strand).with_names())
        if picture == "map":
            return _map_sheet(grants, strand, pairings, paper, now)
        return _timeline_sheet(strand, read_journeys(pairings, clock.day_of(now)), paper, now)


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, on as many pages as its pictures."""
    with translation.override(sheet.language):
        data = sheet_data(sheet)
    return render_pdf(TEMPLATE, data, language=sheet.language, title=sheet.title, made_at=sheet.as_of)


def sheet_name(strand: Strand, picture: str, paper: str, language: str) -> str:
    """A name that tells of which strand, paper and day it is."""
    return f"{picture}_{strand.code}_{paper}_{language}_{clock.today().isoformat()}.pdf"


def _timeline_sheet(strand: Strand, journeys: Sequence[Journey], paper: Paper, now: dt.datetime) -> Sheet:
    names = [(one.pairing.eu.partner.name, one.pairing.counterpart.partner.name) for one in journeys]
    room, _is_wide = name_room([name for both in names for name in both])
    timeline = _fitting(journeys, paper, room)
    if timeline is None:
        raise DomainError(_("No date is known yet: there is no timeline to print."))
    rows = list(zip(names, timeline.rows, strict=True))
    letters = {side: strand.side_letters(side) for side in ("eu", "counterpart")}
    most = _rows_on(timeline, paper)
    number = len(rows)
    said = ngettext(
        "The journey of %(count)s pairing on one axis of months; the portal has a table of the same dates.",
        "The journeys of %(count)s pairings on one axis of months; the portal has a table of the same dates.",
        number,
    )
    return _sheet(
        strand,
        "timeline",
        paper,
        now,
        pictures=[timeline_svg(timeline, rows[at : at + most], letters, room) for at in range(0, number, most)],
        alternative=said % {"count": number},
    )


def _fitting(journeys: Sequence[Journey], paper: Paper, room: float) -> StrandTimeline | None:
    """The timeline with as many lines of words as name every milestone in full, if all rows then fit on one page.

    What is left of the page is shared among the rows; those of many pages have one line each.
    """

    def draw(lanes: int, air: float = 0) -> StrandTimeline | None:
        width = paper.width - room
        sheet = TimelineSheet(width, lanes=lanes, longest=LONGEST, least=LEAST, air=air, is_named=True)
        return timeline_of(journeys, sheet)

    found, lines = draw(1), 1
    for lanes in range(2, LANES + 1):
        more = draw(lanes)
        if more is None or found is None or len(journeys) > _rows_on(more, paper):
            break
        if lanes > 2 and _said(found) == _said(more):
            break
        found, lines = more, lanes
    if found is None or len(journeys) > _rows_on(found, paper):
        return found
    return draw(lines, min(_room_for_rows(found, paper) / len(journeys) - found.row_height, MOST_AIR))


def _said(timeline: StrandTimeline) -> tuple[int, int]:
    """How many milestones it names, and with how many letters in all."""
    titles = [label.title for row in timeline.rows for label in row.labels]
    return len(titles), sum(len(title) for title in titles)


def _room_for_rows(timeline: StrandTimeline, paper: Paper) -> float:
    return paper.height - KEY_HEIGHT - timeline.head_height - timeline.names_height


def _rows_on(timeline: StrandTimeline, paper: Paper) -> int:
    """How many rows a page has room for."""
    return max(int(_room_for_rows(timeline, paper) // timeline.row_height), 1)


def _map_sheet(grants: Grants, strand: Strand, pairings: Sequence[Pairing], paper: Paper, now: dt.datetime) -> Sheet:
    participations = list(Participation.objects.filter(strand=strand).for_page())
    found = strand_map(strand, grants, pairings, participations, height=_map_height(paper, len(pairings)))
    if found is None or found.wide is None:
        raise DomainError(_("No place is known yet: there is no map to print."))
    head = [
        pgettext("sheet to print", "Pairing"),
        strand.side_name("eu"),
        strand.side_name("counterpart"),
        pgettext("sheet to print", "Distance in km"),
    ]
    rows = [[row.name, row.eu.words, row.counterpart.words, row.distance] for row in found.rows]
    return _sheet(
        strand,
        "map",
        paper,
        now,
        pictures=[map_svg(found.wide)],
        alternative=found.summary,
        notes=[
            pgettext(
                "sheet to print", "Disc: European Union. Ring: the other side. Square: venue. Outlines: Natural Earth."
            )
        ],
        table=SheetTable(head, rows, [2, 3, 3, 1]),
    )


def _map_height(paper: Paper, rows: int) -> int:
    """How high the map may be so that the table of pairings stands below it; the whole paper where that is too long."""
    room = paper.height / paper.width * WIDE
    beside = room - TABLE_HEAD - rows * TABLE_ROW
    return round(beside if beside >= LEAST_HIGH else room)


def _sheet(
    strand: Strand,
    picture: str,
    paper: Paper,
    now: dt.datetime,
    *,
    pictures: list[str],
    alternative: str,
    notes: Sequence[str] = (),
    table: SheetTable | None = None,
) -> Sheet:
    where = reverse("partnerships:timeline", args=[strand.code]) if picture == "timeline" else strand.get_absolute_url()
    return Sheet(
        language=translation.get_language(),
        paper=paper,
        strand=str(strand),
        days=format_period(Period(strand.starts_on_date, strand.ends_on_date)),
        name=str(PICTURES[picture]),
        pictures=pictures,
        alternative=alternative,
        as_of=now.astimezone(clock.STRAND_ZONE),
        url=settings.BASE_URL + where,
        is_invented=strand.is_invented,
        notes=list(notes),
        table=table,
    )
