"""The tables that all strands share: cities, partners, organisations."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.pack.cells import Choice, Country, Integer, Number, Reference, References, TimeZone
from core.pack.records import Load
from core.pack.stores import Link, PackColumn, Store
from core.pack.tables import Table
from partnerships.enums import PartnerKind, Sector
from partnerships.models import City, Organisation, Partner, PartnerCity
from partnerships.pack.columns import CODE, NAME_EN, NAME_KO, NAME_LOCAL, NOTE, SOURCE
from partnerships.pack.scope import Scope

# The largest whole number that a spreadsheet keeps exactly.
EXACT = 2**53


class CityStore(Store):
    """Cities."""

    name = table = "cities"
    model = City
    shared = True


class PartnerStore(Store):
    """Partners with their ordered cities."""

    name = table = "partners"
    model = Partner
    shared = True
    links = (Link("cities", PartnerCity, "partner", "city"),)


class OrganisationStore(Store):
    """Organisations; the code of one that was merged leads to what it became."""

    name = table = "organisations"
    model = Organisation
    shared = True
    related = ("city",)

    def existing(self, load: Load, labels: set[str]) -> Iterator[Organisation]:
        """Those that stand, and for each merged one that which it became, under both codes."""
        merged = []
        known = load.records[self.name]
        for record in super().existing(load, labels):
            if record.merged_into_id is None:
                yield record
            else:
                merged.append(record)
        became = Organisation.objects.in_bulk([record.merged_into_id for record in merged])
        if missing := {kept.code for kept in became.values()} - known.keys():
            yield from super().existing(load, missing)
        for record in merged:
            known[record.code] = known[became[record.merged_into_id].code]


class CityTable(Table):
    """Cities that the strand named or that its partners lie in."""

    def records_of(self, root: Any) -> Iterable[City]:
        """The cities of the strand's pack."""
        return in_order(City, Scope.of(root).city_ids)


class PartnerTable(Table):
    """Partners that the strand named or that take part in it."""

    def exported(self, root: Any) -> Iterator[dict[str, Any]]:
        """Write each with the cities that this strand's pack has."""
        scope = Scope.of(root)
        for partner in in_order(Partner, scope.partner_ids):
            yield self.store.read(partner) | {"cities": scope.partner_cities.get(partner.pk, ())}


class OrganisationTable(Table):
    """Organisations that the strand named or that run it."""

    def exported(self, root: Any) -> Iterator[dict[str, Any]]:
        """Leave the city empty where this strand's pack does not have it."""
        scope = Scope.of(root)
        for organisation in in_order(Organisation, scope.organisation_ids, *self.store.related):
            values = self.store.read(organisation)
            if organisation.city_id not in scope.city_ids:
                values["city"] = ""
            yield values


def in_order(model: Any, ids: Iterable[int], *related: str) -> Iterator[Any]:
    """Records by their keys, in the order in which they came, read a part at a time."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chunk = model.objects.filter(pk__in=wanted[start : start + 500])
        yield from (chunk.select_related(*related) if related else chunk).order_by("pk")


cities = CityTable(
    CityStore(
        [
            CODE,
            NAME_EN,
            NAME_KO,
            NAME_LOCAL,
            PackColumn("country", Country(), required=True),
            PackColumn("latitude", Number(-90, 90)),
            PackColumn("longitude", Number(-180, 180)),
            PackColumn("time_zone", TimeZone(), required=True),
            PackColumn("population", Integer()),
            PackColumn("geonames_id", Integer(most=EXACT)),
            SOURCE,
            NOTE,
        ]
    )
)
partners = PartnerTable(
    PartnerStore(
        [
            CODE,
            NAME_EN,
            NAME_KO,
            NAME_LOCAL,
            PackColumn("kind", Choice(tuple(PartnerKind.values)), required=True),
            PackColumn("cities", References("cities"), required=True, attribute="city_codes"),
            SOURCE,
            NOTE,
        ]
    )
)
organisations = OrganisationTable(
    OrganisationStore(
        [
            CODE,
            NAME_EN,
            NAME_KO,
            PackColumn("sector", Choice(tuple(Sector.values)), required=True),
            PackColumn("city", Reference("cities")),
            SOURCE,
            NOTE,
        ]
    )
)
