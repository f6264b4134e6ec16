"""The acts on the library of a programme's indicators."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import ActPage
from core.errors import DomainError, StaleRecord
from core.formats import bracketed, format_date
from partnerships.documents.selectors import choosable_documents
from partnerships.enums import BuiltIn
from partnerships.indicators.counts import find_count
from partnerships.indicators.figure_cells_views import figure_url, figures_url, shown
from partnerships.indicators.forms import IndicatorForm, MeasurementForm, MeasurementWithdrawForm, TargetForm
from partnerships.indicators.selectors import unit_of
from partnerships.indicators.services import (
    add_indicator,
    add_measurement,
    edit_indicator,
    end_indicator,
    find_target,
    resume_indicator,
    set_target,
    withdraw_measurement,
)
from partnerships.indicators.views import OfFigures, find_indicator
from partnerships.models import Indicator, Measurement, Pairing, Strand, Target
from partnerships.rules.together import may_edit_library, may_measure


class FigureAct(ActPage, OfFigures):
    """What the acts have alike: where they lie, and what every service takes."""

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the figures and the act."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the figures."""
        return super().get_context_data(
            strand=self.strand,
            section="indicators",
            crumbs=self.places(*self.get_places(), (str(self.title), "")),
            **kwargs,
        )

    def get_done_url(self) -> str:
        """The figures of the scope."""
        return figures_url(self.strand, self.scope)


class _InLibrary(FigureAct):
    """An act on the programme's library: of staff and administrators."""

    def require(self, row: Any) -> None:
        """By the strand, of whose programme it is."""
        del row
        if not may_edit_library(self.grants, self.strand):
            raise PermissionDenied


class IndicatorAdd(_InLibrary):
    """Adds one to the library."""

    form_class = IndicatorForm
    title = gettext_lazy("Add an indicator")
    submit_label = gettext_lazy("Add the indicator")
    added: Indicator | None = None
    undone_by = "partnerships:indicator-end"
    undone_at: ClassVar[dict[str, str]] = {"indicator": "code"}

    def get_record(self) -> Strand:
        """The strand, of whose programme it becomes one."""
        return self.strand

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no record yet."""
        return {}

    def get_consequences(self) -> list[str]:
        """The library is shared."""
        return [_("All strands of the programme find it in their list.")]

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_indicator(**self.acting, strand=self.strand, values=form.values)
        return _("Added the indicator. Now set its baseline and target, or add a value.")

    def get_done_url(self) -> str:
        """Its page."""
        return figure_url("indicator", self.strand, self.added.code) if self.added else super().get_done_url()


class _OnIndicator(_InLibrary):
    """An act on one indicator of the library."""

    given_as = "indicator"

    def get_record(self) -> Indicator:
        """Among those of the programme, else 404."""
        return find_indicator(self)

    def get_places(self) -> list[tuple[str, str]]:
        """Below its page."""
        return [(self.record.name, self.get_done_url())]

    def get_question(self) -> str:
        """Which one."""
        return str(self.record.name)

    def get_done_url(self) -> str:
        """Its page."""
        return figure_url("indicator", self.strand, self.record.code)


class IndicatorEdit(_OnIndicator):
    """Changes what it says of itself."""

    form_class = IndicatorForm
    title = gettext_lazy("Edit the indicator")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:indicator-edit"

    def get_consequences(self) -> list[str]:
        """The library is shared."""
        return [_("It changes in all strands of the programme; the values entered for it stay.")]

    def act(self, form: Any) -> str:
        """Save it."""
        edit_indicator(**self.given(form), changes=form.changes)
        return _("Saved.")


class IndicatorEnd(_OnIndicator):
    """Measures it no longer."""

    form_class = ReasonForm
    title = gettext_lazy("Stop measuring the indicator")
    submit_label = gettext_lazy("Stop measuring it")
    undone_by = "partnerships:indicator-resume"

    def get_consequences(self) -> list[str]:
        """What stays."""
        return [_("Its values and targets stay readable in all strands. No new values are taken.")]

    def act(self, form: Any) -> str:
        """End it."""
        end_indicator(**self.given(form), reason=form.cleaned_data["reason"])
        return _("No longer measured. You can take it up again.")


class IndicatorResume(_OnIndicator):
    """Measures it again."""

    form_class = ActForm
    title = gettext_lazy("Measure the indicator again")
    submit_label = gettext_lazy("Measure it again")
    undone_by = "partnerships:indicator-end"

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("Values can be added to it again; those that it has stay.")]

    def act(self, form: Any) -> str:
        """Take it up."""
        resume_indicator(**self.given(form))
        return _("It is measured again.")


# The acts on what is measured: baseline and target of a figure, and the values of an indicator.


class _Measuring(FigureAct):
    """An act in a scope: of a pairing its two sides and staff, of the whole strand staff alone."""

    def require(self, row: Any) -> None:
        """By the scope."""
        del row
        if not may_measure(self.grants, self.scope, self.strand):
            raise PermissionDenied


class TargetSet(_Measuring):
    """Sets baseline and target of a count or an indicator."""

    form_class = TargetForm
    title = gettext_lazy("Baseline and target")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:target-set"

    @cached_property
    def figure(self) -> BuiltIn | Indicator:
        """What the address names: a count of the programme, else an indicator of its library, else 404."""
        word = self.kwargs["figure"]
        if count := find_count(word):
            return count.slug
        rows = Indicator.objects.visible_to(self.grants)
        found = rows.filter(programme=self.strand.programme_record_id, code=word).first()
        if found is None:
            raise Http404
        return found

    @property
    def figure_name(self) -> str:
        """What it is called."""
        return self.figure.name if isinstance(self.figure, Indicator) else str(self.figure.label)

    def get_record(self) -> Target:
        """The one there is, or a new one."""
        figure = self.figure
        row = find_target(strand=self.strand, pairing=self.scope, figure=figure)
        if row is not None:
            return row
        what = {"indicator": figure} if isinstance(figure, Indicator) else {"built_in": figure.value}
        return Target(strand=self.strand, pairing=self.scope, **what)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the unit beside the values."""
        return {"record": self.record, "unit": unit_of(self.figure)}

    def get_question(self) -> str:
        """Of what, where."""
        return f"{self.figure_name}: {self.scope_name}"

    def act(self, form: Any) -> str:
        """Set them."""
        try:
            set_target(
                **self.acting,
                strand=self.strand,
                pairing=self.scope,
                figure=self.figure,
                version=form.cleaned_data.get("seen_version"),
                values=form.values,
            )
        except StaleRecord as stale:
            if self.record.pk is None:
                text = _("Someone else has set it meanwhile. Nothing was saved; open the page again to see it.")
                raise DomainError(text) from stale
            raise
        return _("Saved.")


