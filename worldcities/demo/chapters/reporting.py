"""What is reported: an inception report that the Commission's desk accepted, and an interim one due next week.

Of the interim updates one is accepted, one waits for the staff, one came back with a reason, and the rest are still to
come.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core import clock
from partnerships.models import Organisation, Participation
from partnerships.services.grants import read_grants
from reports.models import CityUpdate, ProgressReport, ReportingPeriod
from reports.services.decisions import accept_report
from reports.services.issuing import issue_report
from reports.services.periods import add_period
from reports.services.publicity import add_publicity
from reports.services.report_gaps import digest, gaps_of
from reports.services.reports import draft_report, write_section
from reports.services.snapshots import compile_snapshot
from reports.services.terms import edit_terms
from reports.services.update_decisions import accept_update, return_update
from reports.services.updates import save_update, submit_update
from worldcities.demo.chapters.reported_words import INCEPTION, INTERIM, ITEMS, REAL_FINAL, SUMMARY

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Strand
    from worldcities.demo.story import Story, Thread

BEGINS, TURNS = -21, 27  # the inception period in days after the launch: from the opening of the pairings
LAST_DAY = -3  # of the interim period, from today


def threads(story: Story) -> list[Thread]:
    """From the calendar to the updates that are missing today."""
    inception = [_update(story, "inception", partner, 29 + place) for place, partner in enumerate(INCEPTION)]
    return [
        _calendar(story),
        *inception,
        _returned_once(story),
        _inception_report(story),
        _interim_updates(story),
        *(_item(story, *item) for item in ITEMS),
    ]


def add_real_period(strand: Strand, administrator: User) -> None:
    """The final period of the real strand: to its last day, due three months later; no city wrote an update for it."""
    values: dict[str, Any] = {"kind": "final", "code": "final", "languages": "en;ko", **REAL_FINAL}
    add_period(by=administrator, grants=read_grants(administrator), strand=strand, values=values)


def _calendar(story: Story) -> Thread:
    """Three periods, and the contract they are owed under."""
    yield story.after_launch(BEGINS)
    inception_ends = story.after_launch(TURNS)
    days = [
        ("inception", story.after_launch(BEGINS), inception_ends, inception_ends + dt.timedelta(21)),
        ("interim", inception_ends + dt.timedelta(1), story.day(LAST_DAY), story.day(7)),
        ("final", story.day(LAST_DAY) + dt.timedelta(1), story.after_launch(395), story.after_launch(486)),
    ]
    with story.on(story.after_launch(BEGINS), "staff", 15) as acting:
        terms = {
            "contract_number": "WC-DEMO/01",
            "implementer": Organisation.objects.get(code="ramboll"),
        }
        edit_terms(**acting, strand=story.strand, version=None, changes=terms)
        for kind, first, last, due in days:
            values = {"kind": kind, "code": kind, "starts_on": first, "ends_on": last, "due_on": due}
            add_period(**acting, strand=story.strand, values=values)


def _period(story: Story, code: str) -> ReportingPeriod:
    return ReportingPeriod.objects.select_related("strand").get(strand=story.strand, code=code)


def _participation(story: Story, partner: str) -> Participation:
    rows = Participation.objects.select_related("partner", "strand")
    return rows.get(strand=story.strand, partner__code=partner)


def _row(story: Story, code: str, partner: str) -> CityUpdate:
    return CityUpdate.objects.with_names().get(
        period__strand=story.strand, period__code=code, participation__partner__code=partner
    )


def _write(story: Story, acting: Any, code: str, partner: str, answers: dict[str, str]) -> None:
    row = CityUpdate.objects.filter(period=_period(story, code), participation=_participation(story, partner)).first()
    save_update(
        **acting,
        period=_period(story, code),
        participation=_participation(story, partner),
        version=row.version if row else None,
        answers=answers,
    )


def _submit(story: Story, acting: Any, code: str, partner: str) -> None:
    row = _row(story, code, partner)
    submit_update(**acting, update=row, version=row.version)


def _update(story: Story, code: str, partner: str, after: int) -> Thread:
    """A partner writes its update and hands it in; Gwangju's comes back, the others are accepted the day after."""
    who = "earlier-tampere" if partner == "tampere" else partner
    yield story.after_launch(after)
    with story.on(story.after_launch(after), who, 10) as acting:
        _write(story, acting, code, partner, INCEPTION[partner])
        _submit(story, acting, code, partner)
    if partner != "gwangju":
        yield story.after_launch(after + 1)
        with story.on(story.after_launch(after + 1), "staff", 14) as acting:
            row = _row(story, code, partner)
            accept_update(**acting, update=row, version=row.version)


