"""The first screen of a strand's page: how it stands in words and figures, each of which opens its rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core import clock
from core.periods import Period
from partnerships.models import Pairing, Stage
from partnerships.programmes.cards import MARKS
from partnerships.programmes.selectors import read_numbers, read_summary
from partnerships.programmes.views import ROWS
from partnerships.projects.selectors import strand_levels
from partnerships.tasks.signals import read_health
from partnerships.tests.contact_scene import NOW, TODAY
from partnerships.tests.factories import (
    MilestoneFactory,
    PairingFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    period,
)
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.waiting_rows import touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(sides):
    with clock.fixed_at(NOW):
        yield sides


def sentences_of(strand, grants):
    numbers, pairings = read_numbers(strand, TODAY), list(Pairing.objects.filter(strand=strand).with_names())
    return read_summary(
        strand=strand,
        numbers=numbers,
        health=read_health(grants=grants, pairings=pairings, today=TODAY).values(),
        stages=list(Stage.objects.filter(strand=strand).order_by("position")),
        levels=strand_levels(strand, numbers["projects"]),
        today=TODAY,
    )["sentences"]


def sentences(sides, role="staff"):
    return sentences_of(sides.pairing.strand, sides.grants(role))


def page(client, sides, role="staff", query=""):
    sign_in(client, sides, role)
    return client.get(reverse("partnerships:strand", args=[sides.pairing.strand.code]) + query)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("states", "en", "ko"),
    [
        (["active", "active"], "Nothing is overdue.", "기한이 지난 일정은 없습니다."),
        (["active", "closed"], "One of two pairings is under way.", "도시 파트너십 2건 중 1건이 추진 중입니다."),
        (
            ["planned"],
            "The pairing is planned and not opened yet.",
            "예정된 도시 파트너십으로, 아직 시작되지 않았습니다.",
        ),
        (["planned"] * 2, "Two pairings are planned; none is open yet.", "도시 파트너십 2건이 모두 예정 상태입니다."),
        (["closed"] * 10, "10 pairings are closed.", "도시 파트너십 10건이 모두 종료되었습니다."),
        (
            ["closed", "closed", "discontinued"],
            "No pairing is under way: 2 closed, 1 discontinued.",
            "추진 중인 도시 파트너십이 없습니다(종료 2건, 중단 1건).",
        ),
    ],
)
@pytest.mark.one_database
def test_the_first_sentence_says_where_the_pairings_stand_unless_all_are_under_way(sides, states, en, ko):
    strand = StrandFactory()
    for state in states:
        PairingFactory(strand=strand, status=state)
    grants = sides.grants("administrator")
    assert sentences_of(strand, grants)[0] == en
    with translation.override("ko"):
        assert sentences_of(strand, grants)[0] == ko


@pytest.mark.one_database
def test_a_strand_without_pairings_says_so(client, sides):
    empty = StrandFactory()
    assert sentences_of(empty, sides.grants("administrator")) == ["No pairing has been opened yet."]
    sign_in(client, sides, "administrator")
    answer = client.get(empty.get_absolute_url())
    assert answer.status_code == 200
    assert "No pairing has been opened yet." in text_of(answer)


@pytest.mark.one_database
def test_what_is_overdue_is_counted_where_the_pairing_goes_on(sides):
    assert sentences(sides) == ["Nothing is overdue."]
    closed = PairingFactory(strand=sides.pairing.strand, status="closed")
    for pairing in (sides.pairing, closed):
        MilestoneFactory(pairing=pairing, status="planned", forecast=period("2026-11-01"))
    assert "One milestone is overdue." in sentences(sides)


@pytest.mark.one_database
@pytest.mark.parametrize(("role", "told"), [("staff", True), ("eu", True), ("observer", False), ("neighbour", False)])
def test_who_has_not_been_in_touch_is_told_to_those_who_see_signals(client, sides, role, told):
    touch(sides.pairing, "eu", TODAY - dt.timedelta(days=61))
    assert ("At risk: 1." in sentences(sides, role)) == told
    (row,) = [row for pairing, row in page(client, sides, role).context["board"]["rows"] if pairing == sides.pairing]
    assert ("At risk" in row) == told


def figures(client, sides, role="staff"):
    return {figure["label"]: figure for figure in page(client, sides, role).context["figures"]}


def test_each_figure_opens_as_many_rows_as_it_says(client, sides):
    ProjectFactory(pairing=sides.pairing, level="exploring")
    ProjectFactory(pairing=sides.pairing, level="identified")
    ProjectFactory(pairing=sides.pairing, level="not-pursued")
    AgreementFactory(pairing=sides.pairing, status="signed", signed_on=dt.date(2026, 10, 2))
    found = figures(client, sides, "observer")
    projects = found["projects agreed"]
    agreements = found["agreement signed"]
    assert (projects["value"], agreements["value"]) == ("0", "1")
    assert not client.get(projects["url"]).context["page"].object_list
    for level in ("agreed", "piloting"):
        ProjectFactory(pairing=sides.pairing, level=level)
    projects = figures(client, sides, "observer")["projects agreed"]
    assert len(client.get(projects["url"]).context["page"].object_list) == int(projects["value"]) == 2
    assert len(client.get(agreements["url"]).context["page"]) == 1


def stage(sides, baseline, forecast, position=9):
    return StageFactory(
        strand=sides.pairing.strand, position=position, baseline=Period.parse(baseline), forecast=Period.parse(forecast)
    )


DELAY = "behind plan"


@pytest.mark.one_database
def test_one_meeting_that_pairings_share_is_late_once(client, sides):
    item = PlanItemFactory(stage=stage(sides, "2026-03", "2026-03"), baseline=period("2026-03"))
    for pairing in (sides.pairing, PairingFactory(strand=sides.pairing.strand)):
        MilestoneFactory(
            pairing=pairing,
            stage=item.stage,
            plan_item=item,
            status="done",
            baseline=item.baseline,
            actual=period("2026-04-20"),
        )
    found = figures(client, sides)[DELAY]
    assert found["value"] == "20 days"
    (row,) = client.get(found["url"]).context["page"].object_list
    assert row.late_by.days == 20


@pytest.mark.one_database
def test_a_strand_without_delay_says_nothing_of_it(client, sides):
    last = stage(sides, "2026-03", "2026-03")
    MilestoneFactory(
        pairing=sides.pairing, stage=last, status="done", baseline=period("2026-03"), actual=period("2026-03-02")
    )
    MilestoneFactory(pairing=sides.pairing, stage=last, status="unknown")
    Pairing.objects.update(status="closed")
    found = figures(client, sides)
    assert DELAY not in found
    assert found["milestones done"]["value"] == "1 of 2"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("forecast", "value", "label"),
    [
        ("2026-11-01/2026-11-30", "5 days", "to the end of stage 9"),
        ("2026-12-01/2026-12-30", "6 days", "to the beginning of stage 9"),
        ("2026-11-01/2026-11-20", "5 days", "since the end of stage 9"),
    ],
)
def test_how_many_days_the_stage_has(client, sides, forecast, value, label):
    Stage.objects.filter(strand=sides.pairing.strand).delete()
    stage(sides, forecast, forecast)
    assert figures(client, sides)[label]["value"] == value


def test_many_pairings_are_shown_a_page_at_a_time(client, sides):
    for _number in range(ROWS + 5 - Pairing.objects.count()):
        PairingFactory(strand=sides.pairing.strand, status="planned")
    answer, rest = page(client, sides), page(client, sides, query="?page=2")
    assert [len(one.context["board"]["rows"]) for one in (answer, rest)] == [ROWS, 5]
    assert [one.context["timeline"] for one in (answer, rest)] == [None, None]
    assert f'href="{reverse("partnerships:timeline", args=[sides.pairing.strand.code])}">Timeline' in answer.text
    assert answer.context["figures"][0]["value"] == str(ROWS + 5)
    assert not {row[0] for row in answer.context["board"]["rows"]} & {row[0] for row in rest.context["board"]["rows"]}
    assert answer.context["strand_map"] is None
    map_alone = page(client, sides, query="?map").context
    assert map_alone["strand_map"]["rows"] == map_alone["board"]["rows"] == []


@pytest.mark.one_database
def test_the_page_costs_the_same_for_few_and_for_many_pairings(client, sides):
    page(client, sides, "observer")
    with CaptureQueriesContext(connection) as few:
        page(client, sides, "observer")
    for _number in range(ROWS + 3):
        other = PairingFactory(strand=sides.pairing.strand, status="active")
        MilestoneFactory(pairing=other, stage=StageFactory(strand=other.strand), status="planned")
    with CaptureQueriesContext(connection) as many:
        page(client, sides, "observer")
    assert len(many) <= len(few)


@pytest.mark.one_database
def test_levels_and_sectors_stand_beside_each_other_by_pairing(client, sides):
    other = PairingFactory(strand=sides.pairing.strand)
    ProjectFactory(pairing=sides.pairing, level="exploring")
    ProjectFactory(pairing=other, level="exploring")
    context = page(client, sides, "observer").context
    counts = context["levels_of_pairings"]
    by_pairing = {pairing.pk: [number for number, _url in cells] for pairing, cells in counts["rows"]}
    assert by_pairing[sides.pairing.pk] == by_pairing[other.pk] == [0, 1, 0, 0, 0]
    assert [number for number, _url in counts["totals"]] == [0, 2, 0, 0, 0]
    (url,) = [cells[1][1] for pairing, cells in counts["rows"] if pairing == other]
    assert client.get(url).context["page"].paginator.count == 1


@pytest.mark.one_database
def test_of_many_milestones_a_cell_marks_some_and_counts_the_others(client, sides):
    part = StageFactory(strand=sides.pairing.strand, position=9)
    for _number in range(MARKS + 28):
        MilestoneFactory(pairing=sides.pairing, stage=part, status="planned", forecast=period("2027-01-01"))
    answer = page(client, sides, "observer")
    (row,) = [row for row in answer.context["board"]["rows"] if row[0] == sides.pairing]
    assert row[1].rpartition("<td")[2].count("<use ") == MARKS
    assert "28 more" in text_of(answer)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([{"forecast": "2027-01-01"}], "Planned"),
        ([{"forecast": "2027-01-01", "baseline": "2026-12-20"}], "Moved"),
        ([{"forecast": "2026-11-01"}], "Overdue"),
        ([{"forecast": "2026-11-01"}] * 2, "2 overdue"),
        ([{"status": "done"}, {"status": "unknown"}], "Not reported"),
        ([{"status": "done"}, {"status": "unknown"}, {"status": "unknown"}], "2 not reported"),
    ],
)
def test_a_cell_says_one_word_and_how_many_where_there_are_several(client, sides, rows, word):
    part = StageFactory(strand=sides.pairing.strand, position=9, forecast=period("2027-01"), baseline=period("2027-01"))
    for row in rows:
        dates = {key: period(row.get(key, "2027-01-01")) for key in ("forecast", "baseline")}
        MilestoneFactory(pairing=sides.pairing, stage=part, status=row.get("status", "planned"), **dates)
    (cells,) = [cells for pairing, cells in page(client, sides).context["board"]["rows"] if pairing == sides.pairing]
    assert cells.rpartition("<td")[2].count(f"<span>{word}</span>") == 1
