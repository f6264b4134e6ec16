"""The acts of the action list: a row is added, edited in place, finished, dropped and reopened."""

import pytest
from django.contrib.messages import get_messages

from core import clock
from core.actions import undo_of
from core.models import AuditEntry
from partnerships.models import FollowUp
from partnerships.tests.factories import (
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    UserFactory,
)
from partnerships.tests.follow_up_pages import TEXTS, url
from partnerships.tests.pages import text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def jisu(pairing):
    return MembershipFactory(participation=pairing.counterpart, user__given_name="Jisu", user__language="ko").user


def act(client, row, name, **data):
    """Send the form of an act as the page of now would send it."""
    sent = {"once": "x", "seen_version": row.version} | data
    return client.post(url(row.pairing, row.code, name), sent)


def edit(client, row, **data):
    fields = {"what_en": row.what_en, "what_ko": row.what_ko, "side": row.side, "due_on": row.due_on.isoformat()}
    return act(client, row, "edit", **fields | data)


@pytest.mark.parametrize("text", TEXTS)
def test_the_line_above_adds_any_text(client, pairing, marta, text):
    client.force_login(marta)
    sent = {"once": "a", "what": text, "side": "eu", "due_on": TODAY.isoformat(), "owner": marta.pk}
    answer = client.post(url(pairing, "add"), sent)
    assert answer.status_code == 302
    assert answer.url == f"{url(pairing)}#follow-up-1"
    row = FollowUp.objects.get()
    assert row.what == text
    assert bool(row.what_ko) is text.startswith("초안")
    assert row.owner == marta
    page = client.get(url(pairing)).text
    assert "<script>alert" not in page
    again = client.post(url(pairing, "add"), sent, follow=True)
    assert "nothing was done a second time" in again.text
    assert FollowUp.objects.count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"side": "both"}, "side"),
        ({"due_on": "soon"}, "due_on"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "2017-03-14"}, "due_on"),
        ({"owner": "999999"}, "owner"),
        ({"side": "counterpart"}, "owner"),
    ],
)
def test_a_refused_line_keeps_what_was_typed(client, pairing, marta, change, field):
    client.force_login(marta)
    sent = {"once": "a", "what": "Send it", "side": "eu", "due_on": TODAY.isoformat(), "owner": marta.pk} | change
    answer = client.post(url(pairing, "add"), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert str(sent["what"]) in answer.text
    assert not FollowUp.objects.exists()


@pytest.mark.one_database
def test_no_form_offers_people_from_elsewhere(client, pairing, marta, jisu):
    strangers = [UserFactory(email="stranger@example.org"), person("other", pairing), person("observer", pairing)]
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    for page in (client.get(url(pairing)), client.get(url(pairing, row.code, "edit"))):
        form = page.context.get("add_form") or page.context["form"]
        offered = {str(value) for value, _label in form.fields["owner"].choices}
        assert {str(marta.pk), str(jisu.pk)} <= offered
        assert not offered & {str(user.pk) for user in strangers}


def test_a_row_becomes_a_form_in_its_place(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing, what_en="Send it", owner=marta)
    other = FollowUpFactory(pairing=pairing, what_en="Print it")
    client.force_login(marta)
    page = client.get(f"{url(pairing)}?edit={row.code}&state=open")
    (form,) = [line["form"] for line in page.context["lines"] if line.get("form")]
    assert form.instance == row
    assert page.text.count(f'id="{row.code}"') == page.text.count(f'id="{other.code}"') == 1
    assert f"{row.code}/edit/?state=open" in page.text
    # Saving one form would drop what was typed in another.
    assert [shown.context["add_form"] is None for shown in (client.get(url(pairing)), page)] == [False, True]
    answer = client.post(
        url(pairing, row.code, "edit") + "?state=open",
        {
            "once": form["once"].value(),
            "seen_version": 1,
            "what_en": "Send both",
            "what_ko": "둘 다 보내기",
            "side": "eu",
            "due_on": row.due_on.isoformat(),
            "owner": "",
        },
    )
    assert answer.status_code == 302
    assert answer.url == f"{url(pairing)}?state=open#{row.code}"
    row.refresh_from_db()
    assert (row.what_en, row.what_ko, row.owner, row.version) == ("Send both", "둘 다 보내기", None, 2)


def test_two_who_edit_do_not_write_over_each_other(client, pairing, marta, jisu):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(jisu)
    assert edit(client, row, what_ko="먼저").status_code == 302
    client.force_login(marta)
    late = edit(client, row, what_en="Second")
    assert late.status_code == 409
    assert "Second" in late.text
    assert "Jisu" in late.text
    row.refresh_from_db()
    assert (row.what_ko, row.version) == ("먼저", 2)
    assert edit(client, row, what_en="Second", seen_version=late.context["form"]["seen_version"].value()).url
    row.refresh_from_db()
    assert (row.what_en, row.what_ko) == ("Second", "먼저")


def test_a_refused_edit_keeps_the_input(client, pairing, marta, jisu):
    row = FollowUpFactory(pairing=pairing, owner=marta)
    client.force_login(marta)
    answer = edit(client, row, what_en="Kept 🏙️", side="counterpart", owner=marta.pk)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["owner"]
    assert "Kept 🏙️" in answer.text
    past = edit(client, row, due_on="2017-03-13")
    assert list(past.context["form"].errors) == ["due_on"]
    assert edit(client, row, owner=jisu.pk).status_code == 422


def test_one_click_finishes_and_a_second_does_no_harm(client, pairing, marta, jisu):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    first = act(client, row, "finish")
    assert first.url == f"{url(pairing)}#{row.code}"
    assert (
        "nothing was done a second time"
        in client.post(url(pairing, row.code, "finish"), {"once": "x", "seen_version": 1}, follow=True).text
    )
    client.force_login(jisu)
    told = client.post(url(pairing, row.code, "finish"), {"once": "y", "seen_version": 1}, follow=True)
    assert told.redirect_chain
    assert told.status_code == 200
    row.refresh_from_db()
    assert (row.state, row.version, row.closed_on) == ("done", 2, TODAY)
    assert AuditEntry.objects.filter(action="follow-up-finish").count() == 1


def test_what_the_other_side_promised_is_asked_first_and_the_other_side_is_told(client, pairing, marta, jisu):
    row = FollowUpFactory(pairing=pairing, side="counterpart", what_en="Send the list")
    own = FollowUpFactory(pairing=pairing, side="eu")
    client.force_login(marta)
    page = client.get(url(pairing)).text
    finish = url(pairing, row.code, "finish")
    assert f'href="{finish}"' in page
    assert f'action="{finish}"' not in page
    assert f'action="{url(pairing, own.code, "finish")}"' in page
    said = "Promised by Busan. Busan is informed that Barcelona did this."
    for name in ("finish", "drop", "edit"):
        assert said in text_of(client.get(url(pairing, row.code, name)))
        assert "is informed" not in text_of(client.get(url(pairing, own.code, name)))
    assert said in text_of(client.get(f"{url(pairing)}?edit={row.code}"))
    assert act(client, row, "finish").status_code == 302
    assert said in text_of(client.get(url(pairing, row.code, "reopen")))
    client.force_login(jisu)
    told = client.get("/")
    assert "Send the list" in told.text[told.text.index('id="changes"') :]
    # Who acts for the programme asks nobody: both sides are told.
    client.force_login(person("staff", pairing))
    assert f'action="{url(pairing, row.code, "reopen")}"' in client.get(url(pairing)).text


def test_dropping_asks_why_and_reopening_brings_back(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    assert client.get(url(pairing, row.code, "drop")).status_code == 200
    assert act(client, row, "drop", reason="").status_code == 422
    assert act(client, row, "drop", reason="No budget").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result) == ("dropped", "No budget")
    refused = act(client, row, "finish")
    assert refused.status_code == 422
    assert "it is “Not pursued”" in refused.text
    assert "It is open again, and its side" in client.get(url(pairing, row.code, "reopen")).text
    assert act(client, row, "reopen").status_code == 302
    row.refresh_from_db()
    assert row.state == "open"


def offered(answer):
    """What the message of an act offers to take it back."""
    (message,) = get_messages(answer.wsgi_request)
    return undo_of(message)


@pytest.mark.parametrize(
    ("state", "back", "field", "asks"), [("done", "finish", "result", False), ("dropped", "drop", "reason", True)]
)
def test_a_reopened_one_is_closed_again_as_it_was(client, pairing, marta, state, back, field, asks):
    row = FollowUpFactory(pairing=pairing, state=state, closed_on=TODAY, result="No budget")
    client.force_login(marta)
    undo = offered(act(client, row, "reopen"))
    assert (undo["url"], undo["asks"]) == (url(pairing, row.code, back), asks)
    assert dict(undo["fields"])[field] == "No budget"
    assert client.post(undo["url"], dict(undo["fields"]) | {"once": "y"}).status_code == (200 if asks else 302)


def test_an_edit_that_is_taken_back_comes_back_to_the_same_rows(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing, what_en="Send it")
    client.force_login(marta)
    fields = {"what_en": "Send both", "side": row.side, "due_on": row.due_on.isoformat()}
    address = url(pairing, row.code, "edit") + "?state=open"
    undo = offered(client.post(address, {"once": "x", "seen_version": 1} | fields))
    assert undo["url"] == address
    assert client.post(undo["url"], dict(undo["fields"]) | {"once": "y"}).url == f"{url(pairing)}?state=open#{row.code}"
    row.refresh_from_db()
    assert row.what_en == "Send it"


def test_a_stale_click_is_a_conflict(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    assert edit(client, row, what_en="Other").status_code == 302
    assert act(client, row, "finish").status_code == 409
    row.refresh_from_db()
    assert row.state == "open"


def test_a_forged_or_incomplete_form_changes_nothing(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    for data in ({}, {"once": "x"}, {"seen_version": "1"}, {"once": "x", "seen_version": "one"}):
        assert client.post(url(pairing, row.code, "finish"), data).status_code == 422
    assert client.get(url(pairing, "follow-up-none", "finish")).status_code == 404
    foreign = FollowUpFactory(code="foreign")
    assert client.post(url(pairing, foreign.code, "finish"), {"once": "x", "seen_version": 1}).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_it_comes_from_a_milestone_and_leads_back_to_it(client, pairing, marta):
    milestone = MilestoneFactory(pairing=pairing, code="kick-off", title_en="Kick-off")
    MilestoneFactory(code="foreign")
    client.force_login(marta)
    address = url(pairing, "add") + "?from=milestone:kick-off"
    assert "It comes from the milestone “Kick-off”" in client.get(address).text
    client.post(address, {"once": "a", "what": "Send it", "side": "eu", "due_on": TODAY.isoformat()})
    assert FollowUp.objects.get().origin == milestone
    assert milestone.get_absolute_url() in client.get(url(pairing)).text
    for wrong in ("milestone:foreign", "milestone:", "user:1", "milestone:x%00"):
        assert client.get(url(pairing, "add") + f"?from={wrong}").status_code == 404


def test_what_became_of_it_stays_when_it_is_finished_without_a_word(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing, result="Draft sent in May")
    client.force_login(marta)
    act(client, row, "finish", result="")
    row.refresh_from_db()
    assert (row.state, row.result) == ("done", "Draft sent in May")


def test_a_new_one_proposes_the_readers_own_side(client, pairing, jisu):
    client.force_login(jisu)
    assert client.get(url(pairing, "add")).context["form"]["side"].value() == "counterpart"


def test_who_reads_no_dealings_cannot_add_one(client, pairing):
    client.force_login(person("observer", pairing))
    sent = {"once": "a", "what": "Send it", "side": "eu", "due_on": TODAY.isoformat()}
    assert client.get(url(pairing, "add")).status_code == 404
    assert client.post(url(pairing, "add"), sent).status_code == 404
    assert not FollowUp.objects.exists()
