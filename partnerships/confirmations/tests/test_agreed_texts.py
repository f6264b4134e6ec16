"""What is agreed on a project, and the text of an agreement: found, written, asked for, confirmed like any text."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from partnerships.confirmations.actions import EditText, RequestConfirmation, WithdrawConfirmation
from partnerships.confirmations.selectors import find_text, lost_confirmations, texts_of
from partnerships.history.pairing_history import acts_in, entries_of, read_changes
from partnerships.models import TextEdition
from partnerships.tasks.selectors import waiting_confirmations
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory

WORDS = {"agreed_en": "Both cities share their port data.", "agreed_ko": "두 도시는 항만 데이터를 공유한다."}


@pytest.fixture
def scene(sides):
    return sides


@pytest.fixture
def project(scene):
    return ProjectFactory(
        pairing=scene.pairing,
        strand=scene.pairing.strand,
        code="green-port",
        title_en="Green port",
        title_ko="친환경 항만",
    )


def written(scene, project):
    text = find_text(scene.pairing, project.text_slug)
    return EditText.do(text, **scene.by("eu"), version=text.version, changes=WORDS)


def asked(scene, record):
    return RequestConfirmation.do(record, **scene.by("eu"), version=record.version)


class TestFinding:
    """Each has its own name in addresses, whatever its code is."""

    def test_a_project_and_an_agreement_are_found_by_their_codes(self, scene, project):
        agreement = AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, code="green-port")
        assert find_text(scene.pairing, "project-green-port") == project
        assert find_text(scene.pairing, "agreement-green-port") == agreement
        assert find_text(scene.pairing, "milestone-green-port") is None

    @pytest.mark.parametrize("code", ["action-plan", "milestone-x", "project-x", "agreement-x", "closing", "x"])
    def test_codes_that_look_like_other_names_do_not_clash(self, scene, code):
        project = ProjectFactory(pairing=scene.pairing, strand=scene.pairing.strand, code=code)
        agreement = AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, code=code)
        milestone = scene.milestone(code=code)
        for record in (project, agreement, milestone):
            assert find_text(scene.pairing, record.text_slug) == record
        assert type(find_text(scene.pairing, "closing")).__name__ == "Closing"
        assert len({project.text_slug, agreement.text_slug, milestone.text_slug}) == 3

    def test_those_of_another_pairing_are_none_of_this(self, scene, project):
        other = PairingFactory(strand=scene.pairing.strand)
        assert find_text(other, project.text_slug) is None

    def test_the_list_has_those_that_somebody_has_begun(self, scene, project):
        bare = len(texts_of(scene.pairing))
        written(scene, project)
        AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand)
        AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, text_en="We work together.")
        names = [text.text_slug for text in texts_of(scene.pairing)[bare:]]
        assert names[0] == "project-green-port"
        assert len(names) == 2

    def test_one_or_many_cost_the_same(self, scene, project):
        written(scene, project)
        AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, text_en="The only part")
        with CaptureQueriesContext(connection) as few:
            texts_of(scene.pairing)
        for number in range(5):
            ProjectFactory(pairing=scene.pairing, strand=scene.pairing.strand, agreed_en=f"Part {number}")
            AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, text_en=f"Part {number}")
        with CaptureQueriesContext(connection) as many:
            texts_of(scene.pairing)
        assert len(many) == len(few)


class TestWriting:
    """The agreed text of a project."""

    def test_each_save_of_the_words_is_an_edition(self, scene, project):
        row = written(scene, project)
        assert (row.edition, row.agreed_en) == (2, WORDS["agreed_en"])
        again = EditText.do(row, **scene.by("counterpart"), version=row.version, changes={"agreed_en": "Shorter."})
        assert again.edition == 3

    def test_a_new_title_is_no_new_edition(self, scene, project):
        row = written(scene, project)
        row.title_en = "Green harbour"
        row.save(by=None)
        assert row.edition == 2

    def test_nothing_changed_is_told(self, scene, project):
        row = written(scene, project)
        with pytest.raises(AlreadyDone):
            EditText.do(row, **scene.by("eu"), version=row.version, changes=WORDS)

    def test_only_the_words_are_written_here(self, scene, project):
        with pytest.raises(ValueError, match="no text of project"):
            EditText.do(project, **scene.by("eu"), version=project.version, changes={"title_en": "X"})

    def test_strangers_and_readers_write_nothing(self, scene, project):
        for role in ("observer", "authority", "neighbour"):
            with pytest.raises(NotAllowed):
                EditText.do(project, **scene.by(role), version=project.version, changes=WORDS)

    def test_two_people_at_once(self, scene, project):
        first = project.version
        written(scene, project)
        with pytest.raises(StaleRecord):
            EditText.do(project, **scene.by("counterpart"), version=first, changes=WORDS)

    def test_not_in_a_closed_pairing_nor_on_what_is_not_pursued(self, scene, project):
        project.level = "not-pursued"
        project.save(by=None)
        with pytest.raises(DomainError, match="not pursued"):
            written(scene, project)
        project.level = "exploring"
        project.save(by=None)
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        with pytest.raises(DomainError, match="closed"):
            written(scene, project)

    def test_what_was_asked_for_is_not_emptied(self, scene, project):
        asked(scene, written(scene, project))
        row = find_text(scene.pairing, project.text_slug)
        with pytest.raises(DomainError, match="cannot be empty"):
            EditText.do(
                row,
                **scene.by("eu"),
                version=row.version,
                changes={"agreed_en": "", "agreed_ko": " "},
            )


class TestConfirming:
    """From asking to both words, and what an edit costs."""

    def test_an_empty_text_is_not_asked_for(self, scene, project):
        agreement = AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand)
        for record in (project, agreement):
            with pytest.raises(DomainError, match="Write the text first"):
                asked(scene, record)

    def test_the_frozen_text_has_the_projects_title_above_it(self, scene, project):
        edition = asked(scene, written(scene, project))
        assert edition.canonical.startswith("World Cities text 1\nkind: project-green-port\n")
        assert list(edition.body) == ["title_en", "title_ko", "agreed_en", "agreed_ko"]

    def test_both_confirm_and_then_it_counts(self, scene, project):
        edition = asked(scene, written(scene, project))
        waiting = waiting_confirmations([scene.pairing])
        assert [(row.side, row.title[0]) for row in waiting] == [("eu", "Green port"), ("counterpart", "Green port")]
        scene.confirm(edition, "eu")
        assert [row.side for row in waiting_confirmations([scene.pairing])] == ["counterpart"]
        scene.confirm(edition, "counterpart")
        assert waiting_confirmations([scene.pairing]) == []

    def test_an_edit_voids_both_words_and_asks_again(self, scene, project):
        edition = asked(scene, written(scene, project))
        scene.confirm(edition, "eu")
        scene.confirm(edition, "counterpart")
        row = find_text(scene.pairing, project.text_slug)
        assert {lost.side for lost in lost_confirmations(row)} == {"eu", "counterpart"}
        EditText.do(row, **scene.by("eu"), version=row.version, changes={"agreed_en": "Otherwise."})
        assert [row.text.edition for row in waiting_confirmations([scene.pairing])] == [3, 3]
        with pytest.raises(DomainError, match="has changed since"):
            scene.confirm(edition, "eu")

    def test_a_project_that_is_not_pursued_waits_for_nobody(self, scene, project):
        edition = asked(scene, written(scene, project))
        row = find_text(scene.pairing, project.text_slug)
        row.level = "not-pursued"
        row.save(by=None)
        assert waiting_confirmations([scene.pairing]) == []
        with pytest.raises(DomainError, match="not pursued"):
            scene.confirm(edition, "eu")

    @pytest.mark.parametrize(("status", "words"), [("signed", "is signed"), ("lapsed", "has lapsed")])
    def test_a_signed_agreement_waits_for_nobody(self, scene, status, words):
        agreement = AgreementFactory(pairing=scene.pairing, strand=scene.pairing.strand, text_en="We work together.")
        edition = asked(scene, agreement)
        scene.confirm(edition, "eu")
        agreement.refresh_from_db()
        agreement.status = status
        agreement.save(by=None)
        assert waiting_confirmations([scene.pairing]) == []
        with pytest.raises(DomainError, match=words):
            scene.confirm(edition, "counterpart")
        row = scene.word(edition, "eu")
        with pytest.raises(DomainError, match=words):
            WithdrawConfirmation.do(row, **scene.by("eu"), version=row.version, reason="No longer.")


class TestPages:
    """The text pages, for who may read them."""

    def url(self, name, scene, *slug):
        return reverse(f"partnerships:{name}", args=[scene.pairing.strand.code, scene.pairing.code, *slug])

    @pytest.mark.one_database
    def test_a_draft_is_its_two_sides_own_until_it_was_asked_for(self, client, scene, project):
        row = written(scene, project)
        url = self.url("text", scene, "project-green-port")
        for role, reads in (("eu", True), ("authority", True), ("observer", False)):
            client.force_login(scene.people[role])
            for page in (url, self.url("text-list", scene)):
                content = client.get(page).content.decode()
                assert "Green port" in content
                assert page != url or (WORDS["agreed_en"] in content) == reads
        asked(scene, row)
        client.force_login(scene.people["observer"])
        assert WORDS["agreed_en"] in client.get(url).content.decode()

    def test_it_is_written_asked_for_confirmed_printed_and_taken_along(self, client, scene, project):
        client.force_login(scene.people["eu"])
        slug = "project-green-port"
        page = client.get(self.url("text-edit", scene, slug))
        sent = {"once": "a", "seen_version": project.version, **WORDS}
        assert page.status_code == 200
        assert client.post(self.url("text-edit", scene, slug), sent).status_code == 302
        assert client.post(self.url("text-edit", scene, slug), sent | {"once": "b"}).status_code == 409
        project.refresh_from_db()
        asking = {"once": "c", "seen_version": project.version}
        assert client.post(self.url("text-request", scene, slug), asking).status_code == 302
        edition = TextEdition.objects.get(slug=slug)
        row = scene.word(edition, "eu")
        address = reverse(
            "partnerships:confirmation-confirm", args=[scene.pairing.strand.code, scene.pairing.code, row.pk]
        )
        sent = {"once": "d", "seen_version": row.version, "edition": edition.edition}
        assert client.post(address, sent).status_code == 302
        assert WORDS["agreed_en"] in client.get(self.url("text-print", scene, slug)).content.decode()
        assert client.get(self.url("text-file", scene, slug)).content.decode() == edition.canonical

    def test_acts_on_them_are_told_with_their_names(self, scene, project):
        written(scene, project)
        acts = list(acts_in(pairing=scene.pairing, grants=scene.grants("counterpart"), kind="edits"))
        entry = entries_of(acts, scene.pairing)[0]
        assert (entry.name, entry.url) == ("Green port", project.get_absolute_url())
        now = acts[0].at + dt.timedelta(hours=1)
        found = read_changes(grants=scene.grants("counterpart"), since=now - dt.timedelta(days=1), now=now)["changes"]
        assert [(change.name, change.url) for change in found] == [("Green port", project.get_absolute_url())]
