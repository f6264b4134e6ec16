"""The snapshot of a report: all that it says as plain data, its reading back once it is kept, and how two differ.

It is kept as the one text that is hashed: JSON with sorted keys and no blanks, in Unicode NFC and UTF-8.
"""

import datetime as dt
import hashlib
import json
import logging
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.texts import LANGUAGES
from partnerships.confirmations.selectors import text_states
from partnerships.enums import PartnerKind, Side
from partnerships.models import Pairing, Participation, Partner, Strand, StrandImplementer
from reports.enums import Section, UpdateStatus
from reports.models import CityUpdate, JointReport, ProgressReport, ReportingTerms, SectionText
from reports.periods.models import usual_sections
from reports.progress.compiling.cities import (
    compile_contacts,
    compile_lessons,
    compile_publicity,
    compile_updates,
    read_updates,
)
from reports.progress.compiling.events import compile_events
from reports.progress.compiling.figures import compile_indicators, compile_summary
from reports.progress.compiling.journey import compile_journey, compile_next, compile_risks
from reports.progress.compiling.projects import compile_agreements, compile_helix, compile_projects
from reports.progress.compiling.scope import Plain, Scope, both, fields, free, in_both, iso

logger = logging.getLogger(__name__)
SCHEMA = 1
# What compiles which section.
COMPILERS: dict[Section, Callable[[Scope], dict[str, Any]]] = {
    Section.SUMMARY: compile_summary,
    Section.JOURNEY: compile_journey,
    Section.PROJECTS: compile_projects,
    Section.HELIX: compile_helix,
    Section.EVENTS: compile_events,
    Section.AGREEMENTS: compile_agreements,
    Section.CONTACTS: compile_contacts,
    Section.INDICATORS: compile_indicators,
    Section.UPDATES: compile_updates,
    Section.PUBLICITY: compile_publicity,
    Section.RISKS: compile_risks,
    Section.LESSONS: compile_lessons,
    Section.NEXT: compile_next,
}


class SnapshotFault(DomainError):
    """A kept snapshot is not what it was when it was frozen: its checksum fails. Nothing is made of it."""


def compile_snapshot(report: ProgressReport, as_of: dt.datetime, *, issued_at: dt.datetime | None = None) -> Plain:
    """What a report says if its records are read at `as_of`; the same in whichever language the reader is.

    A section that no function compiles has no data. The report on the period before is read for comparison; where its
    snapshot is at fault it is left out (`report_gaps` tells).
    """
    with translation.override("en"):
        scope = scope_of(report, as_of)
        updates = _updates(scope)
        order = [name for name in report.sections if name in Section.values]
        sections = {name: COMPILERS[Section(name)](scope) for name in order if Section(name) in COMPILERS}
        sections = scope.without_hidden(sections)
        _lead_to_rows(report, sections)
        return plain(
            {
                "schema": SCHEMA,
                "base_url": settings.BASE_URL,
                "report": _report(report, as_of, issued_at, updates),
                "strand": _strand(scope.strand),
                "sides": _sides(scope),
                "pairings": [_pairing(row) for row in scope.pairings],
                "updates": updates,
                # What the cover says of money and of who answers for the words.
                "notices": {
                    "funding": _setting("REPORT_FUNDING_STATEMENT"),
                    "disclaimer": _setting("REPORT_DISCLAIMER"),
                },
                "order": order,
                "texts": written_in(report),
                "sections": sections,
                "documents": scope.named_documents(sections),
            }
        )


def _lead_to_rows(report: ProgressReport, sections: dict[str, Plain]) -> None:
    """Give each figure the address of its rows in the report: the lists of the portal go on, and show others.

    What stays between two sides is counted without rows, and leads nowhere.
    """
    figures = [one for section in sections.values() for one in section["figures"]]
    told = {one["key"] for one in figures if one["rows"] or not one["value"]}
    for section in sections.values():
        for one in (*section["figures"], *section.get("keys", ())):
            one["url"] = report.address("report-figure", one["key"]) if one["key"] in told else ""


