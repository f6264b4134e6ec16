"""A record is added by a statement that stays: Django takes longer to write one than the database to carry it out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, models
from django.db.models.sql import InsertQuery


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
