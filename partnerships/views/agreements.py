"""The pages on which agreements are read: those of a pairing, those of a strand, and one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.folding import ByName
from core.formats import format_date
from core.message_text import message_text
from core.models import AuditEntry
from partnerships.audit_actions.agreements import AGREEMENT_ADDED, AGREEMENT_DRAFTED
from partnerships.columns.agreements import (
    AGREEMENT_COLUMNS,
    AGREEMENT_FILTERS,
    STRAND_AGREEMENT_COLUMNS,
    STRAND_AGREEMENT_FILTERS,
)
from partnerships.enums import AgreementStatus
from partnerships.models import Agreement, AgreementParty, Project
from partnerships.rules import actors_of, may_edit_agreement, may_edit_pairing
from partnerships.services.attached import attached
from partnerships.services.history import timeline
from partnerships.services.record_kinds import KINDS, kept_from
from partnerships.services.transitions import available
from partnerships.views.clocks import faces
from partnerships.views.confirm_card import confirm_card
from partnerships.views.lists import ListPage
from partnerships.views.pairings import InPairing
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs
from partnerships.views.text_cards import Button
from partnerships.workflow import AGREEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Organisation, Pairing, Strand
    from partnerships.views.confirm_card import ConfirmCard

RECENT = 20  # acts of the history that the page shows
# The columns that the page has no room for; the files have them.
IN_FILES_ALONE = ("lapsed", "source")
_PARTIES = Prefetch("signatories", AgreementParty.objects.select_related("organisation"))
_PROJECTS = Prefetch("projects", Project.objects.order_by(ByName(), "pk"))
_STEPS = (AgreementStatus.DISCUSSED, AgreementStatus.DRAFTED, AgreementStatus.SIGNED)


class OfAgreements(InPairing):
    """A page about the agreements of a pairing."""

    def find_agreement(self) -> Agreement:
        """The agreement of the address among those of the pairing, else 404."""
        rows = Agreement.objects.visible_to(self.grants)
        row = self.get_or_404(rows, pairing=self.pairing, code=self.kwargs["agreement"])
        row.pairing = self.pairing
        return row

    @property
    def home(self) -> tuple[str, str]:
        """Where they are listed, for the way back."""
        pairing = self.pairing
        return _("Agreements"), reverse("partnerships:agreement-list", args=[pairing.strand.code, pairing.code])


class _Agreements(ListPage):
    """A list of agreements: the page shows fewer columns than the file."""

    name = "agreements"
    title = gettext_lazy("Agreements")

    def _rows(self) -> QuerySet[Agreement]:
        rows: QuerySet[Agreement] = Agreement.objects.visible_to(self.grants).with_names()
        return rows.prefetch_related(_PARTIES, _PROJECTS).order_by(ByName(), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without the columns that are for files."""
        shown = [at for at, column in enumerate(self.columns) if column.key not in IN_FILES_ALONE]
        kwargs["heads"] = [kwargs["heads"][at] for at in shown]
        kwargs["rows"] = [[row[at] for at in shown] for row in kwargs["rows"]]
        return super().get_context_data(**kwargs)


class AgreementList(InPairing, _Agreements):
    """What the two sides of a pairing have agreed on, or mean to."""

    template_name = "partnerships/agreement_list.html"
    columns = AGREEMENT_COLUMNS
    filters = AGREEMENT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of the pairing, by name."""
        del strand
        return self._rows().filter(pairing=self.pairing)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = self.pairing
        return crumbs(strand, (pairing.name, pairing.get_absolute_url()), (_("Agreements"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs, and the way to add one."""
        pairing = self.pairing
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "agreements", self.grants),
            add_url=_add_address(self.grants, pairing),
            **kwargs,
        )


