"""Learning beyond the pair: an old strand read by a coordinator of another one, who asks and is answered."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from core.models import one_act, write_audit
from e2e.desk import Desk
from e2e.portal import BOXES
from partnerships.matching.actions import EditPractice
from partnerships.models import GoodPractice, Interest, Membership, Strand
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import CityFactory, ParticipationFactory, PartnerFactory, StrandFactory, UserFactory
from worldcities.demo.preparing import EXAMPLE
from worldcities.demo.story import DOMAIN, by_box

pytestmark = pytest.mark.browser

OLD, NEW = "eu-korea-2017", "eu-japan-2026"
TITLES = {"title_en": "The mills of Poblenou", "title_ko": "포블레노우의 방직공장"}
ASKED = 4  # clicks from my tasks: More, Other strands, the practice, the button


@pytest.fixture
def outbox(monkeypatch):
    """The mails that the portal has sent since."""
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    return mail.outbox


@pytest.fixture
def practice(window, monkeypatch):
    """Barcelona has written one in the old strand; Yokohama takes part in another strand of the programme."""
    marta, old = by_box()["barcelona"], Strand.objects.get(code=OLD)
    offer = Interest.objects.filter(participation__strand=old, participation__partner__code="barcelona", kind="offer")
    row = GoodPractice(interest=offer.with_names().order_by("pk")[0])
    values = {"code": NEW, "name_en": "EU - Japan", "phase": "2026-2027", "countries": "JP"}
    with one_act():
        new = StrandFactory(**values, programme_record=old.programme_record)
        city = CityFactory(code="yokohama", name_en="Yokohama", name_ko="요코하마", country="JP")
        partner = PartnerFactory(code="yokohama", name_en="Yokohama", name_ko="요코하마", cities=[city])
        side = ParticipationFactory(strand=new, side="counterpart", partner=partner)
        aiko = UserFactory(email=f"yokohama@{DOMAIN}", given_name="Aiko", family_name="Mori")
        Membership(user=aiko, participation=side, started_on="2026-01-01").save(by=None)
        write_audit(action="record-added", by=None, record=new)
    monkeypatch.setitem(BOXES, "yokohama", "yokohama")
    return EditPractice.do(row, by=marta, grants=read_grants(marta), changes=EXAMPLE | TITLES)


def test_a_coordinator_of_another_strand_reads_the_old_one_and_asks(window, outbox, practice):
    barcelona, yokohama = Desk(window, "other", "ko"), Desk(window, "yokohama", "en")
    barcelona.go(f"/strands/{OLD}/partners/barcelona/")
    barcelona.press("What other strands see")
    barcelona.page.get_by_label(practice.title_ko).check()
    barcelona.send()

    yokohama.begin()
    page = yokohama.page
    page.locator(".wc-nav .wc-more-pages > summary").click()
    page.locator(".wc-nav").get_by_role("link", name="Other strands").click()
    yokohama.press(practice.title_en)
    yokohama.sees(practice.solution_en)
    yokohama.press("Ask about it")
    yokohama.sees("Barcelona was asked by mail.")
    expect(page.get_by_role("button", name="Ask about it")).to_have_count(0)
    assert yokohama.clicks <= ASKED
    # Nothing else of the old strand is open to her.
    assert page.request.get(f"/strands/{OLD}/").status == 404

    (told,) = outbox
    assert told.to == [f"barcelona@{DOMAIN}"]
    assert all(words in told.body for words in ("asks about your good practice", practice.title_ko, "Aiko Mori"))
    barcelona.go("/")
    barcelona.sees(practice.title_ko)
    barcelona.go(practice.get_absolute_url())
    barcelona.sees(f"yokohama@{DOMAIN}")
    answered = barcelona.words("Mark as answered")
    barcelona.page.get_by_role("main").get_by_role("button", name=answered).click()
    barcelona.sees(barcelona.words("Mark as not answered"))
    page.goto(f"/strands/{NEW}/other-strands/")
    yokohama.sees("Answered on")
