"""Single milestones and events in words: how they are, when, for whom, and how they came from the first plan."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Group, Text, Written, in_lines
from core.formats import join_names, spell_count
from core.periods import Period
from events.enums import EventStatus
from partnerships.enums import MilestoneStatus
from reports.progress.rendering.phrases import NOTHING, Data, Phrases
from reports.progress.rendering.sections.columns import One, head, names_of

# What makes two milestones the same row.
_ALIKE = (
    "stage", "title", "responsible", "baseline", "forecast", "actual", "status", "days_over", "deviation",
    "days_of_delay", "reason", "remark", "confirmation", "confirmed",
)  # fmt: skip
_ALIKE_MOVES = ("kind", "code", "title", "on", "old", "new", "reason")


def state_of(row: One) -> str:
    match row["status"]:
        case MilestoneStatus.DONE:
            return "done" if _has_dates(row["actual"]) else "undated"
        case MilestoneStatus.UNKNOWN:
            return "not-reported"
        case MilestoneStatus.CANCELLED:
            return "cancelled"
    return "overdue" if row["days_over"] else "open"


def milestone_label(row: One, words: Phrases) -> str:
    """Its status, and how far it came from its first plan."""
    status = str(MilestoneStatus(row["status"]).label)
    if row["days_over"]:
        return ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", row["days_over"]) % {
            "days": words.number(row["days_over"])
        }
    more = _deviation(row, words)
    return _("%(status)s, %(more)s") % {"status": status, "more": more} if more else status


def _deviation(row: One, words: Phrases) -> str:
    if row["status"] == MilestoneStatus.DONE and not _has_dates(row["actual"]):
        return pgettext("milestone", "day not reported")
    match row["deviation"]:
        case "later":
            days = row["days_of_delay"] or 0
            return ngettext("%(days)s day later", "%(days)s days later", days) % {"days": words.number(days)}
        case "earlier":
            days = row["days_early"]
            if not days:
                return pgettext("milestone", "earlier than planned")
            return ngettext("%(days)s day earlier", "%(days)s days earlier", days) % {"days": words.number(days)}
        case "shorter":
            return _shorter(row, words)
        case "moved":
            return pgettext("milestone", "forecast moved")
    return ""


def _shorter(row: One, words: Phrases) -> str:
    planned, took = (_days(words.period(row[name])) for name in ("baseline", "actual"))
    return ngettext("%(took)s day instead of %(planned)s", "%(took)s days instead of %(planned)s", took) % {
        "took": spell_count(took, words.language),
        "planned": spell_count(planned, words.language),
    }


def _days(period: Period | None) -> int:
    first, last = (period.first_day, period.last_day) if period else (None, None)
    return (last - first).days + 1 if first and last else 0


def without_reason(row: One) -> bool:
    """Whether it left its first plan and nobody said why."""
    return bool(row["left"]) and not any(row["reason"].get(language) for language in ("en", "ko"))


def left_plan(data: Data) -> list[list[One]]:
    """The milestones that left their first plan, those that several pairings share together."""
    found: dict[str, list[One]] = defaultdict(list)
    for row in data["milestones"]:
        if row["left"]:
            found[row["left"]].append(row)
    return list(found.values())


def reasons(row: One, words: Phrases) -> Written:
    """The reason on record, or that there is none where one is wanted; below it the record's own remark."""
    reason = _("no reason on record") if without_reason(row) else words.shown(row["reason"])
    return in_lines(reason, words.shown(row.get("remark", {})))


def shown_dates(row: One, words: Phrases) -> str:
    """What happened; of an open one the plan as it stands; what nobody reported says so."""
    if _has_dates(row["actual"]):
        return words.span(row["actual"])
    match row["status"]:
        case MilestoneStatus.PLANNED if _has_dates(row["forecast"]):
            return _("forecast: %(date)s") % {"date": words.span(row["forecast"])}
        case MilestoneStatus.UNKNOWN | MilestoneStatus.DONE:
            return pgettext("actual date", "not reported")
    return NOTHING


