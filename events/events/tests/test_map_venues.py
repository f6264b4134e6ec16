"""Venues on the map of a strand: cities of events that take place, where no partner is."""

from decimal import Decimal

import pytest
from django.utils import translation
from lxml import html

from events.models import EventCity
from events.tests.factories import EventFactory
from partnerships.models import Pairing, Participation
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

pytestmark = pytest.mark.django_db


def city(name, longitude, latitude, **values):
    return CityFactory(name_en=name, longitude=Decimal(longitude), latitude=Decimal(latitude), **values)


def meet(strand, place, status="held"):
    EventCity.objects.create(event=EventFactory(strand=strand, status=status), city=place, position=1)


def venues(strand, reader, language="en"):
    with translation.override(language):
        shown = strand_map(
            strand,
            read_grants(reader),
            list(Pairing.objects.filter(strand=strand).with_names()),
        )
    wide = html.fromstring(shown["pictures"]).find_class("wc-map--wide")[0]
    assert len(wide.find_class("wc-map-dot--venue")) == 1
    return " ".join(line.text_content() for line in wide.find_class("wc-map-name--venue")), shown["unplaced"]


@pytest.fixture
def strand():
    """Barcelona and Busan, with Copenhagen where both met."""
    strand = StrandFactory()
    eu, counterpart = (
        ParticipationFactory(strand=strand, side=side, partner=PartnerFactory(cities=[place]))
        for side, place in (
            ("eu", city("Barcelona", "2.16", "41.39", code="barcelona")),
            ("counterpart", city("Busan", "129.03", "35.1", code="busan", country="KR")),
        )
    )
    PairingFactory(strand=strand, eu=eu, counterpart=counterpart)
    meet(strand, city("Copenhagen", "12.57", "55.68", code="copenhagen", name_ko="코펜하겐", country="DK"))
    return strand


def test_a_city_where_partners_meet_is_a_venue(strand):
    staff = StrandRoleFactory(strand=strand).user
    assert venues(strand, staff) == ("Copenhagen, venue only", [])
    assert venues(strand, staff, "ko") == ("코펜하겐(행사 장소)", [])


def test_neither_a_partners_city_nor_one_of_a_cancelled_event_is_a_venue(strand):
    meet(strand, city("Vienna", "16.37", "48.21", country="AT"), status="cancelled")
    meet(strand, Participation.objects.get(strand=strand, side="eu").partner.first_city)
    meet(StrandFactory(), city("Rome", "12.5", "41.9", country="IT"))
    assert venues(strand, StrandRoleFactory(strand=strand).user)[0] == "Copenhagen, venue only"


def test_a_venue_whose_place_is_not_known_is_named_below(strand):
    meet(strand, CityFactory(name_en="Scotland (town not named)", country="GB"))
    assert venues(strand, StrandRoleFactory(strand=strand).user) == (
        "Copenhagen, venue only",
        ["Scotland (town not named)"],
    )


def test_the_legend_names_venues_only_where_one_is_drawn(strand, monkeypatch):
    reader = read_grants(StrandRoleFactory(strand=strand).user)
    assert strand_map(strand, reader, [])["has_venue"]
    # Of more partners than a map bears those near each other share a dot, and venues are left out.
    monkeypatch.setattr("core.pictures.map.MOST_DOTS", 2)
    crowded = strand_map(strand, reader, [])
    assert "wc-map-dot--venue" not in crowded["pictures"]
    assert not crowded["has_venue"]
