"""Texts that are written once, such as reasons: those that lack the other language, and where somebody adds it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from core.access import Grants
from core.flat_rows import as_record, flat
from core.texts import OneLanguageTexts, writer_language
from partnerships.history.selectors import pairing_of
from partnerships.models import Pairing, Strand
from partnerships.translations.services import WANTED, TextGap, TextPage, gaps_of, lacks, text_pages
from partnerships.workflow import AUTHORITY

_ONCE = "once "


class OnceGap(TextGap):
    """A text that is written once and is missing in the other language: `field` is its own name."""

    @property
    def place(self) -> Any:
        return self.record.text_record

    @property
    def language(self) -> str:
        return str(self.record.language_wanted(self.field))

    @property
    def pair(self) -> tuple[str, str]:
        text = getattr(self.record, self.field)
        return text, writer_language(text)

    @property
    def pairing(self) -> Pairing | None:
        return pairing_of(self.place)


@cache
def once_models() -> dict[str, Any]:
    """The models with texts that are written once, by their names."""
    return {str(one._meta.model_name): one for one in apps.get_models() if issubclass(one, OneLanguageTexts)}


def keys_of(model: Any) -> tuple[str, ...]:
    """Its keys to the records that its texts are written in; an empty one, where that is the row itself."""
    return model.WRITTEN_IN or ("",)


def written_in(model: Any, key: str) -> Any:
    """The model of the records to which a key leads."""
    return model._meta.get_field(key).related_model if key else model


def once_rows(model: Any, key: str, grants: Grants, strand: str) -> Any:
    """The rows of a model whose texts are written once, in those records of a strand that the reader sees.

    Where the model says itself who reads its rows, such as the number of one partner's places, these alone.
    """
    owner = written_in(model, key)
    seen = owner._default_manager.visible_to(grants).filter(**{owner.ADDRESS["strand"]: strand})
    if owner is not model:
        rows = model._default_manager
        rows = rows.visible_to(grants) if hasattr(rows, "visible_to") else rows
        seen = rows.filter(**{f"{key}__in": seen.order_by().values("pk")})
    return seen.order_by("pk")


def may_translate(grants: Grants, record: Any) -> bool:
    """Whether the reader works on a record; the authority decides on it, and changes nothing."""
    return bool(record.actors(grants) - {AUTHORITY})


def once_url(record: Any, name: str) -> str:
    """Where a text that is written once gets its other language."""
    owner = record.text_record
    strand = (pairing_of(owner) or owner).strand
    return reverse("partnerships:text-translate", args=[strand.code, record._meta.model_name, record.pk, name])


def once_gaps(*, grants: Grants, strand: str, records: Iterable[Any], here: str = "") -> Iterator[TextGap]:
    """The same of texts that are written once, in rows that know what they lie in."""
    for record in records:
        owner = record.text_record
        if owner is None:
            continue
        pairing = pairing_of(owner)
        works = (pairing is None or pairing.is_open) and may_translate(grants, owner)
        for name in record.WRITTEN_ONCE:
            if record.language_wanted(name):
                url = f"{once_url(record, name)}?{urlencode({'next': here})}#id_text" if works else ""
                yield OnceGap(record, name, WANTED, url, strand, here)


def all_gaps(
    *, grants: Grants, strand: Strand, pages: Sequence[TextPage], further: bool = True, here: str = ""
) -> list[TextGap]:
    """What is missing or older in the records of some kinds in a strand, and in what is written once in them.

    With `further`, also in what no kind has for itself, such as a word on behalf of a side. One query finds the rows,
    however many kinds there are; each kind that has any is read in one.
    """
    asked = [flat(page.slug, page.rows(grants, strand).filter(lacks(grants, page.model)), "id", "id") for page in pages]
    for name, model in once_models().items():
        lacking = reduce(or_, (~Q(**{text: ""}) & Q(**{f"{text}_other": ""}) for text in model.WRITTEN_ONCE))
        names = [part for text in model.WRITTEN_ONCE for part in (text, f"{text}_other")]
        names += [f"{key}_id" for key in model.WRITTEN_IN]
        for key in keys_of(model):
            rows = once_rows(model, key, grants, strand.code).filter(lacking)
            asked.append(flat(f"{_ONCE}{name} {key}", rows, f"{key}_id" if key else "id", "id", *names))
    keys: dict[str, set[int]] = defaultdict(set)
    once: dict[Any, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    first, *others = asked
    for kind, place, facts in first.union(*others, all=True).order_by():
        if kind.startswith(_ONCE):
            name, _blank, key = kind.removeprefix(_ONCE).partition(" ")
            model = once_models()[name]
            once[written_in(model, key)][place].append(as_record(model, facts))
        else:
            keys[kind].add(place)
    found: list[TextGap] = []
    read: Any = {"grants": grants, "strand": strand.code, "here": here}
    for page in pages:
        if wanted := keys[page.slug] | once[page.model].keys():
            records = list(page.every_row(grants, strand).filter(pk__in=wanted))
            pairs = [record for record in records if record.pk in keys[page.slug]]
            found += [*gaps_of(records=pairs, **read), *once_gaps(records=_written_in(records, once), **read)]
    known = {page.model for page in text_pages()}
    for model in [one for one in once if further and once[one] and one not in known]:
        records = model._default_manager.with_names().filter(pk__in=once[model].keys()).order_by("pk")
        found += once_gaps(records=_written_in(records, once), **read)
    return found


def _written_in(records: Iterable[Any], once: Mapping[Any, Mapping[int, Sequence[Any]]]) -> Iterator[Any]:
    """The rows that are written in some records, knowing them."""
    for record in records:
        for row in sorted(once[type(record)].get(record.pk, ()), key=lambda row: (type(row).__name__, row.pk)):
            for key in row.WRITTEN_IN:
                if getattr(row, f"{key}_id"):
                    setattr(row, key, record)
            yield row if row.WRITTEN_IN else record
