"""The forms of a cooperation project: add it, edit it, move its level, link its milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.act_forms import ActForm, EditForm
from core.choice_fields import RowsField
from core.date_fields import HELP, DateField, PartialDateField
from core.folding import ByName
from core.formats import bracketed
from core.period_forms import with_dates
from core.texts import in_reading_order
from partnerships.documents.forms import DocumentSelect
from partnerships.documents.services import choosable_documents
from partnerships.enums import LEVELS, UNITS_OF, ProjectLevel, Responsible
from partnerships.hours.selectors import warn_of_days
from partnerships.indicators.forms import NumberField
from partnerships.models import Document, Milestone, Participation, Project, Theme
from partnerships.projects.results import LONGEST_FUNDER
from partnerships.projects.selectors import LONGEST_LINK
from partnerships.projects.services import LONGEST_TEXT, LONGEST_WORDS
from partnerships.why import ONE_LANGUAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from core.errors import DomainError
    from partnerships.models import Pairing, ProjectResult, Strand

DOCUMENTS = 100  # the newest that are offered as evidence


def _topics_of(strand: Strand) -> list[tuple[Any, Any]]:
    """The strand's topics below their areas, and the areas themselves, for a select."""
    themes = list(Theme.objects.filter(strand=strand).order_by("position", "pk"))
    found: list[tuple[Any, Any]] = [("", pgettext_lazy("topic of a project", "None chosen"))]
    for area in themes:
        if area.parent_id is None:
            topics = [(topic.pk, topic.name) for topic in themes if topic.parent_id == area.pk]
            found.append((area.name, [(area.pk, area.name), *topics]))
    return found


def _leads_of(pairing: Pairing) -> list[tuple[str, Any]]:
    """Who may lead a project, by name."""
    sides = [(side, partner.name) for side, partner in pairing.partners]
    return [("", pgettext_lazy("lead side", "Not said")), *sides, (Responsible.BOTH.value, Responsible.BOTH.label)]


def _further_of(pairing: Pairing) -> QuerySet[Participation]:
    """The strand's partners beside the two of the pairing."""
    rows = Participation.objects.filter(strand=pairing.strand_id).exclude(
        pk__in=[pairing.eu_id, pairing.counterpart_id]
    )
    return rows.select_related("partner", "strand").order_by(ByName("partner__"), "pk")


class TopicField(forms.ModelChoiceField):
    """One of the strand's topics, shown below its area."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Theme.objects.none(), required=False, label=_("Topic"), **kwargs)

    def offer(self, strand: Strand) -> None:
        """Read what may be chosen."""
        self.queryset = Theme.objects.filter(strand=strand)
        self.choices = _topics_of(strand)


class FurtherField(RowsField):
    """Partners beside the two of the pairing, to be ticked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Participation.objects.none(),
            required=False,
            label=_("Further partners"),
            help_text=_("A project may bring in partners of other pairings; it then appears with them, too."),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def label_from_instance(self, obj: Participation) -> str:
        """The partner with its side."""
        return bracketed(obj.partner.name, obj.strand.side_name(obj.side))


WHY: dict[str, Any] = {
    "title": ONE_LANGUAGE,
    "summary": _("The project's page and reports show it."),
    "topic": _("Lists and reports are sorted by topic."),
    "lead": _("Tasks of the project go to this side."),
}


