"""Whether a city update may be changed now, and its row under a lock; every act on one begins here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.formats import format_date
from core.models import lock
from partnerships.models import Participation
from partnerships.transitions import name_states
from reports.enums import UpdateStatus
from reports.models import CityUpdate, ReportingPeriod
from reports.periods.selectors import is_locked, lock_period
from reports.workflow import CITY_UPDATE

name_states(CITY_UPDATE, UpdateStatus)


def check_open_period(period: ReportingPeriod) -> None:
    """Refuse to change an update of a period that asks for none, has not begun, or is out. Raises DomainError."""
    if period.is_skipped:
        raise DomainError(_("This period was skipped: no update is owed for it."))
    if period.starts_on > clock.today():
        words = _("The period begins on %(day)s; its update can be written from then on.")
        raise DomainError(words % {"day": format_date(period.starts_on)})
    if is_locked(period):
        raise DomainError(
            _("The report on this period was issued. Its updates change only if the contracting authority returns it.")
        )


def lock_open_period(period: ReportingPeriod) -> ReportingPeriod:
    """The period, locked so that its report is not issued meanwhile. Raises DomainError where no update may change."""
    row = lock_period(period.pk)
    check_open_period(row)
    return row


def lock_update(update: CityUpdate, version: int) -> CityUpdate:
    """The update as it stands, under a lock, with its period and partner.

    Raises StaleRecord where it is another version, DomainError where its period may not be changed.
    """
    period = lock_open_period(update.period)
    row = lock(update, version=version)
    row.period, row.participation = period, _with_names(update.participation_id)
    return row


def find_update(period: ReportingPeriod, participation: Participation) -> CityUpdate:
    """The update of a partner for a period; unsaved where nobody has begun it. It knows both."""
    row = CityUpdate.objects.filter(period=period, participation=participation).first()
    row = row or CityUpdate(period=period, participation=participation)
    row.period, row.participation = period, participation
    return row


def _with_names(participation: int) -> Participation:
    found: Participation = Participation.objects.select_related("partner", "strand").get(pk=participation)
    return found
