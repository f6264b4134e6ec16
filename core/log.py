"""The log: the act that is under way, its entries, what points to them, and the counters that it raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import audit, clock
from core.formats import format_moment
from core.labels import label_of

if TYPE_CHECKING:
    from accounts.models import User

type Record = tuple[type[models.Model], Any]
SHARED = "shared"  # the scope of what lies in no strand
RAISING = (audit.Kind.CHANGE, audit.Kind.OWN)  # the kinds of acts that change a record
_AT_ONCE = 500  # keys in one query


class NotLogged(RuntimeError):
    """A programming error: a record was saved outside of an act, or by one that wrote no entry."""


class Act:
    """What an act has saved and written so far."""

    def __init__(self) -> None:
        self.keys: dict[Record, UUID] = {}  # of the entry about a record, be it written already or not yet
        self.rows: dict[Record, set[type[models.Model]]] = {}  # what points to that entry
        self.entries: dict[Any, AuditEntry] = {}
        self.scopes: set[str] = set()

    def copy(self) -> Act:
        """As it stands now, for an inner act, which may be undone."""
        same = Act()
        same.keys, same.entries, same.scopes = {**self.keys}, {**self.entries}, {*self.scopes}
        same.rows = {record: {*kinds} for record, kinds in self.rows.items()}
        return same

    def write(self, entry: AuditEntry, record: Record | None, *, instead: bool) -> AuditEntry:
        """Keep an entry until the end. What is said twice of a record in one place is one entry."""
        place = (record, entry.strand_id, entry.pairing_id)
        if instead:
            place = next((one for one in self.entries if one[0] == record), place)
        if record is None or entry.kind not in RAISING:
            place = (entry.key, None, None)
        elif place in self.entries:
            entry = self.entries[place].joined(entry, instead=instead)
        elif record not in {about for about, _strand, _pairing in self.entries}:
            entry.key = self.key_of(record)
        self.entries[place] = entry
        return entry

    def key_of(self, record: Record) -> UUID:
        """The key of the entry about a record."""
        return self.keys.setdefault(record, uuid4())

    def close(self) -> None:
        """Write the entries; what has none of its own points to the first one. Then raise the counters."""
        written = {record for record, _strand, _pairing in self.entries}
        left = [record for record in self.rows if record not in written]
        if left:
            self._give_away(left)
        AuditEntry.objects.bulk_create(self.entries.values())
        ChangeCounter.raise_all(self.scopes)

    def _give_away(self, left: list[Record]) -> None:
        first = next(((place, one) for place, one in self.entries.items() if one.kind in RAISING), None)
        if first is None:
            message = f"an act saved {left[0][0]._meta.label} {left[0][1]} and wrote no entry"
            raise NotLogged(message)
        (record, *_place), entry = first
        if record not in self.rows:
            # Nothing points to it yet: it takes the key that one of them has, which saves a query.
            entry.key = self.keys[left.pop(0)]
        keys: dict[type[models.Model], list[UUID]] = {}
        for other in left:
            for kind in self.rows[other]:
                keys.setdefault(kind, []).append(self.keys[other])
        for kind, some in keys.items():
            for start in range(0, len(some), _AT_ONCE):
                kind._base_manager.filter(entry__in=some[start : start + _AT_ONCE]).update(entry=entry.key)


_running: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """One act: one transaction, and one entry about each record that it changes. One inside another is a part of it.

    Raises NotLogged where it saved a record and wrote no entry at all (docs/decisions/0016).
    """
    outer = _running.get()
    act = outer.copy() if outer else Act()
    token = _running.set(act)
    try:
        with transaction.atomic():
            yield
            if outer is None and not transaction.get_rollback():
                act.close()
    finally:
        _running.reset(token)
    if outer:
        # What an inner act wrote counts only where it was not undone.
        vars(outer).update(vars(act))


def _outside(row: OfAct) -> Act:
    message = f"{row} was saved outside of an act"
    raise NotLogged(message)


class EntryField(models.ForeignKey):
    """The entry of the act that wrote a row, by the key that the act holds for the row's record."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """A new row takes its key from the running act; raises NotLogged outside of one."""
        if add and model_instance.entry_id is None:
            record = model_instance.acted_on()
            act = _running.get() or _outside(model_instance)
            act.rows.setdefault(record, set()).add(type(model_instance))
            act.scopes |= _scopes_of_row(model_instance, record)
            model_instance.entry_id = act.key_of(record)
        return super().pre_save(model_instance, add)


