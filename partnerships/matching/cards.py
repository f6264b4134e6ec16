"""What a partner needs and offers, and who states something on a theme, as the pages of partners and themes show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.parts import OneClick
from partnerships.enums import InterestKind
from partnerships.matching.services import stated_by, stated_on
from partnerships.rules.together import may_edit_participation

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import GoodPractice, Interest, Participation, Strand, Theme


@dataclass(frozen=True, slots=True)
class InterestLine:
    """A need or an offer with its good practice, and what the reader can do with it."""

    row: Interest
    practice: GoodPractice | None
    edit_url: str = ""
    practice_url: str = ""
    act: OneClick | None = None
    history_url: str = ""


def interests_of(grants: Grants, participation: Participation) -> dict[str, Any]:
    """The needs, the offers and what was withdrawn, in one query; withdrawn ones are for those who may take them up."""
    works = may_edit_participation(grants, participation)
    lines = [_line(row, works=works) for row in stated_by(participation)]
    place = [participation.strand.code, participation.partner.code]
    add_url = reverse("partnerships:interest-add", args=place) if works else ""
    return {
        "groups": [
            {
                "kind": kind.value,
                "title": title,
                "lines": [line for line in lines if line.row.kind == kind and not line.row.withdrawn_on],
                "add_url": f"{add_url}?kind={kind.value}" if works else "",
            }
            for kind, title in (
                (InterestKind.NEED, _("Wants to learn")),
                (InterestKind.OFFER, _("Can teach")),
            )
        ],
        "withdrawn": [line for line in lines if line.row.withdrawn_on] if works else [],
        "works": works,
    }


def _line(row: Interest, *, works: bool) -> InterestLine:
    place = [row.participation.strand.code, row.participation.partner.code, row.pk]
    practice = getattr(row, "good_practice", None)
    if practice is not None:
        practice.interest = row
    history = reverse("partnerships:record-history", args=[row.participation.strand.code, "interest", row.pk])
    if not works:
        return InterestLine(row, practice, history_url=history)
    name, label = (
        ("interest-restate", pgettext("need or offer", "State it again"))
        if row.withdrawn_on
        else ("interest-withdraw", pgettext("need or offer", "Withdraw"))
    )
    is_offer = row.kind == InterestKind.OFFER and not row.withdrawn_on
    return InterestLine(
        row,
        practice,
        edit_url="" if row.withdrawn_on else reverse("partnerships:interest-edit", args=place),
        practice_url=reverse("partnerships:practice-edit", args=place) if is_offer and practice is None else "",
        act=OneClick(reverse(f"partnerships:{name}", args=place), label, row.version),
        history_url=history,
    )


def stated_on_theme(strand: Strand, theme: Theme, topics: Sequence[Theme]) -> dict[str, Any]:
    """Who wants to learn and who can teach a topic, or the topics of an area; one query."""
    rows = stated_on([theme, *topics])
    for row in rows:
        if practice := getattr(row, "good_practice", None):
            practice.interest = row
    return {
        "groups": [
            (title, [row for row in rows if row.kind == kind])
            for kind, title in ((InterestKind.NEED, _("Want to learn it")), (InterestKind.OFFER, _("Can teach it")))
        ],
        "of_area": bool(topics),
        "url": reverse("partnerships:matching", args=[strand.code], query={"theme": theme.code}) if rows else "",
    }
