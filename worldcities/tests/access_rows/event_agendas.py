"""Access to the addresses of events/agendas/urls.py."""

from worldcities.tests.access_kinds import NO_ACT, READ, SIDE_FORM, SIGN_IN, Access, row

_EDITORS = {"authority": 403, "observer": 403, "outsider": 404, "anonymous": SIGN_IN}

ROWS: dict[str, Access] = {
    "events:agenda": READ,
    "events:agenda-version": READ,
    "events:programme": READ,
    # It names contacts: for the organisers and the hosts alone.
    "events:host-sheet": Access(get=row(200, **_EDITORS), post=NO_ACT, in_strand=True),
    "events:agenda-item-add": SIDE_FORM,
    "events:agenda-item-edit": SIDE_FORM,
    "events:agenda-item-move": SIDE_FORM,
    "events:agenda-item-remove": SIDE_FORM,
    "events:agenda-item-restore": SIDE_FORM,
    "events:agenda-item-ask": SIDE_FORM,
    "events:agenda-item-confirm": SIDE_FORM,
    "events:agenda-item-decline": SIDE_FORM,
    "events:agenda-item-take-back": SIDE_FORM,
    "events:agenda-release": SIDE_FORM,
}
