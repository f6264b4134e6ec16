"""The pages of agreements, as each reader meets them: the story from the first talk to the signature, lists, files."""

import datetime as dt

import pytest
from django.urls import reverse

from core.tests.arranged import logged
from partnerships.agreements.selectors import steps_of
from partnerships.models import Agreement, AgreementParty, Document
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.files import upload
from partnerships.tests.pages import fields, messages_of, send, sign_in, text_of, url

pytestmark = pytest.mark.django_db

VALUES = {"kind": "mou", "title_en": "MoU on open data", "title_ko": "데이터 개방 업무협약"}
WORDS = "The two cities open their port data."


@pytest.fixture
def scene(sides):
    return sides


class TestSteps:
    """Since when each step is known: of what a pack told it is not."""

    def saved_as(self, agreement, status, day, **facts):
        agreement.status = status
        agreement.save(by=None)
        at = dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)
        agreement.history.filter(version=agreement.version).update(history_date=at, **facts)

    def test_the_day_is_that_of_the_last_time_it_was_reached_from_below(self, scene):
        agreement = AgreementFactory(pairing=scene.pairing, status="drafted")
        agreement.history.update(history_date=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
        for status, day in (("discussed", 3), ("drafted", 5), ("signed", 7), ("drafted", 8)):
            self.saved_as(agreement, status, day)
        assert [since for _label, _state, since in steps_of(agreement)] == ["2 November 2026", "5 November 2026", ""]

    def test_an_edit_after_a_pack_is_not_taken_for_the_step(self, scene):
        agreement = AgreementFactory(pairing=scene.pairing, status="drafted")
        agreement.history.update(history_change_reason="pack-loaded")
        self.saved_as(agreement, "drafted", 5)
        assert [since for _label, _state, since in steps_of(agreement)] == ["", "", ""]


class TestStory:
    """Talk, draft, confirmation by both, signature with its file, and the end."""

    @pytest.mark.parametrize("project", ["999999", "nobody's", "9" * 5000])
    def test_an_unknown_project_is_refused_where_a_confirmed_text_is_changed_with_it(self, client, scene, project):
        ProjectFactory(pairing=scene.pairing)
        agreement = AgreementFactory(pairing=scene.pairing, text_en=WORDS)
        scene.both_confirm(scene.ask(agreement))
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-edit", agreement.code)
        given = fields(client.get(address)) | {"text_en": "Other words.", "ask_again": "on", "projects": [project]}
        assert client.post(address, given).status_code == 422
        agreement.refresh_from_db()
        assert agreement.text_en == WORDS

    @pytest.mark.one_database
    def test_from_the_first_talk_to_the_signature(self, client, scene):
        project = ProjectFactory(pairing=scene.pairing, title_en="Green port")
        party = OrganisationFactory(strands=[scene.pairing.strand], name_en="Port Authority")
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agreement-list"))
        assert "Add the one under discussion." in text_of(page)

        done = send(client, url(scene, "agreement-add"), **VALUES, party_1=party.code, projects=[project.pk])
        agreement = Agreement.objects.get()
        assert done.redirect_chain == [(agreement.get_absolute_url(), 302)]
        assert "Discussed" in text_of(done)
        assert "Port Authority" in text_of(done)
        assert "Green port" in text_of(done)

        done = send(client, url(scene, "agreement-edit", agreement.code), **VALUES, party_1=party.code, text_en=WORDS)
        agreement.refresh_from_db()
        assert (agreement.status, list(agreement.projects.all())) == ("drafted", [])
        assert "Ask both sides to confirm" in text_of(done)

        scene.both_confirm(scene.ask(agreement))
        page = client.get(agreement.get_absolute_url())
        assert "Both cities have confirmed edition 2: it is now in force." in text_of(page)

        address = url(scene, "agreement-sign", agreement.code)
        file = upload("signed.pdf")
        done = send(client, address, signed_on_text="2026-11", file=file, audience="pairing")
        assert messages_of(done) == ["Signed: November 2026."]
        assert "The signed file is not here yet." not in text_of(done)
        assert Document.objects.of(agreement).count() == 1

        acts = text_of(client.get(agreement.get_absolute_url()))
        assert "Record that it has lapsed" in acts
        assert "Take a step back" in acts
        address = url(scene, "agreement-lapse", agreement.code)
        done = send(client, address, on="2026-11-25", reason="Replaced by another.")
        assert "Lapsed" in text_of(done)
        done = send(client, url(scene, "agreement-step-back", agreement.code), reason="Typed the wrong one.")
        assert messages_of(done) == ["It is “Signed” again."]

    @pytest.mark.one_database
    def test_an_edit_says_whose_word_it_costs_and_asks_for_a_tick(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, text_en=WORDS, **VALUES)
        scene.both_confirm(scene.ask(agreement))
        sign_in(client, scene, "counterpart")
        address = url(scene, "agreement-edit", agreement.code)
        page = client.get(address)
        assert "Saving this edit voids both confirmations" in text_of(page)
        given = fields(page) | VALUES | {"text_en": "Otherwise."}
        refused = client.post(address, given)
        assert refused.status_code == 422
        assert "Tick the box" in text_of(refused)
        done = client.post(address, given | {"ask_again": "on"}, follow=True)
        assert messages_of(done) == ["Saved. Both sides must confirm it again."]

    @pytest.mark.one_database
    def test_the_note_can_be_changed_without_a_tick(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, text_en="One\nTwo", **VALUES)
        scene.both_confirm(scene.ask(agreement))
        sign_in(client, scene, "eu")
        # A browser sends its own ends of lines.
        given = VALUES | {"text_en": "One\r\nTwo", "note": "In the archive."}
        assert messages_of(send(client, url(scene, "agreement-edit", agreement.code), **given)) == ["Saved."]
        agreement.refresh_from_db()
        assert (agreement.edition, agreement.note) == (1, "In the archive.")

    def test_two_tabs(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, **VALUES)
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-edit", agreement.code)
        first, second = client.get(address), client.get(address)
        assert client.post(address, fields(first) | VALUES | {"note": "One"}).status_code == 302
        stale = client.post(address, fields(second) | VALUES | {"note": "Two"})
        assert stale.status_code == 409
        assert "Changed meanwhile by Marta Soler" in text_of(stale)
        signing = url(scene, "agreement-sign", agreement.code)
        first, second = client.get(signing), client.get(signing)
        given = {"signed_on_text": "2020", "reason": "From the archive."}
        assert client.post(signing, fields(first) | given).status_code == 302
        again = client.post(signing, fields(first) | given, follow=True)
        assert messages_of(again)[-1] == "This was saved already; nothing was done a second time."
        stale = client.post(signing, fields(second) | given)
        assert stale.status_code == 409

    def test_a_second_click_adds_nothing_and_another_form_another_one(self, client, scene):
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-add")
        given = fields(client.get(address)) | VALUES
        first = client.post(address, given)
        entries = list(logged().values_list("pk", flat=True))
        again = client.post(address, given, follow=True)
        assert again.redirect_chain == [(first["Location"], 302)]
        assert messages_of(again)[-1] == "This was saved already; nothing was done a second time."
        assert (Agreement.objects.count(), list(logged().values_list("pk", flat=True))) == (1, entries)
        second = client.post(address, fields(client.get(address)) | VALUES)
        assert second["Location"] != first["Location"]
        assert Agreement.objects.count() == 2

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"title_en": "", "title_ko": ""}, "Write it in at least one language."),
            ({"kind": ""}, "This field is required."),
            ({"source": "javascript:alert(1)"}, "not a web address"),
            ({"party_1": "nobody"}, "Select a valid choice."),
            ({"party_1": "port", "party_2": "port"}, "An organisation is chosen twice."),
        ],
    )
    def test_what_is_wrong_stands_in_the_form(self, client, scene, given, words):
        OrganisationFactory(strands=[scene.pairing.strand], code="port")
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-add")
        refused = client.post(address, fields(client.get(address)) | VALUES | given)
        assert refused.status_code == 422
        assert words in text_of(refused)
        assert not Agreement.objects.exists()

    @pytest.mark.one_database
    def test_a_party_chosen_twice_is_marked_at_the_second_choice(self, client, scene):
        OrganisationFactory(strands=[scene.pairing.strand], code="port")
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-add")
        given = fields(client.get(address)) | VALUES | {"party_1": "port", "party_2": "", "party_3": "port"}
        assert client.post(address, given).context["form"].errors.keys() == {"party_3"}

    @pytest.mark.one_database
    def test_a_file_that_is_none_is_refused_and_nothing_is_signed(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing)
        sign_in(client, scene, "eu")
        address = url(scene, "agreement-sign", agreement.code)
        file = upload("signed.pdf", b"<script>alert(1)</script>")
        given = fields(client.get(address)) | {"signed_on_text": "2020", "reason": "So.", "file": file}
        assert client.post(address, given).status_code == 422
        agreement.refresh_from_db()
        assert agreement.status == "discussed"

    @pytest.mark.one_database
    def test_the_signature_warns_beside_its_day_and_of_a_large_file(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing)
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agreement-sign", agreement.code)).text
        assert all(word in page for word in ("data-date", "js/dates", "js/files"))

    @pytest.mark.one_database
    def test_a_pairing_that_is_over_is_read_and_no_more(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing)
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        sign_in(client, scene, "eu")
        page = client.get(agreement.get_absolute_url())
        assert (
            reverse("partnerships:agreement-edit", args=[scene.pairing.strand.code, scene.pairing.code, agreement.code])
            not in page.content.decode()
        )
        assert url(scene, "agreement-add") not in client.get(url(scene, "agreement-list")).content.decode()
        for act, given in (
            ("edit", VALUES | {"note": "X"}),
            ("draft", {}),
            ("sign", {"signed_on_text": "2020", "reason": "X"}),
            ("lapse", {"on": "2020-01-01", "reason": "X"}),
        ):
            address = url(scene, f"agreement-{act}", agreement.code)
            page = client.get(address)
            assert "The pairing is closed." in text_of(page)
            assert client.post(address, fields(page) | given).status_code == 422


