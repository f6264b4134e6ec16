"""Writing a milestone: adding one beside the plan, and editing its texts."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.confirmations.selectors import lost_words
from partnerships.enums import Responsible
from partnerships.milestones import services
from partnerships.milestones.act_views import OnMilestone
from partnerships.milestones.forms import MilestoneAddForm, MilestoneEditForm
from partnerships.models import Milestone, Pairing
from partnerships.pairings.pages import AddsToPairing, OfPairing
from partnerships.rules import may_edit_plan, side_of


def side_choices(pairing: Pairing, side: str = "") -> list[tuple[str, str]]:
    """Who can answer for a milestone, by name: both, or one of the two (for a coordinator the own side)."""
    one = [(key, partner.name) for key, partner in pairing.partners if side in ("", key)]
    return [(str(Responsible.BOTH.value), str(Responsible.BOTH.label)), *one]


class MilestoneEdit(OnMilestone):
    """Edits its texts."""

    name = "edit"
    form_class = MilestoneEditForm
    title = gettext_lazy("Edit the milestone")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:milestone-edit"

    @cached_property
    def lost(self) -> list[str]:
        """The confirmations that a change of title or outcome voids, each in words."""
        return lost_words(self.record)

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost, by name."""
        return self.lost

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form writes on a copy: the page goes on telling of the record as it is stored."""
        return {
            "record": copy.copy(self.record),
            "office": may_edit_plan(self.grants, self.pairing.strand),
            "must_say_why": self.must_say_why,
            "lost": self.lost,
            "sides": side_choices(self.pairing),
        }

    def act(self, form: Any) -> str:
        """Save it."""
        services.edit_milestone(**self.given(form), changes=form.changes)
        if form.voids:
            return _("Saved. Both sides must confirm it again.")
        return _("Saved.")


class MilestoneAdd(AddsToPairing, OfPairing):
    """Adds a milestone beside the plan's."""

    form_class = MilestoneAddForm
    title = gettext_lazy("Add a milestone")
    question = gettext_lazy("It belongs to this pairing alone, beside the milestones of the strand's plan.")
    submit_label = gettext_lazy("Add")
    added: Milestone | None = None
    undone_by = "partnerships:milestone-cancel"
    undone_at: ClassVar[dict[str, str]] = {"milestone": "code"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """A coordinator adds for the own side or for both; staff say why."""
        side = side_of(self.grants, self.pairing)
        return {
            "record": None,
            "pairing": self.pairing,
            "sides": side_choices(self.pairing, side),
            "must_say_why": not side,
        }

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = services.add_milestone(
            by=self.request.user, grants=self.grants, pairing=self.pairing, values=form.values
        )
        return _("Added.")

    def get_done_url(self) -> str:
        """The new milestone's page, the pairing's until there is one."""
        return (self.added or self.pairing).get_absolute_url()
