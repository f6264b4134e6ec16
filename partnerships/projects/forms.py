"""The forms of a cooperation project: add and edit it, its level, its milestones, who takes part, what it brings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core import clock
from core.act_forms import ActForm, EditForm, RowsField, check_script
from core.date_fields import DateField, with_dates
from core.errors import DomainError
from core.folding import ByName
from core.formats import bracketed
from core.texts import in_reading_order, writer_language
from partnerships.documents.forms import DocumentSelect
from partnerships.enums import LEVELS, UNITS_OF, ProjectLevel, Responsible
from partnerships.fields import ONE_LANGUAGE
from partnerships.hours.selectors import warn_of_days
from partnerships.indicators.forms import NumberField
from partnerships.models import Document, Milestone, Organisation, Participation, Project, ProjectResult, Strand, Theme
from partnerships.projects.models import (
    LONGEST_FUNDER,
    LONGEST_GROUNDS,
    LONGEST_LINK,
    LONGEST_PART,
    LONGEST_TEXT,
    LONGEST_TITLE,
)
from partnerships.projects.tables import areas_of

DOCUMENTS = 100  # the newest that are offered as evidence
LAST = 9999  # position in an order
OTHERS = _("A project may bring in partners of other pairings; it then appears with them, too.")
ANY_TWO = _("Any partners of the strand, also where they are not paired. The project appears with each of them.")


class TopicField(forms.ModelChoiceField):
    """One of the strand's topics, shown below its area."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Theme.objects.none(), required=False, label=_("Topic"), **kwargs)

    def offer(self, strand: Strand) -> None:
        """Say what may be chosen: the topics below their areas, and the areas themselves."""
        self.queryset = Theme.objects.filter(strand=strand)
        self.choices = lambda: [
            ("", pgettext_lazy("topic of a project", "None chosen")),
            *((area.name, [(one.pk, one.name) for one in (area, *topics)]) for area, topics in areas_of(strand)),
        ]


class PartnersField(RowsField):
    """Partners of the strand, to be ticked."""

    def label_from_instance(self, obj: Participation) -> str:
        return bracketed(obj.partner.name, obj.strand.side_name(obj.side))


