"""The demonstration as it stands once it is told: for everybody something, from the accounts to the silent pairings."""

import datetime as dt
import re
from collections import deque
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import resolve, reverse
from lxml import html

from accounts.models import Mail
from core import clock
from core.tests.pdf_reading import read_pdf
from events.models import Event
from events.trips.selectors import Visited
from partnerships.contacts.selectors import silence
from partnerships.enums import ConfirmationState, MilestoneStatus, Side
from partnerships.models import (
    Confirmation,
    DateChange,
    FollowUp,
    Membership,
    Milestone,
    Pairing,
    Participation,
    Strand,
)
from partnerships.people.selectors import read_grants
from partnerships.tasks.parts import read_tasks
from partnerships.tasks.selectors import waiting_confirmations
from reports.overview.briefs import Brief, brief_pdf
from worldcities.demo.preparing import CODE
from worldcities.management.commands.check_records import contradictions
from worldcities.tests.access_table import TABLE
from worldcities.tests.file_addresses import NO_PAGES
from worldcities.tests.korean_scene import make_files

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

TODAY = dt.date(2026, 11, 25)
PARTNERS = ["busan", "suwon", "gwangju", "seoul", "barcelona", "scottish-cities-alliance", "tampere", "eindhoven"]

# A number of records, or of days where they are added up; not the rest of a list that was cut, and no name.
_COUNT = re.compile(r"(\d[\d,]*)(?: of \d+)?(?:$|:| (?!more\b)[a-z])")
_OF_TIME = re.compile(r"\d+ (?:days?|months?)\b")
_NO_COUNTS = ("/history/", "page=", "language=", "?year=", "/practice/")


def page_of(response: Any) -> Any:
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def links_of(page: Any, address: str) -> Iterator[tuple[str, str]]:
    """What the content of a page links to within the portal: the words of the link and its address."""
    for link in page.iterfind(".//main//a[@href]"):
        target = urljoin(address, link.get("href"))
        if target.startswith("/") and not target.startswith("/accounts/"):
            yield " ".join(link.text_content().split()), target


def figure_of(words: str, target: str) -> int | None:
    """The number that a link promises; None for one that promises none."""
    found = _COUNT.match(words)
    if found is None or any(part in target for part in _NO_COUNTS):
        return None
    if _OF_TIME.match(words) and "/counts/" not in target:
        return None
    return int(found[1].replace(",", ""))


def rows_at(response: Any, target: str) -> int | float:
    """How many rows a page lists, or what they add up to; of the section that the address names, if it names one."""
    context, page = response.context, page_of(response)
    _path, _hash, anchor = target.partition("#")
    if anchor:
        (section,) = page.xpath("//*[@id=$id]/ancestor-or-self::section[1]", id=anchor)
        # Of a period's updates the missing ones are counted: they have no day.
        rows = section.findall(".//tbody/tr")
        return sum(anchor != "updates-heading" or row[-1].text_content().strip() == "–" for row in rows)
    if context.get("summed"):
        return float(context["value"].replace(",", "") or 0)
    if "page" in context:
        # What passes between two sides is counted for all, and listed for these alone; the page says how many it hides.
        return int(context["page"].paginator.count) + context.get("hidden", 0)
    name = resolve(target.partition("?")[0]).view_name
    if name == "partnerships:text":
        late = (one for one in waiting_confirmations([context["pairing"]]) if one.due < clock.today())
        return sum(one.url == target for one in late)
    if name == "reports:report-figure":
        rows = [row.text_content().split() for row in page.iterfind(".//main//tbody/tr")]
        return float(rows[-1][-1].replace(",", "")) if rows and rows[-1][0] == "Total" else len(rows)
    # The record itself.
    return 1


