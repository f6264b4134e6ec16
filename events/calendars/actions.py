"""What people do to the calendars that they subscribe to: make a secret address, and revoke it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.access import Grants, hash_of, new_token
from core.actions import Action
from core.errors import AlreadyDone, DomainError, NotAllowed
from events.enums import FeedKind
from events.models import CalendarFeed, Event
from partnerships.enums import OWN
from partnerships.models import Pairing

MOST = 20  # addresses that one person keeps open at a time


class OnFeed(Action):
    """An action on an address of the person's own; its page lies below the list of them, in no strand."""

    on = CalendarFeed
    allowed = frozenset({OWN})

    def log_parameters(self) -> dict[str, Any]:
        """Without its secret; of a pairing's or an event's calendar in the log of the strand."""
        place = self.row.place
        return {"strand_id": place.strand_id if place else None, "label": self.row.get_kind_display()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """An address has no versions."""
        return {}

    def get_done_url(self) -> str:
        return reverse("events:feed-list")

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("My calendars"), self.get_done_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"strand": None, "pairing": None}


class MakeFeed(OnFeed):
    """Make a secret address of the person's own events, or of the pairing or event that the page's address names.

    Its row is the address to come, which has the `token` once it is made; only the hash of that is kept.
    """

    key = "feed-add"
    title = gettext_lazy("Subscribe to a calendar")
    submit_label = gettext_lazy("Make the address")
    logged = gettext_lazy("Made an address of a calendar")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        del words, locked
        return cls.on(user_id=grants.user_id)

    @classmethod
    def locked(cls, row: CalendarFeed) -> CalendarFeed:
        return row

    @cached_property
    def place(self) -> Event | Pairing | None:
        """What it holds the events of, among what the reader may see. Raises Http404."""
        for name, model in (("event", Event), ("pairing", Pairing)):
            code, strand = self.asked.get(name, ""), self.asked.get("strand", "")
            if not code:
                continue
            rows = model.objects.visible_to(self.grants).with_names().filter(strand__code=strand, code=code)
            found: Event | Pairing | None = rows.first() if (strand + code).isprintable() else None
            if found is None:
                raise Http404
            return found
        return None

    def perform(self, *, place: Event | Pairing | None = None) -> str:
        """Raises NotAllowed for what the person does not read, DomainError where there are too many open ones."""
        row, place = self.row, place or self.place
        row.event, row.pairing = (place, None) if isinstance(place, Event) else (None, place)
        row.kind = FeedKind.EVENT if row.event else FeedKind.PAIRING if row.pairing else FeedKind.PERSON
        if not row.is_readable(self.grants):
            raise NotAllowed
        if CalendarFeed.objects.active().filter(user=self.by).count() >= MOST:
            raise DomainError(_("You have %(most)s calendar addresses. Revoke one first.") % {"most": MOST})
        row.user, row.token = self.by, new_token()
        row.token_hash = hash_of(row.token)
        row.save()
        return _("The address is made.")

    @property
    def question(self) -> str:
        """What it holds."""
        if isinstance(self.place, Event):
            return _("The calendar holds “%(name)s” with its parts and their hours.") % {"name": self.place.title}
        if self.place:
            return _("The calendar holds the events of %(name)s.") % {"name": self.place.name}
        return _("The calendar holds all events that concern you.")

    def get_consequences(self) -> list[str]:
        return [
            _(
                "Everybody with the address reads the calendar without signing in. Give it to your calendar "
                "program only."
            ),
            _("It is updated automatically and works as long as you take part. You can revoke it at any time."),
        ]


class RevokeFeed(OnFeed):
    """End an address; calendars that ask for it get nothing more."""

    key = "feed-revoke"
    title = gettext_lazy("Revoke the address of the calendar")
    button = gettext_lazy("Revoke")
    question = gettext_lazy("Calendars that read this address get nothing more from it. You can make a new one.")
    danger = True
    logged = gettext_lazy("Revoked an address of a calendar")

    def check_possible(self) -> None:
        if self.row.revoked_at:
            raise AlreadyDone(_("This address is revoked already."))

    def perform(self) -> str:
        self.row.revoked_at = clock.now()
        self.row.save(update_fields=["revoked_at"])
        return _("The address is revoked.")
