"""The tables of the strand itself: its themes, its own row, who takes part."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.pack.cells import Choice, Code, Countries, Day, Integer, Reference, References, Text
from core.pack.stores import Fate, Load, PackColumn, Plan, Store, Table
from core.periods import Period
from core.texts import SecondLanguage
from partnerships.enums import Side
from partnerships.models import Participation, Programme, Strand, StrandImplementer, Theme
from partnerships.pack_columns import CODE, NAME_EN, NAME_KO, NOTE, SOURCE, STRAND
from partnerships.programmes.services import check_strand

ENGLISH_ALONE = "en"
_OTHERS = [value for value in SecondLanguage.values if value not in {SecondLanguage.NONE, SecondLanguage.KOREAN}]


class LanguageColumn(PackColumn):
    """The language beside English: Korean where nothing is said, `en` where there is none."""

    def read(self, record: Any) -> str:
        value: str = super().read(record)
        return {SecondLanguage.KOREAN.value: "", SecondLanguage.NONE.value: ENGLISH_ALONE}.get(value, value)

    def put(self, load: Load, record: Any, value: Any) -> None:
        super().put(load, record, "" if value == ENGLISH_ALONE else value or SecondLanguage.KOREAN)


class StrandStore(Store):
    """The strand; its programme is found by the slug of its English name, or made."""

    name = table = "strands"
    model = Strand
    links = (("implementers", StrandImplementer, "strand", "organisation"),)

    def rows_in(self, root: Any) -> Any:
        return Strand.objects.filter(pk=root.pk)

    def fresh(self, load: Load, plan: Plan) -> Strand:
        english, korean = plan.merged["programme_en"], plan.merged["programme_ko"]
        code = slugify(english)[:80] or "programme"
        programme = Programme.objects.filter(code=code).first()
        if programme is None:
            programme = Programme(code=code, name_en=english, name_ko=korean)
            programme.save(by=load.by)
        return Strand(programme_record=programme)

    def check(self, load: Load) -> None:
        """Its language is one that the portal can write everywhere."""
        for plan in load.plans[self.name].values():
            try:
                check_strand(duration=Period(), second_language=str(plan.changes.get("second_language", "")))
            except DomainError as refused:
                self.refuse(load, plan, "second_language", str(refused))


class ThemeStore(Store):
    """Thematic areas and their topics: two levels."""

    name = table = "themes"
    model = Theme
    related = ("parent",)

    def fresh(self, load: Load, plan: Plan) -> Theme:
        return Theme(strand=load.root, position=plan.row.number)

    def waves(self, plans: Iterable[Plan]) -> Iterator[list[Plan]]:
        """Areas before topics."""
        listed = list(plans)
        yield [plan for plan in listed if not plan.merged["parent"]]
        yield [plan for plan in listed if plan.merged["parent"]]

    def check(self, load: Load) -> None:
        """A topic's parent is an area, never a topic."""
        for label in load.known(self.name):
            values = load.merged(self.name, label)
            area = load.merged(self.name, values["parent"]) if values and values["parent"] else None
            if values is None or area is None or not area["parent"]:
                continue
            plan = load.plans[self.name].get(label) or load.plans[self.name][values["parent"]]
            reason = _("A topic's parent must be a thematic area, which has no parent itself.")
            self.refuse(load, plan, "parent", reason)


class ParticipantStore(Store):
    """Who takes part on which side; referred to by the partner's code."""

    name = table = "participants"
    model = Participation
    key = ("partner",)
    related = ("partner",)

    def check(self, load: Load) -> None:
        """Once paired, a partner does not change sides."""
        paired = {pk for pairing in load.records["pairings"].values() for pk in (pairing.eu_id, pairing.counterpart_id)}
        for plan in load.plans[self.name].values():
            if plan.fate is Fate.CHANGED and "side" in plan.changes and plan.record.pk in paired:
                self.refuse(load, plan, "side", _("This partner is paired already and cannot change sides."))


themes = Table(ThemeStore([CODE, NAME_EN, NAME_KO, PackColumn("parent", Reference("themes")), SOURCE]))
strands = Table(
    StrandStore(
        [
            PackColumn("code", Code(), required=True),
            PackColumn("programme_en", Text(), required=True),
            PackColumn("programme_ko", Text()),
            PackColumn("phase", Text(), required=True),
            NAME_EN,
            NAME_KO,
            PackColumn("countries", Countries(), required=True),
            LanguageColumn("second_language", Choice((ENGLISH_ALONE, *_OTHERS))),
            PackColumn("starts_on", Day(), required=True, attribute="starts_on_date"),
            PackColumn("ends_on", Day(), attribute="ends_on_date"),
            PackColumn("implementers", References("organisations"), attribute="implementer_codes"),
            SOURCE,
            NOTE,
        ]
    ),
    root=True,
    spans=(("starts_on", "ends_on"),),
)
participants = Table(
    ParticipantStore(
        [
            STRAND,
            PackColumn("partner", Reference("partners"), required=True),
            PackColumn("side", Choice(tuple(Side.values)), required=True),
            PackColumn("delegates", Integer(most=32_767)),
            NOTE,
        ]
    )
)
