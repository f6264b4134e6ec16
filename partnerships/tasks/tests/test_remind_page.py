"""Staff remind several at once: what the page lists, what it shows before, and that nobody hears twice a day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from partnerships.people.selectors import read_grants
from partnerships.tasks.services import preview_reminders, read_reminded, send_reminders
from partnerships.tests.factories import (
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
    period,
)
from partnerships.tests.frozen import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand():
    return StrandFactory(code="eu-korea", name_en="EU-Korea", name_ko="EU - 대한민국")


@pytest.fixture
def pairing(strand):
    return PairingFactory(
        strand=strand,
        eu__partner__name_en="Barcelona",
        counterpart__partner__name_en="Busan",
        counterpart__partner__name_ko="부산",
    )


@pytest.fixture
def staff(strand):
    user = StrandRoleFactory(strand=strand, user__given_name="Claire", user__family_name="Fontaine").user
    user.email = "claire@example.org"
    user.save()
    return user


@pytest.fixture
def late(pairing):
    """A milestone of both sides, five days late."""
    day = str(clock.today() - dt.timedelta(days=5))
    return MilestoneFactory(
        pairing=pairing, title_en="Launch <b>meeting</b>", title_ko="출범회의", forecast=period(day)
    )


@pytest.fixture
def send(strand, staff, mailoutbox, django_capture_on_commit_callbacks):
    def act(choices, by=None):
        mailoutbox.clear()
        by = by or staff
        with django_capture_on_commit_callbacks(execute=True):
            count = send_reminders(by=by, grants=read_grants(by), strand=strand, choices=choices)
        assert count == len(mailoutbox)
        return sorted(mail.to[0] for mail in mailoutbox)

    return act


def url():
    return reverse("partnerships:remind", args=["eu-korea"])


def choice(row, side, kind="m"):
    return f"{kind}{row.pk}-{side}"


@pytest.mark.one_database
def test_the_page_lists_by_side_what_is_late_near_or_waits(client, staff, pairing, marta, late):
    asked = freeze(
        MilestoneFactory(pairing=pairing, title_en="Agreed text", forecast=period("2100-01"), confirmation="both"),
        sides=["eu"],
    )
    FollowUpFactory(pairing=pairing, side="eu", what_en="Send the list", due_on=clock.today() + dt.timedelta(days=2))
    FollowUpFactory(pairing=pairing, side="eu", what_en="Much later", due_on=clock.today() + dt.timedelta(days=90))
    client.force_login(staff)
    page = client.get(url())
    assert page.status_code == 200
    assert [(row["side"], len(row["things"])) for row in page.context["sides"]] == [("eu", 3), ("counterpart", 1)]
    text = page.text
    for word in ("Agreed text", "Send the list", "Launch &lt;b&gt;meeting&lt;/b&gt;", "5 days late", "Marta Soler"):
        assert word in text
    assert "Much later" not in text
    assert "Nobody to write to" in text
    assert asked.confirmations.count() == 1


@pytest.mark.one_database
def test_an_empty_page_says_so(client, staff):
    client.force_login(staff)
    assert "Nothing waits" in client.get(url()).text


@pytest.mark.one_database
def test_what_is_chosen_is_seen_before_it_is_sent(client, staff, marta, jisu, late):
    client.force_login(staff)
    page = client.get(url(), {"things": [choice(late, "eu"), choice(late, "counterpart")], "preview": "1"})
    assert page.status_code == 200
    assert [letter["person"] for letter in page.context["letters"]] == [jisu, marta]
    assert "Claire Fontaine of the programme staff asks you" in page.text
    assert "출범회의" in page.text
    assert 'lang="ko"' in page.text
    assert "/mail/unsubscribe/" not in page.text
    assert not Mail.objects.exists()


@pytest.mark.one_database
def test_the_page_sends_what_was_seen_and_once(
    client, staff, marta, jisu, late, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(staff)
    form = client.get(url(), {"things": choice(late, "eu")}).context["form"]
    data = {"things": [choice(late, "eu")], "once": form["once"].value()}
    for told in ("Sent 1 reminder.", "nothing was done a second time"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url(), data, follow=True)
        assert told in answer.text
    assert [mail.to[0] for mail in mailoutbox] == ["marta@example.org"]
    assert "reminded today" in client.get(url()).text
    again = client.post(url(), data | {"once": "another"}, follow=True)
    assert "were reminded today" in again.text
    assert len(mailoutbox) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("things", [[], ["m0-eu"], ["rubbish"]])
def test_nothing_chosen_is_refused(client, staff, late, marta, things):
    client.force_login(staff)
    answer = client.post(url(), {"things": things, "once": "word"})
    assert answer.status_code == 422
    assert "Choose at least one of the things" in answer.text
    assert client.get(url(), {"things": things, "preview": "1"}).status_code == 422
    assert not Mail.objects.exists()


@pytest.mark.one_database
def test_a_mail_holds_all_that_its_reader_owes(send, staff, pairing, marta, jisu, late, mailoutbox):
    other = FollowUpFactory(pairing=pairing, side="eu", what_en="Send the list", due_on=clock.today())
    chosen = [choice(late, "eu"), choice(late, "counterpart"), choice(other, "eu", "f")]
    assert send(chosen) == ["jisu@example.org", "marta@example.org"]
    english = next(mail for mail in mailoutbox if mail.to == ["marta@example.org"])
    assert english.subject == "EU-Korea: 2 things wait for you"
    assert "Launch <b>meeting</b>" in english.body
    assert "Launch &lt;b&gt;meeting&lt;/b&gt;" in english.alternatives[0].content
    assert "Send the list" in english.body
    assert "Claire Fontaine" in english.body
    korean = next(mail for mail in mailoutbox if mail.to == ["jisu@example.org"])
    assert korean.subject.startswith("EU - 대한민국")
    assert "출범회의" in korean.body
    for mail in mailoutbox:
        assert "Claire" not in mail.subject
        assert "List-Unsubscribe" in mail.message()


@pytest.mark.one_database
def test_nobody_is_reminded_of_the_same_twice_a_day(send, strand, pairing, marta, late, mailoutbox, settings):
    other = FollowUpFactory(pairing=pairing, side="eu", what_en="Send the list", due_on=clock.today())
    assert send([choice(late, "eu")])
    with pytest.raises(AlreadyDone):
        send([choice(late, "eu")])
    second = StrandRoleFactory(strand=strand).user
    assert send([choice(late, "eu"), choice(other, "eu", "f")], by=second) == ["marta@example.org"]
    assert "Launch" not in mailoutbox[0].body
    settings.PORTAL_TODAY = clock.today() + dt.timedelta(days=1)
    assert send([choice(late, "eu")])


@pytest.mark.one_database
def test_a_reminder_stands_in_the_history_of_its_thing(send, staff, marta, late):
    send([choice(late, "eu")])
    entry = AuditEntry.objects.get(action="side-reminded")
    assert (entry.actor, entry.object_id, entry.pairing_id) == (staff, late.pk, late.pairing_id)
    assert entry.sentence == "Sent Marta Soler a reminder of it"


def test_many_things_make_several_mails_with_keys_that_fit(send, pairing, marta):
    day = clock.today()
    rows = [FollowUpFactory(pairing=pairing, side="eu", due_on=day) for _ in range(30)]
    assert send([choice(row, "eu", "f") for row in rows]) == ["marta@example.org"] * 3
    with pytest.raises(AlreadyDone):
        send([choice(row, "eu", "f") for row in rows])


@pytest.mark.one_database
def test_whoever_takes_no_such_mails_gets_none(send, client, strand, staff, marta, late):
    marta.mail_now = False
    marta.save()
    (letter,) = preview_reminders(strand=strand, by=staff, choices=[choice(late, "eu")])
    assert letter["refused"]
    client.force_login(staff)
    assert "Has switched off these mails" in client.get(url(), {"things": choice(late, "eu")}).text
    with pytest.raises(AlreadyDone):
        send([choice(late, "eu")])


@pytest.mark.one_database
def test_what_no_longer_waits_is_not_sent(send, marta, late):
    late.status = "done"
    late.save(by=None)
    with pytest.raises(DomainError):
        send([choice(late, "eu")])


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["coordinator", "authority", "observer", "staff of another strand"])
def test_only_staff_remind(send, client, strand, pairing, marta, late, who):
    user = {
        "coordinator": lambda: marta,
        "authority": lambda: StrandRoleFactory(strand=strand, role="authority").user,
        "observer": lambda: StrandRoleFactory(strand=strand, role="observer").user,
        "staff of another strand": lambda: StrandRoleFactory().user,
    }[who]()
    with pytest.raises(NotAllowed):
        send([choice(late, "eu")], by=user)
    client.force_login(user)
    status = 404 if who == "staff of another strand" else 403
    assert client.get(url()).status_code == status
    assert client.post(url(), {"things": choice(late, "eu")}).status_code == status


@pytest.mark.one_database
def test_an_administrator_reminds_too(send, marta, late):
    assert send([choice(late, "eu")], by=UserFactory(is_superuser=True)) == ["marta@example.org"]


@pytest.mark.security("C8")
@pytest.mark.one_database
def test_a_thing_of_another_strand_is_not_reminded_of(send, strand, staff):
    foreign = MilestoneFactory(forecast=period("2017-03-14"), responsible="eu")
    MembershipFactory(participation=foreign.pairing.eu)
    assert not read_reminded(strand=strand, by=staff)
    with pytest.raises(DomainError):
        send([choice(foreign, "eu")])


@pytest.mark.one_database
@pytest.mark.parametrize("query", [{}, {"things": "all"}])
def test_the_page_costs_the_same_with_many(client, strand, staff, query):
    client.force_login(staff)

    def cost(count):
        for _ in range(count):
            pairing = PairingFactory(strand=strand)
            MembershipFactory(participation=pairing.eu)
            MilestoneFactory(pairing=pairing, responsible="eu")
            freeze(MilestoneFactory(pairing=pairing, responsible="eu", forecast=period("2100-01")))
        chosen = [one.choice for one in read_reminded(strand=strand, by=staff)] if query else []
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(), {"things": chosen}).status_code == 200
        return len(queries)

    cost(1)
    assert cost(1) == cost(6)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_comes_in_both_languages(client, staff, marta, late, language):
    staff.language = language
    staff.save()
    client.force_login(staff)
    for query in ({}, {"things": choice(late, "eu")}):
        assert f'<html lang="{language}">' in client.get(url(), query).text
