"""The pages of the texts that both sides confirm, as each reader meets them."""

import hashlib
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partnerships.models import ActionPlan, Confirmation, TextEdition
from partnerships.services.confirmations import take_to_approval
from partnerships.services.texts import edit_action_plan
from partnerships.tests.factories import FollowUpFactory, ThemeFactory, UserFactory
from partnerships.tests.two_sides import ROLES, TwoSides, two_sides

pytestmark = pytest.mark.django_db
READERS = ROLES
ACTORS = ("eu", "counterpart", "staff")


@pytest.fixture
def scene():
    return two_sides()


def url(scene: TwoSides, name: str, *more: object) -> str:
    pairing = scene.pairing
    return reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, *more])


def fields(response) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser sends them."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', response.content.decode())
    return {name: value for name, value in inputs if name not in {"csrfmiddlewaretoken", "next"}}


def text_of(response) -> str:
    """What the page says, in one line."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).split())


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestConfirming:
    """One button, under the very text that it confirms."""

    def test_a_side_reads_and_confirms_and_is_told_whose_turn_it_is(self, client, scene):
        edition = scene.ask(scene.plan())
        address = url(scene, "confirmation-confirm", scene.word(edition, "eu").pk)
        client.force_login(scene.people["eu"])
        page = client.get(address)
        assert "A greener port." in text_of(page)
        assert "It counts once Busan confirms it too." in text_of(page)
        done = client.post(address, fields(page), follow=True)
        assert messages_of(done) == ["Barcelona has confirmed edition 1. It counts once Busan confirms it too."]
        assert done.redirect_chain == [(url(scene, "text", "action-plan"), 302)]

        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-confirm", scene.word(edition, "counterpart").pk)
        page = client.get(address)
        assert "Barcelona has confirmed this edition. With the word of Busan it counts." in text_of(page)
        given = fields(page) | {"function": "Director of the office", "document": "2026-1131"}
        done = client.post(address, given, follow=True)
        assert messages_of(done) == ["Both sides have confirmed edition 1. It counts."]
        assert "Approver: Director of the office · document 2026-1131" in text_of(done)

    def test_twice_or_from_two_tabs_confirms_once_and_says_so(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "eu")
        address = url(scene, "confirmation-confirm", word.pk)
        client.force_login(scene.people["eu"])
        first, second = client.get(address), client.get(address)
        client.post(address, fields(first))
        again = client.post(address, fields(first), follow=True)
        assert messages_of(again)[-1] == "This was saved already; nothing was done twice."
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
        edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
        refused = client.post(address, fields(page))
        assert refused.status_code == 422
        assert "The text has changed since: it is edition 2 now." in text_of(refused)
        opened = client.get(address, follow=True)
        assert messages_of(opened) == ["The text has changed: it is edition 2 now."]
        assert not Confirmation.objects.filter(state="confirmed").exists()

    def test_what_changed_since_the_edition_that_the_side_confirmed_stands_above_the_button(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만")
        first = scene.ask(plan)
        scene.confirm(first, "eu")
        for vision in ("A greener and quieter port.", "A greener, quieter and open port."):
            plan.refresh_from_db()
            edit_action_plan(text=plan, version=plan.version, changes={"vision_en": vision}, **scene.by("counterpart"))
        newest = TextEdition.objects.of(plan).first()
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "confirmation-confirm", scene.word(newest, "eu").pk))
        assert "What changed since edition 1" in text_of(page)
        assert [change.label for change in page.context["changes"]] == ["Vision"]
        added = "".join(piece.text for piece in page.context["changes"][0].newer if piece.kind == "added")
        assert added == ", quieter and open"
        # Who confirmed nothing compares with what was asked last.
        client.force_login(scene.people["counterpart"])
        page = client.get(url(scene, "text", "action-plan"))
        assert page.context["older"].edition == 2
        page = client.get(url(scene, "text", "action-plan"), {"since": "1"})
        assert page.context["older"].edition == 1

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

    def test_of_a_milestone_the_page_leads_to_the_milestone(self, client, scene):
        milestone = scene.milestone()
        edition = scene.ask(milestone)
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "confirmation-confirm", scene.word(edition, "eu").pk))
        milestone.pairing = scene.pairing
        assert f'href="{milestone.get_absolute_url()}"' in page.content.decode()

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

    def test_a_confirmation_is_found_in_its_own_pairing_only(self, client, scene):
        other = two_sides()
        word = other.word(other.ask(other.plan()), "eu")
        client.force_login(scene.people["staff"])
        assert client.get(url(scene, "confirmation-confirm", word.pk)).status_code == 404
        client.force_login(UserFactory())
        assert client.get(url(scene, "text-list")).status_code == 404


class TestApprovalAndWithdrawing:
    def test_a_side_says_until_when_it_approves_internally(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "counterpart")
        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-approval", word.pk)
        page = client.get(address)
        past = client.post(address, fields(page) | {"until": "2017-01-01", "function": "Director"})
        assert past.status_code == 422
        assert "This day has passed" in text_of(past)
        given = fields(client.get(address)) | {"until": "2999-12-31", "function": "Director", "document": "국제-1131"}
        client.post(address, given)
        page = client.get(url(scene, "text", "action-plan"))
        assert "In internal approval until 31 December 2999" in text_of(page)
        assert "document 국제-1131" in text_of(page)

    def test_two_tabs_meet_a_newer_version(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "eu")
        client.force_login(scene.people["eu"])
        address = url(scene, "confirmation-approval", word.pk)
        page = client.get(address)
        given = {"until": page.context["form"].initial["until"], "function": "Head"}
        take_to_approval(confirmation=word, version=1, **given, **scene.by("eu"))
        assert client.post(address, fields(page) | {**given, "function": "Director"}).status_code == 409

    def test_withdrawing_says_what_no_longer_counts(self, client, scene):
        edition = scene.ask(scene.plan())
        scene.both_confirm(edition)
        client.force_login(scene.people["eu"])
        address = url(scene, "confirmation-withdraw", scene.word(edition, "eu").pk)
        page = client.get(address)
        assert "no longer counts as confirmed" in text_of(page)
        assert client.post(address, fields(page)).status_code == 422
        client.post(address, fields(client.get(address)) | {"reason": "The budget fell through."})
        page = text_of(client.get(url(scene, "text", "action-plan")))
        assert "Withdrew its confirmation of edition 1" in page
        assert "The budget fell through." in page
        assert "Ask again for confirmation" in page


class TestSeveral:
    def test_the_chosen_texts_are_asked_once_and_confirmed_together(self, client, scene):
        editions = [scene.ask(text) for text in (scene.plan(), scene.themes(), scene.milestone())]
        scene.confirm(editions[2], "eu")
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "text-list"))
        choices = re.findall(r'name="text"[^>]*value="([^"]+)"', page.content.decode())
        assert len(choices) == 2
        asked = client.get(url(scene, "confirm-several"), {"text": choices})
        assert "You confirm all of them for Barcelona" in text_of(asked)
        assert "A greener port." in text_of(asked)
        done = client.post(url(scene, "confirm-several"), {"once": "word", "text": choices}, follow=True)
        assert messages_of(done) == ["2 texts confirmed."]
        assert Confirmation.objects.filter(side="eu", state="confirmed").count() == 3
        again = client.post(url(scene, "confirm-several"), {"once": "other", "text": choices}, follow=True)
        assert "already" in messages_of(again)[0]

    def test_a_single_text_is_led_to_at_once(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "eu")
        client.force_login(scene.people["eu"])
        page = client.get(url(scene, "text-list"))
        assert "1 text waits for your side" in text_of(page)
        assert f'href="{url(scene, "confirmation-confirm", word.pk)}"' in page.content.decode()
        assert "form-check-input" not in page.content.decode()

    def test_all_or_none(self, client, scene):
        plan = scene.plan()
        words = [scene.word(scene.ask(text), "eu") for text in (plan, scene.themes())]
        choices = [f"{word.pk}:{word.version}:{word.text.edition}" for word in words]
        edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
        client.force_login(scene.people["eu"])
        refused = client.post(url(scene, "confirm-several"), {"once": "word", "text": choices})
        assert refused.status_code == 422
        assert "Action plan: The text has changed since" in text_of(refused)
        assert not Confirmation.objects.filter(state="confirmed").exists()

    @pytest.mark.parametrize("choice", ["", "x", "1:2", "1:2:3:4", "-1:1:1", "999999:1:1", "9" * 30 + ":1:1", "٣:1:1"])
    def test_what_is_no_choice_is_refused(self, client, scene, choice):
        scene.ask(scene.plan())
        client.force_login(scene.people["eu"])
        address = url(scene, "confirm-several")
        assert client.get(address, {"text": choice}).status_code in {200, 302}
        assert client.post(address, {"once": "word", "text": choice}).status_code == 422

    def test_the_other_sides_word_cannot_be_slipped_in(self, client, scene):
        word = scene.word(scene.ask(scene.plan()), "counterpart")
        client.force_login(scene.people["eu"])
        answer = client.post(url(scene, "confirm-several"), {"once": "word", "text": f"{word.pk}:1:1"})
        assert answer.status_code == 422
        word.refresh_from_db()
        assert word.state == "requested"


class TestReading:
    @pytest.mark.parametrize("role", READERS)
    def test_whoever_reads_the_strand_reads_its_texts(self, client, scene, role):
        FollowUpFactory(pairing=scene.pairing, what_en="Send the sheet")
        plan = scene.plan()
        client.force_login(scene.people[role])
        draft = text_of(client.get(url(scene, "text", "action-plan")))
        # Before it is frozen, follow-ups are the two sides' own.
        assert ("Send the sheet" in draft) == (role not in {"observer", "neighbour"})
        scene.ask(plan)
        assert client.get(url(scene, "text-list")).status_code == 200
        for name in ("text", "text-print", "text-file"):
            answer = client.get(url(scene, name, "action-plan"))
            assert answer.status_code == 200
            assert "Send the sheet" in answer.content.decode()
        page = text_of(client.get(url(scene, "text", "action-plan")))
        assert ("Edit the text" in page) == (role in {*ACTORS, "administrator"})
        assert ("Confirm edition" in page or "Confirm for" in page) == (role in ACTORS)

    def test_it_says_by_name_whose_turn_it_is(self, client, scene):
        plan = scene.plan()
        client.force_login(scene.people["observer"])
        said = []
        said.append(text_of(client.get(url(scene, "text-list"))))
        edition = scene.ask(plan)
        said.append(text_of(client.get(url(scene, "text-list"))))
        scene.confirm(edition, "counterpart")
        said.append(text_of(client.get(url(scene, "text-list"))))
        scene.confirm(edition, "eu")
        said.append(text_of(client.get(url(scene, "text-list"))))
        for page, sentence in zip(
            said,
            (
                "Edition 1 is written; nobody was asked to confirm it.",
                "Edition 1 waits for Barcelona and Busan.",
                "Busan has confirmed edition 1. It counts once Barcelona confirms it too.",
                "Both sides have confirmed edition 1. It counts.",
            ),
            strict=True,
        ):
            assert sentence in page

    def test_a_closing_says_who_has_yet_to_write(self, client, scene):
        closing = scene.closing()
        closing.counterpart_take_aways_ko = ""
        closing.save(by=None)
        client.force_login(scene.people["eu"])
        page = text_of(client.get(url(scene, "text", "closing")))
        assert "Busan has yet to write its take-aways." in page
        assert "Ask both sides" not in page

    def test_the_reader_meets_the_own_language_first(self, client, scene):
        scene.plan(vision_ko="더 푸른 항만")
        client.force_login(scene.people["eu"])
        for language, order in (
            ("en", ("A greener port.", "더 푸른 항만")),
            ("ko", ("더 푸른 항만", "A greener port.")),
        ):
            client.cookies["django_language"] = language
            with translation.override(language):
                page = client.get(url(scene, "text", "action-plan"), headers={"accept-language": language})
            body = page.content.decode()
            assert body.index(order[0]) < body.index(order[1]), language

    def test_the_file_has_the_very_bytes_that_were_hashed(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만\r\n둘째 줄 ")
        first = scene.ask(plan)
        edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("eu"))
        client.force_login(scene.people["observer"])
        for edition in (first, TextEdition.objects.of(plan).first()):
            file = client.get(url(scene, "text-file", "action-plan"), {"edition": edition.edition})
            assert hashlib.sha256(file.content).hexdigest() == edition.sha256
            assert file["Content-Type"] == "text/plain; charset=utf-8"
            name = f"busan-barcelona-action-plan-{edition.edition}.txt"
            assert file["Content-Disposition"] == f'attachment; filename="{name}"'
        newest = client.get(url(scene, "text-file", "action-plan"))
        assert hashlib.sha256(newest.content).hexdigest() == edition.sha256

    def test_the_print_tells_the_whole_story_of_an_edition(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만")
        edition = scene.ask(plan)
        scene.confirm(edition, "eu", "staff", "Confirmed by letter 14")
        word = scene.word(edition, "counterpart")
        given = {"until": "2999-12-31", "function": "Director", "document": "국제-1131"}
        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-approval", word.pk)
        client.post(address, fields(client.get(address)) | given)
        scene.confirm(edition, "counterpart")
        edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("eu"))
        page = text_of(client.get(url(scene, "text-print", "action-plan"), {"edition": edition.edition}))
        for told in (
            "World Cities",
            "Busan-Barcelona",
            "A greener port.",
            "더 푸른 항만",
            "Staff Soler",
            "Confirmed by letter 14",
            "Jiwon Kim",
            "Director",
            "국제-1131",
            edition.sha256,
            "sha256sum busan-barcelona-action-plan-1.txt",
            "a newer edition has taken its place",
        ):
            assert told in page
        assert "Other" not in page

    @pytest.mark.parametrize("edition", ["7", "0", "-1", "x", "9" * 40, "²", " "])
    @pytest.mark.parametrize("name", ["text-print", "text-file"])
    def test_an_edition_that_never_was_is_not_found(self, client, scene, name, edition):
        scene.ask(scene.plan())
        client.force_login(scene.people["eu"])
        assert client.get(url(scene, name, "action-plan"), {"edition": edition}).status_code == 404

    def test_nor_is_a_text_that_was_never_frozen_or_never_was(self, client, scene):
        scene.plan()
        client.force_login(scene.people["eu"])
        assert client.get(url(scene, "text-file", "action-plan")).status_code == 404
        assert client.get(url(scene, "text-print", "closing")).status_code == 404
        assert client.get(url(scene, "text", "minutes")).status_code == 404
        assert client.get(url(scene, "text-edit", "milestone-nowhere")).status_code == 404
        assert client.get(url(scene, "text", "closing")).status_code == 200

    def test_the_list_costs_the_same_for_one_text_and_for_many(self, client, scene, django_assert_num_queries):
        scene.ask(scene.plan())
        scene.ask(scene.themes())
        scene.ask(scene.milestone())
        client.force_login(scene.people["eu"])
        address = url(scene, "text-list")
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(12):
            scene.confirm(scene.ask(scene.milestone()), "counterpart")
        with django_assert_num_queries(len(few)):
            page = client.get(address)
        assert len(page.context["rows"]) == 16


class TestEditing:
    def test_the_confirmations_lost_are_named_before_saving_and_both_are_asked_again(self, client, scene):
        scene.both_confirm(scene.ask(scene.plan()))
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        warned = text_of(page)
        assert "Saving this edit voids both confirmations; both sides must confirm again." in warned
        assert "Barcelona: confirmed by Marta Soler on" in warned
        assert "Busan: confirmed by Jiwon Kim on" in warned
        done = client.post(address, fields(page) | {"vision_en": "A quieter port."}, follow=True)
        assert messages_of(done) == ["Saved as edition 2. Both sides are asked to confirm it."]
        assert Confirmation.objects.filter(state="requested").count() == 2

    def test_saving_without_a_change_says_so_whatever_the_browser_does_to_line_ends(self, client, scene):
        plan = scene.plan(objectives_en="One\nTwo")
        scene.both_confirm(scene.ask(plan))
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        sent = {"vision_en": plan.vision_en, "objectives_en": "One\r\nTwo"}
        done = client.post(address, fields(client.get(address)) | sent, follow=True)
        assert messages_of(done) == ["Nothing was changed; the text stands as it was."]
        plan.refresh_from_db()
        assert plan.edition == 1

    def test_the_steps_are_taken_afresh_where_that_is_ticked(self, client, scene):
        plan = scene.plan()
        scene.ask(plan)
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        assert "steps" not in client.get(address).context["form"].fields
        FollowUpFactory(pairing=scene.pairing, what_en="Send the sheet")
        page = client.get(address)
        client.post(address, fields(page) | {"vision_en": plan.vision_en, "steps": "on"})
        plan.refresh_from_db()
        assert (plan.edition, plan.items[0]["title_en"]) == (2, "Send the sheet")

    def test_somebody_faster_is_met_with_the_input_kept(self, client, scene):
        plan = scene.plan()
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Theirs"}, **scene.by("counterpart"))
        answer = client.post(address, fields(page) | {"vision_en": "Mine"})
        assert answer.status_code == 409
        assert "Mine" in answer.content.decode()
        assert ActionPlan.objects.get().vision_en == "Theirs"

    def test_a_text_begun_by_another_meanwhile_is_not_written_over(self, client, scene):
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        scene.plan()
        answer = client.post(address, fields(page) | {"vision_en": "Mine"})
        assert answer.status_code == 422
        assert ActionPlan.objects.get().vision_en == "A greener port."

    def test_the_themes_are_chosen_in_their_order(self, client, scene):
        for code in ("energy", "transport", "water"):
            ThemeFactory(strand=scene.pairing.strand, code=code)
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "agreed-themes")
        sent = {"theme_1": "water", "theme_2": "", "theme_3": "energy", "agreed_by_en": "The launch meeting"}
        client.post(address, fields(client.get(address)) | sent)
        scene.pairing.refresh_from_db()
        assert scene.pairing.theme_codes == "water;energy"
        twice = client.post(address, fields(client.get(address)) | sent | {"theme_3": "water"})
        assert (twice.status_code, "A theme is chosen twice." in text_of(twice)) == (422, True)
        none = client.post(address, fields(client.get(address)) | {"agreed_by_en": "x"})
        assert (none.status_code, "Choose at least one theme." in text_of(none)) == (422, True)

    def test_a_side_sees_its_own_part_of_the_closing_and_the_office_both(self, client, scene):
        scene.closing()
        address = url(scene, "text-edit", "closing")
        client.force_login(scene.people["eu"])
        own = [name for name in client.get(address).context["form"].fields if "_" in name and name != "seen_version"]
        assert own == ["eu_take_aways_en", "eu_take_aways_ko", "eu_prospects_en", "eu_prospects_ko"]
        client.force_login(scene.people["staff"])
        page = client.get(address)
        sent = {"eu_take_aways_en": "Open data pays.", "counterpart_take_aways_ko": "새 글"}
        assert client.post(address, fields(page) | sent).status_code == 422
        assert client.post(address, fields(client.get(address)) | sent | {"reason": "By mail"}).status_code == 302

    @pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
    def test_others_read_and_do_not_write(self, client, scene, role):
        plan = scene.plan()
        client.force_login(scene.people[role])
        for name in ("text-edit", "text-request"):
            assert client.get(url(scene, name, "action-plan")).status_code == 403
            assert client.post(url(scene, name, "action-plan"), {"vision_en": "x"}).status_code == 403
        plan.refresh_from_db()
        assert plan.version == 1

    def test_asking_shows_the_text_and_asks_both(self, client, scene):
        scene.plan()
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-request", "action-plan")
        page = client.get(address)
        assert "A greener port." in text_of(page)
        done = client.post(address, fields(page), follow=True)
        assert messages_of(done) == ["Both sides are asked to confirm edition 1."]
        again = client.post(address, fields(client.get(address)), follow=True)
        assert messages_of(again) == ["Edition 1 has been asked for already."]

    def test_an_empty_text_is_not_asked_for(self, client, scene):
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-request", "action-plan")
        refused = client.post(address, fields(client.get(address)))
        assert refused.status_code == 422
        assert "Write the vision or the objectives first." in text_of(refused)
        assert not ActionPlan.objects.exists()


class TestPairing:
    def test_a_side_closes_what_both_confirmed(self, client, scene):
        client.force_login(scene.people["eu"])
        address = url(scene, "pairing-close")
        page = client.get(address)
        assert "Either side can close it once both have confirmed the closing." in text_of(page)
        assert client.post(address, fields(page)).status_code == 422
        scene.both_confirm(scene.ask(scene.closing()))
        client.post(address, fields(client.get(address)))
        scene.pairing.refresh_from_db()
        assert scene.pairing.status == "closed"
        texts = text_of(client.get(url(scene, "text", "closing")))
        assert "Edit the text" not in texts

    def test_the_office_discontinues_and_reopens_with_a_reason(self, client, scene):
        client.force_login(scene.people["staff"])
        for name, status in (("pairing-discontinue", "discontinued"), ("pairing-reopen", "active")):
            address = url(scene, name)
            assert client.post(address, fields(client.get(address))).status_code == 422
            client.post(address, fields(client.get(address)) | {"reason": "The council decided."})
            scene.pairing.refresh_from_db()
            assert scene.pairing.status == status

    def test_the_summary_is_edited(self, client, scene):
        client.force_login(scene.people["counterpart"])
        address = url(scene, "pairing-edit")
        client.post(address, fields(client.get(address)) | {"summary_ko": "두 항구 도시"})
        scene.pairing.refresh_from_db()
        assert scene.pairing.summary_ko == "두 항구 도시"
