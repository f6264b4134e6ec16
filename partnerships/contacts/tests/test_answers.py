"""Answers to comments, whom a comment names, and who hears of it by mail."""

import datetime as dt
from functools import partial

import pytest

from accounts.models import Mail
from core import clock
from core.errors import DomainError, NotAllowed
from core.tests.arranged import logged
from partnerships.contacts.actions import AddComment, AnswerComment, WithdrawComment
from partnerships.contacts.cards import newest, stream
from partnerships.contacts.services import send_days_comments
from partnerships.integrity import contradictions
from partnerships.models import Comment, Mention
from partnerships.tests.factories import DeputyFactory, MembershipFactory, StrandRoleFactory
from partnerships.tests.factories_together import CommentFactory, ProjectFactory
from partnerships.tests.pages import fields, messages_of, sign_in, text_of, url

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 3, 10)


@pytest.fixture
def scene(sides):
    return sides


@pytest.fixture
def told(mailoutbox, django_capture_on_commit_callbacks):
    """Carries something out; whom it wrote to, and of each the mail."""

    def run(act):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return {mail.to[0]: mail for mail in mailoutbox}

    return run


@pytest.fixture
def on(mailed_on):
    """Lets the clock run at noon of a day; returns whom it wrote to."""
    return partial(mailed_on, send_days_comments)


def write(scene, role="eu", text="Thank you.", record=None):
    row = Comment(pairing=scene.pairing, record=record or scene.pairing)
    return AddComment.do(row, **scene.by(role), text=text)


def answer(scene, head, role="counterpart", text="Gladly."):
    return AnswerComment.do(head, **scene.by(role), text=text)


def address(scene, role):
    return scene.people[role].email


# Answers.


def test_an_answer_stands_under_its_comment_on_the_same_record(scene):
    project = ProjectFactory(pairing=scene.pairing)
    head = write(scene, record=project)
    row = answer(scene, head, text=" Gladly. ")
    assert (row.answer_to, row.record, row.pairing, row.side, row.text) == (
        head,
        project,
        scene.pairing,
        "counterpart",
        "Gladly.",
    )
    for found in (
        stream(scene.grants("eu"), scene.pairing),
        stream(scene.grants("eu"), scene.pairing, project=project),
    ):
        assert ([entry.pk for entry in found["entries"]], found["total"]) == ([head.pk], 1)
        (entry,) = found["entries"]
        assert entry.replies == [row]
        # Each takes back what is the own.
        assert (bool(entry.withdraw), bool(entry.replies[0].withdraw), bool(entry.answer)) == (True, False, True)
    assert set(logged().values_list("action", flat=True)) == {"comment-add", "comment-answer"}


def test_neither_an_answer_nor_what_was_withdrawn_is_answered(scene, client):
    head = write(scene)
    row = answer(scene, head)
    sign_in(client, scene, "eu")
    assert client.get(url(scene, "comment-answer", row.pk)).status_code == 404
    WithdrawComment.do(head, **scene.by("eu"))
    with pytest.raises(DomainError):
        answer(scene, head)
    (entry,) = stream(scene.grants("eu"), scene.pairing)["entries"]
    assert (entry.replies, entry.answer) == ([row], None)
    page = client.get(url(scene, "contact-list"))
    assert "Withdrawn by its author" in page.text
    assert "Gladly." in page.text


def test_an_answer_in_the_wrong_place_is_found(scene):
    head = write(scene)
    good = answer(scene, head)
    assert not list(contradictions())
    deep = CommentFactory(pairing=scene.pairing, answer_to=good)
    aside = CommentFactory(pairing=scene.pairing, record=ProjectFactory(pairing=scene.pairing), answer_to=head)
    assert [fault for _name, fault in contradictions()] == [
        "it lies on another record than the comment that it answers",
        "it answers an answer",
    ]
    assert {deep.answer_to, aside.answer_to} == {good, head}


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_nobody_else_answers(scene, role):
    with pytest.raises(NotAllowed):
        answer(scene, write(scene), role)


