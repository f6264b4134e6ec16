"""Public results: what both sides released is public as it was frozen, and nothing else, for everybody alike."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import AlreadyDone
from partnerships.models import Confirmation
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import (
    ProjectFactory,
)
from partnerships.tests.pages import sign_in, text_of
from reports.models import PublicResults
from reports.public.actions import WithdrawResults
from reports.public.selectors import find_results
from reports.public.tests.results_scene import public, release, written
from reports.tests.released import ITEM, released

pytestmark = pytest.mark.django_db


def test_it_is_public_once_both_sides_released_the_same_edition(sides, client):
    written(sides)
    assert public(sides, client).status_code == 404
    release(sides, "eu")
    assert public(sides, client).status_code == 404
    release(sides, "counterpart")
    page = public(sides, client)
    assert page.status_code == 200
    assert "Two halls were reopened." in text_of(page)
    assert "Barcelona" in text_of(page)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "noindex" not in page.content.decode()
    assert "X-Robots-Tag" not in page


def test_staff_ask_and_the_sides_release(sides, client):
    written(sides, "staff")
    release(sides, "staff")
    assert Confirmation.objects.filter(state="requested").count() == 2
    with pytest.raises(AlreadyDone):
        release(sides, "staff")
    release(sides, "counterpart")
    assert public(sides, client).status_code == 404
    with pytest.raises(AlreadyDone):
        release(sides, "counterpart")
    release(sides, "eu")
    assert public(sides, client).status_code == 200


def test_one_sides_withdrawal_takes_it_off_at_once_for_everybody(sides, client):
    released(sides.pairing)
    for ending in ("/", ".csv", ".json"):
        assert public(sides, client, ending).status_code == 200
    WithdrawResults.do(find_results(sides.pairing), **sides.by("counterpart"), reason="A figure is wrong.")
    for role in ("", "eu", "staff", "administrator"):
        for ending in ("/", ".csv", ".json"):
            if role:
                sign_in(client, sides, role)
                answer = client.get(f"/results/{sides.pairing.strand.code}/{sides.pairing.code}{ending}")
            else:
                answer = public(sides, client, ending)
            assert answer.status_code == 404
    assert client.get(f"/results/{sides.pairing.strand.code}/").status_code == 404
    release(sides, "counterpart")
    assert public(sides, client).status_code == 200


def test_an_edit_takes_it_off_and_asks_both_sides_anew(sides, client):
    released(sides.pairing)
    written(sides, summary_en="Three halls were reopened.")
    assert public(sides, client).status_code == 404
    assert Confirmation.objects.filter(state="requested", text__edition=2).count() == 2
    release(sides, "eu")
    release(sides, "counterpart")
    assert "Three halls" in text_of(public(sides, client))


def test_it_reads_the_frozen_edition_and_never_a_record(sides, client):
    project = ProjectFactory(pairing=sides.pairing, code="street-lights", level="piloting", title_en="Street lights")
    released(sides.pairing)
    # Behind the back of every service: neither the written results nor a project, a partner's name shows.
    PublicResults.objects.filter(pairing=sides.pairing).update(summary_en="Secret", items=[])
    project.title_en = "Renamed project"
    project.save(by=None)
    partner = sides.pairing.eu.partner
    partner.name_en = "Renamed city"
    partner.save(by=None)
    after = public(sides, client)
    for word in ("Secret", "Renamed"):
        assert word not in after.content.decode()
    assert "Barcelona" in text_of(after)


@pytest.mark.security("V4", "V14")
def test_nothing_of_a_person_and_nothing_unreleased_is_told(sides, client):
    other = PairingFactory(strand=sides.pairing.strand)
    released(other, sides=("eu",), summary_en="Half released")
    released(sides.pairing)
    client.logout()
    for path in (f"/results/{sides.pairing.strand.code}/", f"/results/{sides.pairing.strand.code}.json"):
        said = client.get(path).content.decode()
        assert "Half released" not in said
        assert other.code not in said
        for name in ("Marta", "Soler", "Jiwon", "@"):
            assert name not in said
    assert client.get(f"/results/{sides.pairing.strand.code}/{other.code}/").status_code == 404


@pytest.mark.parametrize("path", ["/results/nowhere/", "/results/nowhere.csv", "/results/nowhere/no-one.json"])
def test_the_unknown_is_not_found(sides, client, path):
    assert client.get(path).status_code == 404


def test_strand_page_lists_the_released_with_totals_of_these_alone(sides, client):
    released(sides.pairing, items=[ITEM, ITEM | {"kind": "event", "code": "visit"}])
    second = PairingFactory(strand=sides.pairing.strand)
    released(second, items=[ITEM])
    released(PairingFactory(strand=sides.pairing.strand), sides=("counterpart",), items=[ITEM] * 3)
    client.logout()
    page = client.get(f"/results/{sides.pairing.strand.code}/")
    assert [(row["value"], row["label"]) for row in page.context["totals"]] == [
        (2, "Cooperation projects"),
        (1, "Event"),
    ]
    assert len(page.context["rows"]) == 2


@pytest.mark.security("V4")
def test_csv_and_json_hold_the_same_in_both_languages(sides, client):
    released(sides.pairing, summary_en="=1+1", summary_ko="요약", items=[ITEM])
    answer = public(sides, client, ".csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Kind"] for row in rows] == ["Summary", "Cooperation project"]
    assert rows[0]["Text in English"] == "'=1+1"
    assert rows[1]["Title in Korean"] == "응답하는 가로등"
    data = json.loads(public(sides, client, ".json").content)
    (one,) = data["results"]
    assert one["summary"] == {"en": "=1+1", "ko": "요약"}
    assert one["items"] == [ITEM]
    assert one["released_on"] == "2026-11-25"
    assert data["licence"]["en"].startswith("Reuse is authorised")


@pytest.mark.security("C32")
def test_the_language_follows_the_switch(sides, client):
    released(sides.pairing)
    path = f"/results/{sides.pairing.strand.code}/{sides.pairing.code}/"
    answer = client.post(reverse("set_language"), {"page_language": "ko", "next": path}, follow=True)
    said = answer.content.decode()
    assert '<html lang="ko">' in said
    assert "부산·바르셀로나" in text_of(answer)
    assert "응답하는 가로등" in text_of(answer)
    assert '<span lang="en">Busan and Barcelona reopened two empty halls.</span>' in said


@pytest.mark.security("C13")
def test_markup_is_shown_as_text(sides, client):
    released(sides.pairing, summary_en="<script>alert(1)</script> 😀", items=[ITEM | {"title_en": "<b>bold</b>"}])
    said = public(sides, client).content.decode()
    assert "<script>alert" not in said
    assert "&lt;b&gt;bold&lt;/b&gt;" in said


@pytest.mark.one_database
def test_the_public_pages_ask_nobody_else_and_cost_the_same(sides, client):
    released(sides.pairing)
    client.logout()
    path = f"/results/{sides.pairing.strand.code}/"

    def count():
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        said = page.content.decode()
        assert "http://" not in said.replace("http://www.w3.org", "")
        assert "https://" not in said
        return len(asked)

    count()
    before = count()
    for number in range(4):
        released(PairingFactory(strand=sides.pairing.strand, code=f"more-{number}"))
    assert count() == before
