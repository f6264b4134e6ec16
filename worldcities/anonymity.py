"""An ended account is made anonymous: what was done stays, and by whom is not told any more."""

from django.contrib.auth import get_user_model

from accounts.audit_actions import ACCOUNT_ERASED
from accounts.mails.services import forget_address
from accounts.models import User
from accounts.users import anonymous_address, anonymous_name, empty_account
from core import clock
from core.erasures import note_erasure, rename
from core.errors import DomainError
from core.models import one_act, write_audit
from core.parts import parts
from partnerships.models import Invitation, Mention

ACCOUNT = "account"  # its kind in the ledger of erasures


@one_act()
def anonymise(number: int, *, again: bool = False) -> User:
    """Take name, address and card from an ended account, and the name from the log and from what the person did.

    Words that people wrote are not read: whoever names a person in a text corrects it there. Raises DomainError for an
    account that can sign in or is anonymous already. `again`: a backup may have brought it back from before its end.
    """
    person = get_user_model().objects.select_for_update().get(pk=number)
    if person.is_active and not again:
        raise DomainError("The account can sign in. End its access first: on the page of people or in Django admin.")
    if person.email == anonymous_address(person.pk):
        raise DomainError("The account is anonymous already.")
    if person.is_active:
        person.is_active, person.access_renewed_at = False, clock.now()
        for end in parts().access_ends:
            end(None, person, person.access_renewed_at)
    instead, address = anonymous_name(person.pk), person.email
    rename(person, instead=instead)
    for row in Invitation.objects.filter(email__iexact=address):
        row.email, row.family_name, row.given_name = anonymous_address(person.pk), "", ""
        row.save()
    for mention in Mention.objects.filter(person=person).select_related("comment"):
        comment = mention.comment
        comment.text = comment.text.replace(mention.name, instead)
        comment.save(by=None)
        mention.delete()
    empty_account(person)
    forget_address(person, address=address, instead=person.email)
    write_audit(action=ACCOUNT_ERASED, by=None, record=person)
    note_erasure(ACCOUNT, person.pk)
    return person
