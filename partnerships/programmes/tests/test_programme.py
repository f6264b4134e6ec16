"""The programme page: who may read it, its figures, its order, its filter and its files."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from core.periods import PartialDate, Period
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.programmes.selectors import read_lines, read_parts, read_signals, read_strands
from partnerships.programmes.views import PAIRINGS
from partnerships.tests.factories import (
    MilestoneFactory,
    PairingFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
)
from partnerships.tests.pages import sign_in
from partnerships.tests.two_sides import two_sides
from partnerships.tests.waiting_rows import promise, touch

pytestmark = pytest.mark.django_db

PATH = "/programme/"


def on(days):
    return clock.today() + dt.timedelta(days=days)


def day(days):
    return Period(PartialDate(on(days)))


@pytest.fixture
def scene():
    found = two_sides()
    for pairing in found.pairing.strand.pairings.exclude(pk=found.pairing.pk):
        pairing.status = "discontinued"
        pairing.save(by=None)
    return found


def parts_of(scene, role="staff"):
    today, grants = clock.today(), scene.grants(role)
    strands = read_strands(grants)
    lines = read_lines(strands)
    return read_parts(strands, lines, read_signals(grants, lines, today), today)


def second_pairing(scene, **values):
    return PairingFactory(strand=scene.pairing.strand, code=values.pop("code", "second"), **values)


def milestone(pairing, stage=None, **values):
    return MilestoneFactory(pairing=pairing, stage=stage or pairing.strand.stages.first(), **values)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("administrator", 200),
        ("staff", 200),
        ("authority", 200),
        ("observer", 403),
        ("eu", 403),
        ("neighbour", 403),
    ],
)
def test_the_programme_is_for_those_who_look_after_it(scene, client, role, status):
    sign_in(client, scene, role)
    assert client.get(PATH).status_code == status
    assert client.get(PATH, {"format": "csv"}).status_code == status
    assert ('href="/programme/"' in client.get("/").content.decode()) is (status == 200)


def test_staff_see_their_own_strands_and_an_administrator_all(scene):
    foreign = StrandFactory()
    own = [part["strand"] for part in parts_of(scene)]
    assert own == [scene.pairing.strand]
    every = [part["strand"] for part in parts_of(scene, "administrator")]
    assert foreign in every


def test_somebody_who_is_staff_of_one_strand_does_not_see_the_one_that_is_only_read(scene, client):
    foreign = StrandFactory(name_en="Another country")
    StrandRoleFactory(user=scene.people["staff"], strand=foreign, role="observer")
    sign_in(client, scene, "staff")
    assert [part["strand"] for part in client.get(PATH).context["parts"]] == [scene.pairing.strand]


def test_not_reported_is_neither_zero_nor_late(scene):
    strand = scene.pairing.strand
    second, third, fourth = (second_pairing(scene, code=f"pairing-{number}") for number in range(3))
    stage = strand.stages.first()
    milestone(scene.pairing, status="unknown", forecast=day(-90))
    milestone(second, status="planned", forecast=day(-1))
    milestone(second, status="unknown", forecast=day(-90))
    milestone(third, status="done", forecast=day(-90))
    milestone(fourth, status="planned", forecast=day(1))
    (part,) = parts_of(scene)
    _stage, states = next(one for one in part["stages"] if one[0] == stage)
    assert [states[key] for key in ("done", "open", "overdue", "not_reported")] == [1, 1, 1, 1]


def test_the_page_shows_zero_as_a_number_and_not_reported_with_its_sign(scene, client):
    milestone(scene.pairing, status="unknown", forecast=day(-90))
    sign_in(client, scene, "staff")
    page = client.get(PATH).content.decode()
    assert page.count("wc-status--not-reported") == 1
    assert "wc-status--overdue" not in page
    assert "wc-number--zero" in page


def test_what_is_due_next_is_told_once_for_all_pairings_and_five_at_most(scene):
    second = second_pairing(scene)
    for pairing in (scene.pairing, second):
        milestone(pairing, title_en="Closing", title_ko="최종회의", forecast=day(3))
    milestone(scene.pairing, title_en="Late", forecast=day(-3))
    for number in range(6):
        milestone(second, title_en=f"Later {number}", forecast=day(10 + number))
    (part,) = parts_of(scene)
    assert [(row.title_en, number) for row, number in part["due"]] == [
        ("Closing", 2),
        *((f"Later {number}", 1) for number in range(4)),
    ]


def test_who_is_silent_is_named_with_days_and_side(scene, client):
    touch(scene.pairing, "eu", on(-40))
    sign_in(client, scene, "staff")
    page = client.get(PATH)
    assert page.context["parts"][0]["silent"] == [(scene.pairing, 40)]
    assert "Busan has been silent longer." in page.content.decode()


def test_a_pairing_that_is_over_has_no_health_no_silence_and_nothing_due(scene, client):
    touch(scene.pairing, "eu", on(-40))
    milestone(scene.pairing, forecast=day(3))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    sign_in(client, scene, "staff")
    page = client.get(PATH)
    (cells,) = [cells for pairing, cells in page.context["rows"] if pairing == scene.pairing]
    assert cells.count("<div>–</div>") == 2, "neither days without contact nor what is due next"
    assert "wc-status" not in cells
    assert "No pairing is open." in page.content.decode()
    assert "All its pairings have ended." in page.content.decode()


def order(client, **query):
    return [pairing.code for pairing, _cells in client.get(PATH, query).context["rows"]]


def test_pairings_are_sorted_by_health_silence_and_date(scene, client):
    calm, late = second_pairing(scene, code="calm"), second_pairing(scene, code="late")
    over = second_pairing(scene, code="over", status="closed")
    for pairing in (calm, late):
        touch(pairing, "", on(-1))
    touch(scene.pairing, "eu", on(-9))
    milestone(late, forecast=day(-60))
    milestone(late, forecast=day(9))
    milestone(calm, forecast=day(5))
    promise(scene.pairing, "eu", on(-1))
    sign_in(client, scene, "staff")
    ours = {"busan-barcelona", "calm", "late", over.code}

    def of_ours(**query):
        return [code for code in order(client, **query) if code in ours]

    assert of_ours() == ["late", "busan-barcelona", "calm", "over"]
    assert of_ours(sort="-health") == ["over", "calm", "busan-barcelona", "late"]
    assert of_ours(sort="silence")[0] == "busan-barcelona"
    assert of_ours(sort="silence")[-1] == "over"
    assert of_ours(sort="due")[:2] == ["calm", "late"]
    assert of_ours(sort="no-such-order") == of_ours()


def test_the_filter_leaves_one_strand(scene, client):
    other = StrandFactory(code="other")
    StrandRoleFactory(user=scene.people["staff"], strand=other)
    PairingFactory(strand=other, code="of-the-other")
    sign_in(client, scene, "staff")
    assert "of-the-other" in order(client)
    assert order(client, strand="other") == ["of-the-other"]
    assert "of-the-other" in order(client, strand="no-such-strand")


def test_the_files_hold_the_rows_of_the_page_and_are_logged_by_strand(scene, client):
    other = StrandFactory(code="other")
    StrandRoleFactory(user=scene.people["staff"], strand=other)
    PairingFactory(strand=other, code="of-the-other")
    milestone(scene.pairing, forecast=day(-2))
    milestone(scene.pairing, status="unknown")
    sign_in(client, scene, "staff")
    sent = client.get(PATH, {"format": "csv"})
    lines = list(csv.DictReader(io.StringIO(sent.getvalue().decode("utf-8-sig"))))
    assert len(lines) == len(order(client))
    ours = next(line for line in lines if line["Pairing"] == "Busan-Barcelona")
    assert (ours["Status"], ours["Overdue"], ours["Not reported"], ours["Done"]) == ("Watch", "1", "1", "0")
    logged = AuditEntry.objects.filter(action=LIST_EXPORTED).order_by("strand_id")
    assert {entry.strand_id for entry in logged} == {scene.pairing.strand_id, other.pk}
    book = client.get(PATH, {"format": "xlsx", "strand": "other"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    unknown = client.get(PATH, {"format": "exe"})
    assert (unknown.status_code, unknown["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_programme_page_without_any_strand_says_what_to_do(client, admin_client):
    del client
    for page in (PATH, reverse("partnerships:strand-list"), reverse("reports:programme-dashboard")):
        shown = admin_client.get(page).text
        assert "No strand yet" in shown
        assert f'href="{reverse("partnerships:strand-start")}">Set up a strand</a>' in shown
        assert "administrator adds" not in shown
        assert "Ask the programme staff" not in shown


def test_a_stage_of_a_strand_without_pairings_is_left_out(scene, client):
    empty = StrandFactory()
    StageFactory(strand=empty)
    StrandRoleFactory(user=scene.people["staff"], strand=empty)
    sign_in(client, scene, "staff")
    assert "The strand has no pairings with stages yet." in client.get(PATH).content.decode()


def test_many_pairings_come_a_page_at_a_time_at_the_same_cost(scene, client):
    milestone(scene.pairing, forecast=day(1))
    sign_in(client, scene, "staff")
    client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        client.get(PATH)
    for number in range(PAIRINGS + 2):
        milestone(second_pairing(scene, code=f"more-{number:02}"), forecast=day(number + 1))
    client.get(PATH)
    with CaptureQueriesContext(connection) as many:
        page = client.get(PATH)
    assert len(many) == len(few)
    assert (len(page.context["rows"]), page.context["page"].paginator.num_pages) == (PAIRINGS, 2)
    shown = {pairing.pk for pairing, _cells in page.context["rows"]}
    assert not shown & {pairing.pk for pairing, _cells in client.get(PATH, {"page": 2}).context["rows"]}
    sent = client.get(PATH, {"format": "csv"})
    assert len(sent.getvalue().decode().splitlines()) == page.context["page"].paginator.count + 1
