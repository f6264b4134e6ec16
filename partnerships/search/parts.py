"""What this app adds to search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.folding import ByName, matching
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from core.texts import writer_language
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


_IN_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


def _result(record: Any, name: str, url: str, note: Any) -> SearchResult:
    text, language = getattr(type(record), name).pick(record)
    return SearchResult(name=text, language=language, url=url, note=str(note))


def _titled(row: Any) -> SearchResult:
    return _result(row, "title", row.get_absolute_url(), _place(row))


def _place(row: Any) -> str:
    """The pairing and its strand: the next round has records of the same names."""
    return f"{row.pairing.name}, {row.pairing.strand}" if row.pairing_id else str(row.strand)


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Partners, pairings and what they do, themes, good practices, documents, organisations by any of their names."""

    def group(title: str, rows: Any, order: Sequence[Any], read: Callable[[Any], SearchResult]) -> SearchGroup:
        return SearchGroup.of(title, [read(row) for row in rows.order_by(*order)[: MOST_RESULTS + 1]])

    def seen(model: Any) -> Any:
        return model.objects.visible_to(grants)

    words = matching(query)
    yield group(
        _("Partners"),
        seen(Participation).filter(_partner_or_city(query)).select_related("strand", "partner"),
        (ByName("partner__"), "pk"),
        lambda row: _result(row.partner, "name", row.get_absolute_url(), row.strand),
    )
    yield group(
        _("Pairings"),
        seen(Pairing).filter(_either_partner(query)).with_names(),
        ("code", "pk"),
        lambda row: SearchResult(row.name, "", row.get_absolute_url(), str(row.strand)),
    )
    milestones = seen(Milestone).filter(words).select_related(*_IN_PAIRING)
    yield group(_("Milestones"), milestones, (ByName(), "pk"), _titled)
    yield group(
        _("Themes"),
        seen(Theme).filter(words).select_related("strand"),
        (ByName(), "pk"),
        lambda row: _result(row, "name", row.get_absolute_url(), row.strand),
    )
    yield group(_("Cooperation projects"), seen(Project).filter(words).with_names(), (ByName(), "pk"), _titled)
    # By title and text, by the offer's topic and by the partner; those of withdrawn offers are left out.
    behind = ("search_text", "interest__topic__search_text", "interest__participation__partner__search_text")
    practices = seen(GoodPractice).filter(_in_any(query.split(), *behind), interest__withdrawn_on=None)
    yield group(
        _("Good practices"),
        practices.select_related("interest__participation__partner", "interest__participation__strand"),
        ("search_text", "pk"),
        lambda row: _result(row, "title", row.get_absolute_url(), _partner_of(row)),
    )
    contacts = seen(Contact).active().filter(words).select_related(*_IN_PAIRING)
    yield group(_("Contacts"), contacts, ("-on", "-created_at", "-pk"), _contact)
    yield group(_("Agreements"), seen(Agreement).filter(words).with_names(), (ByName(), "pk"), _titled)
    yield group(
        _("Documents"),
        seen(Document).active().filter(words).select_related(*_IN_PAIRING),
        ("search_text", "pk"),
        lambda row: SearchResult(row.title, writer_language(row.title), row.get_absolute_url(), _place(row)),
    )
    # Each with its page in the newest strand that the reader reads; an administrator may find one of no directory.
    strands = Prefetch("strands", seen(Strand), to_attr="read_in")
    organisations = seen(Organisation).active().filter(words).prefetch_related(strands)
    yield group(_("Organisations"), organisations, (ByName(), "pk"), _organisation)


def _in_any(words: Iterable[str], *fields: str) -> Q:
    """Every word stands in one of the fields."""
    condition = Q()
    for word in words:
        condition &= Q.create([matching(word, field=field) for field in fields], connector=Q.OR)
    return condition


def _partner_or_city(query: str) -> Q:
    """Every word stands in the partner's names or in those of one of its cities, such as an alliance has."""
    condition = Q()
    for word in query.split():
        cities = Partner.objects.filter(matching(word, field="cities__search_text"))
        condition &= matching(word, field="partner__search_text") | Q(partner__in=cities)
    return condition


def _either_partner(query: str) -> Q:
    """Every word stands in one of the two partners' names, or the pairing's code."""
    words = query.replace("-", " ").replace("·", " ").split()
    names = ("eu__partner__search_text", "counterpart__partner__search_text", "search_text")
    return _in_any(words, *names) if words else Q(pk__in=[])


def _partner_of(practice: GoodPractice) -> str:
    """The partner that offers it, and in which strand."""
    stating = practice.interest.participation
    return f"{stating.partner.name}, {stating.strand}"


def _contact(row: Contact) -> SearchResult:
    """A contact has no title: it is called by the beginning of what was said."""
    text, language = type(row).what.pick(row)
    return SearchResult(Truncator(text).chars(80), language, row.get_absolute_url(), f"{_place(row)}, {row}")


def _organisation(row: Any) -> SearchResult:
    places = [strand.code for strand in row.read_in]
    url = reverse("partnerships:organisation", args=[places[0], row.code]) if places else ""
    return _result(row, "name", url, row.get_sector_display())


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
        strand = strands[row.programme_id]
        url = reverse("partnerships:indicator", args=[strand.code, row.code])
        results.append(_result(row, "name", url, strand))
    yield SearchGroup.of(_("Indicators"), results)
