"""Names without a translation stand on a Korean page as what they are: English."""

import pytest
from django.urls import reverse

from partnerships.tests.factories import MembershipFactory, MilestoneFactory, PairingFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.mark.parametrize("page", ["strand", "pairing", "pairing-history", "milestone"])
def test_an_untranslated_name_is_marked_on_a_korean_page(client, page):
    pairing = PairingFactory(strand__name_en="Baltic", strand__name_ko="")
    for number, side in enumerate((pairing.eu, pairing.counterpart)):
        side.partner.name_en, side.partner.name_ko = ("Tampere", "Malmo")[number], ""
        side.partner.save(by=None)
    milestone = MilestoneFactory(pairing=pairing)
    client.force_login(MembershipFactory(participation=pairing.eu).user)
    words = [pairing.strand.code, pairing.code, milestone.code]
    count = {"strand": 1, "milestone": 3}.get(page, 2)
    path = reverse(f"partnerships:{page}", args=words[:count])
    text = client.get(path, headers={"accept-language": "ko"}).content.decode()
    body = text.partition("<body")[2]
    assert '<html lang="ko"' in text
    assert '<span lang="en">Malmo·Tampere</span>' in body
    assert body.count(">Malmo·Tampere<") == body.count('lang="en">Malmo·Tampere<')
