"""What others did in the reader's pairings, told as news: a sentence for each act, by city, with what came of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, Q, QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.access import Grants
from core.audit import Kind
from core.flat_rows import prepared
from core.formats import join_names
from core.models import AuditEntry
from core.templatetags.portal import dates_whole, written, written_whole
from partnerships.audit_actions import MILESTONE_CONFIRMED
from partnerships.enums import Side
from partnerships.history.pairing_history import find_named, hidden_acts, keys_of, name_and_address
from partnerships.models import (
    Comment,
    Confirmation,
    Document,
    Invitation,
    Membership,
    Pairing,
    StrandRole,
    TextEdition,
    text_model,
    text_models,
)
from partnerships.tasks.selectors import partner_name, text_url

SHOWN, MOST = 5, 40  # sentences that a page shows, and among how many acts they are
NAMED = 3  # things that a sentence names
QUOTED = 60  # letters of a comment
LOOKS_BACK = dt.timedelta(days=14)
_OF_STAFF = [model._meta.label_lower for model in (Invitation, Membership, StrandRole)]


def read_changes(
    *, grants: Grants, since: dt.datetime, now: dt.datetime, known: Iterable[Pairing] = ()
) -> dict[str, Any]:
    """What others did of late in the pairings whose dealings the reader looks after, the newest first.

    Those are the own pairings of a coordinator, and all of the strands of staff and authority. Acts that the same
    city did to the same thing, or in the same words to several, are one of the `changes`: the newest act, with the
    number of them as `times`. What came after `since` is `is_new`; `count` tells how much of it there is among the
    newest MOST. It reaches back LOOKS_BACK, or to `since`. `known` pairings are not read again.
    """
    office = grants.staff | grants.authority
    first = min(since, now - LOOKS_BACK)
    newest = dict(
        _newest(sides=grants.participations, strands=office, since=first, now=now, reader=grants.user_id or 0)
    )
    rows = AuditEntry.objects.filter(pk__in=newest).exclude(hidden_acts(grants, among=set(newest.values())))
    # A comment that its author took back is no news.
    gone = Comment.objects.exclude(withdrawn_at=None).order_by().values("pk")
    rows = rows.exclude(object_type=Comment._meta.label_lower, object_id__in=gone)
    rows = rows.annotate(of_eu=_works_for(Side.EU), of_counterpart=_works_for(Side.COUNTERPART))
    entries: list[Any] = list(rows.order_by("-at", "-id")) if newest else []
    pairings = {pairing.pk: pairing for pairing in known}
    if unknown := {entry.pairing_id for entry in entries} - set(pairings):
        pairings |= Pairing.objects.with_names().in_bulk(unknown)
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
    mine = Pairing.objects.filter(Q(eu__in=sides) | Q(counterpart__in=sides) | Q(strand__in=strands))
    acts = (
        AuditEntry.objects.filter(pairing_id__in=mine.order_by().values("pk"), at__gt=since, at__lte=now)
        .exclude(actor_id=reader)
        .exclude(kind__in=[Kind.LOOK, Kind.OWN])
        .exclude(object_type__in=_OF_STAFF)
        # The word that completed it tells of it.
        .exclude(action=MILESTONE_CONFIRMED)
    )
    return acts.order_by("-at", "-id").values_list("pk", "object_type")[:MOST]


def _grouped(entries: Sequence[Any], pairings: Mapping[int, Pairing]) -> list[list[Any]]:
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
    return Exists(Pairing.objects.filter(own | deputy, pk=OuterRef("pairing_id")).order_by())


def _who(entry: Any, pairing: Pairing) -> str:
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
    first.is_new, first.times = first.at > since, len(group)
    first.told = mark_safe(conditional_escape(words) % facts)  # noqa: S308 - escaped, each of them


def _what(group: list[Any]) -> str:
    """What the acts of a group are about, each once, with where it is read."""
    links = dict.fromkeys(format_html('<a href="{}">{}</a>', one.url, written_whole(one.name)) for one in group[:NAMED])
    others, named = ({(one.object_type, one.object_label) for one in some} for some in (group[NAMED:], group[:NAMED]))
    left = len(others - named)
    more = [_("%(count)s more") % {"count": left}] if left else []
    return mark_safe(join_names([*links, *more]))  # noqa: S308 - links that are escaped, and a number


def _name(entries: Sequence[Any], pairings: Mapping[int, Pairing], grants: Grants) -> None:
    """Give each entry its record's name and address.

    Of a record that has none, or is gone, those of the pairing.
    """
    together = find_named(entries)
    # An entry names a document by its number; its title is for those who may see it now.
    keys = keys_of(entries, Document)
    papers = Document.objects.visible_to(grants).in_bulk(keys) if keys else {}
    together |= {(Document._meta.label_lower, key): row for key, row in papers.items()}
    keys = keys_of(entries, TextEdition)
    slugs = dict(TextEdition.objects.filter(pk__in=keys).values_list("pk", "slug")) if keys else {}
    texts = {model._meta.label_lower: model.TEXT_KIND for model in text_models() if not model.named_by_code()}
    keys = keys_of(entries, Confirmation)
    asked = dict(Confirmation.objects.filter(pk__in=keys).values_list("pk", "text__slug")) if keys else {}
    for entry in entries:
        pairing = pairings[entry.pairing_id or 0]
        name, url = entry.object_label or pairing.name, pairing.get_absolute_url()
        kind, key = entry.object_type, entry.object_id or 0
        slug = texts.get(kind, "")
        if kind == TextEdition._meta.label_lower:
            slug = slugs.get(key, "")
        elif kind == Confirmation._meta.label_lower:
            slug = asked.get(key, "")
        if (kind, key) in together:
            name, url = name_and_address(row := together[kind, key], pairing)
            if isinstance(row, Comment) and row.text:
                # Whoever gets these news may read it; the log itself never has the words.
                name = f"“{Truncator(' '.join(row.text.split())).chars(QUOTED)}”"
        elif kind == Pairing._meta.label_lower:
            name = pairing.name
        elif slug:
            name, url = _text_name(slug) or name, text_url(pairing, slug)
        entry.name, entry.url = str(name), url


def _text_name(slug: str) -> str:
    """The kind of text, where it is one that a pairing has once."""
    model = text_model(slug)
    return model.kind_name() if model and not model.named_by_code() else ""
