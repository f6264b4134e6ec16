"""Texts that lack one of the two languages, or are older in one: of which record, and where each is mended."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.flat_rows import as_record, flat
from core.models import Addressed, lock, one_act, write_audit
from core.parts import parts
from core.texts import LANGUAGES, OneLanguageTexts, is_stale, label_of, writer_language, written_languages
from partnerships import models
from partnerships.audit_actions import TRANSLATION_KEPT
from partnerships.confirmations.models import EVERY_ROW
from partnerships.enums import AUTHORITY
from partnerships.history.selectors import pairing_of
from partnerships.history.services import kept_from, kind_of, kind_of_model, may_edit_record, texts_for
from partnerships.querysets import own_pairing

WANTED, STALE = "wanted", "stale"


def _in_open_pairings(records: Sequence[Any]) -> Collection[Any]:
    return [row for row in records if (pairing := pairing_of(row)) is None or pairing.is_open]


@dataclass(frozen=True, slots=True)
class TextPage:
    """Where people write the texts of one kind of record.

    `edit` names the page with their form; empty where they have that of what both sides confirm, as confirmed fields
    have in any case. `works` keeps those of some records that can be written now. `current` are the rows whose texts
    anybody still reads: what was withdrawn needs no translation. `reads` names what its rules read of other tables,
    many for one.
    """

    model: Any
    edit: str
    works: Callable[[Sequence[Any]], Collection[Any]] = _in_open_pairings
    current: Q = EVERY_ROW
    reads: tuple[Any, ...] = ()

    def url(self, strand: str, record: Any, field: str) -> str:
        """The page with the form that has the field, below the strand of that code."""
        if not self.edit or field in getattr(record, "CONFIRMED_FIELDS", ()):
            return str(record.get_text_edit_url())
        if isinstance(record, Addressed):
            return record.address_of(self.edit)
        return reverse(self.edit, args=[record.pk] if self.edit.startswith("admin:") else [strand, record.code])

    @property
    def slug(self) -> str:
        """The kind of record, as histories name it in addresses; the model's name where it has none there."""
        kind = kind_of_model(self.model)
        return kind.slug if kind else str(self.model._meta.model_name)

    def rows(self, grants: Grants, strand: models.Strand) -> QuerySet[Any]:
        """The records of the kind in a strand that the reader may read, as far as anybody still reads their texts."""
        return self.every_row(grants, strand).filter(self.current)

    def every_row(self, grants: Grants, strand: models.Strand) -> QuerySet[Any]:
        """The same with those that were withdrawn: why, is still read."""
        kind = kind_of_model(self.model)
        if kind:
            return kind.rows(grants, strand).prefetch_related(*self.reads)
        rows: QuerySet[Any] = self.model._default_manager.visible_to(grants)
        if self.model is models.Partner:
            return rows.filter(participations__strand=strand)
        return rows.filter(strand=strand).select_related("strand")

    def may_write(self, grants: Grants, record: Any) -> bool:
        """Whether the reader may edit the record; what strands share without a page of its own, administrators do."""
        return may_edit_record(grants, record) if kind_of_model(self.model) else grants.is_administrator


