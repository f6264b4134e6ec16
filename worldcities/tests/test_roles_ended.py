"""One role that ends at once, or with the end of its last day."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from partnerships.models import Membership
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import DeputyFactory, StrandRoleFactory
from worldcities.tests.access_scene import BEFORE, LATER, MOMENT, browser, calendar_of


@pytest.fixture
def strand(sides):
    return sides.pairing.strand


@pytest.fixture
def staff(sides):
    return browser(sides.people["staff"])


@pytest.mark.security("V8")
@pytest.mark.parametrize("at_once", [True, False])
def test_one_role_ends_at_once_or_with_the_day(sides, strand, staff, at_once):
    person = sides.people["eu"]
    membership = person.memberships.get()
    role = StrandRoleFactory(strand=strand, role="observer")
    deputy = DeputyFactory(membership=sides.people["counterpart"].memberships.get())
    deputy.starts_on, deputy.ends_on = dt.date(2026, 12, 1), dt.date(2026, 12, 9)
    deputy.save(by=None)
    tick = {"at_once": "on"} if at_once else {}
    day = {"once": "a", "last_day": "2026-12-01", "successor": "nobody", "reason": "Has left", "seen_version": 1}
    with clock.fixed_at(BEFORE):
        calendars = [calendar_of(one) for one in (person, role.user, deputy.user)]
    acts = {
        reverse("partnerships:hand-over", args=[strand.code, membership.pk]): day | tick,
        reverse("partnerships:strand-role-end", args=[strand.code, role.pk]): tick,
        reverse("partnerships:deputy-end", args=[strand.code, deputy.membership_id, deputy.pk]): {
            "once": "b",
            "seen_version": deputy.version,
        }
        | tick,
    }
    with clock.fixed_at(MOMENT):
        for path, sent in acts.items():
            assert staff.post(path, sent).status_code == 302
        pages = [browser(one).get(strand.get_absolute_url()).status_code for one in (person, role.user, deputy.user)]
        feeds = [Client().get(address).status_code for address in calendars]
        assert (pages, feeds) == (([404] * 3, [404] * 3) if at_once else ([200] * 3, [200] * 3))
        listed = staff.get(reverse("partnerships:people", args=[strand.code])).text
        assert [one.email in listed for one in (person, role.user, deputy.user)] == [not at_once] * 3
    with clock.fixed_at(MOMENT + dt.timedelta(days=1)):
        assert browser(person).get(strand.get_absolute_url()).status_code == 404


@pytest.mark.one_database
def test_nobody_ends_the_own_role_at_once(sides, strand, staff):
    own = sides.people["staff"].strand_roles.get()
    page = reverse("partnerships:strand-role-end", args=[strand.code, own.pk])
    with clock.fixed_at(MOMENT):
        assert "your own role at once" in staff.post(page, {"at_once": "on"}, follow=True).text
        leaving = browser(sides.people["eu"])
        membership = sides.people["eu"].memberships.get()
        page = reverse("partnerships:hand-over", args=[strand.code, membership.pk])
        assert 'name="at_once"' not in leaving.get(page).text
        sent = {"once": "a", "successor": "nobody", "reason": "I leave", "seen_version": 1, "at_once": "on"}
        assert leaving.post(page, sent | {"last_day": "2026-12-01"}).status_code == 302
        assert leaving.get(strand.get_absolute_url()).status_code == 200


@pytest.mark.one_database
def test_a_role_that_ends_with_today_can_still_be_ended_at_once(sides, strand, staff):
    membership = sides.people["eu"].memberships.get()
    page = reverse("partnerships:hand-over", args=[strand.code, membership.pk])
    sent = {"once": "a", "successor": "nobody", "reason": "Has left", "seen_version": 1}
    with clock.fixed_at(MOMENT):
        later = staff.post(page, sent | {"last_day": "2026-12-02", "at_once": "on"})
        assert later.status_code == 422
        assert "Set today as the last day" in later.text
        assert staff.post(page, sent | {"last_day": "2026-12-01"}).status_code == 302
        assert read_grants(sides.people["eu"]).strands
        again = sent | {"last_day": "2026-12-01", "at_once": "on", "seen_version": 2, "once": "b"}
        assert staff.post(page, again).status_code == 302
        assert not read_grants(sides.people["eu"]).strands
        assert "an end already" in staff.get(page).text
    with clock.fixed_at(LATER):
        assert Membership.objects.get(pk=membership.pk).ended_on == dt.date(2026, 12, 1)
