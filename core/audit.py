"""The log's entry, and the registered names of actions: an entry of an unknown one is a programming error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.flat_rows import Added
from core.formats import format_moment, format_period, join_names
from core.periods import Period
from core.texts import in_readers_language, label_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(models.TextChoices):
    """What an entry tells of: a change of a record, or of what one side keeps for itself; or of no change at all."""

    CHANGE = "change", _("Change")
    OWN = "own"
    LOOK = "look", _("Look")
    MAIL = "mail", _("Mail")
    SIGN_IN = "sign-in", _("Sign-in")
    REFUSAL = "refusal", _("Refusal")


QUIET = (Kind.LOOK, Kind.MAIL, Kind.SIGN_IN, Kind.REFUSAL)  # those that change no record
VISITS = (Kind.SIGN_IN, Kind.REFUSAL)  # of who came, and what was refused
KEPT_DAYS = 365  # how long those are kept
INVITATION = "partnerships.invitation"  # whose names in the log go where nobody used it
KEPT_UNUSED_DAYS = 30  # so long after its end

_ACTIONS: dict[str, _StrPromise | str] = {}
_NEWS: dict[str, _StrPromise | str] = {}
_WORDS: dict[str, Mapping[str, Mapping[str, Any]]] = {}
_KINDS: dict[str, Kind] = {}
_WITHOUT_ACCOUNT: dict[str, _StrPromise] = {}
REFUSED = "refused"
# Parameters that hold a date or a period as `iso` writes it.
_DATES = ("old", "new", "until")
# The parameter that holds a checksum, and how much of it a sentence shows; the register of acts has the whole.
CHECKSUM = "sha256"
_CHECKSUM_SHOWN = 12


def register(
    name: str,
    label: _StrPromise | str,
    words: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    kind: Kind = Kind.CHANGE,
    news: _StrPromise | str = "",
    who: _StrPromise | None = None,
) -> str:
    """Make an action known, and give its name; `label` is a sentence with %(…)s for the entry's parameters.

    Where one reads otherwise than several, it is an ngettext_lazy that names the parameter to count by.
    `words` gives, for a parameter that holds a code, what the reader sees for each code. `news` says to others what was
    done: which `city` did it, with `what`, and what came of it. `who` says who does it where that takes no account.
    """
    if name in _ACTIONS:
        message = f"the action {name} is registered twice"
        raise ValueError(message)
    _ACTIONS[name] = label
    _WORDS[name] = words or {}
    _KINDS[name] = kind
    if news:
        _NEWS[name] = news
    if who:
        _WITHOUT_ACCOUNT[name] = who
    return name


def kind_of(name: str) -> Kind:
    """What a registered action does."""
    return _KINDS[name]


def is_registered(name: str) -> bool:
    """Whether an app has registered the action."""
    return name in _ACTIONS


class _Absent(int):
    """What an entry does not hold: a dash to the reader, and none where a sentence counts by it."""

    def __str__(self) -> str:
        return "–"


class _Known(dict[str, Any]):
    """Parameters of which a missing one shows as a dash, so that old entries stay readable."""

    def __missing__(self, key: str) -> _Absent:
        return _Absent()


def sentence(name: str, parameters: dict[str, Any]) -> str:
    """The action in the reader's language, with its dates, its codes and what it names in that language too."""
    return str(_ACTIONS[name] % _shown(name, parameters))