@pytest.fixture(scope="module")
def said(module_db, tmp_path_factory):
    """What the command said when it told the story, on one day and once for the module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
        patch.setattr(settings, "PORTAL_TODAY", TODAY)
        yield prepare()


@pytest.fixture
def strand(said):
    """The invented strand."""
    return Strand.objects.get(code=CODE)


def prepare():
    out = StringIO()
    call_command("prepare_demo", stdout=out)
    return out.getvalue()


def test_an_empty_database_is_filled_and_kept(client, said):
    kept = settings.VAR_DIR / "demo-password"
    password = kept.read_text()
    assert set(Strand.objects.values_list("code", flat=True)) == {"eu-korea-2017", "eu-korea-now"}
    assert settings.BASE_URL in said
    assert password in said
    assert kept.stat().st_mode & 0o777 == 0o600
    for box in ["admin", "staff", "authority", "observer", *PARTNERS]:
        assert f"{box}@demo.example" in said
    jisu = get_user_model().objects.get(email="busan@demo.example")
    assert (str(jisu), jisu.name_native, jisu.time_zone) == ("Kim Jisu", "김지수", "Asia/Seoul")
    assert len(read_grants(jisu).participations) == 2
    assert not get_user_model().objects.exclude(language="").exists()
    assert client.post(reverse("account_login"), {"login": jisu.email, "password": password}).status_code == 302

    hashes = list(get_user_model().objects.order_by("pk").values_list("password", flat=True))
    second = prepare()
    assert password in second
    assert hashes == list(get_user_model().objects.order_by("pk").values_list("password", flat=True))


def test_a_chosen_password_is_set_on_every_start(said, settings):
    settings.DEMO_PASSWORD = "harbour-lantern-43"
    assert "harbour-lantern-43" in prepare()
    assert all(user.check_password("harbour-lantern-43") for user in get_user_model().objects.all())
    settings.DEMO_PASSWORD = ""
    assert "not known here" in prepare()


def test_coordinators_work_from_the_strands_start_so_that_the_portal_can_stand_on_a_day_of_it(said):
    real = Strand.objects.get(code="eu-korea-2017")
    started = set(Membership.objects.filter(participation__strand=real).values_list("started_on", flat=True))
    assert started == {real.starts_on}


def test_it_is_marked_as_invented_and_stands_in_the_middle_of_its_six_months(strand):
    assert strand.is_invented
    assert strand.previous.code == "eu-korea-2017"
    cooperation = strand.stages.get(code="decentralised-cooperation")
    assert cooperation.forecast.first_day < TODAY - dt.timedelta(60)
    assert cooperation.forecast.last_day > TODAY + dt.timedelta(60)
    make_files()
    assert list(contradictions()) == []
    assert not Strand.objects.get(code="eu-korea-2017").is_invented


def test_busan_barcelona_and_staff_have_something_late_waiting_moved_and_half_confirmed(strand):
    pairing = Pairing.objects.get(strand=strand, code="busan-barcelona")
    plan = pairing.action_plan
    now = Confirmation.objects.live().filter(
        text__pairing=pairing, text__slug="action-plan", text__edition=plan.edition
    )
    assert dict(now.values_list("side", "state")) == {
        "eu": ConfirmationState.CONFIRMED,
        "counterpart": ConfirmationState.REQUESTED,
    }
    late = FollowUp.objects.filter(pairing=pairing).late(TODAY)
    assert {row.side for row in late} == {"eu", "counterpart"}
    assert pairing.milestones.overdue(TODAY).get().code == "smart-services"
    moved = DateChange.objects.get(milestone__pairing=pairing, milestone__code="bilateral-meeting")
    assert moved.by_label == "Kim Jisu"
    assert moved.reason
    closing = strand.stages.get(code="closing")
    assert closing.forecast.first_day > closing.baseline.first_day
    followers = Milestone.objects.filter(pairing__strand=strand, stage=closing)
    assert {row.forecast.first_day for row in followers} == {closing.forecast.first_day}
    objected = Milestone.objects.exclude(objection="").get(pairing__strand=strand)
    assert (objected.pairing.code, objected.status) == ("gwangju-tampere", MilestoneStatus.PLANNED)
    assert Confirmation.objects.get(on_behalf=True).reason
    waiting = Confirmation.objects.get(state=ConfirmationState.IN_APPROVAL)
    assert waiting.text.pairing.code == "gwangju-tampere"


def test_what_each_coordinator_waits_for_is_what_the_other_side_reads_as_owed(said):
    numbers = {}
    for pair in (("busan", "barcelona"), ("seoul", "eindhoven"), ("gwangju", "tampere")):
        people = [get_user_model().objects.get(email=f"{name}@demo.example") for name in pair]
        tasks = [list(read_tasks(grants=read_grants(person), today=TODAY)) for person in people]
        for mine, theirs, across in ((*tasks, pair[1]), (*reversed(tasks), pair[0])):
            numbers[across] = sum(not task.mine for task in mine)
            assert numbers[across] == sum(bool(task.owed_to) for task in theirs)
    assert numbers["barcelona"] == 3


def test_two_pairings_are_silent(strand):
    pairings = list(Pairing.objects.filter(strand=strand).with_names())
    quiet = {pairing.code: silence(pairings, clock.now())[pairing.pk].days for pairing in pairings}
    assert min(quiet.pop(code) for code in ("seoul-eindhoven", "suwon-scottish-cities-alliance")) >= 60
    assert max(quiet.values()) < strand.silence_days


def test_the_action_plan_that_was_asked_holds_the_dates_of_that_day(strand):
    pairing = Pairing.objects.get(strand=strand, code="busan-barcelona")
    first, second = pairing.text_editions.filter(slug="action-plan").order_by("edition")
    until = [
        next(item["until"] for item in edition.body["items"] if item["code"] == "closing-meeting")
        for edition in (first, second)
    ]
    assert until[0] < until[1]
    assert (first.edition, second.edition) == (1, 2)


def test_each_delegation_to_europe_goes_to_the_plenary_and_to_its_own_host_where_a_visit_is_planned(strand):
    mission = Event.objects.with_names().get(strand=strand, title_en="Second working meeting in Europe")
    guests = Participation.objects.filter(strand=strand, side=Side.COUNTERPART).select_related("partner")
    found = {row.partner.code: Visited(mission, row.pk) for row in guests}
    assert {code: [city.code for city in one.cities] for code, one in found.items()} == {
        "busan": ["copenhagen", "barcelona"],
        "suwon": ["copenhagen"],
        "gwangju": ["copenhagen", "tampere"],
        "seoul": ["copenhagen"],
    }
    assert {found[code].forecast for code in ("busan", "gwangju")} == {mission.forecast}


def test_no_mail_of_the_past_is_sent(strand):
    assert not Mail.objects.exists()


def test_each_pairing_has_a_brief_of_one_page(said):
    grants = read_grants(get_user_model().objects.get(email="admin@demo.example"))
    found = {}
    for pairing in Pairing.objects.for_page():
        for language in ("en", "ko"):
            brief = Brief(grants=grants, pairing=pairing, language=language, now=clock.now())
            found[pairing.strand.code, pairing.code, language] = len(read_pdf(brief_pdf(brief)).pages)
    assert set(found.values()) == {1}
    assert len(found) == 16


def test_every_figure_opens_exactly_its_rows(said, client):
    """The auditor: six of nine figures of a report lead to a page that does not show them, 13 events to 21 rows."""
    client.force_login(get_user_model().objects.get(email="staff@demo.example"))
    opened, wrong, figures = {}, set(), 0
    waiting, seen = deque([reverse("partnerships:strand-list")]), set()
    while waiting:
        address = waiting.popleft()
        # One page of a kind in each strand: like ones are made by the same view. Where people act, nothing is counted;
        # and a draft reads as the report does.
        view = resolve(address.partition("?")[0]).view_name
        kind = (view, address.split("/")[2], "?" in address)
        is_act = view in TABLE and TABLE[view].kind != "page"
        if kind in seen or is_act or view in NO_PAGES | {"reports:report-preview"} or "format=" in address:
            continue
        seen.add(kind)
        for words, target in links_of(page_of(_opened(client, opened, address)), address):
            waiting.append(target.partition("#")[0])
            number = figure_of(words, target)
            if number is None:
                continue
            figures += 1
            if (rows := rows_at(_opened(client, opened, target), target)) != number:
                wrong.add(f"{address}: “{words}” leads to {rows} at {target}")
    assert figures > 150
    assert not wrong, "\n".join(sorted(wrong))


def _opened(client, opened, target):
    """The page at an address, asked for once."""
    address = target.partition("#")[0]
    if address not in opened:
        opened[address] = client.get(address)
        assert opened[address].status_code == 200, address
    return opened[address]
