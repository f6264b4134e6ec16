"""The pages of a city update beside that which writes: reading, submitting, deciding, several at once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.models import AuditEntry
from partnerships.tests.factories import MembershipFactory, PairingFactory
from partnerships.tests.pages import fields, messages_of, sign_in, text_of
from reports.tests.factories import CityUpdateFactory
from reports.tests.period_scene import issued
from reports.tests.update_scene import milestone, tell_everything
from reports.updates.actions import ReturnUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client, scene):
    sign_in(client, scene.sides, "counterpart")
    return scene


def page(client, scene, name="update", role=None, **more):
    if role:
        sign_in(client, scene.sides, role)
    return client.get(scene.address(name), **more)


@pytest.mark.one_database
def test_nothing_written_yet_asks_its_partner_to_write_and_nobody_else(client, scene):
    assert "Write it" in text_of(page(client, scene))
    for role, status in (("staff", 200), ("authority", 200), ("administrator", 200), ("eu", 404), ("observer", 404)):
        shown = page(client, scene, role=role)
        assert shown.status_code == status
        assert "Write it" not in text_of(shown)


@pytest.mark.one_database
def test_gaps_stand_with_links_before_submitting(client, scene):
    row = milestone(scene.pairing, "launch", status="done", actual="2026-09-20")
    scene.save(answers={"difficult_en": "The time zones."})
    shown = page(client, scene, "update-submit")
    html = shown.content.decode()
    assert f'href="{scene.address("update-write")}#next"' in html
    assert f'href="{row.get_absolute_url()}"' in html
    assert "<form" not in html.split("</h1>")[1].split("<footer")[0]
    refused = client.post(scene.address("update-submit"), {"once": "a", "seen_version": scene.update.version})
    assert refused.status_code == 422
    assert "It cannot be submitted yet: no answer to “What comes next”." in text_of(refused)


@pytest.mark.one_database
def test_what_is_submitted_already_leads_back_and_not_to_writing(client, scene):
    scene.submitted_row()
    shown = page(client, scene, "update-submit")
    assert "This is “Submitted” already." in text_of(shown)
    assert "Continue writing" not in text_of(shown)
    assert f'href="{scene.address("update")}"' in shown.content.decode()


@pytest.mark.one_database
def test_staff_return_it_with_a_reason_and_its_partner_reads_why(client, scene):
    scene.submitted_row()
    asked = page(client, scene, "update-return", role="staff")
    empty = client.post(scene.address("update-return"), fields(asked) | {"reason": " "})
    assert empty.status_code == 422
    assert "Give a reason." in text_of(empty)
    client.post(scene.address("update-return"), fields(asked) | {"reason": "Which <b>halls</b>?"})
    assert "It can be accepted once it is submitted again." in text_of(page(client, scene, "update-accept"))
    shown = page(client, scene, role="counterpart")
    assert "Which &lt;b&gt;halls&lt;/b&gt;?" in shown.content.decode()
    assert "Continue writing" in text_of(shown)
    assert "Which <b>halls</b>?" in text_of(page(client, scene, "update-write")).replace("&lt;", "<")
    row = scene.update
    scene.save(version=row.version, answers={"achieved_en": "F1963 was opened."})
    client.post(scene.address("update-submit"), fields(page(client, scene, "update-submit")))
    assert "What changed since the submission before" in text_of(page(client, scene, role="staff"))
    asked = page(client, scene, "update-accept")
    done = client.post(scene.address("update-accept"), fields(asked), follow=True)
    assert messages_of(done) == ["Accepted. The partner's coordinators were informed."]


@pytest.mark.one_database
def test_the_other_side_reads_what_was_submitted_last_and_no_chain(client, scene):
    row = scene.submitted_row()
    ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="Which halls?")
    scene.save(version=scene.update.version, answers={"achieved_en": "Unfinished thought"})
    shown = text_of(page(client, scene, role="eu"))
    assert "Two halls were opened." in shown
    assert "Unfinished thought" not in shown
    assert "Which halls?" not in shown
    assert "Changes" not in shown
    history = reverse("partnerships:record-history", args=[scene.pairing.strand.code, "city-update", row.pk])
    assert "Unfinished thought" not in text_of(client.get(history))
    assert "Unfinished thought" in text_of(page(client, scene, role="staff"))
    assert page(client, scene, role="neighbour").status_code == 404


@pytest.mark.one_database
def test_another_citys_update_is_not_written_by_its_address(client, scene):
    other = scene.address("update-write", side="eu")
    assert client.get(other).status_code == 404
    CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    assert client.get(other).status_code == 403
    assert client.post(scene.address("update-save", side="eu"), {}).status_code == 403
    refusal = AuditEntry.objects.get(action="refused", parameters__address__endswith=scene.address("update-save", "eu"))
    assert refusal.actor == scene.sides.people["counterpart"]
    assert client.get(scene.address("update").replace("busan", "nowhere")).status_code == 404


@pytest.mark.one_database
def test_a_locked_period_shows_why_and_no_button(client, scene):
    scene.submitted_row()
    asked = fields(page(client, scene, "update-take-back"))
    issued(scene.period)
    shown = text_of(page(client, scene))
    assert "The report on this period was issued." in shown
    assert "Take back" not in shown
    refused = client.post(scene.address("update-take-back"), asked)
    assert refused.status_code == 422
    assert "The report on this period was issued." in text_of(refused)
    writing = page(client, scene, "update-write")
    assert writing.status_code == 200
    assert "data-update-form" not in writing.content.decode()
    answer = client.post(scene.address("update-save"), {"once": "x", "seen_version": scene.update.version})
    assert answer.status_code == 422
    assert "was issued" in answer.json()["message"]


@pytest.mark.one_database
def test_several_are_accepted_by_ticks_and_each_is_named(client, scene):
    scene.submitted_row()
    other = CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    sign_in(client, scene.sides, "staff")
    shown = client.get(scene.several("updates-accept"))
    values = re.findall(r'name="chosen"\s+value="([^"]+)"', shown.content.decode())
    assert len(values) == 2
    nothing = client.post(scene.several("updates-accept"), fields(shown))
    assert nothing.status_code == 422
    assert "Choose at least one update." in text_of(nothing)
    key = values[0].partition("-")[0]
    for version in ("9" * 5000, "9" * 20, "²"):
        odd = client.post(scene.several("updates-accept"), fields(shown) | {"chosen": [f"{key}-{version}"]})
        assert odd.status_code == 422
    other.achieved_en = "Another word"
    other.save(by=None)
    done = client.post(scene.several("updates-accept"), fields(shown) | {"chosen": values}, follow=True)
    said = messages_of(done)
    assert said[0] == "Busan is accepted."
    assert said[1].startswith("Barcelona was not accepted. Someone else changed this meanwhile.")
    gone = client.post(scene.several("updates-accept"), fields(shown) | {"once": "b", "chosen": values[-1:]})
    assert gone.status_code == 422


@pytest.mark.one_database
def test_several_are_reminded_by_ticks_and_each_is_named(client, scene):
    sign_in(client, scene.sides, "staff")
    shown = client.get(scene.several("updates-remind"))
    values = re.findall(r'name="chosen"\s+value="([^"]+)"', shown.content.decode())
    done = client.post(scene.several("updates-remind"), fields(shown) | {"chosen": values}, follow=True)
    (said,) = messages_of(done)
    assert "Barcelona: 1 mail." in said
    assert "Busan: 1 mail." in said
    assert "nobody to write to; invite a coordinator first." in said
    assert "reminded today" in text_of(client.get(scene.several("updates-remind")))
    wrong = client.post(scene.several("updates-remind"), fields(shown) | {"once": "c", "chosen": ["9999"]})
    assert wrong.status_code == 422


@pytest.mark.one_database
def test_the_pages_speak_korean_and_mark_what_does_not(client, scene):
    milestone(scene.pairing, "launch", status="done", actual="2026-09-01", title_ko="출범회의")
    scene.save()
    with translation.override("ko"):
        shown = client.get(scene.address("update"), headers={"accept-language": "ko"})
    html = shown.content.decode()
    assert "출범회의" in html
    assert '<div lang="en">' in html
    writing = client.get(scene.address("update-write"), headers={"accept-language": "ko"}).content.decode()
    assert writing.index('name="achieved_ko"') < writing.index('name="achieved_en"')


@pytest.mark.one_database
def test_the_pages_cost_the_same_with_few_lines_and_with_many(client, scene):
    tell_everything(scene.pairing)
    scene.save()

    def cost(name):
        with CaptureQueriesContext(connection) as found:
            assert page(client, scene, name).status_code == 200
        return len(found)

    names = ("update", "update-write", "update-submit")
    few = {name: cost(name) for name in names}
    tell_everything(PairingFactory(strand=scene.pairing.strand, counterpart=scene.pairing.counterpart), again=4)
    assert {name: cost(name) for name in names} == few


@pytest.mark.one_database
def test_the_pages_for_several_cost_the_same_with_one_and_with_many(client, scene):
    scene.submitted_row()
    sign_in(client, scene.sides, "staff")

    def cost(name):
        with CaptureQueriesContext(connection) as found:
            assert client.get(scene.several(name)).status_code == 200
        return len(found)

    few = [cost("updates-accept"), cost("updates-remind")]
    for number in range(4):
        pairing = PairingFactory(strand=scene.pairing.strand)
        CityUpdateFactory(period=scene.period, participation=pairing.eu, status="submitted")
        MembershipFactory(participation=pairing.counterpart, user__email=f"more{number}@example.org")
    assert [cost("updates-accept"), cost("updates-remind")] == few
