"""Rules and querysets of periods and publicity tell the same of every row to every role."""

from __future__ import annotations

import pytest

from partnerships.tests.two_sides import ROLES
from reports.models import PublicityItem, ReportingPeriod
from reports.rules import may_edit_period, may_edit_publicity, may_view_period, may_view_publicity
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
    for model, rule in ((ReportingPeriod, may_view_period), (PublicityItem, may_view_publicity)):
        seen = set(model.objects.visible_to(grants).values_list("pk", flat=True))
        assert seen == {row.pk for row in model.objects.all() if rule(grants, row)}
        assert seen


def test_who_keeps_what(sides):
    period = period_of(sides)
    of_pairing = PublicityItemFactory(strand=sides.pairing.strand, pairing=sides.pairing)
    of_strand = PublicityItemFactory(strand=sides.pairing.strand)
    allowed = {
        role: (
            may_edit_period(sides.grants(role), period),
            may_edit_publicity(sides.grants(role), of_pairing),
            may_edit_publicity(sides.grants(role), of_strand),
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
