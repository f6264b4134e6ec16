"""Which columns of a query are the same, as the portal tells it more quickly than Django (core/apps.py)."""

from django.db.models import CharField
from django.db.models.expressions import Col, Expression

from core.models import AuditEntry, SubmittedForm


class OtherCol(Col):
    """A column that writes itself in its own way."""


def test_a_column_is_the_same_by_its_table_field_and_output_alone():
    token, user = (SubmittedForm._meta.get_field(name) for name in ("token", "user"))
    columns = [
        Col("form", token),
        Col("other", token),
        Col("form", user),
        Col("form", token, CharField()),
        Col(None, AuditEntry._meta.get_field("id")),
        OtherCol("form", token),
    ]
    for one in columns:
        again = type(one)(*one._constructor_args[0])
        assert [one == other for other in columns] == [one is other for other in columns]
        assert one == again
        assert hash(one) == hash(again)
        # As Django itself tells it.
        told = Expression.identity.func(again)
        assert [Expression.identity.func(other) == told for other in columns] == [one is other for other in columns]
