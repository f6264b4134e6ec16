"""A file that a command writes is there whole or not at all."""

import stat

import pytest

from reports.management.console import FileCommand

pytestmark = pytest.mark.one_database


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def write(path, *parts, then=lambda: None):
    """Write some parts; `then` is called before the file takes its place."""

    def fill(file):
        for part in parts:
            file.write(part)
        file.flush()
        then()

    FileCommand().write(str(path), fill)


def test_a_file_takes_its_place_once_all_is_written(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    seen = []
    write(path, b"new", then=lambda: seen.append(path.read_bytes()))
    assert seen == [b"old"]
    assert path.read_bytes() == b"new"
    assert names_in(tmp_path) == ["report.pdf"]


@pytest.mark.parametrize("fault", [ZeroDivisionError, SystemExit, KeyboardInterrupt])
def test_what_fails_half_way_leaves_what_was_there(tmp_path, fault):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")

    def fail():
        raise fault

    with pytest.raises(fault):
        write(path, b"half", then=fail)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["report.pdf"]


def test_it_is_as_readable_as_other_files_of_its_person(tmp_path):
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    write(tmp_path / "report.pdf", b"new")
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_a_link_is_followed(tmp_path):
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
