"""Long work: asked for once, made once, taken up again, gone in time."""

import datetime as dt
import errno

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.templatetags.portal import wcmoment
from partnerships.models import StrandRole
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import StrandFactory, StrandRoleFactory, UserFactory
from reports.exports import work as export_work
from reports.exports.actions import AskExportAgain
from reports.exports.services import sweep_exports
from reports.models import Export
from reports.tests.export_scene import ask, make, tried_kind
from reports.tests.factories import ExportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand():
    return StrandFactory()


@pytest.fixture
def staff(strand):
    return StrandRoleFactory(strand=strand).user


@pytest.fixture
def kind():
    with tried_kind() as one:
        yield one


def test_a_worker_makes_it_after_the_commit_and_it_is_kept_for_some_days(
    staff, strand, kind, settings, django_capture_on_commit_callbacks
):
    settings.EXPORT_DAYS = 3
    export = make(staff, strand, django_capture_on_commit_callbacks)
    assert (export.state, export.name, export.size) == ("ready", "부산 report.txt", 10)
    assert export.file.read() == b"made of en"
    assert (export.expires_at - export.ended_at).days == 3
    assert export.file.name.startswith("exports/")
    assert "report" not in export.file.name


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Asia/Seoul", "15 March 2017 00:05"), ("Europe/Lisbon", "14 March 2017 15:05"), ("", "14 March 2017 16:05")],
)
def test_its_moments_go_by_its_owners_clock(staff, strand, kind, zone, words, django_capture_on_commit_callbacks):
    staff.time_zone = zone
    staff.save()
    told = []
    kind.then = lambda _export, _progress: told.append(wcmoment(dt.datetime(2017, 3, 14, 15, 5, tzinfo=dt.UTC)))
    make(staff, strand, django_capture_on_commit_callbacks)
    assert told == [words]


def test_the_same_thing_waits_once(staff, strand, kind):
    first, again = ask(staff, strand, size=1), ask(staff, strand, size=1)
    assert first.pk == again.pk
    assert ask(staff, strand, size=2).pk != first.pk
    other = StrandRoleFactory(strand=strand).user
    assert ask(other, strand, size=1).pk != first.pk
    assert Export.objects.count() == 3


def test_what_is_ready_is_made_anew_when_asked_for_again(staff, strand, kind, django_capture_on_commit_callbacks):
    first = make(staff, strand, django_capture_on_commit_callbacks)
    assert make(staff, strand, django_capture_on_commit_callbacks).pk != first.pk
    assert kind.made == 2


def test_two_tasks_for_one_export_make_it_once(staff, strand, kind):
    export = ask(staff, strand)
    export_work.work_on(export.pk)
    export_work.work_on(export.pk)
    assert kind.made == 1


def test_who_may_not_have_it_cannot_ask_for_it(strand, kind):
    for user in (UserFactory(), StrandRoleFactory(strand=strand, role="observer").user):
        with pytest.raises(NotAllowed):
            ask(user, strand)
    assert not Export.objects.exists()


def test_an_unknown_kind_is_a_fault_of_the_code(staff, strand):
    with pytest.raises(LookupError):
        ask(staff, strand)


@pytest.mark.security("C1")
def test_a_role_that_ended_while_it_waited_ends_the_work(staff, strand, kind):
    export = ask(staff, strand)
    StrandRole.objects.all().delete()
    export_work.work_on(export.pk)
    export.refresh_from_db()
    assert (export.state, kind.made) == ("failed", 0)
    assert "any more" in export.fault


