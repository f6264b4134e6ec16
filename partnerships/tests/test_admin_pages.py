"""Every page of the administration: it answers, costs the same for many rows, and finds without accents."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.admin.records import Mended
from core.models import AuditEntry, write_audit
from partnerships.models import (
    City,
    DateChange,
    Invitation,
    Membership,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Partner,
    PlanItem,
    Programme,
    Stage,
    Strand,
    StrandRole,
    Theme,
)
from partnerships.tests.factories import (
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
    period,
)

pytestmark = pytest.mark.django_db

MODELS = [
    AuditEntry,
    User,
    City,
    Partner,
    Organisation,
    Programme,
    Strand,
    Theme,
    Participation,
    Pairing,
    Stage,
    PlanItem,
    Milestone,
    DateChange,
    StrandRole,
    Membership,
    Invitation,
]
NEVER_ADDED = {AuditEntry, DateChange, Milestone, PlanItem, Stage, User}


def name_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def one_of_each(number):
    """A row of every model."""
    city = CityFactory()
    Organisation(code=f"office-{number}", name_en=f"Office {number}", sector="government", city=city).save(by=None)
    milestone = MilestoneFactory()
    item = PlanItemFactory(strand=milestone.pairing.strand, stage=milestone.stage)
    ThemeFactory(strand=item.strand, parent=ThemeFactory(strand=item.strand))
    StrandRoleFactory()
    MembershipFactory()
    participation = ParticipationFactory()
    Invitation.objects.create(
        email=f"new{number}@example.org",
        strand=participation.strand,
        role="coordinator",
        participation=participation,
        token_hash=str(number),
    )
    change = DateChange(milestone=milestone, reason="The host moved it.", by_label="Kim")
    change.old, change.new = period("2017-03"), period("2017-04-05")
    change.save()
    write_audit(action="record-added", by=None, record=city)


@pytest.fixture
def administrator(client):
    user = User.objects.create_superuser("admin@example.org", "lantern-harbour-42")
    client.force_login(user)
    return user


def test_every_model_has_its_page():
    registered = {model for model in admin.site._registry if model in MODELS}
    assert registered == set(MODELS)


@pytest.mark.one_database
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_list_add_and_change_answer(client, administrator, model):
    one_of_each(1)
    row = model._default_manager.order_by("-pk").first()
    assert client.get(reverse(f"admin:{name_of(model)}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name_of(model)}_changelist"), {"q": "Á b"}).status_code == 200
    added = client.get(reverse(f"admin:{name_of(model)}_add"))
    assert added.status_code == (403 if model in NEVER_ADDED else 200)
    assert client.get(reverse(f"admin:{name_of(model)}_change", args=[row.pk])).status_code == 200
    history = client.get(reverse(f"admin:{name_of(model)}_history", args=[row.pk]))
    assert history.status_code == 200


def test_moved_dates_of_the_same_name_are_told_apart_by_their_pairing(client, administrator):
    one_of_each(1)
    page = client.get(reverse("admin:partnerships_datechange_changelist")).content.decode()
    assert f'<td class="field-pairing">{DateChange.objects.get().milestone.pairing}</td>' in page


@pytest.mark.one_database
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nobody_else_comes_in(client, model):
    one_of_each(1)
    row = model._default_manager.order_by("-pk").first()
    client.force_login(UserFactory(is_staff=True))
    pages = [("changelist", []), ("add", []), ("change", [row.pk]), ("history", [row.pk]), ("delete", [row.pk])]
    for page, args in pages:
        assert client.get(reverse(f"admin:{name_of(model)}_{page}", args=args)).status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nothing_is_deleted_without_its_own_page(client, administrator, model):
    one_of_each(1)
    row = model._default_manager.order_by("-pk").first()
    status = 422 if isinstance(admin.site._registry[model], Mended) else 403
    answer = client.post(reverse(f"admin:{name_of(model)}_delete", args=[row.pk]), {"post": "yes"})
    assert answer.status_code == status
    page = client.get(reverse(f"admin:{name_of(model)}_changelist"))
    assert "delete_selected" not in page.content.decode()
    client.post(
        reverse(f"admin:{name_of(model)}_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.one_database
def test_a_list_costs_the_same_for_many_rows(client, administrator):
    def costs():
        found = {}
        for model in MODELS:
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(f"admin:{name_of(model)}_changelist"))
            found[model] = len(queries)
        return found

    one_of_each(1)
    costs()  # reads what is kept for the process
    few = costs()
    for number in range(2, 22):
        one_of_each(number)
    assert costs() == few


@pytest.mark.one_database
def test_a_choice_by_autocomplete_costs_the_same_for_many_rows(client, administrator):
    query = {"app_label": "partnerships", "model_name": "pairing", "field_name": "eu", "term": ""}
    url = reverse("admin:autocomplete")
    ParticipationFactory()
    client.get(url, query)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(url, query).json()["results"]) == 1
    ParticipationFactory.create_batch(10)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url, query).json()["results"]) == 11
    assert len(many) == len(few)


@pytest.mark.parametrize("words", ["malaga", "MÁLAGA", "말라가", "lodz malaga"])
def test_a_search_knows_no_accents_and_no_order(client, administrator, words):
    CityFactory(name_en="Málaga", name_ko="말라가", name_local="Łódź")
    CityFactory(name_en="Busan", name_ko="부산")
    page = client.get(reverse("admin:partnerships_city_changelist"), {"q": words})
    assert [city.name_en for city in page.context["cl"].result_list] == ["Málaga"]


def test_a_pairing_is_found_by_both_partners(client, administrator):
    pairing = PairingFactory(eu__partner__name_en="Málaga", counterpart__partner__name_en="Busan")
    PairingFactory(eu__partner__name_en="Porto", counterpart__partner__name_en="Busan")
    page = client.get(reverse("admin:partnerships_pairing_changelist"), {"q": "busan malaga"})
    assert list(page.context["cl"].result_list) == [pairing]
