"""How many queries something takes, for tests that pin it."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(what: Callable[[], object]) -> int:
    """The number of queries on the database while `what` is called."""
    with CaptureQueriesContext(connection) as captured:
        what()
    return len(captured)
