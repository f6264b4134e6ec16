"""What people do to the library of a programme's indicators: add, edit and end one, and take it up again."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import ReasonForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from partnerships.actions import OFFICE
from partnerships.codes import free_code
from partnerships.enums import Direction, IndicatorLevel
from partnerships.indicators.forms import IndicatorForm
from partnerships.indicators.models import TAKEN, figures_url
from partnerships.indicators.selectors import figure_url
from partnerships.models import Indicator, Pairing, Programme, Strand
from partnerships.translations.selectors import check_length, fill, real_changes

TEXTS = tuple(f"{name}_{language}" for name in Indicator.BILINGUAL for language in ("en", "ko"))
EDITABLE = frozenset({*TEXTS, "direction", "level"})
MOST = {"name": 200, "unit": 60, "definition": 2000, "verification": 2000}


def _write(row: Indicator, values: dict[str, Any]) -> None:
    """Set what an indicator says of itself. Raises DomainError with the field at fault."""
    fill(row, values, fields=EDITABLE)
    for name, refusal in (("name_en", _("Write the name in English.")), ("unit_en", _("Write the unit in English."))):
        if not getattr(row, name):
            raise DomainError(refusal, field=name)
    for name in TEXTS:
        check_length(name, getattr(row, name), MOST[name[:-3]])
    if row.direction not in Direction.values:
        raise DomainError(_("Choose whether more or less is better."), field="direction")
    if row.level not in IndicatorLevel.values:
        raise DomainError(_("Choose the level of results that it measures."), field="level")


class InFigures(Action):
    """An action below the figures of a strand, or of the pairing whose target or value its row is."""

    @property
    def strand(self) -> Strand:
        """The strand in which it is done."""
        strand: Strand = self.row.strand
        return strand

    @property
    def pairing(self) -> Pairing | None:
        """The pairing in which it is done; None for the strand as a whole."""
        return getattr(self.row, "pairing", None)

    @property
    def below_strand(self) -> list[Any]:
        """What its address has below the strand."""
        return []

    @property
    def url(self) -> str:
        return reverse(f"partnerships:{self.key}", args=[self.strand.code, *self.below_strand])

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        return figures_url(self.strand, self.pairing)

    def get_crumbs(self) -> list[tuple[str, str]]:
        figures = (_("Indicators"), figures_url(self.strand, self.pairing))
        return [*(self.pairing or self.strand).get_crumbs(), figures, *self.get_places(), (str(self.title), "")]

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the figures and its page."""
        return []

    def get_context(self) -> dict[str, Any]:
        return {"section": "indicators"}


class AddIndicator(InFigures):
    """Add an indicator to the library of the strand's programme, where all its strands find it."""

    key = "indicator-add"
    on = Strand
    allowed = OFFICE
    form = IndicatorForm
    title = gettext_lazy("Add an indicator")
    submit_label = gettext_lazy("Add the indicator")
    logged = gettext_lazy("Added the indicator")
    undo = "indicator-end"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a programme, so that each gets a code of its own."""
        programmes = Programme.objects.select_for_update(of=("self",), no_key=True)
        programmes.filter(strands__in=rows).order_by("pk").first()

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` holds name_en, unit_en and level, and perhaps the other texts and the direction.

        Raises DomainError with the field at fault.
        """
        row = Indicator(programme_id=self.row.programme_record_id)
        _write(row, changes)
        codes = Indicator.objects.filter(programme=row.programme_id).values_list("code", flat=True)
        row.code = free_code(proposal=row.name_en, kind="indicator", taken=[*TAKEN, *codes])
        row.save(by=self.by)
        row.strand = self.row
        self.added = row
        self.log(strand_id=self.row.pk)
        return _("Added the indicator. Now set its baseline and target, or add a value.")

    @property
    def strand(self) -> Strand:
        row: Strand = self.row
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_consequences(self) -> list[str]:
        return [_("All strands of the programme find it in their list.")]

    def get_done_url(self) -> str:
        return figure_url("indicator", self.row, self.added.code)


class OnIndicator(InFigures):
    """An action on one indicator of the library, which is shared by the strands of its programme."""

    on = Indicator
    allowed = OFFICE

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """The one of the programme, in the strand in which it is looked at."""
        strand = Strand.objects.visible_to(grants).filter(code=words["strand"]).first()
        if strand is None:
            return None
        rows = cls.rows(grants, locked=locked).filter(programme=strand.programme_record_id, code=words["indicator"])
        if (row := rows.first()) is not None:
            row.strand = strand
        return row

    @property
    def below_strand(self) -> list[Any]:
        return [self.row.code]

    @property
    def question(self) -> str:
        return str(self.row.name)

    def get_back_url(self) -> str:
        return figure_url("indicator", self.strand, self.row.code)

    def get_places(self) -> list[tuple[str, str]]:
        return [(self.row.name, self.get_back_url())]


class EditIndicator(OnIndicator):
    """Change what it says of itself, in all strands of its programme; its code stays."""

    key = "indicator-edit"
    form = IndicatorForm
    title = gettext_lazy("Edit the indicator")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the indicator: %(fields)s")
    undo = "indicator-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        changed = real_changes(self.row, changes)
        _write(self.row, changed)
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    def get_consequences(self) -> list[str]:
        return [_("It changes in all strands of the programme; the values entered for it stay.")]


class EndIndicator(OnIndicator):
    """Measure it no longer from today: its values stay, new ones are not taken."""

    key = "indicator-end"
    reason_of = OFFICE
    form = ReasonForm
    title = gettext_lazy("Stop measuring the indicator")
    button = gettext_lazy("Stop measuring it")
    logged = gettext_lazy("The indicator is no longer measured")
    undo = "indicator-resume"

    def check_possible(self) -> None:
        if self.row.ended_on is not None:
            raise AlreadyDone(_("The indicator is no longer measured already."))

    def perform(self) -> str:
        self.row.ended_on = clock.today()
        self.row.save(by=self.by)
        return _("No longer measured. You can take it up again.")

    def get_consequences(self) -> list[str]:
        return [_("Its values and targets stay readable in all strands. No new values are taken.")]


class ResumeIndicator(OnIndicator):
    """Take back that it is no longer measured."""

    key = "indicator-resume"
    title = gettext_lazy("Measure the indicator again")
    button = gettext_lazy("Measure it again")
    logged = gettext_lazy("The indicator is measured again")
    undo = "indicator-end"

    def check_possible(self) -> None:
        if self.row.ended_on is None:
            raise AlreadyDone(_("The indicator is measured."))

    def perform(self) -> str:
        self.row.ended_on = None
        self.row.save(by=self.by)
        return _("It is measured again.")

    def get_consequences(self) -> list[str]:
        return [_("Values can be added to it again; those that it has stay.")]
