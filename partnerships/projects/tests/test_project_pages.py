"""A project's page and the forms around it: who reads it, what it says, what its forms refuse."""

import datetime as dt

import pytest

from core import clock
from partnerships.models import FollowUp, LevelChange, Project
from partnerships.projects.views import NEWEST
from partnerships.tests.factories import (
    FollowUpFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    ThemeFactory,
)
from partnerships.tests.factories_together import (
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    LevelChangeFactory,
    OrganisationFactory,
    ProjectFactory,
    ProjectResultFactory,
)
from partnerships.tests.milestone_pages import filled, follow, said
from partnerships.tests.project_pages import list_url, send, url
from partnerships.tests.roles import day, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
ROLES = {
    "eu": (200, True),
    "counterpart": (200, True),
    "staff": (200, True),
    "administrator": (200, True),
    "authority": (200, False),
    "observer": (200, False),
    "other": (200, False),
    "outsider": (404, False),
}
ACTS = ("project-edit", "project-level", "project-organisations", "project-milestones", "result-add")


@pytest.fixture
def project(pairing):
    return ProjectFactory(pairing=pairing, code="fares", title_en="Bus fares", title_ko="버스 요금")


@pytest.fixture
def signed_in(client, marta):
    client.force_login(marta)
    return client


@pytest.mark.parametrize("role", list(ROLES))
def test_who_reads_it_and_who_works_on_it(client, project, role):
    result = ProjectResultFactory(project=project)
    status, works = ROLES[role]
    client.force_login(person(role, project.pairing))
    page = client.get(url(project))
    assert page.status_code == status
    if status == 200:
        assert ("Change the level" in page.text) is works
    acts = [url(project, name) for name in ACTS]
    acts += [url(project, name, result.pk) for name in ("result-edit", "result-remove")]
    assert {client.get(act).status_code for act in acts} == {200 if works else 403 if status == 200 else 404}


def test_what_passes_between_the_sides_is_not_for_observers(client, project):
    ContactFactory(pairing=project.pairing, project=project, what_en="Asked for the data sheet")
    FollowUpFactory(pairing=project.pairing, origin=project, what_en="Send the data sheet")
    for role, seen in (("eu", True), ("authority", True), ("observer", False), ("other", False)):
        client.force_login(person(role, project.pairing))
        text = client.get(url(project)).text
        assert ("Asked for the data sheet" in text, "Send the data sheet" in text) == (seen, seen), role


def follow_up_add_url(page):
    return next(address for label, address, *_kind in page.context["add"] if label == "Add a follow-up")


def history_of(page):
    """The address of the history, which the menu of a page leads to."""
    ((_label, address),) = page.context["more"]
    return address


def test_what_is_empty_is_no_section_and_is_added_from_the_menu(signed_in, project):
    page = signed_in.get(url(project))
    assert "None yet" not in page.text
    assert 'id="documents"' not in page.text
    labels = [label for label, address, *_kind in page.context["add"] if address]
    assert labels[:5] == ["Record a contact", "Add a comment", "Add a follow-up", "Add a document", "Add a note"]


def test_one_way_leads_to_a_contact_whether_there_is_one_or_none(signed_in, project):
    found = signed_in.get(url(project)).context["stream"]["contact_url"]
    assert signed_in.get(url(project)).text.count(f'href="{found}"') == 1
    ContactFactory(pairing=project.pairing, project=project)
    assert signed_in.get(url(project)).text.count(f'href="{found}"') == 1


def test_what_was_said_leads_to_all_of_it_and_to_nothing_of_other_projects(signed_in, project):
    pairing = project.pairing
    ContactFactory.create_batch(NEWEST, pairing=pairing, project=project)
    CommentFactory(pairing=pairing, record=project)
    ContactFactory(pairing=pairing, project=ProjectFactory(pairing=pairing))
    CommentFactory(pairing=pairing)
    page = signed_in.get(url(project))
    assert len(page.context["stream"]["entries"]) == NEWEST
    assert f"All {NEWEST + 1} contacts and comments" in said(page)
    found = signed_in.get(page.context["stream_url"]).context["stream"]
    assert (len(found["entries"]), found["total"]) == (NEWEST + 1, NEWEST + 1)


