"""Confirming, approving and withdrawing, as each reader meets it on the pages."""

import datetime as dt
import re

import pytest

from partnerships.confirmations.actions import EditText, TakeToApproval
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.models import Confirmation, TextEdition
from partnerships.tests.factories import FollowUpFactory, UserFactory
from partnerships.tests.pages import fields, messages_of, text_of, url
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


class TestConfirming:
    """One button, under the very text that it confirms."""

    @pytest.mark.one_database
    def test_a_side_reads_and_confirms_and_is_told_whose_turn_it_is(self, client, scene):
        edition = scene.ask(scene.plan())
        address = url(scene, "confirmation-confirm", scene.word(edition, "eu").pk)
        client.force_login(scene.people["eu"])
        page = client.get(address)
        assert "A greener port." in text_of(page)
        assert "It is not in force until Busan confirms it too." in text_of(page)
        done = client.post(address, fields(page), follow=True)
        assert messages_of(done) == [
            "Barcelona has confirmed edition 1. It is not in force until Busan confirms it too."
        ]
        assert done.redirect_chain == [(url(scene, "text", "action-plan"), 302)]

        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-confirm", scene.word(edition, "counterpart").pk)
        page = client.get(address)
        assert "Barcelona has confirmed this edition. Once Busan confirms it too, it is in force." in text_of(page)
        given = fields(page) | {"function": "Director of the office", "document": "2026-1131"}
        done = client.post(address, given, follow=True)
        assert messages_of(done) == ["Both cities have confirmed edition 1: it is now in force."]
        assert "Approver: Director of the office · document 2026-1131" in text_of(done)

    def test_twice_or_from_two_tabs_confirms_once_and_says_so(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "eu")
        address = url(scene, "confirmation-confirm", word.pk)
        client.force_login(scene.people["eu"])
        first, second = client.get(address), client.get(address)
        client.post(address, fields(first))
        again = client.post(address, fields(first), follow=True)
        assert messages_of(again)[-1] == "This was saved already; nothing was done a second time."
        other_tab = client.post(address, fields(second), follow=True)
        assert messages_of(other_tab) == ["Barcelona has confirmed edition 1 already."]
        back = client.get(address, follow=True)
        assert messages_of(back) == ["Barcelona has confirmed edition 1 already."]
        assert Confirmation.objects.filter(state="confirmed").count() == 1

    def test_an_old_edition_is_refused_with_the_new_one_named(self, client, scene):
        plan = scene.plan()
        address = url(scene, "confirmation-confirm", scene.word(scene.ask(plan), "eu").pk)
        client.force_login(scene.people["eu"])
        page = client.get(address)
        EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
        refused = client.post(address, fields(page))
        assert refused.status_code == 422
        assert "The text has changed since: it is edition 2 now." in text_of(refused)
        opened = client.get(address, follow=True)
        assert messages_of(opened) == ["The text has changed: it is edition 2 now."]
        assert not Confirmation.objects.filter(state="confirmed").exists()

    @pytest.mark.one_database
    def test_what_changed_since_the_edition_that_the_side_confirmed_is_marked_above_the_button(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만")
        first = scene.ask(plan)
        scene.confirm(first, "eu")
        for vision in ("A greener and quieter port.", "A greener, quieter and open port."):
            plan.refresh_from_db()
            EditText.do(plan, version=plan.version, changes={"vision_en": vision}, **scene.by("counterpart"))
        newest = TextEdition.objects.of(plan).first()
        client.force_login(scene.people["eu"])
        for address in (url(scene, "confirmation-confirm", scene.word(newest, "eu").pk), newest.answer_url):
            page = client.get(address)
            assert "What changed since edition 1 is marked: added , removed ." in text_of(page)
            assert [part.label for part in page.context["parts"] if part.is_changed] == ["Vision"]
            # It is marked in the text, which stands there once.
            assert re.findall(r"<ins><span[^>]*>added: </span>(.*?)</ins>", page.content.decode()) == [
                ", quieter and open"
            ]
            assert page.content.decode().count("더 푸른 항만") == 1
        # Who confirmed nothing compares with what was asked last.
        client.force_login(scene.people["counterpart"])
        page = client.get(url(scene, "text", "action-plan"))
        assert page.context["older"].edition == 2
        page = client.get(url(scene, "text", "action-plan"), {"since": "1"})
        assert page.context["older"].edition == 1

    def test_a_day_that_has_moved_since_is_told_before_the_button_with_the_way_to_the_next_edition(self, client, scene):
        promise = FollowUpFactory(pairing=scene.pairing, what_en="Send the sheet", due_on=dt.date(2099, 3, 1))
        edition = scene.ask(scene.plan())
        told = "Moved since this edition was frozen: Send the sheet, from 1 March 2099 to 5 April 2099."
        offer = f'href="{url(scene, "text-edit", "action-plan")}?steps=on"'
        own = url(scene, "confirmation-confirm", scene.word(edition, "eu").pk)
        client.force_login(scene.people["eu"])
        for place in (edition.answer_url, own):
            assert "Moved since" not in text_of(client.get(place))
        moved = {"due_on": dt.date(2099, 4, 5)}
        EditFollowUp.do(promise, version=promise.version, changes=moved, **scene.by("counterpart"))
        for place in (edition.answer_url, own):
            assert told in text_of(client.get(place))
        assert offer in client.get(edition.answer_url).content.decode()
        page = client.get(f"{url(scene, 'text-edit', 'action-plan')}?steps=on")
        assert page.context["form"]["steps"].value() is True
        client.post(
            url(scene, "text-edit", "action-plan"), fields(page) | {"steps": "on", "vision_en": "A greener port."}
        )
        newest = TextEdition.objects.of(edition.record).first()
        assert newest.edition == edition.edition + 1
        page = text_of(client.get(newest.answer_url))
        assert "Moved since" not in page
        assert "removed: 1 March 2099 added: 5 April 2099" in page

    @pytest.mark.one_database
    def test_staff_say_why_and_never_confirm_for_both(self, client, scene):
        edition = scene.ask(scene.plan())
        client.force_login(scene.people["staff"])
        for side, status in (("eu", 302), ("counterpart", 422)):
            address = url(scene, "confirmation-confirm", scene.word(edition, side).pk)
            page = client.get(address)
            assert client.post(address, fields(page)).status_code == 422
            answer = client.post(address, fields(client.get(address)) | {"reason": "By letter"})
            assert answer.status_code == status
        assert "Nobody confirms for both" in text_of(answer)
        page = client.get(url(scene, "text", "action-plan"))
        assert "Confirmed on its behalf on" in text_of(page)
        assert "By letter" in text_of(page)
        assert "wc-mark-half--behalf" in page.content.decode()

    @pytest.mark.one_database
    def test_of_a_milestone_the_page_leads_to_the_milestone(self, client, scene):
        milestone = scene.milestone()
        edition = scene.ask(milestone)
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "confirmation-confirm", scene.word(edition, "eu").pk))
        milestone.pairing = scene.pairing
        assert f'href="{milestone.get_absolute_url()}"' in page.content.decode()

    @pytest.mark.one_database
    @pytest.mark.parametrize("act", ["confirm", "approval", "withdraw"])
    @pytest.mark.parametrize("role", ["counterpart", "administrator", "authority", "observer", "neighbour"])
    def test_nobody_else_speaks_for_a_side(self, client, scene, role, act):
        word = scene.word(scene.ask(scene.plan()), "eu")
        client.force_login(scene.people[role])
        address = url(scene, f"confirmation-{act}", word.pk)
        assert client.get(address).status_code == 403
        assert client.post(address, {"once": "x", "seen_version": 1, "edition": 1}).status_code == 403
        word.refresh_from_db()
        assert word.state == "requested"

    @pytest.mark.one_database
    def test_a_confirmation_is_found_in_its_own_pairing_only(self, client, scene):
        other = two_sides()
        word = other.word(other.ask(other.plan()), "eu")
        client.force_login(scene.people["staff"])
        assert client.get(url(scene, "confirmation-confirm", word.pk)).status_code == 404
        client.force_login(UserFactory())
        assert client.get(url(scene, "text-list")).status_code == 404


