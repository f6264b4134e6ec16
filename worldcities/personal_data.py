"""The register of personal data: which fields hold them, and of each kind what, why, ground, how long, who sees it.

The words are `docs/statements/<language>/personal-data.tsv`, of which the privacy notice makes its table; the fields
are below. A test holds every model that knows of people to them.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from accounts.audit_actions import ACCOUNT_ERASED
from accounts.mails.services import KEPT_FAILED, forget_address
from accounts.models import Mail, User
from accounts.users import anonymous_address, anonymous_name, empty_account
from core import clock
from core.audit import KEPT_UNUSED_DAYS, VISITS, Kind
from core.columns import Column, linked, table_rows
from core.erasures import note_erasure, rename
from core.errors import DomainError
from core.models import AuditEntry, Draft, one_act, write_audit
from core.parts import parts
from core.texts import label_of, reader_language
from events.models import CalendarFeed
from partnerships.enums import InvitedAs
from partnerships.history.pairing_history import find_named, name_and_address
from partnerships.models import Deputy, Invitation, Membership, Mention, Pairing, Strand, StrandRole
from partnerships.tasks.services import KEPT_DRAFTS, KEPT_VISITS
from reports.imports.services import KEPT_SHEETS
from reports.models import Export, Import

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


class DataKind(NamedTuple):
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


def read_kinds(language: str) -> list[DataKind]:
    """All kinds of personal data in a language, in the order of the privacy notice."""
    words = periods()

    def filled(cell: str) -> str:
        return re.sub(r"\{([a-z_]+)\}", lambda found: words[found[1]], cell)

    return [DataKind(*map(filled, line)) for line in _lines(language)[1]]


def read_heads(language: str) -> list[str]:
    """What the parts of each kind are called, in the same order."""
    return _lines(language)[0][1:]


def personal_data_table(language: str) -> str:
    """The table of the privacy notice, as Markdown."""
    heads = read_heads(language)
    rows = [heads, ["---"] * len(heads), *(kind[1:] for kind in read_kinds(language))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


_KEPT_SECRET = {"password", "search_text"}
# Records that are about other people: what the log calls them is theirs.
_OF_PEOPLE = {model._meta.label_lower for model in (User, StrandRole, Membership, Deputy, Invitation, Mail)}


class Part(NamedTuple):
    """One list of the person's data: its key in the data, its title, its kind in the register, columns and rows."""

    key: str
    title: str
    kind: str
    columns: Sequence[Column]
    rows: Iterable[Any]


def own_data_file(person: User) -> bytes:
    """An archive with `my-data.json` and `my-data.html`, in the reader's language."""
    language = reader_language()
    kinds = {kind.key: kind for kind in read_kinds(language)}
    parts = [part._replace(rows=list(part.rows)) for part in _parts(person)]
    heads = read_heads(language)[1:]
    about = {key: [(head, word) for head, word in zip(heads, kind[2:], strict=True)] for key, kind in kinds.items()}
    shown = [(part, about[part.kind], table_rows(part.columns, part.rows)) for part in parts]
    words = {"person": person, "language": language, "at": clock.now(), "parts": shown, "base_url": settings.BASE_URL}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", render_to_string("worldcities/own_data.html", words))
        archive.writestr("my-data.json", _as_json(person, parts, kinds))
    return target.getvalue()


def _as_json(person: User, parts: Sequence[Part], kinds: dict[str, DataKind]) -> str:
    data: dict[str, Any] = {"portal": settings.BASE_URL, "account": person.pk, "at": clock.now()}
    for part in parts:
        about = {name: word.replace("**", "") for name, word in kinds[part.kind]._asdict().items()}
        read = {column.key: column.value for column in part.columns if column.value}
        data[part.key] = {
            "about": about,
            "rows": [{key: value(row) for key, value in read.items()} for row in part.rows],
        }
    return json.dumps(data, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder) + "\n"


def _link(address: str) -> str:
    return linked(address, address) if address else ""


def _role(row: StrandRole | Membership | Deputy) -> str:
    if isinstance(row, StrandRole):
        return str(row.get_role_display())
    return str(InvitedAs.COORDINATOR.label) if isinstance(row, Membership) else _("Deputy")


