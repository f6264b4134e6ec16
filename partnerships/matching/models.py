"""What a partner wants to learn and can teach, and the worked examples behind its offers."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext

from core import clock
from core.access import Grants
from core.folding import FoldedField
from core.formats import format_date
from core.models import Addressed, History, PackRecord, PartOf, Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.enums import InterestKind, one_of
from partnerships.fields import SourceField, has_text, name_field
from partnerships.programmes.models import Participation, Strand, Theme
from partnerships.querysets import InStrandQuerySet

LONGEST_NOTE = 1000  # characters: it is read inside a sentence
LONGEST_TITLE, LONGEST_CONTACT, LONGEST_TEXT = 200, 300, 5000
WEIGHTS = (1, 2, 3)


class InterestQuerySet(InStrandQuerySet):
    """What partners look for and offer."""

    STRAND = "participation__strand"
    NAMES = ("participation__strand", "participation__partner", "topic__strand")

    def stated(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_on=None)


class GoodPracticeQuerySet(InStrandQuerySet):
    """Good-practice sheets."""

    STRAND = "interest__participation__strand"
    NAMES = tuple(f"interest__{name}" for name in InterestQuerySet.NAMES)

    def released(self) -> Self:
        """Those that other strands of the programme may read; not behind an offer that was withdrawn."""
        return self.filter(is_released=True, interest__withdrawn_on=None)

    def readable_by(self, grants: Grants) -> Self:
        """Those of the strands one reads, and what other strands of their programmes have released."""
        if grants.is_administrator:
            return self.all()
        programmes = Strand.objects.filter(pk__in=grants.strands).values("programme_record")
        others = self.released().filter(interest__participation__strand__programme_record__in=programmes)
        return self.visible_to(grants) | others


class PracticeQuestionQuerySet(models.QuerySet[Any]):
    """Questions about good practices."""

    def visible_to(self, grants: Grants) -> Self:
        """For the partner that is asked, and the office of its strand."""
        if grants.is_administrator:
            return self.all()
        asked = models.Q(practice__interest__participation__in=grants.participations)
        return self.filter(asked | models.Q(practice__interest__participation__strand__in=grants.staff))

    def with_names(self) -> Self:
        """With who asks for which partner of which strand, and the practice."""
        ways = ("participation", "practice__interest__participation")
        return self.select_related("asked_by", *(f"{way}__{name}" for way in ways for name in ("strand", "partner")))


class Interest(PartOf, Addressed, BilingualTexts, PackRecord):
    """A need or an offer of a partner in one topic of its strand; `weight` from 1 to 3 where it is known.

    What no longer holds is withdrawn, with the day (Brussels), and may be stated again.
    """

    BILINGUAL: tuple[str, ...] = ("note",)
    PART_OF: str = "participation"
    ADDRESS: dict[str, str] = {
        "strand": "participation__strand__code",
        "partner": "participation__partner__code",
        "interest": "pk",
    }

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="interests", verbose_name=_("partner")
    )
    topic = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="interests", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=5, choices=InterestKind)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("From 1 to 3, where 3 matters most."),
    )
    note_en = models.TextField(_("note in English"), blank=True)
    note_ko = models.TextField(_("note in Korean"), blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True, editable=False)
    source = SourceField()

    note = TwoLanguageText()
    objects = InterestQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("need or offer")
        verbose_name_plural = _("needs and offers")
        ordering = ["participation", "topic__position", "kind", "pk"]
        indexes = [models.Index(fields=["topic", "kind", "participation"], name="interest_meeting")]
        constraints = [
            models.UniqueConstraint(fields=["participation", "topic", "kind"], name="interest_once"),
            one_of("interest", "kind", InterestKind),
            models.CheckConstraint(
                name="interest_weight_allowed", condition=models.Q(weight=None) | models.Q(weight__range=(1, 3))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation.partner}: {self.topic} ({self.get_kind_display()})"

    def get_absolute_url(self) -> str:
        """Its place on the partner's page."""
        return f"{self.participation.get_absolute_url()}#interest-{self.pk}"


class GoodPractice(PartOf, Addressed, BilingualTexts, Versioned):
    """The worked example behind an offer: which problem, solved how, with what result, and whom to ask.

    `contact` names an office or a function with its address, as the partner publishes it.
    """

    BILINGUAL: tuple[str, ...] = ("title", "problem", "solution", "result")
    PART_OF: str = "interest"
    PAGE: str = "partnerships:practice"
    ADDRESS: dict[str, str] = {
        "strand": "interest__participation__strand__code",
        "partner": "interest__participation__partner__code",
        "interest": "interest__pk",
    }
    RESTORABLE: tuple[str, ...] = (
        "title_en",
        "title_ko",
        "problem_en",
        "problem_ko",
        "solution_en",
        "solution_ko",
        "result_en",
        "result_ko",
        "contact",
        "source",
    )

    interest = models.OneToOneField(
        Interest, on_delete=models.PROTECT, related_name="good_practice", verbose_name=_("offer")
    )
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    problem_en = models.TextField(_("problem, in English"), blank=True)
    problem_ko = models.TextField(_("problem, in Korean"), blank=True)
    solution_en = models.TextField(_("solution, in English"), blank=True)
    solution_ko = models.TextField(_("solution, in Korean"), blank=True)
    result_en = models.TextField(_("result, in English"), blank=True)
    result_ko = models.TextField(_("result, in Korean"), blank=True)
    contact = models.CharField(_("whom to ask"), max_length=LONGEST_CONTACT, blank=True)
    source = SourceField()
    is_released = models.BooleanField(_("released to other strands"), default=False, editable=False)
    search_text = FoldedField(
        sources=("title_en", "title_ko", "solution_en", "solution_ko", "problem_en", "problem_ko"), db_index=True
    )

    title = TwoLanguageText()
    problem = TwoLanguageText()
    solution = TwoLanguageText()
    result = TwoLanguageText()
    objects = GoodPracticeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        ordering = ["interest"]
        constraints = [has_text("good_practice", "title")]

    def __str__(self) -> str:
        return self.title


class PracticeQuestion(PartOf, Addressed, Versioned):
    """A partner of another strand asks about a good practice; answered outside the portal, which keeps when."""

    LIES_IN: str = "practice"
    PART_OF: str = "practice"
    ADDRESS: dict[str, str] = {
        **{word: f"practice__{path}" for word, path in GoodPractice.ADDRESS.items()},
        "question": "pk",
    }

    practice = models.ForeignKey(
        GoodPractice, on_delete=models.PROTECT, related_name="questions", verbose_name=_("good practice")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner that asks")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=clock.now, editable=False)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)

    objects = PracticeQuestionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("question about a good practice")
        verbose_name_plural = _("questions about good practices")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "participation"],
                condition=models.Q(answered_on=None),
                name="practice_question_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.participation}"

    def get_absolute_url(self) -> str:
        """Its place on the page of the practice."""
        return f"{self.practice.get_absolute_url()}#questions"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.practice.get_crumbs(), (str(self.practice), self.practice.get_absolute_url())]

    @property
    def state_label(self) -> str:
        """Since when it waits, or when it was answered."""
        if self.answered_on:
            return pgettext("good practice", "Answered on %(day)s") % {"day": format_date(self.answered_on)}
        return pgettext("good practice", "Asked on %(day)s") % {"day": format_date(clock.day_of(self.asked_at))}
