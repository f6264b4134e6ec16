"""The command of the closing archive: there whole or not at all, and what is missing is told."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from partnerships.tests.factories import PairingFactory, StrandFactory
from reports.exports.tests.archive_scene import document
from reports.tests.factories import ProgressReportFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


def test_what_is_missing_or_damaged_is_told_and_ends_nothing(pairing, tmp_path, capsys):
    gone = document(pairing, "document-1")
    gone.file.storage.delete(gone.file.name)
    other = document(pairing, "document-2")
    other.sha256 = "0" * 64
    other.save()
    period = ReportingPeriodFactory(strand=pairing.strand, code="final")
    ProgressReportFactory(period=period, issued={"a": 1}, sha256="0" * 64)
    path = tmp_path / "archive.zip"
    with pytest.raises(CommandError, match="3 files are missing or damaged") as error:
        call_command("closing_archive", "eu-korea", str(path))
    assert error.value.returncode == 1
    told = capsys.readouterr().err
    assert "snapshot fails its checksum" in told
    readme = zipfile.ZipFile(path).read("README.txt").decode("utf-8-sig")
    assert readme.count("document-1/01-plan.pdf") == 2


def test_an_empty_strand_has_an_archive(tmp_path):
    StrandFactory(code="empty")
    out = io.StringIO()
    call_command("closing_archive", "empty", str(tmp_path / "empty.zip"), stdout=out)
    assert "files." in out.getvalue()
    assert "pack/strands.csv" in zipfile.ZipFile(tmp_path / "empty.zip").namelist()


def test_a_command_that_is_broken_off_leaves_no_half_file(pairing, tmp_path, monkeypatch):
    def end(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.exports.packing.add_texts", end)
    with pytest.raises(KeyboardInterrupt):
        call_command("closing_archive", "eu-korea", str(tmp_path / "archive.zip"))
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_use_is_one_line_with_status_2(pairing, tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(b"precious")
    for words in (["eu-korea", str(path)], ["nowhere", "x.zip"], ["eu-korea", str(tmp_path / "no" / "x.zip")]):
        with pytest.raises(CommandError) as error:
            call_command("closing_archive", *words)
        assert error.value.returncode == 2
        assert "\n" not in str(error.value)
    assert path.read_bytes() == b"precious"


def test_a_hyphen_is_the_standard_output(pairing, capsysbinary):
    call_command("closing_archive", "eu-korea", "-")
    told = capsysbinary.readouterr()
    assert zipfile.ZipFile(io.BytesIO(told.out)).testzip() is None
    assert told.err == b""
