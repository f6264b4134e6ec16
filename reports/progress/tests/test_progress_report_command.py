"""manage.py progress_report: the file, what is said beside it, and the exit status."""

import datetime as dt
import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from partnerships.tests.factories import PairingFactory, StrandFactory
from reports.management.commands.progress_report import Command
from reports.models import ProgressReport
from reports.progress.selectors import canonical, compile_snapshot, sha256_of
from reports.tests.factories import IssuedFileFactory, ProgressReportFactory, ReportingPeriodFactory, SectionTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


@pytest.fixture
def period(pairing):
    return ReportingPeriodFactory(strand=pairing.strand, code="final", kind="final")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def issue(period, **facts):
    """A report as it is issued: its snapshot frozen, no file kept."""
    report = ProgressReportFactory(period=period, **facts)
    moment = dt.datetime(2017, 10, 1, 9, tzinfo=dt.UTC)
    snapshot = compile_snapshot(report, moment, issued_at=moment)
    report.snapshot = canonical(snapshot)
    report.sha256, report.renderer, report.status = sha256_of(report.snapshot), 1, "issued"
    report.issued_at = report.frozen_at = moment
    report.save(by=None)
    return report


def keep(report, content=b"%PDF-1.7 as issued", **facts):
    return IssuedFileFactory(
        report=report,
        file=ContentFile(content, name="kept.pdf"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        **facts,
    )


def run(*words, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("progress_report", "eu-korea", *words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*words):
    with pytest.raises(CommandError) as error:
        run(*words)
    assert "\n" not in str(error.value)
    return error.value.returncode, str(error.value)


def test_the_issued_file_is_written_as_it_was_kept(period, tmp_path):
    keep(issue(period))
    path = tmp_path / "report.pdf"
    out, err = run("--period", "final", "--output", str(path))
    assert path.read_bytes() == b"%PDF-1.7 as issued"
    assert (out.strip(), err) == (str(path), "")


def test_one_that_was_not_kept_is_made_of_the_kept_data(period, pairing, tmp_path):
    report = issue(period)
    out = []
    for name in ("one.json", "two.json"):
        run("--period", "final", "--format", "json", "--language", "ko", "--output", str(tmp_path / name))
        out.append((tmp_path / name).read_bytes())
        # What becomes of the records is nothing to an issued report.
        pairing.strand.name_en = "Renamed"
        pairing.strand.save(by=None)
    assert out[0] == out[1] == report.snapshot.encode()


def test_a_pdf_of_what_is_not_issued_is_a_draft_and_says_so(period, tmp_path):
    path = tmp_path / "draft.pdf"
    _out, err = run("--period", "final", "--output", str(path))
    assert path.read_bytes().startswith(b"%PDF-")
    assert "draft" in err
    # Nothing was begun by a look at it.
    assert not ProgressReport.objects.exists()


def test_the_draft_that_is_being_written_is_taken_with_its_words(period, tmp_path):
    draft = ProgressReportFactory(period=period)
    SectionTextFactory(report=draft, text_en="Two halls were opened.")
    path = tmp_path / "draft.json"
    run("--period", "final", "--format", "json", "--output", str(path))
    assert "Two halls were opened." in path.read_text()


def test_the_newest_revision_is_taken(period, tmp_path):
    first = issue(period)
    keep(first, b"%PDF one")
    keep(issue(period, revision=2, replaces=first), b"%PDF two")
    run("--period", "final", "--output", str(tmp_path / "2.pdf"))
    assert (tmp_path / "2.pdf").read_bytes() == b"%PDF two"


def test_a_pairing_has_its_own_report(period, pairing, tmp_path):
    keep(issue(period, pairing=pairing), b"%PDF of the pairing")
    path = tmp_path / "pairing.pdf"
    run("--period", "final", "--pairing", "busan-barcelona", "--output", str(path))
    assert path.read_bytes() == b"%PDF of the pairing"


def test_a_kept_file_whose_checksum_fails_is_refused(period, tmp_path):
    row = keep(issue(period))
    row.sha256 = "0" * 64
    row.save()
    status, words = refused("--period", "final", "--output", str(tmp_path / "report.pdf"))
    assert (status, "checksum" in words, names_in(tmp_path)) == (1, True, [])


def test_a_snapshot_whose_checksum_fails_is_refused(period, tmp_path):
    report = issue(period)
    report.snapshot = report.snapshot.replace("final", "fatal")
    report.save(by=None)
    status, words = refused("--period", "final", "--format", "xlsx", "--output", str(tmp_path / "report.xlsx"))
    assert (status, "checksum" in words, names_in(tmp_path)) == (1, True, [])


def test_a_wrong_use_names_what_there_is(period, tmp_path):
    ReportingPeriodFactory(strand=period.strand, code="interim", due_on=dt.date(2018, 1, 1))
    assert refused("--period", "finale", "--output", "-") == (
        2,
        "There is no reporting period finale. Periods of eu-korea: final, interim.",
    )
    assert refused("--period", "final", "--pairing", "x", "--output", "-")[1].endswith(
        "Pairings of eu-korea: busan-barcelona."
    )
    with pytest.raises(CommandError, match=r"There is no strand other\. Strands: eu-korea") as error:
        call_command("progress_report", "other", "--period", "final", "--output", "-")
    assert error.value.returncode == 2
    assert refused("--period", "final", "--output", str(tmp_path / "nowhere" / "report.pdf"))[0] == 2
    assert refused("--period", "final", "--output", str(tmp_path))[0] == 2


def test_a_strand_without_periods_says_none(pairing):
    assert refused("--period", "final", "--output", "-")[1].endswith("Periods of eu-korea: none.")


def test_a_file_is_overwritten_by_force_alone(period, tmp_path):
    path = tmp_path / "report.json"
    path.write_text("precious")
    status, words = refused("--period", "final", "--format", "json", "--output", str(path))
    assert (status, "--force" in words, path.read_text()) == (2, True, "precious")
    run("--period", "final", "--format", "json", "--output", str(path), "--force")
    assert path.read_text().startswith("{")


def test_a_hyphen_is_the_standard_output_with_the_file_alone_in_it(period, capsysbinary):
    keep(issue(period))
    call_command("progress_report", "eu-korea", "--period", "final", "--output", "-")
    told = capsysbinary.readouterr()
    assert (told.out, told.err) == (b"%PDF-1.7 as issued", b"")


def test_a_draft_on_the_standard_output_is_told_beside_it(period, capsysbinary):
    call_command("progress_report", "eu-korea", "--period", "final", "--output", "-")
    told = capsysbinary.readouterr()
    assert told.out.startswith(b"%PDF-")
    assert b"draft" in told.err


def test_a_terminal_gets_no_pdf(period, monkeypatch):
    monkeypatch.setattr(Command, "_is_terminal", lambda _self: True)
    assert refused("--period", "final", "--output", "-")[0] == 2


@pytest.mark.parametrize(("words", "status"), [(["--period", "x"], 2), (["--format", "odt"], 2), ([], 0)])
def test_the_exit_status_as_a_shell_sees_it(period, words, status, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(BaseCommand, "check", lambda *_args, **_kwargs: None)
    told = ["--period", "final", "--format", "json", "--output", "report.json"]
    argv = ["manage.py", "progress_report", "eu-korea", *told, *words]
    if status:
        with pytest.raises(SystemExit) as ended:
            Command().run_from_argv(argv)
        assert ended.value.code == status
    else:
        monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)
        Command().run_from_argv(argv)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value", "language"), [("LANG", "ko_KR.UTF-8", "ko"), ("LC_ALL", "fr_FR", "en")])
def test_messages_follow_the_locale(name, value, language, monkeypatch):
    from reports.management.console import terminal_language

    monkeypatch.setenv(name, value)
    assert terminal_language() == language


def test_text_on_a_disk_that_is_full_is_a_failure(period, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    status, words = refused("--period", "final", "--format", "json", "--output", str(tmp_path / "report.json"))
    assert (status, "No space left" in words, names_in(tmp_path)) == (1, True, [])
