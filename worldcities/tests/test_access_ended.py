"""Access that ends at once: what a person held opens nothing from that click on, nor after access is given again."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MailKind
from accounts.mails.sending import send_queued
from accounts.mails.services import queue_mail
from accounts.models import Mail
from core import clock
from core.models import AuditEntry, Draft
from partnerships.models import Invitation
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import (
    PASSWORD,
    DeputyFactory,
    MembershipFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)
from partnerships.tests.files import forget_files
from reports.models import Export
from reports.tests.export_scene import ask, make, tried_kind
from worldcities.tests.access_scene import BEFORE, LATER, MOMENT, browser, calendar_of

SENT = (MailKind.PASSWORD_RESET, MailKind.ACCOUNT_CHANGED)  # not dropped with the access
RESET = r"https?://[^/]+(/accounts/password/reset/key/\S+)"


@pytest.fixture
def strand(sides):
    return sides.pairing.strand


@pytest.fixture
def staff(sides):
    return browser(sides.people["staff"])


@pytest.fixture
def leaving(sides, strand):
    """Somebody who works for Barcelona, stands in for Busan's, and is staff besides."""
    person = MembershipFactory(participation=sides.pairing.eu, started_on=dt.date(2026, 11, 1)).user
    StrandRoleFactory(user=person, strand=strand)
    coordinator = sides.people["counterpart"].memberships.get()
    DeputyFactory(user=person, membership=coordinator, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 9))
    return person


@pytest.fixture
def kind():
    with tried_kind() as one:
        yield one
    forget_files()


@pytest.fixture
def held(sides, strand, leaving, kind, mailoutbox, django_capture_on_commit_callbacks):
    """All that lets the person in: two browsers, a calendar, links, a mail on its way, files."""
    with clock.fixed_at(BEFORE):
        browsers = [browser(leaving), browser(leaving)]
        calendar = calendar_of(leaving)
        export = make(leaving, strand, django_capture_on_commit_callbacks)
        running = ask(leaving, strand, part=2)
        invite(**sides.by("staff"), strand=strand, rows=[Invitation(email=leaving.email, role="observer")])
        told = {"link": "/", "expires_on": clock.now()}
        queue_mail(to=leaving, kind=MailKind.OBJECTION, key="waits", template="invitation", context=told)
        with django_capture_on_commit_callbacks(execute=True):
            Client().post(reverse("account_reset_password"), {"email": leaving.email})
    invitation = Mail.objects.get(kind=MailKind.INVITATION)
    return SimpleNamespace(
        person=leaving,
        browsers=browsers,
        page=strand.get_absolute_url(),
        calendar=calendar,
        file=reverse("reports:export-file", args=[export.key]),
        running=running,
        invitation=re.search(r"https?://[^/]+(/invitations/\S+)", invitation.text)[1],
        reset=re.search(RESET, mailoutbox[-1].body)[1],
    )


def act(name, strand, person):
    return reverse(f"partnerships:{name}", args=[strand.code, person.pk])


def end(client, strand, person, **more):
    with clock.fixed_at(MOMENT):
        return client.post(act("access-end", strand, person), {"once": "a", "reason": "Laptop stolen"} | more)


def give(client, strand, person):
    with clock.fixed_at(LATER):
        return client.post(act("access-give", strand, person), {"once": "b"})


def opened(held):
    """What each of them answers: the pages of both browsers, the calendar, the file, both links."""
    with clock.fixed_at(LATER + dt.timedelta(minutes=1)):
        pages = [one.get(held.page).status_code for one in held.browsers]
        links = [Client().get(address).status_code for address in (held.calendar, held.invitation)]
        reset = Client().get(held.reset, follow=True)
        return [*pages, held.browsers[0].get(held.file).status_code, *links, "password1" in reset.text]


@pytest.mark.security("V7", "V8")
def test_whoever_holds_it_is_refused_at_once(sides, staff, strand, held):
    assert opened(held) == [200, 200, 200, 200, 200, True]
    with clock.fixed_at(MOMENT):
        asked = staff.get(act("access-end", strand, held.person))
    assert asked.status_code == 200
    for words in ("signed out", "calendar", "e-mails", "roles", "The name stays"):
        assert words in asked.text, words
    answer = end(staff, strand, held.person)
    assert (answer.status_code, answer.url) == (302, reverse("partnerships:people", args=[strand.code]))
    assert opened(held) == [302, 302, 302, 404, 410, False]
    assert (
        Client()
        .post(reverse("account_login"), {"login": held.person.email, "password": PASSWORD})
        .url.endswith(reverse("account_inactive"))
    )
    mails = list(Mail.objects.filter(address=held.person.email).exclude(kind__in=SENT))
    assert len(mails) == 2
    for mail in mails:
        send_queued(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.text, mail.html) == ("dropped", "", "")
    held.running.refresh_from_db()
    assert (held.running.state, held.running.file.name) == ("failed", "")
    told = browser(sides.people["counterpart"]).get(f"{sides.pairing.get_absolute_url()}history/")
    assert (told.status_code, "Ended the access" in told.text) == (200, False)
    entry = AuditEntry.objects.get(action="access-ended")
    assert (entry.strand_id, entry.object_id, entry.reason) == (strand.pk, held.person.pk, "Laptop stolen")


