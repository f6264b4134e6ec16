"""The places at an event: for each side, for single partners with a reason, and until when they are nominated."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from accounts.enums import MailKind
from core import clock
from core.act_forms import ActForm
from core.date_fields import DateField
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from events.actions import EventAction
from events.delegations.selectors import places_of
from events.delegations.services import OFFICE, ask_to_nominate, place_free
from events.events.selectors import can_reopen, check_works, event_refusal
from events.models import Delegation, Event, Quota
from partnerships.enums import Side
from partnerships.models import Participation

type _Wanted = dict[tuple[str, int | None], tuple[int, str]]

LEFT_EMPTY = pgettext_lazy("places", "How many each partner may nominate. If left empty, no limit is set here.")


class QuotaForm(ActForm):
    """Numbers for both sides, the last day, and a line for each partner: its own number and why."""

    shows_present = True
    nominate_until = DateField(
        label=gettext_lazy("Nominations until"),
        required=False,
        help_text=gettext_lazy("The last day, in Brussels. Once it is set, partners with places are asked by mail."),
    )

    def __init__(self, *args: Any, record: Event, places: Mapping[Participation, Delegation], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.partners = list(places)
        self.initial["nominate_until"] = record.nominate_until
        known = {row.participation_id or row.side: row for row in Quota.objects.filter(event=record).order_by("pk")}
        for side in (Side.COUNTERPART, Side.EU):
            label = _("Places for each partner, %(side)s") % {"side": record.strand.side_name(side)}
            self._add_places(side.value, label, known, help_text=LEFT_EMPTY)
        for one in self.partners:
            # The page says once, above the table, what the numbers of single partners do.
            self._add_places(one.pk, _("Places of %(partner)s") % {"partner": one.partner.name}, known)
            self.fields[f"reason_{one.pk}"] = forms.CharField(
                label=_("Reason, %(partner)s") % {"partner": one.partner.name},
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.initial[f"reason_{one.pk}"] = known[one.pk].reason if one.pk in known else ""
        self.taken = {one.pk: found.taken for one, found in places.items()}

    def _add_places(self, key: int | str, label: str, known: Mapping[int | str, Quota], help_text: Any = "") -> None:
        self.fields[f"places_{key}"] = forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=Quota.MOST,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
            help_text=help_text,
        )
        self.initial[f"places_{key}"] = known[key].places if key in known else None

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


class SetQuotas(EventAction):
    """Say how many each side and single partners may send, and until when they are nominated (the day included).

    Once places and a day are known, the coordinators of all partners that come are asked to nominate.
    """

    key = "quota-edit"
    allowed: frozenset[str] = OFFICE
    form = QuotaForm
    template = "events/delegations/quota_edit.html"
    title = gettext_lazy("Places and deadline")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy(
        "Set the places: %(eu)s for each partner of the EU side, %(counterpart)s for each of the other side; "
        "nominations until %(until)s"
    )
    undo = "quota-edit"

    def perform(
        self,
        *,
        sides: Mapping[str, int | None],
        partners: Sequence[tuple[Participation, int | None, str]],
        until: dt.date | None,
    ) -> str:
        """`sides`, and `partners` with the reason of each, are the whole: what is None has no number of its own here.

        Raises AlreadyDone; DomainError with the field at fault (`places_<side>`, `places_<participation>`,
        `reason_<participation>`, `nominate_until`).
        """
        row, before = self.row, places_of(self.row)
        wanted = self._wanted(sides, partners)
        last = row.shown_period.last_day
        if until and last and until > last:
            refusal = _("The event ends on %(day)s. Nominations end before it.") % {"day": format_date(last)}
            raise DomainError(refusal, field="nominate_until")
        is_new = until != row.nominate_until
        if not self._write(wanted) and not is_new:
            raise AlreadyDone(_("Nothing was changed."))
        places = places_of(row)
        _check_taken(before, places)
        row.nominate_until = until
        row.save(by=self.by)
        numbers = {side: "–" if (number := sides.get(side)) is None else str(number) for side in Side.values}
        self.log(until=until.isoformat() if until else "", **numbers)
        if until and is_new and clock.today() <= until:
            ask_to_nominate(MailKind.NOMINATION_OPEN, delegations=places.values(), until=until, by=self.by)
        for participation, now in places.items():
            if now.can_move_up > (before[participation].can_move_up if participation in before else 0):
                place_free(delegation=now, by=self.by)
        return _("Saved.")

    def _wanted(
        self, sides: Mapping[str, int | None], partners: Sequence[tuple[Participation, int | None, str]]
    ) -> _Wanted:
        """The rows that are to be, by side and participation; refuses what no row may be."""
        rows: list[tuple[str, Participation | None, int | None, str]]
        rows = [(side, None, number, "") for side, number in sides.items()]
        rows += [(one.side, one, number, reason) for one, number, reason in partners]
        wanted: _Wanted = {}
        for side, participation, number, reason in rows:
            key = participation.pk if participation else Side(side).value
            if participation and participation.strand_id != self.row.strand_id:
                raise DomainError(_("This partner does not take part in the strand."), field=f"places_{key}")
            if number is None:
                continue
            if not 0 <= number <= Quota.MOST:
                raise DomainError(_("Write a number from 0 to %(most)s.") % {"most": Quota.MOST}, field=f"places_{key}")
            if participation and not reason.strip():
                raise DomainError(_("Give a reason."), field=f"reason_{key}")
            wanted[side, participation.pk if participation else None] = (number, reason.strip())
        return wanted

    def _write(self, wanted: _Wanted) -> bool:
        """Keep a number for each that is wanted, and no other; whether any differs."""
        rows = Quota.objects.filter(event=self.row).order_by("pk")
        known = {(row.side, row.participation_id): row for row in rows}
        for key, row in known.items():
            if key not in wanted:
                row.delete()
        differs = not known.keys() <= wanted.keys()
        for key, (places, reason) in wanted.items():
            row = known.get(key) or Quota(event=self.row, side=key[0], participation_id=key[1])
            if row.pk is None or (row.places, row.reason) != (places, reason):
                row.places, row.reason = places, reason
                row.save(by=self.by)
                differs = True
        return differs

    def check_possible(self) -> None:
        """Refuse to set places of what is over, cancelled or not reported."""
        check_works(self.row)
        if not self.row.is_open:
            raise DomainError(event_refusal(self.row))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": places_of(self.row)}

    def get_done_url(self) -> str:
        return str(self.row.address_of("events:delegation-list"))

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("Delegations"), self.get_done_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        """Whoever may can take up again what was held, too."""
        country = self.row.strand.side_letters("counterpart")
        return super().get_context() | {"country": country, "reopens": can_reopen(self.grants, self.row)}


def _check_taken(before: Mapping[Participation, Delegation], after: Mapping[Participation, Delegation]) -> None:
    """Refuse fewer places than have been given."""
    for participation, places in after.items():
        was = before.get(participation, places)
        if places.quota is None or places.quota >= places.taken or places.quota == was.quota:
            continue
        message = ngettext(
            "%(partner)s has nominated %(count)s delegate by now. Decline or withdraw first.",
            "%(partner)s has nominated %(count)s delegates by now. Decline or withdraw first.",
            places.taken,
        )
        facts = {"partner": participation.partner.name, "count": places.taken}
        raise DomainError(message % facts, field=f"places_{participation.side}")
