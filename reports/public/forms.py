"""The form of a publicity item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.act_forms import ActForm, EditForm
from core.date_fields import DateField
from core.texts import LANGUAGES, reader_language
from partnerships.models import Pairing
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.public.selectors import TEXTS, Candidate, ItemKind, candidates
from reports.public.services import items_with_link
from reports.public.writing import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Strand
    from reports.models import PublicResults


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


# The forms of public results: write them, release them, take a release back.

_WORDS = {"en": gettext_lazy("in English"), "ko": gettext_lazy("in Korean")}
FIRST_VERSION = 1  # of results that nobody has saved yet


def _text(label: Any, most: int, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


def _in_order() -> list[str]:
    """The two languages, the reader's first."""
    return sorted(LANGUAGES, key=lambda language: language != reader_language())


@dataclass(frozen=True, slots=True)
class Row:
    """One chosen record as the page draws it: its kind and name, the fields by language, and whether it stays."""

    kind: str
    name: str
    keep: Any
    first: list[Any]
    other: list[Any]

    @property
    def other_wrong(self) -> bool:
        """Whether something is wrong with the words in the other language."""
        return any(field.errors for field in self.other)


class ResultsForm(ActForm):
    """The summary, the words of each chosen record in both languages, and the records that can be added."""

    why: ClassVar[dict[str, Any]] = {
        "summary": gettext_lazy("It opens the public page of the pairing."),
    }

    summary_en = _text(gettext_lazy("Summary in English"), LONGEST_SUMMARY, rows=5)
    summary_ko = _text(gettext_lazy("Summary in Korean"), LONGEST_SUMMARY, rows=5)

    def __init__(self, *args: Any, record: PublicResults, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("summary_en", "summary_ko"):
            self.initial.setdefault(name, getattr(record, name))
        self.items: list[dict[str, str]] = [dict(item) for item in record.items]
        for number, item in enumerate(self.items):
            self._add_row(number, item)
        chosen = {(item["kind"], item["code"]) for item in self.items}
        every = candidates(record.pairing)
        self.left: list[Candidate] = [one for one in every if (one.kind.value, one.code) not in chosen]
        if self.left:
            self.fields["add"] = forms.MultipleChoiceField(
                label=_("Records to add"),
                required=False,
                choices=[(one.key, f"{one.kind.label}: {one.name}") for one in self.left],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Their words are proposed when you save; change them then."),
            )

    def _add_row(self, number: int, item: dict[str, str]) -> None:
        key = f"item_{number}"
        self.fields[f"{key}_keep"] = forms.BooleanField(label=_("Release this result"), required=False, initial=True)
        for language in LANGUAGES:
            title = _text(_("Title, %(language)s") % {"language": _WORDS[language]}, LONGEST_TITLE)
            title.widget = forms.TextInput()
            self.fields[f"{key}_title_{language}"] = title
            text = _text(_("Text, %(language)s") % {"language": _WORDS[language]}, LONGEST_TEXT, rows=2)
            self.fields[f"{key}_text_{language}"] = text
        for name in TEXTS:
            self.initial.setdefault(f"{key}_{name}", item.get(name, ""))

    @property
    def once_fields(self) -> list[Any]:
        """What the form carries beside its rows."""
        return [self[name] for name in ("once", "seen_version") if name in self.fields]

    @property
    def summaries(self) -> list[Any]:
        """Both summaries, the reader's language first."""
        return [self[f"summary_{language}"] for language in _in_order()]

    @property
    def add_field(self) -> Any:
        """The records that can be added, where there are any."""
        return self["add"] if "add" in self.fields else None

    @property
    def rows(self) -> list[Row]:
        """The chosen records as the page draws them."""
        mine, other = _in_order()
        return [
            Row(
                kind=str(ItemKind(item["kind"]).label) if item["kind"] in ItemKind.values else "",
                name=item[f"title_{mine}"] or item[f"title_{other}"],
                keep=self[f"item_{number}_keep"],
                first=[self[f"item_{number}_{stem}_{mine}"] for stem in ("title", "text")],
                other=[self[f"item_{number}_{stem}_{other}"] for stem in ("title", "text")],
            )
            for number, item in enumerate(self.items)
        ]

    @property
    def changes(self) -> dict[str, Any]:
        """What the service gets; it finds out itself what has changed."""
        given = self.cleaned_data
        kept = [
            {"kind": item["kind"], "code": item["code"]} | {name: given[f"item_{number}_{name}"] for name in TEXTS}
            for number, item in enumerate(self.items)
            if given[f"item_{number}_keep"]
        ]
        chosen = set(given.get("add", []))
        added = [one.item for one in self.left if one.key in chosen]
        return {"summary_en": given["summary_en"], "summary_ko": given["summary_ko"], "items": [*kept, *added]}

    @property
    def adds(self) -> bool:
        """Whether records are added, whose words are then to be read."""
        return bool(self.cleaned_data.get("add"))


class ReleaseForm(ActForm):
    """Releases the edition that was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, record: PublicResults, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial["edition"] = record.edition


class WithdrawalForm(ActForm):
    """Why a side takes its release back; it takes effect at once."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The other side and staff read it; the public does not."),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )
