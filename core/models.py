"""The versioned record, its address, the record a pack may carry, the sent form; the log stands in `core.log`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext, gettext_lazy as _

from core import clock
from core.access import Grants
from core.audit import AuditEntry, AuditNames, of_actions
from core.errors import DomainError, StaleRecord
from core.flat_rows import Added
from core.folding import FoldedField
from core.log import ChangeCounter, History, OfAct, one_act, write_audit
from core.texts import LANGUAGES, BilingualTexts, SecondLanguage

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "AuditEntry",
    "AuditNames",
    "ChangeCounter",
    "History",
    "JoinedManager",
    "OfAct",
    "PackRecord",
    "SubmittedForm",
    "Versioned",
    "lock",
    "of_actions",
    "one_act",
    "write_audit",
]


@cache
def _labels(field: models.Field[Any, Any]) -> dict[Any, Any]:
    """The labels of a field's choices, which Django makes anew for each row."""
    return dict(field.flatchoices)


def _holds(condition: Any, against: dict[str, Any]) -> bool:
    """As `Q.check` asks it, but without a savepoint: what the database refuses to answer undoes the whole act."""
    query: Any = Query(None)
    for name, value in against.items():
        query.add_annotation(value if hasattr(value, "resolve_expression") else models.Value(value), name, select=False)
    query.add_annotation(models.Value(1), "_holds")
    query.add_q(models.Q(condition))
    return query.get_compiler(using=DEFAULT_DB_ALIAS).execute_sql(SINGLE) is not None


class Versioned(Added):
    """A record that refuses to be saved over a newer version of itself.

    `version` counts the saves. A save of a row that has a key is one UPDATE filtered by key and
    version; where it meets no row, nothing is saved and StaleRecord is raised. The lock sits
    here, below simple-history, so that history sees every save (docs/decisions/0003).
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    _conditions_hold = False
    as_stored: frozenset[str] = frozenset()  # fields of an edited row that nobody has changed

    class Meta:
        abstract = True

    def save(self, *args: Any, by: User | None, **kwargs: Any) -> None:  # type: ignore[override]
        """Save as `by` (None: the system itself); raises StaleRecord, keeps history."""
        self._history_user = by
        self._history_date = clock.now()
        if isinstance(self, BilingualTexts):
            self.mark_stale_texts()
        if kwargs.get("update_fields") is not None:
            own = {"version", "stale_texts"} if isinstance(self, BilingualTexts) else {"version"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *own}
        read_at = self.version
        try:
            # Without a savepoint: what is refused here undoes the whole act.
            with transaction.atomic(savepoint=False):
                super().save(*args, **kwargs)
        except BaseException:
            # What was rolled back must not make the next try look stale.
            self.version = read_at
            raise
        if isinstance(self, BilingualTexts):
            self._remember_texts()

    def clean_fields(self, exclude: Any = None) -> None:
        """A row that is in hand already is not looked for once more."""
        keys = [one for one in self._meta.concrete_fields if isinstance(one, models.ForeignKey)]
        known = {one.name for one in keys if one.is_cached(self) and getattr(self, one.name) is not None}
        super().clean_fields(exclude={*(exclude or ()), *known})

    def validate_constraints(self, exclude: Any = None) -> None:
        """Ask the database about all conditions at once; about each alone only where one of them does not hold."""
        asked = [
            models.Q(one.condition)
            for one in self._meta.constraints
            if isinstance(one, models.CheckConstraint)
            and not (exclude and one._expression_refs_exclude(type(self), one.condition, exclude))  # type: ignore[attr-defined]  # noqa: SLF001 - as it asks itself
        ]
        # What nobody can say of a row, such as of a day that is not known, holds.
        whole = Coalesce(models.Q(*asked), True, output_field=models.BooleanField())
        against = self._get_field_expression_map(meta=self._meta, exclude=exclude)  # type: ignore[attr-defined]
        self._conditions_hold = not asked or _holds(whole, against)
        super().validate_constraints(exclude=exclude)

    def get_constraints(self) -> Any:
        """Those that are left to ask about: not what holds, nor what was stored as it is."""

        def is_left(one: models.BaseConstraint) -> bool:
            if isinstance(one, models.UniqueConstraint) and one.fields and self.as_stored:
                changed = {field.name for field in self._meta.concrete_fields} - self.as_stored
                refers = one._expression_refs_exclude  # type: ignore[attr-defined]  # noqa: SLF001 - as it asks itself
                asks = one.condition is not None and refers(type(self), one.condition, changed)
                return asks or not changed.isdisjoint(one.fields)
            return not (self._conditions_hold and isinstance(one, models.CheckConstraint))

        return [(model, [one for one in found if is_left(one)]) for model, found in super().get_constraints()]

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> Any:  # noqa: N802 - as Django calls it
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def moved_in_bulk(self, fields: Collection[str]) -> set[str]:
        """What a record's own save would do beside version and history where these fields moved: the fields it wrote.

        The pack engine saves in bulk, and asks for this first.
        """
        del fields
        return set()

    def _do_update(
        self,
        base_qs: models.QuerySet[Any],
        using: str | None,
        pk_val: Any,
        values: Collection[tuple[Any, Any, Any]],
        update_fields: Any,
        forced_update: bool,
        returning_fields: Any,
    ) -> Any:
        """Filter Django's UPDATE by the version this instance was read at, and raise it by one."""
        mine = self.version
        raised = [(field, model, mine + 1 if field.name == "version" else value) for field, model, value in values]
        updated = super()._do_update(
            base_qs.filter(version=mine),
            using,
            pk_val,
            raised,
            update_fields,
            forced_update,
            returning_fields,
        )
        if updated:
            self.version = mine + 1
            return updated
        if forced_update or not self._state.adding or base_qs.filter(pk=pk_val).exists():
            raise StaleRecord
        return updated


