"""Access to the addresses of events/calendars/urls.py."""

from worldcities.tests.access_kinds import READ, SIGN_IN, SIGNED_IN, Access, row

ROWS: dict[str, Access] = {
    "events:feed-list": SIGNED_IN,
    "events:my-calendar": SIGNED_IN,
    "events:feed-add": Access(get=row(200, anonymous=SIGN_IN), post=row(422, anonymous=SIGN_IN)),
    # An address is its person's own, and this one is somebody else's.
    "events:feed-revoke": Access(get=row(404, anonymous=SIGN_IN), post=row(404, anonymous=SIGN_IN)),
    "events:feed": Access(get=row(404), post=row(405)),
    "events:event-calendar": READ,
    "events:pairing-calendar": READ,
}
