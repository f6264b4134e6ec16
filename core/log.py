"""The act that is under way: which entries it writes, what points to them, and which counters it raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.models import Sum
from django.db.models.functions import Cast, Coalesce, Concat
from simple_history.models import HistoricalRecords

from core import audit, clock
from core.audit import PERSONS, AuditEntry, AuditNames
from core.flat_rows import Added

if TYPE_CHECKING:
    from accounts.models import User

type Record = tuple[type[models.Model], Any]
RAISING = (audit.Kind.CHANGE, audit.Kind.OWN)  # the kinds of acts that change a record
_SHOWN = (*RAISING, audit.Kind.MAIL)  # those that pages tell of
_MINUTE = dt.timedelta(minutes=1)
_AT_ONCE = 500  # keys in one query
SHARED = "shared"  # the scope of what lies in no strand
AROUND = "-around"  # ends the scope of what lies in a strand and in none of its pairings


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


def scopes_of(strand_id: int | None, pairing_id: int | None) -> set[str]:
    """The counters of a place. What lies in a strand and in none of its pairings has one more, because all show it."""
    found = {f"{kind}-{key}" for kind, key in (("strand", strand_id), ("pairing", pairing_id)) if key}
    return found if pairing_id or not strand_id else {*found, around_pairings(strand_id)}


def around_pairings(strand_id: int) -> str:
    """The counter of what lies in a strand and in none of its pairings."""
    return f"strand-{strand_id}{AROUND}"


def scope_in(rows: models.QuerySet[Any], kind: str, key: str = "pk", after: str = "") -> models.Subquery:
    """The counter of the row that a query finds, to be read in the query of the counter."""
    name = Concat(models.Value(f"{kind}-"), Cast(key, models.CharField()), models.Value(after))
    return models.Subquery(rows.order_by().values_list(name))


def count_changes(strand: str, pairing: str) -> models.expressions.Combinable:
    """How often anything has changed in a row's pairing, in its strand outside of pairings, and of what lies in none.

    It is read in the query of the row: what is made of the row later is never older than the number tells.
    """

    def number(kind: str, name: str, after: str = "") -> Coalesce:
        key = Cast(models.OuterRef(name), models.CharField())
        return _number(Concat(models.Value(kind), key, models.Value(after)))

    return number("pairing-", pairing) + number("strand-", strand, AROUND) + _number(SHARED)


def _number(scope: Any) -> Coalesce:
    return Coalesce(models.Subquery(ChangeCounter.objects.filter(scope=scope).values("number")), 0)


def of_person(person_id: int | None) -> str:
    """The counter of what is a person's own and lies in no strand."""
    return f"person-{person_id}"


def read_numbers(scopes: Sequence[Any]) -> dict[str, int]:
    """How often anything changed in some scopes, by name or by a query of it; of an empty name: anywhere. One query."""
    rows = ChangeCounter.objects.all()
    if "" in scopes:
        return {"": rows.aggregate(all=Coalesce(Sum("number"), 0))["all"]}
    return dict(numbers_of(*scopes))


def numbers_of(*scopes: Any) -> models.QuerySet[Any, tuple[str, int]]:
    """The counters of some scopes with their names, for a query that stays (core/flat_rows.py)."""
    return ChangeCounter.objects.filter(scope__in=scopes).values_list("scope", "number")


def read_counters(*, strand_id: int | None = None, pairing_id: int | None = None) -> tuple[int, ...]:
    """How often anything changed in a strand, in a pairing, and of what lies in no strand; one query."""
    names = [f"strand-{strand_id}", f"pairing-{pairing_id}", SHARED]
    numbers = read_numbers(names)
    return tuple(numbers.get(name, 0) for name in names)


class NotLogged(RuntimeError):
    """A programming error: a record was saved outside of an act, or by one that wrote no entry."""