class OfAct(models.Model):
    """A row that an act writes once: a saved version, a typed change. It points to the act's entry about its record.

    The database holds it to that at the end of the transaction, because an entry is written last: it names what the
    record has become.
    """

    entry = EntryField("core.AuditEntry", to_field="key", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    CHANGED: ClassVar[tuple[str, ...]] = ()

    def acted_on(self) -> Record:
        """The model and the key of the record that was changed: what one of the fields in `CHANGED` points to."""
        fields = [self._meta.get_field(name) for name in self.CHANGED]
        return next((field.related_model, key) for field in fields if (key := getattr(self, field.attname)))  # type: ignore[union-attr, misc]


class SavedVersion(OfAct):
    """A saved version of a record."""

    instance_type: type[models.Model]

    class Meta:
        abstract = True

    def acted_on(self) -> Record:
        """The record itself."""
        return self.instance_type, getattr(self, self.instance_type._meta.pk.attname)


class History(HistoricalRecords):
    """The saved versions of a record, each with the entry of the act that led to it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(bases=[SavedVersion], **options)


class AuditEntry(models.Model):
    """One act, once written never changed: when, who, what, to which record, why.

    `strand_id` and `pairing_id` are plain numbers, because this app knows neither model. Of an act that changed
    several records, each has an entry.
    """

    key = models.UUIDField(unique=True, editable=False, default=uuid4)
    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)
    kind = models.CharField(_("kind of act"), max_length=6, choices=audit.Kind, default=audit.Kind.CHANGE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    action = models.CharField(_("act"), max_length=60)
    # All that was done to the record, where that is more than one; ` one two `, so that each can be found.
    actions = models.CharField(max_length=300, editable=False)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    object_type = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("number of the record"), null=True, blank=True)
    object_label = models.CharField(_("record"), max_length=300, blank=True)
    strand_id = models.BigIntegerField(null=True, blank=True)
    pairing_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
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
    def sentence(self) -> str:
        """The act in the reader's language."""
        parameters = dict(self.parameters)
        if "fields" in parameters and self.object_type:
            model = apps.get_model(self.object_type)
            names = str(parameters["fields"]).split(", ")
            parameters["fields"] = ", ".join(label_of(model, name) for name in names)
        return " · ".join(audit.sentence(action, parameters) for action in self.actions.split())

    def joined(self, later: AuditEntry, *, instead: bool) -> AuditEntry:
        """One entry with what the act says later of the same record; `instead` leaves out what was said before."""
        for name, value in later.parameters.items():
            if later.action == self.action and self.parameters.get(name, value) != value:
                message = f"one act says {later.action} twice of {self.object_type} {self.object_id}"
                raise ValueError(message)
        later.key, later.at = self.key, self.at
        later.strand_id, later.pairing_id = self.strand_id or later.strand_id, self.pairing_id or later.pairing_id
        later.parameters = self.parameters | later.parameters
        later.reason = later.reason or self.reason
        if not instead:
            later.actions = " ".join(["", *dict.fromkeys([*self.actions.split(), *later.actions.split()]), ""])
            later.action = self.action
        return later


def of_actions(*actions: str) -> models.Q:
    """The entries that tell of one of these actions."""
    found = models.Q(pk__in=[])
    for action in actions:
        found |= models.Q(actions__contains=f" {action} ")
    return found


class ChangeCounter(models.Model):
    """How often anything was changed in a strand, in a pairing, or of what lies in no strand."""

    scope = models.CharField(primary_key=True, max_length=30)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope}: {self.number}"

    @classmethod
    def raise_all(cls, scopes: Iterable[str]) -> None:
        """Raise the counters of an act, at its end: until then others in the strand need not wait for it.

        In one order, so that two acts cannot wait for each other.
        """
        if names := sorted(scopes):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO core_changecounter (scope, number) VALUES {', '.join(['(%s, 1)'] * len(names))} "  # noqa: S608
                    "ON CONFLICT (scope) DO UPDATE SET number = core_changecounter.number + 1",
                    names,
                )


