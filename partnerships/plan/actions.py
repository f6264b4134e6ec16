"""What people do to a strand's plan: add and edit its stages and items, set the strand's own dates and thresholds."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.models import User
from core.act_forms import EditForm
from core.actions import Action
from core.date_fields import HELP, NO_END, with_dates, with_periods
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from core.texts import LANGUAGES, NOTHING_WRITTEN
from partnerships.actions import OFFICE
from partnerships.enums import Responsible
from partnerships.fields import MOST_DAYS, ONE_LANGUAGE, CountriesField, country_names, free_code
from partnerships.milestones.forms import DATES
from partnerships.milestones.models import check_period
from partnerships.models import Milestone, PlanItem, Stage, Strand
from partnerships.pairings.selectors import check_of_strand
from partnerships.plan.services import ALWAYS, WHILE_OPEN, give_to_pairings, let_follow
from partnerships.programmes.models import THRESHOLDS
from partnerships.programmes.services import check_strand, second_languages
from partnerships.translations.selectors import fill, real_changes

NAMES_OF_STRAND = ("name_en", "name_ko", "phase", "programme_en", "programme_ko")


class StageEditForm(EditForm):
    """The names of a stage and its place in the order; its dates are moved with a reason instead."""

    why: dict[str, Any] = {
        "place": gettext_lazy("Shown in this order everywhere."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    }

    field_order = ("name", "place", *DATES)
    place = forms.TypedChoiceField(label=pgettext_lazy("in an order", "Position"), coerce=int)

    class Meta:
        model = Stage
        fields = ("name_en", "name_ko", "source")
        widgets: dict[str, Any] = {"source": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, record: Stage | None = None, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        others = [stage for stage in stages if record is None or stage.pk != record.pk]
        words = _("After %(position)s. %(stage)s")
        after = [words % {"position": stage.position, "stage": stage.name} for stage in others]
        choices = enumerate([pgettext("place in an order", "First"), *after], start=1)
        self.fields["place"].choices = list(choices)  # type: ignore[attr-defined]
        before = sum(record is None or stage.position < record.position for stage in others)
        self.initial.setdefault("place", before + 1)

    @property
    def changes(self) -> dict[str, Any]:
        """With the place, where it is another."""
        found = super().changes
        if "place" in self.changed_data:
            found["position"] = self.cleaned_data["place"]
        return found


@with_periods(forecast=gettext_lazy("Dates"))
class StageAddForm(StageEditForm):
    """A new stage: its first dates are its baseline."""

    needed_at_times = DATES[:1]

    @property
    def given(self) -> dict[str, Any]:
        names = {name: self.cleaned_data[name] for name in ("name_en", "name_ko", "source")}
        return {"values": {**names, "position": self.cleaned_data["place"], "forecast": self._period("forecast")}}


class PlanItemEditForm(EditForm):
    """What is planned, when, who answers for it, how it is confirmed; its dates are moved with a reason instead."""

    keeps_drafts = True
    field_order = ("title", "stage", *DATES)

    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "responsible": gettext_lazy("The task and its reminders go to this side."),
        "confirmation": gettext_lazy("It is done once they have confirmed it."),
        "confirmed_text": gettext_lazy("Only for what both sides confirm."),
        "note": gettext_lazy("Visible to everybody who can open the page."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    }

    class Meta:
        model = PlanItem
        fields = ("title_en", "title_ko", "stage", "responsible", "confirmation", "confirmed_text", "note", "source")
        widgets: dict[str, Any] = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, record: PlanItem | None = None, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(strand=strand).order_by("position")  # type: ignore[attr-defined]
        self.fields["stage"].empty_label = None  # type: ignore[attr-defined]
        responsible: Any = self.fields["responsible"]
        responsible.choices = [
            (value, strand.side_name(value) if value != Responsible.BOTH else label)
            for value, label in responsible.choices
            if value
        ]
        if record is None:
            self.initial["responsible"] = Responsible.BOTH.value


@with_periods(forecast=gettext_lazy("Dates"))
class PlanItemAddForm(PlanItemEditForm):
    """A new item: its first dates are its baseline."""

    needed_at_times = DATES[:1]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in zip(DATES, (HELP, NO_END), strict=True):
            self.fields[name].help_text = text

    @property
    def given(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {"values": {**found, "forecast": self._period("forecast")}}


@with_dates(starts_on=gettext_lazy("Starts on"), ends_on=gettext_lazy("Ends on"))
class StrandSettingsForm(EditForm):
    """What the strand is called, its countries, languages and dates, and its thresholds in days."""

    field_order = (*NAMES_OF_STRAND, "countries", "second_language", "starts_on_text", "ends_on_text")
    countries = CountriesField(
        label=gettext_lazy("Partner country"), help_text=gettext_lazy("Separate several with semicolons.")
    )
    second_language = forms.ChoiceField(label=gettext_lazy("Second language"), choices=second_languages, required=False)

    class Meta:
        model = Strand
        fields = (*NAMES_OF_STRAND, "countries", "second_language", *THRESHOLDS)


_OF_STRAND = (*NAMES_OF_STRAND, "countries", "second_language")
_OF_STAGE = ("baseline", "name_en", "name_ko", "source")
_OF_ITEM = ALWAYS | WHILE_OPEN | {"source", "note"}


class OnPlan(Action):
    """An action of the office on a strand, or on a stage or an item of its plan, with the way back to the plan."""

    allowed = OFFICE

    @property
    def strand(self) -> Strand:
        strand: Strand = getattr(self.row, "strand", self.row)
        return strand

    @cached_property
    def stages(self) -> list[Stage]:
        return list(Stage.objects.filter(strand=self.strand).order_by("position"))

    def log_change(self, names: list[str]) -> None:
        write_audit(action="record-changed", by=self.by, record=self.row, fields=", ".join(names))

    def get_done_url(self) -> str:
        return self.strand.address_of("partnerships:plan")

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.strand.get_crumbs(), (_("Plan of the strand"), self.get_back_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand"}


class InPlan(OnPlan):
    """An action on a stage or an item, which have no page of their own."""

    @property
    def url(self) -> str:
        return reverse(f"partnerships:{self.key}", args=[self.strand.code, self.row.code])


def _check_name(name: str) -> None:
    if not name.strip():
        raise DomainError(_("Write the name in English."), field="name_en")


def _place(stages: list[Stage], stage: Stage, wanted: int) -> list[Stage]:
    """The stages with one of them at a place in the order, counted from 1."""
    others = [one for one in stages if one.pk != stage.pk]
    place = max(1, min(wanted, len(others) + 1))
    return [*others[: place - 1], stage, *others[place - 1 :]]


def _settle(*, by: User, order: list[Stage]) -> None:
    """Number the stages from 1 in a new order: no two have the same position, not even half-way."""
    high = max(stage.position or 0 for stage in order) + len(order)
    waiting = [(place, stage) for place, stage in enumerate(order, start=1) if stage.position != place]
    while waiting:
        held = {stage.position for stage in order if stage.pk is not None}
        free = next((pair for pair in waiting if pair[0] not in held), None)
        place, stage = free or (high, waiting[0][1])
        stage.position = place
        stage.save(by=by)
        if free:
            waiting.remove(free)


class AddStage(OnPlan):
    """Add a stage at a place in the order; those behind it move up by one."""

    key = "stage-add"
    on = Strand
    form = StageAddForm
    title = gettext_lazy("Add a stage")
    submit_label = gettext_lazy("Add the stage")

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` holds name_en and `forecast`, and perhaps name_ko, source, code, `baseline` (else the forecast) and
        `position` (else the last). Raises DomainError with the field at fault.
        """
        check_period(values["forecast"], field="forecast")
        _check_name(values.get("name_en", ""))
        taken = [stage.code for stage in self.stages]
        code = values.get("code") or free_code(proposal=values["name_en"], kind="stage", taken=taken)
        stage = Stage(strand=self.row, code=code)
        stage.forecast = values["forecast"]
        stage.baseline = values.get("baseline") or stage.forecast
        for name in ("name_en", "name_ko", "source"):
            setattr(stage, name, values.get(name, ""))
        wanted = values.get("position")
        _settle(by=self.by, order=_place(self.stages, stage, len(self.stages) + 1 if wanted is None else wanted))
        self.added = stage
        write_audit(action="record-added", by=self.by, record=stage)
        return _("Added the stage “%(stage)s”.") % {"stage": stage.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"stages": self.stages}


