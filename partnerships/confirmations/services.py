"""What several actions and other nouns write of texts that both sides confirm: locked, frozen, asked for, confirmed."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.functional import lazy
from django.utils.translation import gettext as _, gettext_lazy

from accounts.enums import MailKind
from accounts.mails.services import queue_mails
from accounts.models import User
from core import audit, clock
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import write_audit
from partnerships.confirmations.models import canonical_text
from partnerships.confirmations.selectors import newest_edition
from partnerships.enums import WAITING_CONFIRMATION, ConfirmationState, Side
from partnerships.milestones.services import complete, reopen
from partnerships.models import Confirmation, Confirmed, Pairing, TextEdition
from partnerships.people.selectors import read_people

audit.register(
    "text-request",
    gettext_lazy("Asked both sides to confirm edition %(edition)s"),
    news=gettext_lazy("%(city)s asks both sides to confirm %(what)s."),
)
audit.register(
    "confirmation-asked-again",
    gettext_lazy("Edition %(edition)s took the place of edition %(before)s; both sides are asked again"),
    news=gettext_lazy("%(city)s changed %(what)s: both sides confirm it again."),
)
audit.register(
    "confirmation-approval",
    gettext_lazy("Took edition %(edition)s to internal approval until %(until)s"),
    news=gettext_lazy("%(city)s took %(what)s to internal approval until %(until)s."),
)
audit.register(
    "confirmation-confirm",
    gettext_lazy("Confirmed edition %(edition)s"),
    news=gettext_lazy("%(city)s confirmed %(what)s. It is in force once both sides have."),
)
IN_FORCE, PUBLIC = "in-force", "public"  # what the second side's word leads to
audit.news_of("confirmation-confirm", IN_FORCE, gettext_lazy("%(city)s confirmed %(what)s: it is in force."))
audit.news_of("confirmation-confirm", PUBLIC, gettext_lazy("%(city)s released %(what)s: they are public."))
audit.register(
    "confirmation-withdraw",
    gettext_lazy("Withdrew the confirmation of edition %(edition)s"),
    news=gettext_lazy("%(city)s took its confirmation of %(what)s back."),
)


def lock_text[Text: Confirmed](text: Text, *, version: int | None = None) -> Text:
    """The text as it stands now, locked until the transaction ends, with its pairing read afresh.

    A text that nobody has written yet is given back unsaved; its pairing is locked, so that two
    people cannot begin it at once. Raises StaleRecord where it is no longer `version`, and DomainError
    where another has begun it: there is no version to compare with.
    """
    rows: Any = type(text)._base_manager
    row: Any
    if text.pk is None:
        pairing = Pairing.objects.select_for_update(no_key=True).get(pk=text.pairing_id)
        if rows.filter(pairing=pairing).exists():
            raise DomainError(_("Someone else began this text meanwhile. Nothing was saved; open the page again."))
        row = type(text).blank(pairing)
    else:
        # By its key: the model's own order may join another table, whose row would be locked too.
        row = rows.select_for_update(no_key=True).order_by("pk").filter(pk=text.pk).first()
        if row is None or version not in (None, row.version):
            raise StaleRecord
    row.pairing = Pairing.objects.with_names().get(pk=row.pairing_id)
    return row


def lock_confirmation(confirmation: Confirmation) -> Confirmation:
    """A confirmation as it stands, locked in the order text, edition, confirmation; its text is `text.record`.

    All that touches a text begins with the text: so an edit, and the other side's confirmation, come before or after.
    """
    edition = confirmation.text
    model: Any = ContentType.objects.get_for_id(edition.content_type_id).model_class()
    text: Confirmed = model.objects.select_for_update().get(pk=edition.object_id)
    rows = Confirmation.objects.select_related("text").select_for_update(of=("text", "self"))
    row: Confirmation = rows.order_by("pk").get(pk=confirmation.pk)
    text.pairing = row.text.pairing = Pairing.objects.with_names().get(pk=row.text.pairing_id)
    row.text.record = text
    return row


def check_asks(text: Confirmed) -> None:
    """Refuse to confirm what is settled, or what nobody is asked for any more. Raises DomainError."""
    if words := text.unasked_label():
        raise DomainError(words)


def freeze(*, by: User | None, text: Confirmed) -> TextEdition:
    """The frozen edition of a locked text; made now where this edition has none yet.

    What the text takes along from other records is taken first, by which its edition may rise.
    """
    found: TextEdition | None = TextEdition.objects.as_it_is(text).first()
    if found is None:
        taken = text.taken_along()
        if any(getattr(text, name) != value for name, value in taken.items()):
            for name, value in taken.items():
                setattr(text, name, value)
            text.save(by=by)
        body = text.frozen_body()
        pairing = text.pairing
        canonical = canonical_text(
            kind=text.text_slug, pairing=f"{pairing.strand.code}/{pairing.code}", edition=text.edition, body=body
        )
        found = TextEdition(
            content_type=ContentType.objects.get_for_model(text),
            object_id=text.pk,
            slug=text.text_slug,
            edition=text.edition,
            body=body,
            canonical=canonical,
            sha256=hashlib.sha256(canonical.encode()).hexdigest(),
            requested_by=by,
            requested_by_label=by.kept_name if by else "",
            requested_at=clock.now(),
        )
        found.pairing = pairing
        found.save()
    found.pairing = text.pairing
    vars(text)["frozen_last"] = found
    return found


def request_confirmation(*, by: User, text: Confirmed) -> TextEdition:
    """Ask both sides to confirm a locked text as it stands: it is frozen as this edition, with its hash.

    A side that was asked already, or has confirmed, is not asked twice; one that withdrew is asked
    again. Raises AlreadyDone where nobody is left to ask, DomainError where the text is empty or not to be confirmed.
    """
    if words := text.missing_label():
        raise DomainError(words)
    check_asks(text)
    if text.pk is None:
        text.save(by=by)
    edition = freeze(by=by, text=text)
    if not _ask(by, edition):
        raise AlreadyDone(_("Edition %(edition)s has been asked for already.") % {"edition": edition.edition})
    write_audit(action="text-request", by=by, record=text, edition=edition.edition)
    confirmation_asked(edition=edition, by=by)
    return edition


def text_edited(*, by: User, record: Confirmed, reason: str = "") -> None:
    """What an edit of a text does, in the transaction of the edit: where its confirmation had been asked, ask again.

    The new edition is frozen, both sides are asked for it at once, and a milestone that the older
    one had completed is open again. Does nothing where no older edition was ever asked for, or a
    milestone no longer asks for it.
    """
    older = newest_edition(record)
    if older is None or older.edition >= record.edition or not record.asks:
        return
    counted = _both_confirmed(older)
    edition = freeze(by=by, text=record)
    _ask(by, edition)
    if counted:
        reopen(by=by, text=record, reason=reason)
    write_audit(
        action="confirmation-asked-again",
        by=by,
        record=record,
        reason=reason,
        edition=edition.edition,
        before=older.edition,
    )
    confirmation_asked(edition=edition, by=by, again=True)


def confirm(
    *,
    by: User,
    confirmation: Confirmation,
    reason: str = "",
    on_behalf: bool = False,
    function: str = "",
    document: str = "",
) -> bool:
    """Confirm, for its side, what a locked confirmation asks; whether both sides have now, by which it counts.

    `function` and `document` tell of the side's internal approval where it had one. Raises DomainError where the same
    person has confirmed for the other side.
    """
    row = confirmation
    other = row.text.confirmations.filter(state=ConfirmationState.CONFIRMED).exclude(pk=row.pk).first()
    if other is not None and other.by_id == by.pk:
        words = _("You have confirmed this edition for the other side. Nobody confirms for both: another person must.")
        raise DomainError(words)
    row.state = ConfirmationState.CONFIRMED
    row.by, row.by_label, row.confirmed_at = by, by.kept_name, clock.now()
    row.on_behalf, row.reason = on_behalf, reason if on_behalf else ""
    row.approver_function = function.strip() or row.approver_function
    row.approver_document = document.strip() or row.approver_document
    row.save(by=by)
    led_to = {"led_to": PUBLIC if row.text.is_release else IN_FORCE} if other is not None else {}
    log_confirmation("confirmation-confirm", by, row, row.reason, on_behalf=on_behalf, **led_to)
    if other is not None:
        complete(by=by, text=row.text.record)
    return other is not None


def withdraw(*, by: User, confirmation: Confirmation, reason: str, on_behalf: bool = False) -> None:
    """Take a locked confirmation back; a milestone that both had completed is open again."""
    row = confirmation
    counted = _both_confirmed(row.text)
    row.state, row.withdrawn_at, row.reason = ConfirmationState.WITHDRAWN, clock.now(), reason
    row.save(by=by)
    log_confirmation("confirmation-withdraw", by, row, reason, on_behalf=on_behalf)
    if counted:
        reopen(by=by, text=row.text.record, reason=reason)


def log_confirmation(
    action: str, by: User, row: Confirmation, reason: str, *, on_behalf: bool, **parameters: Any
) -> None:
    """Write what was done to a side's confirmation into the history of its text."""
    parameters |= {"edition": row.text.edition} | ({"on_behalf": row.side} if on_behalf else {})
    write_audit(action=action, by=by, record=row.text.record, reason=reason, **parameters)


