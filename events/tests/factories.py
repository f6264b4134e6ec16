"""Small made-up meetings and missions; each is saved by the system (`by=None`)."""

import datetime as dt
import hashlib
from typing import Any
from uuid import uuid4

import factory
from django.core.files.base import ContentFile

from core import clock
from core.access import hash_of
from core.periods import PartialDate
from events.models import (
    AgendaItem,
    AgendaRelease,
    CalendarFeed,
    Delegate,
    DelegateLink,
    Delegation,
    Event,
    EventCity,
    EventHost,
    EventPairing,
    HeadCount,
    InvitationLetter,
    Minutes,
    MinutesObjection,
    NotedInterest,
    Quota,
    TripPaper,
    TripPhoto,
    VisitNote,
)
from partnerships.tests.factories import PairingFactory, RecordFactory, StrandFactory, UserFactory
from partnerships.tests.files import image


class EventFactory(RecordFactory):
    """An event; `cities=[…]`, `hosts=[participations]`, `pairings=[…]` give it all three, in order."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    strand = factory.SubFactory(StrandFactory)
    code = factory.Sequence(lambda n: f"event-{n}")
    kind = "working-meeting"
    title_en = factory.Sequence(lambda n: f"Meeting {n}")
    title_ko = factory.Sequence(lambda n: f"회의 {n}")

    @factory.post_generation
    def cities(self, create: bool, given: list[Any] | None, **_: Any) -> None:
        _list(self, "city", EventCity, given, "city_codes", [city.code for city in given or []])

    @factory.post_generation
    def hosts(self, create: bool, given: list[Any] | None, **_: Any) -> None:
        _list(self, "participation", EventHost, given, "host_codes", [row.partner.code for row in given or []])

    @factory.post_generation
    def pairings(self, create: bool, given: list[Any] | None, **_: Any) -> None:
        _list(self, "pairing", EventPairing, given, "pairing_codes", [row.code for row in given or []])


def _list(event: Event, name: str, through: Any, rows: list[Any] | None, field: str, codes: list[str]) -> None:
    for position, row in enumerate(rows or [], start=1):
        through.objects.create(event=event, position=position, **{name: row})
    setattr(event, field, ";".join(codes))
    Event.objects.filter(pk=event.pk).update(**{field: ";".join(codes)})


def event_of(pairing: Any, **values: Any) -> Event:
    """An event that serves one pairing and is hosted by its EU partner."""
    return EventFactory(strand=pairing.strand, pairings=[pairing], hosts=[pairing.eu], **values)


class AgendaItemFactory(RecordFactory):
    """An item; `day="2017-03-14"` (or a month) gives it its day."""

    class Meta:
        model = AgendaItem

    event = factory.SubFactory(EventFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = "session"
    title_en = factory.Sequence(lambda n: f"Session {n}")
    title_ko = factory.Sequence(lambda n: f"세션 {n}")

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        day = kwargs.pop("day", "")
        row = model_class(*args, **kwargs)
        row.on_date = PartialDate.parse(day) if day else None
        row.save(by=None)
        return row


class AgendaReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaRelease

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)
    by_label = "Marta Soler"


class HeadCountFactory(RecordFactory):
    class Meta:
        model = HeadCount

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)
    whom_en = "city representatives"
    least = 30
    most = 40
    source = "https://news.example/busan"


class QuotaFactory(RecordFactory):
    class Meta:
        model = Quota

    event = factory.SubFactory(EventFactory)
    side = "counterpart"
    places = 4


class DelegationFactory(RecordFactory):
    """A delegation of the counterpart of a pairing to an event that serves it."""

    class Meta:
        model = Delegation

    class Params:
        pairing = factory.SubFactory(PairingFactory)

    event = factory.LazyAttribute(lambda row: event_of(row.pairing))
    participation = factory.SelfAttribute("pairing.counterpart")


class DelegateFactory(RecordFactory):
    class Meta:
        model = Delegate

    delegation = factory.SubFactory(DelegationFactory)
    number = factory.Sequence(lambda n: n + 1)
    family_name = "Kim"
    given_name = factory.Sequence(lambda n: f"Jisu {n}")
    name_order = "family-first"
    name_native = "김지수"
    function = "Team leader"
    organisation_name = "Busan Metropolitan City"
    sector = "government"


class DelegateLinkFactory(factory.django.DjangoModelFactory):
    """A personal link; `token="…"` is its secret."""

    class Meta:
        model = DelegateLink

    class Params:
        token = factory.Sequence(lambda n: f"secret-of-a-link-{n}")

    delegate = factory.SubFactory(DelegateFactory)
    token_hash = factory.LazyAttribute(lambda row: hash_of(row.token))
    expires_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=30))


class InvitationLetterFactory(factory.django.DjangoModelFactory):
    """A letter with a small file."""

    class Meta:
        model = InvitationLetter

    delegate = factory.SubFactory(DelegateFactory)
    event = factory.SelfAttribute("delegate.delegation.event")
    number = factory.Sequence(lambda n: n + 1)
    strand_number = factory.LazyAttribute(lambda row: f"{row.event.code}/{row.number}")
    language = "en"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name=f"{uuid4().hex}.pdf"))
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(b"%PDF-1.7").hexdigest())
    by_label = "Claire Fontaine"


class VisitNoteFactory(RecordFactory):
    """A note; `interests=["eu"]` says which sides are interested."""

    class Meta:
        model = VisitNote
        skip_postgeneration_save = True

    class Params:
        place = factory.SubFactory(PairingFactory)

    pairing = factory.SelfAttribute("place")
    event = factory.LazyAttribute(lambda row: event_of(row.pairing))
    code = factory.Sequence(lambda n: f"visit-note-{n}")
    what_en = factory.Sequence(lambda n: f"Superblocks, part {n}")

    @factory.post_generation
    def interests(self, create: bool, given: list[str] | None, **_: Any) -> None:
        for side in given or []:
            NotedInterest(note=self, side=side).save(by=None)


class MinutesFactory(RecordFactory):
    class Meta:
        model = Minutes

    class Params:
        place = factory.SubFactory(PairingFactory)

    pairing = factory.SelfAttribute("place")
    event = factory.LazyAttribute(lambda row: event_of(row.pairing))
    code = factory.SelfAttribute("event.code")
    summary_en = "Both sides met."


class MinutesObjectionFactory(factory.django.DjangoModelFactory):
    """An objection of the counterpart to the minutes as they stand."""

    class Meta:
        model = MinutesObjection

    minutes = factory.SubFactory(MinutesFactory)
    edition = factory.SelfAttribute("minutes.edition")
    side = "counterpart"
    text = "We agreed on June."
    by_label = "Marta Soler"


class TripPaperFactory(RecordFactory):
    class Meta:
        model = TripPaper

    delegation = factory.SubFactory(DelegationFactory)
    kind = "report"


class TripPhotoFactory(RecordFactory):
    """A photograph with its file, of which the check of records says that it was never hashed; it is one colour."""

    class Meta:
        model = TripPhoto

    paper = factory.SubFactory(TripPaperFactory)
    position = factory.Sequence(lambda n: n + 1)
    media_type = "image/jpeg"
    caption_en = "The superblocks of Poblenou"
    file = factory.LazyFunction(lambda: ContentFile(image("JPEG"), name=f"{uuid4().hex}.jpg"))


class CalendarFeedFactory(factory.django.DjangoModelFactory):
    """A subscription; `token="…"` is its secret."""

    class Meta:
        model = CalendarFeed

    class Params:
        token = factory.Sequence(lambda n: f"secret-of-a-calendar-{n}")

    user = factory.SubFactory(UserFactory)
    kind = "person"
    token_hash = factory.LazyAttribute(lambda row: hash_of(row.token))
