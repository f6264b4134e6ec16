"""Names say once what they are, in the number of what they count, and a district says where it lies."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import unit_label, value_label
from partnerships.tests.factories import PartnerFactory, StrandFactory
from partnerships.tests.factories_together import AgreementFactory
from partnerships.tests.pages import sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MONEY = {BuiltIn.FUNDING_EUR, BuiltIn.FUNDING_KRW}


@pytest.mark.parametrize("count", [count for count in BuiltIn if count not in MONEY])
def test_one_of_whatever_is_counted_is_no_plural(count):
    assert unit_label(count, 1) != unit_label(count)
    assert value_label(count, Decimal(1)) == f"1 {unit_label(count, 1)}"
    assert value_label(count, 0) == f"0 {unit_label(count)}"


def test_1_agreements_is_not_said(sides, client):
    AgreementFactory(pairing=sides.pairing, status="signed", signed_on=dt.date(2017, 5, 2))
    sign_in(client, sides, "staff")
    url = reverse("partnerships:figure-rows", args=[sides.pairing.strand.code, BuiltIn.AGREEMENTS_SIGNED])
    shown = text_of(client.get(url))
    assert "1 agreement" in shown
    assert "1 agreements" not in shown
    with translation.override("ko"):
        assert value_label(BuiltIn.AGREEMENTS_SIGNED, 1) == "1건"


def test_the_years_of_a_strand_are_said_once(client, sides):
    strand = sides.pairing.strand
    strand.name_en, strand.name_ko, strand.phase = "EU - Chile 2027-2028", "EU - 칠레", "2027-2028"
    strand.save(by=None)
    assert str(strand) == "EU - Chile 2027-2028"
    assert str(StrandFactory(name_en="EU - Chile", phase="2027-2028")) == "EU - Chile 2027-2028"
    with translation.override("ko"):
        assert str(strand) == "EU - 칠레 2027-2028"
    sign_in(client, sides, "staff")
    for address in ("/strands/", strand.get_absolute_url(), f"{strand.get_absolute_url()}people/"):
        shown = text_of(client.get(address))
        assert "EU - Chile 2027-2028" in shown
        assert "2027-2028 2027-2028" not in shown


def test_a_note_on_a_text_is_not_on_an_action_plan_action_plan(sides, client):
    sign_in(client, sides, "eu")
    pairing, plan = sides.pairing, sides.plan()
    place = [pairing.strand.code, pairing.code, "action-plan", plan.pk]
    shown = text_of(client.get(reverse("partnerships:note-add", args=place)))
    assert "Action plan: Busan-Barcelona" in shown
    assert "Action plan: Action plan" not in shown


@pytest.fixture
def district(sides):
    """Busan's partner is one of its districts."""
    partner = sides.pairing.counterpart.partner
    partner.kind, partner.name_en, partner.name_ko = "district", "Haeundae-gu", "해운대구"
    partner.save(by=None)
    city = partner.first_city
    city.name_en, city.name_ko = "Busan", "부산"
    city.save(by=None)
    return partner


@pytest.mark.parametrize(("language", "said"), [("en", "Haeundae-gu (Busan)"), ("ko", "해운대구(부산)")])
def test_a_district_shows_where_it_lies(sides, client, district, language, said):
    sign_in(client, sides, "staff")
    strand = sides.pairing.strand
    for address in (
        sides.pairing.counterpart.get_absolute_url(),
        reverse("partnerships:partner-list", args=[strand.code]),
        sides.pairing.get_absolute_url(),
    ):
        assert said in text_of(client.get(address, HTTP_ACCEPT_LANGUAGE=language)), address


def test_a_district_whose_name_says_its_city_and_a_city_say_it_once(district):
    district.name_en = "Seoul (Songpa-gu)"
    assert district.placed_name == "Seoul (Songpa-gu) (Busan)"
    district.name_en = "Busan, Haeundae-gu"
    assert district.placed_name == "Busan, Haeundae-gu"
    assert PartnerFactory(name_en="Suwon").placed_name == "Suwon"
    assert PartnerFactory(kind="district", cities=[], name_en="Nowhere-gu").placed_name == "Nowhere-gu"