def read_snapshot(report: ProgressReport) -> Plain:
    """The kept snapshot; raises SnapshotFault, and tells the log, where its text does not have its checksum."""
    text = report.snapshot
    if not text or sha256_of(text) != report.sha256:
        logger.error("The checksum of the snapshot of report %s fails", report.pk)
        raise SnapshotFault(
            _(
                "The kept data of this report do not have the checksum that was noted when they were frozen. "
                "Nothing is made of them; the administrators are to compare them with a copy."
            )
        )
    return dict(json.loads(text))


def unlinked(snapshot: Plain | None, report: ProgressReport, grants: Grants) -> Plain | None:
    """The snapshot for a page: it leads to no city update that stays between the two sides of another pairing."""
    rows = CityUpdate.objects.filter(period__strand=report.strand_id)
    foreign = {row.get_absolute_url() for row in rows.exclude(pk__in=rows.visible_to(grants).values("pk")).with_names()}

    def without(told: Any) -> Any:
        if isinstance(told, dict):
            return {name: "" if name == "url" and one in foreign else without(one) for name, one in told.items()}
        return [without(one) for one in told] if isinstance(told, list) else told

    return without(snapshot) if foreign else snapshot


def compile_draft(report: ProgressReport, as_of: dt.datetime, *, issued_at: dt.datetime | None = None) -> Plain:
    """The snapshot of a draft; where it corrects an issued report, `changes` lists how it differs from that one."""
    return with_changes(report, compile_snapshot(report, as_of, issued_at=issued_at))


def with_changes(report: ProgressReport, snapshot: Plain) -> Plain:
    """The snapshot with its list of changes, if it corrects a report whose kept data can be read."""
    if report.replaces is None:
        return snapshot
    try:
        before = read_snapshot(report.replaces)
    except SnapshotFault:
        return snapshot
    return dict(plain({**snapshot, "changes": changes_between(before, snapshot)}))


def to_issue(report: ProgressReport, now: dt.datetime) -> Plain:
    """What would be issued now: of a pairing's report the data that both sides confirm, else the records as they are.

    Raises SnapshotFault where frozen data are not what they were.
    """
    if report.snapshot:
        return read_snapshot(report)
    return compile_draft(report, now, issued_at=now if report.pairing_id is None else None)


def template_sections(strand: int) -> list[str]:
    """The sections that the strand's template names, else the usual ones."""
    terms = ReportingTerms.objects.filter(strand=strand).first()
    return [name for name in (terms.sections if terms else ()) if name in Section.values] or usual_sections()


def scope_of(report: ProgressReport, as_of: dt.datetime) -> Scope:
    """What is compiled: the period of all pairings of the strand, or of one."""
    rows = Pairing.objects.filter(strand=report.strand_id).with_names().order_by("code")
    pairings = tuple(rows.filter(pk=report.pairing_id) if report.pairing_id else rows)
    return Scope(
        strand=report.strand,
        period=report.period,
        pairings=pairings,
        as_of=as_of,
        pairing=pairings[0] if report.pairing_id else None,
        previous=_previous_snapshot(report),
    )


def previous_report(report: ProgressReport) -> ProgressReport | None:
    """The newest issued report on a period before in the same scope."""
    rows = ProgressReport.objects.newest_issued().filter(strand=report.strand_id, pairing=report.pairing_id)
    found: ProgressReport | None = (
        rows.filter(period__due_on__lt=report.period.due_on).order_by("-period__due_on", "-period", "-revision").first()
    )
    return found


def _previous_snapshot(report: ProgressReport) -> Plain | None:
    found = previous_report(report)
    try:
        return read_snapshot(found) if found else None
    except SnapshotFault:
        return None


def _report(
    report: ProgressReport, as_of: dt.datetime, issued_at: dt.datetime | None, updates: Iterable[Plain]
) -> Plain:
    replaced = report.replaces
    return {
        "scope": report.scope,
        "period": {
            **fields(report.period, "code", "kind", "name", "starts_on", "ends_on", "due_on"),
            "languages": report.period.language_list,
        },
        "revision": report.revision,
        "replaces": {
            "revision": replaced.revision,
            "sha256": replaced.sha256,
            "issued_on": iso(clock.day_of(replaced.issued_at)) if replaced.issued_at else None,
        }
        if replaced
        else None,
        "correction": free(report.correction, report.correction_other),
        "as_of": moment(as_of),
        "issued_at": moment(issued_at) if issued_at else None,
        "from_records_alone": not any(row["status"] == UpdateStatus.ACCEPTED for row in updates),
    }


