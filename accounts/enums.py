"""Choices of a person's account, and of the mails that go out."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class NameOrder(models.TextChoices):
    """Which part of the name the person puts first; the portal never turns it round."""

    GIVEN_FIRST = "given-first", pgettext_lazy("name order", "Given name first (Marta Soler)")
    FAMILY_FIRST = "family-first", pgettext_lazy("name order", "Family name first (Kim Jisu)")


class Language(models.TextChoices):
    """The language a person reads the portal in; each is named in itself."""

    BROWSER = "", _("Same as my browser")
    ENGLISH = "en", "English"
    KOREAN = "ko", "한국어"


class CommentMails(models.TextChoices):
    """How comments reach a person by mail."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day, in the morning")
    NEVER = "", pgettext_lazy("mail", "Never")


class MailGroup(models.TextChoices):
    """What a person switches on and off together; each is the field `mail_<group>` of the person."""

    NOW = "now", _("What needs me now")
    DEADLINES = "deadlines", _("Deadlines that are near or past")
    DIGEST = "digest", _("A summary every Monday")
    COMMENTS = "comments", _("Comments, and answers to them")


class MailKind(models.TextChoices):
    """Why a mail is sent."""

    INVITATION = "invitation", pgettext_lazy("mail", "Invitation")
    PASSWORD_RESET = "password-reset", pgettext_lazy("mail", "New password")
    CONFIRMATION_ASKED = "confirmation-asked", pgettext_lazy("mail", "Confirmation requested")
    CONFIRMATION_ASKED_AGAIN = "confirmation-asked-again", pgettext_lazy("mail", "Confirmation requested again")
    OBJECTION = "objection", pgettext_lazy("mail", "Objection")
    DEADLINE_NEAR = "deadline-near", pgettext_lazy("mail", "Deadline near")
    DEADLINE_PAST = "deadline-past", pgettext_lazy("mail", "Deadline past")
    REMINDER = "reminder", pgettext_lazy("mail", "Reminder from the staff")
    DIGEST = "digest", pgettext_lazy("mail", "Monday summary")
    NOMINATION_OPEN = "nomination-open", pgettext_lazy("mail", "Nominate delegates")
    NOMINATION_DEADLINE = "nomination-deadline", pgettext_lazy("mail", "Nominations end soon")
    NOMINATION_DECIDED = "nomination-decided", pgettext_lazy("mail", "Nomination decided")
    PLACE_FREE = "place-free", pgettext_lazy("mail", "A place is free")
    DELEGATE_LINK = "delegate-link", pgettext_lazy("mail", "Delegate’s personal link")
    PROGRAMME_CHANGED = "programme-changed", pgettext_lazy("mail", "Programme changed")
    UPDATE_ASKED = "update-asked", pgettext_lazy("mail", "City update requested")
    UPDATE_SUBMITTED = "update-submitted", pgettext_lazy("mail", "City update submitted")
    UPDATE_RETURNED = "update-returned", pgettext_lazy("mail", "City update returned")
    UPDATE_ACCEPTED = "update-accepted", pgettext_lazy("mail", "City update accepted")
    COMMENT = "comment", pgettext_lazy("mail", "Comment")
    COMMENTS_OF_DAY = "comments-of-day", pgettext_lazy("mail", "Daily comments")
    PRACTICE_ASKED = "practice-asked", pgettext_lazy("mail", "Question about a good practice")
    REPORT_ISSUED = "report-issued", pgettext_lazy("mail", "Progress report issued")
    REPORT_RETURNED = "report-returned", pgettext_lazy("mail", "Progress report returned")
    REPORT_ACCEPTED = "report-accepted", pgettext_lazy("mail", "Progress report accepted")
    ROUND_OPENED = "round-opened", pgettext_lazy("mail", "Next round opened")
    ERASURE_ASKED = "erasure-asked", pgettext_lazy("mail", "Request for erasure")
    ACCOUNT_CHANGED = "account-changed", pgettext_lazy("mail", "Change to the own account")


