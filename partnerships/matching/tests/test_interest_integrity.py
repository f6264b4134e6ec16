"""What the check of records finds among needs, offers and good practices."""

import pytest

from partnerships.integrity import contradictions
from partnerships.models import Interest
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.factories_together import GoodPracticeFactory
from partnerships.tests.match_story import tell

pytestmark = pytest.mark.django_db


def test_it_finds_a_foreign_topic_a_whole_area_and_the_good_practice_of_a_need(pairing):
    story = tell(pairing)
    GoodPracticeFactory(interest=story.states(story.tampere, "offer", "quays"))
    assert not [name for name, _what in contradictions() if name.startswith("need or offer ")]
    foreign = ThemeFactory(parent=ThemeFactory())
    rows = {topic: story.states(story.tampere, "need", topic) for topic in ("quays", "hydrogen", "idle-spaces")}
    Interest.objects.filter(pk=rows["quays"].pk).update(topic=foreign)
    Interest.objects.filter(pk=rows["hydrogen"].pk).update(topic=story.topics["hydrogen"].parent)
    GoodPracticeFactory(interest=rows["idle-spaces"])
    place = f"need or offer {pairing.strand.code}/tampere"
    assert sorted(one for one in contradictions() if one[0].startswith("need or offer ")) == sorted(
        [
            (f"{place}/{foreign.code}", "“topic” leads to another strand"),
            (f"{place}/climate", "it is stated on a thematic area instead of a topic"),
            (f"{place}/idle-spaces", "it is a need and has a good practice"),
        ]
    )
