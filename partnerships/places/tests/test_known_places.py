"""What is proposed for the name of a city, in both scripts, and the partners that are added from it."""

import lzma
from decimal import Decimal

import pytest

from core.errors import DomainError
from core.folding import fold
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.management.commands.write_places import FILE, _usual, corrected_names
from partnerships.models import City, KnownPlace, Participation, Partner
from partnerships.places.actions import AddPartners, CorrectPartner
from partnerships.places.selectors import MOST_NAMES, places_called, proposed_partners
from partnerships.tests.factories import CityFactory, PairingFactory, PartnerFactory, StrandFactory

pytestmark = pytest.mark.django_db
PLACES = [
    (1838524, "Busan", "부산", "KR", "35.1017", "129.03", "Asia/Seoul", 3285147, "부산시|부산광역시|pusan"),
    (1841810, "Gwangju", "광주", "KR", "37.41", "127.2572", "Asia/Seoul", 81780, "광주시"),
    (1841811, "Gwangju", "광주", "KR", "35.1547", "126.9156", "Asia/Seoul", 1401235, "광주광역시"),
    (1835848, "Seoul", "서울", "KR", "37.566", "126.9784", "Asia/Seoul", 10349312, "서울특별시"),
    (3128760, "Barcelona", "바르셀로나", "ES", "41.3888", "2.159", "Europe/Madrid", 1686208, ""),
    (3648559, "Barcelona", "바르셀로나", "VE", "10.1363", "-64.6862", "America/Caracas", 1815141, ""),
    (2657832, "Aberdeen", "애버딘", "GB", "57.1437", "-2.0981", "Europe/London", 198590, ""),
    (2650752, "Dundee", "던디", "GB", "56.4691", "-2.975", "Europe/London", 148210, ""),
    (2886242, "Köln", "쾰른", "DE", "50.9333", "6.95", "Europe/Berlin", 1024621, "cologne"),
]


@pytest.fixture(autouse=True)
def _places(db):
    names = ("name_en", "name_ko", "country", "latitude", "longitude", "time_zone", "population")
    for number, *facts, others in PLACES:
        values = dict(zip(names, facts, strict=True))
        values |= {name: Decimal(values[name]) for name in ("latitude", "longitude")}
        values["names"] = f"|{fold(values['name_en'])}|{values['name_ko']}|{others}|"
        KnownPlace.objects.update_or_create(geonames_id=number, defaults=values)


def _first(name, **options):
    found = places_called([name], **options)[name]
    return (found[0].name_en, found[0].country) if found else None


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Busan", ("Busan", "KR")),
        ("부산", ("Busan", "KR")),
        ("부산광역시", ("Busan", "KR")),
        ("Busan Metropolitan City", ("Busan", "KR")),
        ("BARCELONA", ("Barcelona", "ES")),
        ("바르셀로나", ("Barcelona", "ES")),
        ("Cologne", ("Köln", "DE")),
        ("koln", ("Köln", "DE")),
        ("Nowhere at all", None),
    ],
)
def test_a_place_is_found_by_any_of_its_names(name, place):
    assert _first(name) == place


def test_a_country_goes_before_europe_and_the_larger_before_the_smaller():
    assert _first("Barcelona", countries=["VE"]) == ("Barcelona", "VE")
    assert [one.population for one in places_called(["광주"], countries=["KR"])["광주"]] == [1401235, 81780]


@pytest.mark.one_database
def test_many_names_cost_as_much_as_one(strand):
    one = count_queries(lambda: proposed_partners(strand, {"eu": "Köln", "counterpart": "부산"}))
    many = {"eu": "Köln\nAberdeen\nAlliance: Dundee, Köln", "counterpart": "부산\nSongpa-gu: Seoul\nGwangju"}
    assert count_queries(lambda: proposed_partners(strand, many)) == one


@pytest.mark.one_database
def test_the_usual_korean_name_is_the_one_most_forms_share():
    assert _usual(["경성", "서울", "서울시", "서울특별시", "한양"]) == "서울"
    assert _usual(["원주시"]) == "원주"
    assert _usual(["은천읍", "은천"]) == "은천"
    assert _usual(["오사카 시"], abroad=True) == "오사카"
    assert _usual(["포토시"], abroad=True) == "포토시"
    assert _usual(["투린", "토리노"], abroad=True) == "토리노"
    assert _usual([]) == ""


@pytest.mark.one_database
def test_every_place_is_found_by_its_usual_korean_name():
    lines = lzma.decompress(FILE.read_bytes()).decode().split("\n")
    places = {int(one[0]): (one[2], one[8].split("|")) for one in (line.split("\t") for line in lines)}
    assert not {number for number, (korean, names) in places.items() if korean and korean not in names}
    osaka, turin, melbourne = 1853909, 3165524, 2158177
    assert [places[number][0] for number in (osaka, turin, melbourne)] == ["오사카", "토리노", "멜버른"]
    corrected = corrected_names()
    assert {number: places[number][0] for number in corrected} == corrected
    assert {"빈", "이스탄불", "키이우"} <= set(corrected.values())


