"""The pages on which agreements are read: those of a pairing, those of a strand, and one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.actions import buttons_on
from core.folding import ByName
from core.message_text import message_text
from partnerships.agreements.actions import STEPS, SignAgreement
from partnerships.agreements.models import Agreement, AgreementParty
from partnerships.agreements.selectors import add_url, parties_by_side, steps_of
from partnerships.agreements.tables import (
    AGREEMENT_COLUMNS,
    AGREEMENT_FILTERS,
    STRAND_AGREEMENT_COLUMNS,
    STRAND_AGREEMENT_FILTERS,
)
from partnerships.confirmations.cards import confirm_card
from partnerships.documents.selectors import attached
from partnerships.enums import AgreementStatus
from partnerships.history.selectors import timeline
from partnerships.history.services import kept_from
from partnerships.hours.cards import faces
from partnerships.lists import ListPage
from partnerships.models import Project
from partnerships.pairings.pages import InPairing, tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand

RECENT = 20  # acts of the history that the page shows
_PARTIES = Prefetch("signatories", AgreementParty.objects.select_related("organisation"))
_PROJECTS = Prefetch("projects", Project.objects.order_by(ByName(), "pk"))


class StrandAgreements(ListPage):
    """All agreements of a strand."""

    template_name = "partnerships/agreements/agreement_list.html"
    name = "agreements"
    title = gettext_lazy("Agreements")
    columns = STRAND_AGREEMENT_COLUMNS
    filters = STRAND_AGREEMENT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        rows = Agreement.objects.visible_to(self.grants).with_names().filter(strand=strand)
        return rows.prefetch_related(_PARTIES, _PROJECTS).order_by(ByName(), "pk")


class AgreementList(InPairing, StrandAgreements):
    """What the two sides of a pairing have agreed on, or mean to."""

    columns = AGREEMENT_COLUMNS
    filters = AGREEMENT_FILTERS

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        return super().get_rows(strand).filter(pairing=self.pairing)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        del strand
        return [*self.pairing.get_crumbs(), (_("Agreements"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs, and the way to add one."""
        own = {"tabs": tabs(self.pairing, "agreements", self.grants), "add_url": add_url(self.grants, self.pairing)}
        return super().get_context_data(pairing=self.pairing, **own, **kwargs)


class AgreementPage(InPairing, TemplateView):
    """One agreement: its parties face to face, how far it has come, its text and who confirmed it, its documents."""

    template_name = "partnerships/agreements/agreement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The agreement among those of the pairing, else 404."""
        pairing = self.pairing
        rows = Agreement.objects.visible_to(self.grants)
        agreement = self.get_or_404(rows, pairing=pairing, code=self.kwargs["agreement"])
        agreement.pairing = pairing
        projects = list(agreement.projects.order_by(ByName(), "pk"))
        for project in projects:
            project.pairing = pairing
        sides, further = parties_by_side(agreement)
        hanging = attached(self.grants, [agreement])[Agreement, agreement.pk]
        card = confirm_card(agreement, self.grants)
        standing, sign = card["standing"], SignAgreement.button_on(agreement, self.grants)
        # Signing weighs most once both sides have confirmed.
        weighed = [sign._replace(kind="main" if standing.both else "")] if sign else []
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            agreement=agreement,
            section="strand",
            crumbs=[*agreement.get_crumbs()[:-1], (agreement.title, "")],
            country=pairing.strand.side_letters("counterpart"),
            steps=steps_of(agreement),
            faces=[(face, sides[face.side]) for face in faces(pairing, clock.now())],
            further=further,
            # Without named parties the two partners are the parties, and the confirmation shows them face to face.
            shows_parties=any(sides.values()) or bool(further) or not (standing.asked or standing.both),
            buttons=weighed + buttons_on(agreement, STEPS, self.grants),
            card=card,
            projects=projects,
            attached=hanging,
            lacks_file=agreement.status == AgreementStatus.SIGNED and not hanging.documents,
            message=message_text(
                [f"{pairing.name} · {agreement.title}", agreement.status_label, card["turn"]],
                agreement.get_absolute_url(),
            ),
            entries=timeline(agreement, limit=RECENT, without=kept_from(self.grants, agreement)),
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "agreement", agreement.pk]),
            **kwargs,
        )
