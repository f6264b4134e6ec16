"""What may tell of health or belief is kept where the delegate has agreed to it beside the fields, and nowhere else."""

import datetime as dt

import pytest
from django.test import Client

from core import clock
from events.delegates.models import asked
from events.delegates.selectors import needs_counts
from events.delegates.services import erase_expired
from events.delegates.tests.details_scene import link_of, page, typed, with_delegate
from events.models import Consent, DelegateNeeds
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db
QUESTION = "May the portal keep your food and access needs?"
SENSITIVE = {"diet_kinds": ["halal"], "diet": "Hazelnuts", "access_kinds": ["wheelchair"], "access": "Step-free"}


@pytest.fixture
def shown():
    """A delegate, the address of the own page, and the delegate's browser."""
    scene, delegate = with_delegate(email="")
    return delegate, page(link_of(scene, delegate)), Client()


def send(shown, versions="1.0", **values):
    delegate, path, browser = shown
    return browser.post(path, typed(delegate, versions, **values))


def words():
    return list(Consent.objects.order_by("pk").values_list("purpose", "given", "filled_by"))


def test_the_question_stands_above_the_fields_and_tells_ground_period_and_the_right_to_refuse(shown):
    _delegate, path, browser = shown
    opened = browser.get(path)
    asks, _point, fields = opened.text.partition('name="diet_kinds"')
    assert 'name="told"' in asks
    assert 'name="told"' not in fields
    assert "checked" not in asks.partition('name="told"')[2]
    told = text_of(opened)
    for part in (QUESTION, "Article 9", "Article 23", "30 days after the event", "take it back here", "nothing else"):
        assert part in told
    assert "Inform this person that you name them here" in told
    korean = text_of(browser.get(f"{path}?language=ko"))
    for part in ("제23조", "동의를 거부할 수 있습니다", "30일"):
        assert part in korean


def test_nothing_sensitive_is_kept_without_the_consent_and_nothing_typed_is_lost(shown):
    for field, value in SENSITIVE.items():
        for told in ("", "none", "myself"):
            refused = send(shown, told=told, arrival="KE901", **{field: value})
            assert refused.status_code == 422, (field, told)
            assert 'href="#div_id_told"' in refused.text
            assert "Nothing was saved" in text_of(refused)
            assert "KE901" in refused.text
            assert refused.context["form"][field].value() == value
    assert not DelegateNeeds.objects.exists()
    assert not Consent.objects.exists()


def test_with_the_consent_it_is_kept_and_the_consent_with_its_words_apart(shown):
    assert send(shown, told="here", **SENSITIVE).status_code == 302
    row, consent = DelegateNeeds.objects.get(), Consent.objects.get()
    assert (row.told, row.diet, row.access_kinds) == ("here", "Hazelnuts", "wheelchair")
    assert (consent.purpose, consent.given, consent.filled_by) == ("sensitive-needs", True, "self")
    assert consent.words == asked("sensitive-needs", "en")
    # No other answer comes with it, and it counts as none of them.
    _delegate, path, browser = shown
    opened = browser.get(path)
    assert opened.context["form"]["told"].value() == "here"
    assert "agrees_sensitive" not in opened.text
    assert browser.get(f"{path}data/").json()["answers"][0]["purpose"] == "sensitive-needs"
    # The second click.
    assert send(shown, told="here", **SENSITIVE).status_code == 302
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("told", ["none", "myself"])
def test_who_takes_it_back_on_the_page_has_the_answers_erased_and_the_rest_kept(
    shown, told, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    send(shown, told="here", arrival="KE901", emergency_name="Minho", **SENSITIVE)
    # As the page sends it with the fields shut, and as it does without scripts.
    for fields in ({}, SENSITIVE):
        versions = shown[2].get(shown[1]).context["form"]["versions"].value()
        for _click in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                sent = send(shown, versions, told=told, arrival="KE901", emergency_name="Minho", **fields)
            assert sent.status_code == 302
        row = DelegateNeeds.objects.get()
        assert (row.told, row.diet_kinds, row.diet, row.access_kinds, row.access) == (told, "", "", "", "")
        assert (row.arrival, row.emergency_name) == ("KE901", "Minho")
        assert words()[-1] == ("sensitive-needs", False, "self")
        send(shown, f"1.{row.version}", told="here", arrival="KE901", emergency_name="Minho", **SENSITIVE)
    assert [given for _purpose, given, _by in words()] == [True, False, True, False, True]
    noted = settings.ERASURE_LEDGER.read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in noted] == [f"sensitive-needs {row.delegate_id}"] * 2


def test_whoever_fills_in_for_the_delegate_says_so_beside_the_consent(shown):
    send(shown, told="here", diet="Hazelnuts", for_somebody="on")
    assert words() == [("sensitive-needs", True, "assistant")]


def test_erasing_what_was_told_takes_the_consent_back_too(shown):
    _delegate, path, browser = shown
    send(shown, told="here", agrees_photographs="yes", **SENSITIVE)
    browser.post(f"{path}erase/")
    assert not DelegateNeeds.objects.exists()
    assert {(row.purpose, row.given) for row in Consent.objects.newest()} == {
        ("sensitive-needs", False),
        ("photographs", True),
    }
    assert browser.get(path).context["form"]["told"].value() in ("", None)


def test_what_was_told_before_anybody_asked_is_asked_about_at_the_next_save(shown):
    delegate, path, browser = shown
    send(shown, told="here", **SENSITIVE)
    Consent.objects.all().delete()
    DelegateNeeds.objects.update(told="")
    opened = browser.get(path)
    assert opened.context["form"]["told"].value() == ""
    assert "Hazelnuts" in opened.text
    # With the fields shut it comes without them, and is no wish to erase them.
    for fields in ({}, SENSITIVE):
        refused = send(shown, "1.1", told="", arrival="KE901", **fields)
        assert refused.status_code == 422
        assert "Hazelnuts" in refused.text
    assert "Hazelnuts" in browser.post(path, typed(delegate, "1.1", language="ko")).text
    assert DelegateNeeds.objects.get().diet == "Hazelnuts"
    # Another device, to which it is not shown, can add to the rest.
    other = Client()
    assert other.post(path, typed(delegate, "1.1", arrival="KE901")).status_code == 302
    row = DelegateNeeds.objects.get()
    assert (row.diet, row.arrival, row.told) == ("Hazelnuts", "KE901", "")
    assert other.post(path, typed(delegate, "1.2", told="none")).status_code == 302
    assert DelegateNeeds.objects.get().diet == ""


def test_other_words_ask_again(shown, settings):
    _delegate, path, browser = shown
    send(shown, told="here", **SENSITIVE)
    settings.ERASE_DAYS = 60
    assert browser.get(path).context["form"]["told"].value() == ""


@pytest.mark.one_database
def test_the_hosts_learn_how_many_tell_them_themselves(shown):
    send(shown, told="myself")
    delegate, *_ = shown
    lines = {what: count for _about, what, count in needs_counts(delegate.delegation.event)}
    assert lines["Tell the hosts themselves"] == 1


@pytest.mark.one_database
def test_the_consent_is_erased_with_the_other_answers(shown):
    send(shown, told="here", **SENSITIVE)
    with clock.fixed_at(clock.now() + dt.timedelta(days=365 * 4)):
        erase_expired()
    assert not DelegateNeeds.objects.exists()
    assert not Consent.objects.exists()
