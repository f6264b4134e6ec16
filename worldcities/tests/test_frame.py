"""The frame of every page: the day by which the portal judges, whatever the reader's clock shows."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from partnerships.tests.factories import UserFactory
from partnerships.tests.pages import text_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

EVENING = dt.datetime(2026, 11, 26, 22, 30, tzinfo=clock.STRAND_ZONE)  # in Seoul the next morning


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("Asia/Seoul", "en", "26 November 2026 in Brussels"),
        ("Asia/Seoul", "ko", "브뤼셀 2026. 11. 26.(목)"),
        ("Europe/Madrid", "en", "26 November 2026"),
    ],
)
def test_the_head_says_whose_day_it_is_where_the_readers_clock_shows_another(client, zone, language, shown):
    client.force_login(UserFactory(time_zone=zone, language=language))
    with clock.fixed_at(EVENING):
        page = text_of(client.get("/"))
    assert shown in page
    assert ("Brussels" in page or "브뤼셀" in page) is (zone == "Asia/Seoul")
