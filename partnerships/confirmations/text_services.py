"""The texts of a pairing that both sides confirm: finding them, and editing those that have no other page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import TEXT_EDITED
from partnerships.confirmations.asking import text_edited
from partnerships.confirmations.models.action_steps import action_items
from partnerships.confirmations.text_frames import check_asks, lock_text
from partnerships.enums import ConfirmationState, Side
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Closing,
    Confirmation,
    Pairing,
    Project,
    TextEdition,
    Theme,
    text_model,
    text_models,
)
from partnerships.pairings.services import check_of_strand, check_open
from partnerships.rules import actors_of, may_edit_pairing, may_view_text, side_of
from partnerships.services.ordered import codes_of, set_themes
from partnerships.services.transitions import check_reason
from partnerships.services.written import check_length
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from partnerships.confirmations.models.texts import PairingText
    from partnerships.models import Confirmed

LONGEST_TEXT = 50_000  # letters of one text, in one language


def find_text(pairing: Pairing, slug: str) -> Confirmed | None:
    """The text of a pairing by its name in addresses; one that nobody has begun comes unsaved, None is unknown."""
    model = text_model(slug)
    if model is None:
        return None
    if not model.named_by_code():
        return _one_of(model, pairing)
    found: Confirmed | None = model.text_rows(pairing).filter(code=slug.removeprefix(f"{model.TEXT_KIND}-")).first()
    if found is not None:
        found.pairing = pairing
    return found


def find_readable_text(grants: Grants, pairing: Pairing, slug: str) -> Confirmed | None:
    """The text by its name in addresses where the reader may know of it, else None."""
    text = find_text(pairing, slug)
    return text if text is not None and may_view_text(grants, text) else None


def texts_of(pairing: Pairing) -> list[Confirmed]:
    """All texts of a pairing, in a query for each kind: those that each has once, then those of its records.

    Of these the ones that somebody has written, or that were asked for once.
    """
    found: list[Confirmed] = []
    for model in text_models():
        if not model.named_by_code():
            found.append(_one_of(model, pairing))
            continue
        for row in _begun(model, pairing):
            row.pairing = pairing
            found.append(row)
    return found


def _begun(model: type[Confirmed], pairing: Pairing) -> QuerySet[Any]:
    """The records whose text somebody has written, or that was asked for once."""
    asked = TextEdition.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk"), pairing=pairing
    )
    return model.text_rows(pairing).filter(model.written() | Exists(asked))


def _one_of(model: type[Confirmed], pairing: Pairing) -> Confirmed:
    found: Confirmed | None = model.text_rows(pairing).first()
    if found is None:
        return model.blank(pairing)
    found.pairing = pairing
    return found


def lost_confirmations(record: Confirmed) -> list[Confirmation]:
    """The confirmations that an edit of this text would void."""
    if record.pk is None:
        return []
    edition = TextEdition.objects.as_it_stands(record).first()
    if edition is None:
        return []
    confirmed = edition.confirmations.filter(state=ConfirmationState.CONFIRMED)
    return list(confirmed.select_related("by").order_by("confirmed_at", "pk"))


@one_act()
def edit_agreed_themes(
    *, by: User, grants: Grants, text: AgreedThemes, version: int, changes: dict[str, Any], reason: str = ""
) -> AgreedThemes:
    """Choose the themes in their order (`themes`) and say who agreed them; the pairing shows them from now on.

    Raises DomainError for no theme, one chosen twice, or one of another strand.
    """
    row = lock_text(text, version=version)
    _check_may(grants, row.pairing)
    values = dict(changes)
    themes: Sequence[Theme] | None = values.pop("themes", None)
    if themes is not None:
        _check_themes(row.pairing, themes)
        values["theme_codes"] = codes_of(themes)
    _write(by, row, values, reason)
    if themes is not None:
        _give_themes(by, row.pairing_id, themes)
    return row


@one_act()
def edit_action_plan(
    *,
    by: User,
    grants: Grants,
    text: ActionPlan,
    version: int,
    changes: dict[str, Any],
    reason: str = "",
    steps: bool = False,
) -> ActionPlan:
    """Write vision and objectives; the list of steps is taken afresh with it, or alone where `steps` asks for that."""
    row = lock_text(text, version=version)
    _check_may(grants, row.pairing)
    values = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if values or steps:
        values["items"] = action_items(row.pairing)
    _write(by, row, values, reason)
    return row


@one_act()
def edit_closing(
    *, by: User, grants: Grants, text: Closing, version: int, changes: dict[str, Any], reason: str = ""
) -> Closing:
    """Write take-aways and prospects: a coordinator those of the own side, staff those of either with a reason.

    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError.
    """
    row = lock_text(text, version=version)
    _check_may(grants, row.pairing)
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    sides = {side for side in Side.values if any(name.startswith(f"{side}_") for name in changed)}
    foreign = sides - {side_of(grants, row.pairing)}
    if foreign:
        if not actors_of(grants, row.pairing) & {STAFF, ADMINISTRATOR}:
            raise NotAllowed
        check_reason(reason)
    behalf = {"on_behalf": next(iter(foreign))} if len(foreign) == 1 else {}
    _write(by, row, changes, reason if foreign else "", **behalf)
    return row


@one_act()
def edit_project_text(
    *, by: User, grants: Grants, text: Project, version: int, changes: dict[str, Any], reason: str = ""
) -> Project:
    """Write what the two sides agree on a project; what a project is called is edited with the project.

    Raises DomainError for a project that is not pursued, and for taking all words out of a text that was asked for.
    """
    row = lock_text(text, version=version)
    _check_may(grants, row.pairing)
    check_asks(row)
    agreed = {"agreed_en": row.agreed_en, "agreed_ko": row.agreed_ko} | changes
    if not any(value.strip() for value in agreed.values()) and TextEdition.objects.of(row).exists():
        raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="agreed_en")
    _write(by, row, changes, reason)
    return row


def _check_may(grants: Grants, pairing: Pairing) -> None:
    if not may_edit_pairing(grants, pairing):
        raise NotAllowed
    check_open(pairing)


def _check_themes(pairing: Pairing, themes: Sequence[Theme]) -> None:
    if not themes:
        raise DomainError(_("Choose at least one theme."), field="theme_1")
    check_of_strand(strand_id=pairing.strand_id, records=[("theme_1", theme) for theme in themes])
    if len({theme.pk for theme in themes}) != len(themes):
        raise DomainError(_("A theme is chosen twice."), field="theme_1")


def _give_themes(by: User, pairing_id: int, themes: Sequence[Theme]) -> None:
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=pairing_id)
    if pairing.theme_codes != codes_of(themes):
        pairing.theme_codes = codes_of(themes)
        pairing.save(by=by)
    set_themes(pairing=pairing, themes=themes)


def _write(by: User, row: PairingText | Project, values: dict[str, Any], reason: str, **parameters: Any) -> None:
    """Save what differs, tell of it, and ask both sides again where the confirmed text is another now."""
    wrong = set(values) - set(row.CONFIRMED_FIELDS)
    if wrong:
        message = f"no text of {row.TEXT_KIND}: {sorted(wrong)}"
        raise ValueError(message)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        raise AlreadyDone(_("Nothing was changed; the text stands as it was."))
    for name in changed:
        if isinstance(values[name], str):
            check_length(name, values[name], LONGEST_TEXT)
        setattr(row, name, values[name])
    row.save(by=by)
    write_audit(
        action=TEXT_EDITED,
        by=by,
        record=row,
        strand_id=row.pairing.strand_id,
        pairing_id=row.pairing_id,
        reason=reason.strip(),
        fields=", ".join(changed),
        edition=row.edition,
        **parameters,
    )
    text_edited(by=by, record=row, reason=reason.strip())
