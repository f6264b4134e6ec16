"""What has to be right of a place, a partner and its part in a strand, wherever it is entered."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import Pairing, Participation, Partner, Strand

_is_address = URLValidator(schemes=["http", "https"])


def check_location(latitude: Decimal | None, longitude: Decimal | None, *, of: str = "") -> None:
    """Both coordinates or none, on the globe. Raises DomainError on the one at fault, `of` behind its name."""
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and abs(value) > limit:
            raise DomainError(_("Between -%(limit)s and %(limit)s.") % {"limit": limit}, field=f"{name}{of}")
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise DomainError(_("Give both latitude and longitude, or neither."), field=f"{missing}{of}")


def check_website(website: str) -> None:
    """An address of the web. Raises DomainError on `website`."""
    try:
        _is_address(website)
    except ValidationError as wrong:
        raise DomainError(_("Write it like https://www.example.org."), field="website") from wrong


def check_taking_part(
    *, strand: Strand, partner: Partner, field: str = "partner", but: Participation | None = None
) -> None:
    """A partner takes part in a strand once: nobody is on both sides. Raises DomainError on `field`."""
    others = Participation.objects.filter(strand=strand, partner=partner)
    if other := others.exclude(pk=but.pk if but and but.pk else 0).first():
        words = _("%(partner)s already takes part in this strand (%(side)s). A partner can be on one side only.")
        raise DomainError(words % {"partner": partner, "side": strand.side_name(other.side)}, field=field)


def is_paired(participation: Participation) -> bool:
    """Whether a pairing holds the participation: from then on it is what it is."""
    return Pairing.objects.with_side(participation).exists()
