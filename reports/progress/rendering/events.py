"""Events and participants in a report: those held, every deviation with its reason, who took part."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _, pgettext

from core.blocks import Block, Group, Heading, Paragraph, Table, Written, in_lines, reworded, text_of
from core.formats import format_range
from events.enums import EventKind, Gender
from events.events.querysets import PARALLEL
from partnerships.enums import Sector
from partnerships.indicators.selectors import unknown_counts
from reports.progress.rendering.columns import (
    NOT_HELD,
    Column,
    One,
    SectionRendering,
    address_column,
    ended_late,
    event_deviation,
    event_state,
    has_dates,
    paper_column,
    record_columns,
)
from reports.progress.rendering.phrases import NOTHING, Sheet


def _move_columns() -> list[Column]:
    return [
        Column(pgettext("table head", "Event"), "name", "link", 2.8),
        Column(pgettext("day of a move", "Moved on"), "on", "date", 1.5),
        Column(pgettext("date of an event", "From"), "old", "period", 2),
        Column(pgettext("date of an event", "To"), "new", "period", 2),
        Column(pgettext("why a date differs", "Reason"), "reason", width=2.4),
        address_column(),
    ]


def _deviation(row: One) -> str | None:
    said = event_deviation(row)
    return None if said == NOTHING else said


# The three of the helix are told also where there is nobody.
_ALWAYS = {Sector.GOVERNMENT.value, Sector.RESEARCH.value, Sector.BUSINESS.value}


def _few(number: int | str, hidden: str) -> str | None:
    """What stands for a number of people of one gender that is too small to be told."""
    if isinstance(number, int):
        return None
    return _("fewer than 5") if number == "few" else hidden


def deviates(row: One) -> bool:
    """Whether it came otherwise than first planned, or nobody said whether it was held."""
    if row["state"] in NOT_HELD:
        return True
    found = row["deviation"]
    return bool(found and any(value for edge in found.values() for value in edge.values()))


class Events(SectionRendering):
    """Those held, every deviation with its reason, who took part."""

    @property
    def _every(self) -> list[One]:
        return [*self.data["held"], *self.data["others"]]

    def blocks(self) -> Iterator[Block]:
        if not self.data["held"] and not self.data["others"]:
            yield Paragraph(_("No event was held in the period, and none was planned for it."))
            return
        labels = {
            "events-held": pgettext("events", "held"),
            "event-days": pgettext("events", "days held"),
            "events-not-reported": pgettext("events", "not reported"),
            "events-cancelled": pgettext("events", "cancelled"),
            "events-moved": pgettext("events", "moved by a new forecast"),
            "participants": pgettext("events", "delegates who came"),
            "head-counts": pgettext("events", "people at least, as sources count them"),
        }
        always = {"events-held", "event-days", "events-not-reported", "participants"}
        always -= unknown_counts({key: figure["value"] for key, figure in self.figures.items() if key in labels})
        yield self.key_figures(labels, always)
        if self.data["held"]:
            yield Heading(_("Events held"), 2)
            yield self._held()
        yield from self._deviations()
        if moves := self._moves():
            yield self.table(_move_columns(), moves, caption=_("Moves of the dates of events."))
        yield Heading(_("Who took part"), 2)
        yield from self.participant_blocks()

    def _held(self) -> Table:
        """Each event once; a mission with parts heads them."""
        return self.table(
            [
                Column(pgettext("table head", "Event"), "name", "link", 2.5),
                Column(pgettext("table head", "When"), self._when, width=2),
                Column(pgettext("table head", "Where"), self._where, width=1.9),
                Column(pgettext("table head", "For"), self._whom, width=1.8),
                Column(pgettext("of a record", "Remark"), "remark", width=2.7),
            ],
            self._below_missions(self.data["held"]),
            caption=_("Events held in the period. A month without a day means that the day is not recorded."),
        )

    def _below_missions(self, rows: Sequence[One]) -> Iterator[Group | One]:
        heads = {row["code"]: row for row in rows if row["holds_parts"]}
        last: str | None = None
        for row in rows:
            if row["holds_parts"]:
                continue
            mission = row["part_of"] if row["part_of"] in heads else ""
            if mission != last and (mission or last):
                yield Group(self._mission(heads[mission]) if mission else _("Outside of missions"))
            last = mission
            yield row

    def _days_held(self, row: One) -> str:
        """The days on which it was held, as exact as they are known."""
        if has_dates(row["actual"]):
            return self.span(row["actual"])
        return pgettext("days of an event", "not reported") if row["state"] == "done" else self.planned(row)

    def _when(self, row: One) -> str:
        said = self._days_held(row)
        return self.bracketed(said, str(PARALLEL)) if row["parallel"] else said

    def _where(self, row: One) -> Written:
        """The cities; who received only where it is another name."""
        cities = {self.plain(city) for city in row["cities"]}
        others = [host["name"] for host in row["hosts"] if self.plain(host["name"]) not in cities]
        told_host = _("Host: %(names)s") % {"names": self.listed(others)} if cities and others else ""
        return in_lines(self.where(row), told_host)

    def _mission(self, row: One) -> Written:
        title = self.text(row["name"], url=row["url"])
        return reworded(title, _("%(mission)s, %(days)s") % {"mission": text_of(title), "days": self._days_held(row)})

    def _whom(self, row: One) -> str:
        """In a pairing's report only what is for others too."""
        if self.data["of_pairing"] and not row["all_pairings"]:
            return ""
        return self.for_whom(row)

    def _deviations(self) -> Iterator[Block]:
        rows = [row for row in self._every if deviates(row) or row["moved_out"]]
        rows = [row for row in rows if not (row["holds_parts"] and row["state"] == "not-reported")]
        columns = [
            Column(pgettext("table head", "Event"), "name", "link", 2.6),
            Column(pgettext("plan", "First plan"), "baseline", "period", 1.8),
            Column(pgettext("table head", "Plan now"), self.moved_to, width=1.7),
            Column(pgettext("table head", "Held"), "actual", "period", 1.8),
            Column(pgettext("table head", "Deviation"), self._came, width=1.6),
            Column(pgettext("table head", "Reason, remark"), self._why, width=3),
        ]
        caption = _("What is not reported may have been held. Related events are not counted here.")
        yield from self.headed(_("Otherwise than first planned"), columns, rows, caption)

    def _came(self, row: One) -> str:
        """How it came from the first plan; of an event that is none of the programme's it says so."""
        said = event_deviation(row)
        return self.bracketed(said, str(EventKind.RELATED.label)) if row["kind"] == EventKind.RELATED else said

    def _why(self, row: One) -> Written:
        """The reason; the remark below it, where the table of held events has not told it."""
        is_on_record = row["state"] == "done" and not row["holds_parts"]
        reason = self._reason(row)
        remark = "" if is_on_record else self.shown(row.get("remark", {}))
        return remark if remark and text_of(reason) == NOTHING else in_lines(reason, remark)

    def _reason(self, row: One) -> Written:
        """Why it came otherwise: its own reason, else that of the newest move; of a late one that none is on record."""
        if self.plain(row["reason"]) or row["moves"]:
            return self.text(self._last_reason(row))
        wanted = row["state"] == "cancelled" or (row["state"] != "not-reported" and ended_late(row))
        return _("no reason on record") if wanted else NOTHING

    def _moves(self) -> list[One]:
        """Every move of a forecast on record, in order; the last one alone explains the deviation."""
        return [move | {"name": row["name"], "url": row["url"]} for row in self._every for move in row["moves"]]

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("events", _("Events"), self._event_columns(), self._every)
        yield self.sheet("event-moves", _("Moves of events"), _move_columns(), self._moves())
        yield from self.participant_sheets()

    def _event_columns(self) -> list[Column]:
        names = self.pairings
        all_pairings = pgettext("whom an event serves", "all pairings")
        period = [Column("", name, "period") for name in ("baseline", "forecast", "actual")]
        return [
            Column(pgettext("table head", "Event"), "name"),
            Column(pgettext("of a record", "Kind"), "kind", EventKind),
            Column(pgettext("table head", "Status"), event_state),
            Column(_("Part of"), "part_of"),
            Column(
                _("Pairings"), lambda row: all_pairings if row["all_pairings"] else [names[c] for c in row["pairings"]]
            ),
            Column(_("Cities"), "cities"),
            Column(pgettext("table head", "Host"), lambda row: [host["name"] for host in row["hosts"]]),
            *period,
            Column(pgettext("table head", "Days"), "days", "number"),
            Column(pgettext("table head", "Deviation"), lambda row: _deviation(row) if deviates(row) else None),
            Column(pgettext("why a date differs", "Reason"), self._last_reason),
            Column(pgettext("of a record", "Remark"), "remark"),
            *record_columns(),
        ]

    def _last_reason(self, row: One) -> One:
        """Its own reason, else that of the newest move."""
        if self.plain(row["reason"]) or not row["moves"]:
            return dict(row["reason"])
        return dict(row["moves"][-1]["reason"])

    def participant_blocks(self) -> Iterator[Block]:
        """Delegations in numbers, and head counts; nobody is named."""
        people = self.data["participants"]
        if people["events"]:
            yield self._by_event()
            yield self._by_sector(people)
            yield from self._by_gender(people)
        elif not self.data["head_counts"]:
            said = _("No delegation is on record: who took part was not reported.")
            if any(row.get("remark") for row in self.data["held"]):
                said = self.sentences(said, _("What sources say of it is in the remarks above."))
            yield Paragraph(said)
        if self.data["head_counts"]:
            yield self.table(
                self._head_count_columns(),
                self.data["head_counts"],
                caption=_("How many people sources count, as they say it."),
            )

    def participant_sheets(self) -> Iterator[Sheet]:
        people = self.data["participants"]
        yield self.sheet(
            "participants", pgettext("sheet", "Participants"), self._participant_columns(), people["events"]
        )
        # What is too small to be told is an empty cell with a note.
        rows = [
            (gender, people["genders"][gender.value]) for gender in Gender if gender.value in (people["genders"] or {})
        ]
        columns = [
            Column(pgettext("table head", "Gender"), lambda row: str(row[0].label)),
            Column(pgettext("people", "Delegates"), lambda row: row[1] if isinstance(row[1], int) else None, "number"),
            Column(pgettext("of a figure", "Note"), lambda row: _few(row[1], _("not shown"))),
        ]
        yield self.sheet("genders", pgettext("sheet", "Delegates by gender"), columns, rows)
        head_counts = self._head_count_columns()
        yield self.sheet("head-counts", _("Head counts"), head_counts, self.data["head_counts"])

    def _by_event(self) -> Table:
        people = self.data["participants"]
        rows = list(people["events"])
        if len(rows) > 1:
            rows.append(people | {"name": {self.language: pgettext("sum of a table", "Together")}, "url": ""})
        return self.table(
            self._participant_columns(),
            rows,
            caption=_(
                "Delegates by side: those who came, where somebody said who did, else those who had a place. "
                "Who took part in two events counts twice."
            ),
        )

    def _participant_columns(self) -> list[Column]:
        sectors = [*Sector.choices, ("", pgettext("sector", "Not given"))]
        return [
            Column(pgettext("table head", "Event"), "name", "link", 4),
            *(Column(self.side_name(side), f"sides.{side}", "number", 1.2) for side in ("eu", "counterpart")),
            Column(pgettext("people", "Delegates"), "total", "number", 1.4),
            Column(pgettext("people", "Came"), "came", "reported", 1.2),
            Column(pgettext("people", "Did not come"), "absent", "reported", 1.4),
            *(Column(str(label), f"sectors.{code}", "number") for code, label in sectors),
            address_column(),
        ]

    def _by_sector(self, people: One) -> Table:
        total = people["total"]
        rows = [
            (label, number)
            for sector, label in [*Sector.choices, ("", pgettext("sector", "Not given"))]
            if (number := people["sectors"][sector]) or sector in _ALWAYS
        ]
        return self.table(
            [
                Column(pgettext("table head", "Sector"), lambda row: str(row[0]), width=4),
                Column(pgettext("people", "Delegates"), lambda row: row[1], "number", 1.4),
                Column(
                    pgettext("table head", "Share"),
                    lambda row: f"{round(100 * row[1] / total)}%" if total else NOTHING,
                    "number",
                    1.4,
                ),
            ],
            rows,
            caption=_("Delegates by sector."),
        )

    def _by_gender(self, people: One) -> Iterator[Block]:
        genders = people["genders"]
        if genders is None:
            yield Paragraph(_("No delegate has given a gender; it is never guessed from a name."))
            return
        not_told = pgettext("number of people", "not shown")
        yield self.table(
            [
                Column(pgettext("table head", "Gender"), lambda gender: str(gender.label), width=4),
                Column(
                    pgettext("people", "Delegates"),
                    lambda gender: _few(genders[gender.value], not_told) or genders[gender.value],
                    "number",
                    2.8,
                ),
            ],
            Gender,
            caption=_("Delegates by gender, as they gave it themselves. Numbers below five are not shown."),
        )

    def _head_count_columns(self) -> list[Column]:
        return [
            Column(pgettext("table head", "Event"), "name", "link", 3.1),
            Column(pgettext("head count", "Who is counted"), "whom", width=2.4),
            paper_column(pgettext("head count", "Number"), self._head_count, 1.2, "number"),
            Column(pgettext("head count", "At least"), "least", "number"),
            Column(pgettext("head count", "At most"), "most", "number"),
            Column(
                pgettext("table head", "Side"),
                lambda row: self.side_name(row["side"]) if row["side"] else None,
                width=1.2,
            ),
            Column(
                pgettext("table head", "Source"), "source", width=2.3, paper=lambda row: self.source_link(row["source"])
            ),
        ]

    def _head_count(self, row: One) -> str:
        return format_range(self.number(row["least"]), self.number(row["most"]), self.language)
