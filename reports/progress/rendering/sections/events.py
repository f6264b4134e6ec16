"""Events and participants in a report: those held, every deviation with its reason, who took part."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, Paragraph, Table, Text, Written, in_lines, text_of
from core.formats import format_range, spell_count
from events.enums import EventKind, Gender
from events.events.querysets import PARALLEL
from partnerships.enums import Sector
from partnerships.indicators.selectors import unknown_counts
from reports.progress.rendering.phrases import NOTHING, Data, Phrases, Sheet
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    figures_of,
    key_figures,
    moved_to,
    paper_column,
    record_columns,
    sheet,
    side_name,
    table,
)
from reports.progress.rendering.sections.rows import (
    deviates,
    event_deviation,
    event_state,
    for_whom,
    reason_of,
    source_link,
    when,
    where,
)


def events_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    if not data["held"] and not data["others"]:
        yield Paragraph(_("No event was held in the period, and none was planned for it."))
        return
    yield Paragraph(_in_full(data, words))
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
    always -= unknown_counts({key: figure["value"] for key, figure in figures_of(data).items() if key in labels})
    yield key_figures(words, data, labels, always)
    if data["held"]:
        yield Heading(_("Events held"), 2)
        yield _held(data, words)
        yield from _places(data, words)
    yield from _deviations(data, words)
    if moves := _moves(data):
        yield table(_move_columns(), moves, words, caption=_("Moves of the dates of events."))
    yield Heading(_("Who took part"), 2)
    yield from participant_blocks(data, words)


def _in_full(data: Data, words: Phrases) -> str:
    found = figures_of(data)
    held, missing = found["events-held"]["value"], found["events-not-reported"]["value"]
    if not held:
        said = _("No event is known to have been held in the period.")
    else:
        said = ngettext("%(count)s event was held.", "%(count)s events were held.", held) % {
            "count": spell_count(held, words.language).capitalize()
        }
    if missing:
        more = ngettext(
            "For %(count)s that was planned it was not reported whether it was held.",
            "For %(count)s that were planned it was not reported whether they were held.",
            missing,
        )
        said = words.sentences(said, more % {"count": spell_count(missing, words.language)})
    return said


def _held(data: Data, words: Phrases) -> Table:
    """Each event once; a mission with parts heads them."""
    return table(
        [
            Column(pgettext("table head", "Event"), "name", "link", 2.5),
            Column(pgettext("table head", "When"), lambda row: _when(row, words), width=2),
            Column(pgettext("table head", "Where"), lambda row: _where(row, words), width=1.9),
            Column(pgettext("table head", "For"), lambda row: _whom(row, data, words), width=1.8),
            Column(pgettext("of a record", "Remark"), "remark", width=2.7),
        ],
        _below_missions(data["held"], words),
        words,
        caption=_("Events held in the period. A month without a day means that the day is not recorded."),
    )


def _below_missions(rows: Sequence[One], words: Phrases) -> Iterator[Group | One]:
    heads = {row["code"]: row for row in rows if row["holds_parts"]}
    last: str | None = None
    for row in rows:
        if row["holds_parts"]:
            continue
        mission = row["part_of"] if row["part_of"] in heads else ""
        if mission != last and (mission or last):
            yield Group(_mission(heads[mission], words) if mission else _("Outside of missions"))
        last = mission
        yield row


def _when(row: One, words: Phrases) -> str:
    said = when(row, words)
    return words.bracketed(said, str(PARALLEL)) if row["parallel"] else said


def _where(row: One, words: Phrases) -> Written:
    """The cities; who received only where it is another name."""
    cities = {words.plain(city) for city in row["cities"]}
    others = [host["name"] for host in row["hosts"] if words.plain(host["name"]) not in cities]
    told_host = _("Host: %(names)s") % {"names": words.listed(others)} if cities and others else ""
    return in_lines(where(row, words), told_host)


def _mission(row: One, words: Phrases) -> Text | str:
    title = words.text(row["name"], url=row["url"])
    said = _("%(mission)s, %(days)s") % {"mission": text_of(title), "days": when(row, words)}
    return replace(title, text=said) if isinstance(title, Text) else said


def _whom(row: One, data: Data, words: Phrases) -> str:
    """In a pairing's report only what is for others too."""
    if data["of_pairing"] and not row["all_pairings"]:
        return ""
    return for_whom(row, data, words)


def _places(data: Data, words: Phrases) -> Iterator[Block]:
    if data["places"]:
        each = (words.bracketed(words.plain(one["name"]), words.number(one["events"])) for one in data["places"])
        yield Paragraph(_("Places, with how many events each saw: %(places)s.") % {"places": ", ".join(each)})


