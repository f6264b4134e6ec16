"""What was done in a pairing: the acts that a reader may know of, by kind and by side, each with its record.

And what others did since the reader last looked. Records are told of by their present name and address, also those of
apps further right.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _, pgettext_lazy

from core.access import Grants
from core.audit import Kind
from core.flat_rows import prepared
from core.formats import join_names
from core.models import AuditEntry, of_actions
from core.parts import parts
from core.templatetags.portal import dates_whole, written, written_whole
from partnerships import models
from partnerships.audit_actions import LIST_EXPORTED, MILESTONE_CONFIRMED, MILESTONE_UNCONFIRMED, SIDE_REMINDED
from partnerships.enums import Side
from partnerships.history.selectors import HistoryEntry, named
from partnerships.rules import may_see_dealings
from partnerships.tasks.selectors import partner_name, text_url

# Who is invited, leaves or has no access is for those who keep the strand's people, not for all who read a pairing.
_OF_PEOPLE = [
    model._meta.label_lower
    for model in (
        models.Invitation,
        models.Membership,
        models.StrandRole,
        models.Deputy,
        models.PracticeQuestion,
        get_user_model(),
    )
]
# Beside those that have a page of their own.
_NAMED = {model._meta.label_lower: model for model in (models.Stage, models.PlanItem, models.Document)}

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


def kinds_of_act() -> dict[str, tuple[Any, Q]]:
    """The kinds of acts to which a history is narrowed: their labels, and the condition on entries of the log."""
    return _KINDS_OF_ACT | {name: (label, condition) for name, label, condition in parts().kinds_of_act}


def acts_in(*, pairing: models.Pairing, grants: Grants, kind: str = "") -> QuerySet[AuditEntry]:
    """The acts in a pairing, newest first; what was done in its whole strand stands here too.

    `kind` is one of `kinds_of_act`; anything else leaves out nothing. What passes between the sides is told to those
    alone who may see it.
    """
    acts = AuditEntry.objects.filter(
        Q(pairing_id=pairing.pk) | (Q(strand_id=pairing.strand_id, pairing_id=None) & ~Q(action=LIST_EXPORTED))
    )
    acts = acts.exclude(object_type__in=_OF_PEOPLE).exclude(kind=Kind.OWN)
    # Conditions on records of which no act tells are left out: there are thirty kinds, and most pairings have ten.
    among = set(acts.order_by().values_list("object_type", flat=True).distinct())
    # Who may see a document can change: its acts are told to those who may see it now.
    readable = models.Document.objects.visible_to(grants).filter(pairing=pairing).order_by().values("pk")
    acts = acts.exclude(Q(object_type=models.Document._meta.label_lower) & ~Q(object_id__in=readable))
    acts = acts.exclude(hidden_acts(grants, pairing, among))
    # What other partners of the strand state is told on their own pages.
    stated = (
        models.Interest.objects.filter(participation__in=[pairing.eu_id, pairing.counterpart_id])
        .order_by()
        .values("pk")
    )
    sheets = models.GoodPractice.objects.filter(interest__in=stated).order_by().values("pk")
    for model, own in ((models.Interest, stated), (models.GoodPractice, sheets)):
        if model._meta.label_lower in among:
            acts = acts.exclude(Q(object_type=model._meta.label_lower) & ~Q(object_id__in=own))
    acts = acts.filter(_of_own_offices([pairing.eu_id, pairing.counterpart_id]))
    if not may_see_dealings(grants, pairing):
        acts = acts.exclude(
            object_type__in=[model._meta.label_lower for model in (models.FollowUp, models.Contact, models.Comment)]
        )
        acts = acts.exclude(action__in=[LIST_EXPORTED, SIDE_REMINDED])
    if found := kinds_of_act().get(kind):
        acts = acts.filter(found[1])
    return acts.order_by("-at", "-id")


def _of_own_offices(sides: list[int]) -> Q:
    """Acts on nobody's office hours and closing days but the two sides': those of others stand on their own pages.

    The act says whose a closing day is, because one that was removed leaves no row to ask.
    """
    hours, closing = (model._meta.label_lower for model in (models.Participation, models.ClosingDay))
    elsewhere = ~Q(object_type__in=[hours, closing])
    return elsewhere | Q(object_type=hours, object_id__in=sides) | Q(object_type=closing, parameters__whose__in=sides)


def acts_in_strand(*, strand: models.Strand, grants: Grants) -> QuerySet[AuditEntry]:
    """The acts on a strand as a whole, newest first, as far as the reader may know of them; of no pairing alone."""
    acts = AuditEntry.objects.filter(strand_id=strand.pk, pairing_id=None).exclude(object_type__in=_OF_PEOPLE)
    return acts.exclude(kind=Kind.OWN).exclude(hidden_acts(grants)).order_by("-at", "-id")


def entries_of(acts: Sequence[AuditEntry], pairing: models.Pairing) -> list[HistoryEntry]:
    """Acts as the reader reads them, each with its record by its present name and where that is read.

    A query for each kind of record that they are about, and one for the people.
    """
    records = find_named(acts)
    names = {kind: model.objects.in_bulk(keys_of(acts, model)) for kind, model in _NAMED.items()}
    texts = {model._meta.label_lower: model for model in models.text_models() if not model.named_by_code()}
    partners = {side: partner.name for side, partner in pairing.partners}
    place = [pairing.strand.code, pairing.code]
    entries = []
    for act in acts:
        kind, key = act.object_type, act.object_id or 0
        name, url = act.object_label, ""
        if kind in texts:
            name = texts[kind].kind_name()
            url = reverse("partnerships:text", args=[*place, texts[kind].TEXT_KIND])
        elif kind == models.Pairing._meta.label_lower:
            name = ""
        elif (kind, key) in records:
            name, url = name_and_address(records[kind, key], pairing)
        elif (record := names.get(kind, {}).get(key)) is not None:
            name, url = str(record), _url(record, pairing)
        entry = HistoryEntry(act)
        entry.name, entry.url, entry.for_side = name, url, partners.get(entry.for_side, "")
        entries.append(entry)
    return named(entries)


def _url(record: Any, pairing: models.Pairing) -> str:
    if isinstance(record, models.Stage | models.PlanItem):
        kind = "stage" if isinstance(record, models.Stage) else "plan-item"
        return reverse("partnerships:record-history", args=[pairing.strand.code, kind, record.pk])
    record.pairing = pairing
    address: str = record.get_absolute_url()
    return address


def outside_programme(grants: Grants) -> Q:
    """The acts in strands where the reader is neither programme staff nor contracting authority, nor administrator."""
    return Q(pk__in=[]) if grants.is_administrator else ~Q(strand_id__in=grants.staff | grants.authority)


def named_models() -> dict[str, Any]:
    """The models whose acts are told by the record, by how the log writes them: those that say what a record's name and
    address read of other tables (`NAMED_WITH`), and texts that have a code.

    `str()` is the name and `get_absolute_url()` the address, or both are what `get_log_name` gives.
    """
    coded = {model for model in models.text_models() if model.named_by_code()}
    found = [model for model in apps.get_models() if hasattr(model, "NAMED_WITH") or model in coded]
    return {model._meta.label_lower: model for model in found}


def related_of(model: Any) -> tuple[str, ...]:
    """What name and address of its records read of other tables."""
    return getattr(model, "NAMED_WITH", ())


def hidden_acts(grants: Grants, pairing: models.Pairing | None = None, among: Collection[str] | None = None) -> Q:
    """The acts of other apps that are not the reader's to know, in the whole portal or in one pairing: those on
    records that the reader may not see, and what is told to fewer. `among` are the kinds of records to be asked for.
    """
    found = Q(pk__in=[])
    for label, model in named_models().items():
        if model._meta.app_label == models.Pairing._meta.app_label or (among is not None and label not in among):
            continue
        rows = model._default_manager.visible_to(grants).order_by()
        if pairing is not None and any(field.name == "pairing" for field in model._meta.fields):
            rows = rows.filter(Q(pairing=pairing) | Q(pairing=None))
        seen = Q(object_id__in=rows.values("pk"))
        if pairing is not None and hasattr(rows, "acted_in"):
            # An act that was done in the pairing stays its own, also where the record has left it since.
            seen &= Q(pairing_id=pairing.pk) | Q(object_id__in=rows.acted_in(pairing).values("pk"))
        found |= Q(object_type=label) & ~seen
    for condition in parts().hidden_acts:
        found |= condition(grants)
    return found


def find_named(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], Any]:
    """The records that some acts are about, by kind and number; a query for each kind that they are about."""
    keys: dict[str, set[int]] = {}
    for entry in entries:
        if entry.object_id:
            keys.setdefault(entry.object_type, set()).add(entry.object_id)
    found: dict[tuple[str, int], Any] = {}
    for label, model in named_models().items():
        if wanted := keys.get(label):
            rows = model._default_manager.all()
            rows = rows.select_related(*related) if (related := related_of(model)) else rows
            found |= {(label, key): row for key, row in rows.in_bulk(wanted).items()}
    return found


def name_and_address(record: Any, pairing: models.Pairing) -> tuple[str, str]:
    """A record's name and address, in the pairing in which it is told of."""
    if vars(record).get("pairing_id") == pairing.pk:  # what is of the whole strand stays so
        record.pairing = pairing
    if hasattr(record, "get_log_name"):
        name: tuple[str, str] = record.get_log_name()
        return name
    return str(record), record.get_absolute_url()


