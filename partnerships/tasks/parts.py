"""What waits for a reader: for the own side, the other one, and for staff; and what is beside it on my tasks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext, pgettext

from core.access import Grants
from core.flat_rows import prepared
from core.formats import format_date, format_period, format_time, join_names
from core.kept import kept_parts
from core.parts import OneClick, Panel, Task, parts
from core.periods import DAY, Period
from core.texts import reader_language
from partnerships.contacts.selectors import read_gaps, too_silent, whose_turn
from partnerships.enums import Responsible, Side
from partnerships.history.pairing_history import read_changes
from partnerships.models import FollowUp, Milestone, Pairing, Stage
from partnerships.pairings.cards import large_strip, side_labels, small_strips
from partnerships.pairings.selectors import read_journeys
from partnerships.tasks import selectors
from partnerships.tasks.signals import read_health

# So many of the reader's own pairings are drawn, and have their clocks and their contacts beside the tasks.
MOST, BESIDE = 20, 4
# So many of the pairings of somebody who coordinates none are named, the worst first.
MOST_OTHERS = 8


def my_pairings(
    *, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime, pairings: Sequence[Pairing]
) -> Iterable[Panel]:
    """The reader's pairings with their clocks, contacts and journeys; for whoever coordinates none, how others stand.

    What is over stands on the boards of its strands; it is shown here only where nothing else is.
    """
    own = [pairing for pairing in pairings if pairing.side_of(grants)]
    if own:
        gaps = [_contact_gap(pairing, grants) for pairing in read_gaps(own[:BESIDE], today)]
        yield Panel("partnerships/tasks/home.html#contact_gaps", {"rows": gaps}, place="aside")
    mine, others = own, []
    rows = Pairing.objects.visible_to(grants).with_names().own_first(grants)
    if not mine and grants.participations:
        mine = list(rows.coordinated_by(grants)[:MOST])
    if not mine:
        others = list(pairings) or list(rows.open()[: MOST + 1]) or list(rows[: MOST + 1])
    yield _strips(mine[:MOST], others, grants, today)
    if grants.participations or grants.staff or grants.authority:
        yield Panel(
            "partnerships/tasks/home_changes.html", read_changes(grants=grants, since=since, now=now, known=pairings)
        )


def read_clocks(grants: Grants, pairings: Sequence[Pairing]) -> list[tuple[str, str, str, str]]:
    """Side, letters, name and zone: the own side first, then the partners across, each once; one query at most."""
    own = [pairing for pairing in pairings if pairing.side_of(grants)][:BESIDE]
    prefetch_related_objects([partner for pairing in own for _side, partner in pairing.partners], "places")
    found: dict[int, tuple[str, str, str, str]] = {}
    for pairing in own:
        for side, partner in sorted(pairing.partners, key=lambda one: one[0] != pairing.side_of(grants)):
            if city := partner.first_city:
                clock = (side, pairing.strand.side_letters(side), str(partner.name), city.time_zone)
                found.setdefault(partner.pk, clock)
    return list(found.values())


def clocks_at(clocks: Sequence[tuple[str, str, str, str]], now: dt.datetime) -> dict[str, Any]:
    """The same, each with its time instead of its zone."""
    return {"clocks": [(*one, format_time(now.astimezone(ZoneInfo(zone)))) for *one, zone in clocks]}


def _contact_gap(pairing: Any, grants: Grants) -> dict[str, Any]:
    """How long the two sides have not been in touch."""
    silent = pairing.silence.side
    return {
        "pairing": pairing,
        "partner": selectors.across(pairing, pairing.side_of(grants)),
        "most": pairing.strand.silence_days,
        "alone": selectors.across(pairing, silent) if silent else "",
        "add_url": pairing.address_of("partnerships:contact-add"),
        "follow_up_url": pairing.address_of("partnerships:follow-up-add"),
    }


def _strips(mine: Sequence[Pairing], others: Sequence[Pairing], grants: Grants, today: dt.date) -> Panel:
    journeys = {journey.pairing.pk: journey for journey in read_journeys(mine, today)} if mine else {}
    health = read_health(grants=grants, pairings=[*mine, *others], today=today)
    only = journeys[mine[0].pk] if len(mine) == 1 else None
    groups = []
    for _key, some in groupby(() if only else mine, key=lambda pairing: pairing.strand_id):
        ways = [journeys[pairing.pk] for pairing in some]
        rows = [(way, strip, health.get(way.pairing.pk)) for way, strip in zip(ways, small_strips(ways), strict=True)]
        groups.append((ways[0].pairing.strand, rows))
    worst = sorted(others, key=lambda pairing: -health[pairing.pk].rank if pairing.pk in health else 1)
    return Panel(
        "partnerships/tasks/home_pairings.html",
        {
            "mine": groups,
            "strands": list({pairing.strand_id: pairing.strand for pairing in mine}.values()),
            "others": [(pairing, health.get(pairing.pk)) for pairing in worst[:MOST_OTHERS]],
            "more": len(others) > MOST_OTHERS,
            "only": only,
            **(side_labels(mine[0].strand) if mine else {}),
            **(large_strip(only) if only else {}),
        },
    )


# What is late or stuck across the strands of programme staff: one row for each pairing and kind.

MOST_NAMES = 3


def of_office(pairings: Sequence[Pairing], today: dt.date) -> list[Task]:
    """What staff look after in open pairings of their strands, which come `with_changes`."""
    found = kept_parts("office", pairings, partial(_of_pairings, today=today)) if pairings else {}
    return [task for tasks in found.values() for task in tasks]


def _of_pairings(pairings: Sequence[Pairing], today: dt.date) -> dict[int, list[Task]]:
    waiting = selectors.Waiting(pairings, today)
    milestones = selectors.open_milestones(pairings, waiting)
    found: dict[int, list[Task]] = {row.pk: [] for row in pairings}
    for task in chain(
        _objections(milestones),
        _milestones([row for row in milestones if row.is_overdue(today) and not row.objection]),
        _confirmations(pairings, waiting),
        _follow_ups(pairings, waiting),
        _silent(pairings, waiting),
    ):
        found[task.pairing_id or 0].append(task)
    return found


def _by_pairing(rows: Iterable[Any]) -> Iterable[tuple[Pairing, list[Any]]]:
    found: dict[Pairing, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.pairing].append(row)
    return found.items()


def _names(names: Iterable[str]) -> str:
    """The first few by name, the rest as a number."""
    known = list(dict.fromkeys(names))
    quoted = [_("“%(title)s”") % {"title": name} for name in known[:MOST_NAMES]]
    if (more := len(known) - MOST_NAMES) > 0:
        quoted.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return join_names(quoted)


def _remind(pairing: Pairing, due: dt.date | None, why: str, owed: Iterable[selectors.Owed]) -> Task:
    """A row that staff answer by reminding whom it waits for: the button leads to the mails about just these things."""
    query = urlencode([("things", thing.choice) for thing in owed])
    answer_url = f"{reverse('partnerships:remind', args=[pairing.strand.code])}?{query}"
    verb, button = pgettext("task", "Remind"), _("Remind")
    return _of_staff(pairing, verb=verb, why=why, due=due, button=button, answer_url=answer_url)


def _of_staff(pairing: Pairing, **facts: Any) -> Task:
    facts |= {"pairing_id": pairing.pk, "about": str(pairing.strand), "url": pairing.get_absolute_url()}
    return Task(thing=pairing.name, language=reader_language(), **facts)


def _objections(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for row in milestones:
        if row.objection:
            title, language = selectors.picked(row, "title")
            yield Task(
                verb=pgettext("task", "Answer the objection"),
                thing=title,
                language=language,
                url=row.get_absolute_url(),
                why=selectors.objection_label(row),
                due=row.forecast.last_day,
                button=_("Read objection"),
                pairing_id=row.pairing_id,
                about=row.pairing.name,
            )


def _milestones(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for pairing, rows in _by_pairing(milestones):
        due = min((row.forecast.last_day for row in rows if row.forecast.last_day), default=None)
        why = ngettext("%(count)s milestone overdue: %(names)s.", "%(count)s milestones overdue: %(names)s.", len(rows))
        why %= {"count": len(rows), "names": _names(selectors.picked(row, "title")[0] for row in rows)}
        yield _remind(pairing, due, why, (thing for row in rows for thing in selectors.owed_of_milestone(row)))


def _confirmations(pairings: Sequence[Pairing], waiting: selectors.Waiting) -> Iterator[Task]:
    late = (row for row in selectors.waiting_confirmations(pairings, waiting) if row.due < waiting.today)
    for pairing, rows in _by_pairing(late):
        why = _("Waiting for %(partners)s to confirm: %(names)s. Asked on %(day)s.") % {
            "partners": join_names(dict.fromkeys(selectors.partner_name(pairing, row.side) for row in rows)),
            "names": _names(row.title[0] for row in rows),
            "day": format_date(min(row.asked_on for row in rows)),
        }
        owed = [selectors.Owed(row, row.side, row.due) for row in rows]
        yield _remind(pairing, min(one.day for one in owed), why, owed)


def _follow_ups(pairings: Sequence[Pairing], waiting: selectors.Waiting) -> Iterator[Task]:
    late = (row for row in selectors.due_follow_ups(pairings, waiting) if row.is_late(waiting.today))
    for pairing, rows in _by_pairing(late):
        why = ngettext("%(count)s follow-up late: %(names)s.", "%(count)s follow-ups late: %(names)s.", len(rows))
        why %= {"count": len(rows), "names": _names(selectors.picked(row, "what")[0] for row in rows)}
        owed = [selectors.Owed(row, row.side, row.due_on) for row in rows]
        yield _remind(pairing, min(one.day for one in owed), why, owed)


def _silent(pairings: Sequence[Pairing], waiting: selectors.Waiting) -> Iterator[Task]:
    for pairing, quiet, days in too_silent(pairings, waiting):
        words = ngettext("%(count)s day without contact.", "%(count)s days without contact.", days) % {"count": days}
        more = _("No contact has been recorded yet.") if quiet.never else ""
        if quiet.side and not quiet.never:
            more = _("%(partner)s has been silent longer.") % {"partner": selectors.partner_name(pairing, quiet.side)}
        yield _of_staff(
            pairing,
            verb=pgettext("task", "Get in touch"),
            why=f"{words} {more}".strip(),
            due=waiting.today - dt.timedelta(days=days - pairing.strand.silence_days),
            button=_("See the contacts"),
            answer_url=pairing.address_of("partnerships:contact-list"),
        )


def task_of_side(
    grants: Grants,
    pairing: Pairing,
    side: str,
    thing: tuple[str, str],
    *,
    of_both: bool = False,
    period: Period | None = None,
    **facts: Any,
) -> Task:
    """What waits for a side, with whose it is and which pairing it belongs to; `thing` has its language beside it.

    What is `of_both` sides waits for each of them, and nobody owes it to the other. It is due at the end of `period`.
    """
    facts |= {"due": period.last_day, "when": inexact(period)} if period is not None else {}
    mine = of_both or side == pairing.side_of(grants)
    return Task(
        mine=mine,
        waits_for="" if mine else selectors.partner_name(pairing, side),
        owed_to=(selectors.across(pairing, side),) if mine and not of_both else (),
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
    pairings = read_pairings(grants) if pairings is None else pairings
    waiting = selectors.Waiting([row for row in pairings if row.side_of(grants)], today, grants)
    own = [task for offered in parts().waiting_tasks for task in offered(waiting=waiting)]
    return [*own, *of_office([row for row in pairings if row.strand_id in grants.staff], today)]


def read_pairings(grants: Grants) -> list[Pairing]:
    """The open pairings that the reader coordinates or is staff of; no query where there can be none."""
    some = grants.participations or grants.staff
    return _pairings(sides=grants.participations, strands=grants.staff) if some else []


@prepared(sides=None, strands=None)
def _pairings(sides: Any, strands: Any) -> QuerySet[Pairing]:
    rows = Pairing.objects.open().filter(Q(eu__in=sides) | Q(counterpart__in=sides) | Q(strand__in=strands))
    return rows.with_names().with_changes().order_by("pk")


def of_side(*, waiting: selectors.Waiting) -> Iterable[Task]:
    """The reader's tasks in the pairings that the reader coordinates, and those of the other side."""
    grants, today, pairings = waiting.grants, waiting.today, list(waiting.pairings.values())
    if not pairings:
        return
    confirmations = selectors.waiting_confirmations(pairings, waiting)
    stages = selectors.ending_stages(pairings, waiting)
    milestones = selectors.open_milestones(pairings, waiting, chain.from_iterable(stages.values()))
    asked = {(row.pairing.pk, row.text.slug) for row in confirmations}
    due = [row for row in milestones if row.objection or selectors.is_due(row, today)]
    due = [row for row in due if (row.pairing_id, selectors.text_of_milestone(row)) not in asked]
    for confirmation in confirmations:
        yield confirmation_task(grants, today, confirmation)
    for milestone in due:
        yield _objection(grants, milestone) if milestone.objection else _milestone(grants, milestone, today)
    promises = selectors.due_follow_ups(pairings, waiting)
    for follow_up in promises:
        yield _follow_up(grants, follow_up)
    yield from _get_in_touch(waiting, pairings, _who_owes(today, confirmations, due, promises))
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
        url=row.url if mine else selectors.text_url(row.pairing, row.text.slug),
        why=_why_confirmation(row, today, mine=mine),
        due=row.due,
        button=_("Read and agree to the release") if row.text.is_release else _("Read and confirm"),
        halves=row.halves,
    )


