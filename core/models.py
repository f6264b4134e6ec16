"""The act and its key, the versioned record, the record a pack may carry, and the register of actions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import audit, clock
from core.errors import DomainError, StaleRecord
from core.folding import FoldedField
from core.formats import format_moment
from core.labels import label_of
from core.texts import LANGUAGES, BilingualTexts, SecondLanguage

if TYPE_CHECKING:
    from accounts.models import User

_running: ContextVar[UUID | None] = ContextVar("act", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """One act: one transaction, and one key on all that it writes. One inside another is a part of it.

    Each service is one, so that several of them in one transaction keep apart (docs/decisions/0016).
    """
    token = _running.set(_running.get() or uuid4())
    try:
        with transaction.atomic():
            yield
    finally:
        _running.reset(token)


def running_act() -> UUID | None:
    """The key of the act that is under way; None outside of one."""
    return _running.get()


class OfAct(models.Model):
    """A row that an act writes once: its log entry, a saved version, a typed change. They have the act's key.

    None in a row that was written outside of an act: nothing goes with it.
    """

    act_key = models.UUIDField(null=True, editable=False, default=running_act)

    class Meta:
        abstract = True


class History(HistoricalRecords):
    """The saved versions of a record, each with the key of the act that led to it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(bases=[OfAct], **options)


class Versioned(models.Model):
    """A record that refuses to be saved over a newer version of itself.

    `version` counts the saves. A save of a row that has a key is one UPDATE filtered by key and
    version; where it meets no row, nothing is saved and StaleRecord is raised. The lock sits
    here, below simple-history, so that history sees every save (docs/decisions/0003).
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

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


class AuditEntry(OfAct):
    """One act, once written never changed: when, who, what, to which record, why.

    `strand_id` and `pairing_id` are plain numbers, because this app knows neither model.
    """

    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    action = models.CharField(_("act"), max_length=60)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    object_type = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("number of the record"), null=True, blank=True)
    object_label = models.CharField(_("record"), max_length=300, blank=True)
    strand_id = models.BigIntegerField(null=True, blank=True)
    pairing_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["strand_id", "-at", "-id"], name="audit_strand_at"),
            models.Index(fields=["pairing_id", "-at", "-id"], name="audit_pairing_at"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object_at"),
            models.Index(fields=["act_key"], name="audit_act"),
        ]

    def __str__(self) -> str:
        return f"{format_moment(timezone.localtime(self.at))}: {self.sentence}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once; raises ValueError for a second save or an action nobody registered."""
        if not self._state.adding or not audit.is_registered(self.action):
            message = f"audit entries are written once, with a registered action: {self.action}"
            raise ValueError(message)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an entry outlives what it tells of."""
        message = "audit entries are never deleted"
        raise ValueError(message)

    @property
    def sentence(self) -> str:
        """The act in the reader's language."""
        parameters = dict(self.parameters)
        if "fields" in parameters and self.object_type:
            model = apps.get_model(self.object_type)
            names = str(parameters["fields"]).split(", ")
            parameters["fields"] = ", ".join(label_of(model, name) for name in names)
        return audit.sentence(self.action, parameters)


def write_audit(
    *,
    action: str,
    by: User | None,
    record: models.Model | None = None,
    strand_id: int | None = None,
    pairing_id: int | None = None,
    reason: str = "",
    label: str | None = None,
    **parameters: Any,
) -> AuditEntry:
    """Write one entry, in the transaction of the act that it tells of.

    `label` stands for the record where its own words are not for everybody who reads entries.
    """
    entry = AuditEntry(
        actor=by,
        actor_label=by.kept_name if by else "",
        action=action,
        parameters=parameters,
        object_type=record._meta.label_lower if record else "",
        object_id=record.pk if record else None,
        object_label=(str(record) if label is None else label)[:300] if record else "",
        strand_id=strand_id,
        pairing_id=pairing_id,
        reason=reason,
    )
    entry.save()
    return entry


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
