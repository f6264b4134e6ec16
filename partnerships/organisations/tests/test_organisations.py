"""Organisations: added with a warning of similar names, taken into a directory, edited; and who may do it."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.integrity import contradictions
from partnerships.models import DirectoryOrganisation, Organisation
from partnerships.organisations.actions import AddOrganisation, EditOrganisation, Resembles, TakeUpOrganisation
from partnerships.organisations.services import check_directory
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import CityFactory, StrandFactory, StrandRoleFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand(pairing):
    return pairing.strand


def add(strand, user, **more):
    values = {"name_en": "Port Authority of Busan", "name_ko": "부산항만공사", "sector": "business"}
    despite = more.pop("despite", ())
    return AddOrganisation.do(strand, by=user, grants=read_grants(user), values=values | more, despite=despite)


def take_up(strand, user, organisation):
    entry = DirectoryOrganisation(strand=strand, organisation=organisation)
    return TakeUpOrganisation.do(entry, by=user, grants=read_grants(user))


def edit(organisation, user, version=None, **changes):
    version = version or organisation.version
    return EditOrganisation.do(organisation, by=user, grants=read_grants(user), version=version, changes=changes)


def test_a_new_one_stands_in_the_directory_of_the_strand_that_keeps_it(strand, marta):
    added = add(strand, marta, city=CityFactory(code="busan"), note=" Owns the harbour. ")
    assert (added.code, added.home_strand) == ("port-authority-of-busan", strand)
    assert added.entries.get(strand=strand).note == "Owns the harbour."
    assert list(strand.organisations.all()) == [added]
    entry = AuditEntry.objects.get(action="organisation-add")
    assert (entry.strand_id, entry.actor, entry.object_id) == (strand.pk, marta, added.pk)
    assert added.history.count() == 1


@pytest.mark.parametrize("role", ["administrator", "staff", "eu", "counterpart", "deputy"])
def test_whoever_works_in_the_strand_adds(pairing, role):
    assert add(pairing.strand, person(role, pairing)).pk


@pytest.mark.parametrize("role", ["authority", "observer", "outsider", "nobody", "ended"])
def test_whoever_reads_or_knows_nothing_of_it_does_not(pairing, role):
    with pytest.raises(NotAllowed):
        add(pairing.strand, person(role, pairing))
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_en", "  "),
        ("name_en", "x" * 201),
        ("name_ko", "가" * 201),
        ("sector", ""),
        ("sector", "industry"),
        ("source", "javascript:alert(1)"),
        ("source", "https://a.example ; not an address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(strand, marta, field, value):
    with pytest.raises(DomainError) as refused:
        add(strand, marta, **{field: value})
    assert refused.value.field == field
    assert not Organisation.objects.exists()


def test_a_similar_name_is_shown_before_anything_is_saved(strand, marta):
    known = OrganisationFactory(name_en="Busan Port Authority", name_ko="", code="bpa")
    with pytest.raises(Resembles) as refused:
        add(strand, marta, name_ko="")
    assert refused.value.found == [(known, False)]
    assert Organisation.objects.count() == 1
    assert add(strand, marta, name_ko="", despite=["bpa"]).code == "port-authority-of-busan"


def test_the_warning_sees_the_other_strands_and_the_other_script(strand, marta):
    known = OrganisationFactory(name_en="BPA", name_ko="(주) 부산 항만 공사", strands=[StrandFactory()])
    with pytest.raises(Resembles) as refused:
        add(strand, marta)
    assert refused.value.found == [(known, False)]


def test_an_accepted_warning_does_not_cover_another_one(strand, marta):
    OrganisationFactory(name_en="Busan Port Authority", name_ko="", code="bpa")
    OrganisationFactory(name_en="Barcelona Port", name_ko="", code="bcn")
    with pytest.raises(Resembles):
        add(strand, marta, name_en="Port of Barcelona", despite=["bpa"])


def test_the_name_of_a_merged_one_leads_to_what_it_became(strand, marta):
    kept = OrganisationFactory(name_en="Harbour Office", name_ko="")
    OrganisationFactory(name_en="Port Authority of Busan", name_ko="", merged_into=kept)
    with pytest.raises(Resembles) as refused:
        add(strand, marta)
    assert refused.value.found == [(kept, False)]


def test_two_of_one_name_get_codes_of_their_own(strand, marta):
    first = add(strand, marta)
    second = add(strand, marta, despite=[first.code])
    assert [first.code, second.code] == ["port-authority-of-busan", "port-authority-of-busan-2"]


@pytest.mark.parametrize("name", ["Add", "Edit", "Move", "Open", "!!!", "…"])
def test_a_code_is_never_a_word_of_an_address(strand, marta, name):
    code = add(strand, marta, name_en=name, name_ko="").code
    assert code not in {"add", "edit", "move", "open", ""}


def test_a_known_one_is_taken_into_the_directory_once(strand, marta):
    known = OrganisationFactory(strands=[StrandFactory()])
    # What stands there beside it is another one.
    beside = OrganisationFactory(strands=[strand])
    take_up(strand, marta, known)
    assert set(strand.organisations.all()) == {known, beside}
    assert known.strands.count() == 2
    assert AuditEntry.objects.get(action="organisation-take-up").strand_id == strand.pk
    with pytest.raises(AlreadyDone):
        take_up(strand, marta, known)


def test_a_merged_one_is_not_taken_up_but_what_it_became(strand, marta):
    kept = OrganisationFactory()
    merged = OrganisationFactory(merged_into=kept)
    take_up(strand, marta, merged)
    assert list(strand.organisations.all()) == [kept]


def test_an_observer_takes_nothing_up(pairing):
    observer = person("observer", pairing)
    with pytest.raises(NotAllowed):
        take_up(pairing.strand, observer, OrganisationFactory())


def test_the_strand_that_keeps_it_edits_it(strand, marta):
    row = edit(add(strand, marta), marta, name_ko="부산항", sector="government")
    assert (row.name_ko, row.sector, row.version) == ("부산항", "government", 2)
    entry = AuditEntry.objects.get(action="organisation-edit")
    assert (entry.strand_id, entry.parameters) == (strand.pk, {"fields": "name_ko, sector"})


def test_another_strand_that_has_it_does_not_edit_it(strand, marta):
    organisation = OrganisationFactory(home_strand=StrandFactory(), strands=[strand])
    with pytest.raises(NotAllowed):
        edit(organisation, marta, name_ko="부산항")
    administrator = StrandRoleFactory(user__is_superuser=True).user
    assert edit(organisation, administrator, name_ko="부산항").name_ko == "부산항"


def test_an_edit_over_a_newer_version_saves_nothing(strand, marta, jisu):
    organisation = add(strand, marta)
    edit(organisation, jisu, name_ko="부산항")
    with pytest.raises(StaleRecord):
        edit(organisation, marta, version=1, sector="research")
    assert Organisation.objects.get().sector == "business"


def test_an_edit_without_a_change_says_so(strand, marta):
    organisation = add(strand, marta)
    with pytest.raises(AlreadyDone):
        edit(organisation, marta, name_ko=organisation.name_ko)
    with pytest.raises(ValueError, match="code"):
        edit(organisation, marta, code="another")


def test_what_was_merged_is_not_edited(strand, marta):
    merged = OrganisationFactory(home_strand=strand, merged_into=OrganisationFactory())
    with pytest.raises(DomainError, match="was merged into"):
        edit(merged, marta, name_ko="부산항")


def test_a_directory_keeps_whom_the_strand_names(pairing):
    taking_part = OrganisationFactory(strands=[pairing.strand])
    idle = OrganisationFactory(strands=[pairing.strand])
    ProjectFactory(pairing=pairing, organisations=[taking_part])
    check_directory(strand=pairing.strand, organisations=[taking_part])
    with pytest.raises(DomainError, match="stays in its directory"):
        check_directory(strand=pairing.strand, organisations=[idle])
    with pytest.raises(DomainError, match="was merged into"):
        check_directory(
            strand=pairing.strand, organisations=[taking_part, OrganisationFactory(merged_into=taking_part)]
        )


def test_the_check_of_records_finds_what_contradicts_a_directory(pairing):
    strand = pairing.strand
    kept = OrganisationFactory(code="kept", strands=[strand])
    merged = OrganisationFactory(code="merged", strands=[strand], merged_into=kept)
    OrganisationFactory(code="chained", merged_into=merged)
    lacking = OrganisationFactory(code="lacking")
    ProjectFactory(pairing=pairing, organisations=[lacking])
    (row,) = strand.organisations.through.objects.filter(organisation=merged)
    assert list(contradictions()) == [
        ("organisation chained", "what it was merged into was itself merged"),
        ("organisation merged", f"it was merged, and {row._meta.verbose_name} {row.pk} still names it"),
        ("organisation lacking", f"the directory of strand {strand.code} lacks it"),
    ]