def _deviations(data: Data, words: Phrases) -> Iterator[Block]:
    rows = [row for row in (*data["held"], *data["others"]) if deviates(row) or row["moved_out"]]
    rows = [row for row in rows if not (row["holds_parts"] and row["state"] == "not-reported")]
    if not rows:
        return
    yield Heading(_("Otherwise than first planned"), 2)
    yield table(
        [
            Column(pgettext("table head", "Event"), "name", "link", 2.6),
            Column(pgettext("plan", "First plan"), "baseline", "period", 1.8),
            Column(pgettext("table head", "Plan now"), lambda row: moved_to(row, words), width=1.7),
            Column(pgettext("table head", "Held"), "actual", "period", 1.8),
            Column(pgettext("table head", "Deviation"), lambda row: _came(row, words), width=1.6),
            Column(pgettext("table head", "Reason, remark"), lambda row: _why(row, words), width=3),
        ],
        rows,
        words,
        caption=_("What is not reported may have been held. Related events are not counted here."),
    )


def _came(row: One, words: Phrases) -> str:
    """How it came from the first plan; of an event that is none of the programme's it says so."""
    said = event_deviation(row)
    return words.bracketed(said, str(EventKind.RELATED.label)) if row["kind"] == EventKind.RELATED else said


def _why(row: One, words: Phrases) -> Written:
    """The reason; the remark below it, where the table of held events has not told it."""
    is_on_record = row["state"] == "done" and not row["holds_parts"]
    reason = reason_of(row, words)
    remark = "" if is_on_record else words.shown(row.get("remark", {}))
    return remark if remark and text_of(reason) == NOTHING else in_lines(reason, remark)


def _moves(data: Data) -> list[One]:
    """Every move of a forecast on record, in order; the last one alone explains the deviation."""
    rows = (*data["held"], *data["others"])
    return [move | {"name": row["name"], "url": row["url"]} for row in rows for move in row["moves"]]


def _move_columns() -> list[Column]:
    return [
        Column(pgettext("table head", "Event"), "name", "link", 2.8),
        Column(pgettext("day of a move", "Moved on"), "on", "date", 1.5),
        Column(pgettext("date of an event", "From"), "old", "period", 2),
        Column(pgettext("date of an event", "To"), "new", "period", 2),
        Column(pgettext("why a date differs", "Reason"), "reason", width=2.4),
        address_column(),
    ]


def events_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    rows = (*data["held"], *data["others"])
    yield sheet("events", _("Events"), _event_columns(data, words), rows, words)
    yield sheet("event-moves", _("Moves of events"), _move_columns(), _moves(data), words)
    yield from participant_sheets(data, words)


def _event_columns(data: Data, words: Phrases) -> list[Column]:
    names = {row["code"]: row["name"] for row in data["pairings"]}
    all_pairings = pgettext("whom an event serves", "all pairings")
    period = [Column("", name, "period") for name in ("baseline", "forecast", "actual")]
    return [
        Column(pgettext("table head", "Event"), "name"),
        Column(pgettext("of a record", "Kind"), "kind", EventKind),
        Column(pgettext("table head", "Status"), event_state),
        Column(_("Part of"), "part_of"),
        Column(_("Pairings"), lambda row: all_pairings if row["all_pairings"] else [names[c] for c in row["pairings"]]),
        Column(_("Cities"), "cities"),
        Column(pgettext("table head", "Host"), lambda row: [host["name"] for host in row["hosts"]]),
        *period,
        Column(pgettext("table head", "Days"), "days", "number"),
        Column(pgettext("table head", "Deviation"), lambda row: _deviation(row) if deviates(row) else None),
        Column(pgettext("why a date differs", "Reason"), lambda row: _last_reason(row, words)),
        Column(pgettext("of a record", "Remark"), "remark"),
        *record_columns(),
    ]


def _deviation(row: One) -> str | None:
    said = event_deviation(row)
    return None if said == NOTHING else said


def _last_reason(row: One, words: Phrases) -> One:
    """Its own reason, else that of the newest move."""
    if words.plain(row["reason"]) or not row["moves"]:
        return dict(row["reason"])
    return dict(row["moves"][-1]["reason"])


# Who took part: delegates as the records have them, and head counts as sources do.


# The three of the helix are told also where there is nobody.
_ALWAYS = {Sector.GOVERNMENT.value, Sector.RESEARCH.value, Sector.BUSINESS.value}