def keys_of(entries: Iterable[AuditEntry], model: Any) -> list[int]:
    kind = model._meta.label_lower
    return [entry.object_id for entry in entries if entry.object_type == kind and entry.object_id]


SHOWN, MOST = 5, 40  # sentences that a page shows, and among how many acts they are
NAMED = 3  # things that a sentence names
QUOTED = 60  # letters of a comment
LOOKS_BACK = dt.timedelta(days=14)
_OF_STAFF = [model._meta.label_lower for model in (models.Invitation, models.Membership, models.StrandRole)]


def read_changes(
    *, grants: Grants, since: dt.datetime, now: dt.datetime, known: Iterable[models.Pairing] = ()
) -> dict[str, Any]:
    """What others did of late in the pairings whose dealings the reader looks after, the newest first.

    Those are the own pairings of a coordinator, and all of the strands of staff and authority. Acts that the same
    city did to the same thing, or in the same words to several, are one of the `changes`: the newest act. What came
    after `since` is `is_new`; `count` tells how much of it there is among the newest MOST. It reaches back LOOKS_BACK,
    or to `since`. `known` pairings are not read again.
    """
    office = grants.staff | grants.authority
    first = min(since, now - LOOKS_BACK)
    newest = dict(
        _newest(sides=grants.participations, strands=office, since=first, now=now, reader=grants.user_id or 0)
    )
    rows = AuditEntry.objects.filter(pk__in=newest).exclude(hidden_acts(grants, among=set(newest.values())))
    # A comment that its author took back is no news.
    gone = models.Comment.objects.exclude(withdrawn_at=None).order_by().values("pk")
    rows = rows.exclude(object_type=models.Comment._meta.label_lower, object_id__in=gone)
    rows = rows.annotate(of_eu=_works_for(Side.EU), of_counterpart=_works_for(Side.COUNTERPART))
    entries: list[Any] = list(rows.order_by("-at", "-id")) if newest else []
    pairings = {pairing.pk: pairing for pairing in known}
    if unknown := {entry.pairing_id for entry in entries} - set(pairings):
        pairings |= models.Pairing.objects.with_names().in_bulk(unknown)
    groups = _grouped(entries, pairings)
    shown = groups[:SHOWN]
    _name([entry for group in shown for entry in group[:NAMED]], pairings, grants)
    for group in shown:
        _sum_up(group, since)
    return {
        "changes": [group[0] for group in shown],
        "count": sum(group[0].at > since for group in groups),
        "more": len(groups) > SHOWN,
        "since": since,
    }


