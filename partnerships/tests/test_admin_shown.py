"""What the administration shows is named and written as on the portal's pages."""

import re

import pytest
from django.urls import reverse

from core.models import write_audit
from partnerships.models import City, DateChange, Deputy, Measurement, ProjectResult, Target
from partnerships.tests.factories import (
    CityFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PartnerFactory,
    PlanItemFactory,
    ThemeFactory,
    UserFactory,
)
from partnerships.tests.factories_together import (
    AgreementFactory,
    IndicatorFactory,
    OrganisationFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client, sides):
    client.force_login(UserFactory(is_superuser=True, is_staff=True), "django.contrib.auth.backends.ModelBackend")
    return sides


def shown(client, name, *args, **asked):
    return client.get(reverse(f"admin:{name}", args=args), asked).content.decode()


@pytest.mark.one_database
def test_a_text_is_named_with_its_pairing_and_edition(scene, client):
    edition = scene.ask(scene.plan())
    assert str(edition) == "Action plan (Busan-Barcelona), edition 1"
    assert str(edition.record) == "Action plan: Busan-Barcelona"
    assert str(edition) in shown(client, "partnerships_confirmation_changelist")
    assert "Action plan: Busan-Barcelona" in shown(client, "partnerships_actionplan_change", edition.object_id)


@pytest.mark.one_database
def test_of_who_asked_for_a_text_the_name_that_was_kept_is_shown(scene, client):
    edition = scene.ask(scene.plan())
    page = client.get(reverse("admin:partnerships_textedition_change", args=[edition.pk]))
    fields = page.context["adminform"].model_admin.get_fields(page.wsgi_request, edition)
    names = {getattr(field, "__name__", field) for field in fields}
    assert names & {"requested_by", "requested_by_label"} == {"requested_by_label"}


@pytest.mark.one_database
@pytest.mark.parametrize("make", [AgreementFactory, FollowUpFactory, ProjectFactory])
def test_what_has_a_code_is_found_by_it(scene, client, make):
    row = make(pairing=scene.pairing, code="harbour-lights")
    make(pairing=scene.pairing, code="night-trains")
    listed = client.get(
        reverse(f"admin:partnerships_{type(row)._meta.model_name}_changelist"), {"q": "harbour-lights"}
    ).context["cl"]
    assert list(listed.queryset) == [row]


@pytest.mark.one_database
def test_confirmations_are_found_by_their_text_and_by_who_gave_them(scene, client):
    plan, themes = scene.ask(scene.plan()), scene.ask(scene.themes())
    own = scene.confirm(plan, "eu")
    instead = scene.confirm(themes, "eu", "staff", "Confirmed by letter.")
    page = reverse("admin:partnerships_confirmation_changelist")
    found = client.get(page, {"q": plan.slug}).context["cl"].queryset
    assert own in found
    assert instead not in found
    assert list(client.get(page, {"on_behalf__exact": "1"}).context["cl"].queryset) == [instead]


@pytest.mark.one_database
def test_lists_of_codes_are_shown_by_name(scene, client):
    theme = ThemeFactory(strand=scene.pairing.strand, code="bus-fares", name_en="Bus fares")
    scene.pairing.chosen_themes.create(theme=theme, position=1)
    assert "Bus fares" in shown(client, "partnerships_pairing_changelist")
    text = scene.themes()
    type(text).objects.filter(pk=text.pk).update(theme_codes="bus-fares")
    page = shown(client, "partnerships_agreedthemes_change", text.pk)
    assert "Bus fares" in page
    assert "bus-fares" not in page
    PartnerFactory(name_en="Alliance", cities=[CityFactory(name_en="Dundee")])
    assert "Dundee" in shown(client, "partnerships_partner_changelist")


@pytest.mark.one_database
def test_organisations_numbers_and_months_of_a_project(scene, client):
    project = ProjectFactory(
        pairing=scene.pairing, organisations=[OrganisationFactory(code="bipa", name_en="Promotion Agency")]
    )
    project.first_reported, project.first_reported_precision = "2017-03-01", "month"
    project.save(by=None)
    page = shown(client, "partnerships_project_change", project.pk)
    assert "Promotion Agency" in page
    assert "March 2017" in page
    assert "1 March 2017" not in page
    result = ProjectResult(project=project, kind="people", unit="people", expected=12000)
    result.save(by=None)
    page = shown(client, "partnerships_projectresult_change", result.pk)
    assert "12,000" in page
    assert "12000.00" not in page


def test_filters_offer_what_there_is(scene, client):
    City.objects.update(country="KR")
    page = shown(client, "partnerships_city_changelist")
    assert "?country=KR" in page
    assert "?country=AF" not in page
    write_audit(action="record-added", by=None, record=City.objects.first())
    entries = client.get(reverse("admin:core_auditentry_changelist"), {"object_type": "partnerships.city"})
    assert {entry.object_type for entry in entries.context["cl"].result_list} == {"partnerships.city"}