def test_the_stairs_tell_day_evidence_and_days(signed_in, pairing):
    row = ProjectFactory(pairing=pairing, level="exploring", level_since=day(-118))
    LevelChangeFactory(project=row, old="", new="identified", on=day(-180), evidence="Visit to the depot")
    LevelChangeFactory(project=row, on=day(-118), evidence="", evidence_url="https://example.org/sheet")
    text = said(signed_in.get(url(row)))
    assert "now, 118 days" in text
    assert "Visit to the depot" in text
    assert "https://example.org/sheet" in text
    steps = signed_in.get(url(row)).context["steps"]
    assert [state for _label, state, _change, _note in steps] == ["reached", "now", "ahead", "ahead", "ahead"]


def test_a_level_that_was_reached_today_lasts_since_today(signed_in, pairing):
    row = ProjectFactory(pairing=pairing, level="exploring", level_since=day(0))
    text = said(signed_in.get(url(row)))
    assert "now, since today" in text
    assert "Exploring, since today" in text
    board = said(signed_in.get(f"/strands/{pairing.strand.code}/projects/"))
    assert "since today" in board
    assert " 0 days" not in text + board


def test_the_stairs_name_their_levels_in_the_language_of_the_page_alone(signed_in, marta, pairing):
    row = ProjectFactory(pairing=pairing)
    marta.language = "ko"
    marta.save()
    page = signed_in.get(url(row)).text
    stairs = page.split('<ol class="wc-stairs"')[1].split("</ol>")[0]
    assert "본격 추진" in stairs
    assert "Running" not in stairs


def test_a_loaded_one_says_that_the_day_is_not_known(signed_in, pairing):
    row = ProjectFactory(pairing=pairing, level="exploring", from_sources=True)
    page = signed_in.get(url(row))
    assert "Recorded from sources; the day is not known" in page.text
    assert page.context["project"].days_on_level is None


def test_one_not_pursued_says_why_and_how_far_it_had_come(signed_in, pairing):
    row = ProjectFactory(pairing=pairing, level="not-pursued", level_since=day(-3))
    LevelChangeFactory(project=row, old="agreed", new="not-pursued", on=day(-3), evidence="", reason="No money")
    page = signed_in.get(url(row))
    assert "No money" in page.text
    assert [state for _label, state, _change, _note in page.context["steps"]] == ["reached"] * 3 + ["ahead"] * 2


def test_moved_down_a_level_above_is_ahead_again(signed_in, pairing):
    row = ProjectFactory(pairing=pairing, level="identified", level_since=day(-1))
    LevelChangeFactory(project=row, on=day(-9), evidence="Call")
    LevelChangeFactory(project=row, old="exploring", new="identified", on=day(-1), evidence="", reason="Mistaken")
    steps = signed_in.get(url(row)).context["steps"]
    assert [(state, bool(change)) for _label, state, change, _note in steps][:2] == [("now", True), ("ahead", False)]


def test_evidence_that_one_may_not_see_is_named_without_its_title(client, project):
    document = DocumentFactory(pairing=project.pairing, title="Secret sheet")
    DocumentVersionFactory(document=document)
    LevelChangeFactory(project=project, evidence="", document=document)
    for role, seen in (("eu", True), ("observer", False)):
        client.force_login(person(role, project.pairing))
        text = client.get(url(project)).text
        assert ("Secret sheet" in text) is seen
        assert ("a document that the two sides see" in text) is not seen


def test_sectors_are_listed_and_missing_ones_named(signed_in, project, pairing):
    firm = OrganisationFactory(sector="business", name_en="Samwon FA", strands=[pairing.strand])
    row = ProjectFactory(pairing=pairing, organisations=[firm])
    text = said(signed_in.get(url(row)))
    assert "Samwon FA" in text
    assert "No research partner" in text
    assert "No business partner" not in text
    dropped = ProjectFactory(pairing=pairing, level="not-pursued")
    assert "No research partner" not in said(signed_in.get(url(dropped)))


