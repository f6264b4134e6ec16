"""Writing public results, and each side's release and withdrawal: who, when, and what is refused."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import Period
from events.tests.factories import event_of
from partnerships.confirmations.actions import ConfirmText
from partnerships.models import Confirmation, TextEdition
from partnerships.tests.factories_together import (
    AgreementFactory,
    IndicatorFactory,
    MeasurementFactory,
    ProjectFactory,
)
from partnerships.tests.pages import fields, sign_in, text_of
from reports.models import PublicResults
from reports.public.actions import EditResults, ReleaseResults, WithdrawResults
from reports.public.selectors import candidates, find_results, released_in
from reports.public.tests.results_scene import SUMMARY, own, public, release, written
from reports.tests.brief_scene import TODAY
from reports.tests.released import ITEM, released

pytestmark = pytest.mark.django_db


def test_a_closed_pairing_writes_releases_and_withdraws(sides, client):
    sides.pairing.status = "closed"
    sides.pairing.save(by=None)
    written(sides)
    release(sides, "eu")
    release(sides, "counterpart")
    assert public(sides, client).status_code == 200
    WithdrawResults.do(find_results(sides.pairing), **sides.by("eu"), reason="Wrong.")
    assert public(sides, client).status_code == 404


@pytest.mark.parametrize(("language", "kind"), [("en", "Public results"), ("ko", "공개 성과")])
def test_public_results_and_their_pairing_are_named_once(sides, client, language, kind):
    pairing = written(sides).pairing
    sign_in(client, sides, "eu")
    page = client.get(f"{pairing.get_absolute_url()}texts/public-results/", HTTP_ACCEPT_LANGUAGE=language)
    shown = text_of(page)
    assert kind in shown
    assert f"{kind}: {kind}" not in shown
    assert not [name for name in ("Busan-Barcelona", "부산·바르셀로나") if f"{name}, {name}" in shown]


def test_a_discontinued_pairing_changes_nothing_any_more(sides):
    written(sides)
    sides.pairing.status = "discontinued"
    sides.pairing.save(by=None)
    with pytest.raises(DomainError):
        written(sides, summary_en="Anew")
    with pytest.raises(DomainError):
        release(sides, "eu")


def test_what_can_be_chosen_is_what_was_reached(sides):
    pairing = sides.pairing
    for level in ("identified", "exploring", "agreed", "running", "not-pursued"):
        ProjectFactory(pairing=pairing, level=level, code=level)
    AgreementFactory(pairing=pairing, status="signed", code="signed", signed_on=TODAY)
    AgreementFactory(pairing=pairing, status="drafted", code="drafted")
    event_of(pairing, status="held", code="held", actual=Period.parse("2026-08-12/2026-08-14"))
    event_of(pairing, status="planned", code="planned")
    indicator = IndicatorFactory(programme=pairing.strand.programme_record, unit_ko="명")
    MeasurementFactory(strand=pairing.strand, pairing=pairing, indicator=indicator, value=23)
    found = {(one["kind"], one["code"]): one for one in candidates(pairing)}
    assert set(found) == {
        ("project", "agreed"),
        ("project", "running"),
        ("agreement", "signed"),
        ("event", "held"),
        ("indicator", indicator.code),
    }
    words = found["agreement", "signed"]
    assert words["text_en"] == "Memorandum of understanding (MoU), signed on 25 November 2026"
    assert "2026. 11. 25." in words["text_ko"]
    words = found["indicator", indicator.code]
    assert "23 people, as of" in words["text_en"]
    assert "23명(" in words["text_ko"]


@pytest.mark.parametrize(
    "item",
    [
        ITEM | {"code": "unknown"},
        ITEM | {"kind": "person"},
        {"kind": "project", "code": "agreed", "title_en": "", "title_ko": ""},
        {"kind": "project", "code": "agreed", "title_en": "x" * 301},
        {"kind": "project", "code": "agreed", "title_en": "Ask marta@example.org"},
    ],
)
def test_what_may_not_be_released_is_refused(sides, item):
    ProjectFactory(pairing=sides.pairing, level="agreed", code="agreed")
    with pytest.raises(DomainError):
        written(sides, items=[item])
    assert not PublicResults.objects.exists()


def test_a_record_stands_once_and_one_that_fell_back_may_stay(sides):
    project = ProjectFactory(pairing=sides.pairing, level="agreed", code="agreed")
    item = {"kind": "project", "code": "agreed", "title_en": "Agreed"}
    with pytest.raises(DomainError):
        written(sides, items=[item, item])
    written(sides, items=[item])
    project.level = "exploring"
    project.save(by=None)
    assert len(written(sides, summary_en="Anew", items=[item]).items) == 1


@pytest.mark.parametrize("changes", [{"summary_en": "x" * 5001}, {"summary_ko": "a@example.org"}])
def test_summaries_are_kept_in_bounds(sides, changes):
    with pytest.raises(DomainError):
        written(sides, **changes)


def test_nothing_is_no_result(sides):
    with pytest.raises(DomainError):
        written(sides, summary_en="  ", summary_ko="\x00")
    with pytest.raises(DomainError):
        ReleaseResults.do(find_results(sides.pairing), **sides.by("eu"), version=1, edition=1)


def test_a_stale_form_and_a_stale_edition_release_nothing(sides):
    first = written(sides)
    with pytest.raises(DomainError, match="began this text meanwhile"):
        EditResults.do(PublicResults.blank(sides.pairing), **sides.by("eu"), version=1, changes=SUMMARY)
    written(sides, summary_en="Anew")
    with pytest.raises(StaleRecord):
        ReleaseResults.do(first, **sides.by("eu"), version=first.version - 1, edition=1)
    now = find_results(sides.pairing)
    with pytest.raises(DomainError):
        ReleaseResults.do(now, **sides.by("eu"), version=now.version, edition=now.edition + 1)
    with pytest.raises(AlreadyDone):
        written(sides, summary_en="Anew")


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_others_neither_write_nor_release(sides, role):
    with pytest.raises(NotAllowed):
        written(sides, role)
    written(sides)
    with pytest.raises(NotAllowed):
        release(sides, role)
    with pytest.raises(NotAllowed):
        WithdrawResults.do(find_results(sides.pairing), **sides.by(role), reason="No.")


def test_withdrawing_needs_a_release_and_a_reason(sides):
    written(sides)
    with pytest.raises(AlreadyDone):
        WithdrawResults.do(find_results(sides.pairing), **sides.by("eu"), reason="Why?")
    release(sides, "eu")
    with pytest.raises(DomainError):
        WithdrawResults.do(find_results(sides.pairing), **sides.by("eu"), reason="  ")


def test_nobody_releases_for_both_sides(sides):
    written(sides)
    release(sides, "eu")
    with pytest.raises(AlreadyDone, match="Your side has already agreed to the release"):
        release(sides, "eu")
    word = Confirmation.objects.live().get(side="counterpart")
    word.text.pairing = sides.pairing
    with pytest.raises(NotAllowed):
        ConfirmText.do(word, **sides.by("eu"), version=word.version, edition=1)


def form_of(client, path):
    return fields(client.get(path))


def test_a_side_writes_chooses_and_releases_on_its_pages(sides, client):
    ProjectFactory(pairing=sides.pairing, level="agreed", code="lights", title_en="Street lights", title_ko="가로등")
    sign_in(client, sides, "eu")
    path = own(sides, "results-edit")
    sent = form_of(client, path) | SUMMARY | {"add": ["project:lights"]}
    page = client.post(path, sent, follow=True)
    assert "Read the text of the records" in text_of(page)
    assert client.post(path, sent, follow=True).status_code == 200
    assert PublicResults.objects.get().items[0]["text_en"] == "Agreed"
    sent = form_of(client, path) | SUMMARY
    texts = {"title_en": "Lights", "title_ko": "", "text_en": "They answer."}
    sent |= {f"item_project_lights_{name}": text for name, text in {"keep": "on", **texts}.items()}
    client.post(path, sent)
    assert PublicResults.objects.get().items[0]["title_en"] == "Lights"
    assert "They answer." in text_of(client.get(own(sides, "results-preview")))
    released_page = client.post(
        own(sides, "results-release"), form_of(client, own(sides, "results-release")), follow=True
    )
    assert "Your side has agreed to the release." in text_of(released_page)
    again = client.get(own(sides, "results-release"))
    assert "Your side has already agreed to the release of this edition." in text_of(again)
    assert 'name="edition"' not in again.content.decode()
    sign_in(client, sides, "counterpart")
    done = client.post(own(sides, "results-release"), form_of(client, own(sides, "results-release")), follow=True)
    assert "It is public now." in text_of(done)
    assert "They answer." in text_of(public(sides, client))


@pytest.mark.one_database
def test_what_is_not_kept_leaves_and_a_fault_keeps_what_was_typed(sides, client):
    released(sides.pairing)
    sign_in(client, sides, "eu")
    path = own(sides, "results-edit")
    page = client.get(path)
    assert "takes the public page down" in text_of(page)
    assert "Earlier editions" not in text_of(page)
    sent = fields(page) | SUMMARY | {"summary_en": "Write to me@example.org"}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert "me@example.org" in answer.content.decode()
    client.post(path, form_of(client, path) | SUMMARY)
    assert PublicResults.objects.get().items == []
    assert "Earlier editions and internal approval" in text_of(client.get(path))


def test_the_preview_is_what_becomes_public(sides, client):
    results = released(sides.pairing, sides=("eu",))
    sign_in(client, sides, "authority")
    before = client.get(own(sides, "results-preview"))
    assert "It is not public until both sides agree to its release." in text_of(before)
    release(sides, "counterpart")
    shown = before.context["shown"]
    after = public(sides, client).context["shown"]
    assert shown | {"released_on": after["released_on"]} == after
    (edition,) = released_in(sides.pairing.strand)
    assert find_results(sides.pairing).frozen_body() == edition.body
    assert edition.sha256 == TextEdition.objects.of(results).get().sha256


def test_withdrawing_on_the_page_needs_a_reason(sides, client):
    released(sides.pairing)
    sign_in(client, sides, "counterpart")
    path = own(sides, "results-withdraw")
    assert client.post(path, form_of(client, path)).status_code == 422
    assert public(sides, client).status_code == 200
    sign_in(client, sides, "counterpart")
    client.post(path, form_of(client, path) | {"reason": "A figure is wrong."})
    assert public(sides, client).status_code == 404
    assert AuditEntry.objects.filter(action="confirmation-withdraw", names__reason="A figure is wrong.").exists()


def test_task_and_mail_speak_of_a_release(sides, client, django_capture_on_commit_callbacks, mailoutbox):
    written(sides)
    with django_capture_on_commit_callbacks(execute=True):
        release(sides, "eu")
    sign_in(client, sides, "counterpart")
    page = client.get("/")
    assert "Read and agree to the release" in text_of(page)
    assert f'href="{own(sides, "results-release")}' in page.content.decode()
    assert "It is public once Busan agrees too." in text_of(page)
    assert "Read and confirm" not in text_of(page)
    (mail,) = mailoutbox
    assert mail.subject == "Busan-Barcelona: please agree to the release of results"
    assert own(sides, "results-release") in mail.body