class ProjectStartForm(ActForm):
    """Begins a project: its name, its topic, who takes part, each proposed; all else is said on its page.

    `proposal` holds fields of a project, and `partners`. Where it has a title, a click that sends none of the three
    takes what is proposed.
    """

    keeps_drafts = True

    why: dict[str, Any] = {"name": ONE_LANGUAGE, "partners": ANY_TWO}

    name = forms.CharField(label=pgettext_lazy("project", "Name"), max_length=LONGEST_TITLE, validators=[check_script])
    topic = TopicField()
    partners = PartnersField(label=_("Partners"))

    def __init__(self, *args: Any, strand: Strand, proposal: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        mine, other = (str(proposal.get(name, "")) for name in in_reading_order("title"))
        self.proposed = {mine, other}
        if (mine or other) and self.is_bound and not {"name", "topic", "partners"} & self.data.keys():
            del fields["name"], fields["topic"], fields["partners"]
            return
        fields["topic"].offer(strand)
        chosen = [one.pk for one in proposal["partners"]]
        rows = Participation.objects.filter(strand=strand).select_related("partner", "strand")
        first = Case(When(pk__in=chosen, then=0), default=1)
        fields["partners"].queryset = rows.order_by(first, ByName("partner__"), "pk")
        proposed = {"name": mine or other, "topic": proposal.get("topic"), "partners": chosen}
        self.initial = {**proposed, **self.initial}

    @property
    def given(self) -> dict[str, Any]:
        """What is written of the project; another name than the proposed ones stands in the language it is in."""
        given = super().given
        if "name" not in given:
            return given
        name, values = given.pop("name"), {key: given.pop(key) for key in ("topic", "partners")}
        if name not in self.proposed:
            values |= {"title_en": "", "title_ko": "", f"title_{writer_language(name)}": name}
        return given | {"values": values}

    def refuse(self, refusal: DomainError) -> None:
        """The sheet has one box for the name, and one for all who take part."""
        if (refusal.field or "").startswith("title"):
            refusal.field = "name"
        if refusal.field == "further":
            refusal.field = "partners"
        super().refuse(refusal)


@with_dates(first_reported=_("First reported"))
class ProjectForm(EditForm):
    """What a project says of itself; level, organisations, results and agreed text have their own forms."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "lead": _("Tasks of the project go to this side."),
        "note": _("Visible to everybody who can open the page."),
    }

    field_order = ("title", "summary", "topic", "lead", "first_reported_text", "note")
    topic = TopicField()
    further = PartnersField(label=_("Further partners"), help_text=OTHERS)

    class Meta:
        model = Project
        fields = ("title_en", "title_ko", "summary_en", "summary_ko", "topic", "lead", "note")
        widgets: dict[str, Any] = {
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "summary_ko": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        fields: dict[str, Any] = self.fields
        pairing = record.pairing
        fields["topic"].offer(record.strand)
        others = Participation.objects.filter(strand=record.strand_id).select_related("partner", "strand")
        if not record.pairing_id:
            del fields["lead"]
            fields["further"].label, fields["further"].help_text = _("Partners"), ""
        else:
            both = (Responsible.BOTH.value, Responsible.BOTH.label)
            fields["lead"].choices = [("", pgettext_lazy("lead side", "Not said")), *pairing.side_choices, both]
            others = others.exclude(pk__in=[pairing.eu_id, pairing.counterpart_id])
        fields["further"].queryset = others.order_by(ByName("partner__"), "pk")
        further = record.further_partners.order_by("position")
        self.initial["further"] = self.chosen = list(further.values_list("participation", flat=True))
        for name in ("summary_en", "summary_ko", "note"):
            fields[name].max_length = LONGEST_TEXT

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
            help_text=_("A document of this pairing or its records, which both sides see."),
            **kwargs,
        )

    def offer(self, documents: QuerySet[Document], *, also: int | None = None) -> None:
        """Offer the first of those that the reader may choose; `also` is chosen already."""
        keys = list(documents.values_list("pk", flat=True)[:DOCUMENTS])
        self.queryset = Document.objects.filter(pk__in=[*keys, *([also] if also else [])]).order_by(
            "-created_at", "-pk"
        )


def _evidence(help_text: Any) -> forms.CharField:
    """In words what shows it."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=_("Evidence"), required=False, max_length=LONGEST_GROUNDS, widget=widget, help_text=help_text
    )


def _evidence_url() -> forms.CharField:
    """Where it can be seen."""
    widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})
    return forms.CharField(label=_("Link to the evidence"), required=False, max_length=LONGEST_LINK, widget=widget)


