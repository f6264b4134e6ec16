"""How far each delegate's own details are, beside the delegates of a delegation's page, and the acts on their links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actions import Button
from events.delegations.completeness import completeness
from events.enums import ACCEPTED_DELEGATE, ACTIVE_DELEGATE, PLACED_DELEGATE, LinkState
from events.events.views import delegate_address
from events.rules import may_decide_delegates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.access import Grants
    from events.delegations.completeness import Completeness
    from events.models import Delegate, Delegation


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One delegate's completeness with what the reader may do about it."""

    state: Completeness
    is_placed: bool
    links: list[Button]

    @property
    def word(self) -> str:
        """Where the details stand, in a word."""
        if self.state.is_erased:
            return pgettext("details of a delegate", "Details erased")
        return str(LinkState(self.state.link).label)


def detail_rows(
    grants: Grants, delegation: Delegation, delegates: Sequence[Delegate], *, works: bool
) -> dict[int, DetailRow]:
    """By the delegate's key, for those whose nomination stands; the acts are those that the reader may carry out."""
    rows = [delegate for delegate in delegates if delegate.status in ACTIVE_DELEGATE]
    for delegate in rows:
        delegate.delegation = delegation
    states = completeness(rows)
    decides = may_decide_delegates(grants, delegation)
    return {
        delegate.pk: DetailRow(
            states[delegate.pk],
            delegate.status in PLACED_DELEGATE,
            _links(delegate, states[delegate.pk], decides=decides) if works else [],
        )
        for delegate in rows
    }


def details_label(details: Mapping[int, DetailRow]) -> str:
    """How many of those with a place have told everything; nothing where nobody has one."""
    placed = [row for row in details.values() if row.is_placed]
    if not placed or any(row.state.is_erased for row in placed):
        return ""
    facts = {"complete": sum(row.state.is_complete for row in placed), "all": len(placed)}
    return _("Details complete: %(complete)s of %(all)s") % facts


def _links(delegate: Delegate, state: Completeness, *, decides: bool) -> list[Button]:
    label = _("New personal link") if state.has_open_link else _("Personal link")
    found = [Button(label, delegate_address(delegate, "delegate-link"))]
    if state.has_open_link:
        found.append(Button(_("Revoke the link"), delegate_address(delegate, "delegate-link-revoke")))
    if decides and delegate.status in ACCEPTED_DELEGATE:
        found.append(Button(_("Invitation letter"), delegate_address(delegate, "invitation-letter")))
    return found
