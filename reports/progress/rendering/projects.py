"""The cooperation projects in a report, the organisations that take part in them, and the agreements."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _, pgettext

from core.blocks import Block, Drawing, Group, Heading, Paragraph, Table, Text, Written, in_lines
from core.formats import join_names
from core.pictures.charts import steps_drawing
from core.pictures.shapes import NARROW
from partnerships import enums
from partnerships.enums import ProjectLevel, Sector
from partnerships.projects.selectors import square_of
from reports.progress.rendering.columns import (
    Column,
    One,
    SectionRendering,
    address_column,
    not_paired,
    paper_column,
    record_columns,
)
from reports.progress.rendering.drawings import SECTORS, WIDTH, bars_drawings
from reports.progress.rendering.phrases import Sheet


def _organisations(row: One, sector: Sector) -> list[One]:
    return [part["name"] for part in row["organisations"] if part["sector"] == sector]


def _counts(row: One) -> list[int]:
    return [sector["count"] for sector in row["sectors"]]


class Projects(SectionRendering):
    """How far projects are, what moved, what they bring."""

    def blocks(self) -> Iterator[Block]:
        if not self.data["projects"]:
            yield Paragraph(_("There are no cooperation projects yet."))
            return
        labels = {
            **{f"projects-{level}": str(level.label).lower() for level in (*enums.REACHED, *reversed(enums.NAMED))},
            "projects-new": pgettext("projects", "first reported in the period"),
            "projects-moved": pgettext("projects", "moved to another level in the period"),
            "projects-not-pursued": pgettext("projects", "not pursued"),
        }
        yield self.key_figures(labels, set(labels) - {"projects-not-pursued"})
        yield from self._levels()
        yield from self._moved()
        yield from self._projects()
        yield from self._results()
        yield from self._not_pursued()

    def _levels(self) -> Iterator[Block]:
        yield Heading(_("Progress levels"), 2)
        counts = {row["level"]: row["count"] for row in self.data["levels"]}
        steps = [(str(level.label), counts[level]) for level in enums.LEVELS]
        caption = self.sentences(_("Number of projects on each level."), square_of(steps))
        yield Drawing(
            steps_drawing(steps, self.language),
            self.sentences(caption, _("The table below has the same numbers.")),
            caption,
            0.75,
            steps_drawing(steps, self.language, width=NARROW),
        )
        yield self._level_table(counts)

    def _level_table(self, counts: Mapping[str, int]) -> Table:
        """Level by level, and of a strand pairing by pairing."""
        if self.data["of_pairing"]:
            columns = [
                Column(_("Progress level"), lambda level: level, ProjectLevel, 3),
                Column(_("Projects"), lambda level: counts[level], "number", 1),
            ]
            return self.table(columns, counts, caption=_("The projects by their level."))
        named = self.names | ({"": not_paired()} if any(not row["pairing"] for row in self.data["projects"]) else {})
        rows = [
            (name, Counter(row["level"] for row in self.data["projects"] if row["pairing"] == code))
            for code, name in named.items()
        ]

        def level_column(level: str) -> Column:
            return Column(str(ProjectLevel(level).label), lambda row: row[1][level], "number", 1)

        return self.table(
            [
                Column(_("Pairing"), lambda row: row[0], width=2.2),
                *map(level_column, counts),
                Column(pgettext("row of a table", "Total"), lambda row: sum(row[1].values()), "number", 0.9),
            ],
            [*rows, (_("All pairings"), counts)],
            caption=_("The projects of each pairing by their level."),
        )

    def _moved(self) -> Iterator[Block]:
        if not self.data["moves"]:
            yield Paragraph(_("No project is recorded to have moved to another level in the period."))
            return
        yield Heading(_("What moved in the period"), 2)
        caption = _("Every move of a project from one level to another, with what proves it.")
        rows = self.grouped(self._in_order(self.data["moves"]))
        yield self.table(self._move_columns(), rows, caption=caption)

    def _move_columns(self) -> list[Column]:
        return [
            self.pairing_column,
            Column(_("Project"), "title", "link", 2.4),
            Column(pgettext("day of a move", "Moved on"), "on", "date", 1.4),
            Column(pgettext("level", "From"), "old", ProjectLevel, 1.2),
            Column(pgettext("level", "To"), "new", ProjectLevel, 1.2),
            Column(pgettext("why a level changed", "Reason"), "reason", width=1.8),
            *self._evidence(2),
        ]

    def _evidence(self, width: float) -> list[Column]:
        """What proves a level or a result, and where the project is read."""
        return [
            Column(_("Evidence"), "evidence", width=width, paper=self._proof),
            Column(_("Link to the evidence"), "evidence_url"),
            Column(_("Document"), "document"),
            address_column(),
        ]

    def _proof(self, row: One) -> Written:
        """What proves a level or result: its words, leading to the address given, else that; the code of a document."""
        said = self.plain(row["evidence"]) or row["evidence_url"]
        shown = "\n".join(part for part in (said, row["document"]) if part)
        if not shown:
            return ""
        language = self.language if row["evidence"].get(self.language) or not row["evidence"] else self.other
        before = self.original(language)
        return Text(shown, language, row["evidence_url"], before) if row["evidence_url"] or before else shown

    def _in_order(self, rows: Iterable[One]) -> list[One]:
        """By pairing, as the pairings stand, those outside of them last, and within each as the rows stand."""
        places = {row["code"]: place for place, row in enumerate(self.data["pairings"])}
        return sorted(rows, key=lambda row: places.get(row["pairing"], len(places)))

    def _projects(self) -> Iterator[Block]:
        yield Heading(_("The projects"), 2)
        pursued = [row for row in self.data["projects"] if row["level"] != ProjectLevel.NOT_PURSUED]
        if not pursued:
            yield Paragraph(_("No project is pursued."))
            return
        caption = _("The projects that are pursued, the furthest first.")
        yield self.table(self._project_columns(), self.grouped(pursued), caption=caption)

    def _project_columns(self) -> list[Column]:
        partners = {one["code"]: one for one in self.data["pairings"]}

        def lead(row: One) -> str | None:
            return self.answers_for(row["lead"], partners[row["pairing"]]) if row["lead"] else None

        def about(row: One) -> Written:
            return in_lines(*(self.shown(row.get(name) or {}) for name in ("summary", "remark")))

        def sector(one: Sector) -> Column:
            return Column(str(one.label), lambda row: _organisations(row, one))

        return [
            self.pairing_column,
            Column(_("Project"), "title", "link", 2.1),
            Column(_("Topic"), "topic", width=1.6),
            paper_column(pgettext("project", "What it is about"), about, 3.1),
            Column(_("Progress level"), "level", ProjectLevel, 1.35),
            Column(_("On this level since"), "level_since", "date", 1.3),
            Column(_("First reported"), "first_reported", "date", 1.3),
            Column(pgettext("project", "New in the period"), "is_new", "flag"),
            Column(_("Lead side"), lead),
            paper_column(_("Organisations by sector"), self._by_sector, 2.6),
            *map(sector, Sector),
            Column(_("Further partners"), "further"),
            Column(_("Summary"), "summary"),
            Column(pgettext("why a level changed", "Reason"), "reason"),
            Column(pgettext("of a record", "Remark"), "remark"),
            *record_columns(documents=0),
        ]

    def _by_sector(self, row: One) -> str:
        said = [f"{sector.label}: {self.listed(names)}" for sector in Sector if (names := _organisations(row, sector))]
        if row["further"]:
            said.append(_("Further partners: %(names)s") % {"names": self.listed(row["further"])})
        return "\n".join(said)

    def _results(self) -> Iterator[Block]:
        yield Heading(_("Results"), 2)
        if not self.data["results"]:
            yield Paragraph(_("No result of a project was reported in figures. “Not reported” does not mean zero."))
            return
        caption = _("What the projects are expected to bring, and what they brought.")
        rows = self.grouped(self._in_order(self.data["results"]))
        yield self.table(self._result_columns(), rows, caption=caption)

    def _result_columns(self) -> list[Column]:
        unit = pgettext("table head", "Unit")

        def kind_and_funder(row: One) -> str:
            label, funder = str(enums.ResultKind(row["kind"]).label), self.plain(row["funder"])
            return self.bracketed(label, funder) if funder else label

        return [
            self.pairing_column,
            Column(_("Project"), "title", "link", 2),
            Column(pgettext("of a project", "Result"), "kind", enums.ResultKind, 1.4, paper=kind_and_funder),
            Column(unit, "unit", enums.ResultUnit),
            Column(_("Expected"), "expected", "amount", 1.7),
            Column(_("Achieved"), "achieved", "reported", 1.7),
            paper_column(unit, "unit", 1, enums.ResultUnit),
            Column(pgettext("table head", "As of"), "as_of", "date", 1.1),
            Column(_("Source of the funding"), "funder"),
            *self._evidence(1.7),
        ]

    def _not_pursued(self) -> Iterator[Block]:
        dropped = [row for row in self.data["projects"] if row["level"] == ProjectLevel.NOT_PURSUED]
        columns = [
            Column(_("Project"), "title", "link", 2.4),
            Column(pgettext("project", "Since"), "level_since", "date", 1.2),
            Column(pgettext("why a level changed", "Reason"), self.reason_or_none, width=3),
        ]
        caption = _("The projects that the two sides decided not to pursue, with the reason.")
        yield from self.headed(_("Not pursued"), columns, self.grouped(dropped), caption)

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("projects", _("Cooperation projects"), self._project_columns(), self.data["projects"])
        yield self.sheet("levels", _("Moves of levels"), self._move_columns(), self.data["moves"])
        yield self.sheet("results", _("Results of projects"), self._result_columns(), self.data["results"])


class Helix(SectionRendering):
    """The organisations that take part in projects, by sector."""

    def blocks(self) -> Iterator[Block]:
        if not self.data["whole"]["total"]:
            yield Paragraph(_("No project names an organisation that takes part in it yet."))
            return
        yield Paragraph(self._missing())
        yield from self._pictures()
        yield from self._sectors()
        yield from self._organisation_blocks()

    def _missing(self) -> str:
        """Government, research, business and civil society: which of them takes part in no project."""
        if self.data["whole"]["missing"]:
            names = self._sector_names(self.data["whole"]["missing"])
            return _("Of these sectors no organisation takes part in a project: %(sectors)s.") % {"sectors": names}
        return _("Government, research, business and civil society all take part in projects.")

    def _pictures(self) -> Iterator[Drawing]:
        rows = [(self.plain(row["name"]), _counts(row)) for row in self.data["pairings"]]
        if not self.data["of_pairing"]:
            rows.insert(0, (_("All pairings together"), _counts(self.data["whole"])))
        sectors = [str(sector.label) for sector in Sector]
        found, narrow = (bars_drawings(rows, SECTORS, sectors, self.language, width=width) for width in (WIDTH, NARROW))
        for number, (svg, on_phone) in enumerate(zip(found, narrow, strict=True), start=1):
            part = _("Part %(number)s of %(count)s.") % {"number": number, "count": len(found)}
            whole = _("Organisations that take part in projects, by sector.")
            caption = self.sentences(whole, part if len(found) > 1 else "")
            told = self.sentences(caption, _("The table below has the same numbers."))
            yield Drawing(svg, told, caption, narrow=on_phone)

    def _sectors(self) -> Iterator[Block]:
        """Pairing by pairing and all together, with the share of each sector; of one pairing alone its own numbers."""
        yield Heading(_("Organisations by sector"), 2)
        whole, alone = self.data["whole"], self.data["of_pairing"]
        first = {self.language: _("Organisations") if alone else _("All pairings, each once")}
        percents = [{"count": f"{self.number(one['percent'])}%"} for one in whole["sectors"]]
        rows = [
            *([] if alone else self.data["pairings"]),
            whole | {"name": first, "url": ""},
            {"name": {self.language: _("Share")}, "url": "", "sectors": percents, "total": "100%"},
        ]
        yield self.table(
            self._sector_columns(_("Organisations") if len(rows) == 2 else _("Pairing")),
            rows,
            caption=_(
                "The organisations of the projects that are pursued. One in several projects is counted once; one in "
                "two pairings in both, and once in all."
            ),
        )

    def _sector_columns(self, first: str) -> list[Column]:
        """The numbers of each sector; on paper without other ones where there are none."""

        def numbers(at: int, one: One) -> Column:
            width = 1.1 if one["count"] or one["sector"] != Sector.OTHER else 0
            return Column(str(Sector(one["sector"]).label), lambda row: row["sectors"][at]["count"], "number", width)

        return [
            Column(first, "name", "link", 2.6),
            *(numbers(at, one) for at, one in enumerate(self.data["whole"]["sectors"])),
            Column(pgettext("row of a table", "Total"), "total", "number", 0.8),
            Column(pgettext("sectors", "Missing"), self._missing_of, width=2),
        ]

    def _missing_of(self, row: One) -> str:
        if "missing" not in row:
            return ""
        if not row["total"]:
            return _("no organisation named")
        return capfirst(self._sector_names(row["missing"]))

    def _sector_names(self, sectors: Sequence[str]) -> str:
        return join_names([str(Sector(sector).label).lower() for sector in sectors], self.language)

    def _organisation_blocks(self) -> Iterator[Block]:
        yield Heading(_("The organisations"), 2)
        rows: list[Group | One] = []
        for sector in Sector:
            own = [row for row in self.data["organisations"] if row["sector"] == sector]
            rows += [Group(str(sector.label)), *own] if own else []
        caption = _("Who takes part, by sector, and in how many projects.")
        yield self.table(self._organisation_columns(), rows, caption=caption, small=True)

    def _organisation_columns(self) -> list[Column]:
        names = self.pairings
        width = 0 if self.data["of_pairing"] else 2.6
        return [
            Column(_("Organisation"), "name", "link", 3),
            Column(_("Sector"), "sector", Sector),
            Column(_("Pairings"), lambda row: [names[code] for code in row["pairings"]], width=width),
            Column(_("Projects"), "projects", "number", 1),
            Column(_("Sources"), "source"),
            Column(_("Code"), "code"),
            address_column(),
        ]

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("organisations", _("Organisations"), self._organisation_columns(), self.data["organisations"])
        rows = list(self.data["pairings"])
        if not self.data["of_pairing"]:
            total = self.figures["organisations"]["value"]
            rows.append(self.data["whole"] | {"name": {self.language: _("All pairings together")}, "total": total})
        yield self.sheet("helix", _("Triple helix"), self._sector_columns(_("Pairing")), rows)


def signed_label(signed: str) -> str:
    """When it was, by the word of the snapshot."""
    return {
        "earlier": pgettext("agreement", "before the programme"),
        "in-period": pgettext("agreement", "in the period"),
        "before": pgettext("agreement", "before the period"),
        "after": pgettext("agreement", "after the period"),
    }.get(signed, "")


class Agreements(SectionRendering):
    """The agreements of a report: kind, parties, how far, and when they were signed."""

    def blocks(self) -> Iterator[Block]:
        if not self.data["agreements"]:
            yield Paragraph(_("There are no agreements yet."))
            return
        labels = {
            "agreements-signed": pgettext("agreements", "signed since the programme began"),
            "agreements-signed-in-period": pgettext("agreements", "signed in the period"),
            "agreements-earlier": pgettext("agreements", "signed before the programme"),
            "agreements-drafted": pgettext("agreements", "drafted"),
            "agreements-discussed": pgettext("agreements", "discussed"),
            "agreements-lapsed": pgettext("agreements", "lapsed"),
        }
        yield self.key_figures(labels, {"agreements-signed", "agreements-signed-in-period"})
        caption = _("Each agreement with its parties, and whether it was signed in the period or before it.")
        yield self.table(self._columns(), self.grouped(self.data["agreements"]), caption=caption)

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("agreements", _("Agreements"), self._columns(), self.data["agreements"])

    def _columns(self) -> list[Column]:
        return [
            self.pairing_column,
            Column(_("Agreement"), "title", "link", 2.4),
            Column(pgettext("table head", "Kind"), "kind", enums.AgreementKind, 1.8),
            Column(_("Parties"), "parties", width=1.6),
            Column(pgettext("table head", "Status"), "status", enums.AgreementStatus, 1.1, paper=self._status),
            Column(pgettext("agreement", "Signed on"), "signed_on", "date", 1.5, paper=self._signed),
            Column(pgettext("agreement", "When"), lambda row: signed_label(row["signed"])),
            Column(pgettext("agreement", "Lapsed on"), "lapsed_on", "date"),
            Column(_("Cooperation projects"), lambda row: [project["title"] for project in row["projects"]]),
            Column(pgettext("of a record", "Remark"), "remark", width=2),
            *record_columns(documents=1.1),
        ]

    def _status(self, row: One) -> str:
        status = str(enums.AgreementStatus(row["status"]).label)
        if not row["lapsed_on"] or row["status"] != enums.AgreementStatus.LAPSED:
            return status
        return _("%(status)s on %(day)s") % {"status": status, "day": self.date(row["lapsed_on"])}

    def _signed(self, row: One) -> str:
        """When, in the period or not; a signed one of which nobody said when is not one that is not signed."""
        if row["signed_on"]:
            return _("%(day)s, %(when)s") % {"day": self.date(row["signed_on"]), "when": signed_label(row["signed"])}
        if row["status"] == enums.AgreementStatus.SIGNED:
            return pgettext("date", "not reported")
        # That it was not signed nobody has said.
        return pgettext("agreement", "no signature on record")
