"""What would become of each row of an import, and everything that is wrong with it; nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.folding import fold
from core.formats import format_number
from core.pack.cells import CellFault
from core.pack.reading import Faults, RawTable
from core.pack.stores import Fate, Load, PackColumn, Table
from core.parts import parts
from core.texts import LANGUAGES, picked, writer_language
from events.models import Event
from partnerships.enums import PartnerKind, Side
from partnerships.fields import free_code
from partnerships.models import City, KnownPlace, Participation, Partner, Project
from partnerships.places.selectors import places_called
from reports.imports.kinds import PACK, PARTNERS, TABLES, SheetKind
from reports.imports.reading import faults_of, heading
from reports.models import Import
from reports.rules import may_import_into

# What a new place needs beside what every pack asks for: maps and clocks are made of it.
NEW_PLACE = ("name_en", "country", "latitude", "longitude", "time_zone")
NAMES, LOCATION = ("name_en", "name_ko", "name_local"), ("latitude", "longitude")
MOST_ALIKE = 1000  # places of one name, all of which may be in the country that a row says
NEAR = 1  # degrees: a place of this name that lies farther away is another one


def propose(checked: Checked, rows: list[SheetRow], known: dict[str, str]) -> None:
    """What a row leaves out of a new place is that of the known place of its name. Two queries."""
    new: dict[bool, list[SheetRow]] = {False: [], True: []}
    for number, values in rows:
        if writer_language(values.get("name_en", "")) == "ko" and not values.get("name_ko"):
            values["name_ko"] = values.pop("name_en")
        name = fold(values.get("name_en") or values.get("name_ko", ""))
        code = values.get("code") or known.get(f"{values.get('country', '')}/{name}")
        is_told = values.get("cities") or all(one in values for one in NEW_PLACE)
        if name and not is_told and code not in checked.partners and code not in checked.places:
            new[values.get("side") == Side.COUNTERPART].append((number, values))
    for is_counterpart, some in new.items():
        names = {values[name] for _number, values in some for name in NAMES if values.get(name)}
        countries = checked.kind.strand.country_codes if is_counterpart else ()
        found = places_called(names, countries=countries, most=MOST_ALIKE) if names else {}
        for number, values in some:
            called = (place for name in NAMES for place in found.get(values.get(name, ""), ()))
            if place := next((one for one in called if _agrees(one, values)), None):
                _take(checked, number, values, place, known)


def _take(checked: Checked, number: int, values: dict[str, str], place: KnownPlace, known: dict[str, str]) -> None:
    """A place that the portal has by this name is that one; to any other is added what is known of it."""
    for name in (values.get("name_en") or values["name_ko"], place.name_en, place.name_ko):
        if "code" not in values and name and (code := known.get(f"{place.country}/{fold(name)}")):
            checked.identify(values, code, by=[values.get(one, "") for one in NAMES])
            return
    facts = {
        "name_en": place.name_en,
        "name_ko": place.name_ko if "ko" in checked.kind.strand.languages else "",
        "country": place.country,
        "latitude": f"{place.latitude.normalize():f}",
        "longitude": f"{place.longitude.normalize():f}",
        "time_zone": place.time_zone,
        "population": str(place.population),
    }
    given = set(values)
    if not given.isdisjoint(LOCATION):
        given |= {*LOCATION}
    new = {name: text for name, text in facts.items() if text and name not in given}
    if new:
        values |= new | {"geonames_id": str(place.pk)}
        columns = checked.kind.columns
        shown = {name: columns[name].show(text) for name, text in new.items()}
        if "population" in shown:
            shown["population"] = format_number(place.population)
        told = [f"{columns[name].label}: {text}" for name, text in shown.items()]
        words = {"place": place.with_country, "facts": "; ".join(told)}
        checked.proposed[number] = _("GeoNames proposes %(place)s. %(facts)s") % words


def _agrees(place: KnownPlace, values: dict[str, str]) -> bool:
    """Whether a known place lies where a row says, as far as it does."""
    told = {"country": place.country, "time_zone": place.time_zone}
    if any(values.get(name, "") not in ("", fact) for name, fact in told.items()):
        return False
    own = ((values.get("latitude"), place.latitude), (values.get("longitude"), place.longitude))
    return all(abs(Decimal(text) - number) < NEAR for text, number in own if text)


def need_places(checked: Checked, rows: list[SheetRow]) -> None:
    """A fault in every empty cell that is to say where a place lies; without such cells one in the row's name."""
    told = [name for name in NEW_PLACE if name in checked.columns.values()]
    if "name_ko" not in checked.columns.values() and "name_en" in told:
        told.remove("name_en")  # its column has Korean names too
    checked.need(rows, told)
    for number, cells in rows:
        if left := [name for name in NEW_PLACE if name not in cells and name not in told]:
            columns = ", ".join(checked.kind.columns[name].label for name in left)
            words = _("Where this place lies is not known. Correct its name, or add the columns %(columns)s.")
            name, value = next(iter(checked.names), "code"), cells.get("name_en") or cells.get("name_ko", "")
            checked.refuse(number, name, value, words % {"columns": columns})
            checked.refused |= {(number, checked.title(one)) for one in left}


