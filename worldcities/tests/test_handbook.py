"""The handbook says what is true: its buttons are those on screen, its pictures are those taken, its links lead."""

import re
import shlex
from collections import defaultdict

import polib
import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from e2e.handbook_pictures import FOLDER as PICTURE_FOLDER, PICTURES
from worldcities.handbook import CHAPTER_OF_PAGES, CHAPTERS, FOLDER, SHELVES, chapter_of_page, prose_path
from worldcities.tests.addresses import addresses

LANGUAGES = [code for code, _ in settings.LANGUAGES]
QUOTED = re.compile(r"\*\*([^*]+)\*\*")
SHOWN = re.compile(r"!\[([^\]]*)\]\(\.\./pictures/(\w+)/([\w-]+)\.png\)")
LINKED = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
COMMAND = re.compile(r"`manage\.py (\w[^`]*)`")
MOST_BYTES = 2_000_000


def _source(name, language):
    return prose_path(FOLDER, name, language).read_text(encoding="utf-8")


def _as_pattern(text):
    """A text of the catalogue with anything in the place of its values: "Confirm edition %(edition)s"."""
    return re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(text))


@pytest.fixture(scope="module")
def catalogue():
    """English texts of the screen with their Korean, one for each context."""
    found = defaultdict(set)
    for entry in polib.pofile(str(settings.BASE_DIR / "locale" / "ko" / "LC_MESSAGES" / "django.po")):
        if not entry.obsolete:
            found[entry.msgid].update(filter(None, [entry.msgstr, *entry.msgstr_plural.values()]))
    return found


def _korean_of(catalogue, quoted):
    """Patterns of what the screen says in Korean for a quoted English text."""
    if quoted in catalogue:
        return {re.escape(text) for text in catalogue[quoted]}
    # With a value in it; what is nearly all values would stand for anything.
    with_values = [text for text in catalogue if "%(" in text and len(re.sub(r"%\(\w+\)[sd]", "", text)) > 5]
    return {
        _as_pattern(korean)
        for text in with_values
        if re.fullmatch(_as_pattern(text), quoted)
        for korean in catalogue[text]
    }


@pytest.mark.one_database
@pytest.mark.parametrize("name", CHAPTERS)
def test_both_languages_have_the_same_headings_steps_and_pictures(name):
    for mark in (r"^# ", r"^## ", r"^\d+\. ", r"^!\[", r"^\| "):
        counts = {language: len(re.findall(mark, _source(name, language), re.MULTILINE)) for language in LANGUAGES}
        if mark != r"^\| ":  # two English words can be one in Korean
            assert len(set(counts.values())) == 1, (mark, counts)
    assert _source(name, "en").startswith("# ")
    assert _source(name, "ko").startswith("# ")


@pytest.mark.one_database
@pytest.mark.parametrize("name", CHAPTERS)
def test_what_a_chapter_quotes_stands_on_screen_in_both_languages(name, catalogue):
    korean = QUOTED.findall(_source(name, "ko"))
    for quoted in QUOTED.findall(_source(name, "en")):
        patterns = _korean_of(catalogue, quoted)
        assert patterns, f"no text of the portal: {quoted}"
        assert any(re.fullmatch(pattern, one) for pattern in patterns for one in korean), (quoted, patterns)
    assert len(korean) >= len(set(QUOTED.findall(_source(name, "en"))))


@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_a_chapter_is_one_that_there_is(language, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    found = [line for name in CHAPTERS for line in COMMAND.findall(_source(name, language))]
    assert len(found) > 25
    for line in found:
        name, *words = shlex.split(line)
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        if name != "anonymise_account":  # a chapter says its number in words
            parser.parse_args(words)


@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_shown_with_its_words_and_every_one_taken_is_shown(language):
    shown = [found for name in CHAPTERS for found in SHOWN.findall(_source(name, language))]
    assert sorted(picture for _, _, picture in shown) == sorted(picture.name for picture in PICTURES)
    for words, of_language, picture in shown:
        assert of_language == language
        assert len(words) > 10
        assert (PICTURE_FOLDER / language / f"{picture}.png").is_file()
    assert {path.stem for path in (PICTURE_FOLDER / language).iterdir()} == {picture.name for picture in PICTURES}


@pytest.mark.one_database
def test_all_pictures_together_stay_light():
    assert sum(path.stat().st_size for path in PICTURE_FOLDER.rglob("*.png")) < MOST_BYTES


@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_chapters_lead_somewhere(language):
    for name in CHAPTERS:
        for target in LINKED.findall(_source(name, language)):
            if target.endswith(".md"):
                assert target.removesuffix(".md") in CHAPTERS, (name, target)
            else:
                assert resolve(target), (name, target)


@pytest.mark.one_database
def test_every_chapter_lies_on_a_shelf_or_in_the_whole_list_and_no_file_is_left_over():
    for _role, _title, chapters in SHELVES:
        assert set(chapters) <= set(CHAPTERS)
    for language in LANGUAGES:
        written = {path.stem for path in prose_path(FOLDER, "any", language).parent.iterdir()}
        assert written == set(CHAPTERS)


@pytest.mark.one_database
def test_pages_lead_to_chapters_that_exist_and_every_rule_has_a_page():
    names = [address.name for address in addresses()]
    for beginning, chapter in CHAPTER_OF_PAGES.items():
        assert not chapter or chapter in CHAPTERS
        assert any(name.startswith(beginning) for name in names), beginning
    assert chapter_of_page("partnerships:confirm-several") == "confirm"
    assert chapter_of_page("partnerships:pairing-open") == "staff"
    assert chapter_of_page("search") == chapter_of_page("reports:results-pairing") == ""


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_reads_every_chapter_and_goes_on_to_the_next(client, language):
    for place, name in enumerate(CHAPTERS):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("help-chapter", args=[name]), headers={"accept-language": language})
        assert page.status_code == 200
        assert not asked.captured_queries, "a chapter is no record"
        assert page.context["prose"]["language"] == language
        assert f"<h1>{page.context['prose']['title']}</h1>" in page.text
        if place + 1 < len(CHAPTERS):
            assert f'href="/help/{CHAPTERS[place + 1]}/" rel="next"' in page.text


@pytest.mark.one_database
@pytest.mark.django_db
def test_a_chapter_that_is_not_there_is_not_found(client):
    assert client.get("/help/no-such-chapter/").status_code == 404


@pytest.mark.django_db
def test_search_finds_a_chapter_by_its_words_and_a_page_leads_to_its_chapter(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new@example.org"))
    page = client.get("/search/", {"q": "voids confirmations"})
    assert [[one.url for one in group.results] for group in page.context["groups"]] == [["/help/confirm/"]]
    assert 'href="/help/start/"' in client.get(reverse("accounts:account")).text
