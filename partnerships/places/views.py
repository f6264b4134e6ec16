"""The list of a strand's partners, and the page of one."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from core import clock
from core.access import Access
from core.actions import buttons_on
from core.columns import Column
from core.folding import ByName
from core.kept import Kept
from core.sent_files import send_kept
from partnerships.documents.selectors import attached_in_strand
from partnerships.history.services import history_link
from partnerships.hours.cards import office_hours
from partnerships.lists import ListPage
from partnerships.matching.cards import OF_PARTNER, interests_of
from partnerships.models import Pairing, Participation, Strand
from partnerships.organisations.selectors import description_of
from partnerships.pairings.cards import side_labels, small_strips
from partnerships.pairings.selectors import read_journeys
from partnerships.people.selectors import may_manage_people
from partnerships.places.actions import AddPartners, CorrectPartner, EditPartner
from partnerships.programmes.pages import InStrand
from partnerships.projects.selectors import projects_of_partner


class PartnerPage(Kept, InStrand, TemplateView):
    """A partner in a strand: its cities, its side, its pairings."""

    template_name = "partnerships/places/partner.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of it in a constant number of queries."""
        rows, today = Participation.objects.visible_to(self.grants).for_page(), clock.today()
        words = {"strand__code": self.kwargs["strand"], "partner__code": self.kwargs["partner"]}
        participation = self.get_or_404(rows, **words)
        strand = participation.strand
        pairings = Pairing.objects.visible_to(self.grants).with_side(participation).with_names()
        journeys = read_journeys(list(pairings), today)
        coordinators = participation.memberships.not_ended(today).filter(started_on__lte=today).select_related("user")
        interests = interests_of(self.grants, participation)
        hanging = attached_in_strand(self.grants, participation, strand)
        add_url = reverse("partnerships:interest-add", args=[strand.code, participation.partner.code])
        return super().get_context_data(
            participation=participation,
            add=[
                *(
                    (label, f"{add_url}?kind={kind}")
                    for kind, label in (("need", _("Enter a need")), ("offer", _("Enter an offer")))
                    if interests["works"]
                ),
                *hanging["add"],
            ],
            attached=hanging,
            buttons=buttons_on(participation, [EditPartner, *OF_PARTNER, CorrectPartner], self.grants),
            history_url=history_link(participation)[1],
            partner=participation.partner,
            said=description_of(participation.partner, strand=strand, grants=self.grants),
            section="partners",
            crumbs=participation.get_crumbs(),
            projects=projects_of_partner(participation, self.grants),
            strips=list(zip(journeys, small_strips(journeys), strict=True)),
            coordinators=coordinators.with_deputies(today),
            interests=interests,
            office=office_hours(participation, self.grants),
            keeps_people=may_manage_people(self.grants, strand),
            **side_labels(strand),
            **kwargs,
        )


class PartnerLogo(Access, View):
    """Hands out what a partner has put on its page."""

    def get(self, *args: Any, **kwargs: Any) -> FileResponse:
        """As it is kept."""
        del args
        rows = Participation.objects.visible_to(self.grants).exclude(logo="")
        row = self.get_or_404(rows, strand__code=kwargs["strand"], partner__code=kwargs["partner"])
        ending = str(row.logo.name).rpartition(".")[2]
        media = "image/png" if ending == "png" else "image/jpeg"
        return send_kept(row.logo, name=f"{row.partner.code}.{ending}", media_type=media)


PARTNER_COLUMNS = [
    Column(
        "partner",
        gettext_lazy("Partner"),
        lambda row: row.partner.placed_name,
        order=(ByName("partner__"), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column(
        "side",
        gettext_lazy("Side"),
        lambda row: row.strand.side_name(row.side),
        order=("side", ByName("partner__"), "pk"),
    ),
    Column(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda row: row.partner.get_kind_display(),
        order=("partner__kind", ByName("partner__"), "pk"),
    ),
    Column(
        "cities", gettext_lazy("Cities"), lambda row: ", ".join(place.city.name for place in row.partner.places.all())
    ),
    Column(
        "delegates",
        gettext_lazy("Delegation size"),
        lambda row: row.delegates,
        order=(F("delegates").asc(nulls_last=True), ByName("partner__"), "pk"),
        number=True,
    ),
]


class PartnerList(ListPage):
    """Who takes part in a strand."""

    name = "partners"
    title = gettext_lazy("Partners")
    columns = PARTNER_COLUMNS
    search_field = "partner__search_text"
    section = "partners"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By side, then by name."""
        rows = Participation.objects.visible_to(self.grants).filter(strand=strand).for_page()
        return rows.order_by("-side", ByName("partner__"), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what staff may add."""
        return super().get_context_data(buttons=buttons_on(kwargs["strand"], [AddPartners], self.grants), **kwargs)