@dataclass(frozen=True, slots=True)
class TextGap:
    """A text of a record that is missing in a language (`wanted`) or older than its pair there (`stale`).

    `url` is where the reader mends it, with the field in sight; empty where the reader may not, or nobody can now.
    There, and where one says that an older text still fits (`fits_url`), one is led back to the page `here`.
    """

    record: Any
    field: str
    state: str
    url: str
    strand: str
    here: str

    @property
    def language(self) -> str:
        """The language that is missing or older."""
        return self.field[-2:]

    @property
    def place(self) -> Any:
        """The record on whose page it is read."""
        return self.record

    @property
    def label(self) -> str:
        """What the text is called."""
        return label_of(type(self.record), self.field)

    @property
    def pair(self) -> tuple[str, str]:
        """The text in the other language, and that language."""
        other = "en" if self.language == "ko" else "ko"
        return getattr(self.record, f"{self.field[:-2]}{other}"), other

    @property
    def pairing(self) -> models.Pairing | None:
        return pairing_of(self.record)

    @property
    def kind(self) -> str:
        """The kind of record in the reader's language."""
        return capfirst(str(self.record._meta.verbose_name))

    @property
    def state_label(self) -> str:
        """How the text is in its language, for a reader of the other one too."""
        return state_label(self.language, self.state)

    @property
    def mend_label(self) -> str:
        """What is done about it."""
        return {
            ("en", WANTED): _("Add the English"),
            ("ko", WANTED): _("Add the Korean"),
            ("en", STALE): _("Update the English"),
            ("ko", STALE): _("Update the Korean"),
        }[self.language, self.state]

    @property
    def fits_label(self) -> str:
        """What is said of a text that needs no change."""
        return fits_label(self.language)

    @property
    def fits_url(self) -> str:
        page = page_of(self.record)
        if not (self.url and page and self.state == STALE):
            return ""
        words = [self.strand, page.slug, self.record.pk, self.language]
        return reverse("partnerships:translation-fits", args=words, query={"next": self.here})


def state_label(language: str, state: str) -> str:
    return {
        ("en", WANTED): _("English wanted"),
        ("ko", WANTED): _("Korean wanted"),
        ("en", STALE): _("English older than the Korean"),
        ("ko", STALE): _("Korean older than the English"),
    }[language, state]


def fits_label(language: str) -> str:
    return _("Keep the Korean") if language == "ko" else _("Keep the English")


def text_pages() -> tuple[TextPage, ...]:
    """The kinds of record whose texts are mended, in the order of their pages."""
    return (*_OWN, *parts().text_pages)


def page_named(slug: str) -> TextPage | None:
    """The kind of record that an address names; None for an unknown one."""
    return next((page for page in text_pages() if page.slug == slug), None)


def page_of(record: Any) -> TextPage | None:
    """Where the texts of a record are written; None where no page of the portal does."""
    return next((page for page in text_pages() if page.model is type(record)), None)


def gaps_of(*, grants: Grants, strand: str, records: Sequence[Any], here: str = "") -> Iterator[TextGap]:
    """What is missing or older in the texts of records of one kind, as far as the reader may read them.

    `strand` is the code of the strand below whose pages they are mended, `here` the page that one then comes back to.
    """
    page = page_of(records[0]) if records else None
    works = {row.pk for row in page.works(records)} if page else set()
    for record in records:
        found = [(name, WANTED) for name in record.translation_wanted()]
        found += [(name, STALE) for name in record.stale_texts.split() if name[-2:] in written_languages()]
        if not found:
            continue
        hidden = kept_from(grants, record)
        writes = page is not None and record.pk in works and page.may_write(grants, record)
        for name, state in found:
            if name in hidden:
                continue
            url = ""
            if page is not None and writes and _is_own(grants, record, name):
                url = f"{page.url(strand, record, name)}?{urlencode({'next': here})}#id_{name}"
            yield TextGap(record, name, state, url, strand, here)


def _is_own(grants: Grants, record: Any, name: str) -> bool:
    """Whether whoever may write a record may write this text of it: in a closing each side has its own."""
    kind = kind_of(record)
    return not isinstance(record, models.Closing) or kind is None or name in texts_for(kind, grants, record)


def lacks(grants: Grants, model: Any) -> Q:
    """The rows of a kind where `gaps_of` finds a text missing in a language, or older, for the reader."""
    found = []
    for name in model.BILINGUAL:
        for language in written_languages():
            other = next(one for one in LANGUAGES if one != language)
            text, pair = f"{name}_{language}", f"{name}_{other}"
            lacks = (Q(**{text: ""}) & ~Q(**{pair: ""})) | is_stale(text)
            # As `kept_from` has it: what two sides write with each other is told to them alone.
            together = issubclass(model, models.Confirmed) and model.WRITTEN_TOGETHER and text in model.CONFIRMED_FIELDS
            found.append(lacks & own_pairing(grants, "pairing__") if together else lacks)
    return reduce(or_, found)


