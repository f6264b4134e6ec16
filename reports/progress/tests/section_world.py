"""A half-year with a bit of everything that a report tells, as often as a test asks for it."""

import datetime as dt

from core import clock
from core.periods import Period
from events.models import EventDateChange
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory, HeadCountFactory
from partnerships.models import GoodPractice, Pairing
from partnerships.tests.factories import (
    CityFactory,
    FollowUpFactory,
    MilestoneFactory,
    PairingFactory,
    StageFactory,
    StrandFactory,
)
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    GoodPracticeFactory,
    IndicatorFactory,
    InterestFactory,
    MeasurementFactory,
    ProjectFactory,
    TargetFactory,
)
from reports.models import ReportingPeriod
from reports.tests.factories import CityUpdateFactory, PublicityItemFactory, ReportingPeriodFactory

AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)
MOMENT = dt.datetime(2017, 5, 2, 9, tzinfo=clock.STRAND_ZONE)


def half_year() -> ReportingPeriod:
    """From 14 March to 13 September 2017, of a strand with one stage."""
    strand = StrandFactory()
    StageFactory(strand=strand, position=1)
    return ReportingPeriodFactory(strand=strand)


def fill(reporting: ReportingPeriod) -> Pairing:
    """A new pairing of the period's strand with records of every kind."""
    pairing = PairingFactory(strand=reporting.strand)
    fill_pairing(reporting, pairing)
    return pairing


def fill_pairing(reporting: ReportingPeriod, pairing: Pairing) -> None:
    """Records of every kind for a pairing whose sides have sent no update yet."""
    _journey(pairing)
    _events(pairing)
    _dealings(pairing)
    _words(reporting, pairing)


def _journey(pairing: Pairing) -> None:
    stage = pairing.strand.stages.first()
    for until, status in (("2017-05-02", "planned"), ("2017-12-01", "planned"), ("2017-04", "unknown")):
        plan = Period.parse(until)
        MilestoneFactory(pairing=pairing, stage=stage, baseline=plan, forecast=plan, status=status)
    FollowUpFactory(pairing=pairing, due_on=dt.date(2017, 8, 1))
    AgreementFactory(pairing=pairing, status="drafted")
    ProjectFactory(pairing=pairing, level="running")


def _events(pairing: Pairing) -> None:
    strand = pairing.strand
    plan, now = Period.parse("2017-05-02"), Period.parse("2017-05-09")
    mission = EventFactory(strand=strand, kind="mission", all_pairings=True, status="held", baseline=plan, actual=now)
    held = EventFactory(
        strand=strand, pairings=[pairing], hosts=[pairing.eu], cities=[CityFactory()], part_of=mission, status="held",
        baseline=plan, forecast=now, actual=now,
    )  # fmt: skip
    EventFactory(strand=strand, pairings=[pairing], baseline=plan, forecast=plan)
    EventFactory(strand=strand, pairings=[pairing], forecast=Period.parse("2017-11"))
    change = EventDateChange(event=held, reason="The hall was taken.", by_label="Marta Soler", at=MOMENT)
    change.old, change.new = plan, now
    change.save()
    delegation = DelegationFactory(pairing=pairing, event=held)
    for _number in range(6):
        DelegateFactory(delegation=delegation, status="confirmed", attended=True, gender="woman")
    HeadCountFactory(event=held)


def _dealings(pairing: Pairing) -> None:
    ContactFactory(pairing=pairing, on=dt.date(2017, 4, 1))
    ContactFactory(pairing=pairing, on=dt.date(2017, 6, 1), kind="call")
    document = DocumentFactory(pairing=pairing, audience="strand")
    DocumentVersionFactory(document=document)
    indicator = IndicatorFactory(programme=pairing.strand.programme_record)
    MeasurementFactory(strand=pairing.strand, pairing=pairing, indicator=indicator, document=document)
    TargetFactory(strand=pairing.strand, pairing=pairing, built_in="contacts", target=12)


def _words(reporting: ReportingPeriod, pairing: Pairing) -> None:
    for participation in (pairing.eu, pairing.counterpart):
        CityUpdateFactory(
            period=reporting, participation=participation, status="accepted", submitted_at=AS_OF, accepted_at=AS_OF,
            difficult_en="No staff.", next_en="A third hall.",
        )  # fmt: skip
    PublicityItemFactory(strand=pairing.strand, pairing=pairing)
    practice = GoodPracticeFactory(interest=InterestFactory(participation=pairing.eu, kind="offer"))
    GoodPractice.history.filter(id=practice.pk).update(history_date=MOMENT)