@prepared(sides=None, strands=None, since=DateTimeField(), now=DateTimeField(), reader=BigIntegerField())
def _newest(sides: Any, strands: Any, since: Any, now: Any, reader: Any) -> QuerySet[Any, tuple[int, str]]:
    mine = models.Pairing.objects.filter(Q(eu__in=sides) | Q(counterpart__in=sides) | Q(strand__in=strands))
    acts = (
        AuditEntry.objects.filter(pairing_id__in=mine.order_by().values("pk"), at__gt=since, at__lte=now)
        .exclude(actor_id=reader)
        .exclude(kind__in=[Kind.LOOK, Kind.OWN])
        .exclude(object_type__in=_OF_STAFF)
        # The word that completed it tells of it.
        .exclude(action=MILESTONE_CONFIRMED)
    )
    return acts.order_by("-at", "-id").values_list("pk", "object_type")[:MOST]


def _grouped(entries: Sequence[Any], pairings: Mapping[int, models.Pairing]) -> list[list[Any]]:
    """Acts that are one sentence, the newest first; each with its `pairing`, its `city` and how it is told."""
    groups: dict[Any, list[Any]] = {}
    for entry in entries:
        pairing = entry.pairing = pairings[entry.pairing_id]
        entry.city = _who(entry, pairing)
        entry.told = entry.news
        words, facts = entry.told or (entry.sentence, {})
        place = (pairing.pk, entry.city, words)
        told = tuple(sorted((name, str(value)) for name, value in facts.items() if f"%({name})s" in words))
        of_one = (*place, entry.object_type, entry.object_id)
        of_several = (*place, "", told) if entry.told else of_one
        found = groups.get(of_one) or groups.get(of_several) or []
        found.append(entry)
        groups[of_one] = found
        groups.setdefault(of_several, found)
    return list({id(group): group for group in groups.values()}.values())


