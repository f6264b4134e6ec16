"""Which rows hold a text that is older than its pair, asked by the name of its field."""

import pytest

from core.texts import is_stale
from partnerships.models import Milestone
from partnerships.tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stale", "found"),
    [
        ("title_ko", True),
        ("title_ko zone_ko", True),
        ("area_ko title_ko", True),
        ("area_ko title_ko zone_ko", True),
        ("", False),
        ("title_en", False),
        ("subtitle_ko", False),
        ("area_ko subtitle_ko", False),
        ("title_kor", False),
    ],
)
def test_a_text_is_older_under_its_whole_name_alone(stale, found):
    milestone = MilestoneFactory()
    Milestone.objects.filter(pk=milestone.pk).update(stale_texts=stale)
    assert Milestone.objects.filter(is_stale("title_ko")).exists() is found
