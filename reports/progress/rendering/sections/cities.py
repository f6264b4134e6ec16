"""What the cities give to a report: updates, contacts in numbers, publicity, and lessons."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from core.blocks import BULLET, Block, Drawing, Facts, Heading, OutlineItem, Paragraph, Table, Text, Written
from core.pictures.charts import ContactMonth, contact_months
from core.pictures.shapes import NARROW
from core.texts import LANGUAGES
from partnerships.enums import OPEN_PAIRING, ContactKind
from reports.enums import LineState, Question, UpdateStatus
from reports.progress.rendering.drawings import WIDTH, drawing, from_page, moved
from reports.progress.rendering.phrases import Data, Phrases, Sheet, narrative_blocks
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    names_of,
    pairing_column,
    paper_column,
    sheet,
    side_letters,
    side_name,
    table,
)


def updates_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    updates = data["updates"]
    if not updates:
        yield Paragraph(_("This report is compiled from the records alone: no city update was accepted."))
    else:
        yield Paragraph(
            _("Accepted city updates: %(accepted)s of %(all)s.")
            % {"accepted": words.number(len(updates)), "all": words.number(len(data["partners"]))}
        )
    if any(row["state"] != "none" for row in data["partners"]):
        caption = _("The partners and their updates for the period.")
        yield table(_partner_columns(data, words), data["partners"], words, caption=caption)
    elif data["partners"]:
        names = {"partners": words.listed(row["name"] for row in data["partners"])}
        yield Paragraph(_("No update is submitted by: %(partners)s.") % names)
    for update in updates:
        yield Heading(words.text(update["name"], url=update["url"]), 2)
        for question in Question:
            yield from _answer(update, question, words)


def _partner_columns(data: Data, words: Phrases) -> list[Column]:
    return [
        Column(_("Partner"), "name", "link", 3.2),
        Column(pgettext("table head", "Side"), lambda row: side_name(words, data, row["side"]), width=1.4),
        Column(_("City update"), update_state, width=2.2),
        Column(_("Submitted on"), "submitted_on", "date"),
        Column(_("Accepted on"), "accepted_on", "date", 2),
        address_column(),
    ]


def update_state(row: One) -> str:
    if row["state"] == "accepted":
        return str(UpdateStatus.ACCEPTED.label)
    words: dict[str, str] = {
        "sent": pgettext("city update", "Submitted, not accepted"),
        "none": pgettext("city update", "Not submitted"),
    }
    return words.get(row["state"], "")


def _answer(update: One, question: Question, words: Phrases) -> Iterator[Block]:
    """One of the three questions; one that was left empty and has no lines says so."""
    yield Heading(str(question.label), 3)
    told = narrative_blocks(update["answers"][question.value], words)
    lines = update["lines"][question.value]
    yield from told
    for line in lines:
        yield OutlineItem(words.text(line["text"], url=line["url"]), 1, BULLET)
    if not told and not lines:
        yield Paragraph(pgettext("city update", "Nothing was written."))


def updates_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("city-updates", _("City updates"), _partner_columns(data, words), data["partners"], words)
    columns = [
        Column(_("Partner"), "name"),
        Column(pgettext("city update", "Question"), "question", Question),
        Column(pgettext("city update", "Text"), "text"),
        Column(pgettext("line", "Line"), "state"),
    ]
    rows = [row for update in data["updates"] for row in _rows(update, words)]
    yield sheet("answers", pgettext("sheet", "Answers of the cities"), columns, rows, words)


def _rows(update: One, words: Phrases) -> Iterator[One]:
    for question in Question:
        row = {"name": update["name"], "question": question}
        if words.plain(text := update["answers"][question.value]):
            yield row | {"text": text, "state": pgettext("city update", "answer")}
        for line in update["lines"][question.value]:
            state = line["state"] if line["state"] in LineState.values else LineState.KEPT
            yield row | {"text": line["text"], "state": str(LineState(state).label)}


_EDGE = 10  # into which the name of the last month reaches
WHOSE = ("eu", "counterpart", "together")


def contacts_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    total = data["total"]
    if total:
        said = ngettext(
            "The two sides recorded %(count)s contact in the period.",
            "The two sides recorded %(count)s contacts in the period.",
            total,
        )
        if not data["of_pairing"]:
            said = ngettext(
                "The pairings recorded %(count)s contact in the period.",
                "The pairings recorded %(count)s contacts in the period.",
                total,
            )
        rest = _("Only their number is shown here; what was said stays with the two sides.")
        yield Paragraph(words.sentences(said % {"count": words.number(total)}, rest))
        yield from _picture(data, words)
        yield table(
            _months(data, words),
            data["months"],
            words,
            caption=_(
                "Contacts by month and by the side that began them; at a call, meeting or visit both sat together."
            ),
        )
        yield _kinds(data, words)
    else:
        yield Paragraph(_("No contact was recorded in the period. There may have been some: nobody reported any."))
        # Whoever keeps no contacts here has had some: once all is over, the time without one tells nobody anything.
        if not any(one["status"] in OPEN_PAIRING for one in data["pairings"]):
            return
    yield Heading(_("Time without contact"), 2)
    yield table(
        _pairings(data, words),
        data["pairings"],
        words,
        caption=_(
            "A sign is a contact, a side's confirmation, a move of a project or an event held on known days. "
            "Where none is on record, nothing is known of the time without one."
        ),
    )


def _picture(data: Data, words: Phrases) -> Iterator[Block]:
    letters = side_letters(data)
    months = [
        (dt.date.fromisoformat(f"{one['month']}-01"), one["eu"], one["counterpart"], one["together"])
        for one in data["months"]
    ]
    svg, narrow = (contacts_drawing(months, letters, words.language, width=width) for width in (WIDTH, NARROW))
    if svg:
        names = {side: side_name(words, data, side) for side in letters}
        caption = (
            _("Contacts by month and by the side that started them: %(eu)s above the line, %(counterpart)s below it.")
            % names
        )
        told = words.sentences(caption, _("The table below has the same numbers."))
        yield Drawing(svg, told, caption, narrow=narrow)


def contacts_drawing(
    months: Sequence[ContactMonth], letters: Mapping[str, str], language: str, *, width: float = WIDTH
) -> str:
    """The picture of the dashboard; nothing without any contact."""
    picture = contact_months(months)
    if picture is None:
        return ""
    room = picture["side_room"]
    sides = from_page("components/contact_months.html#sides", picture=picture, letters=letters)
    bars = from_page("components/contact_months.html", across=width - room - _EDGE, picture=picture)
    return drawing([sides, moved(room, 0, bars)], height=picture["height"], width=width)


def _numbers(data: Data, words: Phrases, prefix: str, *widths: float) -> list[Column]:
    """How many each side began, and how many both at one hour."""
    sides = [side_name(words, data, side) for side in ("eu", "counterpart")]
    rows = zip((*sides, pgettext("contacts", "At one hour")), WHOSE, widths, strict=True)
    return [Column(head, prefix + whose, "number", width) for head, whose, width in rows]


def _months(data: Data, words: Phrases) -> list[Column]:
    return [
        pairing_column(data),
        Column(pgettext("table head", "Month"), "month", "date", 2.6),
        *_numbers(data, words, "", 1.2, 1.2, 1.4),
        Column(_("All contacts"), lambda row: sum(row[whose] for whose in WHOSE), "number", 1.4),
    ]


def _kinds(data: Data, words: Phrases) -> Table:
    columns = [
        Column(pgettext("of a record", "Kind"), lambda kind: kind, ContactKind, 4),
        Column(_("All contacts"), lambda kind: data["by_kind"][kind.value], "number", 1.4),
    ]
    kinds = [kind for kind in ContactKind if data["by_kind"][kind.value]]
    return table(columns, kinds, words, caption=_("Contacts by kind."))


def _pairings(data: Data, words: Phrases) -> list[Column]:
    """On paper without the numbers where no pairing has any."""
    widths = (1, 1, 1.1, 1.1) if data["total"] else (0, 0, 0, 0)
    return [
        Column(_("Pairing"), "name", "link", 2.5),
        *_numbers(data, words, "by_side.", *widths[:3]),
        Column(_("All contacts"), "total", "number", widths[3]),
        *(Column(str(kind.label), f"by_kind.{kind.value}", "number") for kind in ContactKind),
        Column(_("Longest time without a sign, days"), "silence.days", "number"),
        Column(_("Events in it of which the day is not recorded"), "silence.undated", "number"),
        paper_column(_("Longest time without a sign"), lambda row: _silence(row["silence"], words), 2.7),
        address_column(),
    ]


def _silence(silence: One, words: Phrases) -> str:
    """How many days; without any sign that nothing is on record."""
    days = silence["days"]
    if days is None:
        return _("no sign on record")
    said = ngettext("%(count)s day", "%(count)s days", days) % {"count": words.number(days)}
    if number := silence["undated"]:
        within = ngettext(
            "in it %(count)s event held on a day not recorded",
            "in it %(count)s events held on days not recorded",
            number,
        )
        return words.joined([said, within % {"count": words.number(number)}])
    return said


def contacts_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("contacts", _("Contacts"), _pairings(data, words), data["pairings"], words)
    months = [month | {"pairing": one["code"]} for one in data["pairings"] for month in one["months"]]
    rows = months if data["total"] else []
    yield sheet("contacts-by-month", _("Contacts by month"), _months(data, words), rows, words)


def publicity_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    items = data["items"]
    if not items:
        yield Paragraph(_("No publicity item was recorded for the period."))
        return
    yield Paragraph(
        ngettext(
            "%(count)s item was recorded for the period.", "%(count)s items were recorded for the period.", len(items)
        )
        % {"count": words.number(len(items))}
    )
    yield table(_columns(data, words), items, words)


def _columns(data: Data, words: Phrases) -> list[Column]:
    names = names_of(words, data)

    def pairing(item: One) -> Written:
        return names.get(item["pairing"], _("The whole strand"))

    return [
        Column(pgettext("publicity", "Day"), "on", "date", 1.6),
        Column(pgettext("publicity", "Outlet"), lambda item: _as_written(item["outlet"], item), width=1.7),
        Column(pgettext("publicity", "Title as printed"), lambda item: _title(item, words), width=3.4),
        Column(pgettext("publicity", "Language"), "language", width=1.2, paper=_language),
        Column(pgettext("publicity", "About"), pairing, width=0 if data["of_pairing"] else 2.2),
        Column(pgettext("publicity", "Published by"), lambda item: _as_written(item["published_by"], item), width=1.8),
        Column(pgettext("publicity", "Link"), "link"),
        address_column(),
    ]


def _title(item: One, words: Phrases) -> Written:
    """The title in its own language; it leads to where it was published, else to the item in the portal."""
    url = item["link"] or words.base_url + item["url"]
    return Text(item["title"], item["language"] if item["language"] in LANGUAGES else words.language, url)


def _as_written(text: str, item: One) -> Written:
    return Text(text, item["language"]) if text and item["language"] in LANGUAGES else text


def _language(item: One) -> str:
    """The language by its name; a code that has none as it is."""
    try:
        return str(get_language_info(item["language"])["name_translated"])
    except KeyError:
        return str(item["language"])


def publicity_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("publicity", pgettext("sheet", "Publicity"), _columns(data, words), data["items"], words)


def lessons_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    closings, practices = data["closings"], data["practices"]
    if not closings and not practices:
        yield Paragraph(
            _("No take-aways that both sides confirmed are on record, and no good practice was added in the period.")
        )
        return
    names = names_of(words, data)
    for row in closings:
        yield Heading(names[row["pairing"]] if not data["of_pairing"] else _("What the sides take away"), 2)
        for side in row["sides"]:
            yield from _side(side, words)
    if not closings:
        yield Paragraph(_("No take-aways that both sides confirmed are on record."))
    if practices:
        yield Heading(_("Good practices added"), 2)
    for row in practices:
        yield from _practice(row, words)


def _side(side: One, words: Phrases) -> Iterator[Block]:
    name = {"partner": words.plain(side["partner"])}
    if take_aways := narrative_blocks(side["take_aways"], words):
        yield Heading(_("Take-aways: %(partner)s") % name, 3)
        yield from take_aways
    if prospects := narrative_blocks(side["prospects"], words):
        yield Heading(_("Prospects: %(partner)s") % name, 3)
        yield from prospects


def _practice(row: One, words: Phrases) -> Iterator[Block]:
    yield Heading(words.text(row["title"], url=row["url"]), 3)
    facts: list[tuple[Written, Written]] = [
        (_("Partner"), words.text(row["partner"])),
        (_("Topic"), words.text(row["topic"])),
    ]
    for name, label in _labels():
        if words.plain(row[name]):
            facts.append((label, words.text(row[name])))
    yield Facts(facts)


def _labels() -> list[tuple[str, str]]:
    return [
        ("problem", pgettext("good practice", "Problem")),
        ("solution", pgettext("good practice", "Solution")),
        ("result", pgettext("good practice", "Result")),
    ]


def lessons_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    rows = [side | {"pairing": row["pairing"], "url": row["url"]} for row in data["closings"] for side in row["sides"]]
    columns = [
        pairing_column(data),
        Column(_("Partner"), "partner"),
        Column(_("Take-aways"), "take_aways"),
        Column(_("Prospects"), "prospects"),
        address_column(),
    ]
    yield sheet("take-aways", _("Take-aways"), columns, rows, words)
    columns = [
        Column(_("Good practice"), "title"),
        Column(_("Partner"), "partner"),
        Column(_("Topic"), "topic"),
        *(Column(label, name) for name, label in _labels()),
        address_column(),
    ]
    yield sheet("good-practices", _("Good practices"), columns, data["practices"], words)
