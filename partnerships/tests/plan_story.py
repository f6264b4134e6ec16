"""A small strand for tests of its plan: launch, cooperation and closing, two pairings, and its people; January 2018."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from core.access import Grants
from partnerships.models import Milestone, Pairing, PlanItem, Stage, Strand
from partnerships.people.selectors import read_grants
from partnerships.plan.move_actions import MovePlanItem, MoveStage
from partnerships.tests.factories import (
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    period,
)

DAY = dt.datetime(2018, 1, 15, 12, tzinfo=dt.UTC)
PLAN = "/strands/eu-korea/plan/"
CLOSING = f"{PLAN}stages/closing/reschedule/"
MEETING = f"{PLAN}items/closing-meeting/reschedule/"
WHY = "The venue is free in April."


def reschedule(*, record: Stage | PlanItem, **given: Any) -> Any:
    """Move a stage or an item of a plan."""
    return (MoveStage if isinstance(record, Stage) else MovePlanItem).do(record, **given)


@dataclass
class Story:
    """The strand and what the tests ask of it."""

    strand: Strand
    staff: User
    stages: dict[str, Stage]
    items: dict[str, PlanItem]
    pairings: list[Pairing]

    @property
    def by(self) -> dict[str, Any]:
        """Staff, as every service takes them."""
        return {"by": self.staff, "grants": self.grants}

    @property
    def grants(self) -> Grants:
        return read_grants(self.staff)

    def milestone(self, number: int, code: str) -> Milestone:
        """A milestone as it stands now."""
        return Milestone.objects.select_related("pairing__strand").get(pairing=self.pairings[number], code=code)


STAGES = (
    ("launch", "2017-03-14", "2017-03-17"),
    ("cooperation", "2017-10", "2018-02"),
    ("closing", "2018-03", "2018-03"),
)
ITEMS = (
    ("launch-meeting", "launch", "2017-03-14", ""),
    ("mid-term", "cooperation", "2018-01-30", ""),
    ("closing-meeting", "closing", "2018-03", ""),
    ("closing-report", "closing", "2018-03-20", "2018-03-23"),
)


def tell(pairings: int = 2, code: str = "eu-korea") -> Story:
    """Build it; the launch is done, all else is open and keeps to the plan."""
    strand = StrandFactory(code=code, starts_on_date=period("2017-03").start)
    staff = StrandRoleFactory(strand=strand, user__given_name="Claire", user__family_name="Fontaine").user
    stages = {
        code: StageFactory(
            strand=strand,
            code=code,
            position=place,
            name_en=code.capitalize(),
            baseline=period(start, end),
            forecast=period(start, end),
        )
        for place, (code, start, end) in enumerate(STAGES, start=1)
    }
    items = {
        code: PlanItemFactory(
            stage=stages[stage],
            code=code,
            title_en=code.replace("-", " ").capitalize(),
            baseline=period(start, end),
            forecast=period(start, end),
        )
        for code, stage, start, end in ITEMS
    }
    return Story(strand, staff, stages, items, [_pair(strand, items, number) for number in range(pairings)])


def _pair(strand: Strand, items: dict[str, PlanItem], number: int) -> Pairing:
    eu, counterpart = (
        ParticipationFactory(strand=strand, side=side, partner__name_en=f"{name} {number}")
        for side, name in (("eu", "Barcelona"), ("counterpart", "Busan"))
    )
    pairing = PairingFactory(strand=strand, code=f"pairing-{number}", eu=eu, counterpart=counterpart)
    for code, item in items.items():
        MilestoneFactory(
            pairing=pairing,
            plan_item=item,
            stage=item.stage,
            code=code,
            title_en=item.title_en,
            title_ko=item.title_ko,
            baseline=item.baseline,
            forecast=item.forecast,
            status="done" if code == "launch-meeting" else "planned",
        )
    return pairing


def shown(client: Any, url: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends back from a form as it stands."""
    form = client.get(url).context["form"]
    data = {bound.html_name: bound.value() for bound in form}
    data = {name: getattr(value, "iso", lambda value=value: value)() for name, value in data.items()}
    return {name: "" if value is None else value for name, value in data.items()} | changed


def sent_again(answer: Any, **changed: Any) -> dict[str, Any]:
    """The same of a page that a POST answered."""
    form = answer.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | changed
