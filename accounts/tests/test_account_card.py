"""What a person tells of the own post on the account page, and lets others of the strand see."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FORM = {
    "name_order": "given-first",
    "function_en": "Cooperation officer",
    "function_ko": "협력 담당 주무관",
    "office_en": "International Division",
    "office_ko": "국제협력과",
    "telephone": " +82 (51) 000-0101 ",
    "languages": "Korean, English",
}


@pytest.fixture
def jisu(client):
    person = get_user_model().objects.create_user("jisu@example.org", language="en")
    client.force_login(person)
    return person


def save(client, person, **changed):
    answer = client.post(reverse("accounts:account"), FORM | changed)
    person.refresh_from_db()
    return answer


def test_the_card_is_kept_as_it_was_written_in_both_languages(client, jisu):
    assert save(client, jisu).status_code == 302
    assert (jisu.telephone, jisu.dialled, jisu.languages) == ("+82 (51) 000-0101", "+82510000101", "Korean, English")
    for language, function, office in (
        ("en", "Cooperation officer", "International Division"),
        ("ko", "협력 담당 주무관", "국제협력과"),
    ):
        with translation.override(language):
            assert (jisu.function, jisu.office) == (function, office)


def test_others_see_what_is_ticked_and_at_first_all(client, jisu):
    jisu.telephone = "112"
    assert (jisu.shown_email, jisu.shown_telephone, jisu.shows_hours) == ("jisu@example.org", "112", True)
    save(client, jisu, shows_telephone="on")
    assert (jisu.shown_email, jisu.shown_telephone, jisu.shows_hours) == ("", "+82 (51) 000-0101", False)


@pytest.mark.parametrize(
    "telephone", ["call me", "+82 51 000 0101 ext. 3", "( )", "<b>1</b>", "tel:1", "1" * 31, "１２３", "1\n2"]
)
def test_what_is_no_telephone_is_refused_and_stays_in_the_form(client, jisu, telephone):
    answer = save(client, jisu, telephone=telephone)
    assert answer.status_code == 422
    assert "telephone" in answer.context["form"].errors
    assert jisu.telephone == ""


@pytest.mark.parametrize("field", ["function_en", "function_ko", "office_en", "office_ko", "languages"])
def test_what_is_too_long_is_refused(client, jisu, field):
    assert save(client, jisu, **{field: "x" * 121}).status_code == 422


@pytest.mark.parametrize(
    ("language", "first", "second"), [("en", "given_name", "family_name"), ("ko", "family_name", "given_name")]
)
def test_the_form_asks_for_the_names_in_the_order_of_its_language(client, jisu, language, first, second):
    jisu.language = language
    jisu.save()
    page = client.get(reverse("accounts:account")).text
    assert page.index(f'name="{first}"') < page.index(f'name="{second}"')
