"""Choices of a person's account."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NameOrder(models.TextChoices):
    """Which part of the name the person puts first; the portal never turns it round."""

    GIVEN_FIRST = "given-first", pgettext_lazy("name order", "Given name first (Marta Soler)")
    FAMILY_FIRST = "family-first", pgettext_lazy("name order", "Family name first (Kim Jisu)")


class Language(models.TextChoices):
    """The language a person reads the portal in; each is named in itself."""

    BROWSER = "", _("As the browser asks")
    ENGLISH = "en", "English"
    KOREAN = "ko", "한국어"