class EditStage(InPlan):
    """Edit a stage's names, source, baseline or place; its forecast is moved with a reason instead."""

    key = "stage-edit"
    on = Stage
    form = StageEditForm
    title = gettext_lazy("Edit the stage")
    submit_label = gettext_lazy("Save")
    undo = "stage-edit"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The strand, to which the order belongs as a whole."""
        strands = Strand.objects.select_for_update(of=("self",), no_key=True)
        strands.filter(stages__in=rows).order_by("pk").first()

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone where nothing changes, DomainError with the field at fault."""
        row = self.row
        changed = [name for name in _OF_STAGE if name in changes and getattr(row, name) != changes[name]]
        for name in changed:
            setattr(row, name, changes[name])
        _check_name(row.name_en)
        if "baseline" in changed:
            check_period(row.baseline, field="baseline")
        before = [stage.pk for stage in self.stages]
        wanted = changes.get("position")
        order = _place(self.stages, row, before.index(row.pk) + 1 if wanted is None else wanted)
        is_moved = [stage.pk for stage in order] != before
        if not changed and not is_moved:
            raise AlreadyDone(_("Nothing was changed."))
        if changed:
            row.save(by=self.by)
        if is_moved:
            _settle(by=self.by, order=order)
        self.log_change([*changed, "position"] if is_moved else changed)
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "stages": self.stages}