@pytest.fixture
def strand(db):
    return StrandFactory(countries="KR")


def test_what_is_proposed_for_a_line(strand):
    typed = {"eu": "Scottish Cities Alliance: Aberdeen, Dundee", "counterpart": "부산\nSongpa-gu: Seoul\nNowhere"}
    alliance, busan, district, unknown = proposed_partners(strand, typed)
    assert alliance["kind"] == "alliance"
    assert [one.name_en for one in [alliance["places"][0], *alliance["further"]]] == ["Aberdeen", "Dundee"]
    assert (alliance["name_en"], alliance["name_ko"]) == ("Scottish Cities Alliance", "")
    assert (busan["name_en"], busan["name_ko"], busan["kind"]) == ("Busan", "부산", "city")
    assert (district["kind"], district["places"][0].name_en, district["name_ko"]) == ("district", "Seoul", "")
    assert (unknown["places"], unknown["country"], unknown["time_zone"]) == ([], "KR", "Asia/Seoul")


def _add(client, strand, user, query, **changed):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{strand.code}/partners/add/{query}"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    shown = {name: form[name].field.prepare_value(value) for name, value in sent.items()}
    return client.post(url, {name: "" if value is None else value for name, value in (shown | changed).items()})


def test_partners_are_added_by_name_alone(client, sides):
    strand = sides.pairing.strand
    answer = _add(client, strand, sides.people["staff"], "?eu=Cologne&counterpart=광주광역시")
    assert answer.status_code == 302
    added = Participation.objects.get(strand=strand, partner__name_ko="광주광역시")
    assert (added.side, added.partner.name_en, added.partner.home_strand) == ("counterpart", "Gwangju", strand)
    city = added.partner.first_city
    assert (city.geonames_id, city.time_zone, city.country.code) == (1841811, "Asia/Seoul", "KR")
    assert Participation.objects.get(strand=strand, partner__name_en="Cologne").partner.first_city.name_en == "Köln"


def test_a_strand_in_english_alone_is_asked_for_no_korean_name(client, sides):
    strand = sides.pairing.strand
    strand.second_language = ""
    strand.save(by=None)
    client.force_login(sides.people["staff"], "django.contrib.auth.backends.ModelBackend")
    form = client.get(f"/strands/{strand.code}/partners/add/?eu=Köln").context["form"]
    assert "name_en_0" in form.fields
    assert "name_ko_0" not in form.fields
    assert _add(client, strand, sides.people["staff"], "?eu=Köln").status_code == 302
    assert Partner.objects.get(name_en="Köln").name_ko == "쾰른"


def test_what_is_corrected_by_hand_counts_and_the_rest_is_that_of_the_chosen_place(client, sides):
    strand, staff = sides.pairing.strand, sides.people["staff"]
    changed = {"name_en_0": "Gwangju in Gyeonggi", "place_0": "1841810", "latitude_0": "37.5"}
    assert _add(client, strand, staff, "?counterpart=Gwangju", **changed).status_code == 302
    city = Partner.objects.get(name_en="Gwangju in Gyeonggi").first_city
    assert (city.geonames_id, city.latitude, city.longitude) == (1841810, Decimal("37.5"), Decimal("127.2572"))


def test_an_unknown_place_is_entered_by_hand_in_either_language(client, sides):
    strand, staff = sides.pairing.strand, sides.people["staff"]
    refused = _add(client, strand, staff, "?eu=Atlantis", country_0="Atlantis", time_zone_0="Europe/Nowhere")
    assert refused.status_code == 422
    assert {"country_0", "time_zone_0"} <= refused.context["form"].errors.keys()
    assert (
        _add(client, strand, staff, "?eu=Atlantis", country_0="스페인", time_zone_0="Europe/Madrid").status_code == 302
    )
    assert Partner.objects.get(name_en="Atlantis").first_city.country == "ES"


def test_a_partner_that_the_portal_has_takes_part_as_it_is_and_once(client, sides):
    known = PartnerFactory(name_en="Köln", name_ko="쾰른", cities=[CityFactory(country="DE")])
    strand, staff = sides.pairing.strand, sides.people["staff"]
    assert _add(client, strand, staff, "?eu=Köln").status_code == 302
    assert Participation.objects.get(strand=strand, partner=known).side == "eu"
    assert not City.objects.filter(geonames_id=2886242).exists()
    assert _add(client, strand, staff, "?eu=Köln").status_code == 422


def test_a_line_that_was_pasted_twice_is_one_partner(client, sides):
    strand = sides.pairing.strand
    assert _add(client, strand, sides.people["staff"], "?eu=Köln%0AKöln%0A+Köln+").status_code == 302
    assert Participation.objects.get(strand=strand, partner__name_en="Köln").side == "eu"


