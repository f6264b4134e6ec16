"""The work on imports: stored whole in one act, taken back whole; on a page, and of long ones by a worker."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext as _, ngettext

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import DomainError, NotAllowed, outage_of
from core.folding import fold
from core.models import AuditEntry, one_act, write_audit
from core.pack.loading import load_tables, plan_tables
from core.pack.reading import PackRefused
from core.pack.stores import Fate, Load
from core.pack.undoing import undo_load
from events.delegations.actions import WithdrawDelegate
from events.delegations.forms import usual_name_order
from events.delegations.services import NominationsRefused, nominate
from events.enums import DelegateRole
from events.models import Delegate, Event
from partnerships.enums import StrandRoleName
from partnerships.models import Invitation, Participation, StrandRole
from partnerships.people.forms import InvitePersonForm
from partnerships.people.selectors import read_grants
from partnerships.people.services import InvitationsRefused, invite, is_there, withdraw_invitation
from reports.audit_actions import IMPORT_UNDONE
from reports.enums import ImportState, ImportWork
from reports.imports.checking import ADDED, CHANGED, LEFT, Checked, SheetRow, new_load
from reports.imports.kinds import DELEGATES, PACK, PEOPLE
from reports.models import Import
from reports.rules import may_import, may_import_into

# People come in by what invites and nominates them.


def invited(checked: Checked) -> list[Invitation]:
    """Invite everybody who is not there yet; in the caller's transaction."""
    strand = checked.kind.strand
    listed = checked.read()
    checked.need(listed, ["email", "role"])
    participations = list(Participation.objects.filter(strand=strand).with_names())
    found: list[tuple[int, Invitation]] = []
    for number, values in listed:
        given = {"language": "en"} | {name: value for name, value in values.items() if value}
        form = InvitePersonForm(given, participations=participations)
        if not form.is_valid():
            for name, reasons in form.errors.items():
                if values.get(name, "-"):
                    own = name if name in checked.kind.columns else ""
                    checked.refuse(number, own, given.get(name, ""), str(reasons[0]))
            continue
        (person,) = form.people
        there = is_there(strand, person)
        name = f"{person.given_name} {person.family_name}".strip() or person.email
        checked.lines.append(
            ("", number, name, LEFT if there else ADDED, [person.email, there or person.get_role_display()])
        )
        if not there:
            found.append((number, person))
    if not found:
        return []
    try:
        return invite(by=checked.by, grants=checked.grants, strand=strand, rows=[person for _number, person in found])
    except InvitationsRefused as refused:
        for index, reason in refused.faults:
            checked.refuse(found[index][0], "email", found[index][1].email, reason)
    return []


def nominated(checked: Checked) -> list[Delegate]:
    """Nominate everybody who is not there yet; in the caller's transaction."""
    strand = checked.kind.strand
    listed = checked.read()
    checked.need(listed, ["event", "partner"])
    events = {row.code: row for row in Event.objects.filter(strand=strand).with_names()}
    partners = {row.partner.code: row for row in Participation.objects.filter(strand=strand).for_page()}
    groups: dict[tuple[str, str], list[SheetRow]] = defaultdict(list)
    for number, values in listed:
        if values.get("event") in events and values.get("partner") in partners:
            groups[values["event"], values["partner"]].append((number, values))
    made: list[Delegate] = []
    for (event, partner), some in groups.items():
        made += _nominate(checked, events[event], partners[partner], some)
    checked.lines.sort(key=lambda line: line[1])
    return made


def _nominate(checked: Checked, event: Event, participation: Participation, rows: list[SheetRow]) -> list[Delegate]:
    rows_of = Delegate.objects.active().filter(delegation__event=event, delegation__participation=participation)
    held = {(row.folded_names, fold(row.email)) for row in rows_of}
    order = usual_name_order(participation)
    new: list[tuple[int, dict[str, str]]] = []
    for number, values in rows:
        person = {name: values[name] for name in Delegate.PERSON if values.get(name)}
        person = {"name_order": order, "role": DelegateRole.MEMBER} | person
        one = Delegate(**person)
        there = (one.folded_names, fold(one.email)) in held
        told = [_("Nominated already.")] if there else [participation.partner.name, str(event.title)]
        checked.lines.append(("", number, one.full_name or one.name_native, LEFT if there else ADDED, told))
        if not there:
            new.append((number, person))
    if not new:
        return []
    asked = {"by": checked.by, "grants": checked.grants, "event": event, "participation": participation}
    try:
        return nominate(**asked, people=[person for _number, person in new])  # type: ignore[arg-type]
    except NominationsRefused as refused:
        for index, name, reason in refused.faults:
            checked.refuse(new[index][0], name, new[index][1].get(name, ""), reason)
    except DomainError as refused:
        checked.refuse(new[0][0], "partner", participation.partner.name, str(refused))
    return []


PERSONS: dict[str, Callable[[Checked], list[Any]]] = {PEOPLE: invited, DELEGATES: nominated}


def check(row: Import, *, by: User, grants: Grants) -> Checked:
    """Read the sheet against the portal as it is now; whatever was tried for it is taken back."""
    checked = Checked(row, by=by, grants=grants)
    with one_act():
        if row.kind in PERSONS:
            PERSONS[row.kind](checked)
            transaction.set_rollback(True)
        else:
            load = new_load(checked)
            plan_tables(checked.raw(), load)
            checked.plan(load)
    return checked


def found_in(checked: Checked) -> dict[str, Any]:
    """What a page shows of a check, as plain data."""
    return {
        "language": get_language(),
        "lines": checked.lines,
        "faults": [fault.as_dict() for fault in sorted(checked.faults, key=lambda one: (one.table, one.row or 0))],
        "unmatched": checked.unmatched,
        "digest": _digest(checked),
    }


