"""The acts on agendas that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from events.enums import HostAnswer

AGENDA_ITEM_ADDED = "agenda-item-added"
AGENDA_ITEM_EDITED = "agenda-item-edited"
AGENDA_ITEM_MOVED = "agenda-item-moved"
AGENDA_ITEM_REMOVED = "agenda-item-removed"
AGENDA_ITEM_RESTORED = "agenda-item-restored"
AGENDA_ITEM_ANSWERED = "agenda-item-answered"
AGENDA_RELEASED = "agenda-released"

# What an item is about stands in no entry: until the agenda is released it is not for everybody who reads entries.
audit.register(AGENDA_ITEM_ADDED, _("Added item %(place)s of the agenda"))
audit.register(AGENDA_ITEM_EDITED, _("Changed item %(place)s of the agenda: %(fields)s"))
audit.register(AGENDA_ITEM_MOVED, _("Moved item %(before)s of the agenda to place %(after)s"))
audit.register(AGENDA_ITEM_REMOVED, _("Took item %(place)s out of the agenda"))
audit.register(AGENDA_ITEM_RESTORED, _("Put an item back into the agenda, as item %(place)s"))
audit.register(
    AGENDA_ITEM_ANSWERED,
    _("Item %(place)s of the agenda, answer of the host: %(answer)s"),
    words={"answer": dict(HostAnswer.choices)},
)
audit.register(AGENDA_RELEASED, _("Released version %(number)s of the agenda"))
