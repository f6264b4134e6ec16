"""Two people in the same moment at a report: issued twice, while it is returned, while a city submits."""

from functools import partial
from types import SimpleNamespace

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, StaleRecord
from partnerships.tests.files import forget_files
from partnerships.tests.test_together_race import at_once
from partnerships.tests.two_sides import two_sides
from reports.enums import FileFormat
from reports.models import CityUpdate, IssuedFile, ProgressReport, ReportStep
from reports.progress import actions
from reports.progress.actions import ReturnReport, ReviseReport
from reports.progress.selectors import read_snapshot
from reports.progress.tests.report_scene import NOW, fresh, report_scene
from reports.tests.factories import CityUpdateFactory
from reports.updates.actions import SubmitUpdate

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8
WHY = "The venue is wrong."


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(NOW):
        yield
    forget_files()


def standing_still(act):
    """The act in a thread, which does not know at which moment the test stands."""

    def acted():
        with clock.fixed_at(NOW):
            return act()

    return acted


def together(*acts):
    return at_once(*(standing_still(act) for act in acts))


@pytest.fixture
def without_files(monkeypatch):
    """The files take seconds, and have nothing to do with who is first."""
    monkeypatch.setattr(actions, "make_issued_files", SimpleNamespace(enqueue=lambda *_given: None))


def test_a_report_is_issued_once_with_one_set_of_files():
    scene = report_scene(two_sides(), languages="en")
    report = scene.draft()
    found = together(partial(scene.issue, report), partial(scene.issue, fresh(report)))
    assert sorted(type(one) for one in found if isinstance(one, Exception)) in ([AlreadyDone], [StaleRecord])
    assert fresh(report).is_issued
    assert (ReportStep.objects.count(), IssuedFile.objects.count()) == (1, len(FileFormat.values))


@pytest.mark.usefixtures("without_files")
def test_a_report_is_not_returned_once_its_correction_is_issued():
    for _round in range(ROUNDS):
        scene = report_scene(two_sides(), languages="en")
        first = fresh(scene.issue(scene.draft()))
        second = fresh(ReviseReport.do(first, version=first.version, reason=WHY, **scene.by("staff")))
        issued, returned = together(
            partial(scene.issue, second),
            partial(ReturnReport.do, first, version=first.version, reason=WHY, **scene.by("authority")),
        )
        assert isinstance(issued, ProgressReport)
        if isinstance(returned, Exception):
            assert "Revision 2 replaces this one" in str(returned)
            assert fresh(first).status == "issued"
        else:
            steps = ReportStep.objects.filter(report__period=scene.period).order_by("id")
            assert [(step.report.revision, step.act) for step in steps] == [
                (1, "issued"), (1, "returned"), (2, "issued"),
            ]  # fmt: skip


@pytest.mark.usefixtures("without_files")
def test_what_is_submitted_while_the_report_is_issued_is_in_it_or_is_refused():
    for _round in range(ROUNDS):
        scene = report_scene(two_sides(), languages="en")
        words = {"achieved_en": "Halls.", "difficult_en": "Time.", "next_en": "More."}
        update = CityUpdateFactory(participation=scene.pairing.eu, period=scene.period, **words)
        update = CityUpdate.objects.with_names().get(pk=update.pk)
        report = scene.draft()
        issued, submitted = together(
            partial(scene.issue, report),
            partial(SubmitUpdate.do, update, version=update.version, **scene.by("eu")),
        )
        assert isinstance(issued, ProgressReport)
        partner = update.participation.partner.code
        (told,) = [row for row in read_snapshot(fresh(report))["updates"] if row["partner"] == partner]
        refused = isinstance(submitted, DomainError)
        assert told["status"] == ("" if refused else "submitted")
        assert CityUpdate.objects.get(pk=update.pk).status == ("draft" if refused else "submitted")
