"""What this app adds to search."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from django.db.models import F, Model, Prefetch, Q
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.folding import ByName, fold, in_any, matching, query_parts
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from core.texts import name_in_both, writer_language
from partnerships import models
from partnerships.people.selectors import posts_on
from partnerships.querysets import own_pairing

SIDES = ("eu__partner", "counterpart__partner")
OF_PARTNERS = tuple(f"pairing__{side}__search_text" for side in SIDES)
LETTERS = 80  # of a text that has no title
TITLED = ("title_en", "title_ko", "code")
NAMED = ("name_en", "name_ko", "code")


def _result(record: Any, name: str, url: str, note: Any) -> SearchResult:
    text, language = getattr(type(record), name).pick(record)
    return SearchResult(name=text, language=language, url=url, note=str(note))


def _titled(row: Any) -> SearchResult:
    return _result(row, "title", row.get_absolute_url(), _place(row))


def _place(row: Any) -> str:
    """The pairing and its strand: the next round has records of the same names."""
    return f"{row.pairing.name}, {row.pairing.strand}" if row.pairing_id else str(row.strand)


def found(*, grants: Grants, query: str, among: Collection[type[Model]]) -> Iterable[SearchGroup]:
    """Partners, pairings and what they do, themes, good practices, documents, organisations by any of their names.

    Rows are read with the few fields that are shown, and what several lie in, strands and pairings, once for all.
    """
    strands = {row.pk: row for row in models.Strand.objects.visible_to(grants)}
    kinds = list(_kinds(grants, query, among, list(strands.values())))
    read = [list(rows.order_by(*order).only(*fields)[: MOST_RESULTS + 1]) for _title, rows, order, fields, _ in kinds]
    every = [row for rows in read for row in rows]
    keys = {key for row in every if (key := vars(row).get("pairing_id"))}
    pairings = (
        {row.pk: row for row in models.Pairing.objects.filter(pk__in=keys).select_related(*SIDES)} if keys else {}
    )
    for row in (*pairings.values(), *every):
        if key := vars(row).get("strand_id"):
            row.strand = strands[key]
        if key := vars(row).get("pairing_id"):
            row.pairing = pairings[key]
    for (title, _rows, _order, _fields, shown), rows in zip(kinds, read, strict=True):
        yield SearchGroup.of(title, [shown(row) for row in rows])


def _kinds(
    grants: Grants, query: str, among: Collection[type[Model]], strands: Sequence[models.Strand]
) -> Iterator[tuple[str, Any, Sequence[Any], Sequence[str], Callable[[Any], SearchResult]]]:
    """Title, rows, order, fields and how one is shown, of each kind; one of which no row has the words is left out."""

    def seen(model: Any) -> Any:
        rows = model.objects.visible_to(grants)
        return rows.filter(matching(query)) if model in among else rows.none()

    # What lies in the strand that began last comes first.
    newest, of_pairing = (F(f"{path}starts_on").desc(nulls_last=True) for path in ("strand__", "pairing__strand__"))
    by_name, in_pairing = (newest, ByName(), "pk"), (*TITLED, "pairing")
    yield (
        _("Partners"),
        models.Participation.objects.visible_to(grants).filter(_partner_or_city(query)).select_related("partner"),
        (newest, ByName("partner__"), "pk"),
        ("strand", *(f"partner__{name}" for name in NAMED)),
        lambda row: _result(row.partner, "name", row.get_absolute_url(), row.strand),
    )
    yield (
        _("Pairings"),
        models.Pairing.objects.visible_to(grants).filter(_either_partner(query)).select_related(*SIDES),
        (newest, "code", "pk"),
        ("code", "strand", *(f"{side}__{name}" for side in SIDES for name in NAMED)),
        lambda row: SearchResult(row.name, "", row.get_absolute_url(), str(row.strand)),
    )
    yield _("Milestones"), seen(models.Milestone), (of_pairing, ByName(), "pk"), in_pairing, _titled
    named = lambda row: _result(row, "name", row.get_absolute_url(), row.strand)  # noqa: E731
    yield _("Themes"), seen(models.Theme), by_name, ("strand", *NAMED), named
    yield _("Cooperation projects"), seen(models.Project), by_name, ("strand", *in_pairing), _titled
    # By title and text, by the offer's topic and by the partner; those of withdrawn offers are left out. With what
    # other strands of the programme have released.
    behind = ("search_text", "interest__topic__search_text", "interest__participation__partner__search_text")
    practices = models.GoodPractice.objects.readable_by(grants).filter(in_any(query_parts(query), *behind))
    stating = "interest__participation"
    yield (
        _("Good practices"),
        practices.filter(interest__withdrawn_on=None).select_related(f"{stating}__partner", f"{stating}__strand"),
        ("search_text", "pk"),
        ("title_en", "title_ko", "interest__participation"),
        lambda row: _result(row, "title", row.get_absolute_url(), _partner_of(row)),
    )
    said = ("what_en", "what_ko", "code", "kind", "on", "pairing")
    yield _("Contacts"), seen(models.Contact).active(), ("-on", "-created_at", "-pk"), said, _contact
    promised = ("what_en", "what_ko", "code", "pairing")
    by_text = lambda row: _result(row, "what", row.get_absolute_url(), _place(row))  # noqa: E731
    yield _("Follow-ups"), seen(models.FollowUp), ("-due_on", "-pk"), promised, by_text
    written = ("text", "author_label", "at", "pairing")
    on = (*written, "record_type", "record_id")
    yield _kind(models.Comment), seen(models.Comment).active(), ("-at", "-pk"), (*on, "strand"), _written
    on_record = seen(models.Note).active().prefetch_related("record")
    yield _kind(models.Note), on_record, ("-at", "-pk"), on, _written
    yield _("Agreements"), seen(models.Agreement), by_name, ("strand", *in_pairing), _titled
    for model in (models.ActionPlan, models.Closing):
        yield _kind(model), _texts(model, grants, query_parts(query), among), ("-pk",), ("pairing",), _text
    # Whoever reads what two others write with each other finds that itself.
    frozen = seen(models.TextEdition).in_force().exclude(own_pairing(grants, "pairing__") or ~Q(pk__in=[]))
    yield (
        _("Confirmed texts"),
        frozen,
        (of_pairing, "-pk"),
        ("slug", "body", "pairing"),
        lambda row: SearchResult(row.title[0], row.title[1], row.answer_url, _place(row)),
    )
    yield (
        _("Documents"),
        _documents(grants, query, among).active(),
        (of_pairing, "search_text", "pk"),
        ("title", "code", "pairing", "strand"),
        lambda row: SearchResult(row.title, writer_language(row.title), row.get_absolute_url(), _place(row)),
    )
    # Each with its page in the newest strand that the reader reads; an administrator may find one of no directory.
    readable = models.Strand.objects.filter(pk__in=[strand.pk for strand in strands])
    directories = Prefetch("strands", readable, to_attr="read_in")
    organisations = seen(models.Organisation).active().prefetch_related(directories)
    yield _("Organisations"), organisations, (ByName(), "pk"), (*NAMED, "sector"), _organisation


def _partner_or_city(query: str) -> Q:
    """Every word stands in the partner's names or in those of one of its cities, such as an alliance has."""
    condition = Q()
    for word in query.split():
        cities = models.Partner.objects.filter(matching(word, field="cities__search_text"))
        condition &= matching(word, field="partner__search_text") | Q(partner__in=cities)
    return condition


