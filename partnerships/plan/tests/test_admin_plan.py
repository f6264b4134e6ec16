"""The plan in the administration: saved through the services, so that the pairings follow."""

import pytest

from partnerships.models import Strand
from partnerships.tests.factories import UserFactory, period
from partnerships.tests.test_admin_saving import change_url, errors, filled, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, story):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def test_an_edit_there_reaches_the_milestones_and_says_who_was_faster(client, story, administrator):
    item = story.items["closing-meeting"]
    data = filled(client.get(change_url(item))) | {"title_en": "Final meeting", "baseline_start_text": "2018-02"}
    post(client, item, data)
    item.refresh_from_db()
    assert (item.title_en, item.baseline, item.version) == ("Final meeting", period("2018-02"), 2)
    assert set(item.milestones.values_list("title_en", flat=True)) == {"Final meeting"}
    assert "Someone else changed this meanwhile" in errors(client.post(change_url(item), data))


def test_a_stage_is_edited(client, story, administrator):
    stage = story.stages["closing"]
    post(client, stage, filled(client.get(change_url(stage))) | {"name_ko": "그 뒤"})
    post(client, stage, filled(client.get(change_url(stage))))
    stage.refresh_from_db()
    assert (stage.name_ko, stage.version) == ("그 뒤", 2)


def test_thresholds_second_language_and_the_earlier_round_of_a_strand(client, story, administrator):
    strand = story.strand
    opened = filled(client.get(change_url(strand)))
    assert opened["second_language"] == "ko"
    data = opened | {"silence_days": 21, "is_invented": "on", "second_language": ""}
    for unknown_or_unprintable in ("jp", "ja"):
        refused = client.post(change_url(strand), data | {"second_language": unknown_or_unprintable})
        assert "Select a valid choice" in str(refused.context["errors"])
    assert "A strand is not the round before itself." in errors(
        client.post(change_url(strand), data | {"previous": strand.pk})
    )
    post(client, strand, data)
    saved = Strand.objects.get(pk=strand.pk)
    assert (saved.silence_days, saved.is_invented, saved.previous, saved.second_language) == (21, True, None, "")