def _why_confirmation(row: Any, today: dt.date, *, mine: bool) -> str:
    """Why one side's word is asked or still waits."""
    names = {
        "side": selectors.partner_name(row.pairing, row.side),
        "other": selectors.across(row.pairing, row.side),
        "edition": row.text.edition,
        "earlier": row.earlier,
    }
    edited = ""
    if row.earlier and row.text.is_release:
        edited = _("Edited since %(side)s agreed to the release of edition %(earlier)s: that agreement is void.")
    elif row.earlier:
        edited = _("Edited since %(side)s confirmed edition %(earlier)s: that confirmation is void.")
    if row.in_approval_until:
        asked = _("In internal approval until %(day)s.") % {"day": format_date(row.in_approval_until)}
        return f"{asked} {edited % names}".strip()
    if not mine:
        days = (today - row.asked_on).days
        ago = ngettext("Asked %(count)s day ago.", "Asked %(count)s days ago.", days) % {"count": days}
        return f"{ago if days else _('Asked today.')} {edited % names}".strip()
    if edited:
        return edited % names
    other_confirmed = row.halves[row.side == Side.EU] in {"confirmed", "behalf"}
    if row.text.is_release and other_confirmed:
        words = _("%(other)s has agreed to the release of edition %(edition)s. It is public once %(side)s agrees too.")
    elif row.text.is_release:
        words = _("Both sides are asked to agree to the release of edition %(edition)s.")
    elif other_confirmed:
        words = _("%(other)s has confirmed edition %(edition)s. It is not in force until %(side)s confirms it too.")
    else:
        words = _("Both sides are asked to confirm edition %(edition)s.")
    return words % names


