"""The pages of what is done to a pairing: closing it with a text that both confirmed, ending, reopening, describing."""

import pytest
from lxml import html

from partnerships.pairings.actions import OpenPairing
from partnerships.tests.factories import PairingFactory, PlanItemFactory
from partnerships.tests.pages import fields, text_of, url

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def test_a_side_closes_what_both_confirmed(client, sides):
    client.force_login(sides.people["eu"])
    address = url(sides, "pairing-close")
    page = client.get(address)
    assert "Either side can close it once both have confirmed the closing." in text_of(page)
    assert not page.context["standing"].both
    assert "Close the pairing</button>" not in page.content.decode()
    refused = client.post(address, {"seen_version": sides.pairing.version})
    assert refused.status_code == 422
    assert "Either side can close it once both have confirmed the closing." in text_of(refused)
    sides.pairing.refresh_from_db()
    assert sides.pairing.status == "active"
    sides.both_confirm(sides.ask(sides.closing()))
    done = client.post(address, fields(client.get(address)), follow=True)
    sides.pairing.refresh_from_db()
    assert sides.pairing.status == "closed"
    # Only the office reopens it.
    assert "Undo" not in text_of(done)
    texts = text_of(client.get(url(sides, "text", "closing")))
    assert "Edit the text" not in texts


def test_the_office_closes_for_a_reason_and_is_offered_to_reopen(client, sides):
    client.force_login(sides.people["staff"])
    address = url(sides, "pairing-close")
    refused = client.post(address, fields(client.get(address)))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    done = client.post(address, fields(client.get(address)) | {"reason": "Busan did not answer."}, follow=True)
    assert "Undo" in text_of(done)
    assert f'action="{url(sides, "pairing-reopen")}"' in done.text


def test_the_office_discontinues_and_reopens_with_a_reason(client, sides):
    client.force_login(sides.people["staff"])
    for name, status in (("pairing-discontinue", "discontinued"), ("pairing-reopen", "active")):
        address = url(sides, name)
        assert client.post(address, fields(client.get(address))).status_code == 422
        client.post(address, fields(client.get(address)) | {"reason": "The council decided."})
        sides.pairing.refresh_from_db()
        assert sides.pairing.status == status


def test_one_that_was_never_opened_is_planned_again_and_gets_its_milestones_once_it_is_opened(client, sides):
    strand = sides.pairing.strand
    pairing = PairingFactory(strand=strand, status="planned")
    PlanItemFactory(strand=strand, code="launch")
    client.force_login(sides.people["staff"])
    for name, status in (("pairing-discontinue", "discontinued"), ("pairing-reopen", "planned")):
        address = pairing.address_of(f"partnerships:{name}")
        page = client.get(address)
        client.post(address, fields(page) | {"reason": "The council decided."})
        pairing.refresh_from_db()
        assert pairing.status == status
    assert "It is planned again, until it is opened." in text_of(page)
    given = {"eu": pairing.eu, "counterpart": pairing.counterpart, "values": {"why_en": "Ports"}}
    OpenPairing.do(strand, **sides.by("staff"), **given)
    assert list(pairing.milestones.values_list("code", flat=True)) == ["launch"]


def test_the_summary_is_edited(client, sides):
    client.force_login(sides.people["counterpart"])
    address = url(sides, "pairing-edit")
    client.post(address, fields(client.get(address)) | {"summary_ko": "두 항구 도시"})
    sides.pairing.refresh_from_db()
    assert sides.pairing.summary_ko == "두 항구 도시"


@pytest.mark.parametrize("role", ["eu", "counterpart", "staff"])
def test_the_menu_of_an_open_pairing_leads_to_all_that_can_be_added(client, sides, role):
    client.force_login(sides.people[role])
    added = html.fromstring(client.get(url(sides, "pairing")).text).find_class("wc-adds")[0]
    labels = {link.text_content() for link in added.iter("a")}
    assert {"Add a milestone", "Add a follow-up", "Add a document"} <= labels
    assert len(labels) >= 6
    for link in added.iter("a"):
        assert client.get(link.get("href")).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("observer", "active"), ("authority", "active"), ("eu", "closed")])
def test_nothing_can_be_added_by_readers_or_to_a_pairing_that_is_over(client, sides, role, status):
    sides.pairing.status = status
    sides.pairing.save(by=None)
    client.force_login(sides.people[role])
    assert "wc-adds" not in client.get(url(sides, "pairing")).text


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("eu", {"pairing-edit", "pairing-close"}),
        ("staff", {"pairing-edit", "pairing-close", "pairing-discontinue"}),
        ("observer", set()),
    ],
)
def test_the_page_about_a_pairing_leads_to_what_is_done_to_it(client, sides, role, acts):
    client.force_login(sides.people[role])
    assert f'href="{url(sides, "pairing-about")}"' in client.get(url(sides, "pairing")).text
    page = client.get(url(sides, "pairing-about")).text
    every = ("pairing-edit", "pairing-close", "pairing-discontinue", "pairing-reopen")
    assert {name for name in every if f'href="{url(sides, name)}"' in page} == acts