def test_a_script_is_shown_and_not_run(signed_in, pairing):
    bad = "<script>alert(1)</script>"
    row = ProjectFactory(pairing=pairing, title_en=bad, summary_en=bad, note=bad)
    LevelChangeFactory(project=row, evidence=bad, reason=bad)
    assert bad not in signed_in.get(url(row)).text


class TestForms:
    def test_a_project_begins_on_the_tab_with_name_topic_and_partners(self, signed_in, pairing):
        third, topic = ParticipationFactory(strand=pairing.strand), ThemeFactory(strand=pairing.strand)
        address = signed_in.get(list_url(pairing)).context["add_url"]
        form = signed_in.get(address).context["form"]
        assert [field.name for field in form.visible_fields()] == ["name", "topic", "partners"]
        sides = [pairing.eu_id, pairing.counterpart_id]
        assert sorted(form["partners"].value()) == sorted(sides)
        answer = send(signed_in, address, name="가로등", topic=topic.pk, partners=[*sides, third.pk])
        row = Project.objects.get()
        assert answer["Location"] == url(row)
        assert (row.title_en, row.title_ko, row.topic) == ("", "가로등", topic)
        assert (row.pairing, row.partner_codes) == (pairing, third.partner.code)

    def test_without_a_name_or_a_partner_of_the_pairing_it_comes_back(self, signed_in, pairing):
        address = signed_in.get(list_url(pairing)).context["add_url"]
        answer = send(signed_in, address, name="", topic="", partners=[pairing.eu_id])
        assert answer.status_code == 422
        assert "name" in answer.context["form"].errors
        answer = send(signed_in, address, name="Lights", partners=[pairing.eu_id])
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["partners"])
        assert "Choose at least two partners." in answer.text
        assert not Project.objects.exists()

    def test_two_people_editing_meet_with_both_versions(self, client, project, marta, jisu):
        client.force_login(marta)
        values = filled(client.get(url(project, "project-edit")))
        client.force_login(jisu)
        assert send(client, url(project, "project-edit"), title_en="Fares of Busan").status_code == 302
        client.force_login(marta)
        answer = client.post(url(project, "project-edit"), values | {"title_en": "Fares of Barcelona"})
        assert answer.status_code == 409
        assert "Fares of Barcelona" in answer.text
        assert "It reads now: Fares of Busan" in said(answer)
        assert "Jisu" in answer.text
        assert Project.objects.get(pk=project.pk).title_en == "Fares of Busan"

    def test_further_partners_keep_their_order(self, signed_in, pairing):
        one, two, three = ParticipationFactory.create_batch(3, strand=pairing.strand)
        row = ProjectFactory(pairing=pairing, further=[two, one])
        send(signed_in, url(row, "project-edit"), further=[one.pk, two.pk, three.pk])
        row.refresh_from_db()
        assert row.partner_codes == ";".join(each.partner.code for each in (two, one, three))

    def test_a_level_needs_evidence_and_then_moves(self, signed_in, project):
        answer = send(signed_in, url(project, "project-level"), new="agreed", on=TODAY.isoformat())
        assert answer.status_code == 422
        assert "Give evidence" in answer.text
        answer = send(
            signed_in, url(project, "project-level"), new="agreed", on=TODAY.isoformat(), evidence="Letter of both"
        )
        assert answer.status_code == 302
        assert LevelChange.objects.get().new == "agreed"
        assert "Letter of both" in follow(signed_in, answer).text

    @pytest.mark.parametrize(
        "values",
        [
            {"on": (TODAY + dt.timedelta(days=1)).isoformat(), "evidence": "Soon"},
            {"on": "yesterday", "evidence": "Soon"},
            {"evidence_url": "javascript:alert(1)"},
            {"new": "elsewhere", "evidence": "Soon"},
            {"document": "99999999", "evidence": "Soon"},
        ],
    )
    def test_a_wrong_move_is_refused(self, signed_in, project, values):
        given = {"new": "exploring", "on": TODAY.isoformat()} | values
        assert send(signed_in, url(project, "project-level"), **given).status_code == 422
        assert not LevelChange.objects.exists()

    def test_a_second_click_moves_nothing_twice(self, signed_in, project):
        address = url(project, "project-level")
        values = filled(signed_in.get(address)) | {"new": "exploring", "evidence": "Call"}
        first, second = signed_in.post(address, values), signed_in.post(address, values)
        assert (first.status_code, second.status_code) == (302, 302)
        assert LevelChange.objects.count() == 1

    def test_organisations_are_found_ticked_and_ordered(self, signed_in, project):
        strand = project.strand
        firm = OrganisationFactory(name_en="Samwon FA", name_ko="삼원", strands=[strand])
        office = OrganisationFactory(name_en="Bus office", strands=[strand])
        OrganisationFactory(name_en="Samwon abroad")
        gone = OrganisationFactory(name_en="Samwon old", strands=[strand], merged_into=firm)
        address = f"{url(project, 'project-organisations')}?q=samwon"
        page = signed_in.get(address)
        assert [row["organisation"] for row in page.context["form"].rows] == [firm]
        assert gone.name not in page.text
        send(signed_in, address, **{f"keep_{firm.pk}": "on", f"part_{firm.pk}": "maker"})
        address = f"{url(project, 'project-organisations')}?q=office"
        send(signed_in, address, **{f"keep_{office.pk}": "on", f"place_{office.pk}": "1", f"place_{firm.pk}": "2"})
        project.refresh_from_db()
        assert project.organisation_codes == f"{office.code};{firm.code}"
        assert "maker" in signed_in.get(url(project)).text

    def test_milestones_are_linked(self, signed_in, project):
        mine = MilestoneFactory(pairing=project.pairing, title_en="Mid-term call")
        other = MilestoneFactory(title_en="Elsewhere")
        answer = send(signed_in, url(project, "project-milestones"), milestones=[mine.pk])
        assert "Mid-term call" in follow(signed_in, answer).text
        assert send(signed_in, url(project, "project-milestones"), milestones=[other.pk]).status_code == 422

    def test_the_next_follow_up_comes_from_the_project(self, signed_in, project):
        page = signed_in.get(url(project))
        answer = send(signed_in, follow_up_add_url(page), what="Compare the costs", due_on=day(17).isoformat())
        assert answer.status_code == 302
        assert FollowUp.objects.get().origin == project
        page = signed_in.get(url(project))
        assert page.context["next_follow_up"]["row"].what == "Compare the costs"
        address = follow_up_add_url(page).partition("?")[0]
        for wrong in ("?from=project:nothing", "?from=strand:x", "?from=project:%00"):
            assert signed_in.get(address + wrong).status_code == 404

    def test_a_closed_pairing_shows_no_acts_and_refuses_them(self, client):
        row = ProjectFactory(pairing=PairingFactory(status="closed"))
        client.force_login(person("eu", row.pairing))
        assert "Change the level" not in client.get(url(row)).text
        answer = send(client, url(row, "project-level"), new="exploring", evidence="Late")
        assert answer.status_code == 422
        assert "closed" in answer.text


def test_its_versions_are_read_and_restored(signed_in, project):
    send(signed_in, url(project, "project-edit"), summary_en="First")
    send(signed_in, url(project, "project-edit"), summary_en="Second")
    page = signed_in.get(history_of(signed_in.get(url(project))))
    assert page.status_code == 200
    assert "Second" in page.text


def test_its_history_names_partners_and_organisations(signed_in, project):
    third = ParticipationFactory(strand=project.strand, partner__name_en="Tampere")
    firm = OrganisationFactory(name_en="Samwon FA", strands=[project.strand])
    send(signed_in, url(project, "project-edit"), further=[third.pk])
    address = f"{url(project, 'project-organisations')}?q=samwon"
    send(signed_in, address, **{f"keep_{firm.pk}": "on"})
    page = said(signed_in.get(history_of(signed_in.get(url(project)))))
    assert "Changed the organisations that take part" in page
    assert "Tampere" in page
    assert "Samwon FA" in page
