"""System checks of what the code cannot see for itself: what the database lacks, and how it orders folded text."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from core.folding import FoldedField

# Every column of the database in use, as (table, column), in one query.
_COLUMNS = {
    "sqlite": "SELECT one.name, columns.name FROM sqlite_master AS one, pragma_table_info(one.name) AS columns",
    "postgresql": (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}


def missing_in(connection: Any) -> list[str]:
    """What the database lacks of what the code needs: migrations by name, then columns as table.column."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS[connection.vendor])
        present = set(cursor.fetchall())
    needed = {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
    }
    return [f"{one.app_label}.{one.name}" for one, _ in plan] + [".".join(one) for one in sorted(needed - present)]


@register(Tags.database)
def tables_as_the_code_needs_them(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Each migration is applied and each column is there."""
    del app_configs, kwargs
    return [
        Error(
            f"The database {alias} lacks {', '.join(missing)}.",
            hint="Run `manage.py migrate`. What is missing after it was taken away by hand, or by another version.",
            id="core.E002",
        )
        for alias in databases or []
        if (missing := missing_in(connections[alias]))
    ]


@register(Tags.database)
def folded_text_in_code_point_order(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every folded column on PostgreSQL has collation C, else lists sort as the server's language does."""
    del app_configs, kwargs
    folded = [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, FoldedField)
    ]
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT table_name, column_name, collation_name FROM information_schema.columns"
                    " WHERE table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
                )
                others = {(table, column): collation for table, column, collation in cursor.fetchall()}
            found += [
                Error(
                    f"{table}.{column} sorts by {others[table, column] or 'the database default'} instead of C.",
                    hint=f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar COLLATE "C"',
                    id="core.E001",
                )
                for table, column in folded
                if (table, column) in others
            ]
    return found


@register(Tags.database)
def queries_are_not_compiled(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL compiles none: the portal asks for that as it connects, and a pooler does not pass it on."""
    del app_configs, kwargs
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT current_setting('jit'), quote_ident(current_database())")
                jit, name = cursor.fetchone()
            if jit == "on":
                hint = f"ALTER DATABASE {name} SET jit = off"
                found.append(
                    checks.Warning("PostgreSQL compiles long queries, for seconds each.", hint=hint, id="core.W003")
                )
    return found
