"""Who reads and who keeps periods and publicity, by role."""

import pytest

from partnerships.actions import JOINT, OFFICE
from partnerships.tests.two_sides import ROLES
from reports.models import PublicityItem, ReportingPeriod
from reports.tests.factories import PublicityItemFactory, ReportingPeriodFactory
from reports.tests.period_scene import period_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_whoever_reads_the_strand_reads_its_calendar_and_publicity(sides, role):
    strand = sides.pairing.strand
    period_of(sides)
    ReportingPeriodFactory()
    PublicityItemFactory(strand=strand)
    PublicityItemFactory(strand=strand, pairing=sides.pairing)
    PublicityItemFactory()
    grants = sides.grants(role)
    for model in (ReportingPeriod, PublicityItem):
        seen = set(model.objects.visible_to(grants).values_list("pk", flat=True))
        reads = grants.is_administrator
        assert seen == {row.pk for row in model.objects.all() if reads or row.strand_id in grants.strands}
        assert seen


def test_who_keeps_what(sides):
    period = period_of(sides)
    of_pairing = PublicityItemFactory(strand=sides.pairing.strand, pairing=sides.pairing)
    of_strand = PublicityItemFactory(strand=sides.pairing.strand)
    allowed = {
        role: (
            bool(OFFICE & period.actors(sides.grants(role))),
            bool(JOINT & of_pairing.actors(sides.grants(role))),
            bool(JOINT & of_strand.actors(sides.grants(role))),
        )
        for role in ROLES
    }
    office, side, nobody = (True, True, True), (False, True, False), (False, False, False)
    assert allowed == {
        "administrator": office,
        "staff": office,
        "eu": side,
        "counterpart": side,
        "authority": nobody,
        "observer": nobody,
        "neighbour": nobody,
    }
