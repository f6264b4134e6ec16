"""The kinds of records of this app that have a history, and which of their texts an older version gives back."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Grants
from partnerships import models
from partnerships.agreements.actions import EditAgreement
from partnerships.confirmations.actions import EditText
from partnerships.contacts.actions import EditContact
from partnerships.documents.actions import EditDocument
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.history.services import RecordKind
from partnerships.indicators.actions import EditIndicator, SetTarget
from partnerships.matching.actions import EditInterest, EditPractice
from partnerships.milestones.actions import EditMilestone
from partnerships.organisations.actions import EditEntry, EditOrganisation
from partnerships.pairings.actions import EditPairing
from partnerships.places.actions import EditPartner
from partnerships.plan.actions import EditPlanItem, EditStage
from partnerships.projects.actions import EditProject
from partnerships.rules import may_edit_plan


def _may_edit_of_plan(grants: Grants, record: Any) -> bool:
    return may_edit_plan(grants, record.strand)


def _kept_of_document(grants: Grants, document: models.Document) -> Collection[str]:
    """What a document was called while it was one side's own, that side alone is told."""
    if document.pairing is None:
        return ()
    own = document.side == document.pairing.side_of(grants)
    told = ("title", *(f"{name}{end}" for name in models.Document.WRITTEN_ONCE for end in ("", "_other")))
    return told if not own and document.was_own_side() else ()


KINDS = (
    RecordKind("pairing", models.Pairing, EditPairing.do),
    RecordKind(
        "milestone",
        models.Milestone,
        EditMilestone.do,
        lambda grants, milestone: bool(EditMilestone.allowed & milestone.actors(grants)),
        takes_reason=True,
    ),
    RecordKind(models.AgreedThemes.TEXT_KIND, models.AgreedThemes, EditText.do, takes_reason=True),
    RecordKind(models.ActionPlan.TEXT_KIND, models.ActionPlan, EditText.do, takes_reason=True),
    RecordKind(models.Closing.TEXT_KIND, models.Closing, EditText.do, takes_reason=True),
    RecordKind("project", models.Project, EditProject.do, above=lambda project: project.get_crumbs()[1:-1]),
    RecordKind("agreement", models.Agreement, EditAgreement.do, takes_reason=True),
    RecordKind("contact", models.Contact, EditContact.do),
    RecordKind(
        "organisation", models.Organisation, EditOrganisation.do, related=("home_strand", "city"), within="strands"
    ),
    RecordKind(
        "organisation-entry",
        models.DirectoryOrganisation,
        EditEntry.do,
        related=("strand", "organisation"),
        above=lambda entry: [(_("Organisations"), reverse("partnerships:organisation-list", args=[entry.strand.code]))],
    ),
    RecordKind("document", models.Document, EditDocument.do, kept=_kept_of_document),
    RecordKind("follow-up", models.FollowUp, EditFollowUp.do),
    RecordKind("plan-item", models.PlanItem, EditPlanItem.do, _may_edit_of_plan),
    RecordKind("stage", models.Stage, EditStage.do, _may_edit_of_plan),
    RecordKind("indicator", models.Indicator, EditIndicator.do, related=("programme",), within="programme__strands"),
    RecordKind("partner", models.Participation, EditPartner.do),
    RecordKind("interest", models.Interest, EditInterest.do),
    RecordKind("good-practice", models.GoodPractice, EditPractice.do),
    # A target has numbers and no texts: its history is read, and a new number is set.
    RecordKind("target", models.Target, SetTarget.do),
)
