"""What accounts add to the tasks: the erasures that administrators are asked for."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.users.services import ERASURE_DAYS
from core import clock
from core.formats import format_date
from core.parts import Task
from core.texts import reader_language


def of_erasures(*, waiting: Any) -> Iterable[Task]:
    """Who asked for the erasure of the own data, to administrators."""
    if not waiting.grants.is_administrator:
        return
    for person in get_user_model().objects.exclude(erasure_asked_at=None).order_by("erasure_asked_at", "pk"):
        asked = clock.day_of(cast("dt.datetime", person.erasure_asked_at))
        yield Task(
            verb=_("Carry out the erasure"),
            thing=str(person),
            language=reader_language(),
            url=reverse("admin:accounts_user_change", args=[person.pk]),
            why=_("Asked on %(day)s to have the own data erased.") % {"day": format_date(asked)},
            due=asked + dt.timedelta(days=ERASURE_DAYS),
            button=_("Open the account"),
        )
