"""The forms of delegations: who is nominated, who takes whose place, why; who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import NameOrder
from core.act_forms import ActForm, ReasonForm
from core.date_fields import DateField
from core.folding import ByName
from events.enums import DelegateRole
from events.models import Delegate, Event, Quota
from partnerships.enums import Sector, Side
from partnerships.models import Organisation

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from events.models import Delegation
    from partnerships.models import Participation

REASON_HELP = gettext_lazy("Whoever may see the delegation reads it. Write nothing about anybody's health.")
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


def organisations_near(participation: Participation) -> list[Organisation]:
    """Organisations of the strand's directory in the partner's own cities, to be chosen from while one types."""
    cities = [place.city_id for place in participation.partner.places.all()]
    rows = Organisation.objects.active().filter(strands=participation.strand_id)
    return list(rows.filter(city__in=cities).order_by(ByName(), "pk")[:100])


def usual_name_order(participation: Participation) -> NameOrder:
    """Which part of a name comes first where the partner lies; whoever nominates may choose the other."""
    first = next(iter(participation.partner.places.all()), None)
    country = str(first.city.country) if first else ""
    return NameOrder.FAMILY_FIRST if country in FAMILY_FIRST else NameOrder.GIVEN_FIRST


def _text(name: str, label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=Delegate.longest(name), **options)


class PersonForm(ActForm):
    """What is written of a person who is nominated, or of a delegate who was."""

    why: ClassVar[dict[str, Any]] = {
        "name_order": gettext_lazy("It decides how the name is written everywhere."),
        "function": gettext_lazy("It stands in letters and lists."),
        "organisation_name": gettext_lazy("It stands in lists, and decides the sector that is counted."),
    }

    family_name = _text("family_name", gettext_lazy("Family name"), help_text=NAME_HELP)
    given_name = _text("given_name", gettext_lazy("Given name"))
    name_order = forms.ChoiceField(label=gettext_lazy("Name order"), choices=NameOrder.choices)
    name_native = _text(
        "name_native",
        gettext_lazy("Name in own script"),
        help_text=gettext_lazy("As the person writes it, such as 김지수. It suffices where no other is known yet."),
    )
    title = _text("title", pgettext_lazy("title of a person", "Title"), help_text=gettext_lazy("Such as Dr or Prof."))
    function = _text("function", pgettext_lazy("of a person", "Function"))
    organisation_name = _text("organisation_name", gettext_lazy("Organisation"), widget=NamesInput)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        choices=[("", pgettext_lazy("sector of a delegate", "Not said")), *Sector.choices],
        help_text=gettext_lazy("If left empty, the sector of the organisation in the directory is used."),
    )
    languages = _text("languages", gettext_lazy("Languages"), help_text=gettext_lazy("Such as Korean, English."))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=Delegate.longest("email"),
        help_text=gettext_lazy("For the personal link by which the delegate fills in what is needed."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=DelegateRole.choices,
        help_text=gettext_lazy("A substitute stands ready and takes no place."),
    )

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record: Delegate | None = self.record
        for name in ("family_name", "given_name", "name_native", "title", "function", "email"):
            # Whoever writes is not whom it is about: the browser proposes nothing of its own.
            self.fields[name].widget.attrs["autocomplete"] = "off"
        near = [str(row.name) for row in organisations_near(participation)]
        self.fields["organisation_name"].widget.proposals = near
        if record is None:
            self.initial.setdefault("name_order", usual_name_order(participation))
            self.initial.setdefault("role", DelegateRole.MEMBER)
        else:
            self.initial = {name: getattr(record, name) for name in Delegate.PERSON} | dict(self.initial)

    @property
    def given(self) -> dict[str, Any]:
        return {"person": {name: self.cleaned_data[name] for name in Delegate.PERSON}}


class DelegateReasonForm(ReasonForm):
    """An act on a nomination that needs a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = REASON_HELP


