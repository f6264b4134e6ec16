"""When two sides were in touch, how long they have not been, whose turn it is; comments as they are read."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import DateField, DateTimeField, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import TruncDate
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.access import Grants
from core.audit import Kind
from core.flat_rows import Given, GivenKeys, read_rows
from core.formats import month_label
from core.models import AuditEntry
from core.parts import parts
from core.periods import months_between
from core.pictures.shapes import NARROW, WIDE, Rect, Text, percent, pixels, text_width
from core.texts import reader_language, writer_language
from partnerships import models
from partnerships.enums import AT_ONE_HOUR, ConfirmationState, PairingStatus, Side, StrandRoleName
from partnerships.follow_ups.selectors import people_of
from partnerships.people.selectors import coordinators_of
from partnerships.rules import may_see_dealings
from partnerships.tasks.selectors import Waiting, partner_name

# A side's sign of life is a contact that it began, or at which both talked, on its day and whoever recorded it; its own
# confirmation; a project that its own people moved from one level to another. What else is written in the portal is
# work, and may be done by one side for months without a word to the other.

SHORT_NAME = 2  # letters that may begin another name
_BEGAN = "began"  # the kind of the row that holds a pairing's first trace
_BOTH = (Side.EU.value, Side.COUNTERPART.value)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long the two sides of a pairing have not been in touch, on a day.

    `days` counts from the last sign of life of either side or, where there was none yet (`never`), from the
    day the pairing or its strand began; None where not even that is known. `side` is the one that
    has been silent longer: `eu`, `counterpart`, or empty where both are alike. `last` holds the day
    of each side's last sign.
    """

    days: int | None
    side: str = ""
    never: bool = False
    last: dict[str, dt.date] = field(default_factory=dict)


_PAIRINGS, _UNTIL, _END = GivenKeys("pairings"), Given("until", DateField()), Given("end", DateTimeField())


def _silence_rows() -> Iterator[QuerySet[Any, Any]]:
    """By pairing, side and kind, the day of the last sign; and of each pairing's first trace, found by its index."""
    traces = AuditEntry.objects.filter(pairing_id=OuterRef("pk"), at__lte=Given("now", DateTimeField()))
    first = traces.exclude(kind=Kind.OWN).order_by("at").annotate(day=_day_of("at")).values("day")[:1]
    began = (
        models.Pairing.objects.filter(pk__in=_PAIRINGS)
        .order_by()
        .annotate(sign_side=Value(""), sign_kind=Value(_BEGAN))
    )
    yield began.values_list("pk", "sign_side", "sign_kind").annotate(day=Subquery(first))
    for rows in _signs():
        yield rows.values_list("sign_pairing", "sign_side", "sign_kind").annotate(day=Max("sign_day"))


def silence(pairings: Sequence[models.Pairing], now: dt.datetime) -> dict[int, Silence]:
    """The silence of each pairing by its key, in one query however many they are."""
    today = clock.day_of(now)
    last: dict[int, dict[str, dt.date]] = defaultdict(dict)
    first: dict[int, dt.date] = {}
    for pairing_id, side, kind, day in _read(_silence_rows, pairings, today, now=now):
        if kind == _BEGAN:
            first[pairing_id] = day
            continue
        for one in _sides(side, kind):
            last[pairing_id][one] = max(min(day, today), last[pairing_id].get(one, dt.date.min))
    return {
        pairing.pk: _silence(pairing, last.get(pairing.pk, {}), first.get(pairing.pk), today) for pairing in pairings
    }


def _read(
    build: Any, pairings: Sequence[models.Pairing], today: dt.date, **given: Any
) -> Iterator[tuple[int, str, str, dt.date]]:
    """Pairing, side, kind and day of each row; in the east the next day may have begun by then."""
    until, keys = today + dt.timedelta(days=1), [row.pk for row in pairings]
    for pairing, side, kind, day in read_rows(build, pairings=keys, until=until, end=clock.end_of(today), **given):
        yield pairing, side, kind, dt.date.fromisoformat(day) if isinstance(day, str) else day


def too_silent(pairings: Sequence[Any], waiting: Waiting) -> Iterator[tuple[models.Pairing, Silence, int]]:
    """Those whose sides have not been in touch for as many days as their strand allows, and how many.

    A planned pairing has not begun: nobody is silent in it.
    """
    if waiting.silences is None:
        waiting.silences = silence(list(waiting.pairings.values()), clock.end_of(waiting.today))
    for pairing in pairings:
        pairing.silence = waiting.silences[pairing.pk]
        days = pairing.silence.days
        if pairing.status == PairingStatus.ACTIVE and days is not None and days >= pairing.strand.silence_days:
            yield pairing, pairing.silence, days


