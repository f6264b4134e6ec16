"""Publicity items: adding, editing, withdrawing and bringing back; links; the list and its files."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.tests.factories import PairingFactory
from partnerships.tests.milestone_pages import filled, said
from partnerships.tests.once_pages import ENGLISH, check_once
from partnerships.tests.pages import sign_in
from reports.models import PublicityItem
from reports.public.actions import AddPublicity, EditPublicity, RestorePublicity, WithdrawPublicity
from reports.tests.factories import PublicityItemFactory
from reports.tests.period_scene import TODAY, of_strand, open_page

pytestmark = pytest.mark.django_db
ARTICLE = {
    "published_on": dt.date(2026, 11, 20),
    "outlet": "Busan Ilbo",
    "title": "부산·바르셀로나, 빈 창고를 다시 연다",
    "language": "ko",
    "link": "https://busan.example/news/1",
    "published_by": "Busan Metropolitan City",
}


def added(sides, role="eu", **values):
    given = {"pairing": sides.pairing, **ARTICLE} | values
    return AddPublicity.do(PublicityItem(strand=sides.pairing.strand), **sides.by(role), values=given)


def test_an_item_keeps_its_number_and_the_side_of_its_writer(sides):
    rows = [
        added(sides),
        added(sides, "counterpart", link="https://busan.example/news/2"),
        added(sides, "staff", link="", pairing=None),
    ]
    assert [(row.number, row.side) for row in rows] == [(1, "eu"), (2, "counterpart"), (3, "")]
    entry = AuditEntry.objects.filter(action="publicity-add").earliest("pk")
    assert (entry.pairing_id, entry.strand_id) == (sides.pairing.pk, sides.pairing.strand_id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://busan.example/news"}, "link"),
        ({"link": "//busan.example/news"}, "link"),
        ({"link": "the newspaper"}, "link"),
        ({"link": "https://[busan"}, "link"),
        ({"link": f"https://busan.example/{'x' * 500}"}, "link"),
        ({"published_on": None}, "published_on"),
        ({"published_on": TODAY + dt.timedelta(days=2)}, "published_on"),
        ({"published_on": dt.date(1812, 1, 1)}, "published_on"),
        ({"outlet": " \n "}, "outlet"),
        ({"title": "\x07"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_no_item_is_refused(sides, values, field):
    with pytest.raises(DomainError) as refused:
        added(sides, **values)
    assert refused.value.field == field
    assert not PublicityItem.objects.exists()


def test_what_is_no_link_is_said_once(sides):
    with pytest.raises(DomainError) as refused:
        added(sides, link="the newspaper")
    assert str(refused.value) == "Enter a valid URL."


def test_a_title_is_one_line_and_keeps_its_marks(sides):
    row = added(sides, title="=1+1 <b>👩‍🔬</b>\r\nthe second\tline\x07")
    assert row.title == "=1+1 <b>👩‍🔬</b> the second line"


def test_an_edit_is_told_and_a_stale_one_refused(sides):
    row = added(sides)
    EditPublicity.do(row, **sides.by("counterpart"), version=1, changes={"outlet": "Kookje", "language": "en"})
    assert AuditEntry.objects.get(action="publicity-edit").parameters == {"fields": "language, outlet"}
    with pytest.raises(StaleRecord):
        EditPublicity.do(row, **sides.by("eu"), version=1, changes={"outlet": "Other"})
    with pytest.raises(AlreadyDone):
        EditPublicity.do(row, **sides.by("eu"), version=2, changes={"outlet": " Kookje "})
    assert PublicityItem.objects.get().side == "eu"


def test_it_is_withdrawn_with_a_reason_and_brought_back(sides):
    row = added(sides)
    with pytest.raises(DomainError):
        WithdrawPublicity.do(row, **sides.by("eu"), version=1, reason=" ")
    gone = WithdrawPublicity.do(row, **sides.by("eu"), version=1, reason="A wrong link.")
    with pytest.raises(AlreadyDone):
        WithdrawPublicity.do(gone, **sides.by("eu"), version=2, reason="A wrong link.")
    with pytest.raises(DomainError):
        EditPublicity.do(gone, **sides.by("eu"), version=2, changes={"outlet": "Other"})
    with pytest.raises(StaleRecord):
        RestorePublicity.do(gone, **sides.by("eu"), version=1)
    back = RestorePublicity.do(gone, **sides.by("staff"), version=2)
    assert (back.withdrawn_at, back.withdrawn_reason) == (None, "")
    with pytest.raises(AlreadyDone):
        RestorePublicity.do(back, **sides.by("staff"), version=3)


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_only_the_two_sides_and_the_office_keep_items_of_a_pairing(sides, role):
    row = added(sides)
    with pytest.raises((NotAllowed, DomainError)):
        added(sides, role, link="https://a.example/2")
    for action, more in ((EditPublicity, {"changes": {"outlet": "X"}}), (WithdrawPublicity, {"reason": "No."})):
        with pytest.raises(NotAllowed):
            action.do(row, **sides.by(role), version=1, **more)


def test_a_coordinator_enters_nothing_of_the_strand_or_of_others(sides):
    for pairing in (None, PairingFactory(strand=sides.pairing.strand), PairingFactory()):
        with pytest.raises(DomainError) as refused:
            added(sides, pairing=pairing)
        assert refused.value.field == "pairing"
    row = added(sides)
    with pytest.raises(DomainError):
        EditPublicity.do(row, **sides.by("eu"), version=1, changes={"pairing": None})


def test_the_pages_add_edit_withdraw_and_bring_back(client, sides):
    page = open_page(client, sides, "eu", of_strand("publicity", sides))
    assert "No publicity yet" in said(page)
    url = of_strand("publicity-add", sides)
    sent = filled(client.get(url))
    assert sent["pairing"] == sides.pairing.pk
    full = sent | {**ARTICLE, "published_on": "2026-11-20"}
    assert client.post(url, full | {"link": "javascript:alert(1)"}).status_code == 422
    assert client.post(url, full).status_code == 302
    assert client.post(url, full).status_code == 302
    row = PublicityItem.objects.get()
    edit = of_strand("publicity-edit", sides, row.number)
    assert client.post(edit, filled(client.get(edit)) | {"outlet": "Kookje"}).status_code == 302
    stale = filled(client.get(edit)) | {"seen_version": 1, "outlet": "Hankyoreh"}
    assert client.post(edit, stale).status_code == 409
    out = of_strand("publicity-withdraw", sides, row.number)
    assert client.post(out, filled(client.get(out))).status_code == 422
    assert client.post(out, filled(client.get(out)) | {"reason": "Wrong day."}).status_code == 302
    assert "It was withdrawn already." in said(client.get(out))
    listed = client.get(of_strand("publicity", sides))
    assert "Wrong day." in said(listed)
    assert f'<span lang="ko">{ARTICLE["title"]}' in listed.content.decode()
    back = of_strand("publicity-restore", sides, row.number)
    assert client.post(back, filled(client.get(back))).status_code == 302
    again = client.get(back)
    assert "This item was not withdrawn." in said(again)
    assert "Bring it back" not in said(again)
    sign_in(client, sides, "observer")
    assert "Kookje" in said(client.get(of_strand("publicity", sides)))
    assert client.get(out).status_code == 403
    assert client.get(of_strand("publicity-edit", sides, 99)).status_code == 404


def test_the_list_is_filtered_and_taken_along(client, sides):
    added(sides, title="=1+1")
    added(sides, "staff", pairing=None, link="", language="ca", published_on=dt.date(2025, 5, 2))
    url = of_strand("publicity", sides)
    for query, number in {
        "pairing=strand": 1,
        "pairing=busan-barcelona": 1,
        "language=ca": 1,
        "year=2025": 1,
        "state=withdrawn": 0,
        "q=busan": 2,
        "sort=-published": 2,
    }.items():
        page = open_page(client, sides, "observer", f"{url}?{query}")
        assert len(page.context["page"].object_list) == number, query
    text = b"".join(client.get(f"{url}?format=csv")).decode("utf-8-sig")
    assert "'=1+1" in text
    assert "Catalan" in text
    book = b"".join(client.get(f"{url}?format=xlsx"))
    assert book.startswith(b"PK")


@pytest.mark.one_database
def test_a_list_costs_the_same_for_one_item_and_for_many(client, sides):
    sign_in(client, sides, "staff")
    url = of_strand("publicity", sides)
    PublicityItemFactory(strand=sides.pairing.strand, pairing=sides.pairing)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _at in range(12):
        PublicityItemFactory(strand=sides.pairing.strand, pairing=PairingFactory(strand=sides.pairing.strand))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one)


def test_why_it_was_withdrawn_is_read_in_the_own_language_at_the_same_cost_for_many(client, sides):
    item = PublicityItemFactory(
        strand=sides.pairing.strand, pairing=sides.pairing, withdrawn_at=clock.now(), withdrawn_reason=ENGLISH
    )
    page = item.get_absolute_url().partition("#")[0]
    check_once(client, sides, item, "withdrawn_reason", page)
    one = count_queries(lambda: client.get(f"{page}?one"))
    for _ in range(3):
        PublicityItemFactory(
            strand=sides.pairing.strand, pairing=sides.pairing, withdrawn_at=clock.now(), withdrawn_reason="Twice"
        )
    assert count_queries(lambda: client.get(f"{page}?many")) == one
