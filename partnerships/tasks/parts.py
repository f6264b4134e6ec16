"""What waits for a coordinator's side, and what the other side owes it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.access import Grants
from core.flat_rows import prepared
from core.formats import format_date, format_period
from core.parts import OneClick, Task, parts
from core.periods import DAY, Period
from core.texts import reader_language
from partnerships.contacts.selectors import too_silent, whose_turn
from partnerships.enums import Responsible, Side
from partnerships.models import Confirmation, FollowUp, Milestone, Pairing, Stage
from partnerships.tasks.office_tasks_parts import of_office
from partnerships.tasks.selectors import (
    Waiting,
    due_follow_ups,
    ending_stages,
    is_due,
    open_milestones,
    other_side,
    partner_name,
    picked,
    text_of_milestone,
    text_url,
    waiting_confirmations,
)


def task_of_side(
    grants: Grants, pairing: Pairing, side: str, thing: tuple[str, str], *, of_both: bool = False, **facts: Any
) -> Task:
    """What waits for a side, with whose it is and which pairing it belongs to; `thing` has its language beside it.

    What is `of_both` sides waits for each of them, and nobody owes it to the other.
    """
    mine = of_both or side == pairing.side_of(grants)
    return Task(
        mine=mine,
        waits_for="" if mine else partner_name(pairing, side),
        owed_to=(partner_name(pairing, other_side(side)),) if mine and not of_both else (),
        pairing_id=pairing.pk,
        about=pairing.name,
        thing=thing[0],
        language=thing[1],
        **facts,
    )


def read_tasks(*, grants: Grants, today: dt.date, pairings: Sequence[Pairing] | None = None) -> Iterable[Task]:
    """All that waits for the reader and, in the reader's own pairings, for the other side.

    `pairings` are the open ones that the reader coordinates or is staff of, where they are read already.
    """
    if pairings is None:
        pairings = read_pairings(grants)
    waiting = Waiting([row for row in pairings if row.side_of(grants)], today, grants)
    own = [task for offered in parts().waiting_tasks for task in offered(waiting=waiting)]
    return [*own, *of_office([row for row in pairings if row.strand_id in grants.staff], today)]


def read_pairings(grants: Grants) -> list[Pairing]:
    """The open pairings that the reader coordinates or is staff of; no query where there can be none."""
    if not (grants.participations or grants.staff):
        return []
    return _pairings(sides=grants.participations, strands=grants.staff)


@prepared(sides=None, strands=None)
def _pairings(sides: Any, strands: Any) -> QuerySet[Pairing]:
    rows = Pairing.objects.open().filter(Q(eu__in=sides) | Q(counterpart__in=sides) | Q(strand__in=strands))
    return rows.with_names().with_changes().order_by("pk")


def of_side(*, waiting: Waiting) -> Iterable[Task]:
    """The reader's tasks in the pairings that the reader coordinates, and those of the other side."""
    grants, today, pairings = waiting.grants, waiting.today, list(waiting.pairings.values())
    if not pairings:
        return
    confirmations = waiting_confirmations(pairings, waiting)
    stages = ending_stages(pairings, waiting)
    milestones = open_milestones(pairings, waiting, stages)
    asked = {(row.pairing.pk, row.text.slug) for row in confirmations}
    due = [
        row
        for row in milestones
        if (is_due(row, today) or row.objection) and (row.pairing_id, text_of_milestone(row)) not in asked
    ]
    for confirmation in confirmations:
        yield confirmation_task(grants, today, confirmation)
    for milestone in due:
        yield _objection(grants, milestone) if milestone.objection else _milestone(grants, milestone, today)
    promises = due_follow_ups(pairings, waiting)
    for follow_up in promises:
        yield _follow_up(grants, follow_up)
    owing = _who_owes(today, confirmations=confirmations, milestones=due, follow_ups=promises)
    yield from _get_in_touch(waiting, pairings, owing)
    listed = {row.pk for row in due}
    yield from _ending(grants, pairings, stages, [row for row in milestones if row.pk not in listed])


