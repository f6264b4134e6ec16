"""What partners and organisations are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class PartnerKind(models.TextChoices):
    """What a partner is: not every one is a city."""

    CITY = "city", pgettext_lazy("partner kind", "City")
    DISTRICT = "district", pgettext_lazy("partner kind", "District")
    MUNICIPALITY = "municipality", pgettext_lazy("partner kind", "Municipality")
    REGION = "region", pgettext_lazy("partner kind", "Region")
    ALLIANCE = "alliance", pgettext_lazy("partner kind", "Alliance of cities")


class Sector(models.TextChoices):
    """The sectors of the triple helix, civil society and the rest."""

    GOVERNMENT = "government", pgettext_lazy("sector", "Government")
    RESEARCH = "research", pgettext_lazy("sector", "Research")
    BUSINESS = "business", pgettext_lazy("sector", "Business")
    CIVIL_SOCIETY = "civil-society", pgettext_lazy("sector", "Civil society")
    OTHER = "other", pgettext_lazy("sector", "Other")
