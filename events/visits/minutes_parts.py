"""What minutes add to the pages further left: history, follow-ups, a task for whoever is to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core.parts import Task
from events.models import Minutes
from events.rules import may_edit_minutes
from events.visits.minutes import edit_minutes
from events.visits.selectors import open_objections
from partnerships.history.services import Kind
from partnerships.models import Pairing
from partnerships.rules.journey import side_of
from partnerships.tasks.selectors import other_side, partner_name, picked
from partnerships.translations.services import of_text

if TYPE_CHECKING:
    from core.access import Grants

MOST_LETTERS = 200  # of an objection in a task

KIND = Kind(
    Minutes.TEXT_KIND,
    Minutes,
    "minutes",
    edit_minutes,
    may_edit_minutes,
    ("event__strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"),
    takes_reason=True,
)
TEXT_PAGE = of_text(Minutes)
KIND_OF_ACT = ("minutes", pgettext_lazy("of a meeting", "Minutes"), Q(actions__contains=" minutes-"))


def of_objections(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """An objection to the minutes waits for the other side's answer: an edit, or a word to each other."""
    del today
    if not grants.participations:
        return
    pairings = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
    for row in open_objections(pairings):
        pairing, answering = row.minutes.pairing, other_side(row.side)
        mine = side_of(grants, pairing) == answering
        title, language = picked(row.minutes.event, "title")
        yield Task(
            verb=pgettext("task", "Answer"),
            thing=title,
            language=language,
            url=row.minutes.get_absolute_url(),
            why=_("%(partner)s objects to the minutes: “%(objection)s”")
            % {"partner": partner_name(pairing, row.side), "objection": Truncator(row.text).chars(MOST_LETTERS)},
            due=None,
            button=_("Read objection"),
            pairing_id=pairing.pk,
            mine=mine,
            waits_for="" if mine else partner_name(pairing, answering),
            about=pairing.name,
        )
