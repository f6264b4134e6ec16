"""How a project begins: one sheet with what is proposed; and taken back at once."""

import pytest
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry
from partnerships.enums import ProjectLevel
from partnerships.models import LevelChange, Project
from partnerships.projects.actions import AddProject, MoveProject, RemoveProject
from partnerships.projects.services import SHORT_TITLE, named_after
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    CommentFactory,
    ContactFactory,
    ProjectResultFactory,
)
from partnerships.tests.pages import sign_in, text_of

pytestmark = pytest.mark.django_db


def started(sides, role="eu", **values):
    return AddProject.do(sides.pairing, **sides.by(role), values={"title_en": "Ferries"} | values)


def test_many_words_give_a_short_name_that_ends_after_a_word(sides):
    contact = ContactFactory(pairing=sides.pairing, what_en="The energy island of the port " * 9, project=None)
    title = named_after(contact)["title_en"]
    assert len(title) <= SHORT_TITLE
    assert title.endswith(" of the…") or title.removesuffix("…") in contact.what_en


def test_undo_stands_on_the_page_of_a_project_that_was_started(sides, client):
    sign_in(client, sides, "eu")
    address = sides.pairing.address_of("partnerships:project-add")
    sent = {"once": "a", "name": "Night ferries", "topic": ""}
    sent |= {"partners": [sides.pairing.eu_id, sides.pairing.counterpart_id]}
    done = client.post(address, sent, follow=True)
    project = Project.objects.get()
    assert done.redirect_chain == [(project.get_absolute_url(), 302)]
    assert project.title_en == "Night ferries"
    undo = reverse("partnerships:project-remove", args=[project.strand.code, project.code])
    assert f'action="{undo}"' in done.text
    back = client.post(undo, {"once": "b", "seen_version": "1"}, follow=True)
    assert "Removed." in text_of(back)
    assert not Project.objects.exists()
    history = reverse("partnerships:pairing-history", args=[sides.pairing.strand.code, sides.pairing.code])
    assert "Took back the start of the project “Night ferries”" in text_of(client.get(history))


def test_taken_back_it_leaves_its_words_in_the_log_alone(sides):
    project = started(sides)
    RemoveProject.do(project, version=1, **sides.by("eu"))
    assert not Project.objects.exists()
    assert not LevelChange.objects.exists()
    entry = AuditEntry.objects.get(action="project-remove")
    assert (entry.pairing_id, entry.parameters) == (sides.pairing.pk, {"project": {"en": "Ferries", "ko": "Ferries"}})


@pytest.mark.parametrize("what", ["level", "result", "contact", "agreement", "comment", "follow-up"])
def test_of_which_more_is_known_it_stays(sides, what):
    project = started(sides)
    if what == "level":
        move = {"new": ProjectLevel.EXPLORING, "on": project.level_since, "evidence": "Minutes"}
        MoveProject.do(project, version=1, **sides.by("eu"), **move)
    elif what == "result":
        ProjectResultFactory(project=project)
    elif what == "contact":
        ContactFactory(pairing=sides.pairing, project=project)
    elif what == "agreement":
        AgreementFactory(pairing=sides.pairing).projects.add(project)
    elif what == "comment":
        CommentFactory(record=project, pairing=sides.pairing)
    else:
        FollowUpFactory(pairing=sides.pairing, origin=project)
    project.refresh_from_db()
    with pytest.raises(DomainError, match="More was written"):
        RemoveProject.do(project, version=project.version, **sides.by("eu"))
    assert Project.objects.get() == project