def _day_rows() -> Iterator[QuerySet[Any, Any]]:
    for rows in _signs():
        days = rows.filter(sign_day__gte=Given("since", DateField()))
        yield days.values_list("sign_pairing", "sign_side", "sign_kind", "sign_day").distinct()


def contact_days(
    pairings: Sequence[models.Pairing], today: dt.date, *, days: int
) -> dict[int, dict[str, set[dt.date]]]:
    """By pairing and side, the days among the last `days` on which there was a sign of life; one query."""
    since = today - dt.timedelta(days=days - 1)
    found: dict[int, dict[str, set[dt.date]]] = {pairing.pk: defaultdict(set) for pairing in pairings}
    for pairing_id, side, kind, day in _read(_day_rows, pairings, today, since=since):
        for one in _sides(side, kind):
            found[pairing_id][one].add(min(day, today))
    return found


def silence_state(days: int | None, limit: int) -> str:
    """How bad so many days without contact are: `watch` from the strand's limit on, `at-risk` from twice as many."""
    if days is None or days < limit:
        return "on-track"
    return "at-risk" if days >= 2 * limit else "watch"


def whose_turn(quiet: Silence, owing: Collection[str]) -> str:
    """The side that is to write now: the one that owes the other something, else the one that has been silent longer.

    Empty where that is both, or neither: then either side may begin.
    """
    (only,) = owing if len(owing) == 1 else ("",)
    return only or quiet.side


def _signs() -> tuple[QuerySet[Any], ...]:
    """The signs of life of some pairings until a day, each with pairing, side, kind of contact and day.

    What staff did or confirmed for a side is no word of the side.
    """
    contacts = models.Contact.objects.active().filter(pairing__in=_PAIRINGS, on__lte=_UNTIL)
    confirmed = models.Confirmation.objects.filter(
        text__pairing__in=_PAIRINGS, state=ConfirmationState.CONFIRMED, on_behalf=False, confirmed_at__lte=_END
    )
    levels = models.LevelChange.objects.filter(project__pairing__in=_PAIRINGS, on__lte=_UNTIL).exclude(side="")
    others = (signs(_PAIRINGS, _UNTIL).order_by() for signs in parts().signs)
    return (
        contacts.order_by().annotate(
            sign_pairing=F("pairing_id"), sign_side=F("side"), sign_kind=F("kind"), sign_day=F("on")
        ),
        confirmed.order_by().annotate(
            sign_pairing=F("text__pairing_id"),
            sign_side=F("side"),
            sign_kind=Value(""),
            sign_day=_day_of("confirmed_at"),
        ),
        levels.order_by().annotate(
            sign_pairing=F("project__pairing_id"), sign_side=F("side"), sign_kind=Value(""), sign_day=F("on")
        ),
        *others,
    )


def _day_of(name: str) -> TruncDate:
    """The strand's day of a moment."""
    return TruncDate(name, tzinfo=clock.STRAND_ZONE)


def _sides(side: str, kind: str) -> tuple[str, ...]:
    """Whose sign of life it is: at a call or a meeting both talked."""
    return (side,) if side and kind not in AT_ONE_HOUR else _BOTH


def _silence(pairing: models.Pairing, last: dict[str, dt.date], first: dt.date | None, today: dt.date) -> Silence:
    if last:
        never = dt.date.min
        eu, counterpart = last.get(Side.EU, never), last.get(Side.COUNTERPART, never)
        side = "" if eu == counterpart else Side.EU.value if eu < counterpart else Side.COUNTERPART.value
        return Silence((today - max(eu, counterpart)).days, side, last=last)
    began = first or pairing.strand.starts_on
    days = (today - began).days if began and began <= today else None
    return Silence(days, never=True)


def side_of_sender(pairing: models.Pairing, *, name: str, address: str) -> str:
    """The side of the coordinator with this address or name; empty where it is none, or works for both. Three queries.

    A name may stand in either order and in either script, with a title or an office beside it.
    """
    people = {key: sides for key, sides in people_of(pairing).items() if len(sides) == 1}
    words = re.findall(r"\w+", name.casefold())
    found: set[str] = set()
    for user in get_user_model().objects.filter(pk__in=people):
        (side,) = people[user.pk]
        if address and user.email == address:
            return side
        if any(_is_named(words, one) for one in (f"{user.given_name} {user.family_name}", user.name_native)):
            found.add(side)
    return found.pop() if len(found) == 1 else ""


