"""Agreements: adding one to a pairing, and editing what it says, who its parties are and which projects it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act
from partnerships.audit_actions.agreements import AGREEMENT_ADDED, AGREEMENT_DRAFTED, AGREEMENT_EDITED
from partnerships.enums import AgreementKind, AgreementStatus
from partnerships.models import Agreement, Organisation, Pairing, Project, Strand, TextEdition
from partnerships.rules import may_edit_agreement, may_edit_pairing
from partnerships.services.asking import text_edited
from partnerships.services.codes import free_code
from partnerships.services.ordered import codes_of, set_parties
from partnerships.services.pairings import check_open
from partnerships.services.taking_part import check_in_directory
from partnerships.services.telling import tell_of
from partnerships.services.text_frames import lock_text
from partnerships.services.written import check_either_language, check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST_TITLE = 200
LONGEST_TEXT = 50_000
TEXTS = frozenset({"title_en", "title_ko", "text_en", "text_ko", "note", "source"})
FIELDS = TEXTS | {"kind"}


@one_act()
def add_agreement(*, by: User, grants: Grants, pairing: Pairing, values: dict[str, Any]) -> Agreement:
    """Add an agreement to a pairing: discussed, or drafted where it comes with its text.

    `values` holds kind, title_en or title_ko, and perhaps text_en, text_ko, source, note, parties (organisations in
    their order; without any, the two partners are the parties) and projects of the pairing. Its code is free in the
    strand. Raises NotAllowed, or DomainError with the field at fault.
    """
    values = dict(values)
    parties: Sequence[Organisation] = values.pop("parties", ())
    projects: Sequence[Project] = values.pop("projects", ())
    # One at a time in a strand, so that each gets a code of its own; and before the pairing, as `add_project`.
    strand = Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=pairing.strand_id)
    row = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    if not may_edit_pairing(grants, row):
        raise NotAllowed
    check_open(row)
    agreement = Agreement(pairing=row, strand=strand)
    _fill(agreement, values)
    check_in_directory(strand=strand, organisations=parties, field="party_1")
    _check_projects(row, projects)
    taken = Agreement.objects.filter(strand=row.strand_id).values_list("code", flat=True)
    agreement.code = free_code(proposal=agreement.title_en, kind="agreement", taken=taken)
    agreement.party_codes = codes_of(parties)
    agreement.status = AgreementStatus.DRAFTED if agreement.is_written else AgreementStatus.DISCUSSED
    agreement.save(by=by)
    set_parties(agreement=agreement, organisations=parties)
    agreement.projects.set(projects)
    tell_of(AGREEMENT_ADDED, agreement, by)
    if agreement.status == AgreementStatus.DRAFTED:
        tell_of(AGREEMENT_DRAFTED, agreement, by)
    return agreement


@one_act()
def edit_agreement(
    *, by: User, grants: Grants, agreement: Agreement, version: int, changes: dict[str, Any], reason: str = ""
) -> Agreement:
    """Change kind, title, text, sources, note, or its parties and projects (`parties`, `projects`).

    The first words of the text make it a draft. Title and text are what both sides confirm: another one is another
    edition, and what they had confirmed is void. Once signed they stand as they were asked for.
    Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where nothing differs.
    """
    row = lock_agreement(grants=grants, agreement=agreement, version=version)
    values = dict(changes)
    parties: Sequence[Organisation] | None = values.pop("parties", None)
    projects: Sequence[Project] | None = values.pop("projects", None)
    changed = what_differs(row, values)
    _check_text(row, changed)
    _fill(row, changed)
    names = list(changed)
    if parties is not None and codes_of(parties) != row.party_codes:
        check_in_directory(strand=row.strand, organisations=parties, field="party_1")
        row.party_codes = codes_of(parties)
        names.append("parties")
    if projects is not None and {one.pk for one in projects} != set(row.projects.values_list("pk", flat=True)):
        _check_projects(row.pairing, projects)
        names.append("projects")
    if not names:
        raise AlreadyDone(_("Nothing was changed."))
    drafted = row.status == AgreementStatus.DISCUSSED and row.is_written and bool({"text_en", "text_ko"} & set(names))
    if drafted:
        row.status = AgreementStatus.DRAFTED
    row.save(by=by)
    if parties is not None and "parties" in names:
        set_parties(agreement=row, organisations=parties)
    if projects is not None and "projects" in names:
        row.projects.set(projects)
    tell_of(AGREEMENT_EDITED, row, by, reason=reason.strip(), fields=", ".join(sorted(names)))
    if drafted:
        tell_of(AGREEMENT_DRAFTED, row, by)
    text_edited(by=by, record=row, reason=reason.strip())
    return row


def lock_agreement(*, grants: Grants, agreement: Agreement, version: int) -> Agreement:
    """The agreement under a lock, with its pairing read afresh, if it may be changed now.

    Raises StaleRecord, NotAllowed, DomainError for a pairing that is over.
    """
    row = lock_text(agreement, version=version)
    if not may_edit_agreement(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    return row


def _check_text(row: Agreement, changed: dict[str, Any]) -> None:
    """Refuse to touch a text that was signed as it had been asked for, and to empty one that was asked for."""
    touched = [name for name in Agreement.CONFIRMED_FIELDS if name in changed]
    if not touched or not TextEdition.objects.of(row).exists():
        return
    if row.is_settled:
        raise DomainError(
            _("Both sides were asked to confirm this text before it was signed. Take a step back to change it."),
            field=touched[0],
        )
    text = {"text_en": row.text_en, "text_ko": row.text_ko} | changed
    if not (text["text_en"].strip() or text["text_ko"].strip()):
        raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="text_en")


def _fill(row: Agreement, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    if row.kind not in AgreementKind.values:
        raise DomainError(_("Choose the kind of agreement."), field="kind")
    check_either_language(row, "title")
    for name in TEXTS & values.keys():
        check_length(name, getattr(row, name), LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
    if "source" in values:
        check_sources(row.source)


def _check_projects(pairing: Pairing, projects: Sequence[Project]) -> None:
    if any(project.pairing_id != pairing.pk for project in projects):
        raise DomainError(_("Choose projects of this pairing."), field="projects")
