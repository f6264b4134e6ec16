"""The tables that all strands share: cities, partners, organisations, each row with what the strand itself says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core.errors import DomainError
from core.pack.cells import Choice, Country, Integer, Number, Reference, References, TimeZone
from core.pack.stores import Fate, Load, PackColumn, Plan, Row, Store, Table
from partnerships import models
from partnerships.enums import PartnerKind, Sector
from partnerships.models import DirectoryEntry, Strand
from partnerships.pack_columns import CODE, NAME_EN, NAME_KO, NAME_LOCAL, NOTE, SOURCE
from partnerships.places.selectors import check_location
from partnerships.querysets import used_in

# The largest whole number that a spreadsheet keeps exactly.
EXACT = 2**53
# What a strand itself says of a shared record.
OWN = (SOURCE, NOTE)
LEFT_EMPTY = "left_empty"
LOCATION = frozenset({"latitude", "longitude"})


class SharedScope:
    """The shared records of one strand's pack by table (`ids`), so that every reference in it can be followed.

    A partner that another strand keeps may list cities that this strand's pack never named:
    only the named ones are written (`partner_cities`), or all where none is left.
    """

    def __init__(self, strand: Strand) -> None:
        named = {*strand.cities.values_list("pk", flat=True)}
        named |= {*models.City.objects.filter(used_in(models.City, strand)).values_list("pk", flat=True)}
        taking_part = models.Participation.objects.filter(strand=strand).values_list("partner_id", flat=True)
        partners = {*strand.partners.values_list("pk", flat=True), *taking_part}
        used = models.Organisation.objects.used_in(strand).values_list("pk", flat=True)
        organisations = {*strand.organisations.values_list("pk", flat=True), *used}
        places: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = models.PartnerCity.objects.filter(partner__in=models.Partner.objects.filter(pk__in=partners))
        rows = rows.order_by("partner_id", "position")
        for partner, city, code in rows.values_list("partner_id", "city_id", "city__code"):
            places[partner].append((city, code))
        kept = {
            partner: [place for place in listed if place[0] in named] or listed for partner, listed in places.items()
        }
        cities = named.union(city for listed in kept.values() for city, _code in listed)
        self.ids = {"cities": cities, "partners": partners, "organisations": organisations}
        self.partner_cities = {partner: tuple(code for _city, code in listed) for partner, listed in kept.items()}


class CityStore(Store):
    """Cities."""

    name = table = "cities"
    model = models.City
    shared = True

    def check(self, load: Load) -> None:
        """A location is whole."""
        for plan in load.plans[self.name].values():
            if LOCATION.isdisjoint(plan.changes) or plan.row.broken & LOCATION:
                continue
            try:
                check_location(plan.merged["latitude"], plan.merged["longitude"])
            except DomainError as half:
                self.refuse(load, plan, str(half.field), str(half))


class PartnerStore(Store):
    """Partners with their ordered cities."""

    name = table = "partners"
    model = models.Partner
    shared = True
    links = (("cities", models.PartnerCity, "partner", "city"),)


class OrganisationStore(Store):
    """Organisations; the code of one that was merged leads to what it became."""

    name = table = "organisations"
    model = models.Organisation
    shared = True
    related = ("city",)

    def existing(self, load: Load, labels: set[str]) -> Iterator[models.Organisation]:
        """Those that stand, and for each merged one that which it became, under both codes."""
        merged = []
        known = load.records[self.name]
        for record in super().existing(load, labels):
            if record.merged_into_id is None:
                yield record
            else:
                merged.append(record)
        became = models.Organisation.objects.in_bulk([record.merged_into_id for record in merged])
        if missing := {kept.code for kept in became.values()} - known.keys():
            yield from super().existing(load, missing)
        for record in merged:
            known[record.code] = known[became[record.merged_into_id].code]


class EntryStore(Store):
    """The entries of a strand's directory: what the strand itself says of a shared record."""

    def __init__(self, table: str, model: type[DirectoryEntry]) -> None:
        self.name, self.table, self.model, self.related = f"directory-{table}", table, model, (model.SHARED,)
        path = f"{model.SHARED}.code"
        super().__init__([PackColumn("code", Reference(table), attribute=model.SHARED, code_path=path), *OWN])

    def fresh(self, load: Load, plan: Plan) -> DirectoryEntry:
        """A new entry, which remembers what its row left empty."""
        entry: DirectoryEntry = self.model(strand=load.root, left_empty=plan.row.values[LEFT_EMPTY])
        return entry


type Within = Callable[[SharedScope, Any], dict[str, Any]]