def _has_dates(span: One) -> bool:
    return bool(span["start"] or span["end"])


def confirmed_by(row: One, named: Mapping[str, Any], words: Phrases) -> str:
    """Who confirmed it, by name; what is known from sources alone says so."""
    match row["confirmation"]:
        case "both" | "one":
            return words.listed(named[side] for side in row["confirmed"])
        case "none":
            return pgettext("confirmed by", "no side yet")
        case "sources":
            return pgettext("confirmed by", "recorded from sources")
    return ""


def only_sources(data: Data) -> bool:
    """Whether all of it is known from published sources alone: then one sentence says so for every row."""
    return all(row["confirmation"] == "sources" for row in data["milestones"])


def milestone_deviation(deviation: str) -> str | None:
    return {
        "later": pgettext("deviation", "later"),
        "earlier": pgettext("deviation", "earlier"),
        "shorter": pgettext("deviation", "shorter"),
        "moved": pgettext("deviation", "forecast moved"),
        "cancelled": pgettext("deviation", "cancelled"),
    }.get(deviation)


def in_groups(data: Data, words: Phrases) -> Iterator[Group | One]:
    """The milestones below their pairing; one that stands for all pairings has none, and no address."""
    rows = data["milestones"]
    shared = _shared(rows, len(data["pairings"]), _ALIKE)
    if shared:
        yield Group(_("All pairings"))
        yield from (row | {"pairing": "", "url": ""} for row in shared.values())
    for code, name in names_of(words, data).items():
        own = [row for row in rows if row["pairing"] == code and row["code"] not in shared]
        if own and len(data["pairings"]) > 1:
            yield head(name)
        yield from own


def _shared(rows: Iterable[One], pairings: int, alike: Sequence[str]) -> dict[str, One]:
    """The rows that every pairing has alike, by their code."""
    by_code: dict[str, list[One]] = defaultdict(list)
    for row in rows:
        by_code[row["code"]].append(row)
    return {
        code: some[0]
        for code, some in by_code.items()
        if pairings > 1
        and len({row["pairing"] for row in some}) == len(some) == pairings
        and all(row.get(name) == some[0].get(name) for row in some for name in alike)
    }


def moves_in_groups(data: Data, words: Phrases) -> Iterator[Group | One]:
    """The moves of the strand's plan, of all pairings alike, and of each pairing."""
    told: dict[Hashable, list[One]] = defaultdict(list)
    for move in data["moves"]:
        if move["kind"] == "milestone":
            told[repr([move[name] for name in _ALIKE_MOVES])].append(move)
    pairings = len(data["pairings"])
    of_all = [some for some in told.values() if 1 < pairings == len({move["pairing"] for move in some})]
    once = {id(move) for some in of_all for move in some}
    groups: list[tuple[Written, list[One]]] = [
        (_("The strand's stages and plan"), [move for move in data["moves"] if move["kind"] != "milestone"]),
        (_("All pairings"), [some[0] for some in of_all]),
    ]
    groups += [
        (name, [move for move in data["moves"] if move["pairing"] == code and id(move) not in once])
        for code, name in names_of(words, data).items()
    ]
    for name, moves in groups:
        if moves:
            yield head(name)
            yield from moves


def event_state(row: One) -> str:
    """How it stands: as stored, but for what the calendar knew better when the records were read."""
    if row["state"] == "running":
        return pgettext("event status", "Running")
    if row["state"] == "not-reported":
        return str(EventStatus.UNKNOWN.label)
    return str(EventStatus(row["status"]).label)


def when(row: One, words: Phrases) -> str:
    """The days on which it was held, as exact as they are known."""
    if row["actual"]["start"] or row["actual"]["end"]:
        return words.span(row["actual"])
    return pgettext("days of an event", "not reported") if row["state"] == "done" else planned(row, words)


