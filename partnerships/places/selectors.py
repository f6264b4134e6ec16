"""What is read of cities and partners, what is proposed for a name, and what has to be right of a place."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.folding import fold
from partnerships.enums import PartnerKind, Side
from partnerships.models import KnownPlace, Pairing, Participation, Partner, Strand

MOST_PROPOSED = 6  # of one name: there are more than thirty San Antonios
MOST_ASKED = 100  # forms of names that a database looks for at once; of more, every place is looked through
# What people write around the bare name.
_AROUND = re.compile(r"^(?:city of|greater) | (?:city|municipality|metropolitan city)$|-(?:si|gu|gun)$")
_AROUND_KO = re.compile(r"(?<=[가-힣]{2})(?:특별자치시|특별시|광역시|시|군|구)$")


def read_places(partners: Sequence[Partner]) -> None:
    """Give partners their cities, unless they have them; one query."""
    prefetch_related_objects(partners, "places")


def places_called(
    names: Iterable[str], *, countries: Collection[str] = (), most: int = MOST_PROPOSED
) -> dict[str, list[KnownPlace]]:
    """The known places of each name in whatever script; one query.

    Those of `countries` come first, without any those of Europe, each by population.
    """
    asked: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        for form in _forms(name):
            asked[form].append(name)
    known = KnownPlace.objects.order_by("-population")
    if len(asked) <= MOST_ASKED:
        wanted: list[Any] = [Q(names__contains=f"|{form}|") for form in asked]
        rows: Iterable[KnownPlace] = known.filter(Q.create(wanted, Q.OR)) if wanted else ()
    else:
        rows = (place for place in known.iterator() if not asked.keys().isdisjoint(place.names.split("|")))

    def is_farther(place: KnownPlace) -> bool:
        return place.country not in countries if countries else not place.time_zone.startswith("Europe/")

    found: dict[str, list[KnownPlace]] = defaultdict(list)
    for place in sorted(rows, key=is_farther):
        for name in dict.fromkeys(name for form in place.names.split("|") for name in asked.get(form, ())):
            if len(found[name]) < most:
                found[name].append(place)
    return found


def _forms(name: str) -> list[str]:
    """How a place of the name may be called: as it stands, and without what kind of place it is."""
    whole = fold(name)
    return [form for form in dict.fromkeys((whole, _AROUND.sub("", whole), _AROUND_KO.sub("", whole))) if form]


MOST_NAMES = 40
_HANGUL = re.compile(r"[가-힣]")


def proposed_partners(strand: Strand, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is proposed for the names of each side, a line each: names, kind, and `places`, the likeliest first.

    `Songpa-gu: Seoul` names the place beside the partner, several make an alliance, of which all but the first are
    `further`. A partner that the portal has by this name, in one of the countries, comes as `partner`. A line that
    stands twice counts once. Four queries. Raises DomainError on the side of the first name after MOST_NAMES.
    """
    lines = [(side, line.strip()) for side, text in typed.items() for line in text.splitlines() if line.strip()]
    lines = list(dict.fromkeys(lines))
    if len(lines) > MOST_NAMES:
        words = _("These are %(count)s partners. Add at most %(most)s at once, and the others afterwards.")
        raise DomainError(words % {"count": len(lines), "most": MOST_NAMES}, field=lines[MOST_NAMES][0])
    read = [(side, *_named(line)) for side, line in lines]
    found: dict[str, dict[str, list[KnownPlace]]] = {}
    for side, countries in ((Side.EU, ()), (Side.COUNTERPART, strand.country_codes)):
        names = {one for at, _name, places in read if at == side for one in places}
        found[side] = places_called(names, countries=countries) if names else {}
    rows = [_proposal(side, name, [found[side].get(one, []) for one in places]) for side, name, places in read]
    known = _known_partners(rows)
    zones: dict[str, str] = {}
    for row in rows:
        row["partner"] = next((one for one in known if _is_same(one, row)), None)
        if not row["places"] and row["side"] == Side.COUNTERPART:
            row["country"] = strand.country_codes[0] if len(strand.country_codes) == 1 else ""
            row["time_zone"] = zones.setdefault(row["country"], _zone_of(row["country"]))
    return rows