def _works_for(side: str) -> Exists:
    """Whether the person who acted works, or has worked, for a side of the pairing, or stands in for who does."""
    own = Q(**{f"{side}__memberships__user": OuterRef("actor_id")})
    deputy = Q(**{f"{side}__memberships__deputies__user": OuterRef("actor_id")})
    return Exists(models.Pairing.objects.filter(own | deputy, pk=OuterRef("pairing_id")).order_by())


def _who(entry: Any, pairing: models.Pairing) -> str:
    """The partner for which it was done."""
    of_side = Side.EU if entry.of_eu else Side.COUNTERPART if entry.of_counterpart else ""
    if side := entry.parameters.get("on_behalf", "") or of_side:
        return partner_name(pairing, side)
    return _("The programme staff") if entry.actor_label else _("The portal")


def _sum_up(group: list[Any], since: dt.datetime) -> None:
    """The newest act of a group with the sentence that tells it."""
    first = group[0]
    words, facts = first.told or (_("%(city)s: %(what)s. %(act)s"), {"act": first.sentence})
    if "%(fields)s" in words:
        names = dict.fromkeys(name[:1].lower() + name[1:] for one in group for name in one.told[1].get("fields", ()))
        facts["fields"] = join_names(list(names))
    if "old" in facts:
        facts["old"] = group[-1].told[1]["old"]  # moved several times: from where it stood before the first
    for name, value in [*facts.items(), ("city", written(first.city)), ("what", _what(group))]:
        facts[name] = dates_whole(value) if isinstance(value, str) else conditional_escape(value)
    first.is_new = first.at > since
    first.told = mark_safe(conditional_escape(words) % facts)  # noqa: S308 - escaped, each of them


def _what(group: list[Any]) -> str:
    """What the acts of a group are about, each once, with where it is read."""
    links = dict.fromkeys(format_html('<a href="{}">{}</a>', one.url, written_whole(one.name)) for one in group[:NAMED])
    others, named = ({(one.object_type, one.object_label) for one in some} for some in (group[NAMED:], group[:NAMED]))
    left = len(others - named)
    more = [_("%(count)s more") % {"count": left}] if left else []
    return mark_safe(join_names([*links, *more]))  # noqa: S308 - links that are escaped, and a number


def _name(entries: Sequence[Any], pairings: Mapping[int, models.Pairing], grants: Grants) -> None:
    """Give each entry its record's name and address.

    Of a record that has none, or is gone, those of the pairing.
    """
    together = find_named(entries)
    # An entry names a document by its number; its title is for those who may see it now.
    keys = keys_of(entries, models.Document)
    papers = models.Document.objects.visible_to(grants).in_bulk(keys) if keys else {}
    together |= {(models.Document._meta.label_lower, key): row for key, row in papers.items()}
    slugs: dict[tuple[str, int], str] = {}
    for model, path in ((models.TextEdition, "slug"), (models.Confirmation, "text__slug")):
        if keys := keys_of(entries, model):
            rows = model._default_manager.filter(pk__in=keys).values_list("pk", path)
            slugs |= {(model._meta.label_lower, key): slug for key, slug in rows}
    texts = {model._meta.label_lower: model.TEXT_KIND for model in models.text_models() if not model.named_by_code()}
    for entry in entries:
        pairing = pairings[entry.pairing_id or 0]
        name, url = entry.object_label or pairing.name, pairing.get_absolute_url()
        kind, key = entry.object_type, entry.object_id or 0
        slug = texts.get(kind) or slugs.get((kind, key), "")
        if (kind, key) in together:
            name, url = name_and_address(row := together[kind, key], pairing)
            if isinstance(row, models.Comment) and row.text:
                # Whoever gets these news may read it; the log itself never has the words.
                name = f"“{Truncator(' '.join(row.text.split())).chars(QUOTED)}”"
        elif kind == models.Pairing._meta.label_lower:
            name = pairing.name
        elif slug:
            text, url = models.text_model(slug), text_url(pairing, slug)
            name = text.kind_name() if text and not text.named_by_code() else name
        entry.name, entry.url = str(name), url
