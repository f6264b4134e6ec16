"""The calendar that a person subscribes to."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CASCADE, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import Grants
from core.models import Addressed
from events.enums import FeedKind
from events.events.models import Event
from partnerships.enums import OWN, one_of
from partnerships.models import Pairing
from partnerships.querysets import InStrandQuerySet, pairing_names


class CalendarFeedQuerySet(InStrandQuerySet):
    """Subscribed calendars, with what they hold."""

    NAMES = ("event__strand", *pairing_names())

    def visible_to(self, grants: Grants) -> Self:
        """The person's own."""
        return self.filter(user=grants.user_id)

    def active(self) -> Self:
        """Not revoked, and made since their person's access was renewed last."""
        renewed = "user__access_renewed_at"
        return self.filter(Q(**{renewed: None}) | Q(created_at__gt=F(renewed)), revoked_at=None)

    def outlived(self) -> Self:
        """Not revoked: they ended with their person's access or password."""
        return self.filter(revoked_at=None, created_at__lte=F("user__access_renewed_at"))


class CalendarFeed(Addressed, models.Model):
    """A secret address of one person's calendar: the hash of its secret, what it holds, whether it still opens.

    Each request checks anew what its person may read; whoever has left, or revoked it, gets nothing more.
    """

    NAMED_WITH: tuple[str, ...] = ()
    ADDRESS: dict[str, str] = {"feed": "pk"}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=CASCADE, related_name="calendar_feeds", verbose_name=_("person")
    )
    kind = models.CharField(_("what it holds"), max_length=7, choices=FeedKind)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=CASCADE, related_name="+", verbose_name=_("event")
    )
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=CASCADE, related_name="+", verbose_name=_("pairing")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=clock.now)
    last_read_on = models.DateField(_("last read"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    token = ""  # of one that was just made
    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscribed calendar")
        verbose_name_plural = _("subscribed calendars")
        ordering = ["-created_at", "-id"]
        constraints = [
            one_of("calendar_feed", "kind", FeedKind),
            models.CheckConstraint(
                name="calendar_feed_of_one",
                condition=Q(kind=FeedKind.PERSON, event=None, pairing=None)
                | Q(kind=FeedKind.PAIRING, event=None, pairing__isnull=False)
                | Q(kind=FeedKind.EVENT, event__isnull=False, pairing=None),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_log_name(self) -> tuple[str, str]:
        return str(self), reverse("events:feed-list")

    @property
    def place(self) -> Event | Pairing | None:
        """What it holds the events of; all of its person's own where it is nothing."""
        return self.event or self.pairing

    def is_readable(self, grants: Grants) -> bool:
        """Whether its person may read what it holds."""
        return self.place is None or grants.is_administrator or self.place.strand_id in grants.strands

    def actors(self, grants: Grants) -> frozenset[str]:
        """It is its person's own."""
        return frozenset({OWN} if self.user_id == grants.user_id else ())

    def note_reading(self) -> None:
        """Keep the day on which it was last asked for, so that its person sees which ones are in use."""
        if self.last_read_on != clock.today():
            self.last_read_on = clock.today()
            self.save(update_fields=["last_read_on"])
