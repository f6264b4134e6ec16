"""What a partner needs and offers: state, edit, withdraw, state again; the good practice behind an offer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from partnerships.enums import InterestKind
from partnerships.matching.forms import InterestAddForm, InterestEditForm, PracticeForm
from partnerships.matching.services import (
    add_interest,
    add_practice,
    edit_interest,
    edit_practice,
    restate_interest,
    withdraw_interest,
)
from partnerships.models import GoodPractice, Interest, Participation
from partnerships.places.pages import OfPartner, PartnerAct
from partnerships.rules.together import may_edit_interest, may_edit_participation, may_edit_practice


class OfInterests(OfPartner):
    """A page about what a partner needs and offers."""

    def find_interest(self, **lookup: Any) -> Interest:
        """The need or offer of the address among the partner's, else 404."""
        rows = Interest.objects.visible_to(self.grants).select_related("topic__strand", "good_practice")
        row = self.get_or_404(rows, participation=self.participation, pk=self.kwargs["interest"], **lookup)
        row.participation = self.participation
        return row


class _Act(PartnerAct, OfInterests):
    """What the acts have alike."""

    def get_done_url(self) -> str:
        """The row on the partner's page."""
        return str(self.record.get_absolute_url())


class InterestAdd(_Act):
    """States a need or an offer; `?kind=offer` and `?topic=` propose which."""

    form_class = InterestAddForm
    rule: ClassVar[Any] = may_edit_participation
    title = gettext_lazy("State a need or an offer")
    submit_label = pgettext_lazy("need or offer", "State it")
    added: Interest | None = None
    undone_by = "partnerships:interest-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"interest": "pk"}

    def get_record(self) -> Participation:
        """The partner, by which it is judged who may state it."""
        return self.participation

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"strand": self.participation.strand}

    def get_initial(self) -> dict[str, Any]:
        """What the address proposes."""
        return {"kind": self.request.GET.get("kind", InterestKind.NEED), "topic": self.request.GET.get("topic", "")}

    def get_question(self) -> str:
        """Whose it is."""
        return _("For %(partner)s.") % {"partner": self.participation.partner}

    def act(self, form: Any) -> str:
        """State it."""
        self.added = add_interest(
            by=self.request.user, grants=self.grants, participation=self.participation, values=form.values
        )
        return _("Stated. The matching page shows what it meets.")

    def get_done_url(self) -> str:
        """The row, else the partner's page."""
        return str((self.added or self.participation).get_absolute_url())


class _OnInterest(_Act):
    """An act on one need or offer."""

    rule: ClassVar[Any] = may_edit_interest
    given_as = "interest"
    titles: ClassVar[dict[str, Any]]

    @property
    def title(self) -> str:
        """By what it is: a need or an offer."""
        return str(self.titles[self.record.kind])

    def get_record(self) -> Interest:
        """Among those of the partner, else 404."""
        return self.find_interest()

    def get_question(self) -> str:
        """Which one."""
        return _("%(partner)s: %(topic)s (%(kind)s).") % {
            "partner": self.participation.partner,
            "topic": self.record.topic,
            "kind": self.record.get_kind_display(),
        }


class InterestEdit(_OnInterest):
    """Changes note and weight."""

    form_class = InterestEditForm
    titles: ClassVar[dict[str, Any]] = {
        InterestKind.NEED: gettext_lazy("Edit a need"),
        InterestKind.OFFER: gettext_lazy("Edit an offer"),
    }
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:interest-edit"

    def act(self, form: Any) -> str:
        """Save it."""
        edit_interest(**self.given(form), changes=form.changes)
        return _("Saved.")


class InterestWithdraw(_OnInterest):
    """It no longer holds."""

    titles: ClassVar[dict[str, Any]] = {
        InterestKind.NEED: gettext_lazy("Withdraw a need"),
        InterestKind.OFFER: gettext_lazy("Withdraw an offer"),
    }
    submit_label = pgettext_lazy("need or offer", "Withdraw")
    danger = True
    undone_by = "partnerships:interest-restate"

    def get_consequences(self) -> list[str]:
        """What happens to it."""
        return [_("It leaves the matching and the exports. Its history stays, and it can be stated again.")]

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_interest(**self.given(form))
        return _("Withdrawn. You can state it again.")


class InterestRestate(_OnInterest):
    """It holds again."""

    titles: ClassVar[dict[str, Any]] = {
        InterestKind.NEED: gettext_lazy("State a need again"),
        InterestKind.OFFER: gettext_lazy("State an offer again"),
    }
    submit_label = pgettext_lazy("need or offer", "State it again")
    undone_by = "partnerships:interest-withdraw"

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("It counts among matches again.")]

    def act(self, form: Any) -> str:
        """State it again."""
        restate_interest(**self.given(form))
        return _("Stated again.")


class PracticePage(OfInterests, TemplateView):
    """The good practice behind an offer."""

    template_name = "partnerships/matching/practice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sheet of the address, else 404."""
        offer = self.find_interest(good_practice__isnull=False)
        practice = offer.good_practice
        may_edit = may_edit_interest(self.grants, offer)
        return super().get_context_data(
            strand=self.participation.strand,
            section="partners",
            participation=self.participation,
            offer=offer,
            practice=practice,
            parts=[
                (_("Problem"), "problem", bool(practice.problem)),
                (_("Solution"), "solution", bool(practice.solution)),
                (_("Result"), "result", bool(practice.result)),
            ],
            edit_url=self._address("practice-edit") if may_edit else "",
            history_url=reverse(
                "partnerships:record-history", args=[self.participation.strand.code, "good-practice", practice.pk]
            ),
            crumbs=self.places((practice.title, "")),
            **kwargs,
        )

    def _address(self, name: str) -> str:
        return reverse(f"partnerships:{name}", kwargs=self.kwargs)


class PracticeEdit(_Act):
    """Writes or edits the good practice behind an offer."""

    form_class = PracticeForm
    rule: ClassVar[Any] = may_edit_practice
    title = gettext_lazy("Good practice")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:practice-edit"

    def get_record(self) -> GoodPractice:
        """The offer's sheet, or one that is yet to be written; 404 for a need."""
        offer = self.find_interest(kind=InterestKind.OFFER)
        practice = getattr(offer, "good_practice", None) or GoodPractice()
        practice.interest = offer
        return practice

    def get_question(self) -> str:
        """Behind which offer."""
        return _("A worked example behind the offer of %(partner)s: %(topic)s.") % {
            "partner": self.participation.partner,
            "topic": self.record.interest.topic,
        }

    def act(self, form: Any) -> str:
        """Write it, or save the edit."""
        if self.record.pk is None:
            values = form.changes
            add_practice(by=self.request.user, grants=self.grants, interest=self.record.interest, values=values)
            return _("Written. Everybody in the strand can read it.")
        version = form.cleaned_data["seen_version"]
        edit_practice(
            by=self.request.user, grants=self.grants, practice=self.record, version=version, changes=form.changes
        )
        return _("Saved.")

    def get_done_url(self) -> str:
        """The sheet."""
        return str(self.record.get_absolute_url())

    def get_back_url(self) -> str:
        """The sheet, or the offer while there is none."""
        return str(self.record.get_absolute_url() if self.record.pk else self.record.interest.get_absolute_url())