def _check_title(item: PlanItem) -> None:
    if not (item.title_en.strip() or item.title_ko.strip()):
        raise DomainError(NOTHING_WRITTEN, field="title")


class AddPlanItem(OnPlan):
    """Add an item in a stage; every active pairing gets its milestone.

    In a pairing that is over it is cancelled, because it came too late; a planned one gets the whole plan once opened.
    """

    key = "plan-item-add"
    on = Strand
    form = PlanItemAddForm
    title = gettext_lazy("Add a plan item")
    submit_label = gettext_lazy("Add the plan item")
    question = gettext_lazy("Every active pairing gets a milestone of it with the same dates.")

    def check_possible(self) -> None:
        """It needs a stage to lie in."""
        super().check_possible()
        if not self.stages:
            raise DomainError(_("The strand has no stage yet. Add one first."))

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are fields with `forecast`, which is also its baseline unless given. Raises DomainError."""
        strand = self.row
        check_period(values["forecast"], field="forecast")
        check_of_strand(strand_id=strand.pk, records=[("stage", values["stage"])])
        item = PlanItem(strand=strand, responsible=Responsible.BOTH, code=values.get("code", ""))
        if not item.code:
            of_plan = PlanItem.objects.filter(strand=strand).values_list("code", flat=True)
            of_pairings = Milestone.objects.filter(pairing__strand=strand).values_list("code", flat=True)
            taken = [*of_plan, *of_pairings]
            item.code = free_code(proposal=values.get("title_en", ""), kind="milestone", taken=taken)
        for name in _OF_ITEM & values.keys():
            setattr(item, name, values[name])
        item.forecast = values["forecast"]
        item.baseline = values.get("baseline") or item.forecast
        _check_title(item)
        item.save(by=self.by)
        self.added = item
        write_audit(action="record-added", by=self.by, record=item)
        give_to_pairings(by=self.by, item=item)
        return _("Added “%(item)s” to the plan.") % {"item": item.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"strand": self.row}

    def get_initial(self) -> dict[str, Any]:
        """In the stage that the address names."""
        chosen = self.asked.get("stage", "")
        return {"stage": next((stage.pk for stage in self.stages if stage.code == chosen), None)} if chosen else {}


class EditPlanItem(InPlan):
    """Edit an item, and what still equals it in the milestones; its forecast is moved with a reason instead.

    A milestone of an open pairing takes over each field in which it still equals the item: title and stage
    unless a side has confirmed its present text, the rest while it is open.
    """

    key = "plan-item-edit"
    on = PlanItem
    form = PlanItemEditForm
    title = gettext_lazy("Edit the plan item")
    submit_label = gettext_lazy("Save")
    question = gettext_lazy(
        "A pairing's milestone that still says the same takes the change over, unless a side confirmed it."
    )
    undo = "plan-item-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone where nothing changes, DomainError with the field at fault."""
        row = self.row
        names = sorted((_OF_ITEM | {"baseline"}) & changes.keys())
        before = {name: old for name in names if (old := getattr(row, name)) != changes[name]}
        if not before:
            raise AlreadyDone(_("Nothing was changed."))
        for name in before:
            setattr(row, name, changes[name])
        _check_title(row)
        check_of_strand(strand_id=row.strand_id, records=[("stage", row.stage)])
        if "baseline" in before and not row.baseline.in_order():
            raise DomainError(_("The end is before the start."), field="baseline")
        row.save(by=self.by)
        self.log_change(list(before))
        count = let_follow(by=self.by, item=row, before=before)
        if not count:
            return _("Saved.")
        text = ngettext("Saved; %(count)s milestone took it over.", "Saved; %(count)s milestones took it over.", count)
        return text % {"count": count}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "strand": self.row.strand}