@pytest.mark.one_database
@pytest.mark.parametrize(("language", "country"), [("en", "South Korea"), ("ko", "한국")])
def test_countries_stand_by_their_names(scene, client, language, country):
    client.cookies["django_language"] = language
    strand = scene.pairing.strand
    assert f'class="field-countries_shown">{country}<' in shown(client, "partnerships_strand_changelist")
    assert country in shown(client, "partnerships_strand_change", strand.pk)


@pytest.mark.one_database
@pytest.mark.parametrize(("language", "side"), [("en", "South Korea"), ("ko", "한국 측")])
def test_a_side_is_called_by_its_country_where_the_strand_is_known(scene, client, language, side):
    client.cookies["django_language"] = language
    scene.ask(scene.plan())
    assert f'class="field-side">{side}<' in shown(client, "partnerships_confirmation_changelist")
    participation = scene.pairing.counterpart
    assert side in shown(client, "partnerships_participation_change", participation.pk)
    item = PlanItemFactory(strand=scene.pairing.strand)
    assert f'<option value="counterpart">{side}</option>' in shown(client, "partnerships_planitem_change", item.pk)


@pytest.mark.one_database
def test_moves_of_one_strand(scene, client):
    for milestone in (MilestoneFactory(pairing=scene.pairing), MilestoneFactory()):
        DateChange.objects.create(milestone=milestone, reason="Later.", by_label="Kim")
    found = client.get(reverse("admin:partnerships_datechange_changelist"), {"strand": scene.pairing.strand_id})
    assert [row.milestone.pairing for row in found.context["cl"].result_list] == [scene.pairing]


@pytest.mark.one_database
def test_an_empty_list_says_so(scene, client):
    assert "Nothing here yet" in shown(client, "partnerships_agreement_changelist")
    assert "Clear the filters" in shown(client, "partnerships_city_changelist", q="nowhere")
    assert "Nothing here yet" not in shown(client, "partnerships_city_changelist")


@pytest.mark.one_database
def test_a_history_is_offered_where_one_is_kept(scene, client):
    kept = shown(client, "partnerships_pairing_change", scene.pairing.pk)
    assert "historylink" in kept
    text = scene.plan()
    assert "historylink" not in shown(client, "partnerships_actionplan_change", text.pk)


@pytest.mark.one_database
def test_a_history_without_acts_says_where_to_look(scene, client):
    page = shown(client, "accounts_user_history", UserFactory().pk)
    assert "Nothing was changed here." in page
    assert reverse("admin:core_auditentry_changelist") + "?object_type=accounts.user" in page
    assert "probably" not in page


@pytest.mark.one_database
@pytest.mark.parametrize(("language", "said"), [("en", "This cannot be done"), ("ko", "할 수 없는 작업입니다")])
def test_what_nobody_does_here_leads_back_to_the_administration(scene, client, language, said):
    client.cookies["django_language"] = language
    answer = client.get(reverse("admin:partnerships_agreement_add"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert said in page
    assert f'class="wc-button" href="{reverse("admin:index")}"' in page
    assert "programme staff" not in page


@pytest.mark.one_database
def test_others_are_not_led_to_the_administration(scene, client):
    client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:index")).content.decode()
    assert "Ask the programme staff" in page
    assert f'class="wc-button" href="{reverse("admin:index")}"' not in page


@pytest.mark.one_database
def test_what_is_set_once_is_said_of_a_new_record_alone(scene, client):
    once = "is set once here"
    assert once in shown(client, "partnerships_pairing_add")
    page = shown(client, "partnerships_pairing_change", scene.pairing.pk)
    assert once not in page
    assert "on the portal's pages" in page


@pytest.mark.one_database
def test_values_and_targets_have_their_units(scene, client):
    indicator = IndicatorFactory(unit_en="kWh")
    facts = {"indicator": indicator, "strand": scene.pairing.strand}
    value = Measurement(**facts, on="2026-03-14", value=1200, source="A meter", by_label="Kim")
    value.save(by=None)
    target = Target(**facts, target=3000)
    target.save(by=None)
    count = Target(strand=scene.pairing.strand, built_in="contacts", target=4)
    count.save(by=None)
    assert "1,200 kWh" in shown(client, "partnerships_measurement_changelist")
    assert "1,200 kWh" in shown(client, "partnerships_measurement_change", value.pk)
    assert "3,000 kWh" in shown(client, "partnerships_target_changelist")
    assert "4 contacts" in shown(client, "partnerships_target_change", count.pk)


def test_a_row_without_a_related_record_is_filtered_by_a_word(scene, client):
    City.objects.update(home_strand=None)
    page = shown(client, "partnerships_city_changelist")
    assert re.search(r'<a href="\?home_strand__isnull=True">None</a>', page)


@pytest.mark.one_database
def test_a_deputy_is_named_in_the_letters_of_the_page(scene, client):
    client.cookies["django_language"] = "ko"
    coordinator = MembershipFactory(user=UserFactory(name_native="김지수"))
    Deputy(membership=coordinator, user=UserFactory(), starts_on="2026-03-14", ends_on="2026-03-15").save(by=None)
    assert "김지수: " in shown(client, "partnerships_deputy_changelist")