def participant_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    """Delegations in numbers, and head counts; nobody is named."""
    people = data["participants"]
    if people["events"]:
        yield _by_event(data, words)
        yield _by_sector(people, words)
        yield from _by_gender(people, words)
    elif not data["head_counts"]:
        said = _("No delegation is on record: who took part was not reported.")
        if any(row.get("remark") for row in data["held"]):
            said = words.sentences(said, _("What sources say of it is in the remarks above."))
        yield Paragraph(said)
    if data["head_counts"]:
        yield table(
            _head_count_columns(data, words),
            data["head_counts"],
            words,
            caption=_("How many people sources count, as they say it."),
        )


def participant_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    people = data["participants"]
    yield sheet(
        "participants", pgettext("sheet", "Participants"), _participant_columns(data, words), people["events"], words
    )
    # What is too small to be told is an empty cell with a note.
    rows = [(gender, people["genders"][gender.value]) for gender in Gender if gender.value in (people["genders"] or {})]
    columns = [
        Column(pgettext("table head", "Gender"), lambda row: str(row[0].label)),
        Column(pgettext("people", "Delegates"), lambda row: row[1] if isinstance(row[1], int) else None, "number"),
        Column(pgettext("of a figure", "Note"), lambda row: _few(row[1], _("not shown"))),
    ]
    yield sheet("genders", pgettext("sheet", "Delegates by gender"), columns, rows, words)
    head_counts = _head_count_columns(data, words)
    yield sheet("head-counts", _("Head counts"), head_counts, data["head_counts"], words)


def _by_event(data: Data, words: Phrases) -> Table:
    people = data["participants"]
    rows = list(people["events"])
    if len(rows) > 1:
        rows.append(people | {"name": {words.language: pgettext("sum of a table", "Together")}, "url": ""})
    return table(
        _participant_columns(data, words),
        rows,
        words,
        caption=_(
            "Delegates by side: those who came, where somebody said who did, else those who had a place. "
            "Who took part in two events counts twice."
        ),
    )


def _participant_columns(data: Data, words: Phrases) -> list[Column]:
    sectors = [*Sector.choices, ("", pgettext("sector", "Not given"))]
    return [
        Column(pgettext("table head", "Event"), "name", "link", 4),
        *(Column(side_name(words, data, side), f"sides.{side}", "number", 1.2) for side in ("eu", "counterpart")),
        Column(pgettext("people", "Delegates"), "total", "number", 1.4),
        Column(pgettext("people", "Came"), "came", "reported", 1.2),
        Column(pgettext("people", "Did not come"), "absent", "reported", 1.4),
        *(Column(str(label), f"sectors.{code}", "number") for code, label in sectors),
        address_column(),
    ]


def _by_sector(people: One, words: Phrases) -> Table:
    total = people["total"]
    rows = [
        (label, number)
        for sector, label in [*Sector.choices, ("", pgettext("sector", "Not given"))]
        if (number := people["sectors"][sector]) or sector in _ALWAYS
    ]
    return table(
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
        words,
        caption=_("Delegates by sector."),
    )


def _by_gender(people: One, words: Phrases) -> Iterator[Block]:
    genders = people["genders"]
    if genders is None:
        yield Paragraph(_("No delegate has given a gender; it is never guessed from a name."))
        return
    not_told = pgettext("number of people", "not shown")
    yield table(
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
        words,
        caption=_("Delegates by gender, as they gave it themselves. Numbers below five are not shown."),
    )


def _few(number: int | str, hidden: str) -> str | None:
    """What stands for a number of people of one gender that is too small to be told."""
    if isinstance(number, int):
        return None
    return _("fewer than 5") if number == "few" else hidden


def _head_count_columns(data: Data, words: Phrases) -> list[Column]:
    return [
        Column(pgettext("table head", "Event"), "name", "link", 3.1),
        Column(pgettext("head count", "Who is counted"), "whom", width=2.4),
        paper_column(pgettext("head count", "Number"), lambda row: _head_count(row, words), 1.2, "number"),
        Column(pgettext("head count", "At least"), "least", "number"),
        Column(pgettext("head count", "At most"), "most", "number"),
        Column(
            pgettext("table head", "Side"),
            lambda row: side_name(words, data, row["side"]) if row["side"] else None,
            width=1.2,
        ),
        Column(
            pgettext("table head", "Source"), "source", width=2.3, paper=lambda row: source_link(row["source"], words)
        ),
    ]


def _head_count(row: One, words: Phrases) -> str:
    return format_range(words.number(row["least"]), words.number(row["most"]), words.language)