class Act:
    """What an act has saved and written so far."""

    def __init__(self) -> None:
        self.keys: dict[Record, UUID] = {}  # of the entry about a record, be it written already or not yet
        self.rows: dict[Record, set[type[models.Model]]] = {}  # what points to that entry
        self.entries: dict[tuple[Any, ...], AuditEntry] = {}  # by record, strand and pairing
        self.scopes: set[str] = set()

    def copy(self) -> Act:
        """As it stands now, for an inner act, which may be undone."""
        same = Act()
        same.keys, same.entries, same.scopes = {**self.keys}, {**self.entries}, {*self.scopes}
        same.rows = {record: {*kinds} for record, kinds in self.rows.items()}
        return same

    def write(self, entry: AuditEntry, record: Record | None, *, instead: bool) -> AuditEntry:
        """Keep an entry until the end. What is said twice of a record in one place is one entry."""
        place: tuple[Any, ...] = (record, entry.strand_id, entry.pairing_id)
        if instead:
            place = next((one for one in self.entries if one[0] == record), place)
        if record is None or entry.kind not in RAISING:
            place = (None, entry.key)
        elif place in self.entries:
            entry = self.entries[place].joined(entry, instead=instead)
        elif record not in self.written:
            entry.key = self.key_of(record)
        self.entries[place] = entry
        return entry

    @property
    def written(self) -> set[Record | None]:
        """The records that have an entry."""
        return {place[0] for place in self.entries}

    def key_of(self, record: Record) -> UUID:
        """The key of the entry about a record."""
        return self.keys.setdefault(record, uuid4())

    def close(self) -> None:
        """Write the entries; what has none of its own points to the first one. Then raise the counters."""
        written = self.written
        if left := [record for record in self.rows if record not in written]:
            self._give_away(left)
        entries = AuditEntry.objects.bulk_create(self.entries.values())
        AuditNames.objects.bulk_create(names_of(entries))
        ChangeCounter.raise_all(self.scopes)

    def _give_away(self, left: list[Record]) -> None:
        place, entry = next(((place, one) for place, one in self.entries.items() if one.kind in RAISING), (None, None))
        if place is None or entry is None:
            message = f"an act saved {left[0][0]._meta.label} {left[0][1]} and wrote no entry"
            raise NotLogged(message)
        if place[0] not in self.rows:
            # Nothing points to it yet: it takes the key that one of them has, which saves a query.
            entry.key = self.keys[left.pop(0)]
        keys: dict[type[models.Model], list[UUID]] = {}
        for other in left:
            for kind in self.rows[other]:
                keys.setdefault(kind, []).append(self.keys[other])
        for kind, some in keys.items():
            for start in range(0, len(some), _AT_ONCE):
                kind._base_manager.filter(entry__in=some[start : start + _AT_ONCE]).update(entry=entry.key)


def names_of(entries: Iterable[AuditEntry]) -> Iterator[AuditNames]:
    """What entries say in names, pointing to them by the keys that they have by now."""
    for entry in entries:
        entry.names.entry = entry
        yield entry.names


_running: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """One act: one transaction, and one entry about each record that it changes. One inside another is a part of it.

    Raises NotLogged where it saved a record and wrote no entry at all (docs/decisions/0016).
    """
    outer = _running.get()
    act = outer.copy() if outer else Act()
    with transaction.atomic():
        # No longer than its own rows: what waits for the end of the transaction is an act of its own.
        token = _running.set(act)
        try:
            yield
        finally:
            _running.reset(token)
        if not transaction.get_rollback():
            if outer:
                vars(outer).update(vars(act))
            else:
                act.close()


def count_change(scope: str) -> None:
    """Raise a counter for what writes no entry: at the end of the act that is under way, else at once."""
    if act := _running.get():
        act.scopes.add(scope)
    else:
        ChangeCounter.raise_all([scope])


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