ADDED, CHANGED, LEFT = "added", "changed", "left"
LEAVE_OUT = "-"

# A row as it was written: its number, and what its filled cells hold by column.
type SheetRow = tuple[int, dict[str, str]]


class Checked:
    """An import's rows as they are understood, and their faults; what is stored is made of these.

    `lines` says of each row its table, number, name, what becomes of it, and what differs.
    """

    def __init__(self, row: Import, *, by: User, grants: Grants) -> None:
        self.row, self.by, self.grants = row, by, grants
        self.faults: Faults = faults_of(row.sheets)
        self.lines: list[tuple[str, int, str, str, list[str]]] = []
        self.is_pack = row.kind == PACK
        self.columns: dict[int, str] = {}
        self.refused: set[tuple[int | None, str]] = set()
        # Of a sheet of cities and partners: the codes that the portal (with names) and the strand have.
        self.partners: dict[str, str] = {}
        self.taking_part: set[str] = set()
        self.called: dict[str, list[str]] = {}
        self.places: dict[str, str] = {}
        # The place of a partner that is one city.
        self.place_of: dict[str, str] = {}
        # By row: what is proposed for a new place, in words.
        self.proposed: dict[int, str] = {}
        if not self.is_pack:
            self._match()

    @cached_property
    def kind(self) -> SheetKind:
        """Of a sheet that is no pack."""
        return SheetKind(self.row.kind, self.row.strand)  # type: ignore[arg-type]

    @property
    def header(self) -> list[str]:
        """The names of the sheet's columns, as they stand in it."""
        header: list[str] = [] if self.is_pack else self.row.sheets["tables"][""][0]
        return header

    @property
    def unmatched(self) -> list[tuple[int, str]]:
        """The columns that are none of the kind's, by name or by choice."""
        return [(at, name) for at, name in enumerate(self.header) if name and at not in self.columns]

    def _match(self) -> None:
        """Which column is which: as chosen, else by its name."""
        titles = self.kind.titles
        for at, name in enumerate(self.header):
            column = self.row.columns.get(str(at)) or titles.get(heading(name), "")
            if column not in self.kind.columns:
                continue
            if column in self.columns.values():
                self.faults.add("", 1, name, name, _("This column is there twice."))
            else:
                self.columns[at] = column
        if self.kind.name == PARTNERS and "cities" in self.columns.values() and not self.names:
            # A list of cities calls its only column of names so.
            self.columns |= {at: "name_en" for at, column in self.columns.items() if column == "cities"}

    @property
    def names(self) -> list[str]:
        """The columns that say what a row is called."""
        return [column for column in self.columns.values() if column in NAMES]

    def title(self, name: str) -> str:
        """What the sheet itself calls one of the kind's columns, else what a template calls it."""
        at = next((at for at, column in self.columns.items() if column == name), None)
        return self.kind.columns[name].label if at is None else self.header[at]

    def refuse(self, number: int | None, name: str, value: object, reason: str) -> None:
        """A fault in a cell, named as the sheet names its column; one for each cell."""
        place = (number, self.title(name) if name else "")
        if place not in self.refused or not name:
            self.refused.add(place)
            self.faults.add("", *place, value, reason)

    def read(self) -> list[SheetRow]:
        """Every row, each cell as a pack has it."""
        columns, found = self.kind.columns, []
        if self.kind.name == PARTNERS:
            self._name_places()
        for number, cells in self.row.sheets["tables"][""][1]:
            values: dict[str, str] = {}
            for at, name in self.columns.items():
                if at < len(cells) and cells[at]:
                    try:
                        values[name] = columns[name].read(cells[at])
                    except CellFault as fault:
                        values[name] = ""
                        self.refuse(number, name, cells[at], str(fault))
            if values:
                found.append((number, values))
        return found

    def _name_places(self) -> None:
        """A partner may name the cities of other rows."""
        at = {column: at for at, column in self.columns.items()}
        for _number, cells in self.row.sheets["tables"][""][1]:
            given = {name: cells[place] for name, place in at.items() if place < len(cells)}
            if code := given.get("code") or slugify(given.get("name_en", "")):
                for name in ("name_en", "name_ko"):
                    self.kind.names.add("cities", given.get(name, ""), code)

    def need(self, rows: Iterable[SheetRow], names: Iterable[str]) -> None:
        """A fault for every empty cell of columns that must be filled; of a column that is not there one for all."""
        listed = list(rows)
        for name in names:
            empty = [number for number, values in listed if name not in values]
            why = self.kind.columns[name].why
            if name not in self.columns.values():
                if empty:
                    reason = _("The sheet has no column of this name. Add it, or choose which column it is.")
                    self.refused |= {(number, self.title(name)) for number in empty}
                    self.refuse(1, name, "", f"{reason} {why}".strip())
                continue
            for number in empty:
                self.refuse(number, name, "", f"{_('This cell must be filled.')} {why}".strip())

    # Sheets that are tables of the pack.

    def raw(self) -> dict[str, RawTable]:
        """The tables of a pack that the rows make."""
        if self.is_pack:
            return {
                name: (columns, [(number, dict(cells)) for number, cells in rows])
                for name, (columns, rows) in self.row.sheets["tables"].items()
            }
        rows = self.read()
        self.need(rows, [name for name, column in self.kind.columns.items() if column.required])
        named = self._with_codes(rows)
        found: dict[str, RawTable] = {}
        for name in TABLES[self.kind.name]:
            table = self.kind.tables[name]
            records = [(number, cells) for number, values in named if (cells := self._cells(name, values))]
            found[name] = ([column.name for column in table.columns], records)
            self._keep(table, records)
        if self.kind.name == PARTNERS:
            # A place that is new is on the map and has a clock.
            new = [one for one in found["cities"][1] if one[1].get("code") not in self.places]
            need_places(self, new)
        return found

    def _cells(self, table: str, values: dict[str, str]) -> dict[str, str]:
        """What a row says in one table; nothing where it is no record of it."""
        cells = {name: values[name] for name in self._names_of(table) if values.get(name)}
        if self.kind.name != PARTNERS:
            return cells | ({"strand": self.kind.strand.code} if "strand" in self._names_of(table) else {})
        code, cities = values["code"], values.get("cities", "")
        is_new = code not in self.partners
        if table == "cities":
            place = code if is_new else self.place_of.get(code, "")
            if cities or not place:
                return {}
            if values.get("side") or code in self.taking_part:
                # What the strand itself says of a partner is said of the partner alone.
                cells = {name: text for name, text in cells.items() if name not in {"source", "note"}}
            if not is_new and self.places.get(place) != self.partners[code]:
                # What is called otherwise than its place does not rename it.
                cells = {name: text for name, text in cells.items() if not name.startswith("name_")}
            return cells | {"code": place}
        if not values.get("side") and code not in self.taking_part:
            return {}
        if table == "participants":
            cells.pop("note", None)
            return cells | {"strand": self.kind.strand.code, "partner": code}
        proposed = {"kind": PartnerKind.CITY.value, "cities": code} if is_new else {}
        return proposed | cells

    def _names_of(self, table: str) -> set[str]:
        return {column.name for column in self.kind.tables[table].columns}

    def _with_codes(self, rows: list[SheetRow]) -> list[SheetRow]:
        """With the code of each: that of the record which is called so, else a new one."""
        if self.kind.name == "interests":
            return rows
        known, taken = self._known_codes()
        if self.kind.name == PARTNERS:
            propose(self, rows, known)
        for _number, values in rows:
            english = values.get("name_en") or values.get("title_en", "")
            korean = values.get("name_ko") or values.get("title_ko", "")
            if "code" not in values:
                of = values.get({PARTNERS: "country", "projects": "pairing"}.get(self.kind.name, ""), "")
                # Two places may have one Korean name: it finds a record only where it is the only name.
                name = f"{of}/{fold(english or korean)}"
                kind = {PARTNERS: "city", "projects": "project", "events": "event"}[self.kind.name]
                if (found := known.get(name)) and self.kind.name == PARTNERS:
                    self.identify(values, found)
                values["code"] = found or free_code(proposal=english, kind=kind, taken=taken)
                if english or korean:
                    known.setdefault(name, values["code"])
                taken.add(values["code"])
        return rows

    def identify(self, values: dict[str, str], code: str, *, by: Iterable[str] = ()) -> None:
        """A row is about what the portal has: whichever of its names, or of those in `by`, it says, it keeps its own.

        A place that is no partner yet gives the partner its names.
        """
        values["code"] = code
        own = self.called.get(code, ())
        found = {fold(name) for name in (*own, *by) if name}
        for name in NAMES:
            if fold(values.get(name, "")) in found:
                del values[name]
        if code not in self.partners:
            values |= {name: text for name, text in zip(NAMES, own, strict=False) if text and name not in values}

    def _known_codes(self) -> tuple[dict[str, str], set[str]]:
        """The codes of records by where they lie and what they are called, and all that are taken."""
        strand = self.kind.strand
        if self.kind.name == PARTNERS:
            of_partner = [f"partner__{name}" for name in ("places__city__country", "code", *NAMES)]
            of_strand = list(Participation.objects.filter(strand=strand).values_list(*of_partner))
            of_portal = list(City.objects.values_list("country", "code", *NAMES))
            self.taking_part = {code for _country, code, *_names in of_strand}
            self.partners = dict(Partner.objects.values_list("code", "name_en"))
            one_city = Partner.objects.filter(kind=PartnerKind.CITY).exclude(city_codes__contains=";")
            self.place_of = dict(one_city.values_list("code", "city_codes"))
            self.places = {code: name for _country, code, name, *_others in of_portal}
            self.called = {code: names for _country, code, *names in (*of_portal, *of_strand)}
            # Without a country a name is that of one who takes part.
            listed = [*of_portal, *of_strand, *(("", *one) for _country, *one in of_strand)]
            taken = {*self.partners, *self.places}
        else:
            model: Any = Project if self.kind.name == "projects" else Event
            of = "pairing__code" if model is Project else "strand__code"
            rows = list(model.objects.filter(strand=strand).values_list(of, "code", "title_en", "title_ko"))
            listed = [(where if model is Project else "", *one) for where, *one in rows]
            taken = {code for _where, code, *_titles in rows}
        # What one is called in its own language may be another's name in English or Korean.
        known: dict[str, str] = {}
        for part in (slice(2, None), slice(2)):
            for where, code, *names in listed:
                known |= {f"{where or ''}/{fold(name)}": code for name in names[part] if name}
        return known, taken

    def _keep(self, table: Table, records: list[tuple[int, dict[str, str]]]) -> None:
        """A record that is there already keeps what a row leaves empty, also where packs must say it."""
        store = table.store
        if len(store.key) > 1:
            return
        (key,) = store.key
        load = Load(by=self.by, overwrite=False, root=self.row.strand)
        labels = {cells[key] for _number, cells in records if key in cells}
        held = {store.label_of(record): record for record in store.existing(load, labels)}
        for _number, cells in records:
            record = held.get(cells.get(key, ""))
            for column in store.columns if record else ():
                if column.required and column.kept_in and not cells.get(column.name):
                    cells[column.name] = str(column.cell.write(column.read(record)))

    def plan(self, load: Load) -> None:
        """Say of each row what a load makes of it, and what is wrong with it."""
        if load.root is not None and not may_import_into(self.grants, load.root):
            # What it differs in is not told either.
            self.faults.add(
                "strands", 2, "code", load.root_code, _("Others look after this strand. Ask an administrator.")
            )
            return
        for fault in load.faults:
            if self.is_pack:
                self.faults.add(**fault.as_dict())  # type: ignore[arg-type]
                continue
            name = fault.column if fault.column in self.kind.columns else ""
            name = "code" if fault.column == "partner" and self.kind.name == PARTNERS else name
            if name == "code" and "code" not in self.columns.values():
                name = next((one for one in self.columns.values() if one.startswith(("name_", "title_"))), name)
            self.refuse(fault.row, name, fault.value, fault.reason)
        left: dict[tuple[str, int], list[str]] = defaultdict(list)
        reasons = {
            "conflict": _("changed in the portal since the last load; left (conflict)"),
            "shared": _("kept by another strand; left"),
        }
        for one in load.differences:
            value, kept = (self.shown(one.column, text) for text in (one.value, one.kept))
            left[one.table, one.row].append(f"{self.label(one.column)}: {value} ≠ {kept}, {reasons[one.why]}")
        if self.is_pack:
            for table in parts().pack_tables:
                for number, (name, fate, more) in sorted(_fates([table], load, self).items()):
                    self.lines.append((table.name, number, name, fate, more + left[table.name, number]))
            return
        tables = [self.kind.tables[name] for name in TABLES[self.kind.name]]
        for number, (name, fate, more) in sorted(_fates(tables, load, self).items()):
            others = [text for table in tables for text in left[table.name, number]]
            others += [self.proposed[number]] if number in self.proposed else []
            self.lines.append(("", number, self._named(name), fate, more + others))

    def _named(self, name: str) -> str:
        """What a row is called: a need or an offer, which has no name, by what it is of."""
        if self.kind.name != "interests":
            return name
        keys = zip(self.kind.tables["interests"].store.key, name.split("/"), strict=True)
        return ", ".join(self.shown(column, code) for column, code in keys)

    def label(self, column: str) -> str:
        """What a column of the pack is called here."""
        return self.title(column) if not self.is_pack and column in self.kind.columns else column

    def shown(self, column: str, text: str) -> str:
        """What a cell of the pack says here."""
        own = None if self.is_pack else self.kind.columns.get(column)
        return (own.show(text) if own and text else text) or "–"


