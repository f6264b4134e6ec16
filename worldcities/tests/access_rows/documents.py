"""Access to the addresses of partnerships/documents/urls.py, for a document that is for both sides."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, READ, SIDE_FORM, SIGN_IN, Access, row

# A note is written by a side's coordinators, and withdrawn by its author alone; nobody else knows of it.
_SIDES_ALONE = {"administrator": 403, "staff": 403, "authority": 403, "observer": 403, "outsider": 404}
_OF_ITS_SIDE = row(404, coordinator=403, anonymous=SIGN_IN)

ROWS: dict[str, Access] = {
    "partnerships:document-list": READ,
    "partnerships:document-add": SIDE_FORM,
    "partnerships:document": DEALINGS,
    "partnerships:document-file": DEALINGS,
    "partnerships:document-edit": DEALINGS_FORM,
    "partnerships:document-version-add": DEALINGS_FORM,
    "partnerships:document-withdraw": DEALINGS_FORM,
    "partnerships:document-restore": DEALINGS_FORM,
    "partnerships:note-add": Access(
        get=row(**_SIDES_ALONE, coordinator=200, anonymous=SIGN_IN),
        post=row(**_SIDES_ALONE, coordinator=422, anonymous=SIGN_IN),
        in_strand=True,
    ),
    "partnerships:note-withdraw": Access(get=_OF_ITS_SIDE, post=_OF_ITS_SIDE, in_strand=True),
}