def _digest(checked: Checked) -> str:
    """What becomes of the rows, in whatever language it is told."""
    facts = [(table, number, fate) for table, number, _name, fate, _more in checked.lines]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def store_import(row: Import, *, by: User, grants: Grants, seen: str) -> str:
    """Store every row in one act, if that does what its owner has `seen`; gives the message. Raises DomainError."""
    if row.strand is not None and not may_import_into(grants, row.strand):
        raise NotAllowed
    with one_act():
        checked = Checked(row, by=by, grants=grants)
        if row.kind in PERSONS:
            row.made = {"keys": [one.pk for one in PERSONS[row.kind](checked)]}
            _compare(checked, seen)
        else:
            load, raw = new_load(checked), checked.raw()

            def look(planned: Load) -> None:
                checked.plan(planned)
                _compare(checked, seen)

            try:
                load_tables(raw, load, look=look)
            except PackRefused as refused:
                refuse_faults(len(refused.faults))
                raise
            _keep_strand(row, load, by=by, grants=grants)
        row.state, row.work, row.stored_at = ImportState.STORED, "", clock.now()
        row.found = found_in(checked)
        row.save()
    return summary_of(row.found["lines"])


def _compare(checked: Checked, seen: str) -> None:
    """Refuse what has faults, or is not what its owner has seen. Raises DomainError."""
    refuse_faults(len(checked.faults))
    if _digest(checked) != seen:
        raise DomainError(_("The portal has changed since you looked. Nothing was imported: look at the rows again."))


def refuse_faults(count: int) -> None:
    """Raises DomainError where there is any."""
    text = ngettext(
        "Nothing was imported: %(count)s fault is to be mended first.",
        "Nothing was imported: %(count)s faults are to be mended first.",
        count,
    )
    if count:
        raise DomainError(text % {"count": count})


def _keep_strand(row: Import, load: Load, *, by: User, grants: Grants) -> None:
    """A pack's strand; whoever brings a new one looks after it."""
    if row.kind != PACK:
        return
    row.strand = load.root
    if load.plans["strands"][load.root_code].fate is Fate.ADDED and not grants.is_administrator:
        StrandRole(user=by, strand=load.root, role=StrandRoleName.STAFF).save(by=by)


def summary_of(lines: list[Any]) -> str:
    """How many rows were added, changed and left."""
    fates = [fate for _table, _number, _name, fate, _more in lines]
    counts = {fate: fates.count(fate) for fate in (ADDED, CHANGED, LEFT)}
    return _("Added: %(added)s, changed: %(changed)s, left as they are: %(left)s.") % counts


def undo_import(row: Import, *, by: User, grants: Grants) -> str:
    """Take a stored import back, whole; gives the message. Raises DomainError where somebody has built on it."""
    strand_id = row.strand_id
    with one_act():
        if row.kind == PEOPLE:
            for invitation in Invitation.objects.filter(pk__in=row.made["keys"], withdrawn_at=None).order_by("pk"):
                withdraw_invitation(by=by, grants=grants, invitation=invitation)
        elif row.kind == DELEGATES:
            for delegate in Delegate.objects.filter(pk__in=row.made["keys"]).with_names().order_by("pk"):
                WithdrawDelegate.do(delegate, by=by, grants=grants, version=1, reason=_("Undone"))
        else:
            entries = AuditEntry.objects.filter(object_type="reports.import", object_id=row.pk, action="pack-loaded")
            strand, row.strand = row.strand, None if row.kind == PACK else row.strand
            if entry := entries.order_by("pk").last():
                undo_load(entry=entry.key, root=strand, by=by)
        row.state, row.work, row.stored_at, row.made, row.found = ImportState.SHOWN, "", None, {}, {}
        row.save()
        write_audit(action=IMPORT_UNDONE, by=by, record=row, strand_id=strand_id)
    return _("The import was taken back.")


def work_on(key: int, *, again: bool) -> None:
    """What a worker does to a long import, in the name and the language of its owner."""
    row = Import.objects.select_related("strand", "owner").filter(pk=key, state=ImportState.WORKING).first()
    if row is None:
        return
    before = ImportState.STORED if row.work == ImportWork.UNDO else ImportState.SHOWN
    row.done, row.total = 1, 3
    row.save()
    with translation.override(row.language), timezone.override(row.owner.zone):
        try:
            if again:
                raise DomainError(_("The work was broken off more than once, and is given up."))
            _carry_out(row)
        except DomainError as refused:
            _give_up(row, before, str(refused))
        except Exception as fault:
            # Where the database is locked or away, the worker begins the task again.
            if outage_of(fault) is None:
                _give_up(row, before, _("Something went wrong. The operators of the portal can see what."))
            raise


def _carry_out(row: Import) -> None:
    owner: Any = row.owner
    grants = read_grants(owner)
    if not may_import(grants):
        raise NotAllowed
    if row.work == ImportWork.CHECK:
        row.found = found_in(check(row, by=owner, grants=grants))
        row.state, row.work, row.done, row.total = ImportState.SHOWN, "", 0, 0
        row.save()
    elif row.work == ImportWork.STORE:
        store_import(row, by=owner, grants=grants, seen=row.found.get("digest", ""))
    else:
        undo_import(row, by=owner, grants=grants)


def _give_up(row: Import, state: ImportState, words: str) -> None:
    fresh = Import.objects.get(pk=row.pk)
    fresh.state, fresh.work, fresh.fault = state, "", words
    fresh.save()
