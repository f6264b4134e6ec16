"""Erasure by the clock: what, when, with which record; and that nothing of it is left anywhere."""

import datetime as dt
import io
import logging
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.models import AuditEntry
from core.periods import PartialDate, Period
from core.tests.acted import acted
from events.delegates.actions import MakeLink
from events.delegates.selectors import read_completeness
from events.delegates.services import erase_expired
from events.delegates.tests.details_scene import link_of, tell, with_delegate
from events.delegations.actions import WithdrawDelegate
from events.models import AgendaItem, Consent, Delegate, DelegateLink, DelegateNeeds, DestructionRecord, Event
from events.tests.delegation_scene import on
from events.tests.factories import AgendaItemFactory
from partnerships.tests.files import file_storage, stored_names

pytestmark = pytest.mark.django_db
MARK = "quokka"
MARKED = {
    "diet": f"{MARK} in diet",
    "access": f"{MARK} in access",
    "interpretation": f"{MARK} in interpretation",
    "arrival": f"{MARK} in arrival",
    "departure": f"{MARK} in departure",
    "emergency_name": f"{MARK} in contact",
    "emergency_phone": f"+82 {MARK}",
}


def at(days):
    """Stand at noon so many days after the event's last day."""
    noon = dt.datetime.combine(on(44 + days), dt.time(12), clock.STRAND_ZONE)
    return clock.fixed_at(noon)


@pytest.fixture
def marked(mailoutbox, django_capture_on_commit_callbacks):
    """A delegate of whom everything that can be told is told, each value with the mark; and the secret of the link."""
    scene, delegate = with_delegate(email=f"{MARK}@example.org")
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks)
    tell(token, needs=MARKED | {"diet_kinds": ["vegan"]}, answers={"photographs": True}, person={"gender": "woman"})
    AgendaItemFactory(event=scene.event, contact_on_day=f"{MARK}, +34 600 000 000")
    # One more mail waits and holds the secret of its link in its text.
    row = Delegate.objects.get(pk=delegate.pk)
    MakeLink.do(row, **scene.act(), version=row.version)
    assert Mail.objects.exclude(text="").filter(kind="delegate-link").exists()
    mailoutbox.clear()
    return scene, delegate, token


