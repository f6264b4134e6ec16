"""What this app adds to search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.folding import ByName, matching
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from core.texts import TwoLanguageText, writer_language
from partnerships.models import (
    Agreement,
    Contact,
    Document,
    GoodPractice,
    Indicator,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Partner,
    Project,
    Strand,
    Theme,
)

if TYPE_CHECKING:
    from core.access import Grants


def _result(record: Any, name: str, url: str, note: str = "") -> SearchResult:
    pair = getattr(type(record), name)
    if isinstance(pair, TwoLanguageText):
        text, language = pair.pick(record)
    else:
        text, language = getattr(record, name), ""
    return SearchResult(name=text, language=language, url=url, note=note)


def _place(pairing: Pairing) -> str:
    """The pairing and its strand: the next round has records of the same names."""
    return f"{pairing.name}, {pairing.strand}"


def _partner_of(practice: GoodPractice) -> str:
    """The partner that offers it, and in which strand."""
    stating = practice.interest.participation
    return f"{stating.partner.name}, {stating.strand}"


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Partners, pairings and what they do, themes, good practices, documents, organisations by any of their names."""
    yield SearchGroup.of(_("Partners"), _partners(grants, query))
    yield SearchGroup.of(_("Pairings"), _pairings(grants, query))
    yield SearchGroup.of(_("Milestones"), _milestones(grants, query))
    yield SearchGroup.of(_("Themes"), _themes(grants, query))
    yield SearchGroup.of(_("Cooperation projects"), _projects(grants, query))
    yield SearchGroup.of(_("Good practices"), _practices(grants, query))
    yield SearchGroup.of(_("Contacts"), _contacts(grants, query))
    yield SearchGroup.of(_("Agreements"), _agreements(grants, query))
    yield SearchGroup.of(_("Documents"), _documents(grants, query))
    yield SearchGroup.of(_("Organisations"), _organisations(grants, query))


def _partners(grants: Grants, query: str) -> list[SearchResult]:
    rows = Participation.objects.visible_to(grants).filter(_partner_or_city(query)).select_related("strand", "partner")
    rows = rows.order_by(ByName("partner__"), "pk")[: MOST_RESULTS + 1]
    return [_result(row.partner, "name", row.get_absolute_url(), str(row.strand)) for row in rows]


def _partner_or_city(query: str) -> Q:
    """Every word stands in the partner's names or in those of one of its cities, such as an alliance has."""
    condition = Q()
    for word in query.split():
        cities = Partner.objects.filter(matching(word, field="cities__search_text"))
        condition &= matching(word, field="partner__search_text") | Q(partner__in=cities)
    return condition


def _pairings(grants: Grants, query: str) -> list[SearchResult]:
    rows = Pairing.objects.visible_to(grants).filter(_either_partner(query)).with_names()
    rows = rows.order_by("code", "pk")[: MOST_RESULTS + 1]
    return [_result(row, "name", row.get_absolute_url(), str(row.strand)) for row in rows]


def _either_partner(query: str) -> Q:
    """Every word stands in one of the two partners' names, or the pairing's code."""
    words = query.replace("-", " ").replace("·", " ").split()
    condition = Q() if words else Q(pk__in=[])
    for word in words:
        condition &= (
            matching(word, field="eu__partner__search_text")
            | matching(word, field="counterpart__partner__search_text")
            | matching(word)
        )
    return condition


def _themes(grants: Grants, query: str) -> list[SearchResult]:
    rows = Theme.objects.visible_to(grants).filter(matching(query)).select_related("strand")
    rows = rows.order_by(ByName(), "pk")[: MOST_RESULTS + 1]
    return [_result(row, "name", row.get_absolute_url(), str(row.strand)) for row in rows]


def _organisations(grants: Grants, query: str) -> list[SearchResult]:
    """Each with its page in the newest strand that the reader reads; an administrator may find one of no directory."""
    strands = Prefetch("strands", Strand.objects.visible_to(grants), to_attr="read_in")
    rows = Organisation.objects.visible_to(grants).active().filter(matching(query))
    found = []
    for row in rows.prefetch_related(strands).order_by(ByName(), "pk")[: MOST_RESULTS + 1]:
        places = [strand.code for strand in row.read_in]
        url = reverse("partnerships:organisation", args=[places[0], row.code]) if places else ""
        found.append(_result(row, "name", url, str(row.get_sector_display())))
    return found


