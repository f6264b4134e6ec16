"""A strand's map: its cities and pairings, in the reader's language, and the table beside it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from lxml import html

from core.pictures.map import COUNTERPART, EU
from partnerships.models import Pairing
from partnerships.people.selectors import read_grants
from partnerships.programmes.cards import strand_map
from partnerships.tests.factories import (
    CityFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StrandFactory,
    StrandRoleFactory,
)
from partnerships.tests.pages import text_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def city(name, korean, where, country):
    longitude, latitude = (None, None) if where is None else (Decimal(str(degrees)) for degrees in where)
    return CityFactory(
        code=name.lower(), name_en=name, name_ko=korean, longitude=longitude, latitude=latitude, country=country
    )


def partner(strand, side, name, korean, cities):
    record = PartnerFactory(code=f"p-{name.lower()}", name_en=name, name_ko=korean, cities=cities)
    return ParticipationFactory(strand=strand, side=side, partner=record)


@pytest.fixture
def strand():
    """Barcelona and Busan, three Scottish cities and Suwon."""
    strand = StrandFactory(code="s", countries="KR")
    barcelona = partner(strand, "eu", "Barcelona", "바르셀로나", [city("Barcelona", "바르셀로나", (2.16, 41.39), "ES")])
    busan = partner(strand, "counterpart", "Busan", "부산", [city("Busan", "부산", (129.03, 35.1), "KR")])
    members = [
        city("Aberdeen", "애버딘", (-2.1, 57.14), "GB"),
        city("Dundee", "던디", (-2.97, 56.47), "GB"),
        city("Stornoway", "스토노웨이", None, "GB"),
    ]
    scotland = partner(strand, "eu", "Scotland", "스코틀랜드", members)
    suwon = partner(strand, "counterpart", "Suwon", "수원", [city("Suwon", "수원", (127.0, 37.29), "KR")])
    PairingFactory(strand=strand, code="busan-barcelona", eu=barcelona, counterpart=busan)
    PairingFactory(strand=strand, code="suwon-scotland", eu=scotland, counterpart=suwon)
    return strand


def read(strand, language="en"):
    staff = StrandRoleFactory(strand=strand).user
    with translation.override(language):
        return strand_map(
            strand,
            read_grants(staff),
            list(Pairing.objects.filter(strand=strand).with_names().order_by("code")),
        )


def panels_of(shown):
    """The panels of the wide picture."""
    return html.fromstring(shown["pictures"]).find_class("wc-map--wide")[0].findall("g")


def names(panel):
    return {line.text_content() for line in panel.find_class("wc-map-name")}


def title(panel):
    return panel.find_class("wc-map-title")[0].text_content()


def dots(panel, side):
    return len(panel.find_class(f"wc-map-dot--{side}"))


def test_the_map_names_partners_with_hangul_beside_those_in_korea(strand):
    main, inset = panels_of(read(strand))
    assert names(main) == {"Barcelona", "Busan 부산", "Scotland (2)", "Suwon 수원"}
    assert title(inset) == "Two members, one partner"
    assert names(inset) == {"Aberdeen", "Dundee"}


def test_the_map_speaks_korean(strand):
    main, inset = panels_of(read(strand, "ko"))
    assert names(main) == {"바르셀로나", "부산", "스코틀랜드(2)", "수원"}
    assert title(inset) == "소속 도시 2곳의 도시연합"
    assert names(inset) == {"애버딘", "던디"}


def test_each_city_is_drawn_on_its_side(strand):
    main, _inset = panels_of(read(strand))
    assert (dots(main, EU), dots(main, COUNTERPART)) == (3, 2)


def test_every_pairing_has_its_arcs_one_for_each_member(strand):
    main, _inset = panels_of(read(strand))
    assert len(main.find_class("wc-map-arc")) == 3
    assert len(main.find_class("wc-map-arc--thin")) == 2


def test_the_table_has_the_cities_with_their_countries(strand):
    rows = read(strand)["rows"]
    assert [(row["pairing"].name, row["eu"][1], row["counterpart"][1]) for row in rows] == [
        ("Busan-Barcelona", "Spain", "South Korea"),
        ("Suwon-Scotland", "Aberdeen, Dundee and Stornoway (United Kingdom)", "South Korea"),
    ]


def test_a_city_whose_place_is_not_known_is_named_below_and_never_drawn(strand):
    shown = read(strand)
    assert shown["unplaced"] == ["Stornoway"]
    assert dots(panels_of(shown)[0], EU) == 3


def test_a_district_that_a_partner_on_the_map_is_named_after_is_not_missed(strand):
    whole, part = city("Seoul", "서울", (126.98, 37.57), "KR"), city("Songpa-gu", "송파구", None, "KR")
    seoul = PartnerFactory(name_en="Seoul (Songpa-gu)", cities=[whole])
    ParticipationFactory(strand=strand, partner=seoul, side="counterpart")
    ParticipationFactory(strand=strand, partner=PartnerFactory(cities=[part]), side="counterpart")
    assert read(strand)["unplaced"] == ["Stornoway"]


def test_a_part_of_a_city_that_stands_for_the_partner_is_not_missed_and_a_member_of_an_alliance_is(strand):
    for kind in ("city", "alliance"):
        cities = [city(f"Whole-{kind}", "전체", (127.0, 37.5), "KR"), city(f"Part-{kind}", "일부", None, "KR")]
        one = PartnerFactory(kind=kind, cities=cities)
        ParticipationFactory(strand=strand, partner=one, side="counterpart")
    assert set(read(strand)["unplaced"]) == {"Stornoway", "Part-alliance"}


def test_without_any_known_place_the_table_stands_alone():
    strand = StrandFactory(code="s", countries="KR")
    PairingFactory(
        strand=strand,
        eu=ParticipationFactory(strand=strand),
        counterpart=ParticipationFactory(strand=strand, side="counterpart"),
    )
    shown = read(strand)
    assert shown["pictures"] == ""
    assert len(shown["rows"]) == 1


def test_without_a_pairing_there_is_no_map():
    assert read(StrandFactory(code="s")) is None


def test_the_page_shows_the_map_with_its_table(client, strand):
    client.force_login(StrandRoleFactory(strand=strand).user, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("partnerships:strand", args=["s"]))
    drawn = page.content.decode()
    assert drawn.count("<linearGradient") == 2
    assert 'aria-label="Map of 2 pairings: the cities of both sides, joined by arcs."' in drawn
    assert '<tspan lang="ko">부산</tspan>' in drawn
    assert "style=" not in drawn
    words = text_of(page)
    assert "Not on the map, because their location is not known: Stornoway" in words


def test_the_page_of_a_strand_without_pairings_says_so(client):
    strand = StrandFactory(code="s")
    for role, words in (("observer", "No pairings yet"), ("staff", "This strand is being set up.")):
        reader = StrandRoleFactory(strand=strand, role=role).user
        client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("partnerships:strand", args=["s"]))
        assert words in text_of(page)
    assert "Where the pairings are" not in text_of(page)
    assert "<linearGradient" not in page.content.decode()
