"""What people do to strands as a whole: open the next round, and take a pairing's milestone into a plan."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import AccountChange
from core import clock
from core.act_forms import Act, ActForm, RowsField
from core.actions import Action
from core.date_fields import HELP, PartialDateField
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.folding import ByName
from core.formats import bracketed
from core.models import write_audit
from core.periods import Period, Shift, moved
from core.texts import name_in_both
from partnerships.actions import OFFICE, lock_strand
from partnerships.audit_actions import MILESTONE_TAKEN_INTO_PLAN, OPENED_AS_NEXT_ROUND, ROUND_OPENED
from partnerships.enums import StrandRoleName
from partnerships.fields import CODE, free_code
from partnerships.milestones.models import check_period
from partnerships.models import Membership, Milestone, Pairing, Participation, PlanItem, Stage, Strand, StrandRole
from partnerships.pairings.selectors import check_of_strand
from partnerships.people.services import mail_role_changed
from partnerships.plan.services import give_to_pairings
from partnerships.programmes import services
from partnerships.programmes.selectors import plans_for
from partnerships.rules import may_edit_plan

# What can be taken over into a round, each as it is called among the choices.
LABELS: dict[str, Any] = {
    "participations": lambda row: bracketed(row.partner.name, row.strand.side_name(row.side)),
    "pairings": lambda row: f"{row.name}: {row.get_status_display()}",
    "coordinators": lambda row: f"{row.user}: {row.participation.partner.name}",
    "roles": lambda row: f"{row.user}: {row.get_role_display()}",
}
KEPT_ROLES = (StrandRoleName.STAFF, StrandRoleName.AUTHORITY)


class RoundOpenForm(Act):
    """The next round: its names, its start, and what is taken over."""

    why: dict[str, Any] = {"participations": gettext_lazy("They can be paired at once; others are added later.")}

    code = forms.CharField(
        label=pgettext_lazy("of a strand", "Code"),
        help_text=gettext_lazy("Used in the addresses of the round; it never changes."),
        max_length=80,
        validators=[CODE],
    )
    phase = forms.CharField(label=gettext_lazy("Phase"), help_text=gettext_lazy("Such as 2019-2020."), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    name_ko = forms.CharField(label=gettext_lazy("Name in Korean"), max_length=200, required=False)
    starts_on = PartialDateField(
        label=gettext_lazy("Starts on"),
        required=True,
        help_text=HELP,
        error_messages={"required": gettext_lazy("Enter when it starts: the plan moves with it.")},
    )
    participations = RowsField(label=gettext_lazy("Partners that take part again"))
    pairings = RowsField(
        label=gettext_lazy("Pairings that continue"), help_text=gettext_lazy("They are planned until they are opened.")
    )
    coordinators = RowsField(
        label=gettext_lazy("Coordinators of partners that take part again"),
        help_text=gettext_lazy("Each gets a mail that leads to the round."),
    )
    roles = RowsField(label=gettext_lazy("People who keep their role"))

    def __init__(self, *args: Any, rows: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in rows.items():
            field: Any = self.fields[name]
            field.queryset = queryset
            field.label_from_instance = LABELS[name]

    @property
    def given(self) -> dict[str, Any]:
        """The names and the start of the round, and what is taken over."""
        names = ("code", "phase", "name_en", "name_ko", "starts_on")
        chosen = {name: list(self.cleaned_data[name]) for name in LABELS}
        return {"values": {name: self.cleaned_data[name] for name in names}, **chosen}


class OpenRound(Action):
    """Open a strand after an earlier one: its plan moved by the months between the starts, themes, thresholds.

    The chosen participations take part again, the chosen pairings stand as planned with their predecessor, the chosen
    people keep their roles, and whoever of the staff opens it keeps the own one. All of them are told by mail. Both
    strands log it.
    """

    key = "round-open"
    asks_again = True
    on = Strand
    allowed = OFFICE
    form = RoundOpenForm
    title = gettext_lazy("Open the next round")
    submit_label = gettext_lazy("Open the round")
    question = gettext_lazy(
        "The new round gets this strand's stages, plan, themes, settings and implementers. "
        "Every date moves by the months between the two starts."
    )

    def perform(
        self,
        *,
        values: dict[str, Any],
        participations: Sequence[Participation],
        pairings: Sequence[Pairing],
        coordinators: Sequence[Membership] = (),
        roles: Sequence[StrandRole] = (),
    ) -> str:
        """`values` holds `phase`, `starts_on` (a PartialDate), `name_en`, and perhaps `name_ko` and `code`.

        Raises DomainError with the field at fault.
        """
        by, strand = self.by, self.row
        _check_chosen(strand, participations, pairings, [*roles, *coordinators])
        shift = services.months_between(strand, values["starts_on"])
        row = services.copy_strand(
            by=by, strand=strand, values={"code": services.proposed_code(strand), **values}, shift=shift
        )
        services.copy_plan(by=by, strand=strand, row=row, shift=shift)
        themes = services.copy_themes(by=by, strand=strand, row=row)
        taking_part = services.copy_participations(by=by, row=row, participations=participations)
        for pairing in pairings:
            services.plan_pairing(by=by, row=row, pairing=pairing, themes=themes, participations=taking_part)
        kept = {(role.user_id, role.role) for role in roles if role.role in KEPT_ROLES}
        if strand.pk in self.grants.staff:
            kept.add((by.pk, StrandRoleName.STAFF))
        for user_id, role in sorted(kept):
            given = StrandRole(user_id=user_id, strand=row, role=role)
            given.save(by=by)
            mail_role_changed(given, AccountChange.ROLE_GIVEN, by=by)
        services.copy_memberships(by=by, memberships=coordinators, participations=taking_part)
        write_audit(action=ROUND_OPENED, by=by, record=strand, strand=name_in_both(row))
        write_audit(action=OPENED_AS_NEXT_ROUND, by=by, record=row, strand=name_in_both(strand))
        self.added = row
        return _("Opened %(strand)s. Check its plan before you open the pairings.") % {"strand": row}

    @cached_property
    def choices(self) -> dict[str, Any]:
        """What can be chosen of the strand."""
        strand = self.row
        partners = Participation.objects.filter(strand=strand).with_names()
        coordinators = Membership.objects.not_ended(clock.today()).filter(participation__strand=strand).with_names()
        roles = StrandRole.objects.not_ended(clock.today()).filter(strand=strand, role__in=KEPT_ROLES)
        by_partner = (ByName("participation__partner__"), "user__search_text", "pk")
        return {
            "participations": partners.order_by("-side", ByName("partner__"), "pk"),
            "pairings": Pairing.objects.filter(strand=strand).with_names().order_by("code"),
            "coordinators": coordinators.order_by(*by_partner),
            "roles": roles.select_related("user").order_by("role", "user__search_text", "pk"),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"rows": self.choices}

    def get_initial(self) -> dict[str, Any]:
        """All partners, the open pairings, and everybody's role."""
        row = self.row
        names = {"code": services.proposed_code(row), "name_en": row.name_en, "name_ko": row.name_ko}
        return names | {name: list(rows) for name, rows in self.choices.items()}

    def get_done_url(self) -> str:
        """The plan of the new round, this strand's page until there is one."""
        return str(self.added.address_of("partnerships:plan") if self.added else self.row.get_absolute_url())

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand"}


