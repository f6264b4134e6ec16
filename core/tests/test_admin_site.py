"""The door of the administration."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

from core import audit
from core.admin.lists import ReadOnlyAdmin
from core.admin.records import EditedAdmin
from core.models import AuditEntry, write_audit
from core.tests.arranged import logged

User = get_user_model()
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return User.objects.create_superuser("admin@example.org", "lantern-harbour-42", given_name="Ada")


def test_a_stranger_signs_in_on_the_portals_own_page_and_comes_back(client):
    index = reverse("admin:index")
    answer = client.get(index, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=%2Fadmin%2F"


@pytest.mark.security("V3")
def test_the_way_back_stays_in_the_portal(client):
    answer = client.get(reverse("admin:login"), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"


@pytest.mark.parametrize("name", ["index", "login", "core_auditentry_changelist", "accounts_user_changelist"])
def test_whoever_is_no_administrator_is_refused(client, name):
    client.force_login(User.objects.create_user("staff@example.org", "lantern-harbour-42", is_staff=True))
    assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.security("V16")
def test_a_refused_address_with_what_no_database_keeps_is_in_the_log(client):
    client.force_login(User.objects.create_user("marta@example.org", "lantern-harbour-42"))
    assert client.get("/admin/partnerships/strand/a%00b/code/").status_code == 403
    address = AuditEntry.objects.get(action=audit.REFUSED).parameters["address"]
    assert address == "GET /admin/partnerships/strand/ab/code/"


def test_an_administrator_finds_our_records_and_no_package_of_others(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "World Cities administration" in page.content.decode()
    listed = [kind["model"] for group in page.context["app_list"] for kind in group["models"]]
    assert len(listed) == len(set(listed)) == len(admin.site._registry)
    assert {model._meta.app_label for model in listed} == {
        "core",
        "accounts",
        "partnerships",
        "events",
        "reports",
    }


def test_the_first_page_goes_from_what_needs_nothing_to_what_is_only_read(client, administrator):
    client.force_login(administrator)
    *edited, read = client.get(reverse("admin:index")).context["app_list"]
    place = {kind["model"]: at for at, kind in enumerate(kind for group in edited for kind in group["models"])}
    for kind in read["models"]:
        assert kind["view_only"]
    for model, at in place.items():
        assert not isinstance(admin.site._registry[model], ReadOnlyAdmin) or isinstance(
            admin.site._registry[model], EditedAdmin
        )
        needed = {field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null}
        assert all(place[other] <= at for other in needed & place.keys()), model


def test_the_list_of_people_leads_to_an_invitation_and_adds_nobody(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert reverse("admin:partnerships_invitation_add") in page
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403


def _person(user, **changed):
    fields = (
        "email",
        "given_name",
        "family_name",
        "name_order",
        "name_native",
        "language",
        "time_zone",
        "mail_comments",
    )
    data = {name: getattr(user, name) for name in fields}
    ticked = ("is_active", "is_superuser", "mail_now", "mail_deadlines", "mail_digest")
    return {**data, **dict.fromkeys(ticked, "on")} | changed


def test_an_address_that_names_no_field_opens_the_record(client, administrator):
    client.force_login(administrator)
    write_audit(action="signed-in", by=administrator)
    entry = AuditEntry.objects.latest("pk")
    address = reverse("admin:core_auditentry_change", args=[entry.pk])
    assert client.get(f"{address}?_to_field=").status_code == 200


def test_an_administrator_does_not_lock_out_himself(client, administrator):
    client.force_login(administrator)
    change = reverse("admin:accounts_user_change", args=[administrator.pk])
    data = _person(administrator)
    del data["is_superuser"]
    answer = client.post(change, data)
    assert answer.status_code == 200
    assert "cannot take this from yourself" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser


def test_making_someone_an_administrator_is_written_down(client, administrator):
    client.force_login(administrator)
    person = User.objects.create_user("kim@example.org", "lantern-harbour-42", given_name="Jisu")
    answer = client.post(reverse("admin:accounts_user_change", args=[person.pk]), _person(person))
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (True, True)
    entry = logged().get()
    assert (entry.action, entry.actor, entry.parameters) == (
        "record-changed",
        administrator,
        {"fields": "is_superuser"},
    )
    client.logout()
    client.force_login(person)
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_register_of_acts_is_read_by_kind_and_never_what_one_side_keeps(client, administrator):
    client.force_login(administrator)
    audit.register("test-kept", "Kept it", kind=audit.Kind.OWN)
    for action in ("test-kept", "refused", "record-added"):
        write_audit(action=action, by=None, address="GET /programme/")
    register = reverse("admin:core_auditentry_changelist")
    pages = [client.get(register, kind and {"kind": kind}).text for kind in ("", "refusal", "own")]
    assert ["Was refused: GET /programme/" in page for page in pages] == [True, True, False]
    assert ["Added" in page for page in pages] == [True, False, False]
    assert ["Kept it" in page for page in pages] == [False, False, False]
    assert "?kind=own" not in pages[0]


def test_the_register_of_acts_has_the_whole_checksum_of_one_that_is_shown_by_its_beginning(client, administrator):
    client.force_login(administrator)
    audit.register("test-frozen", "Froze: %(sha256)s")
    frozen = write_audit(action="test-frozen", by=None, sha256="3f" * 32)
    added = write_audit(action="record-added", by=None)
    pages = [client.get(reverse("admin:core_auditentry_change", args=[one.pk])).text for one in (frozen, added)]
    assert "Froze: 3f3f3f3f3f3f…" in pages[0]
    assert ["3f" * 32 in page for page in pages] == [True, False]
    assert ["SHA-256" in page for page in pages] == [True, False]
