"""What people do to the library of a programme's indicators, to baselines and targets, and to values."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import ReasonForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.formats import bracketed, format_date
from partnerships.actions import JOINT, OFFICE, Edits, Withdraws
from partnerships.documents.selectors import check_document, choosable_documents
from partnerships.enums import Direction, IndicatorLevel
from partnerships.fields import free_code
from partnerships.indicators import selectors
from partnerships.indicators.forms import IndicatorForm, MeasurementForm, MeasurementWithdrawForm, TargetForm
from partnerships.indicators.models import LONGEST_SOURCE, TAKEN, TARGET_FIELDS, figures_url
from partnerships.models import Indicator, Measurement, Pairing, Programme, Strand, Target
from partnerships.translations.selectors import check_amount, check_length, fill

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
        return selectors.figure_url("indicator", self.row, self.added.code)


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
        return selectors.figure_url("indicator", self.strand, self.row.code)

    def get_places(self) -> list[tuple[str, str]]:
        return [(self.row.name, self.get_back_url())]


class EditIndicator(Edits, OnIndicator):
    """Change what it says of itself, in all strands of its programme; its code stays."""

    key = "indicator-edit"
    form = IndicatorForm
    title = gettext_lazy("Edit the indicator")
    logged = gettext_lazy("Changed the indicator: %(fields)s")
    undo = "indicator-edit"

    def write(self, changed: dict[str, Any]) -> None:
        _write(self.row, changed)

    def get_consequences(self) -> list[str]:
        return [_("It changes in all strands of the programme; the values entered for it stay.")]


class EndIndicator(OnIndicator):
    """Measure it no longer from today: its values stay, new ones are not taken."""

    key = "indicator-end"
    reason_of = OFFICE
    form = ReasonForm
    title = gettext_lazy("Stop measuring the indicator")
    button = gettext_lazy("Stop measuring it")
    weight = "word"
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
    weight = "word"
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


# What is measured.

EARLIEST = 1900


class Measuring(InFigures):
    """An action on what is measured in a pairing, for its two sides and the office, or in the whole strand.

    Whoever acts holds the strand, so that no figure gets two targets and no day two values.
    """

    allowed = JOINT

    def check_possible(self) -> None:
        if self.pairing is not None:
            self.pairing.check_open()
        super().check_possible()

    @property
    def below_strand(self) -> list[Any]:
        return [self.row.figure_code]

    @property
    def scope_name(self) -> str:
        """What the figures are of."""
        return self.pairing.name if self.pairing else str(self.strand)


class Entering(Measuring):
    """What is written of a figure, which the address names by `named_by`; its row may be one to come."""

    named_by = "indicator"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """In the strand of an address, or in the pairing that it names beside its words."""
        strands = Strand.objects.visible_to(grants).order_by("pk")
        strands = strands.select_for_update(of=("self",), no_key=True) if locked else strands
        strand = strands.filter(code=words["strand"]).first()
        code = words.get("pairing", "")
        pairing = selectors.find_pairing(grants, strand, code) if strand and code else None
        if strand is None or bool(code) != bool(pairing):
            return None
        return cls.row_of(strand, pairing, words[cls.named_by])

    @classmethod
    def row_of(cls, strand: Strand, pairing: Pairing | None, code: str) -> Any:
        raise NotImplementedError

    @staticmethod
    def now(row: Target | Measurement) -> dict[str, Any]:
        """In which strand and pairing it is, as they are now; the strand is locked."""
        strand = Strand.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=row.strand_id)
        pairing = Pairing.objects.with_names().get(pk=row.pairing_id) if row.pairing_id else None
        return {"strand": strand, "pairing": pairing}


class SetTarget(Entering):
    """Set baseline and target of a count or an indicator, each with its day; what is None is not set."""

    key = "target-set"
    news = gettext_lazy("%(city)s set the target of %(what)s.")
    named_by = "figure"
    on = Target
    form = TargetForm
    title = gettext_lazy("Baseline and target")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Set baseline and target: %(fields)s")
    undo = "target-set"

    @classmethod
    def row_of(cls, strand: Strand, pairing: Pairing | None, code: str) -> Target | None:
        """That of a count of the programme, else of an indicator of its library."""
        count = selectors.find_count(code)
        figure = count.slug if count else selectors.find_indicator(strand, code)
        return selectors.find_target(strand=strand, pairing=pairing, figure=figure) if figure else None

    @classmethod
    def locked(cls, row: Target) -> Target:
        current = selectors.find_target(**cls.now(row), figure=row.figure)
        if current.pk != row.pk:
            raise StaleRecord
        return current

    def perform(self, *, values: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row = self.row
        changed = [name for name in TARGET_FIELDS if name in values and getattr(row, name) != values[name]]
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        for name in changed:
            setattr(row, name, values[name])
        self._check()
        row.save(by=self.by)
        self.log(fields=", ".join(changed))
        return _("Saved.")

    def _check(self) -> None:
        row, direction = self.row, selectors.direction_of(self.row.figure)
        for name in ("baseline", "target"):
            check_amount(getattr(row, name), field=name)
        if row.baseline_on and row.baseline_on > clock.today():
            raise DomainError(_("This day is still to come. A baseline was measured already."), field="baseline_on")
        if row.baseline_on and row.baseline is None:
            raise DomainError(_("Write the value that it had on this day."), field="baseline")
        if row.due_on and row.target is None:
            raise DomainError(_("Write the value that is to be reached by this day."), field="target")
        if row.baseline is None or row.target is None:
            return
        if direction == Direction.DOWN and row.target > row.baseline:
            raise DomainError(_("Less is better here, but the target is above the baseline."), field="target")
        if direction == Direction.UP and row.target < row.baseline:
            raise DomainError(_("More is better here, but the target is below the baseline."), field="target")

    @property
    def question(self) -> str:
        """Of what, where."""
        return f"{self.row}: {self.scope_name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "unit": selectors.unit_of(self.row.figure)}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """What is set first is taken back by nothing."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None