class LevelForm(ActForm):
    """To which level, since when, and what shows it."""

    keeps_drafts = True
    needed_at_times = ("evidence", "evidence_url", "reason")

    new = forms.ChoiceField(label=_("New level"), widget=forms.RadioSelect)
    on = DateField(label=pgettext_lazy("level", "Reached on"))
    evidence = _evidence(
        _("In words, as a link or as a document. Needed for a higher level, even if a level is skipped.")
    )
    evidence_url = _evidence_url()
    document = DocumentField()
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a lower level and for “Not pursued”. Both sides and the reports show it."),
    )

    def __init__(self, *args: Any, record: Project, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        others = [(level.value, level.label) for level in ProjectLevel if level != record.level]
        self.fields["new"].choices = others  # type: ignore[attr-defined]
        self.fields["document"].offer(documents)  # type: ignore[attr-defined]
        self.initial.setdefault("on", clock.today())
        if not self.is_bound:
            self.fields["evidence"].widget.attrs["autofocus"] = True
        if record.level in LEVELS[:-1]:
            self.initial.setdefault("new", LEVELS[LEVELS.index(ProjectLevel(record.level)) + 1].value)
        if record.pairing_id:
            warn_of_days(self, record.pairing, "on")


class MilestonesForm(ActForm):
    """The milestones of the pairing that a project belongs to."""

    shows_present = True
    why: dict[str, Any] = {"milestones": _("The project is then shown on their pages, too.")}

    milestones = RowsField(label=_("Milestones"))

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        rows = Milestone.objects.filter(pairing=record.pairing_id).in_order()
        self.fields["milestones"].queryset = rows  # type: ignore[attr-defined]
        self.initial["milestones"] = list(record.milestones.values_list("pk", flat=True))


_bracketed = lazy(lambda words, more: bracketed(str(words), str(more)), str)
COUNTED = [
    (f"{kind.value}:{unit.value}", _bracketed(kind.label, unit.label))
    for kind, units in UNITS_OF.items()
    for unit in units
]
SAME = ("expected", "achieved", "as_of", "funder", "evidence", "evidence_url", "document")


class ResultForm(ActForm):
    """A figure to be added, or the one that `record` is."""

    keeps_drafts = True
    shows_present = True
    needed_at_times = ("expected", "achieved", "as_of", "funder", "evidence", "evidence_url")

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
    evidence = _evidence(_("What was achieved needs it: in words, as a link or as a document."))
    evidence_url = _evidence_url()
    document = DocumentField()

    def __init__(
        self, *args: Any, record: ProjectResult | None = None, documents: QuerySet[Document], **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        also = record.document_id if record else None
        self.fields["document"].offer(documents, also=also)  # type: ignore[attr-defined]
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
    def given(self) -> dict[str, Any]:
        values = super().given
        kind, _colon, unit = values.pop("counted").partition(":")
        return {"values": values | {"kind": kind, "unit": unit}}


class OrganisationsForm(ActForm):
    """A line for each organisation: take part or not, its part, its place in the order.

    `found` are organisations that may be added; those that take part already come first, in their order.
    """

    shows_present = True

    def __init__(self, *args: Any, record: Project, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        parts = {
            row.organisation: row for row in record.parts.select_related("organisation__city").order_by("position")
        }
        self.organisations = [*parts, *(row for row in found if row not in parts)]
        for organisation in self.organisations:
            key, row = organisation.pk, parts.get(organisation)
            self.fields[f"keep_{key}"] = forms.BooleanField(
                label=_("Takes part: %(name)s") % {"name": organisation}, required=False, initial=row is not None
            )
            self.fields[f"part_{key}"] = forms.CharField(
                label=_("Part of %(name)s") % {"name": organisation},
                required=False,
                max_length=LONGEST_PART,
                initial=row.part if row else "",
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )
            self.fields[f"place_{key}"] = forms.IntegerField(
                label=_("Position of %(name)s") % {"name": organisation},
                required=False,
                min_value=1,
                max_value=LAST,
                initial=row.position if row else None,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each organisation with its fields: whether it takes part, as what, and its place in the order."""
        return [
            {"organisation": organisation}
            | {name: self[f"{name}_{organisation.pk}"] for name in ("keep", "part", "place")}
            for organisation in self.organisations
        ]

    def refuse(self, refusal: DomainError) -> None:
        """What is wrong with the list stands above it."""
        self.add_error(None, str(refusal.message))

    @property
    def given(self) -> dict[str, Any]:
        """Those that take part by place, those without one last in the order they are shown."""
        given = self.cleaned_data
        chosen = [organisation for organisation in self.organisations if given.get(f"keep_{organisation.pk}")]
        chosen.sort(key=lambda organisation: given.get(f"place_{organisation.pk}") or LAST)
        return {"organisations": [(organisation, given.get(f"part_{organisation.pk}", "")) for organisation in chosen]}