class StrandAgreements(_Agreements):
    """All agreements of a strand."""

    template_name = "partnerships/strand_agreements.html"
    columns = STRAND_AGREEMENT_COLUMNS
    filters = STRAND_AGREEMENT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By name."""
        return self._rows().filter(strand=strand)


@dataclass(frozen=True, slots=True)
class Step:
    """One status of an agreement: whether it was reached, and since when, as far as that is known."""

    label: str
    status: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class AgreementsOf:
    """The agreements of a project as its page lists them; `add_url` is empty where none can be added."""

    rows: list[Agreement]
    add_url: str


def _add_address(grants: Grants, pairing: Pairing, **query: str) -> str:
    """Where an agreement is added; empty where the reader may not."""
    if not (pairing.is_open and may_edit_pairing(grants, pairing)):
        return ""
    url = reverse("partnerships:agreement-add", args=[pairing.strand.code, pairing.code])
    return f"{url}?{urlencode(query)}" if query else url


def agreements_of(grants: Grants, project: Project) -> AgreementsOf:
    """What a project is anchored in, for `components/agreements_of.html`; one query."""
    rows = list(project.agreements.order_by(ByName(), "pk"))
    for row in rows:
        row.pairing = project.pairing
    return AgreementsOf(rows, _add_address(grants, project.pairing, project=project.code))


def _steps(agreement: Agreement) -> list[Step]:
    """The way of an agreement with the days that are known; one query."""
    acts = AuditEntry.objects.filter(
        object_type=Agreement._meta.label_lower, object_id=agreement.pk, action__in=[AGREEMENT_ADDED, AGREEMENT_DRAFTED]
    )
    told = {act.action: format_date(clock.day_of(act.at)) for act in acts.order_by("at", "id")}
    since = {
        AgreementStatus.DISCUSSED: told.get(AGREEMENT_ADDED, ""),
        AgreementStatus.DRAFTED: told.get(AGREEMENT_DRAFTED, ""),
        AgreementStatus.SIGNED: format_date(agreement.signed_on_date) if agreement.signed_on_date else "",
    }
    order = list(AgreementStatus)
    lapsed = agreement.status == AgreementStatus.LAPSED
    reached = order.index(AgreementStatus(agreement.status))
    found = []
    for at, status in enumerate(_STEPS):
        skipped = lapsed and status == AgreementStatus.SIGNED and agreement.signed_on_date is None
        done = at <= reached and not skipped
        # A lapsed one that was never signed has no step to come.
        if skipped:
            continue
        label = agreement.status_words if status == agreement.status else str(status.label)
        found.append(Step(label, "done" if done else "planned", since[status] if done else ""))
    if lapsed:
        found.append(Step(str(AgreementStatus.LAPSED.label), "cancelled", format_date(agreement.lapsed_on)))
    return found


def _parties(agreement: Agreement) -> tuple[dict[str, list[Organisation]], list[Organisation]]:
    """The named parties below the partner of their city, and those of neither; the pairing knows its cities."""
    sides: dict[str, list[Organisation]] = {"eu": [], "counterpart": []}
    rest: list[Organisation] = []
    cities = {
        side: {place.city_id for place in getattr(agreement.pairing, side).partner.places.all()} for side in sides
    }
    for row in agreement.signatories.select_related("organisation").order_by("position"):
        side = next((side for side in sides if row.organisation.city_id in cities[side]), "")
        (sides[side] if side else rest).append(row.organisation)
    return sides, rest


class AgreementPage(OfAgreements, TemplateView):
    """One agreement: its parties face to face, how far it has come, its text and who confirmed it, its documents."""

    template_name = "partnerships/agreement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The agreement among those of the pairing, else 404."""
        agreement, pairing = self.find_agreement(), self.pairing
        projects = list(agreement.projects.order_by(ByName(), "pk"))
        for project in projects:
            project.pairing = pairing
        sides, further = _parties(agreement)
        hanging = attached(self.grants, [agreement])[Agreement, agreement.pk]
        card = confirm_card(agreement, self.grants)
        kind = KINDS["agreement"]
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            agreement=agreement,
            section="strand",
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                self.home,
                (agreement.title, ""),
            ),
            country=pairing.strand.side_letters("counterpart"),
            steps=_steps(agreement),
            faces=[(face, sides[face.side]) for face in faces(pairing, clock.now())],
            further=further,
            # Without named parties the two partners are the parties, and the confirmation shows them face to face.
            shows_parties=any(sides.values()) or bool(further) or not (card.standing.asked or card.standing.both),
            buttons=_buttons(self.grants, agreement, card),
            card=card,
            projects=projects,
            attached=hanging,
            lacks_file=agreement.status == AgreementStatus.SIGNED and not hanging.documents,
            message=message_text(
                [f"{pairing.name} · {agreement.title}", agreement.status_words, card.turn],
                agreement.get_absolute_url(),
            ),
            entries=timeline(agreement, limit=RECENT, without=kept_from(kind, self.grants, agreement)),
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "agreement", agreement.pk]),
            **kwargs,
        )


def _buttons(grants: Grants, agreement: Agreement, card: ConfirmCard) -> Iterable[Button]:
    """What the reader may do now; signing weighs most once both sides have confirmed."""
    pairing = agreement.pairing
    if not (pairing.is_open and may_edit_agreement(grants, agreement)):
        return []
    labels = {
        "sign": (_("Record the signature"), "main" if card.standing.both else ""),
        "edit": (_("Edit"), ""),
        "draft": (_("Record that there is a draft"), "word"),
        "lapse": (_("Record that it has lapsed"), "word"),
        "step-back": (_("Take a step back"), "word"),
    }
    place = [pairing.strand.code, pairing.code, agreement.code]
    can = {transition.name for transition in available(AGREEMENT, agreement.status, actors_of(grants, pairing))}
    return [
        Button(label, reverse(f"partnerships:agreement-{name}", args=place), kind)
        for name, (label, kind) in labels.items()
        if name in can
    ]
