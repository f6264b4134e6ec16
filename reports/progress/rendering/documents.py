"""A report as a page's blocks and as files, out of its snapshot alone: the same snapshot gives the same bytes.

`RENDERER` counts the versions of all that is made here. It goes up with every change by which an issued report would
come out otherwise, or `tests/test_renderer_pinned.py` fails; the files that were issued are kept as they were.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Facts, Heading, PageBreak, Paragraph, Written, text_of
from core.clock import STRAND_ZONE
from core.docx import render_docx
from core.formats import format_date, format_time, join_names
from core.pdf.rendering import render_pdf, typst_blocks
from core.plain_text import plain_text
from core.texts import LANGUAGES
from reports.enums import FileFormat, PeriodKind, Section, UpdateStatus
from reports.progress.rendering import phrases
from reports.progress.rendering.changes import Changes
from reports.progress.rendering.cities import Contacts, Lessons, Next, Publicity, Risks, Updates
from reports.progress.rendering.columns import SectionRendering, letters_in
from reports.progress.rendering.events import Events
from reports.progress.rendering.evidence import Evidence
from reports.progress.rendering.figures import Indicators, Summary
from reports.progress.rendering.journey import Journey
from reports.progress.rendering.phrases import NOTHING, Cell, Data, Phrases, Sheet, day_cell, narrative_blocks
from reports.progress.rendering.projects import Agreements, Helix, Projects

RENDERER = 5
# How each section is told; one that is not here has staff's words alone.
PARTS: dict[Section, type[SectionRendering]] = {
    Section.SUMMARY: Summary,
    Section.JOURNEY: Journey,
    Section.PROJECTS: Projects,
    Section.HELIX: Helix,
    Section.EVENTS: Events,
    Section.AGREEMENTS: Agreements,
    Section.CONTACTS: Contacts,
    Section.INDICATORS: Indicators,
    Section.UPDATES: Updates,
    Section.PUBLICITY: Publicity,
    Section.RISKS: Risks,
    Section.LESSONS: Lessons,
    Section.NEXT: Next,
}
# The newest schema of snapshots that this version reads.
SCHEMA = 1
# Where a country has one clock: what it is called there, and after which city one speaks of it.
_CLOCKS = {
    "KR": ("Asia/Seoul", pgettext_lazy("time", "in Seoul")),
    "JP": ("Asia/Tokyo", pgettext_lazy("time", "in Tokyo")),
    "IN": ("Asia/Kolkata", pgettext_lazy("time", "in Delhi")),
    "VN": ("Asia/Ho_Chi_Minh", pgettext_lazy("time", "in Hanoi")),
    "ZA": ("Africa/Johannesburg", pgettext_lazy("time", "in Pretoria")),
}


def report_blocks(snapshot: Data, words: Phrases) -> list[Block]:
    """The numbered sections in the report's order, and the annex; headings of level 1 begin them.

    It is told in the language of `words`, whatever the reader's is.
    """
    _check(snapshot)
    with translation.override(words.language):
        blocks: list[Block] = []
        for number, section in enumerate(_sections(snapshot), start=1):
            # What staff write, above what the records show.
            described = narrative_blocks(snapshot["texts"].get(section.value) or {}, words)
            described += record_blocks(snapshot, section, words)
            blocks.append(Heading(f"{number}. {section.label}"))
            blocks += described or [Paragraph(_("Nothing is recorded here for this period."))]
        return [*blocks, *Changes(snapshot, words).blocks(), *Evidence(snapshot, words).blocks()]


def record_blocks(snapshot: Data, section: Section, words: Phrases) -> list[Block]:
    """What the records show in a section."""
    data = snapshot["sections"].get(section.value)
    return [] if data is None or section not in PARTS else list(PARTS[section](data, words).blocks())


def report_file(snapshot: Data, *, language: str, file_format: str, sha256: str, draft: bool = False) -> bytes:
    """A report as a file. Every page of a draft says so; links lead to the portal that the snapshot names.

    Raises ValueError for a language, a format or a schema that is none.
    """
    _check(snapshot)
    if language not in LANGUAGES:
        message = f"a report is written in one of the languages {LANGUAGES}"
        raise ValueError(message)
    words = Phrases(language, str(snapshot.get("base_url", "")).rstrip("/"), draft=draft)
    make = _WRITERS[FileFormat(file_format)]
    with translation.override(language):
        return make(Cover(snapshot, words, "" if draft else sha256))


def file_name(snapshot: Data, language: str, file_format: str) -> str:
    """Strand, period, scope, revision, language and day of issue: eu-korea-2017_final_strand_r1_en_2018-05-25.pdf.

    A draft says so and has the day on which its records were read.
    """
    report = snapshot["report"]
    day = _moment(snapshot).astimezone(STRAND_ZONE).date().isoformat()
    parts = [snapshot["strand"]["code"], report["period"]["code"], report["scope"], f"r{report['revision']}"]
    state = [] if report.get("issued_at") else ["draft"]
    ending = "zip" if file_format == FileFormat.CSV else file_format
    return "_".join([*parts, *state, language, day]) + f".{ending}"


def _check(snapshot: Data) -> None:
    if snapshot.get("schema") != SCHEMA:
        message = f"a snapshot of schema {snapshot.get('schema')} cannot be read here"
        raise ValueError(message)


def _sections(snapshot: Data) -> list[Section]:
    """Those that this version knows, each once."""
    return [Section(name) for name in dict.fromkeys(snapshot["order"]) if name in Section.values]


def _moment(snapshot: Data) -> dt.datetime:
    """When the report was issued; of a draft, when its records were read."""
    report = snapshot["report"]
    return dt.datetime.fromisoformat(report.get("issued_at") or report["as_of"])


class Cover:
    """What is on the cover of a report in one language, of which `words` are; a draft has no checksum."""

    def __init__(self, snapshot: Data, words: Phrases, sha256: str = "") -> None:
        self.snapshot, self.words, self.sha256 = snapshot, words, sha256
        self.report, self.strand_data = snapshot["report"], snapshot["strand"]
        self.calm = Phrases(words.language)  # without links, and marks of a draft
        self.made_at, self.strand = _moment(snapshot), text_of(self.calm.text(snapshot["strand"]["name"]))
        period = self.report["period"]
        self.days = words.span({"start": period["starts_on"], "end": period["ends_on"]})
        self.draft = pgettext("progress report", "DRAFT") if words.draft else ""

    @property
    def title(self) -> str:
        """Of what the report is: a pairing, or the strand."""
        names = {row["code"]: row["name"] for row in self.snapshot["pairings"]}
        return text_of(self.calm.text(names.get(self.report["scope"]) or self.strand_data["name"]))

    @property
    def other_title(self) -> Written:
        """What it is in the other language, for whoever does not read this one."""
        other = Cover(self.snapshot, Phrases(self.words.other))
        return self.words.written(f"{other.title}, {other.kind}, {other.days}", self.words.other)

    @property
    def kind(self) -> str:
        """What it is called: the period's own name, else its kind."""
        period = self.report["period"]
        named = (period.get("name") or {}).get(self.words.language)
        with translation.override(self.words.language):
            kinds = {choice.value: str(choice.label) for choice in PeriodKind}
        return str(named or kinds.get(period["kind"], period["kind"]))

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Each side: its letters, its name, and its partners, each in both languages where they differ."""
        sides = self.snapshot["sides"]
        return [
            {
                "side": side,
                "letters": letters_in(self.words.language, sides["letters"][side]),
                "name": self.calm.text(sides["names"][side]),
                "partners": [[self.calm.text(row["name"]), self._in_other(row["name"])] for row in sides[side]],
            }
            for side in ("eu", "counterpart")
        ]

    def _in_other(self, name: Data) -> Written:
        """A name in the other language, where it is written otherwise there."""
        mine, other = name.get(self.words.language), name.get(self.words.other)
        return self.words.written(other, self.words.other) if mine and other and mine != other else ""

    @property
    def updates(self) -> str:
        """How many city updates it rests on, or that it rests on none."""
        if self.report["from_records_alone"]:
            return _("Compiled from the records alone: no city update was accepted.")
        rows = self.snapshot["updates"]
        accepted = sum(row["status"] == UpdateStatus.ACCEPTED for row in rows)
        return _("City updates accepted: %(accepted)s of %(all)s") % {"accepted": accepted, "all": len(rows)}

    @property
    def warning(self) -> str:
        is_invented = self.strand_data.get("is_invented")
        return _("Invented for demonstration: nothing here really happened.") if is_invented else ""

    @property
    def issued_on(self) -> str | None:
        """The day of issue in Brussels, or nothing."""
        issued = self.report.get("issued_at")
        return dt.datetime.fromisoformat(issued).astimezone(STRAND_ZONE).date().isoformat() if issued else None

    @cached_property
    def facts(self) -> list[tuple[Written, Written]]:
        report, strand, words = self.report, self.strand_data, self.words
        issued = _("Not issued: this is a draft.") if words.draft else words.date(self.issued_on, weekday=True)
        facts: list[tuple[Written, Written]] = [
            (pgettext("progress report", "Revision"), words.number(report["revision"])),
            (pgettext("progress report", "Issued"), issued),
            (pgettext("progress report", "Records as of"), self._read_at()),
        ]
        if strand.get("contract_number"):
            facts.append((pgettext("progress report", "Contract"), strand["contract_number"]))
        # The one that the contract is with, else all of the strand.
        one = strand.get("implementer")
        implementers = [one] if one else [row["name"] for row in strand.get("implementers", [])]
        if names := [text_of(self.calm.text(name)) for name in implementers]:
            facts.append((ngettext("Implementer", "Implementers", len(names)), join_names(names, words.language)))
        if replaced := report.get("replaces"):
            corrected = pgettext("progress report", "revision %(revision)s of %(day)s, SHA-256 %(hash)s…") % {
                "revision": replaced["revision"],
                "day": words.date(replaced.get("issued_on")),
                "hash": str(replaced["sha256"])[:16],
            }
            facts.append((pgettext("progress report", "Corrects"), corrected))
            if why := report.get("correction"):
                facts.append((pgettext("progress report", "Because"), words.text(why)))
        return facts

    def _read_at(self) -> str:
        """The moment of reading on the clocks of both sides, the reader's first; the day where it is another one."""
        words, moment = self.words, dt.datetime.fromisoformat(self.report["as_of"])
        comma, blank = (" ", "") if words.language == "ko" else (", ", " ")
        clocks: list[tuple[str, Any]] = [(str(STRAND_ZONE), pgettext("time", "in Brussels"))]
        clocks += [_CLOCKS[country] for country in self.strand_data.get("countries", []) if country in _CLOCKS]
        if words.language == "ko":
            clocks.sort(key=lambda clock: clock[0] != "Asia/Seoul")
        found, day = [], ""
        for zone, place in clocks:
            there = moment.astimezone(ZoneInfo(zone))
            last, day = day, format_date(there.date(), words.language)
            found.append(f"{'' if day == last else f'{day}{comma}'}{format_time(there)}{blank}{place}")
        return words.joined(found)

    @property
    def notices(self) -> list[Written]:
        """The statements of the cover; none where the settings have none."""
        texts = [(self.snapshot.get("notices") or {}).get(name) or {} for name in ("funding", "disclaimer")]
        notices = [self.words.text({"en": one.get("en", ""), "ko": one.get("ko", ""), "free": True}) for one in texts]
        return [notice for notice in notices if text_of(notice) != NOTHING]

    @property
    def hash_lines(self) -> list[str]:
        """The checksum in two lines of eight groups of four digits, as one compares it by eye."""
        groups = [self.sha256[start : start + 4] for start in range(0, len(self.sha256), 4)]
        return [" ".join(groups[:8]), " ".join(groups[8:])] if groups else []

    @property
    def foot(self) -> str:
        """What is below each page: of what it is, and the revision with its day, or that it is a draft."""
        if self.words.draft:
            state = pgettext("progress report", "revision %(revision)s, draft") % {"revision": self.report["revision"]}
        else:
            facts = {"revision": self.report["revision"], "day": self.words.date(self.issued_on)}
            state = pgettext("progress report", "revision %(revision)s of %(day)s") % facts
        return " · ".join(filter(None, (*dict.fromkeys((self.strand, self.title)), self.kind, state)))

    def blocks(self) -> list[Block]:
        """The cover as lines, for a file that has no page of its own for it."""
        facts: list[tuple[Written, Written]] = [
            (pgettext("progress report", "Report"), self.kind),
            (pgettext("progress report", "Period"), self.days),
            (pgettext("progress report", "Strand"), self.strand),
            *((f"{side['letters']} – {text_of(side['name'])}", _names(side, self.words)) for side in self.sides),
            (pgettext("progress report", "Based on"), self.updates),
            *self.facts,
        ]
        if self.sha256:
            facts.append(("SHA-256", self.sha256))
        warning = [Paragraph(self.warning)] if self.warning else []
        return [Paragraph(self.other_title), *warning, Facts(facts), *map(Paragraph, self.notices), PageBreak()]

    def data(self) -> dict[str, Any]:
        """For the page that the PDF has for it."""
        same = ("title", "kind", "days", "sides", "updates", "warning", "notices", "foot", "draft")
        return {
            **{name: getattr(self, name) for name in same},
            "other": self.other_title,
            "programme": self.calm.text(self.strand_data.get("programme", {})),
            "strand": self.strand if self.strand != self.title else "",
            "facts": [list(fact) for fact in self.facts],
            "hash": self.hash_lines,
        }


