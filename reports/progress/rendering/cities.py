"""What the cities give to a report: updates, contacts in numbers, publicity, and lessons."""

from collections.abc import Iterator

from django.utils.translation import get_language_info, gettext as _, ngettext, pgettext

from core.blocks import BULLET, Block, Facts, Heading, OutlineItem, Paragraph, Text, Written
from core.texts import LANGUAGES
from partnerships.enums import OPEN_PAIRING, ContactKind
from reports.enums import LineState, Question, UpdateStatus
from reports.progress.rendering.columns import Column, One, SectionRendering, address_column, paper_column
from reports.progress.rendering.phrases import Sheet, narrative_blocks


def update_state(row: One) -> str:
    words: dict[str, str] = {
        "accepted": str(UpdateStatus.ACCEPTED.label),
        "sent": pgettext("city update", "Submitted, not accepted"),
        "none": pgettext("city update", "Not submitted"),
    }
    return words.get(row["state"], "")


def _as_written(text: str, item: One) -> Written:
    return Text(text, item["language"]) if text and item["language"] in LANGUAGES else text


def _language(item: One) -> str:
    """The language by its name; a code that has none as it is."""
    try:
        return str(get_language_info(item["language"])["name_translated"])
    except KeyError:
        return str(item["language"])


def _labels() -> list[tuple[str, str]]:
    return [
        ("problem", pgettext("good practice", "Problem")),
        ("solution", pgettext("good practice", "Solution")),
        ("result", pgettext("good practice", "Result")),
    ]


class Updates(SectionRendering):
    """The accepted city updates, answer by answer."""

    def blocks(self) -> Iterator[Block]:
        updates = self.data["updates"]
        said = _("This report is compiled from the records alone: no city update was accepted.")
        if updates:
            numbers = {"accepted": self.number(len(updates)), "all": self.number(len(self.data["partners"]))}
            said = _("Accepted city updates: %(accepted)s of %(all)s.") % numbers
        yield Paragraph(said)
        if any(row["state"] != "none" for row in self.data["partners"]):
            caption = _("The partners and their updates for the period.")
            yield self.table(self._partner_columns(), self.data["partners"], caption=caption)
        elif self.data["partners"]:
            names = {"partners": self.listed(row["name"] for row in self.data["partners"])}
            yield Paragraph(_("No update is submitted by: %(partners)s.") % names)
        for update in updates:
            yield Heading(self.text(update["name"], url=update["url"]), 2)
            for question in Question:
                yield from self._answer(update, question)

    def _partner_columns(self) -> list[Column]:
        return [
            Column(_("Partner"), "name", "link", 3.2),
            Column(pgettext("table head", "Side"), lambda row: self.side_name(row["side"]), width=1.4),
            Column(_("City update"), update_state, width=2.2),
            Column(_("Submitted on"), "submitted_on", "date"),
            Column(_("Accepted on"), "accepted_on", "date", 2),
            address_column(),
        ]

    def _answer(self, update: One, question: Question) -> Iterator[Block]:
        """One of the three questions; one that was left empty and has no lines says so."""
        yield Heading(str(question.label), 3)
        told = narrative_blocks(update["answers"][question.value], self)
        lines = update["lines"][question.value]
        yield from told
        for line in lines:
            yield OutlineItem(self.text(line["text"], url=line["url"]), 1, BULLET)
        if not told and not lines:
            yield Paragraph(pgettext("city update", "Nothing was written."))

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("city-updates", _("City updates"), self._partner_columns(), self.data["partners"])
        columns = [
            Column(_("Partner"), "name"),
            Column(pgettext("city update", "Question"), "question", Question),
            Column(pgettext("city update", "Text"), "text"),
            Column(pgettext("line", "Line"), "state"),
        ]
        rows = [row for update in self.data["updates"] for row in self._rows(update)]
        yield self.sheet("answers", pgettext("sheet", "Answers of the cities"), columns, rows)

    def _rows(self, update: One) -> Iterator[One]:
        for question in Question:
            row = {"name": update["name"], "question": question}
            if self.plain(text := update["answers"][question.value]):
                yield row | {"text": text, "state": pgettext("city update", "answer")}
            for line in update["lines"][question.value]:
                state = line["state"] if line["state"] in LineState.values else LineState.KEPT
                yield row | {"text": line["text"], "state": str(LineState(state).label)}


