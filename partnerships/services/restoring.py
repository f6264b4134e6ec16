"""Giving back the texts of an older version: as a new version, through the service that edits the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import join_names
from core.models import one_act, write_audit
from partnerships.enums import Audience
from partnerships.models import Closing, Document, Milestone, Theme
from partnerships.rules import side_of
from partnerships.services.facets import Change, Reading
from partnerships.services.history import strand_of
from partnerships.services.record_kinds import Kind, texts_for
from partnerships.workflow import RESPONSIBLE

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

RESTORED = "record-restored"


def find_version(record: Any, number: int) -> Any:
    """The saved version of that number, the latest of several; None where there is none."""
    return record.history.filter(version=number).select_related("history_user").order_by("-history_id").first()


def differing(kind: Kind, grants: Grants, record: Any, row: Any) -> dict[str, Any]:
    """The texts of an older version that the record does not have now, as far as the reader may write them."""
    names = texts_for(kind, grants, record)
    return {name: getattr(row, name) for name in names if getattr(row, name) != getattr(record, name)}


def preview(kind: Kind, grants: Grants, record: Any, row: Any) -> list[Change]:
    """What restoring a version would change: the text as it stands and the one that comes back."""
    names = differing(kind, grants, record, row)
    reading = Reading(kind.model, strand_of(record), [record, row])
    return [change for change in reading.changes(record, row) if change.facet.name in names]


def must_say_why(kind: Kind, grants: Grants, record: Any, row: Any) -> bool:
    """Whether the service that edits the record asks this reader for a reason."""
    if kind.model is Milestone:
        return RESPONSIBLE not in record.actors(grants)
    if kind.model is Closing:
        own = side_of(grants, record.pairing)
        return any(not name.startswith(f"{own}_") for name in differing(kind, grants, record, row))
    return False


@one_act()
def restore_version(
    *, by: User, grants: Grants, kind: Kind, record: Any, version: int, number: int, reason: str = ""
) -> Any:
    """Write the texts of version `number` anew; dates, states and persons stay as they are.

    Raises NotAllowed, StaleRecord, DomainError as the edit does, and AlreadyDone where the texts do not differ.
    """
    if not kind.may_edit(grants, record):
        raise NotAllowed
    row = find_version(record, number)
    if row is None:
        raise DomainError(_("There is no version %(number)s.") % {"number": number})
    changes = differing(kind, grants, record, row)
    if not changes:
        raise AlreadyDone(_("The texts stand as they were in version %(number)s.") % {"number": number})
    if "theme_codes" in changes:
        changes["themes"] = _themes(record, changes.pop("theme_codes"))
    why = {"reason": reason} if kind.takes_reason else {}
    first, named = ((), {kind.argument: record}) if kind.argument else ((record,), {})
    kind.edit(*first, by=by, grants=grants, **named, version=version, changes=changes, **why)
    if isinstance(record, Document) and record.audience == Audience.OWN_SIDE:
        # Of what one side keeps for itself the edit wrote an entry without words.
        return record
    write_audit(
        action=RESTORED,
        by=by,
        record=record,
        strand_id=strand_of(record).pk,
        reason=reason.strip(),
        label=record.code if isinstance(record, Document) else None,
        instead=True,
        number=number,
    )
    return record


def _themes(record: Any, codes: str) -> list[Theme]:
    """The themes of an older version in its order; DomainError where one of them is gone."""
    found = {theme.code: theme for theme in Theme.objects.filter(strand=record.pairing.strand)}
    wanted = [code for code in codes.split(";") if code]
    if missing := [code for code in wanted if code not in found]:
        raise DomainError(_("There are no such themes any more: %(themes)s.") % {"themes": join_names(missing)})
    return [found[code] for code in wanted]