class AccountChange(models.TextChoices):
    """What the person concerned is told at once of a change to the own account, as the mail's first line says it."""

    PASSWORD = "password", _("Your password was changed")
    SERVICE_ADDED = "service-added", _("Sign-in by another service was added")
    PASSKEY_ADDED = "passkey-added", _("A passkey was added")
    PASSKEY_REMOVED = "passkey-removed", _("A passkey was removed")
    APP_ADDED = "app-added", _("An authenticator app was set up")
    APP_REMOVED = "app-removed", _("The authenticator app was removed")
    NEW_CODES = "new-codes", _("New recovery codes were made")
    STEPS_REMOVED = "steps-removed", _("An administrator removed your second step")
    ADDRESS = "address", _("The e-mail address of your account was changed")
    ROLE_GIVEN = "role-given", _("You have a new role")
    ROLE_ENDED = "role-ended", _("A role of yours ends")
    ACCESS_ENDED = "access-ended", _("Your access to the portal has ended")
    ACCESS_GIVEN = "access-given", _("You have access to the portal again")

    @property
    def is_of_sign_in(self) -> bool:
        """Whether the person did it, or somebody who signs in as the person."""
        return self.value.startswith(("password", "service", "passkey", "app", "new-codes"))


# The group that switches a kind off. What lets somebody in (an invitation, a new password, a delegate's personal link)
# what was done to the own account, and what the law gives days for has none: it is always sent.
MAIL_GROUPS: dict[str, MailGroup] = {
    MailKind.CONFIRMATION_ASKED: MailGroup.NOW,
    MailKind.CONFIRMATION_ASKED_AGAIN: MailGroup.NOW,
    MailKind.OBJECTION: MailGroup.NOW,
    MailKind.REMINDER: MailGroup.NOW,
    MailKind.NOMINATION_OPEN: MailGroup.NOW,
    MailKind.NOMINATION_DECIDED: MailGroup.NOW,
    MailKind.PLACE_FREE: MailGroup.NOW,
    MailKind.PROGRAMME_CHANGED: MailGroup.NOW,
    MailKind.UPDATE_ASKED: MailGroup.NOW,
    MailKind.UPDATE_SUBMITTED: MailGroup.NOW,
    MailKind.UPDATE_RETURNED: MailGroup.NOW,
    MailKind.UPDATE_ACCEPTED: MailGroup.NOW,
    MailKind.PRACTICE_ASKED: MailGroup.NOW,
    MailKind.REPORT_ISSUED: MailGroup.NOW,
    MailKind.REPORT_RETURNED: MailGroup.NOW,
    MailKind.REPORT_ACCEPTED: MailGroup.NOW,
    MailKind.ROUND_OPENED: MailGroup.NOW,
    MailKind.NOMINATION_DEADLINE: MailGroup.DEADLINES,
    MailKind.DEADLINE_NEAR: MailGroup.DEADLINES,
    MailKind.DEADLINE_PAST: MailGroup.DEADLINES,
    MailKind.DIGEST: MailGroup.DIGEST,
    MailKind.COMMENT: MailGroup.COMMENTS,
    MailKind.COMMENTS_OF_DAY: MailGroup.COMMENTS,
}


class MailState(models.TextChoices):
    """How far a mail has come."""

    QUEUED = "queued", pgettext_lazy("mail", "Waiting")
    SENDING = "sending", pgettext_lazy("mail", "Being sent")
    SENT = "sent", pgettext_lazy("mail", "Sent")
    FAILED = "failed", pgettext_lazy("mail", "Refused")
    # Handed over without an answer; and left by a worker that died. Nobody knows, so a person sends them again.
    UNSURE = "unsure", pgettext_lazy("mail", "Perhaps sent")
    LOST = "lost", pgettext_lazy("mail", "Perhaps not sent")
    DROPPED = "dropped", pgettext_lazy("mail", "No longer needed")
