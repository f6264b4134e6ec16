"""Events in a report: which the period tells, how each came from its plan and why, who took part in numbers alone."""

import datetime as dt

import pytest

from core import clock
from core.blocks import Table
from core.periods import Period
from events.models import EventDateChange
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory, HeadCountFactory
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import CityFactory, PairingFactory
from reports.progress.compiling.events import given_genders
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


def add(reporting, title, *, plan="2017-05-02/2017-05-03", now="", held="", **values):
    pairings = values.pop("pairings", None)
    values = {"all_pairings": pairings is None, "status": "held" if held else "planned", **values}
    return EventFactory(
        strand=reporting.strand,
        title_en=title,
        title_ko=f"{title}(한)",
        code=values.pop("code", title.lower().replace(" ", "-")),
        baseline=Period.parse(plan),
        forecast=Period.parse(now or plan),
        actual=Period.parse(held),
        pairings=pairings or [],
        **values,
    )


def data_of(reporting, pairing="", **more):
    return compiled("events", scope_of(reporting, pairing, as_of=AS_OF, **more))


def codes(rows):
    return [row["code"] for row in rows]


def test_held_events_of_the_period_are_told_and_those_of_another_are_not(half_year):
    add(half_year, "In it", held="2017-05-02/2017-05-03")
    add(half_year, "On its last day", plan="2017-09-11", held="2017-09-11/2017-09-13")
    add(half_year, "A day later", plan="2017-09-14", held="2017-09-14")
    add(half_year, "Before", plan="2017-03-13", held="2017-03-13")
    add(half_year, "A month", plan="2017-06", held="2017-06")
    found = data_of(half_year)
    assert codes(found["held"]) == ["in-it", "a-month", "on-its-last-day"]
    assert found["others"] == []
    assert figure_values(found)["events-held"] == 3
    assert figure_values(found)["event-days"] == 5


def test_what_was_planned_for_the_period_and_not_held_in_it_is_told(half_year):
    add(half_year, "Cancelled one", status="cancelled", reason="The port was on strike.")
    add(half_year, "Nobody said")
    add(half_year, "Unknown one", status="unknown")
    add(half_year, "Held too late", held="2017-09-20", reason="The hall was taken.")
    add(half_year, "Moved out", now="2017-12-05")
    add(half_year, "Planned for later", plan="2017-12-05")
    found = data_of(half_year)
    assert codes(found["held"]) == []
    assert sorted(codes(found["others"])) == [
        "cancelled-one", "held-too-late", "moved-out", "nobody-said", "unknown-one",
    ]  # fmt: skip
    values = figure_values(found)
    assert (values["events-held"], values["events-cancelled"], values["events-not-reported"]) == (0, 1, 2)
    said = {row[0]: row for row in rows_of(told("events", found))}
    assert said["Cancelled one"][-2:] == ["Cancelled", "The port was on strike."]
    assert said["Nobody said"][-2:] == ["Not reported", "–"]
    assert said["Held too late"][-2:] == ["began 141 days later, ended 140 days later", "The hall was taken."]
    assert said["Moved out"][-1] == "no reason on record"


def test_a_held_event_without_any_date_is_told_by_the_final_report_alone(half_year):
    add(half_year, "Undated", plan="", status="held")
    assert data_of(half_year)["held"] == []
    final = ReportingPeriodFactory(strand=half_year.strand, kind="final", starts_on=dt.date(2017, 9, 14),
                                   ends_on=dt.date(2018, 4, 20), due_on=dt.date(2018, 5, 20))  # fmt: skip
    found = data_of(final)
    assert codes(found["held"]) == ["undated"]
    assert "not reported" in all_words(told("events", found))


def test_every_move_is_told_with_its_reason_in_the_language_it_was_written_in(half_year):
    event = add(half_year, "Workshop", now="2017-06-01", held="2017-06-01")
    for day, reason in ((dt.date(2017, 4, 1), "시의회 일정과 겹칩니다."), (dt.date(2017, 4, 20), "The mayor is away.")):
        change = EventDateChange(
            event=event, reason=reason, by_label="Kim Jisu", at=dt.datetime.combine(day, dt.time(9), clock.STRAND_ZONE)
        )
        change.old, change.new = event.baseline, event.forecast
        change.save()
    found = data_of(half_year)
    row = found["held"][0]
    assert [move["reason"] for move in row["moves"]] == [
        {"ko": "시의회 일정과 겹칩니다.", "free": True},
        {"en": "The mayor is away.", "free": True},
    ]
    words = all_words(told("events", found))
    assert "시의회 일정과 겹칩니다." in words
    assert "Kim Jisu" not in words
    assert "Kim Jisu" not in str(found)
    assert figure_values(found)["events-moved"] == 1
    assert len(sheets("events", found)["event-moves"].rows) == 2


