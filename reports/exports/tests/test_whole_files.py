"""A file on disk is there whole or not at all."""

from __future__ import annotations

import os
import signal
import stat

import pytest

from reports.management.console import written_whole

pytestmark = pytest.mark.one_database


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def _half(path, then):
    with written_whole(path) as file:
        file.write(b"half")
        then()


def test_a_file_takes_its_place_once_all_is_written(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    with written_whole(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names_in(tmp_path) == ["report.pdf"]


def test_what_fails_half_way_leaves_what_was_there(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        _half(path, lambda: 1 / 0)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["report.pdf"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_tidies_up_too(tmp_path, number):
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ended:
        _half(tmp_path / "report.pdf", lambda: os.kill(os.getpid(), number))
    assert ended.value.code == 128 + number
    assert names_in(tmp_path) == []
    assert signal.getsignal(number) == before


def test_it_is_as_readable_as_other_files_of_its_person(tmp_path):
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    with written_whole(tmp_path / "report.pdf"):
        pass
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_a_link_is_followed_and_a_device_is_no_file_to_replace(tmp_path):
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with written_whole(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with written_whole(tmp_path / "pipe") as file:
        file.write(b"through")
    assert os.read(reader, 99) == b"through"
    os.close(reader)
