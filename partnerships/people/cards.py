"""Who is who in a strand: the cards of its people, and a few words of them on the pages of others and in search."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import Grants, within
from core.folding import fold, holds, matching, query_parts
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from core.texts import writer_language
from partnerships.models import Deputy, Membership, Strand, StrandRole
from partnerships.people.models import DeputyQuerySet, MembershipQuerySet, RoleQuerySet


def posts_on(today: dt.date, grants: Grants) -> tuple[MembershipQuerySet, RoleQuerySet, DeputyQuerySet]:
    """Who works in the strands that the reader reads, on a day: coordinators, other roles, deputies."""
    members = Membership.objects.visible_to(grants).not_ended(today).filter(started_on__lte=today)
    roles = StrandRole.objects.not_ended(today).filter(within(grants, "strand"))
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


def found(*, grants: Grants, query: str, among: Collection[type[Model]], **_facts: Any) -> Iterable[SearchGroup]:
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