def moment(at: dt.datetime) -> str:
    """A moment as snapshots keep it."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _strand(strand: Strand) -> Plain:
    terms = ReportingTerms.objects.filter(strand=strand).select_related("implementer").first()
    rows = StrandImplementer.objects.filter(strand=strand).select_related("organisation").order_by("position")
    return {
        **fields(strand, "code", "name", "programme", "phase", "is_invented"),
        "starts_on": iso(strand.starts_on_date),
        "ends_on": iso(strand.ends_on_date),
        "countries": strand.country_codes,
        "implementers": [fields(row.organisation, "name") for row in rows],
        "contract_number": terms.contract_number if terms else "",
        "implementer": both(terms.implementer, "name") if terms and terms.implementer else None,
    }


def _sides(scope: Scope) -> Plain:
    strand, pairing = scope.strand, scope.pairing
    rows = Participation.objects.filter(strand=strand).for_page().order_by("partner__code")
    # Those of a pairing stand beside each other, so that nobody reads a pair out of the alphabet.
    places = {key: place for place, one in enumerate(scope.pairings) for key in (one.eu_id, one.counterpart_id)}
    taking_part = sorted(
        (row for row in rows if pairing is None or row.pk in (pairing.eu_id, pairing.counterpart_id)),
        key=lambda row: places.get(row.pk, len(places)),
    )
    told = [(row.side, {**fields(row.partner, "code", "kind"), "name": _placed(row.partner)}) for row in taking_part]
    return {
        **{side: [partner for own, partner in told if own == side] for side in Side.values},
        "letters": {side: strand.side_code(side) for side in Side.values},
        "names": {side: in_both(partial(strand.side_name, side)) for side in Side.values},
    }


def _placed(partner: Partner) -> Plain:
    """Its name; of a district with the city that it lies in."""
    name = both(partner, "name")
    return name | in_both(lambda: partner.placed_name) if partner.kind == PartnerKind.DISTRICT else name


def _pairing(pairing: Pairing) -> Plain:
    return {
        **fields(pairing, "code", "status", "url"),
        "name": in_both(lambda: pairing.name),
        "eu": pairing.eu.partner.code,
        "counterpart": pairing.counterpart.partner.code,
    }


def _updates(scope: Scope) -> list[Plain]:
    """Every partner in scope; of one whose update is not handed in the state is empty, also where it was returned."""
    status = {"accepted": UpdateStatus.ACCEPTED.value, "sent": UpdateStatus.SUBMITTED.value, "none": ""}
    rows = [row | {"partner": row["code"], "status": status[row["state"]]} for row, _ in scope.read(read_updates)]
    names = ("partner", "name", "status", "submitted_on", "accepted_on")
    return [{name: row[name] for name in names} for row in sorted(rows, key=itemgetter("code"))]


def _setting(name: str) -> Plain:
    return {language: getattr(settings, f"{name}_{language.upper()}", "") for language in LANGUAGES}


def written_in(report: ProgressReport) -> Plain:
    """What staff wrote, by section."""
    rows = SectionText.objects.filter(report=report.pk, section__in=report.sections)
    return {row.section: both(row, "text") for row in rows if row.text_en or row.text_ko}


def canonical(snapshot: Any) -> str:
    """The text of a snapshot: of two snapshots that say the same the bytes are the same.

    Raises ValueError for a number that JSON cannot say, TypeError for a value that is no plain data.
    """
    return json.dumps(_normal(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(snapshot: Any) -> Any:
    """The snapshot as whoever reads its text gets it, so that a preview is told of the same data as the issued one."""
    return json.loads(canonical(snapshot))


def _normal(value: Any) -> Any:
    """Strings composed (NFC); half a pair of surrogates, which no file can hold, becomes the sign for that."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_normal(str(key)): _normal(item) for key, item in value.items()}
        case list() | tuple():
            return [_normal(item) for item in value]
    return value