class TestApprovalAndWithdrawing:
    @pytest.mark.one_database
    def test_a_side_says_until_when_it_approves_internally(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "counterpart")
        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-approval", word.pk)
        page = client.get(address)
        past = client.post(address, fields(page) | {"until": "2017-01-01", "function": "Director"})
        assert past.status_code == 422
        assert "This day has passed" in text_of(past)
        given = fields(client.get(address)) | {"until": "2199-12-31", "function": "Director", "document": "국제-1131"}
        client.post(address, given)
        page = client.get(url(scene, "text", "action-plan"))
        assert "In internal approval until 31 December 2199" in text_of(page)
        assert "document 국제-1131" in text_of(page)

    def test_two_tabs_meet_a_newer_version(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "eu")
        client.force_login(scene.people["eu"])
        address = url(scene, "confirmation-approval", word.pk)
        page = client.get(address)
        given = {"until": page.context["form"].initial["until"], "function": "Head"}
        TakeToApproval.do(word, version=1, **given, **scene.by("eu"))
        assert client.post(address, fields(page) | {**given, "function": "Director"}).status_code == 409

    @pytest.mark.one_database
    def test_withdrawing_says_what_no_longer_counts(self, client, scene):
        edition = scene.ask(scene.plan())
        scene.both_confirm(edition)
        client.force_login(scene.people["eu"])
        address = url(scene, "confirmation-withdraw", scene.word(edition, "eu").pk)
        page = client.get(address)
        assert "no longer in force" in text_of(page)
        assert client.post(address, fields(page)).status_code == 422
        client.post(address, fields(client.get(address)) | {"reason": "The budget fell through."})
        page = text_of(client.get(url(scene, "text", "action-plan")))
        assert "Withdrew its confirmation of edition 1" in page
        assert "The budget fell through." in page
        assert "Ask again for confirmation" in page


