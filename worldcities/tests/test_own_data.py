"""Each person takes along what the portal has about the own account, and may ask for its erasure."""

import io
import json
import time
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.enums import MailKind
from accounts.models import Mail
from core import clock
from core.audit import Kind
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.milestones.actions import EditMilestone
from partnerships.people.selectors import read_grants
from partnerships.tasks.parts import read_tasks
from partnerships.tests.factories import MilestoneFactory, UserFactory
from worldcities.personal_data import own_data_file

User = get_user_model()
pytestmark = pytest.mark.django_db


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == ["my-data.html", "my-data.json"]
    return archive.read("my-data.html").decode(), json.loads(archive.read("my-data.json"))


def taken(client, **headers):
    answer = client.get(reverse("my-data"), headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    return opened(answer.content)


def rows(data, part):
    return data[part]["rows"]


def renamed(milestone, person, title):
    by = {"by": person, "grants": read_grants(person), "version": milestone.version}
    EditMilestone.do(milestone, changes={"title_en": title}, **by)


@pytest.fixture
def eu(client, sides):
    person = sides.people["eu"]
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def test_the_account_with_its_roles_and_what_the_person_did(client, sides, eu):
    eu.function_en, eu.telephone = "Head of unit", "+34 93 000 00 00"
    eu.save()
    other = sides.people["counterpart"]
    page, data = taken(client, **{"accept-language": "en"})
    account = {row["field"]: row["value"] for row in rows(data, "account")}
    card = {row["field"]: row["value"] for row in rows(data, "card")}
    assert (account["email"], account["given_name"]) == (eu.email, eu.given_name)
    assert (card["function_en"], card["telephone"]) == ("Head of unit", "+34 93 000 00 00")
    assert "password" not in account
    assert rows(data, "roles")[0]["role"] == "Coordinator"
    assert str(sides.pairing.strand) in rows(data, "roles")[0]["where"]
    assert data["account"]["about"]["ground"] == "Public interest"
    for words in (eu.email, "Head of unit", "Coordinator", "Public interest"):
        assert words in page
    for secret in (eu.password, other.email, other.kept_name):
        assert secret not in page + json.dumps(data)


def test_contributions_have_title_day_and_link_and_no_other_persons_name(client, sides, eu):
    milestone = MilestoneFactory(pairing=sides.pairing, title_en="First workshop")
    renamed(milestone, eu, "Second workshop")
    _page, data = taken(client)
    last = rows(data, "contributions")[-1]
    assert last["title"] == "Second workshop"
    assert last["address"].endswith(milestone.get_absolute_url())
    assert last["at"].startswith("20")


def test_sign_ins_with_those_that_failed_and_looks_are_the_persons_own(client, sides, eu):
    stranger = sides.people["counterpart"]
    for person in (eu, stranger):
        client.post(reverse("account_logout"))
        client.post(reverse("account_login"), {"login": person.email, "password": "guessed-by-somebody"})
    client.force_login(eu, "django.contrib.auth.backends.ModelBackend")
    taken(client)
    _page, data = taken(client)
    acts = [row["act"] for row in rows(data, "log")]
    assert acts == ["Signed out", "The password or the e-mail address was wrong", "Took a copy of the own data"]
    assert rows(data, "log")[0]["network"] == "127.0.0.0/24"
    entry = AuditEntry.objects.filter(action="own-data-taken").last()
    assert (entry.kind, entry.actor) == (Kind.LOOK, eu)


@pytest.mark.security("V14")
def test_ways_to_sign_in_are_named_without_their_secrets(client, eu):
    Authenticator.objects.create(user=eu, type=Authenticator.Type.TOTP, data={"secret": "sealed-secret"})
    page, data = taken(client)
    assert [row["kind"] for row in rows(data, "steps")] == [Authenticator.Type.TOTP.label]
    assert "sealed-secret" not in page + json.dumps(data)


def test_the_page_is_in_the_readers_language_and_escapes_what_was_typed(client, eu):
    eu.language, eu.office_en = "ko", "<script>alert(1)</script>"
    eu.save()
    page, data = taken(client)
    assert '<html lang="ko">' in page
    assert "공공 업무" in page
    assert "<script>" not in page
    assert {row["field"]: row["value"] for row in rows(data, "card")}["office_en"] == "<script>alert(1)</script>"


def test_it_costs_as_many_queries_for_many_acts_as_for_one(sides, eu):
    def work(count):
        for number in range(count):
            row = MilestoneFactory(pairing=sides.pairing)
            renamed(row, eu, f"Step {number}")

    work(1)
    one = count_queries(lambda: own_data_file(eu))
    work(12)
    assert count_queries(lambda: own_data_file(eu)) == one


@pytest.mark.security("V14")
def test_a_browser_left_open_asks_again_who_it_is(client, eu, settings, monkeypatch):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1200)
    assert client.get(reverse("my-data")).url.startswith(reverse("account_reauthenticate"))


def test_a_stranger_takes_nothing(client, sides):
    for name in ("my-data", "accounts:erasure"):
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def erasures(person):
    waiting = [task for task in read_tasks(grants=read_grants(person), today=clock.today()) if "erasure" in task.verb]
    return [(task.verb, task.thing) for task in waiting]


@pytest.mark.security("V14")
def test_who_asks_for_erasure_waits_for_the_administrators_and_may_withdraw(client, sides, eu):
    boss = UserFactory(is_superuser=True, is_staff=True)
    closed = UserFactory(is_superuser=True, is_staff=True, is_active=False)
    client.post(reverse("accounts:erasure"))
    told = client.post(reverse("accounts:erasure"), follow=True).text
    assert "You have asked already" in told
    eu.refresh_from_db()
    assert eu.is_active
    assert eu.erasure_asked_at is not None
    mails = Mail.objects.filter(kind=MailKind.ERASURE_ASKED)
    assert mails.filter(recipient=boss).count() == 1
    assert not mails.filter(recipient=closed).exists()
    assert erasures(boss) == [("Carry out the erasure", str(eu))]
    assert erasures(sides.people["staff"]) == []
    assert "Erasure asked for" in client.get(reverse("accounts:account")).text
    client.post(reverse("accounts:erasure"), {"withdraw": "yes"})
    eu.refresh_from_db()
    assert eu.erasure_asked_at is None
    assert erasures(boss) == []
    assert mails.get(recipient=boss).state == "dropped"
    acts = AuditEntry.objects.filter(actor=eu, object_id=eu.pk, object_type="accounts.user").order_by("pk")
    assert [act.action for act in acts] == ["erasure-asked", "erasure-withdrawn"]
    assert (
        "There is no request that waits"
        in client.post(reverse("accounts:erasure"), {"withdraw": "yes"}, follow=True).text
    )


def test_administrators_find_who_asked_in_the_list_of_people(client, sides):
    boss = UserFactory(is_superuser=True, is_staff=True)
    asked = sides.people["eu"]
    client.force_login(asked, "django.contrib.auth.backends.ModelBackend")
    client.post(reverse("accounts:erasure"))
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:accounts_user_changelist"), {"erasure_asked_at__isempty": "0"})
    assert [str(person) for person in page.context["cl"].result_list] == [str(asked)]
