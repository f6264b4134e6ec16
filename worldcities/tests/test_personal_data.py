"""Every field that holds something about a person is in the register, from which the privacy notice has its words."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from worldcities.personal_data import FIELDS, read_kinds

# Of models with such fields: what is about the work, and about no person.
NOT_PERSONAL = (
    ("account.EmailAddress", "verified primary"),
    ("account.EmailConfirmation", "created sent key"),  # never used: the portal confirms no addresses so
    ("accounts.Mail", "attempts due_at claimed_at"),
    ("admin.LogEntry", "object_id action_flag"),
    ("core.AuditEntry", "key strand_id pairing_id"),
    ("core.SubmittedForm", "token"),
    ("events.AgendaItem", "position starts_at ends_at kind title_en title_ko place organisation_codes languages"),
    ("events.AgendaItem", "interpretation capacity answer answer_note answered_on source removed_at on on_precision"),
    ("events.AgendaRelease", "number items note note_other at search_text"),
    ("events.CalendarFeed", "kind token_hash"),
    ("events.Delegate", "number nominated_at"),
    ("events.DelegateLink", "token_hash language created_at expires_at mailed opened_at revoked_at"),
    ("events.DelegateNeeds", "spelling_checked_at filled_at filled_by kept_days"),
    ("events.DelegateStep", "old new at"),
    ("events.DestructionRecord", "at kept_days counts"),
    ("events.EventDateChange", "reason reason_other at old_start old_start_precision old_end old_end_precision"),
    ("events.EventDateChange", "old_last_day new_start new_start_precision new_end new_end_precision new_last_day"),
    ("events.InvitationLetter", "number strand_number size sha256 at"),
    ("events.MinutesObjection", "edition side text text_other at withdrawn_at"),
    ("events.NotedInterest", "side outcome reason reason_other decided_at"),
    ("events.TripPaper", "kind purpose_en purpose_ko outline_en outline_ko implications_en implications_ko"),
    ("events.TripPaper", "finished_at search_text"),
    ("events.VisitNote", "what_en what_ko side created_at withdrawn_at withdrawn_reason withdrawn_reason_other"),
    ("events.VisitNote", "search_text"),
    ("partnerships.Comment", "record_id side at withdrawn_at"),
    (
        "partnerships.Confirmation",
        "side state sha256 asked_at confirmed_at on_behalf reason reason_other approval_until",
    ),
    ("partnerships.Confirmation", "approver_document withdrawn_at"),
    ("partnerships.Contact", "kind side on starts_at minutes time_zone what_en what_ko created_at withdrawn_at"),
    ("partnerships.Contact", "withdrawn_reason withdrawn_reason_other"),
    ("partnerships.DateChange", "reason reason_other at old_start old_start_precision old_end old_end_precision"),
    ("partnerships.DateChange", "old_last_day new_start new_start_precision new_end new_end_precision new_last_day"),
    ("partnerships.DocumentVersion", "number file name media_type size sha256 note note_other at search_text"),
    ("partnerships.FollowUp", "what_en what_ko side due_on state closed_on result result_other origin_id created_at"),
    ("partnerships.FollowUp", "search_text"),
    (
        "partnerships.GoodPractice",
        "title_en title_ko problem_en problem_ko solution_en solution_ko result_en result_ko",
    ),
    ("partnerships.GoodPractice", "source is_released"),
    ("partnerships.Invitation", "token_hash created_at sent_at accepted_at withdrawn_at"),
    ("partnerships.LevelChange", "found old new on reason reason_other evidence evidence_other evidence_url side at"),
    ("partnerships.Measurement", "on value source at withdrawn_at withdrawn_reason withdrawn_reason_other"),
    ("partnerships.Milestone", "edition title_en title_ko responsible status reason reason_other confirmation"),
    ("partnerships.Milestone", "confirmed_text objection_other apart_reason_other"),
    ("partnerships.Milestone", "outcome_en outcome_ko reported_side reported_at objection objection_side apart_days"),
    ("partnerships.Milestone", "apart_reason source note note_other search_text order_ko baseline_start"),
    ("partnerships.Milestone", "baseline_start_precision baseline_end baseline_end_precision baseline_last_day"),
    (
        "partnerships.Milestone",
        "forecast_start forecast_start_precision forecast_end forecast_end_precision forecast_last_day",
    ),
    ("partnerships.Milestone", "actual_start actual_start_precision actual_end actual_end_precision actual_last_day"),
    ("partnerships.Note", "record_id side at withdrawn_at"),
    # The address of an office, not of a person.
    ("partnerships.Participation", "side delegates note opens_at closes_at holiday_region address department_en"),
    ("partnerships.Participation", "department_ko website about_en about_ko logo logo_size logo_sha256"),
    ("partnerships.Participation", "releases_projects"),
    ("partnerships.TextEdition", "object_id slug edition body canonical sha256 requested_at search_text"),
    ("reports.Export", "key kind language digest state attempts worked_at fault done total ended_at expires_at"),
    ("reports.Export", "media_type size sha256"),
    ("reports.Import", "key kind state work columns overwrite rows language fault done total at stored_at"),
    (
        "reports.ProgressReport",
        "revision correction correction_other status sections snapshot sha256 renderer",
    ),
    ("reports.ProgressReport", "frozen_at issued_at"),
    ("reports.ReportStep", "act at reason reason_other"),
    ("reports.UpdateStep", "act at reason reason_other body"),
)
# The same in each model: what the portal keeps for itself.
NOWHERE_PERSONAL = frozenset({"version", "loaded_version", "stale_texts", "from_sources", "code"})


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
    assert not wrong, (
        f"say in worldcities/personal_data.py what these hold of a person, or in NOT_PERSONAL that they do not: {wrong}"
    )


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
