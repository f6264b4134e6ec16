"""What tests of one module build together: a transaction that is undone at its end, as Django's own around a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def undone() -> Iterator[None]:
    """Undo at its end whatever is written inside, be it read by one test or by all of a module."""
    around = transaction.atomic()
    around._from_testcase = True  # code may ask for a durable one inside
    with around:
        yield
        connection.check_constraints()  # those that wait for the end of a transaction
        transaction.set_rollback(True)
