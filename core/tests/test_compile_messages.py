"""The compiled catalogues: what is written, when, and what a broken file says."""

import gettext
import os

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.one_database

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgctxt "stage"
msgid "Launch"
msgstr "출범"
"""


@pytest.fixture
def catalogue(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path / "locale", tmp_path / "locale_vendor"]
    folder = tmp_path / "locale_vendor" / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    return source


def test_gettext_reads_what_it_compiles(catalogue):
    call_command("compile_messages")
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).pgettext("stage", "Launch") == "출범"


def test_a_second_run_writes_only_what_is_older(catalogue, capsys):
    call_command("compile_messages")
    capsys.readouterr()
    os.utime(catalogue, (1, 1))
    call_command("compile_messages")
    assert capsys.readouterr().out == ""
    call_command("compile_messages", force=True)
    assert "django.mo" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["nonsense", 'msgctxt "stage"\nmsgid "Launch"\nmsgstr "개시"'])
def test_a_broken_catalogue_is_named(catalogue, line):
    catalogue.write_text(f"{CATALOGUE}\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"django\.po"):
        call_command("compile_messages")
