"""What the words of an address stand for where two sides work together: one record of each kind in a pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.models import Agreement, ProjectResult
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ClosingDayFactory,
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    GoodPracticeFactory,
    IndicatorFactory,
    InterestFactory,
    LevelChangeFactory,
    MeasurementFactory,
    NoteFactory,
    OrganisationFactory,
    PracticeQuestionFactory,
    ProjectFactory,
    ProjectResultFactory,
    TargetFactory,
)

if TYPE_CHECKING:
    from partnerships.models import Pairing


def words_together(pairing: Pairing) -> dict[str, Any]:
    """One record of each kind in the pairing; the counterpart's coordinator may see them all."""
    agreement = Agreement.objects.filter(pairing=pairing).order_by("pk").first() or AgreementFactory(pairing=pairing)
    return {
        "contact": (pairing.contacts.active().first() or ContactFactory(pairing=pairing)).code,
        # A comment that nobody signed is withdrawn by nobody; another may be written on the pairing.
        "comment": CommentFactory(pairing=pairing).pk,
        "target_kind": "pairing",
        "target": pairing.pk,
        "agreement": agreement.code,
        "organisation": _organisation(pairing),
        "closing_day": ClosingDayFactory(participation=pairing.counterpart).pk,
        **_interests(pairing),
        **_project(pairing),
        **_figures(pairing),
        **_attached(pairing),
    }


def _organisation(pairing: Pairing) -> str:
    """One of the strand's directory."""
    found = pairing.strand.organisations.order_by("pk").first() or OrganisationFactory(strands=[pairing.strand])
    return str(found.code)


def _interests(pairing: Pairing) -> dict[str, Any]:
    """An offer of the counterpart with its good practice, and what the EU partner needs of it."""
    area = pairing.strand.themes.filter(parent=None).order_by("position", "pk").first()
    topic = ThemeFactory(strand=pairing.strand, parent=area or ThemeFactory(strand=pairing.strand))
    offer = InterestFactory(participation=pairing.counterpart, topic=topic, kind="offer")
    practice = GoodPracticeFactory(interest=offer)
    need = InterestFactory(participation=pairing.eu, topic=topic)
    question = PracticeQuestionFactory(practice=practice, participation=pairing.eu)
    return {"interest": offer.pk, "offer": offer.pk, "need": need.pk, "question": question.pk}


def _project(pairing: Pairing) -> dict[str, Any]:
    """A project that has moved once and expects something, with evidence in one language."""
    result = ProjectResult.objects.filter(project__pairing=pairing).select_related("project").first()
    if result is None:
        project = ProjectFactory(pairing=pairing, level="exploring")
        LevelChangeFactory(project=project)
        result = ProjectResultFactory(project=project, evidence="The register")
    once = {"once_kind": "projectresult", "once": result.pk, "once_field": "evidence"}
    return {"project": result.project.code, "result": result.pk, **once}


def _figures(pairing: Pairing) -> dict[str, Any]:
    """An indicator of the programme with a value of the pairing, a count, and a target for it."""
    programme = pairing.strand.programme_record
    indicator = programme.indicators.first() or IndicatorFactory(programme=programme)
    value = MeasurementFactory(strand=pairing.strand, pairing=pairing, indicator=indicator)
    if not pairing.targets.exists():
        TargetFactory(strand=pairing.strand, pairing=pairing)
    return {"indicator": indicator.code, "measurement": value.pk, "count": "contacts", "figure": "contacts"}


def _attached(pairing: Pairing) -> dict[str, Any]:
    """A document for both sides with one version, and a note of the counterpart that nobody signed."""
    document = pairing.documents.active().filter(audience="pairing").first()
    if document is None:
        document = DocumentVersionFactory(document=DocumentFactory(pairing=pairing)).document
    return {"document": document.code, "note": NoteFactory(pairing=pairing, side="counterpart").pk}