def _milestones(grants: Grants, query: str) -> list[SearchResult]:
    rows = (
        Milestone.objects.visible_to(grants)
        .filter(matching(query))
        .select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
        .order_by(ByName(), "pk")[: MOST_RESULTS + 1]
    )
    return [_result(row, "title", row.get_absolute_url(), _place(row.pairing)) for row in rows]


def _practices(grants: Grants, query: str) -> list[SearchResult]:
    """By title and text, by the offer's topic and by the partner; those of withdrawn offers are left out."""
    condition = Q()
    for word in query.split():
        condition &= (
            matching(word)
            | matching(word, field="interest__topic__search_text")
            | matching(word, field="interest__participation__partner__search_text")
        )
    rows = GoodPractice.objects.visible_to(grants).filter(condition, interest__withdrawn_on=None)
    rows = rows.select_related("interest__participation__partner", "interest__participation__strand")
    return [
        _result(row, "title", row.get_absolute_url(), _partner_of(row))
        for row in rows.order_by("search_text", "pk")[: MOST_RESULTS + 1]
    ]


def _agreements(grants: Grants, query: str) -> list[SearchResult]:
    rows = Agreement.objects.visible_to(grants).filter(matching(query)).with_names()
    return [
        _result(row, "title", row.get_absolute_url(), _place(row.pairing))
        for row in rows.order_by(ByName(), "pk")[: MOST_RESULTS + 1]
    ]


def _documents(grants: Grants, query: str) -> list[SearchResult]:
    """By title and description, those that the reader may see and that are not withdrawn."""
    rows = (
        Document.objects.visible_to(grants)
        .active()
        .filter(matching(query))
        .select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
        .order_by("search_text", "pk")[: MOST_RESULTS + 1]
    )
    return [
        SearchResult(row.title, writer_language(row.title), row.get_absolute_url(), _place(row.pairing)) for row in rows
    ]


def _projects(grants: Grants, query: str) -> list[SearchResult]:
    rows = Project.objects.visible_to(grants).filter(matching(query)).with_names()
    rows = rows.order_by(ByName(), "pk")[: MOST_RESULTS + 1]
    return [
        _result(row, "title", row.get_absolute_url(), _place(row.pairing) if row.pairing_id else str(row.strand))
        for row in rows
    ]


def _contacts(grants: Grants, query: str) -> list[SearchResult]:
    """By what was said and who took part; the newest first."""
    rows = (
        Contact.objects.visible_to(grants)
        .active()
        .filter(matching(query))
        .select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
        .order_by("-on", "-created_at", "-pk")[: MOST_RESULTS + 1]
    )
    return [_contact(row) for row in rows]


def _contact(row: Contact) -> SearchResult:
    """A contact has no title: it is called by the beginning of what was said."""
    text, language = type(row).what.pick(row)
    note = f"{_place(row.pairing)}, {row}"
    return SearchResult(name=Truncator(text).chars(80), language=language, url=row.get_absolute_url(), note=note)


def indicators_found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Indicators by their names, each in the newest strand of its programme that the reader reads; two queries."""
    condition = Q()
    for word in query.split():
        condition &= Q(name_en__icontains=word) | Q(name_ko__icontains=word)
    # A programme without a strand has no page to show its indicators on.
    known = Indicator.objects.visible_to(grants).filter(condition, programme__strands__isnull=False).distinct()
    rows = list(known.order_by("code", "pk")[: MOST_RESULTS + 1])
    found = Strand.objects.visible_to(grants).filter(programme_record__in={row.programme_id for row in rows})
    in_time = found.order_by(F("starts_on").asc(nulls_first=True), "pk")
    strands = {strand.programme_record_id: strand for strand in in_time} if rows else {}
    results = []
    for row in rows:
        name, language = type(row).name.pick(row)
        strand = strands[row.programme_id]
        url = reverse("partnerships:indicator", args=[strand.code, row.code])
        results.append(SearchResult(name=name, language=language, url=url, note=str(strand)))
    yield SearchGroup.of(_("Indicators"), results)
