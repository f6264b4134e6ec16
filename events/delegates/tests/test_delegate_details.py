"""What a delegate tells: kept as written, shown where it was written, erased at a wish; and how far it has come."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.errors import DomainError, StaleRecord
from core.tests.arranged import logged
from events.delegates.actions import RevokeLink
from events.delegates.models import asked
from events.delegates.selectors import read_completeness
from events.delegates.services import erase_own_details, find_link, mark_opened, own_data, read_details, save_details
from events.delegates.tests.details_scene import link_of, tell, with_delegate
from events.enums import FilledBy, LinkState
from events.models import Consent, Delegate, DelegateNeeds
from partnerships.history.selectors import HistoryEntry

pytestmark = pytest.mark.django_db
NEEDS = {
    "diet_kinds": ["vegan", "no-nuts", "made-up"],
    "diet": " Hazelnuts send me to hospital ",
    "interpretation": "Korean",
    "arrival": "KE901, 19 November 18:40",
    "emergency_name": "Kim Minho, husband",
    "emergency_phone": "+82 10 1234 5678",
}
YES_TO_ALL = {"participants-list": True, "photographs": True, "public-listing": True}


@pytest.fixture
def told():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    return scene, delegate, token


def state_of(delegate):
    found = Delegate.objects.select_related("delegation__event").get(pk=delegate.pk)
    read_completeness([found])
    return found


def test_what_is_told_is_kept_as_it_was_written(told):
    _scene, delegate, token = told
    tell(token, needs=NEEDS, person={"family_name": "van der Berg", "given_name": ""}, filled_by=FilledBy.ASSISTANT)
    needs = DelegateNeeds.objects.get(delegate=delegate)
    assert needs.diet_kinds == "vegan;no-nuts"
    assert needs.diet == "Hazelnuts send me to hospital"
    assert (needs.filled_by, needs.kept_days) == ("assistant", 30)
    row = Delegate.objects.get(pk=delegate.pk)
    assert (row.family_name, row.given_name, row.name_native) == ("van der Berg", "", "김지수")


def test_the_log_tells_of_it_without_a_word_of_it(told):
    *_, token = told
    tell(token, needs=NEEDS, answers=YES_TO_ALL, person={"given_name": "Ji-su", "gender": "woman"})
    entries = list(logged().filter(names__object_label="Delegate 1, Busan").order_by("pk"))
    assert entries[-1].actions.split() == ["delegate-name-corrected", "delegate-answered", "delegate-details-filled"]
    text = " ".join(f"{entry.sentence} {entry.parameters} {entry.reason}" for entry in entries)
    for secret in ("Hazelnuts", "Ji-su", "Kim", "woman", "5678"):
        assert secret not in text


def test_what_is_done_by_the_personal_link_is_the_delegates_own_in_log_and_history(told, client):
    *_, token = told
    tell(token, needs=NEEDS, answers=YES_TO_ALL, person={"given_name": "Ji-su"})
    own, by_coordinator = logged().filter(names__object_label="Delegate 1, Busan").order_by("-pk")[:2]
    assert (own.actor_label, own.actor) == ("The delegate, by the personal link", None)
    assert by_coordinator.actor_label == by_coordinator.actor.kept_name
    client.force_login(User.objects.create_superuser("ada@example.org", "lantern-harbour-42", given_name="Ada"))
    rows = client.get(reverse("admin:core_auditentry_changelist")).text
    assert rows.count("The delegate, by the personal link") == 1
    assert HistoryEntry(own).who == own.actor_label


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("diet", "My passport is M12345678"),
        ("arrival", "900101-1234567"),
        ("emergency_name", "Kim, 9001011234567"),
        ("access", "x" * 1001),
        ("emergency_phone", "1" * 61),
    ],
)
def test_identity_numbers_and_endless_texts_are_refused_beside_their_field(told, field, value):
    *_, token = told
    with pytest.raises(DomainError) as refused:
        tell(token, needs={field: value})
    assert refused.value.field == field
    assert not DelegateNeeds.objects.exists()


def test_a_name_is_needed_and_an_identity_number_is_none(told):
    *_, token = told
    with pytest.raises(DomainError):
        tell(token, person={"family_name": " ", "given_name": "", "name_native": ""})
    with pytest.raises(DomainError) as refused:
        tell(token, person={"family_name": "M12345678"})
    assert refused.value.field == "family_name"


def test_of_two_who_save_at_once_the_second_is_told_unless_it_says_the_same(told):
    _scene, delegate, token = told
    given = {"token": token, "versions": "1.0", "person": {}, "answers": {}, "language": "en"}
    save_details(**given, needs={"told": "here", "diet": "Vegan"})
    save_details(**given, needs={"told": "here", "diet": "Vegan"})
    assert DelegateNeeds.objects.get(delegate=delegate).version == 1
    with pytest.raises(StaleRecord):
        save_details(**given, needs={"told": "here", "diet": "No nuts"})
    for broken in ("", "1", "x.0", "1.0.0", "1." + "9" * 30):
        with pytest.raises(DomainError, match="incomplete"):
            save_details(**(given | {"versions": broken}), needs={})


def test_answers_are_kept_with_their_words_and_the_newest_counts(told):
    _scene, delegate, token = told
    tell(token, answers={"photographs": True}, language="ko")
    tell(token, answers={"photographs": True, "participants-list": False})
    tell(token, answers={"photographs": False})
    rows = list(Consent.objects.order_by("pk").values_list("purpose", "given", "language"))
    assert rows == [
        ("photographs", True, "ko"),
        ("participants-list", False, "en"),
        ("photographs", False, "en"),
    ]
    assert Consent.objects.order_by("pk")[0].words == asked("photographs", "ko")
    assert Consent.objects.answers(delegate) == {"photographs": False, "participants-list": False}
    assert Consent.objects.who_agreed([delegate], "photographs") == {delegate.pk: False}


def test_other_words_ask_again(told, settings):
    _scene, delegate, token = told
    tell(token, answers=YES_TO_ALL)
    settings.CONSENT_YEARS = 9
    assert Consent.objects.answers(delegate) == {}
    # What was agreed to still holds in the words it was given to.
    assert Consent.objects.who_agreed([delegate], "photographs") == {delegate.pk: True}


def test_every_purpose_is_asked_in_both_languages_with_its_period(settings):
    settings.CONSENT_YEARS = 7
    for purpose in YES_TO_ALL:
        for language in ("en", "ko"):
            assert "7" in asked(purpose, language).split("\n")[2]


def test_a_link_that_was_handed_over_shows_what_was_told_on_the_same_device_alone(told):
    *_, token = told
    tell(token, needs=NEEDS)
    assert not read_details(find_link(token), saved_here=DelegateNeeds.objects.get().saved_as).is_hidden
    assert read_details(find_link(token), saved_here="").is_hidden


def test_a_later_link_shows_nothing_even_to_who_adds_something(told):
    scene, delegate, token = told
    tell(token, needs=NEEDS)
    later = link_of(scene, delegate)
    assert read_details(find_link(later), saved_here=DelegateNeeds.objects.get().saved_as).is_hidden
    tell(later, needs={"access": "Step-free"})
    details = read_details(find_link(later), saved_here=DelegateNeeds.objects.get().saved_as)
    assert details.is_hidden
    assert details.needs.diet == "Hazelnuts send me to hospital"
    data = own_data(token=later, saved_here=DelegateNeeds.objects.get().saved_as)
    assert "Hazelnuts" not in str(data)
    assert data["person"]["name_native"] == "김지수"


def test_a_mailed_link_shows_what_was_told_by_it_everywhere(mailoutbox, django_capture_on_commit_callbacks):
    scene, delegate = with_delegate()
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks)
    tell(token, needs=NEEDS)
    assert not read_details(find_link(token), saved_here="").is_hidden
    assert own_data(token=token, saved_here="")["needs"]["diet"] == "Hazelnuts send me to hospital"


def test_what_was_told_is_erased_at_a_wish_and_can_be_told_again(
    told, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    _scene, delegate, token = told
    tell(token, needs=NEEDS, answers=YES_TO_ALL, person={"gender": "woman"})
    with django_capture_on_commit_callbacks(execute=True):
        erase_own_details(token=token, language="en")
    assert settings.ERASURE_LEDGER.read_text().endswith(f"Z delegate {delegate.pk}\n")
    assert not DelegateNeeds.objects.exists()
    row = Delegate.objects.get(pk=delegate.pk)
    assert (row.gender, row.given_name) == ("", "Jisu")
    assert Consent.objects.answers(delegate) == YES_TO_ALL | {"sensitive-needs": False}
    tell(token, needs={"diet": "Vegan"})
    assert not read_details(find_link(token), saved_here=DelegateNeeds.objects.get().saved_as).is_hidden


def test_answers_after_the_event_leave_no_needs_behind(told):
    *_, token = told
    tell(token, answers={"photographs": False})
    assert not DelegateNeeds.objects.exists()


def test_completeness_goes_from_no_link_to_complete(mailoutbox, django_capture_on_commit_callbacks):
    scene, delegate = with_delegate()
    assert (state_of(delegate).link_state, bool(state_of(delegate).missing)) == (LinkState.NONE, True)
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks)
    assert state_of(delegate).link_state == LinkState.SENT
    mark_opened(find_link(token))
    assert state_of(delegate).link_state == LinkState.OPENED
    tell(token, needs={"arrival": "KE901"}, spelling_checked=True)
    state = state_of(delegate)
    assert (state.link_state, state.missing) == (LinkState.OPENED, ["Questions answered"])
    tell(token, answers=YES_TO_ALL)
    state = state_of(delegate)
    assert (state.link_state, state.missing, state.has_open_link) == (LinkState.COMPLETE, [], True)


def test_a_period_that_grows_later_is_not_what_was_promised(told, settings):
    _scene, delegate, token = told
    tell(token, needs={"diet": "Hazelnuts"})
    settings.ERASE_DAYS = 300
    tell(token, needs={"diet": "Nothing with nuts"})
    assert DelegateNeeds.objects.get(delegate=delegate).kept_days == 30
    settings.ERASE_DAYS = 10
    tell(token, needs={"diet": "No nuts"})
    assert DelegateNeeds.objects.get(delegate=delegate).kept_days == 10


def test_a_revoked_link_is_none():
    scene, delegate = with_delegate(email="")
    link_of(scene, delegate)
    row = Delegate.objects.get(pk=delegate.pk)
    RevokeLink.do(row, **scene.act(), version=row.version)
    assert (state_of(delegate).link_state, state_of(delegate).has_open_link) == (LinkState.NONE, False)


@pytest.mark.one_database
def test_completeness_costs_the_same_for_one_and_for_many_and_reads_no_content(told):
    scene, _delegate, token = told
    tell(token, needs=NEEDS)

    def cost():
        rows = list(Delegate.objects.select_related("delegation__event").order_by("pk"))
        with CaptureQueriesContext(connection) as queries:
            read_completeness(rows)
        assert not any('"events_delegateneeds"."diet"' in query["sql"] for query in queries.captured_queries)
        return len(queries)

    one = cost()
    scene.nominate(
        *(
            {"family_name": "Lee", "given_name": str(n), "name_order": "family-first", "role": "member"}
            for n in range(3)
        )
    )
    assert cost() == one