def everything():
    """Each row of each table of the database as one text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, repr(row)


def tables_with(word):
    return sorted({table for table, row in everything() if word in row})


def test_what_the_clock_erases_of_an_event_is_one_act(marked):
    with at(31), acted() as written:
        erase_expired()
    assert [(entry.action, kinds) for entry, kinds in written] == [("details-destroyed", {"HistoricalAgendaItem"})]


def test_thirty_days_after_the_event_nothing_is_left_in_tables_files_and_logs(marked, caplog):
    _scene, delegate, token = marked
    assert {"accounts_mail", "events_delegate", "events_delegateneeds", "events_agendaitem"} <= set(tables_with(MARK))
    with at(30):
        assert not any(erase_expired().values())
    out = io.StringIO()
    with at(31), caplog.at_level(logging.DEBUG):
        call_command("erase_expired", stdout=out)
    assert tables_with(MARK) == []
    assert tables_with("/delegates/") == []
    assert tables_with(token) == []
    for name in stored_names():
        with file_storage().open(name) as file:
            assert MARK.encode() not in file.read()
    assert MARK not in caplog.text
    assert MARK not in out.getvalue()
    assert not DelegateNeeds.objects.exists()
    assert not DelegateLink.objects.exists()
    # The nomination, what was agreed to and the number of women stay.
    row = Delegate.objects.get(pk=delegate.pk)
    assert (row.full_name, row.email, row.gender) == ("Kim Jisu", "", "woman")
    assert Consent.objects.count() == 2


def test_a_record_says_how_much_was_destroyed_and_the_log_too(marked):
    scene, *_ = marked
    with at(31):
        erase_expired()
    record = DestructionRecord.objects.get()
    assert (record.event, record.kept_days) == (scene.event, 30)
    assert record.counts == {
        "needs": 1,
        "journeys": 1,
        "emergency-contacts": 1,
        "contacts-on-the-day": 1,
        "links": 2,
        "addresses": 1,
    }
    entry = AuditEntry.objects.get(action="details-destroyed")
    assert entry.sentence == "Erased personal data by the clock (7 records)"
    with at(32):
        assert not any(erase_expired().values())
    assert DestructionRecord.objects.count() == 1


def test_a_dry_run_counts_and_erases_nothing(marked):
    out = io.StringIO()
    call_command("erase_expired", today=on(44 + 31).isoformat(), dry_run=True, stdout=out)
    assert "Would be erased: addresses 1, contacts-on-the-day 1, emergency-contacts 1" in out.getvalue()
    assert DelegateNeeds.objects.exists()
    assert not DestructionRecord.objects.exists()


def test_the_period_can_be_set_and_a_longer_one_does_not_reach_who_was_promised_less(marked, settings):
    with at(11):
        assert any(erase_expired(days=10, dry_run=True).values())
    settings.ERASE_DAYS = 300
    with at(30):
        assert not any(erase_expired().values())
    with at(31):
        erase_expired()
    assert not DelegateNeeds.objects.exists()
    # The address was not promised to go then.
    assert Delegate.objects.exclude(email="").exists()
    with at(301):
        erase_expired()
    assert tables_with(MARK) == []


def test_an_event_that_moves_takes_the_day_along(marked):
    scene, *_ = marked
    later = Period(PartialDate(on(142)), PartialDate(on(144)))
    event = Event.objects.get(pk=scene.event.pk)
    event.forecast = later
    event.save(by=None)
    with at(31):
        assert not any(erase_expired().values())
    with at(131):
        assert any(erase_expired().values())


def test_a_cancelled_event_counts_from_the_day_it_was_cancelled(marked):
    scene, *_ = marked
    event = Event.objects.get(pk=scene.event.pk)
    event.status = "cancelled"
    event.save(by=None)
    with clock.fixed_at(clock.now() + dt.timedelta(days=30)):
        assert not any(erase_expired().values())
    with clock.fixed_at(clock.now() + dt.timedelta(days=31)):
        assert any(erase_expired().values())


def test_who_has_left_is_erased_after_five_days(marked):
    scene, delegate, _token = marked
    row = Delegate.objects.get(pk=delegate.pk)
    WithdrawDelegate.do(row, **scene.act(), version=row.version, reason="Changed office.")
    with clock.fixed_at(clock.now() + dt.timedelta(days=5)):
        assert not any(erase_expired().values())
    with clock.fixed_at(clock.now() + dt.timedelta(days=6)):
        erase_expired()
    assert tables_with(MARK) == ["events_agendaitem"]
    assert AgendaItem.objects.exclude(contact_on_day="").exists()


def test_answers_and_gender_go_after_their_years(marked):
    with at(31):
        erase_expired()
    last = on(44)
    with clock.fixed_at(dt.datetime.combine(last.replace(year=last.year + 3), dt.time(12), clock.STRAND_ZONE)):
        assert not any(erase_expired().values())
    with at(3 * 366):
        counts = sum(erase_expired().values(), Counter())
    assert counts == {"answers": 2, "genders": 1}
    assert not Consent.objects.exists()
    assert not Delegate.objects.exclude(gender="").exists()


def test_an_event_without_any_date_is_named_and_not_touched():
    scene, delegate = with_delegate(email="", forecast=Period())
    tell(link_of(scene, delegate), needs={"diet": "Vegan"})
    out = io.StringIO()
    call_command("erase_expired", today="2099-01-01", stdout=out)
    assert f"{scene.event.strand.code}/autumn: no date is known" in out.getvalue()
    assert DelegateNeeds.objects.exists()


def test_what_was_erased_is_not_shown_as_missing(marked):
    _scene, delegate, _token = marked
    with at(31):
        erase_expired()
        state = Delegate.objects.select_related("delegation__event").get(pk=delegate.pk)
        read_completeness([state])
    assert state.is_erased
    assert state.missing == []


def test_what_one_has_left_behind_is_no_erasure_of_what_another_told(marked):
    scene, delegate, _token = marked
    gone = scene.one(email="gone@example.org")
    WithdrawDelegate.do(gone, **scene.act(), version=gone.version, reason="Changed office.")
    with at(10):
        erase_expired()
        assert DestructionRecord.objects.filter(event=scene.event).exists()
        state = Delegate.objects.select_related("delegation__event").get(pk=delegate.pk)
        read_completeness([state])
    assert ("Needs entered" in state.missing, state.is_erased) == (False, False)
    assert state.missing


@pytest.mark.parametrize("name", ["needs-counts", "needs-list", "arrivals-list", "emergency-sheet"])
def test_the_lists_say_that_the_details_were_erased_not_that_nobody_told_any(marked, client, name):
    scene, *_ = marked
    client.force_login(scene.act("staff")["by"], "django.contrib.auth.backends.ModelBackend")
    address = reverse(f"events:{name}", args=[scene.event.strand.code, scene.event.code])
    erased = "The delegates' details were erased some time after the event."
    with at(30):
        assert erased not in client.get(address).text
    with at(31):
        assert erased not in client.get(address).text
        erase_expired()
        page = client.get(address).text
    assert erased in page
    assert "Nothing here yet" not in page


def test_an_address_that_was_erased_is_no_detail_that_the_lists_miss(marked, client):
    scene, delegate, _token = marked
    DelegateNeeds.objects.filter(delegate=delegate).delete()
    gone = scene.one(email="gone@example.org")
    WithdrawDelegate.do(gone, **scene.act(), version=gone.version, reason="Changed office.")
    client.force_login(scene.act("staff")["by"], "django.contrib.auth.backends.ModelBackend")
    with at(10):
        erase_expired()
        assert DestructionRecord.objects.get(event=scene.event).counts == {"addresses": 1}
        page = client.get(reverse("events:arrivals-list", args=[scene.event.strand.code, scene.event.code])).text
    assert "were erased" not in page
    assert "Nobody has entered an arrival yet" in page


@pytest.mark.parametrize("options", [{"today": "yesterday"}, {"days": -1}])
def test_the_command_refuses_what_it_cannot_read(options):
    with pytest.raises(CommandError):
        call_command("erase_expired", **options)
