"""Moving a milestone: the story of a moved meeting, what is refused, two tabs, two clicks, the back button."""

import pytest
from django.utils import translation

from core.log import read_counters
from core.models import AuditEntry
from partnerships.models import DateChange, Milestone
from partnerships.tests.factories import period
from partnerships.tests.milestone_pages import filled, follow, given, open_form, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]


def test_busan_moves_its_meeting_with_a_reason_and_barcelona_sees_it(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    assert (data["forecast_start_text"], data.get("forecast_end_text", "")) == ("3 December 2026", "")
    data |= {"forecast_start_text": "2026-12-10", "forecast_end_text": "2026-12-11", "reason": "The mayor is away."}
    page = follow(client, client.post(url(meeting, "reschedule"), data))
    assert "Moved to 10–11 December 2026." in said(page)
    saved = Milestone.objects.get()
    assert (saved.forecast, saved.baseline) == (period("2026-12-10", "2026-12-11"), period("2026-12-03"))
    change = DateChange.objects.get()
    assert (change.old, change.new, change.reason, change.by) == (
        period("2026-12-03"), period("2026-12-10", "2026-12-11"), "The mayor is away.", sides.people["counterpart"],
    )  # fmt: skip
    client.force_login(sides.people["eu"])
    for where in (url(meeting), sides.pairing.get_absolute_url()):
        read = said(client.get(where))
        assert "The mayor is away." in read
        assert "10–11 December 2026" in read
    assert "3 December 2026 → 10–11 December 2026" in said(client.get(url(meeting)))
    assert "Move the date" not in said(client.get(url(meeting)))
    assert client.get(url(meeting, "reschedule")).status_code == 403
    assert client.post(url(meeting, "reschedule"), data).status_code == 403


def test_a_move_counts_in_its_pairing_and_strand_and_not_in_what_is_shared(client, sides, meeting):
    places = {"strand_id": sides.pairing.strand_id, "pairing_id": sides.pairing.pk}
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    before = read_counters(**places)
    client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2027-01", "reason": "The mayor is away."})
    assert [now - then for now, then in zip(read_counters(**places), before, strict=True)] == [1, 1, 0]


@pytest.mark.one_database
def test_the_move_is_told_in_both_languages(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2027-01", "reason": "시장 일정"})
    entry = AuditEntry.objects.get(action="milestone-reschedule")
    assert entry.sentence == "Moved from 3 December 2026 to January 2027"
    with translation.override("ko"):
        assert "2026. 12. 3.(목)" in entry.sentence
        assert "2027. 1." in entry.sentence


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"reason": ""}, "Give a reason."),
        ({"reason": "   "}, "Give a reason."),
        ({"forecast_start_text": ""}, "Give the new date."),
        ({"forecast_start_text": "next week"}, "“next week” is not a date."),
        ({"forecast_start_text": "2026-12-12", "forecast_end_text": "2026-12-11"}, "The end is before the start."),
        ({"forecast_start_text": "2026-11-24"}, "what is open cannot be moved to the past. If it has taken place"),
        ({"forecast_start_text": "2026-10"}, "what is open cannot be moved to the past."),
    ],
)
def test_a_move_that_is_refused_keeps_the_input(client, sides, meeting, values, refusal):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    data |= {"forecast_start_text": "2026-12-10", "reason": "The mayor is away."} | values
    page = client.post(url(meeting, "reschedule"), data)
    assert page.status_code == 422
    assert refusal in said(page)
    assert page.context["form"]["forecast_start_text"].value() == data["forecast_start_text"]
    assert (Milestone.objects.get().version, DateChange.objects.count()) == (1, 0)
    data |= {"forecast_start_text": "2026-11", "forecast_end_text": "", "reason": "This month still."}
    assert client.post(url(meeting, "reschedule"), data).status_code == 302


