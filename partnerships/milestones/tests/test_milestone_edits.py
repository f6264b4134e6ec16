"""Editing a milestone: its texts, what only staff change, and the confirmations that an edit voids."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.tests.arranged import logged
from partnerships.milestones.actions import EditMilestone, ObjectToMilestone, ReopenMilestone, ReportMilestone
from partnerships.models import Confirmation, Milestone, Strand
from partnerships.tests.factories import StageFactory, period
from partnerships.tests.milestone_pages import filled, follow, given, open_form, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]


@pytest.fixture
def confirmed(sides):
    """A milestone with a text of its own that both sides have confirmed."""
    row = given(sides, responsible="both", confirmation="both", title_en="Pilot agreed", outcome_en="Bus fares.")
    sides.both_confirm(sides.ask(row))
    row.refresh_from_db()
    assert row.status == "done"
    return row


def edit(sides, row, role, reason="", **changes):
    row = Milestone.objects.get(pk=row.pk)
    return EditMilestone.do(row, **sides.by(role), version=row.version, changes=changes, reason=reason)


def test_a_side_edits_the_texts_of_its_milestone(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit")
    assert not {"stage", "responsible", "confirmation", "reason", "ask_again"} & set(data)
    page = follow(client, client.post(url(row, "edit"), data | {"title_ko": "양자회의", "outcome_en": "Agreed."}))
    assert "Saved." in said(page)
    assert "Agreed." in said(page)
    saved = Milestone.objects.get()
    assert (saved.title_ko, saved.outcome_en, saved.edition, saved.forecast) == ("양자회의", "Agreed.", 2, row.forecast)
    assert logged().get().sentence == "Changed: Title in Korean, Outcome in English"


def test_an_edit_that_changes_nothing_says_so(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit")
    page = follow(client, client.post(url(row, "edit"), data))
    assert "Nothing was changed." in said(page)
    assert Milestone.objects.get().version == 1
    with pytest.raises(AlreadyDone):
        edit(sides, row, "counterpart", note="")


@pytest.mark.parametrize("name", ["responsible", "confirmation", "stage", "status", "forecast_start", "baseline_start"])
def test_a_side_changes_nothing_else(sides, name):
    with pytest.raises(NotAllowed):
        edit(sides, given(sides), "counterpart", **{name: "both"})


def test_staff_say_who_answers_for_it_and_why_they_change_it(client, sides):
    row = given(sides)
    foreign = StageFactory()
    data = open_form(client, sides, "staff", row, "edit") | {"responsible": "both"}
    page = client.post(url(row, "edit"), data)
    assert (page.status_code, "Give a reason." in said(page)) == (422, True)
    data["reason"] = "Both host it."
    assert client.post(url(row, "edit"), data | {"stage": foreign.pk}).status_code == 422
    assert client.post(url(row, "edit"), data).status_code == 302
    assert Milestone.objects.get().responsible == "both"
    with pytest.raises(DomainError, match="belongs to another strand"):
        edit(sides, row, "staff", reason="x", stage=foreign)
    with pytest.raises(NotAllowed):
        edit(sides, row, "staff", reason="x", status="done")


def test_a_title_in_letters_that_the_pdf_lacks_is_refused(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit") | {"title_en": "اجتماع"}
    page = client.post(url(row, "edit"), data)
    words = "The PDF cannot show these letters: ا ج ت م ع. Write them in another script."
    assert (page.status_code, words in said(page)) == (422, True)
    assert Milestone.objects.get().version == row.version


def test_in_a_strand_of_english_alone_the_english_title_is_asked_for(client, sides):
    row = given(sides, title_ko="")
    Strand.objects.filter(pk=sides.pairing.strand_id).update(second_language="")
    data = open_form(client, sides, "counterpart", row, "edit") | {"title_en": ""}
    page = client.post(url(row, "edit"), data)
    assert (page.status_code, "Fill this in." in said(page)) == (422, True)
    assert 'name="title_ko"' not in page.content.decode()


def test_a_title_in_one_language_at_least(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit") | {"title_en": "", "title_ko": ""}
    page = client.post(url(row, "edit"), data)
    assert (page.status_code, "Write it in at least one language." in said(page)) == (422, True)
    with pytest.raises(DomainError) as refused:
        edit(sides, row, "counterpart", title_en="", title_ko="")
    assert refused.value.field == "title"


def test_a_stale_edit_keeps_the_input_and_says_who_changed_what(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit") | {"note": "Mine."}
    edit(sides, row, "staff", reason="Typo.", title_en="Meeting")
    page = client.post(url(row, "edit"), data)
    assert page.status_code == 409
    assert "Changed meanwhile by Staff Soler: Title in English." in said(page)
    assert filled(page)["note"] == "Mine."
    assert Milestone.objects.get().note == ""
    with pytest.raises(StaleRecord):
        EditMilestone.do(row, **sides.by("counterpart"), version=1, changes={"note": "Mine."})


def test_a_stale_edit_takes_over_what_its_user_left_alone(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit") | {"note": "Mine."}
    edit(sides, row, "staff", reason="Typo.", title_en="Meeting", outcome_en="Two\nlines.")
    page = client.post(url(row, "edit"), data)
    assert (page.status_code, filled(page)["title_en"], filled(page)["note"]) == (409, "Meeting", "Mine.")
    assert client.post(url(row, "edit"), filled(page)).status_code == 302
    saved = Milestone.objects.get()
    assert (saved.title_en, saved.outcome_en, saved.note) == ("Meeting", "Two\nlines.", "Mine.")


def test_a_stale_edit_shows_what_both_wrote_side_by_side(client, sides):
    row = given(sides)
    data = open_form(client, sides, "counterpart", row, "edit") | {"note": "Mine."}
    edit(sides, row, "staff", reason="News.", note="Theirs.")
    page = client.post(url(row, "edit"), data)
    assert (page.status_code, filled(page)["note"]) == (409, "Mine.")
    assert "It reads now: Theirs." in said(page)


def test_an_edit_of_a_confirmed_text_is_warned_of_and_asks_both_again(client, sides, confirmed):
    data = open_form(client, sides, "eu", confirmed, "edit") | {"outcome_en": "Bus fares and solar power."}
    page = client.get(url(confirmed, "edit"))
    assert "Saving this edit voids both confirmations; both sides must confirm again." in said(page)
    assert f"Busan: confirmed by {sides.people['counterpart']}" in said(page)
    page = client.post(url(confirmed, "edit"), data)
    assert page.status_code == 422
    assert "Tick the box to change them anyway." in said(page)
    assert Milestone.objects.get().status == "done"
    page = follow(client, client.post(url(confirmed, "edit"), filled(page) | {"ask_again": "on"}))
    assert "Saved. Both sides must confirm it again." in said(page)
    saved = Milestone.objects.get()
    assert (saved.status, saved.edition, saved.actual.iso()) == ("planned", 2, "")
    waiting = Confirmation.objects.waiting().filter(text__edition=2)
    assert sorted(waiting.values_list("side", flat=True)) == ["counterpart", "eu"]


def test_a_note_voids_nothing(client, sides, confirmed):
    data = open_form(client, sides, "eu", confirmed, "edit") | {"note": "Minutes follow."}
    assert client.post(url(confirmed, "edit"), data).status_code == 302
    saved = Milestone.objects.get()
    assert (saved.status, saved.edition, saved.note) == ("done", 1, "Minutes follow.")


def test_a_milestone_that_both_confirm_is_not_reported_done(client, sides):
    row = given(sides, responsible="both", confirmation="both", confirmed_text="action-plan")
    client.force_login(sides.people["eu"])
    answer = client.get(url(row, "report"))
    assert answer["Location"].endswith("/texts/action-plan/")
    sentence = "done once both sides have confirmed the same edition of its text: Action plan."
    assert sentence in said(follow(client, answer))
    with pytest.raises(DomainError, match=sentence):
        ReportMilestone.do(row, **sides.by("eu"), version=row.version, actual=period("2026-11"))
    page = client.get(url(row))
    buttons = page.context["buttons"]
    assert (buttons[0].label, buttons[0].url) == ("To the text", answer["Location"])
    assert url(row, "report") not in [button.url for button in buttons]


def test_what_both_confirmed_is_not_reopened_by_one(client, sides, confirmed):
    with pytest.raises(DomainError, match="Both sides confirmed its text"):
        ReopenMilestone.do(confirmed, **sides.by("eu"), version=confirmed.version, reason="Changed our mind.")
    client.force_login(sides.people["eu"])
    assert url(confirmed, "reopen") not in [button.url for button in client.get(url(confirmed)).context["buttons"]]
    with pytest.raises(DomainError, match="Withdraw the own confirmation"):
        ObjectToMilestone.do(confirmed, **sides.by("eu"), version=confirmed.version, reason="Changed our mind.")


def test_a_milestone_that_comes_to_wait_for_a_confirmed_text_is_done_with_it(sides):
    sides.both_confirm(sides.ask(sides.plan()))
    row = given(sides, responsible="both")
    saved = edit(sides, row, "staff", reason="It is about the plan.", confirmation="both", confirmed_text="action-plan")
    assert (saved.status, saved.actual.iso()) == ("done", "2026-11-25")


def test_how_a_done_milestone_is_confirmed_stays(sides, confirmed):
    with pytest.raises(DomainError, match="Reopen it before"):
        edit(sides, confirmed, "staff", reason="It is about the plan.", confirmed_text="action-plan")
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.confirmed_text) == ("done", "")


@pytest.mark.one_database
def test_what_was_written_before_a_refusal_stands_nowhere_on_its_page(client, sides, monkeypatch):
    row = given(sides, title_en="Launch", responsible="eu")
    data = open_form(client, sides, "eu", row, "edit") | {"title_en": "Kick-off"}

    def write_and_refuse(action, **_given):
        action.row.title_en = "Half-way"
        action.row.save(by=action.by)
        raise DomainError("Not now.")

    monkeypatch.setattr(EditMilestone, "perform", write_and_refuse)
    refused = client.post(url(row, "edit"), data)
    assert (refused.status_code, "Not now." in said(refused), "Half-way" in refused.text) == (422, True, False)
    assert refused.context["form"]["title_en"].value() == "Kick-off"
    assert ("Launch", url(row)) in [tuple(crumb) for crumb in refused.context["crumbs"]]
    assert (refused.context["form"].record.title_en, Milestone.objects.get().title_en) == ("Launch", "Launch")
