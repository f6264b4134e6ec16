"""The stages in their order, and the settings of the strand: what is saved, and what is refused."""

import pytest

from core.errors import AlreadyDone, DomainError, StaleRecord
from core.periods import Period
from core.tests.arranged import logged
from partnerships.models import Stage, Strand
from partnerships.plan.actions import AddStage, EditStage, EditStrand
from partnerships.tests.factories import (
    period,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]
MAY = period("2018-05")


def order(story):
    return list(Stage.objects.filter(strand=story.strand).order_by("position").values_list("position", "code"))


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        (1, ["visits", "launch", "cooperation", "closing"]),
        (3, ["launch", "cooperation", "visits", "closing"]),
        (None, ["launch", "cooperation", "closing", "visits"]),
        (99, ["launch", "cooperation", "closing", "visits"]),
    ],
)
def test_a_stage_is_added_at_its_place(story, place, codes):
    values = {"name_en": "Visits", "name_ko": "방문", "forecast": period("2018-02"), "position": place}
    stage = AddStage.do(story.strand, **story.by, values=values)
    assert order(story) == list(enumerate(codes, start=1))
    assert (stage.baseline, stage.forecast, stage.version) == (period("2018-02"), period("2018-02"), 1)


@pytest.mark.parametrize(
    ("code", "place", "codes"),
    [
        ("closing", 1, ["closing", "launch", "cooperation"]),
        ("launch", 3, ["cooperation", "closing", "launch"]),
        ("launch", 2, ["cooperation", "launch", "closing"]),
    ],
)
def test_a_stage_changes_its_place_and_its_names_at_once(story, code, place, codes):
    changes = {"position": place, "name_ko": "새 이름"}
    EditStage.do(story.stages[code], **story.by, version=1, changes=changes)
    assert order(story) == list(enumerate(codes, start=1))
    assert Stage.objects.get(code=code).name_ko == "새 이름"
    assert logged().get().sentence == "Changed: Name in Korean, Position"


def test_places_with_gaps_are_numbered_afresh(story):
    for code, position in (("closing", 30), ("cooperation", 20), ("launch", 10)):
        Stage.objects.filter(code=code).update(position=position)
    EditStage.do(story.stages["closing"], **story.by, version=1, changes={"position": 2})
    assert order(story) == [(1, "launch"), (2, "closing"), (3, "cooperation")]


def test_a_wrong_stage_is_refused(story):
    with pytest.raises(DomainError) as refused:
        AddStage.do(story.strand, **story.by, values={"name_en": "", "forecast": MAY})
    assert refused.value.field == "name_en"
    with pytest.raises(DomainError) as refused:
        AddStage.do(story.strand, **story.by, values={"name_en": "Visits", "forecast": Period()})
    assert refused.value.field == "forecast"
    stage = story.stages["closing"]
    with pytest.raises(StaleRecord):
        EditStage.do(stage, **story.by, version=4, changes={"name_ko": "x"})
    with pytest.raises(AlreadyDone):
        EditStage.do(stage, **story.by, version=1, changes={"position": 3})
    assert order(story) == [(1, "launch"), (2, "cooperation"), (3, "closing")]


def set_strand(story, **changes):
    strand = Strand.objects.get(pk=story.strand.pk)
    return EditStrand.do(strand, **story.by, version=changes.pop("version", strand.version), changes=changes)


def test_dates_and_thresholds_of_the_strand_are_set(story):
    row = set_strand(story, ends_on_date=period("2018-04").start, silence_days=21)
    assert (row.ends_on_date, row.silence_days, row.version) == (period("2018-04").start, 21, 2)
    assert logged().get().sentence == "Changed: Ends on, Days without contact"


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"ends_on_date": period("2017-02").start}, DomainError, "ends_on"),
        ({"silence_days": 0}, DomainError, "silence_days"),
        ({"stage_days": 400}, DomainError, "stage_days"),
        ({"silence_days": 30}, AlreadyDone, None),
        ({"silence_days": 21, "version": 5}, StaleRecord, None),
    ],
)
def test_wrong_settings_are_refused(story, changes, error, field):
    with pytest.raises(error) as refused:
        set_strand(story, **changes)
    assert refused.value.field == field
    assert Strand.objects.get(pk=story.strand.pk).version == 1
