"""Where the events of a strand take place, for its map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.contributions import provides
from events.enums import EventStatus
from events.models import Event, EventCity
from partnerships.models import City

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand


@provides("map-venues")
def of_strand(*, grants: Grants, strand: Strand) -> Iterable[City]:
    """The cities of the events that one sees; a cancelled one takes place nowhere."""
    events = Event.objects.visible_to(grants).filter(strand=strand).exclude(status=EventStatus.CANCELLED)
    return City.objects.filter(pk__in=EventCity.objects.filter(event__in=events).values("city"))
