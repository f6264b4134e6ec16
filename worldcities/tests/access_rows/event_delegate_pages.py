"""Access to the addresses of events/delegates/urls.py: for whoever holds the personal link, signed in or not."""

from worldcities.tests.access_kinds import PUBLIC, REFUSED_FORM, Access, row

_READ = Access(get=row(200), post=row(405))

ROWS: dict[str, Access] = {
    "events:delegate-page": REFUSED_FORM,
    "events:delegate-done": _READ,
    "events:delegate-data": _READ,
    "events:delegate-erase": PUBLIC,
    # For the head of a delegation while it is away; the link of the table is a member's.
    "events:delegate-sheet": Access(get=row(404), post=row(405)),
}