def _is_named(words: Sequence[str], name: str) -> bool:
    """Whether all words of a name are among some words; a Korean title may hang on a whole name, as in 김지수님."""
    wanted = name.casefold().split()
    return bool(wanted) and all(
        any(word == one or (len(one) > SHORT_NAME and "가" <= one <= "힣힣" and word.startswith(one)) for word in words)
        for one in wanted
    )


# The days of contact as a picture.

SIDES = ("eu", "counterpart")
TALL = 12
CLEAR = 2  # between the middle line and a tick
MIDDLE = 18
HEIGHT = 54
SIZE = 12
ROOM = 8


def gap_picture(
    days: Mapping[str, Collection[dt.date]], today: dt.date, *, span: int, limit: int, gap_label: str
) -> dict[str, Any]:
    """Lay out the last `span` days up to today: ticks, the running gap as x and width; days outside are left out.

    `limit` is the number of days without contact that a strand allows: the running gap `is_long` from then on.
    """
    first = today - dt.timedelta(days=span - 1)

    def x_of(day: dt.date) -> float:
        return percent((day - first).days + 0.5, span)

    known = {side: sorted({day for day in days.get(side, ()) if first <= day <= today}) for side in SIDES}
    ticks = [
        Rect(x_of(day), MIDDLE - CLEAR - TALL if side == "eu" else MIDDLE + CLEAR, 2.5, TALL, side)
        for side in SIDES
        for day in known[side]
    ]
    every = sorted({day for some in known.values() for day in some})
    last = every[-1] if every and every[-1] < today else None
    start = x_of(last) if last else 100.0
    fits = pixels(100 - start) >= text_width(gap_label, SIZE, bold=True) + ROOM
    return {
        "height": HEIGHT,
        "middle": MIDDLE,
        "ticks": ticks,
        "gap": (start, round(100 - start, 2)) if last else None,
        "label_x": round((start + 100) / 2, 2) if last and fits else None,
        "is_long": last is not None and (today - last).days >= limit,
        "months": _months(first, today, x_of),
    }


def _months(first: dt.date, today: dt.date, x_of: Callable[[dt.date], float]) -> list[Text]:
    found: list[Text] = []
    narrow_end = wide_end = 0.0
    for day in months_between(first, today):
        if day < first:
            continue
        label, x = month_label(day), x_of(day)
        length = text_width(label, SIZE) + ROOM
        in_narrow = pixels(x) >= narrow_end and pixels(x) + length <= NARROW
        in_wide = pixels(x, WIDE) >= wide_end and pixels(x, WIDE) + length <= WIDE
        if in_narrow:
            narrow_end = pixels(x) + length
        if in_narrow or in_wide:
            wide_end = pixels(x, WIDE) + length
        found.append(Text(x, label if in_narrow or in_wide else "", wide_only=not in_narrow))
    return found


DAYS = 183  # that the picture shows, half a year up to today


def contact_gaps(*, grants: Grants, strand: models.Strand, today: dt.date) -> list[Any]:
    """The pairings under way of which the reader may see signals, the longest silent first; three queries."""
    active = models.Pairing.objects.filter(strand=strand, status=PairingStatus.ACTIVE).with_names()
    found = read_gaps([row for row in active if may_see_dealings(grants, row)], today)
    return sorted(found, key=lambda row: -(row.silence.days or 0))


def read_gaps(pairings: Sequence[Any], today: dt.date) -> Sequence[Any]:
    """The pairings (read with strand and names), each with its silence, in words and as a picture; two queries.

    One where the silence was read already.

    `silent_partner` has been silent longer than the other.
    """
    if not pairings:
        return []
    if unread := [row for row in pairings if not hasattr(row, "silence")]:
        silences = silence(unread, clock.end_of(today))
        for row in unread:
            row.silence = silences[row.pk]
    days = contact_days(pairings, today, days=DAYS)
    for row in pairings:
        limit = row.strand.silence_days
        row.silence_label = _days_label(row.silence.days or 0)
        row.silence_state = silence_state(row.silence.days, limit)
        row.silent_partner = partner_name(row, row.silence.side) if row.silence.side else ""
        row.gap_picture = gap_picture(days[row.pk], today, span=DAYS, limit=limit, gap_label=row.silence_label)
    return pairings


