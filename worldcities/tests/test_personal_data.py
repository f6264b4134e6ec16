"""Every field that holds something about a person is in the register, from which the privacy notice has its words."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from worldcities.personal_data import FIELDS, NOT_PERSONAL, NOWHERE_PERSONAL, read_kinds

# What a field is called that may hold something about a person.
PERSONAL = re.compile(
    r"e_?mail|phone|mobile|birth|passport|nationality|religion|diet|allerg|health|access|gender|emergency|network"
    r"|(^|_)ip($|_)|user_agent|family_name|given_name|name_native|first_name|last_name|(^|_)label$|(^|_)who$|^contact"
    r"|person|signatory|address|photo|session|iban|bank"
)
LANGUAGES = ("en", "ko")
# They hold nothing about a person, though their names look so.
NO_PEOPLE = {"events.TripPhoto"}


def names_people(field):
    of_person = field.is_relation and field.related_model is get_user_model()
    is_address = isinstance(field, models.EmailField | models.GenericIPAddressField)
    return of_person or is_address or bool(PERSONAL.search(field.name))


def fields_of(model):
    """What may be personal: not the key, nor the way to another record, nor what the portal keeps for itself."""
    people = get_user_model()
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and not (field.is_relation and field.related_model is not people)
    } - NOWHERE_PERSONAL


def listed(table, label):
    return [name for row in table if row[-2] == label for name in row[-1].split()]


def unlisted(model):
    """The fields of a model that holds people of which the register does not say whether they are personal."""
    label = model._meta.label
    known = {*listed(FIELDS, label), *listed(NOT_PERSONAL, label)}
    if label in NO_PEOPLE or not (known or any(names_people(field) for field in model._meta.concrete_fields)):
        return set()
    return fields_of(model) - known


def present():
    """All models but Django's lists of kinds, and those of saved versions, which repeat the fields of their records."""
    found = (model for model in apps.get_models() if model._meta.app_label not in ("auth", "contenttypes"))
    return [model for model in found if not hasattr(model, "instance_type")]


@pytest.mark.security("V14")
@pytest.mark.one_database
def test_every_field_of_a_model_that_holds_people_is_in_the_register_or_said_to_be_none():
    wrong = {model._meta.label: sorted(left) for model in present() if (left := unlisted(model))}
    assert not wrong, f"say in worldcities/personal_data.py what these hold of a person, or that it is nothing: {wrong}"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "field",
    [
        {"email": models.EmailField()},
        {"date_of_birth": models.DateField()},
        {"passport_number": models.CharField(max_length=9)},
        {"mobile_phone": models.CharField(max_length=20)},
        {"last_ip": models.GenericIPAddressField()},
        {"allergies": models.TextField()},
        {"nominee": models.ForeignKey("accounts.User", models.CASCADE)},
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_new_personal_field_is_found(field):
    with isolate_apps("core", "accounts", "partnerships"):
        known = {**field, "note": models.TextField(), "__module__": "core.models"}
        (name,) = field
        if name == "nominee":
            known[name] = models.ForeignKey(get_user_model(), models.CASCADE)
        made = type("Guest", (models.Model,), known)
    assert unlisted(made) == {name, "note"}


@pytest.mark.one_database
def test_the_register_names_what_there_is_and_nothing_twice():
    there = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in present()}
    for table in (FIELDS, NOT_PERSONAL):
        for row in table:
            assert set(row[-1].split()) <= there[row[-2]], row
    for label in there:
        names = [*listed(FIELDS, label), *listed(NOT_PERSONAL, label)]
        assert len(names) == len(set(names)), label
    assert there.keys() >= NO_PEOPLE


@pytest.mark.one_database
def test_each_kind_has_words_in_both_languages_and_the_words_have_fields():
    english, korean = ([kind.key for kind in read_kinds(language)] for language in LANGUAGES)
    assert english == korean
    # The whole address is kept with the counts of tries alone, which are in no model.
    assert {row[0] for row in FIELDS} == set(english) - {"network"}
    for language in LANGUAGES:
        assert all(cell for kind in read_kinds(language) for cell in kind)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_has_the_words_of_the_register_with_the_periods_of_the_settings(client, settings, language):
    settings.ERASE_DAYS, settings.CONSENT_YEARS = 23, 7
    page = client.get(reverse("privacy"), headers={"accept-language": language}).text
    page = unescape(re.sub(r"<[^>]+>", "", page.partition("<table>")[2].partition("</table>")[0]))
    for kind in read_kinds(language):
        for cell in kind[1:]:
            assert cell.replace("**", "") in page
    assert {"en": "23 days after", "ko": "23일 후"}[language] in page
    assert {"en": "7 years", "ko": "7년"}[language] in page
