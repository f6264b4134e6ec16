"""Which texts look like an identity number, and which of daily life must pass."""

import pytest
from django.core.exceptions import ValidationError

from core.errors import DomainError
from events.delegates.identity_numbers import check_no_identity_numbers, identity_number_in, validate_no_identity_number

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("900101-1234567", "registration"),
        ("9001011234567", "registration"),
        ("my number: 900101 - 1234567, thanks", "registration"),
        ("９００１０１－１２３４５６７", "registration"),
        ("900101–1234567", "registration"),
        ("900101-\u200b1234567", "registration"),
        ("외국인 850712-5123456", "registration"),
        ("900101-1******", "registration"),
        ("M12345678", "passport"),
        ("여권 M12345678입니다", "passport"),
        ("m123a4567", "passport"),
        ("FP1234567", "passport"),
        ("AAA123456", "passport"),
        ("12AB34567", "passport"),
        ("NX1BC2345", "passport"),
        ("C01X00T47", "passport"),
        ("Passport no. 533401372", "passport"),
        ("passport: M 1234 5678", "passport"),
        ("여권번호 123456789", "passport"),
        ("주민등록번호 900101", "passport"),
        ("12345678Z", "identity-card"),
        ("X1234567L", "identity-card"),
        ("131052-308T", "identity-card"),
        ("AB 12 34 56 C", "identity-card"),
    ],
)
def test_what_looks_like_an_identity_number_is_found(text, kind):
    assert identity_number_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No shellfish, please; I am vegetarian",
        "갑각류 알레르기가 있습니다",
        "010-1234-5678",
        "01012345678",
        "+82 10-1234-5678",
        "+821012345678",
        "00821012345678",
        "+34 612 345 678",
        "+34612345678",
        "Tel 123456",
        "TEL1234567",
        "tel no 1234567",
        "phone number 051 888 1234",
        "+358 40 1234567",
        "M 12345678",
        "KE901",
        "KE0901 on 20 November, lands 18:40",
        "AY 042 / HEL 09:05",
        "KTX 123, AVE03452",
        "08001 Barcelona",
        "SW1A 1AA",
        "5611 AB Eindhoven",
        "48058 부산광역시",
        "2017-11-20 18:40",
        "2017. 11. 20.(월) 18:40",
        "20171120",
        "My passport expires 2027-12-31",
        "passport valid until 31 December 2027",
        "여권은 2027. 12. 31.까지 유효",
        "passive house, 123456 kWh",
        "Room 1204, floor 12",
        "EUR 1 234 567",
        "12345678A",
        "131052-308A",
        "We meet at TERMINAL2",
    ],
)
def test_what_people_write_of_a_journey_passes(text):
    assert identity_number_in(text) == ""


def test_a_refusal_names_the_field_and_what_to_do():
    with pytest.raises(DomainError) as refused:
        check_no_identity_numbers({"diet": "No nuts", "kinds": ["M12345678"], "arrival": "KE901, M12345678"})
    assert refused.value.field == "arrival"
    assert "a passport number" in str(refused.value)
    assert "leave it out" in str(refused.value)


def test_a_form_refuses_it_too_without_repeating_it():
    with pytest.raises(ValidationError) as refused:
        validate_no_identity_number("900101-1234567")
    assert "900101" not in str(refused.value)
    validate_no_identity_number("Vegetarian")
