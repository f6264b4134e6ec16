"""What no form of ours sends, and somebody sends all the same: it is refused, and nothing breaks."""

from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import SubmittedForm
from core.periods import PartialDate, Period
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import FollowUp
from partnerships.tests.factories import FollowUpFactory, PlanItemFactory, period
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from partnerships.tests.milestone_pages import filled, given, open_form, said, url
from partnerships.tests.pages import fields
from partnerships.tests.two_sides import TwoSides

pytestmark = pytest.mark.django_db

FAR = ("9999-12-31", "9999-12", "9999", "1899", "0001-01-01")
NO_NUMBERS = ("%00", "abc", "-1", "99999999999999999999", "%F0%9F%98%80", "%ED%A0%80", "a" * 3000)


def _sign_in(client: Any, sides: TwoSides, role: str) -> None:
    client.force_login(sides.people[role])


@pytest.mark.security("V1", "V3")
@pytest.mark.parametrize("page", ["/tasks\0", "/" + "a" * 600, "https://elsewhere.example/", "/a\nb", "NaN", "search"])
def test_an_act_goes_on_to_a_page_of_ours_alone(client, sides, page):
    milestone = given(sides)
    data = open_form(client, sides, "counterpart", milestone, "reschedule")
    data |= {"forecast_start_text": "2026-12-10", "reason": "Hall taken", "next": page}
    answer = client.post(url(milestone, "reschedule"), data)
    assert (answer.status_code, answer["Location"]) == (302, url(milestone))


def test_filters_too_long_to_keep_are_let_go_after_an_act(client, sides):
    row = FollowUpFactory(pairing=sides.pairing, side="eu")
    _sign_in(client, sides, "eu")
    page = reverse("partnerships:follow-up-finish", args=[sides.pairing.strand.code, sides.pairing.code, row.code])
    answer = client.post(f"{page}?q={'a' * 3000}", filled(client.get(page)))
    assert answer.status_code == 302
    assert answer["Location"] == SubmittedForm.objects.get().target
    assert FollowUp.objects.get().state == "done"


def test_a_person_of_the_longest_address_without_a_name_can_act(sides):
    person = sides.people["eu"]
    person.email, person.given_name, person.family_name = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.example", "", ""
    person.save()
    sides.confirm(sides.ask(sides.plan(), "eu"), "eu")
    row = given(sides, responsible="both")
    RescheduleMilestone.do(row, version=row.version, forecast=period("2027-01"), reason="Later", **sides.by("eu"))
    assert row.date_changes.get().by_label == person.email[:200]


@pytest.mark.parametrize("day", FAR)
def test_no_date_lies_beyond_the_years_that_dates_can_move_in(client, sides, day):
    milestone = given(sides)
    data = open_form(client, sides, "counterpart", milestone, "reschedule")
    answer = client.post(url(milestone, "reschedule"), data | {"forecast_start_text": day, "reason": "Later"})
    assert answer.status_code == 422
    assert "between the years 1900 and 2199" in said(answer)
    with pytest.raises(DomainError, match="between the years"):
        RescheduleMilestone.do(
            milestone,
            version=milestone.version,
            forecast=Period(PartialDate.parse(day)),
            reason="Later",
            **sides.by("counterpart"),
        )


def test_neither_a_stage_nor_a_round_moves_its_plan_out_of_the_calendar(client, sides):
    stage = sides.pairing.strand.stages.first()
    stage.baseline = stage.forecast = Period.parse("2026-12/2027-02")
    stage.save(by=None)
    PlanItemFactory(strand=stage.strand, stage=stage, forecast=period("2027-02"))
    _sign_in(client, sides, "staff")
    for name, code, more in (
        ("stage-reschedule", [stage.code], {"forecast_start_text": "9999-12", "forecast_end_text": "", "preview": "1"}),
        ("round-open", [], {"phase": "Phase 9", "starts_on": "9999-12"}),
    ):
        page = reverse(f"partnerships:{name}", args=[stage.strand.code, *code])
        answer = client.post(page, filled(client.get(page)) | {"reason": "Later"} | more)
        assert answer.status_code == 422
        assert "between the years" in said(answer)


class _Deadlock(Exception):
    """As the driver of PostgreSQL tells of it."""

    pgcode = "40P01"


class _Locked(Exception):
    """As SQLite tells of it once its timeout is over."""

    sqlite_errorname = "SQLITE_BUSY"


@pytest.mark.parametrize("cause", [_Deadlock(), _Locked()])
@pytest.mark.parametrize("waiting", ["lock_before", "perform"])
def test_who_lost_a_race_that_the_database_broke_off_keeps_the_input(client, sides, monkeypatch, cause, waiting):
    milestone = given(sides)
    data = open_form(client, sides, "counterpart", milestone, "reschedule")
    data |= {"forecast_start_text": "2026-12-10", "reason": "Hall taken"}

    def lose(at: Any, **_facts: Any) -> None:
        if isinstance(at, RescheduleMilestone):
            at.row.status = "cancelled"
        raise OperationalError(str(cause)) from cause

    monkeypatch.setattr(RescheduleMilestone, waiting, lose)
    answer = client.post(url(milestone, "reschedule"), data)
    assert answer.status_code == 409
    assert answer.context["view"].record.status == "planned"
    assert "Someone else saved at the same moment." in said(answer)
    assert answer.context["form"]["reason"].value() == "Hall taken"
    monkeypatch.undo()
    assert client.post(url(milestone, "reschedule"), filled(answer)).status_code == 302