def _where(row: StrandRole | Membership | Deputy) -> str:
    if isinstance(row, StrandRole):
        return str(row.strand)
    place = (row if isinstance(row, Membership) else row.membership).participation
    return f"{place.partner.name}, {place.strand}"


_ROLES = [
    Column("role", gettext_lazy("Role"), _role),
    Column("where", gettext_lazy("For"), _where),
    Column("from", gettext_lazy("From"), lambda row: getattr(row, "started_on", getattr(row, "starts_on", None))),
    Column("until", gettext_lazy("Until"), lambda row: getattr(row, "ended_on", getattr(row, "ends_on", None))),
]
_LOG = [
    Column("at", gettext_lazy("When"), lambda row: row.at),
    Column("act", gettext_lazy("Act"), lambda row: row.sentence),
    Column("network", gettext_lazy("Network"), lambda row: row.parameters.get("network", "")),
]
_ACTS = [
    Column("at", gettext_lazy("When"), lambda row: row.at),
    Column("kind", gettext_lazy("Kind of record"), lambda row: row.kind_of_record),
    Column("title", gettext_lazy("Title"), lambda row: row.title),
    Column("address", gettext_lazy("Address"), lambda row: row.address, cell=lambda row: _link(row.address)),
]


def _parts(person: User) -> Iterable[Part]:
    """All of it, each in a constant number of queries."""
    own = [(kind, name) for kind, label, names in FIELDS if label == "accounts.User" for name in names.split()]
    columns = [
        Column("name", _("Name"), lambda name: label_of(User, name)),
        Column("value", pgettext("of a field", "Value"), lambda name: _shown(person, name)),
        Column("field", _("Field"), lambda name: name),
    ]
    for title, *keys in ((_("My account"), "account", "roles"), (_("My card"), "card")):
        names = [name for kind, name in own if kind in keys and name not in _KEPT_SECRET]
        yield Part(keys[0], title, keys[0], columns, names)
    yield Part("roles", _("Roles"), "roles", _ROLES, _roles(person))
    invited = Invitation.objects.filter(email__iexact=person.email).select_related("strand").order_by("pk")
    yield _listed("invitations", "roles", invited, "role", "strand", "created_at", "accepted_at", "withdrawn_at")
    feeds = CalendarFeed.objects.filter(user=person).order_by("pk")
    yield _listed("calendars", "roles", feeds, "kind", "created_at", "last_read_on", "revoked_at")
    looks = Q(actor=person, kind__in=(*VISITS, Kind.LOOK))
    about = Q(object_type=User._meta.label_lower, object_id=person.pk, kind__in=VISITS)
    came = AuditEntry.objects.filter(looks | about).order_by("at", "pk")
    yield Part("log", _("Sign-ins, refusals and downloads"), "logs", _LOG, came)
    yield Part("contributions", _("What I did"), "acts", _ACTS, _contributions(person))
    named = Mention.objects.filter(person=person).select_related("comment").order_by("pk")
    when = [Column("at", _("When"), lambda row: row.comment.at)]
    yield Part("mentions", _("Comments that name me"), "acts", when, named)
    mails = Mail.objects.filter(recipient=person).order_by("queued_at", "pk")
    yield _listed("mails", "mails", mails, "queued_at", "kind", "address", "state", "sent_at")
    drafts = _listed("drafts", "drafts", Draft.objects.filter(user=person).order_by("at"), "form", "at")
    typed = Column("data", _("Text"), lambda row: row.data, cell=lambda row: "; ".join(map(str, row.data.values())))
    yield drafts._replace(columns=[*drafts.columns, typed])
    open_ones = UserSession.objects.filter(user=person).order_by("created_at")
    yield _listed("sessions", "sessions", open_ones, "created_at", "last_seen_at", "ip", "user_agent")
    yield _since("steps", _("Two-step sign-in"), Authenticator, person, Authenticator.get_type_display, "created_at")
    service = attrgetter("provider")
    yield _since("services", _("Sign-in by another service"), SocialAccount, person, service, "date_joined")
    yield _listed("exports", "exports", Export.objects.filter(owner=person).order_by("pk"), "name", "asked_at")
    yield _listed("imports", "imports", Import.objects.filter(owner=person).order_by("pk"), "name", "at")