def _names(side: dict[str, Any], words: Phrases) -> str:
    names = ((text_of(name), text_of(other)) for name, other in side["partners"])
    return ", ".join(words.bracketed(name, other) if other else name for name, other in names)


# The files. As PDF: cover, contents and sections, by templates/pdf/reports/report.typ.


# Lines of the contents that fit on a page; beyond, they name the sections alone.
_CONTENTS = 46


def _pdf(cover: Cover) -> bytes:
    """With tags, links and pictures as lines."""
    told = typst_blocks(report_blocks(cover.snapshot, cover.words))
    # What is below the annex, the last heading of level 1, repeats the sections: no contents name it.
    headings = [(place, block) for place, block in enumerate(told) if block["kind"] == "heading"]
    annex = max((place for place, block in headings if block["level"] == 1), default=0)
    for place, block in headings:
        block["outlined"] = place <= annex or block["level"] == 1
    lines = sum(block["level"] <= 2 and block["outlined"] for _place, block in headings)
    contents = {"title": pgettext("report", "Contents"), "depth": 2 if lines <= _CONTENTS else 1}
    return render_pdf(
        "reports/report.typ",
        {"cover": cover.data(), "blocks": told, "contents": contents},
        language=cover.words.language,
        title=f"{cover.title}, {cover.kind}",
        made_at=cover.made_at,
        head=cover.draft,
    )