def _objection(grants: Grants, row: Milestone) -> Task:
    return task_of_side(
        grants,
        row.pairing,
        selectors.other_side(row.objection_side),
        selectors.picked(row, "title"),
        verb=pgettext("task", "Answer"),
        url=row.get_absolute_url(),
        why=selectors.objection_label(row),
        period=row.forecast,
        button=_("Read objection"),
    )


def _milestone(grants: Grants, row: Milestone, today: dt.date) -> Task:
    pairing, mine = row.pairing, row.pairing.side_of(grants)
    side = mine if row.responsible in (mine, "both") else selectors.other_side(mine)
    planned, answer_url = _("Planned for %(when)s.") % {"when": format_period(row.forecast)}, ""
    if slug := selectors.text_of_milestone(row):
        verb, button, url = pgettext("task", "Ask"), _("Ask for confirmation"), selectors.text_url(pairing, slug)
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
        selectors.picked(row, "title"),
        of_both=row.responsible == Responsible.BOTH,
        verb=verb,
        url=url,
        why=f"{planned} {why}" if side == mine else planned,
        period=row.forecast,
        button=button,
        answer_url=answer_url,
    )


def inexact(period: Period) -> str:
    """The end of a period in words where it is not known to the day, else nothing."""
    edge = period.end or period.start
    return format_date(edge) if edge and edge.precision != DAY else ""


