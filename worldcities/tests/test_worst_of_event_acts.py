"""Every act below an event from its worst side: the pairing is closed, or the form is an old one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from core.action_views import ActPage
from core.models import AuditEntry
from events.models import Delegate, Event
from events.tests.event_scene import milestone
from events.tests.trip_scene import pairing_abroad
from events.urls import urlpatterns
from partnerships.models import Milestone, Pairing
from partnerships.tests.factories import period
from partnerships.tests.files import FILES, forget_files, upload
from partnerships.tests.pages import text_of
from partnerships.tests.roles import person
from worldcities.tests.seed_events import words_of_events

pytestmark = pytest.mark.django_db

# A link or an address can always be taken back, also of what is over; a calendar is of the person alone.
ALWAYS = {"delegate-link-revoke", "feed-add", "feed-revoke"}
# An interest that stands open is told to be so, however old the form is.
OPEN_ALREADY = {"interest-reopen"}

# What an act needs of its record before it means anything.
NOMINATIONS = {"delegate-confirm": "accepted", "delegate-move-up": "waiting", "delegate-bring-back": "withdrawn"}
REASON = "The hall is taken, says the harbour office"
TYPED: dict[str, dict[str, Any]] = {
    "agenda-item-add": {"title_en": "Harbour", "kind": "session"},
    "agenda-item-edit": {"title_en": "Harbour"},
    "agenda-item-move": {"place": "1"},
    "agenda-release": {"note": REASON},
    "invitation-letter": {"signatory": "Marta Soler", "signatory_function": "Mayor", "language": "en"},
    "delegate-add": {"family_name": "Lee", "given_name": "Haneul", "name_order": "family-first", "role": "member"},
    "delegates-paste": {"rows_text": "Lee;Haneul"},
    "delegate-edit": {"function": "Director of the port"},
    "delegate-replace": {"family_name": "Lee", "name_order": "family-first", "role": "member", "reason": REASON},
    "trip-paper-edit": {"outline_en": "Went very well."},
    "trip-photo-add": {"caption_en": "The harbour"},
    "trip-photo-edit": {"caption_en": "The harbour", "place": "1"},
    "visit-note-add": {"what": "Ferries by day"},
    "visit-note-edit": {"what_en": "Ferries by day"},
    "minutes-edit": {"summary_en": "We spoke of ferries."},
    "minutes-objection-add": {"text": "We spoke of trams."},
    "event-add": {"title_en": "Tram day", "kind": "working-meeting", "forecast_start_text": "2027-03-02"},
    "event-edit": {"title_en": "Tram day"},
    "event-reschedule": {"forecast_start_text": "2027-03-02", "forecast_end_text": "", "reason": REASON},
    "event-held": {"actual_start_text": "2026-10-14"},
    "event-copy": {"start": "2027-03-02"},
    "head-count-add": {"least": "12", "most": "14", "whom_en": "visitors", "source": "https://busan.example/"},
}


def scene_of_acts() -> tuple[Pairing, dict[str, Any]]:
    """A pairing with one record of each kind at one event, and the words of the addresses."""
    pairing = pairing_abroad()
    token = "a-secret-of-the-old-days"
    words = words_of_events(pairing, token=token)
    event = Event.objects.get(code=words["event"], strand=pairing.strand)
    event.baseline = event.forecast = period("2026-12-03", "2026-12-04")
    event.milestone_codes = milestone(pairing).code
    event.save(by=None)
    places = {
        "milestone": event.milestone_codes,
        "strand": pairing.strand.code,
        "pairing": pairing.code,
        "partner": "busan",
    }
    return pairing, words | places | {"token": token, "number": 1}


def acts_of(words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and address of each act of this app."""
    for one in urlpatterns:
        if issubclass(one.callback.view_class, ActPage):
            yield one.name, reverse(f"events:{one.name}", kwargs={name: words[name] for name in one.pattern.converters})


def make_ready(name: str) -> None:
    """Let the nomination stand as the act asks for."""
    Delegate.objects.update(status=NOMINATIONS.get(name, "nominated"))


def filled(name: str, page: Any) -> dict[str, Any]:
    """What a browser sends of the shown form, with something typed and a reason."""
    values = {bound.html_name: bound.value() for bound in page.context["form"]}
    sent = {key: value for key, value in values.items() if value not in (None, "", [])}
    if "reason" in values:
        sent["reason"] = REASON
    if name == "trip-photo-add":
        sent["file"] = upload("photo.jpg", FILES["photo.jpg"])
    return sent | TYPED.get(name, {})


def written_rows() -> dict[str, list[Any]]:
    """All that is kept, apart from words of forms and sessions."""
    kept = [one for one in apps.get_models() if one._meta.app_label in {"core", "accounts", "partnerships", "events"}]
    names = {one._meta.label: one for one in kept if one.__name__ != "SubmittedForm"}
    return {label: list(model._default_manager.order_by("pk").values()) for label, model in names.items()}


def save_everything() -> None:
    """Somebody saves every record in between: all versions are newer."""
    for model in (*apps.get_app_config("events").get_models(), Milestone):
        if any(field.name == "version" for field in model._meta.fields) and not model.__name__.startswith("Historical"):
            for row in model._default_manager.all():
                row.save(by=None)


@pytest.fixture(autouse=True)
def _no_files():
    yield
    forget_files()


@pytest.fixture
def walked(client):
    """The acts that somebody in a role can open, each with its form as a browser would send it."""
    pairing, words = scene_of_acts()

    def walk():
        for name, address in acts_of(words):
            if name not in ALWAYS:
                make_ready(name)
                page = client.get(address)
                yield name, address, filled(name, page) if page.status_code == 200 else None
        make_ready("")

    def walk_as(role):
        client.force_login(person(role, pairing), "django.contrib.auth.backends.ModelBackend")
        return walk()

    return pairing, walk_as


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["staff", "counterpart"])
def test_nothing_is_written_where_the_pairing_is_closed_and_each_act_says_why(client, walked, role):
    pairing, walk = walked
    Pairing.objects.filter(pk=pairing.pk).update(status="closed")
    make_ready("")
    visits = walk(role)
    before, refused = written_rows(), set()
    entries = list(AuditEntry.objects.values_list("pk", flat=True))
    for name, address, sent in visits:
        answer = client.post(address, sent or {})
        if answer.status_code == 200 and name == "delegates-paste":
            answer = client.post(address, sent | {"seen": answer.context["form"]["seen"].value()})
        assert answer.status_code == (403 if sent is None else 422), name
        assert sent is None or "closed" in text_of(answer), name
        refused.add(name)
    assert len(refused) > 45
    assert {name for name, rows in written_rows().items() if rows != before[name]} <= {
        "core.AuditEntry",
        "core.AuditNames",
    }
    assert set(AuditEntry.objects.exclude(pk__in=entries).values_list("kind", flat=True)) <= {"refusal"}


@pytest.mark.one_database
def test_an_old_form_is_told_and_keeps_what_was_typed(client, walked):
    _pairing, walk = walked
    told = set()
    for name, address, sent in walk("staff"):
        if sent is None or "seen_version" not in sent or name in OPEN_ALREADY:
            continue
        save_everything()
        make_ready(name)
        answer = client.post(address, sent)
        assert answer.status_code == 409, name
        assert "Someone else changed this meanwhile" in text_of(answer), name
        kept = answer.context["form"].data
        assert {key: kept.get(key) for key in TYPED.get(name, {})} == TYPED.get(name, {}), name
        told.add(name)
    assert len(told) > 35
