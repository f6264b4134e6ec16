"""Access to the addresses of reports/progress/urls.py."""

from worldcities.tests.access_kinds import NO_ACT, READ, SIGN_IN, Access, row

# What staff alone do with a report, which an administrator reads; and what the contracting authority alone decides.
_NOT_STAFF = {
    "administrator": 403,
    "authority": 403,
    "coordinator": 403,
    "observer": 403,
    "outsider": 404,
    "anonymous": SIGN_IN,
}
_BY_STAFF = Access(get=row(200, **_NOT_STAFF), post=row(422, **_NOT_STAFF), in_strand=True)
_NOT_AUTHORITY = {**_NOT_STAFF, "staff": 403, "authority": 200}
_DECIDE = Access(get=row(200, **_NOT_AUTHORITY), post=row(422, **_NOT_AUTHORITY | {"authority": 422}), in_strand=True)
# What a draft would say now: of a pairing's report its two sides, staff, authority, administrator.
_FOLLOW = Access(get=row(200, observer=403, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True)

ROWS: dict[str, Access] = {
    "reports:report-add": _BY_STAFF,
    "reports:report": READ,
    "reports:report-preview": READ,
    "reports:report-figure": READ,
    "reports:report-write": _BY_STAFF,
    "reports:report-sections": _BY_STAFF,
    "reports:report-freeze": _BY_STAFF,
    "reports:report-issue": _BY_STAFF,
    "reports:report-revise": _BY_STAFF,
    "reports:report-discard": _BY_STAFF,
    "reports:report-accept": _DECIDE,
    "reports:report-return": _DECIDE,
    "reports:report-changes": _FOLLOW,
    "reports:report-compare": READ,
    "reports:report-evidence": READ,
    "reports:report-file": READ,
    "reports:report-rebuilt": READ,
}
