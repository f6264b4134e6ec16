"""Lists as files: the columns, filters and rights of the page, in the reader's language, and logged."""

import csv
import datetime as dt
import io
import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from core.audit import is_registered
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.models import Milestone
from partnerships.tests.factories import MembershipFactory, MilestoneFactory, PairingFactory, StageFactory, period
from partnerships.tests.pages import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def user(pairing):
    return MembershipFactory(participation=pairing.eu).user


@pytest.fixture
def reader(user):
    client = Client()
    client.force_login(user)
    return client


def _url(pairing, name="milestones") -> str:
    return f"/strands/{pairing.strand.code}/pairings/{pairing.code}/{name}/"


def _csv(response) -> list[list[str]]:
    assert response.streaming
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def _xlsx(response) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()


def test_both_files_have_the_columns_and_values_of_the_page(reader, pairing) -> None:
    stage = StageFactory(strand=pairing.strand, position=1)
    MilestoneFactory(
        pairing=pairing, stage=stage, title_en="=1+1 🎉", reason="부산 측 사정", forecast=period("2017-04")
    )
    page = reader.get(_url(pairing))
    # The page says why one differs, and how many sources it has, below its title.
    heads = [*(str(head["label"]) for head in page.context["heads"]), "Why it differs", "Sources"]
    (milestone,), (told,) = page.context["page"], rows_of(page)
    assert told[0] == f"{milestone.title} {milestone.reason}"
    shown = [cell.replace("–", "") for cell in told[1:-1]]
    cells = [milestone.title, *shown, milestone.get_status_display(), milestone.reason, milestone.source]
    head, row = _csv(reader.get(_url(pairing), {"format": "csv"}))
    assert head == heads
    assert row == ["'" + cells[0], *cells[1:]]
    head, row = _xlsx(reader.get(_url(pairing), {"format": "xlsx"}))
    assert head == heads
    assert row[0] == "=1+1 🎉"
    assert row[3:5] == [dt.date(2017, 3, 14), "April 2017"]
    assert row[7] == "부산 측 사정"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_korean_reader_gets_a_korean_file(reader, user, pairing, form) -> None:
    """The lines of a CSV are made after the request has ended, and still speak the reader's language."""
    user.language = "ko"
    user.save()
    MilestoneFactory(pairing=pairing, title_en="Launch", title_ko="출범회의", actual=period("2017-03-14", "2017-03-15"))
    response = reader.get(_url(pairing), {"format": form})
    with translation.override("en"):
        head, row = _csv(response) if form == "csv" else _xlsx(response)
    assert head[:2] == ["주요 일정", "추진 단계"]
    assert row[0] == "출범회의"
    assert row[5] == "2017. 3. 14.(화)~15.(수)"
    assert response["Content-Language"] == "ko"


def test_a_file_has_the_rows_that_the_filters_leave(reader, pairing) -> None:
    for status, responsible in itertools.product(("planned", "done"), ("eu", "counterpart", "both")):
        MilestoneFactory(pairing=pairing, status=status, responsible=responsible, code=f"{status}-{responsible}")
    asked = {"status": "done", "responsible": "eu"}
    page = reader.get(_url(pairing), asked)
    assert [cells[-1] for cells in rows_of(page)] == ["Done"]
    for form, read in (("csv", _csv), ("xlsx", _xlsx)):
        lines = read(reader.get(_url(pairing), {**asked, "format": form}))[1:]
        assert [line[6] for line in lines] == ["Done"]
    assert len(_csv(reader.get(_url(pairing), {"status": "done", "format": "csv"}))) == 1 + 3
    # A value that is no choice filters nothing, as a column that is none sorts nothing.
    assert len(_csv(reader.get(_url(pairing), {"status": "lost", "format": "csv"}))) == 1 + 6


def test_filters_stay_while_the_reader_sorts_pages_and_takes_along(reader, pairing) -> None:
    for number in range(60):
        MilestoneFactory(pairing=pairing, code=f"milestone-{number}", status="done")
    html = reader.get(_url(pairing), {"status": "done", "sort": "-milestone"}).content.decode()
    assert '<option value="done" selected>' in html
    assert "?status=done&amp;sort=-milestone&amp;format=csv" in html
    assert "?status=done&amp;sort=milestone" in html
    assert "?status=done&amp;sort=-milestone&amp;page=2" in html
    assert '<input name="sort" type="hidden" value="-milestone">' in html
    assert 'href="?sort=-milestone">Clear filters' in html
    assert "Clear filters" not in reader.get(_url(pairing)).content.decode()