def news(names: Iterable[str], parameters: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """How an act of these actions is told to others, and with which parameters; the last that has a sentence tells it.

    What an act `led_to` has a sentence of its own (`news_of`).
    """
    for name in reversed(list(names)):
        if found := _NEWS.get(f"{name}:{parameters.get('led_to', '')}") or _NEWS.get(name):
            return str(found), _shown(name, parameters)
    return None


def news_of(name: str, led_to: str, news: _StrPromise | str) -> None:
    """The news of an action that led to something."""
    _NEWS[f"{name}:{led_to}"] = news


def _shown(name: str, parameters: dict[str, Any]) -> _Known:
    shown = {key: in_readers_language(value) if isinstance(value, dict) else value for key, value in parameters.items()}
    for key in _DATES:
        if isinstance(shown.get(key), str):
            shown[key] = _date(shown[key])
    if len(checksum := str(shown.get(CHECKSUM, ""))) > _CHECKSUM_SHOWN:
        shown[CHECKSUM] = f"{checksum[:_CHECKSUM_SHOWN]}…"
    for key, words in _WORDS[name].items():
        codes = shown.get(key, "–")
        several = isinstance(codes, list)
        shown[key] = join_names([str(words.get(code, code)) for code in codes]) if several else words.get(codes, codes)
    return _Known(shown)


def _date(text: str) -> str:
    try:
        return format_period(Period.parse(text)) or "–"
    except ValueError:
        return text


register(REFUSED, _("Was refused: %(address)s"), kind=Kind.REFUSAL)
register("record-added", _("Added"))
register("record-changed", _("Changed: %(fields)s"))
register("record-code-changed", _("Changed the code from %(before)s to %(after)s"))
register("record-deleted", _("Deleted"))
register("record-restored", _("Restored the texts of version %(number)s"))
register("pack-loaded", _("Loaded a pack: %(added)s added, %(changed)s changed"))

PERSONS = ("person", "successor", "deputy")  # the words of a sentence that name somebody


class EntryManager(models.Manager["AuditEntry"]):
    """Entries with their names."""

    def get_queryset(self) -> models.QuerySet[AuditEntry]:
        """In one query."""
        return super().get_queryset().select_related("names")


class AuditEntry(Added):
    """One act, once written never changed: when, who, what, to which record.

    It names nobody: persons are numbers here, and what they were called stands in `AuditNames`. `strand_id` and
    `pairing_id` are plain numbers, because this app knows neither model. Of an act that changed several records, each
    has an entry.
    """

    names: AuditNames

    key = models.UUIDField(unique=True, editable=False, default=uuid4)
    at = models.DateTimeField(_("when"), default=clock.now)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.CHANGE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
        db_index=False,
    )
    action = models.CharField(_("act"), max_length=60)
    # All that was done to the record, where that is more than one; ` one two `, so that each can be found.
    actions = models.CharField(max_length=300, editable=False)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    object_type = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("number of the record"), null=True, blank=True)
    strand_id = models.BigIntegerField(null=True, blank=True)
    pairing_id = models.BigIntegerField(null=True, blank=True)

    objects = EntryManager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_actor_at"),
            # Of the few that change no record, so that an act pays nothing for it.
            models.Index(fields=["kind", "-at", "-id"], name="audit_kind_at", condition=models.Q(kind__in=QUIET)),
            models.Index(fields=["strand_id", "-at", "-id"], name="audit_strand_at"),
            models.Index(fields=["pairing_id", "-at", "-id"], name="audit_pairing_at"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object_at"),
        ]

    def __str__(self) -> str:
        return f"{format_moment(timezone.localtime(self.at))}: {self.sentence}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: an entry is written once, at the end of its act."""
        message = "audit entries are written once, by write_audit"
        raise ValueError(message)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an entry outlives what it tells of."""
        message = "audit entries are never deleted"
        raise ValueError(message)

    @property
    def _named(self) -> AuditNames:
        return getattr(self, "names", None) or AuditNames()

    @property
    def actor_label(self) -> str:
        """How whoever acted was called then, or who does such an act without an account; empty of the portal itself."""
        return self._named.actor_label or str(_WITHOUT_ACCOUNT.get(self.action, ""))

    @property
    def object_label(self) -> str:
        """How the record was called then."""
        return self._named.object_label

    @property
    def reason(self) -> str:
        """Why it was done, as somebody wrote it."""
        return self._named.reason

    @property
    def all_parameters(self) -> dict[str, Any]:
        """All that its sentence tells, persons too."""
        return self.parameters | self._named.persons

    @property
    def sentence(self) -> str:
        """The act in the reader's language."""
        parameters = self.all_parameters
        if "fields" in parameters and self.object_type:
            parameters["fields"] = ", ".join(self._fields)
        return " · ".join(sentence(action, parameters) for action in self.actions.split())

    @property
    def _fields(self) -> list[str]:
        """What the fields that it names are called."""
        model = apps.get_model(self.object_type)
        return [label_of(model, name) for name in str(self.parameters["fields"]).split(", ")]

    @property
    def news(self) -> tuple[str, dict[str, Any]] | None:
        """How it is told to others, with the parameters; None where it has no sentence of its own.

        The fields that it names are a list of words.
        """
        fields = {"fields": self._fields} if "fields" in self.parameters and self.object_type else {}
        return news(self.actions.split(), self.all_parameters | fields)

    def joined(self, later: AuditEntry, *, instead: bool) -> AuditEntry:
        """One entry with what the act says later of the same record; `instead` leaves out what was said before."""
        for name, value in later.all_parameters.items():
            if later.action == self.action and self.all_parameters.get(name, value) != value:
                message = f"one act says {later.action} twice of {self.object_type} {self.object_id}"
                raise ValueError(message)
        later.key, later.at = self.key, self.at
        later.strand_id, later.pairing_id = self.strand_id or later.strand_id, self.pairing_id or later.pairing_id
        later.parameters = self.parameters | later.parameters
        later.names.persons = self.names.persons | later.names.persons
        later.names.reason = later.reason or self.reason
        if not instead:
            later.actions = " ".join(["", *dict.fromkeys([*self.actions.split(), *later.actions.split()]), ""])
            later.action = self.action
        return later


class AuditNames(models.Model):
    """What an entry says in names, or in somebody's own words, which may have names in them; kept apart from it.

    The owner of the tables alone changes it, where an ended account is made anonymous (core/erasures.py).
    """

    entry = models.OneToOneField(
        AuditEntry, to_field="key", primary_key=True, on_delete=models.CASCADE, related_name="names", editable=False
    )
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    object_label = models.CharField(_("record"), max_length=300, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    persons = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.actor_label


def of_actions(*actions: str) -> models.Q:
    """The entries that tell of one of these actions."""
    found = models.Q(pk__in=[])
    for action in actions:
        found |= models.Q(actions__contains=f" {action} ")
    return found
