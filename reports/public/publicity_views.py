"""What was published about a strand and its pairings: the list, and what is done to an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import ActPage, refusal_by
from core.templatetags.portal import written
from partnerships.lists import ListPage
from partnerships.models import Pairing, Strand
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.places import may_edit_plan
from reports.models import PublicityItem
from reports.public.forms import PublicityForm, choosable_pairings
from reports.public.services import (
    add_publicity,
    check_current,
    check_withdrawn,
    edit_publicity,
    restore_publicity,
    withdraw_publicity,
)
from reports.public.tables import PUBLICITY_COLUMNS, PUBLICITY_FILTERS, language_label, pairing_text
from reports.rules import may_add_publicity, may_edit_publicity

if TYPE_CHECKING:
    from django.db.models import QuerySet


def publicity_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of publicity, for the way back."""
    return _("Publicity"), reverse("reports:publicity", args=[strand.code])


# The columns of the page; the files have all.
SHOWN = ("title", "outlet", "published", "pairing")


class PublicityList(ListPage):
    """The publicity of a strand and its pairings, newest first."""

    template_name = "reports/public/publicity.html"
    name = "publicity"
    title = gettext_lazy("Publicity")
    columns = PUBLICITY_COLUMNS
    filters = PUBLICITY_FILTERS
    section = "reports"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The newest first; what was withdrawn stays in the list."""
        rows: QuerySet[Any] = PublicityItem.objects.visible_to(self.grants).filter(strand=strand)
        return rows.with_names().in_order()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with what the reader may do to each, and the way to add one."""
        strand = kwargs["strand"]
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        adding = may_add_publicity(self.grants, strand)
        return super().get_context_data(
            lines=[
                (row, language_label(row), pairing_text(row), may_edit_publicity(self.grants, row))
                for row in kwargs["page"]
            ],
            country=strand.side_letters("counterpart"),
            add_url=reverse("reports:publicity-add", args=[strand.code]) if adding else "",
            **kwargs,
        )


class _OfPublicity(ActPage, InStrand):
    """An act on the list of publicity, with the way back to it."""

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def get_done_url(self) -> str:
        """The list."""
        return publicity_place(self.strand)[1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the list."""
        places = crumbs(self.strand, publicity_place(self.strand), (str(self.title), ""))
        return super().get_context_data(strand=self.strand, section="reports", crumbs=places, **kwargs)

    def form_facts(self, record: PublicityItem) -> dict[str, Any]:
        """What the form of an item takes."""
        office = may_edit_plan(self.grants, self.strand)
        pairings = choosable_pairings(self.grants, self.strand, office=office)
        return {"record": record, "pairings": pairings, "office": office}


class PublicityAdd(_OfPublicity):
    """Adds an item; `?pairing=` says of which pairing."""

    form_class = PublicityForm
    rule: ClassVar[Any] = may_add_publicity
    title = gettext_lazy("Add publicity")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("An article, a broadcast or a page about the cooperation. Progress reports list it.")
    undone_by = "reports:publicity-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"publicity": "number"}

    def get_record(self) -> Strand:
        """The strand, by which it is judged who may add."""
        return self.strand

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return self.form_facts(PublicityItem(strand=self.strand))

    def get_initial(self) -> dict[str, Any]:
        """Of the pairing that the address names, where it is one of the strand."""
        code = self.request.GET.get("pairing", "").replace("\x00", "")
        rows = Pairing.objects.visible_to(self.grants).filter(strand=self.strand, code=code)
        chosen = rows.first() if code else None
        return {"pairing": chosen.pk} if chosen else {}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_publicity(
            by=self.request.user,
            grants=self.grants,
            strand=self.strand,
            values=form.values,
            again=form.is_another,
        )
        return _("Added.")


class _OnItem(_OfPublicity):
    """An act on one item."""

    rule: ClassVar[Any] = may_edit_publicity
    given_as = "item"

    def get_record(self) -> PublicityItem:
        """The item of the address among those of the strand, else 404."""
        rows = PublicityItem.objects.visible_to(self.grants).with_names()
        row: PublicityItem = self.get_or_404(rows, strand=self.strand, number=self.kwargs["publicity"])
        row.strand = self.strand
        return row

    def get_done_url(self) -> str:
        """Its place in the list."""
        return str(self.record.get_absolute_url())

    def get_question(self) -> str:
        """Which one."""
        return format_html("{}, {}", written(self.record.title), written(self.record.outlet))


class PublicityEdit(_OnItem):
    """Changes what is said of an item."""

    form_class = PublicityForm
    title = gettext_lazy("Edit publicity")
    submit_label = gettext_lazy("Save")
    undone_by = "reports:publicity-edit"

    def get_question(self) -> str:
        """The form shows it."""
        return ""

    def get_refusal(self) -> str:
        """A withdrawn one is brought back first."""
        return _("It was withdrawn. Bring it back first.") if self.record.withdrawn_at else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return self.form_facts(self.record)

    def act(self, form: Any) -> str:
        """Save it."""
        edit_publicity(**self.given(form), changes=form.changes, again=form.is_another)
        return _("Saved.")


class PublicityWithdraw(_OnItem):
    """Withdraws an item that is wrong."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw publicity")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    undone_by = "reports:publicity-restore"

    def get_refusal(self) -> str:
        """What is withdrawn is not withdrawn again."""
        return refusal_by(check_current, self.record)

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_publicity(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Withdrawn. It can be brought back.")


class PublicityRestore(_OnItem):
    """Brings a withdrawn item back."""

    form_class = ActForm
    title = gettext_lazy("Bring publicity back")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "reports:publicity-withdraw"

    def get_refusal(self) -> str:
        """What stands is not brought back."""
        return refusal_by(check_withdrawn, self.record)

    def act(self, form: Any) -> str:
        """Bring it back."""
        restore_publicity(**self.given(form))
        return _("It stands again.")
