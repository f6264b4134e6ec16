"""System checks of what the code cannot see for itself: the order of folded text in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from core.folding import FoldedField


@register(Tags.database)
def folded_text_in_code_point_order(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every folded column on PostgreSQL has collation C, else lists sort as the server's language does."""
    del app_configs, kwargs
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            existing = set(connection.introspection.table_names(cursor))
            for model in apps.get_models():
                if model._meta.db_table not in existing:
                    continue
                for field in model._meta.local_fields:
                    if isinstance(field, FoldedField):
                        found += _wrong_collation(cursor, model._meta.db_table, str(field.column))
    return found


def _wrong_collation(cursor: Any, table: str, column: str) -> list[CheckMessage]:
    cursor.execute(
        "SELECT collation_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s AND column_name = %s",
        [table, column],
    )
    row = cursor.fetchone()
    if row is None or row[0] == "C":
        return []
    return [
        Error(
            f"{table}.{column} sorts by {row[0] or 'the database default'} instead of C.",
            hint=f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar COLLATE "C"',
            id="core.E001",
        )
    ]
