"""The pages of a strand's plan: read by everybody, kept by staff; stages, items and settings."""

import datetime as dt

import pytest

from core import clock
from core.templatetags.portal import is_optional
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import PlanItem, Stage, Strand
from partnerships.tests.factories import (
    MembershipFactory,
    StrandFactory,
    StrandRoleFactory,
    period,
)
from partnerships.tests.pages import text_of
from partnerships.tests.plan_story import CLOSING, PLAN, WHY, reschedule, shown, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]


@pytest.mark.one_database
def test_everybody_who_reads_the_strand_reads_its_plan_and_staff_see_the_acts(client, story):
    reschedule(**story.by, record=story.items["closing-meeting"], version=1, forecast=period("2018-04"), reason=WHY)
    for user, acts in (
        (story.staff, True),
        (MembershipFactory(participation=story.pairings[0].eu).user, False),
        (StrandRoleFactory(strand=story.strand, role="observer").user, False),
    ):
        client.force_login(user)
        page = client.get(PLAN)
        text = text_of(page)
        assert "1. Launch" in text
        assert "April 2018" in text
        assert f"March 2018 → April 2018: {WHY}" in text
        assert "2 pairings have it open" in text
        assert (f'href="{CLOSING}"' in page.text) is acts
        assert (f'href="{PLAN}items/add/?stage=closing"' in page.text) is acts
    client.force_login(StrandRoleFactory().user)
    assert client.get(PLAN).status_code == 404


@pytest.mark.one_database
def test_why_a_stage_moved_is_said_once_and_of_an_item_only_what_it_did_by_itself(office, story):
    reschedule(**story.by, record=story.stages["closing"], version=1, forecast=period("2018-04"), reason=WHY)
    text = text_of(office.get(PLAN))
    assert text.count(WHY) == 1
    assert text.count("Moved with the stage.") == 2
    item = PlanItem.objects.get(code="closing-meeting")
    # Another act is another reason to read, also where somebody gives the same one right away.
    with clock.fixed_at(clock.now() + dt.timedelta(seconds=1)):
        reschedule(**story.by, record=item, version=item.version, forecast=period("2018-05"), reason=WHY)
    text = text_of(office.get(PLAN))
    assert f"April 2018 → May 2018: {WHY}" in text
    assert (text.count(WHY), text.count("Moved with the stage.")) == (2, 2)


@pytest.mark.one_database
def test_pairings_on_dates_of_their_own_are_told(office, story):
    milestone = story.milestone(0, "closing-meeting")
    RescheduleMilestone.do(milestone, **story.by, version=1, forecast=period("2018-05"), reason=WHY)
    assert "2 pairings have it open, 1 on a date of its own" in office.get(PLAN).text


@pytest.mark.one_database
def test_a_plan_names_the_side_of_the_country_before_there_is_a_pairing(client):
    story = tell(pairings=0, code="eu-china")
    client.force_login(story.staff)
    page = client.get("/strands/eu-china/plan/").text
    assert page.count('<span class="wc-badge wc-badge--counterpart">KR</span>') >= len(story.items)
    assert '<span class="wc-badge wc-badge--counterpart"></span>' not in page


@pytest.mark.one_database
def test_an_empty_plan_says_what_to_do(client):
    role = StrandRoleFactory()
    client.force_login(role.user)
    text = client.get(f"/strands/{role.strand.code}/plan/").text
    assert "Staff add the stages first" in text
    assert f'href="/strands/{role.strand.code}/plan/stages/add/"' in text


