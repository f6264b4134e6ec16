"""Administrators read the log by kind, person, day and strand, and take it along as it is filtered."""

import csv
import datetime as dt
import io
import time

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from core import admin as log_admin, audit, clock
from core.log import write_audit
from core.models import AuditEntry
from core.tests.queries import count_queries

User = get_user_model()
pytestmark = pytest.mark.django_db
LIST, FILE = "admin:core_auditentry_changelist", "admin:core_auditentry_export"
audit.register("test-came", "Came from %(network)s", kind=audit.Kind.SIGN_IN)


@pytest.fixture
def administrator(client):
    boss = User.objects.create_superuser("admin@example.org", "lantern-harbour-42", given_name="Ada")
    client.force_login(boss)
    return boss


def listed(client, **filters):
    return [str(entry.sentence) for entry in client.get(reverse(LIST), filters).context["cl"].result_list]


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_one_person_is_found_by_what_was_done_and_by_what_was_done_to_the_account_or_role(client, administrator, sides):
    eu, other = sides.people["eu"], sides.people["counterpart"]
    before = len(listed(client, person=eu.email))
    write_audit(action="test-came", by=eu, network="did")
    write_audit(action="test-came", by=None, record=eu, network="account")
    write_audit(action="record-changed", by=None, record=eu.memberships.get(), fields="ended_on")
    write_audit(action="test-came", by=other, network="another")
    words = eu.email.partition("@")[0]
    assert len(listed(client, person=eu.email)) == before + 3
    assert "Came from another" not in listed(client, person=words)
    assert listed(client, person="nobody-of-that-name") == []


def test_days_are_those_of_the_readers_clock_and_what_is_no_day_finds_nothing(client, administrator, sides):
    administrator.time_zone = "Asia/Seoul"
    administrator.save()
    for hour in (14, 16):
        moment = dt.datetime(2026, 11, 30, hour, 59, tzinfo=dt.UTC)  # just before and after midnight in Seoul
        facts = {"action": "test-came", "actions": " test-came ", "kind": audit.Kind.SIGN_IN}
        AuditEntry(at=moment, parameters={"network": str(hour)}, **facts).save_base(force_insert=True)
    assert listed(client, since="2026-11-30", until="2026-11-30") == ["Came from 14"]
    assert listed(client, since="2026-12-01") == ["Came from 16"]
    assert listed(client, until="9999-12-31") == listed(client, strand_id="99999999999999999999") == []
    assert listed(client, since="2026-13-45") == listed(client, until="yesterday") == []
    page = client.get(reverse(LIST), {"since": "2026-12-01", "kind": "sign-in"}).text
    assert '<input type="hidden" name="kind" value="sign-in">' in page
    assert 'value="2026-12-01"' in page


def test_days_the_wrong_way_round_are_refused_in_words_and_make_no_file(client, administrator):
    days = {"since": "2026-12-01", "until": "2026-11-30"}
    assert "The end is before the start." in client.get(reverse(LIST), days).text
    assert "The end is before the start." in client.get(reverse(FILE), days, follow=True).text
    assert not AuditEntry.objects.filter(action=log_admin.LOG_TAKEN).exists()
    same = {"since": "2026-12-01", "until": "2026-12-01"}
    assert "The end is before" not in client.get(reverse(LIST), same).text


def test_the_entries_of_one_strand(client, administrator, sides):
    write_audit(action="test-came", by=None, strand_id=sides.pairing.strand_id, network="here")
    write_audit(action="test-came", by=None, network="nowhere")
    assert listed(client, strand_id=sides.pairing.strand_id, kind="sign-in") == ["Came from here"]


def test_the_file_has_what_the_list_shows_and_no_formula_and_is_an_entry_itself(client, administrator):
    write_audit(action="test-came", by=administrator, network="=1+1", reason="@SUM(A1)")
    write_audit(action="record-added", by=None)
    answer = client.get(reverse(FILE), {"kind": "sign-in"})
    assert answer["Content-Disposition"] == f'attachment; filename="log-{clock.today()}.csv"'
    (row,) = rows_of(answer)
    assert (row["act"], row["who"], row["kind"], row["network"], row["reason"]) == (
        "Came from =1+1", "Ada", "Sign-in", "'=1+1", "'@SUM(A1)",
    )  # fmt: skip
    taken = AuditEntry.objects.get(action=log_admin.LOG_TAKEN)
    assert (taken.actor, taken.kind, taken.sentence) == (administrator, audit.Kind.LOOK, "Downloaded the log (1 row)")


def test_what_one_side_keeps_is_in_no_file(client, administrator):
    audit.register("test-own", "Kept it to itself", kind=audit.Kind.OWN)
    write_audit(action="test-own", by=None)
    assert "Kept it to itself" not in {row["act"] for row in rows_of(client.get(reverse(FILE)))}


@pytest.mark.security("C28")
def test_a_file_that_would_be_too_long_is_refused_with_what_to_do(client, administrator, monkeypatch):
    monkeypatch.setattr(log_admin, "MOST_ROWS", 1)
    for number in range(2):
        write_audit(action="test-came", by=None, network=str(number))
    answer = client.get(reverse(FILE), {"kind": "sign-in"}, follow=True)
    assert "Filter the list first" in answer.text
    assert listed(client, kind="look") == []


def test_a_filter_that_there_is_not_leads_to_the_list(client, administrator):
    for asked in ({"x\0": ""}, {"nothing": "1"}):
        assert client.get(reverse(FILE), asked).url == reverse(LIST)
    assert not AuditEntry.objects.filter(action=log_admin.LOG_TAKEN).exists()


@pytest.mark.security("V7")
def test_a_browser_left_open_asks_again_who_it_is_before_the_file(client, administrator, settings, monkeypatch):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1200)
    answer = client.get(reverse(FILE), {"kind": "sign-in"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert "kind%3Dsign-in" in answer.url  # and back to the same file
    assert not AuditEntry.objects.filter(action=log_admin.LOG_TAKEN).exists()


@pytest.mark.security("C9", "V16")
def test_nobody_else_reads_or_takes_it(client, sides):
    client.force_login(sides.people["eu"])
    for name in (LIST, FILE):
        assert client.get(reverse(name)).status_code == 403


def test_the_page_and_the_file_ask_as_much_for_many_entries_as_for_one(client, administrator, sides):
    read = (
        lambda: client.get(reverse(LIST), {"person": "ada", "since": "2020-01-01"}),
        lambda: rows_of(client.get(reverse(FILE))),
    )
    write_audit(action="test-came", by=administrator, network="1")
    one = [count_queries(act) for act in read]
    for number in range(30):
        write_audit(action="test-came", by=administrator, record=administrator, network=str(number))
    assert [count_queries(act) for act in read] == one


def test_the_words_are_korean_where_the_reader_is(client, administrator):
    administrator.language = "ko"
    administrator.save()
    page = client.get(reverse(LIST)).text
    for words in ("사람: 성명 또는 이메일 주소", "네트워크", "국가별 프로그램"):
        assert words in page