class TestOneAfterTheOther:
    """What waits for a side is read and confirmed text by text, each of which leads to the next."""

    def test_each_is_read_and_confirmed_on_its_page_and_leads_to_the_next(self, client, scene):
        words = [scene.word(scene.ask(text), "eu") for text in (scene.plan(), scene.themes(), scene.milestone())]
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "text", "action-plan"))
        for word, following in zip(words, [*words[1:], None], strict=True):
            assert f'action="{url(scene, "confirmation-confirm", word.pk)}"' in page.content.decode()
            page = client.post(url(scene, "confirmation-confirm", word.pk), fields(page), follow=True)
            assert page.redirect_chain == [((following or word).url, 302)]
            done = (
                f"Barcelona has confirmed edition {word.text.edition}. It is not in force until Busan confirms it too."
            )
            assert messages_of(page) == [f"{word.title[0]}: {done}" if following else done]
        assert Confirmation.objects.filter(side="eu", state="confirmed").count() == 3
        assert 'id="confirm"' not in page.content.decode()

    @pytest.mark.one_database
    def test_one_that_is_to_wait_is_passed_over(self, client, scene):
        words = [scene.word(scene.ask(text), "eu") for text in (scene.plan(), scene.themes())]
        client.force_login(scene.people["eu"])
        for word, following in (words, reversed(words)):
            page = client.get(word.url)
            assert f"Next: {following.title[0]}" in text_of(page)
            assert f'href="{following.url}"' in page.content.decode()
        scene.confirm(words[1].text, "eu")
        assert "Next:" not in text_of(client.get(words[0].url))

    def test_a_text_that_changed_since_it_was_read_is_not_confirmed_and_nothing_typed_is_lost(self, client, scene):
        plan = scene.plan()
        word = scene.word(scene.ask(plan), "eu")
        client.force_login(scene.people["eu"])
        given = fields(client.get(word.url)) | {"function": "Director", "document": "2026-1131"}
        EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
        refused = client.post(url(scene, "confirmation-confirm", word.pk), given)
        assert refused.status_code == 422
        assert "The text has changed since: it is edition 2 now." in text_of(refused)
        assert 'value="2026-1131"' in refused.content.decode()
        assert not Confirmation.objects.filter(state="confirmed").exists()

    @pytest.mark.one_database
    @pytest.mark.parametrize("role", ["counterpart", "staff", "administrator", "authority", "observer", "neighbour"])
    def test_the_form_stands_there_for_whom_the_text_waits_alone(self, client, scene, role):
        edition = scene.ask(scene.plan())
        scene.confirm(edition, "counterpart")
        client.force_login(scene.people[role])
        page = client.get(scene.word(edition, "eu").url)
        assert 'id="confirm"' not in page.content.decode()
        assert ("Confirm for Barcelona" in text_of(page)) == (role == "staff")

    @pytest.mark.one_database
    def test_the_list_and_the_address_of_old_lead_to_the_first(self, client, scene):
        for text in (scene.plan(), scene.themes()):
            edition = scene.ask(text)
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "text-list"))
        assert "2 texts wait for your side" in text_of(page)
        assert "wc-button--main" in page.content.decode()
        for role, target in (("eu", url(scene, "text", "action-plan")), ("observer", url(scene, "text-list"))):
            client.force_login(scene.people[role])
            for answer in (client.get(url(scene, "confirm-several")), client.post(url(scene, "confirm-several"))):
                assert (answer.status_code, answer["Location"]) == (302, target)
        client.force_login(scene.people["eu"])
        scene.confirm(edition, "eu")
        scene.confirm(TextEdition.objects.get(slug="action-plan"), "eu")
        assert client.get(url(scene, "confirm-several"))["Location"] == url(scene, "text-list")


@pytest.mark.one_database
def test_the_pairing_leads_the_side_that_is_asked_to_what_it_confirms(client, scene):
    scene.ask(scene.plan())
    for role, there in (("eu", True), ("counterpart", True), ("staff", False), ("observer", False)):
        client.force_login(scene.people[role])
        # It stands beside the title, and on a telephone within reach of the thumb.
        buttons = re.findall(
            r'wc-button--main"\s+href="([^"]+)"', client.get(scene.pairing.get_absolute_url()).content.decode()
        )
        assert set(buttons) == ({url(scene, "text", "action-plan")} if there else set())
    scene.ask(scene.themes())
    client.force_login(scene.people["eu"])
    page = client.get(scene.pairing.get_absolute_url())
    assert "Read and confirm 2 texts" in text_of(page)
    assert f'wc-button--main" href="{url(scene, "text", "action-plan")}"' in page.content.decode()


@pytest.mark.one_database
def test_a_planned_pairing_says_so_and_leads_staff_to_opening_it(client):
    planned = two_sides(status="planned")
    page = {}
    for role in ("staff", "eu"):
        client.force_login(planned.people[role])
        page[role] = client.get(planned.pairing.get_absolute_url())
        assert "The pairing is planned and not opened yet." in text_of(page[role])
        assert "On track" not in text_of(page[role])
    way = f"{planned.pairing.strand.get_absolute_url()}pairings/open/?pairing={planned.pairing.code}"
    assert [way in page[role].content.decode() for role in ("staff", "eu")] == [True, False]