def _days_label(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


# Comments as they are read: with their answers, and with whom they name; and whom one can name with @.


def readers_of(place: models.Pairing | models.Project) -> dict[int, Any]:
    """Who reads the comments of a pairing, or of a project outside of pairings, today, by key; two queries.

    Its coordinators and deputies, staff, authority: they all have a card in its strand. Each knows for which partner or
    in which role (`where`), and whether as one who writes (`writes`).
    """
    today, found = clock.today(), dict[int, Any]()

    def add(person: Any, where: str, *, writes: bool) -> None:
        person.where, person.writes = where, writes
        found.setdefault(person.pk, person)

    partners = {row.pk: str(row.partner.name) for row in place.participations}
    for side, people in coordinators_of(partners, today).items():
        for person, _is_deputy in people:
            add(person, partners[side], writes=True)
    roles = models.StrandRole.objects.not_ended(today).filter(
        strand=place.strand_id, role__in=(StrandRoleName.STAFF, StrandRoleName.AUTHORITY), user__is_active=True
    )
    for row in roles.select_related("user").order_by("-role", "user__search_text", "pk"):
        add(row.user, row.get_role_display(), writes=row.role == StrandRoleName.STAFF)
    return found


def _names(person: User) -> list[str]:
    """The name in both scripts."""
    return [name for name in (person.get_full_name(), person.name_native) if name]


def _whole(name: str, reader: Any) -> str:
    """A name that tells two of the same name apart."""
    return f"{name} ({reader.where})"


def _meant(readers: Mapping[int, Any]) -> dict[str, User]:
    """Whom each name means, in small letters; one that two people share means neither."""
    found = defaultdict(set)
    for key, reader in readers.items():
        for name in _names(reader):
            for one in (name, _whole(name, reader)):
                found[one.casefold()].add(key)
    return {name: readers[next(iter(keys))] for name, keys in found.items() if len(keys) == 1}


def proposed(readers: Mapping[int, Any], grants: Grants) -> list[tuple[str, str]]:
    """Whom the reader can name, each as the name is written behind @, and for whom or as what the person works."""
    meant = _meant(readers)
    others = [one for key, one in readers.items() if key != grants.user_id and _names(one)]
    return [(name if (name := str(one)).casefold() in meant else _whole(name, one), one.where) for one in others]


def _at(names: Iterable[str]) -> re.Pattern[str]:
    """Some names behind @, the longest first; a Korean ending may follow at once, and an address names nobody."""
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)@({words})(?![0-9A-Za-zÀ-ɏ])", re.IGNORECASE)


def named_in(text: str, readers: Mapping[int, Any]) -> dict[str, User]:
    """Whom a text names with @, by the words it does so with."""
    meant = _meant(readers)
    if "@" not in text or not meant:
        return {}
    words = {match[1] for match in _at(meant).finditer(text)}
    return {one: meant[one.casefold()] for one in sorted(words) if one.casefold() in meant}


def read_threads(
    place: models.Pairing | models.Project, heads: Collection[Any], *, always: bool = False
) -> dict[int, Any]:
    """Give comments their answers (`replies`), and to all their text as pages show it (`said`); four queries.

    Returns who reads them; nobody where no text names anybody, unless they are `always` asked for.
    """
    replies = defaultdict(list)
    rows: Any = models.Comment.objects.filter(answer_to__in=[row.pk for row in heads]).select_related("author")
    for row in rows.order_by("at", "pk") if heads else ():
        row.strand = place.strand
        if isinstance(place, models.Pairing):
            row.pairing = place
        else:
            row.record = place
        replies[row.answer_to_id].append(row)
    for row in heads:
        row.replies = replies[row.pk]
    every = [*heads, *(row for some in replies.values() for row in some)]
    named: dict[int, dict[str, User]] = defaultdict(dict)
    mentions = models.Mention.objects.filter(comment__in=[row.pk for row in every]).select_related("person")
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
    for one in models.Mention.objects.filter(comment__in=keys).select_related("person") if keys else ():
        found[one.comment_id] = found[one.comment_id].replace(f"@{one.name}", f"@{one.person}")
    return found


def _with_links(text: str, named: Mapping[str, User], strand: models.Strand, readers: Mapping[int, Any]) -> SafeString:
    """A text in its writer's language, in which whoever is named has today's name, and a link to the card if any."""
    parts = _at(named).split(text) if named else [text]
    pieces = [_named(named.get(part), part, strand, readers) if at % 2 else part for at, part in enumerate(parts)]
    said = format_html_join("", "{}", ((piece,) for piece in pieces))
    language = writer_language(text)
    return said if language == reader_language() else format_html('<span lang="{}">{}</span>', language, said)


def _named(person: User | None, word: str, strand: models.Strand, readers: Mapping[int, Any]) -> Any:
    if person is None:
        return f"@{word}"
    name = str(person)
    if person.pk not in readers:
        return format_html('<span lang="{}">@{}</span>', writer_language(name), name)
    url = strand.address_of("partnerships:person", person=person.pk)
    return format_html('<a href="{}" lang="{}">@{}</a>', url, writer_language(name), name)
