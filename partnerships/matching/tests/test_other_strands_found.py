"""What other strands have released is found by the search of whoever may open it."""

import pytest
from django.urls import reverse

from core.tests.queries import count_queries
from partnerships.matching.tests.test_other_strands import set_up
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_the_search_finds_what_is_released_and_in_which_strand_by_no_query_more(client):
    scene = set_up()

    def found(who):
        client.force_login(who)
        return text_of(client.get(reverse("search"), {"q": scene.practice.title_en}))

    title, page = scene.practice.title_en, scene.practice.get_absolute_url()
    assert f"{title} Barcelona, EU-Korea" in found(scene.marta)
    assert "Barcelona" not in found(scene.aiko)
    before = count_queries(lambda: found(scene.aiko))
    scene.release_practice()
    assert f"{title} Barcelona, EU-Korea" in found(scene.aiko)
    assert page in client.get(reverse("search"), {"q": title}).text
    assert page in client.get(reverse("search-proposals"), {"q": title}).text
    scene.release(scene.marta, scene.pairing.eu)
    assert "Barcelona" not in found(scene.aiko)
    assert count_queries(lambda: found(scene.aiko)) == before