def _fates(tables: list[Table], load: Load, checked: Checked) -> dict[int, tuple[str, str, list[str]]]:
    """What becomes of each row: its name, how it ends, and what changes in it; the first table says what a row is."""
    found: dict[int, tuple[str, str, list[str]]] = {}
    for table in tables:
        for store in table.stores:
            own = store is table.store
            for plan in load.plans[store.name].values():
                if not plan.row.number:
                    continue
                name, fate, more = found.get(plan.row.number, ("", LEFT, []))
                if plan.fate is Fate.ADDED and own:
                    fate = ADDED
                elif plan.fate in {Fate.CHANGED, Fate.FILLED} and plan.changes:
                    fate = CHANGED if fate == LEFT else fate
                    more = [*more, *_differences(store, plan, checked)]
                texts = [[plan.merged.get(f"{kind}_{one}") or "" for one in LANGUAGES] for kind in ("name", "title")]
                title = picked(*texts[0]) or picked(*texts[1]) or plan.row.label
                found[plan.row.number] = (name or title, fate, list(dict.fromkeys(more)))
    return found


def _differences(store: Any, plan: Any, checked: Checked) -> Iterator[str]:
    before = store.read(plan.record)
    columns: dict[str, PackColumn] = {column.name: column for column in store.kept}
    for name, value in plan.changes.items():
        old, new = (checked.shown(name, str(columns[name].cell.write(one))) for one in (before[name], value))
        yield f"{checked.label(name)}: {old} → {new}"


def new_load(checked: Checked) -> Load:
    """A load of the pack engine, in the strand of the import."""
    load = Load(by=checked.by, overwrite=checked.row.overwrite, about=checked.row)
    if checked.row.kind != PACK and checked.row.strand:
        load.root_code = checked.row.strand.code
    return load
