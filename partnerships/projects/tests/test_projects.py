"""Adding and editing a cooperation project: through the services, with real grants."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate
from partnerships.models import LevelChange, Project
from partnerships.projects.actions import AddProject, EditProject
from partnerships.tests.factories import PairingFactory, ParticipationFactory, ThemeFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from partnerships.tests.roles import actor

pytestmark = pytest.mark.django_db
WORKERS = ("eu", "counterpart", "staff", "administrator", "deputy")
READERS = ("authority", "observer", "other", "outsider", "ended", "late deputy")


@pytest.fixture
def pairing():
    return PairingFactory()


def add(pairing, role="eu", evidence="", **values):
    return AddProject.do(pairing, **actor(role, pairing), values={"title_en": "Bus fares"} | values, evidence=evidence)


def edit(project, role="eu", version=None, **changes):
    return EditProject.do(project, **actor(role, project.pairing), version=version or project.version, changes=changes)


class TestAdding:
    @pytest.mark.parametrize("role", WORKERS)
    def test_it_starts_identified_today_with_a_first_change_and_a_trace(self, pairing, role):
        row = Project.objects.get(pk=add(pairing, role, evidence=" Visit to the depot ").pk)
        assert (row.code, row.strand, row.level, row.level_since) == (
            "bus-fares",
            pairing.strand,
            "identified",
            clock.today(),
        )
        change = LevelChange.objects.get(project=row)
        assert (change.old, change.new, change.on, change.evidence) == (
            "",
            "identified",
            clock.today(),
            "Visit to the depot",
        )
        entry = AuditEntry.objects.get(action="project-added")
        assert (entry.strand_id, entry.pairing_id, entry.object_id) == (pairing.strand_id, pairing.pk, row.pk)

    @pytest.mark.parametrize("role", READERS)
    def test_readers_are_refused(self, pairing, role):
        with pytest.raises(NotAllowed):
            add(pairing, role)
        assert not Project.objects.exists()

    def test_its_lists_keep_their_order(self, pairing):
        city, firm = OrganisationFactory.create_batch(2, strands=[pairing.strand])
        third, fourth = ParticipationFactory.create_batch(2, strand=pairing.strand, side="eu")
        row = add(pairing, further=[fourth, third], organisations=[(firm, " maker "), (city, "")])
        assert row.organisation_codes == f"{firm.code};{city.code}"
        assert row.partner_codes == f"{fourth.partner.code};{third.partner.code}"
        assert list(row.parts.values_list("organisation", "part")) == [(firm.pk, "maker"), (city.pk, "")]
        assert list(row.further_partners.values_list("participation", flat=True)) == [fourth.pk, third.pk]

    def test_its_code_is_free_in_the_strand_also_without_english(self, pairing):
        other = PairingFactory(strand=pairing.strand)
        assert add(other).code == "bus-fares"
        assert add(pairing).code == "bus-fares-2"
        assert add(pairing, title_en="", title_ko="버스 요금").code == "project-1"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"title_en": " "}, "title"),
            ({"title_en": "x" * 201}, "title_en"),
            ({"summary_ko": "가" * 5001}, "summary_ko"),
            ({"lead": "nobody"}, "lead"),
            ({"first_reported_date": PartialDate(dt.date(2199, 1, 1))}, "first_reported_date"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, pairing, values, field):
        with pytest.raises(DomainError) as refused:
            add(pairing, **values)
        assert refused.value.field == field
        assert not Project.objects.exists()

    def test_what_is_of_another_strand_is_refused(self, pairing):
        for values, field in (
            ({"topic": ThemeFactory()}, "topic"),
            ({"further": [ParticipationFactory()]}, "further"),
            ({"organisations": [(OrganisationFactory(), "")]}, "organisations"),
        ):
            with pytest.raises(DomainError) as refused:
                add(pairing, **values)
            assert refused.value.field == field

    def test_a_side_is_no_further_partner_and_nobody_stands_twice(self, pairing):
        third = ParticipationFactory(strand=pairing.strand)
        firm = OrganisationFactory(strands=[pairing.strand])
        for values in (
            {"further": [pairing.eu]},
            {"further": [third, third]},
            {"organisations": [(firm, ""), (firm, "again")]},
        ):
            with pytest.raises(DomainError):
                add(pairing, **values)

    def test_one_that_was_merged_is_refused(self, pairing):
        gone = OrganisationFactory(strands=[pairing.strand], merged_into=OrganisationFactory())
        with pytest.raises(DomainError, match="merged"):
            add(pairing, organisations=[(gone, "")])

    @pytest.mark.parametrize("status", ["closed", "discontinued"])
    def test_a_closed_pairing_takes_none(self, status):
        with pytest.raises(DomainError, match=status):
            add(PairingFactory(status=status))

    def test_its_level_is_not_given(self, pairing):
        with pytest.raises(ValueError, match="level"):
            add(pairing, level="running")


class TestEditing:
    def test_it_changes_what_is_given_and_tells_of_it(self, pairing):
        row = ProjectFactory(pairing=pairing)
        third = ParticipationFactory(strand=pairing.strand)
        edit(row, title_ko="새 제목", lead="both", further=[third])
        row.refresh_from_db()
        assert (row.title_ko, row.lead, row.partner_codes) == ("새 제목", "both", third.partner.code)
        assert list(row.further.all()) == [third]
        entry = AuditEntry.objects.get(action="project-edit")
        assert entry.parameters["fields"] == "lead, partner_codes, title_ko"

    def test_a_side_is_no_further_partner_here_either(self, pairing):
        row = ProjectFactory(pairing=pairing)
        for further in ([pairing.eu], [ParticipationFactory()]):
            with pytest.raises(DomainError):
                edit(row, further=further)
        assert not row.further.exists()

    def test_two_at_once(self, pairing):
        row = ProjectFactory(pairing=pairing)
        edit(row, title_en="First")
        with pytest.raises(StaleRecord):
            edit(row, role="counterpart", version=row.version, title_en="Second")
        assert Project.objects.get(pk=row.pk).title_en == "First"

    def test_nothing_new_is_no_change(self, pairing):
        row = ProjectFactory(pairing=pairing)
        with pytest.raises(AlreadyDone):
            edit(row, title_en=row.title_en, further=[])

    @pytest.mark.parametrize("role", READERS)
    def test_readers_are_refused(self, pairing, role):
        row = ProjectFactory(pairing=pairing)
        with pytest.raises(NotAllowed):
            edit(row, role, title_en="Mine")

    def test_a_closed_pairing_keeps_its_projects_as_they_are(self):
        row = ProjectFactory(pairing=PairingFactory(status="closed"))
        with pytest.raises(DomainError, match="closed"):
            edit(row, title_en="New")

    def test_a_title_in_no_language_is_refused(self, pairing):
        row = ProjectFactory(pairing=pairing)
        with pytest.raises(DomainError) as refused:
            edit(row, title_en="", title_ko="")
        assert refused.value.field == "title"
