"""Reading the texts that both sides confirm: page, list, print and file."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partnerships.confirmations.actions import EditText
from partnerships.models import TextEdition
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.pages import fields, text_of, url
from partnerships.tests.two_sides import ROLES

pytestmark = pytest.mark.django_db
READERS = ROLES
ACTORS = ("eu", "counterpart", "staff")


@pytest.fixture
def scene(sides):
    return sides


class TestReading:
    @pytest.mark.one_database
    @pytest.mark.parametrize("role", READERS)
    def test_whoever_reads_the_strand_reads_its_texts(self, client, scene, role):
        FollowUpFactory(pairing=scene.pairing, what_en="Send the sheet")
        plan = scene.plan()
        client.force_login(scene.people[role])
        draft = text_of(client.get(url(scene, "text", "action-plan")))
        # Before it is frozen, it is the two sides' own.
        near = role not in {"observer", "neighbour"}
        assert ("Send the sheet" in draft) == near
        assert ("still writing it" in draft) != near
        assert (plan.vision_en in draft) == near
        scene.ask(plan)
        assert client.get(url(scene, "text-list")).status_code == 200
        for name in ("text", "text-print", "text-file"):
            answer = client.get(url(scene, name, "action-plan"))
            assert answer.status_code == 200
            assert "Send the sheet" in answer.content.decode()
        page = text_of(client.get(url(scene, "text", "action-plan")))
        assert ("Edit the text" in page) == (role in {*ACTORS, "administrator"})
        assert ("Confirm edition" in page or "Confirm for" in page) == (role in ACTORS)

    @pytest.mark.one_database
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
                "Busan has confirmed edition 1. It is not in force until Barcelona confirms it too.",
                "Both cities have confirmed edition 1: it is now in force.",
            ),
            strict=True,
        ):
            assert sentence in page

    @pytest.mark.one_database
    def test_a_text_that_nobody_has_written_has_no_edition(self, client, scene):
        scene.ask(scene.plan())
        client.force_login(scene.people["eu"])
        rows = {row["name"]: row for row in client.get(url(scene, "text-list")).context["rows"]}
        assert (rows["Action plan"]["is_written"], rows["Closing"]["is_written"]) == (True, False)
        assert (rows["Public results"]["kind"], rows["Public results"]["is_written"]) == ("", False)

    @pytest.mark.one_database
    def test_a_milestone_says_of_its_text_what_the_text_says_itself(self, client, scene):
        milestone = scene.milestone(confirmed_text="closing")
        client.force_login(scene.people["eu"])
        page = text_of(client.get(milestone.get_absolute_url()))
        assert "Nobody has written the text yet." in page
        assert "Edition 1 is written" not in page

    @pytest.mark.one_database
    def test_a_closing_says_who_has_yet_to_write(self, client, scene):
        closing = scene.closing()
        closing.counterpart_take_aways_ko = ""
        closing.save(by=None)
        client.force_login(scene.people["eu"])
        page = text_of(client.get(url(scene, "text", "closing")))
        assert "Busan has yet to write its take-aways." in page
        assert "Ask both sides" not in page
        closing.eu_take_aways_en, closing.eu_prospects_en = "", "A shared harbour office."
        closing.save(by=None)
        page = text_of(client.get(url(scene, "text", "closing")))
        assert "Barcelona and Busan have yet to write their take-aways." in page

    @pytest.mark.one_database
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

    @pytest.mark.one_database
    def test_the_file_has_the_very_bytes_that_were_hashed(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만\r\n둘째 줄 ")
        first = scene.ask(plan)
        EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("eu"))
        client.force_login(scene.people["observer"])
        for edition in (first, TextEdition.objects.of(plan).first()):
            file = client.get(url(scene, "text-file", "action-plan"), {"edition": edition.edition})
            assert hashlib.sha256(file.content).hexdigest() == edition.sha256
            assert file["Content-Type"] == "text/plain; charset=utf-8"
            name = f"busan-barcelona-action-plan-{edition.edition}.txt"
            assert file["Content-Disposition"] == f'attachment; filename="{name}"'
        newest = client.get(url(scene, "text-file", "action-plan"))
        assert hashlib.sha256(newest.content).hexdigest() == edition.sha256

    @pytest.mark.one_database
    def test_the_print_tells_the_whole_story_of_an_edition(self, client, scene):
        plan = scene.plan(vision_ko="더 푸른 항만")
        edition = scene.ask(plan)
        scene.confirm(edition, "eu", "staff", "Confirmed by letter 14")
        word = scene.word(edition, "counterpart")
        given = {"until": "2199-12-31", "function": "Director", "document": "국제-1131"}
        client.force_login(scene.people["counterpart"])
        address = url(scene, "confirmation-approval", word.pk)
        client.post(address, fields(client.get(address)) | given)
        scene.confirm(edition, "counterpart")
        EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("eu"))
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
            "Times on this page are in Brussels time.",
            edition.sha256,
            "sha256sum busan-barcelona-action-plan-1.txt",
            "a newer edition has taken its place",
        ):
            assert told in page
        assert "Other" not in page.replace("Other strands", "")

    @pytest.mark.one_database
    @pytest.mark.parametrize("edition", ["7", "0", "-1", "x", "9" * 40, "²", " "])
    @pytest.mark.parametrize("name", ["text-print", "text-file"])
    def test_an_edition_that_never_was_is_not_found(self, client, scene, name, edition):
        scene.ask(scene.plan())
        client.force_login(scene.people["eu"])
        assert client.get(url(scene, name, "action-plan"), {"edition": edition}).status_code == 404

    @pytest.mark.one_database
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
        assert len(page.context["rows"]) == 17
