"""Every text that people write is there in both languages, or said here to be in one, and why."""

from django.apps import apps
from django.db import models

from core.folding import FoldedField
from core.texts import LANGUAGES
from partnerships.fields import CodeField

OURS = {"accounts", "core", "partnerships", "events", "reports"}
# Codes, links and addresses are no texts; what is folded is made of others.
NO_TEXTS = (FoldedField, CodeField, models.SlugField, models.URLField, models.EmailField)
# By why one language is right: each model with its fields.
ONE_LANGUAGE: dict[str, tuple[tuple[str, str], ...]] = {
    "codes, addresses, numbers, time zones, hashes and what the portal keeps for itself": (
        ("accounts.Mail", "key"),
        ("accounts.User", "languages password telephone time_zone"),
        ("core.AuditEntry", "action actions object_type"),
        ("core.Draft", "form"),
        ("core.SubmittedForm", "target token"),
        ("core.Translation", "field"),
        ("events.AgendaItem", "languages organisation_codes stale_texts"),
        ("events.CalendarFeed", "token_hash"),
        ("events.DelegateLink", "token_hash"),
        ("events.Event", "city_codes host_codes milestone_codes organisation_codes pairing_codes stale_texts"),
        ("events.InvitationLetter", "sha256 strand_number"),
        ("events.Minutes", "stale_texts"),
        ("events.TripPaper", "stale_texts"),
        ("events.TripPhoto", "media_type sha256"),
        ("events.VisitNote", "stale_texts"),
        ("partnerships.ActionPlan", "stale_texts"),
        ("partnerships.AgreedThemes", "stale_texts theme_codes"),
        ("partnerships.Agreement", "party_codes stale_texts"),
        ("partnerships.City", "stale_texts time_zone"),
        ("partnerships.Closing", "stale_texts"),
        ("partnerships.Confirmation", "approver_document sha256"),
        ("partnerships.Contact", "stale_texts time_zone"),
        ("partnerships.DirectoryCity", "left_empty"),
        ("partnerships.DirectoryOrganisation", "left_empty"),
        ("partnerships.DirectoryPartner", "left_empty"),
        ("partnerships.DocumentVersion", "media_type sha256"),
        ("partnerships.FollowUp", "stale_texts"),
        ("partnerships.GoodPractice", "stale_texts"),
        ("partnerships.Indicator", "stale_texts"),
        ("partnerships.Interest", "stale_texts"),
        ("partnerships.Invitation", "token_hash"),
        ("partnerships.KnownPlace", "country names time_zone"),
        ("partnerships.LevelChange", "evidence_url"),
        ("partnerships.Milestone", "apart_days stale_texts"),
        ("partnerships.Organisation", "stale_texts"),
        ("partnerships.Pairing", "stale_texts theme_codes"),
        ("partnerships.Participation", "holiday_region logo_sha256"),
        ("partnerships.Partner", "city_codes stale_texts"),
        ("partnerships.PlanItem", "stale_texts"),
        ("partnerships.Programme", "stale_texts"),
        ("partnerships.Project", "organisation_codes partner_codes stale_texts"),
        ("partnerships.ProjectResult", "evidence_url"),
        ("partnerships.Stage", "stale_texts"),
        ("partnerships.Strand", "countries implementer_codes phase stale_texts"),
        ("partnerships.TextEdition", "sha256 slug"),
        ("partnerships.Theme", "stale_texts"),
        ("reports.CityUpdate", "stale_texts"),
        ("reports.Export", "digest fault key kind language media_type name sha256"),
        ("reports.Import", "fault key kind language"),
        ("reports.IssuedFile", "sha256"),
        ("reports.JointReport", "data"),
        ("reports.ProgressReport", "sha256"),
        ("reports.PublicResults", "stale_texts"),
        ("reports.PublicityItem", "language"),
        ("reports.ReportingPeriod", "stale_texts"),
        ("reports.ReportingTerms", "contract_number"),
        ("reports.SectionText", "stale_texts"),
    ),
    "names, as their bearers write them": (
        ("accounts.User", "family_name given_name name_native"),
        ("core.AuditNames", "actor_label object_label"),
        ("events.AgendaItem", "contact_on_day place"),
        ("events.AgendaRelease", "by_label"),
        ("events.Delegate", "family_name given_name name_native title function organisation_name languages"),
        ("events.DelegateStep", "by_label"),
        ("events.DestructionRecord", "by_label"),
        ("events.Event", "venue"),
        ("events.EventDateChange", "by_label"),
        ("events.InvitationLetter", "by_label"),
        ("events.MinutesObjection", "by_label"),
        ("events.NotedInterest", "decided_label"),
        ("events.TripPaper", "finished_label"),
        ("events.VisitNote", "author_label"),
        ("partnerships.City", "name_local"),
        ("partnerships.Comment", "author_label"),
        ("partnerships.Confirmation", "approver_function by_label"),
        ("partnerships.Contact", "author_label who"),
        ("partnerships.DateChange", "by_label"),
        ("partnerships.Document", "title"),
        ("partnerships.DocumentVersion", "by_label name"),
        ("partnerships.GoodPractice", "contact"),
        ("partnerships.Invitation", "family_name given_name"),
        ("partnerships.LevelChange", "by_label"),
        ("partnerships.Measurement", "by_label"),
        ("partnerships.Mention", "name"),
        ("partnerships.Note", "author_label"),
        ("partnerships.Participation", "address"),
        ("partnerships.Partner", "name_local"),
        ("partnerships.ProjectResult", "funder"),
        ("partnerships.TextEdition", "requested_by_label"),
        ("reports.Import", "name"),
        ("reports.IssuedFile", "name"),
        ("reports.ProgressReport", "issued_label"),
        ("reports.PublicityItem", "outlet published_by title"),
        ("reports.ReportStep", "by_label"),
        ("reports.UpdateStep", "by_label"),
    ),
    "sources, and what the office remarks on them": (
        ("events.AgendaItem", "source"),
        ("events.Event", "source"),
        ("events.HeadCount", "source"),
        ("partnerships.Agreement", "source"),
        ("partnerships.DirectoryCity", "note source"),
        ("partnerships.DirectoryOrganisation", "note source"),
        ("partnerships.DirectoryPartner", "note source"),
        ("partnerships.GoodPractice", "source"),
        ("partnerships.Interest", "source"),
        ("partnerships.Measurement", "source"),
        ("partnerships.Milestone", "source"),
        ("partnerships.Pairing", "note source"),
        ("partnerships.Participation", "note"),
        ("partnerships.PlanItem", "source"),
        ("partnerships.Project", "source"),
        ("partnerships.ProjectOrganisation", "part"),
        ("partnerships.Stage", "source"),
        ("partnerships.Strand", "note source"),
        ("partnerships.Theme", "source"),
    ),
    "conversation, quoted words, and what stays as it was said, asked, sent or frozen": (
        ("accounts.Mail", "html subject text"),
        ("core.AuditNames", "reason"),
        ("events.AgendaItem", "answer_note"),
        ("events.Consent", "words"),
        ("partnerships.Comment", "text"),
        ("partnerships.TextEdition", "canonical"),
        ("reports.ProgressReport", "snapshot"),
    ),
    "a translation itself": (("core.Translation", "text"),),
    "told in confidence, to few, and translated by nobody": (
        ("events.DelegateNeeds", "access access_kinds arrival departure diet diet_kinds interpretation"),
        ("events.DelegateNeeds", "emergency_name emergency_phone"),
        ("events.DelegateStep", "reason"),
        ("partnerships.Note", "text"),
    ),
    "names of languages": (("events.AgendaItem", "interpretation"),),
}


def _texts(model):
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NO_TEXTS)
        if is_text and not field.choices and not field.primary_key:
            yield field.name


def _in_both(model):
    """The names of the fields that have another for the other language, and of these."""
    once = getattr(model, "WRITTEN_ONCE", ())
    pairs = getattr(model, "BILINGUAL", ())
    return {f"{name}{end}" for name in once for end in ("", "_other")} | {
        f"{name}_{language}" for name in pairs for language in LANGUAGES
    }


def _written():
    """The fields of texts, as model and name, with whether they are there in both languages."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and not hasattr(model, "instance_type"):
            names, both = set(_texts(model)), _in_both(model)
            for name in sorted(names):
                stem, _line, end = name.rpartition("_")
                paired = end in LANGUAGES and {f"{stem}_{language}" for language in LANGUAGES} <= names
                yield f"{model._meta.label}.{name}", name in both or paired


def test_a_text_is_in_both_languages_or_is_said_to_be_in_one():
    excused = [
        f"{model}.{name}" for fields in ONE_LANGUAGE.values() for model, names in fields for name in names.split()
    ]
    found = dict(_written())
    assert sorted(name for name, both in found.items() if not both) == sorted(excused)
