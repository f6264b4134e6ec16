"""What an act needs before it means anything, and what is typed into its form: for taking every act back."""

import datetime as dt
from typing import Any

from events.models import Event, TripPaper
from events.tests.factories import AgendaItemFactory
from partnerships.models import FollowUp, Milestone, PlanItem, Stage
from partnerships.tests.factories import period
from reports.tests.factories import ReportingPeriodFactory

# Acts that are carried out before, by the same person.
FIRST: dict[str, tuple[str, ...]] = {
    "events:agenda-item-restore": ("events:agenda-item-remove",),
    "events:delegate-bring-back": ("events:delegate-withdraw",),
    "events:head-count-restore": ("events:head-count-withdraw",),
    "events:trip-paper-reopen": ("events:trip-paper-finish",),
    "events:visit-note-restore": ("events:visit-note-withdraw",),
    "partnerships:contact-restore": ("partnerships:contact-withdraw",),
    "partnerships:document-restore": ("partnerships:document-withdraw",),
    "partnerships:follow-up-reopen": ("partnerships:follow-up-finish",),
    "partnerships:indicator-resume": ("partnerships:indicator-end",),
    "partnerships:interest-restate": ("partnerships:interest-withdraw",),
    "partnerships:question-reopen": ("partnerships:question-answer",),
    "partnerships:record-restore": ("partnerships:milestone-edit",),
    "reports:period-take-up": ("reports:period-skip",),
    "reports:publicity-restore": ("reports:publicity-withdraw",),
    "reports:results-release": ("reports:results-withdraw",),
    "reports:update-take-back": ("reports:update-submit",),
}
# Who does it, where that is not the staff.
AS = {
    "partnerships:comment-add": "coordinator",
    "partnerships:comment-answer": "coordinator",
    "partnerships:note-add": "coordinator",
    "events:minutes-objection-add": "coordinator",
    "events:trip-paper-edit": "coordinator",
    "reports:results-release": "coordinator",
    "reports:update-submit": "coordinator",
    "reports:update-take-back": "coordinator",
}
WORDS: dict[str, dict[str, Any]] = {}
# What the record cannot give back, because the way back is another act that leaves its own words behind.
LEFT = {
    "events:agenda-item-remove": ("position",),
    "events:agenda-item-restore": ("position",),
    "partnerships:closing-day-remove": ("ClosingDay",),
    "partnerships:confirmation-confirm": ("Confirmation",),
    "partnerships:follow-up-drop": ("result",),
    "partnerships:project-level": ("level_since",),
    "partnerships:text-edit": ("items", "Confirmation"),
    "reports:results-release": ("Confirmation",),
    "reports:update-submit": ("CityUpdate",),
    "reports:update-take-back": ("CityUpdate",),
}
# What an address says beside its words.
QUERY = {
    "partnerships:project-organisations": "?q=port",
    "partnerships:target-set": "?pairing={pairing}",
}
# The last one that the form offers.
CHOOSE = "the last choice"
TYPED: dict[str, dict[str, Any]] = {
    "events:agenda-item-add": {"title_en": "Harbour", "kind": "session"},
    "events:agenda-item-edit": {"title_en": "Harbour"},
    "events:agenda-item-move": {"place": CHOOSE},
    "events:delegate-add": {
        "family_name": "Lee",
        "given_name": "Haneul",
        "name_order": "family-first",
        "role": "member",
    },
    "events:delegate-edit": {"function": "Director of the port"},
    "events:event-add": {"title_en": "Tram day", "kind": "working-meeting", "forecast_start_text": "2027-03-02"},
    "events:event-copy": {"start": "2027-03-02"},
    "events:event-edit": {"title_en": "Tram day"},
    "events:event-held": {"actual_start_text": "2026-10-14", "actual_end_text": ""},
    "events:event-reschedule": {"forecast_start_text": "2027-03-02", "forecast_end_text": ""},
    "events:head-count-add": {"least": "12", "most": "14", "whom_en": "visitors", "source": "https://busan.example/"},
    "events:minutes-objection-add": {"text": "We spoke of trams."},
    "events:quota-edit": {"places_eu": "4"},
    "events:trip-paper-edit": {"outline_en": "Went well by and large."},
    "events:trip-photo-add": {"caption_en": "The harbour", "file": "photo.jpg"},
    "events:trip-photo-edit": {"caption_en": "The harbour", "place": "1"},
    "events:visit-note-add": {"what": "Ferries by day"},
    "events:visit-note-edit": {"what_en": "Ferries by day"},
    "partnerships:agreement-edit": {"title_en": "Memorandum of the ports"},
    "partnerships:agreement-sign": {"signed_on_text": "2026-03-02"},
    "partnerships:agreement-lapse": {"on": "2026-03-02"},
    "partnerships:closing-day-add": {"starts_on": "2027-03-02", "ends_on": "2027-03-03", "name": "Port day"},
    "partnerships:comment-add": {"text": "Good news."},
    "partnerships:comment-answer": {"text": "Thank you."},
    "partnerships:contact-add": {"kind": "call", "on": "2026-03-02", "who": "Marta Soler", "what": "Ferries"},
    "partnerships:contact-edit": {"what_en": "Ferries by day"},
    "partnerships:document-add": {"title": "Harbour map", "audience": "pairing", "file": "photo.jpg"},
    "partnerships:document-edit": {"title": "Harbour map"},
    "partnerships:follow-up-add": {"what": "Send the map", "side": "eu", "due_on": "2027-03-02"},
    "partnerships:follow-up-edit": {"what_en": "Send the map", "due_on": "2027-03-02"},
    "partnerships:deputy-add": {"user": CHOOSE, "ends_on": "2027-03-02"},
    "partnerships:hours-edit": {"opens_at": "08:30"},
    "partnerships:partner-correct": {"name_en": "Ferries"},
    "partnerships:partner-edit": {"address": "Plaça de Sant Jaume 1"},
    "partnerships:indicator-add": {"name_en": "Ferries", "unit_en": "ferries", "level": "output"},
    "partnerships:indicator-edit": {"name_en": "Ferries"},
    "partnerships:interest-add": {"kind": "need", "topic": CHOOSE},
    "partnerships:interest-edit": {"note_en": "By day"},
    "partnerships:measurement-add": {"value": "12", "on": "2026-03-02", "source": "Port office"},
    "partnerships:milestone-add": {
        "title_en": "Ferry day",
        "forecast_start_text": "2027-03-02",
        "stage": CHOOSE,
        "responsible": "both",
    },
    "partnerships:milestone-edit": {"note": "By ferry"},
    "partnerships:milestone-report": {"actual_start_text": "2026-03-02"},
    "partnerships:milestone-reschedule": {"forecast_start_text": "2027-03-02", "forecast_end_text": ""},
    "partnerships:note-add": {"text": "Ask them again."},
    "partnerships:organisation-edit": {"name_en": "Port of Busan"},
    "partnerships:organisation-entry": {"note": "It owns the harbour."},
    "partnerships:pairing-edit": {"summary_en": "Ports"},
    "partnerships:plan-item-edit": {"note": "By ferry"},
    "partnerships:plan-item-reschedule": {"forecast_start_text": "2027-03-02", "forecast_end_text": ""},
    "partnerships:partner-release": {"releases_projects": "on"},
    "partnerships:practice-edit": {"title_en": "Ferries by day"},
    "partnerships:project-add": {"name": "Ferries by day"},
    "partnerships:project-edit": {"title_en": "Ferries by day"},
    "partnerships:project-level": {"new": "agreed", "evidence": "Minutes of March"},
    "partnerships:project-milestones": {"milestones": CHOOSE},
    "partnerships:project-organisations": {"keep": "on"},
    "partnerships:result-add": {
        "counted": "jobs:jobs",
        "achieved": "3",
        "as_of": "2026-03-02",
        "evidence": "Their report",
    },
    "partnerships:result-edit": {"achieved": "3", "as_of": "2026-03-02", "evidence": "Their report"},
    "partnerships:stage-edit": {"name_en": "Ferries"},
    "partnerships:stage-reschedule": {"forecast_start_text": "2027-03-02", "forecast_end_text": ""},
    "partnerships:text-translate": {"text": "통화 회의록"},
    "partnerships:strand-settings": {"silence_days": "9"},
    "partnerships:target-set": {"target": "17"},
    "partnerships:theme-edit": {"name_en": "Ferries"},
    "partnerships:text-edit": {"vision_en": "A greener port by day."},
    "events:attendance": {"came_1": "yes"},
    "reports:period-edit": {"name_en": "First half"},
    "reports:publicity-add": {
        "title": "Ferries",
        "outlet": "Harbour News",
        "published_on": "2026-03-02",
        "language": "en",
    },
    "reports:publicity-edit": {"outlet": "Harbour News"},
    "reports:terms-edit": {"contract_number": "PI/2026/1"},
}


