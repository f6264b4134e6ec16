"""What check_records finds of agreements."""

import datetime as dt

import pytest

from partnerships.models import Agreement
from partnerships.services.integrity import contradictions
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def test_what_contradicts_its_pairing_its_parties_or_its_status_is_found():
    agreement = AgreementFactory(party_codes="port", lapsed_on=dt.date(2024, 5, 1), code="charter")
    agreement.projects.add(ProjectFactory())
    Agreement.objects.filter(pk=agreement.pk).update(strand=PairingFactory().strand)
    found = [wrong for name, wrong in contradictions() if name == "agreement charter"]
    assert found == [
        "its strand is not that of its pairing",
        "a project of another pairing is named in it",
        "its parties are , its text says port",
        "it has a day on which it lapsed, and has not",
    ]
