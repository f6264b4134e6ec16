"""Words of the portal in both languages, for what is called anew at every reading: counts, units, signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation

from core.texts import LANGUAGES
from reports.services.compiling.plain import Plain


def in_both(words: Callable[[], Any]) -> Plain:
    """What `words` gives in each language, such as a label or a sentence."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words())
    return {**said, "stale": ""}