class EditStrand(Action):
    """Change what the strand is called, its countries, languages and dates, and from when on its signals speak.

    The name of the programme stands in each of its strands: it changes in those that had the same, and which the
    person keeps.
    """

    key = "strand-settings"
    on = Strand
    allowed = OFFICE
    form = StrandSettingsForm
    template = "partnerships/programmes/strand_settings.html"
    title = gettext_lazy("Settings of the strand")
    submit_label = gettext_lazy("Save")
    undo = "strand-settings"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone where nothing changes, DomainError with the field at fault."""
        row, names = self.row, (*_OF_STRAND, "starts_on_date", "ends_on_date", *THRESHOLDS)
        before = {name: getattr(row, name) for name in _OF_STRAND}
        changed = real_changes(row, {name: changes[name] for name in names if name in changes})
        fill(row, changed, fields=names)
        for name in ("name_en", "programme_en", "phase", "countries"):
            if not getattr(row, name):
                raise DomainError(_("Fill this in."), field=name)
        check_strand(duration=row.duration, second_language=row.second_language)
        for name in THRESHOLDS:
            if not 1 <= getattr(row, name) <= MOST_DAYS:
                raise DomainError(_("Between 1 and %(most)s days.") % {"most": MOST_DAYS}, field=name)
        row.save(by=self.by)
        fields = ", ".join(name.removesuffix("_date") for name in changed)
        write_audit(action="record-changed", by=self.by, record=row, fields=fields)
        if named := {name: getattr(row, name) for name in changed if name.startswith("programme_")}:
            self._name_programme(named, {f"programme_{end}": before[f"programme_{end}"] for end in LANGUAGES})
        return _("Saved.")

    def _name_programme(self, named: dict[str, str], before: dict[str, str]) -> None:
        """Give the other strands and the programme itself the name, too, unless others keep one of them."""
        programme = self.row.programme_record
        others = Strand.objects.filter(programme_record=programme).exclude(pk=self.row.pk)
        if not self.grants.is_administrator and others.exclude(pk__in=self.grants.staff).exists():
            return
        for strand in others.filter(**before).order_by("pk").select_for_update(of=("self",), no_key=True):
            fill(strand, named, fields=frozenset(named))
            strand.save(by=self.by)
            write_audit(action="record-changed", by=self.by, record=strand, fields=", ".join(named))
        for name, text in named.items():
            setattr(programme, name.replace("programme", "name"), text)
        programme.save(by=self.by)
        write_audit(action="record-changed", by=self.by, record=programme, fields="name")

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand", "country_names": country_names()}
