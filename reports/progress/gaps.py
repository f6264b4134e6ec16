"""What a report lacks before it is issued: what stands in the way, and what can be accepted with a reason."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _, pgettext

from core.errors import DomainError
from core.texts import LANGUAGES, reader_language, writer_language
from events.events.selectors import apart_text, read_conflicts
from partnerships.models import Milestone
from partnerships.tasks.selectors import picked
from reports.enums import Section, UpdateStatus
from reports.models import ProgressReport
from reports.progress.compiling.scope import keys_in
from reports.progress.rendering.columns import ended_late, left_plan, without_reason
from reports.progress.selectors import SnapshotFault, is_confirmed, joint_of, previous_report, read_snapshot

type Name = Mapping[str, Any]
# Nothing but what staff write stands in these.
PROSE = (Section.SUMMARY, Section.LESSONS)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: what it is about, named in which language, what is wrong, where it is mended.

    One that `blocks` stands in the way of issuing; the others are accepted with a reason. `within` names the pairing.
    """

    about: str
    language: str
    words: str
    url: str
    blocks: bool = False
    within: str = ""

    def __str__(self) -> str:
        return f"{self.about}: {self.words}"

    @property
    def key(self) -> list[str]:
        """What of it a reader has seen."""
        return [self.within, self.about, self.words, self.url]


def gaps_of(report: ProgressReport, snapshot: Mapping[str, Any]) -> list[Gap]:
    """All of them, those that block first. `snapshot` is what would be issued."""
    found = [
        *_faults(report),
        *_unconfirmed(report),
        *_updates(report, snapshot),
        *_unwritten(report, snapshot),
        *_texts(report, snapshot),
        *_deviations(snapshot),
        *_calendars(report, snapshot),
        *_indicators(snapshot),
        *_head_counts(snapshot),
        *_documents(report, snapshot),
    ]
    return sorted(found, key=lambda gap: not gap.blocks)


def grouped(gaps: Iterable[Gap]) -> list[tuple[str, list[Gap]]]:
    """What is wrong, each once, with all that it is true of; in the order of the first of them."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.words, []).append(gap)
    return list(found.items())


def digest(gaps: Iterable[Gap]) -> str:
    """What names a list of gaps: whoever accepts them has seen these and no others."""
    return hashlib.sha256(json.dumps([gap.key for gap in gaps], ensure_ascii=False).encode()).hexdigest()


def check_gaps(gaps: Sequence[Gap], *, seen: str, accepted: bool) -> None:
    """Raises DomainError where one blocks, where nobody `accepted` them, or saw others (`seen` is a digest)."""
    for gap in gaps:
        if gap.blocks:
            raise DomainError(str(gap))
    if gaps and not accepted:
        raise DomainError(_("Something is missing. Fill the gap, or accept it with a reason."), field="with_gaps")
    if gaps and seen and seen != digest(gaps):
        fault = _("The list of gaps has changed since this page was opened. Read it again.")
        raise DomainError(fault, field="with_gaps")


def _faults(report: ProgressReport) -> Iterator[Gap]:
    """Kept data of which the checksum fails: those frozen for this report, and those it is compared with."""
    compared = [found for found in (report.replaces, previous_report(report)) if found is not None]
    if report.snapshot:
        compared.append(report)
    for one in compared:
        try:
            read_snapshot(one)
        except SnapshotFault as fault:
            yield Gap(str(one), reader_language(), str(fault), one.get_absolute_url(), blocks=True)


def _unconfirmed(report: ProgressReport) -> Iterator[Gap]:
    if report.pairing is None:
        return
    joint, of = joint_of(report), (report.pairing.name, reader_language())
    if joint is None:
        words = _("Neither side was asked to confirm the report.")
        yield Gap(*of, words, report.address("report-freeze"), blocks=True)
    elif not is_confirmed(joint, report):
        words = _("Both sides have yet to confirm edition %(edition)s.") % {"edition": joint.edition}
        yield Gap(*of, words, report.get_absolute_url(), blocks=True)


def _updates(report: ProgressReport, snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    period = report.period
    if snapshot["report"]["from_records_alone"] and not any(row["status"] for row in snapshot["updates"]):
        words = _("No city update is submitted: the report is compiled from the records alone, and says so.")
        yield Gap(period.name or str(period), reader_language(), words, period.get_absolute_url())
        return
    for row in snapshot["updates"]:
        if row["status"] == UpdateStatus.ACCEPTED:
            continue
        url = reverse("reports:update", args=[period.strand.code, period.code, row["partner"]])
        words = _("The update is submitted and not accepted.") if row["status"] else _("No update is submitted.")
        yield Gap(*_sentence(row["name"]), words, url if row["status"] else period.get_absolute_url())


def _unwritten(report: ProgressReport, snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    for section in PROSE:
        if section in snapshot["order"] and not snapshot["texts"].get(section):
            url = f"{report.address('report-write')}#section-{section}"
            yield Gap(str(section.label), reader_language(), _("Nothing is written here."), url)


def _texts(report: ProgressReport, snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """Texts without a version in a language that is due, or with one that is older than its pair."""
    languages = {"en": _("English"), "ko": _("Korean")}
    for wanted, is_stale, name, url, section in _texts_wanting(snapshot):
        words = _("The %(language)s is older than its pair.") if is_stale else _("There is no %(language)s.")
        about, language = _sentence(name)
        if section:
            about, language = str(Section(section).label), reader_language()
            url = f"{report.address('report-write')}#section-{section}"  # noqa: PLW2901 -- where staff wrote it
        yield Gap(about, language, words % {"language": languages[wanted]}, url)


def _deviations(snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """What left its plan, or was cancelled, and nobody said why; what several pairings share once."""
    sections = snapshot["sections"]
    of_events = sections.get(Section.EVENTS, {})
    events = [*of_events.get("held", []), *of_events.get("others", [])]
    names = _pairings(snapshot)
    for row, *alike in left_plan(sections.get(Section.JOURNEY, {"milestones": []})):
        if all(map(without_reason, (row, *alike))):
            within = "" if alike else names.get(row["pairing"], "")
            yield _unexplained(row, row["title"], cancelled=row["status"] == "cancelled", within=within)
    for row in events:
        cancelled = row["status"] == "cancelled"
        unsaid = not row["reason"] and not any(move["reason"] for move in row["moves"])
        if (cancelled or ended_late(row)) and unsaid:
            yield _unexplained(row, row["name"], cancelled=cancelled)


def _calendars(report: ProgressReport, snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """Milestones on other days than the events that complete them."""
    rows = Milestone.objects.filter(pairing__strand=report.strand_id)
    if report.pairing_id:
        rows = rows.filter(pairing=report.pairing_id)
    names = _pairings(snapshot)
    for row, event in read_conflicts(rows.select_related("pairing__strand").order_by("pairing__code", "pk")):
        within = names.get(row.pairing.code, "")
        yield Gap(*picked(row, "title"), apart_text(event, row), row.get_absolute_url(), within=within)


def _pairings(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """What each pairing is called, where the report tells of several."""
    rows = snapshot["pairings"]
    return {row["code"]: _sentence(row["name"])[0] for row in rows} if len(rows) > 1 else {}


def _unexplained(row: Mapping[str, Any], name: Mapping[str, Any], *, cancelled: bool, within: str = "") -> Gap:
    words = _("It moved away from the first plan, and no reason was given.")
    if cancelled:
        words = _("It was cancelled, and no reason was given.")
    return Gap(*_sentence(name), words, row["url"], within=within)


def _indicators(snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """Those of the whole scope, and of its pairings those that are to reach a target."""
    data, names = snapshot["sections"].get(Section.INDICATORS, {}), _pairings(snapshot)
    rows = data.get("lines", [])
    of_pairings = {row["slug"] for row in rows if row["pairing"] and row["now"] is not None}
    for row in rows:
        whole = not row["pairing"] or data.get("of_pairing")
        if row["now"] is None and (whole or row["target"] is not None):
            words = pgettext("indicator", "No value is known.")
            if not row["pairing"] and row["slug"] in of_pairings:
                words = pgettext("indicator", "Values are known of pairings, none of the strand as a whole.")
            yield Gap(*_sentence(row["name"]), words, row["url"], within=names.get(row["pairing"], ""))


def _head_counts(snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """How many took part, and nobody can check it."""
    for row in snapshot["sections"].get(Section.EVENTS, {}).get("head_counts", []):
        if not row["source"]:
            yield Gap(*_sentence(row["name"]), _("A head count has no source."), row["url"])


def _documents(report: ProgressReport, snapshot: Mapping[str, Any]) -> Iterator[Gap]:
    """Documents that are named and handed out no more, here or since the revision that this one corrects."""
    known = set(snapshot["documents"])
    gone = {"/".join(key): "" for key in keys_in(snapshot["sections"])}
    if report.replaces is not None:
        with suppress(SnapshotFault):
            gone |= {key: row["url"] for key, row in read_snapshot(report.replaces)["documents"].items()}
    for key in sorted(gone.keys() - known):
        yield Gap(key, "en", _("The document is no longer available."), gone[key])


def _sentence(text: Mapping[str, Any]) -> tuple[str, str]:
    """A text of the snapshot in the reader's language, else in the other one, and which that is."""
    mine = reader_language()
    for language in (mine, *LANGUAGES):
        if words := text.get(language):
            return str(words), language
    return "–", writer_language("")


