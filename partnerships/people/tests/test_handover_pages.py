"""The page that hands a coordinator's work over, and the sheet for the successor."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core import clock
from core.models import AuditEntry, write_audit
from core.tests.arranged import logged
from partnerships.models import FollowUp, Invitation, Milestone
from partnerships.people.actions import HandOver
from partnerships.people.selectors import LATEST, read_grants, sheet
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
)
from partnerships.tests.roles import day, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
FRIDAY = day(5)


def path(name, membership):
    return reverse(f"partnerships:{name}", args=[membership.participation.strand.code, membership.pk])


def form_data(membership, **more):
    return {"once": "x", "seen_version": membership.version, "last_day": FRIDAY.isoformat()} | more


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "page", "paper"),
    [
        ("staff", 200, 200),
        ("administrator", 200, 200),
        ("the person", 200, 200),
        ("eu", 403, 200),
        ("deputy", 403, 200),
        ("counterpart", 403, 403),
        ("authority", 403, 403),
        ("observer", 403, 403),
        ("outsider", 404, 404),
    ],
)
@pytest.mark.one_database
def test_who_opens_the_pages(client, pairing, leaving, role, page, paper):
    client.force_login(person(role, pairing, leaving))
    assert client.get(path("hand-over", leaving)).status_code == page
    assert client.get(path("hand-over-sheet", leaving)).status_code == paper
    if page != 200:
        assert client.post(path("hand-over", leaving), form_data(leaving, successor="nobody")).status_code == page
        leaving.refresh_from_db()
        assert leaving.ended_on is None


@pytest.mark.one_database
def test_the_page_says_what_moves_and_does_it_once(client, pairing, leaving, colleague, staff):
    FollowUpFactory(pairing=pairing, owner=leaving.user, what_en="Send the <b>draft</b>")
    client.force_login(staff)
    asked = client.get(path("hand-over", leaving))
    assert "Send the &lt;b&gt;draft&lt;/b&gt;" in asked.text
    assert f"Pau Ferrer ({colleague.email})" in asked.text
    sent = form_data(leaving, successor=str(colleague.pk))
    answer = client.post(path("hand-over", leaving), sent)
    assert answer.url == path("hand-over-sheet", leaving)
    assert "nothing was done a second time" in client.post(path("hand-over", leaving), sent, follow=True).text
    assert FollowUp.objects.get().owner == colleague
    leaving.refresh_from_db()
    assert leaving.ended_on == FRIDAY


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": "2017-03-14"}, "last_day"),
        ({"last_day": "Friday"}, "last_day"),
        ({"successor": ""}, "successor"),
        ({"successor": "999999"}, "successor"),
        ({"successor": "nobody"}, "reason"),
        ({"successor": "invite"}, "email"),
        ({"successor": "invite", "email": "no address"}, "email"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, pairing, leaving, colleague, staff, change, field):
    client.force_login(staff)
    sent = form_data(leaving, successor=str(colleague.pk), given_name="Laia") | change
    answer = client.post(path("hand-over", leaving), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Laia"' in answer.text
    leaving.refresh_from_db()
    assert leaving.ended_on is None


@pytest.mark.one_database
def test_staff_invite_the_successor_on_the_page(client, pairing, leaving, staff):
    client.force_login(staff)
    sent = form_data(leaving, successor="invite", email="laia@example.org", given_name="Laia", language="ko")
    assert client.post(path("hand-over", leaving), sent).status_code == 302
    assert Invitation.objects.get().email == "laia@example.org"


def test_a_coordinator_is_offered_no_invitation(client, pairing, leaving):
    client.force_login(leaving.user)
    page = client.get(path("hand-over", leaving))
    assert "email" not in page.context["form"].fields
    refused = client.post(path("hand-over", leaving), form_data(leaving, successor="invite", email="x@example.org"))
    assert refused.status_code == 422
    sent = form_data(leaving, successor="nobody", reason="The post is vacant")
    assert client.post(path("hand-over", leaving), sent, follow=True).status_code == 200
    leaving.refresh_from_db()
    assert leaving.ended_on == FRIDAY
    assert not Invitation.objects.exists()


def test_somebody_was_faster(client, pairing, leaving, colleague, staff):
    client.force_login(staff)
    sent = form_data(leaving, successor=str(colleague.pk))
    leaving.save(by=None)
    assert client.post(path("hand-over", leaving), sent).status_code == 409


@pytest.mark.one_database
def test_the_sheet_tells_what_is_open_on_both_sides(client, pairing, leaving, colleague, staff):
    MembershipFactory(participation=pairing.counterpart, user__email="jisu@example.org")
    FollowUpFactory(pairing=pairing, what_en="Ours", owner=leaving.user)
    FollowUpFactory(pairing=pairing, what_en="Theirs", side="counterpart")
    FollowUpFactory(pairing=pairing, what_en="Long done", state="done", closed_on=TODAY)
    FollowUpFactory(what_en="Of another pairing")
    MilestoneFactory(pairing=pairing, title_en="Study visit", status="planned")
    MilestoneFactory(pairing=pairing, title_en="Kick-off", status="done")
    DeputyFactory(membership=leaving, user__given_name="Deputy")
    HandOver.do(leaving, by=staff, grants=read_grants(staff), version=1, successor=colleague, last_day=FRIDAY)
    client.force_login(colleague)
    text = client.get(path("hand-over-sheet", leaving)).text
    for expected in ("Ours", "Theirs", "Study visit", "jisu@example.org", "Pau Ferrer", "Deputy", "Handed a follow-up"):
        assert expected in text
    for left_out in ("Long done", "Of another pairing", "Kick-off"):
        assert left_out not in text


def test_the_log_of_a_hand_over_names_people_as_readers_of_both_languages_do(pairing, leaving, colleague, staff):
    for one in (leaving.user, colleague):
        one.name_native = "김지수"
        one.save()
    FollowUpFactory(pairing=pairing, owner=leaving.user)
    with translation.override("ko"):
        given = {"by": staff, "grants": read_grants(staff), "version": 1}
        HandOver.do(leaving, **given, successor=colleague, last_day=FRIDAY)
    entries = list(AuditEntry.objects.filter(names__persons__has_key="successor"))
    assert {entry.all_parameters["successor"] for entry in entries} == {"Pau Ferrer"}
    assert not [entry.object_label for entry in logged().all() if "김지수" in entry.object_label]


@pytest.mark.one_database
def test_the_sheet_costs_the_same_with_little_and_with_much(client, pairing, leaving, staff):
    client.force_login(staff)

    def place_of(row):
        return {"pairing_id": pairing.pk} if row != pairing.strand else {"strand_id": row.pk}

    def cost(rows):
        for _ in range(rows):
            FollowUpFactory(pairing=pairing, owner=leaving.user)
            MilestoneFactory(pairing=pairing)
            MembershipFactory(participation=pairing.counterpart)
            DeputyFactory(membership=leaving)
            for row in (FollowUp.objects.last(), Milestone.objects.last(), pairing.strand):
                write_audit(action="record-changed", by=staff, record=row, fields="x", **place_of(row))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path("hand-over-sheet", leaving)).status_code == 200
        return len(queries)

    one = cost(1)
    assert cost(49) == one


def test_the_sheet_of_a_partner_in_several_pairings_lists_each(pairing, leaving, staff):
    second = PairingFactory(strand=pairing.strand, eu=pairing.eu)
    assert sheet(leaving, read_grants(staff))["pairings"] == sorted([pairing, second], key=lambda row: row.code)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_pages_come_in_both_languages(client, pairing, leaving, staff, language):
    FollowUpFactory(pairing=pairing, what_en="", what_ko="초안 🏙️")
    staff.language = language
    staff.save()
    client.force_login(staff)
    for name in ("hand-over", "hand-over-sheet"):
        answer = client.get(path(name, leaving))
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
    assert "초안 🏙️" in answer.text


@pytest.mark.one_database
def test_the_own_account_leads_to_hand_over_and_deputies(client, leaving, colleague):
    client.force_login(leaving.user)
    ways = [path("hand-over", leaving), path("deputy-add", leaving), path("hand-over-sheet", leaving)]
    page = client.get(reverse("accounts:account")).content.decode()
    assert all(f'href="{way}"' in page for way in ways)
    client.force_login(colleague)
    page = client.get(reverse("accounts:account")).content.decode()
    assert not any(f'href="{way}"' in page for way in ways)


@pytest.mark.one_database
def test_that_somebody_looked_something_up_or_took_it_along_is_no_act_of_the_sheet(pairing, leaving, staff):
    for number in range(LATEST):
        write_audit(
            action="list-exported",
            by=staff,
            record=pairing,
            pairing_id=pairing.pk,
            strand_id=pairing.strand_id,
            list="milestones",
            format="csv",
            rows=number,
        )
    promise = FollowUpFactory(pairing=pairing)
    write_audit(action="follow-up-added", by=staff, record=promise, pairing_id=pairing.pk, strand_id=pairing.strand_id)
    write_audit(action="list-exported", by=staff, record=pairing, pairing_id=pairing.pk, strand_id=pairing.strand_id)
    (part,) = sheet(leaving, read_grants(staff))["pairings"]
    assert [entry.action for entry in part.entries] == ["follow-up-added"]


@pytest.mark.one_database
@pytest.mark.parametrize("days", [None, 1, 0])
def test_handing_over_is_offered_until_the_last_day_is_over(client, pairing, leaving, days):
    leaving.ended_on = None if days is None else day(days)
    leaving.save(by=None)
    client.force_login(leaving.user)
    for page in (reverse("accounts:account"), leaving.participation.get_absolute_url()):
        assert f'href="{path("hand-over", leaving)}"' in client.get(page).text, page
    form = client.get(path("hand-over", leaving)).text
    assert "has an end already" not in form
    assert ("Choose an earlier day" in form) is (days == 1)
    assert ("You can only end it at once" in form) is (days == 0)
