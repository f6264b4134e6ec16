"""How a strand is set up on pages, and grows: its beginning, its themes and its plan.

Each step leads to the next that is missing (`SetUpStep`); partners, pairings and coordinators have their own.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.db import IntegrityError
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _, gettext_lazy, ngettext, override

from core.access import Grants
from core.act_forms import Act, EditForm
from core.actions import Action
from core.date_fields import HELP, PartialDateField
from core.errors import AlreadyDone, DomainError
from core.folding import fold
from core.models import write_audit
from core.periods import MONTH, PartialDate, Period, Shift, moved
from core.texts import LANGUAGES, SecondLanguage, in_two_languages
from partnerships.actions import OFFICE, Edits, SetUpStep
from partnerships.enums import ADMINISTRATOR, STAFF, StrandRoleName
from partnerships.fields import CountriesField, country_names, free_code
from partnerships.models import PlanItem, Programme, Stage, Strand, StrandRole, Theme
from partnerships.programmes.selectors import next_step
from partnerships.programmes.services import check_area, check_strand, copy_plan, months_between, second_languages
from partnerships.translations.selectors import fill

STANDARD = "standard"
MOST_THEMES = 200
OF_THEME = ["name_en", "name_ko", "parent", "position"]


@cache
def _standard() -> dict[str, Any]:
    """The plan and the themes that a strand without an earlier one begins with; months count from its start."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("standard.json").read_text(encoding="utf-8"))
    return found


class StrandStartForm(Act):
    """Programme, countries, years and languages; a name that is left empty is made of the countries."""

    why: dict[str, Any] = {
        "second_language": gettext_lazy("Beside English: its coordinators write in it."),
        "name": gettext_lazy("The strand's own. Empty: the EU and the country."),
    }

    programme_en = forms.CharField(label=capfirst(gettext_lazy("programme's name in English")), max_length=200)
    programme_ko = forms.CharField(
        label=capfirst(gettext_lazy("programme's name in Korean")), max_length=200, required=False
    )
    countries = CountriesField(
        label=gettext_lazy("Partner country"), help_text=gettext_lazy("Separate several with semicolons.")
    )
    starts_on = PartialDateField(label=gettext_lazy("Starts on"), required=True, help_text=HELP)
    ends_on = PartialDateField(label=gettext_lazy("Ends on"), required=False)
    second_language = forms.ChoiceField(
        label=gettext_lazy("Second language"),
        choices=second_languages,
        initial=SecondLanguage.KOREAN,
        required=False,
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    name_ko = forms.CharField(label=gettext_lazy("Name in Korean"), max_length=200, required=False)

    @property
    def given(self) -> dict[str, Any]:
        return {"values": super().given}


class StartStrand(Action):
    """Begin to set up a strand: an administrator, or whoever is staff of another one and becomes staff of this one."""

    key = "strand-start"
    on = Strand
    allowed = OFFICE
    form = StrandStartForm
    template = "partnerships/programmes/strand_start.html"
    title = button = gettext_lazy("Set up a strand")
    submit_label = gettext_lazy("Continue")
    logged = gettext_lazy("Began to set up the strand")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Strand:
        """A new one."""
        del grants, words, locked
        return Strand()

    @classmethod
    def locked(cls, row: Any) -> Any:
        return row

    @property
    def actors(self) -> frozenset[str]:
        """Whoever looks after some strand looks after a new one, too."""
        found = {ADMINISTRATOR: self.grants.is_administrator, STAFF: bool(self.grants.staff)}
        return frozenset(actor for actor, is_one in found.items() if is_one)

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are the form's; raises DomainError with the field at fault."""
        starts_on, ends_on = values["starts_on"], values.get("ends_on")
        check_strand(duration=Period(starts_on, ends_on), second_language=values.get("second_language", ""))
        programme = self._programme(values)
        years = dict.fromkeys(str(one.first_day.year) for one in (starts_on, ends_on) if one)
        row = Strand(programme_record=programme, programme_en=programme.name_en, programme_ko=programme.name_ko)
        row.countries, row.second_language = values["countries"], values.get("second_language", "")
        row.starts_on_date, row.ends_on_date, row.phase = starts_on, ends_on, "-".join(years)
        for language in LANGUAGES:
            with override(language):
                named = f"EU - {row.country_names}" if language in ("en", row.second_language) else ""
            setattr(row, f"name_{language}", values.get(f"name_{language}", "").strip() or named)
        with override("en"):
            proposal = f"eu-{slugify(row.country_names)}-{starts_on.first_day.year}"
        taken = [*Strand.objects.values_list("code", flat=True), "new"]
        row.code = free_code(proposal=proposal, kind="strand", taken=taken)
        try:
            row.save(by=self.by)
        except IntegrityError as same:  # by somebody who began one at the same moment
            raise DomainError(_("Another strand has this code.")) from same
        if not self.grants.is_administrator:
            StrandRole(user=self.by, strand=row, role=StrandRoleName.STAFF).save(by=self.by)
        self.added = row
        return _("%(strand)s is being set up. You can leave it at any time, and go on from its page.") % {"strand": row}

    def _programme(self, values: dict[str, Any]) -> Programme:
        """The one of this name, or a new one."""
        known, name_en = list(Programme.objects.order_by("pk")), values["programme_en"].strip()
        if same := next((one for one in known if fold(one.name_en) == fold(name_en)), None):
            return same
        row = Programme(name_en=name_en, name_ko=values.get("programme_ko", "").strip())
        row.code = free_code(proposal=name_en, kind="programme", taken=[one.code for one in known])
        row.save(by=self.by)
        write_audit(action="record-added", by=self.by, record=row)
        return row

    @property
    def url(self) -> str:
        return reverse("partnerships:strand-start")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_initial(self) -> dict[str, Any]:
        """In the programme of the newest strand that the person reads."""
        newest = Strand.objects.visible_to(self.grants).order_by("-pk").first()
        return {f"programme_{end}": getattr(newest, f"programme_{end}") for end in LANGUAGES} if newest else {}

    def get_done_url(self) -> str:
        return next_step(self.added, self.added.get_absolute_url()) if self.added else self.url

    def get_back_url(self) -> str:
        return reverse("partnerships:strand-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Strands"), self.get_back_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"strand": None, "country_names": country_names()}


