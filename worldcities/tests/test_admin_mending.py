"""What administrators mend: a code while nothing outside names it, and the end of what was only added."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Mail
from core.log import read_counters
from core.models import AuditEntry, Draft, one_act, write_audit
from events.tests.factories import EventFactory
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.models import City, Milestone, Pairing, Partner, Theme
from partnerships.tests.factories import (
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StrandFactory,
    ThemeFactory,
    UserFactory,
)
from partnerships.tests.factories_together import AgreementFactory, CommentFactory, DocumentFactory
from partnerships.tests.test_admin_saving import administrator, change_url, filled  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator")]


def page_of(row, page):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def sent(client, row, page, **typed):
    """The answer to the form of a page, filled in."""
    asked = client.get(page_of(row, page))
    form = asked.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return client.post(page_of(row, page), values | typed)


def added(client, model, **values):
    """A record added in the administration, by its own act."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    data = filled(client.get(url)) | {name: getattr(value, "pk", value) for name, value in values.items()}
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return model.objects.latest("pk")


def test_a_code_changes_with_the_lists_that_have_it_and_is_logged(client, administrator):  # noqa: F811
    city = CityFactory(code="bsuan")
    partner = ParticipationFactory(partner__cities=[city]).partner
    before = read_counters()
    answer = sent(client, city, "code", code="busan")
    assert answer.url == change_url(city)
    city.refresh_from_db()
    partner.refresh_from_db()
    assert (city.code, partner.city_codes, city.version) == ("busan", "busan", 2)
    entry = AuditEntry.objects.get(action="record-code-changed")
    assert (entry.actor, entry.sentence) == (administrator, "Changed the code from bsuan to busan")
    assert read_counters() > before


@pytest.mark.parametrize(
    ("code", "said"), [("Busan!", "lower-case letters"), ("taken", "already exists"), ("add", "for themselves")]
)
def test_a_code_that_cannot_be_one_is_refused_beside_its_field(client, code, said):
    city, _other = CityFactory(code="bsuan"), CityFactory(code="taken")
    answer = sent(client, city, "code", code=code)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["code"])
    city.refresh_from_db()
    assert city.code == "bsuan"


def _mailed(pairing):
    url = pairing.get_absolute_url()
    Mail.objects.create(key="one", address="kim@example.org", kind="reminder", subject="Read", text=f"See {url}")


def _drafted(pairing):
    Draft.objects.create(user=UserFactory(), form=pairing.address_of("partnerships:contact-add"), data={})


def _typed(pairing):
    CommentFactory(text=f"As on http://testserver{pairing.get_absolute_url()} we said")


def _downloaded(pairing):
    write_audit(action=LIST_EXPORTED, by=None, record=pairing, list="agreements", rows=1, format="csv")


def _loaded(pairing):
    Pairing.objects.filter(pk=pairing.pk).update(loaded_version=1)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (_mailed, "mail"),
        (_typed, "comment"),
        (_drafted, "named by: others"),
        (_downloaded, "downloaded"),
        (_loaded, "a pack has it"),
    ],
)
def test_a_code_that_something_outside_names_stays_and_the_page_says_why(client, names, said):
    pairing = PairingFactory(code="busan-barcelona")
    names(pairing)
    page = client.get(page_of(pairing, "code")).text
    assert "The code stays" in page
    assert said in page
    assert client.post(page_of(pairing, "code"), {"code": "busan", "seen_version": 1, "once": "x"}).status_code == 422
    pairing.refresh_from_db()
    assert pairing.code == "busan-barcelona"
    assert not AuditEntry.objects.filter(action="record-code-changed").exists()


def test_a_milestone_that_an_event_of_several_pairings_names_keeps_its_code(client):
    milestone = MilestoneFactory(code="closing")
    event = EventFactory(strand=milestone.pairing.strand, milestone_codes="closing")
    assert str(event) in client.get(page_of(milestone, "code")).text


def test_what_the_log_tells_of_an_address_holds_no_code(client):
    theme = ThemeFactory(code="energy")
    write_audit(action="theme-edit", by=None, record=theme, reason="As on /strands/eu-korea/themes/energy/ it was.")
    assert sent(client, theme, "code", code="energies").status_code == 302