def _either_partner(query: str) -> Q:
    """Every word stands in one of the two partners' names, or the pairing's code."""
    words = query_parts(query.replace("-", " ").replace("·", " "))
    names = ("eu__partner__search_text", "counterpart__partner__search_text", "search_text")
    return in_any(words, *names) if words else Q(pk__in=[])


def _partner_of(practice: models.GoodPractice) -> str:
    """The partner that offers it, and in which strand."""
    stating = practice.interest.participation
    return f"{stating.partner.name}, {stating.strand}"


def _kind(model: type[Model]) -> str:
    return str(capfirst(str(model._meta.verbose_name_plural)))


def _documents(grants: Grants, query: str, among: Collection[type[Model]]) -> Any:
    """Documents by title and description, and by what their files are called."""
    asked = matching(query)
    if models.DocumentVersion in among:
        asked |= Q(pk__in=models.DocumentVersion.objects.filter(asked).order_by().values("document"))
    rows = models.Document.objects.visible_to(grants)
    return rows.filter(asked) if {models.Document, models.DocumentVersion} & set(among) else rows.none()


def _texts(model: Any, grants: Grants, words: Sequence[str], among: Collection[type[Model]]) -> Any:
    """Texts that the sides write with each other, by their words, by their pairing and by what their kind is called."""
    called = " ".join(fold(name) for name in name_in_both(model._meta.verbose_name).values())
    rest = [word for word in words if word not in called]
    rows = model.objects.visible_to(grants).filter(model.written(), own_pairing(grants, "pairing__"))
    if len(rest) == len(words) and model not in among:
        return rows.none()
    return rows.filter(in_any(rest, "search_text", *OF_PARTNERS))


def _text(row: Any) -> SearchResult:
    return SearchResult(row.kind_name(), "", row.get_absolute_url(), _place(row))


