"""Finds what no single table's constraint can see: records that contradict each other across tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db.models import F

from core.parts import collect
from partnerships.agreements.selectors import of_agreements
from partnerships.enums import Side
from partnerships.models import (
    FollowUp,
    Measurement,
    Milestone,
    Pairing,
    Partner,
    PlanItem,
    Strand,
    StrandImplementer,
    Target,
    TextEdition,
    Theme,
)
from partnerships.services.contact_integrity import of_contacts
from partnerships.services.file_integrity import of_attached
from partnerships.services.interest_integrity import of_interests
from partnerships.services.organisation_integrity import of_organisations
from partnerships.services.project_integrity import of_projects


def contradictions() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from _pairings()
    yield from _rounds()
    yield from _places()
    yield from _origins()
    yield from _ordered_texts()
    yield from _editions()
    yield from _figures()
    yield from of_agreements()
    yield from of_contacts()
    yield from of_interests()
    yield from of_organisations()
    yield from of_projects()
    yield from of_attached()
    yield from collect("checks")


def _pairings() -> Iterator[tuple[str, str]]:
    pairings = Pairing.objects.select_related("strand", "eu", "counterpart")
    for pairing in pairings.exclude(eu__side=Side.EU, counterpart__side=Side.COUNTERPART):
        yield f"pairing {pairing.code}", "its partners do not stand one on each side"
    for pairing in pairings.exclude(eu__strand=F("strand"), counterpart__strand=F("strand")):
        yield f"pairing {pairing.code}", "a partner takes part in another strand"


def _rounds() -> Iterator[tuple[str, str]]:
    for strand in Strand.objects.filter(previous=F("pk")):
        yield f"strand {strand.code}", "it is the round before itself"
    followed = Pairing.objects.filter(predecessor__isnull=False).select_related("strand")
    for pairing in followed.exclude(strand__previous=F("predecessor__strand")):
        yield f"pairing {pairing.code}", "its predecessor does not stand in the strand's earlier round"
    for pairing in followed.exclude(
        eu__partner=F("predecessor__eu__partner"), counterpart__partner=F("predecessor__counterpart__partner")
    ):
        yield f"pairing {pairing.code}", "its predecessor is a pairing of two others"


def _places() -> Iterator[tuple[str, str]]:
    for milestone in Milestone.objects.exclude(stage__strand=F("pairing__strand")):
        yield f"milestone {milestone.code}", "its stage belongs to another strand"
    for milestone in Milestone.objects.filter(plan_item__isnull=False).exclude(plan_item__strand=F("pairing__strand")):
        yield f"milestone {milestone.code}", "its plan item belongs to another strand"
    for item in PlanItem.objects.exclude(stage__strand=F("strand")):
        yield f"plan item {item.code}", "its stage belongs to another strand"
    for theme in Theme.objects.filter(parent__isnull=False).exclude(parent__strand=F("strand")):
        yield f"theme {theme.code}", "its thematic area belongs to another strand"
    for theme in Theme.objects.filter(parent__parent__isnull=False):
        yield f"theme {theme.code}", "it lies below a topic; themes have two levels"


def _origins() -> Iterator[tuple[str, str]]:
    """A reference by kind and number is kept by no foreign key."""
    rows = FollowUp.objects.filter(origin_type__isnull=False).select_related("pairing").prefetch_related("origin")
    for follow_up in rows.order_by("pk"):
        name = f"follow-up {follow_up.pairing.code}/{follow_up.code}"
        if follow_up.origin is None:
            yield name, "what it came from is gone"
        elif getattr(follow_up.origin, "pairing_id", None) != follow_up.pairing_id:
            yield name, "what it came from belongs to another pairing"


def _ordered_texts() -> Iterator[tuple[str, str]]:
    for partner in Partner.objects.prefetch_related("places__city"):
        codes = ";".join(place.city.code for place in partner.places.all())
        if codes != partner.city_codes:
            yield f"partner {partner.code}", f"its cities are {codes}, its text says {partner.city_codes}"
    for pairing in Pairing.objects.prefetch_related("chosen_themes__theme"):
        codes = ";".join(chosen.theme.code for chosen in pairing.chosen_themes.all())
        if codes != pairing.theme_codes:
            yield f"pairing {pairing.code}", f"its themes are {codes}, its text says {pairing.theme_codes}"
    for strand in Strand.objects.all():
        rows = StrandImplementer.objects.filter(strand=strand).select_related("organisation")
        codes = ";".join(row.organisation.code for row in rows)
        if codes != strand.implementer_codes:
            yield f"strand {strand.code}", f"its implementers are {codes}, its text says {strand.implementer_codes}"


def _editions() -> Iterator[tuple[str, str]]:
    """A frozen text is what was hashed, and belongs to a record that has reached its edition."""
    for edition in (
        TextEdition.objects.select_related("pairing").prefetch_related("record", "confirmations").order_by("pk")
    ):
        name = f"edition {edition.edition} of {edition.pairing.code}/{edition.slug}"
        if hashlib.sha256(edition.canonical.encode()).hexdigest() != edition.sha256:
            yield name, "its text is not the one that was hashed"
        if any(word.sha256 != edition.sha256 for word in edition.confirmations.all()):
            yield name, "a confirmation of it names another hash"
        if edition.record is None:
            yield name, "the record it belongs to is gone"
        elif edition.record.pairing_id != edition.pairing_id:
            yield name, "the record it belongs to lies in another pairing"
        elif edition.record.edition < edition.edition:
            yield name, "the record it belongs to has not come so far"


def _figures() -> Iterator[tuple[str, str]]:
    """Targets and values lie in the strand of their pairing, and measure what its programme does."""
    for model in (Target, Measurement):
        rows = model._default_manager.select_related("strand", "pairing", "indicator").order_by("pk")
        for row in rows:
            name = f"{model._meta.model_name} {row.pk}"
            if row.pairing is not None and row.pairing.strand_id != row.strand_id:
                yield name, "its strand is not that of its pairing"
            if row.indicator is not None and row.indicator.programme_id != row.strand.programme_record_id:
                yield name, "its indicator belongs to another programme"
    for value in Measurement.objects.filter(document__isnull=False).select_related("document").order_by("pk"):
        if value.document is not None and value.document.pairing_id != value.pairing_id:
            yield f"measurement {value.pk}", "its document belongs to another pairing"
