"""The timeline of a strand: what is said above each row, the table of dates with its files, and what it costs."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import clock
from core.models import AuditEntry
from core.pack.loading import load_pack
from core.periods import Period
from core.tests.arranged import arranging
from partnerships.models import DateChange, Milestone, Pairing
from partnerships.pairings.selectors import read_journeys
from partnerships.programmes.cards import moved_period, page_timeline, short_period
from partnerships.programmes.views import moved_label
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StageFactory,
    period,
)
from partnerships.tests.pages import rows_of
from partnerships.tests.small_pack import REAL

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2017, 9, 12, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def pairing():
    with clock.fixed_at(NOON):
        row = PairingFactory()
        row.stage = StageFactory(
            strand=row.strand, position=1, baseline=period("2017-03", "2018-03"), forecast=period("2017-03", "2018-04")
        )
        yield row


def milestone(pairing, title, baseline, **facts):
    forecast = facts.pop("forecast", baseline)
    actual = period(*facts.pop("actual").split("/")) if "actual" in facts else Period()
    return MilestoneFactory(
        pairing=pairing,
        stage=pairing.stage,
        title_en=title,
        baseline=period(*baseline.split("/")),
        forecast=period(*forecast.split("/")),
        actual=actual,
        **facts,
    )


def labels(pairing, *, is_large=False):
    """What stands above the row, from left to right."""
    (journey,) = read_journeys([Pairing.objects.with_names().get(pk=pairing.pk)], clock.today())
    timeline = page_timeline([journey], is_large=is_large)
    return [
        (one.words.title, one.words.rest) for one in sorted(timeline["rows"][0][1].labels, key=lambda one: one.left)
    ]


def test_the_row_says_what_is_late_what_moved_and_what_comes_next(pairing):
    milestone(pairing, "Launch", "2017-03-14", actual="2017-03-14", status="done")
    milestone(pairing, "Study", "2017-07-01", status="planned")
    milestone(pairing, "Visit", "2017-11", status="planned")
    milestone(pairing, "Closing", "2018-03", forecast="2018-04", status="planned")
    assert labels(pairing) == [("Study", "73 days late"), ("Visit", "Nov"), ("Closing", "Apr, was Mar")]
    assert labels(pairing, is_large=True)[0] == ("Launch", "14 Mar")


def test_a_visit_of_two_of_three_planned_days_has_not_moved(pairing):
    milestone(pairing, "Visit", "2017-03-15/2017-03-17", actual="2017-03-15/2017-03-16", status="done")
    assert labels(pairing) == []


def test_what_nobody_reported_says_so(pairing):
    milestone(pairing, "Visit", "2017-03-15/2017-03-17", status="unknown")
    assert labels(pairing) == [("Visit", "Not reported")]


@pytest.mark.parametrize(
    ("given", "en", "ko"),
    [
        ("2017-03-14", "14 Mar", "3. 14."),
        ("2017-03-15/2017-03-17", "15–17 Mar", "3. 15.~3. 17."),
        ("2017-03-30/2017-04-02", "30 Mar – 2 Apr", "3. 30.~4. 2."),
        ("2017-10/2017-11", "Oct–Nov", "10월~11월"),
        ("2018", "2018", "2018년"),
    ],
)
def test_periods_are_short_on_an_axis(given, en, ko):
    assert short_period(period(*given.split("/"))) == en
    with translation.override("ko"):
        assert short_period(period(*given.split("/"))) == ko


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ("2018-04", "2018-03", "Apr, was Mar"),
        ("2018-03", "2017-03", "March 2018, was March 2017"),
        ("2017-12-30/2018-01-02", "2017-12-30", "30 December 2017 – 2 January 2018, was 30 December 2017"),
    ],
)
def test_what_moved_to_another_year_says_both(now, before, words):
    assert moved_period(period(*now.split("/")), period(before)) == words


@pytest.mark.parametrize(
    ("baseline", "shown", "words"),
    [
        ("2017-03-14", "2017-03-14", ""),
        ("2017-03-14", "2017-04-17", "34 days later"),
        ("2017-03-15/2017-03-17", "2017-03-15/2017-03-16", "1 day earlier"),
        ("2018-03", "2018-04-20", "20 days later"),
        ("2018-03", "2018-04", "30 days later"),
        ("2018-03", "2018-03-20", ""),
        ("2018-03", "2017-12", "90 days earlier"),
    ],
)
def test_a_row_says_the_days_that_the_figures_add_up(pairing, baseline, shown, words):
    assert moved_label(milestone(pairing, "Meeting", baseline, actual=shown, status="done")) == words


def test_table_and_file_tell_why_a_milestone_was_moved(client, pairing):
    moved = milestone(pairing, "Closing", "2018-03", forecast="2018-04", status="planned")
    milestone(pairing, "Launch", "2017-03-14", actual="2017-03-14", status="done")
    with arranging():
        DateChange.keep(by=None, record=moved, old=moved.baseline, new=moved.forecast, reason="The hall was not free.")
    reader = MembershipFactory(participation=pairing.eu).user
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{pairing.strand.code}/timeline/"
    answer = client.get(url, {"status": "planned", "format": "csv"})
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert head == ["Milestone", "Pairing", "Baseline", "Forecast", "Actual", "Difference", "Status", "Why it differs"]
    assert rows == [
        ["Closing", pairing.name, "March 2018", "April 2018", "", "30 days later", "Planned", "The hall was not free."]
    ]
    assert AuditEntry.objects.get(action="list-exported").parameters["list"] == "dates"
    assert rows_of(client.get(url, {"status": "planned"}))[0][0] == "Closing"


def test_the_list_narrowed_to_a_pairing_draws_that_one_alone(client, pairing):
    other = PairingFactory(strand=pairing.strand)
    for one in (pairing, other):
        one.stage = pairing.stage
        milestone(one, "Launch", "2017-03-14", status="planned")
    client.force_login(MembershipFactory(participation=pairing.eu).user, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/strands/{pairing.strand.code}/timeline/", {"pairing": other.code})
    assert [journey.pairing for journey, _row in page.context["timeline"]["rows"]] == [other]
    assert {row[1] for row in rows_of(page)} == {other.name}


def test_of_many_pairings_the_first_are_drawn_and_the_others_counted(client, pairing):
    for number in range(6):
        one = pairing if number == 0 else PairingFactory(strand=pairing.strand)
        one.stage = pairing.stage
        milestone(one, "Launch", "2017-03-14", status="planned")
    client.force_login(MembershipFactory(participation=pairing.eu).user, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/strands/{pairing.strand.code}/timeline/")
    assert (len(page.context["timeline"]["rows"]), len(rows_of(page))) == (4, 6)
    assert "The picture shows the first pairings of the table; 2 more are in the table alone." in " ".join(
        page.text.split()
    )


@pytest.mark.one_database
def test_the_page_costs_the_same_for_one_and_for_many_pairings(client, pairing):
    client.force_login(MembershipFactory(participation=pairing.eu).user, "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{pairing.strand.code}/timeline/"
    milestone(pairing, "Launch", "2017-03-14", status="planned", confirmation="both")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _number in range(4):
        other = PairingFactory(strand=pairing.strand)
        other.stage = pairing.stage
        milestone(other, "Launch", "2017-03-14", forecast="2017-10", status="planned", confirmation="both")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one)


def test_the_real_strand_shows_its_closing_as_moved_in_every_row():
    load_pack(REAL, by=None)
    rows = list(Pairing.objects.filter(strand__code="eu-korea-2017").with_names())
    timeline = page_timeline(read_journeys(rows, clock.today()))
    assert len(timeline["rows"]) == 4
    for _journey, wide in timeline["rows"]:
        assert ("20 Apr, was Mar") in [label.words.rest for label in wide.labels]
    assert timeline["drawn"].today is None
    assert Milestone.objects.filter(status="planned", pairing__in=rows).count() == 0
