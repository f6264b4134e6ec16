"""Who took part in events as a report tells it: by event, side, sector and gender, and what sources count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Paragraph, Table
from events.enums import Gender
from partnerships.enums import Sector
from reports.rendering.parts import Data
from reports.rendering.sections.cells import number_word, side_name, table
from reports.rendering.sections.event_words import source_words
from reports.rendering.words import NOTHING, Words

type One = Mapping[str, Any]
SIDES = ("eu", "counterpart")


def tell_participants(data: Data, words: Words) -> Iterator[Block]:
    """Delegations in numbers, and head counts; nobody is named."""
    people = data["participants"]
    if people["events"]:
        yield _by_event(data, words)
        yield _by_sector(people, words)
        yield from _by_gender(people, words)
    elif not data["head_counts"]:
        said = _("No delegation is on record: who took part was not reported.")
        if any(row.get("remark") for row in data["held"]):
            said = f"{said} {_('What sources say of it stands in the remarks above.')}"
        yield Paragraph(said)
    if data["head_counts"]:
        yield _head_counts(data, words)


def _by_event(data: Data, words: Words) -> Table:
    people = data["participants"]
    names = [side_name(words, data, side) for side in SIDES]
    rows = [_people(one, words.say(one["name"], url=one["url"]), words) for one in people["events"]]
    if len(people["events"]) > 1:
        rows.append(_people(people, pgettext("sum of a table", "Together"), words))
    return table(
        [
            pgettext("table head", "Event"),
            *names,
            pgettext("people", "Delegates"),
            pgettext("people", "Came"),
            pgettext("people", "Did not come"),
        ],
        rows,
        widths=(4, 1.2, 1.2, 1.4, 1.2, 1.4),
        numbers=(1, 2, 3, 4, 5),
        caption=_(
            "Delegates by side: those who came, where somebody said who did, else those who had a place. "
            "Who took part in two events counts twice."
        ),
    )


def _people(one: One, name: Any, words: Words) -> list[Any]:
    numbers = [words.number(one["sides"][side]) for side in SIDES]
    came, absent = number_word(words, one["came"]), number_word(words, one["absent"])
    return [name, *numbers, words.number(one["total"]), came, absent]


def _by_sector(people: One, words: Words) -> Table:
    named = [*((sector.value, str(sector.label)) for sector in Sector), ("", pgettext("sector", "Not given"))]
    total = people["total"]
    return table(
        [pgettext("table head", "Sector"), pgettext("people", "Delegates"), pgettext("table head", "Share")],
        [
            [label, words.number(number), _share(number, total)]
            for sector, label in named
            if (number := people["sectors"][sector]) or sector in _ALWAYS
        ],
        widths=(4, 1.4, 1.4),
        numbers=(1, 2),
        caption=_("Delegates by sector."),
    )


# The three of the helix are told also where there is nobody.
_ALWAYS = {Sector.GOVERNMENT.value, Sector.RESEARCH.value, Sector.BUSINESS.value}


def _share(number: int, total: int) -> str:
    return f"{round(100 * number / total)}%" if total else NOTHING


def _by_gender(people: One, words: Words) -> Iterator[Block]:
    genders = people["genders"]
    if genders is None:
        yield Paragraph(_("No delegate has given a gender; it is never guessed from a name."))
        return
    yield table(
        [pgettext("table head", "Gender"), pgettext("people", "Delegates")],
        [[str(gender.label), _gender_words(genders[gender.value], words)] for gender in Gender],
        widths=(4, 2.8),
        numbers=(1,),
        caption=_("Delegates by gender, as they gave it themselves. Numbers below five are not told."),
    )


def _gender_words(number: int | str, words: Words) -> str:
    """A number of people of one gender, or that it is too small to be told."""
    if isinstance(number, int):
        return words.number(number)
    return _("fewer than 5") if number == "few" else pgettext("number of people", "not told")


def _head_counts(data: Data, words: Words) -> Table:
    return table(
        [
            pgettext("table head", "Event"),
            pgettext("head count", "Who is counted"),
            pgettext("head count", "Number"),
            pgettext("table head", "Side"),
            pgettext("table head", "Source"),
        ],
        [
            [
                words.say(row["name"], url=row["url"]),
                words.say(row["whom"]),
                head_count(row, words),
                side_name(words, data, row["side"]) if row["side"] else "",
                source_words(row["source"], words),
            ]
            for row in data["head_counts"]
        ],
        widths=(3.1, 2.4, 1.2, 1.2, 2.3),
        numbers=(2,),
        caption=_("How many people sources count, as they say it."),
    )


def head_count(row: One, words: Words) -> str:
    """The number, or from the least to the most."""
    least, most = words.number(row["least"]), words.number(row["most"])
    return least if least == most else f"{least}–{most}"
