"""Comments on a pairing and on its projects: who writes, who withdraws, what stays; and the stream they stand in."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.contacts.actions import AddComment, WithdrawComment
from partnerships.contacts.cards import stream
from partnerships.contacts.models import LONGEST_COMMENT
from partnerships.models import Comment, Mention
from partnerships.tests.factories import UserFactory
from partnerships.tests.factories_together import CommentFactory, ContactFactory, ProjectFactory
from partnerships.tests.pages import fields, messages_of, sign_in, text_of, url
from partnerships.tests.waiting_rows import promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


def write(scene, role="eu", text="Thank you.", record=None):
    row = Comment(pairing=scene.pairing, record=record or scene.pairing)
    return AddComment.do(row, **scene.by(role), text=text)


@pytest.mark.parametrize(
    ("role", "side"), [("eu", "eu"), ("counterpart", "counterpart"), ("staff", ""), ("administrator", "")]
)
def test_both_sides_and_the_office_write(scene, role, side):
    project = ProjectFactory(pairing=scene.pairing)
    for record in (scene.pairing, project):
        row = write(scene, role, " Thank you. ", record)
        assert (row.record, row.pairing, row.side, row.text) == (record, scene.pairing, side, "Thank you.")
        assert row.author_label == str(scene.people[role])
    assert set(logged().values_list("action", "pairing_id")) == {("comment-add", scene.pairing.pk)}


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_nobody_else_writes(scene, role):
    with pytest.raises(NotAllowed):
        write(scene, role)


@pytest.mark.parametrize("text", ["", "  \n", "a" * (LONGEST_COMMENT + 1)])
def test_an_empty_or_endless_comment_is_refused(scene, text):
    with pytest.raises(DomainError) as refused:
        write(scene, text=text)
    assert refused.value.field == "text"
    assert not Comment.objects.exists()


def test_its_author_alone_withdraws_it_and_the_text_is_gone(scene):
    row = write(scene, text="Wrong number: 42")
    for role in ("counterpart", "staff", "administrator", "neighbour"):
        with pytest.raises(NotAllowed):
            WithdrawComment.do(row, **scene.by(role))
    WithdrawComment.do(row, **scene.by("eu"))
    row.refresh_from_db()
    assert row.text == ""
    assert row.withdrawn_at
    assert row.author_label == str(scene.people["eu"])
    assert "Wrong number" not in str(list(logged().values()))
    entry = AuditEntry.objects.get(action="comment-withdraw")
    assert (entry.actor, entry.pairing_id) == (scene.people["eu"], scene.pairing.pk)
    with pytest.raises(AlreadyDone):
        WithdrawComment.do(row, **scene.by("eu"))


def test_the_stream_offers_withdrawing_to_the_author_for_as_long_as_it_is_possible(scene):
    row = write(scene)

    def offered(role):
        (entry,) = stream(scene.grants(role), scene.pairing)["entries"]
        return bool(entry.withdraw)

    assert [role for role in ("eu", "counterpart", "staff", "authority") if offered(role)] == ["eu"]
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    assert not offered("eu")
    scene.pairing.status = "active"
    scene.pairing.save(by=None)
    WithdrawComment.do(row, **scene.by("eu"))
    assert not offered("eu")


def test_an_author_whose_work_has_ended_withdraws_nothing(scene):
    row = write(scene)
    membership = scene.people["eu"].memberships.get()
    membership.ended_on = clock.today() - dt.timedelta(days=1)
    membership.started_on = membership.ended_on
    membership.save(by=None)
    with pytest.raises(NotAllowed):
        WithdrawComment.do(row, **scene.by("eu"))
    row.refresh_from_db()
    assert row.text == "Thank you."


def test_in_a_pairing_that_is_over_nobody_writes_or_withdraws(scene):
    row = write(scene)
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        write(scene)
    with pytest.raises(DomainError, match="closed"):
        WithdrawComment.do(row, **scene.by("eu"))


def test_the_page_writes_once_and_shows_a_script_as_text(scene, client):
    sign_in(client, scene, "eu")
    address = url(scene, "comment-add", "pairing", scene.pairing.pk)
    page = client.get(address)
    sent = fields(page) | {"text": "<script>alert(1)</script> 안녕 😀", "next": f"{url(scene, 'contact-list')}#stream"}
    assert client.post(address, sent)["Location"] == f"{url(scene, 'contact-list')}#stream"
    assert client.post(address, sent).status_code == 302
    assert Comment.objects.count() == 1
    page = client.get(url(scene, "contact-list"))
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 안녕 😀" in page.text


def test_a_refused_comment_keeps_its_text(scene, client):
    sign_in(client, scene, "eu")
    address = url(scene, "comment-add", "pairing", scene.pairing.pk)
    text = "a" * (LONGEST_COMMENT + 7)
    page = client.post(address, fields(client.get(address)) | {"text": text})
    assert page.status_code == 422
    assert f"This is too long: {LONGEST_COMMENT + 7} characters, at most {LONGEST_COMMENT}." in text_of(page)
    assert text in page.text
    assert client.post(address, {"text": "Without the word"}).status_code == 422
    assert client.post(address, fields(client.get(address)) | {"text": "a\x00b"}).status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.one_database
def test_there_is_no_comment_on_what_is_not_of_the_pairing(scene, client):
    sign_in(client, scene, "eu")
    foreign = ProjectFactory()
    for kind, key in (
        ("project", foreign.pk),
        ("pairing", foreign.pairing_id),
        ("milestone", 1),
        ("project", 99_999_999_999),
    ):
        assert client.get(url(scene, "comment-add", kind, key)).status_code == 404


def test_withdrawing_asks_once_and_leaves_a_trace(scene, client):
    row = write(scene, text="Wrong number: 42")
    sign_in(client, scene, "eu")
    page = client.get(url(scene, "contact-list"))
    assert url(scene, "comment-withdraw", row.pk) in page.text
    page = client.get(url(scene, "comment-withdraw", row.pk))
    assert "Wrong number: 42" in text_of(page)
    done = client.post(url(scene, "comment-withdraw", row.pk), fields(page), follow=True)
    assert messages_of(done) == ["The comment is withdrawn."]
    assert "Withdrawn by its author" in text_of(done)
    assert "Wrong number" not in text_of(done)
    again = client.post(url(scene, "comment-withdraw", row.pk), fields(page) | {"once": "another"}, follow=True)
    assert messages_of(again) == ["This comment is withdrawn already."]
    sign_in(client, scene, "counterpart")
    assert client.get(url(scene, "comment-withdraw", row.pk)).status_code == 403


def test_a_comment_on_a_project_leads_back_to_the_project(scene, client):
    project = ProjectFactory(pairing=scene.pairing)
    sign_in(client, scene, "eu")
    address = url(scene, "comment-add", "project", project.pk)
    done = client.post(address, fields(client.get(address)) | {"text": "On the roof."})
    assert done["Location"] == f"{project.get_absolute_url()}#stream"
    assert "On the roof." in client.get(project.get_absolute_url()).text


def moment(days, hour=12):
    return dt.datetime.combine(clock.today() + dt.timedelta(days=days), dt.time(hour), clock.STRAND_ZONE)


def test_a_comment_stands_on_the_day_that_the_reader_reads(scene):
    """17:30 in Brussels is the next day in Seoul: there it comes before a mail of that evening's day."""
    mail = ContactFactory(pairing=scene.pairing, on=moment(-4).date(), side="eu")
    comment = CommentFactory(pairing=scene.pairing, at=moment(-4, 17))
    with timezone.override("Europe/Madrid"):
        found = stream(scene.grants("eu"), scene.pairing)["entries"]
        assert [(entry, entry.on) for entry in found] == [(mail, mail.on), (comment, mail.on)]
    with timezone.override("Asia/Seoul"):
        found = stream(scene.grants("counterpart"), scene.pairing)["entries"]
        assert [(entry, entry.on - mail.on) for entry in found] == [
            (comment, dt.timedelta(1)),
            (mail, dt.timedelta()),
        ]


