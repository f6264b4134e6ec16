"""What the cities give to a report, and what lies ahead: updates, contacts, publicity, lessons, risks, next period."""

from collections.abc import Iterator

from django.utils.translation import get_language_info, gettext as _, ngettext, pgettext, pgettext_lazy

from core.blocks import BULLET, Block, Facts, Heading, OutlineItem, Paragraph, Text, Written
from core.formats import spell_count
from core.parts import RISK, WATCH
from core.texts import LANGUAGES
from partnerships.enums import OPEN_PAIRING, AgreementKind, AgreementStatus, ContactKind
from reports.enums import LineState, Question, UpdateStatus
from reports.progress.rendering.columns import Column, One, SectionRendering, address_column, event_state, paper_column
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
            yield Paragraph(self.sentences(said % {"count": spell_count(total, self.language).capitalize()}, rest))
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


# By the kinds that the providers of signals name.
KINDS = {
    "silent": pgettext_lazy("kind of signal", "Long without contact"),
    "confirmation-late": pgettext_lazy("kind of signal", "Confirmations late"),
    "milestone-late": pgettext_lazy("kind of signal", "Milestones late"),
    "follow-up-late": pgettext_lazy("kind of signal", "Follow-ups late"),
    "stage-ending": pgettext_lazy("kind of signal", "Stage ends soon with milestones open"),
    "project-stuck": pgettext_lazy("kind of signal", "Project long on the same level"),
    "interest-late": pgettext_lazy("kind of signal", "Interests of a visit not decided on"),
    "nomination-near": pgettext_lazy("kind of signal", "Nominations end soon with places empty"),
    "trip-paper-late": pgettext_lazy("kind of signal", "Report of a journey late"),
    "event-unreported": pgettext_lazy("kind of signal", "Event over and not reported"),
}


_OTHER = pgettext_lazy("kind of signal", "Another reason")


def kind_label(kind: str) -> str:
    """Why pairings are to be looked at; a kind that this release does not know is told as another reason."""
    return str(KINDS.get(kind, _OTHER))


class Risks(SectionRendering):
    """Signals, what is overdue, and what the cities called difficult."""

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(self._in_full())
        caption = _("Reasons to look at a pairing, as of the last day reported, and in how many there are any.")
        yield from self.headed(_("Signals"), self._signal_columns(), self.data["signals"], caption)
        late = self.grouped(self.data["late_milestones"])
        yield from self.headed(_("Overdue milestones"), self._late_columns(), late)
        yield from self.answer_blocks(_("What the cities called difficult"), self.data["difficult"])

    def _in_full(self) -> str:
        said = _("No pairing is open any more: nothing can be late.")
        if self.data["open"]:
            as_of = _("As of %(day)s:") % {"day": self.date(self.data["today"])}
            end = "" if self.language == "ko" else "."
            said = f"{as_of} {', '.join(self._counts())}{end}"
        return self.sentences(said, "" if self.data["difficult"] else _("No accepted city update names a difficulty."))

    def _counts(self) -> Iterator[str]:
        found, keys = self.figures, ("signals", "milestones-overdue", "follow-ups-late")
        signals, late, promised = numbers = [found[key]["value"] for key in keys]
        words = (
            ngettext("%(count)s signal", "%(count)s signals", signals),
            ngettext("%(count)s overdue milestone", "%(count)s overdue milestones", late),
            ngettext("%(count)s late follow-up", "%(count)s late follow-ups", promised),
        )
        return (each % {"count": self.number(number)} for each, number in zip(words, numbers, strict=True))

    def _signal_columns(self) -> list[Column]:
        def count(head: str, level: str) -> Column:
            """What there is none of stays empty on paper."""
            return Column(head, level, "number", 1.6, paper=lambda row: self.number(row[level]) if row[level] else "")

        return [
            Column(pgettext("table head", "Signal"), lambda row: kind_label(row["kind"]), width=6),
            count(pgettext("signal", "Watch"), WATCH),
            count(pgettext("signal", "At risk"), RISK),
        ]

    def _late_columns(self) -> list[Column]:
        return [
            self.pairing_column,
            Column(_("Milestone"), "name", "link", 4),
            paper_column(pgettext("table head", "Plan now"), "forecast", 2, "period"),
            paper_column(pgettext("plan", "First plan"), self.first_plan, 2),
            Column("", "baseline", "period"),
            Column("", "forecast", "period"),
            Column(_("Days overdue"), "days_over", "number", 1.3),
            address_column(),
        ]

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("signals", _("Signals"), self._signal_columns(), self.data["signals"])
        late = self._late_columns()
        yield self.sheet("overdue-milestones", _("Overdue milestones"), late, self.data["late_milestones"])


class Next(SectionRendering):
    """What is open, due and planned in the next period."""

    def blocks(self) -> Iterator[Block]:
        days = self.span({"start": self.data["from"], "end": self.data["until"]})
        if not any(self.data[name] for name in ("milestones", "events", "agreements", "plans")):
            yield Paragraph(_("Nothing is open or planned for the time after the period (%(days)s).") % {"days": days})
            return
        yield Paragraph(_("What is open and planned after the period: %(days)s.") % {"days": days})
        milestones = self.data["milestones"]
        yield from self.headed(pgettext("next period", "Milestones"), self._milestone_columns(), milestones)
        yield from self.headed(pgettext("next period", "Events"), self._event_columns(), self.data["events"])
        agreements = self.grouped(self.data["agreements"])
        yield from self.headed(
            pgettext("next period", "Agreements on their way"), self._agreement_columns(), agreements
        )
        yield from self.answer_blocks(_("What the cities plan"), self.data["plans"])

    def _milestone_columns(self) -> list[Column]:
        names = self.names

        def responsible(row: One) -> str:
            return self.answers_for(row["responsible"], self.parties(row["pairing"]))

        return [
            Column(_("Milestone"), "name", "link", 3.2),
            Column(_("Pairing"), lambda row: names[row["pairing"]], width=0 if self.data["of_pairing"] else 2.1),
            Column(pgettext("table head", "Plan now"), "forecast", "period", 1.9),
            Column(pgettext("plan", "First plan"), self.first_plan, width=1.9),
            Column(_("Responsible"), responsible, width=1.6),
            address_column(),
        ]

    def _agreement_columns(self) -> list[Column]:
        return [
            self.pairing_column,
            Column(_("Agreement"), "name", "link", 4),
            Column(pgettext("of a record", "Kind"), "kind", AgreementKind, 2.4),
            Column(pgettext("table head", "Status"), "status", AgreementStatus, 1.4),
            address_column(),
        ]

    def _event_columns(self) -> list[Column]:
        def whom(row: One) -> str:
            return "" if self.data["of_pairing"] and not row["all_pairings"] else self.for_whom(row)

        return [
            Column(pgettext("table head", "Event"), "name", "link", 3.2),
            Column(pgettext("table head", "When"), self.planned, width=2),
            Column(pgettext("table head", "Where"), self.where, width=1.7),
            Column(pgettext("table head", "For"), whom, width=1.9),
            Column(pgettext("table head", "Status"), event_state, width=1.4),
            address_column(),
        ]

    def sheets(self) -> Iterator[Sheet]:
        for key, title, columns in (
            ("milestones", pgettext("sheet", "Next milestones"), self._milestone_columns()),
            ("events", pgettext("sheet", "Next events"), self._event_columns()),
            ("agreements", pgettext("next period", "Agreements on their way"), self._agreement_columns()),
        ):
            yield self.sheet(f"next-{key}", title, columns, self.data[key])