def _docx(cover: Cover) -> bytes:
    head = f"{cover.draft} · {cover.foot}" if cover.draft else cover.foot
    blocks = [*cover.blocks(), *report_blocks(cover.snapshot, cover.words)]
    return render_docx(blocks, language=cover.words.language, title=cover.title, made_at=cover.made_at, head=head)


def _xlsx(cover: Cover) -> bytes:
    title = plain_text(f"{cover.title}, {cover.kind}")
    # People leaf through it: without the empty ones, which the first names.
    filled = [sheet for sheet in report_sheets(cover) if sheet.rows]
    return phrases.workbook_file(filled, title=title, made_at=cover.made_at)


def _json(cover: Cover) -> bytes:
    """The snapshot as it was hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        cover.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


_WRITERS: dict[FileFormat, Callable[[Cover], bytes]] = {
    FileFormat.PDF: _pdf,
    FileFormat.XLSX: _xlsx,
    FileFormat.DOCX: _docx,
    FileFormat.CSV: lambda cover: phrases.csv_files(report_sheets(cover)),
    FileFormat.JSON: _json,
}


def report_sheets(cover: Cover) -> list[Sheet]:
    """All sheets in their order; one in which nothing stands is there with its head."""
    snapshot, words = cover.snapshot, cover.words
    sections = _sections(snapshot)
    texts: list[list[Cell]] = [
        [str(section.label), text_of(words.text(snapshot["texts"][section.value]))]
        for section in sections
        if snapshot["texts"].get(section.value)
    ]
    head = [pgettext("report", "Section"), _("Text")]
    found = [Sheet("texts", pgettext("progress report", "Texts"), head, texts)] if texts else []
    for section in sections:
        data = snapshot["sections"].get(section.value)
        if data is not None and section in PARTS:
            found += PARTS[section](data, words).sheets()
    found += [*Changes(snapshot, words).sheets(), *Evidence(snapshot, words).sheets()]
    return [_about(cover, found), *found]


def _about(cover: Cover, others: Sequence[Sheet]) -> Sheet:
    period = cover.report["period"]
    counted: dict[str, Cell] = {
        pgettext("progress report", "Revision"): cover.report["revision"],
        pgettext("progress report", "Issued"): None if cover.draft else day_cell(cover.issued_on),
    }
    empty = cover.words.joined(sheet.title for sheet in others if not sheet.rows)
    rows: list[tuple[str, Cell]] = [
        (pgettext("progress report", "Report on"), cover.title),
        (pgettext("progress report", "Report"), cover.kind),
        *([(pgettext("progress report", "State"), cover.draft)] if cover.draft else []),
        *([(pgettext("progress report", "Notice"), cover.warning)] if cover.warning else []),
        (pgettext("progress report", "Strand"), cover.strand),
        (pgettext("progress report", "First day"), day_cell(period["starts_on"])),
        (pgettext("progress report", "Last day"), day_cell(period["ends_on"])),
        *(
            (text_of(side["name"]), ", ".join(text_of(name) for name, _other in side["partners"]))
            for side in cover.sides
        ),
        (pgettext("progress report", "Based on"), cover.updates),
        *((text_of(term), counted.get(text_of(term)) or text_of(said)) for term, said in cover.facts),
        *([("SHA-256", cover.sha256)] if cover.sha256 else []),
        *((pgettext("progress report", "Notice"), text_of(notice)) for notice in cover.notices),
        *([(pgettext("progress report", "Sheets without rows, left out"), empty)] if empty else []),
    ]
    head = [pgettext("head of a sheet", "What"), pgettext("head of a sheet", "Content")]
    return Sheet("about", pgettext("progress report", "About"), head, rows)
