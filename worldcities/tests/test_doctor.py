"""What runs by the clock, and what `manage.py doctor` says of a healthy installation and of an ill one."""

import datetime as dt
from io import StringIO

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.tests.second_step_scene import SECRET, create_ada, create_marta
from core.models import TimerRun
from worldcities import tasks
from worldcities.management.commands import doctor

pytestmark = pytest.mark.django_db


def asked():
    """The exit status, and the lines of the answer."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def healthy(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    for name in tasks.LATE_AFTER:
        tasks.note_run(name)
    return tmp_path


def test_a_healthy_installation_is_well(healthy):
    status, said = asked()
    assert (status, said.count("well  "), "ILL" in said) == (0, len(doctor.PARTS), False)


@pytest.mark.security("V13")
def test_each_fault_is_told_with_how_to_mend_it(healthy, settings, monkeypatch):
    file = healthy / ".env"
    file.write_text("SECRET_KEY=x")
    file.chmod(0o640)
    (healthy / "no-folder").write_text("")
    settings.BACKUP_FOLDER = str(healthy / "backups")
    (healthy / "backups").mkdir()
    where = {"location": str(healthy / "no-folder"), "base_url": None}
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "core.stored_files.WholeFiles", "OPTIONS": where}}
    server = {"host": "127.0.0.1", "port": 9, "timeout": 2}
    settings.MAILERS = {"default": {"BACKEND": "accounts.mails.sending.EmailBackend", "OPTIONS": server}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(doctor, "QUEUE", 0)
    monkeypatch.setattr(doctor, "LEAST_SPACE", 10**18)
    old = timezone.now() - dt.timedelta(hours=1)
    Mail(key="a", address="a@example.org", kind=MailKind.values[0], subject="s", text="t", due_at=old).save()
    Mail(key="b", address="b@example.org", kind=MailKind.values[0], subject="s", text="t", state="failed").save()
    TimerRun.objects.filter(name="daily").delete()
    TimerRun(name="hourly", at=timezone.now() - dt.timedelta(hours=4)).save()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_draft RENAME COLUMN form TO page")
    status, said = asked()
    assert status == 1
    for words in (
        "lacks core_draft.form",
        f"-> chmod 600 {file}",
        "No file can be stored",
        "The mail server does not answer",
        "1 mails have waited",
        "1 mails were not taken",
        "-> Start it: manage.py db_worker (",
        f"{healthy} has ",
        f"{healthy}/backups has ",
        "hourly last ended well on 20",
        "daily has never ended well",
    ):
        assert words in said, said
    assert "backup" not in said.partition("timers")[2]
    assert said.count("\n      -> ") == said.count("      ") / 2


@pytest.mark.security("V11")
def test_secrets_that_a_new_key_does_not_open_are_told(healthy, settings):
    TOTP.activate(create_ada(), SECRET)
    RecoveryCodes.activate(create_marta())
    assert asked()[0] == 0
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
    status, said = asked()
    assert status == 1
    assert "-> Put that key into SECRET_KEY_FALLBACKS." in said
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert asked()[0] == 0


def test_a_timer_goes_on_after_a_fault_and_says_so(monkeypatch, caplog):
    run = []

    def command(name, *words):
        run.append(name)
        if name == "clearsessions":
            raise RuntimeError

    monkeypatch.setattr(tasks, "call_command", command)
    with pytest.raises(CommandError, match="Failed: clearsessions"):
        call_command("run_timer", "daily")
    assert run == ["prune_db_task_results", "clearsessions", "erase_expired"]
    assert "clearsessions failed" in caplog.text
    assert set(tasks.late_timers()) == {"hourly", "daily", "backup"}
    call_command("run_timer", "hourly")
    assert set(tasks.late_timers()) == {"daily", "backup"}


def test_what_runs_by_the_clock_really_runs(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for name in tasks.TIMERS:
        call_command("run_timer", name, stdout=StringIO())
    assert set(tasks.late_timers()) == {"backup"}
