"""Opening a pairing of a strand: the form, and the milestones that it will get."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.folding import ByName
from partnerships.enums import PairingStatus
from partnerships.models import Pairing, Participation, Strand, Theme
from partnerships.pairings.forms import PairingOpenForm
from partnerships.pairings.openings import milestones_to_come, open_pairing
from partnerships.views.plan import OfPlan


class PairingOpen(OfPlan):
    """Chooses the two, says why, and opens; a planned pairing of the same two is taken over."""

    template_name = "partnerships/pairings/pairing_open.html"
    form_class = PairingOpenForm
    title = gettext_lazy("Open a pairing")
    submit_label = pgettext_lazy("create", "Open the pairing")
    opened: Pairing | None = None

    def get_record(self) -> Strand:
        """The strand that gets it."""
        return self.strand

    def get_places(self) -> list[tuple[str, str]]:
        """Right below the strand."""
        return [(str(self.title), "")]

    @cached_property
    def open_pairings(self) -> list[Pairing]:
        """The planned and active pairings of the strand."""
        return list(Pairing.objects.filter(strand=self.strand).open().with_names())

    @property
    def planned(self) -> list[Pairing]:
        """Those that wait to be opened."""
        return [pairing for pairing in self.open_pairings if pairing.status == PairingStatus.PLANNED]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who takes part, who is in an active pairing already, and the strand's themes."""
        rows = Participation.objects.filter(strand=self.strand).select_related("partner")
        active = [pairing for pairing in self.open_pairings if pairing.status == PairingStatus.ACTIVE]
        return {
            "strand": self.strand,
            "participations": list(rows.order_by(ByName("partner__"), "pk")),
            "paired": {key for pairing in active for key in (pairing.eu_id, pairing.counterpart_id)},
            "themes": list(Theme.objects.filter(strand=self.strand).order_by("position", "pk")),
        }

    def get_initial(self) -> dict[str, Any]:
        """The two of the planned pairing that the address names, with its themes and texts."""
        code = self.request.GET.get("pairing", "")
        pairing = next((row for row in self.planned if code and row.code == code), None)
        if pairing is None:
            return {}
        names = ("why_en", "why_ko", "summary_en", "summary_ko")
        return {
            "eu": pairing.eu_id,
            "counterpart": pairing.counterpart_id,
            "themes": [row.theme_id for row in pairing.chosen_themes.order_by("position")],
            **{name: getattr(pairing, name) for name in names},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the plan that becomes its milestones, and what waits to be opened."""
        items, today = milestones_to_come(strand=self.strand), clock.today()
        past = [item for item in items if (last := item.forecast.last_day) and last < today]
        return super().get_context_data(
            items=items,
            past=len(past),
            planned=self.planned,
            country=self.strand.side_letters("counterpart"),
            **kwargs,
        )

    def act(self, form: PairingOpenForm) -> str:
        """Open it."""
        eu, counterpart = form.pair
        values = {**form.values, "themes": self._in_their_order(form.values["themes"], eu, counterpart)}
        self.opened = open_pairing(**self.acting, strand=self.strand, eu=eu, counterpart=counterpart, values=values)
        return _("Opened %(pairing)s.") % {"pairing": self.opened.name}

    def get_done_url(self) -> str:
        """The new pairing's page, the strand's until there is one."""
        return (self.opened or self.strand).get_absolute_url()

    def _in_their_order(self, themes: list[Theme], eu: Participation, counterpart: Participation) -> list[Theme]:
        """The strand's order, after the themes that a planned pairing of the two has in its own."""
        pair = (eu.pk, counterpart.pk)
        before = next((row.theme_codes for row in self.planned if (row.eu_id, row.counterpart_id) == pair), "")
        known = before.split(";")
        return sorted(themes, key=lambda theme: known.index(theme.code) if theme.code in known else len(known))
