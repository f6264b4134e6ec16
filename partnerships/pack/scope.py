"""What of the shared records goes into a strand's pack: its directory and whatever it uses."""

from dataclasses import dataclass

from partnerships.models import City, Organisation, Participation, Partner, PartnerCity, Strand
from partnerships.querysets.uses import used_in


@dataclass(frozen=True, slots=True)
class Scope:
    """The shared records of one strand's pack by table, so that every reference in it can be followed.

    A partner that another strand keeps may list cities that this strand's pack never named:
    only the named ones are written, or all where none is left.
    """

    ids: dict[str, frozenset[int]]
    partner_cities: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, strand: Strand) -> "Scope":
        """Gather the scope of a strand."""
        named = set(strand.cities.values_list("pk", flat=True))
        named |= set(City.objects.filter(used_in(City, strand)).values_list("pk", flat=True))
        partners = set(strand.partners.values_list("pk", flat=True))
        partners |= set(Participation.objects.filter(strand=strand).values_list("partner_id", flat=True))
        organisations = set(strand.organisations.values_list("pk", flat=True))
        organisations |= set(Organisation.objects.used_in(strand).values_list("pk", flat=True))
        places: dict[int, list[tuple[int, str]]] = {}
        for partner, city, code in (
            PartnerCity.objects.order_by("partner_id", "position")
            .filter(partner__in=Partner.objects.filter(pk__in=partners))
            .values_list("partner_id", "city_id", "city__code")
        ):
            places.setdefault(partner, []).append((city, code))
        cities = set(named)
        written: dict[int, tuple[str, ...]] = {}
        for partner, listed in places.items():
            kept = [(city, code) for city, code in listed if city in named] or listed
            cities |= {city for city, _code in kept}
            written[partner] = tuple(code for _city, code in kept)
        ids = {"cities": cities, "partners": partners, "organisations": organisations}
        return cls({table: frozenset(found) for table, found in ids.items()}, written)
