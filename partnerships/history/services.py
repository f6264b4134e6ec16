"""The log of lists taken along as files; the records that have a history, and the restoring of a version of one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import join_names
from core.models import one_act, write_audit
from core.parts import parts
from core.texts import LANGUAGES
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.enums import ADMINISTRATOR, RESPONSIBLE, STAFF, Audience
from partnerships.history.selectors import FieldChange, VersionReader, strand_of
from partnerships.models import Closing, Confirmed, Document, Milestone, Pairing, Strand, Theme
from partnerships.rules import may_read_draft, may_view_strand


@one_act()
def log_export(*, by: User, grants: Grants, place: Strand | Pairing, name: str, form: str, rows: int) -> None:
    """Note who takes along which list (`name`), as `csv` or `xlsx`, with how many rows; raises NotAllowed."""
    if not may_view_strand(grants, place.strand if isinstance(place, Pairing) else place):
        raise NotAllowed
    write_audit(action=LIST_EXPORTED, by=by, record=place, list=name, format=form.upper(), rows=rows)


# The kinds of records that have a history page: how each is found, which of its texts go back, and who may do it.


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record. `slug` stands in addresses.

    `edit` is the action that writes them, with a reason where `takes_reason` says so. `may_edit` is its rule.
    `related` is what its pages name, where that is not its `with_names`; its first leads to the strand, unless `within`
    does.
    `kept` names what of its versions a reader is not told, `above` the places (name, address) between the strand and
    the record, where that is not its pairing. Who may see it is what its manager's `visible_to` says; `told_to` names
    another method of the manager where fewer read its history than read the record.
    """

    slug: str
    model: Any
    edit: Callable[..., Any]
    may_edit: Callable[[Grants, Any], bool] = lambda grants, record: bool(record.actors(grants))
    related: tuple[str, ...] = ()
    takes_reason: bool = False
    within: str = ""
    kept: Callable[[Grants, Any], Collection[str]] = lambda _grants, _record: ()
    above: Callable[[Any], list[tuple[str, str]]] | None = None
    told_to: str = "visible_to"

    @property
    def texts(self) -> tuple[str, ...]:
        """What an older version can give back: what its model calls `RESTORABLE`, else its texts in both languages."""
        bilingual = (f"{name}_{language}" for name in getattr(self.model, "BILINGUAL", ()) for language in LANGUAGES)
        return getattr(self.model, "RESTORABLE", None) or tuple(bilingual)

    def rows(self, grants: Grants, strand: Strand) -> models.QuerySet[Any]:
        """The records of the kind in a strand whose history the reader may read, with what their pages name."""
        rows: Any = getattr(self.model.objects, self.told_to)(grants)
        named: models.QuerySet[Any] = rows.select_related(*self.related) if self.related else rows.with_names()
        return named.filter(**{self.within or (self.related or (rows.STRAND,))[0]: strand})


def kind_named(slug: str) -> RecordKind | None:
    """The kind that an address names; None for an unknown one."""
    return next((kind for kind in parts().record_kinds if kind.slug == slug), None)


def kind_of_model(model: Any) -> RecordKind | None:
    """The kind of a model's records; None for one without a history page."""
    return next((kind for kind in parts().record_kinds if kind.model is model), None)


def kind_of(record: Any) -> RecordKind | None:
    """The kind of a record; None for one without a history page."""
    return kind_of_model(type(record))


def history_link(record: Any, strand: Strand | None = None) -> tuple[str, str]:
    """Label and address of a record's history, for the menu of its page; `strand` is that of a shared record."""
    kind = kind_of(record)
    address = [(strand or strand_of(record)).code, kind.slug, record.pk] if kind else []
    return _("History"), reverse("partnerships:record-history", args=address) if address else ""


def texts_for(kind: RecordKind, grants: Grants, record: Any) -> tuple[str, ...]:
    """The texts of a record that the reader may write: of a closing, a coordinator those of the own side alone.

    What the reader is not told of its versions does not come back either.
    """
    if kind.model is not Closing:
        kept = kind.kept(grants, record)
        return tuple(name for name in kind.texts if name not in kept)
    if record.pairing.actors(grants) & {STAFF, ADMINISTRATOR}:
        return kind.texts
    return tuple(name for name in kind.texts if name.startswith(f"{record.pairing.side_of(grants)}_"))


def kept_from(grants: Grants, record: Any) -> frozenset[str]:
    """What of a record's versions the reader is not told: the words of a plan and of a closing on their way.

    Everybody reads them where they are frozen, in the editions that both sides were asked to confirm. Besides, what
    the kind itself keeps.
    """
    if isinstance(record, Confirmed) and not may_read_draft(grants, record):
        return frozenset(record.CONFIRMED_FIELDS)
    kind = kind_of(record)
    return frozenset(kind.kept(grants, record)) if kind else frozenset()


def may_edit_record(grants: Grants, record: Any) -> bool:
    """The rule of the service that edits a record of this kind."""
    kind = kind_of(record)
    return kind is not None and kind.may_edit(grants, record)


RESTORED = "record-restored"


def find_version(record: Any, number: int) -> Any:
    """The saved version of that number, the latest of several; None where there is none."""
    return record.history.filter(version=number).select_related("history_user").order_by("-history_id").first()


def differing(kind: RecordKind, grants: Grants, record: Any, row: Any) -> dict[str, Any]:
    """The texts of an older version that the record does not have now, as far as the reader may write them."""
    names = texts_for(kind, grants, record)
    return {name: getattr(row, name) for name in names if getattr(row, name) != getattr(record, name)}


def preview(kind: RecordKind, grants: Grants, record: Any, row: Any) -> list[FieldChange]:
    """What restoring a version would change: the text as it stands and the one that comes back."""
    names = differing(kind, grants, record, row)
    reading = VersionReader(kind.model, strand_of(record), [record, row])
    return [change for change in reading.changes(record, row) if change.name in names]


def must_give_reason(kind: RecordKind, grants: Grants, record: Any, row: Any) -> bool:
    """Whether the service that edits the record asks this reader for a reason."""
    if kind.model is Milestone:
        return RESPONSIBLE not in record.actors(grants)
    if kind.model is Closing:
        own = record.pairing.side_of(grants)
        return any(not name.startswith(f"{own}_") for name in differing(kind, grants, record, row))
    return False


@one_act()
def restore_version(
    *, by: User, grants: Grants, kind: RecordKind, record: Any, version: int, number: int, reason: str = ""
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
        raise AlreadyDone(_("The texts are as in version %(number)s.") % {"number": number})
    if "theme_codes" in changes:
        changes["themes"] = _themes(record, changes.pop("theme_codes"))
    why = {"reason": reason} if kind.takes_reason else {}
    kind.edit(record, by=by, grants=grants, version=version, changes=changes, **why)
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