def themes_text(themes: Sequence[Theme]) -> str:
    """Areas and topics as they are typed."""
    lines = []
    for area in (one for one in themes if one.parent_id is None):
        for theme in (area, *(one for one in themes if one.parent_id == area.pk)):
            names = "; ".join(filter(None, (theme.name_en, theme.name_ko)))
            lines.append(names if theme is area else f"- {names}")
    return "\n".join(lines)


def _lines_of_themes() -> str:
    lines = _("One a line. A topic begins with a hyphen and follows its area. What is there already stays as it is.")
    both = _("The name in English, then, after a semicolon, the name in Korean.")
    return f"{lines} {both}" if in_two_languages() else lines


class ThemesForm(Act):
    """Thematic areas, each with its topics, a line each."""

    keeps_drafts = True

    themes = forms.CharField(
        label=gettext_lazy("Thematic areas and topics"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=lazy(_lines_of_themes, str)(),
    )


class AddThemes(SetUpStep):
    """Add areas and topics, from an earlier strand, from the list, or new ones; what the strand has stays."""

    key = "theme-add"
    listed = "partnerships:theme-list"
    form = ThemesForm
    template = "partnerships/programmes/theme_add.html"
    title = gettext_lazy("Add themes")
    submit_label = gettext_lazy("Add the themes")

    def perform(self, *, themes: str) -> str:
        """Raises DomainError on `themes`: a topic without an area, no name, too many."""
        lines = [line.strip() for line in themes.splitlines() if line.strip()]
        if len(lines) > MOST_THEMES:
            raise DomainError(_("At most %(most)s at once.") % {"most": MOST_THEMES}, field="themes")
        known = list(Theme.objects.filter(strand=self.row).order_by("position", "pk"))
        position, area, count = max((one.position for one in known), default=0), None, 0
        for number, line in enumerate(lines, start=1):
            is_topic = line[0] in "-–•"
            name_en, _semicolon, name_ko = (part.strip() for part in line.lstrip("-–• ").partition(";"))
            if not name_en or (is_topic and area is None):
                fault = _("a topic follows its area") if name_en else _("the name is missing")
                raise DomainError(_("Line %(number)s: %(fault)s.") % {"number": number, "fault": fault}, field="themes")
            parent = area if is_topic else None
            row = next((one for one in known if one.parent == parent and fold(one.name_en) == fold(name_en)), None)
            if row is None:
                position, count = position + 1, count + 1
                row = Theme(strand=self.row, name_en=name_en[:200], name_ko=name_ko[:200], parent=parent)
                row.position = position
                row.code = free_code(proposal=name_en, kind="theme", taken=[one.code for one in known])
                row.save(by=self.by)
                write_audit(action="record-added", by=self.by, record=row)
                known.append(row)
            area = area if is_topic else row
        if not count:
            raise AlreadyDone(_("The strand has all of them already."))
        return ngettext("Added %(count)s theme.", "Added %(count)s themes.", count) % {"count": count}

    @cached_property
    def earlier(self) -> list[Strand]:
        """The strands that have themes to be taken over."""
        rows = Strand.objects.visible_to(self.grants).exclude(pk=self.row.pk).filter(themes__isnull=False)
        return list(rows.distinct().newest_first())

    def get_initial(self) -> dict[str, Any]:
        """Of the strand that the address names, of the list, or the area below which a topic is to stand."""
        wanted, own = self.asked.get("from", ""), Theme.objects.filter(strand=self.row)
        if area := own.filter(code=self.asked.get("area", ""), parent=None).first():
            return {"themes": f"{area.name_en}\n- "}
        if strand := next((one for one in self.earlier if one.code == wanted), None):
            return {"themes": themes_text(list(Theme.objects.filter(strand=strand).order_by("position", "pk")))}
        return {"themes": "\n".join(_standard()["themes"])} if wanted == STANDARD or not own.exists() else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "earlier": self.earlier}