def _written(row: models.Comment | models.Note) -> SearchResult:
    """A comment or a note has no title: it is called by its beginning."""
    text = Truncator(row.text).chars(LETTERS)
    return SearchResult(text, writer_language(text), row.get_absolute_url(), f"{_place(row)}, {row}")


def _contact(row: models.Contact) -> SearchResult:
    """A contact has no title: it is called by the beginning of what was said."""
    text, language = type(row).what.pick(row)
    return SearchResult(Truncator(text).chars(LETTERS), language, row.get_absolute_url(), f"{_place(row)}, {row}")


def _organisation(row: Any) -> SearchResult:
    places = [strand.code for strand in row.read_in]
    url = reverse("partnerships:organisation", args=[places[0], row.code]) if places else ""
    return _result(row, "name", url, row.get_sector_display())


def indicators_found(*, grants: Grants, query: str, **_facts: Any) -> Iterable[SearchGroup]:
    """Indicators by their names, each in the newest strand of its programme that the reader reads; two queries."""
    condition = Q()
    for word in query.split():
        condition &= Q(name_en__icontains=word) | Q(name_ko__icontains=word)
    # A programme without a strand has no page to show its indicators on.
    known = models.Indicator.objects.visible_to(grants).filter(condition, programme__strands__isnull=False).distinct()
    rows = list(known.order_by("code", "pk")[: MOST_RESULTS + 1])
    found = models.Strand.objects.visible_to(grants).filter(programme_record__in={row.programme_id for row in rows})
    in_time = found.order_by(F("starts_on").asc(nulls_first=True), "pk")
    strands = {strand.programme_record_id: strand for strand in in_time} if rows else {}
    results = []
    for row in rows:
        strand = strands[row.programme_id]
        url = reverse("partnerships:indicator", args=[strand.code, row.code])
        results.append(_result(row, "name", url, strand))
    yield SearchGroup.of(_("Indicators"), results)


SHORTEST, LONG = 4, 8  # letters of a word: from here on one, and two of them may be wrong


def respelled(grants: Grants, query: str) -> str:
    """The query with the nearest names in place of words that no name has; empty where that changes nothing.

    Names are those of partners, people, organisations, projects and topics that the reader sees; one query at most.
    """
    words = query_parts(query)
    pieces = [piece for word in words if len(_letters(word)) >= SHORTEST for piece in _pieces(word)]
    names = _names_with(grants, pieces) if pieces else set()
    meant = [word if any(word in name for name in names) else nearest(word, names) or word for word in words]
    return "" if meant == words else " ".join(meant)


def nearest(word: str, names: Iterable[str]) -> str:
    """Of some folded names the one that is the word but for a letter or two, else begins so; nothing where none is.

    >>> nearest("barcelone", ["valencia", "barcelona"])
    'barcelona'
    """
    typed, wrong = _letters(word), _wrong(word)
    names = set(names)
    for meant in (names, {name[: len(word)] for name in names}) if wrong else ():
        near = {letters: name for name in meant if abs(len(letters := _letters(name)) - len(typed)) <= wrong}
        # A letter that is another one counts in both words, one that is too many in one of them.
        if found := get_close_matches(typed, sorted(near), n=1, cutoff=1 - (wrong + 0.01) / len(typed)):
            return near[found[0]]
    return ""


def _letters(word: str) -> str:
    """Hangul by its letters: of a syllable one may be wrong."""
    return unicodedata.normalize("NFD", word)


def _wrong(word: str) -> int:
    letters = len(_letters(word))
    return (letters >= SHORTEST) + (letters >= LONG)


def _pieces(word: str) -> list[str]:
    """As many pieces and one more than letters may be wrong: one of them is right, and a name with it can be meant."""
    count = min(_wrong(word) + 1, len(word))
    ends = [len(word) * number // count for number in range(count + 1)]
    return [word[start:end] for start, end in pairwise(ends)]


def _names_with(grants: Grants, pieces: Iterable[str]) -> set[str]:
    """The words of names that have any of the pieces; none of an address of mail, which not everybody sees."""
    members, roles, _deputies = posts_on(clock.today(), grants)
    sources = (
        (models.Participation.objects.visible_to(grants), "partner__search_text"),
        (models.Organisation.objects.visible_to(grants), "search_text"),
        (models.Project.objects.visible_to(grants), "search_text"),
        (models.Theme.objects.visible_to(grants), "search_text"),
        (members, "user__search_text"),
        (roles, "user__search_text"),
    )
    found: list[Any] = []
    for rows, path in sources:
        having = Q.create([Q(**{f"{path}__contains": piece}) for piece in pieces], connector=Q.OR)
        found.append(rows.filter(having).order_by().annotate(found=F(path)).values_list("found", flat=True))
    texts = found[0].union(*found[1:]).order_by()
    return {word for text in texts for word in text.split() if "@" not in word}