class Contacts(SectionRendering):
    """Contacts in numbers, and the time without any."""

    def blocks(self) -> Iterator[Block]:
        total = self.data["total"]
        if total:
            said = ngettext(
                "%(count)s contact was recorded in the period.",
                "%(count)s contacts were recorded in the period.",
                total,
            )
            rest = _("Only their number is shown here; what was said stays with the two sides.")
            yield Paragraph(self.sentences(said % {"count": self.number(total)}, rest))
        else:
            yield Paragraph(_("No contact was recorded in the period. There may have been some: nobody reported any."))
            # Whoever keeps no contacts here has had some: once all is over, the time without one tells nobody anything.
            if not any(one["status"] in OPEN_PAIRING for one in self.data["pairings"]):
                return
        yield self.table(
            self._pairings(),
            self.data["pairings"],
            caption=_(
                "A sign is a contact, a side's confirmation, a move of a project or an event held on known days. "
                "Where none is on record, nothing is known of the time without one."
            ),
        )

    def _pairings(self) -> list[Column]:
        """On paper without the numbers where no pairing has any."""
        heads = {side: self.side_name(side) for side in ("eu", "counterpart")}
        heads["together"] = pgettext("contacts", "At one hour")
        width = 1.1 if self.data["total"] else 0
        return [
            Column(_("Pairing"), "name", "link", 2.5),
            *(Column(head, f"by_side.{whose}", "number", width) for whose, head in heads.items()),
            Column(_("All contacts"), "total", "number", width),
            *(Column(str(kind.label), f"by_kind.{kind.value}", "number") for kind in ContactKind),
            Column(_("Longest time without a sign, days"), "silence.days", "number"),
            paper_column(_("Longest time without a sign"), lambda row: self._silence(row["silence"]), 2.7),
            address_column(),
        ]

    def _silence(self, silence: One) -> str:
        """How many days; without any sign that nothing is on record."""
        days = silence["days"]
        if days is None:
            return _("no sign on record")
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": self.number(days)}

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("contacts", _("Contacts"), self._pairings(), self.data["pairings"])


class Publicity(SectionRendering):
    """What was published."""

    def blocks(self) -> Iterator[Block]:
        items = self.data["items"]
        if not items:
            yield Paragraph(_("No publicity item was recorded for the period."))
            return
        yield self.table(self._columns(), items)

    def _columns(self) -> list[Column]:
        names = self.names

        def pairing(item: One) -> Written:
            return names.get(item["pairing"], _("The whole strand"))

        return [
            Column(pgettext("publicity", "Day"), "on", "date", 1.6),
            Column(pgettext("publicity", "Outlet"), lambda item: _as_written(item["outlet"], item), width=1.7),
            Column(pgettext("publicity", "Title as printed"), self._title, width=3.4),
            Column(pgettext("publicity", "Language"), "language", width=1.2, paper=_language),
            Column(pgettext("publicity", "About"), pairing, width=0 if self.data["of_pairing"] else 2.2),
            Column(
                pgettext("publicity", "Published by"), lambda item: _as_written(item["published_by"], item), width=1.8
            ),
            Column(pgettext("publicity", "Link"), "link"),
            address_column(),
        ]

    def _title(self, item: One) -> Written:
        """The title in its own language; it leads to where it was published, else to the item in the portal."""
        url = item["link"] or self.base_url + item["url"]
        return Text(item["title"], item["language"] if item["language"] in LANGUAGES else self.language, url)

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("publicity", pgettext("sheet", "Publicity"), self._columns(), self.data["items"])


class Lessons(SectionRendering):
    """Take-aways that both sides confirmed, and good practices."""

    def blocks(self) -> Iterator[Block]:
        closings, practices = self.data["closings"], self.data["practices"]
        if not closings and not practices:
            yield Paragraph(
                _(
                    "No take-aways that both sides confirmed are on record, "
                    "and no good practice was added in the period."
                )
            )
            return
        names = self.names
        for row in closings:
            yield Heading(names[row["pairing"]] if not self.data["of_pairing"] else _("What the sides take away"), 2)
            for side in row["sides"]:
                yield from self._side(side)
        if not closings:
            yield Paragraph(_("No take-aways that both sides confirmed are on record."))
        if practices:
            yield Heading(_("Good practices added"), 2)
        for row in practices:
            yield from self._practice(row)

    def _side(self, side: One) -> Iterator[Block]:
        name = {"partner": self.plain(side["partner"])}
        if take_aways := narrative_blocks(side["take_aways"], self):
            yield Heading(_("Take-aways: %(partner)s") % name, 3)
            yield from take_aways
        if prospects := narrative_blocks(side["prospects"], self):
            yield Heading(_("Prospects: %(partner)s") % name, 3)
            yield from prospects

    def _practice(self, row: One) -> Iterator[Block]:
        yield Heading(self.text(row["title"], url=row["url"]), 3)
        facts: list[tuple[Written, Written]] = [
            (_("Partner"), self.text(row["partner"])),
            (_("Topic"), self.text(row["topic"])),
        ]
        for name, label in _labels():
            if self.plain(row[name]):
                facts.append((label, self.text(row[name])))
        yield Facts(facts)

    def sheets(self) -> Iterator[Sheet]:
        rows = [
            side | {"pairing": row["pairing"], "url": row["url"]}
            for row in self.data["closings"]
            for side in row["sides"]
        ]
        columns = [
            self.pairing_column,
            Column(_("Partner"), "partner"),
            Column(_("Take-aways"), "take_aways"),
            Column(_("Prospects"), "prospects"),
            address_column(),
        ]
        yield self.sheet("take-aways", _("Take-aways"), columns, rows)
        columns = [
            Column(_("Good practice"), "title"),
            Column(_("Partner"), "partner"),
            Column(_("Topic"), "topic"),
            *(Column(label, name) for name, label in _labels()),
            address_column(),
        ]
        yield self.sheet("good-practices", _("Good practices"), columns, self.data["practices"])
