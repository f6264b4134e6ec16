"""Past a pooler that hands out connections of PostgreSQL by the transaction, for what needs a session of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

POOLED = "DISABLE_SERVER_SIDE_CURSORS"  # so `?disable_server_side_cursors=true` of DATABASE_URL says


@contextmanager
def past_pooler() -> Iterator[None]:
    """Reach PostgreSQL itself inside: a lock of the session, or a dump, would bind a connection that others are handed.

    Raises CommandError where the settings do not say how.
    """
    there = connection.settings_dict.copy()
    if not there.get(POOLED):
        yield
        return
    if not settings.DATABASE_PAST_POOLER:
        raise CommandError("DATABASE_URL leads to a pooler. Set DATABASE_DIRECT_URL to PostgreSQL itself.")
    connection.close()
    connection.settings_dict.update({POOLED: False, **settings.DATABASE_PAST_POOLER})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(there)
