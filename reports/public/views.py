"""The acts on the public results of a pairing: write, look at, release, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.acts import refusal_by
from partnerships.confirmations.cards import side_cards
from partnerships.confirmations.selectors import lost_confirmations, stands
from partnerships.models import TextEdition
from partnerships.pairings.pages import InPairing, OfPairing
from partnerships.programmes.views import crumbs
from partnerships.rules.journey import may_edit_text, may_see_dealings, side_of
from reports.models import PublicResults
from reports.public.forms import FIRST_VERSION, ReleaseForm, ResultsForm, WithdrawalForm
from reports.public.results_views import public_label
from reports.public.selectors import is_public, preview
from reports.public.writing import (
    check_unreleased,
    edit_results,
    find_results,
    own_release,
    release_results,
    withdraw_results,
)

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def may_release_or_withdraw(grants: Grants, results: PublicResults) -> bool:
    """A release is taken back by the side that gave it."""
    return bool(side_of(grants, results.pairing))


class OfResults(OfPairing):
    """An act on the public results of a pairing; who may not know of drafts between the sides does not find it."""

    rule: ClassVar[Any] = may_edit_text

    def get_record(self) -> PublicResults:
        """The results, unsaved where nobody has begun them; else 404."""
        if not may_see_dealings(self.grants, self.pairing):
            raise Http404
        return find_results(self.pairing)

    def address(self, name: str) -> str:
        """An address of the pairing's results."""
        return results_address(self.pairing, name)

    def get_done_url(self) -> str:
        """Where they are written."""
        return self.address("results-edit")

    def get_places(self) -> list[tuple[str, str]]:
        """Below the results."""
        return [(_("Public results"), self.address("results-edit")), (str(self.title), "")]

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return "" if self.record.is_workable else self.pairing.ended_because


def results_address(pairing: Pairing, name: str) -> str:
    """An address of a pairing's results."""
    return reverse(f"reports:{name}", args=[pairing.strand.code, pairing.code])


class ResultsEdit(OfResults):
    """Writes them; who has released what stands above the form."""

    template_name = "reports/progress/results_edit.html"
    form_class = ResultsForm
    title = gettext_lazy("Public results")
    submit_label = gettext_lazy("Save")

    def get_back_url(self) -> str:
        """The pairing."""
        return self.pairing.get_absolute_url()

    def get_places(self) -> list[tuple[str, str]]:
        """Right below the pairing."""
        return [(str(self.title), "")]

    def get_consequences(self) -> list[str]:
        """What an edit costs: releases that are lost, and the public page with them."""
        lost = lost_confirmations(self.record)
        if len(lost) > 1:
            return [_("An edit takes the public page off until both sides release the new edition.")]
        if not lost:
            return []
        name = dict(self.pairing.partners)[lost[0].side].name
        words = _("An edit voids the release of %(partner)s: both sides are asked for the new edition.")
        return [words % {"partner": name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where both sides stand, and what the reader can do."""
        record = self.record
        standing = stands([record])[PublicResults, record.pk] if record.pk else None
        public = bool(standing and standing.both)
        return super().get_context_data(
            results=record,
            cards=side_cards(record, standing, self.grants) if standing else [],
            country=self.pairing.strand.side_letters("counterpart"),
            has_earlier=bool(standing) and TextEdition.objects.of(record).filter(edition__lt=record.edition).exists(),
            is_public=public,
            public_url=results_public_url(self.pairing),
            preview_url=self.address("results-preview") if record.pk else "",
            release_url=self.address("results-release") if self._may_release(public=public) else "",
            withdraw_url=self.address("results-withdraw") if own_release(self.grants, record) else "",
            own_side=side_of(self.grants, self.pairing),
            **kwargs,
        )

    def _may_release(self, *, public: bool) -> bool:
        """Whether there is something left for the reader to release, or to ask for."""
        record = self.record
        if record.pk is None or public or not record.is_written or not record.is_workable:
            return False
        if side_of(self.grants, self.pairing):
            return own_release(self.grants, record) is None
        return not stands([record])[PublicResults, record.pk].asked

    def act(self, form: Any) -> str:
        """Save the new edition."""
        saved = edit_results(
            by=self.request.user,
            grants=self.grants,
            results=self.record,
            version=form.cleaned_data.get("seen_version", FIRST_VERSION),
            changes=form.changes,
        )
        if TextEdition.objects.as_it_is(saved).exists():
            return _("Saved as edition %(edition)s. Both sides are asked to release it.") % {"edition": saved.edition}
        if form.adds:
            return _("Saved. Read the words of the records that you added: they will be public.")
        return _("Saved. It is public once both sides release it.")


def results_public_url(pairing: Pairing) -> str:
    """Where the results are public once both sides released them."""
    return reverse("reports:results-pairing", args=[pairing.strand.code, pairing.code])


class ResultsPreview(InPairing, TemplateView):
    """The results exactly as they would be public."""

    template_name = "reports/progress/results_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As they are written now; 404 where nobody has begun them, and for whoever may not know of drafts."""
        pairing = self.pairing
        if not may_see_dealings(self.grants, pairing):
            raise Http404
        results = find_results(pairing)
        if results.pk is None:
            raise Http404
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                *([(_("Public results"), results.get_absolute_url())] if may_edit_text(self.grants, results) else []),
                (_("Preview"), ""),
            ),
            shown=preview(results),
            edition=results.edition,
            is_public=is_public(results),
            **public_label(),
            **kwargs,
        )


