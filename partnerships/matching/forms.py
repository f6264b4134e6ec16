"""The forms of needs, offers and good practices."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core.act_forms import ActForm, EditForm, reason_field, text_field
from core.columns import shown
from core.errors import DomainError
from core.texts import LANGUAGES
from partnerships.enums import InterestKind
from partnerships.fields import EITHER, IN_PLACE_OF_A_SIDE, ONE_LANGUAGE
from partnerships.matching.models import LONGEST_NOTE, LONGEST_TEXT
from partnerships.models import GoodPractice, Interest, Participation, Strand, Theme
from partnerships.projects.forms import ProjectStartForm

WEIGHTS = (
    ("", pgettext_lazy("weight", "Not stated")),
    (3, pgettext_lazy("weight", "3: matters most")),
    (2, pgettext_lazy("weight", "2: matters")),
    (1, pgettext_lazy("weight", "1: would be welcome")),
)
NOTE_HELP = _(
    "Why, in a sentence or two. It is read after “… wants to learn about the topic” or “… offers its experience”."
)
WHY_NOTED = format_lazy("{} {}", NOTE_HELP, EITHER)


def _weight() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Weight"), required=False, choices=WEIGHTS, coerce=int, empty_value=None)


class InterestAddForm(ActForm):
    """What a partner needs or offers: on which topic, why, how much it matters."""

    keeps_drafts = True

    why: dict[str, Any] = {"kind": _("Needs meet the other side's offers in the matching."), "note": WHY_NOTED}

    kind = forms.ChoiceField(
        label=pgettext_lazy("needs and offers", "The partner"),
        choices=[
            (InterestKind.NEED.value, _("wants to learn (a need)")),
            (InterestKind.OFFER.value, _("can teach (an offer)")),
        ],
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(label=_("Topic"))
    note_en = text_field(_("Note in English"), LONGEST_NOTE)
    note_ko = text_field(_("Note in Korean"), LONGEST_NOTE)
    weight = _weight()

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = list(Theme.objects.filter(strand=strand).order_by("position", "code"))
        self.topics = {theme.code: theme for theme in themes if theme.parent_id}
        groups = [
            (area.name, [(topic.code, topic.name) for topic in self.topics.values() if topic.parent_id == area.pk])
            for area in themes
            if area.parent_id is None
        ]
        choices = [("", _("Choose a topic")), *((name, topics) for name, topics in groups if topics)]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """The topic as the theme that it is."""
        values = super().given
        return {"values": values | {"topic": self.topics[values["topic"]]}}


class InterestEditForm(EditForm):
    """Note and weight; topic and kind are what it is."""

    keeps_drafts = True

    why: dict[str, Any] = {"note": WHY_NOTED}

    note_en = text_field(_("Note in English"), LONGEST_NOTE)
    note_ko = text_field(_("Note in Korean"), LONGEST_NOTE)
    weight = _weight()

    class Meta:
        model = Interest
        fields: list[str] = ["note_en", "note_ko", "weight"]


class PracticeForm(EditForm):
    """The worked example: which problem, solved how, with what result, and whom to ask."""

    keeps_drafts = True

    why: dict[str, Any] = {"title": ONE_LANGUAGE, "result": _("With figures if you have them.")}

    class Meta:
        model = GoodPractice
        fields = GoodPractice.RESTORABLE
        widgets: dict[str, Any] = {
            **{
                f"{name}_{language}": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT})
                for name in ("problem", "solution", "result")
                for language in LANGUAGES
            },
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: dict[str, Any] = {
            "contact": _(
                "An office or a function with its public address, such as a mailbox of the city. No private numbers."
            ),
            "source": _("Web addresses; separate several by “ ; ”."),
        }


class ReleaseForm(EditForm):
    """What other strands see of a partner: each good practice apart, the projects together."""

    practices = forms.TypedMultipleChoiceField(
        label=_("Good practices"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Participation
        fields: list[str] = ["releases_projects"]

    def __init__(
        self, *args: Any, practices: Sequence[GoodPractice], must_give_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        titles = [(row.pk, shown(row.title_en, row.title_ko)) for row in practices]
        self.fields["practices"].choices = titles  # type: ignore[attr-defined]
        self.initial.setdefault("practices", [row.pk for row in practices if row.is_released])
        if not practices:
            self.fields.pop("practices")
        if must_give_reason:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)

    @property
    def given(self) -> dict[str, Any]:
        """With the keys of all practices that are ticked."""
        return super().given | {"practices": self.cleaned_data.get("practices", [])}


class TopicTaken(DomainError):
    """The pairing has projects on the topic already: one more is started knowingly."""

    def __init__(self) -> None:
        super().__init__(_("The pairing has a project on this topic already. Nothing was started."))


class MatchStartForm(ProjectStartForm):
    """Starts a project from a match; `another` says that one more on the topic is wanted."""

    another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def refuse(self, refusal: DomainError) -> None:
        """Where the topic is taken, the next click on this form means one more."""
        super().refuse(refusal)
        if isinstance(refusal, TopicTaken):
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent["another"] = "on"
            self.data = sent
