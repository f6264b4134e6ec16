"""The forms of publicity, and of public results: write them, release them, take a release back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from core.act_forms import IN_LANGUAGE, ActForm, EditForm, ReasonForm, text_field
from core.blocks import text_of
from core.date_fields import DateField
from core.texts import LANGUAGES, in_reading_order, reading_order
from partnerships.models import Pairing
from reports.enums import PublicityLanguage
from reports.models import PublicityItem, PublicResults
from reports.public.models import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE, TEXTS
from reports.public.selectors import ItemKind, candidates, picked


class PublicityForm(EditForm):
    """An item, new or not. `office` says that staff or an administrator fill it in: some of theirs are the strand's."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=PublicityLanguage.choices)

    class Meta:
        model = PublicityItem
        fields: list[str] = ["published_on", "outlet", "title", "language", "link", "published_by", "pairing"]
        field_classes: dict[str, Any] = {"published_on": DateField}
        labels: dict[str, Any] = {
            "published_on": gettext_lazy("Published on"),
            "outlet": gettext_lazy("Outlet"),
            "title": gettext_lazy("Title as it was published"),
            "link": gettext_lazy("Link"),
            "published_by": gettext_lazy("Published by"),
            "pairing": gettext_lazy("Pairing"),
        }
        help_texts: dict[str, Any] = {
            "outlet": gettext_lazy("The newspaper, broadcaster or website."),
            "title": gettext_lazy("In its own language, not translated."),
            "link": gettext_lazy("Begins with https://. Empty where it is on paper alone."),
            "published_by": gettext_lazy("The organisation that published or sent it, such as the city. No person."),
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

    @property
    def given(self) -> dict[str, Any]:
        if self.record.pk is not None:
            return super().given
        return {"values": {name: self.cleaned_data[name] for name in self.Meta.fields}}


# The forms of public results: write them, release them, take a release back.


def _key(item: Mapping[str, str]) -> str:
    """How the fields of a record begin: by what it is, since another may add or leave out some meanwhile."""
    return f"item_{item['kind']}_{item['code']}"


class ResultsForm(ActForm):
    """The summary, the words of each chosen record in both languages, and the records that can be added."""

    keeps_drafts = True

    why: dict[str, Any] = {"summary": gettext_lazy("It opens the public page of the pairing.")}

    summary_en = text_field(gettext_lazy("Summary in English"), LONGEST_SUMMARY, rows=5)
    summary_ko = text_field(gettext_lazy("Summary in Korean"), LONGEST_SUMMARY, rows=5)

    def __init__(self, *args: Any, record: PublicResults, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("summary_en", "summary_ko"):
            self.initial.setdefault(name, getattr(record, name))
        self.items: list[dict[str, str]] = [dict(item) for item in record.items]
        for item in self.items:
            self._add_row(item)
        chosen = {(item["kind"], item["code"]) for item in self.items}
        every = candidates(record.pairing)
        self.left = {f"{one['kind']}:{one['code']}": one for one in every if (one["kind"], one["code"]) not in chosen}
        if self.left:
            named = {key: text_of(picked(one, "title")) for key, one in self.left.items()}
            self.fields["add"] = forms.MultipleChoiceField(
                label=_("Records to add"),
                required=False,
                choices=[(key, f"{ItemKind(self.left[key]['kind']).label}: {name}") for key, name in named.items()],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("When you save, their text is proposed; you can then change it."),
            )

    def _add_row(self, item: dict[str, str]) -> None:
        key = _key(item)
        self.fields[f"{key}_keep"] = forms.BooleanField(
            label=_("Agree to the release of this result"), required=False, initial=True
        )
        for language in LANGUAGES:
            title = text_field(_("Title, %(language)s") % {"language": IN_LANGUAGE[language]}, LONGEST_TITLE)
            title.widget = forms.TextInput()
            self.fields[f"{key}_title_{language}"] = title
            text = text_field(_("Text, %(language)s") % {"language": IN_LANGUAGE[language]}, LONGEST_TEXT, rows=2)
            self.fields[f"{key}_text_{language}"] = text
        for name in TEXTS:
            self.initial.setdefault(f"{key}_{name}", item.get(name, ""))

    def values_of(self, record: PublicResults) -> dict[str, Any]:
        """Both summaries, and of each record that it is kept, and its words."""
        values: dict[str, Any] = {name: getattr(record, name) for name in ("summary_en", "summary_ko")}
        for item in record.items:
            values[f"{_key(item)}_keep"] = True
            values |= {f"{_key(item)}_{name}": item.get(name, "") for name in TEXTS}
        return values

    @property
    def summaries(self) -> list[Any]:
        """Both summaries, the reader's language first."""
        return [self[name] for name in in_reading_order("summary")]

    @property
    def add_field(self) -> Any:
        """The records that can be added, where there are any."""
        return self["add"] if "add" in self.fields else None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The chosen records as the page draws them."""
        mine, other = reading_order()
        return [
            {
                "kind": str(ItemKind(item["kind"]).label) if item["kind"] in ItemKind.values else "",
                "name": item[f"title_{mine}"] or item[f"title_{other}"],
                "keep": self[f"{_key(item)}_keep"],
                "first": [self[f"{_key(item)}_{stem}_{mine}"] for stem in ("title", "text")],
                "other": [self[f"{_key(item)}_{stem}_{other}"] for stem in ("title", "text")],
                "is_other_wrong": any(self.errors.get(f"{_key(item)}_{stem}_{other}") for stem in ("title", "text")),
            }
            for item in self.items
        ]

    @property
    def given(self) -> dict[str, Any]:
        """Both summaries and the records as they are sent, and whether some are added, whose words are to be read."""
        given = self.cleaned_data
        kept = [
            {"kind": item["kind"], "code": item["code"]} | {name: given[f"{_key(item)}_{name}"] for name in TEXTS}
            for item in self.items
            if given[f"{_key(item)}_keep"]
        ]
        chosen = set(given.get("add", []))
        added = [one for key, one in self.left.items() if key in chosen]
        changes = {"summary_en": given["summary_en"], "summary_ko": given["summary_ko"], "items": [*kept, *added]}
        return {"changes": changes, "adds": bool(chosen)}


class ReleaseResultsForm(ActForm):
    """Releases the edition that was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, record: PublicResults, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial["edition"] = record.edition


class WithdrawalForm(ReasonForm):
    """Why a side takes its release back; it takes effect at once."""

    why: dict[str, Any] = {"reason": gettext_lazy("The other side and staff read it; the public does not.")}
