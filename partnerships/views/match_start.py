"""The one click from a match to a project; without a button, a page that asks first."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.enums import InterestKind
from partnerships.forms.interests import MatchStartForm
from partnerships.models import Interest, Pairing, Project
from partnerships.pairings.pages import OfPairing
from partnerships.rules import may_edit_pairing
from partnerships.services.matches import TopicTaken, as_text, projects_on, reason_of, start_project


class MatchStart(OfPairing):
    """Starts a project of the pairing from a need and an offer, and leads to it."""

    template_name = "partnerships/match_start.html"
    form_class = MatchStartForm
    rule: ClassVar[Any] = may_edit_pairing
    title = gettext_lazy("Start a project")
    started: Project | None = None

    def get_record(self) -> Pairing:
        """The pairing, by which it is judged who may start one."""
        return self.pairing

    @cached_property
    def two(self) -> tuple[Interest, Interest]:
        """The need and the offer of the address in the pairing's strand, else 404."""
        rows = Interest.objects.visible_to(self.grants).filter(participation__strand=self.pairing.strand_id)
        rows = rows.select_related("topic__parent", "participation__partner", "participation__strand")
        need, offer = (self.get_or_404(rows, pk=self.kwargs[word]) for word in ("need", "offer"))
        if (need.kind, offer.kind) != (InterestKind.NEED, InterestKind.OFFER):
            raise Http404
        return need, offer

    @property
    def submit_label(self) -> str:
        """One more is named as such."""
        return _("Start another one") if self.existing else _("Start the project")

    @cached_property
    def existing(self) -> list[Project]:
        """What the pairing has on the topic already."""
        return list(projects_on(self.pairing, self.two[1]))

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        """Whoever reads what is there already means one more."""
        return {"another": bool(self.existing)}

    def get_question(self) -> str:
        """Why it is worth it."""
        need, offer = self.two
        return as_text(reason_of(need, [offer], offer.participation.partner))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What there is on the topic already."""
        return super().get_context_data(section="matching", existing=self.existing, **kwargs)

    def act(self, form: Any) -> str:
        """Start it; where there is one already, the form asks."""
        need, offer = self.two
        try:
            self.started = start_project(
                by=self.request.user,
                grants=self.grants,
                pairing=self.pairing,
                need=need,
                offer=offer,
                another=form.cleaned_data["another"],
            )
        except TopicTaken:
            form.ask_for_another()
            raise
        return _("The project is started. Say what it is about, and who takes part.")

    def get_done_url(self) -> str:
        """The project, else the pairing."""
        return str(self.started.get_absolute_url() if self.started else self.pairing.get_absolute_url())
