"""Opening a pairing: why these two, which themes they agreed, and their milestones from the strand's plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import PAIRING_OPENED
from partnerships.enums import PairingStatus
from partnerships.models import (
    AgreedThemes,
    Milestone,
    Pairing,
    Participation,
    PlanItem,
    Strand,
    Theme,
)
from partnerships.pairings.services import LONGEST_TEXT, check_of_strand, check_pairing
from partnerships.rules import may_edit_plan
from partnerships.services.codes import free_code
from partnerships.services.ordered import codes_of, set_themes
from partnerships.services.plan import make_milestone
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

_TEXTS = ("why_en", "why_ko", "summary_en", "summary_ko")
_AGREED_BY = ("agreed_by_en", "agreed_by_ko")


@one_act()
def open_pairing(
    *,
    by: User,
    grants: Grants,
    strand: Strand,
    eu: Participation,
    counterpart: Participation,
    values: dict[str, Any],
    pairing: Pairing | None = None,
    predecessor: Pairing | None = None,
) -> Pairing:
    """Open a pairing of two participations: active, with the strand's plan as its milestones and its agreed themes.

    `values` holds `why_en` or `why_ko`, `themes` in the order agreed, and perhaps a summary and who agreed the
    themes. A planned pairing of the two (`pairing`, else the one there is) is taken over with its predecessor.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    # One at a time in a strand, so that each code is given once and no item is added half-way.
    Strand.objects.select_for_update().get(pk=strand.pk)
    themes: Sequence[Theme] = values.get("themes", ())
    row = _planned(strand, eu, counterpart, pairing) or Pairing(strand=strand, eu=eu, counterpart=counterpart)
    row.strand, row.eu, row.counterpart = strand, eu, counterpart
    check_pairing(
        strand=strand, eu=eu, counterpart=counterpart, status=PairingStatus.ACTIVE, pairing=row if row.pk else None
    )
    _check_texts(values)
    check_of_strand(strand_id=strand.pk, records=[("themes", theme) for theme in themes])
    if len({theme.pk for theme in themes}) != len(themes):
        raise DomainError(_("A theme is chosen twice."), field="themes")
    for name in _TEXTS:
        setattr(row, name, values.get(name) or getattr(row, name))
    row.code = row.code or values.get("code") or _code(row)
    row.predecessor = predecessor or row.predecessor
    row.status = PairingStatus.ACTIVE
    if themes or not row.pk:
        row.theme_codes = codes_of(themes)
    row.save(by=by)
    if themes:
        set_themes(pairing=row, themes=themes)
    made = _make_milestones(by=by, pairing=row)
    _make_texts(by=by, pairing=row, values=values)
    write_audit(action=PAIRING_OPENED, by=by, record=row, strand_id=strand.pk, pairing_id=row.pk, milestones=len(made))
    return row


def milestones_to_come(*, strand: Strand, pairing: Pairing | None = None) -> list[PlanItem]:
    """The items of the plan of which a pairing that is opened now gets its milestones, in the plan's order."""
    items = PlanItem.objects.filter(strand=strand).select_related("stage")
    if pairing is not None:
        items = items.exclude(milestones__pairing=pairing)
    return list(items)


def _planned(strand: Strand, eu: Participation, counterpart: Participation, pairing: Pairing | None) -> Pairing | None:
    """The planned pairing that is taken over, locked."""
    rows = Pairing.objects.select_for_update().filter(
        strand=strand, eu=eu, counterpart=counterpart, status=PairingStatus.PLANNED
    )
    found: Pairing | None = rows.first()
    if pairing is not None and (found is None or found.pk != pairing.pk):
        raise DomainError(_("This pairing is not planned any more, or was planned for two others."))
    return found


def _check_texts(values: dict[str, Any]) -> None:
    if not any(str(values.get(name, "")).strip() for name in ("why_en", "why_ko")):
        raise DomainError(_("Write in at least one language why these two work together."), field="why")
    for name in _TEXTS:
        check_length(name, str(values.get(name, "")), LONGEST_TEXT)


def _code(pairing: Pairing) -> str:
    taken = Pairing.objects.filter(strand=pairing.strand).values_list("code", flat=True)
    names = f"{pairing.counterpart.partner.code}-{pairing.eu.partner.code}"
    return free_code(proposal=names, kind="pairing", taken=taken)


def _make_milestones(*, by: User, pairing: Pairing) -> list[Milestone]:
    taken = list(Milestone.objects.filter(pairing=pairing).values_list("code", flat=True))
    made: list[Milestone] = []
    for item in milestones_to_come(strand=pairing.strand, pairing=pairing):
        made.append(make_milestone(by=by, item=item, pairing=pairing, taken=[*taken, *(row.code for row in made)]))
    return made


def _make_texts(*, by: User, pairing: Pairing, values: dict[str, Any]) -> None:
    """The agreed themes as said at the opening, if any; a text begins with its first words, as edition 1."""
    if not pairing.theme_codes and not any(values.get(name) for name in _AGREED_BY):
        return
    themes = AgreedThemes.objects.filter(pairing=pairing).first() or AgreedThemes(pairing=pairing)
    themes.theme_codes = pairing.theme_codes
    for name in _AGREED_BY:
        setattr(themes, name, values.get(name) or getattr(themes, name))
    themes.save(by=by)