def test_an_answer_is_written_under_the_comment_and_withdrawn(scene, client):
    head = write(scene, text="Which lamps?")
    sign_in(client, scene, "counterpart")
    listed = client.get(url(scene, "contact-list"))
    address = url(scene, "comment-answer", head.pk)
    assert f'action="{address}"' in listed.text
    page = client.get(address)
    assert "Which lamps?" in text_of(page)
    back = f"{url(scene, 'contact-list')}#comment-{head.pk}"
    done = client.post(address, fields(page) | {"text": "Those of the harbour.", "next": back}, follow=True)
    assert done.redirect_chain[-1][0] == back
    assert messages_of(done) == ["The answer is added. You can withdraw it."]
    row = Comment.objects.get(answer_to=head)
    assert f'id="comment-{row.pk}"' in done.text
    withdrawn = url(scene, "comment-withdraw", row.pk)
    client.post(withdrawn, fields(client.get(withdrawn)))
    row.refresh_from_db()
    assert (row.text, row.withdrawn_at is not None, row.answer_to) == ("", True, head)


def test_what_an_answer_says_is_found_with_its_comment(scene, client):
    head = write(scene, text="Which lamps?")
    answer(scene, head, text="Those of Haeundae.")
    write(scene, text="Something else.")
    sign_in(client, scene, "eu")
    for asked in ("Haeundae", "lamps"):
        page = client.get(url(scene, "contact-list"), {"q": asked}).text
        assert page.count("Which lamps?</div>") == page.count("Those of Haeundae.</div>") == 1
        assert "Something else." not in page


# Whom a comment names.


def named(row):
    return dict(row.mentions.values_list("name", "person__email"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Jisu Kim, is it ready?", ["Jisu Kim"]),
        ("준비되었습니까, @김지수님?", ["김지수"]),
        ("@jisu kim and @김지수: ready?", ["jisu kim", "김지수"]),
        ("Write to jisu@Jisu Kim", []),
        ("@Jisu Kimberley", []),
        ("@Jisu", []),
        ("Jisu Kim", []),
        ("@Somebody Else", []),
    ],
)
def test_a_name_in_either_script_names_one_person(scene, text, names):
    person = scene.people["counterpart"]
    person.given_name, person.family_name, person.name_native = "Jisu", "Kim", "김지수"
    person.save()
    assert named(write(scene, text=text)) == dict.fromkeys(names, person.email)


def test_a_name_that_two_people_share_needs_what_tells_them_apart(scene):
    kim = {"user__given_name": "Jisu", "user__family_name": "Kim"}
    here = MembershipFactory(participation=scene.pairing.eu, **kim)
    there = MembershipFactory(participation=scene.pairing.counterpart, **kim)
    assert not named(write(scene, text="@Jisu Kim?"))
    (row,) = Mention.objects.filter(comment=write(scene, text=f"@Jisu Kim ({there.participation.partner.name})?"))
    assert row.person == there.user
    proposed = dict(stream(scene.grants("eu"), scene.pairing)["people"])
    assert {f"Jisu Kim ({one.participation.partner.name})" for one in (here, there)} <= proposed.keys()
    assert "Jisu Kim" not in proposed


def test_those_who_read_it_are_proposed_and_nobody_else(scene):
    head = write(scene)
    scene.people["neighbour"].family_name = "Elsewhere"
    scene.people["neighbour"].save()
    proposed = [name for name, _where in stream(scene.grants("eu"), scene.pairing)["people"]]
    readers = {str(scene.people[role]) for role in ("counterpart", "staff", "authority")}
    assert readers <= set(proposed)
    assert not {str(scene.people[role]) for role in ("eu", "observer", "neighbour")} & set(proposed)
    assert not named(answer(scene, head, text=f"@{scene.people['observer']}, @{scene.people['neighbour']}!"))


