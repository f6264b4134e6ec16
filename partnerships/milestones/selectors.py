"""Whose turn it is with a milestone, and what the reader can do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.errors import DomainError
from core.formats import join_names
from partnerships.confirmations.selectors import find_text
from partnerships.confirmations.selectors import turn_of as text_turn
from partnerships.enums import ConfirmationBy, MilestoneStatus, Responsible, Side
from partnerships.milestones.services import check_objection
from partnerships.rules import may_edit_plan, milestone_actors, side_of
from partnerships.services.transitions import available
from partnerships.workflow import MILESTONE

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants
    from partnerships.confirmations.selectors import Standing
    from partnerships.models import Milestone

# The acts by the word of their transition, in the order of their buttons: address and label.
_ACTS = {
    "report-done": ("milestone-report", gettext_lazy("Report done")),
    "reschedule": ("milestone-reschedule", gettext_lazy("Move the date")),
    "object": ("milestone-object", gettext_lazy("Object to the report")),
    "edit": ("milestone-edit", pgettext_lazy("milestone", "Edit")),
    "reopen": ("milestone-reopen", pgettext_lazy("milestone", "Reopen")),
    "mark-not-reported": ("milestone-not-reported", gettext_lazy("Mark as not reported")),
    "cancel": ("milestone-cancel", gettext_lazy("Cancel the milestone")),
}
_WORDS = frozenset({"mark-not-reported", "cancel"})


@dataclass(frozen=True, slots=True)
class Button:
    """An act as a button; `look` is `main`, `word` or nothing: one page has one main button at most."""

    url_name: str
    label: str
    look: str = ""
    to_text: bool = False


def possible(grants: Grants, milestone: Milestone, standing: Standing | None = None) -> list[str]:
    """The acts that the reader can carry out now, by the word of their transition; needs `pairing`."""
    if not milestone.pairing.is_open:
        return []
    actors = milestone_actors(grants, milestone)
    names = [transition.name for transition in available(MILESTONE, milestone.status, actors)]
    if milestone.confirmation == ConfirmationBy.BOTH and "report-done" in names:
        names.remove("report-done")
    if "object" in names and not _can_object(milestone, side_of(grants, milestone.pairing)):
        names.remove("object")
    if standing is not None and standing.both and milestone.status == MilestoneStatus.DONE and "reopen" in names:
        names.remove("reopen")
    return names


def buttons(grants: Grants, milestone: Milestone, standing: Standing | None = None) -> list[Button]:
    """The reader's acts as buttons: what is due now is the main one."""
    names = possible(grants, milestone, standing)
    main = _main(milestone, names, clock.today())
    found = [
        Button(url_name, str(label), "main" if name == main else "word" if name in _WORDS else "")
        for name, (url_name, label) in _ACTS.items()
        if name in names
    ]
    found.sort(key=lambda button: button.look != "main")
    of_plan = milestone.plan_item_id is not None or milestone.status == MilestoneStatus.CANCELLED
    if not of_plan and may_edit_plan(grants, milestone.pairing.strand):
        found.append(Button("milestone-into-plan", _("Take it into the plan"), "word"))
    if standing is not None:
        look = "" if main or standing.both else "main"
        found.insert(0, Button("", _("To the text"), look, to_text=True))
    return found


def next_act(grants: Grants, milestone: Milestone, today: dt.date, standing: Standing | None = None) -> Button | None:
    """The one act that a row of a table offers: to report what has begun, to move what is to come.

    Where both sides confirm it, that is to confirm, for the side that was asked (`standing`).
    """
    names = possible(grants, milestone)
    if milestone.confirmation == ConfirmationBy.BOTH and milestone.status == MilestoneStatus.PLANNED:
        asked = standing is not None and side_of(grants, milestone.pairing) in standing.waits_for
        return Button("", _("Read and confirm"), to_text=True) if asked and milestone.pairing.is_open else None
    main = _main(milestone, names, today)
    if main is None:
        return None
    url_name, label = _ACTS[main]
    return Button(url_name, str(label))


def turn_of(milestone: Milestone, standing: Standing | None) -> str:
    """Whose turn it is, by name; nothing where it is nobody's. The text that it names says so for itself."""
    pairing = milestone.pairing
    if not pairing.is_open:
        return ""
    names = [partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")]
    if standing is not None and milestone.status != MilestoneStatus.CANCELLED:
        text = find_text(pairing, milestone.confirmed_text) if milestone.confirmed_text else milestone
        return text_turn(text, standing) if text is not None else ""
    if milestone.status == MilestoneStatus.DONE and milestone.responsible == Responsible.BOTH:
        return _reported(milestone)
    if milestone.objection and milestone.reported_side:
        return _("Waits for %(name)s, who reported it, to answer the objection; then either side reports it anew.") % {
            "name": dict(pairing.partners)[milestone.reported_side].name
        }
    if milestone.status == MilestoneStatus.PLANNED and milestone.responsible == Responsible.BOTH:
        return _("Both sides answer for it: %(names)s. Either reports it done, and the other can object.") % {
            "names": join_names(names)
        }
    if milestone.status == MilestoneStatus.PLANNED:
        return _("%(name)s answers for it: moves its date and reports it done.") % {"name": names[0]}
    if milestone.status == MilestoneStatus.UNKNOWN:
        return _("Nobody has said whether it took place. Waits for: %(names)s.") % {"names": join_names(names)}
    return ""


def _reported(milestone: Milestone) -> str:
    """Who can object to a report, by name."""
    if not milestone.reported_at:
        return ""
    partners = dict(milestone.pairing.partners)
    if not milestone.reported_side:
        return _("It was reported for both sides; either can object.")
    other = Side.EU if milestone.reported_side == Side.COUNTERPART else Side.COUNTERPART
    return _("%(name)s reported it done; %(other)s can object.") % {
        "name": partners[milestone.reported_side].name,
        "other": partners[other].name,
    }


def _main(milestone: Milestone, names: list[str], today: dt.date) -> str | None:
    """What is due: reporting what has begun or is not reported, else moving it."""
    first = milestone.forecast.first_day
    begun = milestone.status == MilestoneStatus.UNKNOWN or (first is not None and first <= today)
    if begun and "report-done" in names:
        return "report-done"
    return "reschedule" if "reschedule" in names and milestone.confirmation != ConfirmationBy.BOTH else None


def _can_object(milestone: Milestone, side: str) -> bool:
    try:
        check_objection(milestone, side)
    except DomainError:
        return False
    return True