def test_contacts_and_comments_stand_in_one_stream_newest_first(scene):
    pairing, project = scene.pairing, ProjectFactory(pairing=scene.pairing)
    old = ContactFactory(pairing=pairing, on=moment(-9).date(), kind="call", starts_at=moment(-9), time_zone="UTC")
    # Written down today, but of the day before the comment.
    mail = ContactFactory(pairing=pairing, on=moment(-4).date(), side="eu", project=project)
    first = CommentFactory(pairing=pairing, at=moment(-3), side="eu")
    second = CommentFactory(pairing=pairing, record=project, at=moment(-3, 13))
    ContactFactory()
    follow_up = promise(pairing, "eu", moment(5).date())
    follow_up.origin = mail
    follow_up.save(by=None)
    found = stream(scene.grants("counterpart"), pairing)
    assert [(entry.stream_kind, entry) for entry in found["entries"]] == [
        ("comment", second),
        ("comment", first),
        ("contact", mail),
        ("contact", old),
    ]
    assert (found["total"], found["more"], found["country"]) == (4, False, pairing.strand.side_letters("counterpart"))
    assert found["entries"][0].project == project
    assert [entry.side for entry in found["entries"]] == ["", "eu", "eu", ""]
    assert [len(entry.times) for entry in found["entries"]] == [2, 2, 0, 2]
    assert found["entries"][2].follow_ups == [follow_up]
    newest = stream(scene.grants("counterpart"), pairing, limit=1)
    assert (newest["entries"], newest["total"], newest["more"]) == ([second], 4, True)
    of_project = stream(scene.grants("counterpart"), pairing, project=project)
    assert of_project["entries"] == [second, mail]
    assert of_project["contact_url"].endswith(f"?project={project.code}")


