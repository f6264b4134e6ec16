"""The pages of the accessibility statement and the privacy notice."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from worldcities.statements import read_statement


@method_decorator(login_not_required, name="dispatch")
class Statement(TemplateView):
    """One statement in the reader's language, for everybody."""

    template_name = "worldcities/prose.html"
    name: str = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text."""
        return super().get_context_data(prose=read_statement(self.name, get_language() or "en"), **kwargs)
