"""Single events in a report: how they stand, when and where, for whom, and how they came from the first plan."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Text, Written
from core.formats import join_names
from events.enums import EventStatus
from reports.progress.rendering.sections.columns import One, listed, plain
from reports.progress.rendering.words import NOTHING, Data, Words


def state_label(row: One) -> str:
    """How it stands: as stored, but for what the calendar knew better when the records were read."""
    if row["state"] == "running":
        return pgettext("event status", "Running")
    if row["state"] == "not-reported":
        return str(EventStatus.UNKNOWN.label)
    return str(EventStatus(row["status"]).label)


def when(row: One, words: Words) -> str:
    """The days on which it was held, as exact as they are known."""
    if row["actual"]["start"] or row["actual"]["end"]:
        return words.span(row["actual"])
    return pgettext("days of an event", "not reported") if row["state"] == "done" else planned(row, words)


def planned(row: One, words: Words) -> str:
    """The plan as it stands; without days how long it is to last."""
    if row["forecast"]["start"] or row["forecast"]["end"]:
        return words.span(row["forecast"])
    if days := row["planned_days"]:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return pgettext("event", "no date yet")


def where(row: One, words: Words) -> str:
    """Its cities, else its hosts, else that it is online."""
    if row["cities"]:
        return join_names([plain(words, city) for city in row["cities"]], words.language)
    if row["hosts"]:
        return listed(words, (host["name"] for host in row["hosts"]))
    return pgettext("event", "online") if row["online"] else NOTHING


def for_whom(row: One, data: Data, words: Words) -> str:
    if row["all_pairings"]:
        return pgettext("whom an event serves", "all pairings")
    names = {one["code"]: one["name"] for one in data["pairings"]}
    return listed(words, (names[code] for code in row["pairings"])) or NOTHING


def deviates(row: One) -> bool:
    """Whether it came otherwise than first planned, or nobody said whether it was held."""
    if row["state"] in {"cancelled", "not-reported"}:
        return True
    found = row["deviation"]
    return bool(found and any(value for edge in found.values() for value in edge.values()))


def ended_late(row: One) -> bool:
    """Whether it ended after the first plan: of nothing else it is asked why."""
    return any(value > 0 for value in (row["deviation"] or {"end": {}})["end"].values())


def deviation_label(row: One) -> str:
    if row["state"] in {"cancelled", "not-reported"}:
        status = EventStatus.CANCELLED if row["state"] == "cancelled" else EventStatus.UNKNOWN
        return str(status.label)
    found = row["deviation"]
    if found is None:
        return pgettext("event", "not in the first plan") if not row["baseline"]["start"] else NOTHING
    start, end = found["start"], found["end"]
    if start == end:
        return _apart(end) or pgettext("event", "as planned")
    said = [_begun(start), _ended(end)]
    return ", ".join(part for part in said if part)


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


def _begun(edge: One) -> str:
    return pgettext("event", "began %(far)s") % {"far": far} if (far := _apart(edge)) else ""


def _ended(edge: One) -> str:
    return pgettext("event", "ended %(far)s") % {"far": far} if (far := _apart(edge)) else ""


def reason_of(row: One, words: Words) -> Written:
    """Why it came otherwise: its own reason, else that of the newest move; of a late one that none is on record."""
    if plain(words, row["reason"]):
        return words.say(row["reason"])
    if row["moves"]:
        return words.say(row["moves"][-1]["reason"])
    wanted = row["state"] == "cancelled" or (row["state"] != "not-reported" and ended_late(row))
    return _("no reason on record") if wanted else NOTHING


def source_link(source: str, words: Words) -> Written:
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