def arrange(own: Any) -> None:
    """Let the seeded records stand as all acts ask for."""
    pairing, words, later = own.pairing, own.words, period("2027-06-01", "2027-06-02")
    moving = [
        *Milestone.objects.filter(pairing=pairing, code=words["milestone"]),
        *Stage.objects.filter(strand=own.strand),
        *PlanItem.objects.filter(strand=own.strand),
    ]
    for row in moving:
        row.forecast = later
        if not isinstance(row, Stage):
            row.note, row.note_other = "On foot", "걸어서"
        row.save(by=None)
    for row in FollowUp.objects.filter(pairing=pairing):
        row.due_on = dt.date(2027, 1, 4)
        row.save(by=None)
    for paper in TripPaper.objects.all():
        paper.outline_en = paper.implications_en = "Went very well."
        paper.save(by=None)
    _move_event(own, period("2026-10-01", "2026-10-02"))


def _move_event(own: Any, to: Any) -> None:
    event = Event.objects.get(strand=own.strand, code=own.words["event"])
    event.baseline = event.forecast = to
    event.save(by=None)


def make_undoable(name: str, own: Any) -> dict[str, Any]:
    """Let them stand as this act asks for; returns the words of its address."""
    words = dict(own.words)
    if name == "events:event-reschedule":
        _move_event(own, period("2027-06-01", "2027-06-02"))
    if name.startswith("events:agenda"):
        AgendaItemFactory(event=Event.objects.get(strand=own.strand, code=words["event"]), position=2)
    if name.startswith("reports:period"):
        days = {"starts_on": dt.date(2026, 9, 2), "ends_on": dt.date(2026, 12, 1), "due_on": dt.date(2027, 1, 4)}
        words["period"] = ReportingPeriodFactory(strand=own.strand, code="interim-2", **days).code
    return words


def is_arranged(name: str) -> bool:
    """Whether the act asks for no more than all of them do."""
    more = ("events:event-reschedule", "events:agenda", "reports:period")
    return name not in FIRST and not name.startswith(more)
