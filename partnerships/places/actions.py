"""What people do to partners: add them by their names, correct name and place, and what one says of itself."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

from accounts.models import validate_time_zone
from core.act_forms import Act, ActForm, EditForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from core.stored_files import files_of_act
from core.texts import in_reading_order, written_languages
from partnerships.actions import JOINT, OFFICE, SetUpStep
from partnerships.documents.forms import PictureField
from partnerships.documents.services import keep_picture
from partnerships.enums import PartnerKind, Side
from partnerships.fields import CountriesField, add_rows, codes_of, country_names, free_code
from partnerships.models import City, KnownPlace, Participation, Partner, PartnerCity, Strand
from partnerships.places.selectors import check_location, check_taking_part, check_website, is_paired, proposed_partners
from partnerships.programmes.cards import proposed_map
from partnerships.translations.selectors import check_length, fill, what_differs

OWN_WORDS = Participation.OWN_WORDS
LOGO, WITHOUT_LOGO = "logo", "without_logo"
LONGEST_ABOUT = 1000
LONGEST = {"department_en": 200, "department_ko": 200, "address": 300, "website": 300}


class PartnerForm(EditForm):
    """The lines of a partner's page that are its own."""

    keeps_drafts = True

    why: dict[str, Any] = dict.fromkeys(
        ("department_en", "address", "website", "about_en", "about_ko"),
        gettext_lazy("Whoever reads the strand reads it on the partner's page."),
    )

    logo = PictureField(label=gettext_lazy("Logo"), required=False)
    without_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    class Meta:
        model = Participation
        fields = OWN_WORDS
        field_classes: dict[str, Any] = {"website": forms.CharField}
        widgets: dict[str, Any] = {
            "website": forms.URLInput,
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "about_ko": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, record: Participation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if not record.logo:
            del self.fields[WITHOUT_LOGO]

    def refuse(self, refusal: DomainError) -> None:
        """The file is the logo."""
        if refusal.field == "file":
            refusal.field = LOGO
        super().refuse(refusal)

    @property
    def changes(self) -> dict[str, Any]:
        """With whether the logo goes."""
        return super().changes | ({WITHOUT_LOGO: True} if self.cleaned_data.get(WITHOUT_LOGO) else {})


class EditPartner(Action):
    """Change what a partner says of itself: its own coordinators and the office of the programme."""

    key = "partner-edit"
    on = Participation
    allowed = JOINT
    form = PartnerForm
    title = gettext_lazy("Edit the city's page")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the city's page: %(fields)s")
    undo = "partner-edit"

    @property
    def question(self) -> str:
        """Whose page."""
        return str(self.row.partner.name)

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row, texts = self.row, {name: value for name, value in changes.items() if name in OWN_WORDS}
        picture, removes = changes.get(LOGO), WITHOUT_LOGO in changes
        changed = what_differs(row, texts)
        if not (changed or picture or removes):
            raise AlreadyDone(_("Nothing was changed."))
        fill(row, changed, fields=frozenset(OWN_WORDS))
        for name in OWN_WORDS:
            check_length(name, getattr(row, name), LONGEST.get(name, LONGEST_ABOUT))
        if row.website:
            check_website(row.website)
        before, storage = row.logo.name, row.logo.storage
        with files_of_act():
            if picture:
                _type, row.logo_size, row.logo_sha256 = keep_picture(row.logo, picture)
            elif removes:
                row.logo, row.logo_size, row.logo_sha256 = "", None, ""
            row.save(by=self.by)
        if before and before != row.logo.name:
            transaction.on_commit(lambda: storage.delete(before))
        self.log(fields=", ".join(sorted([*changed, *([LOGO] if picture or removes else [])])))
        return _("Saved.")

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """The words; a file that is gone does not come back."""
        found = super().get_undo_values(form) or {}
        return {name: value for name, value in found.items() if name in OWN_WORDS} or None

    def get_context(self) -> dict[str, Any]:
        return {"section": "partners"}


def _place_fields() -> dict[str, forms.Field]:
    """Where a place lies, to be corrected by hand."""
    return {
        "country": CountriesField(label=_("Country"), most=1),
        "time_zone": forms.CharField(
            label=_("Time zone"),
            max_length=60,
            validators=[validate_time_zone],
            widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        ),
        "latitude": forms.DecimalField(label=_("Latitude"), max_digits=8, decimal_places=5, required=False),
        "longitude": forms.DecimalField(label=_("Longitude"), max_digits=8, decimal_places=5, required=False),
    }


PLACE = ("country", "time_zone", "latitude", "longitude")
NAMES = ("name_en", "name_ko", "kind")


def place_lists() -> dict[str, Any]:
    """What the fields of a place propose."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return {"country_names": country_names(), "time_zones": zones}


class PartnersForm(Act):
    """The partners that were named, each with the place that is proposed, to be corrected."""

    def __init__(self, *args: Any, rows: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for number, row in enumerate(rows):
            if not row["partner"]:
                self.fields |= {f"{name}_{number}": field for name, field in self._fields(row).items()}

    def _fields(self, row: dict[str, Any]) -> dict[str, forms.Field]:
        names = {
            "name_en": forms.CharField(label=_("Name in English"), max_length=200, initial=row["name_en"]),
            "name_ko": forms.CharField(
                label=_("Name in Korean"), max_length=200, initial=row["name_ko"], required=False
            ),
        }
        written = [f"name_{language}" for language in written_languages()]
        found: dict[str, forms.Field] = {name: names[name] for name in in_reading_order("name") if name in written}
        found["kind"] = forms.ChoiceField(label=_("Kind"), choices=PartnerKind.choices, initial=row["kind"])
        places = row["places"]
        if len(places) > 1 and not row["further"]:
            choices = [(str(one.pk), one.with_country) for one in places]
            found["place"] = forms.ChoiceField(
                label=pgettext("on the map", "Place"), choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
            )
        for name, field in _place_fields().items():
            field.initial = getattr(places[0], name) if places else row.get(name)
            found[name] = field
        return found

    @property
    def groups(self) -> list[tuple[dict[str, Any], list[Any], list[Any]]]:
        """Each partner with its fields: what is always asked, and where it lies."""
        found = []
        for number, row in enumerate(self.rows):
            own = [self[name] for name in self.fields if name.rpartition("_")[2] == str(number)]
            is_place = [one.name.rpartition("_")[0] in PLACE for one in own]
            pairs = list(zip(own, is_place, strict=True))
            found.append((row, [one for one, away in pairs if not away], [one for one, away in pairs if away]))
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.rows:
            raise ValidationError(_("Enter at least one name."))
        return values

    @property
    def given(self) -> dict[str, Any]:
        return {"rows": [self._given(number, row) for number, row in enumerate(self.rows)]}

    def _given(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """What was typed of where it lies counts; what nobody touched is that of the place that was chosen."""
        if row["partner"]:
            return {"side": row["side"], "partner": row["partner"]}
        values, places = {}, row["places"]
        for name in (*NAMES, *PLACE):
            # A name in a language that the strand does not have is as proposed.
            values[name] = self.cleaned_data.get(f"{name}_{number}", row.get(name))
        chosen = self.cleaned_data.get(f"place_{number}") or (str(places[0].pk) if places else "")
        place: KnownPlace | None = next((one for one in places if str(one.pk) == chosen), None)
        touched = {name for name in PLACE if f"{name}_{number}" in self.changed_data}
        if place is not None:
            values |= {name: getattr(place, name) for name in PLACE if name not in touched}
        return {"side": row["side"], "partner": None, "place": place, "further": row["further"], **values}


class AddPartners(SetUpStep):
    """Let partners take part by their names; where each lies is proposed, and corrected before it is saved.

    The address has the names of each side, a line each. A partner that the portal has already takes part as it is.
    """

    key = "partner-add"
    listed = "partnerships:partner-list"
    form = PartnersForm
    template = "partnerships/places/partner_add.html"
    title = gettext_lazy("Add partners")
    submit_label = gettext_lazy("Add these partners")
    errors: Mapping[str | None, str] = {}

    @cached_property
    def proposals(self) -> list[dict[str, Any]]:
        """What is proposed for each name; nothing where they are too many, which `errors` says on its side."""
        try:
            return proposed_partners(self.row, {side: self.asked.get(side, "") for side in Side.values})
        except DomainError as refused:
            self.errors = {refused.field: str(refused)}
            return []

    def perform(self, *, rows: Sequence[Mapping[str, Any]]) -> str:
        """Raises DomainError on `name_en_…` where a partner takes part already, on `latitude_…` or `longitude_…`."""
        for number, values in enumerate(rows):
            if not values["partner"]:
                check_location(values["latitude"], values["longitude"], of=f"_{number}")
            partner = values["partner"] or self._add_partner(values)
            check_taking_part(strand=self.row, partner=partner, field=f"name_en_{number}")
            participation = Participation(strand=self.row, partner=partner, side=values["side"])
            participation.save(by=self.by)
            write_audit(action="record-added", by=self.by, record=participation)
        text = ngettext("Added %(count)s partner.", "Added %(count)s partners.", len(rows))
        return text % {"count": len(rows)}

    def _add_partner(self, values: Mapping[str, Any]) -> Partner:
        cities = [self._city(values, values["place"]), *(self._city({}, one) for one in values["further"])]
        row = Partner(home_strand=self.row, city_codes=codes_of(cities), **{name: values[name] for name in NAMES})
        row.code = free_code(proposal=row.name_en, kind="partner", taken=Partner.objects.values_list("code", flat=True))
        row.save(by=self.by)
        add_rows(PartnerCity, {"partner": row}, "city", cities)
        write_audit(action="record-added", by=self.by, record=row, strand_id=self.row.pk)
        return row

    def _city(self, values: Mapping[str, Any], place: KnownPlace | None) -> City:
        """The city of a known place, which may be there already; without one the partner's own."""
        if place is not None and (known := City.objects.filter(geonames_id=place.pk).first()):
            return known
        names = {name: getattr(place, name, "") or values.get(name, "") for name in ("name_en", "name_ko")}
        row = City(
            home_strand=self.row, **names, **{name: values.get(name, getattr(place, name, None)) for name in PLACE}
        )
        if place is not None:
            row.geonames_id, row.population = place.pk, place.population
        row.code = free_code(proposal=row.name_en, kind="city", taken=City.objects.values_list("code", flat=True))
        row.save(by=self.by)
        write_audit(action="record-added", by=self.by, record=row, strand_id=self.row.pk)
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"rows": self.proposals}

    def get_context(self) -> dict[str, Any]:
        places = [(row["side"], row["typed"], [*row["places"][:1], *row["further"]]) for row in self.proposals]
        name, typed, errors = self.row.side_name, self.asked.get, self.errors.get
        sides = [(side, name(side), typed(side, ""), errors(side)) for side in Side.values]
        found = {"sides": sides, "rows": self.proposals, "map": proposed_map(self.row, places)}
        return {**super().get_context(), **place_lists(), "section": "partners", **found}


