"""What was done in a pairing: the acts that a reader may know of, by kind and by side, each with its record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.audit import Kind
from core.models import AuditEntry, of_actions
from core.parts import parts
from partnerships.audit_actions import (
    LIST_EXPORTED,
    MILESTONE_CONFIRMED,
    MILESTONE_UNCONFIRMED,
    SIDE_REMINDED,
)
from partnerships.history.changes import find_named, hidden_acts, name_and_address
from partnerships.history.selectors import Entry, named
from partnerships.models import (
    ClosingDay,
    Comment,
    Contact,
    Deputy,
    Document,
    FollowUp,
    GoodPractice,
    Interest,
    Invitation,
    Membership,
    Pairing,
    Participation,
    PlanItem,
    Stage,
    StrandRole,
    text_models,
)
from partnerships.rules.journey import may_see_dealings

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Strand

# Who is invited, leaves or has no access is for those who keep the strand's people, not for all who read a pairing.
_OF_PEOPLE = [model._meta.label_lower for model in (Invitation, Membership, StrandRole, Deputy, get_user_model())]
# Beside those that have a page of their own.
_NAMED = {model._meta.label_lower: model for model in (Stage, PlanItem, Document)}

_KINDS_OF_ACT: dict[str, tuple[Any, Q]] = {
    "moves": (
        pgettext_lazy("kind of act", "Moved dates"),
        Q(actions__contains="-moved ") | Q(actions__contains="-moved-along ") | of_actions("milestone-reschedule"),
    ),
    "reports": (
        pgettext_lazy("kind of act", "Reports and objections"),
        of_actions(*(f"milestone-{act}" for act in ("report", "object", "reopen", "cancel", "not-reported"))),
    ),
    "confirmations": (
        pgettext_lazy("kind of act", "Confirmations"),
        Q(actions__contains=" confirmation-") | of_actions("text-request", MILESTONE_CONFIRMED, MILESTONE_UNCONFIRMED),
    ),
    "edits": (
        pgettext_lazy("kind of act", "Edited texts"),
        # Contacts and documents are told of under their own kinds alone.
        Q(actions__contains="-edit ") & ~of_actions("contact-edit", "document-edit")
        | Q(actions__contains="-edited ")
        | of_actions("record-changed", "record-restored"),
    ),
    "projects": (
        pgettext_lazy("kind of act", "Cooperation projects"),
        Q(actions__contains=" project-") | Q(actions__contains=" result-"),
    ),
    "agreements": (pgettext_lazy("kind of act", "Agreements"), Q(actions__contains=" agreement-")),
    "follow-ups": (pgettext_lazy("kind of act", "Follow-ups"), Q(actions__contains=" follow-up-")),
    "contacts": (
        pgettext_lazy("kind of act", "Contacts and comments"),
        Q(actions__contains=" contact-") | Q(actions__contains=" comment-"),
    ),
    "documents": (pgettext_lazy("kind of act", "Documents"), Q(actions__contains=" document-")),
    "exports": (pgettext_lazy("kind of act", "Exports"), of_actions(LIST_EXPORTED)),
}


NEITHER_SIDE = "programme"
_NEITHER_LABEL = gettext_lazy("Neither side")


def kinds_of_act() -> dict[str, tuple[Any, Q]]:
    """The kinds of acts to which a history is narrowed: their labels, and the condition on entries of the log."""
    return _KINDS_OF_ACT | {name: (label, condition) for name, label, condition in parts().kinds_of_act}


def side_choices(pairing: Pairing) -> list[tuple[str, Any]]:
    """By whom an act can be: one side's people, or neither's."""
    return [*((side, partner.name) for side, partner in pairing.partners), (NEITHER_SIDE, _NEITHER_LABEL)]


def acts_in(*, pairing: Pairing, grants: Grants, kind: str = "", side: str = "") -> QuerySet[AuditEntry]:
    """The acts in a pairing, newest first; what was done in its whole strand stands here too.

    `kind` is one of `kinds_of_act`, `side` one of `side_choices`; anything else leaves out nothing. What
    passes between the sides is told to those alone who may see it.
    """
    acts = AuditEntry.objects.filter(
        Q(pairing_id=pairing.pk) | (Q(strand_id=pairing.strand_id, pairing_id=None) & ~Q(action=LIST_EXPORTED))
    )
    acts = acts.exclude(object_type__in=_OF_PEOPLE).exclude(kind=Kind.OWN)
    # Who may see a document can change: its acts are told to those who may see it now.
    readable = Document.objects.visible_to(grants).filter(pairing=pairing).order_by().values("pk")
    acts = acts.exclude(Q(object_type=Document._meta.label_lower) & ~Q(object_id__in=readable))
    acts = acts.exclude(hidden_acts(grants, pairing))
    # What other partners of the strand state is told on their own pages.
    stated = Interest.objects.filter(participation__in=[pairing.eu_id, pairing.counterpart_id]).order_by().values("pk")
    acts = acts.exclude(Q(object_type=Interest._meta.label_lower) & ~Q(object_id__in=stated))
    sheets = GoodPractice.objects.filter(interest__in=stated).order_by().values("pk")
    acts = acts.exclude(Q(object_type=GoodPractice._meta.label_lower) & ~Q(object_id__in=sheets))
    acts = acts.filter(_of_own_offices([pairing.eu_id, pairing.counterpart_id]))
    if not may_see_dealings(grants, pairing):
        acts = acts.exclude(object_type__in=[model._meta.label_lower for model in (FollowUp, Contact, Comment)])
        acts = acts.exclude(action__in=[LIST_EXPORTED, SIDE_REMINDED])
    if found := kinds_of_act().get(kind):
        acts = acts.filter(found[1])
    if side in dict(pairing.partners):
        acts = acts.filter(Q(actor__in=_people(pairing, side)) | Q(parameters__on_behalf=side))
    elif side == NEITHER_SIDE:
        sides = [_people(pairing, one) for one, _partner in pairing.partners]
        stranger = Q(actor=None) | ~(Q(actor__in=sides[0]) | Q(actor__in=sides[1]))
        acts = acts.filter(stranger & ~Q(parameters__has_key="on_behalf"))
    return acts.order_by("-at", "-id")


def _of_own_offices(sides: list[int]) -> Q:
    """Acts on nobody's office hours and closing days but the two sides': those of others stand on their own pages.

    The act says whose a closing day is, because one that was removed leaves no row to ask.
    """
    hours, closing = (model._meta.label_lower for model in (Participation, ClosingDay))
    elsewhere = ~Q(object_type__in=[hours, closing])
    return elsewhere | Q(object_type=hours, object_id__in=sides) | Q(object_type=closing, parameters__whose__in=sides)


def acts_in_strand(*, strand: Strand, grants: Grants) -> QuerySet[AuditEntry]:
    """The acts on a strand as a whole, newest first, as far as the reader may know of them; of no pairing alone."""
    acts = AuditEntry.objects.filter(strand_id=strand.pk, pairing_id=None).exclude(object_type__in=_OF_PEOPLE)
    return acts.exclude(kind=Kind.OWN).exclude(hidden_acts(grants)).order_by("-at", "-id")


def _people(pairing: Pairing, side: str) -> QuerySet[User, Any]:
    """Who coordinates or has coordinated a side, and their deputies."""
    participation = getattr(pairing, f"{side}_id")
    members = Membership.objects.filter(participation=participation).values("user")
    deputies = Deputy.objects.filter(membership__participation=participation).values("user")
    people = get_user_model().objects.filter(Q(pk__in=members) | Q(pk__in=deputies))
    return people.order_by().values("pk")


def entries_of(acts: Sequence[AuditEntry], pairing: Pairing) -> list[Entry]:
    """Acts as the reader reads them, each with its record by its present name and where that is read.

    A query for each kind of record that they are about, and one for the people.
    """
    records = find_named(acts)
    names = {kind: _found(model, acts) for kind, model in _NAMED.items()}
    texts = {model._meta.label_lower: model for model in text_models() if not model.named_by_code()}
    partners = {side: partner.name for side, partner in pairing.partners}
    place = [pairing.strand.code, pairing.code]
    entries = []
    for act in acts:
        kind, key = act.object_type, act.object_id or 0
        name, url = act.object_label, ""
        if kind in texts:
            name = texts[kind].kind_name()
            url = reverse("partnerships:text", args=[*place, texts[kind].TEXT_KIND])
        elif kind == Pairing._meta.label_lower:
            name = ""
        elif (kind, key) in records:
            name, url = name_and_address(records[kind, key], pairing)
        elif (record := names.get(kind, {}).get(key)) is not None:
            name, url = str(record), _url(record, pairing)
        entry = Entry(act)
        entry.name, entry.url, entry.for_side = name, url, partners.get(entry.for_side, "")
        entries.append(entry)
    return named(entries)


def gathered(entries: Iterable[Entry]) -> list[Entry]:
    """What the same person did several times in a row, in the same words, as one entry: the newest, with its number."""
    kept: list[Entry] = []
    for entry in entries:
        if kept and _kept_apart_by(kept[-1]) == _kept_apart_by(entry):
            kept[-1].times += 1
        else:
            kept.append(entry)
    return kept


def _kept_apart_by(entry: Entry) -> tuple[Any, ...]:
    return (entry.what, entry.who, entry.actor_id, entry.reason, entry.for_side, entry.name, entry.url)


def _found(model: Any, acts: Iterable[AuditEntry]) -> dict[int, Any]:
    keys = {act.object_id for act in acts if act.object_type == model._meta.label_lower and act.object_id}
    return dict(model.objects.in_bulk(keys)) if keys else {}


def _url(record: Any, pairing: Pairing) -> str:
    if isinstance(record, Stage | PlanItem):
        kind = "stage" if isinstance(record, Stage) else "plan-item"
        return reverse("partnerships:record-history", args=[pairing.strand.code, kind, record.pk])
    record.pairing = pairing
    address: str = record.get_absolute_url()
    return address


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of acts with their labels."""
    return [(kind, str(label)) for kind, (label, _condition) in kinds_of_act().items()]
