"""The list of strands: when each runs, and how many of its pairings are open."""

import pytest
from django.urls import reverse

from partnerships.enums import PairingStatus
from partnerships.models import Pairing
from partnerships.tests.factories import StrandFactory
from partnerships.tests.pages import sign_in, text_of

pytestmark = pytest.mark.django_db


def listed(client, sides) -> str:
    sign_in(client, sides, "administrator")
    return text_of(client.get(reverse("partnerships:strand-list")))


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([PairingStatus.ACTIVE, PairingStatus.PLANNED], "2 pairings · all open"),
        ([PairingStatus.ACTIVE, PairingStatus.CLOSED], "2 pairings · 1 open"),
        ([PairingStatus.CLOSED, PairingStatus.DISCONTINUED], "2 pairings · all closed"),
    ],
)
def test_a_strand_says_how_many_pairings_are_open(client, sides, states, words):
    pairings = Pairing.objects.filter(strand=sides.pairing.strand)
    for pairing, state in zip(pairings, states, strict=True):
        Pairing.objects.filter(pk=pairing.pk).update(status=state)
    assert words in listed(client, sides)


def test_one_without_pairings_says_so_and_the_newest_stands_first(client, sides):
    later = StrandFactory(name_en="EU - Canada", starts_on="2031-01-01", starts_on_precision="day")
    sign_in(client, sides, "administrator")
    page = client.get(reverse("partnerships:strand-list"))
    assert next(iter(page.context["strand_list"])) == later
    assert "No pairings yet" in text_of(page)
