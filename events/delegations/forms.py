"""The forms of delegations: who is nominated, also pasted as rows, who takes whose place, why; who came."""

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import NameOrder
from core.act_forms import ActForm, reason_field
from core.errors import DomainError
from core.folding import ByName, fold
from events.enums import DelegateRole
from events.models import Delegate, Delegation
from partnerships.enums import Sector
from partnerships.models import Organisation, Participation

REASON_HELP = gettext_lazy("Everybody who may see the delegation reads it. Write nothing about anybody's health.")
NAME_HELP = gettext_lazy(
    "As in the passport, in Latin letters; never changed here. Somebody with one name fills in one of the two."
)
NEW = "new"
# Where the family name customarily comes first (Unicode CLDR, person names); a proposal for the form and no more.
FAMILY_FIRST = frozenset({"CN", "HU", "JP", "KR", "TW", "VN"})


class NamesInput(forms.TextInput):
    """A text field that proposes names while one types; any other may be typed."""

    template_name = "events/widgets/proposals.html"

    def __init__(self, attrs: dict[str, Any] | None = None, proposals: Sequence[str] = ()) -> None:
        super().__init__(attrs)
        self.proposals = proposals

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the names to propose, in a list that the field points to."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if self.proposals:
            context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-proposals"
        context["proposals"] = self.proposals
        return context


def usual_name_order(participation: Participation) -> NameOrder:
    """Which part of a name comes first where the partner lies; whoever nominates may choose the other."""
    first = next(iter(participation.partner.places.all()), None)
    return _order_in(str(first.city.country) if first else "")


def _order_in(country: str) -> NameOrder:
    return NameOrder.FAMILY_FIRST if country in FAMILY_FIRST else NameOrder.GIVEN_FIRST


def _field(name: str, **options: Any) -> Any:
    """The field of a delegate, with the model's label and length."""
    field: Any = Delegate._meta.get_field(name)
    return field.formfield(**options)


class PersonForm(ActForm):
    """What is written of a person who is nominated, or of a delegate who was."""

    why: dict[str, Any] = {"name_order": gettext_lazy("How the name is written throughout the portal.")}

    family_name = _field("family_name", help_text=NAME_HELP)
    given_name = _field("given_name")
    name_order = _field("name_order")
    name_native = _field(
        "name_native",
        help_text=gettext_lazy("As the person writes it, such as 김지수. It suffices where no other is known yet."),
    )
    title = _field("title", help_text=gettext_lazy("Such as Dr or Prof."))
    function = _field("function")
    organisation_name = _field(
        "organisation_name", label=pgettext_lazy("of a person", "Organisation"), widget=NamesInput
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        choices=[("", pgettext_lazy("sector of a delegate", "Not said")), *Sector.choices],
        help_text=gettext_lazy("If left empty, the sector of the organisation in the directory is used."),
    )
    languages = _field("languages", help_text=gettext_lazy("Such as Korean, English."))
    email = _field(
        "email", help_text=gettext_lazy("For the personal link by which the delegate fills in what is needed.")
    )
    role = _field("role", help_text=gettext_lazy("A substitute takes no place."))

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record: Delegate | None = self.record
        for name in ("family_name", "given_name", "name_native", "title", "function", "email"):
            # Whoever writes is not whom it is about: the browser proposes nothing of its own.
            self.fields[name].widget.attrs["autocomplete"] = "off"
        places = list(participation.partner.places.select_related("city"))
        country = str(places[0].city.country) if places else ""
        if country == "KR":
            self.fields["name_native"].label = _("Name in Hangul")
        # Those of the strand's directory in the partner's own cities.
        cities = [place.city_id for place in places]
        near = Organisation.objects.active().filter(strands=participation.strand_id, city__in=cities)
        proposals = [str(row.name) for row in near.order_by(ByName(), "pk")[:100]]
        self.fields["organisation_name"].widget.proposals = proposals
        if record is None:
            self.initial.setdefault("name_order", _order_in(country))
            self.initial.setdefault("role", DelegateRole.MEMBER)
        else:
            self.initial = {name: getattr(record, name) for name in Delegate.PERSON} | dict(self.initial)

    @property
    def given(self) -> dict[str, Any]:
        return {"person": {name: self.cleaned_data[name] for name in Delegate.PERSON}}


class PersonEditForm(PersonForm):
    """The same of one who is there; people have no history."""

    shows_present = True


class DelegateReasonForm(ActForm):
    """An act on a nomination that needs a reason."""

    reason = reason_field(required=True, help_text=REASON_HELP)


