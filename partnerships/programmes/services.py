"""What the next round of a strand takes over from an earlier one: copies, each moved by the months between."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core.errors import DomainError
from core.models import write_audit
from core.pdf.rendering import missing_characters
from core.periods import PartialDate, Period, Shift, moved
from core.texts import SecondLanguage
from partnerships.audit_actions import PAIRING_PLANNED
from partnerships.enums import PairingStatus
from partnerships.fields import CODE, add_rows, codes_of, free_code
from partnerships.models import (
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    Membership,
    Pairing,
    PairingTheme,
    Participation,
    PlanItem,
    Stage,
    Strand,
    StrandImplementer,
    Theme,
)
from partnerships.pairings.selectors import check_of_strand
from partnerships.programmes.models import THRESHOLDS

_OF_STRAND = (
    "programme_record",
    "programme_en",
    "programme_ko",
    "countries",
    "second_language",
    "implementer_codes",
    "is_invented",
    *THRESHOLDS,
)
_OF_THEME = ("code", "position", "name_en", "name_ko")  # and of a stage
_OF_PARTICIPATION = ("partner", "side", "delegates", "opens_at", "closes_at", "holiday_region")
_OF_ITEM = ("code", "title_en", "title_ko", "responsible", "confirmation", "confirmed_text")


def second_languages() -> list[tuple[str, Any]]:
    """What a strand's second language may be: one of a script that a PDF shows, or none; as choices."""
    return [(code, label) for code, label in SecondLanguage.choices if not (code and _is_unprintable(code))]


def _is_unprintable(language: str) -> bool:
    return bool(missing_characters(LANG_INFO[language]["name_local"]))


def check_strand(*, duration: Period, second_language: str) -> None:
    """A strand ends after it begins, and its language is one of a script that a PDF shows.

    Raises DomainError on `ends_on` or `second_language`.
    """
    if not duration.in_order():
        raise DomainError(_("The end is before the start."), field="ends_on")
    if second_language and _is_unprintable(second_language):
        words = _("The PDF cannot show the script of this language. Choose another one, or English alone.")
        raise DomainError(words, field="second_language")


def copy_strand(*, by: User, strand: Strand, values: dict[str, Any], shift: Shift) -> Strand:
    """The new strand with the earlier one's programme, countries, implementers, directory and thresholds.

    Raises DomainError on `code` where another strand has it, on `phase` or `name_en` where they are blank.
    """
    for name in ("name_en", "phase"):
        if not str(values.get(name, "")).strip():
            raise DomainError(_("Fill this in."), field=name)
    try:
        CODE(values["code"])
    except ValidationError as wrong:
        raise DomainError(wrong.message, field="code") from wrong
    if Strand.objects.filter(code=values["code"]).exists():
        raise DomainError(_("Another strand has this code."), field="code")
    row = Strand(
        code=values["code"],
        phase=values["phase"].strip(),
        name_en=values["name_en"].strip(),
        name_ko=values.get("name_ko", "").strip(),
        previous=strand,
        **{name: getattr(strand, name) for name in _OF_STRAND},
    )
    starts_on: PartialDate = values["starts_on"]
    row.starts_on_date = starts_on
    ends_on = moved(Period(strand.ends_on_date), by=shift).start
    row.ends_on_date = ends_on if Period(starts_on, ends_on).in_order() else None
    try:
        row.save(by=by)
    except IntegrityError as taken:  # by somebody who opened a round at the same moment
        raise DomainError(_("Another strand has this code."), field="code") from taken
    implementers = StrandImplementer.objects.filter(strand=strand).select_related("organisation").order_by("position")
    add_rows(StrandImplementer, {"strand": row}, "organisation", [one.organisation for one in implementers])
    for model in (DirectoryCity, DirectoryPartner, DirectoryOrganisation):
        for entry in model.objects.filter(strand=strand).order_by("pk"):
            kept = (f"{model.SHARED}_id", "source", "note", *(("part",) if hasattr(entry, "part") else ()))
            words = {field: getattr(entry, field) for field in kept}
            model(strand=row, **words).save(by=by)
    return row


def copy_plan(*, by: User, strand: Strand, row: Strand, shift: Shift) -> None:
    """The stages and items of the plan as it stands, moved; what they become is the new round's first plan."""
    stages: dict[int, Stage] = {}
    for stage in Stage.objects.filter(strand=strand).order_by("position"):
        stages[stage.pk] = copy = Stage(strand=row, **{name: getattr(stage, name) for name in _OF_THEME})
        copy.baseline = copy.forecast = moved(stage.forecast or stage.baseline, by=shift)
        copy.save(by=by)
    for item in PlanItem.objects.filter(strand=strand).order_by("pk"):
        made = PlanItem(strand=row, stage=stages[item.stage_id], **{name: getattr(item, name) for name in _OF_ITEM})
        made.baseline = made.forecast = moved(item.forecast or item.baseline, by=shift)
        made.save(by=by)


