"""The forms of visit notes: write one in a line, edit it, decide on an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, EditForm
from core.folding import ByName
from core.texts import reader_language, writer_language
from events.enums import InterestOutcome
from events.models import AgendaItem, VisitNote
from events.services.noted_interests import LONGEST_REASON, NO_PROJECT
from events.services.visit_notes import MOST_LETTERS
from partnerships.forms.projects import TopicField
from partnerships.models import Project

if TYPE_CHECKING:
    from core.errors import DomainError
    from events.models import Event, NotedInterest
    from partnerships.models import Pairing


class SidesField(forms.MultipleChoiceField):
    """Which of the two sides are interested, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Who is interested"), required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def offer(self, pairing: Pairing) -> None:
        """The partners of the pairing, counterpart first as its name is written."""
        self.choices = [(side, str(partner.name)) for side, partner in reversed(pairing.partners)]


class ItemField(forms.ModelChoiceField):
    """An item of the event's agenda."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=AgendaItem.objects.none(),
            required=False,
            label=gettext_lazy("Agenda item"),
            empty_label=pgettext_lazy("agenda item of a note", "None in particular"),
            **kwargs,
        )

    def offer(self, event: Event, *, also: int | None = None) -> None:
        """What stands on the agenda; `also` is the item that is chosen already."""
        rows = event.agenda.filter(Q(removed_at=None) | Q(pk__in=[also] if also else []))
        self.queryset = rows.in_order()


class VisitNoteAddForm(ActForm):
    """One thing in a line, and who is interested; an agenda item can stand for the words."""

    why: ClassVar[dict[str, Any]] = {
        "what": gettext_lazy("Both sides and the programme staff read it, and reports draw on it."),
        "item": gettext_lazy("If you write no text, the title of the agenda item is used."),
        "sides": gettext_lazy("Each interest stays open until it is a project or not pursued."),
    }

    what = forms.CharField(
        label=gettext_lazy("What was seen or discussed"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
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
    def values(self) -> dict[str, Any]:
        """What the service gets: the text stands in the language that it is written in."""
        text = self.cleaned_data["what"]
        return {f"what_{writer_language(text)}": text, "item": self.cleaned_data["item"]}


class VisitNoteEditForm(EditForm):
    """What a note says in both languages, and who is interested."""

    why: ClassVar[dict[str, Any]] = {
        "what": gettext_lazy("Both sides and the programme staff read it, and reports draw on it."),
        "item": gettext_lazy("If you write no text, the title of the agenda item is used."),
        "topic": gettext_lazy("A project made of it takes the topic over."),
        "sides": gettext_lazy("Each interest stays open until it is a project or not pursued."),
    }

    topic = TopicField()
    item = ItemField()
    sides = SidesField()

    class Meta:
        model = VisitNote
        fields: ClassVar[list[str]] = ["what_en", "what_ko", "item", "topic"]
        widgets: ClassVar[dict[str, Any]] = {
            "what_en": forms.Textarea(attrs={"rows": 3}),
            "what_ko": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "what_en": gettext_lazy("What was seen or discussed, in English"),
            "what_ko": gettext_lazy("What was seen or discussed, in Korean"),
        }

    def __init__(self, *args: Any, record: VisitNote, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["topic"].offer(record.event.strand)  # type: ignore[attr-defined]
        self.fields["item"].offer(record.event, also=record.item_id)  # type: ignore[attr-defined]
        self.fields["sides"].offer(record.pairing)  # type: ignore[attr-defined]
        self.initial.setdefault("sides", [interest.side for interest in record.interests.all()])
        if reader_language() == "ko":
            self.order_fields(["what_ko", "what_en"])


class _Deciding(ActForm):
    """An act that somebody else may have done since: then there is nothing to compare, and the service says so."""

    reached: ClassVar[str] = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the version unless the interest has come where the act leads."""
        if self.record.outcome == self.reached:
            return self.cleaned_data
        return super().clean()


class InterestProjectForm(_Deciding):
    """A new project, unless one that the pairing has is chosen."""

    why: ClassVar[dict[str, Any]] = {
        "project": gettext_lazy("The interest then leads to this project."),
    }

    reached = InterestOutcome.PROJECT
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
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
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, record: NotedInterest, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("reason", record.reason)
        self.fields["reason"].help_text = gettext_lazy("Both sides read it. Left empty, it says: “%(words)s”") % {
            "words": NO_PROJECT
        }


class InterestReopenForm(_Deciding):
    """Nothing to fill in."""

    reached = InterestOutcome.OPEN
