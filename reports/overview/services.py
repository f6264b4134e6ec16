"""The brief of a pairing as a file: one page as PDF, or blocks for a word processor."""

import re
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from core import clock
from core.access import Grants
from core.blocks import (
    BULLET,
    Block,
    Drawing,
    Facts,
    Heading,
    OutlineItem,
    Paragraph,
    Text,
    Written,
    language_of,
    text_of,
)
from core.docx import render_docx
from core.models import one_act, write_audit
from core.pdf.rendering import drawable, render_pdf
from core.sent_files import DOCX, PDF
from partnerships.models import Pairing
from reports.audit_actions import BRIEF_SENT
from reports.overview.briefs import Brief, BriefEntry, key_label

FORMATS = {"pdf": PDF, "docx": DOCX}
MOST = 8  # entries of one part on the page and in Word
SIZES = (12, 10, *range(8, 0, -1))  # the same on the one page of the PDF, as many as fit
LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 110, 140, 60
MOST_THEMES = 4
# How many pages a file of typst has: the root of its tree of pages says so in the open.
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


@one_act()
def brief_file(*, by: User, grants: Grants, pairing: Pairing, language: str, file_format: str) -> bytes:
    """The brief as `pdf`, which is one page, or `docx`; that it was taken along is logged. Raises NotAllowed."""
    brief = Brief(grants=grants, pairing=pairing, language=language, now=clock.now())
    content = brief_docx(brief) if file_format == "docx" else brief_pdf(brief)
    write_audit(action=BRIEF_SENT, by=by, record=pairing, language=language, format=file_format.upper())
    return content


def cut(part: dict[str, Any], most: int = MOST) -> tuple[list[BriefEntry], str]:
    """As many entries of a part as there is room for, and how many more there are, in words; empty where there are
    none.
    """
    left = len(part["entries"]) - most
    more = ngettext("%(count)s more", "%(count)s more", left) % {"count": left} if left > 0 else ""
    return sorted(part["entries"][:most], key=lambda entry: entry.rank), more


def brief_docx(brief: Brief) -> bytes:
    """The brief for a word processor."""
    with translation.override(brief.language):
        blocks, title = _blocks(brief), brief.title
    return render_docx(blocks, language=brief.language, title=title, made_at=brief.as_of, head=brief.strand)


def _blocks(brief: Brief) -> list[Block]:
    """The brief as blocks below its title."""
    facts: list[tuple[Written, Written]] = [
        *((letters, name) for _side, letters, name in brief.sides),
        *((pgettext("brief of a pairing", "Theme"), theme) for theme in brief.themes[:MOST_THEMES]),
        (pgettext("brief of a pairing", "Stage"), brief.stage),
        (pgettext("brief of a pairing", "Milestones"), brief.progress),
        (pgettext("brief of a pairing", "As of"), brief.as_of_label),
    ]
    blocks: list[Block] = [Facts(facts)]
    if brief.picture:
        blocks.append(Drawing(brief.picture, alternative=brief.picture_label, caption=key_label()))
    for part in brief.parts:
        entries, more = cut(part)
        blocks.append(Heading(part["title"]))
        if not entries:
            blocks.append(Paragraph(part["nothing"]))
        for entry in entries:
            url, language = settings.BASE_URL + entry.url if entry.url else "", language_of(entry.title, brief.language)
            blocks.append(OutlineItem(Text(text_of(entry.title), language, url), mark=BULLET))
            # A Korean date ends in a point, behind which no comma stands.
            if note := " · ".join(one for one in (entry.when, text_of(entry.note)) if one):
                own = Text(note, entry.note.language) if isinstance(entry.note, Text) else note
                blocks.append(OutlineItem(own, level=2))
        if more:
            blocks.append(Paragraph(Text(more, brief.language, settings.BASE_URL + part["url"])))
    return blocks


def brief_pdf(brief: Brief) -> bytes:
    """The brief on exactly one page: the most important entries of each part, and how many more there are."""
    with translation.override(brief.language):
        for most in SIZES:
            content = render_pdf(
                "reports/brief.typ",
                _one_page(brief, most),
                language=brief.language,
                title=brief.title,
                made_at=brief.as_of,
                head=brief.strand,
            )
            found = _PAGES.search(content)
            if found is None:
                message = "a PDF that does not say how many pages it has"
                raise ValueError(message)
            if int(found[1]) == 1:
                return content
    message = "nothing fits on one page"
    raise ValueError(message)


def _one_page(brief: Brief, most: int) -> dict[str, Any]:
    """What the template of the one page reads, with so many entries of each part."""
    themes = [clipped(theme, LONGEST_NAME) for theme in brief.themes[:MOST_THEMES]]
    return {
        "name": clipped(brief.name, 2 * LONGEST_NAME),
        "sides": [{"letters": letters, "name": clipped(name, LONGEST_NAME)} for _side, letters, name in brief.sides],
        "facts": [
            *([[pgettext("brief of a pairing", "Themes"), themes]] if themes else []),
            [pgettext("brief of a pairing", "Stage"), clipped(brief.stage, LONGEST_TITLE)],
            [pgettext("brief of a pairing", "Milestones"), brief.progress],
            [pgettext("brief of a pairing", "As of"), brief.as_of_label],
        ],
        "picture": drawable(brief.picture).encode(),
        "alternative": brief.picture_label,
        "key": key_label(),
        "parts": [_part(part, most) for part in brief.parts],
    }


def _part(part: dict[str, Any], most: int) -> dict[str, Any]:
    entries, more = cut(part, most)
    return {
        "title": part["title"],
        "nothing": "" if entries else part["nothing"],
        "more": more,
        "url": settings.BASE_URL + part["url"],
        "entries": [
            {
                "title": clipped(entry.title, LONGEST_TITLE),
                "url": settings.BASE_URL + entry.url if entry.url else "",
                "when": entry.when,
                "note": clipped(entry.note, LONGEST_NOTE),
            }
            for entry in entries
        ],
    }


def clipped(written: Written, most: int) -> Written:
    """A text on one line, cut where it is longer than a page for people in a hurry bears."""
    words = " ".join(text_of(written).split())
    if len(words) > most:
        words = words[: most - 1].rstrip() + "…"
    return Text(words, written.language) if isinstance(written, Text) else words
