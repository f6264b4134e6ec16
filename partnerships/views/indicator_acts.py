"""The acts on the library of a programme's indicators."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import ActPage
from partnerships.forms.indicators import IndicatorForm
from partnerships.models import Indicator, Strand
from partnerships.rules import may_edit_library
from partnerships.services.indicators import add_indicator, edit_indicator, end_indicator, resume_indicator
from partnerships.views.figure_cells import figure_url, figures_url
from partnerships.views.figure_rows import OfFigures
from partnerships.views.indicators import find_indicator


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
