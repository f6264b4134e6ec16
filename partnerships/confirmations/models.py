"""A text that both sides confirm: its lines, its canonical form, and the record to which it belongs."""

import copy
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.models import Addressed, Versioned
from core.texts import LANGUAGES, OneLanguageTexts, other_text, reader_language, reading_order, writer_language
from partnerships.enums import OWN, STAFF, WAITING_CONFIRMATION, ConfirmationState, PairingStatus, Side, one_of
from partnerships.pairings.models import Pairing
from partnerships.querysets import InPairingQuerySet, frozen_text, pairing_names

# A condition that every row meets, also where it is joined to others by OR.
EVERY_ROW = ~Q(pk__in=[])


# The names that an item may have for its words, the first that it has.
_STEMS = ("title", "name", "what", "text")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in the languages that it is written in (`words`, by language).

    `side` is `eu`, `counterpart`, `both` or empty; `until` a date or period in ISO 8601, or empty. `more` are further
    texts of the line, by name, each in its languages.
    """

    words: dict[str, str] = field(default_factory=dict)
    side: str = ""
    until: str = ""
    more: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words in the reader's language, else in the other one."""
        return next((text for _language, text in in_order(self.words)), "")


def in_order(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is written, by language, the reader's first."""
    return [(language, words[language]) for language in reading_order() if words.get(language)]


def line_of(item: Any) -> TextLine:
    """An item of a list as a line: its title, name or text in each language, with its side and its day if it has them.

    Its other texts in two languages follow. An item without any of these is told by its values one after the other.
    """
    if not isinstance(item, Mapping):
        return _free_line(str(item))
    side, until = str(item.get("side") or ""), str(item.get("until") or "")
    for stem in _STEMS:
        if words := _in_languages(item, stem):
            stems = [name.removesuffix("_en") for name in item if name.endswith("_en") and name != f"{stem}_en"]
            more = {other: found for other in stems if (found := _in_languages(item, other))}
            return TextLine(words, side, until, more)
        if item.get(stem):
            return _free_line(str(item[stem]), side, until)
    rest = [str(value) for name, value in item.items() if name not in ("side", "until") and value]
    return _free_line(" · ".join(rest), side, until)


def _in_languages(item: Mapping[str, Any], stem: str) -> dict[str, str]:
    return {language: str(text) for language in LANGUAGES if (text := item.get(f"{stem}_{language}"))}


def _free_line(text: str, side: str = "", until: str = "") -> TextLine:
    return TextLine({writer_language(text): text}, side, until)


_HEADING = re.compile(r"^ *\[")
_BAR = re.compile(r"[|\\]")


def canonical_text(*, kind: str, pairing: str, edition: int, body: dict[str, Any]) -> str:
    """One text as every reader and machine gets it: what is hashed, stored and handed out as a file.

    Unicode NFC, lines ended by LF alone and without blanks at their end, fields in the record's own order; a list
    has one line an item, and its values separated by ` | `. So two texts are equal where their bytes are: a line
    that looks like a field's name is set in by a blank, a bar or backslash inside a value follows a backslash.
    """
    lines = ["World Cities text 1", f"kind: {kind}", f"pairing: {pairing}", f"edition: {edition}", *text_lines(body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts are one and the same once they are hashed."""
    return text_lines({"text": one}) == text_lines({"text": other})


def text_lines(body: dict[str, Any]) -> list[str]:
    """A text's fields as the lines that are hashed."""
    lines: list[str] = []
    for name, value in body.items():
        lines += ["", f"[{name}]"]
        if isinstance(value, list):
            lines += [_normal(_list_line(item)) for item in value]
        else:
            text = str(value).replace("\r\n", "\n").replace("\r", "\n")
            written = "\n".join(_normal(_HEADING.sub(r" \g<0>", line)) for line in text.split("\n"))
            lines += written.strip("\n").split("\n")
    return lines


def _normal(line: str) -> str:
    return unicodedata.normalize("NFC", line.rstrip())


def _list_line(item: Any) -> str:
    parts = item.values() if isinstance(item, dict) else [item]
    return " | ".join(" ".join(_BAR.sub(r"\\\g<0>", str(part)).split()) for part in parts)


class Confirmed(models.Model):
    """A record with a text that counts once both sides have confirmed the same edition of it.

    `edition` rises with each save that changes one of `CONFIRMED_FIELDS`; a save that changes
    anything else leaves it. A confirmation of an older edition is void: that is computed, never
    stored. An app further right adds a kind of text by a model alone: `text_models` finds it.

    There is anything to read once one of `WRITTEN_FIELDS` is filled in, else of all of them; `MISSING` says what is to
    be written first. `SETTLED` says in which states of the record (of its field `SETTLED_BY`) there is nothing to
    confirm, and why.
    `TEXT_KIND` names the kind of text in addresses; of two kinds none may begin with the other and a hyphen.
    `WRITTEN_TOGETHER`: both sides write it with each other before anybody is asked to confirm it, so that until then
    it is their own. `BETWEEN_SIDES`: it stays their own, as all that passes between them. `HAS_OWN_PAGE`: its record
    has a page beside the text's. `EDITED_WITH_RECORD`: it is edited with its record, not on a page of the text.
    `EDITED_ONCE_SETTLED`: also where nobody is asked for it any more. `KEPT_ONCE_SETTLED`: then what both sides
    confirmed stands, and is not taken back. `BY_STAFF`: the strand's staff alone write it and ask for it, both sides
    confirm it. `ALSO_ONCE_CLOSED`: they can do so after their pairing is closed too. `IS_RELEASE`: a side's word is
    called a release, because what both sides gave it to is public. `PART_LABELS` and `LINE_HEADS` say what a part is
    called, and its lines above a table, by the field's name without its language.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ()
    WRITTEN_FIELDS: tuple[str, ...] = ()
    MISSING: Any = _("Write the text first.")
    SETTLED_BY: str = "status"
    SETTLED: dict[str, Any] = {}
    TEXT_KIND: str = ""
    WRITTEN_TOGETHER: bool = False
    BETWEEN_SIDES: bool = False
    HAS_OWN_PAGE: bool = False
    EDITED_WITH_RECORD: bool = False
    EDITED_ONCE_SETTLED: bool = False
    KEPT_ONCE_SETTLED: bool = False
    BY_STAFF: bool = False
    ALSO_ONCE_CLOSED: bool = False
    IS_RELEASE: bool = False
    PART_LABELS: dict[str, Any] = {}
    LINE_HEADS: dict[str, Any] = {}

    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)

    _stored_body: dict[str, Any] | None

    if TYPE_CHECKING:
        pairing: Pairing
        pairing_id: int
        code: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise the edition where the confirmed text changes, in the same save."""
        raised = self.pk is not None and self.text_differs()
        before = self.edition
        if raised:
            self.edition = before + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "edition"}
        try:
            super().save(*args, **kwargs)
        except BaseException:
            self.edition = before
            raise
        self._remember_body()

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **kwargs: Any) -> Any:
        """Remember the text as it was read: nobody else saves it before this instance does, but its save is refused."""
        row = super().from_db(db, field_names, values, **kwargs)
        row._remember_body()  # noqa: SLF001
        return row

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Remember what was read afresh."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None:
            self._remember_body()

    def _remember_body(self) -> None:
        """What is stored; nothing where a part of it was left out of the query."""
        known = all(name in self.__dict__ for name in self.CONFIRMED_FIELDS)
        body = self.text_body() if known else {}
        # Texts as they are: only lists can change in place.
        kept = {name: copy.deepcopy(part) if isinstance(part, list) else part for name, part in body.items()}
        self._stored_body = kept if known else None

    def moved_in_bulk(self, fields: Collection[str]) -> set[str]:
        """A text that a pack moves is another edition too: what was confirmed before is void."""
        if not set(fields) & set(self.CONFIRMED_FIELDS):
            return set()
        self.edition += 1
        return {"edition"}

    def text_differs(self) -> bool:
        """Whether the confirmed text of this instance is another than the stored one."""
        stored = getattr(self, "_stored_body", None)
        if stored is None:
            stored = type(self)._base_manager.filter(pk=self.pk).values(*self.CONFIRMED_FIELDS).first()
        body = self.text_body()
        # Compared in the form that is hashed: a browser's line ends or a blank at a line's end are no other text.
        return stored not in (None, body) and text_lines(stored) != text_lines(body)

    @classmethod
    def kind_name(cls) -> str:
        """What the kind of text is called."""
        return str(capfirst(str(cls._meta.verbose_name)))

    @classmethod
    def named_by_code(cls) -> bool:
        """Whether a pairing has several of the kind, told apart by their code; else it has one."""
        return any(one.name == "code" for one in cls._meta.fields)

    @property
    def text_slug(self) -> str:
        """The text's name in addresses below its pairing, such as `action-plan` or `milestone-closing-meeting`."""
        return f"{self.TEXT_KIND}-{self.code}" if self.named_by_code() else self.TEXT_KIND

    def actors(self, grants: Grants) -> frozenset[str]:
        """It is a joint part of its pairing; a few kinds the staff alone write."""
        actors = self.pairing.actors(grants)
        return actors & {STAFF} if self.BY_STAFF else actors

    def get_text_page_url(self, name: str = "text") -> str:
        """The page on which the text is read and confirmed, or another one of the text's."""
        return self.pairing.address_of(f"partnerships:{name}", text=self.text_slug)

    def get_text_edit_url(self) -> str:
        """The page on which the text is edited."""
        return self.get_text_page_url("text-edit")

    @classmethod
    def get_answer_url(cls, pairing: Pairing, slug: str) -> str:
        """Where a side reads a text of the kind and gives its word to it."""
        return pairing.address_of("partnerships:text", text=slug)

    @classmethod
    def blank(cls, pairing: Pairing) -> Self:
        """A text that nobody has written yet, unsaved."""
        text = cls()
        text.pairing = pairing
        return text

    @classmethod
    def text_rows(cls, pairing: Pairing) -> models.QuerySet[Any]:
        """The rows of a pairing that can have a text of their own."""
        rows: models.QuerySet[Any] = cls._default_manager.all()
        return rows.filter(pairing=pairing)

    @classmethod
    def written(cls) -> Q:
        """The rows in which there is anything to read; the same truth as `is_written`."""
        names = cls.WRITTEN_FIELDS or cls.CONFIRMED_FIELDS
        lists = {one.name for one in cls._meta.fields if isinstance(one, models.JSONField)}
        return ~Q(**{name: [] if name in lists else "" for name in names})

    @property
    def is_written(self) -> bool:
        """Whether there is anything to read in it."""
        return any(getattr(self, name) for name in self.WRITTEN_FIELDS or self.CONFIRMED_FIELDS)

    def missing_label(self) -> str:
        """What is still to be written before anybody can be asked to confirm it; empty where nothing is."""
        return "" if self.is_written else str(self.MISSING)

    def silent_sides(self) -> list[str]:
        """The sides that have yet to write a part of their own; of most texts nobody."""
        return []

    def silent_label(self, names: str, number: int) -> str:
        """Says who has yet to write, by the names of the silent sides and their number."""
        del number
        return names

    @classmethod
    def asking(cls) -> Q:
        """The rows whose text both sides are to confirm; the same truth as `asks`."""
        if not cls.SETTLED:
            return EVERY_ROW
        states = dict(cls._meta.get_field(cls.SETTLED_BY).flatchoices)  # type: ignore[union-attr]
        return Q(**{f"{cls.SETTLED_BY}__in": [state for state in states if state not in cls.SETTLED]})

    @property
    def asks(self) -> bool:
        """Whether both sides are to confirm the text."""
        return not self.unasked_label()

    @property
    def is_settled(self) -> bool:
        """Whether nobody is asked for the text any more, because of what became of its record."""
        return bool(self.settled_label())

    def settled_label(self) -> str:
        """Why there is nothing to confirm: what became of the record; empty while it can be confirmed."""
        return str(self.SETTLED.get(getattr(self, self.SETTLED_BY, ""), ""))

    def unasked_label(self) -> str:
        """Why nobody is to confirm the text, be it settled or no longer asked for; empty where both sides are."""
        return self.settled_label()

    @property
    def is_workable(self) -> bool:
        """Whether its pairing lets anybody act on it: an open one, or a closed one where the kind says so."""
        pairing = self.pairing
        return pairing.is_open or (self.ALSO_ONCE_CLOSED and pairing.status == PairingStatus.CLOSED)

    def text_body(self) -> dict[str, Any]:
        """The confirmed text as data: field by field, in order."""
        return {name: getattr(self, name) for name in self.CONFIRMED_FIELDS}

    def taken_along(self) -> dict[str, Any]:
        """What the text takes over from other records as they are now, each time it is frozen, by its own fields."""
        return {}

    def frozen_body(self) -> dict[str, Any]:
        """The text as data with the names that others may change later, such as its record's title, as they are now."""
        return self.text_body()

    @classmethod
    def lines_of(cls, name: str, items: Iterable[Any]) -> list[TextLine]:
        """The lines of a part that is a list, of a frozen text too: told by what stands in the items alone."""
        del name
        return [line_of(item) for item in items]

    @classmethod
    def part_label(cls, name: str, pairing: Pairing) -> str:
        """What a part is called above its words; `name` is that of its field without the language."""
        del pairing
        if name in cls.PART_LABELS:
            return str(cls.PART_LABELS[name])
        names = {one.name: one.verbose_name for one in cls._meta.fields}
        return str(capfirst(str(names.get(name, name.replace("_", " ")))))

    @classmethod
    def title_of(cls, body: dict[str, Any]) -> tuple[str, str]:
        """What a frozen text is called, and the language of that: its record's title, else the kind of text."""
        for language in (reader_language(), "en", "ko") if cls.named_by_code() else ():
            if title := body.get(f"title_{language}"):
                return str(title), language
        return cls.kind_name(), reader_language()


@cache
def text_models() -> tuple[type[Confirmed], ...]:
    """Every kind of text of every app: first those that a pairing has once, then those named by their code."""
    found = [model for model in apps.get_models() if issubclass(model, Confirmed)]
    return tuple(sorted(found, key=lambda model: model.named_by_code()))


def text_model(slug: str) -> type[Confirmed] | None:
    """The kind of a text by its name in addresses; None for an unknown one."""
    for model in text_models():
        if slug.startswith(f"{model.TEXT_KIND}-") if model.named_by_code() else slug == model.TEXT_KIND:
            return model
    return None


class TextEditionQuerySet(InPairingQuerySet):
    """Frozen editions of texts."""

    def visible_to(self, grants: Grants) -> Self:
        """As their pairing; of minutes and the like, those that one may read."""
        return self.filter(frozen_text(grants))

    def of(self, record: models.Model) -> Self:
        """Those of one record, newest first."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).order_by("-edition")

    def in_force(self) -> Self:
        """The last of each text that both sides have confirmed."""
        words = Confirmation.objects.filter(state=ConfirmationState.CONFIRMED, text=OuterRef("pk"))
        both = Q(*(Exists(words.filter(side=side)) for side in Side.values))
        same = {name: OuterRef(name) for name in ("content_type", "object_id")}
        later = TextEdition.objects.filter(both, edition__gt=OuterRef("edition"), **same)
        return self.filter(both & ~Exists(later))

    def as_it_is(self, record: Any) -> Self:
        """That of a text's present edition; none where nobody was asked to confirm it so."""
        return self.of(record).filter(edition=record.edition)


class ConfirmationQuerySet(InPairingQuerySet):
    """Each side's word under an edition."""

    STRAND = "text__pairing__strand"
    NAMES = pairing_names("text__pairing__")

    def visible_to(self, grants: Grants) -> Self:
        return self.filter(frozen_text(grants, "text__"))

    def live(self) -> Self:
        """Not withdrawn. Whether its edition is still the record's own is the record's to say."""
        return self.exclude(state=ConfirmationState.WITHDRAWN)

    def waiting(self) -> Self:
        """Asked for, or in internal approval."""
        return self.filter(state__in=WAITING_CONFIRMATION)


class TextEdition(models.Model):
    """One edition of a text as it stood when its confirmation was asked; never changed.

    `canonical` is the exact text (see `canonical_text`), `sha256` its hash in hexadecimal digits,
    `body` the same text as data, from which pages show and compare it. `record` is the milestone,
    action plan, or other record that the text belongs to; `slug` is its name in addresses.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record: Any = GenericForeignKey("content_type", "object_id")
    pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="text_editions", verbose_name=_("pairing")
    )
    slug = models.CharField(_("text"), max_length=100)
    edition = models.PositiveIntegerField(_("edition"))
    body = models.JSONField(_("text as data"))
    canonical = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("asked by")
    )
    requested_by_label = models.CharField(_("asked by"), max_length=200, blank=True)
    requested_at = models.DateTimeField(_("asked"), default=clock.now)

    search_text = FoldedField(sources=("body",), max_length=LONG)

    objects = TextEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a text")
        verbose_name_plural = _("editions of texts")
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["pairing", "slug", "-edition"], name="text_edition_newest")]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "edition"], name="text_edition_once")
        ]

    def __str__(self) -> str:
        names = {"text": self.title[0], "pairing": self.pairing, "edition": self.edition}
        return _("%(text)s (%(pairing)s), edition %(edition)s") % names

    @property
    def title(self) -> tuple[str, str]:
        """Its name in the reader's language, else in the other one: its record's title, or the kind of text."""
        model = text_model(self.slug)
        return model.title_of(self.body) if model else (self.slug, "en")

    @property
    def is_release(self) -> bool:
        """Whether a side's word under it is called a release."""
        model = text_model(self.slug)
        return bool(model and model.IS_RELEASE)

    @property
    def answer_url(self) -> str:
        """Where a side gives its word."""
        return (text_model(self.slug) or Confirmed).get_answer_url(self.pairing, self.slug)


class Confirmation(Addressed, OneLanguageTexts, Versioned):
    """One side's word under one edition of a text: requested, in internal approval, confirmed or withdrawn.

    Only a confirmed one counts, and only while the record still has that edition. Whoever acts for a
    side without being its coordinator (`on_behalf`) gives a reason. `approval_until`,
    `approver_function` and `approver_document` tell of the side's own internal approval: until when
    it lasts, the function of the person who approves (no name), the number of the document.
    """

    LIES_IN: str = "text"
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    ADDRESS: dict[str, str] = {
        "strand": "text__pairing__strand__code",
        "pairing": "text__pairing__code",
        "confirmation": "pk",
    }

    text = models.ForeignKey(
        TextEdition, on_delete=models.PROTECT, related_name="confirmations", verbose_name=_("edition of a text")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side)
    state = models.CharField(_("state"), max_length=11, choices=ConfirmationState, default=ConfirmationState.REQUESTED)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    by_label = models.CharField(_("confirmed by"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    on_behalf = models.BooleanField(_("on behalf"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))
    approval_until = models.DateField(_("in internal approval until"), null=True, blank=True)
    approver_function = models.CharField(_("function of the approver"), max_length=200, blank=True)
    approver_document = models.CharField(_("document number"), max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="confirmation_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "side"], condition=~Q(state=ConfirmationState.WITHDRAWN), name="confirmation_live_side"
            ),
            models.UniqueConstraint(
                fields=["text", "by"], condition=Q(state=ConfirmationState.CONFIRMED), name="confirmation_live_person"
            ),
            models.CheckConstraint(name="confirmation_reason_on_behalf", condition=Q(on_behalf=False) | ~Q(reason="")),
            one_of("confirmation", "state", ConfirmationState),
            one_of("confirmation", "side", Side),
        ]

    def __str__(self) -> str:
        side = self.text.pairing.strand.side_name(self.side)
        return f"{self.text}: {side}, {self.get_state_display()}"

    @property
    def pairing(self) -> Pairing:
        return self.text.pairing

    @property
    def title(self) -> tuple[str, str]:
        """What its text is called, and the language of that."""
        return self.text.title

    @property
    def url(self) -> str:
        """Where its text is read and confirmed."""
        return self.text.answer_url

    @property
    def asked_on(self) -> dt.date:
        """The day it was asked."""
        return clock.day_of(self.asked_at)

    @property
    def in_approval_until(self) -> dt.date | None:
        """The end of the internal approval that runs, where its side named a day."""
        return self.approval_until if self.state == ConfirmationState.IN_APPROVAL else None

    @property
    def due(self) -> dt.date:
        """The day until which it may wait: the end of that approval, else so many days as the strand allows."""
        return self.in_approval_until or self.asked_on + dt.timedelta(days=self.pairing.strand.confirmation_days)

    def get_absolute_url(self) -> str:
        return self.pairing.address_of("partnerships:text", text=self.text.slug)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.pairing.get_crumbs(), (self.title[0], self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing, and whether the side that is asked is the reader's own."""
        own = self.pairing.side_of(grants) == self.side
        return self.pairing.actors(grants) | ({OWN} if own else set())
