"""The pages on which milestones are read: the list of a pairing, and one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.access import Grants
from core.actions import Button, buttons_on
from core.formats import format_period
from core.kept import Kept
from core.parts import panels
from core.plain_text import message_text
from partnerships.confirmations.selectors import TextState, milestone_states
from partnerships.documents.selectors import attached
from partnerships.enums import MilestoneStatus
from partnerships.follow_ups.selectors import follow_ups_from
from partnerships.history.selectors import last_reason
from partnerships.history.services import history_link
from partnerships.hours.selectors import off_sentences
from partnerships.lists import ListPage
from partnerships.milestones.actions import STEPS, next_step
from partnerships.milestones.models import DateChange, Milestone
from partnerships.milestones.selectors import confirm_instead, turn_of
from partnerships.milestones.tables import MILESTONE_COLUMNS, MILESTONE_FILTERS, planned_days
from partnerships.models import Strand
from partnerships.pairings.cards import state_name, state_text
from partnerships.pairings.pages import InPairing
from partnerships.rules import may_edit_plan

_OFF = (MilestoneStatus.CANCELLED, MilestoneStatus.UNKNOWN)  # whose reason the log alone keeps


class MilestoneList(InPairing, ListPage):
    """The milestones of a pairing as a plain table; why one differs and who reported it stand below its title."""

    template_name = "partnerships/milestones/milestone_list.html"
    name = "milestones"
    title = gettext_lazy("Milestones")
    columns = MILESTONE_COLUMNS
    filters = MILESTONE_FILTERS

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        del strand
        rows = Milestone.objects.visible_to(self.grants).filter(pairing=self.pairing)
        return rows.in_order().select_related("stage")

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        del strand
        for row in rows:
            row.pairing = self.pairing


class MilestonePage(Kept, InPairing, TemplateView):
    """One milestone: what was planned, what is planned now, what happened, whose turn it is, and its history."""

    template_name = "partnerships/milestones/milestone.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairing = self.pairing
        milestone = self.get_or_404(
            Milestone.objects.visible_to(self.grants).select_related("stage", "plan_item", "reported_by"),
            pairing=pairing,
            code=self.kwargs["milestone"],
        )
        milestone.pairing = pairing
        today = clock.today()
        standing = milestone_states([milestone]).get(milestone.pk)
        turn, state, when = turn_of(milestone, standing), state_text(milestone, today), milestone.shown_period
        follow_ups = follow_ups_from(self.grants, milestone)
        hanging = attached(self.grants, [milestone])[Milestone, milestone.pk]
        changes = DateChange.objects.filter(milestone=milestone).select_related("by").order_by("-at", "-pk")
        moves = list(changes) if milestone.forecast_moved else []
        for move in moves:
            move.milestone = milestone
        # The lines that people copy into a messenger: what, when and how it is, whose turn it is.
        lines = [f"{pairing.name} · {milestone.title}", f"{format_period(when)}: {state}" if when else state, turn]
        return super().get_context_data(
            milestone=milestone,
            section="strand",
            crumbs=milestone.get_crumbs(),
            responsible_names=[
                partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")
            ],
            state=state_name(milestone, today),
            state_text=state,
            standing=standing,
            whose_turn=turn,
            message=message_text(lines, milestone.get_absolute_url()),
            how_done=confirm_instead(milestone) if standing else "",
            reported_for=dict(pairing.partners).get(milestone.reported_side),
            objection_of=dict(pairing.partners).get(milestone.objection_side),
            buttons=_buttons(milestone, self.grants, standing),
            add=[(_("Add a follow-up"), follow_ups.get("follow_up_add_url")), *hanging["add"]],
            more=[history_link(milestone)],
            moves=moves,
            off=off_sentences(pairing, planned_days(milestone)),
            why=last_reason(milestone) if milestone.status in _OFF else "",
            follow_ups=follow_ups.get("follow_ups"),
            panels=panels("milestone", grants=self.grants, milestone=milestone),
            attached=hanging,
            **kwargs,
        )


def _buttons(milestone: Milestone, grants: Grants, standing: TextState | None) -> list[Button]:
    """What the reader may do now; what is due weighs most and comes first."""
    due = next_step(milestone, clock.today())
    main = due.button_on(milestone, grants) if due else None
    found = buttons_on(milestone, [step for step in STEPS if step is not due], grants)
    if main:
        found.insert(0, main._replace(kind="main"))
    of_plan = milestone.plan_item_id is not None or milestone.status == MilestoneStatus.CANCELLED
    if not of_plan and may_edit_plan(grants, milestone.pairing.strand):
        into_plan = milestone.address_of("partnerships:milestone-into-plan")
        found.append(Button(_("Take it into the plan"), into_plan, "word"))
    if standing is not None:
        kind = "" if main or standing.both else "main"
        found.insert(0, Button(_("To the text"), milestone.get_text_url(), kind))
    return found