def _named(line: str) -> tuple[str, list[str]]:
    """A partner and its places; without any it is called as its place."""
    name, _colon, places = (part.strip() for part in line.partition(":"))
    return name, [one for one in (part.strip() for part in places.split(",")) if one] or [name]


def _proposal(side: str, name: str, places: Sequence[list[KnownPlace]]) -> dict[str, Any]:
    first = places[0]
    is_own = len(places) == 1 and first and any(f"|{form}|" in first[0].names for form in _forms(name))
    korean = bool(_HANGUL.search(name))
    kind = PartnerKind.ALLIANCE if len(places) > 1 else PartnerKind.CITY
    if re.search(r"구$|-gu$", name):
        kind = PartnerKind.DISTRICT
    return {
        "side": side,
        "typed": name,
        "name_en": (first[0].name_en if is_own else "") if korean else name,
        "name_ko": name if korean else first[0].name_ko if is_own else "",
        "kind": kind,
        "places": first,
        "further": [some[0] for some in places[1:] if some],
    }


def _known_partners(rows: Sequence[dict[str, Any]]) -> list[Partner]:
    names = {row[name] for row in rows for name in ("typed", "name_en", "name_ko")} - {""}
    named = Partner.objects.filter(Q(name_en__in=names) | Q(name_ko__in=names) | Q(name_local__in=names))
    return list(named.prefetch_related("places__city").order_by("pk")) if names else []


def _is_same(partner: Partner, row: dict[str, Any]) -> bool:
    """Whether a partner of one of these names is the one: it lies in the country of the likeliest place, if known."""
    names, city = {partner.name_en, partner.name_ko, partner.name_local} - {""}, partner.first_city
    is_named = not names.isdisjoint({row["typed"], row["name_en"], row["name_ko"]})
    return is_named and (not row["places"] or city is None or str(city.country) == row["places"][0].country)


def _zone_of(country: str) -> str:
    """The time zone of the largest place of a country."""
    zones = KnownPlace.objects.filter(country=country).order_by("-population").values_list("time_zone", flat=True)
    return (zones.first() or "") if country else ""


# What has to be right of a place, a partner and its part in a strand, wherever it is entered.

_is_address = URLValidator(schemes=["http", "https"])


def check_location(latitude: Decimal | None, longitude: Decimal | None, *, of: str = "") -> None:
    """Both coordinates or none, on the globe. Raises DomainError on the one at fault, `of` behind its name."""
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and abs(value) > limit:
            raise DomainError(_("Between -%(limit)s and %(limit)s.") % {"limit": limit}, field=f"{name}{of}")
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise DomainError(_("Give both latitude and longitude, or neither."), field=f"{missing}{of}")


def check_website(website: str) -> None:
    """An address of the web. Raises DomainError on `website`."""
    try:
        _is_address(website)
    except ValidationError as wrong:
        raise DomainError(_("Write it like https://www.example.org."), field="website") from wrong


def check_taking_part(
    *, strand: Strand, partner: Partner, field: str = "partner", but: Participation | None = None
) -> None:
    """A partner takes part in a strand once: nobody is on both sides. Raises DomainError on `field`."""
    others = Participation.objects.filter(strand=strand, partner=partner)
    if other := others.exclude(pk=but.pk if but and but.pk else 0).first():
        words = _("%(partner)s already takes part in this strand (%(side)s). A partner can be on one side only.")
        raise DomainError(words % {"partner": partner, "side": strand.side_name(other.side)}, field=field)


def is_paired(participation: Participation) -> bool:
    """Whether a pairing holds the participation: from then on it is what it is."""
    return Pairing.objects.with_side(participation).exists()
