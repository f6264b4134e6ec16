"""Agreements: added, edited, confirmed, signed with their file, ended; and what each refuses."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.formats import format_date
from core.models import AuditEntry
from core.periods import PartialDate
from core.tests.arranged import logged
from partnerships.agreements.actions import (
    AddAgreement,
    EditAgreement,
    LapseAgreement,
    SignAgreement,
    StepBackAgreement,
)
from partnerships.agreements.selectors import steps_of
from partnerships.confirmations.selectors import text_states
from partnerships.documents.uploads import check_upload
from partnerships.integrity import contradictions
from partnerships.models import Agreement, Document
from partnerships.tasks.selectors import waiting_confirmations
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.files import upload

pytestmark = pytest.mark.django_db

VALUES = {"kind": "mou", "title_en": "MoU on open data", "title_ko": "데이터 개방 업무협약"}
TEXT = {"text_en": "The two cities open their port data.", "text_ko": "두 도시는 항만 데이터를 개방한다."}


@pytest.fixture
def scene(sides):
    return sides


def added(scene, role="eu", **values):
    return AddAgreement.do(scene.pairing, values=VALUES | values, **scene.by(role))


def edited(scene, agreement, role="eu", **changes):
    return EditAgreement.do(agreement, version=agreement.version, changes=changes, **scene.by(role))


def signed(scene, agreement, day="2026-11-20", role="eu", **given):
    return SignAgreement.do(
        agreement,
        version=agreement.version,
        signed_on=PartialDate.parse(day),
        **given,
        **scene.by(role),
    )


def acts(agreement):
    rows = logged().filter(object_type="partnerships.agreement", object_id=agreement.pk)
    return [action for told in rows.order_by("id").values_list("actions", flat=True) for action in told.split()]


class TestAdding:
    """From the first talk, or with a draft."""

    def test_without_a_text_it_is_discussed(self, scene):
        agreement = added(scene)
        assert (agreement.status, agreement.code, agreement.strand) == (
            "discussed",
            "mou-on-open-data",
            scene.pairing.strand,
        )
        assert acts(agreement) == ["agreement-add"]

    def test_with_a_text_it_is_a_draft(self, scene):
        agreement = added(scene, **TEXT)
        assert agreement.status == "drafted"
        assert acts(agreement) == ["agreement-add"]
        assert logged().get().sentence == "Added the agreement: “Drafted”"

    def test_its_code_is_free_in_the_strand_and_no_word_of_addresses(self, scene):
        AgreementFactory(pairing=PairingFactory(strand=scene.pairing.strand), code="mou-on-open-data")
        assert added(scene).code == "mou-on-open-data-2"
        assert added(scene, title_en="Add").code != "add"
        assert added(scene, title_en="").code.startswith("agreement-")

    def test_parties_and_projects_stand_in_order(self, scene):
        parties = [OrganisationFactory(strands=[scene.pairing.strand]) for _number in range(3)][::-1]
        project = ProjectFactory(pairing=scene.pairing)
        agreement = added(scene, parties=parties, projects=[project])
        assert [row.organisation for row in agreement.signatories.all()] == parties
        assert agreement.party_codes == ";".join(row.code for row in parties)
        assert list(agreement.projects.all()) == [project]
        assert list(contradictions()) == []

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "treaty"}, "kind"),
            ({"title_en": " ", "title_ko": ""}, "title"),
            ({"title_en": "x" * 201}, "title_en"),
            ({"text_en": "x" * 50_001}, "text_en"),
            ({"source": "javascript:alert(1)"}, "source"),
        ],
    )
    def test_bad_values_are_refused_with_their_field(self, scene, values, field):
        with pytest.raises(DomainError) as refused:
            added(scene, **values)
        assert refused.value.field == field
        assert not Agreement.objects.exists()

    def test_foreign_parties_and_projects_are_refused(self, scene):
        party = OrganisationFactory(strands=[scene.pairing.strand])
        merged = OrganisationFactory(strands=[scene.pairing.strand], merged_into=party)
        for parties in ([party, party], [OrganisationFactory()], [merged]):
            with pytest.raises(DomainError):
                added(scene, parties=parties)
        with pytest.raises(DomainError, match="projects of this pairing"):
            added(scene, projects=[ProjectFactory()])

    @pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
    def test_readers_add_nothing(self, scene, role):
        with pytest.raises(NotAllowed):
            added(scene, role)

    def test_nor_does_anybody_to_a_pairing_that_is_over(self, scene):
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        with pytest.raises(DomainError, match="closed"):
            added(scene)

    def test_only_what_an_agreement_says_is_written(self, scene):
        with pytest.raises(ValueError, match="status"):
            added(scene, status="signed")


class TestEditing:
    """What it says, and what an edit costs."""

    def test_the_first_words_make_it_a_draft(self, scene):
        agreement = edited(scene, added(scene), **TEXT)
        assert (agreement.status, agreement.edition) == ("drafted", 2)
        assert acts(agreement)[1:] == ["agreement-edit"]

    def test_a_note_is_no_new_edition(self, scene):
        agreement = edited(scene, added(scene, **TEXT), note="Kept in the town hall.")
        assert agreement.edition == 1

    def test_nothing_changed(self, scene):
        agreement = added(scene, **TEXT)
        with pytest.raises(AlreadyDone):
            edited(scene, agreement, title_en=f"{VALUES['title_en']} ", parties=[], projects=[])

    def test_two_people_at_once(self, scene):
        agreement = added(scene)
        edited(scene, Agreement.objects.get(), note="One")
        with pytest.raises(StaleRecord):
            edited(scene, agreement, "counterpart", note="Two")

    def test_other_parties_in_another_order(self, scene):
        one, two = (OrganisationFactory(strands=[scene.pairing.strand]) for _number in range(2))
        agreement = edited(scene, added(scene, parties=[one, two]), parties=[two, one])
        assert [row.organisation for row in agreement.signatories.all()] == [two, one]
        for foreign in ({"parties": [OrganisationFactory()]}, {"projects": [ProjectFactory()]}):
            with pytest.raises(DomainError):
                edited(scene, agreement, **foreign)

    def test_an_edit_of_the_title_voids_what_both_confirmed(self, scene):
        agreement = added(scene, **TEXT)
        scene.both_confirm(scene.ask(agreement))
        agreement = edited(scene, agreement, title_en="Memorandum on open data")
        assert not text_states([agreement])[Agreement, agreement.pk].both
        assert [row.side for row in waiting_confirmations([scene.pairing])] == ["eu", "counterpart"]

    def test_what_was_asked_for_is_neither_emptied_nor_changed_once_signed(self, scene):
        agreement = added(scene, **TEXT)
        scene.both_confirm(scene.ask(agreement))
        agreement.refresh_from_db()
        with pytest.raises(DomainError, match="cannot be empty"):
            edited(scene, agreement, text_en="", text_ko="")
        agreement = signed(scene, agreement)
        with pytest.raises(DomainError, match="Take a step back"):
            edited(scene, agreement, text_en="Otherwise.")
        assert edited(scene, agreement, note="In the archive.").note == "In the archive."

    def test_an_old_agreement_may_be_given_its_words_later(self, scene):
        agreement = AgreementFactory(pairing=scene.pairing, status="signed")
        assert edited(scene, agreement, **TEXT).status == "signed"


class TestSigning:
    """On paper; the portal keeps the day and the file."""

    def test_it_needs_what_both_confirmed(self, scene):
        agreement = added(scene, **TEXT)
        edition = scene.ask(agreement)
        scene.confirm(edition, "eu")
        agreement.refresh_from_db()
        with pytest.raises(DomainError) as refused:
            signed(scene, agreement)
        assert refused.value.field == "reason"
        scene.confirm(edition, "counterpart")
        agreement = signed(scene, agreement)
        assert (agreement.status, agreement.signed_on_date.iso()) == ("signed", "2026-11-20")

    def test_an_earlier_edition_is_not_enough(self, scene):
        agreement = added(scene, **TEXT)
        scene.both_confirm(scene.ask(agreement))
        agreement = edited(scene, agreement, text_en="Otherwise.")
        with pytest.raises(DomainError, match="not yet confirmed by both sides"):
            signed(scene, agreement)

    @pytest.mark.parametrize("day", ["1983", "1983-10", "1983-10-25"])
    def test_an_older_one_is_recorded_with_a_reason(self, scene, day):
        agreement = signed(scene, added(scene), day, reason="Recorded from the city's page.")
        assert agreement.signed_on_date.iso() == day
        entry = AuditEntry.objects.get(action="agreement-sign")
        assert entry.reason == "Recorded from the city's page."

    def test_this_month_has_begun_and_tomorrow_has_not(self, scene):
        today = clock.today()
        tomorrow = (today + dt.timedelta(days=1)).isoformat()
        agreement = added(scene)
        with pytest.raises(DomainError) as refused:
            signed(scene, agreement, tomorrow, reason="Soon.")
        assert refused.value.field == "signed_on"
        assert signed(scene, agreement, f"{today:%Y-%m}", reason="It was so.").status == "signed"

    def test_whoever_signs_what_another_has_signed_hears_so(self, scene):
        agreement = added(scene)
        signed(scene, Agreement.objects.get(), reason="It was so.")
        with pytest.raises(AlreadyDone):
            signed(scene, agreement, role="counterpart", reason="It was so.")

    def test_the_signed_file_becomes_a_document_of_it(self, scene):
        signed_file = check_upload(upload("signed.pdf"))
        agreement = signed(scene, added(scene), reason="It was so.", upload=signed_file, audience="strand")
        document = Document.objects.of(agreement).get()
        assert (document.audience, document.title) == ("strand", agreement.title)

    def test_nothing_is_signed_with_a_file_for_one_side_alone(self, scene):
        signed_file = check_upload(upload("signed.pdf"))
        with pytest.raises(DomainError):
            signed(scene, added(scene), reason="It was so.", upload=signed_file, audience="everybody")
        assert Agreement.objects.get().status == "discussed"


class TestEndAndStepBack:
    """It lapses, or a mistake is taken back."""

    def lapsed(self, scene, agreement, day=None):
        return LapseAgreement.do(
            agreement,
            version=agreement.version,
            on=day or clock.today(),
            reason="It ran for five years.",
            **scene.by("eu"),
        )

    def back(self, scene, agreement):
        return StepBackAgreement.do(
            agreement, version=agreement.version, reason="Typed the wrong one.", **scene.by("eu")
        )

    def test_not_before_it_was_signed_nor_in_the_future(self, scene):
        agreement = signed(scene, added(scene), "2026-05", reason="It was so.")
        for day in (dt.date(2026, 4, 30), clock.today() + dt.timedelta(days=1)):
            with pytest.raises(DomainError) as refused:
                self.lapsed(scene, agreement, day)
            assert refused.value.field == "on"
        assert self.lapsed(scene, agreement, dt.date(2026, 6, 1)).status == "lapsed"

    def test_one_that_came_to_nothing_counts_not_as_signed(self, scene):
        agreement = self.lapsed(scene, added(scene))
        assert not Agreement.objects.signed().exists()
        assert agreement.step_back_status == "discussed"

    def test_a_signed_one_that_lapsed_does(self, scene):
        self.lapsed(scene, signed(scene, added(scene), reason="It was so."))
        assert Agreement.objects.signed().count() == 1

    def test_each_step_back_leads_where_it_came_from(self, scene):
        agreement = added(scene, **TEXT)
        scene.both_confirm(scene.ask(agreement))
        agreement = self.lapsed(scene, signed(scene, agreement, "2026-11"))
        agreement = self.back(scene, agreement)
        assert (agreement.status, agreement.lapsed_on, agreement.signed_on_date.iso()) == ("signed", None, "2026-11")
        agreement = self.back(scene, agreement)
        assert (agreement.status, agreement.signed_on_date) == ("drafted", None)
        # The words of both stand as they were given.
        assert text_states([agreement])[Agreement, agreement.pk].both
        agreement = self.back(scene, agreement)
        assert agreement.status == "discussed"
        with pytest.raises(DomainError):
            self.back(scene, agreement)
        assert acts(agreement)[-3:] == ["agreement-step-back"] * 3

    def test_its_way_says_since_when_each_step_stands_as_far_as_that_is_known(self, scene):
        begun = clock.now()
        day = clock.day_of(begun)
        first, later = format_date(day), format_date(day + dt.timedelta(days=1))
        discussed, to_come = ("Discussed", "done", first), [("Drafted", "planned", ""), ("Signed", "planned", "")]
        with clock.fixed_at(begun):
            agreement = added(scene)
        assert steps_of(agreement) == [discussed, *to_come]
        with clock.fixed_at(begun + dt.timedelta(days=1)):
            agreement = edited(scene, agreement, **TEXT)
        with clock.fixed_at(begun + dt.timedelta(days=2)):
            agreement = edited(scene, agreement, note="In the archive.")
        drafted = ("Drafted", "done", later)
        assert steps_of(agreement) == [discussed, drafted, to_come[1]]
        agreement = signed(scene, agreement, "2026-11", reason="It was so.")
        assert steps_of(agreement) == [discussed, drafted, ("Signed", "done", "November 2026")]
        agreement = self.back(scene, agreement)
        ended = self.lapsed(scene, agreement)
        assert steps_of(ended) == [discussed, drafted, ("Lapsed", "cancelled", format_date(ended.lapsed_on))]
        agreement = self.back(scene, self.back(scene, ended))
        assert steps_of(agreement) == [discussed, *to_come]
        # Sources say what is, not since when.
        agreement.history.update(history_change_reason="pack-loaded")
        assert steps_of(agreement) == [("Discussed", "done", ""), *to_come]