def test_two_partners_in_one_city_share_it(sides):
    strand = sides.pairing.strand
    rows = proposed_partners(strand, {"counterpart": "Songpa-gu: Seoul\nGangnam-gu: Seoul"})
    given = [
        {
            **row,
            "place": row["places"][0],
            "country": "KR",
            "time_zone": "Asia/Seoul",
            "latitude": None,
            "longitude": None,
        }
        for row in rows
    ]
    AddPartners.do(strand, rows=given, **sides.by("staff"))
    cities = {one.first_city for one in Partner.objects.filter(name_en__in=["Songpa-gu", "Gangnam-gu"])}
    assert [one.name_en for one in cities] == ["Seoul"]


def test_staff_correct_what_their_strand_brought_and_no_partner_of_others(sides):
    row = sides.pairing.counterpart
    CorrectPartner.do(
        row, changes={"name_ko": "부산광역시", "time_zone": "Asia/Tokyo", "delegates": 4}, **sides.by("staff")
    )
    row.refresh_from_db()
    partner = Partner.objects.get(pk=row.partner_id)
    assert (partner.name_ko, partner.first_city.time_zone, row.delegates) == ("부산광역시", "Asia/Tokyo", 4)
    partner.home_strand = StrandFactory()
    partner.save(by=None)
    with pytest.raises(DomainError) as refused:
        CorrectPartner.do(row, changes={"name_en": "Pusan"}, **sides.by("staff"))
    assert refused.value.field == "name_en"
    CorrectPartner.do(row, changes={"name_en": "Pusan"}, **sides.by("administrator"))
    CorrectPartner.do(row, changes={"delegates": 5}, **sides.by("staff"))


def test_staff_correct_the_side_until_a_pairing_relies_on_it(client, sides):
    strand, staff = sides.pairing.strand, sides.people["staff"]
    assert _add(client, strand, staff, "?counterpart=Köln").status_code == 302
    row = Participation.objects.get(strand=strand, partner__name_en="Köln")
    url = row.address_of("partnerships:partner-correct")
    form = client.get(url).context["form"]
    assert form["side"].field.choices == [(side, strand.side_name(side)) for side in ("eu", "counterpart")]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in shown.items()} | {"side": "eu"}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.side == "eu"
    assert AuditEntry.objects.get(action="partner-correct").parameters["fields"] == "side"
    PairingFactory(strand=strand, eu=row, counterpart=sides.pairing.counterpart)
    assert "This partner is paired already and cannot change sides." in client.get(url).text
    for role in ("staff", "administrator"):
        with pytest.raises(DomainError) as refused:
            CorrectPartner.do(row, changes={"side": "counterpart"}, **sides.by(role))
        assert refused.value.field == "side"
    CorrectPartner.do(row, changes={"delegates": 5}, **sides.by("staff"))


HALF = "Give both latitude and longitude, or neither."


def test_half_a_location_is_refused_where_partners_are_added(client, sides):
    strand, staff = sides.pairing.strand, sides.people["staff"]
    for query, changed, field in (
        ("?eu=Köln", {"longitude_0": ""}, "longitude_0"),
        ("?eu=Noplace", {"country_0": "ES", "time_zone_0": "Europe/Madrid", "longitude_0": "5"}, "latitude_0"),
    ):
        refused = _add(client, strand, staff, query, **changed)
        assert (refused.status_code, refused.context["form"].errors[field]) == (422, [HALF])
    assert _add(client, strand, staff, "?eu=Köln", latitude_0="91").status_code == 422
    assert not Partner.objects.filter(name_en__in=["Köln", "Noplace"]).exists()
    assert _add(client, strand, staff, "?eu=Köln", latitude_0="", longitude_0="").status_code == 302
    assert Partner.objects.get(name_en="Köln").first_city.latitude is None


def test_half_a_location_is_refused_where_a_partner_is_corrected(sides):
    row = sides.pairing.counterpart
    CorrectPartner.do(row, changes={"latitude": Decimal("35.1"), "longitude": Decimal(129)}, **sides.by("staff"))
    for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
        with pytest.raises(DomainError, match=HALF) as refused:
            CorrectPartner.do(row, changes={name: None}, **sides.by("staff"))
        assert refused.value.field == name
        with pytest.raises(DomainError, match="Between") as refused:
            CorrectPartner.do(row, changes={name: Decimal(-181), other: Decimal(1)}, **sides.by("staff"))
        assert refused.value.field == name
    CorrectPartner.do(row, changes={"latitude": None, "longitude": None}, **sides.by("staff"))
    assert row.partner.places.get().city.longitude is None


def test_names_beyond_the_most_at_once_are_refused_on_their_side_and_kept(client, sides):
    client.force_login(sides.people["staff"], "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{sides.pairing.strand.code}/partners/add/"
    names = "\n".join(f"Town {number}" for number in range(1, MOST_NAMES + 1))
    assert len(client.get(url, {"counterpart": names}).context["rows"]) == MOST_NAMES
    refused = client.get(url, {"eu": "Köln", "counterpart": names})
    assert not refused.context["rows"]
    (_eu, _name, eu, error), (_counterpart, _name, counterpart, why) = refused.context["sides"]
    assert (eu, error, counterpart) == ("Köln", None, names)
    assert why == "These are 41 partners. Add at most 40 at once, and the others afterwards."
    assert why in refused.text
