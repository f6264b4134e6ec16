"""Who may do what with periods, updates, reports, publicity and public results, as pure functions of (grants, row)."""

from core.access import Grants
from partnerships.models import Strand
from partnerships.rules import may_see_dealings
from reports.enums import ISSUED_REPORT
from reports.models import ProgressReport


def may_view_report(grants: Grants, report: ProgressReport) -> bool:
    """An issued one whoever reads the strand; a draft whoever follows its making."""
    return may_follow_report(grants, report) or (report.status in ISSUED_REPORT and report.strand_id in grants.strands)


def may_follow_report(grants: Grants, report: ProgressReport) -> bool:
    """What is not issued, before and after: staff, authority, administrator, of a pairing's report its two sides."""
    if grants.is_administrator or report.strand_id in grants.staff | grants.authority:
        return True
    return report.pairing is not None and may_see_dealings(grants, report.pairing)


def may_import(grants: Grants) -> bool:
    """Whoever looks after a strand, and administrators."""
    return grants.is_administrator or bool(grants.staff)


def may_import_into(grants: Grants, strand: Strand) -> bool:
    """Staff of the strand, and administrators."""
    return grants.is_administrator or strand.pk in grants.staff


def may_take_archive(grants: Grants, strand: Strand) -> bool:
    """The whole strand as one file: staff, the contracting authority that it is for, administrators."""
    return grants.is_administrator or strand.pk in grants.staff | grants.authority