def joint_of(report: ProgressReport) -> JointReport | None:
    """What both sides are asked to confirm of a report, with the names that pages need; None before it is frozen."""
    found: JointReport | None = JointReport.objects.filter(report=report.pk).first() if report.pairing_id else None
    if found is not None:
        found.report = report
        if report.pairing is not None:
            found.pairing = report.pairing
    return found


def is_confirmed(joint: JointReport, report: ProgressReport) -> bool:
    """Whether both sides have confirmed the very data that are kept on the draft."""
    return joint.data == report.sha256 and text_states([joint])[JointReport, joint.pk].both


# What differs between two snapshots, by record and by figure.


type Data = Mapping[str, Any]
type One = dict[str, Any]
ADDED, GONE, CHANGED = "added", "gone", "changed"
FIGURE, RECORD, TEXT = "figure", "record", "text"
# Lists that each section repeats, and what says nothing of a record itself or changes by the day alone.
_REPEATED = {"pairings", "sides", "figures", "keys"}
_SILENT = {
    "url", "documents", "document", "code", "slug", "pairing", "name", "title", "days_over", "is_new", "from_sources",
    "position", "left", "previous", "previous_on", "evidence_url",
    # What follows from other fields, which are told, or stays as it is.
    "added_on", "computed", "confirmation", "count", "counterpart", "days", "days_of_delay", "deviation", "direction",
    "eu", "events", "holds_parts", "moved_out", "moves", "number", "parallel", "partner", "percent",
    "planned_days", "project", "reached", "signed", "state", "unreported",
}  # fmt: skip
_NAMES = ("name", "title", "what")
_ONE_LIST = ("held", "others")


def _change(section: str, kind: str, what: str, key: str, name: Data | None = None, url: str = "", **more: Any) -> One:
    """One thing that differs: in which section, of which record or figure (`key`, `name`, `url`), and how.

    `kind` is added, gone or changed; `what` a record, a figure or the text of a section. Of a changed record `field`
    says in what, `old` and `new` are the values as the snapshots have them. `in_figure` names the figure to which a
    record was added, or from which it went.
    """
    change = {"section": section, "kind": kind, "what": what, "key": key, "name": name or {}, "url": url}
    return {**change, "field": "", "old": None, "new": None, "in_figure": "", **more}


def changes_between(before: Data, after: Data) -> list[One]:
    """Everything that differs, section by section in the later order; nothing where both say the same."""
    found = list(_rows("", before["pairings"], after["pairings"]))
    order = [*after["order"], *(name for name in before["order"] if name not in after["order"])]
    for section in order:
        found += _text_changes(section, before["texts"].get(section) or {}, after["texts"].get(section) or {})
        old, new = before["sections"].get(section), after["sections"].get(section)
        if old is not None and new is not None:
            found += [*_figures(section, old, new), *_lists(section, old, new)]
        elif (old is None) != (new is None):
            found.append(_change(section, GONE if new is None else ADDED, TEXT, section))
    return found


def _text_changes(section: str, old: Data, new: Data) -> Iterator[One]:
    """What staff wrote; the words themselves stand in both reports."""
    for language in ("en", "ko"):
        before, after = old.get(language) or "", new.get(language) or ""
        if before != after:
            kind = ADDED if not before else GONE if not after else CHANGED
            yield _change(section, kind, TEXT, section, field=f"text_{language}")


def _figures(section: str, old: Data, new: Data) -> Iterator[One]:
    """Figures of another value, and the records that came to one or left it."""
    was, now = ({one["key"]: one for one in data.get("figures", [])} for data in (old, new))
    for key, one in now.items():
        before = was.get(key)
        if before is None:
            yield _change(section, ADDED, FIGURE, key, one.get("label"), new=one["value"])
            continue
        if before["value"] != one["value"]:
            yield _change(section, CHANGED, FIGURE, key, one.get("label"), old=before["value"], new=one["value"])
        yield from _come_and_gone(section, before["rows"], one["rows"], in_figure=key)
    for key in was.keys() - now.keys():
        yield _change(section, GONE, FIGURE, key, was[key].get("label"), old=was[key]["value"])


