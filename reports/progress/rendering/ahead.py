"""What lies ahead: the risks of a report, and what is open, due and planned in the next period."""

from collections.abc import Iterator

from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Paragraph
from core.parts import RISK, WATCH
from partnerships.enums import AgreementKind, AgreementStatus
from reports.progress.rendering.columns import Column, One, SectionRendering, address_column, event_state, paper_column
from reports.progress.rendering.phrases import Sheet

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
