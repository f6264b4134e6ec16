"""What compiling costs is the same for one pairing and for many, and nothing that is compiled names a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.tests.factories_together import TargetFactory
from reports.enums import Section
from reports.progress.selectors import COMPILERS
from reports.progress.tests.section_world import AS_OF, fill, half_year
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import all_words, compiled, sheets, told

pytestmark = pytest.mark.django_db
# Those of two sides, of events, of contacts, of figures and of words; the others have tests of their own.
MINE = ("summary", "events", "contacts", "indicators", "updates", "publicity", "risks", "lessons", "next")
PERSONS = ("Jisu", "김지수", "Soler", "example.org")


@pytest.fixture
def reporting():
    found = half_year()
    TargetFactory(strand=found.strand, built_in="participants", target=40)
    fill(found)
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("section", MINE)
def test_as_many_queries_for_many_pairings_as_for_one(reporting, section):
    with CaptureQueriesContext(connection) as one:
        COMPILERS[Section(section)](scope_of(reporting, as_of=AS_OF))
    for _number in range(3):
        fill(reporting)
    with CaptureQueriesContext(connection) as many:
        COMPILERS[Section(section)](scope_of(reporting, as_of=AS_OF))
    assert len(many) == len(one)


@pytest.mark.one_database
@pytest.mark.parametrize("section", MINE)
def test_every_section_is_told_in_both_languages_and_names_nobody(reporting, section):
    pairing = fill(reporting)
    for code in ("", pairing.code):
        found = compiled(section, scope_of(reporting, code, as_of=AS_OF))
        assert not any(name in str(found) for name in PERSONS)
        for language in ("en", "ko"):
            assert all_words(told(section, found, language))
            assert sheets(section, found, language)