def test_what_the_sides_did_together_bears_both_and_what_the_office_wrote_neither(scene, client):
    sign_in(client, scene, "eu")
    for row, badges in (
        (ContactFactory(pairing=scene.pairing, side=""), 2),
        (CommentFactory(pairing=scene.pairing), 0),
    ):
        _above, shown = client.get(url(scene, "contact-list")).text.split(f'<li id="{row._meta.model_name}-{row.pk}"')
        assert shown.partition("<strong>")[0].rpartition("<p>")[2].count("wc-badge ") == badges


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("eu", True, True),
        ("counterpart", True, True),
        ("staff", True, True),
        ("administrator", True, True),
        ("authority", True, False),
        ("observer", False, False),
        ("neighbour", False, False),
    ],
)
def test_the_stream_is_for_those_who_see_what_passes_between_the_sides(scene, role, reads, writes):
    CommentFactory(pairing=scene.pairing)
    found = stream(scene.grants(role), scene.pairing)
    assert (found["readable"], bool(found.get("entries"))) == (reads, reads)
    assert (bool(found.get("comment_url")), bool(found.get("contact_url"))) == (writes, writes)
    scene.pairing.status = "closed"
    assert not stream(scene.grants(role), scene.pairing).get("comment_url")


@pytest.mark.one_database
def test_the_stream_costs_the_same_for_few_and_for_many(scene):
    pairing = type(scene.pairing).objects.for_page().get(pk=scene.pairing.pk)
    grants, counts = scene.grants("eu"), []
    for _round in range(2):
        for number in range(1 + 6 * _round):
            project = ProjectFactory(pairing=pairing)
            row = ContactFactory(pairing=pairing, project=project, on=moment(-number).date())
            comment = CommentFactory(pairing=pairing, record=project)
            answer = CommentFactory(pairing=pairing, record=project, answer_to=comment, text="@Ann Lee, yes.")
            Mention.objects.create(comment=answer, person=UserFactory(), name="Ann Lee")
            follow_up = promise(pairing, "eu", moment(number).date())
            follow_up.origin = row
            follow_up.save(by=None)
        with CaptureQueriesContext(connection) as spent:
            stream(grants, pairing)
        counts.append(len(spent))
    assert counts == [9, 9]
