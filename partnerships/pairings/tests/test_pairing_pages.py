"""The pages of what is done to a pairing: closing it with a text that both confirmed, ending, reopening, describing."""

import pytest

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


def test_the_summary_is_edited(client, sides):
    client.force_login(sides.people["counterpart"])
    address = url(sides, "pairing-edit")
    client.post(address, fields(client.get(address)) | {"summary_ko": "두 항구 도시"})
    sides.pairing.refresh_from_db()
    assert sides.pairing.summary_ko == "두 항구 도시"
