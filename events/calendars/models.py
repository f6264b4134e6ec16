"""The calendar that a person subscribes to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from events.enums import FeedKind
from events.events.models import Event
from events.querysets import CalendarFeedQuerySet
from partnerships.enums import one_of
from partnerships.models import Pairing


class CalendarFeed(models.Model):
    """A secret address of one person's calendar: the hash of its secret, what it holds, whether it still opens.

    Each request checks anew what its person may read; whoever has left, or revoked it, gets nothing more.
    """

    NAMED_WITH: ClassVar[tuple[str, ...]] = ()

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name=_("person")
    )
    kind = models.CharField(_("what it holds"), max_length=7, choices=FeedKind)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("event")
    )
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("pairing")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=clock.now)
    last_read_on = models.DateField(_("last read"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

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
