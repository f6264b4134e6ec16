"""Access to the addresses of partnerships/contacts/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, SIGN_IN, Access, row

# A comment is withdrawn by its author alone, who is none of these.
_AUTHOR_ALONE = {"administrator": 403, "staff": 403, "authority": 403, "observer": 404, "outsider": 404}

ROWS: dict[str, Access] = {
    "partnerships:contact-list": DEALINGS,
    "partnerships:contact": DEALINGS,
    "partnerships:contact-add": DEALINGS_FORM,
    "partnerships:contact-edit": DEALINGS_FORM,
    "partnerships:contact-withdraw": DEALINGS_FORM,
    "partnerships:contact-restore": DEALINGS_FORM,
    "partnerships:comment-add": DEALINGS_FORM,
    "partnerships:comment-withdraw": Access(
        get=row(**_AUTHOR_ALONE, coordinator=403, anonymous=SIGN_IN),
        post=row(**_AUTHOR_ALONE, coordinator=403, anonymous=SIGN_IN),
        in_strand=True,
    ),
}
