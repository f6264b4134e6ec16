"""The mails about progress reports: issued (to authority and cities), returned and accepted (to staff and cities)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.functional import lazy

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from partnerships.enums import StrandRoleName
from partnerships.models import Participation, StrandRole
from partnerships.services.recipients import read_people

if TYPE_CHECKING:
    from accounts.models import User
    from reports.models import ProgressReport


def report_issued(*, report: ProgressReport, by: User) -> int:
    """Tell the authority, who has to decide, and the coordinators whose report it is. Returns how many mails."""
    readers = [*_with_role(report, StrandRoleName.AUTHORITY), *_coordinators(report)]
    # Who is staff too decides nothing.
    deciding = _keys(report, StrandRoleName.AUTHORITY) - _keys(report, StrandRoleName.STAFF)
    return _send(readers, MailKind.REPORT_ISSUED, report, by, deciding=deciding)


def report_returned(*, report: ProgressReport, by: User, reason: str) -> int:
    """Tell the staff, who correct it, and the coordinators, whose updates are open again."""
    readers = [*_with_role(report, StrandRoleName.STAFF), *_coordinators(report)]
    return _send(readers, MailKind.REPORT_RETURNED, report, by, reason=reason)


def report_accepted(*, report: ProgressReport, by: User) -> int:
    """Tell the staff and the coordinators that nothing more is to be done."""
    readers = [*_with_role(report, StrandRoleName.STAFF), *_coordinators(report)]
    return _send(readers, MailKind.REPORT_ACCEPTED, report, by)


def _with_role(report: ProgressReport, role: str) -> list[Any]:
    users = get_user_model().objects.filter(pk__in=_roles(report, role).values("user"), is_active=True)
    return list(users.order_by("search_text", "pk"))


def _keys(report: ProgressReport, role: str) -> frozenset[int]:
    return frozenset(_roles(report, role).values_list("user", flat=True))


def _roles(report: ProgressReport, role: str) -> Any:
    return StrandRole.objects.not_ended(clock.today()).filter(strand=report.strand_id, role=role)


def _coordinators(report: ProgressReport) -> list[Any]:
    pairing = report.pairing
    parts = Participation.objects.filter(strand=report.strand_id)
    keys = [pairing.eu_id, pairing.counterpart_id] if pairing else list(parts.values_list("pk", flat=True))
    people = read_people(keys, clock.today())
    return [person for key in keys for person in people.of_side(key)]


def _send(
    readers: list[Any],
    kind: MailKind,
    report: ProgressReport,
    by: User,
    *,
    reason: str = "",
    deciding: frozenset[int] = frozenset(),
) -> int:
    """One mail to each reader once, but for whoever acted."""
    people = {one.pk: one for one in readers if one.pk != by.pk}
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"{kind.value}:{report.pk}:{person.pk}",
            template="report_act",
            context={
                "report": lazy(lambda: str(report), str)(),
                "act": kind.value,
                "decides": person.pk in deciding,
                "reason": reason.strip(),
                "by": by.kept_name,
                "link": settings.BASE_URL + report.get_absolute_url(),
            },
        )
        for person in people.values()
    )
