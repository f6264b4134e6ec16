"""Restoring an older version: its texts come back as a new version, through the edit of the record's own service."""

import pytest
from django.test import Client

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.confirmations.selectors import lost_confirmations
from partnerships.enums import ConfirmationState
from partnerships.history.selectors import timeline
from partnerships.history.services import kind_of, preview, restore_version
from partnerships.models import Milestone
from partnerships.tests.factories import ThemeFactory, period
from partnerships.tests.kept_records import OWN_KINDS, kept_records
from partnerships.tests.two_sides import ROLES, two_sides

pytestmark = pytest.mark.django_db
WITH_TEXTS = [slug for slug, kind in OWN_KINDS.items() if kind.texts]


def _edit(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save(by=None)
    return record


def _restore(sides, role, record, number=1, **given):
    given = {"version": record.version, "reason": "A wrong paste.", **given}
    return restore_version(kind=kind_of(record), record=record, number=number, **sides.by(role), **given)


def _url(sides, record, number=1, end="restore/") -> str:
    kind = kind_of(record).slug
    end = f"{number}/{end}" if end else ""
    return f"/strands/{sides.pairing.strand.code}/history/{kind}/{record.pk}/{end}"


def _client(sides, role) -> Client:
    client = Client()
    client.force_login(sides.people[role])
    return client


def _post(client, url, **values):
    form = client.get(url).context["form"]
    given = {"once": form["once"].value(), "seen_version": form["seen_version"].value(), **values}
    return client.post(url, given)


@pytest.mark.parametrize("kind", WITH_TEXTS)
def test_every_kind_gets_its_older_text_back_as_a_new_version(sides, kind) -> None:
    kept = kept_records(sides)[kind]
    record, name = kept.record, kept.text
    before = getattr(record, name)
    _edit(record, **{name: "Something else"})
    first, version = record.version - 1, record.version
    _restore(sides, "staff", record, number=first)
    record.refresh_from_db()
    assert getattr(record, name) == before
    assert record.version > version
    assert record.history.filter(version=version).exists()
    entry = AuditEntry.objects.get(action="record-restored")
    assert (entry.object_id, entry.strand_id) == (record.pk, sides.pairing.strand_id)
    newest = timeline(record)[0]
    assert newest.what == f"Restored the texts of version {first}"
    assert before in [change.new for change in newest.changes]


@pytest.mark.one_database
@pytest.mark.parametrize("kind", WITH_TEXTS)
@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_edit_a_record_may_restore_it(sides, kind, role) -> None:
    kept = kept_records(sides)[kind]
    record, name, allowed = kept.record, kept.text, kept.editors
    _edit(record, **{name: "Something else"})
    # A closing has two sides' fields: the other side has nothing of its own to restore in this one.
    nothing = kind == "closing" and role == "counterpart"
    number = record.version - 1
    if nothing:
        with pytest.raises(AlreadyDone):
            _restore(sides, role, record, number=number)
    elif role in allowed:
        _restore(sides, role, record, number=number)
    else:
        with pytest.raises(NotAllowed):
            _restore(sides, role, record, number=number)
    record.refresh_from_db()
    assert (getattr(record, name) == "Something else") == (nothing or role not in allowed)


def test_dates_states_and_people_stay_as_they_are(sides) -> None:
    milestone = sides.milestone(title_en="Launch")
    _edit(milestone, title_en="Kick-off", status="cancelled", forecast=period("2019-01-01"), responsible="eu")
    _restore(sides, "staff", milestone)
    stored = Milestone.objects.get(pk=milestone.pk)
    assert (stored.title_en, stored.status, stored.responsible) == ("Launch", "cancelled", "eu")
    assert stored.forecast == period("2019-01-01")


def test_an_older_text_comes_back_with_its_translation_in_the_place_of_words_that_had_one(sides) -> None:
    milestone = sides.milestone(note="On foot", note_other="걸어서")
    for words in ({"note": "전차로"}, {"note_other": "By tram"}):
        _edit(Milestone.objects.get(pk=milestone.pk), **words)
    stored = Milestone.objects.get(pk=milestone.pk)
    assert (stored.note, stored.note_other) == ("전차로", "By tram")
    for number, pair in ((1, ("On foot", "걸어서")), (3, ("전차로", "By tram"))):
        _restore(sides, "staff", Milestone.objects.get(pk=milestone.pk), number=number)
        stored = Milestone.objects.get(pk=milestone.pk)
        assert (stored.note, stored.note_other) == pair


def test_themes_come_back_in_their_order_and_the_pairing_shows_them(sides) -> None:
    text = sides.themes()
    old = text.theme_codes
    _edit(text, theme_codes=ThemeFactory(strand=sides.pairing.strand).code)
    _restore(sides, "eu", text)
    sides.pairing.refresh_from_db()
    assert sides.pairing.theme_codes == old
    _edit(text_now := type(text).objects.get(pk=text.pk), theme_codes="of-no-theme")
    _edit(text_now, theme_codes=old)
    with pytest.raises(DomainError, match="of-no-theme"):
        _restore(sides, "eu", text_now, number=text_now.version - 1)


def test_a_coordinator_restores_only_the_own_side_of_a_closing(sides) -> None:
    closing = sides.closing()
    _edit(closing, eu_take_aways_en="Other", counterpart_take_aways_ko="다른 글")
    _restore(sides, "eu", closing)
    closing.refresh_from_db()
    assert (closing.eu_take_aways_en, closing.counterpart_take_aways_ko) == ("Open data pays.", "다른 글")


def test_nothing_is_restored_over_what_another_saved_meanwhile(sides) -> None:
    plan = _edit(sides.plan(), vision_en="Second")
    stale = plan.version
    _edit(plan, vision_en="Third")
    with pytest.raises(StaleRecord):
        _restore(sides, "eu", plan, version=stale)
    plan.refresh_from_db()
    assert plan.vision_en == "Third"
    assert not AuditEntry.objects.filter(action="record-restored").exists()


def test_what_does_not_differ_or_never_was_is_not_restored(sides) -> None:
    plan = _edit(sides.plan(), vision_en="Second")
    with pytest.raises(AlreadyDone):
        _restore(sides, "eu", plan, number=plan.version)
    with pytest.raises(DomainError, match="no version 99"):
        _restore(sides, "eu", plan, number=99)


def test_staff_say_why_they_restore_for_a_side(sides) -> None:
    milestone = _edit(sides.milestone(title_en="Launch"), title_en="Kick-off")
    with pytest.raises(DomainError) as refused:
        _restore(sides, "staff", milestone, reason=" ")
    assert refused.value.field == "reason"
    milestone.refresh_from_db()
    assert milestone.title_en == "Kick-off"


def test_a_closed_pairing_restores_nothing(sides) -> None:
    plan = _edit(sides.plan(), vision_en="Second")
    _edit(sides.pairing, status="closed")
    plan.pairing.refresh_from_db()
    with pytest.raises(DomainError):
        _restore(sides, "eu", plan)
    page = _client(sides, "eu").get(_url(sides, plan, end=""))
    assert page.context["restorable"] == set()
    url = _url(sides, plan)
    why = _client(sides, "eu").get(url).context["refusal"]
    refused = _post(_client(sides, "eu"), url)
    assert refused.status_code == 422
    assert why in refused.content.decode()


def test_a_restored_text_must_be_confirmed_again_and_the_page_says_so_before(sides) -> None:
    plan = _edit(sides.plan(), vision_en="A cleaner port.")
    edition = sides.ask(plan)
    sides.confirm(edition, "eu")
    plan.refresh_from_db()
    client = _client(sides, "counterpart")
    page = client.get(_url(sides, plan))
    (consequence,) = page.context["consequences"]
    assert consequence.startswith(f"Barcelona confirmed edition {edition.edition}")
    assert consequence in page.content.decode()
    assert _post(client, _url(sides, plan), reason="").status_code == 302
    plan.refresh_from_db()
    assert plan.vision_en == "A greener port."
    assert plan.edition > edition.edition
    assert lost_confirmations(plan) == []
    asked = plan.pairing.text_editions.latest("edition").confirmations
    assert [word.state for word in asked.all()] == [ConfirmationState.REQUESTED] * 2


def test_the_page_shows_what_changes_and_restores_once(sides) -> None:
    plan = _edit(sides.plan(), vision_en="A cleaner port.")
    client, url = _client(sides, "eu"), _url(sides, plan)
    page = client.get(url)
    assert [(change.old, change.new) for change in page.context["changes"]] == [("A cleaner port.", "A greener port.")]
    html = page.content.decode()
    assert '<del><span class="visually-hidden">removed: </span>cleaner</del>' in html
    assert '<ins><span class="visually-hidden">added: </span>greener</ins>' in html
    given = {"once": "the-same", "seen_version": plan.version}
    assert client.post(url, given)["Location"] == _url(sides, plan, end="")
    assert client.post(url, given).status_code == 302
    assert AuditEntry.objects.filter(action="record-restored").count() == 1


def test_the_page_keeps_what_another_saved_meanwhile(sides) -> None:
    plan = _edit(sides.plan(), vision_en="Second")
    client, url, seen = _client(sides, "eu"), _url(sides, plan), plan.version
    _edit(plan, vision_en="Third")
    page = client.post(url, {"once": "x", "seen_version": seen, "reason": "Because"})
    assert page.status_code == 409
    assert "Because" in page.content.decode()
    plan.refresh_from_db()
    assert plan.vision_en == "Third"


def test_the_page_of_staff_asks_why(sides) -> None:
    milestone = _edit(sides.milestone(title_en="Launch"), title_en="Kick-off")
    client, url = _client(sides, "staff"), _url(sides, milestone)
    assert _post(client, url, reason="").status_code == 422
    assert _post(client, url, reason="Wrong paste").status_code == 302
    entry = timeline(Milestone.objects.get(pk=milestone.pk))[0]
    assert (entry.reason, entry.who) == ("Wrong paste", str(sides.people["staff"]))


def test_a_page_of_a_version_or_kind_that_is_none_is_not_found(sides) -> None:
    plan = sides.plan()
    client = _client(sides, "eu")
    assert client.get(_url(sides, plan, number=99)).status_code == 404
    assert client.get(_url(sides, plan).replace("action-plan", "membership")).status_code == 404
    other = two_sides().plan()
    assert client.get(_url(sides, plan).replace(f"/{plan.pk}/", f"/{other.pk}/")).status_code == 404


@pytest.mark.security("C9")
@pytest.mark.parametrize(("role", "status"), [("authority", 403), ("observer", 403), ("neighbour", 403)])
def test_who_only_reads_may_not_restore(sides, role, status) -> None:
    plan = _edit(sides.plan(), vision_en="Second")
    client = _client(sides, role)
    assert client.get(_url(sides, plan, end="")).status_code == 200
    assert client.get(_url(sides, plan)).status_code == status
    assert client.post(_url(sides, plan), {"once": "x", "seen_version": plan.version}).status_code == status


def test_a_preview_tells_only_of_what_comes_back(sides) -> None:
    milestone = _edit(sides.milestone(title_en="Launch"), title_en="Kick-off", status="done")
    row = milestone.history.earliest("history_id")
    changes = preview(kind_of(milestone), sides.grants("eu"), milestone, row)
    assert [(change.label, change.old, change.new) for change in changes] == [
        ("Title in English", "Kick-off", "Launch")
    ]
