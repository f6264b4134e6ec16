"""What of a history is told to those alone who see what passes between the two sides."""

import pytest

from core.models import write_audit
from partnerships.confirmations.actions import EditText
from partnerships.tests.factories import FollowUpFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "told"), [("eu", True), ("authority", True), ("observer", False), ("neighbour", False)]
)
def test_whom_staff_reminded_is_told_to_those_alone_who_see_the_dealings(client, sides, role, told):
    milestone = sides.milestone(title_en="Kick-off")
    staff, pairing = sides.people["staff"], sides.pairing
    write_audit(
        action="side-reminded",
        by=staff,
        record=milestone,
        strand_id=pairing.strand_id,
        pairing_id=pairing.pk,
        person="Jiwon Kim",
    )
    client.force_login(sides.people[role])
    place = f"/strands/{pairing.strand.code}"
    page = client.get(f"{place}/pairings/{pairing.code}/history/").content.decode()
    assert ("Sent Jiwon Kim a reminder" in page) is told
    own = client.get(f"{place}/history/milestone/{milestone.pk}/").content.decode()
    assert "a reminder of it" not in own


@pytest.mark.parametrize(("role", "told"), [("eu", True), ("observer", False), ("neighbour", False)])
def test_a_plan_on_its_way_is_told_to_those_who_see_the_dealings_of_its_sides(client, sides, role, told):
    FollowUpFactory(pairing=sides.pairing, what_en="Send the secret list")
    plan = sides.plan()
    EditText.do(plan, version=plan.version, changes={"vision_en": "A quieter port."}, **sides.by("eu"))
    client.force_login(sides.people[role])
    page = f"/strands/{sides.pairing.strand.code}/history/action-plan/{plan.pk}/"
    for query in ("", "?a=1&b=2"):
        content = client.get(page + query).content.decode()
        assert ("Send the secret list" in content) is told
        assert ("quieter" in content) is told