def test_a_stage_and_an_item_are_added_and_edited(office, story):
    data = shown(office, f"{PLAN}stages/add/", name_en="Visits", place="3", forecast_start_text="2018-02")
    assert office.post(f"{PLAN}stages/add/", data).url == PLAN
    assert list(Stage.objects.order_by("position").values_list("code", flat=True))[2] == "visits"
    url = f"{PLAN}stages/visits/edit/"
    assert office.post(url, shown(office, url, name_ko="유럽 방문", place="1")).url == PLAN
    assert Stage.objects.order_by("position")[0].name_ko == "유럽 방문"
    url = f"{PLAN}items/add/"
    assert office.get(f"{url}?stage=visits").context["form"]["stage"].value() == Stage.objects.get(code="visits").pk
    data = shown(office, url, title_ko="합동 방문", stage=story.stages["closing"].pk, forecast_start_text="2018-02")
    assert office.post(url, data).url == PLAN
    item = PlanItem.objects.get(title_ko="합동 방문")
    assert (item.code, item.milestones.count()) == ("milestone-1", 2)
    url = f"{PLAN}items/{item.code}/edit/"
    answer = office.post(url, shown(office, url, title_en="Joint visit", responsible="counterpart"), follow=True)
    assert "Saved; 2 milestones took it over." in answer.text
    assert set(item.milestones.values_list("title_en", "responsible")) == {("Joint visit", "counterpart")}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("page", "changed", "field"),
    [
        ("stages/add/", {"name_en": "", "forecast_start_text": "2018-02"}, "name_en"),
        ("stages/add/", {"name_en": "Visits"}, "forecast_start_text"),
        ("stages/add/", {"name_en": "Visits", "place": "9", "forecast_start_text": "2018-02"}, "place"),
        ("stages/closing/edit/", {"name_en": ""}, "name_en"),
        ("stages/closing/edit/", {"source": "not an address"}, "source"),
        ("items/add/", {"title_en": "", "forecast_start_text": "2018-02"}, "title_en"),
        ("items/add/?stage=closing", {"title_en": "Visit"}, "forecast_start_text"),
        ("items/add/", {"title_en": "Visit", "stage": "999999", "forecast_start_text": "2018-02"}, "stage"),
        ("items/closing-meeting/edit/", {"title_en": "", "title_ko": ""}, "title_en"),
    ],
)
def test_a_refused_form_keeps_its_input_and_writes_nothing(office, story, page, changed, field):
    sent = shown(office, PLAN + page, **changed)
    answer = office.post(PLAN + page, sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert sent.get(field) or not is_optional(answer.context["form"][field])
    assert (Stage.objects.count(), PlanItem.objects.count()) == (3, 4)


@pytest.mark.parametrize(
    ("page", "record"),
    [("stages/closing/edit/", "stage"), ("items/closing-meeting/edit/", "item"), ("", "strand")],
)
def test_two_tabs_lose_nothing(office, story, page, record):
    url = PLAN + page if page else "/strands/eu-korea/settings/"
    data = shown(office, url)
    row = {"stage": story.stages["closing"], "item": story.items["closing-meeting"], "strand": story.strand}[record]
    row.note = row.source = ""
    row.save(by=None)
    field = {"stage": "name_ko", "item": "title_ko", "strand": "silence_days"}[record]
    answer = office.post(url, data | {field: "12"})
    assert answer.status_code == 409
    assert 'value="12"' in answer.text


@pytest.mark.one_database
def test_the_settings_of_the_strand(office, story):
    url = "/strands/eu-korea/settings/"
    data = shown(office, url, ends_on_text="2018-04", silence_days="21")
    assert office.post(url, data).url == "/strands/eu-korea/"
    strand = Strand.objects.get(code="eu-korea")
    assert (strand.silence_days, strand.ends_on_date.iso()) == (21, "2018-04")
    assert "Nothing was changed." in office.post(url, shown(office, url), follow=True).text
    for changed, field in (({"stage_days": "0"}, "stage_days"), ({"ends_on_text": "2016"}, "ends_on_text")):
        answer = office.post(url, shown(office, url, **changed))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["", "stages/add/", "stages/closing/reschedule/", "items/add/"])
def test_pages_come_in_korean(office, story, page):
    story.staff.language = "ko"
    story.staff.save()
    assert '<html lang="ko">' in office.get(PLAN + page).text


@pytest.mark.one_database
def test_a_record_of_another_strand_is_not_found(office, story):
    foreign = StrandRoleFactory(user=story.staff).strand
    for page in ("stages/closing/edit/", "stages/closing/reschedule/", "items/mid-term/edit/"):
        assert office.get(f"/strands/{foreign.code}/plan/{page}").status_code == 404


@pytest.mark.one_database
def test_an_invented_strand_says_so_on_its_pages(client):
    strand = StrandFactory(is_invented=True)
    client.force_login(StrandRoleFactory(strand=strand, role="observer").user)
    for page in ("", "plan/", "themes/"):
        assert "nothing here really happened" in client.get(f"{strand.get_absolute_url()}{page}").text
    real = StrandRoleFactory(role="observer")
    client.force_login(real.user)
    assert "really happened" not in client.get(real.strand.get_absolute_url()).text
