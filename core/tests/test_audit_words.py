"""The sentence of an act: its dates and codes in the reader's language."""

import pytest
from django.utils import translation
from django.utils.translation import ngettext_lazy

from core import audit

pytestmark = pytest.mark.one_database

audit.register("test-moved", "from %(old)s to %(new)s", words={"list": {"a": "Words of a"}})
audit.register("test-exported", "the list %(list)s", words={"list": {"a": "Words of a"}})
audit.register("test-counted", ngettext_lazy("%(rows)s row", "%(rows)s rows", "rows"), kind=audit.Kind.LOOK)
audit.register("test-issued", "issued: %(sha256)s")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "from 14 March 2017 to April–May 2017"), ("ko", "from 2017. 3. 14.(화) to 2017. 4.~5.")],
)
def test_a_date_of_an_act_reads_in_the_readers_language(language, sentence):
    with translation.override(language):
        assert audit.sentence("test-moved", {"old": "2017-03-14", "new": "2017-04/2017-05"}) == sentence


@pytest.mark.parametrize(("old", "shown"), [("", "–"), ("exploring", "exploring"), (3, "3")])
def test_what_is_no_date_stays_as_it_is(old, shown):
    assert audit.sentence("test-moved", {"old": old}) == f"from {shown} to –"


@pytest.mark.parametrize(("parameters", "shown"), [({"list": "a"}, "Words of a"), ({"list": "b"}, "b"), ({}, "–")])
def test_a_code_reads_as_its_words_and_an_unknown_one_as_itself(parameters, shown):
    assert audit.sentence("test-exported", parameters) == f"the list {shown}"


@pytest.mark.parametrize(("language", "shown"), [("en", "the list Visit"), ("ko", "the list 방문")])
def test_what_an_act_names_reads_in_the_readers_language(language, shown):
    with translation.override(language):
        assert audit.sentence("test-exported", {"list": {"en": "Visit", "ko": "방문"}}) == shown
        assert audit.sentence("test-exported", {"list": {"en": "Visit", "ko": ""}}) == "the list Visit"


@pytest.mark.parametrize(("parameters", "shown"), [({"rows": 1}, "1 row"), ({"rows": 2}, "2 rows"), ({}, "– rows")])
def test_an_act_that_counts_reads_by_its_number(parameters, shown):
    assert audit.sentence("test-counted", parameters) == shown


@pytest.mark.parametrize(("kept", "shown"), [("3f" * 32, "3f3f3f3f3f3f…"), ("3f3f3f3f3f3f", "3f3f3f3f3f3f"), ("", "")])
def test_a_checksum_reads_by_its_beginning(kept, shown):
    assert audit.sentence("test-issued", {"sha256": kept}) == f"issued: {shown}"
    assert audit.sentence("test-issued", {}) == "issued: –"


def test_what_only_reads_is_told_from_what_changes():
    kinds = {name: audit.kind_of(name) for name in ("test-counted", "test-moved")}
    assert kinds == {"test-counted": audit.Kind.LOOK, "test-moved": audit.Kind.CHANGE}