class OnMeasurement(Measuring):
    """An action on a value of an indicator, which goes back to the values of its scope."""

    on = Measurement

    def get_back_url(self) -> str:
        return selectors.figure_url("indicator", self.strand, self.row.indicator.code, pairing=self.pairing)


class AddMeasurement(Entering, OnMeasurement):
    """Enter the value of an indicator on a day, with its source."""

    key = "measurement-add"
    news = gettext_lazy("%(city)s entered a value of %(what)s.")
    form = MeasurementForm
    title = gettext_lazy("Add a value")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Entered the value %(value)s as of %(until)s")
    undo = "measurement-withdraw"

    @classmethod
    def row_of(cls, strand: Strand, pairing: Pairing | None, code: str) -> Measurement | None:
        indicator = selectors.find_indicator(strand, code)
        return Measurement(strand=strand, pairing=pairing, indicator=indicator) if indicator else None

    @classmethod
    def locked(cls, row: Measurement) -> Measurement:
        return Measurement(**cls.now(row), indicator=Indicator.objects.get(pk=row.indicator_id))

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.indicator.ended_on is not None:
            raise DomainError(_("The indicator is no longer measured. Staff can take it up again."))

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` holds value, on, source and perhaps document.

        Raises DomainError with the field at fault: no source, a day to come, a number that a figure cannot hold, a
        document of another pairing, a second value of the same day.
        """
        row = self.row
        row.by, row.by_label = self.by, self.by.kept_name
        for name in ("value", "on", "document"):
            setattr(row, name, values.get(name))
        row.source = (values.get("source") or "").strip()
        self._check()
        row.save(by=self.by)
        self.log(value=str(row.value), until=row.on.isoformat())
        return _("Added the value %(value)s.") % {"value": selectors.shown(row.value)}

    def _check(self) -> None:
        row = self.row
        if row.value is None:
            raise DomainError(_("Write the value."), field="value")
        check_amount(row.value, field="value")
        if row.on is None or row.on.year < EARLIEST:
            raise DomainError(_("Give the day on which it had this value."), field="on")
        if row.on > clock.today():
            raise DomainError(_("This day is still to come. Enter what was measured until today."), field="on")
        if not row.source:
            raise DomainError(_("Enter the source of the value."), field="source")
        check_length("source", row.source, LONGEST_SOURCE)
        check_document(grants=self.grants, pairing=row.pairing, document=row.document)
        same_day = Measurement.objects.active().filter(
            indicator=row.indicator, strand=row.strand, pairing=row.pairing, on=row.on
        )
        if same_day.exists():
            raise DomainError(_("This day has a value already. Withdraw that one first, with the reason."), field="on")

    @property
    def question(self) -> str:
        """Of what, where."""
        return f"{self.row.indicator.name}: {self.scope_name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The documents that can stand behind it; a strand has none."""
        documents = choosable_documents(self.grants, self.pairing) if self.pairing else None
        return {"unit": self.row.indicator.unit, "documents": documents}

    def get_places(self) -> list[tuple[str, str]]:
        return [(self.row.indicator.name, self.get_back_url())]


class WithdrawMeasurement(Withdraws, OnMeasurement):
    """Withdraw a value: it stays in the list with the reason, and counts no more; a right one is entered instead."""

    key = "measurement-withdraw"
    target = "withdrawn"
    already = gettext_lazy("This value is withdrawn already.")
    done = gettext_lazy("Withdrawn. Add the right value now.")
    form = MeasurementWithdrawForm
    title = gettext_lazy("Withdraw a value")
    button = gettext_lazy("Withdraw it")
    logged = gettext_lazy("Withdrew the value %(value)s as of %(until)s")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        rows = cls.rows(grants, locked=locked).filter(strand__code=words["strand"], pk=words["measurement"])
        return rows.filter(indicator__code=words["indicator"]).first()

    @property
    def state(self) -> str:
        return "" if self.row.withdrawn_at is None else self.target

    def log_parameters(self) -> dict[str, Any]:
        return {"value": str(self.row.value), "until": self.row.on.isoformat()}

    @property
    def below_strand(self) -> list[Any]:
        return [*super().below_strand, self.row.pk]

    @property
    def question(self) -> str:
        """Which one, of what."""
        row = self.row
        return _("%(indicator)s: %(value)s as of %(day)s, from: %(source)s") % {
            "indicator": bracketed(row.indicator.name, row.indicator.unit),
            "value": selectors.shown(row.value),
            "day": format_date(row.on),
            "source": f"“{row.source}”",
        }

    def get_consequences(self) -> list[str]:
        return [_("It stays in the list with your reason, but is no longer counted. Then add the right value.")]
