"""Small made-up records for tests; each is saved by the system (`by=None`)."""

import datetime as dt
from typing import Any

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from accounts.enums import NameOrder
from core import clock
from core.periods import PartialDate, Period
from partnerships.models import (
    City,
    Deputy,
    FollowUp,
    Membership,
    Milestone,
    Pairing,
    Participation,
    Partner,
    PartnerCity,
    PlanItem,
    Programme,
    Stage,
    Strand,
    StrandRole,
    Theme,
)

PASSWORD = "lantern-harbour-42"
# No fields of a model but sets of them, which its constructor does not take.
PERIODS = ("baseline", "forecast", "actual", "starts_on_date", "ends_on_date")


def period(start: str, end: str = "") -> Period:
    """A period as a pack writes its two ends: `period("2017-03-14", "2017-03")`."""
    return Period(PartialDate.parse(start), PartialDate.parse(end) if end else None)


class RecordFactory(DjangoModelFactory):
    """Saves a versioned record as the system does."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        periods = {name: kwargs.pop(name) for name in PERIODS if name in kwargs}
        row = model_class(*args, **kwargs)
        for name, value in periods.items():
            setattr(row, name, value)
        row.save(by=None)
        return row


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    given_name = "Marta"
    family_name = "Soler"
    name_order = NameOrder.GIVEN_FIRST
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG003 - factory_boy's signature
        return model_class.objects.create_user(**kwargs)


class CityFactory(RecordFactory):
    class Meta:
        model = City

    code = factory.Sequence(lambda n: f"city-{n}")
    name_en = factory.Sequence(lambda n: f"City {n}")
    name_ko = factory.Sequence(lambda n: f"도시 {n}")
    country = "ES"
    time_zone = "Europe/Madrid"


class PartnerFactory(RecordFactory):
    """A partner with one city; `cities=[…]` gives it others, in order."""

    class Meta:
        model = Partner

    code = factory.Sequence(lambda n: f"partner-{n}")
    name_en = factory.Sequence(lambda n: f"Partner {n}")
    name_ko = factory.Sequence(lambda n: f"참여 도시 {n}")
    kind = "city"

    @classmethod
    def _create(cls, model_class: type, *args: Any, cities: list[City] | None = None, **kwargs: Any) -> Any:
        chosen = [CityFactory()] if cities is None else cities
        partner = super()._create(model_class, *args, city_codes=";".join(city.code for city in chosen), **kwargs)
        places = (PartnerCity(partner=partner, city=city, position=at) for at, city in enumerate(chosen, start=1))
        PartnerCity.objects.bulk_create(places)
        return partner


class ProgrammeFactory(RecordFactory):
    class Meta:
        model = Programme

    code = factory.Sequence(lambda n: f"programme-{n}")
    name_en = factory.Sequence(lambda n: f"World Cities {n}")
    name_ko = factory.Sequence(lambda n: f"세계도시 프로젝트 {n}")


class StrandFactory(RecordFactory):
    class Meta:
        model = Strand

    code = factory.Sequence(lambda n: f"strand-{n}")
    programme_record = factory.SubFactory(ProgrammeFactory)
    programme_en = "World Cities"
    phase = "2017-2018"
    name_en = factory.Sequence(lambda n: f"Strand {n}")
    name_ko = factory.Sequence(lambda n: f"프로그램 {n}")
    countries = "KR"


class ThemeFactory(RecordFactory):
    class Meta:
        model = Theme

    strand = factory.SubFactory(StrandFactory)
    code = factory.Sequence(lambda n: f"theme-{n}")
    name_en = factory.Sequence(lambda n: f"Theme {n}")
    name_ko = factory.Sequence(lambda n: f"주제 {n}")
    position = factory.Sequence(int)


class ParticipationFactory(RecordFactory):
    class Meta:
        model = Participation

    strand = factory.SubFactory(StrandFactory)
    partner = factory.SubFactory(PartnerFactory)
    side = "eu"


class PairingFactory(RecordFactory):
    """An active pairing of two new participations of one strand."""

    class Meta:
        model = Pairing

    strand = factory.SubFactory(StrandFactory)
    code = factory.Sequence(lambda n: f"pairing-{n}")
    eu = factory.SubFactory(ParticipationFactory, strand=factory.SelfAttribute("..strand"), side="eu")
    counterpart = factory.SubFactory(ParticipationFactory, strand=factory.SelfAttribute("..strand"), side="counterpart")
    status = "active"

    @classmethod
    def _setup_next_sequence(cls) -> int:
        # Lists go by code: numbers of one length are in order as text too, wherever in a run a test stands.
        return 1000


class StageFactory(RecordFactory):
    class Meta:
        model = Stage

    strand = factory.SubFactory(StrandFactory)
    code = factory.Sequence(lambda n: f"stage-{n}")
    position = factory.Sequence(lambda n: n + 1)
    name_en = factory.Sequence(lambda n: f"Stage {n}")
    name_ko = factory.Sequence(lambda n: f"단계 {n}")
    baseline = period("2017-03", "2017-04")
    forecast = period("2017-03", "2017-04")


class PlanItemFactory(RecordFactory):
    class Meta:
        model = PlanItem

    stage = factory.SubFactory(StageFactory)
    strand = factory.SelfAttribute("stage.strand")
    code = factory.Sequence(lambda n: f"plan-item-{n}")
    title_en = factory.Sequence(lambda n: f"Plan item {n}")
    title_ko = factory.Sequence(lambda n: f"계획 {n}")
    responsible = "both"
    baseline = period("2017-03-14")
    forecast = period("2017-03-14")


class MilestoneFactory(RecordFactory):
    class Meta:
        model = Milestone

    pairing = factory.SubFactory(PairingFactory)
    stage = factory.SubFactory(StageFactory, strand=factory.SelfAttribute("..pairing.strand"))
    code = factory.Sequence(lambda n: f"milestone-{n}")
    title_en = factory.Sequence(lambda n: f"Milestone {n}")
    title_ko = factory.Sequence(lambda n: f"주요 일정 {n}")
    responsible = "both"
    baseline = period("2017-03-14")
    forecast = period("2017-03-14")


class FollowUpFactory(RecordFactory):
    """A promise of the EU side whose day is long over."""

    class Meta:
        model = FollowUp

    pairing = factory.SubFactory(PairingFactory)
    code = factory.Sequence(lambda n: f"follow-up-{n + 1}")
    what_en = factory.Sequence(lambda n: f"Send the draft, part {n}")
    side = "eu"
    due_on = dt.date(2017, 3, 14)


class MembershipFactory(RecordFactory):
    """A coordinator of a participation."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    participation = factory.SubFactory(ParticipationFactory)


class DeputyFactory(RecordFactory):
    """Somebody who stands in for a coordinator today and tomorrow."""

    class Meta:
        model = Deputy

    membership = factory.SubFactory(MembershipFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(clock.today)
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + dt.timedelta(days=1))


class StrandRoleFactory(RecordFactory):
    class Meta:
        model = StrandRole

    user = factory.SubFactory(UserFactory)
    strand = factory.SubFactory(StrandFactory)
    role = "staff"
