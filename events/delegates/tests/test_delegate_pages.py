"""The delegate's own page as a browser meets it: kept input, both languages, dead links, and what leaves no trace."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from core.periods import PartialDate, Period
from events.delegates.actions import RevokeLink
from events.delegates.tests.details_scene import ANSWERS, link_of, page, tell, typed, with_delegate
from events.delegations.actions import EditDelegate, WithdrawDelegate
from events.models import Consent, Delegate, DelegateLink, DelegateNeeds, Event
from events.tests.delegation_scene import on
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGES = ("delegate-page", "delegate-done", "delegate-data", "delegate-erase", "delegate-sheet")


@pytest.fixture
def shown():
    """A link that was handed over, with the browser of whoever opens it first."""
    scene, delegate = with_delegate(email="")
    return scene, delegate, link_of(scene, delegate), Client()


def test_the_page_asks_and_keeps_what_is_told(shown):
    _scene, delegate, token, browser = shown
    opened = browser.get(page(token))
    assert opened.status_code == 200
    text = text_of(opened)
    for words in ("Welcome, Kim Jisu", "Autumn visit", "Barcelona", "Busan", "30 days after the event", "optional"):
        assert words in text
    sent = typed(
        delegate,
        given_name="Ji-su",
        spelling_checked="on",
        diet_kinds=["vegan", "no-nuts"],
        diet="Hazelnuts",
        arrival="KE901, 19 November 18:40",
        gender="woman",
        **ANSWERS,
    )
    done = browser.post(page(token), sent)
    assert (done.status_code, done["Location"]) == (302, page(token, "delegate-done"))
    thanks = text_of(browser.get(done["Location"]))
    assert "Saved. Thank you." in thanks
    assert "Hazelnuts" not in thanks
    row, needs = Delegate.objects.get(), DelegateNeeds.objects.get()
    assert (row.given_name, row.gender, needs.diet_kinds) == ("Ji-su", "woman", "vegan;no-nuts")
    assert needs.spelling_checked_at
    assert Consent.objects.count() == 4
    again = browser.get(page(token))
    assert "Hazelnuts" in again.text
    # The second click on the button, and a later change.
    assert browser.post(page(token), sent).status_code == 302
    sent |= {"diet": "Peanuts", "versions": "2.1"}
    assert browser.post(page(token), sent).status_code == 302
    assert DelegateNeeds.objects.get().diet == "Peanuts"


def test_a_name_that_was_confirmed_is_taken_back_and_asked_again_once_it_is_edited(shown):
    scene, _delegate, token, browser = shown

    def send(box):
        opened = browser.get(page(token))
        sent = typed(Delegate.objects.get(), diet="Vegan", **ANSWERS, **box)
        versions = opened.context["form"]["versions"].value()
        assert browser.post(page(token), sent | {"versions": versions}).status_code == 302
        return DelegateNeeds.objects.get().spelling_checked_at

    assert send({"spelling_checked": "on"})
    assert send({}) is None
    assert send({"spelling_checked": "on"})
    for person, stays in (({"function": "Director"}, True), ({"name_native": "김지우"}, False)):
        row = Delegate.objects.get()
        EditDelegate.do(row, **scene.act(), version=row.version, person=person)
        assert bool(DelegateNeeds.objects.get().spelling_checked_at) is stays
        opened = browser.get(page(token))
        assert opened.context["form"]["spelling_checked"].value() is stays
        # The device that told it still sees it.
        assert opened.context["form"]["diet"].value() == "Vegan"
    # Where the details are hidden, the empty box says nothing.
    assert send({"spelling_checked": "on"})
    other = Client()
    versions = other.get(page(token)).context["form"]["versions"].value()
    sent = typed(Delegate.objects.get(), versions=versions, gender="")
    assert other.post(page(token), sent).status_code == 302
    assert DelegateNeeds.objects.get().spelling_checked_at


def test_another_browser_sees_no_content_and_overwrites_nothing(shown):
    _scene, delegate, token, browser = shown
    browser.post(page(token), typed(delegate, diet="Hazelnuts", gender="woman", **ANSWERS))
    other = Client()
    opened = other.get(page(token))
    assert "Hazelnuts" not in opened.text
    assert "by another link or on another device" in text_of(opened)
    assert "checked" not in opened.text.partition('name="agrees_photographs"')[2][:400]
    versions = opened.context["form"]["versions"].value()
    assert other.post(page(token), typed(delegate, versions=versions, gender="", access="Step-free")).status_code == 302
    needs = DelegateNeeds.objects.get()
    assert (needs.diet, needs.access, Delegate.objects.get().gender) == ("Hazelnuts", "Step-free", "woman")
    assert Consent.objects.count() == 4
    assert "Hazelnuts" not in other.get(page(token)).text
    assert "Hazelnuts" not in other.get(page(token, "delegate-data")).content.decode()


@pytest.mark.one_database
def test_a_fault_is_named_with_its_field_and_the_input_stays(shown):
    _scene, delegate, token, browser = shown
    sent = typed(delegate, diet="My passport is M12345678", arrival="KE901", **ANSWERS)
    refused = browser.post(page(token), sent)
    assert refused.status_code == 422
    assert "This looks like a passport number" in text_of(refused)
    assert 'href="#div_id_diet"' in refused.text
    assert "<title>\n      Error:" in refused.text
    assert "KE901" in refused.text
    assert not DelegateNeeds.objects.exists()
    refused = browser.post(page(token), typed(delegate, given_name="", family_name="", name_native=""))
    assert refused.status_code == 422
    assert browser.post(page(token)).status_code == 422


def test_who_saved_meanwhile_is_told_and_the_input_stays(shown):
    _scene, delegate, token, browser = shown
    tell(token, needs={"diet": "Vegan"})
    stale = browser.post(page(token), typed(delegate, diet="No nuts"))
    assert stale.status_code == 409
    assert "changed meanwhile" in text_of(stale)
    assert "No nuts" in stale.text
    versions = stale.context["form"]["versions"].value()
    assert browser.post(page(token), typed(delegate, versions=versions, diet="No nuts")).status_code == 302


@pytest.mark.one_database
def test_the_other_language_keeps_what_was_typed_and_saves_nothing(shown):
    _scene, delegate, token, browser = shown
    sent = typed(delegate, diet="땅콩 알레르기", diet_kinds=["vegan"], agrees_photographs="no")
    korean = browser.post(page(token), sent | {"language": "ko"})
    assert korean.status_code == 200
    assert '<html lang="ko">' in korean.text
    assert "본인을 식별할 수 있는 행사 사진" in korean.text
    assert "땅콩 알레르기" in korean.text
    assert korean.context["form"]["diet_kinds"].value() == ["vegan"]
    assert korean.context["form"]["agrees_photographs"].value() == "no"
    assert not DelegateNeeds.objects.exists()
    # It stays chosen, and what is agreed to is kept in the words that were read.
    assert '<html lang="ko">' in browser.get(page(token)).text
    browser.post(page(token), sent)
    assert set(Consent.objects.values_list("language", flat=True)) == {"ko"}


@pytest.mark.one_database
def test_the_page_speaks_the_language_of_its_link():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate, language="ko")
    opened = Client().get(page(token))
    assert opened["Content-Language"] == "ko"
    assert '<html lang="en">' in Client().get(f"{page(token)}?language=en").text


@pytest.mark.one_database
@pytest.mark.parametrize("name", PAGES)
def test_no_answer_is_kept_by_caches_or_told_to_other_sites(shown, name):
    *_, token, browser = shown
    for address in (page(token, name), page("no-such-link", name)):
        answer = browser.get(address)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.one_database
@pytest.mark.parametrize("name", PAGES)
def test_dead_links_say_so_and_no_more(shown, name):
    scene, _delegate, token, browser = shown
    unknown = browser.get(page("no-such-link", name))
    assert unknown.status_code == 404
    assert "This link is not known" in text_of(unknown)
    later = clock.now() + dt.timedelta(days=80)
    with clock.fixed_at(later):
        assert browser.get(page(token, name)).status_code == 410
    row = Delegate.objects.get()
    RevokeLink.do(row, **scene.act(), version=row.version)
    revoked = browser.get(page(token, name))
    assert revoked.status_code == 410
    for answer in (unknown, revoked):
        assert "Kim" not in answer.text
        assert "Busan" not in answer.text


@pytest.mark.one_database
def test_who_has_left_finds_the_page_closed_for_reading_and_writing(shown):
    scene, delegate, token, browser = shown
    row = Delegate.objects.get()
    WithdrawDelegate.do(row, **scene.act(), version=row.version, reason="Changed office.")
    closed = browser.get(page(token))
    assert closed.status_code == 410
    assert "no longer in this delegation" in text_of(closed)
    assert browser.post(page(token), typed(delegate, diet="Vegan")).status_code == 410
    assert browser.post(page(token, "delegate-erase")).status_code == 410
    assert not DelegateNeeds.objects.exists()


@pytest.mark.one_database
def test_the_link_of_one_delegate_opens_nothing_of_another(shown):
    scene, _delegate, token, browser = shown
    other = scene.one(given_name="Sera", family_name="Yoon")
    other_token = link_of(scene, other)
    tell(other_token, needs={"diet": "Hazelnuts"})
    for name in PAGES:
        answer = browser.get(page(token, name))
        assert "Hazelnuts" not in answer.content.decode()
        assert "Yoon" not in answer.content.decode()
    browser.post(page(token, "delegate-erase"))
    assert DelegateNeeds.objects.get().diet == "Hazelnuts"


def test_a_copy_holds_everything_and_is_a_file_for_its_reader(shown):
    _scene, delegate, token, browser = shown
    browser.post(page(token), typed(delegate, diet="Hazelnuts", **ANSWERS))
    copy = browser.get(page(token, "delegate-data"))
    data = json.loads(copy.content)
    assert data["person"]["name_native"] == "김지수"
    assert data["needs"]["diet"] == "Hazelnuts"
    assert [answer["given"] for answer in data["answers"]] == [True, True, False, False]
    assert "attachment" in copy["Content-Disposition"]
    assert AuditEntry.objects.filter(action="delegate-took-copy").exists()


@pytest.mark.one_database
def test_erasing_asks_once_and_is_done_at_once(shown):
    _scene, delegate, token, browser = shown
    browser.post(page(token), typed(delegate, diet="Hazelnuts"))
    asked = browser.get(page(token, "delegate-erase"))
    assert "cannot be undone" in text_of(asked)
    assert DelegateNeeds.objects.exists()
    assert "are erased" in text_of(browser.post(page(token, "delegate-erase")))
    assert not DelegateNeeds.objects.exists()
    assert "another device" not in text_of(browser.get(page(token)))


@pytest.mark.one_database
def test_after_the_event_answers_can_be_taken_back_and_nothing_is_collected(shown):
    _scene, delegate, token, browser = shown
    browser.post(page(token), typed(delegate, **ANSWERS))
    DelegateNeeds.objects.all().delete()
    with clock.fixed_at(clock.now() + dt.timedelta(days=50)):
        opened = browser.get(page(token))
        assert "The event is over" in text_of(opened)
        assert 'name="diet"' not in opened.text
        versions = opened.context["form"]["versions"].value()
        sent = {"versions": versions, "diet": "Vegan", "agrees_participants_list": "no"}
        assert browser.post(page(token), sent).status_code == 302
    assert not DelegateNeeds.objects.exists()
    assert not Consent.objects.newest().get(purpose="participants-list").given


@pytest.mark.one_database
def test_opening_is_noted_once(shown):
    *_, token, browser = shown
    browser.get(page(token))
    first = DelegateLink.objects.get().opened_at
    browser.get(page(token))
    assert DelegateLink.objects.get().opened_at == first


def _in_five_days(scene):
    event = Event.objects.get(pk=scene.event.pk)
    event.forecast = Period(PartialDate(on(5)), PartialDate(on(7)))
    event.save(by=None)


@pytest.mark.one_database
def test_the_head_opens_the_emergency_sheet_from_a_week_before_to_the_end(
    mailoutbox, django_capture_on_commit_callbacks
):
    scene, head = with_delegate(role="head")
    token = link_of(scene, head, mailoutbox, django_capture_on_commit_callbacks)
    member = scene.one(family_name="Yoon", given_name="Sera")
    tell(link_of(scene, member), needs={"emergency_name": "Minho, husband", "diet": "Hazelnuts"})
    browser = Client()
    sheet = page(token, "delegate-sheet")
    assert browser.get(sheet).status_code == 404
    assert reverse("events:delegate-sheet", args=[token]) not in browser.get(page(token)).text
    _in_five_days(scene)
    opened = browser.get(sheet)
    assert opened.status_code == 200
    assert "Minho, husband" in opened.text
    assert "Hazelnuts" not in opened.text
    assert sheet in browser.get(page(token)).text
    entry = AuditEntry.objects.get(action="emergency-sheet-opened")
    assert (entry.object_label, entry.parameters) == ("Delegate 1, Busan", {"rows": 2})
    with clock.fixed_at(clock.now() + dt.timedelta(days=8)):
        assert browser.get(sheet).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(("days", "status"), [(34, 404), (35, 200), (44, 200), (45, 404)])
def test_the_sheet_opens_on_the_seventh_day_before_and_closes_with_the_last(
    mailoutbox, django_capture_on_commit_callbacks, days, status
):
    scene, head = with_delegate(role="head")
    sheet = page(link_of(scene, head, mailoutbox, django_capture_on_commit_callbacks), "delegate-sheet")
    with clock.fixed_at(dt.datetime.combine(on(days), dt.time(12), clock.STRAND_ZONE)):
        assert Client().get(sheet).status_code == status


@pytest.mark.one_database
def test_neither_a_member_nor_a_link_that_was_handed_over_opens_the_sheet(
    mailoutbox, django_capture_on_commit_callbacks
):
    scene, head = with_delegate(role="head", email="")
    _in_five_days(scene)
    member = scene.one(family_name="Yoon", email="sera@example.org")
    tokens = [link_of(scene, head), link_of(scene, member, mailoutbox, django_capture_on_commit_callbacks)]
    for token in tokens:
        assert Client().get(page(token, "delegate-sheet")).status_code == 404
    assert not AuditEntry.objects.filter(action="emergency-sheet-opened").exists()
