"""A partner's own words on its page: who writes them, who reads them, what is refused, and taken back."""

from functools import partial

import pytest
from django.test import TestCase
from django.urls import reverse

from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from partnerships.fields import document_storage
from partnerships.places.actions import EditPartner
from partnerships.tests.files import PDF, image, photograph, upload
from partnerships.tests.pages import fields, messages_of, sign_in, text_of

transactions_end = partial(TestCase.captureOnCommitCallbacks, execute=True)
pytestmark = pytest.mark.django_db

WORDS = {
    "department_en": "International Relations",
    "department_ko": "국제협력과",
    "address": "Plaça de Sant Jaume 1, Barcelona",
    "website": "https://www.barcelona.example",
    "about_en": "A city by the sea.",
    "about_ko": "바다를 끼고 있는 도시입니다.",
}


def url(sides, name="partner"):
    return reverse(f"partnerships:{name}", args=[sides.pairing.strand.code, sides.pairing.eu.partner.code])


def test_the_own_coordinator_writes_them_and_whoever_reads_the_strand_reads_them(sides, client):
    sign_in(client, sides, "eu")
    assert url(sides, "partner-edit") in client.get(url(sides)).text
    page = client.get(url(sides, "partner-edit"))
    assert client.post(url(sides, "partner-edit"), fields(page) | WORDS)["Location"] == url(sides)
    assert messages_of(client.get(url(sides))) == ["Saved."]
    sign_in(client, sides, "observer")
    page = client.get(url(sides))
    for name in ("department_en", "address", "website", "about_en"):
        assert WORDS[name] in text_of(page)
    assert url(sides, "partner-edit") not in page.text
    entry = AuditEntry.objects.get(action="partner-edit")
    assert (entry.strand_id, entry.object_id) == (sides.pairing.strand_id, sides.pairing.eu_id)
    history = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "partner", sides.pairing.eu_id])
    assert history in page.text
    assert WORDS["address"] in client.get(history).text


@pytest.mark.parametrize(
    ("role", "status"),
    [("eu", 200), ("staff", 200), ("administrator", 200), ("counterpart", 403), ("authority", 403), ("observer", 403)],
)
def test_the_other_citys_coordinators_do_not(sides, client, role, status):
    sign_in(client, sides, role)
    assert client.get(url(sides, "partner-edit")).status_code == status
    if status == 403:
        with pytest.raises(NotAllowed):
            EditPartner.do(sides.pairing.eu, **sides.by(role), version=sides.pairing.eu.version, changes=WORDS)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "barcelona", "ftp://barcelona.example/"])
def test_a_website_is_an_address_of_the_web(sides, client, website):
    row = sides.pairing.eu
    with pytest.raises(DomainError) as refused:
        EditPartner.do(row, **sides.by("eu"), version=row.version, changes={"website": website})
    assert refused.value.field == "website"
    sign_in(client, sides, "eu")
    page = client.get(url(sides, "partner-edit"))
    answer = client.post(url(sides, "partner-edit"), fields(page) | {"website": website})
    assert answer.status_code == 422
    assert website in answer.text


def test_a_paragraph_is_no_longer_than_that(sides):
    row = sides.pairing.eu
    with pytest.raises(DomainError):
        EditPartner.do(row, **sides.by("eu"), version=row.version, changes={"about_en": "x" * 1001})


def test_its_logo_is_checked_shown_replaced_and_taken_away(sides, client):
    row, storage = sides.pairing.eu, document_storage()
    sign_in(client, sides, "eu")

    def send(**more):
        page = client.get(url(sides, "partner-edit"))
        return client.post(url(sides, "partner-edit"), fields(page) | WORDS | more)

    answer = send(logo=upload("plan.pdf", PDF))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["logo"])
    assert send(logo=upload("arms.jpg", photograph())).status_code == 302
    row.refresh_from_db()
    first = row.logo.name
    # A picture's own words go.
    assert b"Kim Jisu" not in row.logo.read()
    sign_in(client, sides, "observer")
    assert url(sides, "partner-logo") in client.get(url(sides)).text
    answer = client.get(url(sides, "partner-logo"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    sign_in(client, sides, "eu")
    with transactions_end():
        send(logo=upload("arms.png", image("PNG", (8, 6))))
    row.refresh_from_db()
    assert row.logo.name != first
    assert not storage.exists(first)
    with transactions_end():
        send(without_logo="on")
    assert client.get(url(sides, "partner-logo")).status_code == 404
    assert not storage.exists(row.logo.name)
    entries = AuditEntry.objects.filter(action="partner-edit").order_by("pk")
    assert [entry.parameters["fields"] for entry in entries][1:] == ["logo", "logo"]
