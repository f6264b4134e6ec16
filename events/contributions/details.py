"""What details of delegates add to the tasks page: ask for what is missing before the journey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.contributions import Task, provides
from events.audit_actions.details import DELEGATE_LIST_READ
from events.services.waiting_details import waiting_details
from partnerships.services.named_records import outside_programme, register_hidden
from partnerships.services.waiting import picked

if TYPE_CHECKING:
    from core.access import Grants


@register_hidden
def looked_at(grants: Grants) -> Q:
    """Who looked at which list of people is for those who answer for the strand: it tells who looks after whom."""
    return Q(action=DELEGATE_LIST_READ) & outside_programme(grants)


@provides("tasks")
def of_details(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Ask the reader's own delegates for the details that their own pages still lack; nobody is named."""
    if not grants.participations:
        return
    for row in waiting_details(grants.participations, today):
        event, partner = row.delegation.event, row.delegation.participation.partner
        title, language = picked(event, "title")
        words = ngettext(
            "Of %(people)s delegate details are missing.",
            "Details of %(missing)s of %(people)s delegates are missing.",
            row.people,
        )
        yield Task(
            verb=pgettext("task", "Ask"),
            thing=title,
            language=language,
            url=reverse("events:delegation", args=[event.strand.code, event.code, partner.code]),
            why=words % {"missing": row.missing, "people": row.people},
            due=row.due,
            button=_("Send links"),
            about=str(partner.name),
        )