class OfAct(Added):
    """A row that an act writes once: a saved version, a typed change. It points to the act's entry about its record.

    The database holds it to that at the end of the transaction, because an entry is written last: it names what the
    record has become.
    """

    entry = EntryField("core.AuditEntry", to_field="key", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    CHANGED: tuple[str, ...] = ()

    def acted_on(self) -> Record:
        """The model and the key of the record that was changed: what one of the fields in `CHANGED` points to."""
        changed = next(record for name in self.CHANGED if (record := getattr(self, name)) is not None)
        return type(changed), changed.pk


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


def _scopes_of_row(row: Any, record: Record) -> set[str]:
    """What a version says of its place: of a record that has no entry of its own nobody else says it."""
    if not isinstance(row, SavedVersion):
        return set()  # a typed change goes with a version of its record
    found = scopes_of(getattr(row, "strand_id", None), getattr(row, "pairing_id", None))
    if record[0]._meta.model_name in {"strand", "pairing"}:
        found.add(f"{record[0]._meta.model_name}-{record[1]}")
    if found and _is_everywhere(record[0]):
        found.add(SHARED)
    return found or (set() if hasattr(record[0], "LIES_IN") else {SHARED})


def _is_everywhere(record: models.Model | type[models.Model] | None) -> bool:
    """Whether pages of other strands show it as well, wherever it lies."""
    return getattr(record, "SHOWN_EVERYWHERE", False)


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
        action=action,
        actions=f" {action} ",
        parameters={name: value for name, value in parameters.items() if name not in PERSONS},
        object_type=record._meta.label_lower if record else "",
        object_id=record.pk if record else None,
        strand_id=strand_id or place[0],
        pairing_id=pairing_id or place[1],
    )
    entry.names = AuditNames(
        actor_label=by.kept_name if by else "",
        object_label=(str(record) if label is None else label)[:300] if record else "",
        reason=reason,
        persons={name: parameters[name] for name in PERSONS if name in parameters},
    )
    with one_act() if _running.get() is None else nullcontext():
        act = _running.get()
        assert act is not None  # noqa: S101 - one is open
        if entry.kind in _SHOWN:
            is_shared = not any(place) or _is_everywhere(record)
            act.scopes |= scopes_of(entry.strand_id, entry.pairing_id) | ({SHARED} if is_shared else set())
        return act.write(entry, None if record is None else (type(record), record.pk), instead=instead)


def write_once_a_minute(*, action: str, by: User | None, record: models.Model | None = None, **parameters: Any) -> None:
    """Write an entry about what somebody may repeat at will, unless the last minute has the same."""
    about = record.pk if record else None
    same = AuditEntry.objects.filter(kind=audit.kind_of(action), action=action, actor=by, object_id=about)
    if not same.filter(at__gt=clock.now() - _MINUTE, parameters=parameters).exists():
        write_audit(action=action, by=by, record=record, **parameters)


FORGET = "core_forget_visits"  # on PostgreSQL, where the portal's role may not delete (manage.py grant_portal)


FORGET_NAMES = "core_forget_invited"  # likewise


def forget_visits(before: dt.datetime) -> None:
    """Drop who signed in or was refused what until then: by the owner's function, where there is one."""
    if not _by_owner(FORGET, before):
        AuditEntry.objects.filter(kind__in=audit.VISITS, at__lt=before).delete()


def forget_invited(numbers: list[int], addresses: Collection[str]) -> None:
    """Empty the names of entries about invitations that nobody used, likewise; the entries stay as they are.

    Somebody may have been invited as successor, which entries about the predecessor tell by the address.
    """
    if not _by_owner(FORGET_NAMES, numbers):
        about = AuditNames.objects.filter(entry__object_type=audit.INVITATION, entry__object_id__in=numbers)
        about.update(object_label="", persons={})
        for row in AuditNames.objects.filter(persons__successor__in=addresses):
            del row.persons["successor"]
            row.save(update_fields=["persons"])


def _by_owner(function: str, *given: Any) -> bool:
    """Whether a function of the tables' owner did it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc(%s)", [function])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(given))})", given)
        return True
