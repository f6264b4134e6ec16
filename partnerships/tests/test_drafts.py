"""What is typed into a long form is kept for the person until it is sent, and whoever else writes there is named."""

import datetime as dt
import re

import pytest

from core import clock
from core.models import Draft
from core.tests.queries import count_queries
from partnerships.models import Agreement
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import AgreementFactory, DocumentFactory
from partnerships.tests.pages import messages_of, sign_in, url

pytestmark = pytest.mark.django_db

TYPED = {"text_en": "The two cities open\0 their port data.", "note": "=1+1 부산"}
IS_JSON = {"accept": "application/json"}


@pytest.fixture
def scene(sides):
    return sides


@pytest.fixture
def agreement(scene):
    return AgreementFactory(pairing=scene.pairing, text_en="Before", note="")


def fields(page):
    """What the form of a page holds, as a browser sends it."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def keep(client, address, values, **more):
    sent = fields(client.get(address)) | values | {"draft_keep": ""}
    return client.post(address, sent, **more)


def test_on_a_chosen_day_too_a_draft_of_today_has_its_hour_alone(scene, client, agreement, settings):
    settings.PORTAL_TODAY = clock.today() + dt.timedelta(30)
    sign_in(client, scene, "eu")
    answer = keep(client, url(scene, "agreement-edit", agreement.code), TYPED, headers=IS_JSON)
    assert re.fullmatch(r"Draft saved \d\d:\d\d\.", answer.json()["said"])


def test_what_is_typed_outlives_the_session_and_is_gone_once_it_is_sent(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    answer = keep(client, address, TYPED, headers=IS_JSON)
    assert re.fullmatch(r"Draft saved \d\d:\d\d\.", answer.json()["said"])
    agreement.refresh_from_db()
    assert (agreement.text_en, agreement.version) == ("Before", 1)
    client.logout()
    sign_in(client, scene, "eu")
    page = client.get(address)
    assert messages_of(page) == ["What you typed before is filled in. It is not submitted yet."]
    shown = fields(page)
    assert (shown["text_en"], shown["note"]) == ("The two cities open their port data.", "=1+1 부산")
    assert re.search(r'name="draft_held" value="1"\s*/?>', page.text)
    assert client.post(address, shown | {"draft_held": "1"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.note == "=1+1 부산"
    assert not Draft.objects.exists()
    assert messages_of(client.get(address)) != messages_of(page)


def test_a_form_that_was_refused_forgets_its_draft_once_it_is_carried_out(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    refused = client.post(address, fields(client.get(address)) | {"title_en": "", "title_ko": "", "draft_held": "1"})
    assert refused.status_code == 422
    assert re.search(r'name="draft_held" value="1"\s*/?>', refused.text)
    assert Draft.objects.count() == 1
    sent = fields(refused) | {"title_en": "MoU", "draft_held": "1"}
    assert client.post(address, sent).status_code == 302
    assert not Draft.objects.exists()


def test_what_another_window_keeps_stays(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    here = fields(client.get(address))
    keep(client, address, TYPED)
    assert client.post(address, here | {"note": "From the first window"}).status_code == 302
    shown = client.get(address)
    assert fields(shown)["note"] == TYPED["note"]
    # What the first window saved is not written over unseen.
    assert client.post(address, fields(shown) | {"draft_held": "1"}).status_code == 409


def test_a_draft_is_its_authors_alone(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    for role in ("counterpart", "staff", "administrator"):
        sign_in(client, scene, role)
        client.post(address, fields(client.get(address)) | {"draft_drop": ""})
    assert Draft.objects.get().user == scene.people["eu"]


def test_a_draft_that_comes_once_its_form_was_sent_is_none(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    shown = fields(client.get(address)) | {"note": "Typed", "draft_held": "1"}
    assert client.post(address, shown).status_code == 302
    assert client.post(address, shown | {"draft_keep": ""}, headers=IS_JSON).json() == {"said": ""}
    assert not Draft.objects.exists()
    # Whoever goes back to the form sends it once more all the same.
    assert client.post(address, shown | {"note": "Again"}).status_code == 409


def test_without_a_script_a_button_keeps_it_and_one_throws_it_away(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    assert "Discard the draft" not in visible(client.get(address))
    assert keep(client, address, TYPED).url == address
    page = client.get(address)
    assert "Draft saved " in page.text
    assert "Discard the draft" in visible(page)
    assert client.post(address, fields(page) | {"draft_drop": ""}).url == address
    assert fields(client.get(address))["text_en"] == "Before"


def visible(page):
    """The page without the button that waits for a draft."""
    return "".join(piece for piece in page.text.split("<button") if "hidden" not in piece.partition(">")[0])


def test_a_box_that_was_unticked_stays_so_and_what_came_since_is_not_emptied(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    draft = Draft.objects.get()
    assert draft.data.pop("title_en") == agreement.title_en
    draft.save()
    assert fields(client.get(address))["title_en"] == agreement.title_en


def test_whoever_sends_a_draft_hears_what_changed_since(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    sign_in(client, scene, "counterpart")
    client.post(address, fields(client.get(address)) | {"text_en": "Busan was faster."})
    sign_in(client, scene, "eu")
    answer = client.post(address, fields(client.get(address)))
    assert answer.status_code == 409
    assert "Someone else changed this meanwhile." in answer.text
    assert fields(answer)["text_en"] == "The two cities open their port data."
    assert Agreement.objects.get().text_en == "Busan was faster."


def test_who_writes_in_the_same_record_is_named_and_not_what(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    sign_in(client, scene, "counterpart")
    page = client.get(address)
    assert f"Writing here too: {scene.people['eu']} (" in page.text
    assert "port data" not in page.text
    assert fields(page)["text_en"] == "Before"
    with clock.fixed_at(clock.now() + dt.timedelta(minutes=11)):
        assert "Writing here too" not in client.get(address).text


def test_who_adds_a_record_is_not_named(scene, client):
    address = url(scene, "agreement-add")
    sign_in(client, scene, "eu")
    keep(client, address, {"title_en": "MoU on open data"})
    sign_in(client, scene, "counterpart")
    assert "Writing here too" not in client.get(address).text
    sign_in(client, scene, "eu")
    assert fields(client.get(address))["title_en"] == "MoU on open data"


def test_who_may_not_open_the_form_keeps_nothing(scene, client, agreement):
    address = url(scene, "agreement-edit", agreement.code)
    sign_in(client, scene, "eu")
    sent = fields(client.get(address)) | {"draft_keep": ""}
    for role in ("observer", "authority"):
        sign_in(client, scene, role)
        assert client.post(address, sent).status_code == 403
    assert not Draft.objects.exists()


def test_a_form_that_keeps_no_drafts_refuses_one(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-lapse", agreement.code)
    assert client.post(address, {"draft_keep": "", "reason": "In confidence"}).status_code == 400
    assert not Draft.objects.exists()


def test_what_is_too_long_is_refused_with_a_sentence_and_stays(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    long = {"text_en": "가" * (Draft.LONGEST + 1)}
    answer = keep(client, address, long, headers=IS_JSON)
    assert (answer.status_code, answer.json()["said"]) == (
        422,
        "This is too long to be kept as a draft. Please save it.",
    )
    assert fields(keep(client, address, long))["text_en"] == long["text_en"]
    assert not Draft.objects.exists()


def test_drafts_of_others_cost_no_query_each(scene, client, agreement):
    sign_in(client, scene, "eu")
    address = url(scene, "agreement-edit", agreement.code)
    keep(client, address, TYPED)
    one = count_queries(lambda: client.get(address))
    for role in ("counterpart", "staff", "administrator"):
        Draft.objects.create(user=scene.people[role], form=address, version=1)
    assert count_queries(lambda: client.get(address)) == one


@pytest.mark.parametrize("page", ["document", "follow-up", "partner", "indicator"])
def test_each_long_form_keeps_what_is_typed(scene, client, page):
    pairing = scene.pairing
    address, typed = {
        "document": lambda: (DocumentFactory(pairing=pairing).address_of("partnerships:document-edit"), "description"),
        "follow-up": lambda: (FollowUpFactory(pairing=pairing).address_of("partnerships:follow-up-edit"), "what_en"),
        "partner": lambda: (pairing.eu.address_of("partnerships:partner-edit"), "about_en"),
        "indicator": lambda: (pairing.strand.address_of("partnerships:indicator-add"), "definition_en"),
    }[page]()
    sign_in(client, scene, "staff")
    keep(client, address, {typed: "Half a thought"})
    assert fields(client.get(address))[typed] == "Half a thought"
    assert Draft.objects.get().form == address
