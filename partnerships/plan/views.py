"""The plan of a strand: read by everybody who reads the strand, kept by staff."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, JsonResponse
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from core.access import Access
from core.acts import ActPage
from core.date_fields import DateField, PartialDateField, format_understood
from core.formats import written_date
from core.periods import DAY, PartialDate
from partnerships.enums import OPEN_PAIRING, ConfirmationBy, MilestoneStatus
from partnerships.hours.selectors import off_on
from partnerships.milestones.selectors import own_moves
from partnerships.models import DateChange, Milestone, Pairing, PlanItem, Stage, Strand
from partnerships.plan.forms import PlanItemAddForm, PlanItemEditForm, StageAddForm, StageEditForm, StrandSettingsForm
from partnerships.plan.services import add_plan_item, add_stage, edit_plan_item, edit_stage
from partnerships.programmes.rounds import rounds_of
from partnerships.programmes.services import edit_strand
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from django.http import HttpRequest


def plan_url(strand: Strand) -> str:
    """The page of a strand's plan."""
    return reverse("partnerships:plan", args=[strand.code])


class PlanPage(InStrand, TemplateView):
    """Stages in order, each with its plan items, their dates then and now, and why they moved."""

    template_name = "partnerships/plan/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many pairings follow."""
        strand = self.get_strand()
        moves = Prefetch(
            "date_changes", queryset=DateChange.objects.select_related("by", "entry").order_by("-at", "-id")
        )
        items = PlanItem.objects.order_by("forecast_start", "forecast_last_day", "pk").prefetch_related(moves)
        stages = list(
            Stage.objects.filter(strand=strand)
            .order_by("position")
            .prefetch_related(moves, Prefetch("plan", queryset=items))
        )
        following = _following(strand, [item for stage in stages for item in stage.plan.all()])
        return super().get_context_data(
            strand=strand,
            section="strand",
            crumbs=crumbs(strand, (_("Plan of the strand"), "")),
            stages=stages,
            parts=[
                (stage, [(item, following.get(item.pk, ""), *own_moves(item)) for item in stage.plan.all()])
                for stage in stages
            ],
            may_edit_plan=may_edit_plan(self.grants, strand),
            rounds=rounds_of(strand, self.grants),
            both=ConfirmationBy.BOTH,
            country=strand.side_letters("counterpart"),
            **kwargs,
        )


def _following(strand: Strand, items: list[PlanItem]) -> dict[int, str]:
    """For each item: how many milestones of open pairings are open, and how many of these keep its date."""
    dates = {item.pk: item.forecast for item in items}
    kept: Counter[int] = Counter()
    apart: Counter[int] = Counter()
    rows = Milestone.objects.filter(
        pairing__strand=strand,
        pairing__status__in=OPEN_PAIRING,
        status=MilestoneStatus.PLANNED,
        plan_item__isnull=False,
    ).defer("outcome_en", "outcome_ko", "note", "source", "search_text", "order_ko")
    for row in rows:
        counter = kept if row.forecast == dates.get(row.plan_item_id or 0) else apart
        counter[row.plan_item_id or 0] += 1
    return {key: _following_label(kept[key], apart[key]) for key in dates if kept[key] or apart[key]}


def _following_label(kept: int, apart: int) -> str:
    total = kept + apart
    words = ngettext("%(count)s pairing has it open", "%(count)s pairings have it open", total) % {"count": total}
    if apart:
        more = ngettext("%(count)s on a date of its own", "%(count)s on dates of their own", apart) % {"count": apart}
        return f"{words}, {more}"
    return words


class OfPlan(ActPage, InStrand):
    """An act of staff on a strand as a whole, with the way back to its plan."""

    rule: ClassVar[Any] = may_edit_plan

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def require(self, row: Any) -> None:
        """Whatever the act is about: staff of the strand and administrators do it."""
        super().require(self.strand)

    def get_done_url(self) -> str:
        """The plan."""
        return plan_url(self.strand)

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the strand and the act, and the act itself."""
        return [(_("Plan of the strand"), plan_url(self.strand)), (str(self.title), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(
            strand=self.strand, section="strand", crumbs=crumbs(self.strand, *self.get_places()), **kwargs
        )

    @property
    def stages(self) -> list[Stage]:
        """The strand's stages in order."""
        return list(Stage.objects.filter(strand=self.strand).order_by("position"))


class StageAdd(OfPlan):
    """Adds a stage at a place in the order."""

    form_class = StageAddForm
    title = gettext_lazy("Add a stage")
    submit_label = gettext_lazy("Add the stage")

    def get_record(self) -> Strand:
        """The strand that gets it."""
        return self.strand

    def get_form_kwargs(self) -> dict[str, Any]:
        """After which stage it can come."""
        return {"stages": self.stages}

    def act(self, form: Any) -> str:
        """Add it."""
        stage = add_stage(**self.acting, strand=self.strand, values=form.values)
        return _("Added the stage “%(stage)s”.") % {"stage": stage.name}


