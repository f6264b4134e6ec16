"""The pages on which agreements are read: those of a pairing, those of a strand, and one."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core.actions import buttons_on
from core.columns import Column, by, choice_filter
from core.folding import ByName
from core.kept import Kept
from core.plain_text import message_text
from partnerships.agreements.actions import STEPS, SignAgreement
from partnerships.agreements.models import Agreement, AgreementParty
from partnerships.agreements.selectors import add_url, parties_by_side, steps_of
from partnerships.confirmations.cards import confirm_card, take_main
from partnerships.documents.selectors import attached
from partnerships.enums import AgreementKind, AgreementStatus
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.models import Project, Strand
from partnerships.pairings.pages import InPairing, tabs


def _parties_of(agreement: Agreement) -> str:
    """The names of the parties in order: the two partners where no others are named; needs both prefetched."""
    named = [str(row.organisation) for row in agreement.signatories.all()]
    return ", ".join(named or [partner.name for _side, partner in agreement.pairing.partners])


_TITLE = Column(
    "agreement",
    gettext_lazy("Agreement"),
    lambda row: row.title,
    order=(ByName(), "pk"),
    link=lambda row: row.get_absolute_url(),
)
_FACTS = [
    Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), order=("kind", "pk")),
    Column("status", pgettext_lazy("table head", "Status"), lambda row: row.status_label, order=by("status")),
    Column("signed", pgettext_lazy("agreement", "Signed on"), lambda row: row.signed_on_date, order=by("signed_on")),
    Column(
        "lapsed",
        pgettext_lazy("agreement", "Lapsed on"),
        lambda row: row.lapsed_on,
        order=by("lapsed_on"),
        in_files_alone=True,
    ),
    Column("parties", gettext_lazy("Parties"), _parties_of),
    Column(
        "projects", gettext_lazy("Cooperation projects"), lambda row: ", ".join(one.title for one in row.projects.all())
    ),
    Column("source", gettext_lazy("Sources"), lambda row: row.source, in_files_alone=True),
]
AGREEMENT_COLUMNS = [_TITLE, *_FACTS]
STRAND_AGREEMENT_COLUMNS = [
    _TITLE,
    Column("pairing", gettext_lazy("Pairing"), lambda row: row.pairing.name, order=by("pairing__search_text")),
    *_FACTS,
]

AGREEMENT_FILTERS = [
    choice_filter("kind", pgettext_lazy("table head", "Kind"), AgreementKind),
    choice_filter("status", pgettext_lazy("table head", "Status"), AgreementStatus),
]
_PARTIES = Prefetch("signatories", AgreementParty.objects.select_related("organisation"))
_PROJECTS = Prefetch("projects", Project.objects.order_by(ByName(), "pk"))


class StrandAgreements(ListPage):
    """All agreements of a strand."""

    template_name = "partnerships/agreements/agreement_list.html"
    name = "agreements"
    title = gettext_lazy("Agreements")
    columns = STRAND_AGREEMENT_COLUMNS
    filters = AGREEMENT_FILTERS
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"tabs": tabs(self.pairing, "agreements", self.grants), "add_url": add_url(self.grants, self.pairing)}
        return super().get_context_data(**own, **kwargs)


class AgreementPage(Kept, InPairing, TemplateView):
    """One agreement: its parties face to face, how far it has come, its text and who confirmed it, its documents."""

    template_name = "partnerships/agreements/agreement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
        main, standing, sign = take_main(card), card["standing"], SignAgreement.button_on(agreement, self.grants)
        # Signing weighs most once both sides have confirmed.
        weighed = [sign._replace(kind="main" if standing.both else "")] if sign else []
        return super().get_context_data(
            agreement=agreement,
            section="strand",
            crumbs=agreement.get_crumbs(),
            steps=steps_of(agreement),
            faces=[(face, sides[face.side]) for face in (pairing.eu, pairing.counterpart)],
            further=further,
            # Without named parties the two partners are the parties, and the confirmation shows them face to face.
            shows_parties=any(sides.values()) or bool(further) or not (standing.asked or standing.both),
            buttons=[*main, *weighed, *buttons_on(agreement, STEPS, self.grants)],
            add=hanging["add"],
            more=[history_link(agreement)],
            card=card,
            projects=projects,
            attached=hanging,
            lacks_file=agreement.status == AgreementStatus.SIGNED and not hanging["documents"],
            message=message_text(
                [f"{pairing.name} · {agreement.title}", agreement.status_label, card["turn"]],
                agreement.get_absolute_url(),
            ),
            **kwargs,
        )