class MeasurementAdd(_Measuring):
    """Enters a value."""

    form_class = MeasurementForm
    title = gettext_lazy("Add a value")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:measurement-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"measurement": "pk"}

    @cached_property
    def indicator(self) -> Indicator:
        """The indicator of the address, else 404."""
        return find_indicator(self)

    def get_record(self) -> Indicator:
        """Found before anything is asked."""
        return self.indicator

    def get_form_kwargs(self) -> dict[str, Any]:
        """The documents that can stand behind it; a strand has none."""
        documents = choosable_documents(self.grants, self.scope) if self.scope else None
        return {"unit": self.indicator.unit, "documents": documents}

    def get_places(self) -> list[tuple[str, str]]:
        """Below the indicator's page."""
        return [(self.indicator.name, self.get_done_url())]

    def get_question(self) -> str:
        """Of what, where."""
        return f"{self.indicator.name}: {self.scope_name}"

    def get_done_url(self) -> str:
        """The values of the scope."""
        return self.address("indicator", self.indicator.code)

    def act(self, form: Any) -> str:
        """Enter it."""
        self.added = add_measurement(
            **self.acting, strand=self.strand, pairing=self.scope, indicator=self.indicator, values=form.values
        )
        return _("Added the value %(value)s.") % {"value": shown(self.added.value)}


class MeasurementWithdraw(_Measuring):
    """Withdraws a value with a reason; a right one is entered instead."""

    form_class = MeasurementWithdrawForm
    title = gettext_lazy("Withdraw a value")
    submit_label = gettext_lazy("Withdraw it")
    danger = True

    def get_record(self) -> Measurement:
        """Among those of the indicator in this strand, else 404."""
        rows = Measurement.objects.visible_to(self.grants).filter(strand=self.strand)
        return self.get_or_404(rows, indicator=find_indicator(self), pk=self.kwargs["measurement"])

    @cached_property
    def scope(self) -> Pairing | None:
        """The value's own."""
        if self.record.pairing_id is None:
            return None
        return self.get_or_404(Pairing.objects.visible_to(self.grants).with_names(), pk=self.record.pairing_id)

    def get_question(self) -> str:
        """Which one, of what."""
        row = self.record
        return _("%(indicator)s: %(value)s as of %(day)s, from: %(source)s") % {
            "indicator": bracketed(row.indicator.name, row.indicator.unit),
            "value": shown(row.value),
            "day": format_date(row.on),
            "source": f"“{row.source}”",
        }

    def get_consequences(self) -> list[str]:
        """What stays."""
        return [_("It stays in the list with your reason, and counts no more. Then add the right value.")]

    def get_done_url(self) -> str:
        """The values of the scope."""
        return figure_url("indicator", self.strand, self.kwargs["indicator"], pairing=self.scope)

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_measurement(
            **self.acting,
            measurement=self.record,
            version=form.cleaned_data.get("seen_version") or 0,
            reason=form.cleaned_data["reason"],
        )
        return _("Withdrawn. Add the right value now.")
