"""Long work that a worker does: what was asked for, how far it is, and the file that waits for its owner."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from core import clock
from core.access import Grants
from core.formats import format_number
from core.log import count_change, of_person
from core.models import Addressed
from partnerships.documents.models import document_storage
from partnerships.enums import OWN, one_of
from partnerships.models import Strand
from reports.enums import OPEN_EXPORT, ExportState


class ExportQuerySet(models.QuerySet[Any]):
    """Pieces of long work."""

    def visible_to(self, grants: Grants) -> Self:
        """For the one who asked for it alone."""
        return self.filter(owner=grants.user_id) if grants.user_id else self.none()

    def with_names(self) -> Self:
        """With what its pages read."""
        return self.select_related("strand", "owner")


class Export(Addressed, models.Model):
    """A file that takes longer than a page may: asked for by its owner, made by a worker, gone once it expires.

    `kind` and `parameters` say what is made; `done` of `total` steps how far it is; `key` is a random word in its
    address. Its file is handed to the owner alone, until `expires_at`, and only while the owner still reads the strand.

    `digest` names what is asked for, so that it waits once; `attempts` counts the workers that took it, and is the word
    by which a worker knows it as its own; `worked_at` is when the last one gave a sign; `fault` says why it failed.
    """

    PAGE: str = "reports:export"
    ADDRESS: dict[str, str] = {"export": "key"}
    NAMED_WITH: tuple[str, ...] = ("strand",)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+", verbose_name=_("strand"))
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("what is made"), max_length=40)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    language = models.CharField(_("language"), max_length=2)
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=ExportState, default=ExportState.WAITING)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("long work", "attempts"), default=0, editable=False)
    worked_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True, editable=False)
    fault = models.TextField(_("why it failed"), blank=True, editable=False)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("downloaded"), null=True, blank=True)
    file = models.FileField(_("file"), storage=document_storage, upload_to="exports", max_length=100, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "-asked_at", "-id"], name="export_newest"),
            models.Index(fields=["state", "expires_at"], name="export_state"),
        ]
        constraints = [
            one_of("export", "state", ExportState),
            models.UniqueConstraint(
                fields=["owner", "digest"], condition=Q(state__in=OPEN_EXPORT), name="export_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.kind

    def save(self, **options: Any) -> None:
        """Save it, and let the pages of its owner know: it lies in no act."""
        super().save(**options)
        count_change(of_person(self.owner_id))

    @property
    def has_expired(self) -> bool:
        """Whether its time is over, also where the clock has not deleted the file yet."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def is_over(self) -> bool:
        """Whether there is no file, and none will come of it."""
        return self.state in {ExportState.FAILED, ExportState.EXPIRED} or self.has_expired

    @property
    def steps_done(self) -> str:
        """How far the work is, in words; nothing while that is not known."""
        if self.state != ExportState.RUNNING or not self.total:
            return ""
        words = {"done": format_number(self.done), "total": format_number(self.total)}
        return gettext("%(done)s of %(total)s steps") % words

    def actors(self, grants: Grants) -> frozenset[str]:
        """Whoever asked for it, and nobody else."""
        return frozenset({OWN} if grants.user_id is not None and self.owner_id == grants.user_id else ())
