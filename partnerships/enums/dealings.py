"""What passes between the two sides: contacts, agreements, documents."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class ContactKind(models.TextChoices):
    """How the two sides were in touch."""

    CALL = "call", pgettext_lazy("contact", "Call")
    MAIL = "mail", pgettext_lazy("contact", "Mail")
    MESSENGER = "messenger", pgettext_lazy("contact", "Messenger")
    MEETING = "meeting", pgettext_lazy("contact", "Meeting")
    VISIT = "visit", pgettext_lazy("contact", "Visit")
    DOCUMENT = "document", pgettext_lazy("contact", "Document")


# Those at which people sit together at one hour: asked for their time, counted in fair hours.
AT_ONE_HOUR = (ContactKind.CALL, ContactKind.MEETING, ContactKind.VISIT)


class AgreementKind(models.TextChoices):
    """What kind of paper two sides agree on."""

    MOU = "mou", pgettext_lazy("agreement", "Memorandum of understanding (MoU)")
    LETTER_OF_INTENT = "letter-of-intent", pgettext_lazy("agreement", "Letter of intent")
    AGREEMENT = "agreement", pgettext_lazy("agreement", "Agreement")
    JOINT_DECLARATION = "joint-declaration", pgettext_lazy("agreement", "Joint declaration")
    SISTER_CITY = "sister-city", pgettext_lazy("agreement", "Sister cities")
    FRIENDSHIP_CITY = "friendship-city", pgettext_lazy("agreement", "Friendship cities")


class AgreementStatus(models.TextChoices):
    """Where an agreement stands, in its order."""

    DISCUSSED = "discussed", pgettext_lazy("agreement status", "Discussed")
    DRAFTED = "drafted", pgettext_lazy("agreement status", "Drafted")
    SIGNED = "signed", pgettext_lazy("agreement status", "Signed")
    LAPSED = "lapsed", pgettext_lazy("agreement status", "Lapsed")


# On their way to a signature.
UNSIGNED_AGREEMENT = (AgreementStatus.DISCUSSED, AgreementStatus.DRAFTED)


class Audience(models.TextChoices):
    """Who may see a document."""

    OWN_SIDE = "own-side", pgettext_lazy("audience", "Own side only")
    PAIRING = "pairing", pgettext_lazy("audience", "Both sides of the pairing")
    STRAND = "strand", pgettext_lazy("audience", "Everybody in the strand")