def test_the_same_dates_again_are_no_move(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule") | {"reason": "Again."}
    page = follow(client, client.post(url(meeting, "reschedule"), data))
    assert "It is already planned for 3 December 2026." in said(page)
    assert (Milestone.objects.get().version, DateChange.objects.count()) == (1, 0)


def test_two_tabs_the_second_one_saves_nothing_and_says_who_changed_what(client, sides, meeting):
    meeting.responsible = "both"
    meeting.save(by=None)
    mine = open_form(client, sides, "eu", meeting, "reschedule") | {"forecast_start_text": "2027-02", "reason": "Mine."}
    theirs = open_form(client, sides, "counterpart", meeting, "reschedule")
    client.post(url(meeting, "reschedule"), theirs | {"forecast_start_text": "2026-12-10", "reason": "Theirs."})
    client.force_login(sides.people["eu"])
    page = client.post(url(meeting, "reschedule"), mine)
    assert page.status_code == 409
    assert "Someone else changed this meanwhile. Nothing was saved; your input is kept." in said(page)
    assert f"Changed meanwhile by {sides.people['counterpart']}: Forecast: start" in said(page)
    assert "10 December 2026" in said(page)
    again = filled(page)
    assert (again["forecast_start_text"], again["reason"]) == ("2027-02", "Mine.")
    assert DateChange.objects.count() == 1
    assert client.post(url(meeting, "reschedule"), again).status_code == 302
    moves = list(DateChange.objects.order_by("at", "pk"))
    assert [(move.old, move.new) for move in moves] == [
        (period("2026-12-03"), period("2026-12-10")),
        (period("2026-12-10"), period("2027-02")),
    ]


def test_a_second_click_does_nothing_and_says_so(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    data |= {"forecast_start_text": "2026-12-10", "reason": "The mayor is away."}
    first = client.post(url(meeting, "reschedule"), data)
    second = client.post(url(meeting, "reschedule"), data | {"csrfmiddlewaretoken": "of-another-page"})
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert "This was saved already; nothing was done a second time." in said(client.get(second["Location"]))
    assert (DateChange.objects.count(), Milestone.objects.get().version) == (1, 2)
    assert AuditEntry.objects.filter(action="milestone-reschedule").count() == 1


def test_the_same_words_of_another_person_or_about_another_record_are_no_second_click(client, sides, meeting):
    meeting.responsible = "both"
    meeting.save(by=None)
    other = given(sides, responsible="both")
    other.save(by=None)
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    data |= {"forecast_start_text": "2026-12-10", "reason": "The mayor is away."}
    for row in (meeting, other):
        assert client.post(url(row, "reschedule"), data)["Location"] == url(row)
        assert row.date_changes.count() == 1
    client.force_login(sides.people["eu"])
    assert client.post(url(meeting, "reschedule"), data).status_code == 409
    assert DateChange.objects.count() == 2


def test_the_back_button_sends_another_form_which_is_stale(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2026-12-10", "reason": "First."})
    page = client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2026-12-17", "reason": "Second."})
    assert page.status_code == 409
    assert (DateChange.objects.count(), Milestone.objects.get().forecast) == (1, period("2026-12-10"))


def test_a_form_without_its_hidden_fields_saves_nothing(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule") | {
        "forecast_start_text": "2027",
        "reason": "x",
    }
    for name in ("once", "seen_version"):
        page = client.post(url(meeting, "reschedule"), {key: value for key, value in data.items() if key != name})
        assert page.status_code == 422
        assert "The form is incomplete. Nothing was saved; open it again." in said(page)
    assert Milestone.objects.get().version == 1


def test_a_date_change_in_a_closed_pairing_is_refused(client, sides, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    sides.pairing.status = "closed"
    sides.pairing.save(by=None)
    page = client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2027", "reason": "Late."})
    assert page.status_code == 422
    assert "The pairing is closed. Staff can reopen it." in said(page)
    assert "The pairing is closed." in said(client.get(url(meeting, "reschedule")))
    assert not client.get(url(meeting)).context["buttons"]