class SharedTable(Table):
    """One file for two kinds of records: what all strands share, and this strand's own entry of it.

    On export a cell that this strand left empty stays so, whichever strand has filled it since. `within` gives the
    cells that refer to no more than this strand's pack has.
    """

    def __init__(self, store: Store, entries: EntryStore, *, within: Within = lambda _scope, _row: {}) -> None:
        super().__init__(store)
        self.entries, self.within = entries, within

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        """The columns of the file."""
        return (*self.store.columns, *OWN)

    @property
    def stores(self) -> tuple[Store, ...]:
        """The record before its entry."""
        return (self.store, self.entries)

    def divide(self, load: Load) -> Iterator[tuple[Store, Iterable[Row]]]:
        """Each row is the record's and the entry's; that of a merged one says nothing of what it became."""
        yield from super().divide(load)
        known = load.records[self.store.name]
        yield (
            self.entries,
            [
                Row(row.number, row.values | {LEFT_EMPTY: self._left_empty(load, row)}, row.broken, row.label)
                for row in load.rows.get(self.name, [])
                if row.label and (row.label not in known or self.store.label_of(known[row.label]) == row.label)
            ],
        )

    def _left_empty(self, load: Load, row: Row) -> str:
        """The columns that neither this row nor an earlier one of the strand's has filled."""
        entry = load.records[self.entries.name].get(row.label)
        empty = entry.left_empty.split(";") if entry else [column.name for column in self.store.columns]
        return ";".join(name for name in empty if name not in row.values)

    def fates(self, load: Load) -> Iterator[Fate]:
        """What became of each row: of the record, else of its entry; a new one counts as filled in."""
        entries = load.plans[self.entries.name]
        for label, plan in load.plans[self.store.name].items():
            entry = entries.get(label)
            if plan.fate is not Fate.UNCHANGED or entry is None:
                yield plan.fate
            else:
                yield Fate.FILLED if entry.fate is Fate.ADDED else entry.fate

    def finish(self, load: Load) -> None:
        """Into the directory comes what the pack only refers to, too."""
        for plan in load.plans[self.entries.name].values():
            plan.record.leave_empty(plan.row.values[LEFT_EMPTY], by=load.by)
        kept = getattr(load.root, self.name)
        named = list(load.records[self.store.name].values())
        for start in range(0, len(named), 500):
            kept.add(*named[start : start + 500])

    def exported(self, root: Any) -> Iterator[dict[str, Any]]:
        """The directory in its order, then what the strand uses besides; each with this strand's own words."""
        (field,) = self.entries.related
        rows = self.entries.joined(self.entries.rows_in(root))
        entries = {getattr(entry, f"{field}_id"): entry for entry in rows}
        scope = SharedScope(root)
        empty = {column.name: column.cell.empty for column in self.columns}
        for record in self._in_order([*entries, *sorted(scope.ids[self.name] - entries.keys())]):
            values = empty | self.store.read(record) | self.within(scope, record)
            if entry := entries.get(record.pk):
                left = {name: empty[name] for name in entry.left_empty.split(";") if name}
                values |= self.entries.read(entry) | left
            yield values

    def _in_order(self, ids: list[int]) -> Iterator[Any]:
        """Records in the order of their keys as given, read a part at a time."""
        for start in range(0, len(ids), 500):
            chunk = ids[start : start + 500]
            found = {record.pk: record for record in self.store.joined(self.store.model.objects.filter(pk__in=chunk))}
            yield from (found[key] for key in chunk)


cities = SharedTable(
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
        ]
    ),
    EntryStore("cities", models.DirectoryCity),
)
partners = SharedTable(
    PartnerStore(
        [
            CODE,
            NAME_EN,
            NAME_KO,
            NAME_LOCAL,
            PackColumn("kind", Choice(tuple(PartnerKind.values)), required=True),
            PackColumn("cities", References("cities"), required=True, attribute="city_codes"),
        ]
    ),
    EntryStore("partners", models.DirectoryPartner),
    # With the cities that this strand's pack has.
    within=lambda scope, partner: {"cities": scope.partner_cities.get(partner.pk, ())},
)
organisations = SharedTable(
    OrganisationStore(
        [
            CODE,
            NAME_EN,
            NAME_KO,
            PackColumn("sector", Choice(tuple(Sector.values)), required=True),
            PackColumn("city", Reference("cities")),
        ]
    ),
    EntryStore("organisations", models.DirectoryOrganisation),
    within=lambda scope, row: {} if row.city_id in scope.ids["cities"] else {"city": ""},
)
