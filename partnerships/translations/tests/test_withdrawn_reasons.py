"""Why a contact or a value was withdrawn is read in the own language, though nothing else of it is wanted."""

import pytest

from core import clock
from core.tests.queries import count_queries
from partnerships.contacts.actions import RestoreContact
from partnerships.models import Contact
from partnerships.tests.factories_together import ContactFactory, IndicatorFactory, MeasurementFactory
from partnerships.tests.once_pages import ENGLISH, KOREAN, check_once, read, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_of_a_contact(client, sides):
    contact = ContactFactory(pairing=sides.pairing, withdrawn_at=clock.now(), withdrawn_reason=ENGLISH)
    check_once(client, sides, contact, "withdrawn_reason", contact.get_absolute_url())
    assert wanted(client, sides, "eu", "what_ko") == []
    listed = contact.pairing.address_of("partnerships:contact-list")
    assert KOREAN in read(client, listed, "ko")
    row = Contact.objects.get()
    RestoreContact.do(row, version=row.version, **sides.by("eu"))
    assert Contact.objects.get().withdrawn_reason_other == ""


@pytest.mark.parametrize("of_pairing", [True, False])
def test_of_a_value(client, sides, of_pairing):
    strand, pairing = sides.pairing.strand, sides.pairing if of_pairing else None
    indicator = IndicatorFactory(programme=strand.programme_record, name_ko="지표", unit_ko="건")
    facts = {"strand": strand, "pairing": pairing, "indicator": indicator, "withdrawn_at": clock.now()}
    value = MeasurementFactory(**facts, withdrawn_reason=ENGLISH)
    page = value.get_absolute_url().partition("#")[0]
    check_once(client, sides, value, "withdrawn_reason", page, "staff")
    again = page + ("&" if "?" in page else "?")
    one = count_queries(lambda: client.get(f"{again}1"))
    for _ in range(3):
        MeasurementFactory(**facts, withdrawn_reason="Another year")
    assert count_queries(lambda: client.get(f"{again}2")) == one