def _follow_up(grants: Grants, row: FollowUp) -> Task:
    pairing, mine = row.pairing, row.side == row.pairing.side_of(grants)
    act = OneClick(row.address_of("partnerships:follow-up-finish"), _("Done"), row.version)
    return task_of_side(
        grants,
        pairing,
        row.side,
        selectors.picked(row, "what"),
        verb=pgettext("task", "Follow up"),
        url=row.get_absolute_url(),
        why=_("Promised by %(who)s.") % {"who": row.owner or selectors.partner_name(pairing, row.side)},
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
            words = ngettext(
                "The stage ends with %(count)s open milestone.", "The stage ends with %(count)s open milestones.", count
            )
            yield task_of_side(
                grants,
                pairing,
                pairing.side_of(grants),
                selectors.picked(stage, "name"),
                of_both=True,
                verb=pgettext("task", "Finish"),
                url=f"{pairing.get_absolute_url()}#milestones-heading",
                why=words % {"count": count},
                period=stage.forecast,
                button=_("See what is open"),
            )


def _who_owes(
    today: dt.date, confirmations: Iterable[Any], milestones: Iterable[Milestone], follow_ups: Iterable[FollowUp]
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


def _get_in_touch(
    waiting: selectors.Waiting, pairings: Sequence[Pairing], owing: Mapping[int, set[str]]
) -> Iterator[Task]:
    """One for each active pairing that is silent too long, for the side whose turn it is; else for the reader's own."""
    grants, today = waiting.grants, waiting.today
    for pairing, quiet, days in too_silent(pairings, waiting):
        owe = owing.get(pairing.pk, set())
        turn = whose_turn(quiet, owe)
        side = turn or pairing.side_of(grants)
        words = ngettext("%(count)s day without contact.", "%(count)s days without contact.", days) % {"count": days}
        why, partner = "", {"partner": selectors.partner_name(pairing, side)}
        if turn:  # else either may begin
            still = _("%(partner)s has still to answer or deliver.")
            why = still if owe == {turn} else _("%(partner)s has been silent longer.")
        to_do = _("Get in touch with %(partner)s") % {"partner": selectors.across(pairing, side)}
        yield task_of_side(
            grants,
            pairing,
            side,
            (to_do, reader_language()),
            of_both=not turn,
            verb=pgettext("task", "Contact"),
            url=pairing.address_of("partnerships:contact-list"),
            why=f"{words} {why % partner}".strip(),
            due=today - dt.timedelta(days=days - pairing.strand.silence_days),
            button=_("Record a contact"),
            answer_url=pairing.address_of("partnerships:contact-add"),
        )
