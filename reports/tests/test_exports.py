"""Long work: asked for once, made once, handed to its owner alone, gone in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.contributions import collect
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from partnerships.models import StrandRole
from partnerships.services.grants import read_grants
from partnerships.services.pairing_history import acts_in
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)
from reports.models import Export
from reports.services import export_work
from reports.services.export_kinds import _KINDS, Made
from reports.services.exports import ask_again, ask_export, register_export_kind, sweep_exports
from reports.tests.factories import ExportFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def strand(db):
    return StrandFactory()


@pytest.fixture
def staff(strand):
    return StrandRoleFactory(strand=strand).user


@pytest.fixture
def kind():
    """A kind that everybody may have who is staff; `made` counts, `then` may stop it."""

    class Kind:
        made = 0
        then = staticmethod(lambda _export, _progress: None)

        def make(self, export, progress, file):
            self.made += 1
            progress(1, 2)
            self.then(export, progress)
            file.write(b"made of " + export.language.encode())
            return Made("부산 report.txt", "text/plain")

    one = Kind()
    may = lambda grants, export: export.strand_id in grants.staff  # noqa: E731
    register_export_kind("try", "A try", one.make, may=may)
    yield one
    del _KINDS["try"]


def ask(user, strand, **parameters):
    return ask_export(
        by=user, grants=read_grants(user), strand=strand, kind="try", parameters=parameters, language="en"
    )


def make(user, strand, execute, **parameters):
    with execute(execute=True):
        export = ask(user, strand, **parameters)
    export.refresh_from_db()
    return export


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


def test_signs_are_written_at_most_once_a_second(staff, strand, kind, monkeypatch, django_assert_num_queries):
    export = ask(staff, strand)
    export.state, export.attempts = "running", 1
    export.save()
    signs = export_work.Signs(export)
    signs(1, 9)
    with django_assert_num_queries(0):
        signs(2, 9)
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
        swept = sweep_exports()
    export.refresh_from_db()
    assert (swept.again, swept.given_up, export.state) == (1, 0, "ready")
    stale(export, attempts=2)
    assert sweep_exports().given_up == 1
    export.refresh_from_db()
    assert export.state == "failed"
    assert "broken off" in export.fault
    assert "given up" in caplog.text
    assert sweep_exports() == type(swept)(0, 0, 0)


def test_a_worker_that_gives_signs_keeps_its_work(staff, strand, kind):
    export = ask(staff, strand)
    stale(export, attempts=1)
    export.worked_at = timezone.now()
    export.save()
    assert sweep_exports().again == 0


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


def test_the_file_is_the_owners_alone(staff, strand, kind, client, django_capture_on_commit_callbacks):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    path = reverse("reports:export-file", args=[export.key])
    others = [StrandRoleFactory(strand=strand).user, UserFactory(is_superuser=True, is_staff=True)]
    for other in others:
        client.force_login(other, BACKEND)
        for name in ("export", "export-state", "export-file", "export-again"):
            assert client.get(reverse(f"reports:{name}", args=[export.key])).status_code == 404
    client.force_login(staff, BACKEND)
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == b"made of en"
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    StrandRole.objects.all().delete()
    assert client.get(path).status_code == 404
    assert "any more" in client.get(export.get_absolute_url()).content.decode()


def test_an_expired_file_is_not_handed_out_before_the_clock_came(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    export.expires_at = timezone.now()
    export.save()
    client.force_login(staff, BACKEND)
    assert client.get(reverse("reports:export-file", args=[export.key])).status_code == 404
    assert "its time is over" in client.get(export.get_absolute_url()).content.decode()


def test_each_download_is_in_the_log_and_told_to_nobody_else(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    pairing = PairingFactory(strand=strand)
    coordinator = MembershipFactory(participation=pairing.eu).user
    export = make(staff, strand, django_capture_on_commit_callbacks)
    client.force_login(staff, BACKEND)
    for _time in range(2):
        client.get(reverse("reports:export-file", args=[export.key]))
    client.head(reverse("reports:export-file", args=[export.key]))
    entries = AuditEntry.objects.filter(action="export-fetched", strand_id=strand.pk)
    assert entries.count() == 2
    assert entries[0].actor == staff
    assert "10" in entries[0].sentence
    told = acts_in(pairing=pairing, grants=read_grants(coordinator)).filter(action="export-fetched")
    assert not told.exists()


def test_a_file_that_is_ready_is_a_task_until_it_was_taken(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    client.force_login(staff, BACKEND)
    assert export.get_absolute_url() in client.get(reverse("my-tasks")).content.decode()
    client.get(reverse("reports:export-file", args=[export.key]))
    assert export.get_absolute_url() not in client.get(reverse("my-tasks")).content.decode()


def test_what_failed_is_a_task_until_it_is_asked_for_again(staff, strand, kind):
    export = ExportFactory(owner=staff, strand=strand, kind="try", state="failed", ended_at=timezone.now())
    export.digest = "a" * 64
    export.save()

    def tasks():
        return [
            one for one in collect("tasks", grants=read_grants(staff), today=clock.today()) if "/exports/" in one.url
        ]

    assert [task.button for task in tasks()] == ["See why"]
    newer = ExportFactory(owner=staff, strand=strand, kind="try", digest="a" * 64)
    assert not tasks()
    newer.delete()
    export.ended_at -= dt.timedelta(days=8)
    export.save()
    assert not tasks()


def test_asking_again_makes_a_new_one_of_what_is_over(staff, strand, kind):
    old = ExportFactory(owner=staff, strand=strand, kind="try", parameters={"n": 1}, state="failed")
    new = ask_again(by=staff, grants=read_grants(staff), export=old)
    assert (new.pk != old.pk, new.kind, new.parameters, new.state) == (True, "try", {"n": 1}, "waiting")
    with pytest.raises(AlreadyDone):
        ask_again(by=staff, grants=read_grants(staff), export=new)
    other = StrandRoleFactory(strand=strand).user
    with pytest.raises(NotAllowed):
        ask_again(by=other, grants=read_grants(other), export=old)


def test_the_page_loads_itself_anew_while_the_work_goes_on_and_says_how_far_it_is(staff, strand, kind, client):
    export = ask(staff, strand)
    client.force_login(staff, BACKEND)
    page = client.get(export.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' in page
    assert "waits for its turn" in page
    export.state, export.done, export.total = "running", 1200, 3400
    export.save()
    assert "1,200 of 3,400 steps" in client.get(export.get_absolute_url()).content.decode()
    state = client.get(reverse("reports:export-state", args=[export.key])).json()
    assert state == {"state": "running", "done": 1200, "total": 3400, "words": "1,200 of 3,400 steps"}
    export.state = "failed"
    export.fault = "<b>=1+1</b>"
    export.save()
    page = client.get(export.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "&lt;b&gt;=1+1" in page
    assert reverse("reports:export-again", args=[export.key]) in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_number_of_queries(staff, strand, kind, client, count, django_assert_num_queries):
    for _number in range(count):
        ExportFactory(
            owner=staff, strand=strand, kind="try", state="ready", expires_at=timezone.now() + dt.timedelta(days=1)
        )
    client.force_login(staff, BACKEND)
    client.get(reverse("reports:exports"))
    with django_assert_num_queries(7):
        assert client.get(reverse("reports:exports")).status_code == 200


def test_an_export_of_a_kind_that_is_no_more_is_still_listed(staff, strand, client):
    export = ExportFactory(owner=staff, strand=strand, kind="bygone", state="ready", name="old.zip")
    client.force_login(staff, BACKEND)
    assert "old.zip" in client.get(reverse("reports:exports")).content.decode()
    assert client.get(reverse("reports:export-file", args=[export.key])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_queue_in_the_database_carries_it_to_a_worker(kind, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    role = StrandRoleFactory()
    export = ask(role.user, role.strand)
    assert Export.objects.get().state == "waiting"
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)
    export.refresh_from_db()
    assert export.state == "ready"
