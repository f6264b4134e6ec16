"""What a person may do, read once a request in one query; who works for a side or did; what one leaves behind."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, DateField, F, Model, Prefetch, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.audit import Kind
from core.flat_rows import Given, GivenKeys, prepared, read_rows
from core.folding import fold, holds, matching, query_parts
from core.parts import MOST_RESULTS, Panel, SearchGroup, SearchResult
from core.texts import LANGUAGES, writer_language, written_in
from partnerships.enums import MilestoneStatus, StrandRoleName
from partnerships.history.pairing_history import acts_in, entries_of
from partnerships.models import Deputy, FollowUp, Membership, Milestone, Pairing, Strand, StrandRole
from partnerships.people.models import DeputyQuerySet, MembershipQuerySet, RoleQuerySet
from partnerships.tasks.selectors import waiting_confirmations

_USER: Any = Given("user", BigIntegerField())
_TODAY: Any = Given("today", DateField())


def _rights() -> Iterable[QuerySet[Any, tuple[str, int, int, str, str]]]:
    """Roles with their strands, and participations with theirs, which have no role; of a strand code and language.

    In no order: by name it would join the account.
    """
    roles = StrandRole.objects.not_ended(_TODAY).filter(user=_USER).order_by()
    yield roles.values_list("role", "strand_id", Value(0), "strand__code", "strand__second_language")
    stood_in_for = Deputy.objects.on(_TODAY).filter(user=_USER).values("membership")
    memberships = Membership.objects.not_ended(_TODAY).filter(
        Q(user=_USER) | Q(pk__in=stood_in_for), started_on__lte=_TODAY
    )
    named = ("participation__strand__code", "participation__strand__second_language")
    yield memberships.order_by().values_list(Value(""), "participation__strand_id", "participation_id", *named)


def read_grants(user: User) -> Grants:
    """The person's grants today; an inactive account has none.

    Whoever stands in for a coordinator today works for that coordinator's participation, as long as the day lasts.
    """
    if not user.is_active:
        return Grants(user_id=user.pk)
    rows: list[tuple[str, int, int, str, str]] = read_rows(_rights, user=user.pk, today=clock.today())

    def strands(name: str) -> frozenset[int]:
        return frozenset(strand for role, strand, *_rest in rows if role == name)

    return Grants(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        staff=strands(StrandRoleName.STAFF),
        authority=strands(StrandRoleName.AUTHORITY),
        observer=strands(StrandRoleName.OBSERVER),
        coordinates=strands(""),
        participations=frozenset(participation for _role, _strand, participation, *_rest in rows if participation),
        languages=frozenset((code, language) for *_rest, code, language in rows),
    )


class GrantsMiddleware:
    """`request.grants` and `request.strands`: read when first asked for, then the same for the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy grants, and the strands that they open."""
        request.grants = SimpleLazyObject(lambda: _grants(request))  # type: ignore[attr-defined]
        request.strands = SimpleLazyObject(lambda: strands_of(request.grants))  # type: ignore[attr-defined]
        with written_in(cache(lambda: languages_at(request))):
            return self.get_response(request)


def languages_at(request: HttpRequest) -> tuple[str, ...]:
    """Those of the strand below which the page lies; of a page of no strand, those of all that the reader reads."""
    code = request.resolver_match.kwargs.get("strand") if request.resolver_match else None
    grants: Grants = request.grants  # type: ignore[attr-defined]
    strands: Iterable[tuple[str, str]] = grants.languages
    if grants.is_administrator:
        strands = ((one.code, one.second_language) for one in request.strands)  # type: ignore[attr-defined]
    found = {language for one, second in strands if code in (None, one) for language in ("en", second)}
    return tuple(language for language in LANGUAGES if language in found) or LANGUAGES


def _grants(request: HttpRequest) -> Grants:
    return read_grants(request.user) if request.user.is_authenticated else Grants()


@prepared(strands=None)
def _strands(strands: Any) -> QuerySet[Strand]:
    return Strand.objects.filter(pk__in=strands)


def strands_of(grants: Grants) -> list[Strand]:
    """Those that `visible_to` finds."""
    if grants.is_administrator:
        return list(Strand.objects.all())
    return _strands(strands=grants.strands) if grants.strands else []


# Who works for a side, as pages name it.

_SHOWN = ("function_en", "function_ko", "telephone", "shows_email", "shows_telephone")
_NAMES = ("id", "family_name", "given_name", "name_order", "name_native", "email", *_SHOWN, "search_text")


def _of_sides() -> Iterable[QuerySet[Any, Any]]:
    sides, names = GivenKeys("sides"), [f"user__{name}" for name in _NAMES]
    rows = Membership.objects.not_ended(_TODAY).filter(participation__in=sides, started_on__lte=_TODAY)
    deputies = Deputy.objects.on(_TODAY).filter(membership__participation__in=sides)
    for some, side, flag in ((rows, "participation_id", 0), (deputies, "membership__participation_id", 1)):
        yield some.filter(user__is_active=True).order_by().values_list(side, Value(flag), *names)


def coordinators_of(sides: Iterable[int], today: dt.date) -> dict[int, list[tuple[User, bool]]]:
    """The coordinators of participations on a day, then who stands in for one; closed accounts are left out.

    Each is an account that knows what stands of it on pages of others, and whether it is a deputy. One query.
    """
    found: dict[int, list[tuple[User, bool]]] = {side: [] for side in sides}
    rows = read_rows(_of_sides, sides=found, today=today)
    for side, is_deputy, *values in sorted(dict.fromkeys(rows), key=lambda row: (row[1], row[-1])):
        found[side].append((get_user_model()(**dict(zip(_NAMES, values, strict=True))), bool(is_deputy)))
    return found


# Who gets the mails about a side: its coordinators on a day, and who stands in for them.


class People:
    """Who works for participations on a day: of each its coordinators by key, each with who stands in for that one."""

    def __init__(self, teams: Mapping[int, Mapping[int, list[User]]]) -> None:
        self._teams = teams

    def of_side(self, participation_id: int) -> list[User]:
        """Everybody who works for the side, each once, the coordinators first."""
        teams = self._teams.get(participation_id, {}).values()
        ordered = [*(team[0] for team in teams), *(one for team in teams for one in team[1:])]
        found: dict[int, User] = {}
        for one in ordered:
            found.setdefault(one.pk, one)
        return list(found.values())

    def of_person(self, participation_id: int, person_id: int | None) -> list[User]:
        """One coordinator with who stands in for that person; the whole side where it is none of its coordinators."""
        return self._teams.get(participation_id, {}).get(person_id or 0) or self.of_side(participation_id)


def read_people(participation_ids: Iterable[int], today: dt.date) -> People:
    """Who works for these participations on a day, closed accounts left out; two queries."""
    wanted = set(participation_ids)
    teams: dict[int, dict[int, list[User]]] = defaultdict(dict)
    memberships = Membership.objects.not_ended(today).filter(participation__in=wanted, started_on__lte=today)
    for row in memberships.filter(user__is_active=True).select_related("user").order_by("user__search_text", "pk"):
        teams[row.participation_id][row.user_id] = [row.user]
    deputies = Deputy.objects.on(today).filter(membership__participation__in=wanted, user__is_active=True)
    for row in deputies.select_related("user", "membership__user").order_by("user__search_text", "pk"):
        team = teams[row.membership.participation_id].get(row.membership.user_id)
        if team and row.user not in team:
            row.user.stands_in_for = row.membership.user
            team.append(row.user)
    return People(teams)


@prepared(user=BigIntegerField(), today=DateField())
def deputies_of(user: int, today: dt.date) -> QuerySet[Deputy]:
    """For whom a person stands in on a day, the first to end first."""
    rows = Deputy.objects.on(today).filter(user=user)
    return rows.select_related("membership__user", "membership__participation__partner").order_by("ends_on", "pk")


def people_of(strand: Strand, **which: Any) -> QuerySet[User]:
    """Whoever has or had a role in the strand, or stood in for somebody there; `which` says which roles count."""
    had = Q(pk__in=StrandRole.objects.filter(strand=strand, **which).values("user"))
    had |= Q(pk__in=Membership.objects.filter(participation__strand=strand, **which).values("user"))
    had |= Q(pk__in=Deputy.objects.filter(membership__participation__strand=strand, **which).values("user"))
    return get_user_model().objects.filter(had)


def without_access(strand: Strand) -> QuerySet[User]:
    """Those of the strand whose role there ended with their access."""
    ended = people_of(strand, ended_at=F("user__access_renewed_at"))
    return ended.filter(is_active=False).order_by("search_text", "pk")


def may_manage_people(grants: Grants, strand: Strand) -> bool:
    """Staff keep the people of their strands, an administrator those of all."""
    return grants.is_administrator or strand.pk in grants.staff


def may_read_hand_over(grants: Grants, membership: Membership) -> bool:
    """What a coordinator leaves behind: the participation's coordinators, or who keeps the strand's people."""
    return membership.participation_id in grants.participations or may_manage_people(grants, membership.strand)


# What a coordinator leaves to the successor, for the hand-over sheet.

LATEST = 20  # acts of each pairing


def sheet(membership: Membership, grants: Grants) -> dict[str, Any]:
    """The hand-over sheet of a coordinator's participation, with the acts that its reader may know of.

    Its pairings have what is open on both sides: `promises`, each with how `late` it is, `confirmations`, `planned`
    milestones, `people` by side, and their latest `entries`, without what was only looked up or taken along. The
    number of queries depends on that of the participation's pairings alone, which are one or two.
    """
    today = clock.today()
    promises = FollowUp.objects.open().select_related("owner").order_by("due_on", "pk")
    planned = Milestone.objects.filter(status=MilestoneStatus.PLANNED).in_order()
    rows: Any = Pairing.objects.with_side(membership.participation).with_names().order_by("code")
    rows = rows.prefetch_related(
        Prefetch("follow_ups", queryset=promises, to_attr="promises"),
        Prefetch("milestones", queryset=planned, to_attr="planned"),
    )
    pairings = list(rows)
    sides = {key for pairing in pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    coordinators = Membership.objects.not_ended(today).filter(participation__in=sides).select_related("user")
    people = defaultdict(list)
    for row in coordinators.order_by("user__search_text", "pk"):
        people[row.participation_id].append(row)
    deputies = Deputy.objects.not_over(today).filter(membership__participation__in=sides)
    waiting = waiting_confirmations(pairings)
    for pairing in pairings:
        for promise in pairing.promises:
            promise.late = promise.state_label if promise.is_late(today) else ""
        pairing.confirmations = [one for one in waiting if one.pairing == pairing]
        keys = {"eu": pairing.eu_id, "counterpart": pairing.counterpart_id}
        pairing.people = [(side, partner, people[keys[side]]) for side, partner in pairing.partners]
        acts = acts_in(pairing=pairing, grants=grants).exclude(kind=Kind.LOOK)
        pairing.entries = entries_of(list(acts[:LATEST]), pairing)
    return {
        "today": today,
        "pairings": pairings,
        "deputies": list(deputies.select_related("user", "membership__user").order_by("starts_on", "pk")),
    }


# What pages that know nothing of people show: the home page, and the own account.


def deputy_panel(
    *, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime, pairings: Sequence[Pairing]
) -> Iterable[Panel]:
    """Whose tasks stand among the reader's own, and until when; a deputy works for a participation."""
    del now, since, pairings
    rows = deputies_of(user=grants.user_id, today=today) if grants.participations else []
    if rows:
        yield Panel("partnerships/tasks/home.html#deputies", {"deputies": rows}, place="aside")