class OnStage(OfPlan):
    """An act on one stage."""

    def get_record(self) -> Stage:
        """The stage among those of the strand, else 404."""
        stage = self.get_or_404(Stage.objects.visible_to(self.grants), strand=self.strand, code=self.kwargs["stage"])
        stage.strand = self.strand
        return stage


class StageEdit(OnStage):
    """Edits a stage's names and place."""

    form_class = StageEditForm
    title = gettext_lazy("Edit the stage")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:stage-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record, "stages": self.stages}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_stage(**self.acting, stage=self.record, version=form.cleaned_data["seen_version"], changes=form.changes)
        return _("Saved.")


class PlanItemAdd(OfPlan):
    """Adds an item, and a milestone to every active pairing."""

    form_class = PlanItemAddForm
    title = gettext_lazy("Add a plan item")
    question = gettext_lazy("Every active pairing gets a milestone of it with the same dates.")
    submit_label = gettext_lazy("Add the plan item")

    def get_record(self) -> Strand:
        """The strand that gets it."""
        return self.strand

    def get_refusal(self) -> str:
        """It needs a stage to lie in."""
        return "" if self.stages else _("The strand has no stage yet. Add one first.")

    def get_initial(self) -> dict[str, Any]:
        """In the stage that the address names."""
        chosen = self.request.GET.get("stage", "")
        return {"stage": next((stage.pk for stage in self.stages if stage.code == chosen), None)} if chosen else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The strand whose stages can be chosen."""
        return {"strand": self.strand}

    def act(self, form: Any) -> str:
        """Add it."""
        item = add_plan_item(**self.acting, strand=self.strand, values=form.values)
        return _("Added “%(item)s” to the plan.") % {"item": item.title}


class OnPlanItem(OfPlan):
    """An act on one item of the plan."""

    def get_record(self) -> PlanItem:
        """The item among those of the strand, else 404."""
        item = self.get_or_404(
            PlanItem.objects.visible_to(self.grants).select_related("stage"),
            strand=self.strand,
            code=self.kwargs["plan_item"],
        )
        item.strand = self.strand
        return item


class PlanItemEdit(OnPlanItem):
    """Edits an item, and what still equals it in the pairings' milestones."""

    form_class = PlanItemEditForm
    title = gettext_lazy("Edit the plan item")
    question = gettext_lazy(
        "A pairing's milestone that still says the same takes the change over, unless a side confirmed it."
    )
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:plan-item-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record, "strand": self.strand}

    def act(self, form: Any) -> str:
        """Save it."""
        _item, followed = edit_plan_item(
            **self.acting, item=self.record, version=form.cleaned_data["seen_version"], changes=form.changes
        )
        if not followed:
            return _("Saved.")
        text = ngettext(
            "Saved; %(count)s milestone took it over.", "Saved; %(count)s milestones took it over.", len(followed)
        )
        return text % {"count": len(followed)}


class StrandSettings(OfPlan):
    """The strand's own dates, and from when on its signals speak."""

    form_class = StrandSettingsForm
    title = gettext_lazy("Settings of the strand")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:strand-settings"

    def get_record(self) -> Strand:
        """The strand itself."""
        return self.strand

    def get_done_url(self) -> str:
        """The strand's page."""
        return self.strand.get_absolute_url()

    def get_places(self) -> list[tuple[str, str]]:
        """Right below the strand."""
        return [(str(self.title), "")]

    def act(self, form: Any) -> str:
        """Save them."""
        edit_strand(**self.acting, strand=self.record, version=form.cleaned_data["seen_version"], changes=form.changes)
        return _("Saved.")


# How the portal reads a date, for the script beside the field: what it understood, and who is off on that day.


class ReadDate(Access, View):
    """Reads `text` as the field of its `kind` does; `page` is where it stands, of which place days off are told."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Always an answer: a text that is no date is told by its fault."""
        answer = JsonResponse(self._read(request))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _read(self, request: HttpRequest) -> dict[str, Any]:
        field = DateField(required=False) if request.GET.get("kind") == "day" else PartialDateField()
        try:
            found = field.clean(request.GET.get("text", ""))
        except ValidationError as refused:
            readings = (refused.params or {}).get("readings", ())
            return {"fault": refused.messages[0], "readings": [written_date(one) for one in readings]}
        return self._understood(found) if found else {}

    def _understood(self, found: PartialDate | dt.date) -> dict[str, Any]:
        known = {"words": format_understood(found), "written": written_date(found)}
        day = found if isinstance(found, dt.date) else found.day if found.precision == DAY else None
        if day is None:
            return known
        place = self._place()
        return known | {"day": day.isoformat(), "off": off_on(place, day) if place else []}

    def _place(self) -> Pairing | Strand | None:
        """The pairing or strand of the page, where the reader sees it."""
        try:
            words = resolve(self.request.GET.get("page", "")).kwargs
            if "pairing" in words:
                pairings = Pairing.objects.visible_to(self.grants).for_page()
                return self.get_or_404(pairings, strand__code=words["strand"], code=words["pairing"])
            return self.get_or_404(Strand.objects.visible_to(self.grants), code=words["strand"])
        except (Http404, KeyError):
            return None