def test_parts_stand_below_their_mission_which_is_not_counted(half_year):
    mission = add(half_year, "Mission", kind="mission", plan="2017-05-02/2017-05-05", held="2017-05-02/2017-05-05")
    add(half_year, "Plenary", held="2017-05-02/2017-05-03", part_of=mission)
    add(half_year, "Alone", plan="2017-06-01", held="2017-06-01")
    found = data_of(half_year)
    assert figure_values(found)["events-held"] == 2
    assert [row[0] for row in rows_of(told("events", found))][:4] == [
        "Mission, 2–5 May 2017", "Plenary", "Outside of missions", "Alone",
    ]  # fmt: skip


def test_places_hosts_and_pairings_are_named_in_the_language_of_the_report(half_year):
    pairing = PairingFactory(strand=half_year.strand)
    city = CityFactory(name_en="Copenhagen", name_ko="코펜하겐")
    add(half_year, "Visit", held="2017-05-02", pairings=[pairing], cities=[city], hosts=[pairing.eu])
    found = data_of(half_year)
    row = rows_of(told("events", found, "ko"))[0]
    assert row[0] == "Visit(한)"
    assert row[2].startswith("코펜하겐\n")
    assert pairing.eu.partner.name_ko in row[2].split("\n")[1]
    assert row[3] == f"{pairing.counterpart.partner.name_ko}·{pairing.eu.partner.name_ko}"


def test_the_report_of_a_pairing_tells_its_own_events_alone(half_year):
    first, second = (PairingFactory(strand=half_year.strand) for _number in range(2))
    add(half_year, "Of the first", held="2017-05-02", pairings=[first])
    add(half_year, "Of the second", held="2017-05-02", pairings=[second])
    add(half_year, "Of all", held="2017-05-02")
    assert sorted(codes(data_of(half_year, first.code)["held"])) == ["of-all", "of-the-first"]


def people(event, pairing, side="counterpart", *, number=1, **values):
    participation = pairing.counterpart if side == "counterpart" else pairing.eu
    delegation = event.delegations.filter(participation=participation).first() or DelegationFactory(
        pairing=pairing, event=event, participation=participation
    )
    values = {"status": "confirmed", "sector": "government", **values}
    return [DelegateFactory(delegation=delegation, **values) for _number in range(number)]


def test_participants_are_counted_by_side_and_sector_and_nobody_is_named(half_year):
    pairing = PairingFactory(strand=half_year.strand)
    event = add(half_year, "Visit", held="2017-05-02", pairings=[pairing])
    people(event, pairing, number=3, attended=True)
    people(event, pairing, "eu", number=2, sector="research", attended=True)
    people(event, pairing, "eu", attended=False)
    found = data_of(half_year)
    counted = found["participants"]
    assert counted["sides"] == {"eu": 2, "counterpart": 3}
    assert (counted["sectors"]["government"], counted["sectors"]["research"], counted["total"]) == (3, 2, 5)
    assert (counted["came"], counted["absent"]) == (5, 1)
    assert figure_values(found)["participants"] == 5
    assert "Jisu" not in str(found)
    assert "김지수" not in str(found)
    row = cells(sheets("events", found)["participants"])
    assert (row["Delegates"], row["Came"], row["Government"], row["Research"]) == (5, 5, 3, 2)


def test_who_came_is_not_reported_where_nobody_said_so_and_no_zero(half_year):
    pairing = PairingFactory(strand=half_year.strand)
    event = add(half_year, "Visit", held="2017-05-02", pairings=[pairing])
    people(event, pairing, number=3)
    found = data_of(half_year)
    assert figure_values(found)["participants"] is None
    assert found["participants"]["total"] == 3
    assert "Not reported delegates who came" in all_words(told("events", found))
    # None came is said as well, and is a zero.
    for one in event.delegations.get().delegates.all():
        one.attended = False
        one.save(by=None)
    assert figure_values(data_of(half_year))["participants"] == 0


def test_a_pairing_counts_its_own_people_at_an_event_of_all(half_year):
    first, second = (PairingFactory(strand=half_year.strand) for _number in range(2))
    event = add(half_year, "Plenary", held="2017-05-02")
    people(event, first, number=2, attended=True)
    people(event, second, number=4, attended=True)
    for pairing, number in ((first, 2), (second, 4)):
        counts = read_counts(strand=half_year.strand, pairing=pairing, today=AS_OF.date())
        assert reading_of(counts, pairing.pk, BuiltIn.PARTICIPANTS).value == number
        assert figure_values(data_of(half_year, pairing.code))["participants"] == number
    assert figure_values(data_of(half_year))["participants"] == 6


