"""The form of a head count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.act_forms import ActForm
from core.texts import in_reading_order
from events.models.head_count import MOST_PEOPLE
from events.services.head_counts import LONGEST_WORDS
from partnerships.enums import Side

if TYPE_CHECKING:
    from events.models import Event


class HeadCountForm(ActForm):
    """Whom a source counts and how many, as it says it: 30 to 40 city representatives."""

    least = forms.IntegerField(
        label=_("At least"),
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=_("Reports quote it with its source."),
    )
    most = forms.IntegerField(
        label=_("At most"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("Empty where the source gives one number."),
    )
    whom_en = forms.CharField(label=_("Who is counted, in English"), required=False, max_length=LONGEST_WORDS)
    whom_ko = forms.CharField(label=_("Who is counted, in Korean"), required=False, max_length=LONGEST_WORDS)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        help_text=_("So that nobody takes the number of one side for all."),
    )
    source = forms.CharField(
        label=_("Source"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("So that anybody can check it: web addresses, separated by “ ; ”."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [(side.value, event.strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
        self.fields["side"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("head count", "Both, or not said")),
            *sides,
        ]
        whom = in_reading_order("whom")
        self.fields[whom[0]].help_text = _("As the source says it, such as “city representatives”.")
        self.order_fields(["least", "most", *whom, "side", "source"])

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets."""
        given = {name: self.cleaned_data[name] for name in ("whom_en", "whom_ko", "least", "side", "source")}
        most = self.cleaned_data["most"]
        return given | {"most": given["least"] if most is None else most}