def _listed(key: str, kind: str, rows: Any, *names: str) -> Part:
    """Some fields of rows of one model, under its own words."""
    model = rows.model
    columns = [Column(name, label_of(model, name), partial(_shown, name=name)) for name in names]
    return Part(key, str(capfirst(str(model._meta.verbose_name_plural))), kind, columns, rows)


def _since(key: str, title: str, model: Any, person: User, what: Callable[[Any], Any], since: str) -> Part:
    """Ways to sign in, each with the day from which on it is one; their secrets stay where they are."""
    columns = [Column("kind", _("Kind"), what), Column("at", _("When"), attrgetter(since))]
    return Part(key, title, "account", columns, model.objects.filter(user=person).order_by("pk"))


def _shown(row: Any, name: str) -> Any:
    """The value of a field; of a choice its word."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value) if hasattr(value, "_meta") or hasattr(value, "_proxy____args") else value


def _roles(person: User) -> list[Any]:
    names = ("participation__partner", "participation__strand")
    deputy = tuple(f"membership__{name}" for name in names)
    return [
        *StrandRole.objects.filter(user=person).select_related("strand").order_by("pk"),
        *Membership.objects.filter(user=person).select_related(*names).order_by("pk"),
        *Deputy.objects.filter(user=person).select_related(*deputy).order_by("pk"),
    ]


def _contributions(person: User) -> list[Any]:
    """What the person did: to which record and when. Not in which words: they may name others."""
    acts: list[Any] = list(AuditEntry.objects.filter(actor=person, kind=Kind.CHANGE).order_by("at", "pk"))
    found = find_named(acts)
    pairings = Pairing.objects.with_names().in_bulk({act.pairing_id for act in acts if act.pairing_id})
    strands = Strand.objects.in_bulk({act.strand_id for act in acts if act.strand_id})
    for act in acts:
        model = apps.get_model(act.object_type) if act.object_type else None
        act.kind_of_record = str(capfirst(str(model._meta.verbose_name))) if model else ""
        act.title = "" if act.object_type in _OF_PEOPLE else act.object_label
        record, pairing = found.get((act.object_type, act.object_id)), pairings.get(act.pairing_id)
        if record is not None and vars(record).get("strand_id") in strands:
            record.strand = strands[record.strand_id]
        path = ""
        if record is not None and pairing is not None:
            path = name_and_address(record, pairing)[1]
        elif record is not None and vars(record).get("pairing_id") is None:
            path = record.get_log_name()[1] if hasattr(record, "get_log_name") else record.get_absolute_url()
        elif pairing is not None:
            path = pairing.get_absolute_url()
        act.address = f"{settings.BASE_URL}{path}" if path else ""
    return acts


ACCOUNT = "account"  # its kind in the ledger of erasures


@one_act()
def anonymise(number: int, *, again: bool = False) -> User:
    """Take name, address and card from an ended account, and the name from the log and from what the person did.

    Words that people wrote are not read: whoever names a person in a text corrects it there. Raises DomainError for an
    account that can sign in or is anonymous already. `again`: a backup may have brought it back from before its end.
    """
    person = get_user_model().objects.select_for_update().get(pk=number)
    if person.is_active and not again:
        raise DomainError("The account can sign in. End its access first: on the page of people or in Django admin.")
    if person.email == anonymous_address(person.pk):
        raise DomainError("The account is anonymous already.")
    if person.is_active:
        person.is_active, person.access_renewed_at = False, clock.now()
        for end in parts().access_ends:
            end(None, person, person.access_renewed_at)
    instead, address = anonymous_name(person.pk), person.email
    rename(person, instead=instead)
    for row in Invitation.objects.filter(email__iexact=address):
        row.email, row.family_name, row.given_name = anonymous_address(person.pk), "", ""
        row.save()
    for mention in Mention.objects.filter(person=person).select_related("comment"):
        comment = mention.comment
        comment.text = comment.text.replace(mention.name, instead)
        comment.save(by=None)
        mention.delete()
    empty_account(person)
    forget_address(person, address=address, instead=person.email)
    write_audit(action=ACCOUNT_ERASED, by=None, record=person)
    note_erasure(ACCOUNT, person.pk)
    return person