def copy_themes(*, by: User, strand: Strand, row: Strand) -> dict[int, Theme]:
    """The thematic areas, then the topics below them; by the key of the earlier one."""
    copies: dict[int, Theme] = {}
    themes = list(Theme.objects.filter(strand=strand).order_by("position", "pk"))
    for theme in sorted(themes, key=lambda one: one.parent_id is not None):
        copies[theme.pk] = copy = Theme(strand=row, **{name: getattr(theme, name) for name in _OF_THEME})
        copy.parent = copies[theme.parent_id] if theme.parent_id else None
        copy.save(by=by)
    return copies


def copy_participations(*, by: User, row: Strand, participations: Sequence[Participation]) -> dict[int, Participation]:
    """Who takes part again, on the same side, with its delegation's size and office hours; by the earlier one's key."""
    copies: dict[int, Participation] = {}
    for one in participations:
        copies[one.pk] = copy = Participation(strand=row, **{name: getattr(one, name) for name in _OF_PARTICIPATION})
        copy.save(by=by)
    return copies


def copy_memberships(
    *, by: User, memberships: Iterable[Membership], participations: Mapping[int, Participation]
) -> None:
    """Let coordinators go on for those partners that take part again, and tell each of them."""
    chosen = {(one.user_id, one.participation_id): one for one in memberships}
    for (_user, earlier), one in sorted(chosen.items()):
        if earlier in participations and one.user.is_active:
            copy = Membership(user=one.user, participation=participations[earlier])
            copy.save(by=by)
            if one.user_id != by.pk:
                round_opened(membership=copy)


def round_opened(*, membership: Membership) -> None:
    """Tell a coordinator of an earlier round that the next one is open, in which the person goes on."""
    row, partner = membership.strand, membership.participation.partner
    queue_mail(
        to=membership.user,
        kind=MailKind.ROUND_OPENED,
        key=f"{MailKind.ROUND_OPENED.value}:{membership.participation_id}:{membership.user_id}",
        template="round_opened",
        context={
            "strand": row,
            "earlier": row.previous,
            "partner": partner,
            "link": settings.BASE_URL + row.get_absolute_url(),
        },
    )


def plan_pairing(
    *, by: User, row: Strand, pairing: Pairing, themes: dict[int, Theme], participations: dict[int, Participation]
) -> Pairing:
    """A pairing that goes on: planned, with its predecessor and its themes; milestones come when it is opened."""
    chosen = [themes[one.theme_id] for one in pairing.chosen_themes.order_by("position")]
    copy = Pairing(
        strand=row,
        code=pairing.code,
        eu=participations[pairing.eu_id],
        counterpart=participations[pairing.counterpart_id],
        status=PairingStatus.PLANNED,
        predecessor=pairing,
        theme_codes=codes_of(chosen),
    )
    copy.save(by=by)
    add_rows(PairingTheme, {"pairing": copy}, "theme", chosen)
    write_audit(action=PAIRING_PLANNED, by=by, record=copy)
    return copy


def months_between(strand: Strand, starts_on: PartialDate) -> Shift:
    """How far the plan of a strand moves for a round that starts on another date: whole months.

    A strand without a first date counts from the first day of its plan; one without any date moves nothing.
    """
    begins = strand.starts_on_date
    if begins is None:
        first = Stage.objects.filter(strand=strand).exclude(forecast_start=None).order_by("forecast_start").first()
        begins = first.forecast.start if first else None
    return Shift(Shift.between(begins, starts_on).months if begins else 0)


def proposed_code(strand: Strand) -> str:
    """A free code for the round after a strand: its own with the next number."""
    return free_code(proposal=f"{strand.code}-2", kind="strand", taken=Strand.objects.values_list("code", flat=True))


def check_area(*, theme: Theme, strand_id: int, area: Theme | None) -> None:
    """Refuse to put a theme below what is no area of its strand, or an area with topics below another.

    Raises DomainError on `parent`.
    """
    check_of_strand(strand_id=strand_id, records=[("parent", area)])
    if area is not None and (area.pk == theme.pk or area.parent_id):
        raise DomainError(_("Choose a thematic area: a topic belongs to one."), field="parent")
    if area is not None and theme.pk and theme.topics.exists():
        raise DomainError(_("It has topics of its own, so it stays a thematic area."), field="parent")
