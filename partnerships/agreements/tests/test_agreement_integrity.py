"""What check_records finds of agreements."""

import datetime as dt

import pytest
from django.db import IntegrityError

from partnerships.integrity import contradictions
from partnerships.models import Agreement
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def test_what_contradicts_its_pairing_or_its_parties_is_found():
    agreement = AgreementFactory(party_codes="port", code="charter")
    agreement.projects.add(ProjectFactory())
    Agreement.objects.filter(pk=agreement.pk).update(strand=PairingFactory().strand)
    found = [wrong for name, wrong in contradictions() if name.endswith("/charter")]
    assert found == [
        "“project” leads to another pairing",
        "“pairing” leads to another strand",
        "its rows are , its text says port (party_codes)",
    ]


def test_only_what_lapsed_has_a_day_of_it():
    with pytest.raises(IntegrityError):
        AgreementFactory(lapsed_on=dt.date(2024, 5, 1))