def confirmation_task(grants: Grants, today: dt.date, row: Any) -> Task:
    """One side's word that waits, as the reader's own task or as what the other side owes."""
    mine = row.side == row.pairing.side_of(grants)
    return task_of_side(
        grants,
        row.pairing,
        row.side,
        row.title,
        verb=pgettext("task", "Agree") if row.text.is_release else pgettext("task", "Confirm"),
        url=row.url if mine else text_url(row.pairing, row.text.slug),
        why=_why_confirmation(row, today, mine=mine),
        due=row.due,
        button=_("Read and agree to the release") if row.text.is_release else _("Read and confirm"),
        halves=row.halves,
    )


def _why_confirmation(row: Any, today: dt.date, *, mine: bool) -> str:
    """Why one side's word is asked or still waits."""
    names = {
        "side": partner_name(row.pairing, row.side),
        "other": partner_name(row.pairing, other_side(row.side)),
        "edition": row.text.edition,
        "earlier": row.earlier,
    }
    if row.in_approval_until:
        said = _("In internal approval until %(day)s.") % {"day": format_date(row.in_approval_until)}
        return f"{said} {_after_edit(row, names)}".strip()
    if not mine:
        days = (today - row.asked_on).days
        asked = ngettext("Asked %(count)s day ago.", "Asked %(count)s days ago.", days) % {"count": days}
        said = asked if days else _("Asked today.")
        return f"{said} {_after_edit(row, names)}".strip()
    if row.earlier:
        return _after_edit(row, names)
    if row.text.is_release:
        return _why_release(row, names)
    if _other_confirmed(row):
        return (
            _("%(other)s has confirmed edition %(edition)s. It is not in force until %(side)s confirms it too.") % names
        )
    return _("Both sides are asked to confirm edition %(edition)s.") % names


def _other_confirmed(row: Any) -> bool:
    """Whether the other side has confirmed this very edition."""
    return row.halves[row.side == Side.EU] in {"confirmed", "behalf"}


def _why_release(row: Any, names: Mapping[str, object]) -> str:
    if _other_confirmed(row):
        return (
            _("%(other)s has agreed to the release of edition %(edition)s. It is public once %(side)s agrees too.")
            % names
        )
    return _("Both sides are asked to agree to the release of edition %(edition)s.") % names


def _after_edit(row: Any, names: Mapping[str, object]) -> str:
    if not row.earlier:
        return ""
    if row.text.is_release:
        return _("Edited since %(side)s agreed to the release of edition %(earlier)s: that agreement is void.") % names
    return _("Edited since %(side)s confirmed edition %(earlier)s: that confirmation is void.") % names


def _objection(grants: Grants, row: Milestone) -> Task:
    return task_of_side(
        grants,
        row.pairing,
        other_side(row.objection_side),
        picked(row, "title"),
        verb=pgettext("task", "Answer"),
        url=row.get_absolute_url(),
        why=_("%(partner)s objects: “%(objection)s”")
        % {"partner": partner_name(row.pairing, row.objection_side), "objection": row.in_reading_language("objection")},
        due=row.forecast.last_day,
        when=inexact(row.forecast),
        button=_("Read objection"),
    )


def _milestone(grants: Grants, row: Milestone, today: dt.date) -> Task:
    pairing, mine = row.pairing, row.pairing.side_of(grants)
    side = mine if row.responsible in (mine, "both") else other_side(mine)
    slug = text_of_milestone(row)
    planned = _("Planned for %(when)s.") % {"when": format_period(row.forecast)}
    answer_url = ""
    if slug:
        verb, button, url = pgettext("task", "Ask"), _("Ask for confirmation"), text_url(pairing, slug)
        why = _("It is done once both sides have confirmed its text; no confirmation has been asked for yet.")
    else:
        verb, button, url = pgettext("task", "Report"), _("Report or move it"), row.get_absolute_url()
        why = _("Report what happened, or move it with a reason.")
        if row.is_overdue(today):
            # It is to be reported; the way to move it stands on its page.
            button, answer_url = _("Report done"), row.address_of("partnerships:milestone-report")
    return task_of_side(
        grants,
        pairing,
        side,
        picked(row, "title"),
        of_both=row.responsible == Responsible.BOTH,
        verb=verb,
        url=url,
        why=f"{planned} {why}" if side == mine else planned,
        due=row.forecast.last_day,
        when=inexact(row.forecast),
        button=button,
        answer_url=answer_url,
    )


