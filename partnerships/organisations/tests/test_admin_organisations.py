"""Organisations in the administration: similar names are asked about, merged ones stay, a directory keeps the used."""

import pytest
from django.urls import reverse

from core.tests.arranged import logged
from partnerships.models import Organisation
from partnerships.tests.factories import StrandFactory, UserFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db

ADD = "admin:partnerships_organisation_add"
NEW = {"name_en": "Busan Port", "name_ko": "", "code": "busan-port", "sector": "business", "source": "", "note": ""}


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_similar_name_is_asked_about_and_added_once_it_is_ticked(administrator):
    known = OrganisationFactory(name_en="Port of Busan", name_ko="")
    refused = administrator.post(reverse(ADD), NEW)
    assert known.code in str(refused.context["errors"])
    assert Organisation.objects.count() == 1
    assert administrator.post(reverse(ADD), NEW | {"all_the_same": "on"}).status_code == 302
    assert Organisation.objects.get(code="busan-port").history.count() == 1


def test_an_existing_one_is_saved_without_the_question(administrator):
    OrganisationFactory(name_en="Port of Busan", name_ko="")
    row = OrganisationFactory(code="busan-port", name_en="Busan Port", name_ko="")
    place = reverse("admin:partnerships_organisation_change", args=[row.pk])
    assert "all_the_same" not in administrator.get(place).content.decode()
    sent = NEW | {"name_ko": "부산항", "seen_version": row.version}
    assert administrator.post(place, sent).status_code == 302
    row.refresh_from_db()
    assert row.name_ko == "부산항"


def test_a_merged_one_is_shown_and_not_changed(administrator):
    kept = OrganisationFactory(name_en="Kept")
    merged = OrganisationFactory(name_en="Merged", merged_into=kept)
    place = reverse("admin:partnerships_organisation_change", args=[merged.pk])
    assert "Kept" in administrator.get(place).content.decode()
    assert administrator.post(place, NEW | {"seen_version": 1}).status_code == 403
    listed = reverse("admin:partnerships_organisation_changelist")
    for choice, words in (("yes", ("Merged",)), ("no", ("Kept",)), ("", ("Kept", "Merged"))):
        rows = administrator.get(listed, {"merged": choice} if choice else {}).context["cl"].result_list
        assert sorted(row.name_en for row in rows) == sorted(words)


def test_a_chooser_offers_those_that_stand(administrator):
    kept = OrganisationFactory(name_en="Harbour", name_ko="")
    OrganisationFactory(name_en="Harbour of old", merged_into=kept)
    asked = {"app_label": "partnerships", "model_name": "strand", "field_name": "organisations", "term": "harbour"}
    found = administrator.get(reverse("admin:autocomplete"), asked).json()
    assert [one["id"] for one in found["results"]] == [str(kept.pk)]


def test_a_directory_keeps_those_that_its_projects_name(administrator, pairing):
    row = OrganisationFactory(name_en="Harbour", strands=[pairing.strand])
    ProjectFactory(pairing=pairing, organisations=[row])
    place = reverse("admin:partnerships_strand_change", args=[pairing.strand.pk])
    form = administrator.get(place).context["adminform"].form
    sent = {name: "" if (value := form.initial.get(name)) is None else value for name in form.fields}
    sent |= {f"strandimplementer-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    sent |= {"organisations": [], "cities": [], "partners": [], "seen_version": pairing.strand.version}
    sent |= {"starts_on_text": "2017", "ends_on_text": ""}
    refused = administrator.post(place, sent)
    assert "stays in its directory" in str(refused.context["errors"])
    assert pairing.strand.organisations.get() == row


def test_what_a_strand_says_of_a_shared_record_is_edited_for_that_strand_alone(administrator, pairing):
    row = OrganisationFactory(strands=[pairing.strand, StrandFactory()])
    ours, theirs = row.entries.order_by("strand_id")
    place = reverse("admin:partnerships_directoryorganisation_change", args=[ours.pk])
    sent = {"source": "https://port.example/", "note": "Owns the harbour.", "seen_version": 1}
    refused = administrator.post(place, sent | {"source": "see the web"})
    assert "is not a web address" in str(refused.context["errors"])
    assert administrator.post(place, sent).status_code == 302
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.note, ours.version, theirs.note, theirs.version) == ("Owns the harbour.", 2, "", 1)
    assert logged().get().strand_id == ours.strand_id
    assert "Someone else changed this meanwhile" in str(administrator.post(place, sent).context["errors"])
