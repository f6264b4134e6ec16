"""Where a project was found, as far as the portal itself knows: kept as what it says, told in the reader's language."""

from __future__ import annotations

from django.db import models

from core import audit


class Found(models.Model):
    """`found` are registered sentences, each by name and parameters, as the log has them."""

    found = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def found_text(self) -> str:
        """The sentences in the reader's language; nothing where there are none."""
        return " ".join(audit.sentence(name, parameters) for name, parameters in self.found)
