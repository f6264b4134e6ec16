"""Which mails a person takes, and the signed link that switches a group of them off without signing in."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import CommentMails, MailGroup
from accounts.models import User
from core.errors import DomainError

_SIGNER = Signer(salt="accounts.mail-unsubscribe")


class UnknownLink(DomainError):
    """The link was not made by this portal, or its person is gone."""


def unsubscribe_token(person: User, group: MailGroup) -> str:
    """A token for one person and one group of mails; it does not expire, since mails are kept for years."""
    return _SIGNER.sign_object([person.pk, group.value])


def unsubscribe_link(person: User, group: MailGroup) -> str:
    """The whole address, as a mail needs it."""
    return settings.BASE_URL + reverse("mail:unsubscribe", args=[unsubscribe_token(person, group)])


def read_token(token: str) -> tuple[User, MailGroup]:
    """Whom and what a token speaks of; raises UnknownLink."""
    unknown = UnknownLink(_("This link is not known. Copy it whole from the mail, or change your account."))
    try:
        key, value = _SIGNER.unsign_object(token)
        group = MailGroup(value)
    except (BadSignature, ValueError, TypeError) as wrong:
        raise unknown from wrong
    person = get_user_model().objects.filter(pk=key).first()
    if person is None:
        raise unknown
    return person, group


@transaction.atomic
def switch_mails(*, token: str, wanted: bool) -> tuple[User, MailGroup]:
    """Switch a group of mails on or off for the person of a token; repeating it changes nothing.

    Raises UnknownLink.
    """
    person, group = read_token(token)
    person = get_user_model().objects.select_for_update().get(pk=person.pk)
    chosen = CommentMails.NOW if wanted else CommentMails.NEVER
    setattr(person, f"mail_{group.value}", chosen if group == MailGroup.COMMENTS else wanted)
    person.save(update_fields=[f"mail_{group.value}"])
    return person, group
