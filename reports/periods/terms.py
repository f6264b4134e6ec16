"""Under which contract a strand reports, and the template of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.models import Organisation, Strand
from partnerships.translations.selectors import check_length, fill, what_differs
from reports.audit_actions import TERMS_EDITED
from reports.enums import Section
from reports.models import ReportingTerms
from reports.rules import may_edit_calendar

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants

FIELDS = frozenset({"contract_number", "implementer", "sections"})
LONGEST_NUMBER = 80


def terms_of(strand: Strand) -> ReportingTerms:
    """A strand's terms; unsaved ones, with every section, where nobody has set any. One query."""
    row = ReportingTerms.objects.filter(strand=strand).select_related("implementer").first()
    terms = row or ReportingTerms(strand=strand)
    terms.strand = strand
    return terms


def implementers_of(strand: Strand) -> QuerySet[Organisation]:
    """The organisations that the contract can be with: those that run the strand, in order."""
    return strand.implementers.order_by("search_text", "pk")


@one_act()
def edit_terms(
    *, by: User | None, grants: Grants, strand: Strand, version: int | None, changes: dict[str, Any]
) -> ReportingTerms:
    """Set `contract_number`, `implementer` (or None) and `sections` (in order); the first time `version` is None.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing differs, DomainError with the field at fault.
    """
    if not may_edit_calendar(grants, strand):
        raise NotAllowed
    # Whoever sets them for the first time waits for another who does.
    Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=strand.pk)
    row = terms_of(strand)
    if row.pk is not None:
        if version is None:
            raise DomainError(_("Someone else has set the terms meanwhile. Nothing was saved; open the page again."))
        row = lock(row, version=version)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    fill(row, changed, fields=FIELDS)
    check_length("contract_number", row.contract_number, LONGEST_NUMBER)
    if row.implementer is not None and not implementers_of(strand).filter(pk=row.implementer.pk).exists():
        raise DomainError(_("Choose one of the strand's implementers."), field="implementer")
    check_sections(row.sections)
    row.save(by=by)
    write_audit(action=TERMS_EDITED, by=by, record=row, fields=", ".join(sorted(changed)))
    return row


def check_sections(sections: Sequence[str]) -> None:
    """Refuse what is no list of sections, each once, one at least. Raises DomainError on `sections`."""
    if not sections:
        raise DomainError(_("A report needs at least one section."), field="sections")
    if len(set(sections)) != len(sections) or not set(sections) <= set(Section.values):
        raise DomainError(_("Choose each section of a report once."), field="sections")