@pytest.mark.parametrize(
    ("numbers", "genders"),
    [
        ({"woman": 12, "man": 9, "": 7}, {"": 7, "woman": 12, "man": 9, "other": "few"}),
        ({"woman": 12, "man": 4, "other": 1, "": 7}, {"": 7, "woman": 12, "man": "few", "other": "few"}),
        # What is not told would be known from the sum to be so few: the smallest of the others goes with it.
        ({"woman": 12, "man": 9, "other": 3, "": 7}, {"": 7, "woman": 12, "man": "kept", "other": "few"}),
        ({"woman": 12, "man": 2, "": 7}, {"": 7, "woman": "kept", "man": "few", "other": "few"}),
        # How many gave none is no number of one gender.
        ({"woman": 12, "man": 9, "": 1}, {"": 1, "woman": 12, "man": 9, "other": "few"}),
        ({"woman": 2, "man": 2}, {"": 0, "woman": "few", "man": "few", "other": "few"}),
        ({"": 30}, None),
        ({}, None),
    ],
)
def test_small_numbers_of_a_gender_are_not_told(numbers, genders):
    assert given_genders(numbers) == genders


def test_genders_are_told_in_words_where_they_are_too_few(half_year):
    pairing = PairingFactory(strand=half_year.strand)
    event = add(half_year, "Visit", held="2017-05-02", pairings=[pairing])
    people(event, pairing, number=6, gender="woman")
    people(event, pairing, number=4, gender="man")
    people(event, pairing, number=1, gender="other")
    found = data_of(half_year)
    words = all_words(told("events", found))
    assert "Woman | 6" in words
    assert "Man | fewer than 5" in words
    assert "genders" not in found["participants"]["events"][0]
    assert [row[1:] for row in sheets("events", found)["genders"].rows] == [
        [0, None], [6, None], [None, "fewer than 5"], [None, "fewer than 5"],
    ]  # fmt: skip


def test_head_counts_stand_with_their_source_and_withdrawn_ones_do_not(half_year):
    event = add(half_year, "Launch", held="2017-05-02")
    HeadCountFactory(event=event, source="https://press.example/a ; https://city.example/b")
    HeadCountFactory(event=event, whom_en="guests", least=5, most=5, withdrawn_at=clock.now())
    found = data_of(half_year)
    assert [row["least"] for row in found["head_counts"]] == [30]
    assert "city representatives | 30–40 | press.example, city.example" in all_words(told("events", found))


def test_without_any_event_one_sentence_says_so(half_year):
    data = data_of(half_year)
    assert all_words(told("events", data)) == "No event was held in the period, and none was planned for it."
    assert all_words(told("events", data, "ko")) == "보고 대상 기간에 개최되었거나 예정된 행사 없음"
    assert all(not sheet.rows for sheet in sheets("events", data).values())


def test_markup_and_what_steers_programs_stay_words(half_year):
    add(half_year, "<b>=1+1</b> 🚀", held="2017-05-02", code="odd", reason="<script>alert(1)</script>\x07")
    found = data_of(half_year)
    assert "<b>=1+1</b> 🚀" in all_words(told("events", found))
    assert cells(sheets("events", found)["events"])["Event"] == "<b>=1+1</b> 🚀"


def test_the_real_events_are_told_as_the_records_have_them():
    reporting = load_real()
    found = compiled("events", scope_of(reporting))
    counts = read_counts(strand=reporting.strand, today=dt.date(2018, 5, 25))
    values = figure_values(found)
    assert values["events-held"] == reading_of(counts, None, BuiltIn.MEETINGS).value == 13
    assert values["event-days"] == reading_of(counts, None, BuiltIn.DAYS).value == 16
    assert values["participants"] is reading_of(counts, None, BuiltIn.PARTICIPANTS).value is None
    assert (values["events-not-reported"], values["events-cancelled"]) == (4, 0)
    said = {row[0]: row for row in rows_of(told("events", found))}
    assert said["Closing meeting of World Cities Korea"][1:] == [
        "March 2018", "20 April 2018", "20 days later", "no reason on record",
    ]  # fmt: skip
    assert said["Suwon delegation in Scotland"][3] == "1 month later"
    # November was planned, a month is not made a day, and what nobody reported has no date.
    assert "Busan delegation in Barcelona" in said
    assert said["Busan delegation in Barcelona"][1] == "November 2017"
    assert said["Gwangju delegation in Tampere"][1:4] == ["October 2017", "–", "Not reported"]
    assert "no report of this visit was found" in said["Gwangju delegation in Tampere"][4]
    # A related event is none of the programme's: it is told, and counted by nobody.
    assert said["Asia Urban Lighting Workshop"][3] == "Not reported (Related event)"
    # Remarks are told once, and the parts of a mission as they happened.
    held = rows_of([next(block for block in told("events", found) if isinstance(block, Table))])
    assert ["15–16 March 2017 (in parallel)", "Busan", "Busan-Barcelona", "Two days reported, three planned."] in [
        row[1:] for row in held
    ]
    names = [row[0] for row in held]
    assert names.index("Suwon working meeting with Scotland Europa") < names.index(
        "Closing meeting of World Cities Korea"
    )
