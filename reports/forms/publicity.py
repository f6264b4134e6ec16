"""The form of a publicity item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.act_forms import EditForm
from core.date_fields import DateField
from partnerships.models import Pairing
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.services.publicity import items_with_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Strand


def choosable_pairings(grants: Grants, strand: Strand, *, office: bool) -> list[Pairing]:
    """The pairings an item can be of: for the office all of the strand, for a coordinator the own."""
    rows = Pairing.objects.filter(strand=strand).with_names().order_by("code")
    if office:
        return list(rows)
    return [row for row in rows if {row.eu_id, row.counterpart_id} & grants.participations]


class PublicityForm(EditForm):
    """An item, new or not. `office` says that staff or an administrator fill it in: they enter some of the strand too.

    Where its link stands in the list already, a tick says that it is another item all the same.
    """

    again = forms.BooleanField(label=gettext_lazy("It is another item: save it all the same"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=PublicityLanguage.choices,
        help_text=gettext_lazy("Readers see whether they can read it."),
    )

    class Meta:
        model = PublicityItem
        fields: ClassVar[list[str]] = [
            "published_on",
            "outlet",
            "title",
            "language",
            "link",
            "published_by",
            "pairing",
        ]
        field_classes: ClassVar[dict[str, Any]] = {"published_on": DateField}
        labels: ClassVar[dict[str, Any]] = {
            "published_on": gettext_lazy("Published on"),
            "outlet": gettext_lazy("Outlet"),
            "title": gettext_lazy("Title as it was published"),
            "link": gettext_lazy("Link"),
            "published_by": gettext_lazy("Published by"),
            "pairing": gettext_lazy("Pairing"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "published_on": gettext_lazy("It decides which report names it."),
            "outlet": gettext_lazy("The newspaper, broadcaster or website."),
            "title": gettext_lazy("In its own language, not translated."),
            "link": gettext_lazy("Begins with https://. Empty where it is on paper alone."),
            "published_by": gettext_lazy("The organisation that published or sent it, such as the city. No person."),
            "pairing": gettext_lazy("The reports of this pairing name it."),
        }

    def __init__(
        self, *args: Any, record: PublicityItem, pairings: Sequence[Pairing], office: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        chosen: Any = self.fields["pairing"]
        chosen.queryset = Pairing.objects.filter(pk__in=[row.pk for row in pairings]).with_names().order_by("code")
        chosen.label_from_instance = lambda row: row.name
        chosen.required = not office
        chosen.empty_label = pgettext("publicity item", "The strand as a whole") if office else _("Choose a pairing")
        if not office and len(pairings) == 1 and not record.pk:
            self.initial["pairing"] = pairings[0].pk
        self._offer_again()

    def _offer_again(self) -> None:
        sent = str(self.data.get(self.add_prefix("link"), "")).replace("\x00", "")
        if not (sent and items_with_link(self.record.strand, sent, but=self.record)):
            del self.fields["again"]

    @property
    def is_another(self) -> bool:
        """Whether it is another item though its link stands in the list."""
        return bool(self.cleaned_data.get("again"))

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets that adds one."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
