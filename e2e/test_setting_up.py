"""From an empty portal to a running strand by hand: the pages are counted, and both coordinators come in."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from core.folding import fold
from e2e.desk import Desk
from e2e.portal import PASSWORD
from partnerships.models import KnownPlace, Membership, Pairing, Strand
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

PAGES = 8
PLACES = [
    (3128760, "Barcelona", "바르셀로나", "ES", "41.3888", "2.1590", "Europe/Madrid", 1686208),
    (3648559, "Barcelona", "바르셀로나", "VE", "10.1363", "-64.6862", "America/Caracas", 815141),
    (1838524, "Busan", "부산", "KR", "35.1017", "129.0300", "Asia/Seoul", 3285147),
]


@pytest.fixture(scope="module")
def db(states, django_db_blocker):
    """A portal with an administrator, the known places, and nothing else."""
    empty, _told = states
    with django_db_blocker.unblock():
        empty.lay_out()
        get_user_model().objects.create_superuser(f"admin@{DOMAIN}", PASSWORD, given_name="Ada", family_name="Krämer")
        for number, name_en, name_ko, country, north, east, zone, people in PLACES:
            KnownPlace.objects.create(
                geonames_id=number,
                name_en=name_en,
                name_ko=name_ko,
                country=country,
                latitude=Decimal(north),
                longitude=Decimal(east),
                time_zone=zone,
                population=people,
                names=f"|{fold(name_en)}|{name_ko}|",
            )
        yield
        empty.lay_out()


def _set_up(ada, seen):
    """From the list of strands to the invitations; `seen` are the pages, without the way back to the strand."""
    ada.go("/strands/")
    ada.press("Set up a strand")
    ada.fill("programme_en", "World Cities")
    ada.fill("programme_ko", "세계도시 프로젝트")
    ada.fill("countries", "한국")
    ada.fill("starts_on", "2027-03")
    ada.fill("ends_on", "2028-04")
    ada.send()
    # It can be left, and taken up again from the page of the strand.
    left = list(seen)
    ada.go("/strands/eu-south-korea-2027/")
    ada.sees("This strand is being set up.")
    ada.press("Go on with setting up")
    seen[:] = left
    ada.fill("eu", "Barcelona")
    ada.fill("counterpart", "부산")
    ada.press("Continue")
    ada.sees("GeoNames")
    expect(ada.page.locator("[name=name_ko_0]")).to_have_value("바르셀로나")
    expect(ada.page.locator("[name=name_en_1]")).to_have_value("Busan")
    expect(ada.page.locator("[name=time_zone_1]")).to_have_value("Asia/Seoul")
    ada.send()
    expect(ada.page.locator("[name=themes]")).to_have_value(
        re.compile("Smart City; 스마트시티\n- Transportation; 교통")
    )
    ada.send()
    ada.send()
    ada.page.locator("[name=eu]").select_option("Barcelona")
    ada.page.locator("[name=counterpart]").select_option("Busan")
    ada.fill("why_en", "Two ports that want cleaner air.")
    ada.send()
    marta, jisu = (ada.page.locator("[type=email]").nth(at) for at in (1, 0))
    if "Barcelona" in ada.page.locator("fieldset legend").first.inner_text():
        marta, jisu = jisu, marta
    marta.fill("marta@barcelona.example")
    jisu.fill("jisu@busan.example")
    ada.send()


def test_a_strand_is_set_up_by_hand(window, outbox):
    ada, seen = Desk(window, "administrator", "en"), []
    ada.page.on("framenavigated", lambda frame: seen.append(frame.url))
    _set_up(ada, seen)
    # The last of them is the strand itself, on which nothing is left to do.
    assert len(seen) - 1 <= PAGES, seen
    expect(ada.page).to_have_url(re.compile(r"/strands/eu-south-korea-2027/$"))
    expect(ada.page.get_by_role("main")).not_to_contain_text("This strand is being set up.")

    strand = Strand.objects.get()
    pairing = Pairing.objects.get(strand=strand, code="busan-barcelona", status="active")
    assert pairing.milestones.count() == strand.plan.count() > 0
    assert strand.plan.get(code="launch-meeting").forecast.first_day == dt.date(2027, 3, 1)
    people = (("en", "marta@barcelona.example", "Marta", "Soler"), ("ko", "jisu@busan.example", "지수", "김"))
    for language, address, *names in people:
        invited = Desk(window, "anonymous", language)
        invited.accept(next(one.body for one in outbox if one.to == [address]), *names)
        invited.go(pairing.get_absolute_url())
        invited.sees("부산·바르셀로나" if language == "ko" else "Busan-Barcelona")
    assert Membership.objects.filter(participation__in=[pairing.eu, pairing.counterpart]).count() == len(("eu", "kr"))