def test_access_given_again_gives_the_roles_back_and_revives_nothing_else(staff, strand, held):
    end(staff, strand, held.person)
    with clock.fixed_at(MOMENT):
        held.person.refresh_from_db()
        assert not read_grants(held.person).strands
        assert "Give access again" in staff.get(reverse("partnerships:people", args=[strand.code])).text
    answer = give(staff, strand, held.person)
    assert answer.status_code == 302
    assert opened(held) == [302, 302, 302, 404, 410, False]
    held.person.refresh_from_db()
    waiting = Mail.objects.filter(address=held.person.email, state="queued").order_by("pk")
    assert [mail.subject for mail in waiting] == [
        "World Cities: Your access to the portal has ended",
        "World Cities: You have access to the portal again",
    ]
    with clock.fixed_at(LATER + dt.timedelta(minutes=1)):
        client = Client()
        client.post(reverse("account_login"), {"login": held.person.email, "password": PASSWORD})
        assert client.get(held.page).status_code == 200
        grants = read_grants(held.person)
        assert (grants.staff, len(grants.participations)) == ({strand.pk}, 2)
        assert "No longer open" in client.get(reverse("events:feed-list")).text
        assert Client().get(calendar_of(held.person)).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("staff", 200), ("eu", 403), ("authority", 403), ("observer", 403)],
)
def test_staff_and_administrators_end_it_and_nobody_else(sides, strand, leaving, who, status):
    client = browser(sides.people[who])
    assert client.get(act("access-end", strand, leaving)).status_code == status
    assert end(client, strand, leaving).status_code == (302 if status == 200 else status)
    leaving.refresh_from_db()
    assert leaving.is_active is (status != 200)


@pytest.mark.one_database
def test_nobody_ends_their_own_nor_staff_that_of_an_administrator(sides, strand, staff):
    administrator = UserFactory(is_superuser=True, is_staff=True)
    StrandRoleFactory(user=administrator, strand=strand)
    for client, person in (
        (staff, sides.people["staff"]),
        (staff, administrator),
        (browser(administrator), administrator),
    ):
        assert client.get(act("access-end", strand, person)).status_code == 403
        assert end(client, strand, person).status_code == 403
        person.refresh_from_db()
        assert person.is_active
    people = staff.get(reverse("partnerships:people", args=[strand.code])).text
    assert act("access-end", strand, administrator) not in people
    assert act("access-end", strand, sides.people["staff"]) not in people
    assert end(browser(sides.people["administrator"]), strand, administrator).status_code == 302
    assert staff.get(act("access-give", strand, administrator)).status_code == 403


@pytest.mark.one_database
def test_whoever_works_elsewhere_too_is_for_an_administrator(sides, strand, staff, leaving):
    StrandRoleFactory(user=leaving, strand=StrandFactory(), role="observer")
    assert "ask an administrator" in staff.get(act("access-end", strand, leaving)).text
    refused = end(staff, strand, leaving)
    assert refused.status_code == 422
    assert "Laptop stolen" in refused.text
    leaving.refresh_from_db()
    assert leaving.is_active
    assert end(browser(sides.people["administrator"]), strand, leaving).status_code == 302
    assert give(staff, strand, leaving).status_code == 422
    leaving.refresh_from_db()
    assert not leaving.is_active


@pytest.mark.one_database
def test_a_person_of_another_strand_is_not_found(staff, strand):
    other = StrandRoleFactory(strand=StrandFactory()).user
    assert staff.get(act("access-end", strand, other)).status_code == 404
    assert end(staff, strand, other).status_code == 404


@pytest.mark.one_database
def test_what_is_not_said_or_done_twice_is_refused(staff, strand, leaving):
    assert end(staff, strand, leaving, reason="").status_code == 422
    assert end(staff, strand, leaving).status_code == 302
    assert end(staff, strand, leaving, once="c").status_code == 302
    assert AuditEntry.objects.filter(action="access-ended").count() == 1
    assert "has no access" in staff.get(act("access-end", strand, leaving)).text


def test_an_administrator_who_unticks_active_ends_the_same(sides, strand, held):
    admin = browser(sides.people["administrator"])
    page = reverse("admin:accounts_user_change", args=[held.person.pk])
    fields = ("email", "given_name", "family_name", "name_order", "name_native", "language", "time_zone")
    told = {name: getattr(held.person, name) for name in fields}
    told |= dict.fromkeys(("mail_now", "mail_deadlines", "mail_digest"), "on")
    with clock.fixed_at(MOMENT):
        assert admin.post(page, told).status_code == 302
    assert opened(held) == [302, 302, 302, 404, 410, False]
    assert AuditEntry.objects.filter(action="access-ended", object_id=held.person.pk).exists()
    with clock.fixed_at(LATER):
        assert admin.post(page, told | {"is_active": "on"}).status_code == 302
    assert opened(held) == [302, 302, 302, 404, 410, False]
    assert not Invitation.objects.waiting().exists()
    held.person.refresh_from_db()
    with clock.fixed_at(LATER):
        assert read_grants(held.person).staff == {strand.pk}
    assert Export.objects.filter(owner=held.person, state="waiting").count() == 0


@pytest.mark.one_database
def test_the_list_of_people_costs_the_same_with_many_who_have_no_access_any_more(sides, strand, staff):
    def cost():
        for _ in range(2):
            MembershipFactory(participation=sides.pairing.eu, started_on=dt.date(2026, 11, 1))
            end(staff, strand, StrandRoleFactory(strand=strand).user, once="many")
        with clock.fixed_at(MOMENT), CaptureQueriesContext(connection) as queries:
            assert staff.get(reverse("partnerships:people", args=[strand.code])).status_code == 200
        return len(queries)

    cost()
    assert cost() == cost()


def test_drafts_end_with_the_access_and_do_not_come_back(sides, staff, strand, leaving):
    for person in (leaving, sides.people["eu"]):
        Draft.objects.create(user=person, form=f"{strand.get_absolute_url()}projects/lights/edit/")
    end(staff, strand, leaving)
    give(staff, strand, leaving)
    assert [row.user for row in Draft.objects.all()] == [sides.people["eu"]]
