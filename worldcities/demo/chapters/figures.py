"""What the invented strand measures: targets for the portal's own counts, and one figure that people enter."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from partnerships.enums import BuiltIn
from partnerships.models import Indicator
from partnerships.services.indicators import add_indicator, add_measurement, set_target

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

OFFICIALS = {
    "name_en": "Officials trained in the other city's service",
    "name_ko": "상대 도시의 서비스를 교육받은 공무원",
    "unit_en": "people",
    "unit_ko": "명",
    "level": "output",
    "definition_en": "People of a city's administration who took part in a training given by the other city.",
    "definition_ko": "상대 도시가 진행한 교육에 참여한 시 소속 공무원의 수입니다.",
    "verification_en": "Signed lists of the trainings.",
    "verification_ko": "교육 참석자 명부로 검증합니다.",
}
TARGETS = {
    BuiltIn.PILOTS: 6,
    BuiltIn.AGREEMENTS_SIGNED: 3,
    BuiltIn.CONTACTS: 80,
}
BUSAN = "busan-barcelona"
VALUES = ((-70, "6"), (-40, "14"), (-11, "23"))


def threads(story: Story) -> list[Thread]:
    """The library before the launch, the values since."""
    return [_library(story), _values(story)]


def _library(story: Story) -> Thread:
    yield story.after_launch(-5)
    with story.on(story.after_launch(-5), "staff", 15) as acting:
        add_indicator(**acting, strand=story.strand, values=OFFICIALS)
        for count, target in TARGETS.items():
            set_target(
                **acting,
                strand=story.strand,
                pairing=None,
                figure=count,
                version=None,
                values={
                    "baseline": Decimal(0),
                    "baseline_on": story.after_launch(-5),
                    "target": Decimal(target),
                    "due_on": story.after_launch(365),
                },
            )


def _values(story: Story) -> Thread:
    yield story.after_launch(6)
    officials = Indicator.objects.get(programme=story.strand.programme_record, name_en=OFFICIALS["name_en"])
    with story.on(story.after_launch(6), "busan", 17) as acting:
        set_target(
            **acting,
            strand=story.strand,
            pairing=story.pairing(BUSAN),
            figure=officials,
            version=None,
            values={
                "baseline": Decimal(0),
                "baseline_on": story.launch,
                "target": Decimal(40),
                "due_on": story.after_launch(330),
            },
        )
    for day, value in VALUES:
        yield story.date(day)
        with story.on(day, "busan", 17) as acting:
            add_measurement(
                **acting,
                strand=story.strand,
                pairing=story.pairing(BUSAN),
                indicator=officials,
                values={"value": Decimal(value), "on": story.date(day), "source": "교육 참석자 명부"},
            )