def test_who_may_not_act_is_not_shown_the_form_of_a_lost_race(client, sides, monkeypatch):
    milestone = given(sides)
    data = open_form(client, sides, "counterpart", milestone, "reschedule")
    _sign_in(client, sides, "observer")

    def lose(_rows: Any) -> None:
        raise OperationalError from _Locked()

    monkeypatch.setattr(RescheduleMilestone, "lock_before", lose)
    assert client.post(url(milestone, "reschedule"), data).status_code == 403


def test_any_other_fault_of_the_database_is_no_race(client, sides, monkeypatch):
    milestone = given(sides)
    data = open_form(client, sides, "counterpart", milestone, "reschedule")

    def fail(_action: Any, **_facts: Any) -> None:
        raise OperationalError("no such table: x")

    monkeypatch.setattr(RescheduleMilestone, "perform", fail)
    with pytest.raises(OperationalError):
        client.post(url(milestone, "reschedule"), data | {"reason": "Hall taken"})


@pytest.mark.security("C28")
def test_the_longest_text_of_rare_letters_can_be_searched(client, sides):
    # Letters of four bytes that no database packs: beyond what an index takes of one row.
    text = "".join(chr(0x20000 + number * 37 % 42_000) for number in range(500))
    _sign_in(client, sides, "eu")
    page = reverse("partnerships:follow-up-add", args=[sides.pairing.strand.code, sides.pairing.code])
    data = filled(client.get(page)) | {"what": text, "side": "eu", "due_on": clock.today().isoformat()}
    # No PDF can show them: a form refuses them, and what brings them by another way is kept all the same.
    assert client.post(page, data).status_code == 422
    FollowUpFactory(pairing=sides.pairing, what_en=text, what_ko=text[::-1])
    found = client.get(reverse("partnerships:follow-up-list", args=[sides.pairing.strand.code, sides.pairing.code]))
    assert text in found.content.decode()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", ""])
def test_what_changed_is_marked_as_read_whatever_moment_is_sent(client, sides, moment):
    _sign_in(client, sides, "eu")
    assert client.post(reverse("partnerships:tasks-seen"), {"until": moment}).status_code == 302
    person = sides.people["eu"]
    person.refresh_from_db()
    assert person.tasks_seen_at is None or person.tasks_seen_at <= clock.now()


@pytest.mark.security("C28", "V2")
def test_no_query_breaks_a_page(client, sides):
    milestone = given(sides)
    sides.ask(sides.plan())
    FollowUpFactory(pairing=sides.pairing)
    _sign_in(client, sides, "staff")
    strand, pairing = sides.pairing.strand.code, sides.pairing.code

    def page(name: str, *more: Any, place: tuple[str, ...] = (strand, pairing)) -> str:
        return reverse(f"partnerships:{name}", args=[*place, *more])

    asked = {
        page("text", "action-plan"): ("edition", "since"),
        page("text-print", "action-plan"): ("edition",),
        page("follow-up-list"): ("sort", "page", "state", "side", "person", "q", "edit"),
        page("pairing-history"): ("kind", "page"),
        page("record-history", "milestone", milestone.pk, place=(strand,)): ("a", "b", "page"),
        page("programme", place=()): ("sort", "strand"),
        page("remind", place=(strand,)): ("things",),
        page("pairing-open", place=(strand,)): ("pairing",),
        page("contact-list"): ("q", "page", "kind", "period"),
        page("contact-add"): ("project",),
        page("agreement-add"): ("project",),
        page("document-list"): ("q", "sort", "page", "audience"),
        page("project-list", place=(strand,)): ("q", "sort", "page", "level", "topic", "partner"),
        page("organisation-list", place=(strand,)): ("q", "sort", "pairing", "project", "sector"),
        page("organisation-merge", OrganisationFactory(strands=[sides.pairing.strand]).code, place=(strand,)): (
            "with",
            "q",
        ),
        page("matching", place=(strand,)): ("eu", "pairs", "theme", "across", "down", "page"),
        page("figure-rows", "contacts", place=(strand,)): ("pairing", "page", "sort"),
        page("hours-file"): ("start",),
    }
    for address, keys in asked.items():
        for key in keys:
            for value in NO_NUMBERS:
                status = client.get(f"{address}?{key}={value}").status_code
                assert status in {200, 404, 422}, (address, key, value)
    for huge in ("2147483648", "9223372036854775808", "9" * 20):
        assert client.get(page("record-history", "milestone", huge, place=(strand,))).status_code == 404
        assert client.get(page("confirmation-confirm", huge)).status_code == 404


@pytest.mark.parametrize("key", ["9" * 19, "9" * 40])
def test_a_row_that_no_table_can_have_is_refused_beside_its_field(client, sides, key):
    project = ProjectFactory(pairing=sides.pairing)
    _sign_in(client, sides, "eu")
    place = [sides.pairing.strand.code, sides.pairing.code]
    for name, field in {"project-add": "partners", "agreement-add": "projects"}.items():
        address = reverse(f"partnerships:{name}", args=place)
        answer = client.post(address, fields(client.get(address)) | {"name": "A", "title_en": "A", field: [key]})
        assert answer.status_code == 422, name
        assert answer.context["form"].errors[field], name
    address = reverse("partnerships:project-milestones", args=[place[0], project.code])
    answer = client.post(address, fields(client.get(address)) | {"milestones": [key]})
    assert answer.status_code == 422