class ThemeEditForm(EditForm):
    """The names of a theme, the area of a topic, and the place in the order."""

    class Meta:
        model = Theme
        fields = OF_THEME

    def __init__(self, *args: Any, record: Theme, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = Theme.objects.filter(strand=record.strand_id, parent=None).exclude(pk=record.pk)


class EditTheme(Edits):
    """Call a thematic area or a topic otherwise, and put it elsewhere; its code stays."""

    key = "theme-edit"
    on = Theme
    allowed = OFFICE
    form = ThemeEditForm
    title = gettext_lazy("Edit the theme")
    button = gettext_lazy("Edit")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "theme-edit"

    def write(self, changed: dict[str, Any]) -> None:
        row = self.row
        fill(row, changed, fields=OF_THEME)
        if not row.name_en:
            raise DomainError(_("Write the name in English."), field="name_en")
        check_area(theme=row, strand_id=row.strand_id, area=row.parent)

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand"}


class PlanTakeForm(Act):
    """Whose plan."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, strands: Sequence[Strand], countries: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strands = {one.code: one for one in strands}
        standard = (STANDARD, _("The standard plan: launch, six months of cooperation, visits, closing"))
        plan: Any = self.fields["plan"]
        plan.choices = [standard, *((code, str(one)) for code, one in self.strands.items())]
        # That of another country names its cities.
        plan.initial = next((one.code for one in strands if one.countries == countries), STANDARD)

    @property
    def given(self) -> dict[str, Any]:
        return {"strand": self.strands.get(self.cleaned_data["plan"])}


class TakePlan(SetUpStep):
    """Give a strand that has no stage yet the plan of an earlier one, or the standard one, from its own start on."""

    key = "plan-take"
    listed = "partnerships:plan"
    form = PlanTakeForm
    template = "partnerships/programmes/set_up_step.html"
    title = gettext_lazy("Begin the plan")
    submit_label = gettext_lazy("Take this plan")
    question = gettext_lazy("Its dates count from the start of the strand. You can change and move them afterwards.")

    def check_possible(self) -> None:
        super().check_possible()
        if Stage.objects.filter(strand=self.row).exists():
            raise AlreadyDone(_("The strand has a plan. Change it there."))

    def perform(self, *, strand: Strand | None = None) -> str:
        """`strand` is the earlier one; without it the plan is the standard one."""
        row, begins = self.row, self.row.starts_on_date
        if strand:
            shift = months_between(strand, begins) if begins else Shift(0)
            copy_plan(by=self.by, strand=strand, row=row, shift=shift)
        else:
            self._write_standard(begins)
        write_audit(action="record-changed", by=self.by, record=row, fields="plan")
        return _("The strand has its plan.")

    def _write_standard(self, begins: PartialDate | None) -> None:
        month = PartialDate(begins.first_day.replace(day=1), MONTH) if begins else None
        stages = {}

        def dates(months: Sequence[int]) -> Period:
            first, last = (moved(Period(month), by=Shift(one)).start for one in months)
            return Period(first, last if last != first else None)

        for position, facts in enumerate(_standard()["stages"], start=1):
            named = {name: text for name, text in facts.items() if name != "months"}
            stage = stages[facts["code"]] = Stage(strand=self.row, position=position, **named)
            stage.baseline = stage.forecast = dates(facts["months"])
            stage.save(by=self.by)
        for facts in _standard()["items"]:
            named = {name: text for name, text in facts.items() if name not in ("months", "stage")}
            item = PlanItem(strand=self.row, stage=stages[facts["stage"]], **named)
            item.baseline = item.forecast = dates(facts["months"])
            item.save(by=self.by)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Strand.objects.visible_to(self.grants).exclude(pk=self.row.pk).filter(stages__isnull=False)
        return {"strands": list(rows.distinct().newest_first()), "countries": self.row.countries}
