"""Interests from visits: each becomes a project or is not pursued, by one click, and can be decided anew."""

import pytest
from django.utils.translation import override

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.tests.factories import VisitNoteFactory, event_of
from events.visits.actions import DropInterest, ReopenInterest, TakeUpInterest
from partnerships.models import Project
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.factories_together import ProjectFactory

pytestmark = pytest.mark.django_db


def interest_of(scene, sides=("counterpart",), **values):
    event = event_of(scene.pairing, title_en="Busan in Barcelona")
    note = VisitNoteFactory(pairing=scene.pairing, event=event, interests=list(sides), **values)
    return note.interests.get(side=sides[0])


def test_an_interest_becomes_a_project_named_after_the_note_with_the_note_as_evidence(scene):
    topic = ThemeFactory(strand=scene.pairing.strand)
    interest = interest_of(scene, what_en="Superblocks", what_ko="슈퍼블록", topic=topic, code="visit-note-3")
    project = TakeUpInterest.do(interest, version=1, **scene.by("counterpart"))
    assert (project.title_en, project.title_ko, project.summary_en) == ("Superblocks", "슈퍼블록", "")
    assert (project.topic, project.lead, project.level, project.code) == (
        topic,
        "counterpart",
        "identified",
        "superblocks",
    )
    change = project.level_changes.get()
    assert change.found_text == "Visit note 3 from “Busan in Barcelona”. Busan is interested in it."
    interest.refresh_from_db()
    assert (interest.outcome, interest.project) == ("project", project)
    assert (interest.decided_by, interest.decided_label) == (scene.people["counterpart"], "Jiwon Kim")
    entry = AuditEntry.objects.get(action="interest-project")
    assert entry.sentence == "Made a project of an interest (Busan): Superblocks"
    with override("ko"):
        assert entry.sentence == "관심 사항(부산)을 협력사업으로 추진: 슈퍼블록"
    with pytest.raises(AlreadyDone):
        TakeUpInterest.do(interest, version=1, **scene.by("eu"))
    assert Project.objects.count() == 1


def test_a_long_note_gives_a_title_that_fits_and_its_whole_text_as_summary(scene):
    text = "The energy island of the port " * 20 + "\nwith pumps"
    project = TakeUpInterest.do(interest_of(scene, what_en=text), version=1, **scene.by("eu"))
    assert len(project.title_en) <= 200
    assert project.title_en.endswith(("the…", "port…", "of…", "island…", "energy…", "The…"))
    assert project.summary_en == text.strip()


def test_the_other_sides_interest_joins_the_project_that_the_note_became(scene):
    interest = interest_of(scene, ("eu", "counterpart"))
    project = TakeUpInterest.do(interest, version=1, **scene.by("eu"))
    other = interest.note.interests.get(side="counterpart")
    assert TakeUpInterest.do(other, version=1, **scene.by("counterpart")) == project
    assert Project.objects.count() == 1


def test_a_project_that_the_pairing_has_can_be_chosen_but_no_others(scene):
    interest = interest_of(scene)
    with pytest.raises(DomainError, match="another pairing") as refused:
        TakeUpInterest.do(interest, version=1, project=ProjectFactory(), **scene.by("eu"))
    assert refused.value.field == "project"
    known = ProjectFactory(pairing=scene.pairing)
    assert TakeUpInterest.do(interest, version=1, project=known, **scene.by("eu")) == known


def test_not_pursued_needs_no_more_than_a_click_and_the_reason_can_follow(scene):
    interest = interest_of(scene)
    row = DropInterest.do(interest, version=1, **scene.by("eu"))
    assert (row.outcome, row.reason) == ("not-pursued", "No project comes of it for now.")
    with pytest.raises(AlreadyDone):
        DropInterest.do(interest, version=1, **scene.by("counterpart"))
    row = DropInterest.do(interest, version=row.version, reason="Too dear.", **scene.by("counterpart"))
    assert row.reason == "Too dear."
    assert AuditEntry.objects.filter(action="interest-drop").latest("pk").reason == "Too dear."
    with pytest.raises(StaleRecord):
        DropInterest.do(interest, version=1, reason="Other words", **scene.by("eu"))
    with pytest.raises(DomainError, match="at most 2000"):
        DropInterest.do(interest, version=row.version, reason="x" * 2001, **scene.by("eu"))
    # Who changes the mind need not reopen it first.
    assert TakeUpInterest.do(interest, version=row.version, **scene.by("eu")).pk


def test_what_is_reopened_waits_again_and_its_project_stays(scene):
    interest = interest_of(scene)
    project = TakeUpInterest.do(interest, version=1, **scene.by("eu"))
    interest.refresh_from_db()
    with pytest.raises(DomainError, match="Reopen it first"):
        DropInterest.do(interest, version=interest.version, **scene.by("eu"))
    row = ReopenInterest.do(interest, version=interest.version, **scene.by("counterpart"))
    assert (row.outcome, row.project, row.decided_by, row.decided_label) == ("open", None, None, "")
    assert Project.objects.get() == project
    with pytest.raises(AlreadyDone):
        ReopenInterest.do(interest, version=row.version, **scene.by("eu"))


@pytest.mark.parametrize("act", [TakeUpInterest, DropInterest, ReopenInterest])
def test_who_may_not_decide_what_is_stale_withdrawn_or_closed(scene, act):
    interest = interest_of(scene)
    if act is ReopenInterest:
        DropInterest.do(interest, version=1, **scene.by("eu"))
        interest.refresh_from_db()
    for role in ("authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            act.do(interest, version=interest.version, **scene.by(role))
    with pytest.raises(StaleRecord):
        act.do(interest, version=interest.version + 1, **scene.by("eu"))
    note = interest.note
    note.withdrawn_at = note.created_at
    note.save(by=None)
    with pytest.raises(DomainError, match="withdrawn"):
        act.do(interest, version=interest.version, **scene.by("eu"))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        act.do(interest, version=interest.version, **scene.by("eu"))
    assert not Project.objects.exists()


def test_taken_back_at_once_the_project_goes_and_the_interest_waits_again(scene):
    interest = interest_of(scene)
    TakeUpInterest.do(interest, version=1, **scene.by("eu"))
    interest.refresh_from_db()
    row = ReopenInterest.do(interest, version=interest.version, removes=True, **scene.by("eu"))
    assert (row.outcome, row.project) == ("open", None)
    assert not Project.objects.exists()


def test_a_project_of_which_more_was_written_is_not_taken_back(scene):
    interest = interest_of(scene, ("eu", "counterpart"))
    project = TakeUpInterest.do(interest, version=1, **scene.by("eu"))
    other = interest.note.interests.get(side="counterpart")
    TakeUpInterest.do(other, version=1, **scene.by("counterpart"))
    interest.refresh_from_db()
    # The other side's interest leads to it as well.
    with pytest.raises(DomainError, match="More was written"):
        ReopenInterest.do(interest, version=interest.version, removes=True, **scene.by("eu"))
    interest.refresh_from_db()
    assert interest.project == project


@pytest.mark.parametrize("known", [True, False])
def test_the_sheet_says_otherwise_or_joins_a_project_that_stays(scene, known):
    interest = interest_of(scene, what_en="Superblocks")
    project = ProjectFactory(pairing=scene.pairing) if known else None
    values = {"title_en": "Quiet streets", "title_ko": "", "partners": [scene.pairing.eu, scene.pairing.counterpart]}
    made = TakeUpInterest.do(interest, version=1, project=project, values=values, **scene.by("eu"))
    assert made == project if known else made.title_en == "Quiet streets"
    assert Project.objects.count() == 1