def test_a_refusal_is_told_in_its_words_and_another_fault_in_general_ones(staff, strand, kind):
    def refuse(export, progress):
        raise DomainError("The snapshot fails its checksum.")

    kind.then = refuse
    export = ask(staff, strand, n=1)
    export_work.work_on(export.pk)
    export.refresh_from_db()
    assert (export.state, export.fault) == ("failed", "The snapshot fails its checksum.")

    def stumble(export, progress):
        raise ZeroDivisionError("secret/path")

    kind.then = stumble
    export = ask(staff, strand, n=2)
    with pytest.raises(ZeroDivisionError):
        export_work.work_on(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert "secret" not in export.fault
    assert not export.file


def test_whoever_asked_is_told_where_there_was_no_room_for_the_file(staff, strand, kind):
    def fill_up(export, progress):
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/secret")

    kind.then = fill_up
    export = ask(staff, strand)
    with pytest.raises(OSError, match="No space"):
        export_work.work_on(export.pk)
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == ("failed", False)
    assert export.fault.startswith("The portal has no room left for the file.")


def test_signs_are_written_at_most_once_a_second(staff, strand, kind, monkeypatch):
    export = ask(staff, strand)
    export.state, export.attempts = "running", 1
    export.save()
    signs = export_work.Signs(export)
    signs(1, 9)
    with CaptureQueriesContext(connection) as asked:
        signs(2, 9)
    assert not asked.captured_queries
    export.refresh_from_db()
    assert (export.done, export.total) == (1, 9)
    monkeypatch.setattr(export_work, "PAUSE", 0)
    signs(3, 9)
    export.refresh_from_db()
    assert export.done == 3


def test_a_worker_whose_work_went_elsewhere_throws_its_file_away(staff, strand, kind, caplog):
    def taken_over(export, progress):
        row = Export.objects.get(pk=export.pk)
        row.attempts += 1
        row.save()

    kind.then = taken_over
    export = ask(staff, strand)
    export_work.work_on(export.pk)
    export.refresh_from_db()
    assert (export.state, export.file.name) == ("running", "")
    assert "went on elsewhere" in caplog.text


def stale(export, *, attempts):
    export.state, export.attempts = "running", attempts
    export.worked_at = timezone.now() - dt.timedelta(minutes=31)
    export.save()


def test_what_a_dead_worker_left_is_taken_up_once_and_then_given_up(
    staff, strand, kind, caplog, django_capture_on_commit_callbacks
):
    export = ask(staff, strand)
    stale(export, attempts=1)
    with django_capture_on_commit_callbacks(execute=True):
        _deleted, again, given_up = sweep_exports()
    export.refresh_from_db()
    assert (again, given_up, export.state) == (1, 0, "ready")
    stale(export, attempts=2)
    assert sweep_exports() == (0, 0, 1)
    export.refresh_from_db()
    assert export.state == "failed"
    assert "broken off" in export.fault
    assert "given up" in caplog.text
    assert sweep_exports() == (0, 0, 0)


def test_a_worker_that_gives_signs_keeps_its_work(staff, strand, kind):
    export = ask(staff, strand)
    stale(export, attempts=1)
    export.worked_at = timezone.now()
    export.save()
    assert sweep_exports() == (0, 0, 0)


def test_whoever_asks_again_need_not_wait_for_the_clock(staff, strand, kind, django_capture_on_commit_callbacks):
    export = ask(staff, strand)
    stale(export, attempts=1)
    assert make(staff, strand, django_capture_on_commit_callbacks).pk == export.pk
    export.refresh_from_db()
    assert export.state == "ready"


def test_what_the_queue_lost_is_handed_out_again(staff, strand, kind, django_capture_on_commit_callbacks):
    export = ask(staff, strand)
    export.asked_at = timezone.now() - dt.timedelta(minutes=11)
    export.save()
    with django_capture_on_commit_callbacks(execute=True):
        sweep_exports()
    export.refresh_from_db()
    assert export.state == "ready"


def test_the_clock_deletes_files_whose_time_is_over(staff, strand, kind, capsys, django_capture_on_commit_callbacks):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    storage, name = export.file.storage, export.file.name
    call_command("sweep_exports")
    assert storage.exists(name)
    export.expires_at = timezone.now() - dt.timedelta(seconds=1)
    export.save()
    for told in ("Deleted: 1.", "Deleted: 0."):
        call_command("sweep_exports")
        assert told in capsys.readouterr().out
    export.refresh_from_db()
    assert (export.state, export.file.name) == ("expired", "")
    assert not storage.exists(name)


def test_asking_again_makes_a_new_one_of_what_is_over(staff, strand, kind):
    old = ExportFactory(owner=staff, strand=strand, kind="try", parameters={"n": 1}, state="failed")
    new = AskExportAgain.do(old, by=staff, grants=read_grants(staff))
    assert (new.pk != old.pk, new.kind, new.parameters["n"], new.state) == (True, "try", 1, "waiting")
    with pytest.raises(AlreadyDone):
        AskExportAgain.do(new, by=staff, grants=read_grants(staff))
    other = StrandRoleFactory(strand=strand).user
    with pytest.raises(NotAllowed):
        AskExportAgain.do(old, by=other, grants=read_grants(other))


@pytest.mark.django_db(transaction=True)
def test_the_queue_in_the_database_carries_it_to_a_worker(kind, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    role = StrandRoleFactory()
    export = ask(role.user, role.strand)
    assert Export.objects.get().state == "waiting"
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)
    export.refresh_from_db()
    assert export.state == "ready"