class ReplaceForm(PersonForm):
    """Who comes instead: somebody who waits or stands ready, or somebody new; and why the other does not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HELP,
        error_messages={"required": gettext_lazy("Give a reason.")},
    )
    comes = forms.ChoiceField(
        label=gettext_lazy("Who comes instead"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("This person takes over the place."),
    )

    def __init__(self, *args: Any, record: Delegate, bench: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.bench = {str(row.number): row for row in bench}
        choices = [
            (key, _("“%(name)s”, %(state)s") % {"name": row.full_name, "state": row.get_status_display()})
            for key, row in self.bench.items()
        ]
        new = gettext_lazy("Somebody new, written below")
        self.fields["comes"].choices = [*choices, (NEW, new)]  # type: ignore[attr-defined]
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
        if values.get("comes") == NEW and not any(
            values.get(name) for name in ("family_name", "given_name", "name_native")
        ):
            self.add_error("family_name", self._nobody_named())
        return values

    def _nobody_named(self) -> str:
        if self.bench:
            return _("Write the name of who comes, or choose somebody above.")
        return _("Write the name of who comes.")

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

    why: ClassVar[dict[str, Any]] = {
        "people": gettext_lazy("They are nominated with what is known of them."),
    }

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
    native = row.name_native if row.name_native != row.full_name else ""
    who = " ".join(part for part in (row.full_name, native) if part)
    more = [part for part in (row.function, row.organisation_shown, str(row.delegation.event.title)) if part]
    return ", ".join(_("“%(name)s”") % {"name": part} for part in (who, *more))


class AttendanceForm(ActForm):
    """For each delegate whether the person came."""

    CAME = (
        ("", pgettext_lazy("attendance", "Not said")),
        ("yes", pgettext_lazy("attendance", "Came")),
        ("no", pgettext_lazy("attendance", "Did not come")),
    )
    _VALUES: ClassVar[dict[str, bool]] = {"yes": True, "no": False}

    def __init__(self, *args: Any, people: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for row in people:
            name = f"came_{row.number}"
            self.fields[name] = forms.TypedChoiceField(
                label=row.full_name, choices=self.CAME, required=False, coerce=self._VALUES.get, empty_value=None
            )
            self.initial.setdefault(name, {None: "", True: "yes", False: "no"}[row.attended])
        if people:
            self.explain(f"came_{people[0].number}", _("Reports count who came, without names."))

    @property
    def given(self) -> dict[str, Any]:
        return {"attended": {row.number: self.cleaned_data[f"came_{row.number}"] for row in self.people}}


# The form of the places at an event: for each side, for single partners with a reason, and until when.

LEFT_EMPTY = pgettext_lazy("places", "Each partner may nominate so many. Left empty, no number is set here.")


class QuotaForm(ActForm):
    """Numbers for both sides, the last day, and a line for each partner: its own number and why."""

    nominate_until = DateField(
        label=gettext_lazy("Nominations until"),
        required=False,
        help_text=gettext_lazy("The last day, in Brussels. Once it is set, partners with places are asked by mail."),
    )

    def __init__(self, *args: Any, record: Event, places: Mapping[Participation, Delegation], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.partners = list(places)
        self.initial["nominate_until"] = record.nominate_until
        known = {(row.side, row.participation_id): row for row in Quota.objects.filter(event=record).order_by("pk")}
        for side in (Side.COUNTERPART, Side.EU):
            row = known.get((side.value, None))
            label = _("Places for each partner, %(side)s") % {"side": record.strand.side_name(side)}
            self.fields[f"places_{side.value}"] = _number(label, help_text=LEFT_EMPTY)
            self.initial[f"places_{side.value}"] = row.places if row else None
        for one in self.partners:
            row = known.get((one.side, one.pk))
            # The page says once, above the table, what the numbers of single partners do.
            self.fields[f"places_{one.pk}"] = _number(_("Places of %(partner)s") % {"partner": one.partner.name})
            self.fields[f"reason_{one.pk}"] = forms.CharField(
                label=_("Reason, %(partner)s") % {"partner": one.partner.name},
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.initial[f"places_{one.pk}"] = row.places if row else None
            self.initial[f"reason_{one.pk}"] = row.reason if row else ""
        self.taken = {one.pk: found.taken for one, found in places.items()}

    @property
    def given(self) -> dict[str, Any]:
        """The number of each side, and the own one of each partner with its reason."""
        given = self.cleaned_data
        return {
            "sides": {side.value: given[f"places_{side.value}"] for side in Side},
            "partners": [(one, given[f"places_{one.pk}"], given[f"reason_{one.pk}"]) for one in self.partners],
            "until": given["nominate_until"],
        }

    @property
    def head_fields(self) -> list[BoundField]:
        """The fields above the table of partners."""
        return [self[name] for name in ("places_counterpart", "places_eu", "nominate_until")]

    @property
    def partner_rows(self) -> list[tuple[Participation, int, BoundField, BoundField]]:
        """For each partner how many are named, the field of its number and that of the reason."""
        return [(one, self.taken[one.pk], self[f"places_{one.pk}"], self[f"reason_{one.pk}"]) for one in self.partners]


def _number(label: str, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=Quota.MOST,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
        help_text=help_text,
    )
