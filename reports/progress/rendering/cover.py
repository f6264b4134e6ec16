"""What stands on the cover of a report: of what, when, between whom, and by which checksum it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Facts, PageBreak, Paragraph, Written, text_of
from core.clock import STRAND_ZONE
from core.formats import format_date, format_time, join_names
from reports.enums import PeriodKind, UpdateStatus
from reports.progress.rendering.words import NOTHING, Data, Words

SIDES = ("eu", "counterpart")
# Where a country has one clock: what it is called there, and after which city one speaks of it.
_CLOCKS = {
    "KR": ("Asia/Seoul", pgettext_lazy("time", "in Seoul")),
    "JP": ("Asia/Tokyo", pgettext_lazy("time", "in Tokyo")),
    "IN": ("Asia/Kolkata", pgettext_lazy("time", "in Delhi")),
    "VN": ("Asia/Ho_Chi_Minh", pgettext_lazy("time", "in Hanoi")),
    "ZA": ("Africa/Johannesburg", pgettext_lazy("time", "in Pretoria")),
}


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover in one language; `state` is what the foot of each page says: the revision with its day, or draft."""

    title: str
    other_title: Written
    kind: str
    days: str
    programme: Written
    strand: str
    sides: list[dict[str, Any]]
    updates: str
    warning: str
    facts: list[tuple[Written, Written]]
    sha256: str
    notices: list[Written]
    state: str
    is_draft: bool

    @property
    def foot(self) -> str:
        """What stands below each page."""
        parts = [*dict.fromkeys((self.strand, self.title)), self.kind, self.state]
        return " · ".join(part for part in parts if part)


def moment_of(snapshot: Data) -> dt.datetime:
    """When the report was issued; of a draft, when its records were read."""
    report = snapshot["report"]
    return dt.datetime.fromisoformat(report.get("issued_at") or report["as_of"])


def cover_of(snapshot: Data, words: Words, *, sha256: str) -> Cover:
    """The cover of a report, out of its snapshot; a draft has no checksum."""
    report = snapshot["report"]
    calm = Words(words.language)
    return Cover(
        title=title_of(snapshot, words),
        other_title=words.written(*_other_title(snapshot, words)),
        kind=kind_of(report, words.language),
        days=words.span({"start": report["period"]["starts_on"], "end": report["period"]["ends_on"]}),
        programme=calm.say(snapshot["strand"].get("programme", {})),
        strand=text_of(calm.say(snapshot["strand"]["name"])),
        sides=[_side(snapshot["sides"], side, words) for side in SIDES],
        updates=_updates(snapshot),
        warning=_("Invented for demonstration: nothing here really happened.")
        if snapshot["strand"].get("is_invented")
        else "",
        facts=_facts(snapshot, words),
        sha256="" if words.draft else sha256,
        notices=[said for name in ("funding", "disclaimer") if (said := _notice(snapshot, name, words))],
        state=state_of(report, words),
        is_draft=words.draft,
    )


def title_of(snapshot: Data, words: Words) -> str:
    """Of what the report is: a pairing, or the strand."""
    scope = snapshot["report"]["scope"]
    names = {row["code"]: row["name"] for row in snapshot["pairings"]}
    return text_of(Words(words.language).say(names.get(scope) or snapshot["strand"]["name"]))


def kind_of(report: Data, language: str) -> str:
    """What it is called: the period's own name, else its kind."""
    period = report["period"]
    named = (period.get("name") or {}).get(language)
    with translation.override(language):
        kinds = {choice.value: str(choice.label) for choice in PeriodKind}
    return str(named or kinds.get(period["kind"], period["kind"]))


def state_of(report: Data, words: Words) -> str:
    """The revision and whether it is issued, for the foot of a page."""
    if words.draft:
        return pgettext("progress report", "revision %(revision)s, draft") % {"revision": report["revision"]}
    facts = {"revision": report["revision"], "day": words.date(issue_day(report))}
    return pgettext("progress report", "revision %(revision)s of %(day)s") % facts


def _other_title(snapshot: Data, words: Words) -> tuple[str, str]:
    """What it is in the other language, for whoever does not read this one."""
    other = Words(words.other)
    report = snapshot["report"]
    days = other.span({"start": report["period"]["starts_on"], "end": report["period"]["ends_on"]})
    return f"{title_of(snapshot, other)}, {kind_of(report, words.other)}, {days}", words.other


def _side(sides: Data, side: str, words: Words) -> dict[str, Any]:
    """A side: its letters, its name, and its partners, each in both languages where they differ."""
    calm = Words(words.language)
    partners = [[calm.say(row["name"]), _in_other(row["name"], words)] for row in sides[side]]
    name, letters = calm.say(sides["names"][side]), sides["letters"][side]
    return {"side": side, "letters": letters, "name": name, "partners": partners}


def _in_other(name: Data, words: Words) -> Written:
    """A name in the other language, where it is written otherwise there."""
    mine, other = name.get(words.language), name.get(words.other)
    return words.written(other, words.other) if mine and other and mine != other else ""


