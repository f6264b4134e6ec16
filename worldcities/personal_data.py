"""The register of personal data: which fields hold them, and of each kind what, why, ground, how long, who sees it.

The words are `docs/statements/<language>/personal-data.tsv`, of which the privacy notice makes its table; the fields
are below. A test holds every model that knows of people to them: a field is in `FIELDS` or in `NOT_PERSONAL`.
"""

import csv
import re
from functools import cache
from typing import NamedTuple

from django.conf import settings

from accounts.mails.services import KEPT_FAILED
from core.audit import KEPT_UNUSED_DAYS
from partnerships.tasks.services import KEPT_DRAFTS, KEPT_VISITS
from reports.imports.services import KEPT_SHEETS

_PATH = settings.BASE_DIR / "docs" / "statements"
_DAY = 24 * 60 * 60

# The kind of data, the model, its fields.
FIELDS = (
    ("account", "accounts.User", "email family_name given_name name_order name_native search_text language time_zone"),
    ("account", "accounts.User", "password last_login date_joined mail_now mail_deadlines mail_digest mail_comments"),
    ("account", "accounts.User", "tasks_seen_at tasks_read_at first_steps_put_away_at"),
    ("account", "account.EmailAddress", "user email"),
    ("account", "mfa.Authenticator", "user type data created_at last_used_at"),
    ("account", "socialaccount.SocialAccount", "user provider uid date_joined last_login extra_data"),
    ("card", "accounts.User", "function_en function_ko office_en office_ko telephone languages"),
    ("card", "accounts.User", "shows_email shows_telephone shows_hours shows_to_programme"),
    ("roles", "accounts.User", "is_active is_staff is_superuser access_renewed_at erasure_asked_at"),
    ("roles", "partnerships.StrandRole", "user role ended_on ended_at"),
    ("roles", "partnerships.Membership", "user started_on ended_on ended_at"),
    ("roles", "partnerships.Deputy", "user starts_on ends_on ended_at"),
    ("roles", "partnerships.Invitation", "email family_name given_name language role invited_by"),
    ("roles", "events.CalendarFeed", "user created_at last_read_on revoked_at"),
    ("acts", "core.AuditEntry", "at actor action actions parameters"),
    ("acts", "core.AuditNames", "entry actor_label object_label persons reason"),
    ("acts", "partnerships.Comment", "author author_label text search_text"),
    ("acts", "partnerships.Mention", "person name"),
    ("acts", "partnerships.Note", "author author_label text search_text"),
    ("acts", "partnerships.Contact", "author author_label"),
    ("acts", "partnerships.Confirmation", "by by_label approver_function"),
    ("acts", "partnerships.TextEdition", "requested_by requested_by_label"),
    ("acts", "partnerships.DateChange", "by by_label"),
    ("acts", "partnerships.LevelChange", "by by_label"),
    ("acts", "partnerships.Measurement", "by by_label"),
    ("acts", "partnerships.DocumentVersion", "by by_label"),
    ("acts", "partnerships.FollowUp", "owner"),
    ("acts", "partnerships.Milestone", "reported_by"),
    ("acts", "events.AgendaRelease", "by by_label"),
    ("acts", "events.DelegateLink", "by"),
    ("acts", "events.DelegateStep", "by by_label reason"),
    ("acts", "events.DestructionRecord", "by_label"),
    ("acts", "events.EventDateChange", "by by_label"),
    ("acts", "events.InvitationLetter", "by by_label"),
    ("acts", "events.MinutesObjection", "by by_label"),
    ("acts", "events.NotedInterest", "decided_by decided_label"),
    ("acts", "events.TripPaper", "finished_by finished_label"),
    ("acts", "events.VisitNote", "author author_label"),
    ("acts", "reports.ProgressReport", "issued_by issued_label"),
    ("acts", "reports.ReportStep", "by by_label"),
    ("acts", "reports.UpdateStep", "by by_label"),
    ("acts", "admin.LogEntry", "user object_repr change_message action_time"),
    ("questions", "partnerships.PracticeQuestion", "asked_by asked_at answered_on"),
    ("contacts", "partnerships.Contact", "who search_text"),
    ("contacts", "partnerships.GoodPractice", "contact search_text"),
    ("contacts", "events.AgendaItem", "contact_on_day search_text"),
    ("nomination", "events.Delegate", "family_name given_name name_order name_native title function organisation_name"),
    ("nomination", "events.Delegate", "sector languages email role status attended nominated_by search_text"),
    ("nomination", "events.InvitationLetter", "file language"),
    ("details", "events.DelegateNeeds", "diet_kinds diet access_kinds access interpretation arrival departure told"),
    ("emergency", "events.DelegateNeeds", "emergency_name emergency_phone"),
    ("consents", "events.Consent", "purpose given words filled_by at language"),
    ("consents", "events.Delegate", "gender"),
    ("mails", "accounts.Mail", "key recipient address kind subject text html state queued_at sent_at"),
    ("drafts", "core.Draft", "user form data at"),
    ("drafts", "core.SubmittedForm", "user at target"),
    ("sessions", "usersessions.UserSession", "user created_at last_seen_at ip user_agent session_key data"),
    ("sessions", "sessions.Session", "session_key session_data expire_date"),
    ("logs", "core.AuditEntry", "kind object_type object_id"),
    ("exports", "reports.Export", "owner name parameters file asked_at fetched_at"),
    ("imports", "reports.Import", "owner name sheets found made"),
)

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
    ("events.InvitationLetter", "number strand_number sha256 at"),
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
    ("partnerships.Participation", "department_ko website about_en about_ko logo releases_projects"),
    ("partnerships.TextEdition", "object_id slug edition body canonical sha256 requested_at search_text"),
    ("reports.Export", "key kind language digest state attempts worked_at fault done total ended_at expires_at"),
    ("reports.Export", "media_type size"),
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


class Kind(NamedTuple):
    """One kind of personal data in the words of one language, as a line of the file has them."""

    key: str
    what: str
    why: str
    ground: str
    how_long: str
    who_sees: str


def periods() -> dict[str, str]:
    """How long this installation keeps what, as the words name it."""
    return {
        "unused_days": str(KEPT_UNUSED_DAYS),
        "erase_days": str(settings.ERASE_DAYS),
        "consent_years": str(settings.CONSENT_YEARS),
        "export_days": str(settings.EXPORT_DAYS),
        "import_days": str(KEPT_SHEETS.days),
        "draft_days": str(KEPT_DRAFTS.days),
        "mail_days": str(KEPT_FAILED.days),
        "session_days": str(settings.SESSION_COOKIE_AGE // _DAY),
        "visit_days": str(KEPT_VISITS.days),
    }


@cache
def _lines(language: str) -> tuple[list[str], list[list[str]]]:
    with (_PATH / language / "personal-data.tsv").open(encoding="utf-8", newline="") as file:
        heads, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return heads, lines


def read_kinds(language: str) -> list[Kind]:
    """All kinds of personal data in a language, in the order of the privacy notice."""
    words = periods()

    def filled(cell: str) -> str:
        return re.sub(r"\{([a-z_]+)\}", lambda found: words[found[1]], cell)

    return [Kind(*map(filled, line)) for line in _lines(language)[1]]


def read_heads(language: str) -> list[str]:
    """What the parts of each kind are called, in the same order."""
    return _lines(language)[0][1:]


def personal_data_table(language: str) -> str:
    """The table of the privacy notice, as Markdown."""
    heads = read_heads(language)
    rows = [heads, ["---"] * len(heads), *(kind[1:] for kind in read_kinds(language))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