def _texts_wanting(snapshot: Mapping[str, Any]) -> Iterable[tuple[str, bool, Name, str, str]]:
    """Each text and language once that wants its version there: whether it is stale, the record and its address, or
    the section that staff wrote. Texts of sections come first.
    """
    due = snapshot["report"]["period"]["languages"]
    found: dict[tuple[str, ...], tuple[str, bool, Name, str, str]] = {}
    for section in snapshot["order"]:
        for language, stale in _wanting(snapshot["texts"].get(section) or {}, due):
            found["section", section, language] = language, stale, {}, "", section
    for name, url, text in _texts_in(snapshot["sections"], {}, ""):
        for language, stale in _wanting(text, due):
            key = (url or str(name), language, str(stale))
            found.setdefault(key, (language, stale, name, url, ""))
    return found.values()


def is_text(data: Any) -> bool:
    """Whether an object is a text in two languages; a free one, such as a reason, has one alone and wants no other."""
    return isinstance(data, Mapping) and "stale" in data and all(language in data for language in LANGUAGES)


def _wanting(text: Mapping[str, Any], due: list[str]) -> Iterator[tuple[str, bool]]:
    if not any(text.get(language) for language in LANGUAGES):
        return
    for language in due:
        if not text.get(language):
            yield language, False
        elif text.get("stale") == language:
            yield language, True


def _texts_in(data: Any, name: Name, url: str) -> Iterator[tuple[Name, str, Name]]:
    """Every text, with the name and the address of the record that it belongs to."""
    if is_text(data):
        yield name or data, url, data
    elif isinstance(data, Mapping):
        own = next((data[key] for key in ("name", "title", "what") if is_text(data.get(key))), None)
        if own is not None and isinstance(data.get("url"), str):
            name, url = own, data["url"]
        for value in data.values():
            yield from _texts_in(value, name, url)
    elif isinstance(data, list):
        for value in data:
            yield from _texts_in(value, name, url)
