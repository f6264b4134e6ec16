"""An edition of a text as its confirmation was asked, for tests of what follows from it."""

from django.contrib.contenttypes.models import ContentType

from core import clock
from partnerships.models import Confirmation, TextEdition


def freeze(milestone, *, edition=1, sides=("eu", "counterpart"), asked_at=None):
    """A milestone's own text, asked of both sides."""
    frozen = TextEdition.objects.create(
        content_type=ContentType.objects.get_for_model(milestone),
        object_id=milestone.pk,
        pairing=milestone.pairing,
        slug=milestone.text_slug,
        edition=edition,
        body={"title_en": milestone.title_en, "title_ko": milestone.title_ko},
        canonical="text",
        sha256="0" * 64,
    )
    for side in sides:
        Confirmation(text=frozen, side=side, sha256="0" * 64, asked_at=asked_at or clock.now()).save(by=None)
    return frozen