OF_STRAND = ("side", "delegates", "note")
PAIRED = gettext_lazy("This partner is paired already and cannot change sides.")


class PartnerCorrectForm(ActForm):
    """The partner's own name and kind, its side, where its first city lies, and what the strand says of it."""

    shows_present = True

    def __init__(self, *args: Any, record: Participation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        partner, city = record.partner, record.partner.first_city
        own = forms.fields_for_model(Partner, ["name_en", "name_ko", "name_local", "kind"])
        of_strand = forms.fields_for_model(Participation, OF_STRAND)
        names = [*in_reading_order("name"), "name_local", "kind"]
        self.fields |= {name: own[name] for name in names}
        side: Any = of_strand.pop("side")
        side.choices = [(one, record.strand.side_name(one)) for one in Side.values]
        if is_paired(record):
            side.disabled, side.help_text = True, PAIRED
        self.fields["side"] = side
        if city is not None:
            self.fields |= _place_fields()
        of_strand["note"].widget.attrs["rows"] = 3
        self.fields |= of_strand
        for name in self.own_names:
            holder = record if name in OF_STRAND else partner if name in own else city
            self.initial.setdefault(name, getattr(holder, name))

    @property
    def own_names(self) -> list[str]:
        return [name for name in self.fields if name not in ("once", "seen_version")]

    @property
    def given(self) -> dict[str, Any]:
        return {"changes": {name: self.cleaned_data[name] for name in self.own_names if name in self.changed_data}}


class CorrectPartner(Action):
    """Correct a partner's name, kind and place, and its side and what is planned for it in the strand.

    Name and place are those of all strands: whoever keeps the strand that brought them changes them. The side is the
    strand's own, until a pairing relies on it.
    """

    key = "partner-correct"
    on = Participation
    allowed = OFFICE
    form = PartnerCorrectForm
    template = "partnerships/places/partner_correct.html"
    title = gettext_lazy("Correct name and place")
    submit_label = gettext_lazy("Save")
    weight = "word"
    logged = gettext_lazy("Corrected the partner: %(fields)s")
    undo = "partner-correct"

    @property
    def question(self) -> str:
        """Whose."""
        return str(self.row.partner.name)

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        partner, city = self.row.partner, self.row.partner.first_city
        changed: list[str] = []
        parts: tuple[tuple[Any, Sequence[str]], ...] = (
            (self.row, OF_STRAND),
            (partner, (*NAMES, "name_local")),
            (city, PLACE),
        )
        for row, names in parts:
            found = what_differs(row, {name: changes[name] for name in names if name in changes})
            if row is None or not found:
                continue
            if row is not self.row:
                self._check_keeper(row, next(iter(found)))
            elif "side" in found:
                Strand.objects.select_for_update(no_key=True).get(pk=row.strand_id)  # no pairing is opened meanwhile
                if is_paired(row):
                    raise DomainError(PAIRED, field="side")
            fill(row, found, fields=frozenset(names))
            if row is city:
                check_location(city.latitude, city.longitude)
            row.save(by=self.by)
            changed += found
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        if not set(OF_STRAND) & set(changed):
            self.row.save(by=self.by)  # its page shows it: whoever has it open is to see the change
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    def _check_keeper(self, row: Any, field: str) -> None:
        keeper: Strand | None = row.home_strand
        if keeper and not self.grants.is_administrator and keeper.pk not in self.grants.staff:
            kept = _("The staff of %(strand)s keep this. Ask them or an administrator.") % {"strand": keeper}
            raise DomainError(kept, field=field)

    def get_context(self) -> dict[str, Any]:
        city, row = self.row.partner.first_city, self.row
        placed = [city] if city and city.latitude is not None else []
        shown = proposed_map(row.strand, [(row.side, str(row.partner.name), placed)])
        return {"section": "partners", "map": shown, **place_lists()}