def _check_chosen(
    strand: Strand, participations: Sequence[Participation], pairings: Sequence[Pairing], roles: Sequence[Any]
) -> None:
    chosen_rows = {"participations": participations, "pairings": pairings, "roles": roles}
    check_of_strand(strand_id=strand.pk, records=[(name, row) for name, rows in chosen_rows.items() for row in rows])
    chosen = {row.pk for row in participations}
    pairs = set()
    for pairing in pairings:
        pair, name = (pairing.eu_id, pairing.counterpart_id), {"pairing": pairing.name}
        if not chosen.issuperset(pair):
            words = _("%(pairing)s can continue only with both of its partners. Choose them too.")
            raise DomainError(words % name, field="pairings")
        if pair in pairs:
            raise DomainError(_("%(pairing)s is chosen twice: take one of the two.") % name, field="pairings")
        pairs.add(pair)


class IntoPlanForm(ActForm):
    """Into which strand's plan a milestone is taken."""

    why: dict[str, Any] = {"strand": gettext_lazy("Later pairings of this plan get the milestone, too.")}

    strand = forms.ModelChoiceField(
        label=gettext_lazy("Plan of"),
        queryset=Strand.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a plan.")},
    )

    def __init__(self, *args: Any, record: Any = None, strands: Sequence[Strand], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        field: Any = self.fields["strand"]
        field.queryset = Strand.objects.filter(pk__in=[strand.pk for strand in strands]).order_by("starts_on", "code")
        if strands:
            self.initial.setdefault("strand", strands[0].pk)


class TakeIntoPlan(Action):
    """Take a milestone of a single pairing into the plan of its strand, or of a later round.

    In its own strand it follows the item from then on; in a later one the date moves by the months between the starts.
    The other pairings get their milestone. Milestone and item log it.
    """

    key = "milestone-into-plan"
    on = Milestone
    allowed = OFFICE
    form = IntoPlanForm
    title = gettext_lazy("Take it into the plan")
    submit_label = gettext_lazy("Take it into the plan")

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The strand before its milestones, as whoever adds an item to its plan."""
        lock_strand(Pairing.objects.filter(milestones__in=rows))

    @cached_property
    def strands(self) -> list[Strand]:
        """The plans that can take it in."""
        return plans_for(self.row, self.grants)

    def check_possible(self) -> None:
        """Raises AlreadyDone."""
        if not self.strands:
            raise AlreadyDone(_("It is already in the plan, and the pairing has no later round."))

    def perform(self, *, strand: Strand | None = None) -> str:
        """`strand` is that of the plan, its own unless it is given. Raises NotAllowed, AlreadyDone, DomainError."""
        row, own = self.row, self.row.pairing.strand
        target = strand or own
        if not may_edit_plan(self.grants, target):
            raise NotAllowed
        if target != own:
            Strand.objects.select_for_update(no_key=True).get(pk=target.pk)
            later = Pairing.objects.filter(strand=target, predecessor=row.pairing)
            if target.previous_id != own.pk or not later.exists():
                raise DomainError(_("This pairing does not continue in that strand."), field="strand")
        elif row.plan_item_id:
            raise AlreadyDone(_("It is already in the plan."))
        period = row.forecast or row.baseline
        shift = (
            Shift(0)
            if target == own or not target.starts_on_date
            else services.months_between(own, target.starts_on_date)
        )
        item = self.added = self._make_item(target, moved(period, by=shift))
        if target == own:
            row.plan_item = item
            row.save(by=self.by)
        write_audit(action=MILESTONE_TAKEN_INTO_PLAN, by=self.by, record=row, strand=name_in_both(target))
        write_audit(action="record-added", by=self.by, record=item)
        give_to_pairings(by=self.by, item=item, but=row.pairing if target == own else None)
        return _("Taken into the plan of %(strand)s.") % {"strand": target}

    def _make_item(self, target: Strand, period: Period) -> PlanItem:
        """The milestone as an item of a plan; raises AlreadyDone where the plan has one of the same words."""
        row = self.row
        plan = PlanItem.objects.filter(strand=target)
        if plan.filter(title_en=row.title_en, title_ko=row.title_ko).exists():
            raise AlreadyDone(_("The plan of %(strand)s has it already.") % {"strand": target})
        stages = list(Stage.objects.filter(strand=target).order_by("position"))
        if not stages:
            raise DomainError(_("The plan of %(strand)s has no stage yet.") % {"strand": target}, field="strand")
        stage = next((one for one in stages if one.code == row.stage.code), stages[-1])
        check_period(period, field="strand")
        # A code that means nothing else in any pairing: packs tie a milestone to its item by it.
        others = Milestone.objects.filter(pairing__strand=target).exclude(pk=row.pk).values_list("code", flat=True)
        taken = [*plan.values_list("code", flat=True), *others]
        code = free_code(proposal=row.code, kind="milestone", taken=taken)
        names = ("title_en", "title_ko", "responsible", "confirmation", "confirmed_text")
        item = PlanItem(strand=target, stage=stage, code=code, **{name: getattr(row, name) for name in names})
        item.baseline = item.forecast = period
        item.save(by=self.by)
        return item

    @property
    def question(self) -> str:
        """What comes of it."""
        words = _("Every active pairing of the strand gets the milestone “%(milestone)s” too.")
        return words % {"milestone": self.row.title}

    def get_consequences(self) -> list[str]:
        """What others would owe at once."""
        last, here = self.row.forecast.last_day, self.row.pairing.strand in self.strands
        past = here and last is not None and last < clock.today()
        return [_("Its date is past: in the other pairings it would be overdue at once.")] if past else []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "strands": self.strands}

    def get_done_url(self) -> str:
        """The plan that took it in, the milestone's page until then."""
        return str(self.added.strand.address_of("partnerships:plan") if self.added else self.row.get_absolute_url())