def test_filters_that_leave_nothing_say_so(reader, pairing) -> None:
    MilestoneFactory(pairing=pairing)
    assert "No results" in reader.get(_url(pairing), {"status": "cancelled"}).content.decode()


def test_a_milestone_without_a_date_is_sorted_last_on_every_database(reader, pairing) -> None:
    for code, forecast in (("none", period("2017-03-14")), ("late", period("2017-05")), ("early", period("2017-04"))):
        MilestoneFactory(pairing=pairing, code=code, title_en=code, forecast=forecast)
    nowhere = Milestone.objects.get(code="none")
    nowhere.forecast_start = nowhere.forecast_last_day = None
    nowhere.save(by=None)
    rows = _csv(reader.get(_url(pairing), {"sort": "forecast", "format": "csv"}))[1:]
    assert [row[0] for row in rows] == ["early", "late", "none"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_logged_and_says_so_in_the_readers_language(reader, user, pairing, form) -> None:
    MilestoneFactory.create_batch(3, pairing=pairing)
    reader.get(_url(pairing))
    assert not AuditEntry.objects.filter(action=LIST_EXPORTED).exists()
    reader.get(_url(pairing), {"format": form}).getvalue()
    (entry,) = AuditEntry.objects.filter(action=LIST_EXPORTED)
    assert (entry.actor, entry.strand_id, entry.pairing_id) == (user, pairing.strand_id, pairing.pk)
    assert entry.parameters == {"list": "milestones", "format": form.upper(), "rows": 3}
    assert entry.sentence == f"Exported the list Milestones as {form.upper()} (3 rows)"
    with translation.override("ko"):
        assert "주요 일정" in entry.sentence


def test_a_list_of_the_strand_is_logged_in_the_strand_alone(reader, pairing) -> None:
    reader.get(f"/strands/{pairing.strand.code}/partners/", {"format": "csv"}).getvalue()
    entry = AuditEntry.objects.get(action=LIST_EXPORTED)
    assert (entry.strand_id, entry.pairing_id, entry.parameters["rows"]) == (pairing.strand_id, None, 2)
    assert is_registered(entry.action)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_whoever_cannot_see_the_page_gets_no_file_and_leaves_no_entry(pairing, form) -> None:
    outsider = Client()
    outsider.force_login(MembershipFactory().user)
    assert outsider.get(_url(pairing), {"format": form}).status_code == 404
    assert Client().get(_url(pairing), {"format": form}).status_code == 302
    assert not logged().exists()


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_costs_the_same_for_few_and_for_many_rows(reader, pairing, form) -> None:
    stage = StageFactory(strand=pairing.strand, position=1)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get(_url(pairing), {"format": form}).getvalue()
        return len(queries)

    MilestoneFactory(pairing=pairing, stage=stage)
    few = cost()
    MilestoneFactory.create_batch(40, pairing=pairing, stage=stage)
    assert cost() == few


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_a_file_is_sent_does_it_no_harm(monkeypatch) -> None:
    """The rows are read outside any transaction: the database keeps the answer open while others write."""
    monkeypatch.setattr("core.columns.CHUNK", 2)
    monkeypatch.setattr("partnerships.lists.CHUNK", 2)
    pairing = PairingFactory()
    for number in range(6):
        MilestoneFactory(pairing=pairing, code=f"milestone-{number}", title_en=f"Milestone {number}")
    client = Client()
    client.force_login(MembershipFactory(participation=pairing.eu).user)
    parts = client.get(_url(pairing), {"format": "csv", "sort": "milestone"}).streaming_content
    received = next(parts) + next(parts)
    last = Milestone.objects.get(code="milestone-5")
    last.title_en = "Another word"
    last.save(by=None)
    received += b"".join(parts)
    names = [line[0] for line in csv.reader(io.StringIO(received.decode("utf-8-sig")))][1:]
    assert names[:5] == [f"Milestone {number}" for number in range(5)]
    assert len(names) == 6
