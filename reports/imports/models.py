"""An import: a sheet that its owner looks at before it is stored, and how far the work on it is."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from core import clock
from core.access import Grants
from core.formats import format_number
from core.log import count_change, of_person
from core.models import Addressed
from partnerships.enums import OWN, one_of
from partnerships.models import Strand
from reports.enums import ImportState, ImportWork


class ImportQuerySet(models.QuerySet[Any]):
    """Imports."""

    def visible_to(self, grants: Grants) -> Self:
        """For the one who began it alone, as long as that person may import there."""
        if grants.user_id is None or not (grants.is_administrator or grants.staff):
            return self.none()
        there = models.Q() if grants.is_administrator else models.Q(strand=None) | models.Q(strand__in=grants.staff)
        return self.filter(there, owner=grants.user_id)

    def with_names(self) -> Self:
        """With what its pages read."""
        return self.select_related("strand", "owner")


class Import(Addressed, models.Model):
    """A sheet or a pack of one person: shown first, then stored whole, and taken back whole.

    `sheets` has the cells as they came, by table; a sheet of one kind has one. `columns` says which of its columns is
    which of the kind's, where their names do not. `found` is what a worker has found out about a long one, `made` what
    taking it back needs beside the log. `work` is what a worker has yet to do, or is doing.
    """

    PAGE: str = "reports:import"
    ADDRESS: dict[str, str] = {"import": "key"}
    NAMED_WITH: tuple[str, ...] = ("strand",)
    # A pack brings what lies in no strand as well.
    SHOWN_EVERYWHERE: bool = True

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("strand")
    )
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=ImportState, default=ImportState.SHOWN)
    work = models.CharField(max_length=5, choices=ImportWork, blank=True, editable=False)
    sheets = models.JSONField(default=dict, editable=False)
    columns = models.JSONField(default=dict, editable=False)
    overwrite = models.BooleanField(default=False, editable=False)
    rows = models.PositiveIntegerField(default=0, editable=False)
    found = models.JSONField(default=dict, editable=False)
    made = models.JSONField(default=dict, editable=False)
    language = models.CharField(_("language"), max_length=2)
    fault = models.TextField(_("why it failed"), blank=True, editable=False)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    at = models.DateTimeField(_("asked"), default=clock.now)
    stored_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("long work", "import")
        verbose_name_plural = pgettext_lazy("long work", "imports")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["owner", "-at", "-id"], name="import_newest")]
        constraints = [one_of("import", "state", ImportState)]

    def __str__(self) -> str:
        return self.name or gettext("Pasted cells")

    def save(self, **options: Any) -> None:
        """Save it, and let the pages of its owner know: what is not stored lies in no act."""
        super().save(**options)
        count_change(of_person(self.owner_id))

    @property
    def steps_done(self) -> str:
        """How far a worker is, in words; nothing while that is not known."""
        if self.state != ImportState.WORKING or not self.total:
            return ""
        words = {"done": format_number(self.done), "total": format_number(self.total)}
        return gettext("%(done)s of %(total)s steps") % words

    def actors(self, grants: Grants) -> frozenset[str]:
        """Whoever began it, and nobody else."""
        return frozenset({OWN} if grants.user_id is not None and self.owner_id == grants.user_id else ())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            (gettext("Programme"), reverse("partnerships:programme")),
            (gettext("Import"), reverse("reports:imports")),
            (str(self), self.get_absolute_url()),
        ]
