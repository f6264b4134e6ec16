"""What delegates' own people write of them stays with those whom it concerns."""

import pytest

from events.delegations import actions
from events.tests.delegation_pages import enter, text, url
from events.tests.delegation_scene import scene

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
WHY = "An operation at the hospital"


@pytest.mark.parametrize(
    ("role", "reads"),
    [("counterpart", True), ("staff", True), ("administrator", True), ("eu", False), ("authority", False)],
)
def test_why_somebody_does_not_come_is_told_to_the_partner_and_the_office_alone(client, role, reads):
    found = scene()
    delegate = found.one(family_name="Geheim")
    actions.WithdrawDelegate.do(delegate, **found.act(), version=delegate.version, reason=WHY)

    shown = text(enter(client, found, role).get(url(found, "delegation")))

    assert "Geheim" in shown
    assert (WHY in shown) is reads
