"""Saving in the administration: over a seen version only, whole or not at all, written down."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.errors import StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.models import AgreedThemes, City, Milestone, Pairing, Partner
from partnerships.tests.factories import (
    CityFactory,
    MilestoneFactory,
    PairingFactory,
    PartnerFactory,
    ThemeFactory,
    UserFactory,
    period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = User.objects.create_superuser("admin@example.org", "lantern-harbour-42", given_name="Ada")
    client.force_login(user)
    return user


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def filled(page):
    """What a browser would send back from the form as it was shown."""
    data = {}
    context = page.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None and getattr(bound.field.widget, "allow_multiple_selected", False):
                continue
            if isinstance(value, list):
                value = [getattr(one, "pk", one) for one in value]
            data[bound.html_name] = "" if value is None else value
    return {name: value for name, value in data.items() if value is not False and value != []}


def post(client, row, data):
    """Save a form that is in order."""
    answer = client.post(change_url(row), data)
    assert answer.status_code == 302, answer.context["errors"]


def errors(page):
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert page.status_code == 200
    return text


def test_a_change_is_saved_by_its_user_with_history_and_audit(client, administrator):
    city = CityFactory(name_en="Busan")
    data = filled(client.get(change_url(city))) | {"name_local": "부산광역시", "population": "3400000"}
    post(client, city, data)
    city.refresh_from_db()
    assert (city.name_local, city.population, city.version) == ("부산광역시", 3_400_000, 2)
    assert city.history.first().history_user == administrator
    entry = logged().get()
    assert (entry.action, entry.actor, entry.object_id) == ("record-changed", administrator, city.pk)
    assert set(entry.parameters["fields"].split(", ")) == {"name_local", "population"}


def test_a_form_saved_as_it_was_writes_nothing(client, administrator):
    pairing = PairingFactory()
    pairing.chosen_themes.create(theme=ThemeFactory(strand=pairing.strand), position=1)
    for row in (pairing, pairing.strand, pairing.eu.partner, pairing.eu):
        before = row.history.count()
        post(client, row, filled(client.get(change_url(row))))
        row.refresh_from_db()
        assert (row.version, row.history.count()) == (1, before)
    assert not logged().exists()


def test_a_stale_form_saves_nothing_keeps_the_input_and_says_who_changed_what(client, administrator):
    city = CityFactory()
    data = filled(client.get(change_url(city))) | {"name_local": "Mine."}
    city.population = 7
    city.save(by=UserFactory(given_name="Jisu", family_name="Kim"))
    page = client.post(change_url(city), data)
    said = errors(page)
    assert "Someone else changed this meanwhile. Nothing was saved" in said
    assert "Changed meanwhile by Jisu Kim: Population." in said
    assert 'value="Mine."' in page.content.decode()
    assert "[&#x27;Mine" not in page.content.decode()
    assert (City.objects.get(pk=city.pk).name_local, logged().count()) == ("", 0)
    again = filled(page)
    assert again["seen_version"] == "2"
    post(client, city, again)
    assert City.objects.get(pk=city.pk).name_local == "Mine."


@pytest.mark.parametrize("version", [None, "", "abc", "0", "99"])
def test_a_form_without_the_right_version_is_refused(client, administrator, version):
    city = CityFactory()
    data = filled(client.get(change_url(city))) | {"name_local": "Mine."}
    data.pop("seen_version")
    if version is not None:
        data["seen_version"] = version
    assert "Nothing was saved" in errors(client.post(change_url(city), data))
    assert City.objects.get(pk=city.pk).name_local == ""


def test_a_save_that_loses_the_race_rolls_back_what_it_wrote(client, administrator, monkeypatch):
    partner = PartnerFactory()
    other = CityFactory(code="geoje")
    data = filled(client.get(change_url(partner)))
    data |= {"partnercity-1-city": other.pk, "partnercity-1-position": 2, "name_local": "Mine."}
    data["partnercity-TOTAL_FORMS"] = 2
    real, calls = Partner.save, []

    def late(self, *args, by, **kwargs):
        calls.append(self)
        if len(calls) == 1:
            real(Partner.objects.get(pk=self.pk), by=None)
        return real(self, *args, by=by, **kwargs)

    monkeypatch.setattr(Partner, "save", late)
    with pytest.raises(StaleRecord), transaction.atomic():
        late(Partner.objects.get(pk=partner.pk), by=None)
    calls.clear()
    data["seen_version"] = Partner.objects.get(pk=partner.pk).version
    said = errors(client.post(change_url(partner), data))
    assert "Someone else changed this meanwhile" in said
    partner.refresh_from_db()
    assert (partner.name_local, partner.places.count(), logged().count()) == ("", 1, 0)


def test_a_state_of_the_past_leads_to_the_history_and_is_never_saved(client, administrator):
    pairing = PairingFactory(summary_en="Two ports")
    pairing.summary_en = "Two harbours"
    pairing.save(by=administrator)
    url = reverse("admin:partnerships_pairing_simple_history", args=[pairing.pk, pairing.history.last().history_id])
    assert client.get(url)["Location"] == reverse("admin:partnerships_pairing_history", args=[pairing.pk])
    assert client.post(url, {"summary_en": "Two ports"}).status_code == 403
    history = client.get(reverse("admin:partnerships_pairing_history", args=[pairing.pk]))
    assert "Two harbours" in history.content.decode()


@pytest.mark.security("V2", "V15")
def test_workflow_fields_of_a_milestone_cannot_be_posted(client, administrator):
    milestone = MilestoneFactory(status="done", forecast=period("2017-04", "2017-05-02"), actual=period("2017-05-02"))
    page = client.get(change_url(milestone))
    assert "April 2017" in page.content.decode()
    data = filled(page) | {
        "status": "planned",
        "code": "other",
        "from_sources": "on",
        "note": "Seen.",
        "forecast_start_text": "2018",
        "actual_start_text": "2018",
        "baseline_start_text": "2017-03",
        "reason": "Both sides asked for it.",
    }
    post(client, milestone, data)
    saved = Milestone.objects.get(pk=milestone.pk)
    assert (saved.status, saved.code, saved.reason, saved.from_sources) == ("done", milestone.code, "", False)
    assert (saved.forecast, saved.actual, saved.baseline) == (milestone.forecast, milestone.actual, milestone.baseline)
    assert (saved.note, saved.version) == ("Seen.", 2)
    entry = logged().get()
    assert (entry.strand_id, entry.pairing_id) == (milestone.pairing.strand_id, milestone.pairing_id)
    assert (entry.action, entry.reason) == ("milestone-edit", "Both sides asked for it.")
    assert entry.sentence == "Changed: Note"


def test_a_milestone_is_changed_through_its_service_or_not_at_all(client, administrator):
    milestone = MilestoneFactory()
    data = filled(client.get(change_url(milestone))) | {"title_en": "Launch in Busan"}
    assert "Give a reason." in errors(client.post(change_url(milestone), data))
    data["reason"] = "Asked by both."
    milestone.pairing.status = "closed"
    milestone.pairing.save(by=None)
    assert client.post(change_url(milestone), data).status_code == 403
    assert Milestone.objects.get().version == 1
    assert not AuditEntry.objects.filter(action="milestone-edit").exists()
    milestone.pairing.status = "active"
    milestone.pairing.save(by=None)
    post(client, milestone, data)
    assert (Milestone.objects.get().edition, Milestone.objects.get().title_en) == (2, "Launch in Busan")


def test_ordered_lists_and_their_codes_stay_in_step(client, administrator):
    pairing = PairingFactory()
    first, second, third = (ThemeFactory(strand=pairing.strand, code=code) for code in ("a", "b", "c"))
    prefix = "pairingtheme"
    data = filled(client.get(change_url(pairing))) | {f"{prefix}-TOTAL_FORMS": 3}
    for index, (theme, place) in enumerate([(first, 2), (second, 1), (third, "")]):
        data |= {f"{prefix}-{index}-theme": theme.pk, f"{prefix}-{index}-position": place}
    post(client, pairing, data)
    pairing.refresh_from_db()
    assert (pairing.theme_codes, pairing.version) == ("b;a;c", 2)
    assert [row.theme.code for row in pairing.chosen_themes.order_by("position")] == ["b", "a", "c"]
    assert pairing.history.first().theme_codes == "b;a;c"

    swap = filled(client.get(change_url(pairing)))
    swap |= {f"{prefix}-0-position": 2, f"{prefix}-1-position": 1, f"{prefix}-2-DELETE": "on"}
    post(client, pairing, swap)
    assert Pairing.objects.get(pk=pairing.pk).theme_codes == "a;b"

    twice = filled(client.get(change_url(pairing))) | {f"{prefix}-1-theme": first.pk}
    assert "is in the list twice" in errors(client.post(change_url(pairing), twice))
    strange = filled(client.get(change_url(pairing))) | {f"{prefix}-1-theme": ThemeFactory().pk}
    assert "belongs to another strand" in errors(client.post(change_url(pairing), strange))
    assert Pairing.objects.get(pk=pairing.pk).theme_codes == "a;b"


def test_themes_that_both_sides_confirm_are_edited_as_their_text(client, administrator):
    pairing = PairingFactory()
    first, second = (ThemeFactory(strand=pairing.strand, code=code) for code in ("a", "b"))
    AgreedThemes(pairing=pairing, theme_codes="a").save(by=None)
    pairing.theme_codes = "a"
    pairing.save(by=None)
    pairing.chosen_themes.create(theme=first, position=1)
    changed = filled(client.get(change_url(pairing))) | {"pairingtheme-0-theme": second.pk}
    assert "they are edited on its page, as agreed themes" in errors(client.post(change_url(pairing), changed))
    # The rest of the pairing is edited as ever.
    post(client, pairing, filled(client.get(change_url(pairing))) | {"summary_en": "Two ports"})
    pairing.refresh_from_db()
    assert (pairing.theme_codes, pairing.summary_en) == ("a", "Two ports")


def test_a_new_partner_has_its_cities_from_its_first_version(client, administrator):
    city = CityFactory(code="suwon")
    add = reverse("admin:partnerships_partner_add")
    data = filled(client.get(add)) | {"name_en": "Suwon", "code": "suwon", "kind": "city"}
    assert "A partner needs a city" in errors(client.post(add, data))
    answer = client.post(add, data | {"partnercity-0-city": city.pk})
    assert answer.status_code == 302, answer.context["errors"]
    partner = Partner.objects.get(code="suwon")
    assert (partner.city_codes, partner.history.get().city_codes) == ("suwon", "suwon")
    assert partner.first_city == city
