"""Who may do what with periods, updates, reports, publicity and public results, as pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.rules.journey import may_edit_pairing, may_see_dealings, side_of
from partnerships.rules.places import may_edit_plan
from reports.enums import ISSUED_REPORT, SENT_UPDATE
from reports.workflow import OWN, STAFF

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing, Strand
    from reports.models import CityUpdate, ProgressReport, PublicityItem, ReportingPeriod


def may_view_period(grants: Grants, period: ReportingPeriod) -> bool:
    """Whoever reads the strand reads its calendar."""
    return grants.is_administrator or period.strand_id in grants.strands


def may_edit_calendar(grants: Grants, strand: Strand) -> bool:
    """Periods, contract, template of reports: staff and administrators."""
    return may_edit_plan(grants, strand)


def may_edit_period(grants: Grants, period: ReportingPeriod) -> bool:
    """As the calendar that it stands in."""
    return may_edit_calendar(grants, period.strand)


def update_actors(grants: Grants, update: CityUpdate) -> frozenset[str]:
    """As what the reader can act on a city update: as its partner, else as staff; nobody accepts the own city's."""
    if update.participation_id in grants.participations:
        return frozenset({OWN})
    return frozenset({STAFF}) if update.period.strand_id in grants.staff else frozenset()


def may_view_update(grants: Grants, update: CityUpdate) -> bool:
    """The own partner, staff, authority, administrator; once sent also the other side of a pairing.

    Reads the pairings of the participation, one query a side.
    """
    if may_follow_update(grants, update):
        return True
    if update.status not in SENT_UPDATE:
        return False
    part = update.participation
    pairings = [*part.pairings_as_eu.all(), *part.pairings_as_counterpart.all()]
    return any(side_of(grants, pairing) for pairing in pairings)


def may_follow_update(grants: Grants, update: CityUpdate) -> bool:
    """Its steps, their reasons and what it said before: the own partner, staff, authority, administrator."""
    strand = update.period.strand_id
    if grants.is_administrator or strand in grants.staff | grants.authority:
        return True
    return update.participation_id in grants.participations


def may_write_update(grants: Grants, update: CityUpdate) -> bool:
    """The partner's own coordinators, and their deputies."""
    return OWN in update_actors(grants, update)


def may_decide_update(grants: Grants, update: CityUpdate) -> bool:
    """Accept and return: staff."""
    return STAFF in update_actors(grants, update)


def may_decide_updates(grants: Grants, period: ReportingPeriod) -> bool:
    """Accept and remind several at once: staff."""
    return period.strand_id in grants.staff


def may_view_report(grants: Grants, report: ProgressReport) -> bool:
    """An issued one whoever reads the strand; a draft whoever follows its making."""
    return may_follow_report(grants, report) or (report.status in ISSUED_REPORT and report.strand_id in grants.strands)


def may_follow_report(grants: Grants, report: ProgressReport) -> bool:
    """What is not issued, before and after: staff, authority, administrator, of a pairing's report its two sides."""
    if grants.is_administrator or report.strand_id in grants.staff | grants.authority:
        return True
    return report.pairing is not None and may_see_dealings(grants, report.pairing)


def may_draft_report(grants: Grants, period: ReportingPeriod) -> bool:
    """Begin a report on a period: staff."""
    return period.strand_id in grants.staff


def may_view_publicity(grants: Grants, item: PublicityItem) -> bool:
    """Whoever reads the strand."""
    return grants.is_administrator or item.strand_id in grants.strands


def may_edit_publicity(grants: Grants, item: PublicityItem) -> bool:
    """Of a pairing its two sides, staff, an administrator; of the strand as a whole staff and administrators."""
    return may_edit_pairing(grants, item.pairing) if item.pairing else may_edit_plan(grants, item.strand)


def may_add_publicity(grants: Grants, strand: Strand) -> bool:
    """Staff and administrators any; a coordinator one of the own pairing (the service tells)."""
    return may_edit_plan(grants, strand) or strand.pk in grants.coordinates


def may_take_archive(grants: Grants, strand: Strand) -> bool:
    """The whole strand as one file: staff, the contracting authority that it is for, administrators."""
    return grants.is_administrator or strand.pk in grants.staff | grants.authority


def may_see_dashboard(grants: Grants, strand: Strand) -> bool:
    """Figures of the whole strand: whoever reads it; what stays between two sides is counted, not told."""
    return grants.is_administrator or strand.pk in grants.strands


def may_see_brief(grants: Grants, pairing: Pairing) -> bool:
    """What is difficult and what is waited for: the two sides, staff, authority, administrator."""
    return may_see_dealings(grants, pairing)
