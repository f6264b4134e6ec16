"""What each figure of a snapshot is called; the key is the one its section gives it, such as `milestones-done`."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

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
}


def figure_label(key: str) -> str:
    """The figure in words; a key that no later version knows any more is shown as it is."""
    return str(_LABELS[key]) if key in _LABELS else key.replace("-", " ").capitalize()


def is_labelled(key: str) -> bool:
    """Whether a figure has its words."""
    return key in _LABELS
