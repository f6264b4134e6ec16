"""Two people in the same moment at what hangs together: organisations, documents as evidence, codes of a strand."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.errors import DomainError, StaleRecord
from partnerships.documents.actions import EditDocument
from partnerships.matching.actions import StartProject
from partnerships.matching.forms import TopicTaken
from partnerships.models import Document, LevelChange, Organisation, Project, ProjectOrganisation
from partnerships.organisations.services import merge_organisations
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import AddProject, MoveProject, SetProjectOrganisations
from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandRoleFactory, ThemeFactory
from partnerships.tests.factories_together import (
    DocumentFactory,
    InterestFactory,
    OrganisationFactory,
    ProjectFactory,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 30


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def two(pairing):
    """The EU side's coordinator and one of the staff."""
    people = [
        MembershipFactory(participation=pairing.eu).user,
        StrandRoleFactory(strand=pairing.strand, role="staff").user,
    ]
    return [{"by": person, "grants": read_grants(person)} for person in people]


def at_once(*acts):
    """Let each act in a thread of its own at the same moment; what came of it, or the refusal."""
    together = Barrier(len(acts), timeout=30)

    def one(act):
        together.wait()
        try:
            return act()
        except (DomainError, StaleRecord) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_a_project_never_names_an_organisation_that_is_being_merged(pairing, two):
    for _round in range(ROUNDS):
        project = ProjectFactory(pairing=pairing)
        kept, other = (OrganisationFactory(strands=[pairing.strand]) for _ in range(2))
        facts = {"strand": pairing.strand, "kept": kept, "other": other}
        at_once(
            lambda project=project, other=other: SetProjectOrganisations.do(
                project, **two[0], version=project.version, organisations=[(other, "")]
            ),
            lambda facts=facts, kept=kept: merge_organisations(
                **two[1], **facts, version=kept.version, reason="The same"
            ),
        )
    merged = Organisation.objects.exclude(merged_into=None)
    assert not ProjectOrganisation.objects.filter(organisation__in=merged).exists()
    assert ProjectOrganisation.objects.exists() or merged.exists()


def test_what_a_side_makes_its_own_is_no_evidence(pairing, two):
    for _round in range(ROUNDS):
        project = ProjectFactory(pairing=pairing, level="identified")
        document = DocumentFactory(pairing=pairing, side="eu", audience="pairing", record=pairing)
        chosen = Document.objects.get(pk=document.pk)
        at_once(
            lambda document=document: EditDocument.do(
                document, **two[0], version=document.version, changes={"audience": "own-side"}
            ),
            lambda project=project, document=chosen: MoveProject.do(
                project,
                **two[1],
                version=project.version,
                new="exploring",
                on=clock.today(),
                document=document,
            ),
        )
    assert not LevelChange.objects.filter(document__audience="own-side").exists()


def test_each_project_of_a_strand_gets_a_code_of_its_own(pairing, two):
    other = PairingFactory(strand=pairing.strand)
    for _round in range(ROUNDS):
        came = at_once(
            *(lambda each=each: AddProject.do(each, **two[1], values={"title_en": "Idle"}) for each in (pairing, other))
        )
        assert all(isinstance(one, Project) for one in came), came
    assert len(set(Project.objects.values_list("code", flat=True))) == 2 * ROUNDS


def test_two_clicks_on_a_match_start_one_project(pairing, two):
    for _round in range(ROUNDS):
        topic = ThemeFactory(strand=pairing.strand, parent=ThemeFactory(strand=pairing.strand))
        facts = {
            "need": InterestFactory(participation=pairing.counterpart, topic=topic, kind="need"),
            "offer": InterestFactory(participation=pairing.eu, topic=topic, kind="offer"),
        }
        came = at_once(*(lambda who=who, facts=facts: StartProject.do(pairing, **who, **facts) for who in two))
        assert sorted(type(one) for one in came if isinstance(one, TopicTaken)) == [TopicTaken], came
        assert Project.objects.filter(topic=topic).count() == 1