class ReplaceForm(PersonForm):
    """Who comes instead: somebody who waits or stands ready, or somebody new; and why the other does not."""

    reason = reason_field(required=True, help_text=REASON_HELP)
    comes = forms.ChoiceField(
        label=gettext_lazy("Who comes instead"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("This person takes over the place."),
    )

    def __init__(self, *args: Any, record: Delegate, bench: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.bench = {str(row.number): row for row in bench}
        choices = [
            (key, _("“%(name)s”, %(state)s") % {"name": row.shown_name, "state": row.get_status_display()})
            for key, row in self.bench.items()
        ]
        self.fields["comes"].choices = [*choices, (NEW, _("Somebody new, written below"))]  # type: ignore[attr-defined]
        kept = {"seen_version": record.version, "name_order": record.name_order}
        self.initial = kept | {"comes": choices[0][0] if choices else NEW}
        if not choices and self["comes"].value() == NEW:
            # There is nobody to choose: a question with one answer is none. Whoever chose somebody who has left the
            # bench since reads that it is so.
            self.fields["comes"].widget = forms.HiddenInput()
        self.fields.pop("role")
        self.order_fields(["once", "seen_version", "reason", "comes"])

    def clean(self) -> dict[str, Any]:
        """A new person has a name."""
        values = super().clean()
        if values.get("comes") == NEW and not any(values.get(name) for name in Delegate.NAMES):
            whose = _("Write the name of who comes, or choose somebody above.")
            self.add_error("family_name", whose if self.bench else _("Write the name of who comes."))
        return values

    @property
    def given(self) -> dict[str, Any]:
        """Who is chosen, else the new person; and why."""
        reason, chosen = self.cleaned_data["reason"], self.bench.get(self.cleaned_data["comes"])
        if chosen is not None:
            return {"reason": reason, "comes": chosen}
        person = {name: self.cleaned_data[name] for name in Delegate.PERSON if name != "role"}
        return {"reason": reason, "person": person}


class EarlierForm(ActForm):
    """People of earlier delegations, to be ticked."""

    why: dict[str, Any] = {"people": gettext_lazy("They are nominated with what is known of them.")}

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who comes again"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose or write at least one person.")},
    )

    def __init__(self, *args: Any, earlier: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {str(row.pk): row for row in earlier}
        self.fields["people"].choices = [(key, _earlier_label(row)) for key, row in self.earlier.items()]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """Those who were ticked, in the order of the list."""
        ticked = set(self.cleaned_data["people"])
        return {"people": [row.values_again for key, row in self.earlier.items() if key in ticked]}


def _earlier_label(row: Delegate) -> str:
    """Who it is, and where the person was sent before."""
    who = " ".join(filter(None, (row.shown_name, row.other_name)))
    more = [part for part in (row.function, row.organisation_shown, str(row.delegation.event.title)) if part]
    return ", ".join(_("“%(name)s”") % {"name": part} for part in (who, *more))


class AttendanceForm(ActForm):
    """For each delegate whether the person came."""

    shows_present = True
    CAME = (
        ("", pgettext_lazy("attendance", "Not said")),
        ("yes", pgettext_lazy("attendance", "Came")),
        ("no", pgettext_lazy("attendance", "Did not come")),
    )
    _VALUES: dict[str, bool] = {"yes": True, "no": False}

    def __init__(self, *args: Any, people: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for row in people:
            name = f"came_{row.number}"
            self.fields[name] = forms.TypedChoiceField(
                label=row.shown_name, choices=self.CAME, required=False, coerce=self._VALUES.get, empty_value=None
            )
            self.initial.setdefault(name, {None: "", True: "yes", False: "no"}[row.attended])
        if people:
            self.explain(f"came_{people[0].number}", _("Reports count who came, without names."))

    @property
    def given(self) -> dict[str, Any]:
        return {"attended": {row.number: self.cleaned_data[f"came_{row.number}"] for row in self.people}}


# Delegates pasted as rows from a spreadsheet or a mail: read, shown, taken once seen.

type _Row = tuple[int, dict[str, Any]]

# The columns in their order, each with its title; a first row that repeats the titles is left out.
_NAMES = (
    *("family_name", "given_name", "name_native", "title", "function", "organisation_name", "sector", "languages"),
    *("role", "email", "name_order"),
)
COLUMNS: tuple[tuple[str, Any], ...] = tuple((name, PersonForm.base_fields[name].label) for name in _NAMES)
_CHOICES: dict[str, Any] = {"sector": Sector, "role": DelegateRole, "name_order": NameOrder}


class PasteForm(ActForm):
    """The rows as text; `seen` is the digest of the rows that were shown."""

    rows_text = forms.CharField(
        label=gettext_lazy("Delegates, one in each row"),
        strip=False,  # faults are named by the number of the line
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participation = participation
        self.rows: list[_Row] = []
        # A browser would cut a long list off without a word; so much text is more rows than are taken.
        self.fields["rows_text"].widget.attrs.pop("maxlength", None)
        self.fields["rows_text"].error_messages["max_length"] = too_many_message()
        titles = "; ".join(str(title) for _name, title in COLUMNS)
        self.fields["rows_text"].help_text = _(
            "Copied from a spreadsheet or separated by semicolons: %(titles)s. Whatever follows the names is "
            "optional. Names are taken as written."
        ) % {"titles": titles}

    def clean_rows_text(self) -> str:
        """Read every row, and name the fault of each that has one."""
        text: str = self.cleaned_data["rows_text"]
        self.rows, faults = read_rows(text, name_order=usual_name_order(self.participation))
        if faults:
            raise ValidationError([_row_fault(*one) for one in faults])
        if not self.rows:
            raise ValidationError(self.fields["rows_text"].error_messages["required"])
        return text

    @property
    def given(self) -> dict[str, Any]:
        return {"people": [values for _line, values in self.rows]}

    @property
    def preview(self) -> list[Delegate]:
        return [Delegate(**values) for _line, values in self.rows]

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self.given["people"]).encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        """Whether exactly these rows were shown before."""
        return bool(self.cleaned_data["seen"] == self.digest)

    def remember(self) -> None:
        """The next click on this form takes what is shown now."""
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = self.digest
        self.data = sent

    def refuse(self, refusal: DomainError) -> None:
        """Where the service refused rows (NominationsRefused), say of each why."""
        faults: Sequence[tuple[int, str, str]] = getattr(refusal, "faults", ())
        for index, _field, fault in faults:
            self.add_error("rows_text", _row_fault(self.rows[index][0], fault))
        if not faults:
            super().refuse(refusal)


def _row_fault(line: int, fault: str) -> ValidationError:
    """What is wrong with one pasted row."""
    return ValidationError(_("Row %(number)s: %(fault)s"), params={"number": line, "fault": fault})


def read_rows(text: str, *, name_order: str) -> tuple[list[_Row], list[tuple[int, str]]]:
    """The people in a pasted text, and the faults of its lines, each with the number of the line it ends on, from 1.

    Cells are apart by tabs, else by semicolons.

    A cell that a spreadsheet has put in quotation marks may hold line breaks of its own. Roles, sectors and name
    orders are read as stored or as the reader's screen names them; without a role somebody is a member, without an
    order the name stands in `name_order`. Names are taken as they are.
    """
    rows: list[_Row] = []
    faults: list[tuple[int, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ";")
    for cells in reader:
        line = reader.line_num
        trimmed = [cell.strip() for cell in cells]
        if not any(trimmed) or _is_head(trimmed):
            continue
        if len(rows) + len(faults) == Delegation.MOST_AT_ONCE:
            # Nothing more is read: of thousands of rows nobody wants to hear one by one.
            faults.append((line, too_many_message()))
            break
        values, fault = _values(trimmed, name_order)
        if fault:
            faults.append((line, fault))
        else:
            rows.append((line, values))
    return rows, faults


def too_many_message() -> str:
    """Why so many rows are refused."""
    return _("Nominate at most %(most)s people at once.") % {"most": Delegation.MOST_AT_ONCE}


def _is_head(cells: Sequence[str]) -> bool:
    """Whether the cells are titles of columns: as the screen names them, or as they are called in English."""
    known = {fold(str(title)) for _name, title in COLUMNS} | {fold(name.replace("_", " ")) for name in _NAMES}
    return all(fold(cell.replace("_", " ")) in known for cell in cells if cell)


def _values(cells: Sequence[str], name_order: str) -> tuple[dict[str, Any], str]:
    """What one line says, or why it cannot be read."""
    if len(cells) > len(_NAMES):
        return {}, _("There are more than %(most)s entries.") % {"most": len(_NAMES)}
    values: dict[str, Any] = dict.fromkeys(_NAMES, "") | dict(zip(_NAMES, cells, strict=False))
    for name, choices in _CHOICES.items():
        value = _value_of(values[name], choices)
        if value is None:
            return {}, _("“%(value)s” is not one of the choices.") % {"value": values[name]}
        values[name] = value
    values["role"] = values["role"] or DelegateRole.MEMBER.value
    values["name_order"] = values["name_order"] or name_order
    return values, ""


def _value_of(cell: str, choices: Any) -> str | None:
    """The stored value of a choice; None where it is none of them."""
    if not cell:
        return ""
    for value, label in choices.choices:
        if fold(cell) in (fold(value), fold(str(label))):
            return str(value)
    return None