def lock[Row: Versioned](row: Row, *, version: int, is_done: Callable[[Row], bool] | None = None) -> Row:
    """The row as it stands now, locked until the transaction ends; raises StaleRecord if it is no longer `version`.

    A service reads what it changes through this, so that rule, transition and save see one state. Rows that
    point to it can be added meanwhile: their own transaction need not wait, nor be waited for.

    `is_done` tells of the newer row whether another has done meanwhile just what is asked. It is then given all the
    same: whoever does so again hears that it is done already, and not that it was changed.
    """
    rows = type(row)._base_manager.select_for_update(no_key=True)
    # By its key: the model's own order may join another table, whose row would be locked too.
    current: Row | None = rows.filter(pk=row.pk).order_by("pk").first()
    if current is None or not (current.version == version or (is_done and is_done(current))):
        raise StaleRecord
    return current


class JoinedManager(models.Manager[Any]):
    """Reads each row of a list together with what it has at its place, which the model names in `ITEM`."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """With one join instead of one query more."""
        return super().get_queryset().select_related(self.model.ITEM)


_WORD = re.compile(r"[-a-zA-Z0-9_]+")


@lru_cache(maxsize=1024)
def _pattern(name: str, words: tuple[str, ...], _urls: str, _prefix: str) -> str:
    """The address of a page with a place for each of its words; empty where they do not fit it."""
    numbers = {word: str(7_070_707_000 + at) for at, word in enumerate(words)}
    try:
        found = reverse(name, kwargs=numbers).replace("%", "%%")
    except NoReverseMatch:
        return ""
    for word, number in numbers.items():
        found = found.replace(number, f"%({word})s")
    return found


def address(name: str, **words: Any) -> str:
    """The address of a page by the words in it, as `reverse` gives it; its pattern is looked up once for all rows."""
    pattern = _pattern(name, tuple(words), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    if pattern and all(word is not None and _WORD.fullmatch(str(word)) for word in words.values()):
        return pattern % words
    return reverse(name, kwargs=words)


class Addressed:
    """A record with a page below its strand. `ADDRESS` has the words of its address, with the look-ups of their values.

    `PAGE` is the name of the page; actions on the record have addresses below it, with the same words.
    """

    PAGE: str
    ADDRESS: dict[str, str]

    def address_of(self, name: str, **words: Any) -> str:
        """The address of one of its pages."""
        return address(name, **{word: self._value_of(path) for word, path in self.ADDRESS.items()} | words)

    def get_absolute_url(self) -> str:
        """Its page."""
        return self.address_of(self.PAGE)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Name and address of the pages that lead to it from its strand, its own the last."""
        raise NotImplementedError

    def _value_of(self, path: str) -> Any:
        value: Any = self
        for name in path.split("__"):
            value = getattr(value, name)
        return value


