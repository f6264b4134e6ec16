"""Merging two organisations: every link moves, and what cannot be merged is refused."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.integrity import contradictions
from partnerships.models import (
    Agreement,
    AgreementParty,
    Organisation,
    Project,
    ProjectOrganisation,
    StrandImplementer,
)
from partnerships.organisations import services as organisation_merges
from partnerships.organisations.services import (
    UnmovableLink,
    check_merge,
    count_links,
    merge_organisations,
    pointers,
    relations,
    repeated_in,
)
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import CityFactory, PairingFactory, StrandFactory, StrandRoleFactory, UserFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    DocumentFactory,
    OrganisationFactory,
    ProjectFactory,
)
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db

REASON = "Both are the same office."


@pytest.fixture
def strand(pairing):
    return pairing.strand


@pytest.fixture
def kept(strand):
    return OrganisationFactory(code="kept", name_en="Port Authority", name_ko="", strands=[strand], home_strand=strand)


@pytest.fixture
def other(strand):
    city = CityFactory(code="busan")
    row = OrganisationFactory(code="other", name_en="Harbour Office", name_ko="항만공사", city=city)
    words = {"note": "Owns the harbour.", "source": "https://port.example/"}
    strand.organisations.add(row, through_defaults=words)
    return row


def check(strand, user, kept, other):
    check_merge(grants=read_grants(user), strand=strand, kept=kept, other=other)


def merge(strand, user, kept, other, *, reason=REASON, version=None):
    return merge_organisations(
        by=user,
        grants=read_grants(user),
        strand=strand,
        kept=kept,
        other=other,
        version=version or kept.version,
        reason=reason,
    )


def parts(project):
    rows = ProjectOrganisation.objects.filter(project=project).order_by("position")
    return [(row.organisation.code, row.part, row.position) for row in rows]


def test_every_link_moves_and_the_codes_are_written_anew(pairing, strand, staff, kept, other):
    third = OrganisationFactory(code="third", strands=[strand])
    project = ProjectFactory(pairing=pairing, organisations=[other, third])
    agreement = AgreementFactory(pairing=pairing, party_codes="third;other")
    for position, row in enumerate((third, other), start=1):
        AgreementParty.objects.create(agreement=agreement, organisation=row, position=position)
    StrandImplementer.objects.create(strand=strand, organisation=other, position=1)
    strand.implementer_codes = "other"
    strand.save(by=None)
    # It runs the strand, and is in its directory as the kept one is.
    assert dict(count_links(other)) == {"cooperation projects": 1, "agreements": 1, "strands": 2}
    merge(strand, staff, kept, other)
    assert parts(project) == [("kept", "", 1), ("third", "", 2)]
    assert Project.objects.get().organisation_codes == "kept;third"
    assert Agreement.objects.get().party_codes == "third;kept"
    strand.refresh_from_db()
    assert strand.implementer_codes == "kept"
    assert sorted(strand.organisations.values_list("code", flat=True)) == ["kept", "third"]
    assert list(contradictions()) == []


def test_the_records_are_saved_as_new_versions_by_whoever_merges(pairing, strand, staff, kept, other):
    project = ProjectFactory(pairing=pairing, organisations=[other])
    before, edition = project.version, project.edition
    merge(strand, staff, kept, other)
    project.refresh_from_db()
    newest = project.history.first()
    assert (project.version, project.edition) == (before + 1, edition)
    assert (newest.organisation_codes, newest.history_user) == ("kept", staff)


def test_where_both_take_part_one_row_stays_with_its_place_and_its_part(pairing, strand, staff, kept, other):
    third = OrganisationFactory(code="third", strands=[strand])
    project = ProjectFactory(pairing=pairing, organisations=[other, third, kept])
    ProjectOrganisation.objects.filter(project=project, organisation=other).update(part="host")
    merge(strand, staff, kept, other)
    assert parts(project) == [("third", "", 2), ("kept", "host", 3)]
    assert Project.objects.get().organisation_codes == "third;kept"
    assert list(contradictions()) == []


def test_the_kept_one_takes_over_what_it_lacks_and_no_more(strand, staff, kept, other):
    strand.organisations.remove(kept)
    strand.organisations.add(kept, through_defaults={"note": "Ours."})
    merge(strand, staff, kept, other)
    kept.refresh_from_db()
    assert (kept.name_en, kept.name_ko, kept.city.code) == ("Port Authority", "항만공사", "busan")
    assert kept.version == 2
    # Of what the strand itself said of both, too.
    assert kept.entries.values_list("note", "source").get() == ("Ours.", "https://port.example/")


def test_the_merged_one_says_what_it_became_and_chains_are_flattened(strand, staff, kept, other):
    older = OrganisationFactory(code="older", merged_into=other)
    merge(strand, staff, kept, other)
    assert set(Organisation.objects.filter(merged_into=kept)) == {other, older}
    assert not other.strands.exists()
    assert list(Organisation.objects.active()) == [kept]


def test_the_log_of_each_touched_strand_and_record_tells_of_it(pairing, strand, kept, other):
    elsewhere = PairingFactory(strand__code="elsewhere")
    elsewhere.strand.organisations.add(other)
    project = ProjectFactory(pairing=pairing, title_en="Green port", organisations=[other])
    administrator = UserFactory(is_superuser=True)
    merge(strand, administrator, kept, other)
    acts = AuditEntry.objects.filter(action="organisation-merged")
    assert {act.strand_id for act in acts} == {strand.pk, elsewhere.strand_id}
    own = acts.get(strand_id=strand.pk)
    assert (own.reason, own.actor) == (REASON, administrator)
    assert "Green port" in own.sentence
    assert "Harbour Office (other)" in own.sentence
    replaced = AuditEntry.objects.get(action="organisation-replaced")
    assert (replaced.object_id, replaced.pairing_id) == (project.pk, pairing.pk)
    assert list(elsewhere.strand.organisations.all()) == [kept]


def test_a_reference_by_kind_and_number_moves_too(pairing, strand, staff, kept, other):
    document = DocumentFactory(pairing=pairing, record=other)
    merge(strand, staff, kept, other)
    document.refresh_from_db()
    assert document.record == kept


def test_staff_merge_what_only_their_strands_have(strand, staff, kept, other):
    other.strands.add(StrandFactory())
    with pytest.raises(DomainError, match="Ask an administrator"):
        check(strand, staff, kept, other)
    other.strands.set([strand])
    other.home_strand = StrandFactory()
    other.save(by=None)
    with pytest.raises(DomainError, match="Ask an administrator"):
        check(strand, staff, kept, other)
    StrandRoleFactory(user=staff, strand=other.home_strand)
    assert merge(strand, staff, kept, other) == kept


@pytest.mark.parametrize("role", ["eu", "counterpart", "authority", "observer", "outsider", "nobody"])
def test_nobody_else_merges(pairing, strand, staff, kept, other, role):
    user = person(role, pairing)
    with pytest.raises(NotAllowed):
        check(strand, user, kept, other)
    with pytest.raises(NotAllowed):
        merge(strand, user, kept, other)
    assert Organisation.objects.filter(merged_into=None).count() == 2


def test_one_is_not_merged_into_itself(strand, staff, kept):
    with pytest.raises(DomainError, match="into itself"):
        check(strand, staff, kept, kept)
    with pytest.raises(DomainError, match="into itself"):
        merge(strand, staff, kept, kept)


def test_neither_may_be_merged_already(strand, staff, kept, other):
    merged = OrganisationFactory(merged_into=other)
    for one, two in ((kept, merged), (merged, kept)):
        with pytest.raises(DomainError, match="was merged into"):
            check(strand, staff, one, two)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(strand, staff, kept, other, reason):
    with pytest.raises(DomainError) as refused:
        merge(strand, staff, kept, other, reason=reason)
    assert refused.value.field == "reason"


def test_who_comes_late_merges_nothing(strand, staff, kept, other):
    with pytest.raises(StaleRecord):
        merge(strand, staff, kept, other, version=kept.version + 1)
    other.name_ko = "항만청"
    other.save(by=None)
    with pytest.raises(StaleRecord):
        merge(strand, staff, kept, Organisation(pk=other.pk, version=1))
    assert not Organisation.objects.filter(merged_into__isnull=False).exists()


def test_all_relations_of_all_apps_are_known_and_none_is_left_out():
    known = {(model._meta.label, name) for model, name in relations()}
    every = {
        (field.model._meta.label, field.name)
        for model in organisation_merges.apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Organisation and not hasattr(model, "history_object")
    }
    assert known == every
    assert {"record", "origin"} <= {pointer.name for _model, pointer in pointers()}


def test_every_ordered_list_that_a_record_repeats_as_codes_is_entered():
    for model, name in relations():
        owners = [
            field.related_model
            for field in model._meta.local_fields
            if field.is_relation and field.name != name and field.related_model is not Organisation
        ]
        repeats = [
            field.name
            for owner in owners
            for field in owner._meta.local_fields
            if field.name.endswith("_codes")
            and any(
                many.remote_field.through is model and many.verbose_name == field.verbose_name
                for many in owner._meta.local_many_to_many
            )
        ]
        codes = repeated_in(model)[1]
        assert ([codes] if codes else []) == repeats


def test_a_relation_that_nobody_taught_it_fails_loudly(monkeypatch):
    class Plain(models.Model):
        organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "partnerships"

        def __str__(self):
            return "a link"

    relation = Plain._meta.get_field("organisation").remote_field
    try:
        monkeypatch.setattr(Organisation._meta, "get_fields", lambda **_: [relation])
        with pytest.raises(UnmovableLink, match=r"Plain\.organisation"):
            list(relations())
    finally:
        organisation_merges.apps.all_models["partnerships"].pop("plain")
        organisation_merges.apps.clear_cache()


@pytest.mark.one_database
def test_counting_costs_the_same_for_few_links_and_for_many(pairing, kept, other):
    costs = []
    count_links(other)  # The kinds of records are read once in a process.
    for more in (1, 12):
        for _ in range(more):
            ProjectFactory(pairing=pairing, organisations=[other])
        with CaptureQueriesContext(connection) as queries:
            assert count_links(other)
        costs.append(len(queries))
    assert costs[0] == costs[1]