class ResultsRelease(OfResults):
    """Releases the edition for the reader's side and asks the other one; staff ask both."""

    template_name = "reports/progress/results_release.html"
    form_class = ReleaseForm
    question = gettext_lazy(
        "What stands below is public, for everybody to read and reuse, once both sides have released it."
    )
    undone_by = "reports:results-withdraw"

    @property
    def title(self) -> str:
        """Which edition."""
        return _("Release edition %(edition)s") % {"edition": self.record.edition}

    @property
    def submit_label(self) -> str:
        """For whom."""
        side = side_of(self.grants, self.pairing)
        if not side:
            return _("Ask both sides to release it")
        return _("Release for %(partner)s") % {"partner": dict(self.pairing.partners)[side].name}

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        if self.record.pk is None:
            return _("Nobody has written the public results yet.")
        return super().get_refusal() or refusal_by(check_unreleased, self.grants, self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With exactly what would be public."""
        shown = preview(self.record) if self.record.pk else None
        return super().get_context_data(shown=shown, **public_label(), **kwargs)

    def act(self, form: Any) -> str:
        """Release, or ask."""
        record = self.record
        release_results(
            by=self.request.user,
            grants=self.grants,
            results=record,
            version=form.cleaned_data.get("seen_version", FIRST_VERSION),
            edition=form.cleaned_data["edition"],
        )
        if is_public(record):
            return _("Both sides have released it. It is public now.")
        if side_of(self.grants, self.pairing):
            return _("Your side has released it. It is public once the other side does.")
        return _("Both sides are asked to release it.")


class ResultsWithdraw(OfResults):
    """Takes the release of the reader's side back; the public page is gone with the next request."""

    rule: ClassVar[Any] = may_release_or_withdraw
    form_class = WithdrawalForm
    title = gettext_lazy("Withdraw the release")
    submit_label = gettext_lazy("Withdraw")
    question = gettext_lazy("The public page is taken off at once. Copies that others have made stay with them.")
    danger = True

    def get_refusal(self) -> str:
        """Where there is nothing to take back."""
        if own_release(self.grants, self.record) is None:
            return _("Your side has not released this edition.")
        return super().get_refusal()

    def act(self, form: Any) -> str:
        """Take it back."""
        withdraw_results(
            by=self.request.user,
            grants=self.grants,
            results=self.record,
            reason=form.cleaned_data["reason"],
        )
        return _("Withdrawn. Nothing of it is public any more.")