class PartOf:
    """A record that is part of another, at `PART_OF`: strand, crumbs, and who acts on it as what, are that one's."""

    PART_OF: str

    @property
    def whole(self) -> Any:
        """That record."""
        return getattr(self, self.PART_OF)

    @property
    def strand(self) -> Any:
        return self.whole.strand

    @property
    def strand_id(self) -> int:
        """The key of its strand, which needs no query more."""
        return int(self.whole.strand_id)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return list(self.whole.get_crumbs())

    def actors(self, grants: Grants) -> frozenset[str]:
        return frozenset(self.whole.actors(grants))


class PackRecord(Versioned):
    """A record that packs carry: it keeps the version that its last load left."""

    loaded_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def changed_by_people(self) -> bool:
        """Whether someone edited the record after its last load (or it never was loaded)."""
        return self.version != self.loaded_version


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Texts in languages that have no column."""

    def of(self, records: Iterable[models.Model], language: str) -> dict[models.Model, dict[str, str]]:
        """The texts of records, which may be of several kinds, by record and field; one query for all."""
        rows = list(records)
        kinds = ContentType.objects.get_for_models(*{type(row) for row in rows})
        condition = models.Q(pk__in=[])
        for model, kind in kinds.items():
            keys = [row.pk for row in rows if type(row) is model]
            condition |= models.Q(record_type=kind, record_id__in=keys)
        found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
        for text in self.filter(condition, language=language).exclude(text=""):
            found[text.record_type_id, text.record_id][text.field] = text.text
        return {row: found[kinds[type(row)].pk, row.pk] for row in rows}


class Translation(Versioned):
    """A text of a record in a language that has no column, which English and Korean have (docs/decisions/0018).

    `field` is the name that the columns of a text have in common, such as `title`. Whoever saves a text saves its
    record in the same act, so that a form opened on the record before is refused.
    """

    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10, choices=SecondLanguage)
    text = models.TextField(blank=True)
    search_text = FoldedField(sources=("text",))

    objects = TranslationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["record_type", "record_id", "field", "language"], name="translation_once"),
            models.CheckConstraint(
                name="translation_language_allowed",
                condition=models.Q(language__in=[one for one in SecondLanguage.values if one not in ("", *LANGUAGES)]),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SubmittedForm(models.Model):
    """A form that was carried out: a second click on its button finds it here, and does nothing twice."""

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now, db_index=True)
    target = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("submitted form")
        verbose_name_plural = _("submitted forms")

    def __str__(self) -> str:
        return self.token


class Draft(models.Model):
    """What a person has typed into a form and not sent (docs/decisions/0020): nobody else reads it.

    `form` is the path of the form's page, which names its record and its act. `version` is that of the record as the
    person saw it; None where the form adds one. `at` is when the draft was last kept.
    """

    # Characters: the longest text of a report in both languages, and more.
    LONGEST = 500_000

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=500)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        # The form first, which is how others at the same form are found.
        constraints = [models.UniqueConstraint(fields=["form", "user"], name="draft_once")]

    def __str__(self) -> str:
        return self.form

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises DomainError where it is too long."""
        if len(json.dumps(self.data, ensure_ascii=False)) > self.LONGEST:
            raise DomainError(gettext("This is too long to be kept as a draft. Please save it."))
        super().save(*args, **kwargs)


class TimerRun(models.Model):
    """When something that runs by the clock last ended well (`worldcities/tasks.py`)."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("run by the clock")
        verbose_name_plural = _("runs by the clock")

    def __str__(self) -> str:
        return self.name
