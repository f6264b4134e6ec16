"""The columns of a section's tables, from which page, paper and sheets follow; and what the sections say alike."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext as _, ngettext, pgettext

from core.blocks import Block, Group, Heading, KeyFigures, Table, Text, Written, in_lines, text_of
from core.formats import join_names, spell_count
from core.periods import Period
from events.enums import EventStatus
from partnerships.enums import MilestoneStatus, Responsible
from partnerships.programmes.models import country_letters
from reports.progress.rendering.phrases import NOTHING, Cell, Data, Phrases, Sheet, day_cell, narrative_blocks

# A row of the snapshot.
type One = dict[str, Any]


def letters_in(language: str, code: str) -> str:
    """The letters of a side in one language, whatever the reader's is."""
    with translation.override(language):
        return country_letters(code)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `value` is a key of the snapshot's row, or a path of keys, or a function.

    `type` is how it is written: `text` (words, a text of the snapshot or a list of either), `link` (a text that leads
    to the row), `date`, `period` (in sheets a column for each edge), `number`, `amount` (nothing is a dash),
    `reported` (nothing is "not reported"), `percent`, `flag`, `codes` (of documents), `address`, or choices whose label
    is written. With a `width`, a share of the line, it is on the page and on paper, else in the sheets alone;
    `in_sheets` is False where these have it in columns of their own; `paper` gives what page and paper have in place of
    the value.
    """

    head: str
    value: str | Callable[[Any], Any]
    type: Any = "text"
    width: float = 0
    in_sheets: bool = True
    paper: Callable[[Any], Written] | None = None

    def read(self, row: Any) -> Any:
        if not isinstance(self.value, str):
            return self.value(row)
        for key in self.value.split("."):
            row = row.get(key)
        return row

    def written(self, row: Any, words: Phrases) -> Written:
        """The value as the page and paper have it."""
        if self.paper:
            return self.paper(row)
        value = self.read(row)
        match self.type:
            case "link":
                return words.text(value, url=row["url"])
            case "period":
                return words.span(value)
            case "reported":
                return words.reported(value)
            case "amount":
                return words.number(value)
            case "codes":
                return ", ".join(code.rpartition("/")[2] for code in value)
        if value is None or value == "":
            return ""
        match self.type:
            case "date":
                return words.date(value)
            case "number":
                return value if isinstance(value, str) else words.number(value)
            case "percent":
                return f"{value}%"
            case "text":
                return words.shown(value) if isinstance(value, dict) else _joined(words, value)
        return str(self.type(value).label)

    def cells(self, row: Any, words: Phrases) -> tuple[Cell, ...]:
        """The value as a sheet has it, in as many cells as `heads`."""
        value = self.read(row)
        match self.type:
            case "period":
                return tuple(day_cell(value[edge]) if value else None for edge in ("start", "end"))
            case "date":
                return (day_cell(value),)
            case "flag":
                return (_("yes") if value else _("no"),)
            case "number" | "amount" | "reported":
                return (value,)
            case "percent":
                return (None if value is None else value / 100,)
            case "codes":
                return (", ".join(value) or None,)
            case "address":
                return (words.address(value),)
            case "text" | "link":
                return (text_of(_joined(words, value)) or None,)
        return (str(self.type(value).label) if value else None,)

    @property
    def heads(self) -> tuple[str, ...]:
        return _EDGES[str(self.value)]() if self.type == "period" else (self.head,)


_EDGES: dict[str, Callable[[], tuple[str, str]]] = {
    "baseline": lambda: (_("Baseline, start"), _("Baseline, end")),
    "forecast": lambda: (_("Forecast, start"), _("Forecast, end")),
    "actual": lambda: (_("Actual, start"), _("Actual, end")),
    "old": lambda: (_("Before, start"), _("Before, end")),
    "new": lambda: (_("After, start"), _("After, end")),
}


_NUMBERS = {"number", "amount", "reported", "percent"}


def _joined(words: Phrases, value: Any) -> Written:
    if isinstance(value, dict):
        return words.plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(words.plain(one) if isinstance(one, dict) else str(one) for one in value)
    return value or ""


def paper_column(head: str, value: str | Callable[[Any], Any], width: float, kind: Any = "text") -> Column:
    """A column of page and paper, which the sheets have in columns of their own."""
    return Column(head, value, kind, width, in_sheets=False)


def record_columns(*, documents: float | None = None) -> list[Column]:
    """Where a record comes from and is read; `documents` is the width of those that hang on it, if any may."""
    return [
        Column(_("Recorded from sources"), "from_sources", "flag"),
        Column(_("Sources"), "source"),
        *([] if documents is None else [Column(_("Documents"), "documents", "codes", documents)]),
        Column(_("Code"), "code"),
        address_column(),
    ]


def address_column() -> Column:
    return Column(_("Address"), "url", "address")


def head(name: Written) -> Group:
    """A name above its rows; every page repeats it, where a link may not stand."""
    return Group(replace(name, url="") if isinstance(name, Text) else name)


def not_paired() -> str:
    """What stands above the rows that lie in no pairing."""
    return _("Between cities that are not paired")


# What makes two milestones the same row.
_ALIKE = (
    "stage", "title", "responsible", "baseline", "forecast", "actual", "status", "days_over", "deviation",
    "days_of_delay", "reason", "remark", "confirmation", "confirmed",
)  # fmt: skip


def state_of(row: One) -> str:
    match row["status"]:
        case MilestoneStatus.DONE:
            return "done" if has_dates(row["actual"]) else "undated"
        case MilestoneStatus.UNKNOWN:
            return "not-reported"
        case MilestoneStatus.CANCELLED:
            return "cancelled"
    return "overdue" if row["days_over"] else "open"


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


def has_dates(span: One) -> bool:
    return bool(span["start"] or span["end"])


def only_sources(data: Data) -> bool:
    """Whether all of it is known from published sources alone: then one sentence says so for every row."""
    return all(row["confirmation"] == "sources" for row in data["milestones"])


def _shared(rows: Iterable[One], pairings: int) -> dict[str, One]:
    """The rows that every pairing has alike, by their code."""
    by_code: dict[str, list[One]] = defaultdict(list)
    for row in rows:
        by_code[row["code"]].append(row)
    return {
        code: some[0]
        for code, some in by_code.items()
        if pairings > 1
        and len({row["pairing"] for row in some}) == len(some) == pairings
        and all(row.get(name) == some[0].get(name) for row in some for name in _ALIKE)
    }


NOT_HELD = {"cancelled": EventStatus.CANCELLED, "not-reported": EventStatus.UNKNOWN}


def event_state(row: One) -> str:
    """How it stands: as stored, but for what the calendar knew better when the records were read."""
    if row["state"] == "running":
        return pgettext("event status", "Running")
    if row["state"] == "not-reported":
        return str(EventStatus.UNKNOWN.label)
    return str(EventStatus(row["status"]).label)


def ended_late(row: One) -> bool:
    """Whether it ended after the first plan: of nothing else it is asked why."""
    return any(value > 0 for value in (row["deviation"] or {"end": {}})["end"].values())


def event_deviation(row: One) -> str:
    if status := NOT_HELD.get(row["state"]):
        return str(status.label)
    found = row["deviation"]
    if found is None:
        return pgettext("event", "not in the first plan") if not row["baseline"]["start"] else NOTHING
    start, end = found["start"], found["end"]
    if start == end:
        return _apart(end) or pgettext("event", "as planned")
    edges = ((pgettext("event", "began %(far)s"), start), (pgettext("event", "ended %(far)s"), end))
    return ", ".join(words % {"far": far} for words, edge in edges if (far := _apart(edge)))


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


def _site(part: str) -> str:
    if not part.startswith(("https://", "http://")):
        return part
    try:
        return urlsplit(part).hostname or part
    except ValueError:
        return part


class SectionRendering(Phrases):
    """A section of a snapshot in one language: `blocks` to read, `sheets` to count with, of its `data` alone.

    With what the sections say alike: their tables, and single milestones and events in words.
    """

    def __init__(self, data: Data, words: Phrases) -> None:
        super().__init__(words.language, words.base_url, draft=words.draft)
        self.data = data

    def blocks(self) -> Iterator[Block]:
        """None is empty; headings begin at level 2."""
        raise NotImplementedError

    def sheets(self) -> Iterator[Sheet]:
        raise NotImplementedError

    def side_name(self, side: str) -> str:
        """A side by its name; its letters say nothing to whoever sees one table alone."""
        return self.plain(self.data["sides"][side]["name"])

    @property
    def side_letters(self) -> dict[str, str]:
        """The letters of both sides for a picture."""
        return {side: country_letters(found["letters"]) for side, found in self.data["sides"].items()}

    def parties(self, pairing: str) -> Mapping[str, One]:
        """Who stands on each side: the partners of a pairing, else the sides themselves."""
        if pairing:
            return next(row for row in self.data["pairings"] if row["code"] == pairing)
        return {side: found["name"] for side, found in self.data["sides"].items()}

    def answers_for(self, responsible: str, named: Mapping[str, One]) -> str:
        """Who answers for something, by name, or that both do."""
        return str(Responsible.BOTH.label) if responsible == Responsible.BOTH else self.plain(named[responsible])

    @property
    def pairings(self) -> dict[str, One]:
        """What the pairings are called, by code."""
        return {row["code"]: row["name"] for row in self.data.get("pairings", ())}

    @property
    def names(self) -> dict[str, Written]:
        """The names of the pairings, by code, each leading to its page."""
        return {row["code"]: self.text(row["name"], url=row["url"]) for row in self.data["pairings"]}

    @property
    def figures(self) -> dict[str, One]:
        return {figure["key"]: figure for figure in self.data["figures"]}

    def key_figures(self, labels: Mapping[str, str], always: Collection[str]) -> KeyFigures:
        """Figures at a glance, by key and label; those that are none are left out, but for `always`.

        A number leads to its rows where the portal lists them.
        """
        found = self.figures
        return KeyFigures(
            [
                (
                    self.written(self.reported(found[key]["value"]), self.language, found[key].get("url", "")),
                    self.remarked(label, found[key]),
                )
                for key, label in labels.items()
                if key in always or found[key]["value"]
            ]
        )

    def table(
        self, columns: Sequence[Column], rows: Iterable[Any], *, caption: Written = "", small: bool = False
    ) -> Table:
        """What page and paper have of rows, of which some may be heads of groups.

        Columns of which no row says anything are left out; the first one stays.
        """
        shown = [column for column in columns if column.width]
        body = [row if isinstance(row, Group) else [one.written(row, self) for one in shown] for row in rows]
        filled = [row for row in body if not isinstance(row, Group)]
        kept = [0, *(at for at in range(1, len(shown)) if any(text_of(row[at]) for row in filled))]
        return Table(
            [shown[at].head for at in kept],
            [row if isinstance(row, Group) else [row[at] for at in kept] for row in body],
            widths=[shown[at].width for at in kept],
            numbers=[place for place, at in enumerate(kept) if shown[at].type in _NUMBERS],
            caption=caption,
            small=small,
        )

    def headed(
        self, title: str, columns: Sequence[Column], rows: Iterable[Any], caption: Written = ""
    ) -> Iterator[Block]:
        """Rows as a table below a heading of its own; nothing where there are none."""
        if rows := list(rows):
            yield Heading(title, 2)
            yield self.table(columns, rows, caption=caption)

    def sheet(self, key: str, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> Sheet:
        """The same rows to count with; `key` is the name of the file."""
        kept = [column for column in columns if column.in_sheets]
        head = [one for column in kept for one in column.heads]
        return Sheet(key, title, head, [[cell for one in kept for cell in one.cells(row, self)] for row in rows])

    def moved_to(self, row: One) -> str:
        """The plan as it stands, where it is not the first one."""
        return self.span(row["forecast"]) if row["forecast"] != row["baseline"] else ""

    def first_plan(self, row: One) -> str:
        """The first plan, where it is not the one of now."""
        return self.span(row["baseline"]) if row["baseline"] != row["forecast"] else ""

    def reason_or_none(self, row: One) -> Written:
        return self.text(row["reason"]) if self.plain(row["reason"]) else _("no reason on record")

    @property
    def pairing_column(self) -> Column:
        """The pairing of a row; on paper it heads the rows instead."""
        names = self.pairings
        return Column(_("Pairing"), lambda row: names.get(row["pairing"]))

    def grouped(self, rows: Iterable[One]) -> Iterator[Group | One]:
        """Rows below the name of their pairing; without heads where there is one pairing only."""
        names = self.names
        last = None
        for row in rows:
            if row["pairing"] != last and len(names) > 1:
                yield head(names.get(row["pairing"]) or not_paired())
            last = row["pairing"]
            yield row

    def answer_blocks(self, title: str, rows: Sequence[One]) -> Iterator[Block]:
        """Each answer below its partner, in the language that it was written in where it has no version in this one."""
        if rows:
            yield Heading(title, 2)
        for row in rows:
            yield Heading(self.text(row["name"], url=row["url"]), 3)
            yield from narrative_blocks(row["text"], self)

    def milestone_label(self, row: One) -> str:
        """Its status, and how far it came from its first plan."""
        status = str(MilestoneStatus(row["status"]).label)
        if row["days_over"]:
            return ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", row["days_over"]) % {
                "days": self.number(row["days_over"])
            }
        more = self._deviation(row)
        return _("%(status)s, %(more)s") % {"status": status, "more": more} if more else status

    def _deviation(self, row: One) -> str:
        if row["status"] == MilestoneStatus.DONE and not has_dates(row["actual"]):
            return pgettext("milestone", "day not reported")
        match row["deviation"]:
            case "later":
                days = row["days_of_delay"] or 0
                return ngettext("%(days)s day later", "%(days)s days later", days) % {"days": self.number(days)}
            case "shorter":
                return self._shorter(row)
            case "moved":
                return pgettext("milestone", "forecast moved")
        return ""

    def _shorter(self, row: One) -> str:
        planned, took = (_days(self.period(row[name])) for name in ("baseline", "actual"))
        return ngettext("%(took)s day instead of %(planned)s", "%(took)s days instead of %(planned)s", took) % {
            "took": spell_count(took, self.language),
            "planned": spell_count(planned, self.language),
        }

    def reasons(self, row: One) -> Written:
        """The reason on record, or that there is none where one is wanted; below it the record's own remark."""
        reason = _("no reason on record") if without_reason(row) else self.shown(row["reason"])
        return in_lines(reason, self.shown(row.get("remark", {})))

    def shown_dates(self, row: One) -> str:
        """What happened; of an open one the plan as it stands; what nobody reported says so."""
        if has_dates(row["actual"]):
            return self.span(row["actual"])
        match row["status"]:
            case MilestoneStatus.PLANNED if has_dates(row["forecast"]):
                return _("forecast: %(date)s") % {"date": self.span(row["forecast"])}
            case MilestoneStatus.UNKNOWN | MilestoneStatus.DONE:
                return pgettext("actual date", "not reported")
        return NOTHING

    def confirmed_by(self, row: One, named: Mapping[str, Any]) -> str:
        """Who confirmed it, by name; what is known from sources alone says so."""
        match row["confirmation"]:
            case "both" | "one":
                return self.listed(named[side] for side in row["confirmed"])
            case "none":
                return pgettext("confirmed by", "no side yet")
            case "sources":
                return pgettext("confirmed by", "recorded from sources")
        return ""

    def in_groups(self) -> Iterator[Group | One]:
        """The milestones below their pairing; one that stands for all pairings has none, and no address."""
        rows = self.data["milestones"]
        shared = _shared(rows, len(self.data["pairings"]))
        if shared:
            yield Group(_("All pairings"))
            yield from (row | {"pairing": "", "url": ""} for row in shared.values())
        for code, name in self.names.items():
            own = [row for row in rows if row["pairing"] == code and row["code"] not in shared]
            if own and len(self.data["pairings"]) > 1:
                yield head(name)
            yield from own

    def moves_in_groups(self) -> Iterator[Group | One]:
        """The moves of the strand's plan, then those of each pairing."""
        for code, name in {"": _("The strand's stages and plan"), **self.names}.items():
            if moves := [move for move in self.data["moves"] if move["pairing"] == code]:
                yield head(name)
                yield from moves

    def planned(self, row: One) -> str:
        """The plan as it stands; without days how long it is to last."""
        if has_dates(row["forecast"]):
            return self.span(row["forecast"])
        if days := row["planned_days"]:
            return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        return pgettext("event", "no date yet")

    def where(self, row: One) -> str:
        """Its cities, else its hosts, else that it is online."""
        if row["cities"]:
            return join_names([self.plain(city) for city in row["cities"]], self.language)
        if row["hosts"]:
            return self.listed(host["name"] for host in row["hosts"])
        return pgettext("event", "online") if row["online"] else NOTHING

    def for_whom(self, row: One) -> str:
        if row["all_pairings"]:
            return pgettext("whom an event serves", "all pairings")
        names = self.pairings
        return self.listed(names[code] for code in row["pairings"]) or NOTHING

    def source_link(self, source: str) -> Written:
        """Where something was read: the site of a web address, which leads there; else the words themselves."""
        parts = [part.strip() for part in source.split(" ; ") if part.strip()]
        if not parts:
            return NOTHING
        names = list(dict.fromkeys(_site(part) for part in parts))
        link = next((part for part in parts if part.startswith(("https://", "http://"))), "")
        said = ", ".join(names)
        return Text(said, self.language, link) if link else said
