"""What of a strand's people others than their keepers may read, and from when to when a role holds."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.models import write_audit
from partnerships.models import Invitation
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandRoleFactory
from partnerships.tests.roles import day

pytestmark = pytest.mark.django_db


def test_a_pairings_history_tells_of_the_strand_but_not_whom_staff_invite(client):
    pairing = PairingFactory()
    staff = StrandRoleFactory(strand=pairing.strand).user
    rows = [Invitation(email="observer@example.org", role="observer")]
    invite(by=staff, grants=read_grants(staff), strand=pairing.strand, rows=rows)
    write_audit(action="pack-loaded", by=None, record=pairing.strand, strand_id=pairing.strand_id, added=7, changed=0)
    client.force_login(MembershipFactory(participation=pairing.eu).user)
    text = client.get(
        reverse("partnerships:pairing-history", args=[pairing.strand.code, pairing.code])
    ).content.decode()
    assert "7 added" in text
    assert "observer@example.org" not in text


def test_a_role_that_has_not_begun_is_not_ended_but_explained(client):
    pairing = PairingFactory()
    coming = MembershipFactory(participation=pairing.eu, started_on=clock.today() + dt.timedelta(days=3))
    client.force_login(StrandRoleFactory(strand=pairing.strand).user)
    path = reverse("partnerships:hand-over", args=[pairing.strand.code, coming.pk])
    sent = {"once": "x", "seen_version": 1, "last_day": clock.today().isoformat(), "successor": "nobody", "reason": "-"}
    response = client.post(path, sent)
    assert response.status_code == 422
    assert "This role has not begun yet." in response.text
    coming.refresh_from_db()
    assert coming.ended_on is None


def test_a_coordinator_may_nothing_before_the_first_day_nor_after_the_last():
    pairing = PairingFactory()

    def mine(**days):
        return read_grants(MembershipFactory(participation=pairing.eu, **days).user).participations

    assert mine(started_on=day(0), ended_on=day(0)) == {pairing.eu_id}
    assert mine(started_on=day(1)) == frozenset()
    assert mine(started_on=day(-9), ended_on=day(-1)) == frozenset()
