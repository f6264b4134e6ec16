"""What each figure of a snapshot is called; the key is the one its section gives it, such as `milestones-done`."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from partnerships.enums import BuiltIn
from partnerships.milestones.selectors import DEFINITION

_LABELS = {
    # The journey.
    "milestones-done": pgettext_lazy("figure of a report", "Milestones done"),
    "milestones-open": pgettext_lazy("figure of a report", "Milestones open"),
    "milestones-overdue": pgettext_lazy("figure of a report", "Milestones overdue"),
    "milestones-not-reported": pgettext_lazy("figure of a report", "Milestones not reported"),
    "milestones-cancelled": pgettext_lazy("figure of a report", "Milestones cancelled"),
    "milestones-deviating": pgettext_lazy("figure of a report", "Milestones that left the first plan"),
    "milestones-on-time": pgettext_lazy("figure of a report", "Milestones on time"),
    "days-of-delay": pgettext_lazy("figure of a report", "Days of delay"),
    "milestones-undated": pgettext_lazy("figure of a report", "Milestones of which nobody can say whether in time"),
    # Projects, helix, agreements.
    "projects-identified": pgettext_lazy("figure of a report", "Projects identified"),
    "projects-exploring": pgettext_lazy("figure of a report", "Projects exploring"),
    "projects-agreed": pgettext_lazy("figure of a report", "Projects agreed"),
    "projects-piloting": pgettext_lazy("figure of a report", "Projects piloting"),
    "projects-running": pgettext_lazy("figure of a report", "Projects running"),
    "projects-named": pgettext_lazy("figure of a report", "Projects named or explored"),
    "projects-not-pursued": pgettext_lazy("figure of a report", "Projects not pursued"),
    "pilots": pgettext_lazy("figure of a report", "Pilots, piloting or running"),
    "projects-new": pgettext_lazy("figure of a report", "Projects first reported in the period"),
    "projects-moved": pgettext_lazy("figure of a report", "Projects that moved to another level in the period"),
    "result-firms": pgettext_lazy("figure of a report", "Firms taking part in projects"),
    "result-jobs": pgettext_lazy("figure of a report", "Jobs through projects"),
    "result-funding-eur": pgettext_lazy("figure of a report", "Funding of projects in EUR"),
    "result-funding-krw": pgettext_lazy("figure of a report", "Funding of projects in KRW"),
    "result-co2": pgettext_lazy("figure of a report", "CO2 saved by projects, in tonnes a year"),
    "result-people": pgettext_lazy("figure of a report", "People reached by projects"),
    "organisations": pgettext_lazy("figure of a report", "Organisations that take part in projects"),
    "organisations-government": pgettext_lazy("figure of a report", "Organisations of government"),
    "organisations-research": pgettext_lazy("figure of a report", "Organisations of research"),
    "organisations-business": pgettext_lazy("figure of a report", "Organisations of business"),
    "organisations-civil-society": pgettext_lazy("figure of a report", "Organisations of civil society"),
    "organisations-other": pgettext_lazy("figure of a report", "Other organisations"),
    "agreements-signed": pgettext_lazy("figure of a report", "Agreements signed"),
    "agreements-signed-in-period": pgettext_lazy("figure of a report", "Agreements signed in the period"),
    "agreements-earlier": pgettext_lazy("figure of a report", "Agreements signed before the programme"),
    "agreements-drafted": pgettext_lazy("figure of a report", "Agreements drafted"),
    "agreements-discussed": pgettext_lazy("figure of a report", "Agreements discussed"),
    "agreements-lapsed": pgettext_lazy("figure of a report", "Agreements lapsed"),
    # Events, contacts, indicators, updates and what else is told.
    "events-held": pgettext_lazy("figure of a report", "Events held"),
    "event-days": pgettext_lazy("figure of a report", "Days of events held"),
    "events-cancelled": pgettext_lazy("figure of a report", "Events cancelled"),
    "events-not-reported": pgettext_lazy("figure of a report", "Events not reported"),
    "events-moved": pgettext_lazy("figure of a report", "Events moved by a new forecast"),
    "participants": pgettext_lazy("figure of a report", "Delegates who came"),
    "head-counts": pgettext_lazy("figure of a report", "People at events at least, as sources count them"),
    "contacts": pgettext_lazy("figure of a report", "Contacts in the period"),
    "indicators-measured": pgettext_lazy("figure of a report", "Measured indicators with a value"),
    "updates-accepted": pgettext_lazy("figure of a report", "City updates accepted"),
    "updates-missing": pgettext_lazy("figure of a report", "Partners without a submitted city update"),
    "publicity-items": pgettext_lazy("figure of a report", "Publicity items in the period"),
    "signals": pgettext_lazy("figure of a report", "Signals"),
    "follow-ups-late": pgettext_lazy("figure of a report", "Follow-ups late"),
    "closings-confirmed": pgettext_lazy("figure of a report", "Closings confirmed by both sides"),
    "good-practices": pgettext_lazy("figure of a report", "Good practices added in the period"),
    "milestones-next": pgettext_lazy("figure of a report", "Milestones of the next period"),
    "events-next": pgettext_lazy("figure of a report", "Events of the next period"),
    "agreements-next": pgettext_lazy("figure of a report", "Agreements on their way"),
    # The portal's own counts, over all of the strand or pairing.
    **{f"count-{count.value}": count.label for count in BuiltIn},
}


def figure_label(key: str) -> str:
    """The figure in words; a key that no later version knows any more is shown as it is."""
    return str(_LABELS[key]) if key in _LABELS else key.replace("-", " ").capitalize()


def figure_definition(key: str) -> str:
    """What a figure means where its words alone do not tell; as the section says it that has the figure."""
    return str(DEFINITION) if key.removeprefix("count-") == BuiltIn.DAYS_OF_DELAY else ""


def is_labelled(key: str) -> bool:
    """Whether a figure has its words."""
    return key in _LABELS