def test_another_word_in_a_text_is_no_code(client):
    theme = ThemeFactory(code="energy")
    CommentFactory(text="We spoke of energy, and /energy-saving/ lamps.")
    assert sent(client, theme, "code", code="energies").status_code == 302


def test_what_was_only_added_is_deleted_with_its_lists_and_logged(client, administrator):  # noqa: F811
    city = added(client, City, name_en="Bsuan", code="bsuan", country="KR", time_zone="Asia/Seoul")
    answer = sent(client, city, "delete")
    assert answer.url == reverse("admin:partnerships_city_changelist")
    assert not City.objects.filter(pk=city.pk).exists()
    entry = AuditEntry.objects.get(action="record-deleted")
    assert (entry.actor, entry.object_id, entry.object_label) == (administrator, city.pk, "Bsuan")
    assert City.history.filter(id=city.pk, history_type="-", entry=entry).exists()
    assert client.get(reverse("admin:core_auditentry_change", args=[entry.pk])).status_code == 200


def test_what_its_own_act_added_with_it_goes_along(client):
    theme = ThemeFactory()
    with one_act():
        pairing = PairingFactory(strand=theme.strand)
        MilestoneFactory(pairing=pairing)
        write_audit(action="record-added", by=None, record=pairing)
    assert sent(client, pairing, "delete").status_code == 302
    assert not Pairing.objects.filter(pk=pairing.pk).exists()
    assert not Milestone.objects.filter(pairing=pairing.pk).exists()


def _edited(theme):
    theme.name_en = "Energy and more"
    with one_act():
        theme.save(by=None)
        write_audit(action="record-changed", by=None, record=theme, fields="name_en")


def _named(theme):
    ThemeFactory(strand=theme.strand, parent=theme, name_en="Below it")


@pytest.mark.parametrize(("done", "said"), [(_edited, "more was done"), (_named, "Below it")])
def test_what_more_was_done_with_stays_and_the_page_says_why(client, done, said):
    theme = ThemeFactory(code="energy")
    done(theme)
    page = client.get(page_of(theme, "delete")).text
    assert "It stays" in page
    assert said in page
    version = Theme.objects.get(pk=theme.pk).version
    assert client.post(page_of(theme, "delete"), {"seen_version": version, "once": "x"}).status_code == 422
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_a_partner_goes_with_its_cities_and_not_the_city(client):
    city = CityFactory()
    with one_act():
        partner = PartnerFactory(cities=[city])
        write_audit(action="record-added", by=None, record=partner)
    assert f"partner “{partner}”" in client.get(page_of(city, "delete")).text
    assert sent(client, partner, "delete").status_code == 302
    assert not Partner.objects.filter(pk=partner.pk).exists()
    assert City.objects.filter(pk=city.pk).exists()


def test_what_is_one_sides_own_keeps_a_record_and_is_not_told(client):
    pairing = PairingFactory()
    DocumentFactory(pairing=pairing, audience="own-side", side="eu", title="Our own draft")
    page = client.get(page_of(pairing, "delete")).text
    assert "It stays, because it is named by: others." in page
    assert "Our own draft" not in page


def test_a_record_that_another_has_changed_meanwhile_is_not_deleted(client):
    theme = ThemeFactory()
    form = client.get(page_of(theme, "delete")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    _edited(theme)
    assert client.post(page_of(theme, "delete"), values).status_code == 409
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_nobody_else_mends_and_nothing_that_is_only_read_goes(client):
    agreement, strand = AgreementFactory(), StrandFactory()
    entry = AuditEntry.objects.first() or write_audit(action="record-added", by=None, record=strand)
    assert client.post(page_of(entry, "delete"), {"post": "yes"}).status_code == 403
    for user in (UserFactory(is_staff=True), MembershipFactory().user):
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        for page in ("code", "delete"):
            assert client.get(page_of(agreement, page)).status_code == 403
            assert client.post(page_of(agreement, page), {}).status_code == 403


def test_a_list_deletes_nothing(client):
    theme = ThemeFactory()
    url = reverse("admin:partnerships_theme_changelist")
    client.post(url, {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"})
    assert Theme.objects.filter(pk=theme.pk).exists()
    assert all(not known.has_delete_permission(None) for known in admin.site._registry.values())
