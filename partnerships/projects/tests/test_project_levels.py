"""Moving a project from level to level, and what grounds each move needs."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.enums import LEVELS
from partnerships.models import LevelChange, Project
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import MoveProject
from partnerships.projects.models import LONGEST_GROUNDS, LONGEST_LINK
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import DocumentFactory, LevelChangeFactory, ProjectFactory
from partnerships.tests.roles import day, person

pytestmark = pytest.mark.django_db
GROUNDS = {"evidence": {"evidence": "Minutes of the call"}, "reason": {"reason": "No money"}}


def move(project, new, role="eu", **values):
    user = person(role, project.pairing)
    values = {"on": clock.today(), "version": project.version} | values
    MoveProject.do(project, by=user, grants=read_grants(user), new=new, **values)
    return LevelChange.objects.filter(project=project).first()


def test_a_move_is_kept_with_its_day_and_its_evidence():
    row = ProjectFactory(level="identified", level_since=day(-30))
    move(row, "exploring", on=day(-3), evidence=" Data sheet ", evidence_url="https://example.org/sheet")
    row = Project.objects.get(pk=row.pk)
    assert (row.level, row.level_since) == ("exploring", day(-3))
    change = LevelChange.objects.get(project=row)
    assert (change.old, change.new, change.on, change.evidence) == ("identified", "exploring", day(-3), "Data sheet")
    entry = AuditEntry.objects.get(action="project-level")
    assert entry.parameters == {"before": "identified", "after": "exploring", "until": day(-3).isoformat()}
    assert "“Identified” to “Exploring”" in entry.sentence


@pytest.mark.one_database
@pytest.mark.parametrize("old", [*LEVELS, "not-pursued"])
@pytest.mark.parametrize("new", [*LEVELS, "not-pursued"])
def test_every_move_needs_its_grounds(old, new):
    if old == new:
        row = ProjectFactory(level=old)
        with pytest.raises(AlreadyDone):
            move(row, new, evidence="Again")
        return
    needs = {"reason"}
    if old == "not-pursued":
        needs = {"evidence", "reason"}
    elif new != "not-pursued" and LEVELS.index(new) > LEVELS.index(old):
        needs = {"evidence"}
    row = ProjectFactory(level=old)
    with pytest.raises(DomainError) as refused:
        move(row, new)
    assert refused.value.field in needs
    assert not LevelChange.objects.exists()
    for ground, values in GROUNDS.items():
        row = ProjectFactory(level=old)
        if ground in needs:
            assert move(row, new, **values).new == new
        else:
            with pytest.raises(DomainError):
                move(row, new, **values)


def test_blank_words_are_no_grounds():
    with pytest.raises(DomainError):
        move(ProjectFactory(), "exploring", evidence="  ", reason=" ")


def test_an_endless_link_is_refused():
    with pytest.raises(DomainError) as refused:
        move(ProjectFactory(), "exploring", evidence_url=f"https://example.org/{'a' * LONGEST_LINK}")
    assert refused.value.field == "evidence_url"


@pytest.mark.parametrize("words", ["evidence", "reason"])
def test_endless_words_are_refused(words):
    row = ProjectFactory(level="exploring")
    grounds = {"evidence": "Signed", words: "a" * (LONGEST_GROUNDS + 1)}
    with pytest.raises(DomainError) as refused:
        move(row, "agreed", **grounds)
    assert refused.value.field == words
    assert move(row, "agreed", **grounds | {words: "a" * LONGEST_GROUNDS}).new == "agreed"


def test_the_day_lies_neither_ahead_nor_before_the_last_move():
    row = ProjectFactory(level="exploring")
    LevelChangeFactory(project=row, on=day(-10))
    for on in (day(1), day(-11), dt.date(1990, 1, 1)):
        with pytest.raises(DomainError) as refused:
            move(row, "agreed", on=on, evidence="Signed")
        assert refused.value.field == "on"
    assert move(row, "agreed", on=day(-10), evidence="Signed").on == day(-10)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.org/a", "data:text/html,x", "example", "https://"]
)
def test_a_link_is_a_web_address(link):
    with pytest.raises(DomainError) as refused:
        move(ProjectFactory(), "exploring", evidence_url=link)
    assert refused.value.field == "evidence_url"


def test_a_document_of_the_pairing_is_evidence():
    row = ProjectFactory()
    document = DocumentFactory(pairing=row.pairing)
    assert move(row, "agreed", document=document).document == document


def test_other_documents_are_not():
    row = ProjectFactory()
    for document in (
        DocumentFactory(),
        DocumentFactory(pairing=PairingFactory(strand=row.pairing.strand), audience="strand"),
        DocumentFactory(pairing=row.pairing, audience="own-side", side="eu"),
        DocumentFactory(pairing=row.pairing, audience="own-side", side="counterpart"),
        DocumentFactory(pairing=row.pairing, withdrawn_at=clock.now()),
    ):
        with pytest.raises(DomainError) as refused:
            move(row, "agreed", document=document)
        assert refused.value.field == "document"


def test_two_at_once():
    row = ProjectFactory()
    move(row, "exploring", evidence="First")
    with pytest.raises(StaleRecord):
        move(row, "agreed", role="counterpart", version=row.version, evidence="Second")


@pytest.mark.parametrize("role", ["authority", "observer", "other", "outsider", "ended"])
def test_readers_move_nothing(role):
    with pytest.raises(NotAllowed):
        move(ProjectFactory(), "exploring", role=role, evidence="Mine")


def test_nothing_moves_in_a_closed_pairing():
    with pytest.raises(DomainError, match="closed"):
        move(ProjectFactory(pairing=PairingFactory(status="closed")), "exploring", evidence="Late")


def test_an_unknown_level_is_refused():
    with pytest.raises(DomainError) as refused:
        move(ProjectFactory(), "finished", evidence="Done")
    assert refused.value.field == "new"