def own_work(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Where the reader is coordinator: who leaves or goes away looks for it on the own account."""
    if grants.user_id is None:
        return
    rows = Membership.objects.filter(user_id=grants.user_id).not_ended(today).with_names().with_deputies(today)
    if found := list(rows.order_by("-participation__strand__starts_on", "pk")):
        yield Panel("partnerships/account_work.html", {"memberships": found})


# Who is who in a strand: the cards of its people, and a few words of them on the pages of others and in search.


def posts_on(today: dt.date, grants: Grants) -> tuple[MembershipQuerySet, RoleQuerySet, DeputyQuerySet]:
    """Who works in the strands that the reader reads, on a day: coordinators, other roles, deputies."""
    members = Membership.objects.visible_to(grants).not_ended(today).filter(started_on__lte=today)
    roles = StrandRole.objects.visible_to(grants).not_ended(today)
    return members, roles, Deputy.objects.visible_to(grants).on(today)


def card_of(person: User, strand: Strand, *, reached: bool) -> dict[str, Any]:
    """A card in short; how the person is `reached` stands on it as far as the person lets others see it."""
    return {
        "name": str(person),
        "native": person.other_name,
        "function": person.function,
        "url": strand.address_of("partnerships:person", person=person.pk),
        "email": person.shown_email if reached else "",
        "telephone": person.shown_telephone if reached else "",
        "dialled": person.dialled,
    }


def found_people(*, grants: Grants, query: str, among: Collection[type[Model]], **_facts: Any) -> Iterable[SearchGroup]:
    """Whoever works in a strand that the reader reads, by name in either script, function and department.

    Each once, with the card in the newest of these strands.

    Never by the address, which stands in the same folded text: not everybody sees it. Three queries.
    """
    if get_user_model() not in among:
        return
    members, roles, deputies = posts_on(clock.today(), grants)
    shown: Q = matching(query, field="user__search_text")
    posts = (
        (members.order_by(), "participation__strand"),
        (roles.order_by(), "strand"),
        (deputies.order_by(), "membership__participation__strand"),
    )
    first, *others = [rows.filter(shown, user__is_active=True).values_list("user", path) for rows, path in posts]
    pairs = list(first.union(*others).order_by())
    people = get_user_model().objects.in_bulk({person for person, _strand in pairs})
    in_time = Strand.objects.filter(pk__in={strand for _person, strand in pairs})
    in_time = in_time.order_by(F("starts_on").asc(nulls_first=True), "pk")
    newest = {person: strand for strand in in_time for person, key in pairs if key == strand.pk}
    words, results = query_parts(query), []
    for one in sorted(people.values(), key=lambda person: (person.search_text, person.pk)):
        where = newest[one.pk]
        said = fold(" ".join(getattr(one, name) for name in (*one.NAMES, *one.POST)))
        if holds(words, said):
            url = reverse("partnerships:person", args=[where.code, one.pk])
            note = ", ".join(filter(None, (one.other_name, one.function, one.office, str(where))))
            results.append(SearchResult(str(one), writer_language(str(one)), url, note))
    yield SearchGroup.of(_("People"), results[: MOST_RESULTS + 1])
