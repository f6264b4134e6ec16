"""The entry of the log."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import audit, clock
from core.formats import format_moment
from core.insertion import Added
from core.labels import label_of

PERSONS = ("person", "successor", "deputy")  # the words of a sentence that name somebody


class EntryManager(models.Manager["AuditEntry"]):
    """Entries with their names."""

    def get_queryset(self) -> models.QuerySet[AuditEntry]:
        """In one query."""
        return super().get_queryset().select_related("names")


class AuditEntry(Added):
    """One act, once written never changed: when, who, what, to which record.

    It names nobody: persons are numbers here, and what they were called stands in `AuditNames`. `strand_id` and
    `pairing_id` are plain numbers, because this app knows neither model. Of an act that changed several records, each
    has an entry.
    """

    names: AuditNames

    key = models.UUIDField(unique=True, editable=False, default=uuid4)
    at = models.DateTimeField(_("when"), default=clock.now)
    kind = models.CharField(_("kind"), max_length=7, choices=audit.Kind, default=audit.Kind.CHANGE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
        db_index=False,
    )
    action = models.CharField(_("act"), max_length=60)
    # All that was done to the record, where that is more than one; ` one two `, so that each can be found.
    actions = models.CharField(max_length=300, editable=False)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    object_type = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("number of the record"), null=True, blank=True)
    strand_id = models.BigIntegerField(null=True, blank=True)
    pairing_id = models.BigIntegerField(null=True, blank=True)

    objects = EntryManager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_actor_at"),
            # Of the few that change no record, so that an act pays nothing for it.
            models.Index(fields=["kind", "-at", "-id"], name="audit_kind_at", condition=models.Q(kind__in=audit.QUIET)),
            models.Index(fields=["strand_id", "-at", "-id"], name="audit_strand_at"),
            models.Index(fields=["pairing_id", "-at", "-id"], name="audit_pairing_at"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object_at"),
        ]

    def __str__(self) -> str:
        return f"{format_moment(timezone.localtime(self.at))}: {self.sentence}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: an entry is written once, at the end of its act."""
        message = "audit entries are written once, by write_audit"
        raise ValueError(message)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an entry outlives what it tells of."""
        message = "audit entries are never deleted"
        raise ValueError(message)

    @property
    def _named(self) -> AuditNames:
        return getattr(self, "names", None) or AuditNames()

    @property
    def actor_label(self) -> str:
        """How whoever acted was called then; empty of the portal itself."""
        return self._named.actor_label

    @property
    def object_label(self) -> str:
        """How the record was called then."""
        return self._named.object_label

    @property
    def reason(self) -> str:
        """Why it was done, as somebody wrote it."""
        return self._named.reason

    @property
    def all_parameters(self) -> dict[str, Any]:
        """All that its sentence tells, persons too."""
        return self.parameters | self._named.persons

    @property
    def sentence(self) -> str:
        """The act in the reader's language."""
        parameters = self.all_parameters
        if "fields" in parameters and self.object_type:
            parameters["fields"] = ", ".join(self._fields)
        return " · ".join(audit.sentence(action, parameters) for action in self.actions.split())

    @property
    def _fields(self) -> list[str]:
        """What the fields that it names are called."""
        model = apps.get_model(self.object_type)
        return [label_of(model, name) for name in str(self.parameters["fields"]).split(", ")]

    @property
    def news(self) -> tuple[str, dict[str, Any]] | None:
        """How it is told to others, with the parameters; None where it has no sentence of its own.

        The fields that it names are a list of words.
        """
        fields = {"fields": self._fields} if "fields" in self.parameters and self.object_type else {}
        return audit.news(self.actions.split(), self.all_parameters | fields)

    def joined(self, later: AuditEntry, *, instead: bool) -> AuditEntry:
        """One entry with what the act says later of the same record; `instead` leaves out what was said before."""
        for name, value in later.all_parameters.items():
            if later.action == self.action and self.all_parameters.get(name, value) != value:
                message = f"one act says {later.action} twice of {self.object_type} {self.object_id}"
                raise ValueError(message)
        later.key, later.at = self.key, self.at
        later.strand_id, later.pairing_id = self.strand_id or later.strand_id, self.pairing_id or later.pairing_id
        later.parameters = self.parameters | later.parameters
        later.names.persons = self.names.persons | later.names.persons
        later.names.reason = later.reason or self.reason
        if not instead:
            later.actions = " ".join(["", *dict.fromkeys([*self.actions.split(), *later.actions.split()]), ""])
            later.action = self.action
        return later


class AuditNames(models.Model):
    """What an entry says in names, or in somebody's own words, which may have names in them; kept apart from it.

    The owner of the tables alone changes it, where an ended account is made anonymous (core/anonymity.py).
    """

    entry = models.OneToOneField(
        AuditEntry, to_field="key", primary_key=True, on_delete=models.CASCADE, related_name="names", editable=False
    )
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    object_label = models.CharField(_("record"), max_length=300, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    persons = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.actor_label


def of_actions(*actions: str) -> models.Q:
    """The entries that tell of one of these actions."""
    found = models.Q(pk__in=[])
    for action in actions:
        found |= models.Q(actions__contains=f" {action} ")
    return found