def _returned_once(story: Story) -> Thread:
    """Gwangju is asked what was difficult, says so, and is accepted."""
    yield story.after_launch(38)
    with story.on(story.after_launch(38), "staff", 9) as acting:
        row = _row(story, "inception", "gwangju")
        return_update(
            **acting,
            update=row,
            version=row.version,
            reason="Say what was difficult: the call of 20 May could not take place, and the report must say why.",
        )
    yield story.after_launch(39)
    with story.on(story.after_launch(39), "gwangju", 11) as acting:
        answers = {"difficult_ko": "담당 부서 개편으로 첫 화상회의가 한 차례 연기됨"}
        _write(story, acting, "inception", "gwangju", answers)
        _submit(story, acting, "inception", "gwangju")
    yield story.after_launch(40)
    with story.on(story.after_launch(40), "staff", 9) as acting:
        row = _row(story, "inception", "gwangju")
        accept_update(**acting, update=row, version=row.version)


def _draft(story: Story) -> ProgressReport:
    return ProgressReport.objects.with_names().get(strand=story.strand, period__code="inception")


def _inception_report(story: Story) -> Thread:
    """Compiled, issued before it is due, and accepted by the desk a week later."""
    yield story.after_launch(42)
    with story.on(story.after_launch(42), "staff", 10) as acting:
        draft_report(**acting, period=_period(story, "inception"))
        write_section(**acting, report=_draft(story), section="summary", version=0, texts=SUMMARY)
        gaps = gaps_of(_draft(story), compile_snapshot(_draft(story), clock.now()))
        issue_report(
            **acting,
            report=_draft(story),
            version=_draft(story).version,
            with_gaps=bool(gaps),
            seen_gaps=digest(gaps),
            reason="The first period has few figures yet.",
        )
    yield story.after_launch(49)
    with story.on(story.after_launch(49), "authority", 16) as acting:
        accept_report(**acting, report=_draft(story), version=_draft(story).version)


def _interim_updates(story: Story) -> Thread:
    """Scotland's is accepted, Busan's waits for the staff, Suwon's came back."""
    yield story.date(-2)
    with story.on(-2, "scottish-cities-alliance", 9) as acting:
        _write(story, acting, "interim", "scottish-cities-alliance", INTERIM["scottish-cities-alliance"])
        _submit(story, acting, "interim", "scottish-cities-alliance")
    with story.on(-2, "suwon", 10) as acting:
        _write(story, acting, "interim", "suwon", INTERIM["suwon"])
        _submit(story, acting, "interim", "suwon")
    yield story.date(-1)
    with story.on(-1, "staff", 11) as acting:
        row = _row(story, "interim", "scottish-cities-alliance")
        accept_update(**acting, update=row, version=row.version)
        row = _row(story, "interim", "suwon")
        return_update(
            **acting,
            update=row,
            version=row.version,
            reason="Your list of data names no museum. Which ones take part?",
        )
    with story.on(-1, "busan", 9) as acting:
        _write(story, acting, "interim", "busan", INTERIM["busan"])
        _submit(story, acting, "interim", "busan")


def _item(story: Story, after: int, values: dict[str, str], pairing: str) -> Thread:
    """Somebody wrote about the cooperation."""
    yield story.after_launch(after)
    day = story.after_launch(after)
    who = "staff" if not pairing else pairing.partition("-")[0]
    with story.on(day, who, 17) as acting:
        add_publicity(
            **acting,
            strand=story.strand,
            values={**values, "published_on": day, "pairing": story.pairing(pairing) if pairing else None},
        )