def _come_and_gone(section: str, old: Sequence[Data], new: Sequence[Data], **more: Any) -> Iterator[One]:
    was, now = {_identity(row): row for row in old}, {_identity(row): row for row in new}
    for kind, rows, others in ((ADDED, now, was), (GONE, was, now)):
        for identity, row in rows.items():
            if identity not in others:
                yield _of_row(section, kind, row, **more)


def _lists(section: str, old: Data, new: Data) -> Iterator[One]:
    """Of the lists that both have: what another version of the portal kept beside them says nothing of the records."""
    old, new = _merged(old), _merged(new)
    for name in (one for one in new if one in old):
        rows = old[name] or [], new[name] or []
        if name not in _REPEATED and all(isinstance(some, list) and all(map(_is_row, some)) for some in rows):
            yield from _rows(section, *rows)


def _merged(data: Data) -> Data:
    """Events that were not held and are held now change their state, and are neither gone nor added."""
    if not all(isinstance(data.get(name), list) for name in _ONE_LIST):
        return data
    rest = {name: value for name, value in data.items() if name not in _ONE_LIST}
    return {**rest, _ONE_LIST[0]: [row for name in _ONE_LIST for row in data[name]]}


def _is_row(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(_identity(value)[2])


def _rows(section: str, old: Sequence[Data], new: Sequence[Data]) -> Iterator[One]:
    """The rows of a list by their codes; where a code stands twice, such as in a list of moves, by all they say."""
    was, now = {_identity(row): row for row in old}, {_identity(row): row for row in new}
    if len(was) < len(old) or len(now) < len(new):
        yield from _unnamed(section, old, new)
        return
    for identity, row in now.items():
        if identity in was:
            yield from _fields(section, was[identity], row)
        else:
            yield _of_row(section, ADDED, row)
    yield from (_of_row(section, GONE, row) for identity, row in was.items() if identity not in now)


def _unnamed(section: str, old: Sequence[Data], new: Sequence[Data]) -> Iterator[One]:
    texts = [{json.dumps(row, sort_keys=True): row for row in rows} for rows in (old, new)]
    counts = [Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (old, new)]
    for kind, rows, more, less in ((ADDED, texts[1], counts[1], counts[0]), (GONE, texts[0], counts[0], counts[1])):
        for text in more - less:
            yield _of_row(section, kind, rows[text])


def _identity(row: Data) -> tuple[str, str, str]:
    """By what a row is the same in both: its kind where it names one, its pairing, its code."""
    code = next((str(row[name]) for name in ("code", "slug", "number", "project") if row.get(name)), "")
    return str(row.get("kind") or ""), str(row.get("pairing") or ""), code


def _of_row(section: str, kind: str, row: Data, **more: Any) -> One:
    _kind, pairing, code = _identity(row)
    key = f"{pairing}/{code}" if pairing else code
    return _change(section, kind, RECORD, key, _name(row), str(row.get("url") or ""), **more)


def _name(row: Data) -> Data:
    return next((row[name] for name in _NAMES if isinstance(row.get(name), Mapping)), {})


def _fields(section: str, old: Data, new: Data) -> Iterator[One]:
    """What a record says otherwise; its name counts as a field of its own."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    before |= {"name": _name(old)} if _name(old) else {}
    after |= {"name": _name(new)} if _name(new) else {}
    for name in [*after, *(one for one in before if one not in after)]:
        if not _is_same(before.get(name), after.get(name)):
            yield _of_row(section, CHANGED, new, field=name, old=before.get(name), new=after.get(name))


def _is_same(old: Any, new: Any) -> bool:
    """Whether a value stands as it stood; somebody's own words do where they have been translated since."""
    return bool(old == new or (isinstance(old, Mapping) and old.get("free") and new and old.items() <= new.items()))


def _leaves(row: Data, path: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a row; texts and spans are one value, lists how many they hold or their plain values."""
    for name, value in row.items():
        if name in _SILENT and not path:
            continue
        place = f"{path}{name}"
        if isinstance(value, Mapping) and not _is_value(value):
            yield from _leaves(value, f"{place}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            yield place, len(value)
        else:
            yield place, value


def _is_value(value: Data) -> bool:
    return not value or bool(value.keys() & {"en", "ko", "free"}) or value.keys() <= {"start", "end"}
