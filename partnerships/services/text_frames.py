"""The text of a record as it is frozen when its confirmation is asked: what stands in it, and the frozen edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, StaleRecord
from core.models import lock
from partnerships.enums import (
    AgreementStatus,
    ConfirmationBy,
    ConfirmedText,
    MilestoneStatus,
    ProjectLevel,
    Side,
)
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    Closing,
    FollowUp,
    Milestone,
    Pairing,
    Project,
    TextEdition,
    Theme,
)
from partnerships.models.confirmed import canonical_text

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Confirmed


def lock_text[Text: Confirmed](text: Text, *, version: int) -> Text:
    """The text as it stands now, locked until the transaction ends, with its pairing read afresh.

    A text that nobody has written yet is given back unsaved; its pairing is locked, so that two
    people cannot begin it at once. Raises StaleRecord where it is no longer `version`.
    """
    if text.pk is None:
        pairing = Pairing.objects.select_for_update(no_key=True).get(pk=text.pairing_id)
        if type(text)._base_manager.filter(pairing=pairing).exists():
            raise StaleRecord
        row = blank_text(type(text), pairing)
    else:
        row = lock(text, version=version)  # type: ignore[type-var]
    row.pairing = Pairing.objects.with_names().get(pk=row.pairing_id)
    return row


def blank_text[Text: Confirmed](kind: type[Text], pairing: Pairing) -> Text:
    """A text that nobody has written yet, unsaved; the themes are those that the pairing shows."""
    text = kind()
    text.pairing = pairing
    if isinstance(text, AgreedThemes):
        text.theme_codes = pairing.theme_codes
    return text


def is_written(text: Confirmed) -> bool:
    """Whether there is anything to read in it."""
    if isinstance(text, AgreedThemes):
        return bool(text.theme_codes)
    if isinstance(text, ActionPlan):
        return any((text.vision_en, text.vision_ko, text.objectives_en, text.objectives_ko))
    if isinstance(text, Closing):
        return any(text.text_body().values())
    if isinstance(text, Project):
        return bool(text.agreed_en or text.agreed_ko)
    if isinstance(text, Agreement):
        return bool(text.text_en or text.text_ko)
    return True


def is_settled(text: Confirmed) -> bool:
    """Whether nobody is asked for the text any more, because of what became of its record."""
    return bool(settled_words(text))


def settled_words(text: Confirmed) -> str:
    """Why there is nothing to confirm: what became of the record; empty while it can be confirmed."""
    if isinstance(text, Milestone) and text.status == MilestoneStatus.CANCELLED:
        return _("The milestone is cancelled: there is nothing to confirm.")
    if isinstance(text, Project) and text.level == ProjectLevel.NOT_PURSUED:
        return _("The project is not pursued: there is nothing to confirm.")
    if isinstance(text, Agreement) and text.status == AgreementStatus.SIGNED:
        return _("The agreement is signed: its text is no longer confirmed.")
    if isinstance(text, Agreement) and text.status == AgreementStatus.LAPSED:
        return _("The agreement has lapsed: there is nothing to confirm.")
    return ""


def silent_sides(text: Confirmed) -> list[str]:
    """The sides that have yet to write their part of a closing; of other texts nobody."""
    if not isinstance(text, Closing):
        return []
    return [side for side in Side.values if not getattr(text, f"{side}_take_aways")]


def check_written(text: Confirmed) -> None:
    """Refuse to ask for the confirmation of a text that is not there yet. Raises DomainError."""
    if isinstance(text, AgreedThemes) and not is_written(text):
        raise DomainError(_("Choose the themes first."))
    if isinstance(text, ActionPlan) and not is_written(text):
        raise DomainError(_("Write the vision or the objectives first."))
    if isinstance(text, Project | Agreement) and not is_written(text):
        raise DomainError(_("Write the text first."))
    names = {side: partner.name for side, partner in text.pairing.partners}
    for side in silent_sides(text):
        raise DomainError(_("The take-aways of %(partner)s are missing.") % {"partner": names[side]})
    check_asks(text)


def asks(text: Confirmed) -> bool:
    """Whether both sides are to confirm the text: of a milestone its own, where it asks for that and takes place."""
    own = not isinstance(text, Milestone) or (text.confirmation == ConfirmationBy.BOTH and not text.confirmed_text)
    return own and not is_settled(text)


def check_asks(text: Confirmed) -> None:
    """Refuse to confirm what is settled, or a milestone whose own text nobody asks for any more. Raises DomainError.

    Staff may have changed since how it is confirmed.
    """
    if words := settled_words(text):
        raise DomainError(words)
    if not asks(text):
        raise DomainError(_("The milestone no longer asks for a confirmation of its own text."))


def action_items(pairing: Pairing) -> list[dict[str, str]]:
    """The open follow-ups and milestones of a pairing as an action plan lists them, by date.

    The milestone that the plan's own confirmation completes is no step of the plan.
    """
    found = [
        (follow_up.due_on, _item(follow_up, "follow-up", follow_up.side, follow_up.due_on.isoformat(), "what"))
        for follow_up in FollowUp.objects.filter(pairing=pairing).open()
    ]
    milestones = Milestone.objects.filter(pairing=pairing, status=MilestoneStatus.PLANNED).exclude(
        confirmation=ConfirmationBy.BOTH, confirmed_text=ConfirmedText.ACTION_PLAN
    )
    found += [
        (
            milestone.forecast.last_day or dt.date.max,
            _item(milestone, "milestone", milestone.responsible, milestone.forecast.iso(), "title"),
        )
        for milestone in milestones
    ]
    found.sort(key=lambda pair: (pair[0], pair[1]["kind"], pair[1]["code"]))
    return [item for _day, item in found]


def _item(record: Any, kind: str, side: str, until: str, name: str) -> dict[str, str]:
    return {
        "kind": kind,
        "code": record.code,
        "title_en": getattr(record, f"{name}_en"),
        "title_ko": getattr(record, f"{name}_ko"),
        "side": side,
        "until": until,
    }


def frozen_body(text: Confirmed) -> dict[str, Any]:
    """The text as data, with the names of its themes as they are now: a theme may be renamed later.

    What is agreed on a project has the project's title above it, for the same reason.
    """
    body = text.text_body()
    if isinstance(text, Project):
        body = {"title_en": text.title_en, "title_ko": text.title_ko, **body}
    if isinstance(text, AgreedThemes):
        codes = [code for code in body.pop("theme_codes").split(";") if code]
        known = {theme.code: theme for theme in Theme.objects.filter(strand=text.pairing.strand_id, code__in=codes)}
        themes = [
            {"code": code, "name_en": known[code].name_en, "name_ko": known[code].name_ko}
            for code in codes
            if code in known
        ]
        body = {"themes": themes, **body}
    return body


def freeze(*, by: User | None, text: Confirmed) -> TextEdition:
    """The frozen edition of a locked text; made now where this edition has none yet.

    An action plan takes its list of steps along first, by which its edition may rise.
    """
    found: TextEdition | None = TextEdition.objects.of(text).filter(edition=text.edition).first()
    if found is None:
        if isinstance(text, ActionPlan) and (items := action_items(text.pairing)) != text.items:
            text.items = items
            text.save(by=by)
        body = frozen_body(text)
        pairing = text.pairing
        canonical = canonical_text(
            kind=text.text_slug, pairing=f"{pairing.strand.code}/{pairing.code}", edition=text.edition, body=body
        )
        found = TextEdition(
            content_type=ContentType.objects.get_for_model(text),
            object_id=text.pk,
            slug=text.text_slug,
            edition=text.edition,
            body=body,
            canonical=canonical,
            sha256=hashlib.sha256(canonical.encode()).hexdigest(),
            requested_by=by,
            requested_by_label=str(by) if by else "",
            requested_at=clock.now(),
        )
        found.pairing = pairing
        found.save()
    found.pairing = text.pairing
    return found
