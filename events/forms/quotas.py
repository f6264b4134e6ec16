"""The form of the places at an event: for each side, for single partners with a reason, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.date_fields import DateField
from events.models import Event, Quota
from events.services.quota_setting import MOST, PartnerQuota
from partnerships.enums import Side

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from events.services.quotas import Places
    from partnerships.models import Participation

LEFT_EMPTY = pgettext_lazy("places", "Each partner may nominate so many. Left empty, no number is set here.")


class QuotaForm(ActForm):
    """Numbers for both sides, the last day, and a line for each partner: its own number and why."""

    nominate_until = DateField(
        label=gettext_lazy("Nominations until"),
        required=False,
        help_text=gettext_lazy("The last day, in Brussels. Once it is set, partners with places are asked by mail."),
    )

    def __init__(self, *args: Any, record: Event, places: Mapping[Participation, Places], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.partners = list(places)
        self.initial["nominate_until"] = record.nominate_until
        known = {(row.side, row.participation_id): row for row in Quota.objects.filter(event=record).order_by("pk")}
        for side in (Side.COUNTERPART, Side.EU):
            row = known.get((side.value, None))
            label = _("Places for each partner, %(side)s") % {"side": record.strand.side_name(side)}
            self.fields[f"places_{side.value}"] = _number(label, help_text=LEFT_EMPTY)
            self.initial[f"places_{side.value}"] = row.places if row else None
        for one in self.partners:
            row = known.get((one.side, one.pk))
            # The page says once, above the table, what the numbers of single partners do.
            self.fields[f"places_{one.pk}"] = _number(_("Places of %(partner)s") % {"partner": one.partner.name})
            self.fields[f"reason_{one.pk}"] = forms.CharField(
                label=_("Reason, %(partner)s") % {"partner": one.partner.name},
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.initial[f"places_{one.pk}"] = row.places if row else None
            self.initial[f"reason_{one.pk}"] = row.reason if row else ""
        self.taken = {one.pk: found.taken for one, found in places.items()}

    @property
    def sides(self) -> dict[str, int | None]:
        """What the service gets: the number of each side."""
        return {side.value: self.cleaned_data[f"places_{side.value}"] for side in Side}

    @property
    def own(self) -> list[PartnerQuota]:
        """What the service gets: partners with a number of their own."""
        given = self.cleaned_data
        return [PartnerQuota(one, given[f"places_{one.pk}"], given[f"reason_{one.pk}"]) for one in self.partners]

    @property
    def head_fields(self) -> list[BoundField]:
        """The fields above the table of partners."""
        return [self[name] for name in ("places_counterpart", "places_eu", "nominate_until")]

    @property
    def partner_rows(self) -> list[tuple[Participation, int, BoundField, BoundField]]:
        """For each partner how many are named, the field of its number and that of the reason."""
        return [(one, self.taken[one.pk], self[f"places_{one.pk}"], self[f"reason_{one.pk}"]) for one in self.partners]


def _number(label: str, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
        help_text=help_text,
    )
