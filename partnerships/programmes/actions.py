"""What people do to strands as a whole: open the next round."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import AccountChange
from core import clock
from core.act_forms import Act, RowsField
from core.actions import Action
from core.date_fields import HELP, PartialDateField
from core.errors import DomainError
from core.folding import ByName
from core.formats import bracketed
from core.models import write_audit
from core.texts import name_in_both
from partnerships.actions import OFFICE
from partnerships.audit_actions import OPENED_AS_NEXT_ROUND, ROUND_OPENED
from partnerships.enums import StrandRoleName
from partnerships.fields import CODE
from partnerships.models import Membership, Pairing, Participation, Strand, StrandRole
from partnerships.pairings.selectors import check_of_strand
from partnerships.people.services import mail_role_changed
from partnerships.programmes import services

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
