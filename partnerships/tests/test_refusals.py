"""Who was refused what is written down: for those who look after the portal, and in no history of a record."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve, reverse

from core import clock
from core.audit import Kind
from core.log import read_counters
from core.middleware import permission_denied
from core.models import AuditEntry

pytestmark = pytest.mark.django_db


def refusals():
    return AuditEntry.objects.filter(kind=Kind.REFUSAL).order_by("pk")


@pytest.mark.security("V16")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refused_click_is_one_entry_and_changes_nothing(client, sides, meeting, method):
    eu = sides.people["eu"]
    client.force_login(eu)
    place = {"strand_id": sides.pairing.strand_id, "pairing_id": sides.pairing.pk}
    before = read_counters(**place), AuditEntry.objects.exclude(kind=Kind.REFUSAL).count()
    address = f"{meeting.get_absolute_url()}reschedule/"
    assert getattr(client, method)(f"{address}?why=1").status_code == 403
    entry = refusals().get()
    assert (entry.actor, entry.actor_label, entry.sentence) == (
        eu, eu.kept_name, f"Was refused: {method.upper()} {address}",
    )  # fmt: skip
    assert (read_counters(**place), AuditEntry.objects.exclude(kind=Kind.REFUSAL).count()) == before
    client.force_login(sides.people["counterpart"])
    for page in (meeting.get_absolute_url(), f"{sides.pairing.get_absolute_url()}history/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Was refused" not in answer.text


def test_the_same_refusal_is_noted_once_a_minute(client, sides, meeting, monkeypatch):
    client.force_login(sides.people["eu"])
    address = f"{meeting.get_absolute_url()}reschedule/"
    for _ in range(3):
        assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert [entry.parameters["address"][:4] for entry in refusals()] == ["GET ", "POST"]
    assert refusals()[0].parameters["network"] == "127.0.0.0/24"
    later = clock.now() + dt.timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(address).status_code == 403
    assert refusals().count() == 3


def test_what_is_not_found_is_no_refusal_and_neither_is_a_sign_in_that_is_asked_for(client, sides, meeting):
    client.get(meeting.get_absolute_url())
    client.force_login(sides.people["eu"])
    assert client.get("/strands/of-nobody/").status_code == 404
    assert not refusals().exists()


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/", "people/invite", "/programme/?format=csv"])
def test_a_refused_page_of_the_administration_and_a_refused_file_are_entries_too(client, sides, address):
    path = address if address.startswith("/") else f"{sides.pairing.strand.get_absolute_url()}{address}"
    client.force_login(sides.people["eu"])
    assert client.get(path, follow=True).status_code == 403
    assert refusals().get().sentence == f"Was refused: GET {path.partition('?')[0].rstrip('/')}/"


@pytest.mark.parametrize("path", ["/admin/", "/programme/"])
def test_of_whom_nobody_knows_nothing_is_kept(client, sides, rf: RequestFactory, path):
    """Without a session, and once the account is deactivated, one is sent to the sign-in."""
    eu = sides.people["eu"]
    client.force_login(eu)
    eu.is_active = False
    eu.save()
    assert client.get(path).status_code == 302
    request = rf.get(path)
    request.user, request.resolver_match = AnonymousUser(), resolve(path)
    assert permission_denied(request, PermissionDenied()).status_code == 403
    assert not refusals().exists()


@pytest.mark.security("V16")
def test_neither_a_secret_word_nor_a_long_address_is_kept_whole(client, sides, rf: RequestFactory):
    for path, match in (
        (reverse("partnerships:invitation", args=["quiet-secret"]), None),
        (f"/programme/{'a' * 3000}/", resolve(reverse("partnerships:programme"))),
    ):
        request = rf.get(path)
        request.user, request.resolver_match = sides.people["eu"], match or resolve(path)
        assert permission_denied(request, PermissionDenied()).status_code == 403
    kept = [entry.parameters["address"] for entry in refusals()]
    assert kept[0] == "GET invitations/<slug:token>/"
    assert len(kept[1]) < 600