def inexact(period: Period) -> str:
    """The end of a period in words where it is not known to the day, else nothing."""
    edge = period.end or period.start
    return format_date(edge) if edge and edge.precision != DAY else ""


def _follow_up(grants: Grants, row: FollowUp) -> Task:
    pairing, mine = row.pairing, row.side == row.pairing.side_of(grants)
    place = [pairing.strand.code, pairing.code]
    act = OneClick(reverse("partnerships:follow-up-finish", args=[*place, row.code]), _("Done"), row.version)
    return task_of_side(
        grants,
        pairing,
        row.side,
        picked(row, "what"),
        verb=pgettext("task", "Follow up"),
        url=row.get_absolute_url(),
        why=_("Promised by %(who)s.") % {"who": row.owner or partner_name(pairing, row.side)},
        due=row.due_on,
        button=_("Open the follow-up"),
        act=act if mine else None,
    )


def _ending(
    grants: Grants, pairings: Sequence[Pairing], stages: Mapping[int, Sequence[Stage]], milestones: Iterable[Milestone]
) -> Iterator[Task]:
    """A stage that ends with milestones of the reader's side which no task names yet."""
    waiting: dict[tuple[int, int], int] = defaultdict(int)
    for row in milestones:
        if row.responsible in (row.pairing.side_of(grants), "both"):
            waiting[row.pairing_id, row.stage_id] += 1
    for pairing in pairings:
        for stage in stages.get(pairing.strand_id, ()):
            count = waiting[pairing.pk, stage.pk]
            if not count:
                continue
            yield task_of_side(
                grants,
                pairing,
                pairing.side_of(grants),
                picked(stage, "name"),
                of_both=True,
                verb=pgettext("task", "Finish"),
                url=f"{pairing.get_absolute_url()}#milestones-heading",
                why=ngettext(
                    "The stage ends with %(count)s open milestone.",
                    "The stage ends with %(count)s open milestones.",
                    count,
                )
                % {"count": count},
                due=stage.forecast.last_day,
                when=inexact(stage.forecast),
                button=_("See what is open"),
            )


def _who_owes(
    today: dt.date,
    *,
    confirmations: Iterable[Confirmation],
    milestones: Iterable[Milestone],
    follow_ups: Iterable[FollowUp],
) -> dict[int, set[str]]:
    """By pairing, the sides that owe the other something: a word that is asked, what is overdue, what is late."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in confirmations:
        found[row.pairing.pk].add(row.side)
    for milestone in milestones:
        if milestone.is_overdue(today):
            found[milestone.pairing_id] |= {side.value for side in Side if milestone.responsible in (side, "both")}
    for follow_up in follow_ups:
        if follow_up.is_late(today):
            found[follow_up.pairing_id].add(follow_up.side)
    return found


def _get_in_touch(waiting: Waiting, pairings: Sequence[Pairing], owing: Mapping[int, set[str]]) -> Iterator[Task]:
    """One for each active pairing that is silent too long, for the side whose turn it is; else for the reader's own."""
    grants, today = waiting.grants, waiting.today
    for pairing, quiet, days in too_silent(pairings, waiting):
        owe = owing.get(pairing.pk, set())
        turn = whose_turn(quiet, owe)
        side = turn or pairing.side_of(grants)
        place = [pairing.strand.code, pairing.code]
        words = ngettext("%(count)s day without contact.", "%(count)s days without contact.", days) % {"count": days}
        to_do = _("Get in touch with %(partner)s") % {"partner": partner_name(pairing, other_side(side))}
        yield task_of_side(
            grants,
            pairing,
            side,
            (to_do, reader_language()),
            of_both=not turn,
            verb=pgettext("task", "Contact"),
            url=reverse("partnerships:contact-list", args=place),
            why=f"{words} {_why(partner_name(pairing, side), turn, owe)}".strip(),
            due=today - dt.timedelta(days=days - pairing.strand.silence_days),
            button=_("Record a contact"),
            answer_url=reverse("partnerships:contact-add", args=place),
        )


def _why(partner: str, turn: str, owe: set[str]) -> str:
    """Why it is this side's turn; nothing where either may begin."""
    if not turn:
        return ""
    if owe == {turn}:
        return _("%(partner)s has still to answer or deliver.") % {"partner": partner}
    return _("%(partner)s has been silent longer.") % {"partner": partner}
