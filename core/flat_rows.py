"""Queries whose SQL is made once, since Django takes longer to write one than the database to answer it: of records, or
of rows of several tables at once, of which each is one JSON document.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cache, partial, wraps
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, connections, models
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateTimeField,
    Expression,
    F,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import JSONObject
from django.db.models.sql import InsertQuery

from core.pooler import POOLED

_kept: dict[tuple[str, Any], _Statement] = {}
_COLUMNS = ("flat_kind", "flat_pairing", "flat_facts")
_numbers = count(1)


class _Statement:
    """SQL with its parameters, of which some are given each time it is asked."""

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self.sql, self.parameters = sql, parameters
        self.names = sorted({one.name for one in parameters if isinstance(one, Given)})
        # By the driver's connection: PostgreSQL plans it once for each; to plan all that waits takes as long as to ask.
        self.planned: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def bound(self, given: dict[str, Any]) -> tuple[str, list[Any]]:
        """With what it is given, to be executed."""
        if connection.vendor != "postgresql" or connection.settings_dict.get(POOLED):
            return self.sql, [_adapted(given[one.name]) if isinstance(one, Given) else one for one in self.parameters]
        places = f"({', '.join(['%s'] * len(self.names))})" if self.names else ""
        return f"EXECUTE {self._plan()} {places}", [_adapted(given[name]) for name in self.names]

    def _plan(self) -> str:
        """The name under which this connection knows it."""
        connection.ensure_connection()
        driver: Any = connection
        session = driver.connection
        if (name := self.planned.get(session)) is None:
            as_is = driver.Database.extensions.AsIs
            places = {name: as_is(f"${at}") for at, name in enumerate(self.names, 1)}
            values = [places[one.name] if isinstance(one, Given) else one for one in self.parameters]
            name = f"kept_{next(_numbers)}"
            with connection.wrap_database_errors, session.cursor() as cursor:
                cursor.execute(f"PREPARE {name} AS {cursor.mogrify(self.sql, values).decode()}")
            self.planned[session] = name
        return name


class Given(Expression):
    """A value that a query is given each time it is asked, by name, such as a day."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """One parameter, which stays open."""
        del compiler
        if connection.vendor == "postgresql":
            return f"%s::{self.output_field.db_type(connection)}", [self]
        return "%s", [self]


class GivenKeys(Given):
    """Keys, for `__in`: the SQL is the same however many they are, and PostgreSQL knows how many when it plans."""

    def __init__(self, name: str) -> None:
        super().__init__(name, BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """One parameter, which stays open."""
        del compiler
        if connection.vendor == "postgresql":
            return "(SELECT unnest(%s::bigint[]))", [self]
        return "(SELECT value FROM json_each(%s))", [self]


def flat(kind: str, rows: QuerySet[Any], pairing: Any, *names: str, **more: Any) -> QuerySet[Any, Any]:
    """Rows as kind, key of the pairing (0: of none) and document: of each field its value, and what `more` says."""
    facts = JSONObject(**{name: F(name) for name in names}, **more)
    named = rows.order_by().annotate(
        flat_kind=Value(kind, CharField()), flat_pairing=F(pairing) if pairing else Value(0), flat_facts=facts
    )
    return named.values_list(*_COLUMNS)


def flat_counts(kind: str, rows: QuerySet[Any], name: str) -> QuerySet[Any, Any]:
    """How many rows there are by what is in a field (`key`; all under nothing without one), as such documents."""
    key = F(name) if name else Value("")
    grouped = rows.order_by().annotate(flat_kind=Value(kind, CharField()), flat_pairing=Value(0), flat_key=key)
    return (
        grouped.values("flat_kind", "flat_pairing", "flat_key")
        .annotate(flat_facts=JSONObject(key=F("flat_key"), number=Count("pk")))
        .values_list(*_COLUMNS)
    )


def read_flat(build: Callable[[], Iterable[QuerySet[Any, Any]]], **given: Any) -> dict[str, list[tuple[int, Any]]]:
    """By kind, the pairing and the document of each row; one query."""
    found: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for kind, pairing, facts in read_rows(build, **given):
        found[kind].append((pairing, json.loads(facts) if isinstance(facts, str) else facts))
    return found


def read_rows(build: Callable[[], Iterable[QuerySet[Any, Any]]], **given: Any) -> list[Any]:
    """The rows of some queries in one, as the database gives them; made by `build` when it is asked for first."""
    place = (connection.vendor, build)
    if place not in _kept:
        first, *others = build()
        _kept[place] = _Statement(*first.union(*others, all=True).order_by().query.sql_with_params())
    with connection.cursor() as cursor:
        cursor.execute(*_kept[place].bound(given))
        found: list[Any] = cursor.fetchall()
    return found


type _Asking[Row] = Callable[..., QuerySet[Any, Row]]


def prepared[Row](**fields: Field[Any, Any] | None) -> Callable[[_Asking[Row]], Callable[..., list[Row]]]:
    """Asks the query of a function, which is called once: its SQL stays, what it is given is filled in each time.

    `fields` are what the function is given by name: a value of a field, or keys for `__in` (None).
    """
    places = {name: Given(name, field) if field else GivenKeys(name) for name, field in fields.items()}

    def decorate(build: _Asking[Row]) -> Callable[..., list[Row]]:
        kept: dict[str, tuple[QuerySet[Any, Row], Any, _Statement]] = {}

        @wraps(build)
        def ask(**given: Any) -> list[Row]:
            if connection.vendor not in kept:
                rows = build(**places)
                compiler = rows.query.get_compiler(connection=connection)
                kept[connection.vendor] = rows, compiler, _Statement(*compiler.as_sql())
            rows, compiler, statement = kept[connection.vendor]
            asked, again = rows.all(), copy(compiler)
            again.connection = connection  # that of this thread
            again.as_sql = lambda *_args, **_more: statement.bound(given)
            asked.query.get_compiler = lambda *_args, **_more: again  # type: ignore[method-assign]
            return list(asked)

        return ask

    return decorate


def _adapted(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, str | int):
        return value
    keys = ", ".join(map(str, sorted(value)))
    return f"{{{keys}}}" if connection.vendor == "postgresql" else f"[{keys}]"


def as_record(model: type[Model], facts: dict[str, Any]) -> Any:
    """A record with the fields that a document has of it, and of what its foreign keys point to (`event__code`)."""
    names, own, others = _shape(model, tuple(facts))
    row = model.from_db(None, names, [read(facts[path]) if read else facts[path] for path, read in own])
    for name, related, paths in others:
        some = {rest: facts[path] for path, rest in paths}
        setattr(row, name, as_record(related, some) if some.get("id") else None)
    return row


@cache
def _shape(model: type[Model], paths: tuple[str, ...]) -> tuple[list[str], list[Any], list[Any]]:
    """The fields of the record itself, what is read from which path and how, and the same of records beside it."""
    beside: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in paths:
        name, _, rest = path.partition("__")
        if rest:
            beside[name].append((path, rest))
    fields = [field for field in model._meta.concrete_fields if field.attname in paths]
    own = [(field.attname, None if isinstance(field, _AS_IN_JSON) else partial(_value, field)) for field in fields]
    others = [(name, model._meta.get_field(name).related_model, some) for name, some in beside.items()]
    return [field.attname for field in fields], own, others


_AS_IN_JSON = (CharField, TextField, IntegerField, ForeignKey)


def _value(field: Any, value: Any) -> Any:
    found = field.to_python(value)
    if isinstance(field, DateTimeField) and found is not None and found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC)
    return found


class Added(models.Model):
    """A record whose INSERT is written once for its model."""

    class Meta:
        abstract = True

    def _do_insert(
        self, manager: Any, using: str, fields: Sequence[Any], returning_fields: Sequence[Any], raw: bool
    ) -> Any:
        """As Django does it, which is asked where a value is an expression."""
        statement = None if raw else _statement(type(self), using, (*fields,), (*returning_fields,))
        if statement:
            connection = connections[using]
            values = [field.pre_save(self, add=True) for field in fields]
            if not any(hasattr(value, "resolve_expression") for value in values):
                pairs = zip(fields, values, strict=True)
                with connection.cursor() as cursor:
                    cursor.execute(statement, [one.get_db_prep_save(value, connection) for one, value in pairs])
                    return cursor.fetchall()
        return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]


@cache
def _statement(model: type[models.Model], using: str, fields: tuple[Any, ...], returned: tuple[Any, ...]) -> str:
    """The INSERT of a value in each field, as Django writes it; empty where it depends on the values."""
    if any(one.has_db_default() or hasattr(one, "get_placeholder_sql") for one in fields) or not returned:
        return ""
    query = InsertQuery(model)
    query.insert_values(fields, [model()], raw=True)
    compiler: Any = query.get_compiler(using)
    compiler.returning_fields = returned
    ((sql, _values),) = compiler.as_sql()
    is_read_as_it_is = not compiler.get_converters([one.get_col(model._meta.db_table) for one in returned])
    return sql if is_read_as_it_is else ""
