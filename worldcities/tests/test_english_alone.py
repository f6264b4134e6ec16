"""A strand that is written in English alone: no page asks for Korean, says that it is missing, or counts it."""

import re

import pytest
from django.apps import apps
from django.db.models import Q

from core.texts import BilingualTexts
from partnerships.models import Strand
from reports.models import PublicResults
from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import addresses
from worldcities.tests.file_addresses import NO_PAGES
from worldcities.tests.file_texts import texts_of_html

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

NOT_SAID = re.compile(r"\bKorean|translation wanted|the other language|either language|one language", re.IGNORECASE)
# Any language may be spoken at a meeting, be a paper's, or a person's: none of these asks for a text.
OF_PEOPLE = {"Korean", "· Korean", "Such as Korean, English.", "Continue in Korean; your input is kept"}
# Not looked at: acts that ask for no text, an older version as it was, the portal's own pages.
WRITES = ("-add", "-edit", "-write", "-open", "-start", "account", "-quick")


@pytest.fixture(scope="module")
def australian(seeded):
    """The seeded strand, written in English alone."""
    own, _foreign, _people = seeded
    Strand.objects.filter(pk=own.strand.pk).update(second_language="", countries="AU")
    PublicResults.objects.update(items=[])
    for model in apps.get_models():
        if issubclass(model, BilingualTexts) and model._meta.app_label != "accounts":
            for name in model.BILINGUAL:
                # What strands share may have a name in Korean all the same.
                rows = model._default_manager.exclude(Q(**{f"{name}_ko": ""}) | Q(**{f"{name}_en": ""}))
                rows.update(**{f"{name}_ko": ""})
    return own


def _is_read(address):
    texts = address.name.endswith(WRITES) or TABLE[address.name].kind == "page"
    return texts and ("strand" in address.words or address.name in {"accounts:account", "my-tasks"})


def test_no_page_asks_for_korean(australian, visit):
    found, read = {}, 0
    for address in addresses():
        if address.is_admin or address.name in NO_PAGES or not _is_read(address):
            continue
        role = next((one for one in ("coordinator", "staff") if TABLE[address.name].opens(one)), None)
        answer = visit(role, "GET", address.path(australian.words)) if role else None
        if answer is None or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page, read = answer.content.decode(), read + 1
        wrong = [text for text in texts_of_html(page) if NOT_SAID.search(text) and text not in OF_PEOPLE]
        wrong += re.findall(r'name="[^"]*_ko"', page)
        if wrong:
            found[address.name] = wrong
    assert read > 100
    assert not found, "\n".join(f"{name}: {wrong}" for name, wrong in found.items())
