"""What a person is called: on a page in the reader's script, in records of an act in the letters that all read."""

import pytest
from django.utils import translation

from accounts.models import User

pytestmark = pytest.mark.one_database

KIM = {"family_name": "Kim", "given_name": "Jisu", "name_order": "family-first", "name_native": "김지수"}
MARTA = {"family_name": "Soler", "given_name": "Marta", "name_native": ""}
ELENI = {"family_name": "Papadaki", "given_name": "Eleni", "name_native": "Ελένη Παπαδάκη"}


@pytest.mark.parametrize(
    ("names", "language", "shown", "other"),
    [
        (KIM, "en", "Kim Jisu", "김지수"),
        (KIM, "ko", "김지수", "Kim Jisu"),
        (MARTA, "en", "Marta Soler", ""),
        (MARTA, "ko", "Marta Soler", ""),
        (ELENI, "ko", "Eleni Papadaki", "Ελένη Παπαδάκη"),
        ({"name_native": "김지수"}, "ko", "김지수", ""),
        ({"name_native": "김지수"}, "en", "person@example.org", "김지수"),
    ],
)
def test_a_page_writes_a_name_in_the_script_of_its_language(names, language, shown, other):
    person = User(email="person@example.org", **names)
    with translation.override(language):
        assert (str(person), person.other_name) == (shown, other)


def test_records_of_an_act_keep_one_name_for_readers_of_both_languages():
    person = User(email="kim@example.org", **KIM)
    with translation.override("ko"):
        assert person.kept_name == "Kim Jisu"
    assert User(email="nobody@example.org").kept_name == "nobody@example.org"