class TestReading:
    """Everybody in the strand knows of it; its draft is the two sides' own until it was asked for."""

    @pytest.mark.one_database
    def test_an_observer_reads_all_but_the_draft(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, text_en=WORDS, status="drafted", **VALUES)
        sign_in(client, scene, "observer")
        pages = [
            agreement.get_absolute_url(),
            url(scene, "text", agreement.text_slug),
            url(scene, "text-list"),
            reverse("partnerships:record-history", args=[scene.pairing.strand.code, "agreement", agreement.pk]),
        ]
        for page in pages:
            told = text_of(client.get(page))
            assert "MoU on open data" in told
            assert WORDS not in told
        assert "The two sides are still writing it." in text_of(client.get(pages[0]))
        scene.ask(agreement)
        assert WORDS in text_of(client.get(pages[0]))

    @pytest.mark.one_database
    def test_a_text_that_nobody_began_is_not_said_to_be_in_writing(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, text_en="", text_ko="", status="drafted", **VALUES)
        sign_in(client, scene, "observer")
        told = text_of(client.get(agreement.get_absolute_url()))
        assert "Nobody has written the text yet." in told
        assert "still writing it" not in told

    @pytest.mark.one_database
    @pytest.mark.parametrize("role", ["counterpart", "authority", "staff"])
    def test_whoever_sees_the_dealings_reads_the_draft(self, client, scene, role):
        agreement = AgreementFactory(pairing=scene.pairing, text_en=WORDS, status="drafted")
        sign_in(client, scene, role)
        assert WORDS in text_of(client.get(agreement.get_absolute_url()))

    @pytest.mark.one_database
    def test_a_signed_one_without_its_file_says_so_quietly(self, client, scene):
        agreement = AgreementFactory(pairing=scene.pairing, status="signed")
        sign_in(client, scene, "eu")
        assert "The signed file is not here yet." in text_of(client.get(agreement.get_absolute_url()))

    @pytest.mark.one_database
    def test_parties_stand_below_the_partner_of_their_city(self, client, scene):
        city = scene.pairing.eu.partner.places.get().city
        ours = OrganisationFactory(strands=[scene.pairing.strand], city=city, name_en="Port of Barcelona")
        nobodys = OrganisationFactory(strands=[scene.pairing.strand], name_en="World Bank")
        agreement = AgreementFactory(pairing=scene.pairing)
        for position, party in enumerate((ours, nobodys), start=1):
            AgreementParty.objects.create(agreement=agreement, organisation=party, position=position)
        sign_in(client, scene, "eu")
        context = client.get(agreement.get_absolute_url()).context
        assert [(face.side, parties) for face, parties in context["faces"]] == [("eu", [ours]), ("counterpart", [])]
        assert context["further"] == [nobodys]

    @pytest.mark.one_database
    def test_a_version_is_given_back(self, client, scene):
        sign_in(client, scene, "eu")
        send(client, url(scene, "agreement-add"), **VALUES, text_en=WORDS)
        agreement = Agreement.objects.get()
        send(client, url(scene, "agreement-edit", agreement.code), **VALUES, text_en="Otherwise.")
        address = reverse("partnerships:record-restore", args=[scene.pairing.strand.code, "agreement", agreement.pk, 1])
        send(client, address)
        agreement.refresh_from_db()
        assert (agreement.text_en, agreement.edition) == (WORDS, 3)
