"""Access to the addresses of events/delegations/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, OFFICE_FORM, READ, SIGN_IN, Access, row

# Staff and administrators decide; the own partner sees its people, whoever reads the strand counts them alone.
_DECIDERS = {"authority": 403, "coordinator": 403, "observer": 404, "outsider": 404, "anonymous": SIGN_IN}
_DECISION = Access(get=row(200, **_DECIDERS), post=row(422, **_DECIDERS), in_strand=True)

ROWS: dict[str, Access] = {
    "events:quota-edit": OFFICE_FORM,
    "events:delegation-list": READ,
    "events:delegation": DEALINGS,
    "events:delegate-add": DEALINGS_FORM,
    "events:delegates-paste": DEALINGS_FORM,
    "events:delegates-earlier": DEALINGS_FORM,
    "events:attendance": DEALINGS_FORM,
    "events:delegate-edit": DEALINGS_FORM,
    "events:delegate-move-up": DEALINGS_FORM,
    "events:delegate-accept": _DECISION,
    "events:delegate-decline": _DECISION,
    "events:delegate-confirm": _DECISION,
    "events:delegate-withdraw": DEALINGS_FORM,
    "events:delegate-replace": DEALINGS_FORM,
    "events:delegate-bring-back": DEALINGS_FORM,
}
