"""The pages on which partners state needs and offers and write good practices, and where others read them."""

import pytest
from django.urls import reverse

from partnerships.models import GoodPractice, Interest, Theme
from partnerships.tests.factories_together import GoodPracticeFactory
from partnerships.tests.match_story import meet, tell
from partnerships.tests.pages import fields, text_of
from partnerships.tests.roles import coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(pairing):
    return tell(pairing)


@pytest.fixture
def met(story):
    return meet(story)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_partner_shows_and_edits_its_own(client, met, marta, language):
    marta.language = language
    marta.save()
    offer = Interest.objects.get(participation=met.pairing.eu)
    GoodPracticeFactory(interest=offer, title_en="22@ district", title_ko="22@ 혁신지구")
    client.force_login(marta)
    own, other = (client.get(row.get_absolute_url()) for row in (met.pairing.eu, met.pairing.counterpart))
    assert own.status_code == other.status_code == 200
    assert "22@ 지구" in own.text
    assert offer.good_practice.get_absolute_url() in own.text
    assert "interests/add" in own.text
    assert "interests/add" not in other.text
    assert "Old docks." in other.text


@pytest.mark.one_database
def test_the_theme_says_who_needs_and_who_offers_it(client, met, marta):
    client.force_login(marta)
    for theme in (met.topics["idle-spaces"], met.topics["idle-spaces"].parent):
        text = text_of(client.get(theme.get_absolute_url()))
        assert "Old docks." in text
        assert "Tampere" in text
    assert "Old docks." not in client.get(met.topics["hydrogen"].get_absolute_url()).text


def test_without_topics_it_is_said_who_adds_them(client, story, marta):
    client.force_login(marta)
    Interest.objects.all().delete()
    Theme.objects.filter(strand=story.pairing.strand, parent__isnull=False).delete()
    page = client.get(reverse("partnerships:interest-add", args=[story.pairing.strand.code, "barcelona"]))
    assert "Ask the programme staff or an administrator to add them to its thematic areas." in text_of(page)
    assert 'name="topic"' not in page.text
    themes = client.get(reverse("partnerships:theme-list", args=[story.pairing.strand.code]))
    assert "No topics in this area yet. Ask the programme staff" in text_of(themes)


def test_a_need_is_stated_edited_withdrawn_and_stated_again(client, story, marta):
    client.force_login(marta)
    place = [story.pairing.strand.code, "barcelona"]
    add = reverse("partnerships:interest-add", args=place)
    asked = client.get(f"{add}?kind=offer&topic=quays")
    assert "Regeneration" in asked.text
    wrong = client.post(add, fields(asked) | {"kind": "offer", "topic": "regeneration"})
    assert wrong.status_code == 422
    stated = client.post(
        add, fields(asked) | {"kind": "offer", "topic": "quays", "weight": "3", "note_en": "New port."}
    )
    row = Interest.objects.get()
    assert stated.url == row.get_absolute_url()
    edit = reverse("partnerships:interest-edit", args=[*place, row.pk])
    sent = fields(client.get(edit)) | {"note_en": "Old port.", "note_ko": "옛 항만", "weight": ""}
    assert client.post(edit, sent).status_code == 302
    assert client.post(edit, sent | {"note_en": "No port.", "once": "b"}).status_code == 409
    withdraw = reverse("partnerships:interest-withdraw", args=[*place, row.pk])
    assert client.post(withdraw, fields(client.get(withdraw))).status_code == 302
    assert "1 withdrawn" in text_of(client.get(row.participation.get_absolute_url()))
    restate = reverse("partnerships:interest-restate", args=[*place, row.pk])
    asked = client.get(restate)
    assert "<h1>Enter an offer again</h1>" in asked.text
    assert "It is matched again." in text_of(asked)
    assert client.post(restate, fields(asked)).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.weight, row.withdrawn_on, row.version) == ("Old port.", None, None, 4)


def test_a_good_practice_is_written_read_found_and_restored(client, met, marta):
    client.force_login(marta)
    offer = Interest.objects.get(participation=met.pairing.eu)
    place = [met.pairing.strand.code, "barcelona", offer.pk]
    page, edit = reverse("partnerships:practice", args=place), reverse("partnerships:practice-edit", args=place)
    assert client.get(page).status_code == 404
    empty = client.post(edit, fields(client.get(edit)))
    assert empty.status_code == 422
    sheet = {"title_en": "From mills to 22@", "problem_en": "<script>x</script>", "result_ko": "일자리 5만 개"}
    assert client.post(edit, fields(client.get(edit)) | sheet).url == page
    text = client.get(page).text
    assert "&lt;script&gt;" in text
    assert "일자리 5만 개" in text
    for words in ("mills", "idle", "barcelona mills"):
        found = client.get(reverse("search"), {"q": words})
        assert page in found.text
        (group,) = [group for group in found.context["groups"] if group.title == "Good practices"]
        assert [row.note for row in group.results] == [f"Barcelona, {met.pairing.strand}"]
    practice = GoodPractice.objects.get()
    assert client.post(edit, fields(client.get(edit)) | sheet | {"title_en": "22@"}).status_code == 302
    history = reverse("partnerships:record-history", args=[place[0], "good-practice", practice.pk])
    assert client.get(history).status_code == 200
    restore = reverse("partnerships:record-restore", args=[place[0], "good-practice", practice.pk, 1])
    assert client.post(restore, fields(client.get(restore))).status_code == 302
    practice.refresh_from_db()
    assert (practice.title, practice.version) == ("From mills to 22@", 3)
    offer.withdrawn_on = "2026-11-01"
    offer.save(by=None)
    assert page not in client.get(reverse("search"), {"q": "mills"}).text
    assert client.get(page).status_code == 200


@pytest.mark.one_database
def test_a_need_has_no_page_of_a_good_practice(client, met, jisu):
    client.force_login(jisu)
    need = Interest.objects.get(kind="need")
    place = [met.pairing.strand.code, met.pairing.counterpart.partner.code, need.pk]
    for name in ("practice", "practice-edit"):
        assert client.get(reverse(f"partnerships:{name}", args=place)).status_code == 404


def test_the_history_of_a_pairing_tells_what_its_own_two_state(client, met, marta, pairing):
    other = coordinator(met.tampere, "tampere@example.org")
    client.force_login(other)
    place = [pairing.strand.code, "tampere"]
    add = reverse("partnerships:interest-add", args=place)
    client.post(add, {"once": "a", "kind": "need", "topic": "hydrogen"})
    client.force_login(marta)
    add = reverse("partnerships:interest-add", args=[pairing.strand.code, "barcelona"])
    client.post(add, {"once": "a", "kind": "need", "topic": "quays"})
    text = text_of(client.get(reverse("partnerships:pairing-history", args=[pairing.strand.code, pairing.code])))
    assert "Quays" in text
    assert "Hydrogen" not in text
    assert Theme.objects.filter(code="hydrogen").exists()
