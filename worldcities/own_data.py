"""What the portal has about one person, for that person: as data and as a page, in the words of the register."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Mail, User
from core import clock
from core.audit import VISITS, Kind
from core.columns import Column, linked, table_rows
from core.labels import label_of
from core.models import AuditEntry, Draft
from core.texts import reader_language
from events.models import CalendarFeed
from partnerships.enums import InvitedAs
from partnerships.history.pairing_history import find_named, name_and_address
from partnerships.models import Deputy, Invitation, Membership, Mention, Pairing, Strand, StrandRole
from reports.models import Export, Import
from worldcities.personal_data import FIELDS, read_heads, read_kinds
from worldcities.personal_data import Kind as KindOfData

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


def _as_json(person: User, parts: Sequence[Part], kinds: dict[str, KindOfData]) -> str:
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
