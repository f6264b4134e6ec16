"""Comments as they are read: with their answers, and with whom they name; and whom one can name with @."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from core import clock
from core.access import Grants
from core.texts import reader_language, writer_language
from partnerships.enums import StrandRoleName
from partnerships.models import Comment, Mention, Pairing, Project, Strand, StrandRole
from partnerships.people.selectors import coordinators_of


class Reader(NamedTuple):
    """Who reads what passes between two sides: for which partner or in which role, and whether as one who writes."""

    person: User
    where: str
    writes: bool


def readers_of(place: Pairing | Project) -> dict[int, Reader]:
    """Who reads the comments of a pairing, or of a project outside of pairings, today, by key; two queries.

    Its coordinators and deputies, staff, authority: they all have a card in its strand.
    """
    today, found = clock.today(), dict[int, Reader]()
    partners = {row.pk: str(row.partner.name) for row in place.participations}
    for side, people in coordinators_of(partners, today).items():
        for person, _is_deputy in people:
            found.setdefault(person.pk, Reader(person, partners[side], writes=True))
    roles = StrandRole.objects.not_ended(today).filter(
        strand=place.strand_id, role__in=(StrandRoleName.STAFF, StrandRoleName.AUTHORITY), user__is_active=True
    )
    for row in roles.select_related("user").order_by("-role", "user__search_text", "pk"):
        found.setdefault(row.user_id, Reader(row.user, row.get_role_display(), writes=row.role == StrandRoleName.STAFF))
    return found


def _names(person: User) -> list[str]:
    """The name in both scripts."""
    return [name for name in (person.get_full_name(), person.name_native) if name]


def _whole(name: str, reader: Reader) -> str:
    """A name that tells two of the same name apart."""
    return f"{name} ({reader.where})"


def _meant(readers: Mapping[int, Reader]) -> dict[str, User]:
    """Whom each name means, in small letters; one that two people share means neither."""
    found = defaultdict(set)
    for key, reader in readers.items():
        for name in _names(reader.person):
            for one in (name, _whole(name, reader)):
                found[one.casefold()].add(key)
    return {name: readers[next(iter(keys))].person for name, keys in found.items() if len(keys) == 1}


def proposed(readers: Mapping[int, Reader], grants: Grants) -> list[tuple[str, str]]:
    """Whom the reader can name, each as the name is written behind @, and for whom or as what the person works."""
    meant = _meant(readers)
    others = [one for key, one in readers.items() if key != grants.user_id and _names(one.person)]
    return [(name if (name := str(one.person)).casefold() in meant else _whole(name, one), one.where) for one in others]


def _at(names: Iterable[str]) -> re.Pattern[str]:
    """Some names behind @, the longest first; a Korean ending may follow at once, and an address names nobody."""
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)@({words})(?![0-9A-Za-zÀ-ɏ])", re.IGNORECASE)


def named_in(text: str, readers: Mapping[int, Reader]) -> dict[str, User]:
    """Whom a text names with @, by the words it does so with."""
    meant = _meant(readers)
    if "@" not in text or not meant:
        return {}
    words = {match[1] for match in _at(meant).finditer(text)}
    return {one: meant[one.casefold()] for one in sorted(words) if one.casefold() in meant}


def read_threads(place: Pairing | Project, heads: Collection[Any], *, always: bool = False) -> dict[int, Reader]:
    """Give comments their answers (`replies`), and to all their text as pages show it (`said`); four queries.

    Returns who reads them; nobody where no text names anybody, unless they are `always` asked for.
    """
    replies = defaultdict(list)
    rows: Any = Comment.objects.filter(answer_to__in=[row.pk for row in heads]).select_related("author")
    for row in rows.order_by("at", "pk") if heads else ():
        row.strand = place.strand
        if isinstance(place, Pairing):
            row.pairing = place
        else:
            row.record = place
        replies[row.answer_to_id].append(row)
    for row in heads:
        row.replies = replies[row.pk]
    every = [*heads, *(row for some in replies.values() for row in some)]
    named: dict[int, dict[str, User]] = defaultdict(dict)
    mentions = Mention.objects.filter(comment__in=[row.pk for row in every]).select_related("person")
    for one in mentions if every else ():
        named[one.comment_id][one.name] = one.person
    readers = readers_of(place) if always or named else {}
    for row in every:
        row.said = _with_links(row.text, named[row.pk], place.strand, readers)
    return readers


def renamed(texts: Mapping[int, str]) -> dict[int, str]:
    """Texts of comments by key, in which whoever is named has today's name; one query where any names somebody."""
    found = dict(texts)
    keys = [key for key, text in texts.items() if "@" in text]
    for one in Mention.objects.filter(comment__in=keys).select_related("person") if keys else ():
        found[one.comment_id] = found[one.comment_id].replace(f"@{one.name}", f"@{one.person}")
    return found


def _with_links(text: str, named: Mapping[str, User], strand: Strand, readers: Mapping[int, Reader]) -> SafeString:
    """A text in its writer's language, in which whoever is named has today's name, and a link to the card if any."""
    parts = _at(named).split(text) if named else [text]
    pieces = [_named(named.get(part), part, strand, readers) if at % 2 else part for at, part in enumerate(parts)]
    said = format_html_join("", "{}", ((piece,) for piece in pieces))
    language = writer_language(text)
    return said if language == reader_language() else format_html('<span lang="{}">{}</span>', language, said)


def _named(person: User | None, word: str, strand: Strand, readers: Mapping[int, Reader]) -> Any:
    if person is None:
        return f"@{word}"
    name = str(person)
    if person.pk not in readers:
        return format_html('<span lang="{}">@{}</span>', writer_language(name), name)
    url = strand.address_of("partnerships:person", person=person.pk)
    return format_html('<a href="{}" lang="{}">@{}</a>', url, writer_language(name), name)