def test_who_was_renamed_is_shown_by_todays_name_and_leads_to_the_card(scene, client):
    person = scene.people["counterpart"]
    row = write(scene, text=f"Ready, @{person}? <b>")
    person.family_name = "Renamed"
    person.save()
    sign_in(client, scene, "eu")
    page = client.get(url(scene, "contact-list"))
    card = scene.pairing.strand.address_of("partnerships:person", person=person.pk)
    assert f'Ready, <a href="{card}" lang="en">@{person}</a>? &lt;b&gt;' in page.text
    assert client.get(card).status_code == 200
    (line,) = newest(scene.grants("eu"), scene.pairing, limit=3)["rows"]
    assert f"@{person}?" in line["text"]
    row.refresh_from_db()
    assert "Renamed" not in row.text
    # Whose work ended has no card.
    person.memberships.update(ended_on=clock.today() - dt.timedelta(1))
    (entry,) = stream(scene.grants("eu"), scene.pairing)["entries"]
    assert "<a " not in entry.said
    assert f"@{person}" in entry.said


def test_what_is_withdrawn_names_nobody_any_more(scene):
    row = write(scene, text=f"@{scene.people['counterpart']}")
    assert named(row)
    WithdrawComment.do(row, **scene.by("eu"))
    assert not Mention.objects.exists()


# Mails.


def test_the_other_side_reads_it_at_once_in_its_language(scene, told):
    reader = scene.people["counterpart"]
    reader.language = "ko"
    reader.save()
    colleague = MembershipFactory(participation=scene.pairing.eu).user
    project = ProjectFactory(pairing=scene.pairing, title_en="Night bus")
    mails = told(lambda: write(scene, text="See you on Monday.\n-- \nMarta", record=project))
    assert set(mails) == {reader.email}
    assert colleague.email not in mails
    (mail,) = mails.values()
    assert '<html lang="ko">' in mail.alternatives[0].content
    assert "See you on Monday." in mail.body
    row = Comment.objects.get()
    assert url(scene, "comment-answer", row.pk) in mail.body


@pytest.mark.parametrize(
    ("role", "text", "first"),
    [
        ("eu", "Hello.", "{by} wrote a comment on “{on}”. Please read it, and answer if it asks something of you."),
        ("eu", "@{reader}: hello.", "{by} named you in a comment on “{on}”. Please read it and answer."),
        ("staff", "Hello.", "{by} wrote a comment on “{on}”. Please read it, and answer if it asks something of you."),
    ],
)
def test_the_first_line_says_what_it_is_and_what_it_asks(scene, told, role, text, first):
    by, reader = scene.people[role], scene.people["counterpart"]
    mails = told(lambda: write(scene, role, text.format(reader=reader)))
    assert mails[reader.email].body.splitlines()[0] == first.format(by=by, on=scene.pairing)
    assert set(mails) == {reader.email} | ({address(scene, "eu")} if role == "staff" else set())


def test_whoever_wrote_it_hears_of_the_answer(scene, told):
    head = write(scene, "staff")
    mails = told(lambda: answer(scene, head, "eu", "Gladly."))
    assert set(mails) == {address(scene, "staff"), address(scene, "counterpart")}
    mail = mails[address(scene, "staff")]
    assert "answered your comment" in mail.subject
    assert "Thank you." in mail.body
    assert "Gladly." in mail.body
    assert not told(lambda: answer(scene, head, "staff")).get(address(scene, "staff"))


def test_whoever_may_not_read_it_any_more_hears_nothing(scene, told):
    staff = scene.people["staff"]
    head = write(scene, "staff")
    staff.strand_roles.update(ended_on=clock.today() - dt.timedelta(1))
    assert staff.email not in told(lambda: answer(scene, head, "eu", f"@{staff}, gladly."))


def test_whoever_only_reads_is_led_to_where_it_stands(scene, told):
    authority = scene.people["authority"]
    mail = told(lambda: write(scene, text=f"For @{authority}."))[authority.email]
    assert url(scene, "contact-list") in mail.body
    assert "/answer/" not in mail.body


def test_a_deputy_gets_it_too_and_is_told_why(scene, told):
    membership = scene.people["counterpart"].memberships.get()
    deputy = DeputyFactory(membership=membership, starts_on=clock.today(), ends_on=clock.today()).user
    mails = told(lambda: write(scene))
    words = f"You get this mail because you stand in for {membership.user}."
    assert mails[deputy.email].body.count(words) == 1
    assert words not in mails[membership.user.email].body