def _ask(by: User, edition: TextEdition) -> bool:
    """Ask the sides that have no live confirmation; whether there were any."""
    taken = set(edition.confirmations.live().values_list("side", flat=True))
    asked = [side for side in Side.values if side not in taken]
    for side in asked:
        Confirmation(text=edition, side=side, sha256=edition.sha256, asked_at=clock.now()).save(by=by)
    return bool(asked)


def _both_confirmed(edition: TextEdition) -> bool:
    return edition.confirmations.filter(state=ConfirmationState.CONFIRMED).count() == len(Side.values)


def confirmation_asked(*, edition: TextEdition, by: User | None, again: bool = False) -> None:
    """Tell the coordinators of both sides, apart from `by`, that a text waits for their confirmation.

    Called once the confirmations are made: a side that has none waiting gets no mail. `again` says
    that a text which was asked for or confirmed before has changed since.
    """
    pairing = edition.pairing
    asked = {row.side: row for row in edition.confirmations.live() if row.state in WAITING_CONFIRMATION}
    people = read_people([pairing.eu_id, pairing.counterpart_id], clock.today())
    kind = MailKind.CONFIRMATION_ASKED_AGAIN if again else MailKind.CONFIRMATION_ASKED
    context = {
        "pairing": pairing,
        # In the language of the mail that is being written.
        "text": lazy(lambda: edition.title[0], str)(),
        "edition": edition.edition,
        "by": str(by or ""),
        "again": again,
        "is_release": edition.is_release,
        "link": settings.BASE_URL + edition.answer_url,
    }
    for side, participation in ((Side.EU, pairing.eu_id), (Side.COUNTERPART, pairing.counterpart_id)):
        if side in asked:
            key, readers = f"{kind}:{asked[side].pk}", people.of_side(participation)
            queue_mails(readers, kind=kind, key=key, template="confirmation_asked", context=context, but=by)