@one_act()
def keep_translation(
    *, by: User, grants: Grants, record: Any, strand: models.Strand, version: int, language: str
) -> Any:
    """Say that the texts of a record in one language still fit, though the other one was edited later.

    No text changes, so nothing that both sides confirmed is void. Raises NotAllowed, StaleRecord, DomainError;
    AlreadyDone where none is older.
    """
    page = page_of(record)
    row = lock(record, version=version)
    if page is None or not page.may_write(grants, row):
        raise NotAllowed
    if not page.works([row]):
        raise DomainError(_("A pairing that is over cannot be changed."))
    stale = row.stale_texts.split()
    fitting = [name for name in stale if name.endswith(f"_{language}") and _is_own(grants, row, name)]
    if not fitting:
        raise AlreadyDone(_("The translations are up to date already."))
    row.stale_texts = " ".join(name for name in stale if name not in fitting)
    row.save(by=by)
    pairing = pairing_of(row)
    write_audit(
        action=TRANSLATION_KEPT,
        by=by,
        record=row,
        strand_id=strand.pk,
        pairing_id=pairing.pk if pairing else None,
        fields=", ".join(fitting),
    )
    return row


def _workable(texts: Sequence[Any]) -> list[Any]:
    return [text for text in texts if text.is_workable and (text.EDITED_ONCE_SETTLED or not text.is_settled)]


def of_text(model: Any) -> TextPage:
    """The page of a text that both sides confirm and that is not edited with another record."""
    return TextPage(model, "", _workable)


_OWN = (
    TextPage(models.Pairing, "partnerships:pairing-edit"),
    TextPage(models.Milestone, "partnerships:milestone-edit"),
    of_text(models.AgreedThemes),
    of_text(models.ActionPlan),
    of_text(models.Closing),
    TextPage(models.Project, "partnerships:project-edit", reads=("further_partners",)),
    TextPage(models.FollowUp, "partnerships:follow-up-edit"),
    TextPage(models.Agreement, "partnerships:agreement-edit"),
    TextPage(models.Contact, "partnerships:contact-edit", current=Q(withdrawn_at=None)),
    TextPage(models.Interest, "partnerships:interest-edit", current=Q(withdrawn_on=None)),
    TextPage(models.GoodPractice, "partnerships:practice-edit", current=Q(interest__withdrawn_on=None)),
    TextPage(models.Organisation, "partnerships:organisation-edit"),
    TextPage(models.Indicator, "partnerships:indicator-edit", reads=("programme__strands",)),
    TextPage(models.PlanItem, "partnerships:plan-item-edit"),
    TextPage(models.Stage, "partnerships:stage-edit"),
    TextPage(models.Theme, "admin:partnerships_theme_change"),
    TextPage(models.Partner, "admin:partnerships_partner_change"),
)


# Texts that are written once, such as reasons: those that lack the other language, and where somebody adds it.

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
    def pairing(self) -> models.Pairing | None:
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


def all_gaps(*, grants: Grants, strand: models.Strand, here: str = "") -> list[TextGap]:
    """What is missing or older in the records of a strand, and in what is written once in them.

    Also in what has no page for its texts, such as a word on behalf of a side. One query finds the rows, however many
    kinds there are; each kind that has any is read in one.
    """
    pages = text_pages()
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
    known = {page.model for page in pages}
    for model in [one for one in once if once[one] and one not in known]:
        records = model._default_manager.with_names().filter(pk__in=once[model].keys()).order_by("pk")
        if model is models.Document:  # who may add a text depends on the record that it hangs on
            records = records.prefetch_related("record")
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
