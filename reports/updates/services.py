"""What several actions on city updates share: the steps of their chain, and the mails that go with them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core import clock
from core.models import write_audit
from partnerships.enums import StrandRoleName
from partnerships.models import StrandRole
from partnerships.people.selectors import read_people
from reports.audit_actions import UPDATE_REMINDED
from reports.enums import UpdateAct
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.updates.selectors import reminder_key


def add_step(
    update: CityUpdate, act: UpdateAct, by: User, *, reason: str = "", body: Mapping[str, Any] | None = None
) -> None:
    """Keep a step of the chain, in the transaction of the act."""
    UpdateStep(update=update, act=act, by=by, by_label=by.kept_name, reason=reason, body=dict(body or {})).save()


def mail_staff(*, update: CityUpdate, by: User) -> None:
    """Tell the staff of the strand that an update waits for them."""
    roles = StrandRole.objects.not_ended(clock.today()).filter(
        strand=update.period.strand_id, role=StrandRoleName.STAFF
    )
    staff = get_user_model().objects.filter(pk__in=roles.values("user"), is_active=True)
    _send(staff.order_by("search_text", "pk"), "submitted", update, by)


def mail_partner(update: CityUpdate, decision: str, *, by: User, **more: Any) -> None:
    """Tell the partner's coordinators that it was `accepted`, or `returned` with a `reason`."""
    people = read_people([update.participation_id], clock.today()).of_side(update.participation_id)
    _send(people, decision, update, by, **more)


def _send(people: Iterable[User], what: str, update: CityUpdate, by: User, **more: Any) -> None:
    kind = MailKind(f"update-{what}")
    for person in people:
        if person.pk != by.pk:
            queue_mail(
                to=person,
                kind=kind,
                key=f"{kind.value}:{update.pk}:{update.version}:{person.pk}",
                template=f"update_{what}",
                context=_facts(update, by) | more,
            )


def _facts(update: CityUpdate, by: User) -> dict[str, Any]:
    """Names in the language of the mail that is being written."""
    return {
        "period": lazy(lambda: str(update.period), str)(),
        "strand": lazy(lambda: str(update.strand), str)(),
        "partner": lazy(lambda: str(update.participation.partner.name), str)(),
        "by": by.kept_name,
        "link": settings.BASE_URL + update.get_absolute_url(),
    }


def send_reminders(*, by: User, period: ReportingPeriod, rows: Iterable[Any]) -> list[str]:
    """Ask the people of these partners for the update that they owe, nobody twice on one day; what became of each."""
    results, reached = [], []
    for row in rows:
        mails, partner = _remind(row, by), row.participation.partner
        name = {"partner": partner.name}
        if mails:
            reached.append(partner.name_en)
            sent = ngettext("%(partner)s: %(count)s mail.", "%(partner)s: %(count)s mails.", mails)
            results.append(sent % (name | {"count": mails}))
        elif not row.people:
            results.append(_("%(partner)s: nobody to write to; invite a coordinator first.") % name)
        elif row.reminded:
            results.append(_("%(partner)s: was reminded today.") % name)
        else:
            results.append(_("%(partner)s: takes no such mails.") % name)
    if reached:
        write_audit(action=UPDATE_REMINDED, by=by, record=period, partners=", ".join(reached))
    return results


def _remind(row: Any, by: User) -> int:
    """How many mails that makes."""
    today, period = clock.today(), row.period
    due = {"due": period.due_on, "late": period.due_on < today, "days": abs((period.due_on - today).days)}
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.REMINDER,
            key=reminder_key(row, person.pk, today),
            template="update_reminder",
            context=_facts(row, by) | due,
        )
        for person in row.people
    )
