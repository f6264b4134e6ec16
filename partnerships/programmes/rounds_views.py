"""The next round of a strand, and taking a pairing's milestone into a plan."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.folding import ByName
from partnerships.models import Milestone, Pairing, Participation, PlanItem, Strand, StrandRole
from partnerships.pairings.pages import OfPairing
from partnerships.plan.pages import OfPlan, plan_url
from partnerships.programmes.forms import IntoPlanForm, RoundOpenForm
from partnerships.programmes.rounds import KEPT_ROLES, open_next_round, plans_for, proposed_code, take_into_plan
from partnerships.rules.places import may_edit_plan


class RoundOpen(OfPlan):
    """Opens a strand after this one, with what is chosen of it."""

    form_class = RoundOpenForm
    title = gettext_lazy("Open the next round")
    question = gettext_lazy(
        "The new round gets this strand's stages, plan, themes, settings and implementers. "
        "Every date moves by the months between the two starts."
    )
    submit_label = gettext_lazy("Open the round")
    opened: Strand | None = None

    def get_record(self) -> Strand:
        """The earlier round."""
        return self.strand

    def get_places(self) -> list[tuple[str, str]]:
        """Right below the strand."""
        return [(str(self.title), "")]

    @cached_property
    def rows(self) -> dict[str, Any]:
        """What can be chosen."""
        strand = self.strand
        roles = StrandRole.objects.not_ended(clock.today()).filter(strand=strand, role__in=KEPT_ROLES)
        return {
            "participations": Participation.objects.filter(strand=strand)
            .select_related("partner", "strand")
            .order_by("-side", ByName("partner__"), "pk"),
            "pairings": Pairing.objects.filter(strand=strand).with_names().order_by("code"),
            "roles": roles.select_related("user").order_by("role", "user__search_text", "pk"),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be chosen of the strand."""
        return {"rows": self.rows}

    def get_initial(self) -> dict[str, Any]:
        """All partners, the open pairings, and everybody's role."""
        return {
            "code": proposed_code(self.strand),
            "name_en": self.strand.name_en,
            "name_ko": self.strand.name_ko,
            **{name: list(self.rows[name]) for name in ("participations", "pairings", "roles")},
        }

    def act(self, form: RoundOpenForm) -> str:
        """Open it."""
        self.opened = open_next_round(**self.acting, strand=self.strand, values=form.values, **form.chosen)
        return _("Opened %(strand)s. Look at its plan before you open the pairings.") % {"strand": self.opened}

    def get_done_url(self) -> str:
        """The plan of the new round, this strand's page until there is one."""
        return plan_url(self.opened) if self.opened else self.strand.get_absolute_url()


class MilestoneIntoPlan(OfPairing):
    """Takes a milestone of a single pairing into the strand's plan, or into that of a later round."""

    form_class = IntoPlanForm
    title = gettext_lazy("Take it into the plan")
    submit_label = gettext_lazy("Take it into the plan")
    rule: ClassVar[Any] = may_edit_plan
    taken: PlanItem | None = None

    def require(self, row: Any) -> None:
        """As whoever keeps the strand's plan."""
        super().require(self.pairing.strand)

    def get_record(self) -> Milestone:
        """The milestone among those of the pairing, else 404."""
        milestone = self.get_or_404(
            Milestone.objects.visible_to(self.grants).select_related("stage"),
            pairing=self.pairing,
            code=self.kwargs["milestone"],
        )
        milestone.pairing = self.pairing
        return milestone

    @cached_property
    def strands(self) -> list[Strand]:
        """The plans that can take it in."""
        return plans_for(self.record, self.grants)

    def get_places(self) -> list[tuple[str, str]]:
        """Below the milestone."""
        return [(self.record.title, self.record.get_absolute_url()), (str(self.title), "")]

    def get_question(self) -> str:
        """What comes of it."""
        return _("Every active pairing of the strand gets the milestone “%(milestone)s” too.") % {
            "milestone": self.record.title
        }

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return "" if self.strands else _("It stands in the plan already, and the pairing has no later round.")

    def get_consequences(self) -> list[str]:
        """What others would owe at once."""
        last, here = self.record.forecast.last_day, self.pairing.strand in self.strands
        past = here and last is not None and last < clock.today()
        return [_("Its date is past: in the other pairings it would be overdue at once.")] if past else []

    def get_form_kwargs(self) -> dict[str, Any]:
        """The plans to choose from."""
        return {"record": self.record, "strands": self.strands}

    def act(self, form: IntoPlanForm) -> str:
        """Take it in."""
        strand = form.cleaned_data["strand"]
        self.taken = take_into_plan(by=self.request.user, grants=self.grants, milestone=self.record, strand=strand)
        return _("Taken into the plan of %(strand)s.") % {"strand": strand}

    def get_done_url(self) -> str:
        """The plan that took it in, the milestone's page until then."""
        return plan_url(self.taken.strand) if self.taken else self.record.get_absolute_url()