class ProjectAddForm(ActForm):
    """A new project: its title suffices."""

    why: ClassVar[dict[str, Any]] = WHY

    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)
    summary_en = forms.CharField(
        label=_("Summary in English"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    summary_ko = forms.CharField(
        label=_("Summary in Korean"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    topic = TopicField()
    lead = forms.ChoiceField(label=_("Lead side"), required=False)
    evidence = forms.CharField(
        label=_("How it was found"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as a visit, a call or a need that met an offer. It stands beside the first level."),
    )
    first_reported_text = PartialDateField(label=_("First reported"))
    further = FurtherField()

    def __init__(self, *args: Any, record: Any = None, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["topic"].offer(pairing.strand)  # type: ignore[attr-defined]
        self.fields["lead"].choices = _leads_of(pairing)  # type: ignore[attr-defined]
        self.fields["further"].queryset = _further_of(pairing)  # type: ignore[attr-defined]
        self.fields["first_reported_text"].help_text = HELP
        self.order_fields([*in_reading_order("title", "summary"), "topic", "lead", "evidence"])

    def clean(self) -> dict[str, Any]:
        """A title in one language."""
        values = super().clean()
        if not values.get("title_en") and not values.get("title_ko"):
            self.add_error(in_reading_order("title")[0], _("Write it in at least one language."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets, beside the evidence."""
        given = self.cleaned_data
        names = ("title_en", "title_ko", "summary_en", "summary_ko", "topic", "lead")
        return {name: given[name] for name in names} | {
            "first_reported_date": given["first_reported_text"],
            "further": list(given["further"]),
        }


@with_dates(first_reported=_("First reported"))
class ProjectEditForm(EditForm):
    """What a project says of itself; level, organisations, results and agreed text have forms of their own."""

    why: ClassVar[dict[str, Any]] = {**WHY, "note": _("Whoever may open the page reads it.")}

    topic = TopicField()
    further = FurtherField()

    class Meta:
        model = Project
        fields = ("title_en", "title_ko", "summary_en", "summary_ko", "topic", "lead", "note")
        widgets: ClassVar[dict[str, Any]] = {
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "summary_ko": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["topic"].offer(record.pairing.strand)  # type: ignore[attr-defined]
        self.fields["lead"].choices = _leads_of(record.pairing)  # type: ignore[attr-defined]
        self.fields["further"].queryset = _further_of(record.pairing)  # type: ignore[attr-defined]
        self.chosen = list(record.further_partners.order_by("position").values_list("participation", flat=True))
        self.initial["further"] = self.chosen
        self.fields["first_reported_text"].help_text = HELP
        for name in ("summary_en", "summary_ko", "note"):
            self.fields[name].max_length = LONGEST_TEXT  # type: ignore[attr-defined]
        self.order_fields([*in_reading_order("title", "summary"), "topic", "lead", "first_reported_text", "note"])

    @property
    def changes(self) -> dict[str, Any]:
        """What changed; partners that stay keep their order, new ones follow by name."""
        found = super().changes
        if "further" in found:
            places = {key: place for place, key in enumerate(self.chosen)}
            found["further"] = sorted(found["further"], key=lambda row: places.get(row.pk, len(places)))
        return found


class DocumentField(forms.ModelChoiceField):
    """A document of the pairing that both sides see."""

    widget = DocumentSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Document.objects.none(),
            required=False,
            label=_("Document"),
            empty_label=pgettext_lazy("document as evidence", "None"),
            help_text=_("One that hangs on this pairing or its records, and that both sides see."),
            **kwargs,
        )

    def offer(self, pairing: Pairing, grants: Grants, *, also: int | None = None) -> None:
        """Read the newest ones that the reader may choose; `also` is chosen already."""
        keys = list(choosable_documents(grants, pairing).values_list("pk", flat=True)[:DOCUMENTS])
        self.queryset = Document.objects.filter(pk__in=[*keys, *([also] if also else [])]).order_by(
            "-created_at", "-pk"
        )


class LevelForm(ActForm):
    """To which level, since when, and what shows it."""

    why: ClassVar[dict[str, Any]] = {
        "new": _("Both sides and reports see how far it has come."),
        "on": _("The project's page and reports show this day."),
        "evidence_url": _("A reader can check it there."),
    }

    new = forms.ChoiceField(label=_("New level"), widget=forms.RadioSelect)
    on = DateField(label=pgettext_lazy("level", "Reached on"))
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In words, as a link or as a document. The way up needs it, also where a level is skipped."),
    )
    evidence_url = forms.CharField(
        label=_("Link to the evidence"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    document = DocumentField()
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for the way down and for “Not pursued”. Both sides and the reports show it."),
    )

    def __init__(self, *args: Any, record: Project, grants: Grants, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        others = [(level.value, level.label) for level in ProjectLevel if level != record.level]
        self.fields["new"].choices = others  # type: ignore[attr-defined]
        self.fields["document"].offer(record.pairing, grants)  # type: ignore[attr-defined]
        self.initial.setdefault("on", clock.today())
        if record.level in LEVELS[:-1]:
            self.initial.setdefault("new", LEVELS[LEVELS.index(ProjectLevel(record.level)) + 1].value)
        warn_of_days(self, record.pairing, "on")


class MilestonesForm(ActForm):
    """The milestones of the pairing that a project belongs to."""

    why: ClassVar[dict[str, Any]] = {
        "milestones": _("The project then stands on their pages, too."),
    }

    milestones = RowsField(
        queryset=Milestone.objects.none(),
        required=False,
        label=_("Milestones"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        rows = Milestone.objects.filter(pairing=record.pairing_id).in_order()
        self.fields["milestones"].queryset = rows  # type: ignore[attr-defined]
        self.initial["milestones"] = list(record.milestones.values_list("pk", flat=True))


# The form of a project's figure: what is counted, expected and achieved, and what shows it.

_bracketed = lazy(lambda words, more: bracketed(str(words), str(more)), str)
COUNTED = [
    (f"{kind.value}:{unit.value}", _bracketed(kind.label, unit.label))
    for kind, units in UNITS_OF.items()
    for unit in units
]
SAME = ("expected", "achieved", "as_of", "funder", "evidence", "evidence_url", "document")


class ResultForm(ActForm):
    """A figure to be added, or the one that `record` is."""

    why: ClassVar[dict[str, Any]] = {
        "counted": _("Reports add up figures of one kind."),
        "achieved": _("Reports show it beside what was expected."),
        "evidence_url": _("A reader can check it there."),
    }

    counted = forms.ChoiceField(label=_("What is counted"), choices=COUNTED)
    expected = NumberField(label=_("Expected"), help_text=_("A number such as 1200 or 1,200.5."))
    achieved = NumberField(label=_("Achieved"))
    as_of = DateField(label=_("Counted until"), required=False, help_text=_("Needed for what was achieved."))
    funder = forms.CharField(
        label=_("Source of the funding"),
        required=False,
        max_length=LONGEST_FUNDER,
        help_text=_("For funding: who gives the money. Each source is a figure of its own, in its own money."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was achieved needs it: in words, as a link or as a document."),
    )
    evidence_url = forms.CharField(
        label=_("Link to the evidence"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    document = DocumentField()

    def __init__(
        self, *args: Any, record: ProjectResult | None = None, pairing: Pairing, grants: Grants, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["document"].offer(  # type: ignore[attr-defined]
            pairing, grants, also=record.document_id if record else None
        )
        if record is not None:
            self.initial["counted"] = f"{record.kind}:{record.unit}"
            for name in SAME:
                self.initial[name] = getattr(record, f"{name}_id" if name == "document" else name)

    def refuse(self, refusal: DomainError) -> None:
        """Kind and unit are one choice here."""
        if refusal.field in {"kind", "unit"}:
            self.add_error("counted", str(refusal.message))
        else:
            super().refuse(refusal)

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets."""
        kind, _colon, unit = self.cleaned_data["counted"].partition(":")
        return {"kind": kind, "unit": unit} | {name: self.cleaned_data[name] for name in SAME}