def planned(row: One, words: Phrases) -> str:
    """The plan as it stands; without days how long it is to last."""
    if row["forecast"]["start"] or row["forecast"]["end"]:
        return words.span(row["forecast"])
    if days := row["planned_days"]:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return pgettext("event", "no date yet")


def where(row: One, words: Phrases) -> str:
    """Its cities, else its hosts, else that it is online."""
    if row["cities"]:
        return join_names([words.plain(city) for city in row["cities"]], words.language)
    if row["hosts"]:
        return words.listed(host["name"] for host in row["hosts"])
    return pgettext("event", "online") if row["online"] else NOTHING


def for_whom(row: One, data: Data, words: Phrases) -> str:
    if row["all_pairings"]:
        return pgettext("whom an event serves", "all pairings")
    names = {one["code"]: one["name"] for one in data["pairings"]}
    return words.listed(names[code] for code in row["pairings"]) or NOTHING


def deviates(row: One) -> bool:
    """Whether it came otherwise than first planned, or nobody said whether it was held."""
    if row["state"] in {"cancelled", "not-reported"}:
        return True
    found = row["deviation"]
    return bool(found and any(value for edge in found.values() for value in edge.values()))


def ended_late(row: One) -> bool:
    """Whether it ended after the first plan: of nothing else it is asked why."""
    return any(value > 0 for value in (row["deviation"] or {"end": {}})["end"].values())


def event_deviation(row: One) -> str:
    if row["state"] in {"cancelled", "not-reported"}:
        status = EventStatus.CANCELLED if row["state"] == "cancelled" else EventStatus.UNKNOWN
        return str(status.label)
    found = row["deviation"]
    if found is None:
        return pgettext("event", "not in the first plan") if not row["baseline"]["start"] else NOTHING
    start, end = found["start"], found["end"]
    if start == end:
        return _apart(end) or pgettext("event", "as planned")
    parts = []
    if far := _apart(start):
        parts.append(pgettext("event", "began %(far)s") % {"far": far})
    if far := _apart(end):
        parts.append(pgettext("event", "ended %(far)s") % {"far": far})
    return ", ".join(parts)


def _apart(edge: One) -> str:
    if days := edge.get("days"):
        later = ngettext("%(count)s day later", "%(count)s days later", abs(days))
        earlier = ngettext("%(count)s day earlier", "%(count)s days earlier", abs(days))
        return (later if days > 0 else earlier) % {"count": abs(days)}
    if months := edge.get("months"):
        later = ngettext("%(count)s month later", "%(count)s months later", abs(months))
        earlier = ngettext("%(count)s month earlier", "%(count)s months earlier", abs(months))
        return (later if months > 0 else earlier) % {"count": abs(months)}
    return ""


def reason_of(row: One, words: Phrases) -> Written:
    """Why it came otherwise: its own reason, else that of the newest move; of a late one that none is on record."""
    if words.plain(row["reason"]):
        return words.text(row["reason"])
    if row["moves"]:
        return words.text(row["moves"][-1]["reason"])
    wanted = row["state"] == "cancelled" or (row["state"] != "not-reported" and ended_late(row))
    return _("no reason on record") if wanted else NOTHING


def source_link(source: str, words: Phrases) -> Written:
    """Where something was read: the site of a web address, which leads there; else the words themselves."""
    parts = [part.strip() for part in source.split(" ; ") if part.strip()]
    if not parts:
        return NOTHING
    names = list(dict.fromkeys(_site(part) for part in parts))
    link = next((part for part in parts if part.startswith(("https://", "http://"))), "")
    said = ", ".join(names)
    return Text(said, words.language, link) if link else said


def _site(part: str) -> str:
    if not part.startswith(("https://", "http://")):
        return part
    try:
        return urlsplit(part).hostname or part
    except ValueError:
        return part
