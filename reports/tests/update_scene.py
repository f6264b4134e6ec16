"""Busan and Barcelona with an interim period of which the records tell, and what is done with Busan's update for it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core import clock
from core.periods import Period
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory
from partnerships.models import DateChange, Pairing
from partnerships.tests.factories import CityFactory, FollowUpFactory, MilestoneFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    IndicatorFactory,
    LevelChangeFactory,
    MeasurementFactory,
    ProjectFactory,
    TargetFactory,
)
from partnerships.tests.two_sides import TwoSides
from reports.models import CityUpdate, ReportingPeriod
from reports.tests.factories import PublicityItemFactory
from reports.tests.period_scene import TODAY, period_of
from reports.updates.actions import SubmitUpdate, WriteUpdate
from reports.updates.drafting import UpdateDraft
from reports.updates.selectors import UpdateLine

ANSWERS = {
    "achieved_en": "Two halls were opened.",
    "difficult_en": "The time zones.",
    "next_en": "A joint study.",
}
IN_PERIOD = dt.date(2026, 9, 14)


@dataclass
class Reported:
    """The two sides, the period, and acts on the counterpart's update (Busan)."""

    sides: TwoSides
    period: ReportingPeriod

    @property
    def pairing(self) -> Pairing:
        return self.sides.pairing

    @property
    def update(self) -> CityUpdate:
        return CityUpdate.objects.with_names().get(period=self.period, participation=self.pairing.counterpart)

    def lines(self, side: str = "counterpart") -> list[UpdateLine]:
        return UpdateDraft(getattr(self.pairing, side), self.period, TODAY).lines

    def save(self, role: str = "counterpart", version: int | None = None, **values: Any) -> CityUpdate:
        given = {"changes": values.pop("answers", ANSWERS)} | values
        row = self.update if version else CityUpdate(period=self.period, participation=self.pairing.counterpart)
        return WriteUpdate.do(row, **self.sides.by(role), version=version, **given)

    def submitted_row(self) -> CityUpdate:
        return self.submit(self.save())

    def submit(self, row: CityUpdate) -> CityUpdate:
        return SubmitUpdate.do(row, **self.sides.by("counterpart"), version=row.version)

    def address(self, name: str, side: str = "counterpart") -> str:
        partner = getattr(self.pairing, side).partner.code
        return reverse(f"reports:{name}", args=[self.pairing.strand.code, self.period.code, partner])

    def several(self, name: str) -> str:
        return reverse(f"reports:{name}", args=[self.pairing.strand.code, self.period.code])


def reported(sides: TwoSides, **values: Any) -> Reported:
    """An interim period from May to October 2026, due on 28 November; the portal stands at 25 November."""
    return Reported(sides, period_of(sides, **values))


def milestone(pairing: Pairing, code: str, **values: Any) -> Any:
    """A milestone planned for 1 September 2026; days as a pack writes them."""
    days = {name: Period.parse(values.pop(name)) for name in ("baseline", "forecast", "actual") if name in values}
    plan = {"baseline": Period.parse("2026-09-01"), "forecast": Period.parse("2026-09-01")}
    facts = {"title_en": code.replace("-", " ").capitalize(), "title_ko": f"{code} 일정", "plan_item": None}
    return MilestoneFactory(pairing=pairing, code=code, **plan | days, **facts | values)


def moved(row: Any, old: str, new: str, reason: str, on: dt.date = IN_PERIOD) -> DateChange:
    """A move of a milestone's date on a day."""
    change = DateChange(
        milestone=row, reason=reason, by_label="Kim Jisu", at=dt.datetime.combine(on, dt.time(12), clock.STRAND_ZONE)
    )
    change.old, change.new = Period.parse(old), Period.parse(new)
    change.save()
    return change


def tell_everything(pairing: Pairing, *, again: int = 0) -> None:
    """One record of each kind that a draft tells of; with `again` so many more of each."""
    for number in range(again + 1):
        _tell(pairing, number)


def _tell(pairing: Pairing, number: int) -> None:
    late = milestone(pairing, f"late-{number}", status="planned")
    moved(late, "2026-08-01", "2026-09-01", "The venue was taken")
    milestone(pairing, f"done-{number}", status="done", actual="2026-09-20", reason="Holidays")
    milestone(pairing, f"coming-{number}", forecast="2026-12-10")
    busan = CityFactory(code=f"place-{pairing.pk}-{number}", name_en=f"Harbour {number}", name_ko=f"항구 {number}")
    for status, days in (("held", "2026-09-14/2026-09-16"), ("planned", "2026-12-01")):
        event = EventFactory(
            strand=pairing.strand,
            pairings=[pairing],
            cities=[busan],
            status=status,
            code=f"{status}-{pairing.pk}-{number}",
        )
        event.forecast = Period.parse(days)
        event.actual = Period.parse(days) if status == "held" else Period()
        event.save(by=None)
        if status == "held":
            delegation = DelegationFactory(event=event, participation=pairing.counterpart)
            DelegateFactory(delegation=delegation, status="confirmed", attended=True)
    project = ProjectFactory(pairing=pairing, code=f"project-of-{pairing.pk}-{number}")
    LevelChangeFactory(project=project, on=IN_PERIOD)
    agreement = AgreementFactory(
        pairing=pairing, code=f"agreement-of-{pairing.pk}-{number}", status="signed", signed_on=IN_PERIOD
    )
    assert agreement.signed_on_date
    AgreementFactory(pairing=pairing, code=f"agreement-to-{pairing.pk}-{number}", status="discussed")
    indicator = IndicatorFactory(programme=pairing.strand.programme_record, code=f"indicator-of-{pairing.pk}-{number}")
    TargetFactory(strand=pairing.strand, pairing=pairing, indicator=indicator, built_in="", target=10)
    MeasurementFactory(strand=pairing.strand, pairing=pairing, indicator=indicator, on=IN_PERIOD, value=4)
    ContactFactory(pairing=pairing, code=f"contact-of-{number}", on=IN_PERIOD)
    FollowUpFactory(pairing=pairing, side="counterpart", due_on=IN_PERIOD)
    FollowUpFactory(pairing=pairing, side="counterpart", state="done", closed_on=IN_PERIOD, due_on=IN_PERIOD)
    PublicityItemFactory(
        strand=pairing.strand,
        pairing=pairing,
        number=number + 50 + 100 * pairing.pk,
        side="counterpart",
        published_on=IN_PERIOD,
    )


def keyed(lines: list[UpdateLine]) -> dict[str, UpdateLine]:
    """The lines by what they say of a record, without its number."""
    return {f"{one.key.split('-')[0]}-{one.key.split('-')[-1]}": one for one in lines}