def _updates(snapshot: Data) -> str:
    """How many city updates it rests on, or that it rests on none."""
    if snapshot["report"]["from_records_alone"]:
        return _("Compiled from the records alone: no city update was accepted.")
    rows = snapshot["updates"]
    accepted = sum(row["status"] == UpdateStatus.ACCEPTED for row in rows)
    return _("City updates accepted: %(accepted)s of %(all)s") % {"accepted": accepted, "all": len(rows)}


def _facts(snapshot: Data, words: Words) -> list[tuple[Written, Written]]:
    report, strand = snapshot["report"], snapshot["strand"]
    facts: list[tuple[Written, Written]] = [
        (pgettext("progress report", "Revision"), words.number(report["revision"])),
        (
            pgettext("progress report", "Issued"),
            _("Not issued: this is a draft.") if words.draft else words.date(issue_day(report), weekday=True),
        ),
        (pgettext("progress report", "Records as of"), _moments(report["as_of"], strand.get("countries", []), words)),
    ]
    if strand.get("contract_number"):
        facts.append((pgettext("progress report", "Contract"), strand["contract_number"]))
    calm = Words(words.language)
    if names := [text_of(calm.say(name)) for name in _implementers(strand)]:
        facts.append((ngettext("Implementer", "Implementers", len(names)), join_names(names, words.language)))
    return facts + _corrects(report, words)


def _implementers(strand: Data) -> list[Mapping[str, Any]]:
    """The one that the contract is with, else all of the strand."""
    one = strand.get("implementer")
    return [one] if one else [row["name"] for row in strand.get("implementers", [])]


def _corrects(report: Data, words: Words) -> list[tuple[Written, Written]]:
    replaced = report.get("replaces")
    if not replaced:
        return []
    said = pgettext("progress report", "revision %(revision)s of %(day)s, SHA-256 %(hash)s…") % {
        "revision": replaced["revision"],
        "day": words.date(replaced.get("issued_on")),
        "hash": str(replaced["sha256"])[:16],
    }
    facts: list[tuple[Written, Written]] = [(pgettext("progress report", "Corrects"), said)]
    if why := report.get("correction"):
        facts.append((pgettext("progress report", "Because"), words.say(why)))
    return facts


def _moments(instant: str, countries: Sequence[str], words: Words) -> str:
    """A moment on the clocks of both sides, the day with it where it is another one."""
    moment = dt.datetime.fromisoformat(instant)
    brussels = moment.astimezone(STRAND_ZONE)
    comma, blank = (" ", "") if words.language == "ko" else (", ", " ")
    day = format_date(brussels.date(), words.language)
    said = [f"{day}{comma}{format_time(brussels)}{blank}{pgettext('time', 'in Brussels')}"]
    for zone, place in (_CLOCKS[country] for country in countries if country in _CLOCKS):
        there = moment.astimezone(ZoneInfo(zone))
        other_day = "" if there.date() == brussels.date() else f"{format_date(there.date(), words.language)}{comma}"
        said.append(f"{other_day}{format_time(there)}{blank}{place}")
    return words.joined(said)


def issue_day(report: Data) -> str | None:
    """The day of issue in Brussels, or nothing."""
    issued = report.get("issued_at")
    return dt.datetime.fromisoformat(issued).astimezone(STRAND_ZONE).date().isoformat() if issued else None


def _notice(snapshot: Data, name: str, words: Words) -> Written:
    """A statement of the cover; empty where the settings have none."""
    text = (snapshot.get("notices") or {}).get(name) or {}
    said = words.say({"en": text.get("en", ""), "ko": text.get("ko", ""), "free": True})
    return "" if text_of(said) == NOTHING else said


def cover_blocks(cover: Cover) -> list[Block]:
    """The cover as lines, for a file that has no page of its own for it."""
    facts: list[tuple[Written, Written]] = [
        (pgettext("progress report", "Report"), cover.kind),
        (pgettext("progress report", "Period"), cover.days),
        (pgettext("progress report", "Strand"), cover.strand),
        *((f"{side['letters']} – {text_of(side['name'])}", _names(side)) for side in cover.sides),
        (pgettext("progress report", "Based on"), cover.updates),
        *cover.facts,
    ]
    if cover.sha256:
        facts.append(("SHA-256", cover.sha256))
    warning = [Paragraph(cover.warning)] if cover.warning else []
    notices = [Paragraph(notice) for notice in cover.notices]
    return [Paragraph(cover.other_title), *warning, Facts(facts), *notices, PageBreak()]


def _names(side: dict[str, Any]) -> str:
    return ", ".join(
        f"{text_of(name)} ({text_of(other)})" if other else text_of(name) for name, other in side["partners"]
    )


def hash_lines(sha256: str) -> list[str]:
    """A checksum in two lines of eight groups of four digits, as one compares it by eye."""
    groups = [sha256[start : start + 4] for start in range(0, len(sha256), 4)]
    return [" ".join(groups[:8]), " ".join(groups[8:])] if sha256 else []
