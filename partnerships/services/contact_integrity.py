"""What is wrong with contacts and comments, for an operator."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from partnerships.models import Comment, Contact, Pairing


def of_contacts() -> Iterator[tuple[str, str]]:
    """Each fault as (record, what is wrong)."""
    strangers = Contact.objects.filter(project__isnull=False).exclude(project__pairing=F("pairing"))
    for contact in strangers.select_related("pairing").order_by("pk"):
        yield f"contact {contact.pairing.code}/{contact.code}", "its project belongs to another pairing"
    # A reference by kind and number is kept by no foreign key.
    for comment in Comment.objects.select_related("pairing").prefetch_related("record").order_by("pk"):
        name, record = f"comment {comment.pairing.code}/{comment.pk}", comment.record
        if record is None:
            yield name, "the record it is on is gone"
        elif (record.pk if isinstance(record, Pairing) else record.pairing_id) != comment.pairing_id:
            yield name, "the record it is on belongs to another pairing"
