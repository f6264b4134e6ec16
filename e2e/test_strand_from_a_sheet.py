"""From an empty portal to a running strand by a pack and a sheet: pages are counted, both coordinators come in."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.portal import PASSWORD
from partnerships.models import Membership, Pairing, Programme, Strand, StrandRole
from worldcities.demo.preparing import PACK
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

PAGES = 8
PEOPLE = """이메일\t성\t이름\t역할\tPartner\tLanguage of the mail
marta@barcelona.example\tSoler\tMarta\tCoordinator\tBarcelona\tEnglish
jisu@busan.example\t김\t지수\t실무 담당자\t부산\t한국어"""


@pytest.fixture(scope="module")
def db(states, django_db_blocker):
    """A portal with a programme, an officer who is staff of a strand without anything in it, and nothing else."""
    empty, _told = states
    with django_db_blocker.unblock():
        empty.lay_out()
        programme = Programme(code="world-cities", name_en="World Cities", name_ko="세계도시 프로젝트")
        programme.save(by=None)
        bare = Strand(programme_record=programme, code="office", name_en="Office", countries="KR")
        bare.save(by=None)
        users = get_user_model().objects
        officer = users.create_user(f"staff@{DOMAIN}", PASSWORD, given_name="Nora", family_name="Lind")
        StrandRole(user=officer, strand=bare, role="staff").save(by=None)
        yield
        empty.lay_out()


def _packed():
    """The real strand, as whoever keeps it in a folder sends it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(Path(PACK).glob("*.csv")):
            file.write(path, f"{Path(PACK).name}/{path.name}")
    return {"name": "eu-korea-2017.zip", "mimeType": "application/zip", "buffer": target.getvalue()}


def _import(nora):
    nora.press("Look at the rows")
    nora.sees("Nothing is imported yet.")
    nora.page.get_by_role("main").get_by_role("button", name="Import", exact=True).click()
    nora.sees("Imported.")


def test_a_strand_comes_from_a_pack_and_its_people_from_a_sheet(window, outbox):
    nora, seen = Desk(window, "staff", "en"), []
    nora.page.on("framenavigated", lambda frame: seen.append(frame.url))
    nora.go("/programme/")
    nora.press("Import a sheet or a pack")
    nora.choose("kind", "pack")
    nora.page.locator("[name=file]").set_input_files(_packed())
    _import(nora)
    nora.go("/programme/import/")
    nora.choose("kind", "people")
    nora.choose("strand", "eu-korea-2017")
    nora.fill("cells", PEOPLE)
    assert not outbox
    _import(nora)
    assert len(seen) <= PAGES, seen

    assert StrandRole.objects.get(strand__code="eu-korea-2017").user.given_name == "Nora"
    pairing = Pairing.objects.get(strand__code="eu-korea-2017", code="busan-barcelona")
    assert pairing.strand.pairings.count() == 4
    planned, own = (set(rows.values_list("code", flat=True)) for rows in (pairing.strand.plan, pairing.milestones))
    assert "closing-meeting" in planned
    assert planned <= own
    people = (("en", "marta@barcelona.example", "Marta", "Soler"), ("ko", "jisu@busan.example", "지수", "김"))
    for language, address, *names in people:
        invited = Desk(window, "anonymous", language)
        invited.accept(next(one.body for one in outbox if one.to == [address]), *names)
        invited.go(pairing.get_absolute_url())
        expect(invited.page).to_have_title(re.compile("부산·바르셀로나" if language == "ko" else "Busan-Barcelona"))
    assert Membership.objects.filter(participation__in=[pairing.eu, pairing.counterpart]).count() == len(people)
