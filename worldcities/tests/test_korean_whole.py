"""Mails and files are complete in Korean: no words of ours are left in English, whatever kind of mail or file it is."""

import sys
from itertools import chain, takewhile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from accounts.enums import MailKind
from core.sent_files import DOCX, PDF, XLSX
from reports.models import IssuedFile
from reports.tests.export_scene import worked
from worldcities.demo.preparing import CODE
from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import addresses
from worldcities.tests.english import english_words, names, typed_texts
from worldcities.tests.file_addresses import FILES, NO_PAGES
from worldcities.tests.file_texts import ZIP, texts_of, texts_of_html
from worldcities.tests.korean_scene import korean_scene

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

TEMPLATES = settings.BASE_DIR / "templates" / "mail"
# Who takes a file along: the first of these whom it opens to, with the person of the story.
READERS = {"coordinator": "busan", "staff": "staff", "administrator": "admin"}
MEDIA = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX, "csv": ZIP}
# Kept when it was issued, and read below as it was then.
KEPT = {"reports:report-file"}
# What is written in both languages of a strand, the reader's first: how the English half begins.
IN_BOTH = {"practice_asked": "asks about your good practice"}
PAPERS = {"file_format": ("pdf", "docx", "xlsx"), "paper": ("briefing", "report")}


@pytest.fixture(scope="module")
def scene(module_db, tmp_path_factory):
    """The story of the demonstration, told once for the module and gone with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
        with korean_scene(patch) as told:
            yield told


@pytest.fixture(scope="module")
def left_in_english(scene):
    """Asks texts which of them hold English words without a reason."""
    excused, typed = names(), typed_texts()
    return lambda texts: english_words(texts, excused, typed)


def test_every_kind_of_mail_is_written_from_every_template(scene):
    assert {kind for kind, _template, _written in scene.mails} == set(MailKind.values)
    known = {path.stem for path in Path(TEMPLATES).glob("*.txt") if "{% partialdef subject %}" in path.read_text()}
    assert {template for _kind, template, _written in scene.mails} == known


def _korean_half(template, texts):
    english = IN_BOTH.get(template)
    return takewhile(lambda text: english not in text, texts) if english else texts


def test_no_mail_has_english_words(scene, left_in_english):
    found = set()
    for _kind, template, written in scene.mails:
        lines = (written.text.splitlines(), texts_of_html(written.html))
        texts = [written.subject, *chain(*(_korean_half(template, some) for some in lines))]
        found |= {f"{template}: {text}" for text in left_in_english(texts)}
    assert not found, "\n".join(sorted(found))


def _reader(name):
    return next((box for role, box in READERS.items() if TABLE[name].opens(role)), None)


def _paths(scene, address):
    """The address with each of the files that its words name."""
    given = scene.words | {"language": "ko", "paper_language": "ko"}
    choices = [{}]
    for word, values in PAPERS.items():
        if word in address.words:
            choices = [choice | {word: value} for choice in choices for value in values]
    return [address.path(given | choice) for choice in choices]


def _is_list(path):
    view = getattr(resolve(path).func, "view_class", None)
    return view is not None and any(hasattr(sys.modules[one.__module__], "list_file") for one in view.__mro__)


def _sent(scene, box, path):
    """The texts of the file that is sent, or None where a page or nothing is."""
    answer = scene.get(box, path)
    if answer.headers.get("Location", "").startswith(reverse("reports:exports")):
        answer = scene.get(box, reverse("reports:export-file", args=[worked(answer).key]))
    if answer.status_code != 200 or "attachment" not in answer.headers.get("Content-Disposition", ""):
        return None
    content = answer.getvalue()
    return texts_of(content, answer["Content-Type"])


def test_no_file_has_english_words(scene, left_in_english):
    found, sent = set(), set()
    for address in addresses():
        box = None if address.is_admin or not address.named else _reader(address.name)
        if box is None:
            continue
        for path in _paths(scene, address):
            asked = [path] if address.name in FILES - KEPT else []
            if address.name not in NO_PAGES and _is_list(path):
                asked += [f"{path}?format=csv", f"{path}?format=xlsx"]
            for one in asked:
                texts = _sent(scene, box, one)
                if texts is not None:
                    sent.add(address.name)
                    found |= {f"{one}: {text}" for text in left_in_english(texts)}
    assert sent >= FILES - KEPT, FILES - sent
    assert not found, "\n".join(sorted(found))


def test_no_issued_report_has_english_words(scene, left_in_english):
    issued = IssuedFile.objects.filter(language="ko", report__period__code="inception", report__strand__code=CODE)
    # The data for programs are in one language.
    issued = issued.exclude(format="json")
    assert {one.format for one in issued} == set(MEDIA)
    found = set()
    for one in issued:
        with one.file.open() as file:
            texts = texts_of(file.read(), MEDIA[one.format])
        found |= {f"{one.name}: {text}" for text in left_in_english(texts)}
    assert not found, "\n".join(sorted(found))
