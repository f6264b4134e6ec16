"""Comments on a project outside of pairings: its cities write and read them, and are told of them by mail."""

import pytest
from django.urls import reverse

from accounts.models import Mail
from core.errors import NotAllowed
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.contacts.actions import AddComment, AnswerComment, WithdrawComment
from partnerships.integrity import contradictions
from partnerships.models import Comment
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory, PairingFactory
from partnerships.tests.factories_together import ProjectFactory
from partnerships.tests.pages import fields, sign_in, text_of
from partnerships.tests.two_sides import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def project(sides):
    """Of one side of the pairing and of a city that is not paired with it."""
    strand = sides.pairing.strand
    return ProjectFactory(
        pairing=None,
        strand=strand,
        title_en="Ferries",
        further=[sides.pairing.eu, PairingFactory(strand=strand).counterpart],
    )


@pytest.fixture
def across(project):
    return MembershipFactory(participation=project.participations[1]).user


def add(sides, project, text="Shall we meet in May?", role="eu"):
    return AddComment.do(Comment(strand=project.strand, record=project), **sides.by(role), text=text)


def test_its_cities_and_the_office_read_them_and_those_of_other_cities_do_not(client, sides, project, across):
    add(sides, project)
    address = reverse("partnerships:comment-add", args=[project.strand.code, "project", project.pk])
    for role in ROLES:
        sign_in(client, sides, role)
        page = client.get(project.get_absolute_url())
        reads = role in {"eu", "staff", "administrator", "authority"}
        assert ("Shall we meet in May?" in text_of(page)) is reads, role
        assert Comment.objects.visible_to(sides.grants(role)).exists() is reads, role
        writes = role in {"eu", "staff", "administrator"}
        assert client.get(address).status_code == (200 if writes else 403 if reads else 404), role
    client.force_login(across)
    assert "Shall we meet in May?" in text_of(client.get(project.get_absolute_url()))


def test_the_other_city_gets_a_mail_that_leads_to_the_answer_and_answers_on_the_page(client, sides, project, across):
    add(sides, project)
    comment = Comment.objects.get()
    assert (comment.side, comment.pairing, comment.strand) == ("eu", None, project.strand)
    mail = Mail.objects.get(kind="comment")
    assert (mail.recipient, comment.answer_url in mail.text) == (across, True)
    assert f"Partners: {project.place_name}" in mail.text
    client.force_login(across)
    form = client.get(comment.answer_url)
    answer = client.post(comment.answer_url, fields(form) | {"text": "In June."})
    assert answer.url == f"{project.get_absolute_url()}#stream"
    assert set(Mail.objects.filter(kind="comment").values_list("recipient", flat=True)) >= {sides.people["eu"].pk}
    reply = Comment.objects.get(answer_to=comment)
    assert (reply.side, reply.record) == ("counterpart", project)
    assert list(contradictions()) == []
    entry = AuditEntry.objects.get(action="comment-add")
    assert (entry.strand_id, entry.pairing_id) == (project.strand_id, None)


def test_its_author_alone_withdraws_one(sides, project, across):
    add(sides, project)
    comment = Comment.objects.get()
    with pytest.raises(NotAllowed):
        WithdrawComment.do(comment, by=across, grants=read_grants(across))
    with pytest.raises(NotAllowed):
        AnswerComment.do(comment, **sides.by("counterpart"), text="No.")
    WithdrawComment.do(comment, **sides.by("eu"))
    assert Comment.objects.get().text == ""


def test_the_page_asks_the_same_for_one_and_for_many(client, sides, project, across):
    def page(query):
        return lambda: client.get(f"{project.get_absolute_url()}?{query}")

    add(sides, project)
    sign_in(client, sides, "eu")
    page(0)()
    one = count_queries(page(1))
    for text in ("In June?", "In July?"):
        add(sides, project, text)
    assert count_queries(page(2)) == one
