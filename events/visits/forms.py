"""The forms of minutes and their objections, of visit notes and the interests in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django import forms
from django.db.models import BigIntegerField, Q
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.act_forms import IN_LANGUAGE, ActForm, EditForm, reason_field, text_field
from core.errors import DomainError
from core.folding import ByName
from core.meanwhile import merge_field
from core.texts import LANGUAGES, in_reading_order, reading_order, writer_language
from events.enums import InterestOutcome
from events.models import AgendaItem, Event, Minutes, NotedInterest, VisitNote
from events.visits import models
from events.visits.selectors import items_to_write
from partnerships.models import Pairing, Project
from partnerships.projects.forms import ProjectStartForm, TopicField

SPARE = 2  # empty rows for what stood on no agenda


def _by_row(items: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Items by the key of what they are on the agenda; what stood on none counted from -1 downwards, in its order."""
    own = count(-1, -1)
    return {item.get("item") or next(own): item for item in items}


class MinutesForm(ActForm):
    """The summary, and for each item what was said and decided, in both languages; rows without words are left out."""

    keeps_drafts = True

    why: dict[str, Any] = {"summary": gettext_lazy("It is part of the text that both sides confirm.")}

    rows_shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=models.MOST_ITEMS)
    summary_en = text_field(gettext_lazy("Summary in English"), models.LONGEST_SUMMARY, rows=4)
    summary_ko = text_field(gettext_lazy("Summary in Korean"), models.LONGEST_SUMMARY, rows=4)

    def __init__(self, *args: Any, record: Minutes, more: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("summary_en", "summary_ko"):
            self.initial.setdefault(name, getattr(record, name))
        items = [*items_to_write(record), *[{} for _spare in range(SPARE)]]
        self.count = self._count(len(items)) + more
        self.initial["rows_shown"] = self.count
        for number in range(self.count):
            self._add_row(number, items[number] if number < len(items) else {})

    def _count(self, known: int) -> int:
        """So many rows as were sent, or were shown before; else so many as there are items, and some spare."""
        sent = str((self.data if self.is_bound else self.initial).get("rows_shown", ""))
        return min(int(sent), models.MOST_ITEMS) if sent.isascii() and sent.isdigit() and len(sent) < 4 else known

    def _add_row(self, number: int, item: dict[str, Any]) -> None:
        key = f"item_{number}"
        self.fields[f"{key}_item"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=0, max_value=BigIntegerField.MAX_BIGINT
        )
        self.initial.setdefault(f"{key}_item", item.get("item", 0))
        for language in LANGUAGES:
            title = text_field(
                _("Title, %(language)s") % {"language": IN_LANGUAGE[language]}, models.LONGEST_ITEM_TITLE
            )
            title.widget = forms.TextInput()
            self.fields[f"{key}_title_{language}"] = title
            said = _("Said, %(language)s") % {"language": IN_LANGUAGE[language]}
            self.fields[f"{key}_said_{language}"] = text_field(said, models.LONGEST_ITEM_TEXT)
            decided = _("Decided, %(language)s") % {"language": IN_LANGUAGE[language]}
            self.fields[f"{key}_decision_{language}"] = text_field(decided, models.LONGEST_ITEM_TEXT, rows=2)
        for name in Minutes.ITEM_TEXTS:
            self.initial.setdefault(f"{key}_{name}", item.get(name, ""))

    def values_of(self, record: Minutes) -> dict[str, Any]:
        """The summaries; rows are taken over by what they are about."""
        return {name: getattr(record, name) for name in ("summary_en", "summary_ko")}

    def take_over(self, before: Minutes, sent: QueryDict) -> None:
        """Of each item, too: in its row where this user left that as it was, else beside it or in a new row."""
        super().take_over(before, sent)
        was, now = _by_row(before.items), _by_row(self.record.items)
        shown = _by_row({"item": self.cleaned_data.get(f"item_{number}_item")} for number in range(self.count))
        for number, key in enumerate(shown):
            names = [name for name in Minutes.ITEM_TEXTS if key < 0 or not name.startswith("title")]
            is_typed = any(str(sent.get(f"item_{number}_{name}", "")).strip() for name in names)
            if key in now and key not in was and key < 0 and is_typed:
                self._append(now[key], sent)
                continue
            for name in names:
                texts = (one.get(key, {}).get(name, "") for one in (was, now))
                merge_field(self, sent, f"item_{number}_{name}", *texts)
        for key in now.keys() - shown.keys():
            self._append(now[key], sent)

    def _append(self, item: dict[str, Any], sent: QueryDict) -> None:
        """A row more, as another wrote it."""
        self._add_row(self.count, item)
        for name in ("item", *Minutes.ITEM_TEXTS):
            sent[f"item_{self.count}_{name}"] = item.get(name) or ""
        self.count += 1
        sent["rows_shown"] = str(self.count)

    @property
    def once_fields(self) -> list[Any]:
        """What the form carries beside its rows."""
        return [self[name] for name in ("once", "seen_version", "rows_shown") if name in self.fields]

    @property
    def summaries(self) -> list[Any]:
        """Both summaries, the reader's language first."""
        return [self[name] for name in in_reading_order("summary")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The items as the page draws them."""
        return [self._row(f"item_{number}") for number in range(self.count)]

    def _row(self, key: str) -> dict[str, Any]:
        """An item's title, and the fields of either language; of what stands on the agenda nobody types the title."""
        mine, other = reading_order()
        titles = {language: self[f"{key}_title_{language}"] for language in LANGUAGES}
        titled = str(self[f"{key}_item"].value() or 0) != "0"
        language = mine if titles[mine].value() else other
        names = ("said", "decision") if titled else ("title", "said", "decision")
        others = [self[f"{key}_{name}_{other}"] for name in names]
        known = titles.values() if titled else ()
        return {
            "titled": titled,
            "title": titles[language].value() or "",
            "language": language,
            "hidden": [field.as_hidden() for field in (self[f"{key}_item"], *known) if field.value()],
            "first": [self[f"{key}_{name}_{mine}"] for name in names],
            "other": others,
            "other_written": any(field.value() or field.errors for field in others),
        }

    @property
    def given(self) -> dict[str, Any]:
        """The whole text; the action finds out itself what has changed."""
        given = self.cleaned_data
        items = [
            {"item": given[f"item_{number}_item"] or 0}
            | {name: given[f"item_{number}_{name}"] for name in Minutes.ITEM_TEXTS}
            for number in range(self.count)
        ]
        return {"changes": {"summary_en": given["summary_en"], "summary_ko": given["summary_ko"], "items": items}}

    @classmethod
    def with_more_rows(cls, record: Minutes, sent: Mapping[str, Any]) -> MinutesForm:
        """The form with what was typed so far and some more empty rows; nothing is saved or judged yet."""
        typed = {name: str(value) for name, value in sent.items()}
        form = cls(initial=typed, record=record, more=SPARE + 1)
        if "seen_version" in form.fields and "seen_version" in typed:
            form.initial["seen_version"] = typed["seen_version"]
        return form


class ObjectionForm(ActForm):
    """What a side objects to; it belongs to the version that was read."""

    keeps_drafts = True

    text = forms.CharField(
        label=gettext_lazy("Objection"),
        max_length=models.LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It is shown beside the text. The other side gets an e-mail."),
        error_messages={"required": gettext_lazy("Write what you object to.")},
    )


# The forms of visit notes: write one in a line, edit it, decide on an interest.


class SidesField(forms.MultipleChoiceField):
    """Which of the two sides are interested, by name."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Who is interested"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self, pairing: Pairing) -> None:
        """The partners of the pairing, counterpart first as its name is written."""
        self.choices = [(side, str(partner.name)) for side, partner in reversed(pairing.partners)]


class ItemField(forms.ModelChoiceField):
    """An item of the event's agenda."""

    def __init__(self) -> None:
        super().__init__(
            queryset=AgendaItem.objects.none(),
            required=False,
            label=gettext_lazy("Agenda item"),
            empty_label=pgettext_lazy("agenda item of a note", "None in particular"),
        )

    def offer(self, event: Event, *, also: int | None = None) -> None:
        """What stands on the agenda; `also` is the item that is chosen already."""
        self.queryset = event.agenda.filter(Q(removed_at=None) | Q(pk__in=[also] if also else [])).in_order()


WHY: dict[str, Any] = {
    "what": gettext_lazy("Visible to both sides and the programme staff, and used in reports."),
    "item": gettext_lazy("If you write no text, the title of the agenda item is used."),
    "sides": gettext_lazy("Each interest stays open until it is a project or not pursued."),
}


class VisitNoteAddForm(ActForm):
    """One thing in a line, and who is interested; an agenda item can stand for the words."""

    keeps_drafts = True

    why: dict[str, Any] = WHY

    what = text_field(gettext_lazy("What was seen or discussed"), models.LONGEST_NOTE, rows=2)
    item = ItemField()
    sides = SidesField()

    def __init__(self, *args: Any, event: Event, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].offer(event)  # type: ignore[attr-defined]
        self.fields["sides"].offer(pairing)  # type: ignore[attr-defined]

    def refuse(self, refusal: DomainError) -> None:
        """The form has one box for a text."""
        if (refusal.field or "").startswith("what"):
            refusal.field = "what"
        super().refuse(refusal)

    @property
    def given(self) -> dict[str, Any]:
        """The text stands in the language that it is written in."""
        given = super().given
        text = given.pop("what")
        return {"values": {f"what_{writer_language(text)}": text, "item": given["item"]}, "sides": given["sides"]}


class VisitNoteEditForm(EditForm):
    """What a note says in both languages, and who is interested."""

    keeps_drafts = True

    why: dict[str, Any] = WHY | {"topic": gettext_lazy("A project made of it takes the topic over.")}

    topic = TopicField()
    item = ItemField()
    sides = SidesField()

    class Meta:
        model = VisitNote
        fields: list[str] = ["what_en", "what_ko", "item", "topic"]
        widgets = dict.fromkeys(("what_en", "what_ko"), forms.Textarea(attrs={"rows": 3}))
        labels: dict[str, Any] = {
            "what_en": gettext_lazy("What was seen or discussed, in English"),
            "what_ko": gettext_lazy("What was seen or discussed, in Korean"),
        }

    def __init__(self, *args: Any, record: VisitNote, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["topic"].offer(record.event.strand)  # type: ignore[attr-defined]
        self.fields["item"].offer(record.event, also=record.item_id)  # type: ignore[attr-defined]
        self.fields["sides"].offer(record.pairing)  # type: ignore[attr-defined]
        self.initial.setdefault("sides", [interest.side for interest in record.interests.all()])

    @property
    def given(self) -> dict[str, Any]:
        return super().given | {"sides": self.cleaned_data["sides"]}


class _Deciding(ActForm):
    """A decision that somebody else may have taken since: then there is nothing to compare, and the action says so."""

    reached: str = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the version unless the interest has come where the act leads."""
        if self.record.outcome == self.reached and not self.cleaned_data.get("reason"):
            return self.cleaned_data
        return super().clean()


class InterestProjectForm(_Deciding, ProjectStartForm):
    """The sheet of a new project, unless one that the pairing has is chosen."""

    why: dict[str, Any] = {**ProjectStartForm.why, "project": gettext_lazy("The interest then leads to this project.")}

    reached = InterestOutcome.PROJECT
    project = forms.ModelChoiceField(
        label=gettext_lazy("Part of a project"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=pgettext_lazy("project", "A new one, named after the note"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, record: NotedInterest, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        rows = Project.objects.filter(pairing=record.note.pairing_id).order_by(ByName(), "code")
        self.fields["project"].queryset = rows  # type: ignore[attr-defined]


class InterestDropForm(_Deciding):
    """Not pursued; the reason can be given in one's own words."""

    reached = InterestOutcome.NOT_PURSUED
    reason = reason_field(required=False, help_text="")

    def __init__(self, *args: Any, record: NotedInterest, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("reason", record.reason)
        self.fields["reason"].help_text = gettext_lazy("Both sides read it. Left empty, it says: “%(words)s”") % {
            "words": models.NO_PROJECT
        }


class InterestReopenForm(_Deciding):
    """Nothing to fill in; `removes` is of who takes back at once that it became a project."""

    reached = InterestOutcome.OPEN
    removes = forms.BooleanField(required=False, widget=forms.HiddenInput)