def test_a_coordinator_of_the_side_who_is_a_deputy_too_gets_it_as_coordinator(scene, told):
    absent = scene.people["counterpart"].memberships.get()
    own = MembershipFactory(participation=absent.participation)
    DeputyFactory(membership=absent, user=own.user, starts_on=clock.today(), ends_on=clock.today())
    assert "you stand in" not in told(lambda: write(scene))[own.user.email].body


@pytest.mark.parametrize(("chosen", "plain", "by_name"), [("now", 1, 1), ("daily", 0, 1), ("", 0, 0)])
def test_each_chooses_when_it_comes(scene, told, chosen, plain, by_name):
    reader = scene.people["counterpart"]
    reader.mail_comments = chosen
    reader.save()
    assert len(told(lambda: write(scene))) == plain
    assert len(told(lambda: write(scene, text=f"@{reader}, please."))) == by_name


def test_what_still_waits_is_not_sent_once_it_is_withdrawn(scene):
    row = write(scene, text="By mistake.")
    (mail,) = Mail.objects.filter(kind="comment")
    assert "By mistake." in mail.text
    WithdrawComment.do(row, **scene.by("eu"))
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("dropped", "", "")


def test_the_mail_of_a_day_has_what_came_since_the_one_before(scene, on, mailoutbox):
    reader = scene.people["counterpart"]
    reader.mail_comments, reader.time_zone, reader.language = "daily", "Asia/Seoul", "en"
    reader.save()
    StrandRoleFactory(user=reader, strand=scene.pairing.strand)
    project = ProjectFactory(pairing=scene.pairing, title_en="Night bus")

    def written(day, hour, text, **more):
        at = dt.datetime.combine(day, dt.time(hour), dt.UTC)
        more = {"side": "eu", "record": project} | more
        return CommentFactory(pairing=scene.pairing, at=at, text=text, **more)

    own = written(DAY - dt.timedelta(1), 8, "My own", side="counterpart", author=reader)
    written(DAY - dt.timedelta(1), 9, "The first")
    written(DAY - dt.timedelta(1), 10, "An answer", answer_to=own)
    written(DAY - dt.timedelta(1), 10, "", withdrawn_at=clock.now())
    written(DAY - dt.timedelta(1), 10, "Of a colleague", side="counterpart")
    written(DAY - dt.timedelta(9), 10, "Long ago")
    written(DAY, 9, "Of the next day")
    CommentFactory(text="Of another pairing", at=dt.datetime.combine(DAY, dt.time(1), dt.UTC), side="eu")
    assert on(DAY) == [reader.email]
    (mail,) = mailoutbox
    assert mail.subject == "2 new comments"
    assert [text in mail.body for text in ("The first", "An answer", "Night bus")] == [True] * 3
    for text in ("My own", "Of a colleague", "Long ago", "Of the next day", "Of another pairing"):
        assert text not in mail.body
    assert url(scene, "comment-answer", own.pk) in mail.body
    assert on(DAY) == []
    assert on(DAY + dt.timedelta(1)) == [reader.email]
    assert "Of the next day" in mailoutbox[0].body
    assert "The first" not in mailoutbox[0].body
    assert on(DAY + dt.timedelta(2)) == []


def test_what_came_at_once_is_not_told_again(scene, on):
    reader = scene.people["counterpart"]
    reader.mail_comments = "daily"
    reader.save()
    day = clock.today() + dt.timedelta(1)
    write(scene, text=f"@{reader}, please.")
    assert on(day) == []
    write(scene, text="And this.")
    assert on(day) == [reader.email]


def test_whoever_takes_them_at_once_or_never_gets_no_mail_of_a_day(scene, on):
    write(scene)
    for chosen in ("now", ""):
        reader = scene.people["counterpart"]
        reader.mail_comments = chosen
        reader.save()
        assert on(clock.today() + dt.timedelta(1)) == []
