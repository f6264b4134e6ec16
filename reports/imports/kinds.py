"""The kinds of sheets: which columns each has, by what names, and how its cells become those of a pack."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache, cached_property, partial
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django_countries import countries

from accounts.enums import NameOrder
from core.date_fields import HELP, PartialDateField
from core.folding import fold
from core.pack import cells
from core.pack.cells import CellFault
from core.pack.stores import PackColumn, Table
from core.parts import parts
from core.texts import LANGUAGES, label_of, reader_language
from events.delegations.forms import NAME_HELP
from events.enums import DelegateRole
from events.models import Delegate, Event
from partnerships.audit_actions import LISTS
from partnerships.enums import InvitedAs, PartnerKind, Sector, Side
from partnerships.fields import codes_by_name
from partnerships.models import City, Organisation, Pairing, Participation, Strand, Theme
from partnerships.pack_columns import FORECAST
from partnerships.people.forms import MAIL_LANGUAGES, InvitePersonForm
from reports.imports.reading import heading

PACK, PEOPLE, DELEGATES, PARTNERS = "pack", "people", "delegates", "partners"
# The tables of the pack that each kind fills, the one that says what a row is first.
TABLES: dict[str, tuple[str, ...]] = {
    PARTNERS: ("partners", "cities", "participants"),
    "interests": ("interests",),
    "projects": ("projects",),
    "events": ("events",),
}
KINDS: dict[str, Any] = {
    PARTNERS: gettext_lazy("Cities and partners"),
    PEOPLE: gettext_lazy("People to invite"),
    "interests": gettext_lazy("Needs and offers"),
    "projects": gettext_lazy("Projects"),
    "events": pgettext_lazy("import", "Events"),
    DELEGATES: pgettext_lazy("import", "Delegates"),
    PACK: gettext_lazy("A whole strand, as a pack"),
}
LISTS.update({f"import-{name}": label for name, label in KINDS.items()})
_LABELS: dict[str, Any] = {
    "planned_start": gettext_lazy("First day"),
    "planned_end": gettext_lazy("Last day"),
    "actual_start": gettext_lazy("First day, as held"),
    "actual_end": gettext_lazy("Last day, as held"),
    "reason": gettext_lazy("Reason"),
    "source": gettext_lazy("Source"),
    "note": gettext_lazy("Note"),
}
_WHY: dict[str, Any] = {
    "code": gettext_lazy("Leave it empty for what is new. By it a row finds what the portal has already."),
    "name_en": gettext_lazy("One name is enough where GeoNames knows the place: it proposes what is left out."),
    "side": gettext_lazy("Leave it empty for a place that does not take part, such as a venue."),
    "cities": gettext_lazy("Only where it is not one city: those it lies in or consists of, separated by semicolons."),
    "latitude": gettext_lazy("Decimal degrees, such as 35.1796 for Busan."),
    "longitude": gettext_lazy("Decimal degrees, such as 129.0756 for Busan."),
    "source": gettext_lazy("Web addresses, separated by semicolons."),
}
# What else people call these columns.
_ALIASES: dict[str, tuple[str, ...]] = {
    "name_en": ("Name", "City", "Partner", "도시", "도시명", "참여 도시", "이름", "영문명", "명칭"),
    "name_ko": ("Korean name", "한글명", "국문명"),
    "title_en": ("Title", "Project", "Event", "제목", "사업명", "행사명"),
    "side": ("구분",),
    "country": ("나라", "국가명"),
    "partner": ("City", "도시", "도시명", "소속 도시"),
    "topic": ("Theme", "분야", "협력 분야"),
    "level": ("Level", "단계"),
    "note": ("Remarks", "Comment", "비고"),
    "latitude": ("Lat",),
    "longitude": ("Lon", "Long", "Lng"),
    "email": ("E-mail", "Email", "Mail", "이메일", "전자우편"),
    "family_name": ("Surname", "Last name"),
    "given_name": ("First name",),
    "planned_start": ("Start", "From", "Date", "날짜", "일자"),
    "planned_end": ("End", "Until", "To"),
}
_NOT_ASKED = {"strand", "geonames_id", *FORECAST}
# Languages by their names in either language, and in their own.
_LANGUAGES = [
    ("en", pgettext_lazy("language", "English")),
    ("ko", pgettext_lazy("language", "Korean")),
    *MAIL_LANGUAGES,
]

type Reader = Callable[[str], str]


class SheetColumn(NamedTuple):
    """A column of a kind: its name in the pack or form, its title, what to write into it, and how a cell is read."""

    name: str
    label: str
    why: str
    required: bool
    read: Reader
    # How a template shows what the portal has.
    show: Callable[[str], str] = str


def _choice(choices: Iterable[tuple[Any, Any]]) -> tuple[Reader, Callable[[str], str], str]:
    """One of a few words, in either language or by its key; how it is shown (by its last word), and what is allowed."""
    listed = [(str(value), label) for value, label in choices if value != ""]
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {heading(fold(str(label))): value for value, label in listed}
    known |= {heading(value): value for value, _label in listed}
    labels = {value: str(label) for value, label in listed}

    def read(text: str) -> str:
        if (found := known.get(heading(fold(text)))) is None:
            raise CellFault(_("One of these is wanted: %(allowed)s.") % {"allowed": ", ".join(labels.values())})
        return found

    return read, lambda value: labels.get(value, value), ", ".join(labels.values())


def _read_date(text: str) -> str:
    try:
        found = PartialDateField().clean(text)
    except ValidationError as refused:
        raise CellFault(" ".join(refused.messages)) from refused
    return found.iso() if found else ""


def _read_whole(text: str) -> str:
    """A whole number, with or without marks between its thousands."""
    return re.sub(r"(?<=\d)[ ,.'’\u202f](?=\d{3}(?!\d))", "", text)


def _read_degrees(text: str) -> str:
    """Decimal degrees; no more places than are kept."""
    try:
        number = Decimal(text.replace(",", ".").rstrip("°")).quantize(Decimal("0.00001"), rounding=ROUND_HALF_EVEN)
    except InvalidOperation:
        raise CellFault(_("Enter a decimal number, such as 35.10168.")) from None
    return f"{number.normalize():f}"


@cache
def _zones() -> dict[str, str]:
    return {fold(zone).replace("_", " "): zone for zone in available_timezones()}


def _read_country(text: str) -> str:
    known = codes_by_name()
    code = known.get(fold(text)) or countries.alpha2(text.upper())
    if code:
        return str(code)
    near = get_close_matches(fold(text), known, n=1, cutoff=0.7)
    raise CellFault(_with_hint(_("There is no such country."), [str(countries.name(known[one])) for one in near]))


def _read_zone(text: str) -> str:
    known = _zones()
    asked = fold(text).replace("_", " ")
    if asked in known:
        return known[asked]
    near = [one for one in known if one.rpartition("/")[2] == asked]
    near = near or get_close_matches(asked, known, n=1, cutoff=0.8)
    reason = _("This time zone is not known; an IANA name is wanted, such as Asia/Seoul.")
    raise CellFault(_with_hint(reason, [known[one] for one in near]))


def _with_hint(reason: str, names: Collection[str]) -> str:
    """With what was perhaps meant, if anything."""
    hint = _("Did you mean “%(names)s”?") % {"names": ", ".join(names)}
    return f"{reason} {hint}" if names else reason


class Names:
    """What the portal calls the records that a sheet may name, in either language or by their codes."""

    def __init__(self, strand: Strand) -> None:
        self.strand = strand
        self._known: dict[str, dict[str, list[str]]] = {}
        self._written: dict[str, dict[str, str]] = {}

    def _rows(self, table: str) -> Iterator[tuple[str, ...]]:
        """Code and names of each."""
        strand = self.strand
        names = ("name_en", "name_ko")
        if table == "participants":
            of_partner = [f"partner__{name}" for name in ("code", *names, "name_local")]
            yield from Participation.objects.filter(strand=strand).values_list(*of_partner)
        elif table == "cities":
            yield from City.objects.order_by("pk").values_list("code", *names, "name_local")
        elif table == "organisations":
            yield from Organisation.objects.active().filter(strands=strand).values_list("code", *names)
        elif table == "themes":
            yield from Theme.objects.filter(strand=strand).exclude(parent=None).values_list("code", *names)
        elif table == "events":
            yield from Event.objects.filter(strand=strand).values_list("code", "title_en", "title_ko")
        elif table == "pairings":
            for row in Pairing.objects.filter(strand=strand).with_names():
                one, other = row.counterpart.partner, row.eu.partner
                english = f"{one.name_en}-{other.name_en}", f"{other.name_en}-{one.name_en}"
                first, second = one.name_ko or one.name_en, other.name_ko or other.name_en
                yield (row.code, *english, f"{first}·{second}", f"{second}·{first}")

    def known(self, table: str) -> dict[str, list[str]]:
        """The codes by what they are called."""
        if table not in self._known:
            found: dict[str, list[str]] = defaultdict(list)
            for code, *names in self._rows(table):
                for name in {heading(fold(name)) for name in names if name}:
                    found[name].append(code)
                own = names[len(names) // 2] if reader_language() == "ko" else names[0]
                self._written.setdefault(table, {})[code] = own or next((name for name in names if name), code)
                found[heading(code)] = [code]
            self._known[table] = found
        return self._known[table]

    def add(self, table: str, name: str, code: str) -> None:
        """What the sheet itself brings."""
        if name and not self.known(table).get(heading(fold(name))):
            self.known(table)[heading(fold(name))] = [code]

    def find(self, table: str, text: str) -> str:
        """The code of what a cell names; raises CellFault."""
        asked = heading(fold(text))
        known = self.known(table)
        codes = known.get(asked, [])
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise CellFault(_("Several have this name. Write the code: %(codes)s.") % {"codes": ", ".join(codes)})
        near = get_close_matches(asked, known, n=2, cutoff=0.7)
        shown = dict.fromkeys(self.show(table, code) for one in near for code in known[one])
        raise CellFault(_with_hint(_("The portal has none of this name here."), shown))

    def show(self, table: str, code: str) -> str:
        """What a code is called; the code itself where others have the name too."""
        known = self.known(table)
        name = self._written.get(table, {}).get(code, code)
        return name if known.get(heading(fold(name))) == [code] else code


class SheetKind:
    """One kind of sheet in one strand, in the language at hand."""

    def __init__(self, name: str, strand: Strand) -> None:
        self.name, self.strand = name, strand
        self.names = Names(strand)
        self.tables: dict[str, Table] = {table.name: table for table in parts().pack_tables}

    @cached_property
    def columns(self) -> dict[str, SheetColumn]:
        """Its columns by name, in the order of its template."""
        if self.name == PEOPLE:
            return {one.name: one for one in self._people()}
        if self.name == DELEGATES:
            return {one.name: one for one in self._delegates()}
        found: dict[str, SheetColumn] = {}
        for table in sorted(TABLES[self.name], key=list(self.tables).index):
            for column in self.tables[table].columns:
                if column.name not in _NOT_ASKED and not (table == "participants" and column.name == "partner"):
                    found.setdefault(column.name, self._column(table, column))
        if self.name == PARTNERS:
            first = ("code", "name_en", "name_ko", "name_local", "side", "kind")
            found = {name: found[name] for name in (*first, *(name for name in found if name not in first))}
        return found

    @property
    def titles(self) -> dict[str, str]:
        """Every name by which a column is known, folded, in either language."""
        found: dict[str, str] = {}
        for language in LANGUAGES:
            with translation.override(language):
                own = SheetKind(self.name, self.strand).columns
                found |= {heading(one.label): name for name, one in own.items() if heading(one.label) not in found}
        others = {heading(alias): name for name, some in _ALIASES.items() for alias in some if name in self.columns}
        return others | found | {heading(name): name for name in self.columns}

    def _column(self, table: str, column: PackColumn) -> SheetColumn:
        model = self.tables[table].store.model
        attribute = column.kept_in.partition(".")[0]
        label = str(_LABELS.get(column.name, "")) or label_of(model, attribute)
        # Of places most is there already, or proposed.
        required = column.required and column.name != "code" and self.name != PARTNERS
        read, show, why = self._reading(column, model)
        more = str(_WHY.get(column.name, "")) if self.name == PARTNERS or column.name not in {"cities", "side"} else ""
        if column.name == "side":
            sides = [(side, lazy(self.strand.side_name, str)(side)) for side in Side.values]
            # Whatever its partner countries are called.
            called = [name for name, code in codes_by_name().items() if code in self.strand.country_codes]
            read, show, _why = _choice([*Side.choices, *((Side.COUNTERPART.value, name) for name in called), *sides])
            more = f"{', '.join(str(name) for _side, name in sides)}. {more}"
        return SheetColumn(column.name, label, more or why, required, read, show)

    def _reading(self, column: PackColumn, model: Any) -> tuple[Reader, Callable[[str], str], str]:
        cell = column.cell
        if isinstance(cell, cells.Choice):
            choices = PartnerKind.choices if column.name == "kind" and model.__name__ == "Partner" else None
            return _choice(choices or model._meta.get_field(column.kept_in).choices)
        if isinstance(cell, cells.References):
            table = cell.table

            def read(text: str) -> str:
                asked = [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]
                if cell.every and text.strip() == cells.EVERY:
                    return cells.EVERY
                return ";".join(dict.fromkeys(self.names.find(table, one) for one in asked))

            shown = lambda codes: "; ".join(self.names.show(table, code) for code in codes.split(";") if code)  # noqa: E731
            return read, shown, _("By their names or codes, separated by semicolons.")
        if isinstance(cell, cells.Reference):
            return *self._named(cell.table), _("By its name or code.")
        if isinstance(cell, cells.Day):
            return _read_date, str, str(HELP)
        if isinstance(cell, cells.Country):
            return _read_country, lambda code: str(countries.name(code)), _("Its name, or its two letters, such as KR.")
        if isinstance(cell, cells.TimeZone):
            return _read_zone, str, _("Such as Asia/Seoul or Europe/Madrid.")
        if isinstance(cell, cells.Integer):
            return _read_whole, str, _("A whole number.")
        if isinstance(cell, cells.Number):
            return _read_degrees, str, ""
        if isinstance(cell, cells.Sources):
            return lambda text: " ; ".join(re.split(r"\s*[;\n]\s*", text.strip("; \n"))), str, ""
        return str, str, ""

    def _named(self, table: str) -> tuple[Reader, Callable[[str], str]]:
        """How a cell that names a record is read and shown."""
        return partial(self.names.find, table), partial(self.names.show, table)

    def _people(self) -> Iterator[SheetColumn]:
        for name, field in InvitePersonForm.base_fields.items():
            why = str(field.help_text)
            own: tuple[Reader, Callable[[str], str]] = (str, str)
            if name in {"role", "language"}:
                *own, why = _choice(InvitedAs.choices if name == "role" else _LANGUAGES)  # type: ignore[assignment]
            if name == "partner":
                own = self._named("participants")
            yield SheetColumn(name, str(field.label), why, name in {"email", "role"}, *own)

    def _delegates(self) -> Iterator[SheetColumn]:
        by_name = _("By its name or code.")
        event = capfirst(str(Event._meta.verbose_name))
        yield SheetColumn("event", event, by_name, True, *self._named("events"))
        yield SheetColumn("partner", _("Partner"), by_name, True, *self._named("participants"))
        choices = {"role": DelegateRole.choices, "sector": Sector.choices, "name_order": NameOrder.choices}
        for name in Delegate.PERSON:
            own: tuple[Reader, Callable[[str], str]] = (str, str)
            why = str(NAME_HELP) if name == "family_name" else ""
            if name in choices:
                *own, why = _choice(choices[name])  # type: ignore[assignment]
            yield SheetColumn(name, label_of(Delegate, name), why, False, *own)