def _scopes(strand_id: int | None, pairing_id: int | None) -> set[str]:
    return {f"{kind}-{key}" for kind, key in (("strand", strand_id), ("pairing", pairing_id)) if key}


def _scopes_of_row(row: Any, record: Record) -> set[str]:
    """What the row itself says of its place: of a record that has no entry of its own nobody else says it."""
    found = _scopes(getattr(row, "strand_id", None), getattr(row, "pairing_id", None))
    if record[0]._meta.model_name in {"strand", "pairing"}:
        found.add(f"{record[0]._meta.model_name}-{record[1]}")
    return found or (set() if hasattr(record[0], "LIES_IN") else {SHARED})


def read_counters(*, strand_id: int | None = None, pairing_id: int | None = None) -> tuple[int, ...]:
    """How often anything changed in a strand, in a pairing, and of what lies in no strand; one query."""
    names = [f"strand-{strand_id}", f"pairing-{pairing_id}", SHARED]
    numbers = dict(ChangeCounter.objects.filter(scope__in=names).values_list("scope", "number"))
    return tuple(numbers.get(name, 0) for name in names)


def place_of(record: models.Model) -> tuple[int | None, int | None]:
    """The keys of the strand and the pairing that a record is or lies in; what does not name them says by `LIES_IN`."""
    strand_id = pairing_id = None
    place: Any = record
    while place is not None:
        kind = place._meta.model_name
        strand_id = place.pk if kind == "strand" else strand_id or getattr(place, "strand_id", None)
        pairing_id = place.pk if kind == "pairing" else pairing_id or getattr(place, "pairing_id", None)
        way = getattr(place, "LIES_IN", "pairing" if pairing_id and not strand_id else "")
        place = getattr(place, way) if way else None
    return strand_id, pairing_id


def write_audit(
    *,
    action: str,
    by: User | None,
    record: models.Model | None = None,
    strand_id: int | None = None,
    pairing_id: int | None = None,
    reason: str = "",
    label: str | None = None,
    instead: bool = False,
    **parameters: Any,
) -> AuditEntry:
    """Write one entry, in the transaction of the act that it tells of; of strand and pairing in which the record lies.

    `label` stands for the record where its own words are not for everybody who reads entries. Where the act has said
    something of the record before, both are one entry; `instead` leaves out what was said before.
    """
    if not audit.is_registered(action):
        message = f"no registered action: {action}"
        raise ValueError(message)
    place = (None, None) if record is None else place_of(record)
    entry = AuditEntry(
        kind=audit.kind_of(action),
        actor=by,
        actor_label=by.kept_name if by else "",
        action=action,
        actions=f" {action} ",
        parameters=parameters,
        object_type=record._meta.label_lower if record else "",
        object_id=record.pk if record else None,
        object_label=(str(record) if label is None else label)[:300] if record else "",
        strand_id=strand_id or place[0],
        pairing_id=pairing_id or place[1],
        reason=reason,
    )
    with one_act() if _running.get() is None else nullcontext():
        act = _running.get()
        assert act is not None  # noqa: S101 - one is open
        if entry.kind in RAISING:
            act.scopes |= _scopes(entry.strand_id, entry.pairing_id) | (set() if any(place) else {SHARED})
        return act.write(entry, None if record is None else (type(record), record.pk), instead=instead)
